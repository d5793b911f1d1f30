"""Write one measure of a first plan, from the words of its target and what its figures show."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

import attrs

from wes_rules.counting import some_of
from wes_rules.drafting.doubts import begins_anew, places_of, way_of_title
from wes_rules.drafting.frequencies import kind_by_frequency, kind_of_years
from wes_rules.drafting.promises import Ask, Known, Promised, promised, way_of
from wes_rules.drafting.seen import SeenSeries
from wes_rules.drafting.set_aside import why_not_written
from wes_rules.drafting.target_columns import part_of_a_year, quarter_in
from wes_rules.drafting.targets import TargetRow
from wes_rules.drafting.unit_lines import unit_line
from wes_rules.planfiles.named import named_sets
from wes_rules.planfiles.text import toml_value
from wes_rules.quoting import quoted, visible
from wes_rules.rules.better import Better
from wes_rules.rules.kinds.composites import Advisory
from wes_rules.rules.kinds.trajectory import Trajectory
from wes_rules.rules.writing import write
from wes_rules.tables.labels import is_label
from wes_rules.values.period import PeriodKind
from wes_rules.values.period_kind import MONTHS
from wes_rules.values.quantity import Unit
from wes_rules.wording import Asks, Question, Target

_MOST_DECIMALS, _LONGEST_ID, _SEVERAL, _SHOWN = 3, 60, 2, 10
_SMALL = frozenset(("a", "an", "the", "of", "in", "which", "that", "who", "and", "for", "to"))
_A_YEAR = {"annual-increase": 1, "annual-decrease": 1, "quarterly-increase": 4, "quarterly-decrease": 4}


@attrs.frozen(kw_only=True, order=True)
class Rhythm:
    """A calendar of the plan: its name, its kind, where it has only each so-many-th period the step and one of them, and how many a figure pools."""

    name: str
    kind: PeriodKind
    step: int = 1
    anchor: str = ""
    window: int = 1


@attrs.frozen(kw_only=True)
class Drafted:
    """
    One measure as text.

    Args:
        sets: The area sets that its rule names.
        why_not: Why it cannot stand in the plan; empty where it does.
    """

    id: str
    lines: tuple[str, ...]
    rhythm: Rhythm
    sets: frozenset[str] = frozenset()
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
    whole = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    # It ends with a whole word.
    return (
        whole if len(whole) <= _LONGEST_ID else whole[: _LONGEST_ID + 1].rpartition("-")[0] or whole[:_LONGEST_ID]
    ) or "measure"


def drafted(
    row: TargetRow,
    seen: SeenSeries | None,
    known: Known,
    series: Sequence[SeenSeries],
    taken: Collection[str],
    ask: Ask,
) -> Drafted:
    """Draft one measure, of the figures that it has among those of the file."""
    made = promised(row, known, seen, ask)
    found, unit = made.target, made.unit
    rhythm, why_kind = _rhythm(row, known, seen, found)
    found = _with_a_start_of(rhythm.kind, found)
    if found.rule is not None and (question := begins_anew(row, rhythm.kind)) is not None:
        found = attrs.evolve(found, questions=(*found.questions, question))
    title = row.title or " ".join(found.counted) or row.words
    name, twice = _name(row, title, taken)
    lines = ["[[measures]]", f"id = {toml_value(name)}{twice}", f"title = {toml_value(title)}"]
    lines += [f"text = {toml_value(row.said)}"] if row.words else []
    for field in ("objective", "owner"):
        lines += [f"{field} = {toml_value(getattr(row, field))}"] if getattr(row, field) else []
    lines += _number(row, seen, name, series)
    lines.append(unit_line(unit, row, known, seen, found))
    if seen is not None and seen.fractions:
        lines.append('values = "fractions"  # guess: its cells are shown as percentages')
    elif seen is not None and seen.look_like_fractions and unit is Unit.PERCENT:
        lines.append('values = "fractions"  # guess: all its figures lie between 0 and 1')
    decimals, why = _decimals(found, seen, unit)
    lines.append(f"decimals = {decimals}  # guess: {why}")
    lines.append(_better(made, row, alone=len(series) < _SEVERAL))
    lines.append(f"calendar = {toml_value(rhythm.name)}" + (f"  # guess: {why_kind}" if why_kind else ""))
    lines += _start(found, row, seen)
    lines += [f"deadline = {toml_value(found.until)}"] if found.until is not None else []
    lines += _rule(found, row, rhythm)
    lines += _readings(found)
    sets = frozenset(one for _, one in named_sets(None if found.rule is None else write(found.rule), ()))
    why_not = " ".join(why_not_written(row, made, found, seen, rhythm.kind).split())
    return Drafted(id=name, lines=tuple(lines), rhythm=rhythm, sets=sets, why_not=why_not)


def _name(row: TargetRow, title: str, taken: Collection[str]) -> tuple[str, str]:
    """Return the id of a measure, and the guess if another one has its number: 1-1-2 may be the number of a third, so its title names it."""
    plain, by_title = slug(row.ref or title), slug(title)
    names = (plain, by_title, *(f"{by_title}-{n}" for n in range(2, len(taken) + 3)))
    name = next(one for one in names if one not in taken)
    return name, "" if name == plain else f"  # guess: another measure is called {toml_value(plain)}, too"


def _better(made: Promised, row: TargetRow, *, alone: bool) -> str:
    """Write which way is better, with the reason where it is guessed."""
    why, title = "", way_of_title(row)
    if made.said_of_all and (row.line or not alone):
        why = "  # guess: it is said of all measures together"
    elif title is not None and title[0] is made.better and not row.better:
        why = f"  # guess: {visible(quoted(title[1]))} in its title says so"
    elif isinstance(made.target.rule, Trajectory) and way_of(row.better) is None:
        why = "  # guess: its points lead there"
    elif row.may_be_travel:
        why = '  # guess: a column called "Direction" may also say which way the figures went'
    return f"better = {toml_value(made.better or Better.NONE)}{why}"


def _with_a_start_of(kind: PeriodKind, found: Target) -> Target:
    """Return a target whose start is a period of its calendar; another one is asked about."""
    start = found.baseline
    if start is None or start.period is None or is_label(str(start.period), kind):
        return found
    what = f"{start.period} is not {kind.a}, as the measure's calendar has them"
    question = Question(asks=Asks.DATE, phrase=str(start.period), open=what)
    kept = None if start.value is None else attrs.evolve(start, period=None)
    return attrs.evolve(found, baseline=kept, questions=(*found.questions, question))


def _start(found: Target, row: TargetRow, seen: SeenSeries | None) -> list[str]:
    if found.baseline is not None:
        return [f"baseline = {toml_value(write(found.baseline))}"]
    if row.words or seen is None or seen.earliest is None:
        return []
    return [f"baseline = {{period = {toml_value(str(seen.earliest))}}}  # guess: the first period with a figure"]


def series_of(row: TargetRow, series: Sequence[SeenSeries]) -> SeenSeries | None:
    """
    Return the figures that are called like a row of a table of targets, or else by its reference; None if none are.

    Of figures of several kinds of period they are those of the row's own.
    """
    called = [one for one in series if _called_alike(row, one)]
    called = called or [one for one in series if _plain(row.ref) and _plain(row.ref) == _plain(one.indicator)]
    kind = kind_of_years(row, PeriodKind.FINANCIAL_YEAR) or kind_by_frequency(row, None)
    alike = (one for one in called if kind and one.kind and one.kind.per_year == kind.per_year)
    return next(alike, None) or next(iter(called), None)


def _called_alike(row: TargetRow, one: SeenSeries) -> bool:
    wanted = {_plain(row.indicator)} if row.indicator else {_plain(row.title), _plain(row.words)}
    return bool({_plain(one.indicator), _plain(one.title)} & wanted - {""})


# Each target is held against each series.
@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """Return a name without the small words in which two tables may differ."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.sub(r"(?<=\d),(?=\d{3})", "", text))
    return " ".join(word for word in re.findall(r"[a-z0-9]+|[<>≤≥+%]", text.lower()) if word not in _SMALL)


