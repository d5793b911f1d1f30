"""What happened to the figures that a recipient was told are overdue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.figures_said import line_of
from wes_rules.alerts.fold import State
from wes_rules.alerts.last_told import LastTold
from wes_rules.alerts.revised import is_edited
from wes_rules.alerts.told_figures import Awaited
from wes_rules.counting import opened, running_on
from wes_rules.errors import PeriodError
from wes_rules.judging.ended import reason_said
from wes_rules.judging.explain import with_name
from wes_rules.judging.inputs import inputs_of, is_own
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.late import first_expected, has_come
from wes_rules.judging.late_said import by_span, whose
from wes_rules.judging.status import Status
from wes_rules.rules.view import View
from wes_rules.rules.words import Words, listed
from wes_rules.values.days import said_day
from wes_rules.values.period import Period
from wes_rules.values.reason import Reason


def came(told: LastTold, current: CurrentAlert) -> tuple[tuple[str, ...], tuple[Awaited, ...]]:
    """
    Say what happened to figures that were announced as overdue and no longer are.

    Returns:
        A sentence for each period with a figure that has arrived, and the figures the plan no longer waits for, with
        those of the same parts that fell due since and are missing as well.
    """
    latest = current.latest
    gone = [one for one in told.overdue if one not in current.overdue]
    there = {one: found for one in gone if latest is not None and (found := _found(one, latest))}
    periods = dict.fromkeys(one.period for one in there)
    said = [_has_come(period, [there[one] for one in there if one.period == period], current) for period in periods]
    rest = [one for one in gone if one not in there]
    last_of_each = {(one.place, one.compared, one.whose): one for one in rest}
    since = (later for last in last_of_each.values() for later in _missing_since(last, latest))
    return tuple(said), (*rest, *dict.fromkeys(since))


def _found(one: Awaited, latest: Judgement) -> View | None:
    """Return where a figure announced as overdue is found, even as a symbol; None if it is missing."""
    views = (view for _, view in _where(one, latest))
    return next((view for view in views if has_come(view, one.whose, compared=one.compared)), None)


def _where(one: Awaited, latest: Judgement) -> Iterator[tuple[Judgement, View]]:
    """Yield the places where a figure announced as overdue may be found, for each part it may belong to."""
    for leaf in _leaves_of(one, latest):
        with suppress(PeriodError):  # the plan had another rhythm then
            period = Period.parse(one.period, leaf.measure.calendar.kind, window=None)
            yield leaf, View(leaf.measure, leaf.history, leaf.area, period, leaf.as_of)


def _not_asked_for(rest: Sequence[Awaited], latest: Judgement | None) -> str:
    """Say why figures that a verdict may need are not expected: before the first known, in a plan without a start."""
    if latest is None or latest.status is not Status.UNDECIDED:
        return ""
    found = [
        (view.measure.starts is None and view.period < first, first)
        for one in rest
        for leaf, view in _where(one, latest)
        if leaf.period is not None and (first := first_expected(view.of(leaf.period)))
    ]
    if not found or not all(early for early, _ in found):
        return ""
    return f"the plan states no start, so none before {found[0][1]} is asked for"


def _as_baseline(rest: Sequence[Awaited], latest: Judgement | None) -> str:
    """Say that a missing figure is the baseline, without which the promise has no verdict."""
    bases = [(leaf, view.baseline()) for one in rest if latest is not None for leaf, view in _where(one, latest)]
    missing = {str(base.period) for leaf, base in bases if base is not None and Reason.NO_BASELINE in leaf.reasons}
    found = next((one.period for one in rest if one.period in missing), "")
    return f"that for {found} is the baseline, without which there is no verdict" if found else ""


def _leaves_of(one: Awaited, latest: Judgement) -> list[Judgement]:
    """Return the parts of a verdict that a figure may belong to: those with one name."""
    leaves = latest.leaves
    if one.place is None:
        return [leaf for leaf in leaves if f"({leaf.measure.title}" in one.words] or list(leaves)
    name = leaves[one.place].name_in(latest) if one.place < len(leaves) else ""
    return [leaf for leaf in leaves if leaf.name_in(latest) == name]


def _has_come(period: str, found: list[View], current: CurrentAlert) -> str:
    """Say what a period's figures are now that some have come."""
    whole = current.judged.get(period)
    if whole is None:
        return " ".join(f"{Words.of(one.measure).fact(one.latest())}." for one in found)
    late = tuple(leaf for leaf in whole.leaves if any(leaf.measure == one.measure for one in found))
    now = whole if late == whole.leaves or not late else late[0]
    own = [one for one in inputs_of(now) if is_own(one.role) and not one.known.missing]
    words = ", ".join(dict.fromkeys(one.words for one in own))
    if current.final_only and any(one.provisional for one in own):
        line = f"A provisional figure for {period} has come, and is told when it is final."
    elif now.status is Status.UNDECIDED:
        why = reason_said(now, now.reasons[0]) if now.reasons else now.words
        line = f"{words or period}: {running_on(why)}"
    else:
        # What else decided it may be provisional.
        line = f"{words or period}." if current.final_only else line_of(now)
    return with_name(now, whole, line)


