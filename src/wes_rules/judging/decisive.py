"""Which part of a promise made of parts decides it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from operator import or_
from typing import Any

import attrs

from wes_rules.judging.status import CHAIN, PLACES, Status
from wes_rules.rules.cells import Condition, Ticks
from wes_rules.rules.measure import Rule

_OFF, _AT_RISK = CHAIN.index(Status.OFF_TRACK), CHAIN.index(Status.AT_RISK)


@attrs.frozen
class Answered:
    """The answer of a whole or of a part, as places in the chain and whether it is due: of one area, or in arrays of many."""

    status: Ticks
    due: Condition
    highest: Ticks
    course: Ticks


def deciding(whole: Answered, parts: Sequence[Answered]) -> tuple[list[Condition], list[Condition]]:
    """
    Return which parts make a whole what it is, and which of those one decides it.

    It is decided by what can put it where it is asked to be: a part that is at risk at best decides only where no such part
    has the verdict of the whole, or is missed while the other lifts the whole to at risk.
    """
    alike = [(one.status == whole.status) & (one.due == whole.due) for one in parts]
    able = [one.highest >= whole.highest for one in parts]
    same = [one & can for one, can in zip(alike, able, strict=True)]
    short = [(whole.status == _AT_RISK) & (one.status == _OFF) & can for one, can in zip(parts, able, strict=True)]
    decides = _first(same, short, alike)
    # What is told of a whole that is not due is its course: that of the parts that make it so.
    leads = [one & (whole.due | (part.course == whole.course)) for one, part in zip(decides, parts, strict=True)]
    return [one | other for one, other in zip(alike, decides, strict=True)], _first(leads, decides)


def _first(*ways: list[Condition]) -> list[Condition]:
    """Return the first of several choices that any part is in."""
    chosen, found = ways[0], reduce(or_, ways[0], False)
    for way in ways[1:]:
        chosen = [one | (other & (found ^ True)) for one, other in zip(chosen, way, strict=True)]
        found = reduce(or_, way, found)
    return chosen


def deciding_of(whole: Any) -> tuple[list[Any], Any]:
    """Return the parts that make a verdict what it is, and the verdict on figures that decides it."""
    status, due, highest = whole.status, whole.due, whole.highest
    alike = [part for part in whole.parts if part.status is status and part.due is due]
    # Where no other part can come first, this is what `deciding` says; it takes a third of its time.
    if (due or len(alike) == 1) and alike and all(part.highest >= highest for part in alike):
        return alike, _decisive(whole, alike)
    chosen = deciding(_answered(whole), [_answered(one) for one in whole.parts])
    made_by, decide = ([part for part, is_one in zip(whole.parts, of, strict=True) if is_one] for of in chosen)
    return made_by, _decisive(whole, decide)


def _answered(one: Any) -> Answered:
    return Answered(PLACES[one.status], one.due, PLACES[one.highest], one.course)


def _decisive(whole: Any, decide: Sequence[Any]) -> Any:
    """
    Return the part that decides a whole, of those of which one does: the one with the worst margin, of any of several the best.

    Margins in different units are compared as shares of what is required; if that is unknown, the first part decides.
    """
    if len(decide) == 1:
        return decide[0].decisive
    decisive = [(one, one.margin) for one in (part.decisive for part in decide) if one is not None]
    known = [(one, margin) for one, margin in decisive if margin is not None]
    units = {(one.measure.unit, one.measure.rule.counted) for one, _ in known}
    by_size = [(margin, one) for one, margin in known]
    if len(units) > 1:
        by_size = [(margin / abs(one.required_value), one) for one, margin in known if one.required_value]
    if not by_size or len(by_size) < len(known):
        return decide[0].decisive if decide else None
    return picks(whole.measure.rule)(by_size, key=lambda one: one[0])[1]


def picks(rule: Rule) -> Callable[..., Any]:
    """Return the function that picks the deciding part: `max` for `any`, else `min`."""
    from wes_rules.rules.kinds.composites import Any as AnyOf

    return max if isinstance(rule, AnyOf) else min
