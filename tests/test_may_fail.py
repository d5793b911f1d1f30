"""How many more cases of a share may fail: by the cases so far, or by the counts that were published."""

from datetime import date, timedelta
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import LATE, Desk

from wes_rules import Calendar, Case, Everyone, History, Origin, ShareWithin, Threshold, judge
from wes_rules.series.figure import share
from wes_rules.series.left_out import UnreadCase

desk = Desk()
ORIGIN = Origin(publication="a case file")
WITHIN = ShareWithin(indicator="back", days=20)
MONTHS = Calendar(kind="month", lag_months=1)
DUE = date(2024, 7, 1)


def cases(kept, failed, still=0, *, day=date(2024, 5, 10)):
    """Cases of a month: those that were closed in time, those that were not, and those that are open within the limit."""
    closed = [timedelta(3)] * kept + [timedelta(21)] * failed
    rows = [(day, day + after) for after in closed] + [(day, None)] * still
    return [
        Case(indicator="back", area="937", id=f"{day} {place}", opened=opened, closed=ended, origin=ORIGIN)
        for place, (opened, ended) in enumerate(rows)
    ]


def judged(rows, rule=None, *, as_of=DUE, left_out=(), number=WITHIN, **more):
    measure = desk.measure(rule or Threshold(at_least=90), number=number, calendar=MONTHS, **more)
    return judge(measure, History(cases=rows, left_out=left_out), as_of=as_of)


def published(inside, total, rule, **more):
    value = Decimal(share(inside, total, 1)) / 10
    figure = desk.figure(2020, value, numerator=inside, denominator=total)
    return judge(desk.measure(rule, **more), History([figure]), as_of=LATE, period=desk.year(2020))


def test_of_the_cases_of_the_running_month_so_many_more_may_fail():
    """By hand: of 40 cases 36 have to be kept for 90%, so 4 may fail, and 1 has."""
    one = judged([*cases(9, 1), *cases(35, 1, 4, day=date(2024, 6, 5))], as_of=date(2024, 6, 26))
    assert one.may_fail.sentence() == "of 40 cases in June 2024 5 failed, 1 too many, by the cases so far"
    earlier = judged([*cases(9, 1), *cases(35, 1, 4, day=date(2024, 6, 5))], as_of=date(2024, 6, 25))
    assert earlier.may_fail.sentence() == "of 40 cases in June 2024 none failed, and 4 more may, by the cases so far"
    assert f"So far: {earlier.may_fail.sentence()}." in earlier.explain()
    assert earlier.to_json()["may_fail"] == {
        "period": "June 2024", "cases": 40, "failed": 0, "open": 5, "more": 4, "running": True,
    }  # fmt: skip


def test_a_month_that_is_over_and_not_due_is_told_of_until_the_next_has_cases():
    late = cases(18, 1, 1, day=date(2024, 5, 31))
    one = judged(late, as_of=date(2024, 6, 20))
    assert one.may_fail.sentence() == "of 20 cases in May 2024 none failed, and 2 more may, by the cases so far"


def test_open_cases_of_a_month_that_is_due_may_fail_where_enough_are_kept():
    for kept, said in ((20, "and all still open may, too"), (15, "and 1 more may")):
        one = judged(cases(kept, 0, 2), number=attrs.evolve(WITHIN, days=60))
        assert one.may_fail.sentence() == f"of {kept + 2} cases in May 2024 none failed, {said}"


@pytest.mark.parametrize(
    ("inside", "rule", "said"),
    [
        (35, Threshold(at_least=80), "of 40 cases in 2020 5 failed, and 3 more may"),
        (3, Threshold(at_most=10), "of 40 cases in 2020 3 failed, and 1 more may"),
        (40, Everyone(), "of 40 cases in 2020 none failed, and no more may"),
        (39, Everyone(), "of 40 cases in 2020 1 failed, 1 too many"),
        (39, Everyone(met_within=2), "of 40 cases in 2020 1 failed, and 1 more may"),
        (30, Threshold(at_least=80, met_within=5), "of 40 cases in 2020 10 failed, and no more may"),
    ],
)
def test_counts_that_were_published_say_it_as_well_and_only_in_the_data(inside, rule, said):
    one = published(inside, 40, rule)
    assert (one.may_fail.sentence(), one.may_fail.running) == (said, False)
    assert "So far" not in one.explain()


def test_who_asks_for_an_earlier_month_is_told_of_that_one():
    one = judged([*cases(9, 1), *cases(4, 0, day=date(2024, 6, 5))], as_of=date(2024, 8, 1))
    assert str(one.may_fail.period) == "June 2024"
    assert str(one.at(one.period - 1).may_fail.period) == "May 2024"


def test_nothing_is_said_without_cases_or_where_some_could_not_be_read():
    unread = UnreadCase(indicator="back", area="937", opened=date(2024, 5, 3))
    assert judged(cases(9, 1), left_out=[unread]).may_fail is None
    assert judged([]).may_fail is None
    assert judged(cases(9, 1), Threshold(between=(80, 90))).may_fail is None
    after = judged(cases(4, 0, day=date(2024, 6, 5)), as_of=date(2024, 6, 9), deadline=date(2024, 6, 15))
    assert after.may_fail is None, "June ends after the deadline"
    assert after.to_json()["may_fail"] is None


@given(
    total=st.integers(1, 300),
    failed=st.integers(0, 300),
    target=st.integers(1, 999),
    near=st.sampled_from([0, Decimal("0.3"), 4]),
    lower=st.booleans(),
)
def test_as_many_as_may_fail_keep_the_promise_and_one_more_breaks_it(total, failed, target, near, lower):
    failed = min(failed, total)
    rule = Threshold(**{"at_most" if lower else "at_least": target / 10}, met_within=near)

    def kept(number):
        return published(number if lower else total - number, total, rule).status.value == "on_track"

    may = failed + published(failed if lower else total - failed, total, rule).may_fail.more
    assert 0 <= may <= total
    assert kept(may)
    assert may == total or not kept(may + 1)
