"""Figures of areas for periods that they did not live to see the end of."""

from __future__ import annotations

from collections.abc import Iterator

from wes_rules.errors import Problem, SourceError
from wes_rules.plugins.api import Figures
from wes_rules.rules.plan import Plan


def need_living(plan: Plan, figures: Figures) -> None:
    """Refuse a number of an area for a period after its end: it is a successor's, or the plan is wrong."""
    if found := list(_after_the_end(plan, figures)):
        raise SourceError(found)


def _after_the_end(plan: Plan, figures: Figures) -> Iterator[Problem]:
    areas = {one.code: one for one in plan.ended_areas}
    for one in (row for row in figures.observations if row.area in areas):
        if not areas[one.area].has(one.period) and not one.quantity.is_missing:
            what = f"there is a number of {one.area} for {one.period}, and the plan says it ended on {areas[one.area].until}"
            remedy = "correct until in the plan, or leave the row out; a successor's figures stand under its own code"
            yield Problem(what, remedy, one.origin.file, one.origin.row)
