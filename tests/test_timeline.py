"""What was known when: each change names its day and the input that moved."""

from datetime import date, timedelta
from decimal import Decimal as D

import attrs
import pytest

from wes_rules import (
    All,
    AnnualDecrease,
    AnnualIncrease,
    AreaFigure,
    Baseline,
    BenchmarkParity,
    Calendar,
    Each,
    Everyone,
    FromBaseline,
    History,
    IndicatorFigure,
    Instead,
    Maintain,
    Marker,
    Observed,
    Origin,
    Part,
    Period,
    PeriodKind,
    Quantity,
    Rate,
    ShareImproved,
    ShareWithin,
    Status,
    Threshold,
    Unit,
    judge,
    timeline,
)
from wes_rules.judging.timeline import days_of
from wes_rules.series.cases import Case, Inspection
from wes_rules.series.left_out import UnreadFigure

ON, OFF = Status.ON_TRACK, Status.OFF_TRACK
UNTIL = date(2025, 1, 1)
# Before the figure for 2021 is due.
SOON = date(2022, 1, 1)


def told(changes):
    return [(str(one.period), one.day, one.judgement.status, one.moved) for one in changes]


def test_each_period_starts_on_the_day_its_figure_is_known(desk):
    changes = timeline(desk.measure(Threshold(at_least=D(50))), desk.history({2019: 60, 2020: 40}), until=SOON)
    assert told(changes) == [("2019", date(2020, 7, 1), ON, ()), ("2020", date(2021, 7, 1), OFF, ())]


def test_an_overdue_figure_of_a_promise_that_is_not_due_has_its_line(desk):
    rule = FromBaseline(change=D(10), by=date(2023, 12, 31))
    measure = desk.measure(rule, baseline=Baseline(period=desk.year(2019)))
    changes = timeline(measure, desk.history({2019: 50, 2020: 51, 2022: 55}), until=date(2024, 1, 1))
    lines = [(one.day, one.judgement.words) for one in changes if one.period == desk.year(2021)]
    assert lines[0] == (date(2022, 7, 1), "not due")


def test_a_figure_that_does_not_come_leaves_a_verdict_open_from_the_day_it_was_due(desk):
    """That is what was said on the day, between two figures and after the last one; not before the first."""
    changes = timeline(
        desk.measure(Threshold(at_least=D(50))), desk.history({2019: 60, 2021: 40}), until=date(2023, 8, 1)
    )
    assert told(changes) == [
        ("2019", date(2020, 7, 1), ON, ()),
        ("2020", date(2021, 7, 1), Status.UNDECIDED, ()),
        ("2021", date(2022, 7, 1), OFF, ()),
        ("2022", date(2023, 7, 1), Status.UNDECIDED, ()),
    ]


def test_the_day_on_which_a_promise_falls_due_without_a_figure_is_a_day_of_its_own(desk):
    rule = Threshold(at_least=D(75), reach=True, by=date(2020, 12, 31))
    changes = timeline(desk.measure(rule), desk.history({2019: 60, 2020: 80}), until=date(2021, 7, 1))
    assert [(one.day, one.judgement.status, one.judgement.due) for one in changes] == [
        (date(2020, 7, 1), Status.UNDECIDED, False),
        (date(2021, 1, 1), Status.UNDECIDED, True),
        (date(2021, 7, 1), ON, True),
    ]


def test_a_revision_names_the_own_figure(desk):
    revised = attrs.evolve(desk.figure(2019, 49), published=date(2020, 11, 1))
    history = desk.history({2019: 60}).plus([revised])
    changes = timeline(desk.measure(Threshold(at_least=D(50))), history, until=UNTIL)
    assert told(changes)[1] == ("2019", date(2020, 11, 1), OFF, ("own figure",))
    assert changes[1].before.status is ON


def test_a_verdict_can_flip_by_the_benchmark_alone(desk):
    revised = attrs.evolve(desk.figure(2019, 61, area="970"), published=date(2020, 11, 1))
    history = desk.history({2019: 60}, {2019: 60}).plus([revised])
    changes = timeline(desk.measure(BenchmarkParity(against=AreaFigure(area="970"))), history, until=UNTIL)
    assert told(changes)[1] == ("2019", date(2020, 11, 1), OFF, ("England",))


def test_what_is_published_after_the_last_day_is_not_looked_at(desk):
    revised = attrs.evolve(desk.figure(2019, 49), published=date(2021, 1, 1))
    history = desk.history({2019: 60}).plus([revised])
    measure = desk.measure(Threshold(at_least=D(50)))
    assert len(timeline(measure, history, until=date(2020, 12, 31))) == 1
    assert len(timeline(measure, history, until=date(2021, 1, 1))) == 2


