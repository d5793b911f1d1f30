"""The facts for one run's decisions, gathered from the store once and never changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day

import attrs

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.deciding import cleared
from wes_rules.alerts.handling import Acknowledgement, Silence
from wes_rules.plugins.store import Ledger
from wes_rules.rules.plan import Plan
from wes_rules.running.clock import TimeOfRun, last_moment
from wes_rules.running.telling.routing import Routing

# Begins the signature of an alert that the plan no longer watches.
ENDED = "ended "


@attrs.frozen(kw_only=True)
class Facts:
    """
    The facts for all alerts of a plan in one run.

    Args:
        time: The day and the moment of the run.
        run_before: The moment of the previous run; of this one if there was none. After a run on a day off, which tells
            nobody, the start of the last working day.
        current_alerts: Every alert that is judged or no longer watched, by key.
        signatures: Each alert's signature, due moment and whether it was open, as the previous run left them.
        acknowledged: The acknowledgements in force, by the key of the alert.
        cleared: The acknowledgements that end with this run, by the key of the alert, each with the reason.
        inhibiting: The measures whose open alerts inhibit others.
    """

    routing: Routing
    time: TimeOfRun
    run_before: datetime
    current_alerts: Mapping[str, CurrentAlert]
    signatures: Mapping[str, tuple[str, str, bool]]
    silences: tuple[Silence, ...]
    acknowledged: Mapping[str, Acknowledgement]
    cleared: Mapping[str, Acknowledgement]
    inhibiting: frozenset[str] = frozenset()

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.routing.plan

    @property
    def day(self) -> date:
        """The judged day."""
        return self.time.day

    @property
    def now(self) -> datetime:
        """The moment at which silences and escalations are evaluated."""
        return self.time.now

    def silences_of(self, current: CurrentAlert) -> list[Silence]:
        """List the silences that match an alert, in force or not."""
        return [one for one in self.silences if one.matches(self.plan.id, current)]

    def seen(self, alert: str) -> Acknowledgement | None:
        """Return the acknowledgement of an alert, even if it ends with this run."""
        return self.acknowledged.get(alert) or self.cleared.get(alert)

    def seen_at(self, alert: str) -> datetime | None:
        """Return when somebody acknowledged an alert, even if that ends with this run."""
        one = self.seen(alert)
        return None if one is None else one.at

    def parent_of(self, measure: str) -> str:
        """Name a measure whose open alert inhibits another's; empty if none does."""
        return next((one for one in self.plan.alerting.parents(measure) if one in self.inhibiting), "")

    def inhibitor_of(self, current: CurrentAlert) -> str:
        """Name a measure whose open alert inhibits this alert; empty if none does."""
        return self.parent_of(current.measure) if current.kind is AlertKind.OFF_TRACK else ""

    def without(self, alerts: Collection[str]) -> Facts:
        """Return the facts without some alerts, as if they could not be judged."""
        return attrs.evolve(
            self, current_alerts={alert: one for alert, one in self.current_alerts.items() if alert not in alerts}
        )


def gather(
    session: Ledger,
    routing: Routing,
    current_alerts: Iterable[CurrentAlert],
    time: TimeOfRun,
    left_alone: frozenset[str],
) -> Facts:
    """Gather the facts of a run from the store, except which alerts inhibit others."""
    plan = routing.plan.id
    signatures = session.signatures(plan)
    judged = {one.alert: one for one in current_alerts}
    watched = judged | _ended(session, routing, judged, signatures, left_alone)
    silences = session.silences()
    standing = {one.alert: one for one in session.acknowledgements()}
    over = dict(_cleared(standing, watched, routing, time.now))
    return Facts(
        routing=routing,
        time=time,
        run_before=_when_told(routing.plan, last_moment(session, f"clock/{plan}") or time.now),
        current_alerts=watched,
        signatures=signatures,
        silences=tuple(silences),
        acknowledged={alert: one for alert, one in standing.items() if alert not in over},
        cleared=over,
    )


def _when_told(plan: Plan, run_before: datetime) -> datetime:
    day = run_before.date()
    while plan.alerting.quiet_until(day) is not None:
        day -= timedelta(days=1)
    return run_before if day == run_before.date() else datetime.combine(day, time_of_day(), UTC)


def _ended(
    session: Ledger,
    routing: Routing,
    judged: Mapping[str, CurrentAlert],
    signatures: Mapping[str, tuple[str, str, bool]],
    left_alone: frozenset[str],
) -> dict[str, CurrentAlert]:
    """Return the alerts that recipients may know of and the plan no longer watches."""
    gone = [
        alert
        for alert, (signature, due, _) in signatures.items()
        if alert not in judged and (due or not signature.startswith(ENDED))
    ]
    return {
        one.alert: _as_ended(one.as_ended(), routing)
        for one in session.alert_states(alerts=gone)
        if one.measure not in left_alone
    }


def _as_ended(current: CurrentAlert, routing: Routing) -> CurrentAlert:
    measure = routing.measure(current)
    line = f'The plan no longer has a measure "{current.measure}" for {current.area_name or current.area}.'
    if not current.kind.of_measure or (measure is not None and measure.area == current.area):
        line = "The plan no longer watches it."
    return attrs.evolve(current, line=line, quiet_because="the plan no longer watches it")


def _cleared(
    standing: Mapping[str, Acknowledgement], current_alerts: Mapping[str, CurrentAlert], routing: Routing, now: datetime
) -> Iterable[tuple[str, Acknowledgement]]:
    for alert, one in standing.items():
        why = (
            cleared(one, current_alerts[alert], routing.policy(current_alerts[alert]), now)
            if alert in current_alerts
            else ""
        )
        if why:
            yield alert, attrs.evolve(one, cleared_at=now, cleared_why=why)
