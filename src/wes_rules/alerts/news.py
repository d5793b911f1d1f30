"""News of a difference between state and knowledge, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.awaited import came, what_came_of
from wes_rules.alerts.certain_miss import counts_early, is_before_its_day
from wes_rules.alerts.changes import another_time
from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.figures_said import line_of, lines_of, numbers_of
from wes_rules.alerts.last_told import LastTold, of_one_time
from wes_rules.alerts.message import Change, News
from wes_rules.alerts.parts_told import (
    by_newer_figures,
    kept_again,
    leading,
    lines_led_by,
    lines_overtaken,
    met_again,
    nearest,
    not_due_yet,
    not_known,
    still_missed,
    why_worse,
)
from wes_rules.alerts.revised import (
    by_a_revision,
    good_between,
    is_edited,
    known_now,
    reads_otherwise,
    redefined,
    revised_figures,
    target_edited,
    target_moved,
)
from wes_rules.alerts.since import (
    how_long,
    is_last_known,
    is_over,
    last_day,
    missed_unheard,
    newest_since,
    since_then,
    undecided,
)
from wes_rules.judging.explain import with_name
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.status import Status
from wes_rules.judging.versions_in_force import moved_target
from wes_rules.values.reason import Reason

_UNSTABLE = "It keeps changing between off track and on track: the next news of it comes when two periods in a row say the same."


def news_of(
    current: CurrentAlert,
    change: Change,
    told: LastTold | None,
    *,
    details: tuple[str, ...] = (),
    afterwards: tuple[str, ...] = (),
) -> News:
    """Return the news of an alert for a recipient, given what it was told before."""
    opened, period, line = _what(current, change, told)
    judged = current.judged.get(period) or current.latest
    if current.kind is AlertKind.OVERDUE and not current.open:
        # The period that counts now says whether the promise is kept.
        judged = current.latest
    lead, others = None, list[str]()
    if judged is not None and current.open:
        lead = leading(current, told, judged)
        line, *others = lines_led_by(current, judged, lead) or [line]
        others = [one for one in others if one not in lines_overtaken(current, judged)]
    elif judged is not None and told is not None and change is Change.RECOVERED:
        lead = next(iter(kept_again(told, judged)), None)
        others = list(nearest(told, judged))
    numbers = None if judged is None else numbers_of(judged, lead, current.latest if current.open else None)
    if numbers is not None and is_last_known(current, change):
        course = current.latest.course_words if current.latest is not None and current.severity else ""
        numbers = attrs.evolve(numbers, status=Status.UNDECIDED.value, course=course)
    shown = (line, *others, *details, "" if numbers is None else numbers.last_known)
    said = tuple(filter(None, _details(current, change, told, period, " ".join(shown))))
    also = tuple(_also(others, judged) if current.open else others)
    return attrs.evolve(
        plain_news(current, change, told),
        episode=f"{current.alert}@{opened}",
        objective="" if judged is None else judged.measure.objective,
        promise="" if judged is None else judged.measure.text,
        period=period,
        since=opened,
        line=line,
        numbers=numbers,
        details=(*details, *afterwards) if change is Change.HANDED_OVER else (*also, *details, *said, *afterwards),
    )


def _also(others: Iterable[str], judged: Judgement | None) -> Iterator[str]:
    """Say what else decided it: further missed parts without names."""
    unnamed = judged is not None and not any(one.name_in(judged) for one in judged.leaves)
    yield from (f"Also {'missed: ' if unnamed else ''}{one}" for one in others)


def plain_news(current: CurrentAlert, change: Change, told: LastTold | None) -> News:
    """Return the fields that all news of an alert has."""
    return News(
        alert=current.alert,
        episode=current.alert,
        kind=current.kind,
        change=change,
        open=current.open and change is not Change.HANDED_OVER,
        severity=current.severity,
        raised=current.raised,
        title=current.title,
        measure=current.measure,
        area=current.area,
        area_name=current.area_name,
        owner=current.owner,
        started=current.started,
        next_due=current.next_due,
        awaits=current.awaits,
        settled=current.settled,
        labels=current.labels,
        made_up=current.made_up,
        reminder=_reminder(current, change, told),
        follows="" if told is None else told.message,
        # These begin a thread of messages.
        thread=""
        if told is None or change in (Change.NEW, Change.ADDED, Change.ESCALATED)
        else told.thread or told.message,
    )


def _reminder(current: CurrentAlert, change: Change, told: LastTold | None) -> int:
    """Return the number of this reminder of overdue figures."""
    reminds = current.kind is AlertKind.OVERDUE and change is Change.STILL_OPEN and told is not None
    return told.reminders + 1 if reminds and told is not None else 0


def _what(current: CurrentAlert, change: Change, told: LastTold | None) -> tuple[str, str, str]:
    """Return the opening period, the period of the news, and the line that says what decided it."""
    opened, period, line = current.opened, current.period, current.line
    if told is not None and not current.open:
        opened = told.opened
        if current.order < told.order:
            # A withdrawal is about the announced period, not the one before it.
            period = told.period
            line = line_of(current.judged[period]) if period in current.judged else line
    if told is not None and not current.open and current.kind is AlertKind.OVERDUE and not current.ended:
        missing = came(told, current)[1]
        period, line = missing[-1].period if missing else told.period, what_came_of(told, current)
    if change is Change.RECOVERED and told is not None and period in current.judged:
        now = current.judged[period]
        line = " ".join(dict.fromkeys(with_name(one, now, line_of(one)) for one in kept_again(told, now))) or line
    return opened, period, line


def _details(current: CurrentAlert, change: Change, told: LastTold | None, period: str, shown: str) -> Iterator[str]:
    """Return the sentences beside the figures of a period's news."""
    off_track = current.kind is AlertKind.OFF_TRACK
    if change is Change.UNSTABLE:
        yield _UNSTABLE
    goes_on = told is not None and told.open and change in (Change.NEW, Change.CORRECTED)
    if current.kind is AlertKind.OVERDUE and goes_on and told is not None:
        yield what_came_of(told, current)
    if current.open and current.unjudged and (told is None or not told.unjudged):
        yield current.unjudged
    else:
        decided = current.latest is not None and current.latest.settled  # `last_day` says what decides
        yield from (newest_since if decided else since_then)(current, change, shown)
    if off_track and told is not None and not current.ended:
        yield from _since_told(told, current, change, period, shown)
    now = current.judged.get(period) if off_track else None
    if current.open and off_track:
        yield from () if now is None else _of_parts(now, current, told, change)
        yield from () if now is not None and is_before_its_day(now) else how_long(current)
    if now is not None:
        yield from not_due_yet(now) if change is Change.RECOVERED else ()
        yield from by_newer_figures(now, current)
    yield from current.notes
    if not off_track and current.latest is not None and Reason.NO_BASELINE in current.latest.reasons:
        # It has no due day of its own, so no other news asks for it.
        yield Reason.NO_BASELINE.sentence
    if current.progress:
        yield f"It is {current.progress}."
    if current.open and off_track:
        yield from last_day(current)
    if change in (Change.NEW, Change.ADDED) and current.unstable:
        yield _UNSTABLE


