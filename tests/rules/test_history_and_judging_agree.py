"""What the timeline says of a day is what judging says on that day."""

from datetime import date, timedelta
from random import Random

import pytest
from tests.oracle.adapter import judged_as, stated
from tests.oracle.drawing import KINDS_DRAWN, world_of

from wes_rules import (
    All,
    Any,
    Calendar,
    Each,
    Everyone,
    History,
    Maintain,
    Measure,
    Origin,
    Part,
    PeriodKind,
    ShareWithin,
    Status,
    Threshold,
    judge,
    timeline,
)
from wes_rules.series.cases import Case

# The later ones: parts that settle on different days, a milestone, and what is on track without any figure.
SEEDS = (*range(6), 8, 23, 35)
KINDS = (PeriodKind.MONTH, PeriodKind.CALENDAR_QUARTER, PeriodKind.WEEK)


def disagreements(measure, history, area, days, until):
    """Give the days on which the timeline has another answer than judging."""
    lines = timeline(measure, history, until=until, area=area)
    first = min((one.period for one in lines if one.period is not None), key=lambda one: one.index, default=None)
    for day in days:
        now = judge(measure, history, as_of=day, area=area)
        said = [one for one in lines if one.day <= day and one.period in (now.period, None)]
        if said:
            then = said[-1].judgement
            if (then.status, then.due) != (now.status, now.due):
                yield day, now, then
        elif (now.status is not Status.UNDECIDED and now.finding and not now.finding.facts[0].figure.is_missing) or (
            first is not None and now.period is not None and now.period >= first and now.due
        ):
            yield day, now, None


@pytest.mark.parametrize("kind", sorted(set(KINDS_DRAWN)))
def test_what_was_said_on_a_day_is_what_is_judged_on_it(kind):
    for world, measure, history in stated([world_of(seed, (kind,)) for seed in SEEDS]):
        found = judged_as(world, measure, history)
        until, rng = found.as_of, Random(str(world))
        days = sorted(until - timedelta(days=rng.randrange(3000)) for _ in range(20))
        assert not list(disagreements(found.measure, found.history, found.area, [*days, until], until)), world


def of_cases(seed):
    """Return a promise about cases that open in five months, of which the first calendars begin before."""
    rng = Random(seed)
    rows = []
    for n in range(rng.randint(1, 7)):
        opened = date(2024, 1, 1) + timedelta(days=rng.randint(0, 150))
        closed = rng.choice([None, opened + timedelta(days=rng.choice((0, 3, 9, 10, 11, 25, 60)))])
        rows.append(
            Case(indicator="v", area="9", id=str(n), opened=opened, closed=closed, origin=Origin(publication="a"))
        )
    by = date(2024, 4, rng.randint(1, 30))
    plain = [Everyone(), Everyone(by=by), Threshold(at_least=60), Threshold(at_least=60, by=by), Maintain(at_least=60)]
    one, other = rng.choice(plain), rng.choice(plain)
    slower = Part(name="slower", number=ShareWithin(indicator="v", days=20, by=rng.choice(("opened", "closed"))))
    rule = rng.choice(
        [one, one, All(of=(one, other)), Any(of=(one, other)), Each(rule=one, over=(Part(name="a"), slower))]
    )
    calendar = Calendar(kind=rng.choice(KINDS), lag_months=rng.choice((0, 1)), lag_days=rng.choice((0, 10)))
    number = ShareWithin(indicator="v", days=10, by=rng.choice(("opened", "closed")))
    deadline = None if rng.random() < 0.7 else date(2024, rng.randint(5, 8), 20)
    measure = Measure(
        id="v",
        title="Visits",
        unit="percent",
        better="higher",
        decimals=1,
        calendar=calendar,
        number=number,
        rule=rule,
        area="9",
        deadline=deadline,
    )
    return measure, History(cases=rows)


@pytest.mark.parametrize("seed", range(24))
def test_of_cases_the_timeline_and_the_verdict_of_each_day_are_one(seed):
    measure, history = of_cases(seed)
    first, until = date(2024, 1, 1), date(2024, 8, 31)
    days = [first + timedelta(days=n) for n in range(0, (until - first).days, 2)]
    assert not list(disagreements(measure, history, "9", days, until))


def visits(*opened):
    origin = Origin(publication="a list")
    return History(
        cases=[
            Case(indicator="visits", area="937", id=str(day), opened=day, closed=day, origin=origin) for day in opened
        ]
    )


def test_a_month_before_the_first_case_has_no_line(desk):
    """It is judged as long as no later one is due, and has been since before anybody knew of a case."""
    months = Calendar(kind=PeriodKind.MONTH)
    number = ShareWithin(indicator="visits", days=10)
    measure = desk.measure(Threshold(at_least=60), number=number, calendar=months)
    history = visits(date(2024, 1, 10))
    lines = timeline(measure, history, until=date(2024, 2, 1))
    assert [(str(one.period), one.day) for one in lines] == [("January 2024", date(2024, 2, 1))]


def test_no_line_is_of_a_day_before_its_period_is_judged(desk):
    """A promise that was due in April says nothing of May, whatever day it is."""
    months, number = Calendar(kind=PeriodKind.MONTH), ShareWithin(indicator="visits", days=10)
    measure = desk.measure(Everyone(by=date(2024, 4, 15)), number=number, calendar=months)
    lines = timeline(measure, visits(date(2024, 3, 1), date(2024, 5, 3)), until=date(2024, 9, 1))
    assert [(str(one.period), one.day) for one in lines] == [
        ("March 2024", date(2024, 4, 1)),
        ("March 2024", date(2024, 4, 16)),
    ]
