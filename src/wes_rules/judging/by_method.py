"""The outlook by the method that the plan names: its inputs and its answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

import attrs

from wes_rules.judging.decisive import picks
from wes_rules.judging.methods.anticipated import anticipated_progress
from wes_rules.judging.methods.cagr import cagr_direction, cagr_ratio
from wes_rules.judging.methods.extrapolated_gap import extrapolated_gap
from wes_rules.judging.methods.grading import At, Case, Graded
from wes_rules.judging.methods.targeted_change import targeted_change
from wes_rules.judging.outlook import Outlook
from wes_rules.judging.status import Status
from wes_rules.judging.target import target_of, unrounded_target_of
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.facts import Fact
from wes_rules.rules.outlook_method import OutlookMethod
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span, per_unit
from wes_rules.values.reason import Reason

METHODS: Mapping[OutlookMethod, Callable[[Case], Graded | Reason]] = {
    OutlookMethod.CAGR_RATIO: cagr_ratio,
    OutlookMethod.CAGR_DIRECTION: cagr_direction,
    OutlookMethod.EXTRAPOLATED_GAP: extrapolated_gap,
    OutlookMethod.TARGETED_CHANGE: targeted_change,
    OutlookMethod.ANTICIPATED_PROGRESS: anticipated_progress,
}
# What says that there is no figure to go by.
_NO_FIGURE = frozenset({Reason.FORECAST_ONLY, Reason.NOT_APPLICABLE, Reason.NOT_AVAILABLE})


def outlook_by_method(judgement: Verdict) -> Outlook | None:
    """Return the outlook by the method that a measure names; None once the verdict is settled, or without a last day where one is needed."""
    by = judgement.measure.outlook_method
    if judgement.parts:
        return _of_parts(judgement, [(part, outlook_by_method(part)) for part in judgement.parts])
    if judgement.settled or (judgement.settles is None and by.needs_target):
        return None
    end = None if judgement.settles is None else judgement.measure.calendar.latest_ending(judgement.settles)
    if judgement.period is None or judgement.period not in judgement.measure.calendar:
        return Outlook(period=end, status=None, method=by, reasons=judgement.reasons[:1])
    view = View(judgement.measure, judgement.history, judgement.area, judgement.period, judgement.as_of)
    case = _case(view, end)
    found = case if isinstance(case, Reason) else METHODS[by](case)
    if isinstance(found, Reason):
        return Outlook(period=end, status=None, method=by, reasons=(found,))
    return Outlook(period=end, status=found.status, method=by, graded=found)


def _of_parts(judgement: Verdict, outlooks: list[tuple[Verdict, Outlook | None]]) -> Outlook | None:
    """Return the worst outlook of the parts, or for `any` the best; an unknown one may be either."""
    known = [attrs.evolve(one, part=one.part or part) for part, one in outlooks if one is not None]
    if not known:
        return None
    worst_or_best: Outlook = picks(judgement.measure.rule)(known, key=lambda one: one.status or Status.UNDECIDED)
    return worst_or_best


def _case(view: View, end: Period | None) -> Case | Reason:
    """Gather the inputs of a method, or the reasons why there are none."""
    measure, calendar = view.measure, view.calendar
    points = list(_points(view))
    if not points:
        return Reason.TOO_FEW_FIGURES
    latest = points[-1].period
    base = view.baseline() if measure.outlook_method.from_baseline else None
    if base is not None and base.period is not None and latest is not None:
        if not calendar.comparable(base.period, latest):
            return calendar.unlike(base.period, latest)
        if len(base.figure.definitions | points[-1].figure.definitions) > 1:
            return Reason.DEFINITION_DIFFERS
    target = target_of(view, end or view.period)
    dated = end is not None and end > view.period
    aim = None if target is None else _at(Fact("target", points[-1].figure, end or view.period), target)
    limit = measure.outlook_limit
    return Case(
        sign=measure.better.sign,
        points=[_at(one, one.figure.span) for one in points],
        words=Words.of(measure),
        base=None if base is None else _at(base, base.figure.span),
        target=aim,
        unrounded=unrounded_target_of(view, end or view.period),
        dated=dated,
        limit=None if limit is None else Fraction(limit) * per_unit(measure.decimals),
    )


def _points(view: View) -> Iterator[Fact]:
    """Yield the measure's figures on file that compare with the latest one, exact or between bounds."""
    calendar = view.calendar
    facts = [Fact("course", view.own(p), p) for p in view.observed_periods()]
    facts = [one for one in facts if _NO_FIGURE.isdisjoint(one.figure.why)]
    definitions = next((one.figure.definitions for one in reversed(facts) if one.figure.definitions), frozenset())
    for one in facts:
        assert one.period is not None and facts[-1].period is not None  # noqa: PT018 # each is of a period
        if calendar.comparable(one.period, facts[-1].period) and not one.figure.definitions - definitions:
            yield one


def _at(fact: Fact, span: Span) -> At:
    assert fact.period is not None  # figures, targets and the baseline of a method are of a period
    return At(fact.period.year_and_part[0], span, str(fact.period))
