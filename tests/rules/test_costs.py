"""Judging each of many periods looks at each of them once: ten times the periods are about ten times the work."""

import sys
from datetime import date, timedelta
from decimal import Decimal as D

import attrs
import pytest

from wes_rules import (
    Advisory,
    All,
    Any,
    AreaFigure,
    AreaSet,
    Baseline,
    BenchmarkParity,
    Better,
    Calendar,
    Case,
    Each,
    Everyone,
    FromBaseline,
    HaltThenDecrease,
    History,
    Inspection,
    Instead,
    Maintain,
    MeanOf,
    Measure,
    Milestone,
    Observation,
    Observed,
    Origin,
    Part,
    Period,
    PeriodKind,
    Point,
    QuantileBand,
    Quantity,
    QuarterlyIncrease,
    RankImprovement,
    Rate,
    RunningTotal,
    ShareImproved,
    ShareWithin,
    Threshold,
    Trajectory,
    Unit,
    Version,
    judge,
)
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.versions import changeable

# By season the first twelve months have no step; what grew with the square would be a hundred times the work.
FEW, MANY, MOST = 12, 120, 20
MONTHS, FIRST = PeriodKind.MONTH, Period(PeriodKind.MONTH, 1950 * 12)
ORIGIN, LATE = Origin(publication="a publication"), date(2040, 1, 1)
ENGLAND = AreaFigure(area="970")
SEASONS = {"against": "same-period-last-year"}
COUNTED = {"unit": Unit.COUNT}
OBSERVED = Observed(indicator="rate")


def figures(count, vague):
    for place in range(count):
        for area in ("937", "970", "a", "b"):
            quantity = Quantity.between(place, place + 2) if vague else Quantity.exact(place)
            yield Observation(indicator="rate", area=area, period=FIRST + place, quantity=quantity, origin=ORIGIN)
        people = Quantity.exact(1000 + place)
        yield Observation(indicator="people", area="937", period=FIRST + place, quantity=people, origin=ORIGIN)


def rows(count):
    for place in range(count):
        day = (FIRST + place).start
        day = date(day.year, day.month, day.day)
        closed = day + timedelta(days=3)
        yield Case(indicator="cases", area="937", id=f"{place}", opened=day, closed=closed, origin=ORIGIN)


def visits(count):
    for place in range(count):
        day = (FIRST + place).start
        yield Inspection(
            indicator="visits", area="937", unit="a", day=date(day.year, day.month, 1), grade=3, origin=ORIGIN
        )


RULES = {
    "threshold": (Threshold(at_least=D(1)), {}),
    "reach": (Threshold(at_least=D(10**6), reach=True), {}),
    "maintain": (Maintain(at_least=D(0)), {}),
    "everyone of cases": (Everyone(), {"number": ShareWithin(indicator="cases", days=20), "unit": Unit.PERCENT}),
    "cases": (Maintain(at_least=D(1)), {"number": ShareWithin(indicator="cases", days=20), "unit": Unit.PERCENT}),
    "inspections": (Maintain(at_least=D(0)), {"number": ShareImproved(indicator="visits"), "unit": Unit.PERCENT}),
    "a running total": (Threshold(at_least=D(1)), {"number": RunningTotal(indicator="rate", since=FIRST), **COUNTED}),
    "a running total in every period": (
        Maintain(at_least=D(0)),
        {"number": RunningTotal(indicator="rate", since=FIRST), **COUNTED},
    ),
    "a running share": (
        Threshold(at_least=D(1)),
        {"number": RunningTotal(indicator="rate", since=FIRST, take="share"), "unit": Unit.PERCENT},
    ),
    "a rate since": (
        Threshold(at_least=D(1)),
        {"number": Rate(indicator="rate", population="people", since=FIRST), "unit": Unit.RATIO},
    ),
    "steps by season": (QuarterlyIncrease(**SEASONS), {}),
    "steps with targets and a tolerance": (
        QuarterlyIncrease(
            instead=tuple(Instead(period=FIRST + 12 * n, at_least=D(1)) for n in range(5)), tolerance=D(2), **SEASONS
        ),
        {},
    ),
    "the latest step": (QuarterlyIncrease(scope="latest", **SEASONS), {"starts": date(1950, 1, 1)}),
    "from-baseline": (FromBaseline(), {"baseline": Baseline(value=D(0), period=FIRST)}),
    "benchmark-parity": (BenchmarkParity(against=ENGLAND, scope="every"), {}),
    "parity with the year before": (
        BenchmarkParity(against=ENGLAND, scope="every", benchmark_of="period-before"),
        {"calendar": Calendar(kind=MONTHS, breaks=[FIRST + n for n in (3, 7, 15)])},
    ),
    "parity with a mean": (BenchmarkParity(against=MeanOf(mean_of="near"), scope="every"), {}),
    "significance": (BenchmarkParity(against=ENGLAND, scope="every", in_line="not-significantly-worse"), {}),
    "rank-improvement": (RankImprovement(among="near", from_rank=2, from_of=3), {}),
    "quantile-band": (QuantileBand(among="near", of=2), {}),
    "halt-then-decrease": (HaltThenDecrease(halt=FIRST + 2), {"better": Better.LOWER}),
    "milestone": (Milestone(by=date(2030, 1, 1), at_least=D(10**6)), {"unit": Unit.COUNT}),
    "trajectory": (Trajectory(points=tuple(Point(period=FIRST + n, value=D(n)) for n in range(0, MANY, 2))), {}),
    "all": (All(of=(Maintain(at_least=D(0)), Threshold(at_least=D(1)))), {}),
    "any": (Any(of=(Maintain(at_least=D(10**6)), QuarterlyIncrease(**SEASONS))), {}),
    "each": (Each(rule=Maintain(at_least=D(0)), over=(Part(name="a"), Part(name="b"))), {}),
    "advisory": (Advisory(rule=BenchmarkParity(against=ENGLAND, scope="every")), {}),
}


