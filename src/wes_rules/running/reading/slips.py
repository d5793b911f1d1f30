"""Rows that miss their measure by a slip: case, blanks, an area's name in place of its code, or a name that is misspelt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import combinations

import attrs

from wes_rules.counting import counted, some_of
from wes_rules.plugins.api import Figures
from wes_rules.plugins.asking import plainly
from wes_rules.quoting import MOST_QUOTED, quoted
from wes_rules.rules.kinds.composites import leaves
from wes_rules.rules.plan import Plan
from wes_rules.running.reading.needs import Key, Need, spellings
from wes_rules.series.cases import Case, Inspection
from wes_rules.series.observation import Origin
from wes_rules.values.period import Period

# In shorter names one different letter makes another word.
_SHORT = 4
# So many letters may be left out or added anywhere, and so many in one place of a name of which so many are left.
_ANYWHERE, _TOGETHER, _LONG = 2, 4, 10


def misspelt(names: Collection[str], known: Collection[str]) -> dict[str, list[str]]:
    """
    Return the known names that others are probably meant for, the nearest first.

    A letter is another or stands elsewhere, or some are left out or added. Nobody misspells the first letter, and digits
    and marks make another name.
    """
    some, meant = {one for one in names if _SHORT <= len(one) <= MOST_QUOTED}, set(known)
    found: dict[str, set[tuple[int, str]]] = defaultdict(set)
    for name, near in _shortened(some, meant):
        found[name].add((len(name) - len(near), near))
    for near, name in _shortened(meant, some):
        found[name].add((len(near) - len(name), near))
    with_another: dict[str, list[str]] = defaultdict(list)
    for one in meant:
        for less in _without(one, 1):
            with_another[less].append(one)
    for name in some:
        # A letter is out in one, and another in the other.
        found[name] |= {(2, one) for less in _without(name, 1) for one in with_another.get(less, ()) if one != name}
    return {name: [near for _, near in sorted(some)] for name, some in found.items() if some}


def _shortened(longer: set[str], shorter: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the names that are others without some letters, after those."""
    lengths = {len(one) for one in shorter}
    for one in longer:
        for letters in range(1, _TOGETHER + 1):
            left = len(one) - letters
            if left in lengths and (letters <= _ANYWHERE or left >= _LONG):
                yield from ((one, less) for less in _without(one, letters) & shorter)


def _without(name: str, letters: int) -> set[str]:
    """Return what a name is without so many of its letters, of which the first stays."""
    places = [place for place, letter in enumerate(name) if place and letter.isalpha()]
    together = zip(*(places[n:] for n in range(letters)), strict=False)
    return {_cut(name, one) for one in (combinations(places, letters) if letters <= _ANYWHERE else together)}


def _cut(name: str, places: tuple[int, ...]) -> str:
    ends = zip((-1, *places), (*places, len(name)), strict=True)
    return "".join(name[start + 1 : end] for start, end in ends)


_NOUNS = ("indicator", "area", "group")
# Beyond this many, measures and rows are counted rather than named.
_MOST_NAMED = 4


@attrs.frozen
class _Row:
    """A row on file: a figure of a period, or a row that a figure is counted from."""

    sort: str
    key: Key
    period: Period | None
    origin: Origin


@attrs.frozen(order=True)
class _Slip:
    """Rows of one file or data set whose names are spelt differently: as found there, and as in the plan."""

    place: str
    sort: str
    names: tuple[tuple[str, str, str], ...]
    in_file: bool

    @property
    def remedy(self) -> str:
        """The setting that gives an area the plan's code; empty if another name differs."""
        if [noun for noun, *_ in self.names] != ["area"]:
            return ""
        ((_, name, code),) = self.names
        setting = f"areas = {{{quoted(name)} = {quoted(code)}}}"
        if self.in_file:
            return f"; say {setting} in the settings of the source"
        return f"; write it so in the plan, or say {setting} if the source has that setting"


class Slips:
    """Rows in other spellings than the plan's, of series for which it has no figures."""

    def __init__(self, plan: Plan, figures: Mapping[str, Figures]) -> None:
        self.measures = [one.id for one in plan.measures]
        self.found = defaultdict[_Slip, list[tuple[_Row, Need]]](list)
        meant = spellings(plan)
        needed = {need.key for some in meant.values() for need in some}
        calendars = {one.id: {leaf.calendar for leaf in leaves(one)} for one in plan.measures}
        known: dict[Key, list[Need]] = {}
        there, others = set[tuple[Key, Period | None]](), list[tuple[str, _Row, list[Need]]]()
        for name, part in figures.items():
            for row in _rows(part):
                if row.key in needed:
                    there.add((row.key, row.period))
                elif row.key in known or known.setdefault(row.key, meant.get(plainly(*row.key), [])):
                    others.append((row.origin.file or row.origin.data_set or name, row, known[row.key]))
        for place, row, needs in others:
            for need in needs:
                # A case is one more, whatever others there are.
                missed = row.period is None or (
                    (need.key, row.period) not in there and any(row.period in one for one in calendars[need.measure])
                )
                if missed:
                    in_file = bool(row.origin.file) and not row.origin.data_set
                    slip = _Slip(place, row.sort, _differing(row.key, need.key), in_file)
                    self.found[slip].append((row, need))

    @property
    def meant(self) -> set[Key]:
        """The series that the rows are probably meant for."""
        return {need.key for some in self.found.values() for _, need in some}

    def notes(self) -> Iterator[str]:
        """Say which rows there are and how the plan writes their names, a sentence for each kind of slip."""
        for slip, some in sorted(self.found.items()):
            rows = {row for row, _ in some}
            lines = sorted({row.origin.row for row in rows if row.origin.row is not None})
            where = f" (row{'s'[: len(lines) > 1]} {some_of([*map(str, lines)], _MOST_NAMED)})" if lines else ""
            named = " and ".join(f"{noun} {quoted(name)}" for noun, name, _ in slip.names)
            plans = " and ".join(f"{noun} is {quoted(name)}" for noun, _, name in slip.names)
            missing = {need.measure for _, need in some}
            measures = some_of([one for one in self.measures if one in missing], _MOST_NAMED)
            match, it = ("matches", "it") if len(rows) == 1 else ("match", "them")
            judged = f"as if nobody had published {it}" if slip.sort == "figure" else f"without {it}"
            what = f"{counted(len(rows), slip.sort)} of {named}{where} {match} no measure; the plan's {plans}"
            yield f"{slip.place}: {what}; {measures} {'is' if len(missing) == 1 else 'are'} judged {judged}{slip.remedy}"


def _rows(part: Figures) -> Iterator[_Row]:
    for one in part.observations:
        yield _Row("figure", one.series, one.period, one.origin)
    for unread in part.misspelt:
        if unread.indicator and unread.area and unread.group and unread.period:
            yield _Row("figure", (unread.indicator, unread.area, unread.group), unread.period, unread.origin)
    counted_from: tuple[Case | Inspection, ...] = (*part.cases, *part.inspections)
    for row in counted_from:
        sort = "case" if isinstance(row, Case) else "inspection"
        yield _Row(sort, (row.indicator, row.area, "all"), None, row.origin)


def _differing(found: Key, meant: Key) -> tuple[tuple[str, str, str], ...]:
    return tuple(one for one in zip(_NOUNS, found, meant, strict=True) if one[1] != one[2])
