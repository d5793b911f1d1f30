"""A plan's own files, judged for many areas at once by an engine that reads them in parts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from wes_rules.errors import DefinitionError, PlanError, Problem, SourceError
from wes_rules.planfiles.planfile import read_plan
from wes_rules.plugins.files import need_file
from wes_rules.plugins.manager import load_plugins
from wes_rules.quoting import quoted, shortened
from wes_rules.rules.plan import Plan, PluginConfig
from wes_rules.running.plugins_used import configured, named, needed_by
from wes_rules.running.reading.wanted import wanted
from wes_rules.tables import FileSettings
from wes_rules.tables.values import where_units_differ

if TYPE_CHECKING:
    import narwhals as nw

    from wes_rules.batch.cache import Cache

ALL = "all"
# The settings of a table that an engine carries out; with others a file is read one area at a time.
_CARRIED = ("path", "separator", "columns", "fixed", "filters", "filters_not", "group", "publication", "published")
_READ = ("indicator", "area", "period", "value", "group", "published", "standing")
# What says nothing on which a verdict hangs, once the unit is known to be the plan's.
_TOLD = ("source", "unit", "made_up")
_NEEDS = {"polars": "batch", "duckdb": "duckdb", "spark": "spark"}


def judge_areas(
    path: Path,
    *,
    as_of: date,
    engine: str,
    areas: Collection[str],
    choose: Callable[[Plan], Collection[Any]],
    progress: Callable[[str], None],
    cache: Cache | None = None,
) -> tuple[Plan, list[dict[str, Any]]]:
    """
    Judge areas by the measures of a plan, from its files of CSV or Parquet.

    Args:
        engine: What reads the files: polars, duckdb or spark.
        areas: Codes of areas and names of the plan's area sets; none, or "all", for every area that the files have.
        progress: Is told what is being done.
        cache: Keeps the verdicts for the next run.

    Raises:
        PlanError: The plan is wrong, or a source of it is no such file.
        DefinitionError: It has a measure that is judged one area at a time, or a package is not installed.
        SourceError: A file cannot be read.
    """
    plan = read_plan(path)
    chosen = attrs.evolve(plan, measures=tuple(choose(plan)))
    progress(f"counting the rows of each area with {engine}")
    try:
        from wes_rules.batch.engines import judged_frame

        frame = _frame(plan, engine)
        codes, native = _codes(plan, areas), frame.to_native()
        found = judged_frame(chosen, native, as_of=as_of, missing="x", areas=codes, progress=progress, cache=cache)
        return plan, _rows(found, plan)
    except ModuleNotFoundError as error:
        what, remedy = f"{engine} needs the package {error.name}", f'pip install "wes-rules[{_NEEDS[engine]}]"'
        raise DefinitionError(Problem(what, remedy)) from None
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in ("narwhals", *_NEEDS, "pyspark"):
            raise
        what = f"{engine} cannot read the figures: {shortened(str(error).strip().partition(chr(10))[0])}"
        raise SourceError(Problem(what, "check without --areas tells the file and the line")) from error


def _codes(plan: Plan, areas: Collection[str]) -> list[str] | None:
    """Return the codes that are meant by some codes and names of area sets; None for every area."""
    sets = {one.id: one.areas for one in plan.area_sets}
    return None if not areas or ALL in areas else [code for one in areas for code in sets.get(one, (one,))]


def _rows(found: Any, plan: Plan) -> list[dict[str, Any]]:
    """List verdicts in the order of the plan's measures, then of areas."""
    import narwhals as nw

    table = nw.from_native(found).lazy().collect()
    rows = ({name: _number(value) for name, value in row.items()} for row in table.iter_rows(named=True))
    place = {one.id: number for number, one in enumerate(plan.measures)}
    return sorted(rows, key=lambda row: (place[row["measure"]], row["area"]))


def _number(value: Any) -> Any:
    """Return a float as the decimal that it prints as."""
    return Decimal(repr(value)) if isinstance(value, float) else value


def _frame(plan: Plan, engine: str) -> nw.LazyFrame[Any]:
    """Return the figures of all sources of a plan, as texts where several have to agree."""
    import narwhals as nw

    plugins = load_plugins(needed_by(plan), allow=plan.allow_plugins)
    opened: Callable[..., nw.LazyFrame[Any]] = _opener(engine)
    frames = []
    for config in plan.sources:
        settings = configured(named(plugins.source, config, plan).config, config, plan)
        frames.append(_laid_out(_file(settings, config, plan, opened), settings, plan))
    if len(frames) == 1:
        return frames[0]
    columns = [one for one in _READ if any(one in frame.collect_schema() for frame in frames)]
    return nw.concat([_as_texts(frame, columns) for frame in frames])


