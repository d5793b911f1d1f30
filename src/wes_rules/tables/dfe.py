"""The layout of the Department for Education: time_period, time_identifier, geographic_level, codes, filters, indicators."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from wes_rules.plugins.api import Figures
from wes_rules.plugins.asking import Request, Wanted
from wes_rules.quoting import quoted
from wes_rules.series.left_out import UnreadFigure
from wes_rules.series.observation import Observation
from wes_rules.tables.cells import Cells
from wes_rules.tables.labels import read_identified
from wes_rules.tables.settled import settled, unread_figure
from wes_rules.tables.symbols import Signs
from wes_rules.tables.table import OTHER_KINDS, Row, Table
from wes_rules.tables.tidy import figures_of, observation_of, why_left_out
from wes_rules.values.period import Period

_COLUMN = "time_identifier"


def figures(table: Table, request: Request) -> Figures:
    """Read a DfE table: each of the columns that the settings name is an indicator."""
    kept, twice = settled(table, _observations(table, request), "time_period")
    left_out = tuple(_unread(cells, request, table.signs) for cells in table.left_out())
    return figures_of(table, kept, (*left_out, *(unread_figure(one) for one in twice)))


def _observations(table: Table, request: Request) -> Iterator[tuple[Row, Observation]]:
    others: dict[str, list[tuple[Row, Period]]] = {}
    own: set[str] = set()
    for row in table.rows:
        indicator, identifier = row["indicator"], row[_COLUMN]
        wanted = request.indicators[indicator]
        read = partial(read_identified, identifier=identifier, calendars=wanted.calendars)
        found = table.cell(row, "time_period", read, identifier)
        if not row["area"]:
            level = row["geographic_level"]
            table.fault(row, "geographic_level", f"there is no code for this {level}", "fill it in")
        period, is_own = found or (None, True)
        if period is not None and not is_own:
            others.setdefault(indicator, []).append((row, period))
            continue
        own.add(indicator)
        if (one := observation_of(table, row, wanted, period, "time_period")) is not None:
            yield row, one
    for indicator, rows in others.items():
        _pass_over(table, indicator, request.indicators[indicator], rows, has_own=indicator in own)


def _pass_over(table: Table, indicator: str, wanted: Wanted, rows: list[tuple[Row, Period]], *, has_own: bool) -> None:
    """Pass over rows about other kinds of period; where an indicator has no others, they contradict the plan."""
    if has_own:
        for row, _ in rows:
            table.passed.add(OTHER_KINDS, row.line)
        return
    kinds = " or ".join(kind.value for kind in wanted.kinds)
    for row, period in rows:
        what = f"{quoted(row[_COLUMN])} is {period.kind.a}; the plan judges {indicator} by {kinds}"
        remedy = f'say kind = "{period.kind.value}" in the measure\'s calendar, or take another file'
        table.spoiled(row, "", table.problem(row, _COLUMN, what, remedy))


def _unread(cells: Cells, request: Request, signs: Signs) -> UnreadFigure:
    """Return a left-out row's figure, as far as it is known."""
    indicator, identifier, period = cells.text("indicator"), cells.text(_COLUMN), None
    wanted = request.indicators.get(indicator or "")
    if identifier is not None and wanted is not None:
        period = cells.read("time_period", lambda text: read_identified(text, identifier, wanted.calendars)[0])
    return UnreadFigure(
        indicator=indicator,
        area=cells.text("area"),
        group=cells.text("group") or "all",
        period=period,
        published=cells.day("published"),
        why=why_left_out(cells, wanted, signs),
    )