def _of_parts(now: Judgement, current: CurrentAlert, told: LastTold | None, change: Change) -> Iterator[str]:
    """Say why a period is missed now, and which parts are met again, not known, or missed still."""
    # A recipient without earlier news was never told the target.
    yield from moved_target(_latest_of(now.decisive or now, now, current)) if told is None else ()
    if change in (Change.NEW, Change.ADDED):
        yield from by_a_revision(now)
    yield from met_again(() if told is None else told.margins, now)
    yield from not_known(now)
    yield from still_missed(now, current)


def _latest_of(part: Judgement, whole: Judgement, current: CurrentAlert) -> Judgement:
    """Return the latest verdict on a part, which may use a later version."""
    latest = current.latest or whole
    return next(now for one, now in zip(whole.leaves, latest.leaves, strict=True) if one is part)


def _since_told(told: LastTold, current: CurrentAlert, change: Change, period: str, shown: str) -> Iterator[str]:
    """Say what has changed since the last message, and why."""
    goes_on = told.open and change in (Change.STILL_OPEN, Change.WORSE, Change.REOPENED)
    says_so = change is Change.REOPENED and bool(told.open or told.standing)
    if change is Change.WORSE:
        yield from why_worse(told, current)
    elif says_so:
        uncounted = ", and did not count" if told.severity and not told.open else ""
        yield f"It was {told.standing or 'on track'} when last told{uncounted}: {told.line}"
    now = current.latest if current.open else current.judged.get(period)
    target = target_moved(told, now)
    yield from target
    named = target or revised_figures(told, current) or is_edited(told, current)
    if told.is_owed_an_end or change is Change.REOPENED:
        yield from _corrections(told, current, by_version=bool(target))
    elif change in (Change.NEW, Change.ADDED):
        yield from _plan_changed(told, current)
    if change is Change.RECOVERED:
        yield from missed_unheard(told, current)
    if told.inputs and goes_on:
        yield from known_now(told, current, shown)
    elif told.inputs and change in (Change.REOPENED, Change.WITHDRAWN):
        yield from known_now(told, current, shown="")
    good = good_between(told, current) if change is Change.WITHDRAWN and not named else ()
    if good and set(told.breaches).isdisjoint(good):
        yield f"It is on track in {' and '.join(good)}, which was not known when this was told."
    elif (
        not named
        and not says_so
        and change in (Change.WITHDRAWN, Change.REOPENED, Change.CORRECTED)
        and told.line not in ("", *_lines_now(current))
    ):
        # If no figure is named, the announced line shows the difference.
        yield f"It was told with: {told.line}"
    if told.unstable and not (current.unstable or current.unjudged):
        yield "It was told to be unstable, and is no longer."


