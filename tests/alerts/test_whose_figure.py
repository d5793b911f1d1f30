"""What is said of a figure that is late, or that moved, names whose it is: of a number that is worked out that of the input."""

from __future__ import annotations

from contextlib import closing
from datetime import date

import attrs
import pytest
from tests.alerts.world import D, World, at_least, measure, plan_of

from wes_rules import (
    All,
    Any,
    AreaSet,
    BenchmarkParity,
    Calendar,
    Gap,
    History,
    Observation,
    Origin,
    Period,
    PeriodKind,
    Place,
    Quantity,
    RankImprovement,
    Rate,
    Rolling,
    RunningTotal,
    Threshold,
    Unit,
    judge,
    timeline,
)
from wes_rules.judging.late import late_figures
from wes_rules.rules.policy import Policy

YEARS = Calendar(kind=PeriodKind.CALENDAR_YEAR, lag_months=6)
NAMES = {"E": "England", "fsm": "Free meals", "rest": "The rest", "937": "Ayton"}
FAR = Gap(indicator="rate", from_area="E")
BETWEEN = Gap(indicator="rate", group="fsm", from_group="rest")
PER_HEAD = Rate(indicator="rate", population="people")
# What each number is worked out from: a series, and whose its figure is said to be.
MADE_OF = [
    (FAR, "percentage-points", ("rate", "937", "all"), ""),
    (FAR, "percentage-points", ("rate", "E", "all"), "England"),
    (BETWEEN, "percentage-points", ("rate", "937", "fsm"), "Free meals"),
    (BETWEEN, "percentage-points", ("rate", "937", "rest"), "The rest"),
    (PER_HEAD, "ratio", ("rate", "937", "all"), "rate"),
    (PER_HEAD, "ratio", ("people", "937", "all"), "people"),
]


def figure(series, year, value, day):
    indicator, area, group = series
    period = Period(PeriodKind.CALENDAR_YEAR, year)
    given = {"indicator": indicator, "area": area, "group": group, "period": period, "published": day}
    return Observation(quantity=Quantity.exact(D(value)), origin=Origin(publication="a list"), **given)


def figures(number, *, without=None):
    return [
        figure(series, year, 60, date(year + 1, 7, 1))
        for series in number.series("937")
        for year in (2018, 2019)
        if (series, year) != (without, 2019)
    ]


def of(number, unit):
    return measure(number=number, unit=unit, better="lower", rule=Threshold(at_most=D(30)))


@pytest.mark.parametrize(("number", "unit", "series", "whose"), MADE_OF)
def test_of_a_number_that_is_worked_out_what_is_late_is_named(number, unit, series, whose):
    history = History(figures(number, without=series)).with_areas((), NAMES)
    found = judge(of(number, unit), history, as_of=date(2020, 8, 1))
    assert [(str(one.period), one.named) for one in late_figures(found)] == [("2019", whose)]
    told = f"The figure for 2019{f' ({whose})' if whose else ''} was due on 1 July 2020 and has not come."
    assert told in found.explain()


@pytest.mark.parametrize(("number", "unit", "series", "whose"), MADE_OF)
def test_what_is_still_to_come_is_named_as_well(number, unit, series, whose):
    history = History(figures(number, without=series)).with_areas((), NAMES)
    early = [attrs.evolve(one, published=date(2020, 3, 1)) for one in history]
    history = History(early).with_areas((), NAMES)
    found = judge(of(number, unit), history, as_of=date(2020, 4, 1), period=Period(PeriodKind.CALENDAR_YEAR, 2019))
    assert f"The figure for 2019{f' ({whose})' if whose else ''} is due on 1 July 2020." in found.explain()


@pytest.mark.parametrize(("number", "unit", "series", "whose"), MADE_OF)
def test_of_a_number_that_is_worked_out_the_figure_that_moved_is_named(number, unit, series, whose):
    later = [figure(series, 2019, 70, date(2020, 9, 1))]
    history = History([*figures(number), *later]).with_areas((), NAMES)
    *_, last = timeline(of(number, unit), history, until=date(2020, 12, 1))
    assert last.moved == (whose or "own figure",)


