"""
Worlds of the oracle with many areas, judged in a batch and one area at a time.

`python3 dev.py side-by-side --worlds 100000` holds many of them side by side, on every core there is.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from decimal import Decimal
from functools import partial
from os import cpu_count
from pathlib import Path
from random import Random

import attrs
import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
from tests.oracle import adapter
from tests.oracle.drawing import world_of
from tests.oracle.rules_drawn import KINDS_DRAWN
from tests.oracle.worlds import Row, World

import wes_rules as w
from wes_rules.batch.engines import judged_frame
from wes_rules.judging.exceeding import exceeded_of
from wes_rules.rules.measure import Rule

AREAS = 6
NUMBERLESS = {"x", "z", "c", "u", "low"}
AGREES, REFUSED, WRONG = "agrees", "refused", "DIFFERS"
CHUNK = 100
COLUMNS = (
    "status",
    "due",
    "course",
    "settled",
    "period",
    "observed",
    "required",
    "margin",
    "slack_low",
    "slack_high",
    "exceeded",
    "reason",
)


def world_of_many(seed: int, kinds: tuple[str, ...] = KINDS_DRAWN) -> World:
    """The world of a seed, in which other areas have figures much like those of the first, in the words of a frame."""
    world, rng = world_of(seed, kinds), Random(seed)
    rows = [plain(row) for row in world.rows if row.what != ("lost",) and not row.kind]
    more = [other(row, f"own{n}", rng) for n in range(1, AREAS) for row in rows if row.area == "own"]
    kept = {row.edition: row for row in (*rows, *more) if row is not None and allowed(row, world)}
    return replace(world, rows=tuple(kept.values()), lost=(), period=None)


def allowed(row: Row, world: World) -> bool:
    """Whether a number is one of the unit, as a frame with another is refused."""
    low, high = world.bounds_of_rows()
    fine = not isinstance(row.what, int) and row.what[0] == "fine"
    ticks = row.what[1] / 10 if fine else row.what if isinstance(row.what, int) else 0
    return (
        (low is None or ticks >= low)
        and (high is None or ticks <= high)
        and not (fine and world.whole and world.decimals >= 0)
    )


def plain(row: Row) -> Row:
    """A row as a frame has it: a number, or a symbol."""
    what = row.what
    if isinstance(what, tuple) and what[0] != "fine":
        what = (what[0] if what[0] in NUMBERLESS else "x",)
    return replace(row, what=what, interval=None, counts=None, definition="")


def other(row: Row, area: str, rng: Random) -> Row | None:
    """A row of another area: much the same, now and then another number, a symbol, or none at all."""
    chance = rng.random()
    if chance < 0.12:
        return None
    if chance < 0.2:
        return replace(row, area=area, what=(rng.choice(("x", "c", "u", "z")),))
    what = row.what + rng.choice((-1, 0, 1, 2)) if isinstance(row.what, int) and row.what > 0 else row.what
    return replace(row, area=area, what=what if rng.random() < 0.5 else row.what)


def frame_of(world: World) -> pl.DataFrame:
    at = adapter.Scale.of(world)
    published, people = replace(at, decimals=at.decimals - world.finer), replace(at, decimals=0)
    population = world.number.get("population")
    table = [
        (
            row.indicator,
            row.area,
            row.group,
            str(at.period(row.period)),
            text(row.what, people if row.indicator == population else published),
            row.published,
            row.standing,
        )
        for row in world.rows
    ]
    names = dict.fromkeys(("indicator", "area", "group", "period", "value"), pl.String)
    return pl.DataFrame(table, schema={**names, "published": pl.Date, "standing": pl.String}, orient="row")


def text(what, at: adapter.Scale) -> str:
    if isinstance(what, int):
        return format(at.amount(what), "f")
    return format(at.amount(Decimal(what[1]) / 10), "f") if what[0] == "fine" else what[0]


def plan_of(world: World) -> w.Plan:
    areas = {"area_sets": adapter.area_sets(world), "ended_areas": adapter.ended_areas(world)}
    measure = exceeding(adapter.measure(world), Random(len(repr(world))))
    return w.Plan(id="p", title="P", area="own", measures=(measure,), **areas)


def exceeding(measure: w.Measure, rng: Random) -> w.Measure:
    """A measure with a distance from which what is kept is exceeded, where its rule or its parts can have one."""
    fields = {"exceeded_by_edge": rng.choice(("included", "excluded")), "exceeded_by": rng.choice((1, 3, 12))}
    for way in rng.sample(("points", "percent-of-target"), 2):
        try:
            return attrs.evolve(measure, rule=with_fields(measure.rule, exceeded_by_in=way, **fields))
        except (TypeError, w.DefinitionError):
            pass  # a place, or all cases, is not kept by so much
    return measure


def with_fields(rule: Rule, **fields) -> Rule:
    if isinstance(rule, w.All | w.Any):
        return attrs.evolve(rule, of=tuple(with_fields(one, **fields) for one in rule.of))
    return attrs.evolve(rule, **fields)


def told(one: w.Judgement) -> tuple:
    """What a batch says of an area, by judging it alone."""
    ends = (None, None) if one.slack is None else (one.slack.low, one.slack.high)
    low, high = (None if end is None or isinstance(end, float) else end for end in ends)
    shown = (one.observed, one.required_value, one.margin)
    numbers = tuple(None if value is None else float(value) for value in shown)
    period, reason = one.period and str(one.period), one.reasons[0].value if one.reasons else None
    course = one.course and one.course.value
    return one.status.value, one.due, course, one.settled, period, *numbers, low, high, exceeded_of(one), reason


def relation_of(frame: pl.DataFrame):
    """A frame as a relation of DuckDB."""
    return duckdb.from_arrow(frame.to_arrow())


# Each world is given to one of them; those that are not in memory are read some rows at a time.
ENGINES = (
    (pl.DataFrame, 0),
    (pl.DataFrame.lazy, 10),
    (relation_of, 10),
    (lambda frame: pd.DataFrame(frame.to_dict(as_series=False)), 0),
    (pl.DataFrame.to_arrow, 0),
)


def compare(
    seed: int, kinds: tuple[str, ...] = KINDS_DRAWN, engine=None, *, every_period=False
) -> tuple[str, str, str]:
    """Judge the world of a seed by an engine and alone: its kind, the outcome, and how they differ."""
    world = world_of_many(seed, kinds)
    kind = world.rule["kind"]
    given, rows_at_once = engine or ENGINES[seed % len(ENGINES)]
    try:
        plan = plan_of(world)
        more = {"rows_at_once": rows_at_once, "every_period": every_period}
        found = judged_frame(plan, given(frame_of(world)), as_of=world.as_of, **more)
        batch = nw.from_native(found).lazy().collect("polars").rows(named=True)
    except w.DefinitionError as error:
        return kind, REFUSED, str(error)
    history, (measure,) = adapter.history(world), plan.measures
    for row in batch:
        period = w.Period.parse(row["period"], measure.calendar.kind, window=None) if every_period else None
        one = told(w.judge(measure, history, as_of=world.as_of, area=row["area"], period=period))
        many = tuple(None if row[name] != row[name] else row[name] for name in COLUMNS)
        if many != one:
            apart = {name: (a, b) for name, a, b in zip(COLUMNS, many, one, strict=True) if a != b}
            return kind, WRONG, f"seed {seed}, area {row['area']}: batch and alone say {apart}\n  {world!r}"
    return kind, AGREES, ""


def compare_all(seeds: range, *, every_period: bool) -> list[tuple[str, str, str]]:
    return [compare(seed, every_period=every_period) for seed in seeds]


def compare_bulk(path: Path) -> int:
    """Compare every indicator of the bulk file, and report."""
    from tests.batch.bulk import differences, figures_of

    figures, counted, wrong = figures_of(path), 0, []
    indicators = figures["indicator"].unique().sort().to_list()
    for indicator in indicators:
        count, found = differences(figures, indicator)
        counted += count
        wrong += found
    print(*wrong[:20], sep="\n")
    print(f"{counted:,} verdicts on {len(indicators)} indicators: {len(wrong)} differ")
    return 1 if wrong else 0


def main(arguments: list[str] | None = None) -> int:
    """Compare many worlds and report."""
    parser = argparse.ArgumentParser(
        prog="dev.py side-by-side", description="Judge worlds in a batch and one at a time."
    )
    parser.add_argument("--worlds", type=int, default=20_000, help="how many worlds; by default 20,000")
    parser.add_argument("--from-seed", type=int, default=0, help="the seed of the first one")
    parser.add_argument("--every-period", action="store_true", help="compare every period, and not the latest alone")
    parser.add_argument(
        "--bulk", type=Path, help="the bulk file of the Local Authority Interactive Tool, to compare in place of worlds"
    )
    given = parser.parse_args(arguments)
    if given.bulk:
        return compare_bulk(given.bulk)
    last, began = given.from_seed + given.worlds, time.monotonic()
    stretches = [range(first, min(first + CHUNK, last)) for first in range(given.from_seed, last, CHUNK)]
    comparing = partial(compare_all, every_period=given.every_period)
    with ProcessPoolExecutor(cpu_count()) as pool:
        found = [one for some in pool.map(comparing, stretches) for one in some]
    counts = Counter((kind, outcome) for kind, outcome, _ in found)
    for kind in sorted({kind for kind, _ in counts}):
        print(f"{kind:20} {', '.join(f'{counts[kind, one]} {one}' for one in (AGREES, REFUSED, WRONG))}")
    shortest: dict[str, str] = {}
    for kind, outcome, said in sorted(found, key=lambda one: len(one[2])):
        if outcome == WRONG:
            shortest.setdefault(kind, said)
    print(*shortest.values(), sep="\n")
    print(f"{len(found)} worlds in {time.monotonic() - began:.0f} s: {len(shortest)} kinds differ")
    return 1 if shortest else 0


if __name__ == "__main__":
    sys.exit(main())
