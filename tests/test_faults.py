"""Every fault is told with what is wrong and what to do about it, word for word."""

from datetime import date
from decimal import Decimal as D

import pytest
from tests.conftest import Desk

from wes_rules import (
    All,
    AnnualDecrease,
    AnnualIncrease,
    Any,
    AreaFigure,
    Baseline,
    BenchmarkParity,
    Better,
    Calendar,
    DefinitionError,
    Each,
    Everyone,
    FromBaseline,
    HaltThenDecrease,
    History,
    Instead,
    Maintain,
    Milestone,
    Observation,
    Observed,
    Origin,
    Part,
    Period,
    PeriodKind,
    Plan,
    Point,
    QuantileBand,
    Quantity,
    QuarterlyIncrease,
    RankImprovement,
    ShareWithin,
    SourceError,
    Threshold,
    Trajectory,
    TransientFailure,
    Unit,
    WesRulesError,
)
from wes_rules.rules import kinds
from wes_rules.series.cases import Case
from wes_rules.values.period_kind import week_of

YEAR, MONTH = PeriodKind.CALENDAR_YEAR, PeriodKind.MONTH
Y2020, JUNE = Period(YEAR, 2020), Period(MONTH, 2020 * 12 + 5)
ENGLAND = AreaFigure(area="970")
DESK = Desk()
EITHER = '; write better = "higher" or "lower"'
BOTH_SIDES = EITHER + (
    '; for both sides, put {kind = "each", over = [{name = "not above", better = "lower"},'
    ' {name = "not below", better = "higher"}], rule = ...} around the rule'
)
LOWER, BAND = {"better": Better.LOWER}, {"better": Better.IN_BAND}


def observation(**more):
    return Observation(
        indicator="rate",
        area="937",
        period=Y2020,
        quantity=more.pop("quantity", Quantity.exact(5)),
        origin=Origin(publication="x", file="figures.csv", row=7),
        **more,
    )


def dfe(time_period, time_identifier):
    return lambda: Period.from_dfe(time_period, time_identifier)


def measure(rule, **more):
    return lambda: DESK.measure(rule, **more)


DFE_NAMES = 'use one of DfE\'s, such as "Academic year", "Calendar year Q1" or "January"'
SYMBOLS = "use digits and a point, or z, x, c, low, k or u"
# What is told of a value that a percentage cannot have.
WAY_OUT = (
    "; check the value; where less than 0% or more than 100% is possible, give the measure a unit of the plan's own, "
    '[units.NAME] with symbol = "%"'
)

