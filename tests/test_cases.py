"""Shares from single cases: the clock, the limit, and who counts."""

from datetime import date, timedelta

import pytest

from wes_rules import (
    Case,
    DefinitionError,
    Everyone,
    History,
    Inspection,
    Origin,
    Reason,
    ShareImproved,
    ShareWithin,
    Status,
    Threshold,
    judge,
)
from wes_rules.rules.view import View
from wes_rules.series.left_out import UnreadCase, UnreadInspection, anything

ORIGIN = Origin(publication="a case file")


def case(name, opened, closed=None, **more):
    return Case(indicator="back", area="937", id=name, opened=opened, closed=closed, origin=ORIGIN, **more)


def share(desk, cases, as_of=date(2030, 1, 1), **more):
    number = ShareWithin(indicator="back", days=20, **more)
    found = judge(desk.measure(Everyone(), number=number), History(cases=cases), as_of=as_of, period=desk.year(2021))
    return found.status, found.finding.facts[0].figure.counts


START = date(2021, 3, 1)


def test_the_last_day_counts_and_the_day_after_does_not(desk):
    assert share(desk, [case("a", START, date(2021, 3, 21))]) == (Status.ON_TRACK, (1, 1))
    assert share(desk, [case("a", START, date(2021, 3, 22))]) == (Status.OFF_TRACK, (0, 1))


def test_an_open_case_fails_the_day_after_its_limit_and_may_go_either_way_before(desk):
    done, running = case("a", START, START), case("b", START)
    assert share(desk, [done, running], as_of=date(2021, 3, 21)) == (Status.UNDECIDED, None)
    assert share(desk, [done, running], as_of=date(2021, 3, 22)) == (Status.OFF_TRACK, None)


def test_a_case_with_a_day_of_its_own_goes_by_that_day_and_the_others_by_the_limit(desk):
    """Both were opened on 1 March, with 20 days: one was agreed to take until May, and one until 10 March."""
    longer, shorter = date(2021, 5, 1), date(2021, 3, 10)
    for closed, due, kept in (
        (longer, longer, True),
        (longer + timedelta(1), longer, False),
        (shorter, shorter, True),
        (shorter + timedelta(1), shorter, False),
        (date(2021, 3, 21), None, True),
    ):
        status = Status.ON_TRACK if kept else Status.OFF_TRACK
        assert share(desk, [case("a", START, closed, due=due)], day_count="working") == (status, (int(kept), 1))
    running = case("b", START, due=longer)
    assert share(desk, [running], as_of=longer)[0] is Status.UNDECIDED
    assert share(desk, [running], as_of=longer + timedelta(1))[0] is Status.OFF_TRACK
    assert ShareWithin(indicator="back", days=20).overrun(running) == longer + timedelta(1)


def test_a_case_is_not_due_before_it_is_opened():
    with pytest.raises(DefinitionError, match="case a is due on 2021-02-28, before it opened on 2021-03-01"):
        case("a", START, due=date(2021, 2, 28))


def test_a_share_that_is_not_known_exactly_has_no_counts_and_one_that_is_has_both(desk):
    done, running = case("a", START, START), case("b", START)
    measure = desk.measure(Everyone(), number=ShareWithin(indicator="back", days=20))
    for cases, counts in (([done, running], (None, None)), ([done], (1, 1))):
        found = judge(
            measure,
            History(cases=cases),
            as_of=date(2030, 1, 1) if cases == [done] else date(2021, 3, 21),
            period=desk.year(2021),
        )
        ((derived,),) = (fact.figure.observations for fact in found.finding.facts[:1])
        assert (derived.numerator, derived.denominator) == counts


def test_all_may_be_missed_before_the_period_is_over_and_is_never_kept_before(desk):
    done, late = case("a", START, START), case("b", date(2021, 11, 1))
    day, due = date(2021, 11, 22), date(2022, 7, 1)  # one case is open too long; the figure for 2021 is due
    assert share(desk, [done], as_of=due - timedelta(1)) == (Status.UNDECIDED, None)
    assert share(desk, [done], as_of=due) == (Status.ON_TRACK, (1, 1))
    measure = desk.measure(Everyone(), number=ShareWithin(indicator="back", days=20))
    for as_of, period, status in ((day - timedelta(1), None, Status.UNDECIDED), (day, 2021, Status.OFF_TRACK)):
        found = judge(measure, History(cases=[done, late]), as_of=as_of)
        assert (found.status, found.period == desk.year(2021)) == (status, period == 2021)
    assert "Not known (1 case failed so far) in 2021, where all are needed." in found.explain()


def test_a_closure_that_is_not_known_yet_is_not_used(desk):
    late = case("a", START, date(2021, 6, 1))
    assert share(desk, [late], as_of=date(2021, 3, 10)) == (Status.UNDECIDED, None)


def test_an_excluded_case_does_not_count(desk):
    assert share(desk, [case("a", START, START), case("b", START, excluded=True)]) == (Status.ON_TRACK, (1, 1))


def test_no_case_at_all_decides_nothing(desk):
    other = case("a", date(2019, 1, 1), date(2019, 1, 2))
    found = judge(
        desk.measure(Everyone(), number=ShareWithin(indicator="back", days=20)),
        History(cases=[other]),
        as_of=date(2030, 1, 1),
        period=desk.year(2021),
    )
    assert (found.status, found.reasons) == (Status.UNDECIDED, (Reason.NO_CASES,))


