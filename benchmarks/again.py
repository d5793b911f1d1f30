"""
Many areas judged again with a cache: how many verdicts, after 1% of the figures changed and on later days, and what it costs.

`python3 dev.py run benchmarks/again.py --areas 2000 --measures 20`: counts are the same on any machine; ratios are of processor time in one run.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import polars as pl

from wes_rules import Plan, Rolling, Threshold
from wes_rules.batch import Cache, judge

_spec = importlib.util.spec_from_file_location("benchmark_of_a_batch", Path(__file__).with_name("batch.py"))
assert _spec is not None
assert _spec.loader is not None
batch: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(batch)

NEXT_DAY, NEXT_YEAR = date(2024, 6, 2), date(2025, 6, 1)


def one_by_one(plan: Plan) -> Plan:
    """Return the plan with means of three years in place of its promises, which are judged area by area."""
    measures = [
        attrs.evolve(
            one, rule=Threshold(at_least=50), number=Rolling(indicator=one.number.indicator, periods=3, take="mean")
        )
        for one in plan.measures
    ]
    return attrs.evolve(plan, measures=tuple(measures))


def changed(frame: pl.DataFrame, which: Any) -> pl.DataFrame:
    """Return the figures with some of them one higher."""
    return frame.with_columns(value=pl.when(pl.Series(which)).then((pl.col("value") + 1).round(1)).otherwise("value"))


def measured(name: str, plan: Plan, frame: pl.DataFrame, cache: Cache, day: date = batch.AS_OF) -> None:
    """Judge with the cache and without, hold the verdicts against each other, and print how many were judged."""
    begun = time.process_time()
    plain = judge(plan, frame, as_of=day)
    between = time.process_time()
    found = judge(plan, frame, as_of=day, cache=cache)
    ended = time.process_time()
    if not plain.equals(found):
        raise AssertionError(f"{name}: the verdicts differ")
    every = cache.judged + cache.kept
    times = f"{(ended - between) / (between - begun):5.2f} times"
    print(f"  {name:34} {cache.judged:9,} of {every:,} ({cache.judged / every:7.2%})  {times}")


def walked(plan: Plan, frame: pl.DataFrame) -> None:
    """Walk through some days."""
    indicators, areas = frame["indicator"].to_numpy(), frame["area"].to_numpy()
    with tempfile.TemporaryDirectory() as folder:
        cache = Cache(Path(folder) / "cache")
        measured("the first run", plan, frame, cache)
        measured("the same day, nothing new", plan, frame, cache)
        some = changed(frame, np.random.default_rng(2).random(len(frame)) < 0.01)
        measured("1% of the figures, at random", plan, some, cache)
        measured("the next day", plan, some, cache, NEXT_DAY)
        more = changed(some, np.isin(areas, np.unique(areas)[50::100]))
        measured("every figure of 1% of the areas", plan, more, cache, NEXT_DAY)
        one = changed(more, indicators == indicators[0])
        measured("every figure of one indicator", plan, one, cache, NEXT_DAY)
        measured("the next year", plan, one, cache, NEXT_YEAR)
        print(f"  the file has {cache.path.stat().st_size / (cache.judged + cache.kept):.0f} bytes a verdict")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print counts and ratios."""
    parser = argparse.ArgumentParser(prog="benchmarks/again.py", description="Judge again with a cache.")
    parser.add_argument("--areas", type=int, default=2_000)
    parser.add_argument("--measures", type=int, default=20)
    given = parser.parse_args(arguments)
    frame, plan = batch.figures(given.areas, given.measures), batch.plan(given.measures)
    print(f"{len(frame):,} figures; how many verdicts are judged again, and the time beside judging all")
    print("threshold, every year, parity, trajectory, by kernels:")
    walked(plan, frame)
    print("means of three years, area by area:")
    walked(one_by_one(plan), frame)
    return 0


if __name__ == "__main__":
    sys.exit(main())
