"""What is certain of a promise before its day: that it can no longer be kept, or is kept already."""

from datetime import date

import pytest
from tests.numbers.world import judged, measure, month, rows_of

import wes_rules as w

MARCH = date(2024, 3, 31)
YEAR = w.YearToDate(indicator="homes", year="financial")
CASES = w.Observed(indicator="homes")
LOST, KEPT = w.Course.CANNOT_BE_KEPT, w.Course.ALREADY_KEPT
LOWER, PERCENT = {"better": "lower"}, {"unit": "percent"}


def found(values, rule, number=YEAR, **more):
    rows = rows_of(values, "April 2023", unit=more.get("unit", "count"))
    return judged(measure(number, rule, **more), rows, as_of=date(2024, 3, 1), period=max(one.period for one in rows))


@pytest.mark.parametrize(
    ("values", "rule", "more", "course"),
    [
        ([10, 90], w.Threshold(at_least=100, by=MARCH), {}, KEPT),
        ([10, 91], w.Threshold(at_most=100, by=MARCH), LOWER, LOST),
        ([10, 90], w.Threshold(at_most=100, by=MARCH), LOWER, "open"),
        # More may still be added up to what is asked for exactly, or to a band.
        ([10, 20], w.Threshold(equals=100, by=MARCH), LOWER, "open"),
        ([10, 91], w.Threshold(equals=100, by=MARCH), LOWER, LOST),
        ([10, 20], w.Threshold(between=(50, 100), by=MARCH), {"better": "in-band"}, "open"),
        ([10, 91], w.Threshold(between=(50, 100), by=MARCH), {"better": "in-band"}, LOST),
        ([10, 91], w.Threshold(at_most=100, tolerance=5, by=MARCH), LOWER, LOST),
        ([10, 91], w.Threshold(at_most=100, met_within=1, by=MARCH), LOWER, "open"),
        # What was paid may be paid back.
        ([10, 91], w.Threshold(at_most=100, by=MARCH), LOWER | {"unit": "pounds"}, "open"),
    ],
)
def test_a_sum_that_is_not_over(values, rule, more, course):
    assert found(values, rule, **more).course == course


@pytest.mark.parametrize(
    "rule",
    [w.Maintain(at_least=75, by=MARCH), w.BenchmarkParity(against=w.AreaFigure(area="E"), scope="every", by=MARCH)],
    ids=["maintain", "every"],
)
def test_a_period_that_every_one_has_to_keep(rule):
    rows = [
        *rows_of([76, 74, 77], "April 2023", unit="percent"),
        *rows_of([75] * 3, "April 2023", unit="percent", area="E"),
    ]
    one = judged(measure(CASES, rule, unit="percent"), rows, as_of=date(2024, 3, 1), period=month("June 2023"))
    assert (one.status, one.due, one.course) == ("undecided", False, LOST)


def test_one_good_period_is_no_promise_of_the_next():
    assert found([76, 77], w.Maintain(at_least=75, by=MARCH), CASES, **PERCENT).course == "on_course"
    assert found([76, 74], w.Threshold(at_least=75, by=MARCH), CASES, **PERCENT).course == "off_course"


def test_an_earlier_period_knows_nothing_of_later_figures():
    rows = rows_of([10, 91], "April 2023", unit="count")
    one = judged(measure(YEAR, w.Threshold(at_most=100, by=MARCH), **LOWER), rows, as_of=date(2024, 3, 1))
    assert [one.at(month(f"{name} 2023")).course for name in ("April", "May")] == ["open", LOST]


def test_the_target_that_counts_is_that_of_the_last_period():
    raised = w.Version(starting=month("March 2024"), agreed=date(2023, 4, 1), changes={"at_most": 200})
    assert found([10, 91], w.Threshold(at_most=100, by=MARCH, versions=[raised]), **LOWER).course == "open"


def test_what_is_at_risk_at_best_is_lost_when_it_is_missed_for_good():
    at_best = {"at_best": "at-risk", "by": MARCH}
    assert found([10, 20], w.Threshold(at_most=100, **at_best), **LOWER).course != LOST
    assert found([10, 91], w.Threshold(at_most=100, **at_best), **LOWER).course is LOST


FAR, LATER = w.Threshold(at_most=100, by=MARCH), w.Threshold(at_most=500, by=MARCH)


@pytest.mark.parametrize(
    ("rule", "course", "required"),
    [
        (w.All(of=(LATER, FAR)), LOST, "at most 100 by 31 March 2024"),
        (w.Any(of=(FAR, LATER)), "open", "at most 500 by 31 March 2024"),
        (w.Any(of=(FAR, FAR)), LOST, "at most 100 by 31 March 2024"),
    ],
)
def test_a_whole_shows_the_part_that_makes_its_course(rule, course, required):
    one = found([10, 91], rule, **LOWER)
    assert (one.course, one.required) == (course, required)


def test_all_of_two_that_are_not_due_show_the_one_that_is_missed():
    rule = w.All(of=(w.Threshold(at_most=550, by=date(2030, 12, 31)), w.Threshold(equals=0, by=date(2050, 12, 31))))
    one = found([600, 550], rule, CASES, **LOWER)
    assert (one.course, one.required) == ("off_course", "exactly 0 by 31 December 2050")


