"""Figures from databases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import attrs

from wes_rules.errors import Problem, SourceError
from wes_rules.plugins import Context, Figures, Request, SourceType, hookimpl
from wes_rules.tables import TableSettings, read_figures
from wes_rules_sql import statement

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

        from wes_rules_sql.connection import database
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
