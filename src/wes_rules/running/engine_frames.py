"""A plan's files as an engine reads them, where a batch reads each distinct cell as the tables of one area do."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import narwhals as nw

from wes_rules.errors import PlanError, Problem, SourceError, WesRulesError
from wes_rules.plugins.asking import Wanted
from wes_rules.plugins.files import need_file
from wes_rules.quoting import quoted
from wes_rules.rules.plan import Plan, PluginConfig
from wes_rules.running.engine_files import NotPlainError, is_parquet, is_plain
from wes_rules.running.reading.needs import needs, wanted
from wes_rules.series.records import standing_of
from wes_rules.tables import Lines, read_day, read_value
from wes_rules.tables.filters import Test
from wes_rules.tables.layouts import OPTIONAL, REQUIRED
from wes_rules.tables.shape import shape_of
from wes_rules.tables.symbols import Signs, label_and_standing
from wes_rules.tables.texts import Text, separator_of
from wes_rules.tables.values import read_period, read_standing, where_units_differ
from wes_rules.values.checks import day_in
from wes_rules.values.period import Period
from wes_rules.values.quantity import Quantity, split_standing

# The table settings that an engine supports.
_CARRIED = ("path", "separator", "columns", "fixed", "filters", "filters_not", "group", "publication", "published")
_READ = ("indicator", "area", "period", "value", "group", "published", "standing")
# Columns that no verdict depends on, once the unit is known to be the plan's.
_TOLD = ("source", "unit", "made_up")
_LAYOUT = (*REQUIRED["tidy"], *OPTIONAL["tidy"])


def frame_of(plan: Plan, sources: list[Any], engine: str) -> nw.LazyFrame[Any]:
    """Return the figures of all sources that a plan asks for, as texts if several have to agree; refuse files that are not plain."""
    asked = wanted(plan)
    if not all(map(is_parquet, sources)):
        for config, settings in zip(plan.sources, sources, strict=True):
            if not is_parquet(settings) and (config.kind != "csv" or not_carried(settings)):
                raise NotPlainError
    opened = _opener(engine)
    frames = []
    for config, settings in zip(plan.sources, sources, strict=True):
        read = _parquet if is_parquet(settings) else _csv
        frames.append(read(settings, config, plan, opened, asked))
    found = frames[0]
    if len(frames) > 1:
        columns = [one for one in _READ if any(one in frame.collect_schema() for frame in frames)]
        found = nw.concat([_as_texts(frame, columns) for frame in frames])
    if not any(map(is_parquet, sources)) and not _has_compared(found, plan):
        raise NotPlainError
    return found


def _has_compared(found: nw.LazyFrame[Any], plan: Plan) -> bool:
    """Whether there are figures of every area that measures compare with."""
    compared = {(need.indicator, need.area) for need in needs(plan) if need.compared}
    if not compared:
        return True
    rows = found.filter(nw.col("area").is_in(sorted({area for _, area in compared})))
    return compared.issubset(rows.select("indicator", "area").unique().collect().rows())


def not_carried(settings: Any) -> list[str]:
    """Name the settings of a file that an engine does not support."""
    return [
        field.name
        for field in attrs.fields(type(settings))
        if field.name not in _CARRIED
        and getattr(settings, field.name)
        != (field.default.factory() if isinstance(field.default, attrs.Factory) else field.default)  # type: ignore[arg-type]
    ]


def _csv(
    settings: Any, config: PluginConfig, plan: Plan, opened: Callable[..., Any], asked: Mapping[str, Wanted]
) -> nw.LazyFrame[Any]:
    """Read a file of CSV whose header, separator and columns are as the tables of one area have them."""
    path = Path(plan.file).parent / settings.path
    need_file(path, settings.path, most=sys.maxsize)
    with path.open("rb") as stream:
        separator = settings.separator or separator_of(stream.readline().decode(errors="replace"))
    if not is_plain(path, separator):
        raise NotPlainError
    _, header = next(Text(path, settings.path, "utf-8").lines(separator, 1))
    shape = shape_of(header, Lines(name=settings.path, lines=()), settings)
    frame = opened(path, separator)
    names = frame.collect_schema().names()
    if len(names) != shape.width:
        raise NotPlainError
    for test in shape.tests:
        frame = _passing(frame, names[test.place], test)
    if shape.tests and not len(frame.head(1).collect()):
        raise NotPlainError
    frame = frame.select(nw.col(names[place]).alias(meant) for meant, place in shape.columns.items())
    given = _with_given(frame, settings)
    indicator = nw.col("indicator")
    found = given.filter(indicator.is_in(sorted(asked)) | indicator.is_null())
    if not reads_alike(found, plan, asked, is_foreign=settings.is_foreign):
        raise NotPlainError
    return _without_what_is_told(found, settings, asked)


def _parquet(
    settings: Any, config: PluginConfig, plan: Plan, opened: Callable[..., Any], asked: Mapping[str, Wanted]
) -> nw.LazyFrame[Any]:
    if problems := [
        Problem(f"an engine does not carry out {quoted(name)}", "leave it out", subject=f"source {quoted(config.id)}")
        for name in not_carried(settings)
    ]:
        raise PlanError(attrs.evolve(one, file=Path(plan.file).name, line=config.line) for one in problems)
    path = Path(plan.file).parent / settings.path
    need_file(path, settings.path, most=sys.maxsize)
    frame = opened(path, "")
    texts = [name for name, kind in frame.collect_schema().items() if kind == nw.String]
    frame = frame.with_columns(nw.col(name).str.strip_chars() for name in texts)
    names = frame.collect_schema().names()
    used = {name: settings.columns.get(name, name) for name in names}
    if settings.is_foreign:
        kept = settings.columns or _LAYOUT
        used = {name: meant for name, meant in used.items() if name in kept}
    for filters, passes in ((settings.filters, True), (settings.filters_not, False)):
        for name, values in filters.items():
            # A frame identifies columns by name, not by position.
            frame = _passing(frame, name, Test.of(-1, name, values, passes=passes))
    frame = _with_given(frame.select(nw.col(name).alias(meant) for name, meant in used.items()), settings)
    found = frame.filter(nw.col("indicator").cast(nw.String).is_in(sorted(asked)))
    return _without_what_is_told(found, settings, asked)


def _passing(frame: nw.LazyFrame[Any], name: str, test: Test) -> nw.LazyFrame[Any]:
    text = nw.col(name).cast(nw.String).fill_null("")
    there = frame.select(text.alias("said")).unique().collect()["said"].to_list()
    held = [one for one in there if test.holds(one)]
    if not held:
        return frame.filter(text.is_null()) if test.passes else frame
    return frame.filter(text.is_in(held) if test.passes else ~text.is_in(held))


def _with_given(frame: nw.LazyFrame[Any], settings: Any) -> nw.LazyFrame[Any]:
    return frame.with_columns(nw.lit(text).alias(name) for name, text in settings.given.items())


def _as_texts(frame: nw.LazyFrame[Any], columns: list[str]) -> nw.LazyFrame[Any]:
    has = frame.collect_schema().names()
    return frame.select(
        *(nw.col(one).cast(nw.String) if one in has else nw.lit(None, nw.String).alias(one) for one in columns)
    )


def _opener(engine: str) -> Callable[..., nw.LazyFrame[Any]]:
    """Return the function with which an engine opens CSV or Parquet, every cell of CSV as a text."""
    backend, given, csv = engine, dict[str, Any](), dict[str, Any]()
    if engine == "polars":
        csv = {"infer_schema": False}
    elif engine == "duckdb":
        csv = {"all_varchar": True, "header": True, "quotechar": '"'}
    else:
        from pyspark.sql import SparkSession  # type: ignore[import-not-found, unused-ignore]

        backend, given, csv = (
            "pyspark",
            {"session": SparkSession.builder.getOrCreate()},
            {"header": True, "escape": '"'},
        )
    named: Any = backend

    def opened(path: Path, separator: str) -> nw.LazyFrame[Any]:
        if path.suffix == ".parquet":
            return nw.scan_parquet(str(path), backend=named, **given)
        return nw.scan_csv(str(path), backend=named, separator=separator, **csv, **given)

    return opened


def _without_what_is_told(found: nw.LazyFrame[Any], settings: Any, asked: Mapping[str, Wanted]) -> nw.LazyFrame[Any]:
    """Return figures without irrelevant columns, and columns that are empty in the plan's rows."""
    if problems := list(_other_units(found, settings, asked)):
        raise SourceError(problems)
    names = found.collect_schema().names()
    others = [name for name in names if name not in (*_READ, *_TOLD)]
    told = [name for name in names if name in _TOLD]
    if others:
        filled = found.select(
            (nw.col(name).cast(nw.String).fill_null("") != "").cast(nw.Int64).sum().alias(name) for name in others
        ).collect()
        told += [name for name in others if not filled[name][0]]
    return found.drop(told)


