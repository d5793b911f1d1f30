"""Deciding: which period, what the rule finds, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from wes_rules.errors import DefinitionError
from wes_rules.judging.decisive import deciding_of, picks
from wes_rules.judging.finding import finding_of
from wes_rules.judging.periods import Asked, decides_in, is_newest
from wes_rules.judging.question import Judged, Question
from wes_rules.judging.status import ANYTHING, CHAIN, Course, Ends, Status, graded
from wes_rules.judging.told_why import reasons_of
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.cells import Cells, Ticks
from wes_rules.rules.facts import Fact, Finding
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.series.history import History
from wes_rules.values.made import Made
from wes_rules.values.period import Period
from wes_rules.values.reason import Reason

if TYPE_CHECKING:
    from wes_rules.rules.exact import Apart, Distances

V = TypeVar("V", bound=Verdict)


def decide(
    measure: Measure,
    history: History,
    as_of: date,
    area: str,
    period: Period | None,
    make: type[V],
    known: Iterable[V] = (),
) -> V:
    """
    Decide one measure for one area and one period.

    Args:
        history: Everything there is; nothing published after `as_of` is used.
        period: The period; None for the latest that is due, or the last that ended by the day that settles it.
        make: What to make of it, and of its parts: a verdict, or one that answers further questions.
        known: The parts of another verdict on it from the same history on the same day; what they know of a period is not judged again.

    Raises:
        DefinitionError: The period is of another kind than the measure's calendar.
        SourceError: Percentages may be fractions.
    """
    question = Question.of(measure, history, as_of, period)
    if question.promise is None:
        return _judge_parts(question, area, Asked.by(measure, period), make, iter(known))
    return _judge_figures(question, area, make)


def _judge_figures(question: Question, area: str, make: type[V]) -> V:
    judged = question.judged(area) if question.early else question.usual
    made = _begun(make, question, area)
    made.period, made.settled, made.since, made.parts, made.advisory = judged.period, judged.settled, (), (), False
    if (by := judged.by_distance) is not None and (apart := by.of(area)) is not None:
        _weighed(made, judged, by, apart)
    else:
        made.exactly = None
        if judged.period is None or judged.blank is not None:
            made.finding, made.status, made.reasons = None, Status.UNDECIDED, (judged.blank,)
            made.outcomes = made.as_it_stands = made.possible = judged.anything
            made.due = not judged.rule.is_early(question.measure.calendar, question.as_of)
            if not made.due:
                made.as_it_stands, made.possible = _leads_to(question, area, judged, judged.anything)
        else:
            lookup = question.lookup
            view = View(question.measure, lookup.history, area, judged.period, lookup.as_of, lookup)
            _found(made, question, judged, view)
    made.__class__ = make
    return made  # type: ignore[no-any-return] # it is one now


def _found(made: Any, question: Question, judged: Judged, view: View) -> None:
    """Set what the kernel finds on a verdict, and what follows from it."""
    made.finding = finding = finding_of(judged.rule, view)
    made.due = finding.due
    made.outcomes = made.as_it_stands = outcomes = judged.no_better(_as_it_stands(finding))
    made.possible = outcomes if judged.settled else judged.anything
    if not finding.due:
        made.outcomes = outcomes = judged.anything
        made.as_it_stands, made.possible = _leads_to(question, view.area, judged, made.as_it_stands)
    made.status = status = outcomes[0] if outcomes[0] is outcomes[1] else Status.UNDECIDED
    made.reasons = reasons_of(view, finding, status)
    if judged.settled and question.asked is None:
        made.since = _since(view)


def _weighed(made: Any, judged: Judged, by: Distances, apart: Apart) -> None:
    """Set on a verdict what follows from exact figures; the kernel makes its finding, and perhaps its reasons, on demand."""
    distances, told = apart
    slack, near, margin = by.weighed(distances)
    made.exactly = slack, margin
    made.due, made.possible = True, judged.anything
    made.outcomes = made.as_it_stands = both = judged.kept if slack >= 0 else judged.at_risk if near >= 0 else _MISSED
    made.status = both[0]
    # Which of several was missed, and so what is said of its figures, the finding knows.
    if slack >= 0 or len(distances) == 1:
        made.reasons = told if len(told) < 2 else tuple(dict.fromkeys(told))


def ends_of(cells: Cells, finding: Finding) -> tuple[Ticks, Ticks]:
    """Return the worst and the best verdict that the figures leave open, as places in the chain, as if they decided."""
    slack = finding.slack
    if slack is None:
        return CHAIN.index(ANYTHING[0]), CHAIN.index(ANYTHING[1])
    near = finding.near or slack
    return graded(cells, slack.low, near.low), graded(cells, slack.high, near.high)


_ALONE = Cells()
_KEPT = Status.ON_TRACK, Status.ON_TRACK
_MISSED = Status.OFF_TRACK, Status.OFF_TRACK


def _as_it_stands(finding: Finding) -> tuple[Status, Status]:
    """Return the worst and the best verdict that the figures leave open, as if they decided."""
    slack = finding.slack
    if slack is None:
        return ANYTHING
    if slack.low >= 0:
        return _KEPT
    if (finding.near or slack).high < 0:
        return _MISSED
    worst, best = ends_of(_ALONE, finding)
    return CHAIN[worst], CHAIN[best]


def _leads_to(question: Question, area: str, judged: Judged, stands: Ends) -> tuple[Ends, Ends]:
    """
    Return what a promise that is not due may come to by its present figures, and by its last period.

    Future figures may be anything that the unit allows, so no figure can change what is certain now. An unfinished
    sum has no other course.
    """
    last = None if judged.period is None else decides_in(question.measure, judged.period, question.as_of)
    if last is None:
        return (judged.anything if judged.grows else stands), judged.anything
    possible = stands
    if last != judged.period:
        asked = Question.of(question.measure, question.history, question.as_of, last)
        if area not in asked.leads_to:
            asked.leads_to[area] = _judge_figures(asked, area, Verdict).as_it_stands
        possible = asked.leads_to[area]
    agree = stands[0] is possible[0] is Status.ON_TRACK or max(stands[1], possible[1]) < judged.best
    return (judged.anything if judged.grows and not agree else stands), possible


def _since(view: View) -> tuple[Fact, ...]:
    """List the measure's known figures for periods after the deadline's."""
    newest = view.calendar.latest_due(view.as_of)
    if newest is None or newest <= view.period:
        return ()
    later = [Fact("since", view.own(p), p) for p in view.calendar.between(view.period + 1, newest)]
    return tuple(fact for fact in later if not fact.figure.is_missing)


def _judge_parts(question: Question, area: str, asked: Asked | None, make: type[V], known: Iterator[V]) -> V:
    from wes_rules.rules.kinds.composites import Advisory, area_of

    measure, rule = question.measure, question.measure.rule
    parts = tuple(_judge_part(one, question, area_of(one, measure, area), asked, make, known) for one in question.parts)
    if not parts:
        raise DefinitionError(f'the engine does not know how to judge the rule kind "{rule.kind}"')
    pick = picks(rule)
    open_to = _left_open(parts, question.as_of) if pick is max else [part.outcomes for part in parts]
    worst, best = outcomes = _picked(pick, open_to)
    status = worst if worst is best else Status.UNDECIDED
    alike = [part for part in parts if part.status is status]
    # Not due as long as nothing but parts that are not due leaves it open.
    due = status is not Status.UNDECIDED or any(part.due for part in alike) or not alike
    made = _begun(make, question, area)
    made.status, made.settled = status, all(part.settled for part in parts)
    made.finding, made.outcomes, made.since, made.parts, made.exactly = None, outcomes, (), parts, None
    made.as_it_stands = _picked(pick, [part.as_it_stands for part in parts])
    made.possible = _picked(pick, [part.possible for part in parts])
    # Nor as long as what is due is undecided, and what is not due can no longer be kept.
    made.due = due and (
        status is not Status.UNDECIDED
        or all(part.due for part in parts)
        or Course.of(made.as_it_stands, made.possible, made.highest) is not Course.CANNOT_BE_KEPT
    )
    made.advisory = isinstance(rule, Advisory)
    made._deciding = made_by, decisive = deciding_of(made)  # what it would find when it is asked
    reasons = (reason for part in made_by for reason in part.reasons)
    made.reasons = tuple(dict.fromkeys((*((Reason.ADVISORY,) if made.advisory and rule.promises else ()), *reasons)))
    made.period = decisive.period
    made.__class__ = make
    return made  # type: ignore[no-any-return] # it is one now


def _left_open(parts: Sequence[Verdict], day: date) -> list[Ends]:
    """
    Return what parts of which one is enough leave open: beside one that is due, one that is lost leaves nothing.

    A later figure may have lost it, so that of a period before the newest it is left open.
    """
    if all(part.due for part in parts) or not any(part.due for part in parts):
        return [part.outcomes for part in parts]
    return [
        part.outcomes
        if part.due or not all(is_newest(leaf.measure, leaf.period, day) for leaf in part.leaves)
        else (part.outcomes[0], min(part.outcomes[1], part.possible[1]))
        for part in parts
    ]


def _picked(pick: Callable[..., Any], ends: list[Ends]) -> Ends:
    """Return the worst or the best of several worst verdicts, and of several best ones."""
    worst, best = zip(*ends, strict=True)
    return pick(worst), pick(best)


def _judge_part(part: Measure, whole: Question, area: str, asked: Asked | None, make: type[V], known: Iterator[V]) -> V:
    if not isinstance(part.rule, FigureRule):
        return _judge_parts(Question.of(part, whole.history, whole.as_of, None), area, asked, make, known)
    period, before = None if asked is None else asked.of(part), next(known, None)
    found: V | None = None if before is None else before.others.get(period)
    # What followed a deadline is told by the verdict of the day alone.
    if before is not None and found is not None and not found.since and before.measure == part:
        return found
    return _judge_figures(Question.of(part, whole.history, whole.as_of, period), area, make)


def _opened(cls: type[Any]) -> type[Any]:
    """Return a mutable class with the same fields."""
    # Both together are what Python sets attributes by without looking further.
    free = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    return type(f"_Open{cls.__name__}", (cls,), {"__slots__": (), **free})


_OPEN, _new = Made(_opened), object.__new__


def _begun(cls: type[Verdict], question: Question, area: str) -> Any:
    """
    Return a mutable verdict whose fields the engine sets before it gives it its final class.

    The engine's values need no check, and the constructor of a frozen verdict takes as long as judging;
    `object.__setattr__` for each field makes judging a tenth to a fifth slower.
    """
    made: Any = _new(_OPEN[cls])
    made.measure, made.area, made.as_of, made.history = question.measure, area, question.as_of, question.history
    return made