def test_it_stands_in_every_sentence():
    one = found([10, 91], FAR, **LOWER)
    first, *rest = one.explain().splitlines()
    assert first.startswith("Not due, can no longer be kept: ")
    assert (
        "The promise is not due before 31 March 2024 has passed, and can no longer be kept, whatever is still to come."
        in rest
    )
    assert (one.row.course_words, one.to_json()["course"]) == ("can no longer be kept", "cannot_be_kept")


@pytest.mark.parametrize(
    ("values", "words"),
    [(range(40, 50), "on the way"), (range(50, 40, -1), "off course"), ((40, 41), "not there yet")],
)
def test_off_course_is_said_only_of_what_its_outlook_says_will_be_missed(values, words):
    rows = rows_of(values, "2011", unit="score", kind="calendar-year")
    rule, calendar = w.Threshold(at_least=55, by=date(2030, 12, 31)), w.Calendar(kind="calendar-year", lag_months=1)
    one = judged(
        measure(CASES, rule, unit="score", calendar=calendar), rows, as_of=date(2021, 2, 1), period=rows[-1].period
    )
    assert (one.course, one.row.course_words) == (w.Course.OFF_COURSE, words)
    assert one.explain().startswith(f"Not due, {words}: ")


def test_of_a_promise_that_is_at_risk_at_best_the_same_is_certain():
    rule = w.Maintain(at_least=75, by=MARCH, at_best="at-risk")
    assert found([74, 77], rule, CASES, **PERCENT).course == LOST
    undone = w.Milestone(by=MARCH, at_least=2, at_best="at-risk")
    rows = rows_of([0] * 12, "April 2023", unit="count")
    one = judged(measure(CASES, undone), rows, as_of=date(2024, 6, 1), period=month("May 2023"))
    assert (one.due, one.course) == (False, LOST)


@pytest.mark.parametrize(
    ("rule", "more", "course"),
    [(w.Threshold(at_most=300, by=MARCH), LOWER, LOST), (w.Threshold(at_least=300, by=MARCH), {}, KEPT)],
)
def test_a_history_has_the_day_on_which_it_became_certain_although_a_figure_is_missing(rule, more, course):
    rows = [*rows_of([100], "April 2023"), *rows_of([210], "June 2023")]
    history = w.History(rows)
    *_, last = w.timeline(measure(YEAR, rule, **more), history, until=date(2023, 8, 15))
    assert (last.period, last.judgement.course) == (month("June 2023"), course)


def test_a_whole_is_lost_by_the_last_period_of_a_part_whose_earlier_one_is_not_known():
    parts = [w.Part(name=one, number=w.Observed(indicator="homes", group=one)) for one in ("one", "two")]
    rule = w.Each(rule=w.Threshold(at_least=75, by=month("May 2023").last_day), over=parts)
    rows = [*rows_of(["x", 60], group="one", unit="percent"), *rows_of([60], group="two", unit="percent")]
    one = judged(measure(CASES, rule, **PERCENT), rows, as_of=date(2024, 3, 1), period=month("April 2023"))
    assert [(part.due, part.course) for part in one.parts] == [(False, "open"), (False, "off_course")]
    assert (one.due, one.course) == (False, LOST)


@pytest.mark.parametrize(
    ("values", "second", "said"),
    [
        ([10, 91], {}, ("off_track", True, 50)),
        ([10, 90], {}, ("undecided", False, 100)),
        # It can still be at risk, and so can the whole.
        ([10, 91], {"tolerance": 5}, ("undecided", False, 100)),
        ([10, 96], {"tolerance": 5}, ("off_track", True, 50)),
    ],
)
def test_one_that_is_lost_leaves_nothing_open_beside_one_that_is_due_and_missed(values, second, said):
    rule = w.Any(of=[w.Threshold(at_most=50), w.Threshold(at_most=100, by=MARCH, **second)])
    when = {"as_of": date(2023, 7, 15)}
    whole = judged(measure(YEAR, rule, **LOWER), rows_of(values, "April 2023"), **when)
    assert (whole.status, whole.due, whole.decisive.promise.at_most) == said
    both_later = w.Any(of=[w.Threshold(at_most=50, by=MARCH), w.Threshold(at_most=100, by=MARCH, **second)])
    assert not judged(measure(YEAR, both_later, **LOWER), rows_of(values, "April 2023"), **when).due


def test_what_is_lost_is_lost_too_in_a_period_that_nobody_collected():
    months = w.Calendar(kind="month", lag_months=0, not_collected=[month("July 2023")])
    rows = rows_of([76, 74, 77], "April 2023", unit="percent")
    rule = w.Maintain(at_least=75, by=MARCH, at_best="at-risk")
    made = measure(CASES, rule, calendar=months, unit="percent")
    one = judged(made, rows, as_of=date(2024, 3, 1), period=month("July 2023"))
    assert (one.due, one.course) == (False, LOST)
