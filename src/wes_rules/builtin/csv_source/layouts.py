"""What a table of figures means, wherever it was read from."""

from __future__ import annotations

from typing import Literal

from wes_rules.builtin.csv_source import cases, tidy
from wes_rules.builtin.csv_source.table import Table
from wes_rules.plugins.api import Figures, Request

Layout = Literal["tidy", "cases", "inspections"]


def figures_of(table: Table, layout: Layout, request: Request) -> Figures:
    """
    Read a table in one of the project's own layouts.

    Raises:
        SourceError: A column or a row is wrong; every fault is in it.
    """
    match layout:
        case "tidy":
            return tidy.figures(table, request)
        case "cases":
            return cases.case_rows(table)
        case "inspections":
            return cases.inspection_rows(table)
