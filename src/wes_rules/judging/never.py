"""Of what no figure has ever come, said exactly."""

from __future__ import annotations

from wes_rules.judging.status import Status
from wes_rules.judging.verdict import Verdict
from wes_rules.values.reason import Reason

_NEVER = "No figure has ever come"
_WORKED_OUT = "for some of what it is worked out from"
_ELSEWHERE = "for this area or group; for others some have"


def never_came(whole: Verdict) -> str:
    """Say of what there has never been a figure, of a verdict that is undecided for want of one; empty where there was one of all."""
    lacks = whole.status is Status.UNDECIDED and any(Reason.NO_FIGURES in leaf.reasons for leaf in whole.leaves)
    return (partly_came(whole) or f"{_NEVER}.") if lacks else ""


def partly_came(whole: Verdict) -> str:
    """Say of what there has never been a figure, of a verdict that lacks some; empty where there was none of anything."""
    lacking = [leaf for leaf in whole.leaves if Reason.NO_FIGURES in leaf.reasons]
    if not lacking:
        return ""
    if others := len(whole.leaves) - len(lacking):
        which = "one of its parts" if len(lacking) == 1 else f"{len(lacking)} of its {len(lacking) + others} parts"
        return f"{_NEVER} for {which}."
    said = {of_what(leaf) for leaf in lacking} - {""}
    return f"{_NEVER} {_WORKED_OUT if _WORKED_OUT in said else said.pop()}." if said else ""


def of_what(leaf: Verdict) -> str:
    """Say of what there has never been a figure, where there was one of something else; empty where there was none."""
    if any(_on_file(leaf, key) for key in _series(leaf)):
        return _WORKED_OUT
    others = leaf.history.series_of(leaf.measure.number.indicator)
    return _ELSEWHERE if any(_on_file(leaf, key) for key in others) else ""


def _series(leaf: Verdict) -> tuple[tuple[str, str, str], ...]:
    return leaf.measure.number.series(leaf.area)


def _on_file(leaf: Verdict, key: tuple[str, str, str]) -> bool:
    """Whether a series had any figure by the day of a verdict."""
    return any(True for _ in leaf.history.periods_held(key, leaf.measure.calendar, leaf.as_of))
