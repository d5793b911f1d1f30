"""Where the figures come from that an explanation names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wes_rules.counting import some_of
from wes_rules.judging.direction import Way, direction_of
from wes_rules.judging.needed import Needed, NeededChange
from wes_rules.judging.status import Status
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.facts import Fact
from wes_rules.rules.kinds.composites import area_sets_of
from wes_rules.rules.view import View
from wes_rules.series.observation import Observation
from wes_rules.values.days import said_day

# More rows of one file than these nobody looks up by hand; the JSON has them all.
_MOST_ROWS = 12


def beside(judgement: Verdict, needed: Needed | None) -> Iterator[Observation]:
    """Give the published figures that a verdict does not rest on and that are named beside it."""
    if judgement.status is Status.UNDECIDED:
        # What is known of a set of areas says what the figures not known would have to be.
        yield from judgement.passed_over
    for fact in _facts_beside(judgement, needed):
        yield from fact.figure.observations


def _facts_beside(judgement: Verdict, needed: Needed | None) -> Iterator[Fact]:
    direction = direction_of(judgement)
    if direction.way is not Way.UNKNOWN and direction.before is not None:
        yield direction.before
    if isinstance(needed, NeededChange):
        yield needed.latest
    for one in judgement.leaves:
        yield from one.since
        if one.status is Status.UNDECIDED and one.period is not None:
            known = View(one.measure, one.history, one.area, one.period, one.as_of).latest_known()
            yield from () if known is None else (known,)


def sources_of(judgement: Verdict, quoted: Sequence[Observation]) -> list[str]:
    """Name each publication once, with the rows that the quoted figures were read from; of many those of the own figures alone."""
    found: dict[tuple[str, str, str], list[Observation]] = {}
    for one in quoted:
        place = (one.origin.publication, f"{one.origin.data_set} {one.origin.version}".strip(), one.origin.file)
        found.setdefault(place, []).append(one)
    said = []
    for (publication, data_set, file), ones in found.items():
        places = ", ".join(part for part in (data_set, _rows(file, ones, judgement.area)) if part)
        said.append(f"{publication} ({places})" if places else publication)
    return said + _area_sets(judgement)


def _rows(file: str, read: Sequence[Observation], area: str) -> str:
    # Of a table with periods side by side one row has figures of several.
    by_row = {(one.origin.row, one.area): one for one in read if one.origin.row is not None}
    rows = [*by_row.values()]
    own = [one for one in rows if one.area == area]
    if len(rows) <= _MOST_ROWS:
        return f"{file} {_numbered(rows)}".strip()
    whose = f", its own {'is' if len(own) == 1 else 'are'} {_numbered(own)}" if own else ""
    return f"{len(rows):,} rows of {file}{whose}"


def _numbered(rows: Sequence[Observation]) -> str:
    numbers = [*dict.fromkeys(str(one.origin.row) for one in rows)]
    return f"row{'s' if numbers[1:] else ''} {some_of(numbers, _MOST_ROWS)}" if numbers else ""


def _area_sets(judgement: Verdict) -> list[str]:
    known = judgement.history.area_sets
    return [
        f"area set {known[name].words} as published on {said_day(known[name].published)}"
        for name in area_sets_of(judgement.measure)
        if name in known
    ]
