"""
A run's step from alert states to queued messages, in a single transaction.

Each step is a function from values to values, in a file of its own; only the last one writes:

1. `facts`: gather what holds for all alerts: what is true, the silences, the acknowledgements, and what became of
   alerts that the plan no longer watches.
2. `inhibiting`: work out whose open alerts hide those of others.
3. `signatures`: see which alerts have changed since the run before, or whose time has come. Only those go on.
4. `correspondence`: read what each recipient of these alerts was told, and what is on its way to it.
5. `decisions`: decide for each alert and recipient: news, or the reasons why there is none.
6. `outbox`: make the messages, and see which unsent ones they take the place of; `states`: describe the alerts as the
   run leaves them.
7. `_write`: put all of it into the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import attrs

from wes_rules.alerts import wire
from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.deciding import Decision
from wes_rules.alerts.message import Message
from wes_rules.alerts.records import Entry
from wes_rules.plugins.store import Ledger
from wes_rules.running.clock import TimeOfRun
from wes_rules.running.telling.correspondence import Correspondence, correspondence_of_changed
from wes_rules.running.telling.decisions import decisions_on
from wes_rules.running.telling.facts import Facts, gather
from wes_rules.running.telling.inhibiting import with_inhibiting
from wes_rules.running.telling.outbox import Outgoing, outgoing
from wes_rules.running.telling.routing import Routing
from wes_rules.running.telling.states import has_changed, signature_of, state_of

_RUN = "run"


@attrs.frozen(kw_only=True)
class Outcome:
    """
    The outcome of one run's decisions.

    Args:
        messages: The messages put in the outbox.
        superseded: How many unsent messages were taken out of it.
        decided: How many alerts needed a decision.
        out_of_reach: Recipients who know of alerts but can no longer be reached, each with the reason.
        current_alerts: Every alert that was judged or is no longer watched, by key.
    """

    messages: tuple[Message, ...]
    superseded: int
    decided: int
    out_of_reach: frozenset[str] = frozenset()
    current_alerts: Mapping[str, CurrentAlert] = attrs.field(factory=dict, repr=False)

    @property
    def warnings(self) -> list[str]:
        """Say which recipients know of an alert and can no longer be reached."""
        untold = "somebody who was told of an alert cannot be told what has become of it"
        return [f"{untold}: {one}" for one in sorted(self.out_of_reach)]


def reconcile(
    session: Ledger,
    routing: Routing,
    current_alerts: Iterable[CurrentAlert],
    time: TimeOfRun,
    left_alone: frozenset[str] = frozenset(),
) -> Outcome:
    """Queue, inside one transaction, the difference between alert states and what recipients know."""
    facts = gather(session, routing, current_alerts, time, left_alone)
    facts = with_inhibiting(session, facts)
    signatures = {alert: signature_of(facts, current) for alert, current in facts.current_alerts.items()}
    changed = {alert for alert in facts.current_alerts if has_changed(facts, alert, signatures[alert])}
    facts, known = correspondence_of_changed(session, facts, changed)
    alerts_now = facts.current_alerts
    decided = {alert: decisions_on(facts, alerts_now[alert], known[alert]) for alert in sorted(known)}
    states = [state_of(facts, alerts_now[one], signatures[one], known[one], decided[one]) for one in decided]
    sent = outgoing(session, facts, decided, known)
    _keep_what_was_found(session, facts, known)
    superseded = _put_in_outbox(session, sent, time.wall)
    session.put_alert_states(states)
    return Outcome(
        messages=tuple(message for one in sent for message, _ in one.messages),
        superseded=superseded,
        decided=len(states),
        out_of_reach=frozenset(_out_of_reach(decided.values())),
        current_alerts=alerts_now,
    )


def _out_of_reach(decided: Iterable[Iterable[Decision]]) -> Iterator[str]:
    for one in (each for some in decided for each in some):
        if one.out_of_reach:
            yield f"{one.route}: {'; '.join(one.reasons)}"


def _keep_what_was_found(session: Ledger, facts: Facts, known: Mapping[str, Correspondence]) -> None:
    """Record which acknowledgements have ended, and what was told in the words of the present plan."""
    for alert, one in facts.cleared.items():
        session.put_acknowledgement(one)
        entry = Entry(at=facts.now, actor=_RUN, action="unacknowledged", subject=alert, detail=one.cleared_why)
        session.log(entry)
    for correspondence in known.values():
        for mark, told in correspondence.reread.items():
            session.set_mark(mark, wire.dump(told))


def _put_in_outbox(session: Ledger, sent: Iterable[Outgoing], queued_at: datetime) -> int:
    """Queue messages and supersede unsent ones; return how many were superseded."""
    superseded = 0
    for one in sent:
        superseded += sum(session.supersede(seq, queued_at) for seq in one.superseded)
        for message, told in one.messages:
            session.enqueue(message, told, queued_at)
    return superseded