def _as_texts(frame: nw.LazyFrame[Any], columns: list[str]) -> nw.LazyFrame[Any]:
    import narwhals as nw

    has = frame.collect_schema().names()
    return frame.select(
        *(nw.col(one).cast(nw.String) if one in has else nw.lit(None, nw.String).alias(one) for one in columns)
    )


def _opener(engine: str) -> Callable[..., nw.LazyFrame[Any]]:
    """Return what opens a file of CSV or Parquet by an engine, every cell of CSV as a text."""
    import narwhals as nw

    backend, given, csv = engine, dict[str, Any](), dict[str, Any]()
    if engine == "polars":
        csv = {"infer_schema": False}
    elif engine == "duckdb":
        csv = {"all_varchar": True, "header": True}
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
        return nw.scan_csv(str(path), backend=named, separator=separator or ",", **csv, **given)

    return opened


def _file(
    settings: Any, config: PluginConfig, plan: Plan, opened: Callable[..., nw.LazyFrame[Any]]
) -> nw.LazyFrame[Any]:
    """Open the file of a source."""
    subject, remedy = f"source {quoted(config.id)}", "leave --engine out"
    problems = []
    if config.kind != "csv" or not isinstance(settings, FileSettings):
        problems.append(Problem("an engine reads files of CSV and Parquet (kind csv)", remedy, subject=subject))
    else:
        for field in attrs.fields(type(settings)):
            default = field.default.factory() if isinstance(field.default, attrs.Factory) else field.default  # type: ignore[arg-type]
            if field.name not in _CARRIED and getattr(settings, field.name) != default:
                what = f"an engine does not carry out {quoted(field.name)}"
                problems.append(Problem(what, remedy, subject=subject))
    if problems:
        raise PlanError(attrs.evolve(one, file=Path(plan.file).name, line=config.line) for one in problems)
    path = Path(plan.file).parent / settings.path
    need_file(path, settings.path, most=sys.maxsize)
    return opened(path, settings.separator)


def _laid_out(frame: nw.LazyFrame[Any], settings: Any, plan: Plan) -> nw.LazyFrame[Any]:
    """Lay the settings of a table over its columns; what nothing hangs on is left aside."""
    import narwhals as nw

    # As `check` reads a cell: blanks around it say nothing.
    texts = [name for name, kind in frame.collect_schema().items() if kind == nw.String]
    frame = frame.with_columns(nw.col(name).str.strip_chars() for name in texts)
    for filters, passes in ((settings.filters, True), (settings.filters_not, False)):
        for column, values in filters.items():
            held = nw.col(column).cast(nw.String).fill_null("").is_in([values] if isinstance(values, str) else values)
            frame = frame.filter(held if passes else ~held)
    names = frame.collect_schema().names()
    if settings.is_foreign and settings.columns:
        frame = frame.select(nw.col(name).alias(meant) for name, meant in settings.columns.items() if name in names)
    for name, text in settings.given.items():
        frame = frame.with_columns(nw.lit(text).alias(name))
    asked = frame.filter(nw.col("indicator").is_in(sorted(wanted(plan))))
    if problems := list(_other_units(asked, settings, plan)):
        raise SourceError(problems)
    return frame.drop(_passed_over(asked))


def _other_units(asked: nw.LazyFrame[Any], settings: Any, plan: Plan) -> Iterator[Problem]:
    """Say which figures are in other units than the plan's."""
    if "unit" not in asked.collect_schema().names():
        return
    units: Mapping[str, Any] = wanted(plan)
    pairs = asked.select("indicator", "unit").unique().collect()
    for indicator, unit in pairs.rows():
        if unit and unit != units[indicator].unit.value:
            what = f"unit {quoted(unit)} of {quoted(indicator)} is not the plan's {quoted(units[indicator].unit.value)}"
            yield Problem(what, where_units_differ(unit, units[indicator]), settings.path)


def _passed_over(asked: nw.LazyFrame[Any]) -> list[str]:
    """Name the columns that are left aside: those on which nothing hangs, and those that are empty where the plan asks."""
    import narwhals as nw

    names = asked.collect_schema().names()
    others = [name for name in names if name not in (*_READ, *_TOLD)]
    told = [name for name in names if name in _TOLD]
    if not others:
        return told
    filled = asked.select(
        (nw.col(name).cast(nw.String).fill_null("") != "").cast(nw.Int64).sum().alias(name) for name in others
    ).collect()
    return [*told, *(name for name in others if not filled[name][0])]