def _rhythm(row: TargetRow, known: Known, seen: SeenSeries | None, found: Target) -> tuple[Rhythm, str]:
    """Return the calendar, and why it is guessed."""
    if seen is not None and seen.yearly:
        month = MONTHS[next(iter(seen.months))]
        name = f"every-{month.lower()}"
        return Rhythm(name=name, kind=PeriodKind.MONTH, step=12, anchor=seen.first), f"all its figures are of {month}"
    if seen is not None and seen.step > 1:
        rhythm = Rhythm(name=f"every-{seen.step}-months", kind=PeriodKind.MONTH, step=seen.step, anchor=seen.first)
        return rhythm, f"all its figures lie {seen.step} months apart"
    kind, why = _kind(row, known, seen, found)
    window = seen.window if seen is not None and seen.kind is kind else 1
    return Rhythm(name=f"{kind.value}{f'-by-{window}' * (window > 1)}", kind=kind, window=window), why


def _kind(row: TargetRow, known: Known, seen: SeenSeries | None, found: Target) -> tuple[PeriodKind, str]:
    """Return the kind of period, and why it is guessed."""
    start = found.baseline.period if found.baseline is not None else None
    if row.frequency and (seen is None or seen.kind is None):
        kind, often = kind_by_frequency(row, known.calendar), f"its frequency is {visible(quoted(row.frequency))}"
        if kind is not None:
            whose = "; whose years they are is not said" if kind.per_year in (1, 2, 4) else ""
            return kind, "" if kind is known.calendar else f"{often}{whose}"
        by_start = start is not None and start.kind is PeriodKind.CALENDAR_YEAR
        other_kind = PeriodKind.CALENDAR_YEAR if by_start else PeriodKind.FINANCIAL_YEAR
        return known.calendar or other_kind, f"{often}, which no kind of period has"
    if known.calendar is not None:
        return known.calendar, ""
    if seen is not None and seen.kind is not None:
        return (
            seen.kind,
            f"its periods are written like {seen.first}{_or_other(seen.kind) if not seen.kind_said else ''}",
        )
    if (years := kind_of_years(row, known.split_years)) is not None:
        return years, f"its targets are for periods like {row.dated[0].label}{_or_other(years)}"
    a_year = _A_YEAR.get(found.rule.kind if found.rule is not None else "", 1)
    if start is not None and start.kind.per_year == a_year:
        other = "; it may be a financial year as well" if start.kind is PeriodKind.ACADEMIC_YEAR else ""
        return start.kind, f"the start of the promise, {start}, is written like one{other}"
    if known.of_figures is not None and a_year == 1:
        return known.of_figures, "the figures of the file are of such periods"
    return (
        PeriodKind.FINANCIAL_QUARTER if a_year == 4 else PeriodKind.FINANCIAL_YEAR
    ), "the words name no kind of period"


