"""Why a target does not stand in a first plan, and what to say so that it does."""

from __future__ import annotations

import re
from decimal import Decimal

from wes_rules.drafting.doubts import adds_up
from wes_rules.drafting.promises import Promised
from wes_rules.drafting.seen import SeenSeries
from wes_rules.drafting.targets import TargetRow
from wes_rules.quoting import quoted
from wes_rules.rules.kinds.threshold import Threshold
from wes_rules.rules.unexpected import beyond_any
from wes_rules.values.period import PeriodKind
from wes_rules.values.quantity import AnyUnit, Unit
from wes_rules.wording import Asks, Target

_FOR_A_YEAR = re.compile(r"\b(?:annual|year[- ]end|full[- ]year)\b", re.IGNORECASE)


# What says of a target that it holds in each period of a part of a year, and what such a target is called.
_OF_EACH = re.compile(
    r"\b(?:each|every|per|a) (?:quarter|month|week|term|period)|\b(?:quarter|month|week|term|half-year)ly",
    re.IGNORECASE,
)
_EACH = {12: "Monthly", 4: "Quarterly", 3: "Termly", 2: "Half-yearly"}


def why_not_written(row: TargetRow, made: Promised, found: Target, seen: SeenSeries | None, kind: PeriodKind) -> str:
    """Say why a measure cannot stand in the plan; empty where it can."""
    if row.words and found.rule is None:
        return _asked(found)
    if seen is not None and seen.unread:
        return f"{quoted(seen.unread)} among its figures is no number: write one in the file, or a symbol for a missing one"
    if found.unit is Unit.PERCENT and seen is not None and seen.most > 100 and Unit.PERCENT.value not in seen.units:
        return f"its target is a percentage, and its figures, up to {seen.most}, are none: write the percentages in the file, or the target as such a figure"
    if never := _missed_by_none(found, made.unit) or _beyond_percentages(seen, made.unit):
        return never
    if row.dated and not adds_up(row) and _is_of_a_total(made, found):
        return _of_a_year(row, kind)
    if found.rule is not None and row.words and not row.dated and kind.per_year > 1:
        if _FOR_A_YEAR.search(row.heading):
            return _of_a_year(row, kind)
        if phrase := adds_up(row):
            return _of_figures_so_far(phrase, kind)
        if (
            seen is not None
            and (limit := _far_beyond(found, made.unit, seen))
            and not _OF_EACH.search(row.heading + row.said)
        ):
            return (
                f"its target, {limit}, is more than twice the highest of its figures, {seen.most}, as that of a year may be: if it holds in each period, "
                f'call the column "{_EACH.get(kind.per_year, "Weekly")} target"; if it is that of a year, call it by the year, such as "Target 2023/24"'
            )
    if made.better is not None:
        return ""
    if row.better:
        return f'"{row.better}" does not say which way is better: write higher or lower in the table'
    where = "higher or lower in the table, or by --better" if row.words else "--better higher or --better lower"
    return f"which way is better is not said: say {where}"


def _far_beyond(found: Target, unit: AnyUnit | None, seen: SeenSeries) -> Decimal | None:
    """Return the limit of what is counted, where no figure comes near it; None where one does."""
    limits = [
        value
        for name in ("at_least", "at_most", "above", "below")
        if (value := getattr(found.rule, name, None)) is not None
    ]
    counted = unit in (None, Unit.COUNT, Unit.POUNDS) and len(limits) == 1 and isinstance(found.rule, Threshold)
    return limits[0] if counted and 0 < 2 * seen.most < limits[0] else None


def _asked(found: Target) -> str:
    asked = "; ".join(str(one) for one in (*found.no_rule, *found.questions))
    if Asks.SIDE in {one.asks for one in found.questions}:
        asked += '; to say which, write higher or lower in a column called "better", or say for all by --better'
    return asked or "its words promise nothing that can be judged"


def _missed_by_none(found: Target, unit: AnyUnit | None) -> str:
    """Say that no figure can miss a target, so that it would be kept whatever is published; empty if one can."""
    unit = unit or Unit.COUNT
    said = "" if found.number is not None else beyond_any(found.rule, unit.low, unit.high)
    return (
        said
        and f"no figure in {unit.value} can miss {said}: write another limit, or a unit in which figures may lie beyond it"
    )


def _beyond_percentages(seen: SeenSeries | None, unit: AnyUnit | None) -> str:
    """Say that percentages go beyond those that there can be of a whole; empty if they do not."""
    if (
        seen is None
        or (unit is not Unit.PERCENT and Unit.PERCENT.value not in seen.units)
        or 0 <= seen.least <= seen.most <= 100
    ):
        return ""
    what = f"its figures go from {seen.least}% to {seen.most}%, and a percentage from 0 to 100"
    return f'{what}: give it a unit of the plan\'s own, a table [units.NAME] with symbol = "%"'


def _year_ends(kind: PeriodKind) -> str:
    by_year = 'call its column by the year, such as "Target 2023/24"'
    return f"{by_year}, or give the measure a calendar with step = {kind.per_year} and the year's last period as anchor"


def _of_figures_so_far(phrase: str, kind: PeriodKind) -> str:
    """Say what a target may mean for figures that accumulate during the year, and how a plan says it."""
    return (
        f'"{phrase}": its figures add up during the year: if the target is that of the whole year, {_year_ends(kind)}; '
        "if it holds of each figure so far, let the measure stand as it is"
    )


def _of_a_year(row: TargetRow, kind: PeriodKind) -> str:
    """Say what a target of a year may mean for figures of a shorter time, and how a plan says it."""
    return (
        f'its target is in a column "{row.heading}", and its figures are of a shorter time: if it holds in each period, call the column "Target"; '
        f"if it is that of the figure at the year's end, {_year_ends(kind)}; if that of the year's total, number = {{kind = \"year-to-date\"}} as well"
    )


def _is_of_a_total(made: Promised, found: Target) -> bool:
    """Whether a target of a longer time than its figures is of what is counted: they are mostly parts of it."""
    of_longer = any(one.asks is Asks.TOTAL and "of all together" in one.choices for one in found.questions)
    return of_longer and made.unit in (None, Unit.COUNT, Unit.POUNDS)