def test_a_deadline_hides_no_period(desk):
    measure = desk.measure(Threshold(at_least=D(50)), deadline=date(2020, 12, 31))
    until = date(2023, 1, 1)
    periods = {str(one.period) for one in timeline(measure, desk.history({2019: 60, 2020: 40, 2021: 70}), until=until)}
    assert periods == {"2019", "2020", "2021"}


@pytest.mark.parametrize("rule", [Threshold(at_least=D(50)), Maintain(at_least=D(50))])
def test_after_its_deadline_nothing_is_awaited(desk, rule):
    measure = desk.measure(rule, deadline=date(2020, 12, 31))
    changes = timeline(measure, desk.history({2018: 40, 2019: 60, 2020: 70}), until=date(2024, 1, 1))
    assert {str(one.period) for one in changes} == {"2018", "2019", "2020"}


def test_a_month_of_cases_is_listed_once_from_the_day_it_is_due_after_an_earlier_miss(desk):
    rows = [
        Case(indicator="visits", area="937", id=str(n), opened=opened, closed=closed, origin=Origin(publication="a"))
        for n, (opened, closed) in enumerate(
            (
                (date(2024, 4, 16), date(2024, 6, 20)),
                (date(2024, 5, 2), date(2024, 5, 6)),
                (date(2024, 5, 3), date(2024, 5, 30)),
                (date(2024, 8, 5), date(2024, 8, 6)),
            )
        )
    ]
    months = Calendar(kind=PeriodKind.MONTH, lag_months=1)
    number = ShareWithin(indicator="visits", days=10)
    measure = desk.measure(Maintain(at_least=D(60)), number=number, calendar=months, starts=date(2024, 4, 15))
    days = [(str(one.period), one.day) for one in timeline(measure, History(cases=rows), until=date(2024, 10, 1))]
    assert days == [
        ("April 2024", date(2024, 6, 1)),
        ("May 2024", date(2024, 7, 1)),
        ("June 2024", date(2024, 8, 1)),
        ("July 2024", date(2024, 9, 1)),
        ("August 2024", date(2024, 10, 1)),
    ]


def test_an_empty_history_has_no_timeline(desk):
    assert timeline(desk.measure(Threshold(at_least=D(50))), History(), until=UNTIL) == ()


def test_a_revision_of_the_other_indicator_is_a_day_of_its_own(desk):
    early, late = date(2021, 3, 1), date(2021, 9, 1)
    history = History(
        [
            desk.figure(2020, 76, published=early),
            desk.figure(2020, 75, indicator="demand", published=early),
            desk.figure(2020, 77, indicator="demand", published=late),
        ]
    )
    measure = desk.measure(BenchmarkParity(against=IndicatorFigure(indicator="demand")))
    found = timeline(measure, history, until=date(2021, 12, 31))
    assert [(one.day, one.judgement.status, one.moved) for one in found] == [
        (early, ON, ()),
        (late, OFF, ("demand",)),
    ]


def test_inspections_and_cases_of_the_area_that_is_asked_for_have_days_of_their_own(desk):
    origin = Origin(publication="a list")
    visits = [
        Inspection(indicator="visits", area="9", unit="a", day=day, grade=grade, origin=origin)
        for day, grade in ((date(2019, 5, 1), 3), (date(2020, 5, 1), 2))
    ]
    case = Case(indicator="cases", area="9", id="1", opened=date(2020, 12, 30), closed=date(2021, 1, 5), origin=origin)
    for number, history, day in (
        (ShareImproved(indicator="visits"), History(inspections=visits), date(2021, 1, 1)),
        (ShareWithin(indicator="cases", days=20), History(cases=[case]), date(2021, 1, 5)),
    ):
        measure = desk.measure(
            Threshold(at_least=D(75)), number=number, calendar=Calendar(kind=PeriodKind.CALENDAR_YEAR)
        )
        later = History(
            [desk.figure(2020, 1, indicator=number.indicator, published=date(2021, 2, 1))],
            cases=history.cases("cases", "9"),
            inspections=history.inspections("visits", "9"),
        )
        found = timeline(measure, later, until=date(2021, 12, 31), area="9")
        reached = next(one for one in found if one.judgement.status is ON)
        assert (reached.day, reached.judgement.area) == (day, "9")
        assert timeline(measure, later, until=date(2021, 12, 31)) == ()