def versioned(rule):
    """Return a promise that changes four times, in each of its parts that may."""
    if hasattr(rule, "of") and isinstance(rule.of, tuple):
        return attrs.evolve(rule, of=tuple(map(versioned, rule.of)))
    if hasattr(rule, "rule"):
        return attrs.evolve(rule, rule=versioned(rule.rule))
    if "tolerance" not in changeable(type(rule)):
        return rule
    changes = [
        Version(starting=FIRST + 2 * n, agreed=date(1949, 1, n), changes={"tolerance": D(n)}) for n in range(1, 5)
    ]
    return attrs.evolve(rule, versions=tuple(changes))


def world(rule, count, vague, more):
    given = {
        "number": OBSERVED, "unit": Unit.SCORE, "better": Better.HIGHER, "calendar": Calendar(kind=MONTHS), **more
    }  # fmt: skip
    measure = Measure(id="rate", title="Rate", decimals=0, area="937", rule=rule, **given)
    sets = [AreaSet("near", date(2020, 1, 1), ("a", "b"))]
    return measure, History(figures(count, vague), cases=rows(count), inspections=visits(count), area_sets=sets)


def lines_run(do):
    """Count the lines of Python that a call runs, each turn of a loop within one line as well."""
    count = 0

    def within(frame, event, argument):
        nonlocal count
        count += event == "line"
        return within

    before = sys.gettrace()
    sys.settrace(within)
    try:
        do()
    finally:
        sys.settrace(before)
    return count


def judging(rule, count, vague, more):
    measure, history = world(rule, count, vague, more)
    return lambda: [judge(measure, history, as_of=LATE, period=FIRST + place) for place in range(count)]


def explaining(rule, count, vague, more):
    measure, history = world(rule, count, vague, more)
    return judge(measure, history, as_of=LATE, period=FIRST + count - 1).explain


@pytest.mark.parametrize(("vague", "changing"), [(False, False), (True, True)], ids=["exact", "vague and changing"])
@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("act", [judging, explaining])
def test_ten_times_the_periods_are_about_ten_times_the_work(act, name, vague, changing):
    rule, more = RULES[name]
    rule = versioned(rule) if changing else rule
    act(rule, 2, vague, more)()
    few, many = (lines_run(act(rule, count, vague, more)) for count in (FEW, MANY))
    assert many <= MOST * few, f"{many / few:.1f} times the work"


def test_every_kind_of_rule_is_in_the_law():
    def kinds(rule):
        return {
            rule.kind,
            *(kind for part in getattr(rule, "of", ()) if not isinstance(part, int) for kind in kinds(part)),
        }

    found = {kind for rule, _ in RULES.values() if not isinstance(rule, QuantileBand) for kind in kinds(rule)}
    steps = {"annual-increase", "annual-decrease", "quarterly-decrease"}
    assert found | {"quantile-band"} == set(KINDS) - steps


UNKNOWN = (
    "steps with targets and a tolerance",
    "benchmark-parity",
    "parity with the year before",
    "parity with a mean",
)


@pytest.mark.parametrize("name", UNKNOWN)
def test_explaining_a_long_run_of_unknown_figures_costs_no_more_than_to_judge_it_a_few_times(name):
    rule, more = RULES[name]
    measure, history = world(rule, MANY, True, more)
    last = FIRST + MANY - 1
    once = lines_run(lambda: judge(measure, history, as_of=LATE, period=last))
    assert lines_run(judge(measure, history, as_of=LATE, period=last).explain) <= 8 * once


@pytest.mark.parametrize("vague", [False, True])
@pytest.mark.parametrize("name", RULES)
def test_an_explanation_that_is_asked_for_twice_is_worked_out_once(name, vague):
    rule, more = RULES[name]
    measure, history = world(rule, FEW, vague, more)
    found = judge(measure, history, as_of=LATE, period=FIRST + FEW - 1)
    found.explain()
    assert lines_run(found.explain) <= 2


def test_each_verdict_of_a_run_adds_up_its_figure_once(monkeypatch):
    """Its figure names all that it is made of, which takes as long as the series is."""
    added, add_up = [], RunningTotal.figure
    monkeypatch.setattr(RunningTotal, "figure", lambda *given: added.append(given[-1]) or add_up(*given))
    rule, more = RULES["a running total in every period"]
    judging(rule, FEW, True, more)()
    assert len(added) <= FEW + 2
