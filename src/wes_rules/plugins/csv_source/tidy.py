"""The project's own layout: one figure a row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from wes_rules.errors import Problem, SourceError, near_miss
from wes_rules.plugins.api import Figures, Request, Wanted
from wes_rules.plugins.csv_source.table import Row, Table
from wes_rules.series.observation import Observation, Origin
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
)


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
        quantity = table.cell(row, "value", lambda text, wanted=wanted: read_value(text, wanted))  # type: ignore[misc]
        standing = table.cell(row, "standing", _standing)
        counts = table.count(row, "numerator"), table.count(row, "denominator")
        interval = _interval(table, row)
        check_share(table, row, wanted.unit, counts)
        published = table.day(row, "published")
        if unit is None or period is None or quantity is None or standing is None or interval is None:
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


def read_value(text: str, wanted: Wanted) -> Quantity:
    """Read a value or symbol, and refuse what the unit does not allow."""
    quantity = Quantity.read(text, unit=wanted.unit, rounded_to=Decimal(1).scaleb(-wanted.decimals))
    unit = wanted.unit
    for value in (quantity.low, quantity.high):
        if value is None:
            continue
        if (unit.low is not None and value < unit.low) or (unit.high is not None and value > unit.high):
            raise SourceError(Problem(f"{value} is outside what {unit.value} allows", "check the value and its unit"))
        if unit.whole and quantity.is_exact and value != value.to_integral_value():
            raise SourceError(Problem(f"{value} is not a whole number", f"a {unit.value} is whole"))
    return quantity


def possible(table: Table, row: Row, column: str, wanted: Wanted, period: Period, quantity: Quantity) -> bool:
    """Whether there can be a figure; note a number for a period that nobody collected, and pass over a marker."""
    if wanted.collected(period):
        return True
    if not quantity.is_missing:
        what = f"there is a number for {period}, which the plan's calendar says nobody collected"
        table.fault(row, column, what, "correct the period, or not_collected in the plan")
    return False


def check_share(table: Table, row: Row, unit: Unit, counts: tuple[int | None, int | None]) -> None:
    """Note a share with more above the line than below it; a rate may have that."""
    above, below = counts
    if unit is Unit.PERCENT and above is not None and below is not None and above > below:
        table.fault(
            row, "numerator", f"{above} is over the denominator {below}", "a share has at most all cases inside"
        )


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