def test_another_area_has_a_history_of_its_own(desk):
    figures = [desk.figure(2019, 60), desk.figure(2019, 40, area="9"), desk.figure(2020, 60, area="9")]
    found = timeline(desk.measure(Threshold(at_least=D(50))), History(figures), until=SOON, area="9")
    assert told(found) == [("2019", date(2020, 7, 1), OFF, ()), ("2020", date(2021, 7, 1), ON, ())]


def test_a_verdict_made_of_parts_changes_with_any_of_its_inputs(desk):
    revised = attrs.evolve(desk.figure(2018, 59), published=date(2020, 11, 1))
    benchmark = attrs.evolve(desk.figure(2019, 61, area="970"), published=date(2020, 12, 1))
    history = desk.history({2018: 50, 2019: 60}, {2018: 50, 2019: 60}).plus([revised, benchmark])
    rule = All(of=(BenchmarkParity(against=AreaFigure(area="970")), AnnualIncrease()))
    changes = timeline(desk.measure(rule), history, until=UNTIL)
    assert [one for one in told(changes) if one[0] == "2019"] == [
        ("2019", date(2020, 7, 1), ON, ()),
        ("2019", date(2020, 11, 1), ON, ("earlier figures",)),
        ("2019", date(2020, 12, 1), OFF, ("England",)),
    ]
    assert next(one[:3] for one in told(changes)) == ("2018", date(2019, 7, 1), Status.UNDECIDED)


def test_periods_come_in_the_order_of_time_though_figures_do_not(desk):
    figures = [attrs.evolve(desk.figure(year, 60), published=date(2024 - year + 2018, 9, 1)) for year in (2018, 2020)]
    measure = desk.measure(Threshold(at_least=D(50)))
    found = timeline(measure, History([*figures, desk.figure(2019, 60)]), until=UNTIL)
    assert [str(one.period) for one in found] == sorted(str(one.period) for one in found)


def test_figures_of_another_rhythm_or_indicator_move_nothing(desk):
    other = [
        attrs.evolve(desk.figure(2019, 1), period=Period.parse("June 2019"), published=date(2020, 8, 1)),
        desk.figure(2019, 1, indicator="another", published=date(2020, 9, 1)),
    ]
    measure = desk.measure(Threshold(at_least=D(50)))
    assert told(timeline(measure, History([desk.figure(2019, 60), *other]), until=UNTIL)) == told(
        timeline(measure, History([desk.figure(2019, 60)]), until=UNTIL)
    )


def test_a_revision_of_one_of_several_groups_is_not_hidden_by_the_others(desk):
    rule = Each(
        rule=Threshold(at_least=D(50)),
        over=(Part(name="Boys", number=Observed(indicator="rate", group="boys")), Part(name="All")),
    )
    revised = desk.figure(2019, 61, group="boys", published=date(2020, 11, 1))
    history = History([desk.figure(2019, 60, group="boys"), desk.figure(2019, 60), revised])
    assert told(timeline(desk.measure(rule), history, until=date(2021, 1, 1))) == [
        ("2019", date(2020, 7, 1), ON, ()),
        ("2019", date(2020, 11, 1), ON, ("own figure of Boys",)),
    ]


def by_year_and_by_quarter(desk):
    """A promise for a yearly number and a quarterly one, which misses in the first quarter of 2020 and no other."""
    quarters = Calendar(kind=PeriodKind.CALENDAR_QUARTER, lag_months=1)
    part = Part(name="By quarter", number=Observed(indicator="quick"), calendar=quarters)
    first = Period(PeriodKind.CALENDAR_QUARTER, 2020 * 4)
    values = {-1: 60, 0: 40, 1: 70, 2: 80}
    figures = [desk.figure(2018, 61), desk.figure(2019, 62)]
    figures += [attrs.evolve(desk.figure(2020, v, indicator="quick"), period=first + n) for n, v in values.items()]
    rule = Each(rule=Threshold(at_least=D(50)), over=(Part(name="By year"), part))
    return desk.measure(rule), History(figures)


def test_parts_in_calendars_of_their_own_are_followed_day_by_day(desk):
    measure, history = by_year_and_by_quarter(desk)
    changes = timeline(measure, history, until=UNTIL)
    assert [(one.day, one.judgement.status) for one in changes] == [
        (date(2019, 7, 1), Status.UNDECIDED),
        (date(2020, 2, 1), ON),
        (date(2020, 5, 1), OFF),
        (date(2020, 7, 1), OFF),
        (date(2020, 8, 1), ON),
        (date(2020, 11, 1), ON),
        (date(2021, 2, 1), Status.UNDECIDED),
    ]
    assert {one.period for one in changes} == {None}


