"""Judging: one measure, or every measure of a plan."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from wes_rules.errors import checks_arguments
from wes_rules.judging.deciding import decide
from wes_rules.judging.judgement import Judgement
from wes_rules.rules.measure import Measure
from wes_rules.series.history import History
from wes_rules.values.checks import FIRST_YEAR, LAST_YEAR
from wes_rules.values.fields import argument
from wes_rules.values.period import Period

if TYPE_CHECKING:
    from wes_rules.rules.plan import Plan


@checks_arguments
def judge_plan(plan: Plan, history: History, *, as_of: date) -> tuple[Judgement, ...]:
    """
    Judge every measure of a plan, in the plan's order.

    Args:
        plan: The plan.
        history: All published figures; the plan's area sets and names are added.
        as_of: Judge from what was published up to this day.

    Raises:
        DefinitionError: An argument is invalid.
    """
    from wes_rules.rules.plan import Plan

    plan, history = argument("plan", Plan, plan), argument("history", History, history)
    history = plan.with_areas(history)
    return tuple(judge(measure, history, as_of=as_of) for measure in plan.measures)


@checks_arguments
def judge(
    measure: Measure, history: History, *, as_of: date, area: str | None = None, period: Period | None = None
) -> Judgement:
    """
    Judge one measure for one area and one period.

    Args:
        measure: The measure.
        history: All published figures; those published after `as_of` are ignored.
        as_of: Judge from what was published up to this day.
        area: The area; by default the measure's own.
        period: The period; by default the latest that is due, or once the deadline has passed
            the last that ended on or before it.

    Raises:
        DefinitionError: The period's kind is not the calendar's, or an argument is invalid.
    """
    if type(measure) is not Measure or type(history) is not History:
        measure, history = argument("measure", Measure, measure), argument("history", History, history)
    if type(as_of) is not date or not FIRST_YEAR <= as_of.year <= LAST_YEAR:
        as_of = argument("as_of", date, as_of)
    if area is None:
        area = measure.area
    elif type(area) is not str or not area.isprintable():
        area = argument("area", str, area)
    if period is not None:
        period = argument("period", Period, period, measure.calendar.kind)
    return decide(measure, history, as_of, area, period, Judgement)
