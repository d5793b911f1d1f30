"""Figures on file that nobody knew by the day of knowing, as far as anybody has said: they have no day of publication."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from wes_rules.counting import counted, some_of
from wes_rules.errors import Problem
from wes_rules.quoting import quoted
from wes_rules.rules.kinds.composites import leaves
from wes_rules.rules.plan import Plan
from wes_rules.series.history import History
from wes_rules.series.observation import Observation
from wes_rules.values.days import said_day

# More measures than these are counted and not named.
_MOST_NAMED = 4


def not_yet_known(plan: Plan, history: History, as_of: date) -> tuple[Problem, ...]:
    """
    Say which of the newest figures do not count on a day by which their periods are over, as they have no day of publication.

    Args:
        plan: The plan.
        history: Its figures.
        as_of: The day of knowing.
    """
    found = dict(_held_back(plan, history, as_of))
    if not found:
        return ()
    newest: dict[str, Observation] = {}
    for one in found:
        if one.indicator not in newest or newest[one.indicator].period < one.period:
            newest[one.indicator] = one
    named = [f"{quoted(name)} {one.period} from {said_day(found[one])}" for name, one in newest.items()]
    single = len(found) == 1
    what = (
        f"{counted(len(found), 'figure')} without a day of publication {'does' if single else 'do'} not count on {said_day(as_of)}, "
        f"as the lag of the calendar is not over: {some_of(named, _MOST_NAMED, ', and {} more indicators')}"
    )
    remedy = (
        f"if {'it was' if single else 'they were'} out before, give the day in a column published, or shorten the lag"
    )
    return (Problem(what, remedy),)


def _held_back(plan: Plan, history: History, as_of: date) -> Iterator[tuple[Observation, date]]:
    for measure in plan.measures:
        for leaf in leaves(measure):
            for key in leaf.number.series(leaf.area):
                on_file = history.periods(key)
                # Who looks back at a day before the newest period was over looks for no figure that came later.
                back = on_file and on_file[-1].end > as_of
                for period in () if back else on_file:
                    due = leaf.calendar.due(period)
                    one = history.known(key, period, leaf.calendar, due) if as_of < due else None
                    if one is not None and one.published is None:
                        yield one, due
