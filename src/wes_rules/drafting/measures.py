"""One measure of a first plan as text, from the words of its target and what figures show of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from wes_rules.drafting.figures import SeenSeries
from wes_rules.drafting.targets import TargetRow
from wes_rules.drafting.units import suggested_unit
from wes_rules.errors import WesRulesError
from wes_rules.planfiles.toml_text import toml_value
from wes_rules.quoting import visible
from wes_rules.rules.measure import Better
from wes_rules.rules.writing import write
from wes_rules.series.calendar import Calendar
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.period_kind import MONTHS
from wes_rules.values.quantity import Unit
from wes_rules.wording import Asks, Context, Target, read

# Asks a question with its choices; None where nobody answers.
Ask = Callable[[str, Sequence[str]], str | None]

_UNITS = {"%": Unit.PERCENT, "percentage": Unit.PERCENT, "number": Unit.COUNT, "no.": Unit.COUNT, "#": Unit.COUNT,
          "£": Unit.POUNDS, "gbp": Unit.POUNDS, "days": Unit.DAYS, "points": Unit.POINTS, "pp": Unit.POINTS}  # fmt: skip
_BETTER = {"higher": Better.HIGHER, "high": Better.HIGHER, "up": Better.HIGHER, "increase": Better.HIGHER, "bigger": Better.HIGHER,
           "lower": Better.LOWER, "low": Better.LOWER, "down": Better.LOWER, "decrease": Better.LOWER, "smaller": Better.LOWER}  # fmt: skip
_MOST_DECIMALS = 3
_A_YEAR = {"annual-increase": 1, "annual-decrease": 1, "quarterly-increase": 4, "quarterly-decrease": 4}


@attrs.frozen(kw_only=True)
class Known:
    """What is known of every measure, where its own row says nothing else."""

    unit: Unit | None = None
    better: Better | None = None
    calendar: PeriodKind | None = None
    deadline: date | None = None
    national: str = "national"
    neighbours: str = "statistical-neighbours"


@attrs.frozen(kw_only=True, order=True)
class Rhythm:
    """A calendar of the plan: its name, its kind, and one period of it where it has one month of each year only."""

    name: str
    kind: PeriodKind
    anchor: str = ""


@attrs.frozen(kw_only=True)
class Drafted:
    """
    One measure as text.

    Args:
        id: Its id.
        lines: Its lines.
        rhythm: Its calendar.
        why_not: Why it cannot stand in the plan; empty where it does.
    """

    id: str
    lines: tuple[str, ...]
    rhythm: Rhythm
    why_not: str = ""

    @property
    def text(self) -> str:
        """Its lines, in comments where it does not stand in the plan."""
        if not self.why_not:
            return "\n".join((*self.lines, ""))
        return "\n".join((f"# set aside: {visible(self.why_not)}", *(f"# {one}".rstrip() for one in self.lines), ""))

    def aside(self, why: str) -> Drafted:
        """Return it set aside."""
        return attrs.evolve(self, why_not=" ".join(why.split()))


def slug(text: str) -> str:
    """Make an id of a text."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60].strip("-") or "measure"


def drafted(row: TargetRow, known: Known, series: Sequence[SeenSeries], taken: Collection[str], ask: Ask) -> Drafted:
    """
    Draft one measure.

    Args:
        row: Its target.
        known: What is known of every measure.
        series: What the figures show.
        taken: The ids that are taken.
        ask: Asks somebody.
    """
    seen = _series_of(row, series)
    found, unit, better = _read(row, known, seen, ask)
    rhythm, why_kind = _rhythm(known, seen, found)
    title = row.title or found.subject or row.words
    name = _free(slug(row.ref or title), taken)
    lines = ["[[measures]]", f"id = {toml_value(name)}", f"title = {toml_value(title)}"]
    lines += [f"text = {toml_value(row.words)}"] if row.words else []
    for field in ("objective", "owner"):
        lines += [f"{field} = {toml_value(getattr(row, field))}"] if getattr(row, field) else []
    lines += _number(row, seen, name)
    lines.append(_unit(unit, row, known, seen, found))
    decimals, why = _decimals(found, seen, unit)
    lines.append(f"decimals = {decimals}  # guess: {why}")
    lines.append(f"better = {toml_value(better or Better.NONE)}")
    lines.append(f"calendar = {toml_value(rhythm.name)}" + (f"  # guess: {why_kind}" if why_kind else ""))
    lines += [f"baseline = {toml_value(write(found.baseline))}"] if found.baseline is not None else []
    lines += [f"deadline = {toml_value(found.until)}"] if found.until is not None else []
    lines += _rule(found, row)
    lines += _readings(found)
    made = Drafted(id=name, lines=tuple(lines), rhythm=rhythm)
    if row.words and found.rule is None:
        return made.aside(_why(found))
    if better is None:
        return made.aside("which way is better is not said: say it in the table, or by --better")
    return made