@pytest.mark.parametrize(("number", "unit", "series", "whose"), MADE_OF)
def test_of_a_number_that_is_worked_out_the_figure_that_came_last_is_named(number, unit, series, whose):
    later = [figure(series, 2019, 70, date(2020, 9, 1))]
    history = History([*figures(number, without=series), *later]).with_areas((), NAMES)
    *_, last = timeline(of(number, unit), history, until=date(2020, 12, 1))
    assert last.moved == (whose or "own figure",)


@pytest.mark.parametrize(("revised", "whose"), [("E", "Revised: E: 80.0 points ("), ("937", "Revised: 80.0 points (")])
def test_a_recipient_is_told_whose_figure_was_revised(world, revised, whose):
    world.plan = plan_of(of(FAR, "percentage-points"))
    for area, value in (("E", 90), ("937", 10)):
        world.publish(2015, value, area=area, on=date(2016, 7, 1))
    world.until("2016-07-01")
    world.run()
    world.publish(2015, 80 if revised == "E" else 20, area=revised, on=date(2016, 9, 1))
    world.until("2016-09-01")
    world.run()
    assert world.heard() == ["new", "corrected"]
    (said,) = (one for one in world.last().details if "before" in one)
    assert said.startswith(whose)


@pytest.mark.parametrize(("revised", "moved"), [("a", "neighbour set"), ("937", "own figure")])
@pytest.mark.parametrize("as_number", [True, False])
def test_a_place_moves_by_the_figure_that_was_revised(revised, moved, as_number):
    place = {"number": Place(indicator="rate", among="near", best="highest"), "unit": Unit.RANK, "decimals": 0}
    rule = Threshold(at_most=D(1)) if as_number else RankImprovement(among="near", from_rank=2, from_of=3)
    one = measure(rule=rule, better="lower", **place) if as_number else measure(rule=rule)
    rows = [
        figure(("rate", area, "all"), 2019, value, date(2020, 7, 1))
        for area, value in (("937", 60), ("a", 50), ("b", 40))
    ]
    rows.append(figure(("rate", revised, "all"), 2019, {"a": 70, "937": 45}[revised], date(2020, 9, 1)))
    history = History(rows).with_areas((AreaSet("near", date(2014, 1, 1), ("a", "b")),), NAMES)
    *_, last = timeline(one, history, until=date(2020, 12, 1))
    assert moved in last.moved
    assert {"own figure", "neighbour set"} - {moved} - set(last.moved)


def test_a_total_of_which_one_more_figure_has_come_is_not_told_as_corrected(world):
    given = {"number": Rolling(indicator="rate", periods=3), "unit": Unit.COUNT, "decimals": 0, "better": "lower"}
    world.plan = plan_of(measure(rule=Threshold(at_most=D(50)), **given), policy=Policy(overdue=False))
    for year, value in ((2014, 30), (2016, 40)):
        world.publish(year, value, on=date(year + 1, 7, 1))
    world.until("2017-07-01")
    world.run()
    world.publish(2015, 20, on=date(2017, 9, 1))
    world.until("2017-09-01")
    world.run()
    assert "new" in world.heard()
    assert "corrected" not in world.heard()
    assert (
        world.last()
        .details[0]
        .startswith("Known now: 70 or more (2014 30, 2015 not known, 2016 40) in 2016 before, 90 (")
    )


def test_a_figure_of_others_is_not_asked_for_where_the_verdict_is_made_without_it():
    history = History(figures(FAR, without=("rate", "E", "all"))).with_areas((), NAMES)
    found = judge(of(FAR, "percentage-points"), history, as_of=date(2020, 8, 1))
    assert late_figures(found)
    kept = measure(number=FAR, unit="percentage-points", better="lower", rule=Threshold(at_most=D(50)))
    found = judge(kept, history, as_of=date(2020, 8, 1))
    assert found.words == "on track"
    assert not late_figures(found)


def parity(scope="latest"):
    return BenchmarkParity(against="E", scope=scope)


