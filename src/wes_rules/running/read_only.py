"""A ledger that reads but writes nothing, for dry runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import attrs

from wes_rules.plugins.store import Ledger, Store

# What each method that would write returns where nothing is written.
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
