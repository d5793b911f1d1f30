"""Which areas that a promise is about, or is compared with, had ended by the period that is judged."""

from __future__ import annotations

from collections.abc import Iterator

from wes_rules.judging.verdict import Verdict
from wes_rules.rules.kinds.composites import area_sets_of
from wes_rules.rules.words import listed
from wes_rules.series.areas import EndedArea
from wes_rules.series.comparators import AreaFigure
from wes_rules.series.history import History
from wes_rules.values.days import said_day


def ended(judgement: Verdict) -> Iterator[str]:
    """Say of each area that had ended when it did, and which areas came after it; none of their figures is its own."""
    history, measure, period = judgement.history, judgement.measure, judgement.period
    against = getattr(measure.rule, "against", None)
    codes = [judgement.area, *([against.area] if isinstance(against, AreaFigure) else ())]
    codes += [area for _, area, _ in measure.number.series(judgement.area)]
    codes += [code for name in area_sets_of(measure) for code in history.area_sets[name].areas]
    for one in dict.fromkeys(history.ended[code] for code in codes if code in history.ended):
        if period is not None and not one.has(period):
            yield _said(one, history)


def its_area_ended(judgement: Verdict) -> str:
    """Say that the area itself had ended, so that the promise is nobody's any more; empty where it had not."""
    one, period = judgement.history.ended.get(judgement.area), judgement.period
    return "" if one is None or period is None or one.has(period) else _said(one, judgement.history)


def _said(one: EndedArea, history: History) -> str:
    said = f"{history.name(one.code)} ended on {said_day(one.until)}"
    if not one.successors:
        return f"{said}."
    return f"{said}; figures of {listed([history.name(code) for code in one.successors])}, which came after it, are not its own."
