"""The rows of the bulk file that are needed, from Parquet or CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from pathlib import Path

import attrs
from wes_rules_excel.sheet import as_text

from wes_rules.errors import Problem, SourceError, near_miss
from wes_rules.plugins.files import need_columns_of, need_file
from wes_rules.quoting import shortened
from wes_rules_lait.dictionary import text_of

_CODE, _YEARS, _AREA, _VALUE = "Short Desc", "Years", "LA Number", "Values"
COLUMNS = (_CODE, _YEARS, _AREA, _VALUE)
# The file has some 640,000 rows, and 2 MB as Parquet or 60 MB as CSV.
_MOST_BYTES = 500 * 1024 * 1024


@attrs.frozen
class BulkRow:
    """One row: its number from 1 (the header is row 1), the indicator's code, the period's label, the area, the value."""

    number: int
    code: str
    label: str
    area: str
    value: str


def read_bulk(path: Path, name: str, codes: Collection[str]) -> list[BulkRow]:
    """Read the rows of some indicators; refuse a file without rows of one of them."""
    need_file(path, name, most=_MOST_BYTES)
    ending = path.suffix.lower()
    if ending not in (".parquet", ".csv"):
        raise SourceError(Problem(f'"{ending}" is no kind of file this source reads', "use .parquet or .csv", name))
    rows, known = (_parquet if ending == ".parquet" else _csv)(path, name, codes)
    problems = [
        Problem(f'there is no indicator "{code}"', near_miss(code, known), name)
        for code in sorted(codes)
        if code not in known
    ]
    if problems:
        raise SourceError(problems)
    return rows


def _parquet(path: Path, name: str, codes: Collection[str]) -> tuple[list[BulkRow], set[str]]:
    # Of 60 MB, and needed for this kind of file only.
    import duckdb

    place = str(path.resolve())
    if any(one in place for one in "*?["):
        raise SourceError(Problem("its path holds one of * ? [", "rename it", name))
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "memory_limit": "1GB",
    }
    try:
        with duckdb.connect(config=settings) as database:
            # It could read and write any file otherwise, whatever a damaged one makes it do.
            quoted = place.replace("'", "''")
            database.execute(f"set allowed_paths = ['{quoted}']; set enable_external_access = false")
            found = database.execute("select name from parquet_schema(?)", [place]).fetchall()
            _check_columns([column for (column,) in found], name)
            wanted = database.execute(
                f'select file_row_number, "{_CODE}", "{_YEARS}", "{_AREA}", "{_VALUE}"'  # noqa: S608 - our own names
                f' from read_parquet(?, file_row_number = true) where list_contains(?, "{_CODE}") order by 1',
                [place, list(codes)],
            ).fetchall()
            known = {code for _, code, *_ in wanted}
            if known != set(codes):
                every = database.execute(f'select distinct "{_CODE}" from read_parquet(?)', [place])  # noqa: S608 - as above
                known = {code for (code,) in every.fetchall()}
    except duckdb.Error as error:
        said = shortened(str(error).partition("\n")[0])
        raise SourceError(Problem(f"it is not a readable Parquet file: {said}", "download it again", name)) from None
    return [BulkRow(number + 2, *map(as_text, cells)) for number, *cells in wanted], known


def _csv(path: Path, name: str, codes: Collection[str]) -> tuple[list[BulkRow], set[str]]:
    rows = csv.reader(io.StringIO(text_of(path, name), newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(rows, [])]
        _check_columns(header, name)
        places = [header.index(column) for column in COLUMNS]
        found: list[BulkRow] = []
        known: set[str] = set()
        for number, cells in _numbered(rows, len(header), name):
            code, label, area, value = (cells[place].strip() for place in places)
            known.add(code)
            if code in codes:
                found.append(BulkRow(number, code, label, _whole(area), value))
    except csv.Error as error:
        raise SourceError(Problem(f"it is not a CSV file: {error}", "download it again", name, rows.line_num)) from None
    return found, known


def _numbered(rows: Iterator[list[str]], width: int, name: str) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(rows, 2):
        if cells and len(cells) != width:
            what = f"the row has {len(cells)} cells for {width} columns"
            raise SourceError(Problem(what, "download the file again", name, number))
        if cells:
            yield number, cells


def _check_columns(header: Collection[str], name: str) -> None:
    need_columns_of(header, COLUMNS, name)
    missing = [column for column in COLUMNS if column not in header]
    names = [shortened(one) for one in header]
    if missing:
        raise SourceError([Problem(f'column "{one}" is missing', near_miss(one, names), name) for one in missing])


def _whole(area: str) -> str:
    """Return an area's code without the decimals that a spreadsheet gave it."""
    head, _, tail = area.partition(".")
    return head if head.isdigit() and not tail.strip("0") else area
