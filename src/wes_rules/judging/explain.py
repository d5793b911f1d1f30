"""What a verdict says, in plain English."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from wes_rules.counting import opened, some_of
from wes_rules.judging.asking import asked
from wes_rules.judging.late import compared_late, late_line, periods_of
from wes_rules.judging.status import Course, Status
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.changes import counted
from wes_rules.rules.kinds.composites import area_sets_of
from wes_rules.rules.rule import COMPARED, FigureRule
from wes_rules.rules.view import View
from wes_rules.rules.words import Words, listed
from wes_rules.values.days import said_day
from wes_rules.values.period import Period
from wes_rules.values.quantity import Unit
from wes_rules.values.reason import Reason

_AWAITED = {Reason.OVERDUE, Reason.AWAITING_PUBLICATION, Reason.NO_FIGURES}

# So many periods are named one by one.
_MOST_NAMED = 3
# More rows of one file than these nobody looks up by hand; the JSON has them all.
_MOST_ROWS = 12


def one_line(judgement: Verdict) -> str:
    """Say in one line what decided it: the figures, or why there is no answer."""
    return decided_by(judgement)[0]


def decided_by(judgement: Verdict) -> list[str]:
    """
    Say in a line for each part with the verdict of the whole what decided it, first of the one that decides it most.

    Parts are named where they have names.
    """
    alike = [part for part in judgement.parts if (part.status, part.due) == (judgement.status, judgement.due)]
    alike.sort(key=lambda part: part.decisive is not judgement.decisive)
    lines = [with_name(part, judgement, line) for part in alike for line in decided_by(part)]
    if lines:
        return list(dict.fromkeys(lines))
    said = found(judgement)
    if judgement.reasons and (judgement.status is Status.UNDECIDED or not said):
        first = judgement.reasons[0]
        said.append(not_due(judgement) if first is Reason.NOT_DUE and not judgement.due else first.sentence)
    return [" ".join(said) or judgement.words]


def with_name(part: Verdict, whole: Verdict, line: str) -> str:
    """Say a line of a part of a whole with the part's name, where it has one; nothing said stays nothing."""
    name = part.name_in(whole)
    return f"{name}: {line}" if name and line else line


def headline(judgement: Verdict) -> str:
    """Say the verdict, of what and for whom, when it was known, and whether it is settled."""
    when = f", {judgement.period}" if judgement.period is not None else ""
    settled = _settled(judgement) if judgement.settled and judgement.due else ""
    words = judgement.words.capitalize()
    words += f", {judgement.course.words}" if judgement.course is not None else ""
    return f"{words}: {judgement.measure.title} ({judgement.area_name}{when}; as known on {said_day(judgement.as_of)}{settled})."


def _settled(judgement: Verdict) -> str:
    """Say which day has settled it, or left it open for good."""
    if judgement.settles is None:  # nothing settles it: somebody made it who does not judge
        return ""
    day = said_day(judgement.settles)
    if judgement.status is Status.UNDECIDED:
        return f"; {judgement.last_day} of {day} has passed"
    return f", settled by {judgement.last_day} of {day}"


def awaited(judgement: Verdict) -> Iterator[str]:
    """Say when the own figures that are not known were or are due, and which to compare with should have come."""
    for part in judgement.parts:
        yield from awaited(part)
    facts, period, calendar = tuple(judgement.finding or ()), judgement.period, judgement.measure.calendar
    own = [fact for fact in facts if fact.role not in COMPARED and _AWAITED & set(fact.figure.why)]
    found: list[Period] = []
    if period is not None:
        view = View(judgement.measure, judgement.history, judgement.area, period, judgement.as_of)
        awaits = {one for fact in own for one in periods_of(view, fact, _AWAITED)}
        found = sorted(awaits, key=lambda one: one.index)
    late = [period for period in found if calendar.due(period) <= judgement.as_of]
    for periods, one, several in ((late, "was", "were"), (found[len(late) :], "is", "are")):
        days = [said_day(calendar.due(period)) for period in periods]
        if len(periods) == 1:
            yield f"The figure for {periods[0]} {one} due on {days[0]}."
        elif len(periods) > _MOST_NAMED:
            span = f"{len(periods)} periods from {periods[0]} to {periods[-1]}"
            yield f"The figures for {span} {several} due from {days[0]} to {days[-1]}."
        elif periods:
            yield f"The figures for {listed(periods)} {several} due on {listed(days)}."
    compared = list(compared_late(judgement))
    if len(compared) == 1:
        yield f"The figure for {compared[0]} was due on {said_day(compared[0].due)}."
    elif compared:
        yield late_line(compared)


def said(judgement: Verdict) -> str:
    """Say the verdict with its course where it is not due."""
    return judgement.words if judgement.course is None else f"{judgement.words} ({judgement.course.words})"


