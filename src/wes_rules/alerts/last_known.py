"""News of a measure without a verdict, as it was last known."""

from __future__ import annotations

from collections.abc import Iterator

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.message import Change
from wes_rules.alerts.truth import Truth
from wes_rules.counting import opened
from wes_rules.judging.ended import reason_said
from wes_rules.judging.explain import one_line
from wes_rules.judging.status import Status


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