def test_after_the_deadline_a_figure_to_compare_with_is_waited_for_like_the_own_one(worlds):
    world = worlds(plan_of(measure(rule=parity(), starts=date(2015, 1, 1), deadline=date(2017, 12, 31))))
    world.publish(2015, 50, on=date(2016, 7, 1))
    for day in ("2016-07-01", "2017-07-01", "2018-01-01", "2018-07-01"):
        world.until(day)
        world.run()
    assert world.heard(kind="overdue")[-2:] == ["withdrawn", "new"]
    assert "2017 (its own and E)" in world.last("overdue").line


@pytest.mark.parametrize("missed", [True, False])
def test_nothing_is_waited_for_where_the_deadline_has_settled_it_whatever_comes(worlds, missed):
    reached = Threshold(at_least=D(65), reach=True, by=date(2016, 12, 31))
    rule = Any(of=(reached, parity("every"))) if not missed else All(of=(at_least(90), parity("every")))
    world = worlds(plan_of(measure(rule=rule, starts=date(2015, 1, 1), deadline=date(2017, 12, 31))))
    for year, own in ((2015, 64), (2016, 65)):
        world.publish(year, own, on=date(year + 1, 7, 1))
        world.publish(year, 66, area="E", on=date(year + 1, 7, 1))
    for day in ("2016-07-01", "2017-07-01", "2018-01-01", "2018-07-01"):
        world.until(day)
        world.run()
    assert world.heard(kind="overdue") == []


def test_nothing_is_waited_for_of_what_is_certain_before_its_day(worlds):
    number = RunningTotal(indicator="rate", since=Period(PeriodKind.CALENDAR_YEAR, 2015))
    given = {"number": number, "unit": Unit.COUNT, "decimals": 0, "starts": date(2015, 1, 1)}
    world = worlds(plan_of(measure(rule=Threshold(at_least=D(100), by=date(2018, 12, 31)), **given)))
    world.publish(2015, 120, on=date(2016, 7, 1))
    for day in ("2016-07-01", "2017-07-01"):
        world.until(day)
        world.run()
    assert world.heard(kind="overdue") == []


def test_of_a_total_of_another_area_the_month_that_is_missing_is_named():
    number = Rolling(indicator="rate", periods=3)
    given = {"number": number, "unit": Unit.COUNT, "decimals": 0}
    rows = [
        figure(("rate", area, "all"), year, 60, date(year + 1, 7, 1))
        for area in ("937", "E")
        for year in (2016, 2017, 2018, 2019)
        if (area, year) != ("E", 2018)
    ]
    history = History(rows).with_areas((), NAMES)
    found = judge(measure(rule=parity(), **given), history, as_of=date(2020, 8, 1))
    assert [str(one) for one in late_figures(found)] == ["2018 (England)"]
    assert "The figure for 2018 (England) was due on 1 July 2019 and has not come." in found.explain()


def test_of_a_rate_of_another_area_the_figure_that_is_missing_is_named():
    rows = figures(PER_HEAD) + [figure(("rate", "E", "all"), year, 60, date(year + 1, 7, 1)) for year in (2018, 2019)]
    one = measure(number=PER_HEAD, unit="ratio", rule=parity())
    found = judge(one, History(rows).with_areas((), NAMES), as_of=date(2020, 8, 1))
    assert "2019 (England, people)" in [str(one) for one in late_figures(found)]


def test_a_message_says_once_where_the_figures_of_its_alerts_were_published():
    def told(*, other):
        with closing(World(plan_of(measure(), measure("people")))) as world:
            world.until("2022-08-01")
            published = {"rate": "Council, calls log; file 3", "people": other}
            for indicator, publication in published.items():
                world.publish(2021, 40, of=indicator)
                last = next(reversed(world.figures))
                world.figures[last] = attrs.evolve(world.figures[last], origin=Origin(publication=publication))
            world.drain()
            (message,) = world.receivers["post"].arrived
            return message.text

    assert told(other="Council, calls log").count("\nFigures: Council, calls log.\n") == 1
    text = told(other="Ofcalls")
    assert "  Figures: Council, calls log.\n" in text
    assert "  Figures: Ofcalls.\n" in text