def not_due(judgement: Verdict) -> str:
    """Say that a promise is not due, until when, and what its figures would decide."""
    said = until_when(judgement)
    day = _due_day(judgement)
    if day is not None and day < judgement.as_of:
        said += f", not by {judgement.period}"
    figures = "the figures" if judgement.period is None else f"the figures for {judgement.period}"
    match judgement.course:
        case Course.ON_COURSE:
            return f"{said}; {figures} would keep it."
        case Course.OFF_COURSE:
            return f"{said}; {figures} would not keep it."
        case _ if _all_known(judgement):
            return f"{said}."
        case _:
            return f"{said}; whether {figures} would keep it is not known."


def _all_known(judgement: Verdict) -> bool:
    """Whether all figures are known, and none decides: the promise asks nothing of them yet."""
    facts = tuple(judgement.finding or ())
    return bool(facts) and all(fact.figure.span.exact and not fact.figure.is_missing for fact in facts)


def until_when(judgement: Verdict) -> str:
    """Say that a promise is not due, and until when: the same for each period that its day makes so."""
    day = _due_day(judgement)
    if day is None:
        return "The promise is not due yet"
    if judgement.as_of <= day:
        return f"The promise is not due before {said_day(day)} has passed"
    return f"The promise is decided by the last period that ended by {said_day(day)}"


def _due_day(judgement: Verdict) -> date | None:
    return judgement.promise.settles if isinstance(judgement.promise, FigureRule) else None


def found(judgement: Verdict) -> list[str]:
    """Say which figures decided it, and by how much; nothing where no figure did."""
    finding, rule = judgement.finding, judgement.promise
    if finding is None or not finding.facts or not isinstance(rule, FigureRule):
        return []
    sentence = asked(judgement.measure, lambda: rule.sentence(finding, Words.of(judgement.measure)))
    return [f"{opened(sentence)}{_by(judgement)}."]


def _by(judgement: Verdict) -> str:
    said = by_how_much(judgement)
    return f": {said}" if said else ""


def by_how_much(judgement: Verdict) -> str:
    """Say by how much a promise about figures is kept or missed; empty where that is not known."""
    margin, found, rule = judgement.margin, judgement.decided, judgement.promise_then
    if margin is None or found is None or not isinstance(rule, FigureRule):
        return ""
    if margin == 0:
        kept = judgement.status is Status.ON_TRACK
        return "exactly on the line" if kept else "on the line, which is not enough"
    enough = ", which is near enough to count as met" if margin < 0 and judgement.status is Status.ON_TRACK else ""
    if rule.counted is not None:
        said = counted(int(abs(margin)), rule.counted)
        return f"{said} {'to the good' if margin > 0 else f'short{enough}'}"
    words = Words.of(judgement.measure)
    distance = int(margin.scaleb(words.decimals))
    if margin > 0:
        return f"{words.distance(distance)} to the good"
    too_high = rule.too_high(found, judgement.measure)
    return words.missed(distance, too_high=too_high, than=rule.missed_against) + enough


def signed_margin(judgement: Verdict) -> str:
    """Say the same as a number that programs read: positive is good, and "pts" are percentage points."""
    margin, rule = judgement.margin, judgement.measure.rule
    if margin is None or not by_how_much(judgement):
        return ""
    counted = isinstance(rule, FigureRule) and rule.counted is not None
    points = not counted and judgement.unit in (Unit.PERCENT, Unit.POINTS)
    return f"{margin:+f}{' pts' if points else ''}"


def sources_of(judgement: Verdict) -> list[str]:
    """Name each publication once, with the first rows it was read from, those of the own figures before others."""
    rows: dict[tuple[str, str, str], list[str]] = {}
    for one in judgement.observations:
        place = (one.origin.publication, f"{one.origin.data_set} {one.origin.version}".strip(), one.origin.file)
        rows.setdefault(place, [])
        if one.origin.row is not None:
            rows[place].append(str(one.origin.row))
    said = []
    for (publication, data_set, file), numbers in rows.items():
        listed = f" row{'s' if len(numbers) > 1 else ''} {some_of(numbers, _MOST_ROWS)}" if numbers else ""
        places = ", ".join(part for part in (data_set, f"{file}{listed}".strip()) if part)
        said.append(f"{publication} ({places})" if places else publication)
    return said + _area_sets(judgement)


def _area_sets(judgement: Verdict) -> list[str]:
    """Name the editions of the area sets that a verdict rests on."""
    known = judgement.history.area_sets
    return [
        f"area set {known[name].words} as published on {said_day(known[name].published)}"
        for name in area_sets_of(judgement.measure)
        if name in known
    ]
