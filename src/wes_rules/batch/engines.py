"""The engines that carry the rows: a frame in memory is judged at once, any other in parts, each by the same kernels."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import narwhals as nw

from wes_rules.batch.cache import Cache
from wes_rules.batch.frames import frame_of, returned, rows_of
from wes_rules.batch.judging import Verdicts, in_order, refuse, verdicts_on
from wes_rules.batch.lazily import ROWS_AT_ONCE, Lazily, beside
from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules.plan import Plan
from wes_rules.values import checks
from wes_rules.values.fields import argument
from wes_rules.values.quantity import Marker

if TYPE_CHECKING:
    from wes_rules.batch.kept import Keeper

# The columns of the verdicts, as Spark has to know them before there are any.
_SCHEMA = (
    "measure string, area string, status string, due boolean, course string, settled boolean, period string, observed double, "
    "required double, margin double, slack_low bigint, slack_high bigint, exceeded boolean, reason string"
)


def _nothing(text: str) -> None:
    """Show no progress."""


def judged_frame(
    plan: Plan,
    frame: Any,
    *,
    as_of: date,
    missing: str | None = None,
    areas: Collection[str] | None = None,
    progress: Callable[[str], None] = _nothing,
    rows_at_once: int = ROWS_AT_ONCE,
    cache: Cache | None = None,
    every_period: bool = False,
) -> Any:
    """Judge areas of a frame by every measure of a plan; `judge` of the room says how."""
    plan, as_of = argument("plan", Plan, plan), argument("as_of", date, as_of)
    refuse(plan, every_period=checks.flag(every_period))
    marker = None if missing is None else checks.choice(missing, Marker)
    table = frame_of(frame)
    keeper = None if cache is None else _keeper(cache, table, every_period=every_period)
    judged = partial(verdicts_on, every_period=every_period) if keeper is None else keeper.verdicts_on
    if isinstance(table, nw.DataFrame):
        parts, kind = [judged(plan, rows_of(table, marker, areas), as_of)], table.implementation
    else:
        lazily = Lazily.of(plan, table, marker, areas)
        if _is_spark(table):
            return _on_spark(plan, lazily, partial(judged, as_of=as_of))
        parts, kind, done = [], lazily.common.implementation, 0
        for names, rows in lazily.parts(rows_at_once):
            progress(f"judging areas {done + 1:,} to {done + len(names):,} of {len(lazily.areas):,}")
            parts.append(judged(plan, rows_of(rows, marker, names), as_of))
            done += len(names)
    if keeper is not None:
        keeper.write()
    return returned(in_order(parts), kind)


def _is_spark(table: nw.DataFrame[Any] | nw.LazyFrame[Any]) -> bool:
    return bool(table.implementation.is_pyspark() or table.implementation.is_pyspark_connect())


def _keeper(cache: Cache, table: nw.DataFrame[Any] | nw.LazyFrame[Any], *, every_period: bool) -> Keeper:
    if every_period:
        raise DefinitionError(
            Problem("a cache keeps the latest verdict of an area, and no other", "leave the cache out")
        )
    if _is_spark(table):
        raise DefinitionError(Problem("Spark judges where its rows are, and keeps no cache", "leave the cache out"))
    from wes_rules.batch.kept import Keeper

    return Keeper(argument("cache", Cache, cache))


def _on_spark(plan: Plan, lazily: Lazily, judge: Callable[..., Verdicts]) -> Any:
    """Judge areas where their rows are: these are brought together by area, and what all compare with is sent along."""
    common, missing, areas = lazily.common.to_arrow(), lazily.missing, frozenset(lazily.areas)

    def judged(names: Collection[str], own: Any) -> Any:
        rows = rows_of(beside(nw.from_native(own), nw.from_native(common), names), missing, names)
        return returned(in_order([judge(plan, rows)]), "pyarrow")

    def verdicts(batches: Iterable[Any]) -> Iterable[Any]:
        import pyarrow as pa  # type: ignore[import-untyped]

        own = pa.Table.from_batches(batches, schema=common.schema)
        yield from judged(areas.intersection(own["area"].to_pylist()), own).to_batches()

    rows = lazily.rows.to_native()
    found = rows.repartition("area").mapInArrow(verdicts, _SCHEMA)
    # Areas without a row that is asked for are in no part.
    if without := [area for area, count in lazily.areas.items() if not count]:
        found = found.union(rows.sparkSession.createDataFrame(judged(without, common.slice(0, 0)), _SCHEMA))
    return found
