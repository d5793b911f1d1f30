"""Headings of news, in the sections and the subject of a message."""

from __future__ import annotations

import attrs

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.message import Change, News
from wes_rules.counting import opened, ordinal, running_on
from wes_rules.judging.status import Course, Status


@attrs.frozen
class _Heading:
    """
    The headings for one kind of change; `{}` stands for the status of the measure, as `history` shows it.

    Args:
        known: The heading for a measure that is off track or at risk by present knowledge.
        otherwise: The heading if that is only its last known status, or the promise can no longer be kept.
        recovering: The heading if it is on track, but for too few periods to close the alert.
    """

    known: str
    otherwise: str
    recovering: str = "{}, and not yet counted as recovered"


_OFF_TRACK = {
    Change.NEW: _Heading("Newly {}", "{}, not told before"),
    Change.ADDED: _Heading("{}, told to you from now on", "{}, told to you from now on"),
    Change.ESCALATED: _Heading("{}, and escalated", "{}, and escalated"),
    # It may only have been at risk before.
    Change.REOPENED: _Heading("Now {}", "{} after all"),
    Change.WORSE: _Heading("{}, and worse", "{}, and worse"),
    Change.SETTLED: _Heading("{}, and final", "{}, and final"),
    Change.QUESTIONED: _Heading("Figures to check", "Figures to check", "Figures to check"),
    Change.CORRECTED: _Heading("{}, corrected", "{}, corrected", "{}, and not yet counted as recovered, corrected"),
    Change.TARGET_CHANGED: _Heading(
        "{}, and the target has changed",
        "{}, and the target has changed",
        "{}, and not yet counted as recovered, and the target has changed",
    ),
    Change.STILL_OPEN: _Heading("Still {}", "{}"),
    Change.EASED: _Heading("Now {}, less serious than before", "{}, less serious than before"),
    Change.UNJUDGED: _Heading(
        "Last known {}, and can no longer be judged",
        "{}, and can no longer be judged",
        "{}, not yet counted as recovered, and can no longer be judged",
    ),
    Change.ACKNOWLEDGED: _Heading(
        "Still {}, acknowledged", "{}, acknowledged", "{}, and not yet counted as recovered, acknowledged"
    ),
    Change.RECOVERED: _Heading("Back {}", "{} again", "Back {}"),
}
_OTHERS = {
    (AlertKind.OVERDUE, Change.NEW): "Figures overdue",
    (AlertKind.OVERDUE, Change.REOPENED): "Figures overdue",
    (AlertKind.OVERDUE, Change.STILL_OPEN): "Figures still overdue",
    (AlertKind.OVERDUE, Change.CORRECTED): "Figures still overdue",
    (AlertKind.OVERDUE, Change.RECOVERED): "Figures no longer overdue",
    (AlertKind.OVERDUE, Change.WITHDRAWN): "Figures missing, and no longer waited for",
    (AlertKind.OVERDUE, Change.RULE_CHANGED): "Figures no longer awaited",
    (AlertKind.OVERDUE, Change.ENDED): "Figures no longer awaited",
    (AlertKind.OVERDUE, Change.ACKNOWLEDGED): "Acknowledged, figures still overdue",
    (AlertKind.SOURCE_FAILED, Change.NEW): "Sources that cannot be used",
    (AlertKind.SOURCE_FAILED, Change.STILL_OPEN): "Sources that still cannot be used",
    (AlertKind.SOURCE_FAILED, Change.RECOVERED): "Sources that can be used again",
    (AlertKind.UNDELIVERED, Change.NEW): "News that could not be delivered",
    (AlertKind.UNDELIVERED, Change.STILL_OPEN): "News that still could not be delivered",
    (AlertKind.UNDELIVERED, Change.RECOVERED): "News that needs no more looking after",
}
# How a measure stands, by how bad its alert is.
_STANDS = {"": Status.ON_TRACK.words, "at_risk": Status.AT_RISK.words, "off_track": Status.OFF_TRACK.words}


