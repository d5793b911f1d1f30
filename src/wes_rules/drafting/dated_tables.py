"""A table of which each row has its period, in one column or in two."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import attrs

from wes_rules.drafting.cells import (
    AREA,
    CALLED_PERIODS,
    Settings,
    called_by_place,
    months_of,
    period_in,
    periods_in,
    why_filtered,
)
from wes_rules.tables.labels import dated
from wes_rules.tables.layouts import DATED
from wes_rules.tables.symbols import label_and_standing
from wes_rules.values.period_kind import PeriodKind

_FINANCIAL = re.compile(r"financ|fiscal|\bfy\b", re.IGNORECASE)


@attrs.frozen(slots=False)
class DatedTable:
    """
    The rows below a header.

    Args:
        row: The number of the header's row.
        lines: The rows that have more than one cell.
        when: The column of periods, or those of years and of their parts.
        days: The settings that read its days as the months they stand for; empty where it has none.
    """

    row: int
    header: Sequence[str]
    lines: list[list[str]]
    when: Mapping[str, int]
    days: Settings

    @cached_property
    def texts(self) -> dict[int, str]:
        """The names of the other columns that have one of their own."""
        return {n: name for n, name in _called(self.header).items() if n not in self.when.values()}

    def column(self, place: int) -> list[str]:
        """Return the cells of a column."""
        return [cells[place] for cells in self.lines]

    def said(self, cells: Sequence[str]) -> dict[str, str]:
        """Return the label of a line's period, and the kind of year that its column's name implies."""
        return said_period(self.header, cells, self.when)

    def settings(
        self, places: Mapping[str, int], more: Settings, filters: Mapping[str, str], last: Settings
    ) -> Settings:
        """
        Return the settings that read it, in the order in which a plan has them.

        Args:
            places: The columns of the layout, beside those of periods.
        """
        settings: Settings = {"header_row": (self.row, "what stands below it")} if self.row > 1 else {}
        columns = {self.header[place]: meant for meant, place in {**self.when, **places}.items()}
        settings |= {"columns": (columns, "what stands in them"), **self.days, **more}
        settings |= {"filters": (filters, why_filtered(filters))} if filters else {}
        settings |= last
        is_said = "area" in places or "across" in more
        return settings if is_said else {**settings, "fixed": ({"area": AREA}, "no column says it")}


def dated_table(row: int, header: Sequence[str], below: Iterable[list[str]]) -> DatedTable | None:
    """Return the table below a header; None if no column has a period in each row."""
    header = called_by_place(header)
    lines = [cells for cells in below if sum(map(bool, cells)) > 1]
    if len(lines) < 2:
        return None
    called = _called(header)
    if (when := columns_of_periods(header, lines)) is not None:
        return DatedTable(row, header, lines, when, {})
    for at in called:
        if (found := months_of([cells[at] for cells in lines])) is not None:
            lines = [[*cells[:at], label, *cells[at + 1 :]] for cells, label in zip(lines, found[0], strict=True)]
            return DatedTable(row, header, lines, {"period": at}, found[1])
    return None


def _called(header: Sequence[str]) -> dict[int, str]:
    return {place: cell for place, cell in enumerate(header) if cell and header.count(cell) == 1}


def columns_of_periods(header: Sequence[str], lines: Sequence[Sequence[str]]) -> dict[str, int] | None:
    """
    Return the column of periods, and for years also the column of months, quarters, terms or weeks, if there is one.

    A column of one period alone is one if it is called so.
    """
    called = _called(header)
    for at in called:
        first = period_in(label_and_standing(lines[0][at])[0])
        for part in called if first is not None and first.kind.per_year == 1 else ():
            both = dict(zip(DATED, (at, part), strict=True))
            whole = part != at and all(cells[part] for cells in lines)
            if whole and _are_periods([*{said_period(header, cells, both)["period"] for cells in lines}]):
                return both
        several = CALLED_PERIODS.search(header[at]) is not None
        if first is not None and _are_periods([cells[at] for cells in lines], of_several_kinds=several):
            return {"period": at}
    alone = (at for at in called if CALLED_PERIODS.search(header[at]) and len({cells[at] for cells in lines}) == 1)
    return next(({"period": at} for at in alone if period_in(label_and_standing(lines[0][at])[0]) is not None), None)


def said_period(header: Sequence[str], cells: Sequence[str], when: Mapping[str, int]) -> dict[str, str]:
    """Return the label of a line's period, and the kind of year that its column's name implies."""
    names = {meant: header[place] for meant, place in when.items()}
    label = dated({meant: cells[place] for meant, place in when.items()}, names)["period"]
    found = period_in(label)
    # 2019/20 is read as an academic year where nobody says of which kind it is.
    financial = found is not None and found.kind is PeriodKind.ACADEMIC_YEAR and _FINANCIAL.search(names["period"])
    return {"period": label, "kind": PeriodKind.FINANCIAL_YEAR.value if financial else ""}


def _are_periods(labels: Sequence[str], *, of_several_kinds: bool = False) -> bool:
    first = period_in(label_and_standing(labels[0])[0]) if labels else None
    if first is None or len({*labels}) < 2 or not (found := periods_in(labels)):
        return False
    rest = (label_and_standing(one)[0] for place, one in enumerate(labels) if place not in found)
    return all(of_several_kinds and period_in(one) is not None for one in rest)
