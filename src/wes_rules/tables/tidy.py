"""The tidy layout: one figure a row."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from types import MappingProxyType

import attrs

from wes_rules.plugins.api import Figures
from wes_rules.plugins.asking import Request, Wanted, plainly
from wes_rules.quoting import quoted
from wes_rules.series.left_out import UnreadFigure
from wes_rules.series.observation import Observation, Origin, share_fault
from wes_rules.tables.cells import Cells
from wes_rules.tables.passed_over import pass_over
from wes_rules.tables.settled import origin_of, possible, settled, unread_figure
from wes_rules.tables.symbols import Signs
from wes_rules.tables.table import Row, Table
from wes_rules.tables.values import (
    as_percent,
    exactly,
    is_outside,
    is_value,
    read_ends,
    read_period,
    read_rounding,
    read_standing,
    read_unit,
    read_value,
)
from wes_rules.values.period import Period
from wes_rules.values.quantity import Quantity, Standing, Unit
from wes_rules.values.reason import Reason

_NEEDED = ("indicator", "area", "period", "source")


def figures(table: Table, request: Request) -> Figures:
    """Read a tidy table."""
    pass_over(table, request, lambda row, wanted: is_value(table.signs.meant(row["value"], wanted.unit)[0], wanted))
    kept, twice = settled(table, _observations(table, request), "period")
    left_out = tuple(one for cells in table.left_out() if (one := _unread(cells, request, table.signs)) is not None)
    found = figures_of(table, kept, (*left_out, *(unread_figure(one) for one in twice)))
    names = {plainly(one): one for one in request.indicators}
    misspelt = (_misspelt(table, row, names[plainly(row["indicator"])], request) for row in table.misspelt)
    return attrs.evolve(found, misspelt=tuple(one for one in misspelt if one is not None))


def figures_of(table: Table, kept: list[Observation], left_out: tuple[UnreadFigure, ...]) -> Figures:
    """Return the figures of a table, with its notes."""
    unused = tuple(sorted(table.unused))
    return Figures(
        observations=tuple(kept),
        skipped=table.told(),
        unused=unused,
        unused_rows=MappingProxyType(table.unused),
        others=MappingProxyType(table.others),
        left_out=left_out,
        notes=table.all_notes(),
    )


def _unread(cells: Cells, request: Request, signs: Signs) -> UnreadFigure | None:
    """Return a left-out row's figure, as far as it is known; None if nobody needs it."""
    indicator = cells.text("indicator")
    wanted = None if indicator is None else request.indicators.get(indicator)
    if indicator is not None and wanted is None:
        return None
    period = None
    if wanted is not None and not cells.unread("kind"):
        kind = cells.text("kind") or ""
        period = cells.read("period", lambda text: read_period(text, kind, wanted, cells.dates))
    return UnreadFigure(
        indicator=indicator,
        area=cells.text("area"),
        group=None if cells.unread("group") else cells.text("group") or "all",
        period=period,
        published=cells.day("published"),
        any_edition=cells.unread("published"),
        why=why_left_out(cells, wanted, signs),
        origin=cells.origin,
    )


def why_left_out(cells: Cells, wanted: Wanted | None, signs: Signs) -> Reason:
    """Say why a figure is left out: its number may lie outside its unit, and then the unit's bounds say nothing of it."""
    if wanted is not None and is_outside(signs.meant(cells.value, wanted.unit)[0], wanted):
        return Reason.OUTSIDE_UNIT
    return Reason.UNREADABLE


def _misspelt(table: Table, row: Row, indicator: str, request: Request) -> UnreadFigure | None:
    """Return a row with the indicator that its own may be a misspelling of."""
    one = _unread(Cells(table.header, {**row, "indicator": indicator}, table.dates), request, table.signs)
    origin = Origin(publication="misspelt", file=table.file, row=row.line)
    return None if one is None else attrs.evolve(one, indicator=row["indicator"], origin=origin)


def _observations(table: Table, request: Request) -> Iterator[tuple[Row, Observation]]:
    for row in table.rows:
        for column in _NEEDED:
            if not row[column] and not table.is_spoiled(row, column):
                remedy = "every figure names what, where, when and its publication"
                if table.is_foreign and column in table.names:
                    remedy = _of_empty(table, column, quoted(table.names[column]))
                table.fault(row, column, "it is empty", remedy)
        wanted = request.indicators.get(row["indicator"])
        if wanted is not None and (one := _observation(table, row, wanted)) is not None:
            yield row, one


