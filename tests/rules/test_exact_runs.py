"""What is found in one look at exact figures is what is found by following each of them."""

from datetime import date
from decimal import Decimal as D
from unittest.mock import patch

import attrs
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
    Quantity,
    Unit,
    judge,
)
from wes_rules.rules.cells import Cells
from wes_rules.rules.exact import Summed
from wes_rules.values.quantity import Standing

FIRST = Period(PeriodKind.CALENDAR_YEAR, 2012)
ORIGIN = Origin(publication="a publication")
ENGLAND = "970"
# So few values that ties, floors and the same miss twice are met often.
VALUES = st.lists(st.tuples(*[st.integers(0, 3)] * 2), min_size=1, max_size=8)
NEAR = st.sampled_from([D(0), D(0), D(1), D(2)])
RULES = st.one_of(
    st.builds(lambda limit: Maintain(at_most=limit), st.integers(0, 3)),
    st.builds(lambda strict: AnnualDecrease(strict=strict), st.booleans()),
    st.builds(lambda strict: BenchmarkParity(against=AreaFigure(ENGLAND), scope="every", strict=strict), st.booleans()),
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


def found(rule, values, unknown, more, calendar):
    given_ = {"number": Observed(indicator="rate"), "unit": Unit.PERCENT, "better": Better.LOWER, "area": "937"}
    measure = Measure(id="rate", title="Rate", decimals=0, calendar=calendar, rule=rule, **given_, **more)
    last = FIRST + len(values) - 1
    verdict = judge(measure, History(figures(values, unknown)), as_of=date(2030, 1, 1), period=last)
    one = verdict.finding
    told = (verdict.status, verdict.reasons, verdict.outcomes, verdict.decided_in, verdict.explain())
    return told if one is None else (*told, one.slack, one.near, one.margin, one.facts, one.decided, tuple(one.rest))


# At the floor of the unit a tie breaks nothing.
@example(
    rule=AnnualDecrease(),
    values=[(1, 0), (0, 0), (0, 0)],
    unknown=None,
    within=D(0),
    tolerance=D(0),
    more={},
    gap=frozenset(),
)
@given(
    rule=RULES,
    values=VALUES,
    unknown=st.one_of(st.none(), st.integers(0, 7)),
    within=NEAR,
    tolerance=NEAR,
    more=STARTS,
    gap=st.sampled_from([frozenset(), frozenset({FIRST + 2})]),
)
def test_one_look_finds_what_following_each_figure_finds(rule, values, unknown, within, tolerance, more, gap):
    rule = attrs.evolve(rule, met_within=within, tolerance=tolerance)
    calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR, not_collected=gap)
    at_once = found(rule, values, unknown, more, calendar)
    with patch.object(Cells, "alone", new=False):
        assert at_once == found(rule, values, unknown, more, calendar)


def test_exact_figures_are_not_followed_one_by_one():
    calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR)
    with patch.object(Summed, "__iter__", side_effect=AssertionError):
        for rule in (
            Maintain(at_most=3),
            AnnualDecrease(),
            BenchmarkParity(against=AreaFigure(ENGLAND), scope="every"),
        ):
            given_ = {"number": Observed(indicator="rate"), "unit": Unit.PERCENT, "better": Better.LOWER, "area": "937"}
            measure = Measure(id="rate", title="Rate", decimals=0, calendar=calendar, rule=rule, **given_)
            history = History(figures([(5, 4), (4, 4), (6, 3), (2, 3)], None))
            verdict = judge(measure, history, as_of=date(2030, 1, 1), period=FIRST + 3)
            assert (verdict.finding.rest.why, verdict.decided_in) == ((), FIRST + 2)
            lookup = next(iter(history.lookups.values()))
            assert {key[0] for key in lookup.runs} == {"exact"}