TOLD = [
    (lambda: Quantity.exact(True), "true is not a number; write digits and a point, such as 75.5"),
    (lambda: Quantity.exact(float("nan")), "nan is not a finite number; leave it out"),
    (lambda: Quantity.exact("1,5"), f'"1,5" is neither a number nor a known symbol; {SYMBOLS}'),
    (lambda: Quantity.read("n/a", unit=Unit.COUNT), f'"n/a" is neither a number nor a known symbol; {SYMBOLS}'),
    (lambda: Quantity.between(3, 2), "a number between 3 and 2 cannot exist; exchange them"),
    (dfe("2019", "Academic year"), '"2019" is one year, and "Academic year" spans two; write 201920'),
    (dfe("1999", "Financial year"), '"1999" is one year, and "Financial year" spans two; write 199900'),
    (dfe("201920", "January"), '"201920" is not a january; write four digits'),
    (dfe("201920", "Decade"), f'unknown time identifier "Decade"; {DFE_NAMES}'),
    (
        dfe("202426", "Academic year"),
        '"202426 Academic year" cannot exist: its two years are not consecutive; write 2024/25',
    ),
    (
        lambda: Period.parse("2019", PeriodKind.ACADEMIC_YEAR),
        '"2019" does not say which of two an academic-year is; write 2018/19 or 2019/20',
    ),
    (
        lambda: Period.parse("2019 Q5"),
        '"2019 Q5" cannot exist: there are 4 of them in a year; give one from 1 to 4',
    ),
    (lambda: week_of(2021, 53), "2021 has no week 53; correct it"),
    (lambda: Y2020 - JUNE, "2020 is a calendar-year, June 2020 is a month: they do not compare"),
    (lambda: Y2020 < 3, "2020 is a period, 3 is not"),
    (lambda: Period(YEAR, 0), "a calendar-year with index 0 is outside the calendar, the years 1700 to 2299"),
    *(
        (
            lambda text=text, kind=kind: Period.parse(text, kind),
            f'"{text}" is outside the years 1800 to 2199; correct the year',
        )
        for text, kind in [
            ("0019/20", None),
            ("9999/00", None),
            ("2203/04", PeriodKind.ACADEMIC_YEAR),
            ("0020", YEAR),
            ("0020 Q1", None),
            ("May 0020", None),
            ("0020-05", MONTH),
            ("autumn 0019/20", None),
            ("0020 week 3", None),
            ("1799/00", None),
            ("2200", None),
        ]
    ),
    (
        lambda: Period.from_dfe("001920", "Academic year"),
        '"001920 Academic year" is outside the years 1800 to 2199; correct the year',
    ),
    (lambda: Period.parse("0020-05-01", MONTH), "0020-05-01 is too early a date; give a year from 1800 to 2199"),
    (lambda: Calendar(kind=MONTH, step=12), "step 12 needs an anchor: name one period that has a figure"),
    (lambda: Calendar(kind=YEAR, breaks={JUNE}), "June 2020 is a month, the calendar's kind is calendar-year"),
    (lambda: observation(numerator=-1), "Observation: numerator: -1 is too low; give 0 or more"),
    (lambda: observation(denominator=-2), "Observation: denominator: -2 is too low; give 0 or more"),
    (
        lambda: observation(interval=(D(6), D(7))),
        "the interval from 6 to 7 does not hold the figure; give its lower limit, then its upper one",
    ),
    (
        lambda: History([observation(), observation(quantity=Quantity.exact(6))]),
        (
            "figures.csv:7: rate (all) of area 937 for 2020 stands 2 times: 5 in figures.csv row 7, 6 in figures.csv row 7; "
            "keep one, or give a revision its own publication date"
        ),
    ),
    (
        lambda: Case(
            indicator="r",
            area="9",
            id="7",
            opened=date(2020, 2, 1),
            closed=date(2020, 1, 1),
            origin=observation().origin,
        ),
        "case 7 closed on 2020-01-01, before it opened on 2020-02-01",
    ),
    (
        lambda: ShareWithin(indicator="r", days=5, day_count="school"),
        "school days need days_off: list the days on which schools are shut",
    ),
    (Baseline, "a baseline needs a value, a period, or both"),
    (
        measure(Threshold(at_least=D(5)), baseline=Baseline(period=JUNE)),
        "baseline period is a month, the calendar's is calendar-year",
    ),
    (
        measure(Threshold(at_least=D(5)), deadline=date(2020, 1, 1), starts=date(2021, 1, 1)),
        "deadline 2020-01-01 is before the plan starts (2021-01-01)",
    ),
    (
        lambda: Plan(id="p", title="P", area="9", measures=(DESK.measure(Maintain(at_least=D(5))),) * 2),
        "measures share an id: rate; give each an id of its own",
    ),
    (
        lambda: Plan(id="p", title="P", area="9", measures=(DESK.measure(Maintain(at_least=D(5))),)).measure("rat"),
        'no measure "rat" in p; did you mean "rate"?',
    ),
    (
        Threshold,
        "a threshold has exactly one of at_least, at_most, above, below, equals, between; found none",
    ),
    (
        lambda: Threshold(at_least=D(1), above=D(2)),
        "a threshold has exactly one of at_least, at_most, above, below, equals, between; found at_least and above",
    ),
    (
        lambda: Threshold(between=(D(5), D(3))),
        "between = [5, 3]: give the lower value, then the higher one",
    ),
    (
        lambda: Threshold(at_most=D(0), tolerance=D(5), tolerance_in="percent-of-target"),
        "tolerance in percent of a zero target (at_most) is nothing; give tolerance in points",
    ),
    (
        measure(Threshold(at_most=D(5)), better=Better.HIGHER),
        'at_most on a measure whose better is "higher": one of the two is wrong; write at_least, or turn better around',
    ),
    (
        measure(Threshold(above=D(5)), better=Better.LOWER),
        'above on a measure whose better is "lower": one of the two is wrong; write below, or turn better around',
    ),
    (
        measure(Threshold(at_least=D("5.25"))),
        "at_least = 5.25 has more decimal places than the measure's 1; raise decimals or round the amount",
    ),
    (measure(Threshold(at_least=D(101))), "at_least = 101 is outside what percent allows" + WAY_OUT),
    (measure(Threshold(at_least=D(-1))), "at_least = -1 is outside what percent allows" + WAY_OUT),
    (
        measure(Threshold(at_least=D(50), tolerance=D("0.25"))),
        "tolerance = 0.25 has more decimal places than the measure's 1; raise decimals or round the amount",
    ),
    (
        measure(Everyone(), **LOWER),
        'everyone needs better = "higher"; the measure says "lower"; for "none" write a threshold of 0',
    ),
    (Maintain, "maintain needs exactly one of at_least, at_most"),
    (measure(Maintain(at_least=D(5), since=JUNE)), "since June 2020 is not a calendar-year"),
    (
        measure(Maintain(at_most=D(5)), better=Better.HIGHER),
        'at_most on a measure whose better is "higher": one of the two is wrong; write at_least, or turn better around',
    ),
    (
        measure(Maintain(at_least=D("5.25"))),
        "at_least = 5.25 has more decimal places than the measure's 1; raise decimals or round the amount",
    ),
    (measure(Milestone(by=date(2021, 1, 1))), 'a milestone counts what is done: unit "count", not "percent"'),
    (lambda: Instead(period=Y2020), "the target for 2020 needs exactly one of at_least, at_most"),
    (
        measure(AnnualIncrease(), **LOWER),
        'annual-increase on a measure whose better is "lower": one of the two is wrong',
    ),
    (measure(AnnualDecrease()), 'annual-decrease on a measure whose better is "higher": one of the two is wrong'),
    (
        measure(QuarterlyIncrease()),
        "quarterly-increase needs 4 figures a year; the calendar has one every year; change the calendar's kind or step, or the rule",
    ),
    (
        measure(AnnualIncrease(tolerance=D("0.25"))),
        "tolerance = 0.25 has more decimal places than the measure's 1; raise decimals or round the amount",
    ),
    (
        measure(AnnualIncrease(instead=(Instead(period=Y2020, at_least=D("0.25")),))),
        "the target for 2020 = 0.25 has more decimal places than the measure's 1; write 25 if 25% is meant, or raise decimals",
    ),
    (
        measure(FromBaseline(), better=Better.NONE),
        'say direction = "increase" or "decrease": the measure does not say which is better',
    ),
    (measure(FromBaseline(direction="decrease")), 'direction "decrease" contradicts better = "higher"'),
    (measure(FromBaseline(direction="increase"), **LOWER), 'direction "increase" contradicts better = "lower"'),
    (
        measure(FromBaseline(change=D("0.25"))),
        "change = 0.25 has more decimal places than the measure's 1; raise decimals or round the amount",
    ),
    (
        lambda: BenchmarkParity(against=ENGLAND, within=D(1)),
        "BenchmarkParity: within is not a field; write met_within = 1",
    ),
    (
        lambda: Trajectory(points=(Point(period=Y2020, value=D(1)),), warning=D(1)),
        "Trajectory: warning is not a field; write tolerance = 1",
    ),
    (
        lambda: BenchmarkParity(against=ENGLAND, in_line="not-significantly-worse", strict=True),
        'strict parity is judged as a point, not in_line = "not-significantly-worse"',
    ),
    (
        lambda: RankImprovement(among="n", from_rank=2, from_of=3, met_within=D(5), met_within_in="percent-of-target"),
        "met_within_in: rank-improvement has no target to take a percentage of; give met_within in points",
    ),
    (
        lambda: Milestone(by=date(2030, 1, 1), tolerance=D(1)),
        "what is done or not done has no met_within and no tolerance; say with at_least how many are promised",
    ),
    (
        lambda: Threshold(between=(D(1), D(2)), met_within=D(5), met_within_in="percent-of-target"),
        "a band has two limits; give its met_within in points",
    ),
    (
        measure(Threshold(at_least=D(50), met_within=D(101), met_within_in="percent-of-target")),
        "met_within = 101 is more than all of the target; give met_within in points",
    ),
    (
        measure(BenchmarkParity(against=ENGLAND), **BAND),
        'better = "in-band" does not say what "in line or better" means' + BOTH_SIDES,
    ),
    (measure(BenchmarkParity(against=ENGLAND, from_period=JUNE)), "from_period June 2020 is not a calendar-year"),
    (
        measure(BenchmarkParity(against=ENGLAND, met_within=D("0.25"))),
        "met_within = 0.25 has more decimal places than the measure's 1; raise decimals or round the amount",
    ),
    (lambda: RankImprovement(among="n", from_rank=4, from_of=3), "from_rank 4 is beyond from_of 3"),
    (
        measure(RankImprovement(among="n", from_rank=3, from_of=3), **BAND),
        'better = "in-band" does not say which rank is better' + EITHER,
    ),
    (lambda: QuantileBand(among="n", of=4, best=4), "best = 4: give fewer than all the 4 bands"),
    (measure(QuantileBand(among="n"), **BAND), 'better = "in-band" does not say which band is best' + EITHER),
    (measure(HaltThenDecrease(halt=Y2020)), 'halt-then-decrease needs better = "lower"; the measure says "higher"'),
    (measure(HaltThenDecrease(halt=JUNE), **LOWER), "halt June 2020 is not a calendar-year"),
    (lambda: Trajectory(points=()), "a trajectory needs at least one point"),
    (
        lambda: Trajectory(points=(Point(period=Y2020, value=D(1)),) * 2),
        "the points of a trajectory are in the order of their periods, each period once",
    ),
    (
        measure(Trajectory(points=(Point(period=Y2020, value=D(1)),)), **BAND),
        'better = "in-band" does not say on which side of the line to be' + BOTH_SIDES,
    ),
    (measure(Trajectory(points=(Point(period=JUNE, value=D(1)),))), "June 2020 is not a calendar-year"),
    (
        measure(Trajectory(points=(Point(period=Y2020, value=D("0.25")),))),
        "the target for 2020 = 0.25 has more decimal places than the measure's 1; write 25 if 25% is meant, or raise decimals",
    ),
    (
        measure(Trajectory(points=(Point(period=Y2020, value=D(1)),), tolerance=D("0.25"))),
        "tolerance = 0.25 has more decimal places than the measure's 1; raise decimals or round the amount",
    ),
    (lambda: All(of=()), "a rule made of parts needs at least one"),
    (
        measure(All(of=(Threshold(at_least=D(5)), Threshold(at_least=D(101))))),
        "threshold (part 2): at_least = 101 is outside what percent allows" + WAY_OUT,
    ),
    (
        measure(Any(of=(Threshold(at_least=D(101)), Threshold(at_least=D(5))))),
        "threshold (part 1): at_least = 101 is outside what percent allows" + WAY_OUT,
    ),
    (
        lambda: Each(rule=Threshold(at_least=D(5)), over=(Part(name="a"), Part(name="a"))),
        "parts share a name: a",
    ),
    (
        measure(
            Each(
                rule=Threshold(at_least=D(50)),
                over=(Part(name="a"), Part(name="b", number=Observed(indicator="b"), unit=Unit.RANK, decimals=0)),
            )
        ),
        None,
    ),
    (
        measure(Each(rule=Threshold(at_least=D(101)), over=(Part(name="a"), Part(name="b", unit=Unit.COUNT)))),
        'part "a": at_least = 101 is outside what percent allows' + WAY_OUT,
    ),
]


