"""Alerts about the runs themselves: failing sources and given-up messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from wes_rules.alerts.alert import AlertKind, joined
from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.fold import State
from wes_rules.alerts.last_told import Route
from wes_rules.alerts.records import Delivery, Row
from wes_rules.counting import counted
from wes_rules.errors import SourceError
from wes_rules.plugins.store import Ledger, Session
from wes_rules.rules.plan import Plan

_WHAT_TO_DO = {
    AlertKind.SOURCE_FAILED: "What is judged from it stays as it was told; once that is mended, the next run reads it again.",
    AlertKind.UNDELIVERED: "Once that is mended, wes-rules alerts retry sends it again.",
}


def alerts_of_the_running(session: Ledger, plan: Plan, failed: Mapping[str, SourceError]) -> Iterator[CurrentAlert]:
    """Return the alert states of a plan's sources, of which some failed, notifiers and addresses, for the fallback."""
    for name in dict.fromkeys([*(one.id for one in plan.sources), *failed]):
        error = failed.get(name)
        line = _first_of(error) if error else ""
        yield _alert_of_runs(plan, AlertKind.SOURCE_FAILED, name, line, otherwise="It can be used again.")
    rows = unattended(session, plan.id)
    refused = [one for one in rows if session.mark(_refused_mark(one.seq))]
    others = [one for one in rows if one not in refused]
    # A notifier that has left the plan may have left messages behind.
    for name in dict.fromkeys([*(one.id for one in plan.notifiers), *(one.notifier for one in others)]):
        mine = [one for one in others if one.notifier == name]
        boards = ", ".join(sorted({one.recipient for one in mine}))
        line = f"{len(mine)} given up, for {boards}; the last: {mine[-1].error}" if mine else ""
        rest = _others([one for one in refused if one.notifier == name], "through it, whose address was refused,")
        otherwise = f"All that was given up through it is dealt with{rest}."
        order = mine[-1].seq if mine else 0
        yield _alert_of_runs(plan, AlertKind.UNDELIVERED, name, line, order, otherwise=otherwise)
    for route in sorted({one.route for one in refused} | _routes_refused_before(session, plan)):
        mine = [one for one in refused if one.route == route]
        line = f"{len(mine)} given up, as the address is refused: {mine[-1].error}" if mine else ""
        order = mine[-1].seq if mine else 0
        rest = _others([one for one in rows if one.recipient == route.recipient], f"to {route.recipient}")
        otherwise = f"All that was given up because this address was refused is dealt with{rest}."
        yield _alert_of_runs(
            plan, AlertKind.UNDELIVERED, route.notifier, line, order, recipient=route.recipient, otherwise=otherwise
        )


def _others(rows: list[Row], which: str) -> str:
    are = "is" if len(rows) == 1 else "are"
    return f"; {counted(len(rows), 'other message')} {which} {are} still given up" if rows else ""


def _routes_refused_before(session: Ledger, plan: Plan) -> set[Route]:
    """Return the recipients with an earlier alert about their address, so that its end is announced."""
    ending = f"/{AlertKind.UNDELIVERED.value}"
    keys = [one for one in session.signatures(plan.id) if one.endswith(ending)]
    return {Route(one.area, one.measure) for one in session.alert_states(alerts=keys) if one.area}


def note_refusal(session: Session, row: Row, *, address: bool) -> None:
    """Record whether a message was given up because of its recipient's address."""
    mark = _refused_mark(row.seq)
    if bool(session.mark(mark)) is not address:
        session.set_mark(mark, "address" if address else "")


def _refused_mark(seq: int) -> str:
    return f"address_refused/{seq}"


