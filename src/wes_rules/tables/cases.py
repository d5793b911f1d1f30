"""Case rows and inspections."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import attrs

from wes_rules.errors import Problem, SourceError
from wes_rules.plugins.api import Figures
from wes_rules.quoting import quoted
from wes_rules.series.cases import Case, Inspection
from wes_rules.series.left_out import UnreadCase, UnreadInspection
from wes_rules.tables.cells import Cells
from wes_rules.tables.layouts import INSPECTIONS
from wes_rules.tables.settled import origin_of, settled
from wes_rules.tables.table import Row, Table
from wes_rules.values.quantity import Unit
from wes_rules.values.reason import Reason

UNJUDGED = "of units without a grade"
# Of a unit that was seen and not graded.
_WORDS = {"outstanding": 1, "good": 2, "requires improvement": 3, "requires improvement to be good": 3, "inadequate": 4}
_GRADES = {**{str(grade): grade for grade in range(1, 5)}, **_WORDS}
_NO_GRADE = ("z", "x", "9", "")


def case_rows(table: Table) -> Figures:
    """Read case rows."""
    kept, twice = settled(table, _cases(table), "id")
    left_out = [_unread_case(cells) for cells in table.left_out()]
    left_out += [
        UnreadCase(indicator=one.indicator, area=one.area, id=one.id, why=Reason.CONTRADICTED) for one in twice
    ]
    # A case that is left out may say of another row with its name that it is not so.
    named = {(one.indicator, one.area, one.id) for one in left_out}
    sound = tuple(one for one in kept if (one.indicator, one.area, one.id) not in named)
    again = {(one.indicator, one.area, one.id) for one in kept} & named
    left_out = [
        attrs.evolve(one, opened=None) if (one.indicator, one.area, one.id) in again else one for one in left_out
    ]
    return Figures(cases=sound, skipped=table.told(), left_out=tuple(left_out), notes=table.all_notes())


def inspection_rows(table: Table) -> Figures:
    """Read inspections."""
    kept, twice = settled(table, _inspections(table), "day")
    left_out = [
        UnreadInspection(indicator=cells.text("indicator"), area=cells.text("area"), day=cells.day("day"))
        for cells in table.left_out()
    ]
    left_out += [
        UnreadInspection(indicator=one.indicator, area=one.area, day=one.day, why=Reason.CONTRADICTED) for one in twice
    ]
    return Figures(inspections=tuple(kept), skipped=table.told(), left_out=tuple(left_out), notes=table.all_notes())


def _unread_case(cells: Cells) -> UnreadCase:
    """Return a left-out case as far as it is known; one without its name may be any other."""
    name = cells.text("id")
    opened = None if name is None else cells.day("opened")
    return UnreadCase(indicator=cells.text("indicator"), area=cells.text("area"), id=name, opened=opened)


def _cases(table: Table) -> Iterator[tuple[Row, Case]]:
    for row in table.rows:
        _filled(table, row, ("indicator", "area", "id", "opened", "source"))
        opened, closed = table.day(row, "opened"), table.day(row, "closed")
        due, excluded, origin = table.day(row, "due"), table.flag(row, "excluded"), origin_of(table, row)
        if opened is None or origin is None:
            continue
        names = {name: row[name] for name in ("indicator", "area", "id")}
        make = partial(Case, **names, opened=opened, closed=closed, due=due, excluded=excluded, origin=origin)
        column = "due" if due is not None and due < opened else "closed"
        if (one := table.made(row, make, column)) is not None:
            yield row, one


def _inspections(table: Table) -> Iterator[tuple[Row, Inspection]]:
    for row in table.rows:
        if table.is_foreign and table.signs.meant(row["grade"], Unit.SCORE)[0] in _NO_GRADE:
            table.passed.add(UNJUDGED, row.line)
            continue
        _filled(table, row, INSPECTIONS)
        day, grade = table.day(row, "day"), table.cell(row, "grade", _grade)
        origin = origin_of(table, row)
        if day is None or grade is None or origin is None:
            continue
        names = {name: row[name] for name in ("indicator", "area", "unit", "predecessor", "district")}
        if (one := table.made(row, partial(Inspection, **names, day=day, grade=grade, origin=origin))) is not None:
            yield row, one


def _filled(table: Table, row: Row, columns: tuple[str, ...]) -> None:
    for column in columns:
        if not row[column]:
            table.fault(row, column, "it is empty", "fill it in")


def _grade(text: str) -> int:
    grade = _GRADES.get(" ".join(text.lower().split()))
    if grade is None:
        raise SourceError(Problem(f"{quoted(text)} is not a grade", "write 1 (outstanding) to 4 (inadequate)"))
    return grade