def _free(name: str, taken: Collection[str]) -> str:
    return next(one for one in (name, *(f"{name}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)


def _series_of(row: TargetRow, series: Sequence[SeenSeries]) -> SeenSeries | None:
    wanted = {slug(row.indicator)} if row.indicator else {slug(row.title), slug(row.words)}
    return next((one for one in series if slug(one.indicator) in wanted), None)


def _read(row: TargetRow, known: Known, seen: SeenSeries | None, ask: Ask) -> tuple[Target, Unit | None, Better | None]:
    """Read the words of a target with all that is known of it, and ask what they leave open."""
    unit = _UNITS.get(row.unit.lower()) or next((one for one in Unit if one.value == row.unit.lower()), None)
    unit = unit or (seen.unit if seen is not None else None) or known.unit
    better = next((way for word, way in _BETTER.items() if row.better.lower().startswith(word)), None)
    context: dict[str, Any] = {
        "unit": unit,
        "better": better,
        "deadline": known.deadline,
        "national": known.national,
        "neighbours": known.neighbours,
        "calendar": _calendar(known, seen),
    }
    found = _with_start(row, context)
    if found.better is None or Asks.SIDE in {one.asks for one in found.questions}:
        answer = known.better or ask(f"{row.title or row.words}: which way is better?", ("higher", "lower"))
        better = Better(answer) if answer in ("higher", "lower") else better
        found = _with_start(row, {**context, "better": better})
    if Asks.POINTS_OR_PERCENT in {one.asks for one in found.questions}:
        answer = ask(f"{row.words}: what does the percentage mean?", ("points", "percent"))
        found = _with_start(
            row, {**context, "better": better, "change_in": answer if answer in ("points", "percent") else None}
        )
    suggested = suggested_unit(*_said(row))
    unit = unit or found.unit or (None if suggested is None else suggested[0])
    if seen is not None and seen.decimals and (unit is None or unit.whole):
        unit = Unit.SCORE
    return found, unit, better or found.better


def _said(row: TargetRow) -> tuple[str, ...]:
    """List what a row says of its unit, what is most about the figures first."""
    return row.baseline, row.words, row.title


def _calendar(known: Known, seen: SeenSeries | None) -> Calendar | None:
    """Return the calendar, as far as somebody says it or the figures show it."""
    if seen is not None and seen.yearly:
        return Calendar(kind=PeriodKind.MONTH, step=12, anchor=Period.parse(seen.first, PeriodKind.MONTH))
    kind = known.calendar or (seen.kind if seen is not None else None)
    return None if kind is None else Calendar(kind=kind)


def _with_start(row: TargetRow, context: dict[str, Any]) -> Target:
    """Read the words with what the column of baselines says, which is written as words write it."""
    start = row.baseline
    if start:
        known = read(f"will increase from {start}", context=Context(**{**context, "better": None})).baseline
        context = {**context, "baseline": known}
    try:
        return read(row.words or "for information", context=Context(**context))
    except WesRulesError:
        return read("for information", context=Context(**context))


def _rhythm(known: Known, seen: SeenSeries | None, found: Target) -> tuple[Rhythm, str]:
    """Return the calendar, and why it is guessed."""
    if seen is not None and seen.yearly:
        month = MONTHS[next(iter(seen.months))]
        name = f"every-{month.lower()}"
        return Rhythm(name=name, kind=PeriodKind.MONTH, anchor=seen.first), f"all its figures are of {month}"
    kind, why = _kind(known, seen, found)
    return Rhythm(name=kind.value, kind=kind), why


def _kind(known: Known, seen: SeenSeries | None, found: Target) -> tuple[PeriodKind, str]:
    """Return the kind of period, and why it is guessed."""
    if known.calendar is not None:
        return known.calendar, ""
    if seen is not None and seen.kind is not None:
        if seen.kind is PeriodKind.ACADEMIC_YEAR:
            return seen.kind, f"{seen.first} may be a financial year as well"
        return seen.kind, f"its periods are written like {seen.first}"
    a_year = _A_YEAR.get(found.rule.kind if found.rule is not None else "", 1)
    start = found.baseline.period if found.baseline is not None else None
    if start is not None and start.kind.per_year == a_year:
        other = "; it may be a financial year as well" if start.kind is PeriodKind.ACADEMIC_YEAR else ""
        return start.kind, f"the start of the promise, {start}, is written like one{other}"
    return (
        PeriodKind.FINANCIAL_QUARTER if a_year == 4 else PeriodKind.FINANCIAL_YEAR
    ), "the words name no kind of period"


def _number(row: TargetRow, seen: SeenSeries | None, name: str) -> list[str]:
    indicator = seen.indicator if seen is not None else row.indicator or name
    table = {"indicator": indicator, **({"group": seen.group} if seen is not None and seen.group != "all" else {})}
    guess = "" if row.indicator or seen is not None else "  # guess: the name by which the figures call it"
    return [f"number = {toml_value(table)}{guess}"]


def _unit(unit: Unit | None, row: TargetRow, known: Known, seen: SeenSeries | None, found: Target) -> str:
    if unit is None and _places(found):
        return f"unit = {toml_value(Unit.SCORE)}  # guess: nobody says it, and its target is no whole number"
    if unit is None:
        return f"unit = {toml_value(Unit.COUNT)}  # guess: nobody says it, and a count is the plainest"
    suggested = suggested_unit(*_said(row))
    if not row.unit and found.unit is None and suggested is not None and suggested[0] is unit:
        return f'unit = {toml_value(unit)}  # guess: "{suggested[1]}" is mostly one'
    if unit is Unit.SCORE and seen is not None and seen.unit is None and seen.decimals and known.unit is None:
        return f"unit = {toml_value(unit)}  # guess: its figures are no whole numbers, and nobody says what they are of"
    if row.unit or known.unit is not None:
        return f"unit = {toml_value(unit)}"
    why = "the figures say so" if seen is not None and seen.unit is not None else "the words are of one"
    return f"unit = {toml_value(unit)}  # guess: {why}"


def _decimals(found: Target, seen: SeenSeries | None, unit: Unit | None) -> tuple[int, str]:
    written = _places(found)
    if unit is None and seen is None and written:
        return written, "its target has so many"
    if unit is None or unit.whole:
        return 0, "whole things are counted"
    if seen is not None and seen.decimals > _MOST_DECIMALS:
        return 1, f"the figures have {seen.decimals}, more than anybody reads"
    if seen is not None:
        return seen.decimals, "the figures have so many"
    if unit is Unit.POUNDS:
        return 0, "whole pounds are usual"
    return max(1, written), "percentages are mostly published so" if unit is Unit.PERCENT else "one is usual"


def _places(found: Target) -> int:
    """Return how many decimal places the amounts of a target have."""
    amounts = [value for value in _values_of(found) if isinstance(value, Decimal)]
    return max((-int(value.as_tuple().exponent) for value in amounts), default=0)


def _values_of(found: Target) -> Iterator[object]:
    """Go through the values of a rule."""
    if found.rule is not None:
        yield from attrs.asdict(found.rule, recurse=False).values()


def _rule(found: Target, row: TargetRow) -> list[str]:
    """Write the rule: as the words say it, or marked where they leave something open, or for information only."""
    if found.rule is None and row.words:
        return ["# rule = ?"]
    if found.rule is None:
        promise = {"kind": "advisory", "rule": {"kind": "from-baseline"}}
        return [f"rule = {toml_value(promise)}  # guess: no target is known, so it is only shown which way it goes"]
    lines = [f"# open: {visible(str(one))}" for one in (*found.questions, *found.no_rule)]
    mark = "" if found.settled else "  # guess: as far as the words settle it"
    return [*lines, f"rule = {toml_value(write(found.rule))}{mark}"]


def _readings(found: Target) -> list[str]:
    lines: list[str] = []
    for one in found.readings:
        lines += ["", "[[measures.readings]]", *(f"{name} = {toml_value(value)}" for name, value in write(one).items())]
    return lines


def _why(found: Target) -> str:
    return (
        "; ".join(str(one) for one in (*found.no_rule, *found.questions))
        or "its words promise nothing that can be judged"
    )
