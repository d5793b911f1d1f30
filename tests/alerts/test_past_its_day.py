"""What a message says of a promise by a day once that day has passed: the newest figures, and whether it is kept."""

from datetime import date

import pytest
from tests.alerts.world import World, at_least, measure, plan_of

from wes_rules import (
    All,
    AnnualIncrease,
    Any,
    Calendar,
    Each,
    Milestone,
    Observed,
    Part,
    Period,
    PeriodKind,
    Unit,
    judge,
)

BY_2022 = date(2022, 12, 31)


@pytest.fixture
def told():
    worlds = []

    def told(rule, values, **more):
        """Publish each year's figure when it is due, and return the world with what was told in 2024."""
        world = World(plan_of(measure(rule=rule, **{"starts": date(2019, 1, 1), **more})))
        worlds.append(world)
        for year, value in values.items():
            world.publish(year, value, on=date(year + 1, 7, 1))
        world.until("2024-08-01")
        world.run()
        return world

    yield told
    for world in worlds:
        world.close()


class TestOneOfTwoPromises:
    @pytest.fixture
    def text(self, told):
        rule = All(of=(at_least(90, by=BY_2022), AnnualIncrease(scope="latest")))
        return told(rule, {2019: 79, 2020: 80, 2021: 81, 2022: 89, 2023: 90}).news()[-1][0].text

    def test_what_came_since_is_the_newest_figure_and_not_the_one_that_decided(self, text):
        assert "1.0 points short. Since then 90.0% in 2023, which does not undo the earlier miss." in text

    def test_the_newest_figure_is_known_since_its_own_day(self, text):
        assert "90.0% in 2023, known since 1 July 2024, improved from 89.0% in 2022." in text
        assert "89.0% known since 1 July 2023;" in text


def test_what_is_known_is_not_what_decides_where_an_earlier_figure_is_missing(told):
    world = told(at_least(95, reach=True), {2019: 80, 2021: 88, 2022: 85}, deadline=BY_2022)
    (text,) = {message.text for message, *_ in world.news() if "is overdue since" in message.text}
    assert "has passed, and it is not decided for 2022: the figure of 2020 is overdue since 1 July 2021." in text


@pytest.mark.parametrize(
    ("rule", "values", "last"),
    [
        (at_least(95, reach=True, by=BY_2022), {2020: 88, 2022: 85, 2023: 97}, "85.0% in 2022"),
        (Milestone(by=date(2023, 12, 31), unreported="undecided"), {2020: 0, 2022: 0, 2023: 0}, "0 in 2023"),
    ],
)
def test_of_an_overdue_figure_the_newest_that_counts_is_said_and_whether_the_promise_is_kept_at_all(
    told, rule, values, last
):
    counted = {} if "%" in last else {"unit": Unit.COUNT, "decimals": 0}
    text = told(rule, values, starts=date(2020, 1, 1), **counted).news()[-1][0].text
    assert "Nobody can say whether the promise is kept until the figure for 2021 comes.\n" in text
    assert f"Last known: {last}." in text


def test_of_a_promise_that_is_settled_by_a_deadline_each_period_speaks_for_itself(told):
    text = told(at_least(95), {2020: 96}, deadline=BY_2022).news()[-1][0].text
    assert "Nobody can say whether the promise is kept in 2022 until the figure for 2022 comes.\n" in text


class TestAnyOfTwoDays:
    @pytest.fixture
    def world(self, told):
        rule = Any(of=(at_least(60, by=BY_2022), at_least(50, by=date(2023, 12, 31))))
        return told(rule, {2020: 59, 2021: 59, 2022: 59, 2023: 49})

    def test_it_is_off_track_since_the_last_of_them_has_passed(self, world):
        found = judge(world.plan.measures[0], world.history(), as_of=world.today)
        assert found.row.since == "2023"
        assert not found.at(Period(PeriodKind.CALENDAR_YEAR, 2022)).due

    def test_its_alert_opens_with_that_one(self, world):
        assert world.last().since == "2023"
        assert "since 2022" not in world.news()[-1][0].text


def test_past_a_deadline_what_came_since_is_said_and_the_figure_due_next_is_the_one_that_decides():
    late = Calendar(kind=PeriodKind.CALENDAR_YEAR, lag_months=30)
    over = tuple(Part(name=one, number=Observed(indicator=one.lower()), calendar=late) for one in ("Slow", "Fast"))
    rule = Each(rule=at_least(90), over=over)
    promised = measure(rule=rule, calendar=late, starts=date(2017, 1, 1), deadline=date(2020, 12, 31))
    world = World(plan_of(promised))
    for one, year, value in (("slow", 2017, 80), ("fast", 2017, 95), ("slow", 2018, 92)):
        world.publish(year, value, of=one, on=date(year + 3, 7, 1))
    world.until("2021-08-01")
    world.run()
    text = next(message.text for message, one in world.news() if one.kind.value == "off_track")
    world.close()
    assert "Slow: 80.0% in 2017; target: at least 90.0%; 10.0 points short.\n  Since then Slow: 92.0% in 2018" in text
    assert "the figure that decides is due on 1 July 2023." in text
