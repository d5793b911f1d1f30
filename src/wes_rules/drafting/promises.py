"""Read what a target's row promises, using all that is known about it and the user's answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import attrs

from wes_rules.drafting.doubts import against_its_start, against_its_title, doubts, measured_in, places_of, way_of_title
from wes_rules.drafting.frequencies import kind_by_frequency, kind_of_years
from wes_rules.drafting.seen import SeenSeries
from wes_rules.drafting.targets import Dated, TargetRow
from wes_rules.drafting.units import suggested_unit, with_room
from wes_rules.errors import PeriodError, WesRulesError
from wes_rules.rules.better import Better
from wes_rules.rules.kinds.everyone import Everyone
from wes_rules.rules.kinds.halt_then_decrease import HaltThenDecrease
from wes_rules.rules.kinds.maintain import Maintain
from wes_rules.rules.kinds.threshold import Threshold
from wes_rules.rules.kinds.trajectory import Trajectory
from wes_rules.rules.measure import Rule
from wes_rules.rules.phrases import Reading
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.step_promise import StepPromise
from wes_rules.rules.versions import Version
from wes_rules.series.calendar import Calendar
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import Unit
from wes_rules.wording import Asks, Context, Question, Target, read
from wes_rules.wording.times import day_said, period_read

# Asks a question, with the choices and what each is called; None where nobody answers.
Ask = Callable[[str, Mapping[str, str]], str | None]

_UNITS = {"%": Unit.PERCENT, "percentage": Unit.PERCENT, "number": Unit.COUNT, "no.": Unit.COUNT, "#": Unit.COUNT,
          "£": Unit.POUNDS, "gbp": Unit.POUNDS, "days": Unit.DAYS, "points": Unit.POINTS, "pp": Unit.POINTS}  # fmt: skip
_WAYS = {
    Better.HIGHER: ("high", "up", "increas", "grow", "rise", "rising", "bigger", "more", "maximi", "aim to maximi", "↑", "▲", "⬆", "↗", "⇧", "🔼", "+"),
    Better.LOWER: ("low", "down", "decreas", "fall", "reduc", "smaller", "less", "fewer", "minimi", "aim to minimi", "↓", "▼", "⬇", "↘", "⇩", "🔽", "-"),
}  # fmt: skip
_NO_WAY = (
    "measure for information",
    "for information",
    "information",
    "data only",
    "contextual",
    "n/a",
    "neutral",
    "neither",
    "none",
    "monitor",
)
_LIMITS = ("at_least", "at_most", "above", "below", "equals")


@attrs.frozen(kw_only=True)
class Known:
    """
    What is known of every measure, where its own row says nothing else.

    Args:
        split_years: The kind of year that 2019/20 is taken for.
        of_figures: The kind of period of the file's figures, where all are of one.
    """

    unit: Unit | None = None
    better: Better | None = None
    calendar: PeriodKind | None = None
    split_years: PeriodKind = PeriodKind.FINANCIAL_YEAR
    of_figures: PeriodKind | None = None
    deadline: date | None = None
    national: str = "national"
    neighbours: str = "statistical-neighbours"


@attrs.frozen(kw_only=True)
class Promised:
    """
    What a row promises.

    Args:
        said_of_all: Whether which way is better is said of all rows together, and not by this one.
    """

    target: Target
    unit: Unit | None
    better: Better | None
    said_of_all: bool


def promised(row: TargetRow, known: Known, seen: SeenSeries | None, ask: Ask) -> Promised:
    """Read the words of a target, using all that is known about it, and ask what they leave open."""
    unit = unit_named(row.unit) or (seen.unit if seen is not None else None) or known.unit
    better = way_of(row.better)
    context: dict[str, Any] = {
        "unit": unit,
        "better": better,
        "deadline": known.deadline,
        "national": known.national,
        "neighbours": known.neighbours,
        "areas": {} if seen is None else {one.replace("-", " "): one for one in seen.areas},
        "calendar": _calendar(row, known, seen),
    }
    found, of_all = _with_start(row, context), False
    no_side = Asks.SIDE in {one.asks for one in found.questions}
    if no_side or (found.better is None and better is None):
        choices = {"higher": "up", "lower": "down"}
        title = way_of_title(row)
        by_title = title[0] if title is not None and not row.better else None
        answer = by_title or known.better or ask(f"{row.title or row.words}: which way is better?", choices)
        of_all = by_title is None and known.better is not None
        better = Better(answer) if answer in choices else better
        found = _with_start(row, {**context, "better": better})
    if Asks.POINTS_OR_PERCENT in {one.asks for one in found.questions}:
        answer = ask(f"{row.words}: what does the percentage mean?", {"points": "", "percent": ""})
        found = _with_start(row, {**context, "better": better, "change_in": answer})
    if open_ := tuple(one for one in found.questions if one.asks is Asks.DATE and one.answered_by == "calendar"):
        # The kind of year that is guessed of the calendar decides the day as well; the question stays.
        kind = Calendar(kind=PeriodKind.FINANCIAL_YEAR)
        found = _with_start(row, {**context, "better": better, "calendar": kind})
        found = attrs.evolve(found, questions=(*found.questions, *open_))
    if row.key:
        found = _with_key(row, {**context, "better": better}, found)
    unit = _unit_of(row, unit, known, found, seen)
    better = better or found.better
    asked = [*doubts(row, found, seen, better), *against_its_title(row, better if of_all else None)]
    asked += against_its_start(found, better) if no_side else ()
    return Promised(target=_doubted(found, asked), unit=unit, better=better, said_of_all=of_all)


def _with_key(row: TargetRow, context: dict[str, Any], found: Target) -> Target:
    """Return a target with the colours of other columns; without them, and with a question, where they say more than how near is near enough."""
    alone = found if row.dated else _with_start(attrs.evolve(row, key=""), context)
    what = "it stands beside the target, and is no part of the rule"
    question = Question(asks=Asks.NOT_UNDERSTOOD, phrase=row.key, open=what)
    if alone.rule is None or (not row.dated and type(found.rule) is type(alone.rule)):
        return found
    return attrs.evolve(alone, questions=(*alone.questions, question))


def unit_named(text: str) -> Unit | None:
    """Return the unit that a cell names; None for another one, of which the library knows nothing."""
    return _UNITS.get(text.lower()) or next((one for one in Unit if one.value == text.lower()), None)


def _unit_of(row: TargetRow, unit: Unit | None, known: Known, found: Target, seen: SeenSeries | None) -> Unit | None:
    """Return the known unit, or the one the words suggest, if the figures and the rule's amounts fit it."""
    suggested = suggested_unit(*said(row))
    start = None if found.baseline is None else found.baseline.value
    if found.unit is None and suggested == (Unit.PERCENT, "%") and start is not None and start > 100:
        suggested = None
    unit = unit or found.unit or (None if suggested is None else suggested[0])
    if unit in (None, Unit.COUNT) and not row.unit and known.unit is None and measured_in(found):
        return Unit.RATIO
    if seen is not None and not row.unit and known.unit is None:
        unit = with_room(unit, seen.least, seen.most)
    if unit is not None and unit.whole and places_of(found):
        return Unit.SCORE
    return Unit.SCORE if seen is not None and seen.decimals and (unit is None or unit.whole) else unit


