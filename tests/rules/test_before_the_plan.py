"""Nothing is promised for a period that ends before the plan starts, whatever the kind: no answer calls it on or off track."""

from datetime import date
from decimal import Decimal as D

import attrs
import pytest

from wes_rules import (
    All,
    AnnualIncrease,
    AreaFigure,
    AreaSet,
    Baseline,
    BenchmarkParity,
    Each,
    FromBaseline,
    HaltThenDecrease,
    History,
    Maintain,
    Milestone,
    Observed,
    Part,
    Period,
    PeriodKind,
    Plan,
    Point,
    QuantileBand,
    RankImprovement,
    Reason,
    Status,
    Threshold,
    Trajectory,
    judge_plan,
)
from wes_rules.alerts.condition import current_alerts_of
from wes_rules.alerts.fold import State

STARTS, SOON = date(2020, 6, 1), date(2021, 12, 31)
FIRST, LAST = (Period(PeriodKind.CALENDAR_YEAR, year) for year in (2018, 2022))
KINDS = [
    Threshold(at_least=60),
    Threshold(at_least=60, reach=True),
    Threshold(at_least=60, by=SOON),
    Maintain(at_least=60, since=FIRST),
    AnnualIncrease(),
    FromBaseline(),
    HaltThenDecrease(halt=FIRST + 2),
    BenchmarkParity(against=AreaFigure(area="970")),
    BenchmarkParity(against=AreaFigure(area="970"), scope="every", from_period=FIRST),
    Trajectory(points=(Point(period=FIRST, value=50), Point(period=LAST, value=70))),
    RankImprovement(among="near", from_rank=2, from_of=2),
    QuantileBand(among="near", of=2, best=1),
    Milestone(by=SOON, at_least=60),
    All(of=(Threshold(at_least=60), AnnualIncrease())),
]


def judged(desk, rule, latest, year, **more):
    """Judge a rule on figures that get worse up to one year; another area has the same."""
    fits = {"unit": "count", "decimals": 0} if isinstance(rule, Milestone) else {}
    fits |= {"better": "lower"} if isinstance(rule, HaltThenDecrease) else {}
    worse = [latest - 2, latest - 1, latest] if fits.get("better") else [latest + 2, latest + 1, latest]
    values = dict(zip(range(year - 2, year + 1), worse, strict=True))
    sets = {"area_sets": [AreaSet("near", date(2010, 1, 1), ("970", "937"))]}
    base = Baseline(value=D(50), period=desk.year(2015))
    return desk.judge(rule, values, year, england=values, history=sets, baseline=base, starts=STARTS, **fits, **more)


@pytest.mark.parametrize("latest", [20, 59, 90])
@pytest.mark.parametrize("rule", KINDS, ids=lambda one: one.kind)
def test_a_figure_from_before_the_plan_is_neither_on_nor_off_track(desk, rule, latest):
    found = judged(desk, rule, latest, 2019)
    assert (found.status, found.off_track_since) == (Status.UNDECIDED, None)
    assert {one.reasons[0] for one in found.leaves} == {Reason.NO_RULE}
    assert Reason.NO_RULE.sentence in found.explain()


@pytest.mark.parametrize("day", [SOON, date(2022, 1, 1)])
@pytest.mark.parametrize("rule", [Threshold(at_least=60, by=SOON, reach=True), Milestone(by=SOON, at_least=60)])
def test_a_promise_whose_day_has_not_come_is_not_due_before_the_plan_either(desk, rule, day):
    found = judged(desk, rule, 90, 2019, as_of=day)
    # A milestone is due with its report only.
    assert (found.status, found.due) == (Status.UNDECIDED, day > SOON and not isinstance(rule, Milestone))


def test_it_is_judged_from_the_period_in_which_the_plan_starts(desk):
    assert judged(desk, Threshold(at_least=60), 90, 2020).status is Status.ON_TRACK
    assert judged(desk, Threshold(at_least=60), 20, 2020).status is Status.OFF_TRACK


def test_verdict_and_alert_speak_of_the_part_that_the_plan_has_begun_for(desk):
    """One part has a figure since the plan began and misses it; the other's latest is from before, and worse."""
    gap = attrs.evolve(desk.calendar, not_collected=frozenset({desk.year(2020), desk.year(2021)}))
    parts = (
        Part(name="Reception", number=Observed(indicator="rate"), calendar=gap),
        Part(name="Year 11", number=Observed(indicator="rate", group="late")),
    )
    measure = desk.measure(Each(rule=Threshold(at_least=60), over=parts), starts=STARTS)
    plan = Plan(id="p", title="P", area="937", measures=(measure,))
    known = History([desk.figure(2018, 30), desk.figure(2019, 20), desk.figure(2021, 59, group="late")])
    (found,) = judge_plan(plan, known, as_of=date(2022, 9, 1))
    assert (found.status, str(found.off_track_since), found.row.judged_on) == (Status.OFF_TRACK, "2021", "59.0%")
    assert [one.state for one in current_alerts_of(plan, found)][:1] == [State.OPEN]
