"""The same store for addresses that begin with `postgres:`, as PostgreSQL itself reads them, too."""

from __future__ import annotations

from collections.abc import Iterable

from wes_rules.plugins import hookimpl
from wes_rules.plugins.store import StoreType
from wes_rules_postgres import store_type


@hookimpl
def wes_rules_stores() -> Iterable[StoreType]:
    """Return the PostgreSQL store under its short name."""
    return [store_type("postgres")]