def _doubted(found: Target, questions: list[Question]) -> Target:
    """Return a target with its open questions; "all" of something without counts is compared with the published percentage."""
    rule = found.rule
    if isinstance(rule, Everyone) and Asks.UNIT in {one.asks for one in questions}:
        rule = Threshold(at_least=Decimal(100), by=rule.by)
    return attrs.evolve(found, rule=rule, questions=(*found.questions, *questions))


def way_of(text: str) -> Better | None:
    """Return which way a cell says is better: "High is good", "↑"."""
    none = Better.NONE if text.lower().startswith(_NO_WAY) else None
    return next((way for way, words in _WAYS.items() if text.lower().startswith(words)), none)


def said(row: TargetRow) -> tuple[str, ...]:
    """List what a row says of its unit, what is most about the figures first."""
    # Behind its first target a row has later ones, and colours, whose percent is of the target.
    return row.baseline, row.words.partition("; ")[0] if row.dated else row.words, row.title


def _calendar(row: TargetRow, known: Known, seen: SeenSeries | None) -> Calendar | None:
    """Return the calendar, as far as it is given or the figures show it."""
    if seen is not None and seen.step > 1:
        return Calendar(kind=PeriodKind.MONTH, step=seen.step, anchor=Period.parse(seen.first, PeriodKind.MONTH))
    by_figures = seen.kind if seen is not None else None
    kind = (
        kind_by_frequency(row, known.calendar) or known.calendar or by_figures or kind_of_years(row, known.split_years)
    )
    window = seen.window if seen is not None and seen.kind is kind else 1
    return None if kind is None else Calendar(kind=kind, window=window)


