"""Draw rules that fit a measure, and let them change from a period on."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import strategies as st

from wes_rules.errors import DefinitionError
from wes_rules.rules.better import Better
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.kinds.composites import Advisory, All, Each
from wes_rules.rules.kinds.composites import Any as AnyOf
from wes_rules.rules.measure import Rule
from wes_rules.rules.part import Part
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.versions import Version, changeable
from wes_rules.series.comparators import Against
from wes_rules.strategies.by_declaration import by_declaration
from wes_rules.strategies.by_kind import AGAINST, by_kind, close
from wes_rules.strategies.of_values import exact_values, periods
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import Unit

_RHYTHMS = (PeriodKind.CALENDAR_YEAR, PeriodKind.FINANCIAL_QUARTER)


def _over(own: Rule | None) -> tuple[Part, ...]:
    """Return two parts, the second perhaps with a promise of its own."""
    return (Part(name="one"), Part(name="two", rule=own))


# How a rule is made of a first one and perhaps of others.
_Way = Callable[[Rule, st.SearchStrategy[Rule]], st.SearchStrategy[Rule]]
_COMPOSITES: dict[str, _Way] = {
    "all": lambda first, some: st.lists(some, max_size=2).map(lambda more: All(of=(first, *more))),
    "any": lambda first, some: st.lists(some, max_size=2).map(lambda more: AnyOf(of=(first, *more))),
    "each": lambda first, some: (st.none() | some).map(lambda own: Each(rule=first, over=_over(own))),
    "advisory": lambda first, _: st.sampled_from((Advisory(rule=first), Advisory())),
}
# Three in four rules, about, are made of no others.
_ALONE: list[_Way] = [lambda first, _: st.just(first)] * 12


def rules(
    *,
    kinds: Collection[str] | None = None,
    of: Collection[type[Rule]] = (),
    unit: Unit | None = None,
    decimals: int = 1,
    better: Better | None = None,
    period: PeriodKind | None = None,
    nested: bool = True,
    versions: bool = True,
) -> st.SearchStrategy[Rule]:
    """
    Draw rules that fit a measure.

    Args:
        kinds: The only built-in kinds to draw, by name; by default all.
        of: Draw only rules of these classes. One that is not built in is drawn by its own class method
            `strategy(*, unit, decimals, better, period)`, or else field by field.
        unit: The measure's unit; by default percent.
        decimals: The measure's precision.
        better: Which way is better; by default higher.
        period: The kind of period of the measure's calendar; by default calendar years.
        nested: Also draw rules made of rules.
        versions: Also draw rules that change from a period on.
    """
    unit, better, period = unit or Unit.PERCENT, better or Better.HIGHER, period or PeriodKind.CALENDAR_YEAR
    known = _known(unit, decimals, better, period, versions=versions)
    if of:
        own = [of_class(one, known, unit, decimals, better, period) for one in of]
        return st.one_of(own)
    wanted = [known[kind] for kind in known if kinds is None or kind in kinds]
    makers = [make for kind, make in _COMPOSITES.items() if nested and (kinds is None or kind in kinds)]
    if not makers:
        return st.one_of(wanted) if wanted else st.nothing()
    inner: st.SearchStrategy[Rule] = st.one_of(wanted or list(known.values()))
    # The rule inside comes first: what fails with a rule made of others is shown with one alone, if that fails as well.
    ways = st.sampled_from([*(_ALONE if wanted else ()), *makers])
    return inner.flatmap(lambda first: ways.flatmap(lambda way: way(first, inner)))


# Making these takes longer than drawing from them.
@functools.lru_cache(maxsize=256)
def _known(
    unit: Unit, decimals: int, better: Better, period: PeriodKind, *, versions: bool
) -> dict[str, st.SearchStrategy[Rule]]:
    known = by_kind(unit, decimals, better, period)
    near = {kind: close(drawn, decimals) for kind, drawn in known.items()}
    if not versions:
        return {kind: drawn | near[kind] for kind, drawn in known.items()}
    return {kind: with_versions(drawn, near[kind], period) for kind, drawn in known.items()}


def of_class(
    cls: type[Rule],
    known: dict[str, st.SearchStrategy[Rule]],
    unit: Unit,
    decimals: int,
    better: Better,
    period: PeriodKind,
) -> st.SearchStrategy[Rule]:
    """Draw rules of one class, built in or not."""
    if KINDS.get(cls.kind) is cls:
        return known.get(cls.kind, st.nothing())
    own = getattr(cls, "strategy", None)
    if own is not None:
        drawn: st.SearchStrategy[Rule] = own(unit=unit, decimals=decimals, better=better, period=period)
        return drawn
    fitting = _fitting(unit, decimals, period)
    if not issubclass(cls, FigureRule):
        return by_declaration(cls, fitting)
    # Drawn each by itself, what every promise has would seldom agree.
    every = {one.name for one in attrs.fields(FigureRule)} - {"by"}
    shared = {one.name: st.just(one.default) for one in attrs.fields(cls) if one.name in every}
    plain = by_declaration(cls, fitting, **shared)
    return with_versions(plain, close(plain, decimals), period)


@functools.lru_cache(maxsize=256)
def _fitting(unit: Unit, decimals: int, period: PeriodKind) -> dict[object, st.SearchStrategy[object]]:
    """Return strategies for a rule's fields that fit a measure."""
    return {
        Decimal: exact_values(unit, decimals),
        int: st.integers(0, 12),
        date: st.dates(date(2017, 1, 1), date(2024, 12, 31)),
        Period: periods(kind=period, first=date(2017, 1, 1), last=date(2022, 12, 31)),
        Against: st.sampled_from(AGAINST),
    }


