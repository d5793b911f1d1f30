"""Tables of figures from any source, with one set of settings."""

from wes_rules.tables.days import read_day
from wes_rules.tables.lines import Line, Lines, with_one_header
from wes_rules.tables.reading import read_figures, read_tables
from wes_rules.tables.settings import FileSettings, TableSettings
from wes_rules.tables.values import read_value

__all__ = [
    "FileSettings",
    "Line",
    "Lines",
    "TableSettings",
    "read_day",
    "read_figures",
    "read_tables",
    "read_value",
    "with_one_header",
]
