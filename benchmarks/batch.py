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
# On the wall, how often the time of each may be taken by a verdict with its reason; that of the shuffled rows is beside sorted ones.
WANTED = {
    "shuffled": 2,
    "Polars by hand": 10,
    "DuckDB by hand": 1,
    "DuckDB, four rules a row": 1 / 1.5,
    "DuckDB, one rule a row": 1 / 1.5,
}
# What each of the four rules comes to, without what is unknown and without why.
SQL = """
WITH stepped AS (SELECT *, lag(value) OVER (PARTITION BY indicator, area ORDER BY period) AS earlier FROM frame),
england AS (SELECT indicator, value AS england FROM frame WHERE area = 'A000000' AND period = '2023')
SELECT indicator, area, max(value) FILTER (period = '2023') - 50 AS threshold, min(value - earlier) AS every_year,
    max(value) FILTER (period = '2023') - any_value(england) AS parity, max(value) FILTER (period = '2023') - 52.5 AS line
FROM stepped JOIN england USING (indicator) GROUP BY indicator, area
"""
# The same in ticks and with bounds, as a verdict has them: what is unknown may be anything from 0 to 100.
SQL_OF_BOUNDS = """
WITH bounded AS (SELECT indicator, area, period, coalesce(round(value * 10)::INT, 0) AS low, coalesce(round(value * 10)::INT, 1000) AS high FROM frame),
stepped AS (SELECT *, low - lag(high) OVER steps - 1 AS worst, high - lag(low) OVER steps - 1 AS best FROM bounded
    WINDOW steps AS (PARTITION BY indicator, area ORDER BY period)),
england AS (SELECT indicator, low AS least, high AS most FROM bounded WHERE area = 'A000000' AND period = '2023')
SELECT indicator, area,
    max(low) FILTER (period = '2023') - 500 AS threshold_low, max(high) FILTER (period = '2023') - 500 AS threshold_high,
    min(worst) AS every_year_low, min(best) AS every_year_high,
    max(low) FILTER (period = '2023') - any_value(most) AS parity_low, max(high) FILTER (period = '2023') - any_value(least) AS parity_high,
    max(low) FILTER (period = '2023') - 525 AS line_low, max(high) FILTER (period = '2023') - 525 AS line_high
FROM stepped JOIN england USING (indicator) GROUP BY indicator, area
"""

# The same of every row, all four or the one that its measure asks for.
SQL_OF_EACH = """
WITH bounded AS (SELECT indicator, area, period, coalesce(round(value * 10)::INT, 0) AS low, coalesce(round(value * 10)::INT, 1000) AS high FROM frame),
stepped AS (SELECT *, low - lag(high) OVER steps - 1 AS worst, high - lag(low) OVER steps - 1 AS best FROM bounded
    WINDOW steps AS (PARTITION BY indicator, area ORDER BY period)),
england AS (SELECT indicator, period, low AS least, high AS most FROM bounded WHERE area = 'A000000')
SELECT indicator, area, period, low - 500 AS threshold_low, high - 500 AS threshold_high,
    min(worst) OVER steps AS every_year_low, min(best) OVER steps AS every_year_high,
    low - most AS parity_low, high - least AS parity_high,
    low - (300 + 25 * (period::INT - 2014)) AS line_low, high - (300 + 25 * (period::INT - 2014)) AS line_high
FROM stepped JOIN england USING (indicator, period) WINDOW steps AS (PARTITION BY indicator, area ORDER BY period)
"""
SQL_OF_ONE = """
WITH bounded AS (SELECT indicator, substr(indicator, 2)::INT % 4 AS rule, area, period,
    coalesce(round(value * 10)::INT, 0) AS low, coalesce(round(value * 10)::INT, 1000) AS high FROM frame),
stepped AS (SELECT *, low - lag(high) OVER steps - 1 AS worst, high - lag(low) OVER steps - 1 AS best FROM bounded WHERE rule = 1
    WINDOW steps AS (PARTITION BY indicator, area ORDER BY period)),
england AS (SELECT indicator, period, low AS least, high AS most FROM bounded WHERE area = 'A000000' AND rule = 2),
slack AS (SELECT indicator, area, period, low - 500 AS low, high - 500 AS high FROM bounded WHERE rule = 0
UNION ALL SELECT indicator, area, period, min(worst) OVER steps, min(best) OVER steps FROM stepped
    WINDOW steps AS (PARTITION BY indicator, area ORDER BY period)
UNION ALL SELECT indicator, area, period, low - most, high - least FROM bounded JOIN england USING (indicator, period) WHERE rule = 2
UNION ALL SELECT indicator, area, period, low - (300 + 25 * (period::INT - 2014)), high - (300 + 25 * (period::INT - 2014))
    FROM bounded WHERE rule = 3)
SELECT *, CASE WHEN low >= 0 THEN 'on_track' WHEN high < 0 THEN 'off_track' ELSE 'undecided' END AS status FROM slack
ORDER BY indicator, area, period
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


def by_polars_in_bounds(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the same in ticks and with bounds."""
    latest, low, high, keys = pl.col("period") == "2023", pl.col("low"), pl.col("high"), ("indicator", "area")
    here, value = latest & (pl.col("area") == ENGLAND), (pl.col("value") * 10).round().cast(pl.Int32)
    return (
        frame.lazy()
        .with_columns(low=value.fill_null(0), high=value.fill_null(1000))
        .with_columns(
            worst=low - high.shift(1).over(*keys, order_by="period") - 1,
            best=high - low.shift(1).over(*keys, order_by="period") - 1,
            least=low.filter(here).first().over("indicator"),
            most=high.filter(here).first().over("indicator"),
        )
        .group_by(*keys)
        .agg(
            threshold_low=low.filter(latest).max() - 500,
            threshold_high=high.filter(latest).max() - 500,
            every_year_low=pl.col("worst").min(),
            every_year_high=pl.col("best").min(),
            parity_low=low.filter(latest).max() - pl.col("most").first(),
            parity_high=high.filter(latest).max() - pl.col("least").first(),
            line_low=low.filter(latest).max() - 525,
            line_high=high.filter(latest).max() - 525,
        )
        .collect()
    )


