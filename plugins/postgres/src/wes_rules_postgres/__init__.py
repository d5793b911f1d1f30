"""
The store of alerts in PostgreSQL, for addresses like ``postgresql://host/database?schema=wes_rules``.

It is the library's own store in SQL; what is here is what PostgreSQL does in its own way.
"""

from __future__ import annotations

from collections.abc import Iterable

from wes_rules.plugins import hookimpl
from wes_rules.plugins.api import Context
from wes_rules.plugins.store import StoreType
from wes_rules_postgres.place import Place
from wes_rules_postgres.store import PostgresStore, discard_unused, init_store, open_store

__all__ = ["Place", "PostgresStore", "discard_unused", "init_store", "open_store", "wes_rules_stores"]


def _open(address: str, context: Context) -> PostgresStore:
    return open_store(Place.of(address, context.environ))


def _init(address: str, context: Context) -> None:
    init_store(Place.of(address, context.environ))


def _discard(address: str, context: Context) -> None:
    discard_unused(Place.of(address, context.environ))


def store_type(scheme: str) -> StoreType:
    """Return the kind of store for addresses of a scheme."""
    return StoreType(scheme, "A schema of a PostgreSQL database", open=_open, init=_init, discard=_discard)


@hookimpl
def wes_rules_stores() -> Iterable[StoreType]:
    """Return the PostgreSQL store."""
    return [store_type("postgresql")]
