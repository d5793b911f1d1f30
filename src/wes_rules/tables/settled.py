"""The valid rows of a table, each figure once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TypeVar

import attrs

from wes_rules.plugins.asking import Wanted
from wes_rules.series.cases import Case, Inspection
from wes_rules.series.editions import once_each
from wes_rules.series.left_out import UnreadFigure
from wes_rules.series.observation import Observation, Origin
from wes_rules.tables.table import OTHER_KINDS, TWICE, Row, Table
from wes_rules.values.period import Period
from wes_rules.values.quantity import Quantity
from wes_rules.values.reason import Reason

Twofold = TypeVar("Twofold", Observation, Case, Inspection)


def possible(table: Table, row: Row, column: str, wanted: Wanted, period: Period, quantity: Quantity) -> bool:
    """Whether a figure can exist; report a number for a period that was not collected, and skip a marker."""
    key = "", row["indicator"], period
    if (where := table.known.get(key)) is None and wanted.collected(period):
        where = table.known[key] = _outside(wanted, period)
    if where is not None:
        if where and table.asked(row):
            table.passed.add(where, row.line)
        return True
    if not quantity.is_missing:
        problem = wanted.uncollected(period)
        # Which period it says it is about can be read.
        table.spoiled(row, "", table.problem(row, column, problem.what, problem.remedy))
    return False


def _outside(wanted: Wanted, period: Period) -> str:
    """Say where a period lies that no calendar has a figure for, so that nobody looks at its figure; else empty."""
    if any(period in one for one in wanted.calendars):
        return ""
    mine = next((one for one in wanted.calendars if one.kind is period.kind), None)
    if mine is None:
        return OTHER_KINDS
    if mine.first is not None and period < mine.first:
        return "before the calendar's first period"
    return "after the calendar's last period" if mine.last and period > mine.last else "between the calendar's steps"


def settled(table: Table, rows: Iterable[tuple[Row, Twofold]], column: str) -> tuple[list[Twofold], list[Twofold]]:
    """Return the items of valid rows once each, and one of each contradicting pair; refuse wrong rows that are not to be skipped."""
    found = [(row, one) for row, one in rows if not table.is_bad(row)]
    kept, twice = once_each(one for _, one in found)
    rows_of = {id(one): row for row, one in found}
    lines = set[int]()
    for group in twice:
        first, *others = group
        for other in others:
            row = rows_of[id(other)]
            if not table.asked(row):
                lines.add(row.line)
                continue
            what = f"{other.described} stands in row {rows_of[id(first)].line} already, with other values"
            remedy = "remove one of them"
            if column == "period" and table.origin is None:
                remedy = "remove one, give a revision its own published date, say in filters which rows are meant, or in last_row where the table ends"
            table.faults.append(table.problem(row, column, what, remedy))
    for line in sorted(lines):
        table.pass_over(TWICE, line)
    table.refuse_if_wrong()
    return kept, [group[0] for group in twice]


def unread_figure(one: Observation) -> UnreadFigure:
    """Return a contradicted figure as left out."""
    return UnreadFigure(
        indicator=one.indicator,
        area=one.area,
        group=one.group,
        period=one.period,
        published=one.published,
        why=Reason.CONTRADICTED,
        origin=one.origin,
    )


def origin_of(table: Table, row: Row) -> Origin | None:
    """Return the origin of a row; None, with a fault, if it has none."""
    made_up = table.flag(row, "made_up")
    if table.is_bad(row):
        return None
    if table.origin is not None:
        return attrs.evolve(table.origin, row=row.line if table.origin.file else None)
    return table.made(row, partial(Origin, publication=row["source"], file=table.file, row=row.line, made_up=made_up))
