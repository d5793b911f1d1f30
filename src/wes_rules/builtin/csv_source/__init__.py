"""The CSV source: the project's tidy layout, DfE's own, case rows and inspections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal

import attrs

from wes_rules.builtin.csv_source import dfe
from wes_rules.builtin.csv_source.layouts import figures_of
from wes_rules.builtin.csv_source.table import known_symbols, read_table
from wes_rules.errors import DefinitionError
from wes_rules.plugins.api import Context, Figures, Request, SourceType
from wes_rules.plugins.hookspecs import hookimpl


@attrs.frozen(kw_only=True)
class CsvConfig:
    """
    One CSV file.

    Args:
        path: The file; a relative path starts at the plan's folder.
        layout: How its columns are named.
        indicators: DfE layout: which column is which indicator.
        filters: DfE layout: only rows with these values.
        group: DfE layout: the group all its rows are about.
        areas: DfE layout: other codes for areas, by the code in the file.
        publication: DfE layout: the source to name for every figure.
        published: DfE layout: the day the file was published.
        symbols: What the publisher's own symbols mean, such as {"*" = "c", "NA" = "x"}.
    """

    path: str
    layout: Literal["tidy", "dfe", "cases", "inspections"] = "tidy"
    indicators: Mapping[str, str] = attrs.field(factory=dict, converter=MappingProxyType)
    filters: Mapping[str, str] = attrs.field(factory=dict, converter=MappingProxyType)
    group: str = "all"
    areas: Mapping[str, str] = attrs.field(factory=dict, converter=MappingProxyType)
    publication: str = ""
    published: date | None = None
    symbols: Mapping[str, str] = attrs.field(factory=dict, converter=MappingProxyType, validator=known_symbols)

    def __attrs_post_init__(self) -> None:
        if self.layout == "dfe" and not (self.indicators and self.publication):
            raise DefinitionError('layout "dfe" needs indicators = {column = "indicator"} and publication = "..."')


@attrs.frozen
class CsvSource:
    """A CSV file, read whole or not at all."""

    config: CsvConfig
    context: Context

    def read(self, request: Request) -> Figures:
        """
        Read the file.

        Raises:
            SourceError: It cannot be read, or any of its rows is wrong; every fault is in it.
        """
        config = self.config
        table = read_table(self.context.base / config.path, config.path, skip=self.context.skip_bad_rows)
        table.symbols = config.symbols
        if config.layout != "dfe":
            return figures_of(table, config.layout, request)
        settings = dfe.Settings(
            config.indicators, config.filters, config.group, config.areas, config.publication, config.published
        )
        return dfe.figures(table, request, settings)


@hookimpl
def wes_rules_sources() -> Iterable[SourceType]:
    """Return the CSV source."""
    can = {"revisions", "suppression"}
    return [SourceType("csv", "Figures from CSV files", CsvConfig, CsvSource, capabilities=can)]