def _other_units(found: nw.LazyFrame[Any], settings: Any, asked: Mapping[str, Wanted]) -> Iterator[Problem]:
    """Say which figures have other units than the plan's."""
    if "unit" not in found.collect_schema().names():
        return
    for indicator, unit in found.select("indicator", "unit").unique().collect().rows():
        if unit and indicator in asked and unit != asked[indicator].unit.value:
            what = f"unit {quoted(unit)} of {quoted(indicator)} is not the plan's {quoted(asked[indicator].unit.value)}"
            yield Problem(what, where_units_differ(unit, asked[indicator]), settings.path)


_NEEDED = ("indicator", "area", "period", "source")
# A number as most cells write it, which has only one reading.
_NUMBER = r"^-?[0-9]{1,15}(\.[0-9]{1,9})?$"


def reads_alike(found: nw.LazyFrame[Any], plan: Plan, asked: Mapping[str, Wanted], *, is_foreign: bool) -> bool:
    """Whether a batch reads the texts of a frame as `check` of one area does, in a table that may be foreign; False if it might not."""
    names = found.collect_schema().names()
    needed = [*_NEEDED, *(() if is_foreign else ("unit",))]
    if not {*needed, "value"}.issubset({*names, *(("unit",) if is_foreign else ())}):
        return False
    empty = found.select(nw.col(name).is_null().cast(nw.Int64).sum() for name in needed).collect()
    if any(empty[name][0] for name in needed):
        return False

    def each(column: str, rows: nw.LazyFrame[Any] = found) -> list[tuple[str, str]]:
        kept = rows.filter(~nw.col(column).is_null()) if column in names else None
        return [] if kept is None else list(kept.select("indicator", column).unique().collect().rows())

    odd = found.filter(~nw.col("value").str.contains(_NUMBER))
    try:
        return (
            all(_is_period(label, asked[name]) for name, label in each("period"))
            and all(_is_value(text, asked[name]) for name, text in each("value", odd))
            and all(read_day(text) == day_in(text) for _, text in each("published"))
            and all(read_standing(text) == standing_of(text) for _, text in each("standing"))
            and all(text == "false" for _, text in each("made_up"))
            and not _after_the_end(found, plan, asked)
            and not _may_be_fractions(found, asked)
        )
    except (WesRulesError, ValueError):  # a cell that cannot be read
        return False


