"""Turning lines into the rows that the plan asks about; others are counted and not kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import partial
from itertools import chain, filterfalse
from operator import itemgetter

from wes_rules.errors import Problem, SourceError
from wes_rules.plugins.asking import Request, Wanted, plainly
from wes_rules.tables.cells import odd_sign
from wes_rules.tables.filling import with_labels
from wes_rules.tables.filters import doubt_of, in_doubt, left_by, named, none_passes, passes
from wes_rules.tables.labels import YEARS, dated, says_when, with_its_period
from wes_rules.tables.layouts import DATED, LEVEL_COLUMNS, area_reader
from wes_rules.tables.lines import Line, Lines, Place, with_last_cells
from wes_rules.tables.passed import MOST_SORTS, Alike, Count, Sort
from wes_rules.tables.settings import TableSettings
from wes_rules.tables.shape import Cell, Shape, shape_of, with_row_of_names
from wes_rules.tables.symbols import signs_of
from wes_rules.tables.table import ABOUT, FILTERED, LEVELS, Row, Table

# So many rows of an indicator are read although nobody asked about their areas and groups: whether its percentages are fractions shows there.
_SAMPLE = 100

_About = tuple[tuple[str, Wanted], ...]


def table_of(lines: Lines, settings: TableSettings, request: Request) -> Table:
    """Read the rows of a table that the plan asks about; refuse a header that does not fit, or filters that no row passes."""
    walk = iter(lines)
    first = next(walk, None)
    if first is None:
        raise SourceError(Problem("it is empty", "the first line names the columns", lines.name))
    try:
        shape = shape_of(first[1], lines, settings)
    except SourceError as error:
        raise with_row_of_names(error, walk, settings) from None
    table = Table(
        file=lines.name,
        header=tuple(dict.fromkeys((*shape.header, "area"))),
        names=shape.names,
        skip=lines.skip,
        signs=signs_of(settings.symbols, settings.negatives, setting=type(settings) is not TableSettings),
        dates=settings.dates,
        is_foreign=settings.is_foreign,
        origin=lines.origin,
        every_area=request.every_area,
        filled_down=[" ".join(name.split()) for name in settings.fill_down],
        asked=partial(_is_asked, request) if settings.layout in ("tidy", "dfe") else lambda _: True,
        notes=list(lines.notes),
    )
    if (second := next(walk, None)) is None:
        table.notes.append(Problem("it names its columns and has no row of figures", "", lines.name))
    walk = chain(() if second is None else (second,), walk)
    if settings.is_foreign:
        walk, lacking = with_last_cells(walk, shape.width, shape.last)
        if lacking:
            what = f"each line is {lacking} cell{'s'[: lacking > 1]} shorter than the names of the columns: the last are taken as empty"
            table.notes.append(Problem(what, "", lines.name))
    walk = with_labels(walk, shape, lines, settings, request, table.alone) if shape.fill_down else walk
    _Rows(table, shape, settings, request).read(walk, lines)
    return table


class _Rows:
    def __init__(self, table: Table, shape: Shape, settings: TableSettings, request: Request) -> None:
        self.table, self.shape, self.request = table, shape, request
        self.areas, self.snapshots = settings.areas, settings.snapshots
        self.cells = self._asked_cells(settings)
        # What filters_not leaves aside is seldom much, and is looked at with what else a line is about.
        self.tests, self.tests_not = ([one for one in shape.tests if one.passes is side] for side in (True, False))
        self.doubtful = {one.place for one in shape.tests}.intersection(shape.fill_down)
        self.area_of = self._area_reader(settings)
        # Cases and inspections are few, and whoever counts them says which.
        self.is_figures = settings.layout in ("tidy", "dfe")
        self.sample: Counter[str] = Counter()

    def _asked_cells(self, settings: TableSettings) -> tuple[Cell, ...]:
        """Return the cells whose values the plan asks about: of its indicators, and of its kinds of period."""
        wanted, kept, left = self.request.indicators, [], []
        kinds = {(one.kind, one.window) for each in wanted.values() for one in each.calendars}
        kinds = YEARS if "part_of_year" in self.shape.columns else kinds
        days = self.table.dates if self.snapshots else None
        for cell in self.shape.values:
            indicator = cell.says.get("indicator")
            if settings.across in DATED and not any(says_when(cell.says, *one, days) for one in kinds):
                left.append(cell.name)
            elif indicator is None or indicator in wanted:
                kept.append(cell)
        if settings.across in DATED and not kept:
            what = "none of its columns names a period that the plan judges"
            raise SourceError(Problem(what, "say header_row, or the calendar's kind", self.table.file))
        if left:
            what = f"columns passed over, which name no period that the plan judges: {named(left)}"
            self.table.notes.append(Problem(what, "", self.table.file))
        return tuple(kept)

    def _area_reader(self, settings: TableSettings) -> Callable[[list[str]], str | None] | None:
        """Return what reads the area of a line before it is a row: "" is for one that is not known, None for one of another level."""
        if settings.layout == "dfe" and "area" not in settings.columns.values():
            series = (area for one in self.request.indicators.values() for area, _ in one.series or ())
            asked = {*series, *self.areas}
            return area_reader(self.shape.columns, asked)
        return self.shape.reader("area")

    def read(self, walk: Iterator[Line], lines: Lines) -> None:
        """Go through the lines, and make rows of those that the plan asks about; of similar lines one is looked at."""
        width, key, sort_of, alike = self.shape.width, self._key(), self._sort_of(), Alike()
        verdicts, numbers, asked = dict[Hashable, bool](), alike.numbers, alike.asked
        pick = itemgetter(*(one.place for one in self.tests)) if self.tests else None
        looked = filtered = 0
        for line, cells in filterfalse(partial(self._is_doubted, lines.spoiled), walk):
            if len(cells) != width:
                self._odd(line, cells)
                continue
            if pick is not None:
                says = pick(cells)
                if (passing := verdicts.get(says)) is None:
                    passing = passes(cells, self.tests)
                    if len(verdicts) < MOST_SORTS:
                        verdicts[says] = passing
                if not passing:
                    filtered += 1
                    continue
            says = key(cells)
            if (number := numbers.get(says)) is not None:
                number[0] += 1
                continue
            looked += 1
            if says in asked:
                self._make(line, cells)
            else:
                alike.add(says, sort_of(line, cells))
        passed = looked + alike.count() - self.table.passed.counts[FILTERED]
        self.table.passed.add(FILTERED, number=filtered)
        self.table.notes += left_by(self.tests, self.table.alone, verdicts, self.table.file)
        if self.table.passed.counts[FILTERED] and not passed and not self.table.broken:
            raise SourceError(none_passes(self.tests, [*verdicts], self.table.file))
        for cell in self.shape.values:
            if (indicator := cell.says.get("indicator")) is not None and indicator not in self.request.indicators:
                self.table.unused[indicator] += passed
        counting = {place: (column, "") for column, place in self.shape.columns.items()}
        self.table.note_spoiled(
            lines.spoiled, {**counting, **{one.place: ("value", one.name) for one in self.shape.values}}
        )

    def _key(self) -> Callable[[list[str]], Hashable]:
        """Return the function that picks the cells which decide whether the plan asks about a line."""
        columns = self.shape.columns
        names = [one for one in columns if one in ("indicator", "group", "area") or one in LEVEL_COLUMNS]
        places = [*(columns[one] for one in names), *(one.place for one in self.tests_not)]
        return itemgetter(*places) if places else lambda _: None

    def _sort_of(self) -> Callable[[int, list[str]], Sort]:
        """Return the function that makes rows of a line, and says whether all lines like it are made; or gives the counter of those that are not."""
        indicator_of, group_of = self.shape.reader("indicator"), self.shape.reader("group")
        given, unused, wanted = self.shape.given, self.table.unused, self.request.indicators
        whole, area_of, narrow = given.get("group", "all"), self.area_of, not self.request.every_area
        named, names = {name: ((name, one),) for name, one in wanted.items()}, set(map(plainly, wanted))
        said = [given.get("indicator", ""), *(cell.says.get("indicator", "") for cell in self.cells)]
        shared = tuple((name, wanted[name]) for name in said if name in wanted)
        if self.is_figures and said[0] and not shared:
            return partial(self._nobodys, said[0])

        def sort_of(line: int, cells: list[str]) -> Sort:
            if not passes(cells, self.tests_not):
                return lambda number: self.table.passed.add(FILTERED, number=number)
            about, name = shared, ""
            if indicator_of is not None:
                name = indicator_of(cells)
                about = named.get(name, ())
                if not about and name and self.is_figures and not odd_sign(name):
                    if plainly(name) in names and (rows := self._misspelt(line, cells)):
                        self.table.misspelt += rows
                        unused[name] += 1
                        return False
                    return lambda number: unused.update({name: number})
            area, nobody = "", False
            if area_of is not None and about:
                if (found := area_of(cells)) is None:
                    return lambda number: self.table.passed.add(LEVELS, number=number)
                area, group = found, whole if group_of is None else group_of(cells) or "all"
                nobody = bool(area) and narrow and not odd_sign(area + group) and not self._is_asked(about, area, group)
                if nobody and (count := self._counter(about, area, group)) is not None:
                    return count
            if name or area or any(map(str.strip, cells)):
                self._make(line, cells)
            return bool(name or area) and not nobody

        return sort_of

    def _nobodys(self, indicator: str, line: int, cells: list[str]) -> Sort:
        """Count the figures of a line where all share an indicator that no measure names."""
        if not passes(cells, self.tests_not):
            return lambda number: self.table.passed.add(FILTERED, number=number)
        self.table.misspelt += self._misspelt(line, cells)
        self.table.unused[indicator] += sum(1 for one in self._rows_of(line, cells) if one["value"])
        return False

    def _is_asked(self, about: _About, area: str, group: str) -> bool:
        key = self.areas.get(area, area), group
        return any(one.series is None or key in one.series or self.request.may_mean(name, *key) for name, one in about)

    def _misspelt(self, line: int, cells: list[str]) -> list[Row]:
        """Return a line's rows of plan indicators in another spelling."""
        rows = [one for one in self._rows_of(line, cells) if not odd_sign("".join(one.values()))]
        return [one for one in rows if self.request.may_mean(one["indicator"], one["area"], one["group"] or "all")]

    def _counter(self, about: _About, area: str, group: str) -> Count | None:
        """Return the counter of unneeded lines; None for an indicator's first lines, which show what its numbers are like."""
        self.sample.update([name for name, _ in about])
        more = [(name, self.areas.get(area, area), group) for name, _ in about if self.sample[name] > _SAMPLE]
        if len(more) < len(about):
            self.table.others.update(more)
            return None
        return lambda number: self.table.others.update(dict.fromkeys(more, number))

    def _make(self, line: int, cells: list[str]) -> None:
        for row in self._rows_of(line, cells):
            self._add(row)

    def _rows_of(self, line: int, cells: list[str]) -> Iterator[Row]:
        if self.table.is_foreign:  # others break lines within a cell
            cells = [" ".join(cell.split()) if "\n" in cell else cell for cell in cells]
        shared = {column: cells[place].strip() for column, place in self.shape.columns.items()}
        for column in self.shape.parts:
            shared[column] = self.shape.part(column, shared[column])
        shared |= self.shape.given
        if self.area_of is not None:
            area = (self.area_of(cells) or "").strip()
            shared["area"] = self.areas.get(area, area)
        if not self.shape.values:
            yield self._row(line, shared)
        for cell in self.cells:
            own = {**shared, **cell.says, "value": cells[cell.place].strip()}
            if "area" in cell.says:
                own["area"] = self.areas.get(own["area"], own["area"])
            yield self._row(line, own, cell.name)

    def _row(self, line: int, cells: dict[str, str], value: str = "") -> Row:
        row = Row(line, dated(cells, self.shape.names), value)
        wanted = self.request.indicators.get(row["indicator"]) if self.snapshots else None
        kinds = () if wanted is None else [one for one in wanted.kinds if row["kind"] in ("", one.value)]
        if len(kinds) == 1:  # of several nobody knows which
            row["period"] = with_its_period(row["period"], kinds[0], self.table.dates)
        return row

    def _add(self, row: Row) -> None:
        sign = odd_sign("".join(row.values()))
        if not sign:
            self.table.rows.append(row)
            return
        sound = {name: text for name, text in row.items() if not odd_sign(text)}
        what = f"the row holds the control character {sign!a}"
        self._broken(Row(row.line, sound, row.value), self.table.problem(row, "", what, "remove it"))

    def _odd(self, line: int, cells: list[str]) -> None:
        """Note a line with a cell too few or too many; one with no cell, or one cell of a foreign table, says nothing."""
        filled = sum(1 for cell in cells if cell.strip())
        if filled == 0:
            return
        if filled == 1 and self.table.is_foreign:
            self.table.passed.add(ABOUT, line)
            return
        width, columns = self.shape.width, self.shape.columns
        size = "short" if len(cells) < width else "long"
        what = f"the row is too {size}: {len(cells)} cells for {width} columns"
        # The last cell of a short row may have been cut off.
        sure = min(len(cells) - 1, width)
        first = {
            one: cells[place].strip() for one, place in sorted(columns.items(), key=lambda one: one[1]) if place < sure
        }
        rows = [Row(line, {**cell.says, **first}, cell.name, shifted=True) for cell in self.cells]
        for number, row in enumerate(rows or [Row(line, first, shifted=True)]):
            problem = self.table.problem(row, "", what, "check its commas and quotes")
            self._broken(row, None if number else problem)

    def _is_doubted(self, spoiled: Mapping[Place, Problem | None], line: Line) -> bool:
        """Whether a line may have figures for the plan, and nobody knows if the filters let it pass; it is left out and told."""
        if not (self.doubtful or spoiled) or len(line[1]) != self.shape.width:
            return False
        if (test := in_doubt(line, self.shape.tests, spoiled, self.doubtful)) is None:
            return False
        wanted, doubt = self.request.indicators, doubt_of(test, self.table.file, line[0])
        rows = [one for one in self._rows_of(*line) if one["value"] and one["indicator"] in wanted]
        for row in rows:
            self._broken(row, spoiled.get((line[0], test.place), doubt))
        return bool(rows)

    def _broken(self, row: Row, problem: Problem | None) -> None:
        self.table.broken[row.place] = row
        self.table.spoiled(row, "", problem)


def _is_asked(request: Request, row: Row) -> bool:
    wanted = request.indicators.get(row["indicator"])
    return wanted is None or not row["area"] or row.shifted or wanted.asks(row["area"], row["group"] or "all")
