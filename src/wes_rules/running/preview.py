"""A preview of a plan's first run: what it would send, and what it would hold back and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import attrs

from wes_rules.alerts.alert import alerts_for
from wes_rules.alerts.condition import truths_of
from wes_rules.alerts.fold import State
from wes_rules.alerts.message import Message
from wes_rules.alerts.records import AlertState
from wes_rules.judging.judgement import Judgement
from wes_rules.quoting import visible
from wes_rules.rules.plan import Plan
from wes_rules.running.opening import scratch_store
from wes_rules.running.replay import reconciled

_PENDING = State.PENDING.value


@attrs.frozen(kw_only=True)
class Preview:
    """
    What a run on an empty store would do.

    Args:
        messages: What it would tell, one message for each recipient, however many notifiers would carry it.
        untold: What is off track or overdue, or on its way to it, and would not be told: each with its reasons.
    """

    messages: tuple[Message, ...]
    untold: tuple[AlertState, ...]


def preview(plan: Plan, judgements: Iterable[Judgement], day: date) -> Preview:
    """Run a plan on a temporary empty store, so that the preview takes the same steps as a run."""
    known = list(judgements)
    truths = [truth for one in known for truth in truths_of(plan, one)]
    with scratch_store() as store:
        outcome = reconciled(store, plan, truths, day)
        with store.read() as session:
            states = session.alert_states(plan=plan.id)
    told = {news.alert for message in outcome.messages for news in message.news}
    bad = {one.key for one in alerts_for(plan, known)} | {
        one.alert for one in states if one.open or one.state == _PENDING
    }
    silent = bad - told
    return Preview(
        messages=tuple({one.recipient: one for one in outcome.messages}.values()),
        untold=tuple(one for one in states if one.alert in silent),
    )


def untold_lines(first: Preview) -> Iterator[str]:
    """Say why a first run would hold back each alert."""
    for one in first.untold:
        reasons = dict.fromkeys(reason for some in one.reasons.values() for reason in some)
        yield visible(f"- {one.title}: {'; '.join(reasons)}")
