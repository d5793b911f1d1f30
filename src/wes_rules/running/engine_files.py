"""A plan's files as an engine reads them: Parquet, and CSV on whose cells every reader agrees."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from wes_rules.errors import PlanError, Problem, SourceError
from wes_rules.plugins.asking import Wanted
from wes_rules.plugins.files import need_file
from wes_rules.quoting import quoted
from wes_rules.rules.plan import Plan, PluginConfig
from wes_rules.running.read_alike import reads_alike
from wes_rules.running.reading.needs import needs, wanted
from wes_rules.tables import FileSettings, Lines
from wes_rules.tables.filters import Test
from wes_rules.tables.layouts import OPTIONAL, REQUIRED
from wes_rules.tables.shape import shape_of
from wes_rules.tables.texts import Text, separator_of
from wes_rules.tables.values import where_units_differ

if TYPE_CHECKING:
    import narwhals as nw

# The table settings that an engine supports.
_CARRIED = ("path", "separator", "columns", "fixed", "filters", "filters_not", "group", "publication", "published")
_READ = ("indicator", "area", "period", "value", "group", "published", "standing")
# Columns that no verdict depends on, once the unit is known to be the plan's.
_TOLD = ("source", "unit", "made_up")
_LAYOUT = (*REQUIRED["tidy"], *OPTIONAL["tidy"])


class NotPlainError(Exception):
    """An engine may read a file differently from `check` of one area."""


def is_parquet(settings: Any) -> bool:
    """Whether a source is a Parquet file, which only engines read."""
    return isinstance(settings, FileSettings) and str(getattr(settings, "path", "")).endswith(".parquet")


def frame_of(plan: Plan, sources: list[Any], engine: str) -> nw.LazyFrame[Any]:
    """Return the figures of all sources that a plan asks for, as texts if several have to agree; refuse files that are not plain."""
    import narwhals as nw

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
    import narwhals as nw

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
    import narwhals as nw

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
    import narwhals as nw

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
    import narwhals as nw

    text = nw.col(name).cast(nw.String).fill_null("")
    there = frame.select(text.alias("said")).unique().collect()["said"].to_list()
    held = [one for one in there if test.holds(one)]
    if not held:
        return frame.filter(text.is_null()) if test.passes else frame
    return frame.filter(text.is_in(held) if test.passes else ~text.is_in(held))


def _with_given(frame: nw.LazyFrame[Any], settings: Any) -> nw.LazyFrame[Any]:
    import narwhals as nw

    return frame.with_columns(nw.lit(text).alias(name) for name, text in settings.given.items())


def _as_texts(frame: nw.LazyFrame[Any], columns: list[str]) -> nw.LazyFrame[Any]:
    import narwhals as nw

    has = frame.collect_schema().names()
    return frame.select(
        *(nw.col(one).cast(nw.String) if one in has else nw.lit(None, nw.String).alias(one) for one in columns)
    )


def _opener(engine: str) -> Callable[..., nw.LazyFrame[Any]]:
    """Return the function with which an engine opens CSV or Parquet, every cell of CSV as a text."""
    import narwhals as nw

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
    import narwhals as nw

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


_BLOCK = 1 << 24
_PRINTED = bytes(range(32, 127)) + b"\r\n"


def is_plain(path: Path, separator: str) -> bool:
    """
    Whether every reader takes the same cells from a file.

    The file is UTF-8 without a byte-order mark, quotes, blanks at the ends of cells, control characters and empty
    lines, has no # (which some readers take for a comment), and as many cells in each line as in the first.
    """
    sign = separator.encode()
    if len(sign) != 1:
        return False
    odd = (b'"', b"#", b" " + sign, sign + b" ", b"\n ", b" \n", b" \r", b"\n\n", b"\n\r")
    others = bytes(set(range(256)) - {*sign, *b"\n"})
    line = b""
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK) + stream.readline():
            text = b"\n" + block.removesuffix(b"\n") + b"\n"
            if any(one in text for one in odd) or text.count(b"\r") != text.count(b"\r\n"):
                return False
            if (rest := text.translate(None, _PRINTED + sign)) and not _is_printed(text, rest):
                return False
            cells = text[1:].translate(None, others)
            line = line or cells[: cells.index(b"\n") + 1]
            if cells != line * (len(cells) // len(line)):
                return False
    return bool(line)


def _is_printed(text: bytes, rest: bytes) -> bool:
    """Whether bytes are UTF-8, and what of them is more than ASCII has no blank and no control character."""
    try:
        text.decode()
        return rest.decode().isprintable() and not rest.isascii()
    except UnicodeDecodeError:
        return False