def _of_empty(table: Table, column: str, name: str) -> str:
    """Say what may be meant by an empty cell in a table that is not ours."""
    above = f"if a label stands once above several rows, say fill_down = [{name}]"
    if table.names[column] in table.filled_down:
        above = "no label stands above it, or one that is alone in its line and may be a note"
        above += f": fill it in{', or name the label in areas' * (column == 'area')}"
    whose = "are about wider areas" if column == "area" else "are headings" if column == "indicator" else ""
    return f'{above}; if such rows {whose}, say filters_not = {{{name} = ""}}' if whose else above


def _observation(table: Table, row: Row, wanted: Wanted) -> Observation | None:
    if row["unit"]:
        if row["unit"] != wanted.unit.value:
            table.cell(row, "unit", partial(read_unit, wanted=wanted))
    elif not table.is_foreign:
        table.fault(row, "unit", "it is empty", "every figure names its unit")
    kind = row["kind"]
    read = partial(read_period, kind=kind, wanted=wanted, dates=table.dates, setting=table.signs.setting)
    period = table.cell(row, "period", read, kind)
    return observation_of(table, row, wanted, period, "period")


def observation_of(table: Table, row: Row, wanted: Wanted, period: Period | None, column: str) -> Observation | None:
    """Return the figure of a row, or None after reporting its faults."""
    said = _Said.of(table, row, wanted)
    if table.is_bad(row) or period is None or said is None or said.contradicts(table, row, wanted):
        return None
    if not possible(table, row, column, wanted, period, said.quantity) or (origin := origin_of(table, row)) is None:
        return None
    make = partial(
        Observation,
        indicator=row["indicator"],
        area=row["area"],
        group=row["group"] or "all",
        period=period,
        quantity=said.quantity,
        origin=origin,
        published=table.day(row, "published"),
        standing=said.standing,
        numerator=said.counts[0],
        denominator=said.counts[1],
        interval=said.interval or None,
        definition=row["definition"],
        population=row["population"],
    )
    return table.made(row, make)


@attrs.frozen
class _Said:
    """What a row says of its number; no interval is ()."""

    quantity: Quantity
    standing: Standing
    counts: tuple[int | None, int | None]
    interval: tuple[Decimal, Decimal] | tuple[()]

    @classmethod
    def of(cls, table: Table, row: Row, wanted: Wanted) -> _Said | None:
        """Read it; None where any of it is wrong, and that has been noted."""
        rounded_to = table.cell(row, "rounded_to", partial(read_rounding, wanted=wanted)) if row["rounded_to"] else None
        hidden = table.cell(row, "suppressed_between", read_ends) if row["suppressed_between"] else None
        value, beside = table.signs.meant(row["value"], wanted.unit)
        named = table.signs.setting
        read = partial(read_value, value, wanted, rounded_to=rounded_to, suppressed_between=hidden, symbols=named)
        quantity = table.cell(row, "value", lambda _: read(), rounded_to, hidden)
        standing = table.cell(row, "standing", read_standing) if row["standing"] else beside or Standing.FINAL
        counts = table.count(row, "numerator"), table.count(row, "denominator")
        interval = _interval(table, row, wanted)
        table.day(row, "published")
        if quantity is None or standing is None or interval is None:
            return None
        return cls(quantity, standing, counts, interval)

    def contradicts(self, table: Table, row: Row, wanted: Wanted) -> bool:
        """Whether the row contradicts itself, and note it."""
        numerator, denominator = self.counts
        if wanted.unit is Unit.PERCENT and numerator is not None and denominator is not None:
            fault = share_fault(self.quantity, numerator, denominator)
            if fault is not None:
                table.fault(row, "numerator", fault.what, fault.remedy)
                return True
        low = self.quantity.low
        if self.interval and self.quantity.is_exact and low is not None:
            lower, upper = self.interval
            if not lower <= low <= upper:
                table.fault(row, "lower", f"the interval does not hold the value {low}", "check the three columns")
                return True
        return False


def _interval(table: Table, row: Row, wanted: Wanted) -> tuple[Decimal, Decimal] | tuple[()] | None:
    """Read the limits of a confidence interval; () when there is none, None when they are wrong."""
    if not row["lower"] and not row["upper"]:
        return ()
    limits = {name: table.signs.meant(row[name], wanted.unit)[0] for name in ("lower", "upper")}
    empty = [name for name, text in limits.items() if not text]
    if empty:
        table.fault(row, empty[0], "it is empty, and the other limit is not", "give both limits, or neither")
        return None
    ends = [_limit(table, row, name, as_percent(text, wanted)) for name, text in limits.items()]
    if ends[0] is None or ends[1] is None:
        return None
    if ends[0] > ends[1]:
        what = f"{ends[0]} is over the upper limit {ends[1]}"
        table.fault(row, "lower", what, "give the lower limit, then the upper")
        return None
    return ends[0], ends[1]


def _limit(table: Table, row: Row, name: str, text: str) -> Decimal | None:
    return table.cell(row, name, lambda _: exactly(text))
