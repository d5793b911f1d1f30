"""A promise that a later version takes the place of before its day is never asked for: that version is, from its agreement on."""

from datetime import date

import attrs
import pytest
from tests.conftest import Desk

from wes_rules import (
    Baseline,
    Calendar,
    Course,
    FromBaseline,
    HaltThenDecrease,
    Milestone,
    Period,
    PeriodKind,
    Point,
    Threshold,
    Trajectory,
    Version,
    judge,
)
from wes_rules.judging.timeline import timeline

YEARS = Calendar(kind=PeriodKind.CALENDAR_YEAR, lag_months=6)
FIGURES = {2021: 46, 2022: 50, 2023: 53}


def year(number):
    return Period(PeriodKind.CALENDAR_YEAR, number)


def version(starting, agreed=date(2024, 7, 2), **changes):
    return Version(starting=year(starting), agreed=agreed, changes=changes)


LOWERED = Threshold(at_least=60, by=date(2024, 12, 31), versions=[version(2024, at_least=52, by=date(2025, 12, 31))])


def found(rule, as_of=date(2024, 12, 2), figures=FIGURES, **more):
    return judge(Desk().measure(rule, calendar=YEARS, **more), Desk().history(figures), as_of=as_of)


def test_what_is_asked_of_a_period_before_it_is_what_the_version_asks():
    one = found(LOWERED)
    assert (one.period, one.course) == (year(2023), Course.ON_COURSE)
    assert one.required == "at least 52.0% by 31 December 2025"
    assert one.settles == date(2025, 12, 31)
    assert "60" not in "".join(one.explain().splitlines()[:2])


def test_until_it_is_agreed_nothing_else_is_asked_than_before():
    one = found(LOWERED, date(2024, 7, 1), {**FIGURES, 2023: 53})
    assert one.required == "at least 60.0% by 31 December 2024"


def test_the_day_that_was_put_off_settles_nothing_while_the_next_figure_is_not_due():
    one = found(LOWERED, date(2025, 3, 1))
    assert (one.period, one.settled, one.due) == (year(2023), False, False)
    assert one.row.required == "at least 52.0% by 31 December 2025"


def test_an_outlook_leads_to_the_day_of_the_version():
    one = found(LOWERED)
    assert (one.outlook.period, one.outlook.then.promise.at_least) == (year(2025), 52)
    assert one.needed is None  # it is met already


def test_of_several_versions_the_one_whose_day_comes_first_is_asked():
    rule = Threshold(
        at_least=60,
        by=date(2029, 12, 31),
        versions=[version(2024, at_least=52, by=date(2025, 12, 31)), version(2027, at_least=70, by=date(2030, 12, 31))],
    )
    assert found(rule).required == "at least 52.0% by 31 December 2025"


def test_a_promise_that_falls_due_before_the_version_begins_is_asked():
    rule = attrs.evolve(LOWERED, versions=[version(2025, at_least=52, by=date(2025, 12, 31))])
    assert found(rule).required == "at least 60.0% by 31 December 2024"


@pytest.mark.parametrize(
    ("rule", "required"),
    [
        (
            FromBaseline(change=9, by=date(2024, 12, 31), versions=[version(2024, change=5, by=date(2025, 12, 31))]),
            "at least 51.0% by 31 December 2025",
        ),
        (
            Trajectory(
                points=[Point(period=year(2021), value=40), Point(period=year(2024), value=61)],
                by=date(2024, 12, 31),
                versions=[
                    version(
                        2024,
                        points=[Point(period=year(2021), value=40), Point(period=year(2025), value=60)],
                        by=date(2025, 12, 31),
                    )
                ],
            ),
            "at least 50.0% so far, at least 60.0% by 31 December 2025",
        ),
    ],
    ids=["from-baseline", "trajectory"],
)
def test_every_kind_of_amount_is_that_of_the_version(rule, required):
    assert found(rule, baseline=Baseline(value=46, period=year(2021))).required == required


def test_figures_around_a_halt_go_each_by_the_version_of_its_own_period():
    rule = HaltThenDecrease(
        halt=year(2022), by=date(2024, 12, 31), versions=[version(2024, tolerance=9, by=date(2025, 12, 31))]
    )
    assert not rule.at(year(2022), date(2024, 12, 2), YEARS).tolerance
    assert found(rule, better="lower").course is Course.CANNOT_BE_KEPT


def test_before_any_period_is_judged_the_day_is_that_of_the_version():
    rule = attrs.evolve(LOWERED, versions=[version(2023, agreed=date(2020, 1, 1), by=date(2027, 12, 31))])
    calendar = attrs.evolve(YEARS, first=year(2024))
    one = judge(Desk().measure(rule, calendar=calendar), Desk().history({}), as_of=date(2025, 2, 1))
    assert (one.period, one.due, one.settled) == (None, False, False)


def test_a_history_names_the_day_on_which_the_version_was_agreed():
    said = timeline(Desk().measure(LOWERED, calendar=YEARS), Desk().history(FIGURES), until=date(2024, 12, 2))
    moved = [(one.period, one.day) for one in said if "target" in one.moved]
    assert (year(2023), date(2024, 7, 2)) in moved


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            Threshold(
                at_least=50,
                reach=True,
                by=date(2024, 12, 31),
                versions=[version(2023, at_least=60, by=date(2026, 12, 31))],
            ),
            "at least 50 by 31 December 2024",
        ),
        (
            Milestone(at_least=50, by=date(2024, 12, 31), versions=[version(2023, at_least=60, by=date(2026, 12, 31))]),
            "at least 50 done by 31 December 2024",
        ),
    ],
)
@pytest.mark.parametrize("as_of", [date(2023, 8, 1), date(2024, 8, 1)])
def test_what_was_kept_for_good_before_the_version_is_told_by_its_own_day(rule, said, as_of):
    agreed = attrs.evolve(rule, versions=[attrs.evolve(rule.versions[0], agreed=date(2023, 1, 1))])
    one = found(agreed, as_of, unit="count", decimals=0)
    assert (one.status, one.required) == ("on_track", said)
    assert "2026 was promised" not in one.explain()
