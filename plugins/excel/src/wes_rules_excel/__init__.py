"""Figures from Excel workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import attrs

from wes_rules.builtin.csv_source.layouts import Layout, figures_of
from wes_rules.builtin.csv_source.table import known_symbols
from wes_rules.errors import DefinitionError, Problem
from wes_rules.plugins import Context, Figures, Request, SourceType, hookimpl


@attrs.frozen(kw_only=True)
class ExcelConfig:
    """
    One sheet of one workbook.

    Args:
        path: The .xlsx or .xlsm file; a relative path starts at the plan's folder.
        sheet: The sheet's name; without it the workbook must have one sheet.
        layout: What its columns mean, as in CSV files.
        header_row: The row that names the columns, counted from 1.
        columns: Names of the layout's columns by the names in the sheet; other columns of the sheet are left aside.
        fixed: Columns of the layout that the sheet does not have, with the value that all its rows share.
        fractions: Refused: whether percentages are fractions is said in the measure, with `values`.
        symbols: What the publisher's own symbols mean, such as {"*" = "c", "NA" = "x"}.
    """

    path: str
    sheet: str = ""
    layout: Layout = "tidy"
    header_row: int = 1
    columns: Mapping[str, str] = attrs.field(factory=dict, converter=MappingProxyType)
    fixed: Mapping[str, str] = attrs.field(factory=dict, converter=MappingProxyType)
    fractions: bool | None = None
    symbols: Mapping[str, str] = attrs.field(factory=dict, converter=MappingProxyType, validator=known_symbols)

    def __attrs_post_init__(self) -> None:
        if self.header_row < 1:
            raise DefinitionError(f"header_row {self.header_row} is no row; rows count from 1")
        if self.fractions is not None:
            word = "fractions" if self.fractions else "percent"
            raise DefinitionError(
                Problem("fractions is no setting of a sheet", f'write values = "{word}" in the measure')
            )
        twice = sorted({one for one in self.columns.values() if list(self.columns.values()).count(one) > 1})
        if twice:
            raise DefinitionError(f"columns names {', '.join(twice)} twice; map one column of the sheet to each")


@attrs.frozen
class ExcelSource:
    """A sheet, read whole or not at all."""

    config: ExcelConfig
    context: Context

    def read(self, request: Request) -> Figures:
        """
        Read the sheet.

        Raises:
            SourceError: It cannot be read, or any of its rows is wrong; every fault is in it.
        """
        # Reading a workbook takes a library that nothing else needs.
        from wes_rules_excel.sheet import Settings, read_sheet

        config, context = self.config, self.context
        settings = Settings(config.sheet, config.header_row, config.columns, config.fixed)
        table = read_sheet(context.base / config.path, config.path, settings, skip=context.skip_bad_rows)
        table.symbols = config.symbols
        return figures_of(table, config.layout, request)


@hookimpl
def wes_rules_sources() -> Iterable[SourceType]:
    """Return the Excel source."""
    return [
        SourceType(
            "excel",
            "Figures from Excel workbooks",
            ExcelConfig,
            ExcelSource,
            capabilities=("revisions", "suppression"),
        )
    ]
