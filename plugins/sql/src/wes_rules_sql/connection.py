"""Connections that only read, and errors of a database without the secrets in them."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import attrs
from sqlalchemy import URL, Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from wes_rules.errors import Problem, SourceError

# How many steps of SQLite's machine go by between two looks at the time.
_STEPS = 10_000


@attrs.frozen
class Database:
    """
    A database that is only read.

    Args:
        url: Where it is; with its password, so it is in no repr.
        name: What to call it in messages.
        base: The folder that relative paths start at.
        timeout: Seconds that connecting may take, and the query.
    """

    url: URL = attrs.field(repr=False)
    name: str
    base: Path
    timeout: int

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Open a connection that only reads, where the database has such a thing; what fails within it is a SourceError."""
        try:
            engine = self._engine()
            try:
                with engine.connect() as connection:
                    yield self._reading(connection)
            finally:
                engine.dispose()
        except NoSuchModuleError:
            what = "SQLAlchemy knows no such kind of database"
            raise SourceError(
                Problem(what, "start the URL like postgresql+psycopg:// or sqlite:///", self.name)
            ) from None
        except ModuleNotFoundError as error:
            remedy = "install it, or name another in the URL, such as postgresql+psycopg://"
            raise SourceError(Problem(f"its driver {error.name} is not installed", remedy, self.name)) from None
        except DBAPIError as error:
            raise SourceError(self._told(error.orig)) from None
        except SQLAlchemyError as error:
            raise SourceError(self._told(error)) from None

    def _engine(self) -> Engine:
        if self.url.get_backend_name() == "sqlite":
            return create_engine("sqlite://", creator=self._sqlite, poolclass=NullPool, hide_parameters=True)
        waits = {"connect_timeout": self.timeout} if self.url.get_backend_name() == "postgresql" else {}
        return create_engine(self.url, connect_args=waits, poolclass=NullPool, hide_parameters=True)

    def _sqlite(self) -> sqlite3.Connection:
        path = (self.base / str(self.url.database)).absolute()
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=self.timeout)
        connection.execute("PRAGMA query_only = ON")
        end = time.monotonic() + self.timeout
        connection.set_progress_handler(lambda: int(time.monotonic() > end), _STEPS)
        return connection

    def _reading(self, connection: Connection) -> Connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(postgresql_readonly=True)
            connection.execute(text(f"SET LOCAL statement_timeout = {self.timeout * 1000}"))
        return connection

    def _told(self, error: BaseException | None) -> Problem:
        """Say what a database said, in one line, without what the URL holds in secret."""
        said = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
        secrets = [self.url.render_as_string(hide_password=False), self.url.password or ""]
        for secret in [one for one in secrets if one] + [quote(secrets[1], safe="")]:
            said = said.replace(secret, "***") if secret else said
        said = "".join(one if one.isprintable() else " " for one in said)
        if said == "interrupted" or "statement timeout" in said:
            remedy = "make the query quicker, or say a longer timeout"
            return Problem(f"the query took more than {self.timeout} seconds", remedy, self.name)
        return Problem(f"the database says: {said}", "try the query and the URL in another program", self.name)


def database(address: str, name: str, base: Path, timeout: int) -> Database:
    """Return the database at a URL, which may hold a password and comes up in no message; paths of SQLite files start at `base`."""
    try:
        url = make_url(address)
    except (SQLAlchemyError, ValueError):
        remedy = "write it like postgresql+psycopg://reader:password@host/figures, or sqlite:///figures.db"
        raise SourceError(Problem("its value is not a database URL", remedy, name)) from None
    if url.get_backend_name() == "sqlite":
        if url.query or (url.database or ":memory:") == ":memory:" or str(url.database).startswith("file:"):
            raise SourceError(Problem("its URL names no SQLite file", "write it like sqlite:///figures.db", name))
        if not (base / str(url.database)).is_file():
            what = f"there is no SQLite file {url.database}"
            raise SourceError(Problem(what, "check the path; a relative one starts at the plan's folder", name))
    return Database(url, name, base, timeout)
