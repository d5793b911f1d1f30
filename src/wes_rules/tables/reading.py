"""What a table of figures means, wherever it was read from: the Department for Education's own layout, and rows of cases and inspections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain

import attrs

from wes_rules.errors import Problem, SourceError
from wes_rules.plugins.api import Figures
from wes_rules.plugins.asking import Request, Wanted
from wes_rules.quoting import quoted
from wes_rules.series.cases import Case, Inspection
from wes_rules.series.left_out import UnreadCase, UnreadFigure, UnreadInspection
from wes_rules.series.observation import Observation
from wes_rules.tables import tidy
from wes_rules.tables.cells import Cells
from wes_rules.tables.labels import read_identified
from wes_rules.tables.layouts import INSPECTIONS
from wes_rules.tables.lines import Lines
from wes_rules.tables.rows import table_of
from wes_rules.tables.settings import TableSettings
from wes_rules.tables.settled import origin_of, settled, unread_figure
from wes_rules.tables.symbols import Signs
from wes_rules.tables.table import OTHER_KINDS, Row, Table
from wes_rules.tables.tidy import figures_of, observation_of, why_left_out
from wes_rules.values.period import Period
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
        origin=cells.origin,
    )


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
            return figures(table, request)
        case "cases":
            return case_rows(table)
        case "inspections":
            return inspection_rows(table)


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