def of_any_measure(cls: type[Rule]) -> st.SearchStrategy[Rule]:
    """Draw rules of one class that fit some measure: of either direction, by year or by quarter, in percent or counted."""
    if cls.kind in _COMPOSITES:
        return rules(kinds={cls.kind})
    fits = itertools.product((Unit.PERCENT, Unit.COUNT), (Better.HIGHER, Better.LOWER), _RHYTHMS)
    found = [rules(of=[cls], unit=unit, better=better, period=period) for unit, better, period in fits]
    return st.one_of([one for one in found if not one.is_empty])


_DAYS = st.none() | st.dates(date(2017, 1, 1), date(2024, 1, 1))


def with_versions(
    plain: st.SearchStrategy[Any], close: st.SearchStrategy[Any], period: PeriodKind
) -> st.SearchStrategy[Any]:
    """Add distances and versions to some rules of a kind; versions take their values from other rules of the kind."""
    starts = periods(kind=period, first=date(2017, 1, 1), last=date(2022, 12, 31))
    changed = _versioned(plain, starts) | close | _versioned(close, starts)
    # The plain rule first: what fails without is shown without.
    return st.sampled_from((False, False, False, True)).flatmap(lambda some: changed if some else plain)


@st.composite
def _versioned(draw: st.DrawFn, plain: st.SearchStrategy[Any], starts: st.SearchStrategy[Any]) -> Any:
    rule = draw(plain)
    kind: Any = type(rule)
    for other in draw(st.lists(plain, min_size=1, max_size=2)):
        names = [name for name in changeable(kind) if None not in (getattr(rule, name), getattr(other, name))]
        if not names:
            continue
        chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
        agreed = draw(_DAYS)
        version = Version(
            starting=draw(starts),
            changes={name: getattr(other, name) for name in chosen},
            **({} if agreed is None else {"agreed": agreed}),
        )
        try:
            rule = attrs.evolve(rule, versions=(*rule.versions, version))
        except DefinitionError:
            continue
    return rule


def alone() -> st.SearchStrategy[Version]:
    """Draw versions alone, of a promise with a limit and a day."""
    changes = st.dictionaries(st.sampled_from(("at_least", "tolerance")), st.integers(0, 90).map(Decimal), min_size=1)
    starts = periods(kind=PeriodKind.CALENDAR_YEAR, first=date(2017, 1, 1), last=date(2022, 12, 31))
    return st.builds(Version, starting=starts, changes=changes)
