"""What an error of PostgreSQL means for a store, without what it may hold in secret."""

from __future__ import annotations

import psycopg

from wes_rules.errors import Problem, StoreBusy, StoreCorrupt, StoreError, StoreFull, StoreReadOnly
from wes_rules_postgres.place import Place

_NOTHING_KEPT = "nothing of this step was kept; run it again"


def explained(error: psycopg.Error, place: Place, *, lost: bool) -> StoreError:
    """
    Return what an error means.

    Args:
        error: What psycopg raised.
        place: Where the store is.
        lost: Whether there was a connection that is no more.
    """
    said, where = _said(error, place), place.address
    if lost:
        return StoreError(Problem(f"the connection to the database was lost: {said}", _NOTHING_KEPT, where))
    match error.sqlstate or "":
        case "":
            remedy = "check that it runs, and the address; libpq takes what is missing from PGHOST, PGUSER and the like"
            return StoreError(Problem(f"the database cannot be reached: {said}", remedy, where))
        case "55P03" | "40001" | "40P01":
            return StoreBusy(Problem("another run is writing to the store", "wait for it to end", where))
        case "53100":
            return StoreFull(Problem(f"there is no room for the store: {said}", "free some space", where))
        # The last is what a server that follows another one says to a transaction that may write.
        case "25006" | "42501" | "0A000":
            remedy = "give the account the right to use the schema and all of its tables, on the primary server"
            return StoreReadOnly(Problem(f"the store may not be used so: {said}", remedy, where))
        case "42P01" | "42703" | "XX001" | "XX002":
            return StoreCorrupt(Problem(f"the store is damaged: {said}", "restore a backup", where))
        case "28P01" | "28000":
            remedy = "set PGPASSWORD, use ~/.pgpass, or name a variable: ?password_env=ALERTS_PASSWORD"
            return StoreError(Problem(f"the database does not let this account in: {said}", remedy, where))
        case "3D000":
            return StoreError(Problem(f"there is no such database: {said}", "create it with createdb", where))
        case _:
            return StoreError(Problem(f"PostgreSQL: {said}", _NOTHING_KEPT, where))


def _said(error: psycopg.Error, place: Place) -> str:
    """Return what PostgreSQL said, in one line; its details may repeat what is kept."""
    text = error.diag.message_primary or str(error) or type(error).__name__
    line = " ".join(text.split())
    secret = place.parameters.get("password")
    return line.replace(secret, "***") if secret else line
