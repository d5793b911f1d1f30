"""Judging many areas at once: a frame of figures in, a frame of verdicts out, by the same rules as one at a time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from wes_rules.batch.cache import Cache
from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules.plan import Plan

__all__ = ["Cache", "judge"]

_MISSING = Problem("a batch needs the packages narwhals and numpy", 'pip install "wes-rules[batch]"')


def judge(
    plan: Plan,
    frame: Any,
    *,
    as_of: date,
    missing: str | None = None,
    areas: Collection[str] | None = None,
    cache: Cache | None = None,
    every_period: bool = False,
) -> Any:
    """
    Judge every area of a frame by every measure of a plan.

    Args:
        plan: The plan.
        frame: Figures: a frame of pandas, Polars, PyArrow or another that Narwhals takes, with the columns indicator, area,
            period and value, and if you like group, published and standing. A lazy one, such as a file that Polars scans or a
            relation of DuckDB, is read in parts; one of Spark is judged where its rows are.
        as_of: The day of knowing.
        missing: The symbol that nothing stands for in `value`, such as "x"; without it, nothing is refused.
        areas: The codes of the areas that are judged; without them every area of the frame.
        cache: Keeps the verdicts for the next run, which judges only what has changed by then. With it rows are not looked
            at of areas that are neither judged nor compared with.
        every_period: Gives each period of an area its own verdict, from its first figure to the latest.

    Returns:
        A frame of the same kind (of a lazy one, of the kind that it is collected into), a row for each measure and area, or
        period of it, with the columns that docs/batch.md names. What is not known is null.

    Raises:
        DefinitionError: The plan has a kind of rule or number that a batch does not judge, or a package is not installed.
        SourceError: The frame cannot be read.
    """
    try:
        from wes_rules.batch.engines import judged_frame
    except ModuleNotFoundError as error:
        if error.name not in ("narwhals", "numpy"):
            raise
        raise DefinitionError(_MISSING) from None
    return judged_frame(plan, frame, as_of=as_of, missing=missing, areas=areas, cache=cache, every_period=every_period)
