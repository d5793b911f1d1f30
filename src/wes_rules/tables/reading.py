"""What a table of figures means, wherever it was read from."""

from __future__ import annotations

from wes_rules.plugins.api import Figures
from wes_rules.plugins.asking import Request
from wes_rules.tables import cases, dfe, tidy
from wes_rules.tables.lines import Lines
from wes_rules.tables.rows import table_of
from wes_rules.tables.settings import TableSettings


def read_figures(lines: Lines, settings: TableSettings, request: Request) -> Figures:
    """
    Read the figures, cases or inspections of a table.

    Raises:
        SourceError: A column or a row is wrong; every fault is in it.
    """
    table = table_of(lines, settings, request)
    match settings.layout:
        case "tidy":
            return tidy.figures(table, request)
        case "dfe":
            return dfe.figures(table, request)
        case "cases":
            return cases.case_rows(table)
        case "inspections":
            return cases.inspection_rows(table)