def _corrections(told: LastTold, current: CurrentAlert, *, by_version: bool) -> list[str]:
    """Say what in the last message no longer holds, and why, unless a named version already does."""
    said = []
    extended = current.open and told.settled and not current.settled
    if plan := _plan_changed(told, current, always=not current.open or extended):
        said += plan
    elif not told.counts_as(current):
        said.append("When the plan counts it as off track has been changed since this was told.")
    if extended and not by_version:
        said.append("The deadline has not passed: it was told to be settled, and is not.")
    said += undecided(told, current)
    said += [f"{one}." for one in revised_figures(told, current)]
    if told.open and current.open and another_time(told, current):
        said.append(is_over(told, current))
    elif current.open and current.opened != told.opened and of_one_time(told, current):
        first = current.judged.get(current.opened)
        was = "could no longer be kept" if first is not None and counts_early(first) else "counts as off track"
        said.append(f"It {was} from {current.opened} on, not from {told.opened}.")
    return said


def _lines_now(current: CurrentAlert) -> list[str]:
    """Return every line that may describe it now, whichever part leads."""
    now = current.judged.get(current.period)
    return [current.line, *([] if now is None else lines_of(now))]


def _plan_changed(told: LastTold, current: CurrentAlert, *, always: bool = False) -> list[str]:
    """Say that an edit of the plan changed what was told; nothing if it reads as before, unless forced."""
    if not redefined(told, current) or not (always or reads_otherwise(told, current)):
        return []
    if target := target_edited(told, current):
        return [f"The plan was changed: the target is {target}, and was {told.required}."]
    with_line = told.is_owed_an_end and told.line not in ("", *_lines_now(current))
    return ["The plan was changed since this was told.", *([f"It was told with: {told.line}"] if with_line else [])]
