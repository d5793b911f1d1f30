"""
How long large tables take, as a multiple of what their readers need by themselves: `python3 dev.py run benchmarks/tables.py [ROWS ROUNDS]`.

Two million rows of CSV of which one in a hundred matters, by a filter or by its area, against `csv.reader`; and a workbook of
200,000 rows against python-calamine. Everything is measured in one run, each in a process of its own, so that its memory is its own;
in turns, and the best of three rounds counts, so that what else the machine does weighs on all alike.
"""

from __future__ import annotations

import csv
import io
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from wes_rules import Calendar, PeriodKind, PluginConfig, Unit
from wes_rules.plugins import Context, Request, load_plugins
from wes_rules.plugins.asking import Wanted
from wes_rules.running.plugins_used import configured

ROWS = 2_000_000
ROUNDS = 3
_HEAD = "indicator,group,area,period,value,unit,source,sex"


class _Plan:
    file = "plan.toml"


def main() -> None:
    """Measure, and print the ratios."""
    rows, rounds = [int(one) for one in sys.argv[1:]] or (ROWS, ROUNDS)
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        with (base / "big.csv").open("w", encoding="utf-8") as stream:
            stream.write(f"{_HEAD}\n")
            stream.writelines(_lines(rows))
        works = {
            f"csv.reader, {rows:,} rows": _by_csv_reader,
            "1% of them by a filter": _by_filter,
            "1% by area": _by_area,
        }
        _compare(works, base, rounds)
        _write_sheet(base / "big.xlsx", rows // 10)
        _compare({f"calamine, {rows // 10:,} rows": _by_calamine, "the workbook": _by_workbook}, base, rounds)


def _compare(works: Mapping[str, Callable[[Path], None]], base: Path, count: int) -> None:
    """Measure works in turns, and print the best of each beside the first."""
    rounds = [{name: _measured(work, base) for name, work in works.items()} for _ in range(count)]
    plain = 0.0
    for name in works:
        seconds, peak = (min(one[name][n] for one in rounds) for n in range(2))
        plain = plain or seconds
        print(f"{name}: {seconds:.2f} s, {seconds / plain:.2f} times, {peak} MB")


def _lines(rows: int) -> Iterable[str]:
    for place in range(rows):
        area = place % 100
        sex = "Persons" if place % 100 == 50 else "Male"
        group, year = place // 12_000, 1900 + place // 100 % 120
        yield f"rate,g{group},E{area:08d},{year},{place % 100}.{place % 7},percent,made up,{sex}\n"


def _write_sheet(path: Path, rows: int) -> None:
    from wes_rules_excel.fake import write_workbook

    cells = (line.rstrip().split(",") for line in _lines(rows))
    body = [[*one[:4], float(one[4]), *one[5:]] for one in cells]
    write_workbook(path, {"Figures": [_HEAD.split(","), *body]})


def _by_csv_reader(base: Path) -> None:
    with (base / "big.csv").open(encoding="utf-8", newline="") as stream:
        for _ in csv.reader(stream):
            pass


def _by_calamine(base: Path) -> None:
    from python_calamine import CalamineWorkbook

    CalamineWorkbook.from_path(base / "big.xlsx").get_sheet_by_index(0).to_python()


def _by_filter(base: Path) -> None:
    _read(base, "csv", {"path": "big.csv", "filters": {"sex": "Persons"}}, None)


def _by_area(base: Path) -> None:
    _read(
        base,
        "csv",
        {"path": "big.csv", "filters_not": {"sex": "?"}},
        frozenset({("E00000050", f"g{number}") for number in range(ROWS // 12_000 + 1)}),
    )


def _by_workbook(base: Path) -> None:
    _read(base, "excel", {"path": "big.xlsx", "filters": {"sex": "Persons"}}, None)


def _read(base: Path, name: str, settings: Mapping[str, Any], series: frozenset[tuple[str, str]] | None) -> None:
    kind = load_plugins([name]).source(name)
    config = configured(kind.config, PluginConfig(name, settings, 1), _Plan())  # type: ignore[arg-type]
    calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR)
    request = Request({"rate": Wanted(Unit.PERCENT, 1, (calendar,), series=series)}, every_area=series is None)
    context = Context(as_of=date(2026, 1, 1), base=base, output=io.StringIO(), skip_bad_rows=True)
    found = kind.open(config, context).read(request)
    assert found.observations or found.left_out


def _measured(work: Callable[[Path], None], base: Path) -> tuple[float, int]:
    """Return the seconds that a work takes in a process of its own, and its peak of memory in MB."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_timed, args=(work, base, theirs))
    process.start()
    seconds, peak = ours.recv()
    process.join()
    return seconds, peak


def _timed(work: Callable[[Path], None], base: Path, answer: Any) -> None:
    load_plugins(["csv", "excel"])  # a command does so once, however many files it reads
    start = time.process_time()
    work(base)
    answer.send((time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))


if __name__ == "__main__":
    main()
