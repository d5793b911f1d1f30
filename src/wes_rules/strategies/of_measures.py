"""Strategies for measures, a plan's additions to them, and plans."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import attrs
from hypothesis import strategies as st

from wes_rules.errors import DefinitionError
from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.rules.better import Better
from wes_rules.rules.kinds.composites import Each
from wes_rules.rules.measure import Baseline, Measure, Rule
from wes_rules.rules.plan import Plan
from wes_rules.series.areas import AreaSet
from wes_rules.series.calendar import Calendar
from wes_rules.series.fractions import Values
from wes_rules.series.history import History
from wes_rules.series.observed import Observed
from wes_rules.strategies.of_figures import BENCHMARK, calendars, histories
from wes_rules.strategies.of_rules import rules
from wes_rules.strategies.of_values import exact_values
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import Unit

_DAYS = st.dates(date(2022, 1, 1), date(2026, 1, 1))


def measures(
    *,
    rule: st.SearchStrategy[Rule] | None = None,
    calendar: st.SearchStrategy[Calendar] | None = None,
    better: Better | None = None,
    unit: Unit | None = None,
    decimals: int = 1,
) -> st.SearchStrategy[Measure]:
    """
    Draw measures of the indicator "rate" in the area "937", with a baseline and calendar years.

    Args:
        rule: The rules to draw from; they have to fit `better`, `unit` and `decimals`.
        calendar: The calendars to draw from.
        better: Which way is better; by default either.
        unit: The unit; by default percent.
        decimals: The precision.
    """
    unit = unit or Unit.PERCENT
    directions = (better,) if better is not None else (Better.HIGHER, Better.LOWER)
    before = Period(PeriodKind.CALENDAR_YEAR, 2017)

    def measure(direction: Better) -> st.SearchStrategy[Measure]:
        return st.builds(
            _fitting,
            id=st.just("rate"),
            title=st.just("Rate"),
            number=st.just(Observed(indicator="rate")),
            unit=st.just(unit),
            decimals=st.just(decimals),
            better=st.just(direction),
            calendar=calendar if calendar is not None else calendars(gaps=False, breaks=False),
            rule=rule if rule is not None else rules(unit=unit, decimals=decimals, better=direction),
            area=st.just("937"),
            owner=st.sampled_from(("", "Early Years Board")),
            baseline=st.none() | exact_values(unit, decimals).map(lambda value: Baseline(value=value, period=before)),
            values=st.just(Values.PERCENT if unit is Unit.PERCENT else None),
        )

    return st.one_of([measure(one) for one in directions])


def _fitting(baseline: Baseline | None, **fields: Any) -> Measure:
    """Make a measure, without the baseline if no figure could keep the promise against it."""
    try:
        return Measure(baseline=baseline, **fields)
    except DefinitionError:
        return Measure(**fields)


def contexts(*, measure: Measure, around: Sequence[Period]) -> st.SearchStrategy[Measure]:
    """
    Draw what a plan may add to a measure: a start, a deadline, what its calendar says of single periods, and another
    calendar for the last part of a promise for each of several.

    What its rule does not go with is left as it was. Its baseline stays, or goes.

    Args:
        measure: The measure.
        around: The periods it is about; the last one keeps its figure.
    """

    def added(drawn: tuple[dict[str, Any], dict[str, Any], Calendar | None]) -> Measure:
        own, calendar, other = drawn
        kept = measure.baseline if own["baseline"] else None
        told = attrs.evolve(measure.calendar, **calendar)
        rule = _with_a_calendar(measure.rule, other)
        whole = {**own, "baseline": kept, "calendar": told, "rule": rule}
        for changes in (whole, {"calendar": told, "starts": own["starts"]}):
            try:
                return attrs.evolve(measure, **changes)
            except DefinitionError:
                continue
        return measure

    return _additions(tuple(around), measure.calendar.kind, several=isinstance(measure.rule, Each)).map(added)


# Making it takes longer than drawing from it.
@functools.lru_cache(maxsize=64)
def _additions(
    run: tuple[Period, ...], kind: PeriodKind, *, several: bool
) -> st.SearchStrategy[tuple[dict[str, Any], dict[str, Any], Calendar | None]]:
    """Draw what a plan may add to any measure, its calendar, and the calendar of its last part."""
    edges = [day for period in run for day in (period.start, period.start - timedelta(days=1))]
    some = st.frozensets(st.sampled_from(run), max_size=1)
    none: st.SearchStrategy[frozenset[Period]] = st.just(frozenset())
    return st.tuples(
        st.fixed_dictionaries(
            {
                "starts": st.none() | st.sampled_from([day for day in edges if day < run[-1].end]),
                "deadline": st.none() | st.just(run[-1].end - timedelta(days=1)),
                # Whether it stays.
                "baseline": st.sampled_from([True, False]),
            }
        ),
        st.fixed_dictionaries(
            {
                "not_collected": st.frozensets(st.sampled_from(run[:-1]), max_size=1) if run[1:] else none,
                "breaks": some,
                "isolated": some,
            }
        ),
        st.none() | calendars(kind=kind, around=run) if several else st.none(),
    )


def _with_a_calendar(rule: Rule, calendar: Calendar | None) -> Rule:
    """Give the last part of an `each` its own calendar."""
    if calendar is None or not isinstance(rule, Each):
        return rule
    return attrs.evolve(rule, over=(*rule.over[:-1], attrs.evolve(rule.over[-1], calendar=calendar)))


def plans(*, measure: st.SearchStrategy[Measure] | None = None) -> st.SearchStrategy[Plan]:
    """
    Draw plans of one to three measures.

    Args:
        measure: The measures to draw from; their ids are numbered.
    """

    def plan(drawn: list[Measure]) -> Plan:
        numbered = tuple(attrs.evolve(one, id=f"{one.id}-{place}") for place, one in enumerate(drawn, 1))
        near_set = AreaSet("near", date(2021, 4, 1), (BENCHMARK, "937"))
        return Plan(id="plan", title="A plan", area="937", measures=numbered, area_sets=(near_set,))

    return st.lists(measure if measure is not None else measures(), min_size=1, max_size=3).map(plan)


def judgements(
    *, measure: st.SearchStrategy[Measure] | None = None, history: st.SearchStrategy[History] | None = None
) -> st.SearchStrategy[Judgement]:
    """
    Draw judgements of drawn measures on drawn histories.

    Args:
        measure: The measures to draw from.
        history: The histories to draw from; by default each is of its measure, so that most verdicts are definite.
    """
    one_of_them = measures() if measure is None else measure

    @st.composite
    def drawn(draw: st.DrawFn) -> Judgement:
        one, as_of = draw(one_of_them), draw(_DAYS)
        return judge(one, draw(histories(of=one, as_of=as_of) if history is None else history), as_of=as_of)

    return drawn()
