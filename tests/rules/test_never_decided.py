"""A promise that no period could ever decide is refused, and the refusal says why: it would be 'not due' for ever."""

from datetime import date
from decimal import Decimal as D

import attrs
import pytest
from tests.conftest import Desk

from wes_rules import (
    All,
    AnnualIncrease,
    AreaFigure,
    Baseline,
    BenchmarkParity,
    Better,
    Calendar,
    DefinitionError,
    FromBaseline,
    HaltThenDecrease,
    Maintain,
    Period,
    PeriodKind,
    Point,
    Threshold,
    Trajectory,
    Version,
    judge,
)

desk = Desk()
year = desk.year
END = date(2020, 12, 31)
POINTS = (Point(period=year(2021), value=D(50)),)
LATER = {"baseline": Baseline(value=D(40), period=year(2020))}
FALLING = {"better": Better.LOWER}
PARITY = BenchmarkParity(against=AreaFigure(area="970"), from_period=year(2021))
PROMISES = {
    "the first of its points, 2021": (Trajectory(points=POINTS), {}),
    "halt = 2021": (HaltThenDecrease(halt=year(2021)), FALLING),
    "since = 2021": (Maintain(at_least=D(1), since=year(2021)), {}),
    "from_period = 2021": (PARITY, {}),
    "the first after the baseline, 2021": (FromBaseline(), LATER),
}
STEPS = AnnualIncrease(), LATER


def without_2021(**more):
    """The yearly calendar in which 2021 was not collected, and nothing that the day can mend."""
    return attrs.evolve(desk.calendar, not_collected=[year(2021)], **more)


@pytest.mark.parametrize(("said", "promise"), [*PROMISES.items(), ("the first after the baseline, 2021", STEPS)])
def test_a_day_before_anything_is_promised_is_refused(said, promise):
    rule, more = promise
    by = f"by = 2020-12-31: the last period that has ended by then is 2020, before {said}"
    with pytest.raises(DefinitionError, match=by):
        desk.measure(attrs.evolve(rule, by=END), **more)
    with pytest.raises(DefinitionError, match=by.replace("by =", "deadline =", 1)):
        desk.measure(rule, deadline=END, **more)
    with pytest.raises(DefinitionError, match=f"the series ends with 2020, before {said}"):
        desk.measure(rule, calendar=attrs.evolve(desk.calendar, last=year(2020)), **more)
    # By the day 2021 has ended, but nobody collects its figure.
    with pytest.raises(DefinitionError, match=by.replace("2020-12-31", "2021-12-31", 1)):
        desk.measure(attrs.evolve(rule, by=date(2021, 12, 31)), calendar=without_2021(), **more)
    desk.measure(attrs.evolve(rule, by=date(2021, 12, 31)), deadline=date(2021, 12, 31), **more)
    desk.measure(rule, calendar=attrs.evolve(desk.calendar, last=year(2021)), **more)


@pytest.mark.parametrize("days", [{"by": END}, {}], ids=["by", "deadline"])
@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"starts": date(2020, 1, 2)}, None),
        ({"starts": date(2021, 1, 1)}, "before the plan"),
        ({"calendar": attrs.evolve(desk.calendar, first=year(2020))}, None),
        (
            {"calendar": attrs.evolve(desk.calendar, first=year(2021))},
            "no period has ended by then, before the calendar's",
        ),
    ],
)
def test_a_day_before_the_plan_or_the_series_begins_is_refused(days, more, said):
    given = more if days else {"deadline": END, **more}
    rule = Threshold(at_least=D(50), **days)
    if said is None:
        desk.measure(rule, **given)
    else:
        with pytest.raises(DefinitionError, match=said):
            desk.measure(rule, **given)


def test_a_deadline_within_the_first_period_of_the_plan_is_refused():
    with pytest.raises(
        DefinitionError, match="the last period that has ended by then is 2020, before the plan's first, 2021"
    ):
        desk.measure(Threshold(at_least=D(50)), starts=date(2021, 3, 1), deadline=date(2021, 9, 30))


def test_a_part_that_nothing_could_decide_is_named():
    rule = All(of=(Threshold(at_least=D(1)), Trajectory(points=POINTS, by=END)))
    with pytest.raises(DefinitionError, match=r"trajectory \(part 2\): by = 2020-12-31"):
        desk.measure(rule)


def test_a_version_whose_own_day_no_period_of_it_precedes_is_refused():
    months = Calendar(kind=PeriodKind.MONTH, step=12, anchor=Period.parse("May 2020", PeriodKind.MONTH))
    start = Period.parse("June 2020", PeriodKind.MONTH)
    version = Version(starting=start, changes={"by": date(2021, 3, 31)})
    with pytest.raises(
        DefinitionError, match=r"starting in June 2020: by = 2021-03-31: .* May 2020, before the first it is for"
    ):
        desk.measure(Threshold(at_least=D(50), by=date(2020, 6, 30), versions=(version,)), calendar=months)


def test_a_measure_without_any_day_or_end_may_wait_for_its_first_point():
    measure = desk.measure(Trajectory(points=POINTS))
    assert not judge(measure, desk.history({2020: 60}), as_of=date(2021, 9, 1)).due
