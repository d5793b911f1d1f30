"""The project's own layout: one figure a row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial
from typing import TypeVar

from wes_rules.builtin.csv_source.labels import read_label
from wes_rules.builtin.csv_source.passed_over import pass_over
from wes_rules.builtin.csv_source.table import Cells, Row, Table
from wes_rules.errors import Problem, SourceError, WesRulesError, near_miss
from wes_rules.plugins.api import Figures, Request, Wanted
from wes_rules.quoting import quoted
from wes_rules.series.cases import Case, Inspection
from wes_rules.series.editions import described, once_each
from wes_rules.series.fractions import Values
from wes_rules.series.left_out import UnreadFigure
from wes_rules.series.observation import Observation, Origin, share_fault, unit_fault
from wes_rules.values.checks import day_in
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import Marker, Quantity, Standing, Unit, split_standing
from wes_rules.values.reason import Reason

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
    indicators = Counter(row["indicator"] for row in table.rows)
    unused = tuple(sorted(indicators.keys() - set(request.indicators) - {""}))
    notes = pass_over(table, request, lambda row, wanted: _is_value(table.meant(row["value"]), wanted))
    kept, twice = settled(table, _observations(table, request), "period")
    left_out = tuple(one for cells in table.left_out() if (one := _unread(cells, request)) is not None)
    return Figures(
        observations=tuple(kept),
        skipped=table.told(),
        unused=unused,
        unused_rows={one: indicators[one] for one in unused},
        left_out=(*left_out, *(unread_figure(one) for one in twice)),
        notes=notes,
    )


def _instead(read: Callable[[str], Quantity], value: str, _: str) -> Quantity:
    """Read what a cell means in place of what stands in it."""
    return read(value)


def _is_value(text: str, wanted: Wanted) -> bool:
    """Whether a number or a symbol stands in a cell; an empty one says nothing."""
    try:
        Quantity.read(split_standing(text)[0], unit=wanted.unit)
    except WesRulesError:
        return False
    return bool(text)


def _unread(cells: Cells, request: Request) -> UnreadFigure | None:
    """Return the figure of a row that is left out, as far as it is known which; None for one that nobody needs."""
    indicator = cells.text("indicator")
    wanted = None if indicator is None else request.indicators.get(indicator)
    if indicator is not None and wanted is None:
        return None
    period = None
    if wanted is not None and not cells.unread("kind"):
        kind = cells.text("kind") or ""
        period = cells.read("period", lambda text: read_period(text, kind, wanted))
    return UnreadFigure(
        indicator=indicator,
        area=cells.text("area"),
        group=None if cells.unread("group") else cells.text("group") or "all",
        period=period,
        published=cells.read("published", day_in),
        any_edition=cells.unread("published"),
    )


def unread_figure(one: Observation) -> UnreadFigure:
    """Return a figure that stands twice with different values as one that is left out."""
    return UnreadFigure(
        indicator=one.indicator,
        area=one.area,
        group=one.group,
        period=one.period,
        published=one.published,
        why=Reason.CONTRADICTED,
        origin=one.origin,
    )


def _observations(table: Table, request: Request) -> Iterator[tuple[Row, Observation]]:
    for row in table.rows:
        wanted = request.indicators.get(row["indicator"])
        for column in ("indicator", "area", "period", "source"):
            if not row[column]:
                table.fault(row, column, "it is empty", "every figure names what, where, when and its publication")
        if wanted is None:
            continue
        unit = table.cell(row, "unit", lambda text, wanted=wanted: _unit(text, wanted))  # type: ignore[misc]
        period = table.cell(row, "period", lambda text, row=row, wanted=wanted: read_period(text, row["kind"], wanted))  # type: ignore[misc]
        rounding = partial(_rounding, wanted=wanted)
        rounded_to = table.cell(row, "rounded_to", rounding) if row["rounded_to"] else None
        hidden = table.cell(row, "suppressed_between", _ends) if row["suppressed_between"] else None
        read = partial(read_value, wanted=wanted, rounded_to=rounded_to, suppressed_between=hidden)
        value, beside = split_standing(table.meant(row["value"]))
        quantity = table.cell(row, "value", partial(_instead, read, value))
        standing = beside if beside and not row["standing"] else table.cell(row, "standing", _standing)
        counts = table.count(row, "numerator"), table.count(row, "denominator")
        interval = _interval(table, row, wanted)
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
        origin = origin_of(table, row)
        if origin is None:
            continue
        make = partial(
            Observation,
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
        )
        if (one := table.made(row, make)) is not None:
            yield row, one


def origin_of(table: Table, row: Row) -> Origin | None:
    """Say where a row stands; None where it does not say, and that has been noted."""
    made_up = table.flag(row, "made_up")
    if row.line in table.bad:
        return None
    return table.made(row, partial(Origin, publication=row["source"], file=table.file, row=row.line, made_up=made_up))


def _interval(table: Table, row: Row, wanted: Wanted) -> tuple[Decimal, Decimal] | tuple[()] | None:
    """Read the limits of a confidence interval; () when there is none, None when they are wrong."""
    empty = [name for name in ("lower", "upper") if not row[name]]
    if len(empty) == 2:
        return ()
    if empty:
        table.fault(row, empty[0], "it is empty, and the other limit is not", "give both limits, or neither")
        return None
    ends = [table.cell(row, name, lambda text: _exactly(as_percent(text, wanted))) for name in ("lower", "upper")]
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


def read_period(text: str, kind: str, wanted: Wanted) -> Period:
    """Read a period as one of the kinds an indicator is judged by; a kind may be stated."""
    if kind:
        kinds = {one.value: one for one in PeriodKind}
        if kind not in kinds:
            raise SourceError(Problem(f"unknown kind of period {quoted(kind)}", near_miss(kind, kinds)))
        return read_label(text, kinds[kind])
    return read_label(text, wanted.kinds[0], wanted.calendars[0].window)


def _rounding(text: str, wanted: Wanted) -> Decimal:
    unit = _exactly(as_percent(text, wanted))
    if unit <= 0:
        raise SourceError(Problem(f"{unit} is no rounding unit", "write the amount it is rounded to, such as 5"))
    return unit


def _ends(text: str) -> tuple[int, int]:
    found = _RANGE.fullmatch(text)
    if found is None or int(found[1]) > int(found[2]):
        raise SourceError(
            Problem(f"{quoted(text)} is no range of counts", "write the lowest and the highest, like 1-4")
        )
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
    text = as_percent(text, wanted)
    printed = Decimal(1).scaleb(-wanted.decimals)
    unit = wanted.unit
    if suppressed_between is not None and not unit.whole:
        raise SourceError(Problem(f"a {unit.value} has no suppressed counts", "leave suppressed_between empty"))
    quantity = Quantity.read(text, unit=unit, suppressed_counts=suppressed_between)
    if quantity.marker is Marker.LOW:
        low_under = rounded_to or (None if unit.whole else printed)
        quantity = Quantity.read(text, unit=unit, rounded_to=low_under)
    if (fault := unit_fault(quantity, unit)) is not None:
        raise SourceError(fault)
    if rounded_to is None or quantity.low is None or not quantity.is_exact:
        return quantity
    if quantity.low % rounded_to:
        what = f"{quantity.low} is no multiple of the {rounded_to} it is rounded to"
        raise SourceError(Problem(what, "correct the value or rounded_to"))
    if rounded_to == printed:
        return quantity
    return Quantity.read(text, unit=unit, rounded_to=rounded_to)


def as_percent(text: str, wanted: Wanted) -> str:
    """Return a number's text times 100, exactly, where percentages are kept as fractions; any other text as it is."""
    if wanted.values is not Values.FRACTIONS or wanted.unit is not Unit.PERCENT:
        return text
    try:
        number = Quantity.exact(text.strip()).low
    except WesRulesError:
        return text
    assert number is not None  # it is exact
    return format((number * 100).normalize() + 0, "f")


