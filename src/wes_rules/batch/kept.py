"""Judging what has changed since the last run, and keeping what has not."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial

import attrs
import numpy as np

from wes_rules.batch.cache import Cache
from wes_rules.batch.columns import Array
from wes_rules.batch.figures import Figures
from wes_rules.batch.frames import Coded, Column, Rows, joined, taken
from wes_rules.batch.judging import Verdicts, need_clear, verdicts_of
from wes_rules.batch.kept_file import Kept, read_kept, write_kept
from wes_rules.batch.keys import Asked
from wes_rules.batch.one_by_one import is_judged_alone
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.kinds.composites import parts_of
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.rules.rule import FigureRule

_NONE = -1


class Keeper:
    """Judges areas, and takes from a cache the verdicts that hold still."""

    def __init__(self, cache: Cache) -> None:
        cache.judged, cache.kept, cache.note = 0, 0, ""
        self.cache, self._before = cache, read_kept(cache)
        self._after: dict[str, list[Kept]] = {}

    def verdicts_on(self, plan: Plan, rows: Rows, as_of: date) -> Verdicts:
        """Judge areas by each measure of a plan, as `verdicts_on` of the room's `judging` does."""
        need_clear(plan, rows)
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            found = list(pool.map(partial(self._judged, plan, rows, as_of), plan.measures))
        for measure, (one, judged) in zip(plan.measures, found, strict=True):
            self.cache.judged += judged
            self.cache.kept += len(one.keys) - judged
            if _may_be_kept(measure):
                self._after.setdefault(measure.id, []).append(one)
        return [one.columns for one, _ in found]

    def write(self) -> None:
        """Write the cache, with the verdicts of this run and no others."""
        write_kept(self.cache, {name: _joined(parts) for name, parts in self._after.items()})

    def _judged(self, plan: Plan, rows: Rows, as_of: date, measure: Measure) -> tuple[Kept, int]:
        """Return the verdicts of a measure, and how many of them were judged."""
        asked, before = Asked.of(plan, measure, as_of), self._before.get(measure.id)
        places = np.flatnonzero(rows.judged)
        held = np.full(len(places), _NONE) if before is None else _held(before, asked, rows, places)
        again = held == _NONE
        parts = [] if before is None or again.all() else [_some(before, held[~again])]
        if again.any() or not parts:
            parts.append(_anew(asked, rows, places[again]))
        # Those that are kept stand before the others.
        order = np.argsort(np.argsort(again, kind="stable"))
        return _some(_joined(parts), order), int(again.sum())


def _held(before: Kept, asked: Asked, rows: Rows, places: Array) -> Array:
    """Return which of the kept verdicts is still that of each of some areas; -1 where none is."""
    at = before.places()
    held = np.array([at.get(rows.areas[one], _NONE) for one in places.tolist()], dtype=np.int64)
    known = np.flatnonzero(held != _NONE)
    for number in np.unique(before.read[held[known]]).tolist():
        mine = known[before.read[held[known]] == number]
        keys = asked.keys(rows, before.reads[number])[places[mine]]
        held[mine[keys != before.keys[held[mine]]]] = _NONE
        known = np.setdiff1d(known, mine)
    return held


def _anew(asked: Asked, rows: Rows, places: Array) -> Kept:
    """Judge some areas."""
    judged = np.zeros(len(rows.areas), dtype=bool)
    judged[places] = True
    some = attrs.evolve(rows, judged=judged) if is_judged_alone(asked.measure) else asked.narrowed(rows, judged)
    figures = Figures(some, asked.plan, asked.as_of)
    columns = verdicts_of(asked.measure, figures)
    read = figures.read()
    return Kept(asked.keys(rows, read)[places], [read], np.zeros_like(places), columns)


def _some(kept: Kept, places: Array) -> Kept:
    columns = {name: taken(column, places) for name, column in kept.columns.items()}
    return Kept(kept.keys[places], kept.reads, kept.read[places], columns)


def _joined(parts: list[Kept]) -> Kept:
    """Return kept verdicts one after the other, with nothing that none of them needs."""
    used = [{number: part.reads[number] for number in np.unique(part.read).tolist()} for part in parts]
    reads = list(dict.fromkeys(one for some in used for one in some.values()))
    read = [
        np.array([reads.index(some[n]) if n in some else 0 for n in range(len(part.reads))])[part.read]
        for part, some in zip(parts, used, strict=True)
    ]
    columns = {name: _once_each(joined([one.columns[name] for one in parts])) for name in parts[0].columns}
    return Kept(np.concatenate([one.keys for one in parts]), reads, np.concatenate(read), columns)


def _once_each(column: Column) -> Column:
    """Return a column without values that it has twice or not at all."""
    if not isinstance(column, Coded):
        return column
    used = np.unique(column.codes[column.codes >= 0])
    place = {value: number for number, value in enumerate(dict.fromkeys(column.values[one] for one in used.tolist()))}
    codes = np.full(len(column.values) + 1, _NONE)
    codes[used] = [place[column.values[one]] for one in used.tolist()]
    return Coded(list(place), codes[column.codes])


def _may_be_kept(measure: Measure) -> bool:
    """Whether it is known what its rule hangs on: of one that comes from a plugin only its author knows."""
    rule = measure.rule
    if KINDS.get(rule.kind) is not type(rule):
        return False
    return isinstance(rule, FigureRule) or all(map(_may_be_kept, parts_of(measure)))
