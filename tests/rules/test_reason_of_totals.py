"""Why a step between totals is undecided is true of the figures that the totals take in."""

from datetime import date

import attrs
import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from tests.rules.test_reasons_are_true import worlds

import wes_rules as w

TOTALS = (w.Rolling(indicator="r", periods=2), w.ChangeSince(indicator="r"))


@pytest.mark.parametrize("number", TOTALS)
@pytest.mark.parametrize("scope", ["every", "latest"])
def test_a_step_from_a_total_that_takes_in_a_period_before_all_on_file_is_no_change_of_the_series(desk, number, scope):
    measure = desk.measure(w.AnnualDecrease(scope=scope), unit=w.Unit.COUNT, decimals=0, better=w.Better.LOWER)
    measure = attrs.evolve(measure, number=attrs.evolve(number, indicator=measure.number.indicator))
    when = {"as_of": date(2024, 1, 1), "period": desk.year(2022)}
    found = w.judge(measure, desk.history({2021: 1610, 2022: 1600}), **when)
    assert (found.status, found.reasons) == (w.Status.UNDECIDED, (w.Reason.NOT_HELD,))
    assert "It needs the figure of an earlier period than any on file." in found.explain()
    broken = attrs.evolve(measure, calendar=attrs.evolve(measure.calendar, breaks=frozenset({desk.year(2022)})))
    assert w.Reason.SERIES_BREAK in w.judge(broken, found.history, **when).reasons


@given(worlds(), st.sampled_from(TOTALS))
def test_the_series_changed_only_where_the_calendar_says_so(world, number):
    measure, rows, _, period = world
    yearly = period.kind is w.PeriodKind.CALENDAR_YEAR
    calendar = attrs.evolve(measure.calendar, not_collected=frozenset(), isolated=frozenset(), first=None)
    measure = attrs.evolve(
        measure,
        number=number,
        calendar=calendar,
        baseline=None,
        starts=None,
        rule=(w.AnnualDecrease if yearly else w.QuarterlyDecrease)(),
    )
    found = w.judge(measure, w.History(rows), as_of=date(2024, 1, 1), period=period)
    changed = w.Reason.SERIES_BREAK in found.reasons
    event(f"changed: {changed}")
    assert not changed or any(one <= period for one in calendar.breaks)
