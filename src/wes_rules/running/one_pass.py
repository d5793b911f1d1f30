"""One pass of a run. A dry run stores nothing; a pass that another run overtakes starts again, with newer figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, cast

import attrs

from wes_rules.alerts.condition import current_alerts_of
from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.message import Message
from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.plugins.store import Ledger, Store
from wes_rules.rules.plan import Plan
from wes_rules.running.clock import TimeOfRun
from wes_rules.running.delivering.outcomes import Attempted
from wes_rules.running.reading.all_sources import Reading
from wes_rules.running.reading.unmatched import Unmatched, need_areas, unmatched
from wes_rules.running.telling.reconciling import Outcome

# What each writing method returns when nothing is written.
_KEEPS_NOTHING: dict[str, object] = {
    "set_mark": None,
    "put_alert_states": None,
    "enqueue": 0,
    "supersede": True,
    "put_acknowledgement": None,
    "log": None,
}


@attrs.frozen
class ReadOnlyLedger:
    """Reads from a real ledger and writes nothing."""

    session: Ledger

    def __getattr__(self, name: str) -> Any:
        if name in _KEEPS_NOTHING:
            return lambda *_: _KEEPS_NOTHING[name]
        return getattr(self.session, name)


@contextmanager
def ledger_of(store: Store, *, dry_run: bool) -> Iterator[Ledger]:
    """Begin the transaction of a run; a dry run's writes nothing."""
    if dry_run:
        with store.read() as session:
            yield cast(Ledger, ReadOnlyLedger(session))
    else:
        with store.write() as session:
            yield session


@attrs.frozen(kw_only=True)
class Judged:
    """The figures of the sources, a judgement for each measure that could be judged, and the state of each of their alerts."""

    reading: Reading
    unmatched: Unmatched
    judgements: tuple[Judgement, ...]
    current_alerts: tuple[CurrentAlert, ...]


@attrs.frozen(kw_only=True)
class Pass:
    """A pass that no other run interrupted: what was judged, what updating the store brought, and whose alerts were left alone."""

    time: TimeOfRun
    judged: Judged
    outcome: Outcome
    left_alone: frozenset[str]
    warnings: tuple[str, ...]


@attrs.define
class Done:
    """What a run has done so far: its latest pass that queued messages, all messages, and the outcome of each attempt."""

    latest: Pass | None = None
    messages: list[Message] = attrs.field(factory=list)
    attempts: list[Attempted] = attrs.field(factory=list)

    def take(self, told: Pass) -> None:
        """Continue after a pass that queued messages."""
        self.latest = told
        self.messages += told.outcome.messages

    def not_before(self, moment: datetime) -> datetime:
        """Return a moment, but never one before the latest pass."""
        return moment if self.latest is None else max(moment, self.latest.time.wall)


def judged(plan: Plan, reading: Reading, day: date, progress: Callable[[str], None]) -> Judged:
    """Judge every measure that the available figures allow."""
    found = Unmatched() if reading.failed else unmatched(plan, reading.figures)
    need_areas(plan, found)
    measures = [one for one in plan.measures if one.id not in reading.not_judged]
    judgements = []
    for number, measure in enumerate(measures, 1):
        progress(f"judging {number} of {len(measures)}")
        judgements.append(judge(measure, reading.history, as_of=day))
    current_alerts = tuple(current for one in judgements for current in current_alerts_of(plan, one))
    return Judged(reading=reading, unmatched=found, judgements=tuple(judgements), current_alerts=current_alerts)
