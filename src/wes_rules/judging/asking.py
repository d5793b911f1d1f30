"""Asking a rule: what a kind of rule from a plugin raises is told as its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from wes_rules.errors import PluginError, Problem, WesRulesError
from wes_rules.quoting import quoted
from wes_rules.rules.measure import Measure

T = TypeVar("T")


def asked(measure: Measure, ask: Callable[[], T]) -> T:
    """
    Return what the rule of a measure answers.

    Raises:
        PluginError: A kind of rule from a plugin raised something of its own.
    """
    try:
        return ask()
    except Exception as error:
        of_a_plugin(measure, error)
        raise


def of_a_plugin(measure: Measure, error: Exception) -> None:
    """
    Tell what the rule of a measure raised as its kind's own, where that is from a plugin.

    Raises:
        PluginError: It is, and it raised something of its own.
    """
    if isinstance(error, WesRulesError):
        return
    from wes_rules.rules.kinds import KINDS
    from wes_rules.rules.kinds.composites import leaves

    rules = [one.rule for one in (measure, *leaves(measure))]
    foreign = next((rule for rule in rules if KINDS.get(rule.kind) is not type(rule)), None)
    if foreign is None:
        return
    what = f"the rule kind {quoted(foreign.kind)} raised {type(error).__name__}: {error}"
    remedy = "tell its author, to whom --debug shows where"
    raise PluginError(Problem(what, remedy, subject=f"measure {quoted(measure.id)}")) from error
