"""Make Hypothesis know the types of this library."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from wes_rules.judging.judgement import Judgement
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.rules.rule import Rule
from wes_rules.series.calendar import Calendar
from wes_rules.series.history import History
from wes_rules.series.observation import Observation
from wes_rules.strategies.of_figures import calendars, histories, observations
from wes_rules.strategies.of_judgements import judgements
from wes_rules.strategies.of_measures import measures, plans
from wes_rules.strategies.of_rules import rules
from wes_rules.strategies.of_values import periods, quantities
from wes_rules.values.period import Period
from wes_rules.values.quantity import Quantity


def register() -> None:
    """
    Make `st.from_type` and `st.builds` know the types of this library.

    Nobody has to call it: where both are installed, whichever of Hypothesis and this library is imported last does.
    It is for environments in which Hypothesis loads no entry points.
    """
    makers: dict[type[Any], Callable[[], st.SearchStrategy[Any]]] = {
        Calendar: calendars,
        History: histories,
        Judgement: judgements,
        Measure: measures,
        Observation: observations,
        Period: periods,
        Plan: plans,
        Quantity: quantities,
        Rule: rules,
    }
    for kind, make in makers.items():
        st.register_type_strategy(kind, lambda _, make=make: make())  # type: ignore[misc]
