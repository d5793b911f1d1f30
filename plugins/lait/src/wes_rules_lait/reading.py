"""Rows of the bulk file as tables of figures, one for each series."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal

import attrs

from wes_rules.errors import Problem, WesRulesError
from wes_rules.plugins import Wanted
from wes_rules.quoting import quoted
from wes_rules.series.observation import Origin
from wes_rules.tables import Line, Lines, TableSettings
from wes_rules.tables.passed import PassedOver
from wes_rules.tables.table import OTHER_KINDS
from wes_rules.values.period import Period
from wes_rules_lait.bulk import BulkRow
from wes_rules_lait.dictionary import Entry
from wes_rules_lait.labels import ImpossibleYearError, Label, read_label

_EMPTY = ("", "-")
# What the file calls the columns of a table.
_COLUMNS = {"Years": "period", "LA Number": "area", "Values": "value", "kind": "kind", "standing": "standing"}
_HEADER = [*_COLUMNS]


@attrs.frozen(kw_only=True)
class Series:
    """
    One series of figures.

    Args:
        indicator: The plan's name for it.
        code: Its code in the file, the column "Short Desc".
        group: The group of people it is about, as the plan calls it.
    """

    indicator: str
    code: str
    group: str = "all"


@attrs.frozen
class Shared:
    """What all figures of one reading share: the file and its edition, what to call it, and whether bad rows are left out."""

    file: str
    publication: str
    edition: str
    skip: bool

    def table(
        self, one: Series, wanted: Wanted, entry: Entry | None, rows: list[BulkRow]
    ) -> tuple[Lines, TableSettings]:
        """Return the rows of one series as a table, with the settings it is read by, from all rows with its code."""
        made = _Table(self.file, one, wanted, None if entry is None else entry.decimals)
        made.fill(rows)
        lines = Lines(
            name=self.file,
            lines=[(1, _HEADER), *sorted(made.lines)],
            spoiled=made.spoiled,
            notes=made.all_notes(),
            skip=self.skip,
            origin=Origin(publication=self.publication, file=self.file, data_set=one.code, version=self.edition),
        )
        fixed = {"indicator": one.indicator, "group": one.group}
        return lines, TableSettings(columns=_COLUMNS, fixed=fixed, publication=self.publication)


@attrs.define
class _Table:
    """The rows of one series; `lines` and `spoiled` are as `Lines` has them."""

    file: str
    series: Series
    wanted: Wanted
    decimals: int | None
    lines: list[Line] = attrs.field(factory=list)
    spoiled: dict[tuple[int, int], Problem | None] = attrs.field(factory=dict)
    notes: list[Problem] = attrs.field(factory=list)
    passed: PassedOver = attrs.field(factory=PassedOver)

    def fill(self, rows: list[BulkRow]) -> None:
        """Read the labels of rows, each once."""
        by_label: dict[str, list[BulkRow]] = {}
        for row in rows:
            by_label.setdefault(row.label, []).append(row)
        found: dict[tuple[str, Period], list[tuple[Label, BulkRow]]] = {}
        others: list[tuple[Problem, list[BulkRow]]] = []
        for text, together in by_label.items():
            try:
                label = read_label(text)
            except ImpossibleYearError as error:
                self._unread(Problem(str(error), "correct the file, or ask DfE which year it is"), together)
                continue
            except WesRulesError as error:
                self._unread(error.problems[0], together)
                continue
            try:
                period = label.period(self.wanted.calendars)
            except WesRulesError as error:
                others.append((error.problems[0], together))
                continue
            for row in together:
                found.setdefault((row.area, period), []).append((label, row))
        for (_, period), same in found.items():
            self._firmest(period, same)
        for problem, together in others:
            self._other_kind(problem, together, has_own=bool(found))

    def all_notes(self) -> tuple[Problem, ...]:
        """Return what has to be told of rows without a figure, and how many were passed over."""
        said = self.passed.said()
        return (*self.notes, *([Problem(f"passed over: {said}", "", self.file)] if said else []))

    def _firmest(self, period: Period, same: list[tuple[Label, BulkRow]]) -> None:
        """Keep the firmest of the figures for one period; there may be several alike."""
        most = max(label.firmness for label, _ in same)
        for label, row in same:
            if label.firmness == most:
                self._add(row, str(period), period.kind.value, label.standing.value)

    def _other_kind(self, problem: Problem, together: list[BulkRow], *, has_own: bool) -> None:
        """Pass over rows about another kind of period; where a series has no others, they contradict the plan."""
        if not has_own:
            self._unread(problem, together)
            return
        for row in together:
            self.passed.add(OTHER_KINDS, row.number)

    def _unread(self, problem: Problem, together: list[BulkRow]) -> None:
        """Tell once of a label that cannot be read; it is only a note where no row of it holds a figure."""
        filled = [row for row in together if row.value.strip() not in _EMPTY]
        told: Problem | None = attrs.evolve(
            problem,
            what=f"{problem.what} ({self.series.code}: {len(together)} rows, {len(filled)} with a figure)",
            file=self.file,
            line=(filled or together)[0].number,
            subject='column "Years"',
        )
        if not filled and told is not None:
            self.notes.append(told)
        # What is wrong with a row that nobody asked about is not told.
        for row in sorted(filled, key=lambda row: not self.wanted.asks(row.area, self.series.group)):
            self._add(row, row.label, self.wanted.kinds[0].value, "")
            self.spoiled[row.number, _HEADER.index("Years")] = told
            told = None

    def _add(self, row: BulkRow, *when: str) -> None:
        period, kind, standing = when
        self.lines.append((row.number, [period, row.area, cleaned(row.value, self.decimals), kind, standing]))
        if not row.area.isdigit():
            problem = Problem(f"{quoted(row.area)} is no code of an area", "correct the file", self.file, row.number)
            self.spoiled[row.number, _HEADER.index("LA Number")] = attrs.evolve(problem, subject='column "LA Number"')


_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
# A number with so many digits was printed from a binary float, which holds no more than 15 to 17 of them.
_SUSPECT = 15
# A number further from the point is left to the reader of figures, which refuses it.
_MOST_DIGITS = 30
# No published figure has more digits than this.
_KEPT = Context(prec=12, rounding=ROUND_HALF_UP)


def cleaned(text: str, decimals: int | None) -> str:
    """
    Return a number's text as it was before it went through a spreadsheet: 72.599999999999994 is 72.6.

    A whole number, or one with few digits, is as it was written; one with many is the shortest that its float means, with 12 digits at
    most: the noise of 93.2 = 86.1 + 7.1 goes with the thirteenth.

    Args:
        text: The cell; what is not a number is returned as it is.
        decimals: The places the indicator is published with, where its dictionary says so: a number that lies within the
            noise of one with so many places is that one.
    """
    word = text.strip()
    if _NUMBER.fullmatch(word) is None:
        return text
    number = Decimal(word)
    if abs(number.adjusted()) > _MOST_DIGITS:
        return text
    if len(number.as_tuple().digits) < _SUSPECT or number == number.to_integral_value():
        return format(number, "f")
    if decimals is not None:
        near = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        if abs(near - number) <= abs(number) * Decimal("1e-13"):
            return format(near, "f")
    short = _KEPT.plus(Decimal(repr(float(word)))).normalize()
    return format(short, "f")
