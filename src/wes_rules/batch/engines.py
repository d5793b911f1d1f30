"""The engines that carry the rows: a frame in memory is judged at once, any other in parts, each by the same kernels."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import attrs
import narwhals as nw

from wes_rules.batch.cache import Cache
from wes_rules.batch.compared import areas_compared
from wes_rules.batch.frames import empty, fitting, frame_of, no_number, returned, rows_of
from wes_rules.batch.judging import Verdicts, in_order, refuse, verdicts_on
from wes_rules.errors import DefinitionError, Problem, SourceError
from wes_rules.quoting import quoted
from wes_rules.rules.kinds.composites import leaves
from wes_rules.rules.plan import Plan
from wes_rules.series.comparators import IndicatorFigure
from wes_rules.values import checks
from wes_rules.values.fields import argument
from wes_rules.values.quantity import Marker

if TYPE_CHECKING:
    from wes_rules.batch.kept import Keeper

# So many rows are read at a time, however many there are.
ROWS_AT_ONCE = 5_000_000
# A text that is a number below 0 or above 1, which no fraction is.
_NO_FRACTION = r"^\s*(-|0*[2-9]|0*1\d|0*1\.0*[1-9])"
_KEYS = ("indicator", "area", "period")


@attrs.frozen(eq=False)
class Lazily:
    """
    A frame that is read in parts.

    Args:
        rows: The rows that a plan asks for.
        areas: The areas that are judged, in order, each with how many rows it has.
        common: The rows of the areas that others are compared with: they belong to every part. Beside them it holds for each
            series an area that has it, and for each indicator one that shows that its percentages are no fractions.
        missing: The symbol that stands for a number that is not there.
    """

    rows: nw.LazyFrame[Any]
    areas: dict[str, int]
    common: nw.DataFrame[Any]
    missing: Marker | None

    @classmethod
    def of(cls, plan: Plan, frame: nw.LazyFrame[Any], missing: Marker | None, areas: Collection[str] | None) -> Lazily:
        """Check a frame."""
        frame = _named(frame)
        wanted = nw.col("indicator").is_in(sorted(_indicators(plan)))
        found = _counted(frame, wanted, missing)
        rows = frame.filter(wanted)
        named = set[str]().union(*(areas_compared(plan, measure) for measure in plan.measures)) | _witnesses(rows)
        judged = sorted(found if areas is None else areas)
        return cls(rows, {one: found.get(one, 0) for one in judged}, _collected(rows.filter(_in(named))), missing)

    def parts(self, rows_at_once: int) -> Iterator[tuple[list[str], nw.DataFrame[Any]]]:
        """Return some areas at a time, with their rows and the common ones; of no area at least that there is none."""
        names: list[str] = []
        left = rows_at_once
        for area, rows in self.areas.items():
            if names and rows > left:
                yield names, self._of(names)
                names, left = [], rows_at_once
            names.append(area)
            left -= rows
        yield names, self._of(names)

    def _of(self, names: list[str]) -> nw.DataFrame[Any]:
        return beside(_collected(self.rows.filter(_in(names))), self.common, names)


def beside(own: nw.DataFrame[Any], common: nw.DataFrame[Any], names: Collection[str]) -> nw.DataFrame[Any]:
    """Return the rows of some areas beside those of the others that they are compared with."""
    return nw.concat([own, common.filter(~_in(names))])


def _named(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Return a frame whose indicators and areas are texts; a code such as 937 may be a number."""
    schema = frame.collect_schema()
    fitting(schema.names())
    for name in ("indicator", "area"):
        kind = schema[name]
        if kind.is_integer():
            frame = frame.with_columns(nw.col(name).cast(nw.String))
        elif kind != nw.String:
            what = f"the frame: {quoted(name)} holds {kind}"
            raise SourceError(Problem(what, "give texts or whole numbers"))
    return frame


def _indicators(plan: Plan) -> set[str]:
    every = [leaf for measure in plan.measures for leaf in leaves(measure)]
    against = (getattr(leaf.rule, "against", None) for leaf in every)
    compared = {one.indicator for one in against if isinstance(one, IndicatorFigure)}
    return compared.union(*(leaf.number.units(leaf.unit) for leaf in every))


def _counted(frame: nw.LazyFrame[Any], wanted: nw.Expr, missing: Marker | None) -> dict[str, int]:
    """Count the rows of each area that a plan asks for, and refuse what is empty anywhere."""
    value = nw.col("value")
    nothing = value.is_null()
    if frame.collect_schema()["value"].is_float():
        nothing = nothing | value.is_nan()
    flags = {"_wanted": wanted, "_value": nothing, **{f"_{name}": nw.col(name).is_null() for name in _KEYS}}
    marked = frame.select("area", **{name: one.fill_null(False).cast(nw.Int64) for name, one in flags.items()})
    found = _collected(marked.group_by("area").agg(nw.col(*flags).sum()))
    problems = [empty(name, count) for name in _KEYS if (count := int(found[f"_{name}"].sum()))]
    if missing is None and (count := int(found["_value"].sum())):
        problems.append(no_number(count))
    if problems:
        raise SourceError(problems)
    return dict(zip(found["area"].to_list(), found["_wanted"].to_list(), strict=True))


def _witnesses(rows: nw.LazyFrame[Any]) -> set[str]:
    """Name areas that show what is true of all rows: of each series that it is there, of percentages that they are no fractions."""
    schema, value = rows.collect_schema(), nw.col("value")
    whole = (value < 0) | (value > 1) if schema["value"].is_numeric() else value.str.contains(_NO_FRACTION)
    if schema["value"].is_float():
        whole = whole & ~value.is_nan()
    keys = ["indicator", *(["group"] if "group" in schema.names() else [])]
    marked = rows.select(*keys, "area", whole=nw.when(whole).then("area"))
    found = _collected(marked.group_by(*keys).agg(nw.col("area", "whole").max()))
    # What is no text is nothing: None, or what pandas has in its place.
    return {one for name in ("area", "whole") for one in found[name].to_list() if isinstance(one, str)}


def _in(areas: Collection[str]) -> nw.Expr:
    # No area is null, and PyArrow knows no list of texts without any.
    return nw.col("area").is_in(sorted(areas)) if areas else nw.col("area").is_null()


def _collected(frame: nw.LazyFrame[Any]) -> nw.DataFrame[Any]:
    """Read a frame, which Polars does in stretches when it is asked to."""
    return frame.collect(engine="streaming") if frame.implementation.is_polars() else frame.collect()


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
