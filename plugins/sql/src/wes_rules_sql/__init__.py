"""Figures from databases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import attrs

from wes_rules.builtin.csv_source.layouts import Layout, figures_of
from wes_rules.builtin.csv_source.table import known_symbols
from wes_rules.errors import DefinitionError, Problem, SourceError
from wes_rules.plugins import Context, Figures, Request, SourceType, hookimpl
from wes_rules_sql import statement

_ENVIRONMENT_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@attrs.frozen(kw_only=True)
class SqlConfig:
    """
    One query of one database.

    Args:
        url_env: The name of the environment variable with the database's URL; never the URL itself.
        query: One SELECT whose columns are those of the layout, with parameters such as :area.
        parameters: Their values, as texts.
        layout: What the columns mean, as in CSV files.
        timeout: Seconds that connecting may take, and the query.
        max_rows: The highest number of rows that may come back.
        symbols: What the publisher's own symbols mean, such as {"*" = "c", "NA" = "x"}.
    """

    url_env: str
    query: str
    parameters: Mapping[str, str] = attrs.field(factory=dict, converter=MappingProxyType)
    layout: Layout = "tidy"
    timeout: int = 60
    max_rows: int = 1_000_000
    symbols: Mapping[str, str] = attrs.field(factory=dict, converter=MappingProxyType, validator=known_symbols)

    def __attrs_post_init__(self) -> None:
        problems = []
        if not _ENVIRONMENT_NAME.fullmatch(self.url_env):
            # It may be the URL itself, so it is not repeated.
            what = "url_env is not the name of an environment variable"
            problems.append(Problem(what, 'write a name such as "FIGURES_URL", and set that variable to the URL'))
        problems += statement.faults(self.query)
        for name in ("timeout", "max_rows"):
            if getattr(self, name) < 1:
                problems.append(Problem(f"{name} {getattr(self, name)} is less than 1", "give a whole number from 1"))
        if problems:
            raise DefinitionError(problems)


@attrs.frozen
class SqlSource:
    """A query, read whole or not at all."""

    config: SqlConfig
    context: Context

    def read(self, request: Request) -> Figures:
        """
        Ask the database.

        Raises:
            SourceError: It cannot be reached or asked, or any of the rows is wrong; every fault is in it.
        """
        # SQLAlchemy is loaded when it is used.
        from sqlalchemy import text

        from wes_rules_sql.answer import ask
        from wes_rules_sql.connection import database

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
        skip = self.context.skip_bad_rows
        with found.connect() as connection:
            table = ask(connection, config.query, config.parameters, name, config.max_rows, skip=skip)
        table.symbols = config.symbols
        return figures_of(table, config.layout, request)


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
