"""A plan's files, judged for many areas: with an engine if it reads them as `check` does, else area by area."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs

from wes_rules.errors import DefinitionError, Problem, SourceError, WesRulesError
from wes_rules.judging.judge import judge
from wes_rules.planfiles.planfile import read_plan
from wes_rules.plugins.api import Context
from wes_rules.plugins.manager import Plugins, load_plugins
from wes_rules.quoting import shortened
from wes_rules.rules.kinds.composites import leaves
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.running.engine_files import NotPlainError, is_parquet
from wes_rules.running.plugins_used import configured, named, needed_by
from wes_rules.running.reading.needs import request_of
from wes_rules.running.reading.one_source import history_of, read_sources
from wes_rules.running.reading.unmatched import need_areas, unmatched

ALL = "all"
_NEEDS = {"polars": "batch", "duckdb": "duckdb", "spark": "spark"}
# Packages whose exceptions are about the files they read.
_ENGINES = ("polars", "duckdb", "_duckdb", "pyspark", "py4j", "pyarrow", "narwhals")
Row = dict[str, Any]


@attrs.frozen(kw_only=True)
class ManyAreas:
    """The verdicts of a plan on many areas: a row for each measure and area, in the order of the plan's measures, then of areas."""

    plan: Plan
    rows: list[Row]
    notes: tuple[Problem, ...] = ()


def judge_areas(
    path: Path,
    *,
    as_of: date,
    engine: str,
    areas: Collection[str],
    choose: Callable[[Plan], Collection[Any]],
    progress: Callable[[str], None],
    source_timeout: float,
    cache: Any = None,
) -> ManyAreas:
    """Judge many areas (codes, sets, or all in the sources) by a plan's measures; `cache` keeps the verdicts of an engine."""
    plan = read_plan(path)
    chosen = attrs.evolve(plan, measures=tuple(choose(plan)))
    codes = _codes(plan, areas)
    plugins = load_plugins(needed_by(plan), allow=plan.allow_plugins)
    sources = [configured(named(plugins.source, one, plan).config, one, plan) for one in plan.sources]
    progress(f"counting the rows of each area with {engine}")
    asked = {"as_of": as_of, "areas": codes, "progress": progress, "cache": cache}
    try:
        return ManyAreas(plan=plan, rows=_by_engine(plan, chosen, sources, engine, asked))
    except Exception as error:
        if (failed := _failed(error, engine, sources)) is not None:
            raise failed from error
    progress("reading the figures, and judging one area at a time")
    found = _one_by_one(plan, chosen, codes, as_of, plugins, source_timeout)
    if cache is not None:
        cache.judged = len(found.rows)
    return found


def _by_engine(plan: Plan, chosen: Plan, sources: list[Any], engine: str, asked: dict[str, Any]) -> list[Row]:
    from wes_rules.batch.engines import judged_frame
    from wes_rules.running.engine_frames import frame_of

    # An engine's floats do not print the numbers of parts with unlike decimal places.
    if len(_places(chosen)) < len(chosen.measures) and not any(map(is_parquet, sources)):
        raise NotPlainError
    native = frame_of(plan, sources, engine).to_native()
    found = judged_frame(chosen, native, missing="x", **asked)
    return _rows(found, chosen)


def _is_of_files(error: Exception) -> bool:
    """Whether an exception is about figures, reading them, or a package, even in an engine's own words."""
    told = (WesRulesError, NotPlainError, ImportError, OSError, UnicodeError)
    return isinstance(error, told) or type(error).__module__.partition(".")[0] in _ENGINES


def _failed(error: Exception, engine: str, sources: list[Any]) -> Exception | None:
    """Return the error to raise when an engine failed; None if other readers may succeed."""
    if not _is_of_files(error):
        raise error  # a fault of ours is not hidden by reading the files in another way
    if isinstance(error, ModuleNotFoundError):
        what, remedy = f"{engine} needs the package {error.name}", f'pip install "wes-rules[{_NEEDS[engine]}]"'
        return DefinitionError(Problem(what, remedy))
    if not any(map(is_parquet, sources)):
        return None
    if isinstance(error, WesRulesError):
        return error
    if isinstance(error, NotPlainError):
        what = "beside a Parquet file an engine reads CSV only where every reader takes the same from it"
        return SourceError(Problem(what, "save all as Parquet, or all as CSV"))
    what = f"{engine} cannot read the figures: {shortened(str(error).strip().partition(chr(10))[0])}"
    return SourceError(Problem(what, "check that the Parquet file is whole"))


def _codes(plan: Plan, areas: Collection[str]) -> list[str] | None:
    """Return the codes meant by codes and names of area sets; None for every area."""
    sets = {one.id: one.areas for one in plan.area_sets}
    return None if not areas or ALL in areas else [code for one in areas for code in sets.get(one, (one,))]


def _one_by_one(
    plan: Plan, chosen: Plan, codes: list[str] | None, as_of: date, plugins: Plugins, timeout: float
) -> ManyAreas:
    """Judge area by area; a fault in any area's row is an error."""
    from wes_rules.batch.judging import verdict_of

    context = Context(as_of=as_of, base=Path(plan.file).parent, output=sys.stdout, environ=os.environ)
    request = request_of(plan, every_area=True)
    request = attrs.evolve(
        request, indicators={name: attrs.evolve(one, series=None) for name, one in request.indicators.items()}
    )
    figures = read_sources(plan, plugins, context, request, timeout=timeout)
    need_areas(plan, unmatched(plan, {one.id: part for one, part in zip(plan.sources, figures, strict=True)}))
    history = plan.with_areas(history_of(figures))
    areas = sorted({one.area for one in history} if codes is None else set(codes))
    rows = [
        verdict_of(judge(measure, history, as_of=as_of, area=area)) for measure in chosen.measures for area in areas
    ]
    return ManyAreas(plan=plan, rows=rows, notes=tuple(one for part in figures for one in part.notes))


def _rows(found: Any, plan: Plan) -> list[Row]:
    """List verdicts in the order of the plan's measures, then of areas."""
    import narwhals as nw

    places, order = _places(plan), {one.id: number for number, one in enumerate(plan.measures)}
    table = nw.from_native(found).lazy().collect()
    rows = [{**row, **_numbers(row, places.get(row["measure"]))} for row in table.iter_rows(named=True)]
    return sorted(rows, key=lambda row: (order[row["measure"]], row["area"]))


def _places(plan: Plan) -> dict[str, tuple[int, int]]:
    """Return the decimal places of each measure's figures and margin, unless its parts differ."""

    def of(measure: Measure) -> set[tuple[int, int]]:
        return {(leaf.decimals, leaf.decimals if leaf.rule.counted is None else 0) for leaf in leaves(measure)}

    return {one.id: next(iter(found)) for one in plan.measures if len(found := of(one)) == 1}


def _numbers(row: Row, places: tuple[int, int] | None) -> Row:
    """Return the floats of a row as the decimals they print as."""
    figures, margin = places or (None, None)
    return {
        name: _number(row[name], margin if name == "margin" else figures) for name in ("observed", "required", "margin")
    }


def _number(value: float | None, places: int | None) -> Decimal | None:
    if value is None:
        return None
    number = Decimal(repr(value))
    return number if places is None else number.quantize(Decimal(1).scaleb(-max(places, 0)))