def _or_other(kind: PeriodKind) -> str:
    """Say which other kind of year a label such as 2019/20 may be of."""
    others = {PeriodKind.FINANCIAL_YEAR: "an academic", PeriodKind.ACADEMIC_YEAR: "a financial"}
    return f"; it may be {others[kind]} year as well" if kind in others else ""


def _number(row: TargetRow, seen: SeenSeries | None, name: str, series: Sequence[SeenSeries]) -> list[str]:
    if seen is not None:
        table = {"indicator": seen.indicator, **({"group": seen.group} if seen.group != "all" else {})}
        guess = "" if _called_alike(row, seen) else "  # guess: the target's reference is called so"
    else:
        table = {"indicator": row.indicator or name}
        guess = "" if row.indicator else "  # guess: the name by which the figures call it"
    if series and seen is None:
        there = some_of([*dict.fromkeys(visible(quoted(one.indicator)) for one in series)], _SHOWN)
        guess = f"  # guess: no figures of the file are called so; it has {there}"
    return [f"number = {toml_value(table)}{guess}"]


def _decimals(found: Target, seen: SeenSeries | None, unit: Unit | None) -> tuple[int, str]:
    written = places_of(found)
    if unit is None and seen is None and written:
        return written, "its target or its start has so many"
    if unit is None or unit.whole:
        return 0, "whole things are counted"
    if seen is not None and seen.decimals > _MOST_DECIMALS:
        return 1, f"the figures have {seen.decimals}, more than anybody reads"
    if seen is not None and unit is Unit.PERCENT and seen.look_like_fractions:
        return max(seen.decimals - 2, 0), "as percentages the figures have so many"
    if seen is not None and written <= seen.decimals:
        return seen.decimals, "the figures have so many"
    if seen is not None:
        return written, "its target or its start has so many"
    if unit is Unit.POUNDS:
        return (written, "its target has so many") if written else (0, "whole pounds are usual")
    if written > 1:
        return written, "its target or its start has so many"
    return 1, "percentages are mostly published so" if unit is Unit.PERCENT else "one is usual"


def _rule(found: Target, row: TargetRow, rhythm: Rhythm) -> list[str]:
    """Write the rule: as the words say, marked if they leave something open, or for information only."""
    if found.rule is None and row.words:
        return ["# rule = ?"]
    if found.rule is None:
        return [f"rule = {toml_value(write(Advisory()))}  # guess: no target is known, so the figures are only shown"]
    lines = [f"# open: {visible(str(one))}" for one in (*found.questions, *found.no_rule)]
    lines += [f"# says what is counted, and no part of the rule: {visible(quoted(one))}" for one in found.counted]
    mark = "" if found.settled else "  # guess: as far as the words settle it"
    if row.dated and not mark and getattr(found.rule, "versions", ()):
        mark = "  # guess: each target counts from its period on, until the next one"
    if not mark and not row.dated and (part := part_of_a_year(row.heading)):
        mark = f"  # guess: it holds for every period, though its column is called {quoted(row.heading)}: of which {part} is not said"
    elif not mark and not row.dated and rhythm.kind.per_year > 1 and (part := quarter_in(row.above)):
        mark = f"  # guess: it holds for every period, though its table is headed by {quoted(part)}: whether it is that one's alone is not said"
    return [*lines, f"rule = {toml_value(write(found.rule))}{mark}"]


def _readings(found: Target) -> list[str]:
    lines: list[str] = []
    for one in found.readings:
        lines += ["", "[[measures.readings]]", *(f"{name} = {toml_value(value)}" for name, value in write(one).items())]
    return lines