@pytest.mark.parametrize(("make", "told"), TOLD, ids=[str(told)[:50] for _, told in TOLD])
def test_a_fault_is_told_word_for_word(make, told):
    if told is None:
        assert make()
        return
    with pytest.raises(WesRulesError) as caught:
        make()
    assert [str(problem) for problem in caught.value.problems] == [told]


def test_every_kind_of_rule_is_found_again():
    assert kinds._found() == kinds.KINDS
    assert len(kinds.KINDS) == 18


def test_two_classes_cannot_claim_one_kind(monkeypatch):
    class Twin(Maintain):
        kind = "milestone"

    Twin.__module__ = "wes_rules.rules.kinds.threshold"
    monkeypatch.setattr("wes_rules.rules.kinds.threshold.Twin", Twin, raising=False)
    with pytest.raises(DefinitionError, match=r'two classes claim the rule kind "milestone": .*Milestone.* and .*Twin'):
        kinds._found()


def test_what_is_wrong_twice_is_told_twice():
    with pytest.raises(SourceError) as caught:
        six = {"quantity": Quantity.exact(6)}
        History([observation(), observation(**six), observation(group="girls"), observation(group="girls", **six)])
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize("wait", ["x", -1, float("nan"), True, None, D(1)])
def test_a_wait_that_is_no_number_of_seconds_is_left_aside(wait):
    assert TransientFailure("busy", retry_after=wait).retry_after is None
    assert TransientFailure("busy", retry_after=2.5).retry_after == 2.5