def waiting(session: Ledger, plan: str | None) -> tuple[list[Row], dict[int, Row]]:
    """List the unsent messages of a plan or all, and by its place the first message that holds each up."""
    rows = session.rows(plan=plan, statuses=[one for one in Delivery if not one.is_over])
    routes: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        routes.setdefault((row.plan, row.recipient, row.notifier), []).append(row)
    behind: dict[int, Row] = {}
    for route in routes.values():
        first: dict[str, Row] = {}
        for row in route if len(route) > 1 else ():
            alerts = session.alerts_in(row.seq)
            ahead = [first[alert] for alert in alerts if alert in first]
            if ahead:
                behind[row.seq] = min(ahead, key=lambda one: one.seq)
            first = {alert: behind.get(row.seq, row) for alert in alerts} | first
    return rows, behind


def held_up_by(row: Row, behind: Mapping[int, Row]) -> str:
    """Say how many messages a message holds up, and how to let them pass; empty if none."""
    count = sum(one.seq == row.seq for one in behind.values())
    if not count:
        return ""
    waits = "1 message waits" if count == 1 else f"{count} messages wait"
    return f"{waits} behind it: wes-rules alerts dismiss {row.key[:12]} would give it up"


def keys_behind(rows: Iterable[Row], behind: Mapping[int, Row]) -> dict[str, str]:
    """Return the keys of messages that wait, each with the key of the one it waits behind."""
    return {row.key: behind[row.seq].key for row in rows if row.seq in behind}


def unattended(session: Ledger, plan: str | None) -> list[Row]:
    """List the given-up messages of a plan or all that are not dismissed, and whose alerts the recipient has had no newer news of."""
    rows = session.rows(plan=plan, statuses=[Delivery.DEAD])
    alerts = {row.seq: session.alerts_in(row.seq) for row in rows}
    told = session.told({alert for some in alerts.values() for alert in some})

    def overtaken(row: Row) -> bool:
        route = row.route
        heard = [told.get(alert, {}).get(route) for alert in alerts[row.seq]]
        return bool(heard) and all(one is not None and one[0] > row.seq for one in heard)

    return [row for row in rows if not overtaken(row) and not session.mark(dismissed_mark(row))]


def still_holds(session: Ledger, row: Row) -> bool:
    """Whether anything in a message is still true, as of the last run."""
    alerts = session.alerts_in(row.seq)
    opened = {one.alert: one.open for one in session.alert_states(alerts=alerts)}
    says = {one.alert: one.told for one in session.members(alerts) if one.seq == row.seq}
    # News that neither opens nor closes an alert, such as an escalation, does not depend on its being open.
    return any(one.change.opens in (None, opened.get(alert, False)) for alert, one in says.items())


def dismissed_mark(row: Row) -> str:
    """Name the mark of a given-up message that somebody has dismissed."""
    return f"dismissed/{row.key}"


def renew(session: Session, row: Row, by: str) -> None:
    """
    Have the next run rewrite what still holds of a given-up message.

    This sends valid news that shared a message with outdated news. The message itself stays. If it did arrive, its
    recipient may read the rest twice.
    """
    session.set_mark(dismissed_mark(row), by)
    session.set_mark(renewed_mark(row.seq), by)
    states = session.alert_states(alerts=session.alerts_in(row.seq))
    session.put_alert_states([attrs.evolve(one, signature="") for one in states])


def renewed_mark(seq: int) -> str:
    """Name the mark of a message whose news is to be rewritten."""
    return f"renewed/{seq}"


def _alert_of_runs(
    plan: Plan, kind: AlertKind, name: str, line: str, order: int = 0, *, recipient: str = "", otherwise: str
) -> CurrentAlert:
    (owner,) = plan.recipients_of(None)
    return CurrentAlert(
        alert=joined(plan.id, name, recipient, kind.value),
        kind=kind,
        state=State.OPEN if line else State.QUIET,
        title=f"{recipient} via {name}" if recipient else name,
        measure=name,
        area=recipient,
        owner=owner,
        order=order,
        severity=kind.value if line else "",
        line=line or otherwise,
        notes=(_WHAT_TO_DO[kind],) if line else (),
    )


def _first_of(error: SourceError) -> str:
    first, *more = error.problems
    return f"{first}{f' (and {len(more)} more)' if more else ''}"
