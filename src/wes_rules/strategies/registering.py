"""Registering the types of this library with Hypothesis."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Iterator
from typing import Any

import attrs
from hypothesis import strategies as st

from wes_rules.judging.judgement import Judgement
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.measure import TOLD_OF_KINDS, Measure, Rule
from wes_rules.rules.plan import Plan
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.versions import Version
from wes_rules.series.calendar import Calendar
from wes_rules.series.history import History
from wes_rules.series.number import NumberKind
from wes_rules.series.numbers import NUMBERS
from wes_rules.series.observation import Observation
from wes_rules.strategies.by_declaration import by_declaration
from wes_rules.strategies.of_figures import calendars, histories, observations
from wes_rules.strategies.of_measures import judgements, measures, plans
from wes_rules.strategies.of_rules import alone, of_any_measure, rules
from wes_rules.strategies.of_values import periods, quantities
from wes_rules.values.fields import Declared
from wes_rules.values.period import Period
from wes_rules.values.quantity import Quantity

_LONG = 20
_MADE: dict[type[Any], Callable[[], st.SearchStrategy[Any]]] = {
    Calendar: calendars,
    FigureRule: lambda: rules(nested=False),
    History: histories,
    Judgement: judgements,
    Measure: measures,
    NumberKind: lambda: st.one_of([st.from_type(one) for one in NUMBERS.values()]),
    Observation: observations,
    Period: periods,
    Plan: plans,
    Quantity: quantities,
    Rule: rules,
    Verdict: judgements,
    Version: alone,
}


def register() -> None:
    """
    Register the types of this library for `st.from_type` and `st.builds`.

    Nobody has to call it: where both are installed, whichever of Hypothesis and this library is imported last does.
    It is for environments in which Hypothesis loads no entry points.
    """
    for cls in {*_MADE, *_public()}:
        st.register_type_strategy(cls, _strategy_of)
    if _register_kind not in TOLD_OF_KINDS:
        TOLD_OF_KINDS.append(_register_kind)
        for kind in _kinds_below(Rule):  # type: ignore[type-abstract] # the classes below it are wanted
            _register_kind(kind)


def _kinds_below(cls: type[Rule]) -> Iterator[type[Rule]]:
    """Go through the kinds made from a class, also those of plugins."""
    for one in cls.__subclasses__():
        # attrs makes a class with slots anew, and leaves the first one behind.
        if "__attrs_attrs__" in vars(one):
            yield one
        yield from _kinds_below(one)


def _register_kind(kind: type[Rule]) -> None:
    """Let a kind of rule be drawn as a promise: field by field, its versions would be of anything."""
    if not inspect.isabstract(kind) and hasattr(kind, "kind"):
        st.register_type_strategy(kind, _strategy_of)


def _strategy_of(cls: type[Any]) -> st.SearchStrategy[Any]:
    return _made(cls)  # type: ignore[arg-type] # a class is hashable


@functools.cache
def _made(cls: type[Any]) -> st.SearchStrategy[Any]:
    """Return the strategy of a class, made when it is first asked for."""
    if cls in _MADE:
        return _MADE[cls]()
    # What has no checks of its own, such as a message, may hold any text.
    known = {} if issubclass(cls, Declared) else {str: st.text(max_size=_LONG)}
    return of_any_measure(cls) if issubclass(cls, Rule) else by_declaration(cls, known)


def _public() -> set[type[Any]]:
    """Return the public classes that are drawn by their fields."""
    # By name, as what is public is made of all layers; what runs are made of is drawn by Hypothesis alone.
    package = sys.modules["wes_rules"]
    names = [name for name, module in vars(package)["_MODULES"].items() if not module.startswith("wes_rules.running")]
    public = [getattr(package, name) for name in names]
    # Where it is imported later, it registers its classes at its end.
    plugins = vars(sys.modules.get("wes_rules.plugins", package))
    public += [plugins[name] for name in plugins["__all__"] if name in plugins]
    return {one for one in public if isinstance(one, type) and attrs.has(one)}
