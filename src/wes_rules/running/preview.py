"""What a first run of a plan would tell, and what it would not, with the reason."""

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
    What a run of a plan on an empty store would do.

    Args:
        messages: What it would tell, one message for each recipient, however many notifiers would carry it.
        untold: What is off track or overdue, or on its way to it, and would not be told: each with its reasons.
    """

    messages: tuple[Message, ...]
    untold: tuple[AlertState, ...]


def preview(plan: Plan, judgements: Iterable[Judgement], day: date) -> Preview:
    """Run a plan on an empty store that is gone afterwards: so what is shown is what would be told, by the same steps."""
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
    """Say of each alert that a first run would not tell why it would not."""
    for one in first.untold:
        reasons = dict.fromkeys(reason for some in one.reasons.values() for reason in some)
        yield visible(f"- {one.title}: {'; '.join(reasons)}")
