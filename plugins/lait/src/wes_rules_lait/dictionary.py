"""The file's dictionary: decimal places and kind of year of each indicator."""

from __future__ import annotations

import csv
from pathlib import Path

import attrs

from wes_rules.errors import Problem, SourceError, near_miss
from wes_rules.plugins.files import need_columns_of, need_file
from wes_rules.quoting import shortened
from wes_rules.values.period import PeriodKind

_COLUMNS = ("Measure_short", "dps", "Year_Type")
_NOTHING = ("", "na")
# Kinds of period that a kind of year may be judged by. A day each year is a month, whatever year it is counted to.
_KINDS = {
    "academic year": (PeriodKind.ACADEMIC_YEAR, PeriodKind.MONTH),
    "financial year": (PeriodKind.FINANCIAL_YEAR, PeriodKind.TAX_YEAR, PeriodKind.MONTH),
    "calendar year": (PeriodKind.CALENDAR_YEAR, PeriodKind.REPORTING_YEAR, PeriodKind.MONTH),
}


@attrs.frozen
class Entry:
    """
    What the dictionary says of one indicator.

    Args:
        code: Its short name, as the figures have it.
        decimals: How many decimal places it is published with; None when the dictionary does not say.
        year: The kind of year.
    """

    code: str
    decimals: int | None
    year: str

    @property
    def kinds(self) -> tuple[PeriodKind, ...]:
        """The kinds of period it may be judged by; none when any will do."""
        return _KINDS.get(self.year.lower(), ())


def read_dictionary(path: Path, name: str) -> dict[str, Entry]:
    """Read a dictionary, in UTF-8 or in the Latin-1 that it is published in; refuse two entries that differ of one indicator."""
    text = text_of(path, name)
    try:
        rows = csv.DictReader(text.splitlines(keepends=True), strict=True)
        header = [shortened(one) for one in rows.fieldnames or []]
        need_columns_of(header, _COLUMNS, name)
        missing = [column for column in _COLUMNS if column not in header]
        if missing:
            problems = [Problem(f'column "{one}" is missing', near_miss(one, header), name, 1) for one in missing]
            raise SourceError(problems)
        found: dict[str, Entry] = {}
        problems = []
        for row in rows:
            entry, faults = _entry({column: (row[column] or "").strip() for column in _COLUMNS})
            known = found.get(entry.code)
            together = entry if known is None else _together(known, entry, faults)
            found[entry.code] = together
            problems += [Problem(what, "correct the dictionary", name, rows.line_num) for what in faults]
    except csv.Error as error:
        raise SourceError(Problem(f"it is not a CSV file: {error}", "download it again", name)) from None
    if problems:
        raise SourceError(problems)
    return found


def text_of(path: Path, name: str) -> str:
    """Return a file's text, in UTF-8 or else in Latin-1."""
    need_file(path, name)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(Problem(f"it cannot be read: {error.strerror}", "", name)) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _entry(row: dict[str, str]) -> tuple[Entry, list[str]]:
    code, places = row["Measure_short"], row["dps"].lower()
    faults = []
    if places not in _NOTHING and not (places.isascii() and places.isdigit()):
        faults.append(f'{code} has the decimal places "{row["dps"]}"')
    decimals = int(places) if places.isascii() and places.isdigit() else None
    return Entry(code, decimals, row["Year_Type"]), faults


def _together(one: Entry, other: Entry, faults: list[str]) -> Entry:
    """Put two rows of one indicator together: one may leave out what the other says."""
    for name in ("decimals", "year"):
        said = {getattr(entry, name) for entry in (one, other)} - {None, ""}
        if len(said) > 1:
            faults.append(f"{one.code} stands twice, with two kinds of {name}")
    return attrs.evolve(
        one, decimals=other.decimals if one.decimals is None else one.decimals, year=one.year or other.year
    )
