"""The reasons of a verdict: why nothing was decided, and what must be said of the figures that decided."""

from __future__ import annotations

from typing import Any

from wes_rules.judging.finding import finding_of
from wes_rules.judging.status import Status
from wes_rules.rules.facts import COMPARED, Fact, Finding
from wes_rules.rules.view import View
from wes_rules.values.reason import QUALIFIES, Reason


def found_of(verdict: Any, name: str) -> Any:
    """Return the finding of a verdict that exact figures decided by their distances, or its reasons."""
    view = View(verdict.measure, verdict.history, verdict.area, verdict.period, verdict.as_of)
    return finding_of(verdict.promise, view) if name == "finding" else reasons_of(view, verdict.finding, verdict.status)


def rests_on(finding: Finding, *, undecided: bool) -> list[Fact]:
    """List the figures that a verdict rests on: those that decided it, or leave it open; a published baseline stands beside the stated one."""
    decided = finding if undecided or finding.decided is None else finding.decided
    return [fact for fact in decided.facts if fact.role != "published_baseline"]


def reasons_of(view: View, finding: Finding, status: Status) -> tuple[Reason, ...]:
    """Return the reasons of a verdict, with notes on its figures."""
    reasons = _by_finding(finding, status)
    if Reason.OVERDUE in reasons and Reason.OVERDUE in view.own(view.period).why:
        known = view.latest_known()
        # A figure that is known between bounds is of the period itself, and no earlier one.
        reasons += (Reason.STALE,) if known is not None and known.period != view.period else ()
    if view.measure.number.is_gap and view.levelled_down():
        reasons += (Reason.LEVELLING_DOWN,)
    if len(finding.facts) > 1 and _counts_others(finding):
        reasons += (Reason.POPULATION_DIFFERS,)
    return reasons


def told_in_order(finding: Finding, *, undecided: bool) -> list[tuple[Reason, ...]]:
    """List a finding's reasons: why nothing was decided, then what qualifies the figures used."""
    told = (
        [finding.reasons]
        if finding.due or Reason.DATA_ONLY in finding.reasons
        else [(Reason.NOT_DUE,), finding.reasons]
    )
    if Reason.NO_RULE in finding.reasons:
        return told  # nobody waits for figures of which nothing is promised
    told += [fact.figure.why for fact in (finding.facts if undecided else finding.facts[:1])]
    if undecided:
        told.append(finding.rest.why)
    told += [fact.figure.notes for fact in rests_on(finding, undecided=undecided)]
    return told


def _by_finding(finding: Finding, status: Status) -> tuple[Reason, ...]:
    """Return the reasons of a verdict; if it is undecided, those that only qualify it come last."""
    undecided = status is Status.UNDECIDED
    if not undecided and finding.due and not finding.reasons and finding.decided is None and _plain(finding.facts):
        return ()
    told = told_in_order(finding, undecided=undecided)
    reasons = [one for several in told for one in several]
    if undecided:
        reasons.sort(key=QUALIFIES.__contains__)
    return tuple(dict.fromkeys(reasons))


def _plain(facts: tuple[Fact, ...]) -> bool:
    """Whether there is nothing to say about any figure but its value."""
    for fact in facts:  # noqa: SIM110 # it is asked for every verdict, and `all` takes several times as long
        if fact.figure.why or fact.figure.notes:
            return False
    return True


def _counts_others(finding: Finding) -> bool:
    stated = [(fact, populations) for fact in finding.facts if (populations := fact.figure.populations)]
    if len(stated) < 2:
        return False
    own, others = set[str](), set[str]()
    for fact, populations in stated:
        (others if fact.role.endswith(COMPARED) else own).update(populations)
    return bool(own) and not own.issuperset(others)
