"""Rows of the bulk file as observations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import attrs

from wes_rules.errors import Problem, WesRulesError
from wes_rules.plugins import Request, Wanted
from wes_rules.plugins.csv_source.tidy import read_value
from wes_rules.series.observation import Observation, Origin
from wes_rules.values.period import Period
from wes_rules.values.quantity import Quantity
from wes_rules_lait.bulk import BulkRow
from wes_rules_lait.dictionary import Entry
from wes_rules_lait.labels import ImpossibleYearError, Label, read_label
from wes_rules_lait.numbers import cleaned

T = TypeVar("T")

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
        notes: What is wrong with rows that hold no figure anyway.
    """

    observations: list[Observation] = attrs.field(factory=list)
    faults: list[Problem] = attrs.field(factory=list)
    notes: list[Problem] = attrs.field(factory=list)


def read_rows(
    rows: Iterable[BulkRow],
    series: Mapping[str, list[Series]],
    entries: Mapping[str, Entry],
    request: Request,
    shared: Shared,
) -> Found:
    """
    Read rows.

    Args:
        rows: Rows of the file.
        series: The series by their codes.
        entries: What the dictionary says of the codes.
        request: How the plan reads the indicators.
        shared: What all figures share.
    """
    found = Found()
    by_label: dict[tuple[str, str], list[BulkRow]] = {}
    for row in rows:
        by_label.setdefault((row.code, row.label), []).append(row)
    kept: dict[tuple[str, str, str, Period], tuple[Label, Observation]] = {}
    for (code, text), together in by_label.items():
        for one in series[code]:
            label, period = _when(text, request.indicators[one.indicator], together, shared, found)
            if label is not None and period is not None:
                for row in together:
                    made = _observation(row, one, period, label, entries.get(code), request, shared, found)
                    if made is not None:
                        _keep(made, label, kept, found)
    found.observations = [one for _, one in kept.values()]
    found.faults.sort(key=lambda one: one.line or 0)
    return found


def _when(
    text: str, wanted: Wanted, together: list[BulkRow], shared: Shared, found: Found
) -> tuple[Label | None, Period | None]:
    """Read a label once for all its rows; note what is wrong with it once, where no row of it holds a figure."""
    code, first = together[0].code, together[0].number
    try:
        label = read_label(text)
        return label, label.period(wanted.calendars)
    except ImpossibleYearError as error:
        problems: tuple[Problem, ...] = (Problem(str(error), "correct the file, or ask DfE which year it is"),)
    except WesRulesError as error:
        problems = error.problems
    filled = [row for row in together if row.value.strip() not in _EMPTY]
    for problem in problems:
        count = f"{problem.what} ({code}: {len(together)} rows, {len(filled)} with a figure)"
        line = filled[0].number if filled else first
        told = attrs.evolve(problem, what=count, file=shared.file, line=line, subject='column "Years"')
        (found.faults if filled else found.notes).append(told)
    return None, None


def _observation(
    row: BulkRow,
    one: Series,
    period: Period,
    label: Label,
    entry: Entry | None,
    request: Request,
    shared: Shared,
    found: Found,
) -> Observation | None:
    """Return an observation; None when there can be none, or something is wrong."""
    wanted = request.indicators[one.indicator]
    quantity = _told(lambda: _quantity(row, entry, wanted), row, "Values", shared, found)
    if not row.area.isdigit():
        problem = Problem(f'"{row.area}" is no code of an area', "correct the file")
        found.faults.append(attrs.evolve(problem, file=shared.file, line=row.number, subject='column "LA Number"'))
        return None
    if quantity is None or not _possible(quantity, period, wanted, row, shared, found):
        return None
    origin = Origin(
        publication=shared.publication, file=shared.file, row=row.number, data_set=row.code, version=shared.edition
    )
    return Observation(
        indicator=one.indicator,
        area=row.area,
        group=one.group,
        period=period,
        quantity=quantity,
        origin=origin,
        standing=label.standing,
    )


def _quantity(row: BulkRow, entry: Entry | None, wanted: Wanted) -> Quantity:
    return read_value(cleaned(row.value, None if entry is None else entry.decimals), wanted)


def _possible(quantity: Quantity, period: Period, wanted: Wanted, row: BulkRow, shared: Shared, found: Found) -> bool:
    """Whether there can be a figure; a number for a period that nobody collected is noted, a symbol passed over."""
    if wanted.collected(period):
        return True
    if not quantity.is_missing:
        what = f"there is a number for {period}, which the plan's calendar says nobody collected"
        remedy = "correct not_collected in the plan"
        found.faults.append(Problem(what, remedy, shared.file, row.number, 'column "Years"'))
    return False


def _keep(
    made: Observation, label: Label, kept: dict[tuple[str, str, str, Period], tuple[Label, Observation]], found: Found
) -> None:
    """Keep the firmer of two figures for one period; of two alike nobody knows which is right."""
    key = (*made.series, made.period)
    other = kept.get(key)
    if other is not None and other[0].firmness == label.firmness:
        what = f'area {made.area} has a figure under "{other[0].text}" and under "{label.text}"'
        remedy = "remove one of them"
        found.faults.append(Problem(what, remedy, made.origin.file, made.origin.row, 'column "Years"'))
    elif other is None or other[0].firmness < label.firmness:
        kept[key] = (label, made)


def _told(read: Callable[[], T], row: BulkRow, column: str, shared: Shared, found: Found) -> T | None:
    try:
        return read()
    except WesRulesError as error:
        found.faults += [
            attrs.evolve(one, file=shared.file, line=row.number, subject=f'column "{column}"') for one in error.problems
        ]
    return None
