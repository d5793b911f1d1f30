"""Comparator areas without an exact figure, which leave a mean, a line or a place between bounds."""

from __future__ import annotations

from collections.abc import Iterator

from wes_rules.counting import some_of
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.kinds.composites import area_sets_of
from wes_rules.rules.view import View
from wes_rules.series.comparators import OfSet, regrouped
from wes_rules.series.observed import Observed
from wes_rules.series.on_file import observed_periods
from wes_rules.series.places import Place
from wes_rules.series.set_figures import area_set, figures_of
from wes_rules.values.period import Period
from wes_rules.values.reason import Reason

_MOST_NAMED = 5
# An area without a figure for this many periods may be no more.
_LONG = 3
_WHY = {
    Reason.SUPPRESSED: "suppressed",
    Reason.LOW_RELIABILITY: "too unreliable to publish",
    Reason.ROUNDED: "known between bounds only",
    Reason.UNREADABLE: "in a row that cannot be read",
    Reason.CONTRADICTED: "given twice, with different values",
    Reason.OUTSIDE_UNIT: "outside what its unit allows",
}


def not_exact(judgement: Verdict) -> Iterator[str]:
    """Return a line for each period with the areas without an exact figure; none if the result is exact."""
    measure, finding = judgement.measure, judgement.finding
    if finding is None or judgement.period is None:
        return
    facts = finding.facts if finding.decided is None else (*finding.facts, *finding.decided.facts)
    vague = {one.period for one in facts if one.figure.count_of is not None and not one.figure.span.exact}
    if Reason.AREAS_AWAITED in judgement.reasons and not vague:
        vague = {judgement.period}
    periods = sorted((one for one in vague if one is not None), key=lambda one: one.index)
    for name in area_sets_of(measure) if periods else ():
        for period in periods:
            said, gone = _named(judgement, name, period)
            if said:
                yield f"Not known exactly in {period} among the areas compared with: {some_of(said, _MOST_NAMED)}."
            for last, names in gone.items():
                have, they = ("has", "it") if len(names) == 1 else ("have", "they")
                yield (
                    f"{some_of(names, _MOST_NAMED)} {have} had no figure since {last}: if {they} ended, say so in [[ended_areas]]."
                )


def _named(judgement: Verdict, name: str, period: Period) -> tuple[list[str], dict[Period, list[str]]]:
    """Return a set's areas without an exact figure, each with the reason, and those that have long had none."""
    said: list[str] = []
    gone: dict[Period, list[str]] = {}
    measure, history = judgement.measure, judgement.history
    against = getattr(measure.rule, "against", None)
    number = regrouped(measure.number, against.group) if isinstance(against, OfSet) else measure.number
    if isinstance(number, Place):
        number = Observed(indicator=number.indicator, group=number.group)
    view = View(measure, history, judgement.area, period, judgement.as_of)
    for code in area_set(view.lookup, name).areas:
        found = figures_of(view.lookup, number, (code,), period)
        if code == judgement.area or not found.all or found.all[0].span.exact:
            continue
        last = max(observed_periods(number, view.lookup, code), key=lambda one: one.index, default=None)
        if found.awaited and last is not None and (period - last) // measure.calendar.step >= _LONG:
            gone.setdefault(last, []).append(history.name(code))
        or_else = "not published yet" if found.awaited else "not known"
        why = next((_WHY[one] for one in found.all[0].why if one in _WHY), or_else)
        said.append(f"{history.name(code)} ({why})")
    return said, gone
