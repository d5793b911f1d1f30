"""Case rows and inspections."""

from __future__ import annotations

from collections.abc import Iterator

from wes_rules.errors import DefinitionError, Problem, SourceError
from wes_rules.plugins.api import Figures
from wes_rules.plugins.csv_source.table import Row, Table
from wes_rules.series.cases import Case, Inspection
from wes_rules.series.observation import Origin

CASES = ("indicator", "area", "id", "opened", "closed", "source")
INSPECTIONS = ("indicator", "area", "unit", "day", "grade", "source")


def case_rows(table: Table) -> Figures:
    """
    Read case rows.

    Raises:
        SourceError: A column or a row is wrong.
    """
    table.need(CASES, ("excluded", "made_up"))
    found = list(_cases(table))
    _once(table, [(row, (one.indicator, one.area, one.id)) for row, one in found], "id")
    return Figures(cases=table.good(iter(found)), skipped=tuple(table.faults))


def inspection_rows(table: Table) -> Figures:
    """
    Read inspections.

    Raises:
        SourceError: A column or a row is wrong.
    """
    table.need(INSPECTIONS, ("predecessor", "district", "made_up"))
    found = list(_inspections(table))
    _once(table, [(row, (one.indicator, one.unit, str(one.day))) for row, one in found], "day")
    return Figures(inspections=table.good(iter(found)), skipped=tuple(table.faults))


def _cases(table: Table) -> Iterator[tuple[Row, Case]]:
    for row in table.rows:
        _filled(table, row, ("indicator", "area", "id", "opened", "source"))
        opened, closed = table.day(row, "opened"), table.day(row, "closed")
        excluded, origin = table.flag(row, "excluded"), _origin(table, row)
        if opened is None:
            continue
        try:
            one = Case(
                indicator=row["indicator"],
                area=row["area"],
                id=row["id"],
                opened=opened,
                closed=closed,
                excluded=excluded,
                origin=origin,
            )
        except DefinitionError as error:
            table.fault(row, "closed", str(error), "check both dates")
            continue
        yield row, one


def _inspections(table: Table) -> Iterator[tuple[Row, Inspection]]:
    for row in table.rows:
        _filled(table, row, INSPECTIONS)
        day, grade = table.day(row, "day"), table.cell(row, "grade", _grade)
        origin = _origin(table, row)
        if day is None or grade is None:
            continue
        one = Inspection(
            indicator=row["indicator"],
            area=row["area"],
            unit=row["unit"],
            day=day,
            grade=grade,
            predecessor=row["predecessor"],
            district=row["district"],
            origin=origin,
        )
        yield row, one


def _filled(table: Table, row: Row, columns: tuple[str, ...]) -> None:
    for column in columns:
        if not row[column]:
            table.fault(row, column, "it is empty", "fill it in")


def _origin(table: Table, row: Row) -> Origin:
    return Origin(publication=row["source"], file=table.file, row=row.line, made_up=table.flag(row, "made_up"))


def _grade(text: str) -> int:
    if text not in ("1", "2", "3", "4"):
        raise SourceError(Problem(f'"{text}" is not a grade', "write 1 (outstanding) to 4 (inadequate)"))
    return int(text)


def _once(table: Table, keys: list[tuple[Row, tuple[str, ...]]], column: str) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for row, key in keys:
        first = seen.setdefault(key, row.line)
        if first != row.line:
            table.fault(row, column, f"{' '.join(key)} stands in row {first} already", "remove one of them")
