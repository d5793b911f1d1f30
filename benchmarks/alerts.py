"""
How long a run's step from true to told takes, and how much memory, as the store grows.

Each line: a store with so many alerts, all open and told; a run in which 1,000 of them change; then sending, and listing.
Run it with `python3 dev.py bench-alerts`.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import attrs

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.fold import State
from wes_rules.alerts.message import Message
from wes_rules.plugins.api import Receipt
from wes_rules.rules.plan import Plan
from wes_rules.running.clock import TimeOfRun
from wes_rules.running.delivering.delivery import Deliverer
from wes_rules.running.delivering.outlets import Outlet
from wes_rules.running.telling.reconciling import Outcome, reconcile
from wes_rules.running.telling.routing import Routing
from wes_rules.stores.sqlite import init_store, open_store
from wes_rules.stores.sqlite_session import SqliteStore

BOARDS, CHANGED = 49, 1000
PLAN = Plan(id="bench", title="Benchmark", area="937", measures=())


@attrs.frozen
class Sink:
    """Takes everything."""

    def send(self, message: Message, *, attempt: int, timeout: float) -> Receipt:
        """Take a message."""
        return Receipt()


@contextmanager
def timed(times: dict[str, float], name: str) -> Iterator[None]:
    """Time what is done inside."""
    begun = time.perf_counter()
    yield
    times[name] = time.perf_counter() - begun


def current(number: int, year: int) -> CurrentAlert:
    """Return an alert that has been off track since 2020."""
    return CurrentAlert(
        alert=f"bench/m{number}/937/off_track",
        kind=AlertKind.OFF_TRACK,
        state=State.OPEN,
        title=f"Measure {number}",
        measure=f"m{number}",
        area="937",
        owner=f"Board {number % BOARDS}",
        opened="2020",
        period=str(year),
        order=year,
        ends=date(year + 1, 1, 1),
        breaches=tuple(str(one) for one in range(2020, year + 1)),
        severity="off_track",
        line=f"{number % 90}.0% in {year}, against at least 90.0%.",
    )


def told(store: SqliteStore, current_alerts: list[CurrentAlert], day: date) -> Outcome:
    """Do the step of one run."""
    with store.write() as session:
        now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        return reconcile(session, Routing(PLAN, ("sink",)), current_alerts, TimeOfRun(day=day, now=now, wall=now))


def sent(store: SqliteStore) -> int:
    """Send what is queued."""
    outlets = {"sink": Outlet(name="sink", notifier=Sink())}
    clock = datetime(2030, 1, 1, tzinfo=UTC)
    deliverer = Deliverer(store=store, plan="bench", outlets=outlets, clock=lambda: clock, draw=lambda: 1.0, owner="me")
    return len(list(deliverer.run()))


def measured(size: int) -> str:
    """Return the line of one size."""
    times: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "alerts.db"
        init_store(path)
        with closing(open_store(path)) as store:
            current_alerts = [current(number, 2024) for number in range(size)]
            with timed(times, "first"):
                told(store, current_alerts, date(2025, 7, 1))
            sent(store)
            with timed(times, "again"):
                told(store, current_alerts, date(2025, 7, 2))
            step = size // CHANGED
            changed = [current(n, 2025) if n % step == 0 else one for n, one in enumerate(current_alerts)]
            with timed(times, "run"):
                outcome = told(store, changed, date(2026, 7, 1))
            with timed(times, "send"):
                messages = sent(store)
            with timed(times, "list"), store.read() as session:
                session.alert_states(open_only=True)
        with timed(times, "open"), closing(open_store(path)):
            pass
        megabytes = path.stat().st_size / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{size:>8,} {times['first']:>8.2f} {times['again']:>8.2f} {times['run']:>8.2f} {outcome.decided:>8,}"
        f" {messages:>8} {times['send']:>8.2f} {times['list']:>8.2f} {times['open']:>8.2f} {megabytes:>8.1f} {peak:>8.0f}"
    )


def main() -> None:
    """Measure the sizes asked for."""
    print("seconds for: the first run, the same again, 1,000 changed; alerts looked at; messages, sending; list, open")
    print(f"{'alerts':>8} {'first':>8} {'again':>8} {'changed':>8} {'decided':>8} {'messages':>8}", end="")
    print(f" {'send':>8} {'list':>8} {'open':>8} {'MB':>8} {'peak MB':>8}")
    for size in [int(text) for text in sys.argv[1:]] or [1_000, 10_000, 100_000]:
        print(measured(size), flush=True)


if __name__ == "__main__":
    main()
