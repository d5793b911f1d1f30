"""What a rule finds for one area: every fact, by its kernel."""

from __future__ import annotations

from datetime import date

import attrs

from wes_rules.judging.asking import of_a_plugin
from wes_rules.rules.facts import Finding, differ
from wes_rules.rules.judged import judged
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.series.calendar import Calendar
from wes_rules.values.reason import Reason


def finding_of(rule: FigureRule, view: View) -> Finding:
    """
    Return what a rule finds in the period of a view.

    Raises:
        PluginError: A kind of rule from a plugin raised something of its own.
    """
    try:
        found = judged(rule, view)
    except Exception as error:
        of_a_plugin(view.measure, error)
        raise
    return _of_one_definition(rule, found, view.calendar, view.as_of)


def _of_one_definition(rule: FigureRule, finding: Finding, calendar: Calendar, as_of: date) -> Finding:
    """Refuse to hold figures against each other that are counted by different definitions."""
    if not rule.pairs or rule.mixes or not differ(*finding.facts):
        return finding
    # Nothing is kept before its day by figures that do not compare.
    due = finding.due and not rule.is_early(calendar, as_of)
    reasons = (Reason.DEFINITION_DIFFERS, *finding.reasons)
    return attrs.evolve(finding, slack=None, margin=None, reasons=reasons, due=due)
