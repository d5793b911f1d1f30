"""Figures from databases."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

import attrs
from sqlalchemy import URL, Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from wes_rules.errors import Problem, SourceError
from wes_rules.plugins import Context, Figures, Request, SourceType, hookimpl
from wes_rules.tables import TableSettings, read_figures
from wes_rules_sql import statement

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


_ENVIRONMENT_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@attrs.frozen(kw_only=True)
class SqlConfig(TableSettings):
    """
    One query of one database.

    Args:
        url_env: The name of the environment variable with the database's URL; never the URL itself.
        query: One SELECT, with parameters such as :area; its columns are those of the layout, or the settings say what they are.
        parameters: Their values, as texts.
        timeout: Seconds that connecting may take, and the query.
        max_rows: The highest number of rows that may come back.
    """

    url_env: str
    query: str
    parameters: Mapping[str, str] = attrs.field(factory=dict, converter=MappingProxyType)
    timeout: int = 60
    max_rows: int = 1_000_000

    def faults(self) -> Iterator[Problem]:
        """List what makes no sense in these settings."""
        yield from super().faults()
        if not _ENVIRONMENT_NAME.fullmatch(self.url_env):
            # It may be the URL itself, so it is not repeated.
            what = "url_env is not the name of an environment variable"
            yield Problem(what, 'write a name such as "FIGURES_URL", and set that variable to the URL')
        yield from statement.faults(self.query)
        for name in ("timeout", "max_rows"):
            if getattr(self, name) < 1:
                yield Problem(f"{name} {getattr(self, name)} is less than 1", "give a whole number from 1")


@attrs.frozen
class SqlSource:
    """A query, read whole or not at all."""

    config: SqlConfig
    context: Context

    def read(self, request: Request) -> Figures:
        """Ask the database; every fault of its rows is told."""
        # SQLAlchemy is loaded when it is used.
        from sqlalchemy import text

        from wes_rules_sql import database
        from wes_rules_sql.statement import asked

        config = self.config
        name = f"database {config.url_env}"
        named = text(config.query).compile().params
        problems = [attrs.evolve(one, file=name) for one in statement.parameter_faults(named, config.parameters)]
        address = self.context.environ.get(config.url_env, "").strip()
        if not address:
            what = f"the environment variable {config.url_env} is not set"
            problems.append(Problem(what, "set it to the database's URL", name))
        if problems:
            raise SourceError(problems)
        found = database(address, name, self.context.base, config.timeout)
        with (
            found.connect() as connection,
            asked(connection, config.query, config.parameters, name, config.max_rows) as answer,
        ):
            context = self.context
            lines = attrs.evolve(answer, skip=context.skip_bad_rows, progress=context.progress)
            return read_figures(lines, config, request)


@hookimpl
def wes_rules_sources() -> Iterable[SourceType]:
    """Return the SQL source."""
    return [
        SourceType(
            "sql",
            "Figures from databases",
            SqlConfig,
            SqlSource,
            capabilities=("network", "revisions", "suppression"),
            secrets=("url_env",),
        )
    ]
