"""Where a store is, how to get there, and what an error of PostgreSQL means for it: no secret is in an address or an error."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import attrs
import psycopg
from psycopg.conninfo import conninfo_to_dict

from wes_rules.errors import Problem, StoreBusy, StoreCorrupt, StoreError, StoreFull, StoreReadOnly

_NOTHING_KEPT = "nothing of this step was kept; run it again"


def explained(error: psycopg.Error, place: Place, *, lost: bool) -> StoreError:
    """Return what an error of psycopg means, with or without a connection that was lost."""
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


_EXAMPLE = "write it like postgresql://user@host:5432/database?schema=wes_rules"
_OURS = ("schema", "wait", "password_env")
_SECRETS = ("password", "sslpassword")
# A longer name is cut by PostgreSQL, and two of them may then be the same.
_LONGEST_NAME = 63


@attrs.frozen
class Place:
    """
    One schema of one database.

    Args:
        address: The address as it was given; no password is part of it.
        schema: The schema.
        wait: Seconds to wait while another run writes.
        parameters: What libpq needs in order to connect; a password may be among it.
    """

    address: str
    schema: str
    wait: float
    parameters: Mapping[str, Any] = attrs.field(repr=False)

    @classmethod
    def of(cls, address: str, environ: Mapping[str, str]) -> Place:
        """Read an address: a URL as libpq reads it, which may also have `schema`, `wait` and `password_env`, but no password."""
        _, mark, rest = address.partition("://")
        url, _, query = rest.partition("?")
        pairs = [pair.partition("=") for pair in query.split("&") if pair]
        ours = {name: unquote(value) for name, _, value in pairs if name in _OURS}
        others = "&".join("".join(pair) for pair in pairs if pair[0] not in _OURS)
        if not mark:
            raise StoreError(Problem("the address of the store cannot be read", _EXAMPLE))
        parameters = _parameters(f"postgresql://{url}?{others}")
        if "password_env" in ours:
            parameters["password"] = _secret(ours["password_env"], environ)
        return cls(address, _schema(ours.get("schema", "wes_rules")), _wait(ours.get("wait", "30")), parameters)

    @property
    def lock(self) -> tuple[int, int]:
        """The two numbers of the lock that writers take: one is this library's, the other the schema's."""
        return 0x57455352, zlib.crc32(self.schema.encode()) - 2**31

    def connect(self) -> psycopg.Connection[Any]:
        """Connect; transactions are begun by name."""
        # Nothing is prepared: a pooler may hand each transaction to another server process.
        return psycopg.connect(**self.parameters, autocommit=True, prepare_threshold=None)


def _parameters(url: str) -> dict[str, Any]:
    try:
        found = conninfo_to_dict(url)
    except psycopg.Error:
        # What libpq says repeats parts of the address, and with a slip in it any part may be the password.
        raise StoreError(Problem("the address of the store cannot be read", _EXAMPLE)) from None
    if any(name in found for name in _SECRETS):
        remedy = "take it out, and set PGPASSWORD, use ~/.pgpass, or name a variable: ?password_env=ALERTS_PASSWORD"
        raise StoreError(Problem("the address of the store has a password in it, where others can read it", remedy))
    return {"connect_timeout": 10, "fallback_application_name": "wes-rules", **found, "client_encoding": "utf8"}


def _secret(name: str, environ: Mapping[str, str]) -> str:
    if not environ.get(name):
        raise StoreError(Problem(f'the environment variable "{name}" is not set', "set it to the store's password"))
    return environ[name]


def _schema(name: str) -> str:
    if not name.strip() or "\0" in name or len(name.encode()) > _LONGEST_NAME:
        what = f'"{name}" is no name for a schema'
        raise StoreError(Problem(what, f"give one of at most {_LONGEST_NAME} letters, such as ?schema=wes_rules"))
    return name


def _wait(seconds: str) -> float:
    try:
        wait = float(seconds)
    except ValueError:
        wait = -1.0
    if not 0 <= wait <= 24 * 3600:
        raise StoreError(Problem(f'"{seconds}" is no time to wait', "give seconds, such as ?wait=30"))
    return wait
