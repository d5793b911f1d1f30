"""One of several senders competing for the same messages; as a process: KIND ADDRESS FOLDER OWNER."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from wes_rules.alerts.records import Delivery
from wes_rules.plugins.api import Context
from wes_rules.plugins.manager import load_plugins
from wes_rules.plugins.store import Store
from wes_rules.testing.stores.place import HOUR, NOON


def claim_all(store: Store, owner: str, seqs: Iterable[int]) -> list[int]:
    """Try to claim each message, settle those claimed, and return their positions."""
    got = []
    for seq in seqs:
        with store.write() as session:
            row = session.claim(seq, owner, NOON + HOUR, NOON)
        if row is not None:
            got.append(seq)
            with store.write() as session:
                session.settle(seq, owner, Delivery.DELIVERED, NOON)
    return got


def main(kind: str, address: str, folder: str, owner: str) -> None:
    """Open the store, wait for the places of messages, and print those that were got."""
    context = Context(as_of=NOON.date(), base=Path(folder), output=io.StringIO(), environ=os.environ)
    with closing(load_plugins([kind]).store(kind).open(address, context)) as store:
        print("ready", flush=True)  # noqa: T201 - what the other side waits for
        got = claim_all(store, owner, map(int, sys.stdin.readline().split()))
    print(*got)  # noqa: T201 - the answer


if __name__ == "__main__":
    main(*sys.argv[1:])