def test_working_days_leave_out_weekends_and_holidays(desk):
    closed = date(2021, 3, 29)  # 20 weekdays after Monday 1 March
    assert share(desk, [case("a", START, closed)], day_count="working") == (Status.ON_TRACK, (1, 1))
    late = date(2021, 3, 30)
    assert share(desk, [case("a", START, late)], day_count="working")[0] is Status.OFF_TRACK
    holiday = (date(2021, 3, 17),)
    assert share(desk, [case("a", START, late)], day_count="working", days_off=holiday)[0] is Status.ON_TRACK


def test_school_days_need_the_days_schools_are_shut():
    with pytest.raises(DefinitionError, match="days_off"):
        ShareWithin(indicator="back", days=20, day_count="school")


def test_a_case_cannot_close_before_it_opened():
    with pytest.raises(DefinitionError, match="before it opened"):
        case("a", START, date(2021, 2, 1))


def inspected(desk, *rows):
    inspections = [
        Inspection(indicator="school", area="937", unit=unit, day=day, grade=grade, origin=ORIGIN, predecessor=before)
        for unit, day, grade, before in rows
    ]
    number = ShareImproved(indicator="school")
    found = judge(
        desk.measure(Everyone(), number=number),
        History(inspections=inspections),
        as_of=date(2030, 1, 1),
        period=desk.year(2021),
    )
    return found.status, found.finding.facts[0].figure.counts


def test_only_units_that_were_less_than_good_and_are_inspected_again_count(desk):
    first, again = date(2019, 1, 1), date(2021, 5, 1)
    assert inspected(desk, ("a", first, 3, ""), ("a", again, 2, "")) == (Status.ON_TRACK, (1, 1))
    assert inspected(desk, ("a", first, 3, ""), ("a", again, 3, "")) == (Status.OFF_TRACK, (0, 1))
    assert inspected(desk, ("a", first, 2, ""), ("a", again, 3, "")) == (Status.UNDECIDED, None)
    assert inspected(desk, ("a", first, 3, "")) == (Status.UNDECIDED, None)


def test_an_academy_takes_over_the_grade_of_its_predecessor(desk):
    rows = [("old", date(2019, 1, 1), 4, ""), ("new", date(2021, 5, 1), 1, "old")]
    assert inspected(desk, *rows) == (Status.ON_TRACK, (1, 1))


def test_two_limits_on_the_same_cases_are_two_numbers(desk):
    history = History(cases=[case("a", START, date(2021, 3, 15))])
    found = [
        judge(
            desk.measure(Everyone(), number=ShareWithin(indicator="back", days=days, by=by)),
            history,
            as_of=date(2030, 1, 1),
            period=desk.year(2021),
        ).status
        for days, by in ((20, "opened"), (10, "opened"), (20, "closed"))
    ]
    assert found == [Status.ON_TRACK, Status.OFF_TRACK, Status.ON_TRACK]
    other = ShareWithin(indicator="front", days=20)
    nothing = judge(desk.measure(Everyone(), number=other), history, as_of=date(2030, 1, 1), period=desk.year(2021))
    assert nothing.status is Status.UNDECIDED


@pytest.mark.parametrize(
    ("as_of", "reason"), [(date(2021, 5, 31), Reason.AWAITING_PUBLICATION), (date(2021, 6, 1), Reason.UNREADABLE)]
)
def test_a_row_that_could_not_be_read_leaves_the_share_open_from_its_own_day_on(desk, as_of, reason):
    history = History(left_out=[UnreadInspection(indicator="school", area="937", day=date(2021, 6, 1))])
    measure = desk.measure(Everyone(), number=ShareImproved(indicator="school"))
    assert judge(measure, history, as_of=as_of, period=desk.year(2021)).reasons == (reason,)


@pytest.mark.parametrize(
    ("rule", "first_off"),
    [
        (Everyone(), 1),
        (Everyone(tolerance=1), 2),
        (Everyone(met_within=1), 2),
        (Everyone(met_within=1, tolerance=2), 3),
    ],
)
def test_more_failed_than_may_is_off_track_before_the_period_is_over(desk, rule, first_off):
    """Three fail one after the other, and more may come; no later case mends what more than may have failed."""
    late = [case(f"late {n}", date(2021, 6, n), date(2021, 6, 30)) for n in (1, 2, 3)]
    measure = desk.measure(rule, number=ShareWithin(indicator="back", days=20))
    for failed in (1, 2, 3):
        found = judge(measure, History(cases=late[:failed]), as_of=date(2021, 7, 15))
        assert (found.status is Status.OFF_TRACK, found.period == desk.year(2021)) == (failed >= first_off,) * 2


def test_one_row_that_may_be_any_number_of_cases_leaves_every_share_open(desk):
    done = [case(str(one), START, START) for one in range(100)]
    measure = desk.measure(Threshold(at_least=50), number=ShareWithin(indicator="back", days=20))
    for left_out, status in (
        ((), Status.ON_TRACK),
        ((UnreadCase(indicator="back"),), Status.ON_TRACK),
        (anything("back"), Status.UNDECIDED),
    ):
        history = History(cases=done, left_out=left_out)
        assert judge(measure, history, as_of=date(2030, 1, 1), period=desk.year(2021)).status is status


def test_an_unread_case_counts_from_the_day_on_which_it_was_opened(desk):
    number, left_out = ShareWithin(indicator="back", days=20), UnreadCase(indicator="back", opened=date(2021, 5, 2))
    history = History(cases=[case("a", START, START)], left_out=[left_out])
    for day, known in ((date(2021, 5, 1), True), (date(2021, 5, 2), False)):
        view = View(desk.measure(Everyone(), number=number), history, "937", desk.year(2021), day)
        assert (Reason.UNREADABLE not in view.own(view.period).why) is known
