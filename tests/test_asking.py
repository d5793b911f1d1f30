"""What an explanation costs: how often the rule is asked again, whatever the series is like, and not at all the second time."""

from collections import Counter
from datetime import date
from decimal import Decimal as D
from pathlib import Path
from random import Random

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Desk
from tests.test_approved import RULES

from wes_rules import (
    AreaSet,
    Calendar,
    History,
    Maintain,
    Marker,
    Period,
    PeriodKind,
    Quantity,
    Status,
    Threshold,
    Unit,
    judge,
)
from wes_rules.judging import deciding as judging
from wes_rules.judging.evidence import MOST
from wes_rules.running.reading_and_judging import read_and_judge

desk = Desk()
MONTH = Calendar(kind=PeriodKind.MONTH, lag_months=1)
PLAN = Path(__file__).parents[1] / "examples" / "warwickshire" / "plan.toml"
HIDDEN = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)


@pytest.fixture
def asked(monkeypatch):
    """Count how often a rule judges figures."""
    count = Counter()
    real = judging._judge_figures

    def counted(*args, **more):
        count["times"] += 1
        return real(*args, **more)

    monkeypatch.setattr(judging, "_judge_figures", counted)

    def explaining(judgement):
        before = count["times"]
        judgement.explain()
        return count["times"] - before

    def cost(judgement):
        before = count["times"]
        judgement.to_json()
        return count["times"] - before

    cost.explaining = explaining
    return cost


def months(rule, count, hidden=(), **more):
    start = Period.parse("January 1980", PeriodKind.MONTH)
    values = [HIDDEN if n in hidden else D(400 + n * 7919 % 300).scaleb(-1) for n in range(count)]
    figures = [attrs.evolve(desk.figure(2020, value), period=start + n) for n, value in enumerate(values)]
    measure = desk.measure(rule, calendar=MONTH, **more)
    return judge(measure, History(figures), as_of=(start + count).end, period=start + count - 1)


@pytest.mark.parametrize(("count", "hidden"), [(36, ()), (360, ())])
def test_where_all_is_known_only_the_deadline_is_judged(asked, count, hidden):
    found = months(Maintain(at_least=D(1)), count, hidden, deadline=date(2030, 12, 31))
    assert found.outlook.status is not None
    assert asked(found) == 0  # the outlook has been asked for already
    assert asked(months(Maintain(at_least=D(1)), count, hidden, deadline=date(2030, 12, 31))) == 1


@pytest.mark.parametrize("hidden", [(359,), (100, 200, 300), tuple(range(60, 360, 20))])
def test_a_long_series_with_unknown_figures_is_judged_again_some_tens_of_times(asked, hidden):
    found = months(Maintain(at_least=D(39)), 360, hidden)
    assert 0 < asked(found) <= 100
    assert asked(found) == 0


def test_the_example_is_judged_again_some_hundreds_of_times_in_all(asked):
    done = read_and_judge(PLAN, as_of=date(2026, 4, 1), output=None)
    costs = [asked.explaining(one) for one in done.judgements]
    assert len(costs) == 42
    decided = [cost for cost, one in zip(costs, done.judgements, strict=True) if one.status is not Status.UNDECIDED]
    assert max(decided) <= 40
    assert max(costs) <= 50
    # Three of them look ahead to the last period of a promise that was not due for the periods before; JSON asks since when parts are missed, and
    # whether the newest figure after a deadline is better or worse in the sense of the promise, which is to judge its period.
    assert sum(costs) + sum(map(asked, done.judgements)) <= 412
    assert not any(asked(one) for one in done.judgements)


def test_a_trend_test_takes_the_last_figures_of_a_very_long_series():
    found = months(Threshold(at_least=D(50)), MOST + 50).evidence
    assert len(found.figures) == MOST
    assert found.full_years == MOST // 12


KEYS = [(year, area) for year in range(2018, 2022) for area in ("937", "970", "a", "b")]
TICKS = st.one_of(st.integers(450, 580), st.integers(45, 58).map(lambda whole: 10 * whole))
DRAWN = st.fixed_dictionaries(dict.fromkeys(KEYS, TICKS))
# What these turn on is not one figure alone: a baseline is known between bounds as well, and an interval is wanted beside the figure.
WITH_ANOTHER = ("from rounded baseline by points", "parity, not significantly worse")
BY_FIGURES = [
    name
    for name, (rule, _) in RULES.items()
    if not hasattr(rule, "of") and not name.startswith("everyone") and name not in WITH_ANOTHER
]


def compared(name, ticks, unknown, low, size):
    """Compare what turning points say of one figure between bounds with judging each value; return of how many that was."""
    rule, more = RULES[name]
    calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR, lag_months=6)
    measure = desk.measure(rule, **{"calendar": calendar, **more})

    def judged(quantity):
        known = {key: Quantity.exact(D(tick).scaleb(-1)) for key, tick in ticks.items()} | {unknown: quantity}
        figures = [desk.figure(year, one, area=area) for (year, area), one in known.items()]
        figures += [desk.figure(year, 52, indicator="demand") for year in range(2018, 2022)]
        near = AreaSet("near", date(2018, 1, 1), ("a", "b", "937"))
        return judge(measure, History(figures, area_sets=[near]), as_of=date(2022, 9, 1))

    found = judged(Quantity.between(D(low).scaleb(-1), D(low + size).scaleb(-1)))
    truth = [judged(Quantity.exact(D(tick).scaleb(-1))).status for tick in range(low, low + size + 1)]
    points = [point for point in found.turning_points if point.alone and "baseline" not in point.figure]
    if found.status is Status.UNDECIDED and not found.parts and len(set(truth)) > 1:
        assert points
    for point in points:
        assert [status for span, status in point.decided for _ in range(int(span.low), int(span.high) + 1)] == truth
    return len(points)


@given(st.sampled_from(BY_FIGURES), DRAWN, st.sampled_from(KEYS[8:]), st.integers(440, 520), st.integers(0, 60))
def test_turning_points_say_of_every_value_what_judging_it_says(name, ticks, unknown, low, size):
    """Whatever the kind of rule: one figure is known between bounds, its own or one to compare with."""
    compared(name, ticks, unknown, low, size)


def test_turning_points_are_compared_for_most_kinds():
    rng = Random(1)
    drawn = [
        ({key: rng.randint(490, 510) for key in KEYS}, key) for key in ((2021, "937"), (2021, "937"), (2020, "937"))
    ]
    found = {name for name in BY_FIGURES for ticks, key in drawn if compared(name, ticks, key, 485, 30)}
    assert len(found) >= 15, sorted(found)
