"""
Every small history, against every way of filling it in.

Each figure is one of all intervals of whole numbers in a small range, exact ones included. What a rule says of exact figures is
stated again here, in a few plain lines, and must be what the engine says. For figures between bounds the engine's status must be:

* sound: definite only if every filling-in has that status;
* exact: undecided only if two fillings-in differ.

`python3 dev.py exhaustive` runs it; it takes a few minutes and is no part of the test run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise, product
from math import sqrt
from typing import Any

import attrs
import pytest

from wes_rules import (
    All,
    AnnualDecrease,
    AnnualIncrease,
    AreaFigure,
    AreaSet,
    Baseline,
    BenchmarkParity,
    Better,
    Calendar,
    DefinitionError,
    Everyone,
    FromBaseline,
    Gap,
    HaltThenDecrease,
    History,
    Instead,
    Maintain,
    MeanOf,
    Measure,
    Milestone,
    Observation,
    Observed,
    Origin,
    Period,
    PeriodKind,
    Point,
    QuantileBand,
    Quantity,
    QuarterlyDecrease,
    QuarterlyIncrease,
    RankImprovement,
    Rule,
    Status,
    Threshold,
    Trajectory,
    Unit,
    judge,
)
from wes_rules import Any as AnyOf
from wes_rules.values.quantity import Span

ON, RISK, OFF, OPEN = Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK, Status.UNDECIDED
LATE = date(2040, 1, 1)
ORIGIN = Origin(publication="every one")
YEAR, HALF = PeriodKind.CALENDAR_YEAR, PeriodKind.FINANCIAL_HALF
FLOOR, MIDDLE, CEILING = (0, 1, 2), (50, 51, 52), (98, 99, 100)
RANGES = pytest.mark.parametrize("values", [FLOOR, MIDDLE, CEILING], ids=["floor", "middle", "ceiling"])
UP = pytest.mark.parametrize("up", [True, False], ids=["up", "down"])

Figures = tuple[int, ...]
Key = tuple[str, str, Period]


def run(count: int, kind: PeriodKind = YEAR) -> list[Period]:
    first = Period(kind, 2015 * kind.per_year)
    return [first + n for n in range(count)]


def own(periods: Sequence[Period], group: str = "all") -> list[Key]:
    return [("937", group, period) for period in periods]


def measure(rule: Rule, *, up: bool = True, kind: PeriodKind = YEAR, **more: Any) -> Measure:
    given: dict[str, Any] = {
        "number": Observed(indicator="rate"),
        "unit": Unit.PERCENT,
        "calendar": Calendar(kind=kind),
        "better": Better.HIGHER if up else Better.LOWER,
        **more,
    }
    return Measure(id="rate", title="Rate", decimals=0, rule=rule, area="937", **given)


@cache
def observation(key: Key, low: int, high: int) -> Observation:
    area, group, period = key
    quantity = Quantity.between(low, high)
    return Observation(indicator="rate", area=area, group=group, period=period, quantity=quantity, origin=ORIGIN)


def status_of(one: Measure, keys: Sequence[Key], spans: Sequence[tuple[int, int]], **more: Any) -> Status:
    seen = [observation(key, *span) for key, span in zip(keys, spans, strict=True)]
    history = History(seen, area_sets=[AreaSet("near", date(2014, 1, 1), ("937", "a", "b", "c", "d"))])
    return judge(one, history, as_of=LATE, period=more.get("period", keys[-1][2])).status


def intervals(values: Sequence[int]) -> list[tuple[int, int]]:
    return [(low, high) for low in values for high in values if low <= high]


def fillings(spans: Sequence[tuple[int, int]]) -> Iterator[Figures]:
    return product(*(range(low, high + 1) for low, high in spans))


def graded(slack: int | Fraction, tolerance: int = 0) -> Status:
    return ON if slack >= 0 else RISK if slack + tolerance >= 0 else OFF


def check(
    one: Measure,
    keys: Sequence[Key],
    values: Sequence[int],
    meant: Callable[[Figures], Status],
    *,
    exact: bool = True,
    **more: Any,
) -> None:
    """Compare the engine with what is meant on every small history; `exact` asks for exactness, not soundness alone."""
    expected = {figures: meant(figures) for figures in product(values, repeat=len(keys))}
    for spans in product(intervals(values), repeat=len(keys)):
        possible = {expected[figures] for figures in fillings(spans)}
        found = status_of(one, keys, spans, **more)
        if len(possible) == 1:
            (sure,) = possible
            assert found is sure or (found is OPEN and not exact), (
                f"{found} for {spans}, and it is {sure} in every case"
            )
        else:
            assert found is OPEN, f"{found} for {spans}, and it may be any of {possible}"


def threshold_slack(rule: Threshold, value: int) -> int:
    if rule.between is not None:
        return min(value - int(rule.between[0]), int(rule.between[1]) - value)
    for name, sign, shift in (("at_least", 1, 0), ("at_most", -1, 0), ("above", 1, 1), ("below", -1, 1)):
        limit = getattr(rule, name)
        if limit is not None:
            kept = sign * (value - int(limit)) - shift
            # On a limit that does not count is missed by as little as can be.
            return kept if kept >= 0 else min(kept + shift, -1)
    assert rule.equals is not None
    return -abs(value - int(rule.equals))


@RANGES
@pytest.mark.parametrize("name", ["at_least", "at_most", "above", "below", "equals"])
@pytest.mark.parametrize("tolerance", [0, 1])
def test_threshold(values, name, tolerance):
    for limit in values:
        rule = Threshold(**{name: Decimal(limit)}, tolerance=Decimal(tolerance))
        up = name in ("at_least", "above", "equals")
        if (name, limit) in (("above", 100), ("below", 0)):
            with pytest.raises(DefinitionError, match="asks for what cannot be"):
                measure(rule, up=up)
            continue
        check(measure(rule, up=up), own(run(1)), values, lambda v: graded(threshold_slack(rule, v[0]), tolerance))  # noqa: B023


@pytest.mark.parametrize("tolerance", [0, 1])
def test_a_band(tolerance):
    values = range(50, 57)
    for low, high in intervals(values):
        rule = Threshold(between=(Decimal(low), Decimal(high)), tolerance=Decimal(tolerance))
        meant = lambda v: graded(threshold_slack(rule, v[0]), tolerance)  # noqa: B023, E731
        check(measure(rule, better=Better.IN_BAND), own(run(1)), values, meant)


@RANGES
def test_reach(values):
    for limit in values:
        rule = Threshold(at_least=Decimal(limit), reach=True)
        check(measure(rule), own(run(3)), values, lambda v: graded(max(v) - limit))  # noqa: B023


@RANGES
@UP
def test_maintain(values, up):
    for limit in values:
        rule = Maintain(at_least=Decimal(limit)) if up else Maintain(at_most=Decimal(limit))
        sign = 1 if up else -1
        check(measure(rule, up=up), own(run(3)), values, lambda v: graded(min(sign * (one - limit) for one in v)))  # noqa: B023


def step_slacks(figures: Figures, *, up: bool, strict: bool, instead: dict[int, tuple[bool, int]]) -> list[int]:
    """Say for each step by how much it is kept; the first figure is the one to start from."""
    ceiling = 100 if up else 0
    slacks = []
    for place, (was, now) in enumerate(pairwise(figures), start=1):
        if place in instead:
            floor, limit = instead[place]
            slacks.append(now - limit if floor else limit - now)
        else:
            needed = was if not strict else min(was + 1, ceiling) if up else max(was - 1, ceiling)
            kept, missed = (now - needed, now - was) if up else (needed - now, was - now)
            slacks.append(kept if kept >= 0 or not strict else min(missed, -1))
    return slacks


@RANGES
@UP
@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("scope", ["every", "latest"])
@pytest.mark.parametrize("tolerance", [0, 1, 2])
def test_annual_steps(values, up, strict, scope, tolerance):
    kind = AnnualIncrease if up else AnnualDecrease
    rule = kind(strict=strict, scope=scope, tolerance=Decimal(tolerance))

    def meant(figures: Figures) -> Status:
        slacks = step_slacks(figures, up=up, strict=strict, instead={})
        return graded(min(slacks) if scope == "every" else slacks[-1], tolerance)

    check(measure(rule, up=up), own(run(4)), values, meant)


@RANGES
@UP
@pytest.mark.parametrize("tolerance", [0, 1, 2])
def test_a_target_instead_of_a_step(values, up, tolerance):
    periods = run(4)
    for place in (1, 2):
        limit = values[1]
        target = Instead(period=periods[place], **{"at_least" if up else "at_most": Decimal(limit)})
        rule = (AnnualIncrease if up else AnnualDecrease)(instead=(target,), tolerance=Decimal(tolerance))

        def meant(figures: Figures, place: int = place, limit: int = limit) -> Status:
            slacks = step_slacks(figures, up=up, strict=True, instead={place: (up, limit)})
            return graded(min(slacks), tolerance)

        check(measure(rule, up=up), own(periods), values, meant)


@RANGES
@UP
def test_steps_over_years_that_nobody_collected_or_that_stand_alone(values, up):
    periods = run(5)
    rule = AnnualIncrease() if up else AnnualDecrease()
    kept = [periods[n] for n in (0, 1, 3, 4)]
    for skipped in ("not_collected", "isolated"):
        calendar = Calendar(kind=YEAR, **{skipped: frozenset({periods[2]})})
        meant = lambda v: graded(min(step_slacks(v, up=up, strict=True, instead={})))  # noqa: E731
        check(measure(rule, up=up, calendar=calendar), own(kept), values, meant)


@RANGES
def test_steps_start_again_at_a_break(values):
    periods = run(4)
    calendar = Calendar(kind=YEAR, breaks=frozenset({periods[1]}))
    meant = lambda v: graded(min(step_slacks(v[1:], up=True, strict=True, instead={})))  # noqa: E731
    check(measure(AnnualIncrease(), calendar=calendar), own(periods), values, meant)


@RANGES
@UP
@pytest.mark.parametrize("rounded", [False, True])
def test_steps_from_a_stated_baseline(values, up, rounded):
    periods = run(4)
    start = Baseline(value=Decimal(values[1]), period=periods[0], rounded=rounded)
    rule = AnnualIncrease() if up else AnnualDecrease()
    meant = lambda v: graded(min(step_slacks((values[1], *v), up=up, strict=True, instead={})))  # noqa: E731
    check(measure(rule, up=up, baseline=start), own(periods[1:]), values, meant)


@RANGES
@UP
@pytest.mark.parametrize("scope", ["every", "latest"])
def test_steps_against_the_same_period_of_the_year_before(values, up, scope):
    periods = run(5, HALF)
    rule = (QuarterlyIncrease if up else QuarterlyDecrease)(against="same-period-last-year", scope=scope)

    def meant(figures: Figures) -> Status:
        seasons = [figures[0:5:2], figures[1:5:2]]
        slacks = [step_slacks(one, up=up, strict=True, instead={}) for one in seasons]
        return graded(min(*slacks[0], *slacks[1]) if scope == "every" else slacks[0][-1])

    check(measure(rule, up=up, kind=HALF), own(periods), values, meant)


@RANGES
@UP
@pytest.mark.parametrize("change", [None, Decimal(1)])
@pytest.mark.parametrize("change_in", ["points", "percent"])
def test_from_a_published_baseline(values, up, change, change_in):
    periods = run(2)
    rule = FromBaseline(change=change, change_in=change_in)
    sign = 1 if up else -1

    def meant(figures: Figures) -> Status:
        was, now = figures
        if change is not None and change_in == "percent" and was == 0:
            return OPEN
        amount = Fraction(1) if change is None or change_in == "points" else Fraction(was, 100)
        return graded(sign * (now - was) - amount)

    check(measure(rule, up=up, baseline=Baseline(period=periods[0])), own(periods), values, meant)


@pytest.mark.parametrize("up", [True, False])
@pytest.mark.parametrize("percent", [50, 100, 150, 250])
def test_from_a_baseline_by_a_percentage_of_it_on_either_side_of_nought(up, percent):
    periods = run(2)
    rule = FromBaseline(change=Decimal(percent), change_in="percent")
    sign = 1 if up else -1

    def meant(figures: Figures) -> Status:
        was, now = figures
        return graded(sign * (now - was) - abs(was) * Fraction(percent, 100)) if was else OPEN

    start = Baseline(period=periods[0])
    check(measure(rule, up=up, baseline=start, unit=Unit.SCORE), own(periods), range(-3, 4), meant)


@RANGES
@UP
@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("scope", ["latest", "every"])
def test_parity(values, up, strict, scope):
    periods = run(2)
    rule = BenchmarkParity(against=AreaFigure(area="a"), strict=strict, scope=scope)
    keys = [("a", "all", periods[0]), ("a", "all", periods[1]), *own(periods)]
    sign = 1 if up else -1

    def meant(figures: Figures) -> Status:
        slacks = [sign * (figures[2 + n] - figures[n]) - int(strict) for n in (0, 1)]
        return graded(min(slacks) if scope == "every" else slacks[1])

    check(measure(rule, up=up), keys, values, meant)


@RANGES
def test_parity_within_some_points(values):
    (period,) = run(1)
    rule = BenchmarkParity(against=AreaFigure(area="a"), met_within=Decimal(1))
    check(measure(rule), [("a", "all", period), *own([period])], values, lambda v: graded(v[1] - v[0] + 1))


@RANGES
@UP
def test_parity_with_a_mean(values, up):
    (period,) = run(1)
    rule = BenchmarkParity(against=MeanOf(mean_of="near"))
    keys = [(area, "all", period) for area in ("a", "b", "c")]

    def meant(figures: Figures) -> Status:
        *others, mine = figures
        mean = (2 * sum(others) + len(others)) // (2 * len(others))
        return graded(mine - mean if up else mean - mine)

    check(measure(rule, up=up), [*keys, *own([period])], values, meant)


@RANGES
@UP
@pytest.mark.parametrize("place", [1, 2, 3, 4])
@pytest.mark.parametrize("of", [4, 5])
def test_rank(values, up, place, of):
    (period,) = run(1)
    rule = RankImprovement(among="near", from_rank=place, from_of=of)
    keys = [(area, "all", period) for area in ("a", "b", "c")]
    sign = 1 if up else -1

    def meant(figures: Figures) -> Status:
        *others, mine = (sign * one for one in figures)
        rank = 1 + sum(one > mine for one in others)
        if not any(one < mine for one in others):
            rank = len(figures)
        return graded(Fraction(place, of) - Fraction(rank, len(figures)) - Fraction(1, 1000))

    check(measure(rule, up=up), [*keys, *own([period])], values, meant)


@RANGES
@UP
@pytest.mark.parametrize(("of", "best"), [(2, 1), (3, 1), (3, 2), (4, 1), (4, 3)])
def test_quantile_band(values, up, of, best):
    (period,) = run(1)
    rule = QuantileBand(among="near", of=of, best=best)
    keys = [(area, "all", period) for area in ("a", "b", "c")]
    sign = 1 if up else -1

    def meant(figures: Figures) -> Status:
        mine = sign * figures[-1]
        ordered = sorted(sign * one for one in figures)
        place = Fraction((len(ordered) - 1) * (of - best), of)
        low = int(place)
        line = ordered[low] + (place - low) * (ordered[min(low + 1, len(ordered) - 1)] - ordered[low])
        return graded(mine - line)

    check(measure(rule, up=up), [*keys, *own([period])], values, meant)


@RANGES
@pytest.mark.parametrize("count", [2, 3, 4])
def test_halt_then_decrease(values, count):
    periods = run(count)
    rule = HaltThenDecrease(halt=periods[1])

    def meant(figures: Figures) -> Status:
        before, halt, *later = figures
        kept = halt <= before and (not later or (later[0] < halt and later[-1] < halt))
        return ON if kept else OFF

    check(measure(rule, up=False), own(periods), values, meant)


@RANGES
@pytest.mark.parametrize("warning", [0, 1])
def test_trajectory(values, warning):
    periods = run(3)
    points = (Point(period=periods[0], value=Decimal(values[0])), Point(period=periods[2], value=Decimal(values[2])))
    rule = Trajectory(points=points, tolerance=Decimal(warning))
    for place, target in enumerate(values):
        check(measure(rule), own(periods[place : place + 1]), values, lambda v: graded(v[0] - target, warning))  # noqa: B023


@RANGES
@UP
def test_a_gap_between_groups_from_year_to_year(values, up):
    periods = run(2)
    number = Gap(indicator="rate", group="focus", from_group="other")
    keys = [*own(periods, "focus"), *own(periods, "other")]
    rule = AnnualIncrease() if up else AnnualDecrease()

    def meant(figures: Figures) -> Status:
        was, now = figures[2] - figures[0], figures[3] - figures[1]
        return graded((now - was if up else was - now) - 1)

    check(measure(rule, up=up, number=number, unit=Unit.POINTS), keys, values, meant)


@pytest.mark.parametrize("unreported", ["missed", "undecided"])
@pytest.mark.parametrize("silent", [(), (0,), (1,), (2,), (0, 1), (1, 2)])
def test_milestone(unreported, silent):
    """Done in the first or the second of three years, of which some have no report at all."""
    values, periods = (0, 1, 2), run(3)
    rule = Milestone(by=date(2016, 12, 31), at_least=Decimal(1), unreported=unreported)
    one = measure(rule, unit=Unit.COUNT)
    keys = [key for place, key in enumerate(own(periods)) if place not in silent]
    in_time = [place for place, key in enumerate(keys) if key[2] <= periods[1]]
    silence = OPEN if unreported == "undecided" and 1 in silent else OFF

    def meant(figures: Figures) -> Status:
        return ON if any(figures[place] for place in in_time) else silence

    for spans in product(intervals(values), repeat=len(keys)):
        possible = {meant(figures) for figures in fillings(spans)}
        found = status_of(one, keys, spans, period=periods[2])
        assert found is (possible.pop() if len(possible) == 1 else OPEN), spans


def test_everyone_by_a_percentage_alone():
    """A percentage under 100 leaves somebody out; one that rounds to 100 says nothing."""
    for span in intervals(range(95, 101)):
        assert status_of(measure(Everyone()), own(run(1)), [span]) is (OFF if span[1] < 100 else OPEN)


def counted(inside: int, total: int, area: str = "937") -> Observation:
    one = observation((area, "all", run(1)[0]), 0, 0)
    share = Quantity.exact((200 * inside + total) // (2 * total))
    return attrs.evolve(one, quantity=share, numerator=inside, denominator=total)


def test_everyone_by_counts():
    one = measure(Everyone())
    for total in range(1, 250):
        for inside in (0, total // 2, total - 1, total):
            found = judge(one, History([counted(inside, total)]), as_of=LATE, period=run(1)[0])
            assert found.status is (ON if inside == total else OFF), (inside, total)


@UP
def test_parity_up_to_what_is_significant(up):
    """Wilson's interval stated as it is printed in textbooks: its centre and half its width."""
    rule = BenchmarkParity(against=AreaFigure(area="a"), in_line="not-significantly-worse", counts="people")
    one, (period,), z = measure(rule, up=up), run(1), 1.959963984540054
    for total in (1, 2, 3, 5, 8, 13, 40, 200):
        for inside in range(0, total + 1, max(1, total // 10)):
            mine, share = counted(inside, total), inside / total
            centre = (share + z * z / (2 * total)) / (1 + z * z / total)
            half = z / (1 + z * z / total) * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
            for low, high in ((low, low + width) for low in range(0, 101, 4) for width in (0, 3) if low + width <= 100):
                history = History([mine, observation(("a", "all", period), low, high)])
                found = judge(one, history, as_of=LATE, period=period).status
                printed = int(mine.quantity.low or 0)
                beyond = [b / 100 > centre + half if up else b / 100 < centre - half for b in (low, high)]
                worse = [printed < b if up else printed > b for b in (low, high)]
                possible = {OFF if far and bad else ON for far, bad in zip(beyond, worse, strict=True)}
                assert found is OPEN or {found} == possible, (inside, total, low, high)
                assert low != high or found is not OPEN


@RANGES
def test_all_and_any_of_promises_about_different_figures(values):
    periods = run(2)
    other = BenchmarkParity(against=AreaFigure(area="a"))
    plain = Threshold(at_least=Decimal(values[1]), tolerance=Decimal(1))
    keys = [("a", "all", periods[1]), *own(periods[1:])]
    for kind, pick in ((All, min), (AnyOf, max)):
        meant = lambda v: pick(graded(v[1] - values[1], 1), graded(v[1] - v[0]))  # noqa: B023, E731
        # Both parts hold the same figure, so together they may know more than each does.
        check(measure(kind(of=(plain, other))), keys, values, meant, exact=False)


@RANGES
def test_any_and_all_with_a_tolerance_are_never_more_definite_than_they_know(values):
    (period,) = run(1)
    risky = Threshold(at_least=Decimal(values[2]), tolerance=Decimal(1))
    other = BenchmarkParity(against=AreaFigure(area="a"), met_within=Decimal(1))
    keys = [("a", "all", period), *own([period])]
    for kind, pick in ((All, min), (AnyOf, max)):
        meant = lambda v: pick(graded(v[1] - values[2], 1), graded(v[1] - v[0] + 1))  # noqa: B023, E731
        check(measure(kind(of=(risky, other))), keys, values, meant, exact=False)


class Guesses(Threshold):
    """A threshold that takes what is unknown at its worst."""

    def find(self, view):
        found = super().find(view)
        return attrs.evolve(found, slack=Span(found.slack.low, found.slack.low))


def test_a_wrong_answer_and_a_guess_are_both_seen():
    with pytest.raises(AssertionError, match="in every case"):
        check(measure(Threshold(at_least=Decimal(1))), own(run(1)), FLOOR, lambda v: graded(v[0]))
    with pytest.raises(AssertionError, match="may be any of"):
        check(measure(Guesses(at_least=Decimal(1))), own(run(1)), FLOOR, lambda v: graded(v[0] - 1))
