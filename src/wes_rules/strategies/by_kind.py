"""Strategies for each built-in kind of rule that fits a measure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import attrs
from hypothesis import strategies as st

from wes_rules.errors import DefinitionError
from wes_rules.rules.better import Better
from wes_rules.rules.kinds.benchmark_parity import BenchmarkParity
from wes_rules.rules.kinds.everyone import Everyone
from wes_rules.rules.kinds.from_baseline import FromBaseline
from wes_rules.rules.kinds.halt_then_decrease import HaltThenDecrease
from wes_rules.rules.kinds.maintain import Maintain
from wes_rules.rules.kinds.milestone import Milestone
from wes_rules.rules.kinds.quantile_band import QuantileBand
from wes_rules.rules.kinds.rank_improvement import RankImprovement
from wes_rules.rules.kinds.threshold import Threshold
from wes_rules.rules.kinds.trajectory import Point, Trajectory
from wes_rules.rules.kinds.year_on_year import AnnualDecrease, AnnualIncrease, QuarterlyDecrease, QuarterlyIncrease
from wes_rules.rules.measure import Rule
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.step_promise import Instead
from wes_rules.series.comparators import AreaFigure, MeanOf, MedianOf, QuantileOf
from wes_rules.strategies.of_figures import BENCHMARK
from wes_rules.strategies.of_values import exact_values, periods
from wes_rules.values.period import PeriodKind
from wes_rules.values.quantity import Unit, from_ticks

AGAINST = (
    AreaFigure(area=BENCHMARK),
    MeanOf(mean_of="near"),
    MedianOf(median_of="near"),
    QuantileOf(quantile_of="near", percent=75),
)
SCOPE = st.sampled_from(("every", "latest"))


def by_kind(unit: Unit, decimals: int, better: Better, period: PeriodKind) -> dict[str, st.SearchStrategy[Rule]]:
    """Return a strategy for each kind of rule about figures that fits a measure."""
    value = exact_values(unit, decimals)
    amount = st.integers(0, 50).map(lambda tick: from_ticks(tick, decimals))
    years = periods(kind=period, first=date(2017, 1, 1), last=date(2022, 12, 31))
    by = st.none() | st.dates(date(2019, 1, 1), date(2024, 1, 1))
    # After every period that a promise may begin with.
    late = st.none() | st.dates(date(2024, 1, 1), date(2025, 12, 31))
    flag, higher = st.booleans(), better is Better.HIGHER
    side = "at_least" if higher else "at_most"
    annual, quarterly = (AnnualIncrease, QuarterlyIncrease) if higher else (AnnualDecrease, QuarterlyDecrease)
    step = {1: annual, 4: quarterly}.get(period.per_year)
    own_target = st.builds(Instead, period=years, **{side: value}, reason=st.just("drawn"))
    steps = {
        "against": st.sampled_from(("previous", "same-period-last-year")),
        "instead": st.lists(own_target, max_size=2, unique_by=lambda one: one.period).map(tuple),
    }
    points = st.dictionaries(years, value, min_size=1, max_size=3).map(
        lambda drawn: tuple(Point(period=p, value=drawn[p]) for p in sorted(drawn, key=lambda p: p.index))
    )
    found: dict[str, st.SearchStrategy[Any]] = {
        # The limit comes first, as with other kinds: what fails with one of them is then shown with this one.
        "threshold": st.builds(Threshold, **{side: value}, by=by, reach=flag),
        "from-baseline": _from_baseline(amount.filter(bool), period, by),
        **_against_others(by),
        "maintain": st.builds(Maintain, **{side: value}, since=st.none() | years, by=late),
        "trajectory": points.flatmap(partial(_trajectory, by=late)),
    }
    if step is not None:
        found[step.kind] = st.builds(step, strict=flag, scope=SCOPE, by=by, **steps)
    if not higher:
        found["halt-then-decrease"] = st.builds(HaltThenDecrease, halt=years, by=late)
    if unit is Unit.PERCENT and higher:
        found["everyone"] = st.builds(Everyone, by=by)
    if unit is Unit.COUNT:
        found["milestone"] = st.builds(Milestone, by=st.dates(date(2019, 1, 1), date(2024, 1, 1)))
    return found


def _from_baseline(
    change: st.SearchStrategy[Decimal], period: PeriodKind, by: st.SearchStrategy[date | None]
) -> st.SearchStrategy[FromBaseline]:
    """Draw one distance from the baseline, or one for each year."""
    unit, each = st.sampled_from(("points", "percent")), st.just("year" if period.per_year == 1 else None)
    once = st.builds(FromBaseline, change=st.none() | change, by=by)
    return once | st.builds(FromBaseline, change=change, change_in=unit, each=each, by=by)


def _against_others(by: st.SearchStrategy[date | None]) -> dict[str, st.SearchStrategy[Any]]:
    """Return a strategy for each kind of rule that looks at other areas."""
    near, best = st.just("near"), st.integers(1, 2)
    parity = partial(
        st.builds,
        BenchmarkParity,
        against=st.sampled_from(AGAINST),
        scope=SCOPE,
        by=by,
        benchmark_of=st.sampled_from(("same-period", "period-before")),
    )
    # One in three is a test of significance, as a point is the plainest.
    tested = parity(in_line=st.sampled_from(("not-significantly-worse", "significantly-better")))
    ways = [parity(strict=st.booleans()), parity(strict=st.booleans()), tested]
    return {
        "benchmark-parity": st.sampled_from(range(3)).flatmap(lambda way: ways[way]),
        "rank-improvement": st.builds(
            RankImprovement, among=near, from_rank=st.just(2), from_of=st.integers(2, 3), by=by
        ),
        "quantile-band": st.builds(QuantileBand, among=near, of=st.just(3), best=best, by=by),
    }


def _trajectory(points: tuple[Point, ...], by: st.SearchStrategy[date | None]) -> st.SearchStrategy[Trajectory]:
    """Draw how points are connected; a percentage leads from one to another on the same side of 0 only, and one may be of each year."""
    compound = all(one.value > 0 for one in points)
    between = st.sampled_from(("linear", "step", "compound") if compound else ("linear", "step"))
    joined = st.builds(Trajectory, points=st.just(points), between=between, by=by)
    if len(points) > 1 or points[0].period.kind.per_year > 1:
        return joined
    return joined | st.builds(Trajectory, points=st.just(points), each_year=st.just(True), by=by)


def close(plain: st.SearchStrategy[Any], decimals: int) -> st.SearchStrategy[Any]:
    """Add distances that count as met or at risk to the rules of a kind."""
    amount = st.integers(1, 50).map(lambda tick: from_ticks(tick, decimals))
    return plain.flatmap(partial(_close, amount=amount))


@st.composite
def _close(draw: st.DrawFn, rule: FigureRule, amount: st.SearchStrategy[Decimal]) -> FigureRule:
    places = st.integers(1, 3).map(Decimal)
    points = amount if rule.counted is None else places
    shares = st.integers(1, 100).map(Decimal)
    given: dict[str, Any] = {"at_least": draw(places)} if isinstance(rule, Milestone) else {}
    given |= {"at_best": draw(st.sampled_from(("on-track", "on-track", "at-risk")))}
    for name in draw(st.lists(st.sampled_from(("tolerance", "met_within")), min_size=1, unique=True)):
        in_points = draw(st.booleans())
        given |= {name: draw(points if in_points else shares)}
        given |= {} if in_points else {f"{name}_in": "percent-of-target"}
        given |= {f"{name}_edge": draw(st.sampled_from(("included", "included", "excluded")))}
    if rule.may_be_exceeded and draw(st.booleans()):
        given |= {"exceeded_by": draw(points), "exceeded_by_edge": draw(st.sampled_from(("included", "excluded")))}
    try:
        return attrs.evolve(rule, **given)
    except DefinitionError:
        return rule
