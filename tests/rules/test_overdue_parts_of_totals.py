"""Of a total the figures are overdue that it lacks, each by its own period."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from tests.conftest import Desk

from wes_rules import Calendar, History, Period, PeriodKind, Rolling, Threshold, Unit, YearToDate, judge
from wes_rules.judging.late import late_figures
from wes_rules.judging.late_said import late_line

MONTHS = Calendar(kind=PeriodKind.MONTH, lag_days=15)
TO_DATE = YearToDate(indicator="rate", year="financial")
ROLLING = Rolling(indicator="rate", periods=3)


def judged(number, months):
    """Judge a total of the months of 2025 that are known, on 1 August."""
    desk = Desk()
    figures = [
        attrs.evolve(desk.figure(2025, value), period=Period.parse(f"2025-{month:02}", PeriodKind.MONTH))
        for month, value in months.items()
    ]
    given = {"number": number, "calendar": MONTHS, "unit": Unit.COUNT, "decimals": 0}
    return judge(desk.measure(Threshold(at_least=10), **given), History(figures), as_of=date(2025, 8, 1))


@pytest.mark.parametrize("number", [TO_DATE, ROLLING])
def test_each_month_that_a_total_lacks_is_named(number):
    found = judged(number, {4: 4})
    said = "The figures for May 2025 and June 2025 are overdue, the first since 16 June 2025."
    assert late_line(late_figures(found)) == said
    assert said in found.explain()


@pytest.mark.parametrize("number", [TO_DATE, ROLLING])
def test_a_month_that_has_come_is_not(number):
    found = judged(number, {4: 4, 6: 4})
    said = "The figure for May 2025 was due on 16 June 2025 and has not come."
    assert late_line(late_figures(found)) == said
    assert said in found.explain()


def test_of_a_total_that_is_enough_already_only_what_has_not_come_is_overdue():
    found = judged(ROLLING, {4: 4, 6: 12})
    assert found.words == "on track"
    assert late_line(late_figures(found)) == "The figure for May 2025 was due on 16 June 2025 and has not come."
