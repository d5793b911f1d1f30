"""The finding of a rule for one area, by its kernel."""

from __future__ import annotations

import math
from datetime import date

import attrs

from wes_rules.errors import PluginError, Problem
from wes_rules.judging.asking import asked
from wes_rules.quoting import quoted
from wes_rules.rules.facts import Finding, differ
from wes_rules.rules.judged import judged
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.series.calendar import Calendar
from wes_rules.values.quantity import Span
from wes_rules.values.reason import Reason


def finding_of(rule: FigureRule, view: View) -> Finding:
    """Return the finding of a rule in the period of a view."""
    found = asked(view.measure, lambda: judged(rule, view))
    for one in (found, found.decided):
        if one is not None and one.margin is not None and not _is_distance(one.margin):
            _not_a_margin(rule, view.measure, one.margin)
    return _of_one_definition(rule, found, view.calendar, view.as_of)


def _of_one_definition(rule: FigureRule, finding: Finding, calendar: Calendar, as_of: date) -> Finding:
    """Block a comparison of figures that have different definitions."""
    if not rule.pairs or rule.mixes or not differ(*finding.facts):
        return finding
    # Nothing is kept before its day by figures that do not compare.
    due = finding.due and not rule.is_early(calendar, as_of)
    reasons = (Reason.DEFINITION_DIFFERS, *finding.reasons)
    return attrs.evolve(finding, slack=None, margin=None, reasons=reasons, due=due)


def _is_distance(margin: Span) -> bool:
    """Whether a margin's ends are in order, and bounded if it is exact."""
    return margin.low < margin.high or (margin.exact and math.isfinite(margin.low))


def _not_a_margin(rule: FigureRule, measure: Measure, margin: Span) -> None:
    """Report an impossible margin as the plugin's fault."""
    from wes_rules.rules.kinds import KINDS

    if KINDS.get(rule.kind) is type(rule):
        return
    what = f"the rule kind {quoted(rule.kind)} found a margin of {margin.low} at worst and {margin.high} at best"
    remedy = "tell its author: give the margin at worst, then at best, of the low and the high end of the figure"
    raise PluginError(Problem(what, remedy, subject=f"measure {quoted(measure.id)}"))