def test_each_day_has_the_verdict_that_was_given_on_it_where_parts_have_calendars_of_their_own(desk):
    measure, history = by_year_and_by_quarter(desk)
    changes = timeline(measure, history, until=UNTIL)
    for one in (one.day + timedelta(days=n) for one in changes for n in (-1, 0, 1)):
        told = [change.judgement.status for change in changes if change.day <= one]
        assert not told or told[-1] is judge(measure, history, as_of=one).status


def test_parts_that_all_have_another_calendar_than_the_whole_are_followed_by_its_periods(desk):
    measure, history = by_year_and_by_quarter(desk)
    measure = attrs.evolve(measure, rule=attrs.evolve(measure.rule, over=measure.rule.over[1:]))
    changes = timeline(measure, history, until=date(2020, 12, 1))
    assert told(changes) == [
        ("2019 Q4", date(2020, 2, 1), ON, ()),
        ("2020 Q1", date(2020, 5, 1), OFF, ()),
        ("2020 Q2", date(2020, 8, 1), ON, ()),
        ("2020 Q3", date(2020, 11, 1), ON, ()),
    ]


def test_a_revised_population_moves_a_rate(desk):
    people = [
        desk.figure(2019, value, indicator="residents", published=day)
        for value, day in ((1000, date(2020, 7, 1)), (500, date(2020, 11, 1)))
    ]
    rate = Rate(indicator="offences", population="residents", per=1000)
    measure = desk.measure(Threshold(at_most=D(100)), number=rate, unit="ratio", better="lower")
    history = History([desk.figure(2019, 80, indicator="offences", published=date(2020, 7, 1)), *people])
    assert told(timeline(measure, history, until=UNTIL))[:2] == [
        ("2019", date(2020, 7, 1), ON, ()),
        ("2019", date(2020, 11, 1), OFF, ("residents",)),
    ]


def test_a_row_whose_area_cannot_be_read_leaves_a_verdict_open_from_its_day(desk):
    lost = UnreadFigure(indicator="rate", group="all", period=desk.year(2019), published=date(2020, 11, 1))
    history = History([desk.figure(2019, 60)], left_out=[lost])
    found = told(timeline(desk.measure(Threshold(at_least=D(50))), history, until=date(2020, 12, 1)))
    assert found == [("2019", date(2020, 7, 1), ON, ()), ("2019", date(2020, 11, 1), Status.UNDECIDED, ("own figure",))]


def test_results_of_august_are_judged_from_their_day_though_the_school_year_ends_later(desk):
    """What is shown for a period and what is explained on the same day are one verdict."""
    calendar = Calendar(kind=PeriodKind.ACADEMIC_YEAR, lag_months=3)
    year = Period(PeriodKind.ACADEMIC_YEAR, 2020)
    figures = [
        attrs.evolve(desk.figure(2020, value), period=year + n, published=date(2021 + n, 8, 12))
        for n, value in enumerate((40, 60, 45))
    ]
    measure, history = desk.measure(Threshold(at_least=D(50)), calendar=calendar), History(figures)
    changes = timeline(measure, history, until=date(2024, 1, 1))
    assert [(str(one.period), one.day, one.judgement.status) for one in changes] == [
        ("2020/21", date(2021, 8, 12), OFF),
        ("2021/22", date(2022, 8, 12), ON),
        ("2022/23", date(2023, 8, 12), OFF),
    ]
    for one in changes:
        assert judge(measure, history, as_of=one.day) == one.judgement


def test_figures_published_on_one_day_each_have_their_verdict(desk):
    day = date(2022, 1, 5)
    figures = [desk.figure(year, value, published=day) for year, value in ((2018, 40), (2019, 60), (2020, 45))]
    changes = timeline(desk.measure(Threshold(at_least=D(50))), History(figures), until=date(2022, 6, 1))
    on_the_day = [(str(one.period), one.judgement.status) for one in changes if one.day == day]
    assert on_the_day == [("2018", OFF), ("2019", ON), ("2020", OFF)]
    assert {one.judgement.status for one in changes if one.day < day} == {Status.UNDECIDED}


def test_the_first_figure_of_a_series_and_one_two_periods_ahead_are_judged_when_published(desk):
    calendar = attrs.evolve(desk.calendar, lag_months=30, first=desk.year(2019))
    figures = [desk.figure(year, 60, published=date(year + 1, 2, 1)) for year in (2019, 2020)]
    measure = desk.measure(Threshold(at_least=D(50)), calendar=calendar)
    found = [judge(measure, History(figures), as_of=date(year, 3, 1)).period for year in (2020, 2021, 2022)]
    assert found == [desk.year(2019), desk.year(2020), desk.year(2020)]


