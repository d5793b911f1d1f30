"""
What a verdict depends on, as one number per area: if it is unchanged, so is the verdict.

Of the figures that a rule reads, every figure counts. Of the others it counts that they are there, since when, and how firm
they are, as rules ask for the first period on file. Of the day it counts what is known and due on it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from hashlib import blake2b

import attrs
import numpy as np

from wes_rules.batch.columns import MOST, Array
from wes_rules.batch.compared import areas_compared
from wes_rules.batch.figures import Read
from wes_rules.batch.frames import Coded, Rows
from wes_rules.batch.grid import period_of
from wes_rules.dicts.writing import to_dict
from wes_rules.errors import WesRulesError
from wes_rules.rules.kinds.composites import area_sets_of, leaves
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.units_read import published_units
from wes_rules.series.calendar import Calendar
from wes_rules.values import checks
from wes_rules.values.period import Period
from wes_rules.values.quantity import AnyUnit


@attrs.frozen(eq=False)
class Asked:
    """What a measure asks of the rows of a frame on a day, and how the figures of each indicator are read."""

    plan: Plan
    measure: Measure
    as_of: date
    styles: dict[str, list[tuple[AnyUnit, Calendar, int]]]

    @classmethod
    def of(cls, plan: Plan, measure: Measure, as_of: date) -> Asked:
        """Return what a measure asks for."""
        styles: dict[str, list[tuple[AnyUnit, Calendar, int]]] = defaultdict(list)
        for leaf in leaves(measure):
            for name, unit in published_units(leaf):
                styles[name].append((unit, leaf.calendar, leaf.decimals))
        return cls(plan, measure, as_of, styles)

    def narrowed(self, rows: Rows, judged: Array) -> Rows:
        """Return what is needed to judge some of the areas: their rows, and those they are compared with."""
        needed = judged | _among(rows, areas_compared(self.plan, self.measure))
        mine = ((key, places) for key, places in rows.series.items() if key[0] in self.styles)
        series = {key: places[needed[rows.area[places]]] for key, places in mine}
        return attrs.evolve(rows, judged=judged, series=series)

    def keys(self, rows: Rows, read: frozenset[Read]) -> Array:
        """Return a number for each area of the rows, given what was read of the figures."""
        mine = {key: places for key, places in rows.series.items() if key[0] in self.styles}
        own = np.zeros(len(rows.areas), dtype=np.uint64)
        for key, places in mine.items():
            np.add.at(own, rows.area[places], self._rows(rows, key, places, read))
        compared = np.flatnonzero(_among(rows, areas_compared(self.plan, self.measure))).tolist()
        shared = [self._said(rows), sorted(mine), [(rows.areas[one], int(own[one])) for one in compared]]
        return _mixed(own, _hash(json.dumps(shared, sort_keys=True)))

    def _said(self, rows: Rows) -> list[object]:
        """List what the plan says, and what the day makes due."""
        named = area_sets_of(self.measure)
        sets = [one for one in self.plan.area_sets if one.id in named]
        moments = [self._moment(leaf) for leaf in leaves(self.measure)]
        missing = rows.missing and rows.missing.value
        return [to_dict((self.measure, *sets, *self.plan.ended_areas)), missing, moments]

    def _moment(self, leaf: Measure) -> list[object]:
        """Return what a promise depends on of a day: which periods have begun or are due, and which days have passed."""
        one, day = leaf.calendar, self.as_of
        begun = Period.containing(day, one.kind).index
        due = Calendar(kind=one.kind, lag_months=one.lag_months, lag_days=one.lag_days).latest_due(day)
        days = leaf.rule.days if isinstance(leaf.rule, FigureRule) else ()
        passed = [day >= each for each in days], leaf.deadline is not None and day > leaf.deadline
        # Where the lag is longer than anybody looks back, each day is another.
        return [begun, str(day) if due is None else due.index, *passed]

    def _rows(self, rows: Rows, key: tuple[str, str], places: Array, read: frozenset[Read]) -> Array:
        """Return a number for each row of a series: what counts of it."""
        codes = rows.period.codes[places]
        names = {one: rows.period.values[one] for one in np.flatnonzero(np.bincount(codes)).tolist()}
        periods = {one: self._period(key, name) for one, name in names.items()}
        index = {one: place for place, one in enumerate(dict.fromkeys(periods.values()))}
        words, counts, place = (np.zeros(len(rows.period.values), dtype=kind) for kind in (np.uint64, bool, np.int64))
        for one, period in periods.items():
            words[one], place[one] = _hash(repr((key, names[one]))), index[period]
            counts[one] = period is None or (*key, period) in read
        value, plain = self._values(rows, key, places)
        # What stands twice has to say the same, whoever reads it.
        cell = place[codes] * len(rows.areas) + rows.area[places]
        alone = np.bincount(cell)[cell] < 2
        parts = [words[codes], np.where(counts[codes] | ~(plain & alone), value, _hash("a number"))]
        if rows.published is not None:
            published = rows.published[places]
            parts += [published.view(np.uint64), (published <= self.as_of.toordinal()).astype(np.uint64)]
        if rows.standing is not None:
            parts.append(rows.standing[places].astype(np.uint64))
        return _mixed(*parts)

    def _period(self, key: tuple[str, str], label: object) -> int | None:
        """Return the position of the period that a label names; None if it is not one."""
        calendars = {calendar.kind: calendar for _, calendar, _ in self.styles[key[0]]}
        try:
            found = [period_of(label, one).index for one in calendars.values()]
        except WesRulesError:
            return None
        return found[0] if len(found) == 1 else None

    def _values(self, rows: Rows, key: tuple[str, str], places: Array) -> tuple[Array, Array]:
        """Return a number for the value of each row, and whether it is a plain number that no unit refuses."""
        if not isinstance(rows.value, Coded):
            values = rows.value[places]
            return values.view(np.uint64), self._plain(values.astype(np.float64), key)
        texts = [*rows.value.values, None]
        codes = rows.value.codes[places]
        numbers = [one is not None and bool(checks.NUMBER_TEXT.fullmatch(one)) for one in texts]
        near = np.array([float(one) if known else np.nan for one, known in zip(texts, numbers, strict=True)])
        return np.array([_hash(repr(one)) for one in texts], dtype=np.uint64)[codes], self._plain(near, key)[codes]

    def _plain(self, values: Array, key: tuple[str, str]) -> Array:
        plain = np.isfinite(values)
        for unit, _, decimals in self.styles[key[0]]:
            low, high = unit.low, unit.high
            plain &= np.abs(values) < MOST // 10 ** max(0, decimals) // 2
            plain &= (low is None or values >= float(low)) & (high is None or values <= float(high))
            plain &= (values == np.rint(values)) | (not unit.whole)
        return plain


def _among(rows: Rows, areas: set[str]) -> Array:
    return np.array([one in areas for one in rows.areas], dtype=bool)


def _hash(text: str) -> np.uint64:
    return np.uint64(int.from_bytes(blake2b(text.encode(), digest_size=8).digest()))


def _mixed(*parts: Array | np.uint64) -> Array:
    """Mix numbers into one, place by place, as splitmix64 does."""
    found = np.zeros(1, dtype=np.uint64)
    for part in parts:
        found = found + part + np.uint64(0x9E3779B97F4A7C15)
        for shift, times in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            found = (found ^ (found >> np.uint64(shift))) * np.uint64(times)
        found = found ^ (found >> np.uint64(31))
    return found
