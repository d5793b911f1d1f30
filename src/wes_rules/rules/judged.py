"""Judging a promise about figures: by the period that decides, and with its distances."""

from __future__ import annotations

import attrs

from wes_rules.rules.facts import Finding
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.values.quantity import Span
from wes_rules.values.reason import Reason


def judged(rule: FigureRule, view: View) -> Finding:
    """Return the finding for the period that decides, and whether the promise is due: once its day has passed, from the last period that ended by then on, or kept for good."""
    first, calendar = view.measure.begins, view.calendar
    if first is not None and view.period < first and rule.promises:
        due = not rule.is_early(calendar, view.as_of)
        return Finding(None, facts=(view.latest(),), reasons=(Reason.NO_RULE,), due=due)
    passed, last = rule.is_decided(calendar, view.as_of), rule.decides(calendar)
    if last is None:
        return near_or_kept(rule, view)
    by_then = view.period > last and (passed or rule.latched)
    finding = near_or_kept(rule.held_for(view, last), view.of(last)) if by_then else near_or_kept(rule, view)
    if passed and view.period >= last:
        return finding
    kept = rule.latched and finding.slack is not None and view.same(finding.slack.low >= 0)
    return attrs.evolve(finding, due=finding.due and kept)


def near_or_kept(rule: FigureRule, view: View) -> Finding:
    """Return the finding for the view's period, with tolerance applied."""
    found = rule.find(view)
    if found.slack is None:
        return found
    plain = _banded(rule, view, found)
    if not _tolerates(rule, view):
        return plain
    lenient = view.leniently()
    near = _banded(rule, lenient, rule.find(lenient) if rule.eases else found)
    if plain.slack is None or near.slack is None:
        return plain
    # What it names was missed by more than is at risk, if anything was.
    told = near if view.same(near.slack.high < 0) else plain
    reasons = told.reasons
    # What leaves open only whether it is at risk is why nothing is decided, too.
    if near.reasons and not reasons and view.same((near.slack.low < 0) & (near.slack.high >= 0)):
        reasons = near.reasons
    return told.kept_by(plain.slack, near.slack, reasons)


def _banded(rule: FigureRule, cells: View, found: Finding) -> Finding:
    """Return the finding with the distances applied, unless the kernel has done so."""
    if rule.eases or found.slack is None or not any(rule.bands(cells)):
        return found
    margin = found.slack if found.margin is None else found.margin
    return found.kept_by(rule.eased(cells, found.slack, margin, found.target or Span(0, 0)))


def _tolerates(rule: FigureRule, cells: View) -> bool:
    promised = cells.measure.rule
    if rule.tolerance:
        return True
    if not isinstance(promised, FigureRule) or (promised is rule and not promised.versions):
        return False
    changes = (change for one in promised.versions for change in one.changes)
    return bool(promised.tolerance) or any(value for name, value in changes if name == "tolerance")
