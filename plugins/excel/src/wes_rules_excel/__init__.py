"""Figures from Excel workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from wes_rules.errors import Problem
from wes_rules.plugins import Context, Figures, Request, SourceType, hookimpl
from wes_rules.tables import FileSettings, read_figures


@attrs.frozen(kw_only=True)
class ExcelConfig(FileSettings):
    """
    One sheet of one workbook.

    Args:
        path: The .xlsx, .xlsm, .xlsb, .xls or .ods file; a relative path starts at the plan's folder.
        sheet: The sheet's name; without it the workbook must have one sheet.
        fractions: Refused: whether percentages are fractions is said in the measure, with `values`.
    """

    path: str
    sheet: str = ""
    fractions: bool | None = None

    def faults(self) -> Iterator[Problem]:
        """List what makes no sense in these settings."""
        yield from super().faults()
        if self.fractions is not None:
            word = "fractions" if self.fractions else "percent"
            yield Problem("fractions is no setting of a sheet", f'write values = "{word}" in the measure')


@attrs.frozen
class ExcelSource:
    """A sheet, read whole or not at all."""

    config: ExcelConfig
    context: Context

    def read(self, request: Request) -> Figures:
        """Read the sheet; every fault of its rows is told."""
        # Reading a workbook takes a library that nothing else needs.
        from wes_rules_excel.sheet import lines_of

        config, context = self.config, self.context
        return read_figures(lines_of(context, config.path, config.sheet, config), config, request)


@hookimpl
def wes_rules_sources() -> Iterable[SourceType]:
    """Return the Excel source."""
    return [
        SourceType(
            "excel", "Figures from Excel workbooks", ExcelConfig, ExcelSource, capabilities=("revisions", "suppression")
        )
    ]
