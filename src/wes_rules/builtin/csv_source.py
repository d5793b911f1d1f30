"""The CSV source: the project's tidy layout, DfE's own, case rows, inspections, and what others publish."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from wes_rules.errors import Problem
from wes_rules.plugins.api import Context, Figures, SourceType
from wes_rules.plugins.asking import Request
from wes_rules.plugins.hookspecs import hookimpl
from wes_rules.quoting import quoted
from wes_rules.tables import FileSettings, Lines, read_figures, with_one_header
from wes_rules.tables.texts import encoding_faults, text_of


@attrs.frozen(kw_only=True)
class CsvConfig(FileSettings):
    """
    One CSV file.

    Args:
        path: The file; a relative path starts at the plan's folder.
        encoding: How its letters are written, such as utf-8 or windows-1252; without it the bytes tell.
        separator: What separates its cells; without it the line with the names of the columns shows it.
    """

    path: str
    encoding: str = ""
    separator: str = ""

    def faults(self) -> Iterator[Problem]:
        """List what makes no sense in these settings."""
        yield from super().faults()
        yield from encoding_faults(self.encoding)
        if len(self.separator) > 1 or self.separator in ('"', "\r", "\n"):
            yield Problem(f"separator: {quoted(self.separator)} separates no cells", 'write one sign, such as ";"')


@attrs.frozen
class CsvSource:
    """A CSV file, read whole or not at all."""

    config: CsvConfig
    context: Context

    def read(self, request: Request) -> Figures:
        """Read the file."""
        config, context = self.config, self.context
        text = text_of(context.base / config.path, config.path, config.encoding)
        lines = Lines(
            name=config.path,
            lines=with_one_header(text.lines(config.separator, config.header_row), config.header_rows, config.last_row),
            header_line=config.last_header_row,
            notes=text.told,
            skip=context.skip_bad_rows,
            progress=context.progress,
        )
        return read_figures(lines, config, request)


@hookimpl
def wes_rules_sources() -> Iterable[SourceType]:
    """Return the CSV source."""
    can = {"revisions", "suppression"}
    return [SourceType("csv", "Figures from CSV files", CsvConfig, CsvSource, capabilities=can)]