def by_duckdb(frame: pl.DataFrame, sql: str) -> object:
    """Return the four comparisons of every indicator and area by SQL."""
    import duckdb

    # Whether a relation is true asks how long it is, and so runs it once more.
    found = duckdb.sql(sql)
    assert found is not None
    return found.to_arrow_table()


def timed(runs: dict[str, Callable[[], object]], rows: int, rounds: int) -> dict[str, np.ndarray]:
    """Run each in turn; print and return the fewest seconds of each, those on the wall and those of the processor."""
    best = {name: np.full(2, np.inf) for name in runs}
    # One after the other in each round, so that a busy moment of the machine slows all of them.
    for _ in range(rounds):
        for name, run in runs.items():
            begun = np.array([time.perf_counter(), time.process_time()])
            run()
            best[name] = np.minimum(best[name], np.array([time.perf_counter(), time.process_time()]) - begun)
    for name, (wall, cpu) in best.items():
        print(
            f"{name:28} {wall:7.2f} s on the wall, {cpu:7.2f} s of the processor, {rows / cpu / 1e6:6.2f} million rows a second"
        )
    return best


def ratio(one: np.ndarray, other: np.ndarray) -> str:
    """Say how often the time of another one takes."""
    wall, cpu = one / other
    return f"{wall:.2f} times on the wall, {cpu:.2f} times of the processor"


def main(arguments: list[str] | None = None) -> int:
    """Measure, and print ratios."""
    parser = argparse.ArgumentParser(prog="dev.py bench-batch", description="Judge many areas at once.")
    parser.add_argument("--areas", type=int, default=2_000)
    parser.add_argument("--measures", type=int, default=20)
    parser.add_argument("--every-period", action="store_true", help="a verdict on each row, beside DuckDB alone")
    parser.add_argument("--rounds", type=int, default=2, help="how often each is run in turn; the best counts")
    given = parser.parse_args(arguments)
    frame, one = figures(given.areas, given.measures), plan(given.measures)
    print(f"{len(frame):,} rows: {given.areas:,} areas, {given.measures} measures, {len(YEARS)} years, four rules")
    if given.every_period:
        return each(one, frame, given.rounds)
    before = peak()
    judge(one, frame, as_of=AS_OF)
    at_once = peak()
    shuffled = frame.sample(fraction=1, shuffle=True, seed=1)
    others: dict[str, Callable[[], object]] = {
        "Polars by hand": lambda: by_polars(frame),
        "Polars, ticks and bounds": lambda: by_polars_in_bounds(frame),
    }
    if importlib.util.find_spec("duckdb"):
        others["DuckDB by hand"] = lambda: by_duckdb(frame, SQL)
        others["DuckDB, ticks and bounds"] = lambda: by_duckdb(frame, SQL_OF_BOUNDS)
    ours = {
        "at once": lambda: judge(one, frame, as_of=AS_OF),
        "shuffled": lambda: judge(one, shuffled, as_of=AS_OF),
        "in parts": lambda: judge(one, frame.lazy(), as_of=AS_OF),
    }
    best = timed({**ours, **others}, len(frame), given.rounds)
    for name in ("shuffled", "in parts"):
        print(f"{name} beside at once: {ratio(best[name], best['at once'])}{held(best[name], best['at once'], name)}")
    for name in others:
        found = ratio(best["at once"], best[name])
        print(f"at once beside {name}, which does not say why: {found}{held(best['at once'], best[name], name)}")
    print(
        f"the process had {before:,.0f} MB at most before it judged, the frame among them, and {at_once:,.0f} after it"
    )
    return 0


def each(one: Plan, frame: pl.DataFrame, rounds: int) -> int:
    """Measure a verdict on each row, and print ratios."""
    ours = "every period"
    runs: dict[str, Callable[[], object]] = {ours: lambda: judge(one, frame, as_of=AS_OF, every_period=True)}
    if importlib.util.find_spec("duckdb"):
        runs["DuckDB, four rules a row"] = lambda: by_duckdb(frame, SQL_OF_EACH)
        runs["DuckDB, one rule a row"] = lambda: by_duckdb(frame, SQL_OF_ONE)
    best = timed(runs, len(frame), rounds)
    for theirs in [*runs][1:]:
        said = ratio(best[ours], best[theirs])
        print(f"{ours} beside {theirs}, which does not say why: {said}{held(best[ours], best[theirs], theirs)}")
    return 0


def held(one: np.ndarray, other: np.ndarray, name: str) -> str:
    """Say whether the wanted ratio on the wall was reached, where there is one."""
    if name not in WANTED:
        return ""
    return (
        f"; at most {WANTED[name]:.2f} is wanted: {'reached' if one[0] / other[0] <= WANTED[name] else 'NOT reached'}"
    )


def peak() -> float:
    """Return the most megabytes that the process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
