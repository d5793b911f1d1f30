"""The news that a difference between told and true makes, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.changes import another_time, is_edited
from wes_rules.alerts.fold import State
from wes_rules.alerts.message import Change, News
from wes_rules.alerts.revised import (
    came,
    good_between,
    known_now,
    reads_otherwise,
    redefined,
    revised_figures,
    target_moved,
    undecided,
)
from wes_rules.alerts.told import Told
from wes_rules.alerts.truth import Truth
from wes_rules.judging.explain import one_line, with_name
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.status import Status
from wes_rules.rules.words import listed
from wes_rules.values.reason import Reason

_UNSTABLE = (
    "It changes between off track and on track so often that each change says little. The next news of it comes when two"
    " periods in a row say the same."
)


def news_of(truth: Truth, change: Change, told: Told | None, *, details: tuple[str, ...] = ()) -> News:
    """Return what a recipient is told of an alert, after what it was told before."""
    opened, period, line = truth.opened, truth.period, truth.line
    if told is not None and not truth.open:
        opened = told.opened
        if truth.order < told.order:
            # What is taken back is news of the period that was told, not of the one before it.
            period = told.period
            line = one_line(truth.judged[period]) if period in truth.judged else line
    if told is not None and not truth.open and truth.kind is AlertKind.OVERDUE and not truth.ended:
        period, line = told.period, _came_line(told, truth)
    if change is Change.RECOVERED and told is not None and told.margins and period in truth.judged:
        line = _line_of_parts(truth.judged[period], told.margins) or line
    said = [*details, *_details(truth, change, told, period)]
    return News(
        alert=truth.alert,
        episode=f"{truth.alert}@{opened}",
        kind=truth.kind,
        change=change,
        open=truth.open and change is not Change.HANDED_OVER,
        severity=truth.severity,
        title=truth.title,
        measure=truth.measure,
        area=truth.area,
        area_name=truth.area_name,
        owner=truth.owner,
        period=period,
        since=opened,
        started=truth.started,
        next_due=truth.next_due,
        line=line,
        details=tuple(said),
        labels=truth.labels,
        made_up=truth.made_up,
        follows="" if told is None else told.message,
    )


def _details(truth: Truth, change: Change, told: Told | None, period: str) -> Iterator[str]:
    """Say what else a recipient has to know of the news of a period."""
    if change is Change.HANDED_OVER:
        return
    off_track = truth.kind is AlertKind.OFF_TRACK
    if change is Change.UNSTABLE or (change is Change.NEW and truth.unstable):
        yield _UNSTABLE
    if truth.open and truth.unjudged and (told is None or not told.unjudged):
        yield truth.unjudged
    if off_track and told is not None and not truth.ended:
        yield from _since_told(told, truth, change, period)
    if truth.open and off_track:
        yield from _how_long(truth)
    yield from truth.notes
    if truth.progress:
        yield f"It is {truth.progress}."
    if truth.open and truth.settled and off_track:
        yield "The deadline has passed: only a revision can change this."


def _how_long(truth: Truth) -> Iterator[str]:
    """Say in how many periods it has been off track; nobody knows where a row that was left out may count as well."""
    if truth.hanging and {one.breaches for one in truth.could_be} != {truth.breaches}:
        periods = listed([one for one in truth.judged if one in truth.hanging])
        yield f"For how many periods is not known: rows for {periods} were left out."
    elif len(truth.breaches) > 1:
        yield f"{_counted(truth)} in {len(truth.breaches)} periods since {truth.opened}."


def _since_told(told: Told, truth: Truth, change: Change, period: str) -> Iterator[str]:
    """Say what is different from what was told, and why."""
    target = target_moved(told, truth, period) if told.is_owed_an_end or change is Change.REOPENED else ()
    yield from target
    named = target or revised_figures(told, truth) or is_edited(told, truth)
    if told.is_owed_an_end or change is Change.REOPENED:
        yield from _corrections(told, truth)
    if told.inputs and change in (Change.REOPENED, Change.WITHDRAWN, Change.STILL_OPEN, Change.WORSE):
        yield from known_now(told, truth)
    good = good_between(told, truth) if change is Change.WITHDRAWN and not named else ()
    if good and set(told.breaches).isdisjoint(good):
        yield f"It is on track in {' and '.join(good)}, which was not known when this was told."
    elif (
        not named
        and change in (Change.WITHDRAWN, Change.REOPENED, Change.CORRECTED)
        and told.line not in ("", truth.line)
    ):
        # Where no figure is named, what it was told with shows what is different.
        yield f"It was told with: {told.line}"
    if told.unstable and not truth.unstable:
        yield "It was told to be unstable, and is no longer."


def _corrections(told: Told, truth: Truth) -> list[str]:
    """Say what was told before and is no longer so, and why."""
    said = []
    extended = truth.open and told.settled and not truth.settled
    if redefined(told, truth) and (not truth.open or extended or reads_otherwise(told, truth)):
        said.append("What the plan says of it has been changed since this was told.")
        if told.line not in ("", truth.line):
            said.append(f"It was told with: {told.line}")
    elif not told.counts_as(truth):
        said.append("When the plan counts it as off track has been changed since this was told.")
    if extended:
        said.append("The deadline has not passed: it was told to be settled, and is not.")
    said += undecided(told, truth)
    said += [f"{one}." for one in revised_figures(told, truth)]
    if truth.open and another_time(told, truth):
        said.append(f"The time it was told of before, from {told.opened} on, has ended; this is another one.")
    elif truth.open and truth.opened != told.opened:
        said.append(f"It counts as off track from {truth.opened} on, not from {told.opened}.")
    return said


def _line_of_parts(judgement: Judgement, places: Collection[str]) -> str:
    """Say what decided the parts of a verdict that were missed before and are kept now; empty where none is."""
    lines = []
    for place, one in enumerate(judgement.leaves):
        if str(place) in places and one.status is Status.ON_TRACK:
            lines.append(with_name(one, judgement, one_line(one)))
    return " ".join(dict.fromkeys(lines))


def _came_line(told: Told, truth: Truth) -> str:
    sentences, rest = came(told, truth)
    if not rest:
        return " ".join(sentences)
    figures = f"{'figure' if len(rest) == 1 else 'figures'} for {listed(rest)}"
    if truth.state is State.PENDING:
        why = truth.quiet_because
        return " ".join((*sentences, truth.line, f"{why[:1].upper()}{why[1:]}."))
    if is_edited(told, truth):
        then = "" if truth.next_due is None else f"; the next figure is due on {truth.next_due:%Y-%m-%d}"
        return " ".join((*sentences, f"The plan does not wait for the {figures} now{then}."))
    goes_by = next(iter(list(truth.judged)[-1:]), "")
    latest = goes_by not in ("", *rest)
    then = f"the promise goes by {goes_by} now" if latest else "no verdict waits for it any more"
    unreported = (
        [Reason.NOT_REPORTED.sentence] if latest and Reason.NOT_REPORTED in truth.judged[goes_by].reasons else []
    )
    still = f"The {figures} {'is' if len(rest) == 1 else 'are'} still missing; {then}."
    return " ".join((*sentences, still, *unreported))


def _counted(truth: Truth) -> str:
    """Say what its periods count as: at risk only counts as well, where the policy says so."""
    kinds = {truth.judged[one].status for one in truth.breaches if one in truth.judged}
    if kinds == {Status.AT_RISK}:
        return "At risk"
    return "Off track or at risk" if Status.AT_RISK in kinds else "Off track"
