"""What the distances of exact figures decide is what the kernel of each kind finds in them."""

from datetime import date
from decimal import Decimal as D
from unittest.mock import patch

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wes_rules import (
    AnnualDecrease,
    AreaFigure,
    Baseline,
    BenchmarkParity,
    Better,
    Calendar,
    History,
    Maintain,
    Measure,
    Observation,
    Observed,
    Origin,
    Period,
    PeriodKind,
    Point,
    Quantity,
    Status,
    Threshold,
    Trajectory,
    Unit,
    judge,
)
from wes_rules.values.quantity import Span, Standing

FIRST = Period(PeriodKind.CALENDAR_YEAR, 2012)
ORIGIN = Origin(publication="a publication")
ENGLAND = "970"
# So few values that ties, floors and the same miss twice are met often.
VALUES = st.lists(st.tuples(*[st.integers(0, 3)] * 2), min_size=1, max_size=8)
NEAR = st.sampled_from([D(0), D(0), D(1), D(2)])
SCOPES = st.sampled_from(["latest", "every"])
RULES = st.one_of(
    st.builds(lambda limit: Maintain(at_most=limit), st.integers(0, 3)),
    st.builds(AnnualDecrease, strict=st.booleans(), scope=SCOPES),
    st.builds(AnnualDecrease, scope=st.just("latest"), against=st.just("same-period-last-year")),
    st.builds(BenchmarkParity, against=st.just(AreaFigure(ENGLAND)), scope=SCOPES, strict=st.booleans()),
    st.builds(lambda limit: Threshold(at_most=limit), st.integers(0, 3)),
    st.builds(lambda limit: Threshold(below=limit), st.integers(1, 3)),
    st.builds(lambda low: Threshold(between=(low, low + 1)), st.integers(0, 2)),
    st.builds(lambda limit: Threshold(equals=limit), st.integers(0, 3)),
    st.builds(
        lambda start, end, between: Trajectory(
            points=[Point(period=FIRST, value=start), Point(period=FIRST + 4, value=end)], between=between
        ),
        *[st.integers(0, 3)] * 2,
        st.sampled_from(["linear", "step"]),
    ),
)
STARTS = st.sampled_from(
    [
        {},
        {"starts": date(2014, 6, 1)},
        {"baseline": Baseline(value=2)},
        {"baseline": Baseline(value=2, period=FIRST + 1)},
        {"baseline": Baseline(period=FIRST + 1)},
    ]
)


def figures(values, unknown):
    for place, pair in enumerate(values):
        for area, value in zip(("937", ENGLAND), pair, strict=True):
            quantity = Quantity.between(value, value + 1) if place == unknown else Quantity.exact(value)
            yield Observation(
                indicator="rate",
                area=area,
                period=FIRST + place,
                quantity=quantity,
                standing=Standing.PROVISIONAL if value == 2 else Standing.FINAL,
                origin=ORIGIN,
            )


def measured(rule, more, calendar):
    given_ = {"number": Observed(indicator="rate"), "unit": Unit.PERCENT, "better": Better.LOWER, "area": "937"}
    return Measure(id="rate", title="Rate", decimals=0, calendar=calendar, rule=rule, **given_, **more)


def found(measure, values, unknown):
    last = FIRST + len(values) - 1
    verdict = judge(measure, History(figures(values, unknown)), as_of=date(2030, 1, 1), period=last)
    answers = verdict.status, verdict.due, verdict.outcomes, verdict.as_it_stands, verdict.reasons, verdict.settled
    return *answers, verdict.slack, verdict.margin, verdict.finding, verdict.explain()


# What the examples have in common.
ALIKE = {"unknown": None, "within": D(0), "tolerance": D(0), "share": "points", "more": {}, "calendar": {}}


# A tie that breaks it misses it by one tick.
@example(
    rule=Threshold(below=2),
    values=[(2, 0)],
    **ALIKE,
)
# What is on its limit was not missed.
@example(
    rule=Maintain(at_most=2),
    values=[(3, 0), (2, 0)],
    **ALIKE,
)
# What is told was missed by more than is at risk.
@example(
    rule=Maintain(at_most=1),
    values=[(3, 0), (2, 0)],
    **{**ALIKE, "tolerance": D(1)},
)
# At the floor of the unit a tie breaks nothing.
@example(
    rule=AnnualDecrease(),
    values=[(1, 0), (0, 0), (0, 0)],
    **ALIKE,
)
@given(
    rule=RULES,
    values=VALUES,
    unknown=st.one_of(st.none(), st.integers(0, 7)),
    within=NEAR,
    tolerance=NEAR,
    share=st.sampled_from(["points", "points", "percent-of-target"]),
    more=STARTS,
    calendar=st.sampled_from([{}, {"not_collected": [FIRST + 2]}, {"breaks": [FIRST + 2]}, {"isolated": [FIRST + 2]}]),
)
def test_distances_decide_what_the_kernel_does(rule, values, unknown, within, tolerance, share, more, calendar):
    in_percent = {"met_within_in": share, "tolerance_in": share} if fits(rule, share) else {}
    rule = attrs.evolve(rule, met_within=within, tolerance=tolerance, **in_percent)
    measure = measured(rule, more, Calendar(kind=PeriodKind.CALENDAR_YEAR, **calendar))
    by_distance = found(measure, values, unknown)
    with patch("wes_rules.judging.question.goes_by_distance", return_value=False):
        assert by_distance == found(measure, values, unknown)


def fits(rule, share):
    """Whether there is a target to take a percentage of."""
    limits = [value for _, value in rule.limits()]
    return share == "points" or (getattr(rule, "between", None) in (None, "linear", "step") and all(limits))


@pytest.mark.parametrize(
    "rule",
    [
        Threshold(at_most=3),
        Trajectory(points=[Point(period=FIRST, value=9), Point(period=FIRST + 6, value=3)]),
        Maintain(at_most=3),
        AnnualDecrease(),
        AnnualDecrease(scope="latest"),
        BenchmarkParity(against=AreaFigure(ENGLAND)),
        BenchmarkParity(against=AreaFigure(ENGLAND), scope="every"),
    ],
    ids=lambda rule: f"{rule.kind} {getattr(rule, 'scope', '')}",
)
def test_exact_figures_need_no_kernel(rule):
    measure = measured(rule, {}, Calendar(kind=PeriodKind.CALENDAR_YEAR))
    history = History(figures([(5, 4), (4, 4), (6, 3), (1, 3)], None))
    with patch("wes_rules.judging.finding.judged", side_effect=AssertionError):
        verdict = judge(measure, history, as_of=date(2030, 1, 1), period=FIRST + 3)
        told = verdict.status, verdict.slack, verdict.margin
    assert told == (verdict.status, verdict.finding.slack, D(verdict.decided.margin.low))


def test_a_kernel_of_its_own_is_asked_whatever_its_base_says_of_distances():
    class Stricter(Threshold):
        def slack(self, cells):
            return attrs.evolve(super().slack(cells), slack=Span(-1, -1))

    measure = measured(Stricter(at_most=3), {}, Calendar(kind=PeriodKind.CALENDAR_YEAR))
    verdict = judge(measure, History(figures([(1, 1)], None)), as_of=date(2030, 1, 1), period=FIRST)
    assert verdict.status is Status.OFF_TRACK
