"""How long an alert has been open: since when, and in how many periods."""

from __future__ import annotations

from collections.abc import Iterator

from wes_rules.alerts.certain_miss import counts_early
from wes_rules.alerts.truth import Truth
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.status import Status
from wes_rules.rules.words import listed

# So many are more than both.
_SEVERAL = 3


def how_long(truth: Truth) -> Iterator[str]:
    """Say since when it has been off track, and in how many periods unless a row that was left out may count."""
    if truth.hanging and {one.breaches for one in truth.could_be} != {truth.breaches}:
        periods = listed([one for one in truth.judged if one in truth.hanging])
        yield f"For how many periods is not known: rows for {periods} were left out."
    elif len(breaches := _due_ones(truth)) > 1:
        whole = " as a whole" if any(len(one.leaves) > 1 for one in truth.judged.values()) else ""
        yield f"{_counted(truth, breaches)}{whole}{_in_how_many(truth, breaches)} {breaches[0]}."


def _due_ones(truth: Truth) -> list[str]:
    """List the counted periods in which it was due."""
    return [one for one in truth.breaches if one not in truth.judged or not counts_early(truth.judged[one])]


def _in_how_many(truth: Truth, breaches: list[str]) -> str:
    """Say in how many of its periods, and since when; no number where one figure decides all, or parts of several rhythms do."""
    known = list(truth.judged)
    first = known.index(breaches[0]) if breaches[0] in truth.judged else 0
    span = [truth.judged[one] for one in known[first:]]
    # What is not due after a miss was kept as far as it was due.
    decided = [one for one in span if not one.due or one.status is not Status.UNDECIDED]
    count = len(breaches)
    with_verdict = " with a verdict" if len(decided) < len(span) else ""
    # Parts may be of several rhythms.
    called = {"period" if one.parts else one.measure.calendar.called for one in span}
    periods = f"{called.pop() if len(called) == 1 else 'period'}s{with_verdict}"
    if count < len(decided):
        # A row says since when it has been off track without a break.
        return f" in {count} of the last {len(decided)} {periods}, first in"
    if not decided or any(one.parts or one.decided_in is not None for one in decided):
        return " since"
    which = "both" if count < _SEVERAL else f"all {count}"
    return f" in {which} {periods} since"


def _counted(truth: Truth, breaches: list[str]) -> str:
    """Say what its periods count as: at risk too, if the policy says so."""
    found: list[Judgement] = [truth.judged[one] for one in breaches if one in truth.judged]
    kinds = {one.status for one in found}
    if kinds == {Status.AT_RISK}:
        return "At risk"
    return "Off track or at risk" if Status.AT_RISK in kinds else "Off track"
