"""The project's own layout: one figure a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial

from wes_rules.errors import Problem, SourceError, near_miss
from wes_rules.plugins.api import Figures, Request, Wanted
from wes_rules.plugins.csv_source.table import Row, Table
from wes_rules.series.observation import Observation, Origin, share_fault
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import Quantity, Standing, Unit

COLUMNS = ("indicator", "group", "area", "period", "value", "unit", "source")
OPTIONAL = (
    "numerator",
    "denominator",
    "lower",
    "upper",
    "standing",
    "published",
    "kind",
    "made_up",
    "definition",
    "population",
    "rounded_to",
    "suppressed_between",
)
_RANGE = re.compile(r"(\d{1,9}) ?(?:-|\u2013|to) ?(\d{1,9})", re.ASCII)


def figures(table: Table, request: Request) -> Figures:
    """
    Read a tidy table.

    Raises:
        SourceError: A column or a row is wrong.
    """
    table.need(COLUMNS, OPTIONAL)
    unused = tuple(sorted({row["indicator"] for row in table.rows} - set(request.indicators) - {""}))
    found = list(_observations(table, request))
    refuse_duplicates(table, found)
    kept = table.good(iter(found))
    return Figures(observations=kept, skipped=tuple(table.faults), unused=unused)


def _observations(table: Table, request: Request) -> Iterator[tuple[Row, Observation]]:
    for row in table.rows:
        wanted = request.indicators.get(row["indicator"])
        for column in ("indicator", "area", "period", "source"):
            if not row[column]:
                table.fault(row, column, "it is empty", "every figure names what, where, when and its publication")
        if wanted is None:
            continue
        unit = table.cell(row, "unit", lambda text, wanted=wanted: _unit(text, wanted))  # type: ignore[misc]
        period = table.cell(row, "period", lambda text, row=row, wanted=wanted: read_period(text, row, wanted))  # type: ignore[misc]
        rounded_to = table.cell(row, "rounded_to", _rounding) if row["rounded_to"] else None
        hidden = table.cell(row, "suppressed_between", _ends) if row["suppressed_between"] else None
        read = partial(read_value, wanted=wanted, rounded_to=rounded_to, suppressed_between=hidden)
        quantity = table.cell(row, "value", read)
        standing = table.cell(row, "standing", _standing)
        counts = table.count(row, "numerator"), table.count(row, "denominator")
        interval = _interval(table, row)
        published = table.day(row, "published")
        if unit is None or period is None or quantity is None or standing is None or interval is None:
            continue
        if wanted.unit is Unit.PERCENT and None not in counts:
            fault = share_fault(quantity, *counts)  # type: ignore[arg-type]
            if fault is not None:
                table.fault(row, "numerator", fault.what, fault.remedy)
                continue
        if not possible(table, row, "period", wanted, period, quantity):
            continue
        if interval and quantity.is_exact and not interval[0] <= quantity.low <= interval[1]:  # type: ignore[operator]
            table.fault(row, "lower", f"the interval does not hold the value {quantity.low}", "check the three columns")
            continue
        origin = Origin(publication=row["source"], file=table.file, row=row.line, made_up=table.flag(row, "made_up"))
        yield (
            row,
            Observation(
                indicator=row["indicator"],
                area=row["area"],
                group=row["group"] or "all",
                period=period,
                quantity=quantity,
                origin=origin,
                published=published,
                standing=standing,
                numerator=counts[0],
                denominator=counts[1],
                interval=interval or None,
                definition=row["definition"],
                population=row["population"],
            ),
        )


def _interval(table: Table, row: Row) -> tuple[Decimal, Decimal] | tuple[()] | None:
    """Read the limits of a confidence interval; () when there is none, None when they are wrong."""
    empty = [name for name in ("lower", "upper") if not row[name]]
    if len(empty) == 2:
        return ()
    if empty:
        table.fault(row, empty[0], "it is empty, and the other limit is not", "give both limits, or neither")
        return None
    ends = [table.cell(row, name, _exactly) for name in ("lower", "upper")]
    if ends[0] is None or ends[1] is None:
        return None
    if ends[0] > ends[1]:
        table.fault(
            row, "lower", f"{ends[0]} is over the upper limit {ends[1]}", "give the lower limit, then the upper"
        )
        return None
    return ends[0], ends[1]


def _exactly(text: str) -> Decimal:
    value = Quantity.exact(text).low
    assert value is not None  # it is exact
    return value


def read_period(text: str, row: Row, wanted: Wanted) -> Period:
    """Read a period as one of the kinds an indicator is judged by."""
    if row["kind"]:
        kinds = {kind.value: kind for kind in PeriodKind}
        if row["kind"] not in kinds:
            raise SourceError(Problem(f'unknown kind of period "{row["kind"]}"', near_miss(row["kind"], kinds)))
        return Period.parse(text, kinds[row["kind"]])
    return Period.parse(text, wanted.kinds[0])


def _rounding(text: str) -> Decimal:
    unit = _exactly(text)
    if unit <= 0:
        raise SourceError(Problem(f"{unit} is no rounding unit", "write the amount it is rounded to, such as 5"))
    return unit


def _ends(text: str) -> tuple[int, int]:
    found = _RANGE.fullmatch(text)
    if found is None or int(found[1]) > int(found[2]):
        raise SourceError(Problem(f'"{text}" is no range of counts', "write the lowest and the highest, like 1-4"))
    return int(found[1]), int(found[2])


def read_value(
    text: str,
    wanted: Wanted,
    *,
    rounded_to: Decimal | None = None,
    suppressed_between: tuple[int, int] | None = None,
) -> Quantity:
    """
    Read a value or symbol.

    Args:
        text: What stands in the cell.
        wanted: How the indicator is read. Unless it counts whole things, "low" is below half of its last digit.
        rounded_to: The amount it was rounded to before it was published, where the source says so.
        suppressed_between: The lowest and the highest count that "c" hides, where the source says so.

    Raises:
        SourceError: The unit or the rounding does not allow it.
    """
    printed = Decimal(1).scaleb(-wanted.decimals)
    unit = wanted.unit
    if suppressed_between is not None and not unit.whole:
        raise SourceError(Problem(f"a {unit.value} has no suppressed counts", "leave suppressed_between empty"))
    low_under = rounded_to or (None if unit.whole else printed)
    quantity = Quantity.read(text, unit=unit, rounded_to=low_under, suppressed_counts=suppressed_between)
    for value in (quantity.low, quantity.high):
        if value is None:
            continue
        if (unit.low is not None and value < unit.low) or (unit.high is not None and value > unit.high):
            raise SourceError(Problem(f"{value} is outside what {unit.value} allows", "check the value and its unit"))
        if unit.whole and quantity.is_exact and value != value.to_integral_value():
            raise SourceError(Problem(f"{value} is not a whole number", f"a {unit.value} is whole"))
    if rounded_to is None or quantity.low is None or not quantity.is_exact:
        return quantity
    if quantity.low % rounded_to:
        what = f"{quantity.low} is no multiple of the {rounded_to} it is rounded to"
        raise SourceError(Problem(what, "correct the value or rounded_to"))
    if rounded_to == printed:
        return quantity
    return Quantity.within_half(quantity.low, rounded_to, unit)


def possible(table: Table, row: Row, column: str, wanted: Wanted, period: Period, quantity: Quantity) -> bool:
    """Whether there can be a figure; note a number for a period that nobody collected, and pass over a marker."""
    if wanted.collected(period):
        return True
    if not quantity.is_missing:
        what = f"there is a number for {period}, which the plan's calendar says nobody collected"
        table.fault(row, column, what, "correct the period, or not_collected in the plan")
    return False


def refuse_duplicates(table: Table, found: list[tuple[Row, Observation]]) -> None:
    """Note a figure that stands twice under one publication date."""
    seen: dict[tuple[tuple[str, str, str], Period, date | None], int] = {}
    for row, one in found:
        first = seen.setdefault((one.series, one.period, one.published), row.line)
        if first != row.line:
            what = f"{one.indicator} ({one.group}) of area {one.area} for {one.period} stands in row {first} already"
            table.fault(row, "period", what, "remove one, or give a revision its own published date")


def _unit(text: str, wanted: Wanted) -> Unit:
    units = {unit.value: unit for unit in Unit}
    if text not in units:
        raise SourceError(Problem(f'unknown unit "{text}"', near_miss(text, units)))
    if units[text] is not wanted.unit:
        raise SourceError(Problem(f'unit "{text}" is not the plan\'s "{wanted.unit.value}"', "make them agree"))
    return units[text]


def _standing(text: str) -> Standing:
    names = {"": Standing.FINAL, "final": Standing.FINAL}
    for one in Standing:
        names |= {one.value: one, one.name.lower(): one}
    if text.lower() not in names:
        raise SourceError(Problem(f'unknown standing "{text}"', near_miss(text, filter(None, names))))
    return names[text.lower()]