def possible(table: Table, row: Row, column: str, wanted: Wanted, period: Period, quantity: Quantity) -> bool:
    """Whether there can be a figure; note a number for a period that nobody collected, and pass over a marker."""
    if wanted.collected(period):
        return True
    if not quantity.is_missing:
        what = f"there is a number for {period}, which the plan's calendar says nobody collected"
        remedy = "correct the period, or not_collected in the plan"
        # Which period it says it is about can be read.
        table.spoiled(row.line, "", Problem(what, remedy, table.file, row.line, f"column {quoted(column)}"))
    return False


Twofold = TypeVar("Twofold", Observation, Case, Inspection)


def settled(table: Table, rows: Iterable[tuple[Row, Twofold]], column: str) -> tuple[list[Twofold], list[Twofold]]:
    """
    Return what was read from sound rows, each thing once, and one of each that stands twice with different values.

    Args:
        table: The table they are from.
        rows: What was read from each row.
        column: The column to name for what stands twice.

    Raises:
        SourceError: Any row is wrong and none is to be skipped.
    """
    found = [(row, one) for row, one in rows if row.line not in table.bad]
    kept, twice = once_each(one for _, one in found)
    for group in twice:
        first = group[0].origin.row
        for other in group[1:]:
            assert other.origin.row is not None  # it was read from a row
            what = f"{described(other)} stands in row {first} already, with other values"
            remedy = (
                "remove one of them" if column != "period" else "remove one, or give a revision its own published date"
            )
            table.faults.append(Problem(what, remedy, table.file, other.origin.row, f"column {quoted(column)}"))
    if table.faults and not table.skip:
        raise SourceError(table.told())
    return kept, [group[0] for group in twice]


def _unit(text: str, wanted: Wanted) -> Unit:
    units = {unit.value: unit for unit in Unit}
    if text not in units:
        raise SourceError(Problem(f"unknown unit {quoted(text)}", near_miss(text, units)))
    if units[text] is not wanted.unit:
        raise SourceError(
            Problem(f"unit {quoted(text)} is not the plan's {quoted(wanted.unit.value)}", "make them agree")
        )
    return units[text]


def _standing(text: str) -> Standing:
    names = {"": Standing.FINAL, "final": Standing.FINAL}
    for one in Standing:
        names |= {one.value: one, one.name.lower(): one}
    if text.lower() not in names:
        raise SourceError(Problem(f"unknown standing {quoted(text)}", near_miss(text, filter(None, names))))
    return names[text.lower()]
