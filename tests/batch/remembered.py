"""
Worlds whose figures, plan and day change step by step, judged with a cache and without.

`python3 dev.py run -m tests.batch.remembered --worlds 2000` walks through many of them, on every core there is.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from os import cpu_count
from pathlib import Path
from random import Random

import polars as pl
from tests.batch.side_by_side import frame_of, plan_of, world_of_many
from tests.oracle.rules_drawn import KINDS_DRAWN

import wes_rules as w
from wes_rules.batch import Cache
from wes_rules.batch.engines import judged_frame

KINDS = tuple(sorted({*KINDS_DRAWN} - {"cases"}))
VALUES = ("0", "1", "7", "12.4", "55", "99", "x", "c", "u", "z", "low", "0.5", "12 p", "-3", "250", "about ten", "")
STEPS = 8


class Walk:
    """A plan, figures and a day that change, and a cache."""

    def __init__(self, seed: int, kinds: tuple[str, ...], path: Path) -> None:
        self.rng = Random(seed)
        worlds = [world_of_many(seed * 2 + n, kinds) for n in range(2)]
        self.plans = [plan_of(one) for one in worlds]
        self.plan, self.frame, self.day = self.plans[0], frame_of(worlds[0]), worlds[0].as_of
        self.cache, self.lazy = Cache(path), bool(seed % 2)
        self.judged = self.kept = 0
        self.done: list[str] = []

    def change(self, what: str) -> None:
        """Change something: now and then so that nobody can judge it any more."""
        rng, rows = self.rng, self.frame.rows()
        self.done.append(what)
        place = rng.randrange(len(rows)) if rows else 0
        match what:
            case "value" | "twice" | "standing" | "published" if rows:
                one = dict(zip(self.frame.columns, rows[place], strict=True))
                near = date(self.day.year, rng.randint(1, 12), rng.randint(1, 28)) + timedelta(
                    days=rng.choice((-365, 0, 365))
                )
                words = {
                    "standing": {"standing": rng.choice(("", "provisional", "revised", "forecast"))},
                    "published": {"published": rng.choice((None, near, self.day))},
                }
                rows[place : place + (what != "twice")] = [
                    tuple((one | words.get(what, {"value": rng.choice(VALUES)})).values())
                ]
            case "gone" if rows:
                del rows[place]
            case "day":
                self.day += timedelta(days=rng.choice((-400, -31, -1, 1, 1, 2, 30, 92, 366)))
            case "due":
                self.day = rng.choice(self._turns())
            case "plan":
                self.plans.reverse()
                self.plan = self.plans[0]
            case "set":
                sets = [
                    w.AreaSet(id=one.id, areas=one.areas[:-1] or one.areas, published=one.published)
                    for one in self.plan.area_sets
                ]
                self.plan = w.Plan(id="p", title="P", area="own", measures=self.plan.measures, area_sets=sets)
            case "deleted":
                self.cache.path.unlink(missing_ok=True)
            case "damaged" if self.cache.path.exists():
                content = bytearray(self.cache.path.read_bytes())
                content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
                self.cache.path.write_bytes(content[: rng.choice((len(content), rng.randrange(len(content))))])
        self.frame = pl.DataFrame(rows, schema=self.frame.schema, orient="row")

    def _turns(self) -> list[date]:
        """List days on which a verdict may turn, and the days before them."""
        (measure,) = self.plan.measures
        calendar, days = measure.calendar, list(getattr(measure.rule, "days", ()))
        days += [] if measure.deadline is None else [measure.deadline, measure.deadline + timedelta(days=1)]
        latest = calendar.latest_due(self.day)
        days += [] if latest is None else [calendar.due(latest), calendar.due(latest + 1)]
        near = [one for one in days if 1900 < one.year < 2190] or [self.day]
        return [date.fromordinal(one.toordinal() - back) for one in near for back in (0, 1)]

    def held(self) -> str:
        """Judge with the cache and without: empty where both say the same."""
        plain, remembered = self._judged(None), self._judged(self.cache)
        if not isinstance(remembered, str):
            self.judged += self.cache.judged
            self.kept += self.cache.kept
        self.bad = isinstance(plain, str)
        if isinstance(plain, pl.DataFrame) and isinstance(remembered, pl.DataFrame) and plain.equals(remembered):
            return ""
        # What nobody can judge is refused by both; where every row is wrong, a cache names those that it looked at.
        refused = (
            isinstance(plain, str) and isinstance(remembered, str) and {*remembered.split("\n")} <= {*plain.split("\n")}
        )
        return "" if refused else f"{plain}\n{remembered}"

    def _judged(self, cache: Cache | None) -> pl.DataFrame | str:
        frame = self.frame.lazy() if self.lazy else self.frame
        try:
            return judged_frame(self.plan, frame, as_of=self.day, missing="x", rows_at_once=10, cache=cache)
        except w.WesRulesError as error:
            return "\n".join(sorted(map(str, error.problems)))


CHANGES = (
    "value",
    "value",
    "value",
    "twice",
    "standing",
    "published",
    "gone",
    "day",
    "due",
    "due",
    "plan",
    "set",
    "deleted",
    "damaged",
    "nothing",
)


def walked(seed: int, kinds: tuple[str, ...] = KINDS, changes: tuple[str, ...] = ()) -> tuple[str, int, int]:
    """Walk through a world: what went wrong, how many verdicts were judged, and how many were kept."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            walk = Walk(seed, kinds, Path(folder) / "cache")
        except w.DefinitionError:
            return "", 0, 0  # nobody can promise that
        for what in ("nothing", *(changes or [walk.rng.choice(CHANGES) for _ in range(STEPS)])):
            before = walk.plan, walk.frame, walk.day
            walk.change(what)
            if wrong := walk.held():
                return f"seed {seed}, {kinds}, {walk.done} on {walk.day}: {wrong}", walk.judged, walk.kept
            if walk.bad:
                walk.plan, walk.frame, walk.day = before
        return "", walk.judged, walk.kept


def main(arguments: list[str] | None = None) -> int:
    """Walk through many worlds and report."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.batch.remembered", description=__doc__)
    parser.add_argument("--worlds", type=int, default=1_000)
    parser.add_argument("--from-seed", type=int, default=0)
    given = parser.parse_args(arguments)
    with ProcessPoolExecutor(cpu_count()) as pool:
        found = list(pool.map(walked, range(given.from_seed, given.from_seed + given.worlds), chunksize=10))
    wrong = [one for one, _, _ in found if one]
    print(*wrong[:5], sep="\n\n")
    judged, kept = (sum(one[place] for one in found) for place in (1, 2))
    print(f"{len(found)} worlds, {judged:,} verdicts judged and {kept:,} kept: {len(wrong)} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
