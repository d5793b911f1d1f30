"""Strategies for rules with versions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import strategies as st

from wes_rules.errors import DefinitionError
from wes_rules.rules.versions import Version, changeable
from wes_rules.strategies.of_values import periods
from wes_rules.values.period import PeriodKind

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
