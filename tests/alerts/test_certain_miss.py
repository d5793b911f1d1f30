"""A promise that can no longer be kept before its day: its alert is told once, and taken back by a revision alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from tests.alerts.world import D, at_least, measure, plan_of

from wes_rules import (
    All,
    BenchmarkParity,
    Better,
    Calendar,
    Observation,
    Observed,
    Origin,
    PeriodKind,
    Quantity,
    RunningTotal,
    Threshold,
    Unit,
    YearToDate,
    judge,
)
from wes_rules import Any as AnyOf
from wes_rules import Period as P
from wes_rules.alerts.condition import current_alerts_of
from wes_rules.rules.policy import Policy
from wes_rules.series.history import History

DAY = date(2020, 12, 31)
CEILING = Threshold(at_most=D(190), by=DAY)
YEARS = Calendar(kind=PeriodKind.CALENDAR_YEAR, lag_months=6)


def spent(rule=CEILING):
    number = RunningTotal(indicator="rate", since=P(PeriodKind.CALENDAR_YEAR, 2015))
    return measure(rule=rule, number=number, unit=Unit.COUNT, decimals=0, better=Better.LOWER, calendar=YEARS)


def told(world):
    return [(one.change.value, one.severity) for _, one in world.news()]


def each_year(world, values):
    for year, value in enumerate(values, 2015):
        world.publish(year, value, on=date(year + 1, 7, 1))
        world.until(f"{year + 1}-07-01")
        world.run()


def test_it_is_told_once_and_again_only_when_the_miss_grows(worlds):
    world = worlds(plan_of(spent()))
    each_year(world, [100, 91, 0, 0, 20, 0])
    assert told(world) == [(one, "off_track") for one in ("new", "worse", "settled")]
    text = world.receivers["post"].taken[-1].text
    assert "Off track, and final (1)" in text
    assert "has passed" in text
    text = world.receivers["post"].taken[0].text
    assert "Can no longer be kept (1)" in text
    assert "only a revised figure can change this" in text


def test_a_whole_that_lost_a_part_for_good_is_final_and_not_told_again_while_nothing_comes(worlds):
    world = worlds(plan_of(measure(rule=All(of=(at_least(90, by=DAY), at_least(50))), starts=date(2019, 1, 1))))
    for year, value in ((2019, 80), (2020, 85), (2021, None), (2022, None)):
        if value is not None:
            world.publish(year, value, on=date(year + 1, 7, 1))
        world.until(f"{year + 1}-07-01")
        world.run()
    assert world.heard(kind="off_track") == ["new"]
    assert world.last("off_track").settled


def test_a_lost_part_beside_one_of_each_period_takes_no_earlier_period_back(worlds):
    world = worlds(plan_of(spent(AnyOf(of=(CEILING, Threshold(at_most=D(90)))))))
    each_year(world, [100, 95, 2, 2, 2, 2])
    assert world.last().since == "2016"
    assert not [text for text in world.receivers["post"].taken if "counts no more" in text.text]


def test_a_revision_takes_it_back(worlds):
    world = worlds(plan_of(spent()))
    each_year(world, [100, 91])
    world.publish(2016, 90, on=date(2017, 8, 1))
    world.until("2017-08-01")
    world.run()
    assert told(world) == [("new", "off_track"), ("withdrawn", "")]


def test_a_part_that_cannot_be_judged_hides_none_that_can_no_longer_be_kept(worlds):
    """The figure to compare with never comes, and the promise as a whole is lost all the same."""
    world = worlds(plan_of(spent(All(of=(CEILING, BenchmarkParity(against="E92000001"))))))
    each_year(world, [100, 91])
    assert ("new", "off_track") in told(world)


@pytest.mark.parametrize(("values", "changes"), [([100, 91], []), ([100, 101], ["new"])])
def test_within_the_tolerance_it_is_at_risk(worlds, values, changes):
    world = worlds(plan_of(spent(Threshold(at_most=D(190), tolerance=D(5), by=DAY))))
    each_year(world, values)
    assert [change for change, _ in told(world)] == changes


def test_it_waits_for_no_second_period_as_none_can_change_it(worlds):
    world = worlds(plan_of(spent(), policy=Policy(after=2)))
    each_year(world, [191])
    assert told(world) == [("new", "off_track")]


def test_one_part_that_can_no_longer_be_kept_is_enough(worlds):
    world = worlds(plan_of(spent(All(of=(Threshold(at_most=D(900), by=DAY), CEILING)))))
    each_year(world, [191])
    assert told(world) == [("new", "off_track")]
    assert "at most 190" in world.receivers["post"].taken[0].text


def test_what_is_not_kept_yet_is_told_of_nobody(worlds):
    world = worlds(plan_of(measure(rule=at_least(90, by=DAY))))
    for year in (2015, 2016):
        world.publish(year, 50, on=date(year + 1, 7, 1))
    world.until("2017-07-02")
    world.run()
    assert told(world) == []


QUARTERS = Calendar(kind=PeriodKind.FINANCIAL_QUARTER, lag_months=1)
YEAR = tuple(P.parse(f"2023/24 Q{part}", PeriodKind.FINANCIAL_QUARTER) for part in (1, 2, 3, 4))
BY = date(2024, 3, 31)
SUM = YearToDate(indicator="rate", year="financial")
FLOOR, TOP = Threshold(at_least=D(300), by=BY), Threshold(at_most=D(300), by=BY)


def in_the_year(rule, number=SUM):
    better = Better.LOWER if rule.at_least is None else Better.HIGHER
    return measure(rule=rule, number=number, unit=Unit.COUNT, decimals=0, better=better, calendar=QUARTERS)


def told_first(worlds, rule, values, day):
    world = worlds(plan_of(in_the_year(rule)), wall=datetime(2023, 7, 1, 9, tzinfo=UTC))
    for quarter, value in zip(YEAR, values, strict=False):
        world.publish(quarter, value, on=QUARTERS.due(quarter))
    world.until(day)
    world.run()
    return world.receivers["post"].taken[-1].text


def test_what_was_missed_by_its_day_alone_is_off_track_since_no_earlier_period(worlds):
    text = told_first(worlds, FLOOR, [100, 100, 99, 0], "2024-05-01")
    assert "Newly off track (1)" in text
    assert "since" not in text.replace("Known since", "")


def test_a_period_in_which_it_was_not_due_is_none_in_which_it_was_off_track(worlds):
    text = told_first(worlds, TOP, [100, 150, 51, 0], "2024-05-01")
    assert "301" in text
    assert "Off track in" not in text


def test_since_when_it_can_no_longer_be_kept_is_corrected_in_these_words(worlds):
    world = worlds(plan_of(in_the_year(TOP)), wall=datetime(2023, 7, 1, 9, tzinfo=UTC))
    for quarter, value in zip(YEAR, [100, 150, 51], strict=False):
        world.publish(quarter, value, on=QUARTERS.due(quarter))
    world.until("2024-02-01")
    world.run()
    world.publish(YEAR[1], 201, on=date(2023, 12, 1))
    world.until("2024-02-02")
    world.run()
    text = world.receivers["post"].taken[-1].text
    assert f"It could no longer be kept from {YEAR[1]} on, not from {YEAR[2]}." in text


@given(
    st.lists(st.integers(0, 200), min_size=4, max_size=4),
    st.sampled_from([FLOOR, TOP]),
    st.sampled_from([SUM, Observed(indicator="rate")]),
    st.integers(0, 60),
)
def test_no_period_counts_against_a_promise_by_what_came_after_it(values, rule, number, days_early):
    plan = plan_of(in_the_year(rule, number))
    figures, opened = list[Observation](), list[str]()
    for quarter, value in zip(YEAR, values, strict=True):
        day = QUARTERS.due(quarter) - timedelta(days=days_early)
        quantity, origin = Quantity.exact(value), Origin(publication="a publication")
        one = Observation(indicator="rate", area="937", period=quarter, quantity=quantity, published=day, origin=origin)
        figures.append(one)
        for as_of in (day, QUARTERS.due(quarter)):
            current, *_ = current_alerts_of(plan, judge(plan.measures[0], History(figures), as_of=as_of))
            assert not opened or current.opened == opened[0], "it opened in another period than was told"
            if current.open and not opened:
                assert current.opened == str(quarter)
                opened.append(current.opened)
    event(f"opened in {opened}")


def test_only_the_period_before_is_judged_anew_where_a_miss_has_just_become_certain(monkeypatch):
    from wes_rules.judging import hindsight

    judged = []
    decide = hindsight.decide
    monkeypatch.setattr(hindsight, "decide", lambda *args: judged.append(args[4]) or decide(*args))
    known = {2014: date(2015, 7, 1), 2015: date(2016, 7, 1), 2016: date(2017, 7, 1), 2017: date(2017, 11, 1)}
    figures = [
        Observation(
            indicator="rate", area="937", period=P(PeriodKind.CALENDAR_YEAR, year), quantity=Quantity.exact(70),
            published=day, origin=Origin(publication="a list"),
        )
        for year, day in known.items()
    ]  # fmt: skip
    one = measure(rule=at_least(75, by=date(2017, 12, 31)))
    (current, *_) = current_alerts_of(plan_of(one), judge(one, History(figures), as_of=date(2017, 12, 1)))
    assert (current.opened, [str(one) for one in judged]) == ("2017", ["2016"])
