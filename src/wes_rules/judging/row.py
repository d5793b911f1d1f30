"""A judgement at a glance: a row that holds on its own, and its published names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

import attrs

from wes_rules.counting import running_on
from wes_rules.judging.direction import Against, Way, direction_of
from wes_rules.judging.explain import by_how_much, one_line, signed_margin
from wes_rules.judging.outlook import Outlook
from wes_rules.judging.status import Answer, Course, Status
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.rule import Fact
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.values.period import Period
from wes_rules.values.reason import Reason

_COURSES = {
    Status.ON_TRACK: Course.ON_COURSE.words,
    Status.AT_RISK: Status.AT_RISK.words,
    Status.OFF_TRACK: Course.OFF_COURSE.words,
    Status.UNDECIDED: Course.OPEN.words,
}


@attrs.frozen(kw_only=True)
class Row:
    """
    A judgement at a glance. Latest, required and margin are those that decided the status.

    Args:
        id: The measure's id.
        area: The code of the area.
        as_of: The day of knowing.
        verdict: The answer.
        status: The status; of what is not due undecided.
        labels: What has to be said before anything else: made up, for information.
        part: Of which part the latest figure is, for a promise made of several that have names.
        latest: The figure that decided, in words; the last known one where that is missing.
        known: Whether the latest figure is the one that decided.
        period: The period of the latest figure.
        judged: The period that was judged.
        settled: Whether only a revision can change the verdict.
        decided_in: The period that decided, where it is another one.
        observed: The figure that decided, where it is known exactly.
        required: What it has to be, in words.
        required_value: The same as a number, where there is one.
        margin: By how much it is kept, positive is good; None where that is not known.
        gap: The same in words.
        signed: The same as a number with its sign, as programs read it.
        unit: The unit of the numbers.
        way: The direction of travel.
        against: What it is held against.
        direction: The same in a sentence.
        heading_for: What the figures would decide of a promise that is not due; None for one that is.
        course: Where the figures lead: of what is not due what they would decide, else the outlook.
        needed: What the periods to come have to change or bring for the target to be met.
        so_far: How many more cases of a period that is not over may fail.
        since: The first period of the present run of periods that are off track; empty for others.
        decided_by: In one line what decided it, or why there is no answer.
        reasons: Why it cannot be judged, or what qualifies the figures.
        next_due: When the next figure is due.
    """

    id: str
    title: str
    objective: str
    owner: str
    area: str
    area_name: str
    as_of: date
    verdict: Answer
    status: Status
    labels: tuple[str, ...]
    part: str
    latest: str
    known: bool
    period: str
    judged: str
    settled: bool
    decided_in: str
    observed: Decimal | None
    required: str
    required_value: Decimal | None
    margin: Decimal | None
    gap: str
    signed: str
    unit: str
    way: Way
    against: Against
    direction: str
    heading_for: Course | None
    course: str
    needed: str = ""
    so_far: str = ""
    since: str
    decided_by: str
    reasons: tuple[Reason, ...]
    next_due: date | None

    @property
    def labelled(self) -> str:
        """The title, after what has to be said before it."""
        return "".join(f"[{one}] " for one in self.labels) + self.title

    @property
    def shortfall(self) -> Decimal | None:
        """By how much it is missed, as a share of what is required; None where that is no number."""
        if self.margin is None or not self.required_value or self.margin >= 0:
            return None
        return -self.margin / abs(self.required_value)

    @property
    def moved(self) -> str:
        """Which way the judged figure moved; its period is named where another one decided, which stands beside it."""
        return f"{self.judged} {running_on(self.direction)}" if self.decided_in else self.direction

    @property
    def why(self) -> tuple[str, ...]:
        """Why it cannot be judged, or what qualifies the figures, in sentences."""
        return tuple(one.sentence for one in self.reasons if one is not Reason.ADVISORY)

    @property
    def badness(self) -> tuple[int, Decimal]:
        """Sorts rows, the worst first: by verdict, then by the largest shortfall."""
        return list(Answer).index(self.verdict), -(self.shortfall or Decimal(0))


# What is published of a row, in CSV files as in JSON; every format takes its names and values from here.
COLUMNS: Mapping[str, Callable[[Row], object]] = {
    "measure": lambda row: row.id,
    "title": lambda row: row.title,
    "objective": lambda row: row.objective,
    "owner": lambda row: row.owner,
    "area": lambda row: row.area,
    "area_name": lambda row: row.area_name,
    "as_of": lambda row: row.as_of,
    "period": lambda row: row.judged or None,
    "status": lambda row: row.status.value,
    "due": lambda row: row.verdict is not Answer.NOT_DUE,
    "verdict": lambda row: row.verdict.words,
    "settled": lambda row: row.settled,
    "decided_in": lambda row: row.decided_in or None,
    "observed": lambda row: row.observed,
    "latest": lambda row: row.latest or None,
    "latest_period": lambda row: row.period or None,
    "last_known": lambda row: bool(row.latest) and not row.known,
    "required": lambda row: row.required or None,
    "required_value": lambda row: row.required_value,
    "margin": lambda row: row.margin,
    "margin_words": lambda row: row.gap or None,
    "unit": lambda row: row.unit,
    "direction": lambda row: row.way.value,
    "direction_against": lambda row: row.against.value,
    "direction_words": lambda row: row.direction,
    "course": lambda row: None if row.heading_for is None else row.heading_for.value,
    "course_words": lambda row: row.course or None,
    "needed_words": lambda row: row.needed or None,
    "may_fail_words": lambda row: row.so_far or None,
    "off_track_since": lambda row: row.since or None,
    "next_due": lambda row: row.next_due,
    "labels": lambda row: row.labels,
    "reasons": lambda row: tuple(one.value for one in row.reasons),
    "decided_by": lambda row: row.decided_by,
}


def published(row: Row) -> dict[str, object]:
    """Return a row by its published names, as values that JSON has; numbers are strings, so that no reader rounds them."""
    return {name: plain(of(row)) for name, of in COLUMNS.items()}


def plain(value: object) -> object:
    """Return a value as JSON has it, a number as a text."""
    match value:
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case tuple():
            return list(value)
        case _:
            return value


def row_of(judgement: Verdict, *, outlook: Outlook | None, since: Period | None) -> Row:
    """Return the row of a judgement, given where it leads and since which period it is off track."""
    one, measure = judgement.decisive or judgement, judgement.measure
    latest, direction = _latest(one), direction_of(judgement)
    return Row(
        id=measure.id,
        title=measure.title,
        objective=measure.objective,
        owner=measure.owner,
        area=judgement.area,
        area_name=judgement.area_name,
        as_of=judgement.as_of,
        verdict=Answer.of(judgement.status, due=judgement.due),
        status=judgement.status,
        labels=_labels(judgement),
        part=one.name_in(judgement),
        latest=latest.said,
        known=latest.known,
        period=latest.period,
        judged=_text(judgement.period),
        settled=judgement.settled,
        decided_in=_text(judgement.decided_in),
        observed=judgement.observed,
        required=judgement.required,
        required_value=judgement.required_value,
        margin=judgement.margin,
        gap=by_how_much(one),
        signed=signed_margin(one),
        unit=one.unit.value,
        way=direction.way,
        against=direction.against,
        direction=direction.sentence(Words.of(one.measure)),
        heading_for=judgement.course,
        course=_course(judgement, outlook),
        since=_text(since),
        decided_by=one_line(judgement),
        reasons=judgement.reasons,
        next_due=_next_due(one),
    )


@attrs.frozen
class _Latest:
    """The latest figure in words, the period it is about, and whether it is the one that decided."""

    said: str = ""
    period: str = ""
    known: bool = False


def _latest(one: Verdict) -> _Latest:
    """Return the figure that decided; where that is missing the last known one."""
    if one.period is None or one.period not in one.measure.calendar:
        return _Latest()
    view = View(one.measure, one.history, one.area, one.period, one.as_of)
    found = one.decided
    fact = found.facts[0] if found is not None and found.facts else view.latest()
    if so_far := Words.failed_so_far(fact.figure):
        return _Latest(so_far, _text(fact.period), known=True)
    if fact.figure.is_missing and fact.figure.span == view.bounds():
        last = view.latest_known()
        return _Latest() if last is None else _said(last, view, known=False)
    return _said(fact, view, known=True)


def _said(fact: Fact, view: View, *, known: bool) -> _Latest:
    return _Latest(Words.of(view.measure).span(fact.figure.span), _text(fact.period), known)


def _labels(judgement: Verdict) -> tuple[str, ...]:
    made_up = ("made up",) if Reason.MADE_UP in judgement.reasons else ()
    return (*made_up, "for information") if judgement.advisory else made_up


def _course(judgement: Verdict, outlook: Outlook | None) -> str:
    """Say where the figures lead: of a promise that is not due what they would decide, else the outlook."""
    if judgement.settled:
        return f"{judgement.last_day.split(' ', 1)[1]} passed"
    if judgement.course is not None:
        return judgement.course.words
    if outlook is not None and outlook.graded is not None:
        return f"{outlook.graded.words} ({outlook.method.value})"
    return _COURSES[outlook.status] if outlook is not None and outlook.status is not None else ""


def _next_due(one: Verdict) -> date | None:
    calendar = one.measure.calendar
    following = None if one.period is None or one.settled else calendar.next(one.period)
    return None if following is None else calendar.due(following)


def _text(period: Period | None) -> str:
    return "" if period is None else str(period)
