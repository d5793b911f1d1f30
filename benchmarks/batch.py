"""
Many areas judged at once, beside the same latest comparisons written by hand in Polars and DuckDB, in one run.

`python3 dev.py bench-batch --areas 24000 --measures 50`: rows a second of processor time, and ratios.
"""

from __future__ import annotations

import argparse
import importlib.util
import resource
import sys
import time
from collections.abc import Callable
from datetime import date

import numpy as np
import polars as pl

from wes_rules import (
    AnnualIncrease,
    AreaFigure,
    BenchmarkParity,
    Calendar,
    Measure,
    Observed,
    Period,
    Plan,
    Point,
    Rule,
    Threshold,
    Trajectory,
)
from wes_rules.batch import judge

AS_OF = date(2024, 6, 1)
YEARS = range(2014, 2024)
ENGLAND = "A000000"
RULES: list[Rule] = [
    Threshold(at_least=50, tolerance=2),
    AnnualIncrease(),
    BenchmarkParity(against=AreaFigure(area=ENGLAND)),
    Trajectory(points=[Point(period=Period.parse("2014"), value=30), Point(period=Period.parse("2030"), value=70)]),
]
# What each of the four rules comes to, without what is unknown and without why.
SQL = """
WITH stepped AS (SELECT *, lag(value) OVER (PARTITION BY indicator, area ORDER BY period) AS earlier FROM frame),
england AS (SELECT indicator, value AS england FROM frame WHERE area = 'A000000' AND period = '2023')
SELECT indicator, area, max(value) FILTER (period = '2023') - 50 AS threshold, min(value - earlier) AS every_year,
    max(value) FILTER (period = '2023') - any_value(england) AS parity, max(value) FILTER (period = '2023') - 52.5 AS line
FROM stepped JOIN england USING (indicator) GROUP BY indicator, area
"""


def plan(measures: int) -> Plan:
    """Return a plan with each of the rules in turn."""
    made = tuple(
        Measure(
            id=f"m{place}",
            title="Rate",
            number=Observed(indicator=f"i{place}"),
            unit="percent",
            decimals=1,
            better="higher",
            calendar=Calendar(kind="calendar-year", lag_months=3),
            rule=RULES[place % len(RULES)],
            area=ENGLAND,
        )
        for place in range(measures)
    )
    return Plan(id="p", title="P", area=ENGLAND, measures=made)


def figures(areas: int, measures: int, first: int = 0) -> pl.DataFrame:
    """Return a frame with text keys and floats, sorted as files are, of areas from a first one on."""
    shape = measures, areas, len(YEARS)
    indicator, area, year = (place.ravel() for place in np.indices(shape))
    names = [f"i{n}" for n in range(measures)], [f"A{first + n:06}" for n in range(areas)], [str(n) for n in YEARS]
    value = np.round(np.random.default_rng(1).uniform(20, 80, indicator.size), 1)
    columns = zip(("indicator", "area", "period"), names, (indicator, area, year), strict=True)
    return pl.DataFrame({name: pl.Series(words).gather(place) for name, words, place in columns}).with_columns(
        value=value
    )


def by_polars(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the four comparisons of every indicator and area by expressions."""
    latest, value = pl.col("period") == "2023", pl.col("value")
    england = value.filter((pl.col("area") == ENGLAND) & latest).first().over("indicator")
    return (
        frame.lazy()
        .with_columns(earlier=value.shift(1).over("indicator", "area", order_by="period"), england=england)
        .group_by("indicator", "area")
        .agg(
            threshold=value.filter(latest).max() - 50,
            every_year=(value - pl.col("earlier")).min(),
            parity=value.filter(latest).max() - pl.col("england").first(),
            line=value.filter(latest).max() - 52.5,
        )
        .collect()
    )


def by_duckdb(frame: pl.DataFrame) -> object:
    """Return the four comparisons of every indicator and area by SQL."""
    import duckdb

    found = duckdb.sql(SQL)
    return found and found.fetchnumpy()


def timed(name: str, rows: int, run: Callable[[], object]) -> np.ndarray:
    """Run once for warmth and once for the clock; print and return the seconds, those on the wall and those of the processor."""
    run()
    wall, cpu = time.perf_counter(), time.process_time()
    run()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(
        f"{name:28} {wall:7.2f} s on the wall, {cpu:7.2f} s of the processor, {rows / cpu / 1e6:6.2f} million rows a second"
    )
    return np.array([wall, cpu])


def ratio(one: np.ndarray, other: np.ndarray) -> str:
    """Say how often the time of another one takes."""
    wall, cpu = one / other
    return f"{wall:.2f} times on the wall, {cpu:.2f} times of the processor"


def main(arguments: list[str] | None = None) -> int:
    """Measure, and print ratios."""
    parser = argparse.ArgumentParser(prog="dev.py bench-batch", description="Judge many areas at once.")
    parser.add_argument("--areas", type=int, default=2_000)
    parser.add_argument("--measures", type=int, default=20)
    given = parser.parse_args(arguments)
    frame, one = figures(given.areas, given.measures), plan(given.measures)
    rows = len(frame)
    print(f"{rows:,} rows: {given.areas:,} areas, {given.measures} measures, {len(YEARS)} years, four rules")
    whole = timed("wes_rules.batch, sorted", rows, lambda: judge(one, frame, as_of=AS_OF))
    shuffled = frame.sample(fraction=1, shuffle=True, seed=1)
    mixed = timed("wes_rules.batch, shuffled", rows, lambda: judge(one, shuffled, as_of=AS_OF))
    parts = timed("wes_rules.batch, in parts", rows, lambda: judge(one, frame.lazy(), as_of=AS_OF))
    hand = timed("Polars by hand", rows, lambda: by_polars(frame))
    print(f"shuffled beside sorted: {ratio(mixed, whole)}")
    print(f"in parts beside at once: {ratio(parts, whole)}")
    print(f"beside Polars by hand, which does not say why: {ratio(whole, hand)}")
    if importlib.util.find_spec("duckdb"):
        sql = timed("DuckDB by hand", rows, lambda: by_duckdb(frame))
        print(f"beside DuckDB by hand, which does not say why: {ratio(whole, sql)}")
    print(
        f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB; the frame has {frame.estimated_size('mb'):,.0f}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
