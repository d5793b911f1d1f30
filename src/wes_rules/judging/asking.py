"""Calling a rule: an error in a plugin's kind of rule is reported as that plugin's."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from wes_rules.errors import PluginError, Problem, WesRulesError
from wes_rules.quoting import quoted
from wes_rules.rules.measure import Measure

T = TypeVar("T")


def asked(measure: Measure, ask: Callable[[], T]) -> T:
    """Call the rule of a measure and return the result; what a plugin's kind raises of its own is a PluginError."""
    try:
        return ask()
    except Exception as error:
        of_a_plugin(measure, error)
        raise


def of_a_plugin(measure: Measure, error: Exception) -> None:
    """Raise a PluginError for an error of a measure's rule, if its kind comes from a plugin and raised something of its own."""
    if isinstance(error, WesRulesError):
        return
    from wes_rules.rules.kinds import KINDS
    from wes_rules.rules.kinds.composites import leaves

    rules = [one.rule for one in (measure, *leaves(measure))]
    foreign = next((rule for rule in rules if KINDS.get(rule.kind) is not type(rule)), None)
    if foreign is None:
        return
    what = f"the rule kind {quoted(foreign.kind)} raised {type(error).__name__}: {error}"
    remedy = "tell its author; --debug shows where"
    raise PluginError(Problem(what, remedy, subject=f"measure {quoted(measure.id)}")) from error
