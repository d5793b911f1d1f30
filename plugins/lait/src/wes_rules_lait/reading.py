"""Rows of the bulk file as observations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from wes_rules.errors import Problem, WesRulesError
from wes_rules.plugins import Request, Wanted
from wes_rules.quoting import quoted
from wes_rules.series.left_out import UnreadFigure
from wes_rules.series.observation import Observation, Origin
from wes_rules.tables.values import read_value
from wes_rules.values.period import Period
from wes_rules.values.quantity import Quantity
from wes_rules.values.reason import Reason
from wes_rules_lait.bulk import BulkRow
from wes_rules_lait.dictionary import Entry
from wes_rules_lait.labels import ImpossibleYearError, Label, read_label
from wes_rules_lait.numbers import cleaned

_EMPTY = ("", "-")


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
    """What all figures of one reading share: the file, what to call the source, and its edition."""

    file: str
    publication: str
    edition: str


@attrs.define
class Found:
    """
    What was read.

    Args:
        observations: The figures.
        faults: What is wrong with others.
        left_out: What those others may have said.
        notes: What is wrong with rows that hold no figure anyway.
    """

    observations: list[Observation] = attrs.field(factory=list)
    faults: list[Problem] = attrs.field(factory=list)
    left_out: list[UnreadFigure] = attrs.field(factory=list)
    notes: list[Problem] = attrs.field(factory=list)


@attrs.define
class RowReader:
    """
    Reads rows; `found` fills up as it does.

    Args:
        series: The series by their codes.
        entries: What the dictionary says of the codes.
        request: How the plan reads the indicators.
        shared: What all figures share.
    """

    series: Mapping[str, list[Series]]
    entries: Mapping[str, Entry]
    request: Request
    shared: Shared
    found: Found = attrs.field(factory=Found)
    _read: dict[tuple[str, str, str, Period], list[tuple[Label, Observation]]] = attrs.field(factory=dict, init=False)

    def read(self, rows: Iterable[BulkRow]) -> Found:
        """Read rows, and return what was found in them."""
        by_label: dict[tuple[str, str], list[BulkRow]] = {}
        for row in rows:
            by_label.setdefault((row.code, row.label), []).append(row)
        for (code, text), together in by_label.items():
            for one in self.series[code]:
                if (when := self._when(text, one, together)) is not None:
                    for row in together:
                        if (made := self._observation(row, one, *when)) is not None:
                            self._read.setdefault((*made.series, made.period), []).append((when[0], made))
        for same in self._read.values():
            self._settle(same)
        self.found.faults.sort(key=lambda one: one.line or 0)
        return self.found

    def _when(self, text: str, one: Series, together: list[BulkRow]) -> tuple[Label, Period] | None:
        """Read a label once for all its rows; what is wrong with it is only a note where no row of it holds a figure."""
        try:
            label = read_label(text)
            return label, label.period(self.request.indicators[one.indicator].calendars)
        except ImpossibleYearError as error:
            problems: tuple[Problem, ...] = (Problem(str(error), "correct the file, or ask DfE which year it is"),)
        except WesRulesError as error:
            problems = error.problems
        filled = [row for row in together if row.value.strip() not in _EMPTY]
        told = self.found.faults if filled else self.found.notes
        for problem in problems:
            what = f"{problem.what} ({one.code}: {len(together)} rows, {len(filled)} with a figure)"
            told.append(self._placed(attrs.evolve(problem, what=what), (filled or together)[0], "Years"))
        self.found.left_out += (
            UnreadFigure(indicator=one.indicator, area=_code(row), group=one.group) for row in filled
        )
        return None

    def _observation(self, row: BulkRow, one: Series, label: Label, period: Period) -> Observation | None:
        """Return an observation; None when there can be none, or something is wrong."""
        quantity = self._quantity(row, self.request.indicators[one.indicator])
        if not row.area.isdigit():
            self._fault(row, "LA Number", Problem(f"{quoted(row.area)} is no code of an area", "correct the file"))
        if quantity is None or _code(row) is None:
            self.found.left_out.append(
                UnreadFigure(indicator=one.indicator, area=_code(row), group=one.group, period=period)
            )
            return None
        if not self._possible(row, one, period, quantity):
            return None
        shared = self.shared
        return Observation(
            indicator=one.indicator,
            area=row.area,
            group=one.group,
            period=period,
            quantity=quantity,
            origin=Origin(
                publication=shared.publication,
                file=shared.file,
                row=row.number,
                data_set=row.code,
                version=shared.edition,
            ),
            standing=label.standing,
        )

    def _quantity(self, row: BulkRow, wanted: Wanted) -> Quantity | None:
        entry = self.entries.get(row.code)
        try:
            return read_value(cleaned(row.value, None if entry is None else entry.decimals), wanted)
        except WesRulesError as error:
            for problem in error.problems:
                self._fault(row, "Values", problem)
        return None

    def _possible(self, row: BulkRow, one: Series, period: Period, quantity: Quantity) -> bool:
        """Whether there can be a figure; a number for a period that nobody collected is a fault, a symbol is not."""
        wanted = self.request.indicators[one.indicator]
        if wanted.collected(period):
            return True
        if not quantity.is_missing:
            self._fault(row, "Years", wanted.uncollected(period))
        return False

    def _settle(self, same: list[tuple[Label, Observation]]) -> None:
        """Keep the firmest of the figures for one period; of two alike that differ nobody knows which is right."""
        most = max(label.firmness for label, _ in same)
        firmest = sorted(
            ((label, one) for label, one in same if label.firmness == most), key=lambda pair: pair[1].origin.row or 0
        )
        first, made = firmest[0]
        others = [(label, one) for label, one in firmest if one.quantity != made.quantity]
        if not others:
            self.found.observations.append(made)
            return
        label, other = others[0]
        labels = f"{quoted(first.text)} and under {quoted(label.text)}"
        what = f"area {made.area} has a figure under {labels}, and they differ"
        self.found.faults.append(
            Problem(what, "remove one of them", other.origin.file, other.origin.row, 'column "Years"')
        )
        self.found.left_out.append(
            UnreadFigure(
                indicator=made.indicator,
                area=made.area,
                group=made.group,
                period=made.period,
                why=Reason.CONTRADICTED,
                origin=made.origin,
            )
        )

    def _fault(self, row: BulkRow, column: str, problem: Problem) -> None:
        self.found.faults.append(self._placed(problem, row, column))

    def _placed(self, problem: Problem, row: BulkRow, column: str) -> Problem:
        return attrs.evolve(problem, file=self.shared.file, line=row.number, subject=f'column "{column}"')


def _code(row: BulkRow) -> str | None:
    """Return the code of a row's area; None where that is none."""
    return row.area if row.area.isdigit() else None
