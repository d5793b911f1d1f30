"""What each kind of news is called: over a section of a message, and in its subject."""

from __future__ import annotations

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.message import Change, News
from wes_rules.counting import opened, ordinal, running_on
from wes_rules.judging.status import Course, Status

# `{}` is how bad it is: off track, or at risk.
_OFF_TRACK = {
    Change.NEW: "Newly {}",
    Change.ESCALATED: "{}, and escalated",
    Change.REOPENED: "{} again",
    Change.WORSE: "{}, and worse",
    Change.SETTLED: "{}, and final",
    Change.QUESTIONED: "Figures to check",
    Change.CORRECTED: "{}, corrected",
    Change.STILL_OPEN: "Still {}",
    Change.EASED: "Now {}, less serious than before",
    Change.RECOVERED: "Back on track",
    Change.UNJUDGED: "Last known to be {}, and can no longer be judged",
    Change.ACKNOWLEDGED: "Still {}, acknowledged",
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
_BADNESS = {"at_risk": "at risk"}
# What is said of a promise that can no longer be kept, rather than that it is off track.
_OF_CERTAIN = (Change.NEW, Change.ESCALATED, Change.REOPENED, Change.WORSE, Change.CORRECTED)
# What is said besides of an alert whose latest figure is on track, while too few are to close it.
_WHILE_RECOVERING = {
    Change.CORRECTED: ", corrected",
    Change.STILL_OPEN: "",
    Change.EASED: "",
    Change.UNJUDGED: ", and can no longer be judged",
    Change.ACKNOWLEDGED: ", acknowledged",
}


def heading(kind: AlertKind, change: Change, severity: str = "") -> str:
    """Return what a change is called for an alert of a kind: a figure that has come has not recovered."""
    if kind is not AlertKind.OFF_TRACK:
        return _OTHERS.get((kind, change), change.heading)
    said = _OFF_TRACK.get(change, change.heading).format(_BADNESS.get(severity, "off track"))
    return opened(said)


def heading_of(news: News) -> str:
    """Return the heading that news stands under."""
    if _has_more_time(news):
        return "Figures given more time"
    of_verdict = news.change is Change.WITHDRAWN and news.kind is AlertKind.OFF_TRACK
    if of_verdict and news.numbers is not None and news.numbers.status == Status.ON_TRACK:
        return "Withdrawn, not off track after all"
    withdrawn = of_verdict or (news.change is Change.RULE_CHANGED and news.kind is AlertKind.OFF_TRACK)
    if withdrawn and news.numbers is not None and news.numbers.status == Status.AT_RISK:
        return f"{news.change.heading}, at risk and not off track"
    said = _of_recovering(news) if _is_recovering(news) else heading(news.kind, news.change, news.severity)
    if is_certain(news) and news.change in _OF_CERTAIN:
        said = opened(_OFF_TRACK[news.change].removeprefix("Newly ").format(Course.CANNOT_BE_KEPT.words))
    elif news.change is Change.NEW and news.kind is AlertKind.OFF_TRACK and news.since != news.period:
        said = f"{_badness(news).capitalize()}, not told before"
    if news.repeated and news.kind is AlertKind.OFF_TRACK and _is_undecided(news):
        said = f"Last known {_badness(news)}{_WHILE_RECOVERING[news.change]}"
    return f"Also: {running_on(said)}" if news.repeated else said


def subject_word(news: News) -> str:
    """Return how a subject begins that is about one piece of news: with its status, where it has one."""
    if news.kind is AlertKind.OFF_TRACK and news.change is Change.NEW:
        return (Course.CANNOT_BE_KEPT.words if is_certain(news) else _badness(news)).capitalize()
    said = heading_of(news)
    for several, one in (("Figures", "Figure"), ("figures", "figure"), ("Sources", "Source")):
        said = said.replace(several, one, 1)
    return f"{said}, {ordinal(news.reminder)} reminder" if news.reminder else said


def _badness(news: News) -> str:
    return _BADNESS.get(news.severity, "off track")


def is_certain(news: News) -> bool:
    """Whether a promise that is not due can no longer be kept."""
    return news.numbers is not None and news.numbers.course == Course.CANNOT_BE_KEPT.words


def _is_undecided(news: News) -> bool:
    return news.numbers is not None and news.numbers.status == Status.UNDECIDED


def _is_recovering(news: News) -> bool:
    """Whether an alert is open whose latest figure is on track."""
    is_met = news.numbers is not None and news.numbers.status == Status.ON_TRACK
    return news.kind is AlertKind.OFF_TRACK and news.open and is_met and news.change in _WHILE_RECOVERING


def _of_recovering(news: News) -> str:
    return f"On track, and not yet counted as recovered{_WHILE_RECOVERING[news.change]}"


def _has_more_time(news: News) -> bool:
    """Whether figures are awaited as before, and the plan gives them more days of grace."""
    return news.kind is AlertKind.OVERDUE and news.change is Change.RULE_CHANGED and bool(news.severity)