def what_came_of(told: LastTold, current: CurrentAlert) -> str:
    """Say what happened to figures announced as overdue, none of which is awaited any more."""
    sentences, rest = came(told, current)
    if not rest:
        return " ".join(sentences)
    figures = f"{'figure' if len(rest) == 1 else 'figures'} for {_named(rest, current.latest)}"
    them = "it" if len(rest) == 1 else "them"
    if current.state is State.PENDING:
        why = current.quiet_because
        return " ".join((*sentences, current.line, f"{opened(why)}."))
    if is_edited(told, current):
        then = (
            ""
            if current.next_due is None or current.open
            else f"; the next figure is due on {said_day(current.next_due)}"
        )
        return " ".join((*sentences, f"The plan does not wait for the {figures} now{then}."))
    goes_by = next(iter(list(current.judged)[-1:]), "")
    latest = goes_by not in ("", *(one.period for one in rest))
    then = (
        f"the promise goes by {goes_by} now" if latest and not current.open else f"no verdict waits for {them} any more"
    )
    not_asked_for = _not_asked_for(rest, current.latest) or _as_baseline(rest, current.latest)
    then = not_asked_for or then
    if latest and not current.open and current.judged[goes_by].decided_in is not None:
        turns = "it turns" if len(rest) == 1 else "they turn"
        then = f"the verdict is the same whatever {turns} out to be"
    unreported = (
        [Reason.NOT_REPORTED.sentence] if latest and Reason.NOT_REPORTED in current.judged[goes_by].reasons else []
    )
    if latest and not current.open and not not_asked_for:
        then = f"{then}: {_how_it_stands(current.judged[goes_by]).rstrip('.')}"
    still = f"The {figures} {'is' if len(rest) == 1 else 'are'} still missing; {then}."
    return " ".join((*sentences, still, *unreported))


def _how_it_stands(now: Judgement) -> str:
    """Say what decided a verdict, or else when its figure is due, or why there is none."""
    if now.status is not Status.UNDECIDED or not now.reasons:
        return line_of(now)
    waits = now.row.waits
    if waits is not None and waits.is_own:
        return f"its figure is {waits.words}"
    return running_on(reason_said(now, now.reasons[0]))


def _missing_since(last: Awaited, latest: Judgement | None) -> Iterator[Awaited]:
    """Yield the own figures of a part that were due after one announced and are missing as well, before the judged period."""
    if latest is None or last.compared or last.whose or last.place is None:
        return
    for leaf, view in _where(last, latest):
        calendar, until = view.calendar, leaf.period or view.period
        for period in calendar.between(view.period + 1, until - 1) if view.period < until else ():
            if calendar.due(period) <= latest.as_of and not has_come(view.of(period), "", compared=False):
                words = f"{period}{last.words.removeprefix(last.period)}"
                yield Awaited(period=str(period), place=last.place, words=words)


def _named(rest: Sequence[Awaited], latest: Judgement | None) -> str:
    """Name figures by their periods, each counted in its own part's, and whose they are unless all are the measure's own."""
    spans = by_span((_called(one, latest), one.words.removeprefix(one.period).strip(" ()"), one.period) for one in rest)
    own = all(named == [""] for named in spans.values())
    return listed([periods if own else f"{periods} ({whose(named)})" for periods, named in spans.items()])


def _called(one: Awaited, latest: Judgement | None) -> str:
    """Return the word for the periods of the part that a figure belongs to."""
    leaf = None if latest is None else next(iter(_where(one, latest)), None)
    return "period" if leaf is None else leaf[0].measure.calendar.called