def test_the_day_on_which_a_promise_falls_due_is_a_day_of_its_own(desk):
    rule = Threshold(at_least=D(75), by=date(2021, 9, 30))
    changes = timeline(desk.measure(rule), desk.history({2019: 60, 2020: 60}), until=date(2022, 1, 1))
    assert told(changes) == [
        ("2019", date(2020, 7, 1), Status.UNDECIDED, ()),
        ("2020", date(2021, 7, 1), Status.UNDECIDED, ()),
        ("2020", date(2021, 10, 1), OFF, ()),
    ]


def test_a_verdict_that_needs_no_new_figure_stands_from_the_day_that_one_was_due(desk):
    """One dip breaks a promise to maintain for good: 2020 is off track, whatever its figure."""
    measure = desk.measure(Maintain(at_least=D(50)))
    history = desk.history({2018: 60, 2019: 40})
    changes = timeline(measure, history, until=date(2021, 12, 31))
    assert told(changes) == [
        ("2018", date(2019, 7, 1), ON, ()),
        ("2019", date(2020, 7, 1), OFF, ()),
        ("2020", date(2021, 7, 1), OFF, ()),
    ]
    assert judge(measure, history, as_of=date(2021, 7, 1)).status is OFF


def test_the_day_on_which_an_open_case_fails_is_a_day_of_its_own(desk):
    number = ShareWithin(indicator="cases", days=20)
    given = {"indicator": "cases", "area": "937", "origin": Origin(publication="a list")}
    rows = [Case(id="1", opened=date(2020, 3, 2), closed=date(2020, 3, 5), **given)]
    rows += [Case(id="2", opened=date(2020, 6, 1), **given)]
    calendar = attrs.evolve(desk.calendar, lag_months=0)
    changes = timeline(
        desk.measure(Everyone(), number=number, calendar=calendar),
        History(cases=rows),
        until=date(2020, 12, 1),
    )
    assert told(changes)[-1] == ("2020", date(2020, 6, 22), OFF, ())


def test_the_share_of_each_period_is_known_from_the_day_it_is_due(desk):
    given = {"indicator": "visits", "area": "937", "unit": "a", "origin": Origin(publication="a list")}
    visits = [
        Inspection(day=date(year, 5, 1), grade=grade, **given) for year, grade in ((2018, 4), (2019, 2), (2020, 3))
    ]
    measure = desk.measure(Everyone(), number=ShareImproved(indicator="visits"))
    changes = timeline(measure, History(inspections=visits), until=date(2021, 12, 1))
    assert ("2019", date(2020, 7, 1), ON, ()) in told(changes)


def test_what_was_reached_before_its_day_is_settled_on_the_day_after(desk):
    measure = desk.measure(Threshold(at_least=D(75), reach=True, by=date(2020, 12, 31)))
    changes = timeline(measure, desk.history({2018: 80, 2019: 60}), until=date(2021, 2, 1))
    assert told(changes)[-1] == ("2020", date(2021, 1, 1), ON, ())
    assert judge(measure, desk.history({2018: 80, 2019: 60}), as_of=date(2021, 1, 1)).status is ON


def test_without_any_figure_the_latest_period_still_falls_due(desk):
    measure, until = desk.measure(Threshold(at_least=D(50))), date(2021, 12, 31)
    due = desk.calendar.due(desk.calendar.latest_due(until))
    assert days_of(measure, History(), until=until) == (due,)
    assert days_of(measure, History(), until=due - timedelta(days=1)) == (desk.calendar.due(desk.year(2019)),)


def test_a_target_that_stood_all_along_has_not_moved_when_a_revision_makes_it_a_missed_one(desk):
    calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR, lag_months=6)
    rule = AnnualDecrease(instead=[Instead(period=desk.year(2021), at_most=50)])
    hidden = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)
    known = {(2020, 60): date(2021, 3, 1), (2021, 49): date(2022, 3, 1), (2022, hidden): date(2023, 3, 1)}
    figures = [desk.figure(year, value, published=day) for (year, value), day in known.items()]
    revised = desk.figure(2021, 51, published=date(2023, 5, 1))
    found = told(
        timeline(desk.measure(rule, calendar=calendar, better="lower"), History([*figures, revised]), until=UNTIL)
    )
    assert ("2022", date(2023, 5, 1), OFF, ("earlier figures",)) in found
