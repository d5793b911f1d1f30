"""Skipping and counting rows that a published table has beside the plan's figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from wes_rules.plugins.asking import Request, Wanted
from wes_rules.quoting import quoted
from wes_rules.tables.labels import is_label, is_other_label
from wes_rules.tables.table import OTHER_KINDS, Row, Table
from wes_rules.values.period import PeriodKind

# One label may be a slip; several are another rhythm.
_FEWEST = 2
_SPLIT = re.compile(r"(\d{4})[/-](\d{2})", re.ASCII)
NO_PERIOD, NO_AREA = "with neither a period nor a number", "with neither an area nor a number"
NO_NUMBER = "about areas or groups that no measure asks about, without a number"


def pass_over(table: Table, request: Request, readable: Callable[[Row, Wanted], bool]) -> None:
    """
    Remove rows about other kinds of period, and lines about the table above and below its figures.

    A row of another kind is one whose label can be read as a part of the year of another length, or as several years together,
    where the series also has rows of the plan's own kind. A line about the table has no value, and no period or area.
    """
    rows = [row for row in table.rows if row["indicator"] in request.indicators and not row["kind"]]
    labels = {(row["indicator"], row["period"]) for row in rows}
    own_labels = {(one, label) for one, label in labels if _is_own(label, request.indicators[one])}
    own = {id(row) for row in rows if (row["indicator"], row["period"]) in own_labels}
    if not table.skip:
        rows = _without_other_rhythms(table, request, rows, own)
    series = {(row["indicator"], row["area"], row["group"]) for row in rows if id(row) in own}
    rest = [row for row in rows if id(row) not in own]
    others = {
        id(row)
        for row in rest
        if (row["indicator"], row["area"], row["group"]) in series
        and _is_of_other_kind(row, request.indicators[row["indicator"]])
    }
    about = _about_the_table(
        table, rows, own | others, unreadable=lambda row: not readable(row, request.indicators[row["indicator"]])
    )
    gone = others | about
    table.rows = [row for row in table.rows if id(row) not in gone]
    for row in rows:
        if id(row) in gone:
            empty = NO_NUMBER if row["area"] and not row["value"] else NO_AREA
            table.passed.add(OTHER_KINDS if id(row) in others else empty if id(row) in own else NO_PERIOD, row.line)


def _without_other_rhythms(table: Table, request: Request, rows: list[Row], own: set[int]) -> list[Row]:
    """Take out the rows of indicators without one period of the plan's kind, and say once which kinds of period they have."""
    found = {row["indicator"] for row in rows if id(row) in own}
    for indicator in dict.fromkeys(row["indicator"] for row in rows if row["indicator"] not in found):
        wanted, mine = request.indicators[indicator], [row for row in rows if row["indicator"] == indicator]
        labels = dict.fromkeys(row["period"] for row in mine if table.asked(row))
        kinds = _kinds_of([*labels], [*PeriodKind] if table.is_foreign else _other_lengths(wanted))
        if len(labels) < _FEWEST or not kinds or (wanted.kinds[0].spans_years and _are_slips(labels)):
            continue
        *some, last = [f"{kind.value}s ({quoted(label)})" for kind, label in kinds.items()]
        there = f"{', '.join(some)} and {last}" if some else last
        what = (
            f"no period of {quoted(indicator)} is {wanted.kinds[0].a}, as the plan's calendar says; there are {there}"
        )
        remedy = f'give the measure a calendar with kind = "{next(iter(kinds)).value}"'
        table.faults.append(table.problem(mine[0], "period", what, remedy))
        gone = {id(row) for row in mine}
        table.rows = [row for row in table.rows if id(row) not in gone]
        rows = [row for row in rows if id(row) not in gone]
    return rows


def _are_slips(labels: Iterable[str]) -> bool:
    """Whether labels are years whose second year is wrong in the same way: 2010/12 and 2011/13 are no months."""
    found = [_SPLIT.fullmatch(one) for one in labels]
    return len({one and (int(one[2]) - int(one[1])) % 100 for one in found}) == 1 and None not in found


def _kinds_of(labels: list[str], known: list[PeriodKind]) -> dict[PeriodKind, str]:
    """Return the fewest kinds of period that explain the labels, the most frequent first, each with a label."""
    found: dict[PeriodKind, str] = {}
    while True:
        read = {kind: [one for one in labels if is_label(one, kind)] for kind in known}
        kind, mine = max(read.items(), key=lambda one: len(one[1]))
        if not mine:
            return found
        found[kind] = mine[0]
        labels = [one for one in labels if one not in mine]


def _is_own(label: str, wanted: Wanted) -> bool:
    """Whether a label can be read as a period that the plan judges by, pooled years among them."""
    return any(is_label(label, calendar.kind, calendar.window) for calendar in wanted.calendars)


def _is_of_other_kind(row: Row, wanted: Wanted) -> bool:
    """Whether a row's label is one of another length, of several years or terms together, or of one where the plan's are several."""
    return _is_any(row, _other_lengths(wanted)) or is_other_label(row["period"], wanted.kinds)


def _is_any(row: Row, kinds: Iterable[PeriodKind]) -> bool:
    """Whether a row's label can be read as a period of any of several kinds."""
    return any(is_label(row["period"], kind) for kind in kinds)


def _other_lengths(wanted: Wanted) -> list[PeriodKind]:
    """List the kinds of another length: 2019 may be a slip for 2019/20, and is never one for a quarter."""
    lengths = {kind.per_year for kind in wanted.kinds}
    return [kind for kind in PeriodKind if kind.per_year not in lengths]


def _about_the_table(table: Table, rows: Sequence[Row], known: set[int], unreadable: Callable[[Row], bool]) -> set[int]:
    """
    Return the lines about the table: those that cannot be read above the first and below the last row that can.

    In a table that is not ours headings of its sections stand among the figures, and the settings may say the period of all rows: then
    a line about the table has no area. Where the periods stand side by side, it has none of their figures, and a note for its area.
    """
    foreign = rows if table.is_foreign else ()
    nowhere = {id(row) for row in foreign if not row["area"] and unreadable(row)}
    filled = {row.line for row in foreign if row["value"]}
    empty = [row for row in foreign if not row["value"]]
    headings = {id(row) for row in empty if not (row["period"] and row["area"])}
    headings |= {id(row) for row in empty if row.value and row.line not in filled and not table.asked(row)}
    figures = known - nowhere
    places = [place for place, row in enumerate(rows) if id(row) in figures]
    if not places:
        return headings
    outside = (row for place, row in enumerate(rows) if not places[0] <= place <= places[-1])
    # What is passed over already is not read: that would note it as a row that may hold a figure.
    around = (row for row in outside if id(row) not in headings)
    return headings | {
        id(row) for row in around if id(row) in nowhere or (unreadable(row) and not _is_any(row, PeriodKind))
    }
