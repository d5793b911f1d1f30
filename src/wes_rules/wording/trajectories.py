"""Several values, each for a day or a period of its own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from wes_rules.rules.kinds.trajectory import Point, Trajectory
from wes_rules.rules.measure import Better, Rule
from wes_rules.values.period import Period
from wes_rules.wording.clause import Clause
from wes_rules.wording.draft import Draft
from wes_rules.wording.dues import stated_period
from wes_rules.wording.items import Is, Item

_VALUES = (Is.TO, Is.LEVEL, Is.VALUE, Is.REACH)


def pairs_in(clause: Clause) -> list[tuple[Item, Item]]:
    """Return values with a day each, where they are two or more and nothing but small words stands between the pairs."""
    found: list[tuple[Item, Item]] = []
    items = [one for one in clause.items if one.what in (*_VALUES, Is.DUE, Is.IN)]
    for value, day in pairwise(items):
        if value.what not in _VALUES or day.what not in (Is.DUE, Is.IN):
            continue
        if found and clause.between(found[-1][1], day):
            return []
        found.append((value, day))
    values = [one for one in items if one.what in _VALUES]
    return found if len(found) > 1 and len(values) == len(found) else []


def trajectory(clause: Clause) -> Rule | None:
    """At least 20% by 2026, 60% by 2030."""
    pairs, draft = pairs_in(clause), clause.draft
    if not pairs:
        return None
    clause.taken |= {one for pair in pairs for one in pair}
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


def _points(draft: Draft, pairs: Sequence[tuple[Item, Item]]) -> tuple[Point, ...] | None:
    found = []
    for value, day in pairs:
        period: Period | None = stated_period(draft, day.when, day.text)
        if period is None:
            return None
        found.append(Point(period=period, value=value.amount.value))
    kinds = {one.period.kind for one in found}
    ordered = len(kinds) == 1 and all(a.period < b.period for a, b in pairwise(found))
    if not ordered:
        draft.unread(pairs[0][1])
        return None
    return tuple(found)
