"""DfE's own layout: time_period, time_identifier, geographic_level, codes, filters, indicators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial

import attrs

from wes_rules.builtin.csv_source.table import Cells, Row, Table
from wes_rules.builtin.csv_source.tidy import possible, read_value, settled, unread_figure
from wes_rules.errors import Problem, SourceError, near_miss
from wes_rules.plugins.api import Figures, Request
from wes_rules.quoting import quoted
from wes_rules.series.left_out import UnreadFigure
from wes_rules.series.observation import Observation, Origin
from wes_rules.values.period import Period

COLUMNS = ("time_period", "time_identifier", "geographic_level")
_CODES = {
    "national": ("country_code",),
    "regional": ("region_code",),
    "local authority": ("old_la_code", "new_la_code"),
}


@attrs.frozen
class Settings:
    """What a plan says about one DfE file; see `CsvConfig`."""

    indicators: Mapping[str, str]
    filters: Mapping[str, str]
    group: str
    areas: Mapping[str, str]
    publication: str
    published: date | None


def figures(table: Table, request: Request, settings: Settings) -> Figures:
    """
    Read a DfE table: each of the named columns is an indicator.

    Raises:
        SourceError: A column or a row is wrong, or no row passes the filters.
    """
    table.need((*COLUMNS, *settings.filters, *settings.indicators))
    rows = [row for row in table.rows if all(row[name] == value for name, value in settings.filters.items())]
    if table.rows and not rows:
        wanted = ", ".join(f"{name} = {quoted(value)}" for name, value in settings.filters.items())
        raise SourceError(Problem(f"no row passes the filters {wanted}", "check their spelling", table.file))
    unused = tuple(sorted(set(settings.indicators.values()) - set(request.indicators)))
    kept, twice = settled(table, _observations(table, rows, request, settings), "period")
    left_out = (one for cells in table.left_out() for one in _unread(cells, request, settings))
    return Figures(
        observations=tuple(kept),
        skipped=table.told(),
        unused=unused,
        left_out=(*left_out, *(unread_figure(one) for one in twice)),
    )


def _unread(cells: Cells, request: Request, settings: Settings) -> Iterator[UnreadFigure]:
    """Give the figures of a row that is left out, as far as it is known which."""
    if any(not cells.unread(name) and cells.text(name) != value for name, value in settings.filters.items()):
        return
    period = None
    if (identifier := cells.text("time_identifier")) is not None:
        period = cells.read("time_period", lambda text: Period.from_dfe(text, identifier))
    codes = {column for columns in _CODES.values() for column in columns}
    row = None if any(map(cells.unread, codes)) else Row(0, cells.cells)
    area = None if row is None else cells.read("geographic_level", lambda level: _area(level, row, settings.areas))
    for indicator in settings.indicators.values():
        if indicator in request.indicators:
            yield UnreadFigure(
                indicator=indicator, area=area, group=settings.group, period=period, published=settings.published
            )


def _observations(
    table: Table, rows: list[Row], request: Request, settings: Settings
) -> Iterator[tuple[Row, Observation]]:
    for row in rows:
        identifier = row["time_identifier"]
        period = table.cell(row, "time_period", lambda text, name=identifier: Period.from_dfe(text, name))  # type: ignore[misc]
        area = table.cell(row, "geographic_level", lambda level, row=row: _area(level, row, settings.areas))  # type: ignore[misc]
        for column, indicator in settings.indicators.items():
            wanted = request.indicators.get(indicator)
            if wanted is None:
                continue
            quantity = table.cell(row, column, lambda text, wanted=wanted: read_value(table.meant(text), wanted))  # type: ignore[misc]
            if period is None or area is None or quantity is None:
                continue
            if period.kind not in wanted.kinds:
                kinds = " or ".join(kind.value for kind in wanted.kinds)
                what = f"{period} is {period.kind.a}; the plan judges {indicator} by {kinds}"
                remedy = "change the measure's calendar, or the file"
                table.spoiled(row.line, "", Problem(what, remedy, table.file, row.line, 'column "time_identifier"'))
                continue
            if not possible(table, row, "time_period", wanted, period, quantity):
                continue
            origin = Origin(publication=settings.publication, file=table.file, row=row.line)
            make = partial(
                Observation,
                indicator=indicator,
                area=area,
                group=settings.group,
                period=period,
                quantity=quantity,
                origin=origin,
                published=settings.published,
            )
            if (one := table.made(row, make)) is not None:
                yield row, one


def _area(level: str, row: Row, areas: Mapping[str, str]) -> str:
    columns = _CODES.get(level.lower())
    if columns is None:
        raise SourceError(Problem(f"unknown geographic level {quoted(level)}", near_miss(level.lower(), _CODES)))
    code = next((row[column] for column in columns if row[column]), "")
    if not code:
        raise SourceError(Problem(f"there is no code for this {level}", f"fill in {' or '.join(columns)}"))
    return areas.get(code, code)
