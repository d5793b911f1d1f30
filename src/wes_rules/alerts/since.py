"""Since when an alert is open, in how many periods, and what came since the last verdict there was."""

from __future__ import annotations

from collections.abc import Iterator

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.certain_miss import counts_early
from wes_rules.alerts.message import Change
from wes_rules.alerts.truth import Truth
from wes_rules.counting import opened
from wes_rules.judging.ended import reason_said
from wes_rules.judging.explain import one_line
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.status import Status
from wes_rules.rules.words import listed

# So many are more than both.
_SEVERAL = 3


def is_last_known(truth: Truth, change: Change) -> bool:
    """Whether news is about an earlier period's verdict because the latest has none."""
    latest = truth.latest
    if truth.kind is not AlertKind.OFF_TRACK or latest is None or not (truth.open or change is Change.RECOVERED):
        return False
    return latest.status is Status.UNDECIDED and (latest.due or str(latest.period) != truth.period)


def since_then(truth: Truth, change: Change, line: str) -> Iterator[str]:
    """Say what came since the last verdict, and what will decide."""
    latest = truth.latest
    if latest is None or not is_last_known(truth, change):
        return
    if not latest.due:
        yield f"Since then not due: {one_line(latest)}"
        return
    row = latest.row
    since = row.last.since_then if row.last is not None else ""
    if since and row.newest not in line:
        yield f"Since then {since}."
    if row.waits_words and not row.has_come:
        yield f"The figure for {latest.period} decides ({row.waits_words})."
    elif row.not_known:
        why = [reason_said(latest, latest.reasons[0])] if latest.reasons else []
        yield " ".join((f"{opened(row.not_known)}.", *why))


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
