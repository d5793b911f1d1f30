"""One measure as it is shown: every word and number comes from its judgement."""

from __future__ import annotations

from datetime import date

import attrs

from wes_rules.judging.direction import direction_of
from wes_rules.judging.explain import by_how_much, one_line, sources_of
from wes_rules.judging.judgement import Judgement, body
from wes_rules.judging.status import Course, Status
from wes_rules.pages.numbers import range_of
from wes_rules.pages.past import Past
from wes_rules.pages.series import series_of
from wes_rules.pages.values import Line, Shown, Told, Verdict
from wes_rules.rules.rule import Fact
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.values.reason import Reason

_COURSES = {
    Status.ON_TRACK: Course.ON_COURSE.words,
    Status.AT_RISK: Status.AT_RISK.words,
    Status.OFF_TRACK: Course.OFF_COURSE.words,
    Status.UNDECIDED: Course.OPEN.words,
}


@attrs.frozen
class _Latest:
    """The latest figure in words, the period it is about, and whether it is the one that was judged."""

    said: str = ""
    period: str = ""
    known: bool = False


def shown(judgement: Judgement, *, anchor: str, told: tuple[Told, ...] = ()) -> Shown:
    """
    Return what is shown of a measure.

    Args:
        judgement: Its judgement.
        anchor: The name of its section in an address.
        told: Who was told of it.
    """
    past, one = Past.of(judgement), judgement.decisive or judgement
    measure, latest, direction = judgement.measure, _latest(one), direction_of(judgement)
    outlook, evidence = judgement.outlook, one.evidence
    return Shown(
        id=measure.id,
        anchor=anchor,
        title=measure.title,
        text=measure.text,
        objective=measure.objective,
        owner=measure.owner,
        verdict=Verdict.of(judgement),
        labels=_labels(judgement),
        part=one.name_in(judgement),
        latest=latest.said,
        known=latest.known,
        period=latest.period,
        judged="" if judgement.period is None else str(judgement.period),
        settled=judgement.settled,
        decided_in="" if judgement.decided_in is None else str(judgement.decided_in),
        observed=judgement.observed,
        required=judgement.required,
        required_value=judgement.required_value,
        margin=judgement.margin,
        gap=by_how_much(one),
        unit=one.unit.value,
        way=direction.way,
        direction=direction.sentence(Words.of(one.measure)),
        course=_course(judgement),
        since="" if past.since is None else str(past.since),
        decided_by=one_line(judgement),
        reasons=tuple(reason.sentence for reason in judgement.reasons if reason is not Reason.ADVISORY),
        next_due=_next_due(one),
        lines=tuple(map(_line, body(judgement))),
        evidence="" if evidence is None or not evidence.figures else evidence.sentence(Words.of(one.measure)),
        outlook="" if outlook is None else outlook.sentence(judgement),
        rule=judgement.reading,
        readings=tuple(f"{each.phrase}: {each.used}" for each in measure.readings),
        sources=tuple(sources_of(judgement)),
        series=tuple(series_of(past)),
        told=told,
    )


def _line(text: str) -> Line:
    """Read a line of an explanation: two spaces for each level, and a dash before what begins a part."""
    bare = text.lstrip(" ")
    return Line(bare.removeprefix("- "), (len(text) - len(bare)) // 2, bare.startswith("- "))


def _labels(judgement: Judgement) -> tuple[str, ...]:
    made_up = ("made up",) if Reason.MADE_UP in judgement.reasons else ()
    return (*made_up, "for information") if judgement.advisory else made_up


def _latest(one: Judgement) -> _Latest:
    """Return the figure that decided; where that is missing the last known one."""
    if one.period is None or one.period not in one.measure.calendar:
        return _Latest()
    view = View(one.measure, one.history, one.area, one.period, one.as_of)
    found = one.decided
    fact = found.facts[0] if found is not None and found.facts else view.latest()
    if range_of(fact.figure, view) is None:
        last = view.latest_known()
        return _Latest() if last is None else _said(last, view, known=False)
    return _said(fact, view, known=True)


def _said(fact: Fact, view: View, *, known: bool) -> _Latest:
    period = "" if fact.period is None else str(fact.period)
    return _Latest(Words.of(view.measure).span(fact.figure.span), period, known)


def _course(judgement: Judgement) -> str:
    """Say where the figures lead: of a promise that is not due what they would decide, else the outlook."""
    if judgement.settled:
        return f"{judgement.last_day.split(' ', 1)[1]} passed"
    if judgement.course is not None:
        return judgement.course.words
    outlook = judgement.outlook
    return _COURSES[outlook.status] if outlook is not None and outlook.status is not None else ""


def _next_due(one: Judgement) -> date | None:
    calendar = one.measure.calendar
    following = None if one.period is None or one.settled else calendar.next(one.period)
    return None if following is None else calendar.due(following)
