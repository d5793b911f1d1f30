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
    except WesRulesError:
        raise
    except Exception as error:
        from wes_rules.rules.kinds import KINDS
        from wes_rules.rules.kinds.composites import leaves

        rules = [one.rule for one in (measure, *leaves(measure))]
        foreign = next((rule for rule in rules if KINDS.get(rule.kind) is not type(rule)), None)
        if foreign is None:
            raise
        what = f"the rule kind {quoted(foreign.kind)} raised {type(error).__name__}: {error}"
        remedy = "tell its author, to whom --debug shows where"
        raise PluginError(Problem(what, remedy, subject=f"measure {quoted(measure.id)}")) from error