def _is_period(label: str, wanted: Wanted) -> bool:
    said = read_period(label, "", wanted)
    by_each = {Period.parse(label, calendar.kind) for calendar in wanted.calendars}
    return label_and_standing(label) == (label, "") and by_each == {said} and wanted.collected(said)


def _is_value(text: str, wanted: Wanted) -> bool:
    """Whether both read a text as the same symbol or bound; unusual numbers are left to the tables."""
    word, standing = Signs().meant(text, wanted.unit)
    said, (bare, beside) = read_value(word, wanted), split_standing(text)
    return not said.is_exact and (said, standing) == (Quantity.read(bare, unit=wanted.unit), beside)


def _after_the_end(found: nw.LazyFrame[Any], plan: Plan, asked: Mapping[str, Wanted]) -> bool:
    """Whether areas that ended have rows for periods after their end."""
    ended = {one.code: one for one in plan.ended_areas}
    if not ended:
        return False
    rows = found.filter(nw.col("area").is_in(sorted(ended))).select("indicator", "area", "period").unique().collect()
    return not all(ended[area].has(read_period(label, "", asked[name])) for name, area, label in rows.rows())


def _may_be_fractions(found: nw.LazyFrame[Any], asked: Mapping[str, Wanted]) -> bool:
    """Whether a series has percentages below 1 that may be fractions."""
    doubtful = sorted(name for name, one in asked.items() if one.may_be_fractions)
    if not doubtful:
        return False
    value = nw.col("value")
    rows = found.filter(nw.col("indicator").is_in(doubtful) & value.str.contains(_NUMBER))
    group = [nw.col("group")] if "group" in found.collect_schema().names() else []
    rows = rows.select("indicator", "area", *group, value=value.cast(nw.Float64)).with_columns(
        small=nw.when((nw.col("value") > 0) & (nw.col("value") < 1)).then(1).otherwise(0),
        others=nw.when(nw.col("value") >= 1).then(nw.col("value")),
    )
    keys = ["indicator", "area", *(["group"] if group else [])]
    each = rows.group_by(keys).agg(nw.col("small").max(), least=nw.col("others").min(), most=nw.col("others").max())
    least, most = nw.col("least"), nw.col("most")
    doubt = (nw.col("small") == 1) & (least.is_null() | (least >= 10) | (most <= 1))  # as `stray_faults`
    return bool(len(each.filter(doubt).collect()))