def _with_start(row: TargetRow, context: dict[str, Any]) -> Target:
    """Read the words together with the baseline column, which is phrased as part of them."""
    open_: list[Question] = []
    if row.baseline:
        start = read(f"will increase from {row.baseline}", context=Context(**{**context, "better": None}))
        context = {**context, "baseline": start.baseline}
        # A period that the calendar does not have is no reason to forget that one was named.
        open_ = [attrs.evolve(one, phrase=row.baseline) for one in start.questions if one.phrase.startswith("from ")]
    try:
        if row.dated:
            found = _by_year(row.dated, Context(**context))
        else:
            found = read(row.said or "for information", context=Context(**context))
    except WesRulesError:
        return read("for information", context=Context(**context))
    asked = {one.open for one in found.questions}
    more = [one for one in open_ if one.open not in asked] if found.rule is not None else []
    return attrs.evolve(found, questions=(*found.questions, *more))


def _by_year(dated: tuple[Dated, ...], context: Context) -> Target:
    """Read targets that are each for a period: one is due at its end, and several follow each other as versions."""
    read_as = [(one, *_period(one, context), read(one.words, context=context)) for one in dated]
    first = next((target for *_, target in read_as if _limit(target.rule)), read_as[0][3])
    name = (_limit(first.rule) or ("", 0))[0]
    limits: list[tuple[Period, Decimal]] = []
    questions = [*first.questions]
    if (together := next((one for one, _, longer, _ in read_as if longer), None)) is not None:
        what = f"whether that is the target of each {context.kind}, or of all of {together.label} together, is not said"
        choices = "of each", "of all together"
        questions.append(Question(asks=Asks.TOTAL, phrase=together.said, open=what, choices=choices))
    for one, period, _, target in read_as:
        limit = _limit(target.rule)
        if limit is not None and limit[0] == name and period is not None:
            limits.append((period, limit[1]))
        elif first.rule is not None and (target is not first or period is None):
            what = "it is no target like the others, for a period that the calendar has, and is left out"
            questions.append(Question(asks=Asks.NOT_UNDERSTOOD, phrase=one.said, open=what))
    readings = [one for one in first.readings if one.phrase != "no day is said"]
    rule, until = first.rule, first.until
    if len(limits) > 1:
        pairs = sorted(limits, key=lambda one: one[0].start)
        changed = [now for before, now in pairwise(pairs) if before[1] != now[1]]
        versions = tuple(Version(starting=period, changes={name: value}) for period, value in changed)
        rule = Threshold(**{name: pairs[0][1]}, versions=versions)  # type: ignore[arg-type]
        used = "each from its period on, until the next one, and the first one before them all"
        readings.append(Reading(phrase=dated[0].said, used=used, others=("in its period alone",)))
    elif (period := read_as[0][1]) is not None and rule is not None:
        day = period.last_day if not read_as[0][2] else period_read(dated[0].label, _of_years(context)).last_day
        used = f"by {day_said(day)}, the end of it"
        readings.append(Reading(phrase=dated[0].heading, used=used, others=("in every period",)))
        if isinstance(rule, Trajectory):
            what = "the words name periods of their own, and the column another one: by when it is due is not said"
            questions.append(Question(asks=Asks.DATE, phrase=dated[0].heading, open=what))
        elif isinstance(rule, FigureRule) and not isinstance(rule, StepPromise | Maintain | HaltThenDecrease):
            rule = rule if rule.by is not None else attrs.evolve(rule, by=day)
        else:
            until = until or day
    return attrs.evolve(first, rule=rule, until=until, readings=tuple(readings), questions=tuple(questions))


def _period(one: Dated, context: Context) -> tuple[Period | None, bool]:
    """Return the period of a target, or the first of the measure's in one that is longer; and whether it is longer."""
    try:
        return period_read(one.label, context.kind), False
    except PeriodError:
        pass
    try:
        longer = period_read(one.label, _of_years(context))
    except PeriodError:
        return None, False
    within = context.kind is not None and longer.kind.per_year < context.kind.per_year
    return (Period.containing(longer.start, context.kind), True) if within else (None, False)  # type: ignore[arg-type] # it has a kind


def _of_years(context: Context) -> PeriodKind | None:
    """Return the kind of the years that a measure's periods are parts of: those of months are mostly financial ones."""
    first = (
        4 if context.kind is None or context.kind in (PeriodKind.MONTH, PeriodKind.WEEK) else context.kind.first_month
    )
    return next((one for one in PeriodKind if one.per_year == 1 and one.first_month == first), None)


def _limit(rule: Rule | None) -> tuple[str, Decimal] | None:
    """Return the side and the value of a rule that is one limit."""
    if isinstance(rule, Everyone):
        return "at_least", Decimal(100)
    if not isinstance(rule, Threshold) or rule.between is not None:
        return None
    return next((name, value) for name in _LIMITS if (value := getattr(rule, name)) is not None)
