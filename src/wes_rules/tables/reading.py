"""Reading tables of figures, cases and inspections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import chain

from wes_rules.errors import Problem, SourceError
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


def read_tables(tables: Iterable[tuple[Lines, TableSettings]], request: Request) -> Figures:
    """
    Read several tables of one source.

    Raises:
        SourceError: Something of any of them is wrong; every fault of all is in it.
    """
    read: list[Figures] = []
    faults: list[Problem] = []
    for lines, settings in tables:
        try:
            read.append(read_figures(lines, settings, request))
        except SourceError as error:
            faults += error.problems
    if faults:
        raise SourceError(faults)
    unused_rows, others = Counter[str](), Counter[tuple[str, str, str]]()
    for one in read:
        unused_rows.update(one.unused_rows)
        others.update(one.others)
    names = "observations", "cases", "inspections", "skipped", "left_out", "notes", "misspelt"
    said = {name: tuple(chain.from_iterable(getattr(one, name) for one in read)) for name in names}
    return Figures(**said, unused=tuple(sorted(unused_rows)), unused_rows=unused_rows, others=others)