def heading(kind: AlertKind, change: Change, severity: str = "") -> str:
    """Return the heading of a change for a kind of alert."""
    if kind is not AlertKind.OFF_TRACK:
        return _OTHERS.get((kind, Change.NEW if change is Change.ADDED else change), change.heading)
    if change not in _OFF_TRACK:
        return change.heading
    said = _OFF_TRACK[change]
    return opened((said.known if severity else said.recovering).format(_STANDS[severity]))


def heading_of(news: News) -> str:
    """Return the heading of news."""
    said = _of_verdict(news) if news.kind is AlertKind.OFF_TRACK else heading(news.kind, news.change)
    if news.kind is AlertKind.OVERDUE and news.change is Change.RULE_CHANGED and news.severity:
        said = "Figures given more time"  # they are awaited as before
    stands = None if news.numbers is None else news.numbers.status
    if news.kind is AlertKind.OVERDUE and news.change is Change.WITHDRAWN and stands not in (None, Status.UNDECIDED):
        said = "Figures missing, but the promise is judged"
    return f"Also: {running_on(said)}" if news.repeated else said


def subject_word(news: News) -> str:
    """Return the beginning of a subject about one piece of news: its status, if it has one."""
    if news.kind is AlertKind.OFF_TRACK and news.change in (Change.NEW, Change.ADDED):
        return opened(standing(news))
    said = heading_of(news)
    for several, one in (("Figures", "Figure"), ("figures", "figure"), ("Sources", "Source")):
        said = said.replace(several, one, 1)
    return f"{said}, {ordinal(news.reminder)} reminder" if news.reminder else said


def standing(news: News) -> str:
    """Return the status of an alert's measure, in the words of rows and `history` on that day."""
    if _is_certain(news):
        return Course.CANNOT_BE_KEPT.words
    stands = _STANDS[news.severity]
    if _is_undecided(news):
        return f"not due, last known {stands}" if _course(news) else f"last known {stands}"
    # Of parts that all have to hold some may not be due.
    return f"{stands} as far as it is due" if not news.severity and _course(news) else stands


def decided(news: News) -> str:
    """Return the status of a measure by a judgement; empty if that has no verdict."""
    numbers = news.numbers if news.kind is AlertKind.OFF_TRACK else None
    return "" if numbers is None or numbers.status == Status.UNDECIDED else standing(news)


def _of_verdict(news: News) -> str:
    """Return the heading of news about a verdict."""
    change = news.change
    if change in (Change.WITHDRAWN, Change.RULE_CHANGED):
        return _of_withdrawn(news)
    if change not in _OFF_TRACK:
        return change.heading
    said = _OFF_TRACK[change]
    if not news.severity and news.open:
        heads = said.recovering
    elif _is_certain(news) and change is Change.NEW:
        heads = "{}"
    elif _is_certain(news) or _is_undecided(news) or (change is Change.NEW and not _is_newly(news)):
        heads = said.otherwise
    else:
        heads = said.known
    return opened(heads.format(standing(news)))


def _is_newly(news: News) -> bool:
    """Whether the latest period is the one that opened the alert; a message in an older form has only the first that counts."""
    return (news.raised or news.since) == news.period


def _of_withdrawn(news: News) -> str:
    status = None if news.numbers is None else news.numbers.status
    if status == Status.ON_TRACK and news.change is Change.WITHDRAWN:
        return "Withdrawn, on track after all"  # it may only have been at risk
    return f"{news.change.heading}, at risk and not off track" if status == Status.AT_RISK else news.change.heading


def _is_certain(news: News) -> bool:
    """Whether a promise that is not due can no longer be kept."""
    return _course(news) == Course.CANNOT_BE_KEPT.words


def _is_undecided(news: News) -> bool:
    """Whether the latest period has no verdict, yet or because a later version moved its due day."""
    undecided = news.numbers is not None and news.numbers.status == Status.UNDECIDED
    # Of parts that all have to hold some may not be due while the others are on track.
    return undecided and (bool(news.severity) or not _course(news))


def _course(news: News) -> str:
    return "" if news.numbers is None else news.numbers.course
