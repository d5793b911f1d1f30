"""Several values, each for a day or a period of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from wes_rules.rules.better import Better
from wes_rules.rules.kinds.threshold import Threshold
from wes_rules.rules.kinds.trajectory import Point, Trajectory
from wes_rules.rules.measure import Rule
from wes_rules.rules.versions import Version
from wes_rules.wording.clause import Clause
from wes_rules.wording.draft import Draft
from wes_rules.wording.dues import last_period_by, stated_period
from wes_rules.wording.items import Is, Item
from wes_rules.wording.result import Asks

WAY_OF = {"at_least": Better.HIGHER, "above": Better.HIGHER, "at_most": Better.LOWER, "below": Better.LOWER}
_VALUES = (Is.TO, Is.LEVEL, Is.VALUE, Is.REACH)


def pairs_in(clause: Clause) -> list[tuple[Item, Item]]:
    """Return two or more pairs of a value and a day, in either order, with only small words between the pairs."""
    # "A reduction of 5% by 2026" is no value.
    of = () if any(one.what is Is.CHANGE for one in clause.items) else (Is.OF,)
    items = [one for one in clause.items if one.what in (*_VALUES, *of, Is.DUE, Is.IN)]
    if len(items) < 4 or len(items) % 2:
        return []
    firsts, seconds = items[::2], items[1::2]
    values, days = (firsts, seconds) if items[0].amounts else (seconds, firsts)
    alternate = all(one.amounts for one in values) and not any(one.amounts for one in days)
    parted = any(clause.between(one, other) for one, other in pairwise(seconds))
    return list(zip(values, days, strict=True)) if alternate and not parted else []


def trajectory(clause: Clause) -> Rule | None:
    """At least 20% by 2026, 60% by 2030."""
    pairs, draft = pairs_in(clause), clause.draft
    if not pairs:
        return None
    clause.taken |= {one for pair in pairs for one in pair}
    pairs = sorted(pairs, key=lambda pair: [int(year) for year in re.findall(r"\d{4}", pair[1].when)])
    verb = clause.take(Is.CHANGE)
    sides = {value.side for value, _ in pairs if value.side}
    if sides - {"at_least", "at_most"} or len(sides) > 1 or any(len(value.amounts) > 1 for value, _ in pairs):
        draft.unread(pairs[0][0])
        return None
    if verb is not None and verb.way in ("up", "down"):
        sides = sides or {"at_least" if verb.way == "up" else "at_most"}
    if not sides:
        ordered = [value.amount.value for value, _ in pairs]
        sides = (
            {"at_least"} if ordered == sorted(ordered) else {"at_most"} if ordered == sorted(ordered)[::-1] else set()
        )
    if not sides or not draft.goes(Better.HIGHER if sides == {"at_least"} else Better.LOWER, pairs[0][0].text):
        draft.unread(pairs[0][0])
        return None
    draft.is_in(pairs[0][0].amount.unit, pairs[0][0].text)
    points = _points(draft, pairs)
    draft.reads("between two of the days", "the earlier value stays", "a straight line")
    return None if points is None else Trajectory(points=points, between="step")


def evenly(clause: Clause) -> Rule | None:
    """Read "from 60% in 2026 in equal steps to 70% in 2030" and "from 400 to 200 by the same percentage each year"."""
    how, start, value, day = (clause.one(one) for one in (Is.EVENLY, Is.FROM, Is.TO, Is.IN))
    day = day or clause.one(Is.DUE)
    if how is None or start is None or value is None:
        return None
    draft = clause.draft
    if day is None or not start.when or start.amount.value == value.amount.value:
        draft.ask(Asks.DATE, how.text, "from when to when it goes is not said", by="deadline")
        return None
    clause.taken |= {how, start, value, day}
    clause.take(Is.CHANGE)
    draft.is_in(value.amount.unit or start.amount.unit, value.text)
    if not draft.goes(Better.HIGHER if start.amount.value < value.amount.value else Better.LOWER, value.text):
        return None
    points = _points(draft, [(start, start), (value, day)])
    draft.reads(how.text, "a target for each period between the two", "the last one alone")
    return (
        None if points is None else Trajectory(points=points, between="linear" if how.name == "linear" else "compound")
    )


def from_then_on(clause: Clause) -> Rule | None:
    """75%, and 80% from 2026: a target that is another one from a period on."""
    if not steps_in(clause):
        return None
    value, *later = items = [one for one in clause.items if one.what in (*_VALUES, Is.SINCE)]
    pairs = list(zip(later[::2], later[1::2], strict=True))
    draft = clause.draft
    clause.taken |= set(items)
    side = draft.side(value.side, value.text)
    starts = [stated_period(draft, since.when, since.text) for _, since in pairs]
    if not side or None in starts or not draft.is_in(value.amount.unit, value.text):
        return None
    if side in WAY_OF and not draft.goes(WAY_OF[side], value.text):
        return None
    versions = tuple(
        Version(starting=one, changes={side: then.amount.value})
        for one, (then, _) in zip(starts, pairs, strict=True)
        if one
    )
    limit: dict[str, Any] = {side: value.amount.value}
    draft.reads(pairs[0][1].text, "from that period on, agreed when it starts", "agreed with the first target")
    return Threshold(**limit, versions=versions)


def steps_in(clause: Clause) -> bool:
    """Whether the first value stands alone and each later one has the year from which it applies."""
    items = [one for one in clause.items if one.what in (*_VALUES, Is.SINCE, Is.CHANGE, Is.FACTOR, Is.BENCHMARK, Is.BY)]
    what = [one.what is Is.SINCE for one in items]
    plain = all(one.what in (*_VALUES, Is.SINCE) and len(one.amounts) < 2 for one in items)
    named = all(one.name == "year" for one in items if one.what is Is.SINCE)
    return plain and named and len(items) > 2 and what == [False, *[False, True] * (len(items) // 2)]


def _points(draft: Draft, pairs: Sequence[tuple[Item, Item]]) -> tuple[Point, ...] | None:
    found = []
    for value, day in pairs:
        period = last_period_by(draft, day) if day.what is Is.DUE else stated_period(draft, day.when, day.text)
        if period is None:
            return None
        found.append(Point(period=period, value=value.amount.value))
    kinds = {one.period.kind for one in found}
    ordered = len(kinds) == 1 and all(a.period < b.period for a, b in pairwise(found))
    if not ordered:
        draft.unread(pairs[0][1])
        return None
    return tuple(found)
