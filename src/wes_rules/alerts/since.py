"""How long an alert has been open, in how many periods, and what came after the last verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.certain_miss import counts_early, is_before_its_day
from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.figures_said import line_of
from wes_rules.alerts.last_told import LastTold
from wes_rules.alerts.message import Change
from wes_rules.alerts.parts_told import not_known
from wes_rules.counting import opened, running_on
from wes_rules.judging.earlier import called_of
from wes_rules.judging.ended import reason_said
from wes_rules.judging.explain import one_line, until_when
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.late_said import several
from wes_rules.judging.status import Status
from wes_rules.rules.words import listed
from wes_rules.values.days import said_day
from wes_rules.values.reason import Reason

# So many are more than both.
_SEVERAL = 3


def is_last_known(current: CurrentAlert, change: Change) -> bool:
    """Whether news is about an earlier period's verdict because the latest has none."""
    latest = current.latest
    if current.kind is not AlertKind.OFF_TRACK or latest is None or not (current.open or change is Change.RECOVERED):
        return False
    return latest.status is Status.UNDECIDED and (latest.due or str(latest.period) != current.period)


def since_then(current: CurrentAlert, change: Change, line: str) -> Iterator[str]:
    """Say what came since the last verdict, and what will decide."""
    latest = current.latest
    if latest is None or not is_last_known(current, change):
        return
    if not latest.due:
        yield f"Since then not due: {one_line(latest)}"
        return
    yield from newest_since(current, change, line)
    row = latest.row
    if row.waits and not row.has_come:
        yield f"The figure for {latest.period} decides ({row.waits.words})."
    elif row.partly:
        yield from not_known(latest)
    elif row.not_known:
        why = [reason_said(latest, latest.reasons[0])] if latest.reasons else []
        yield " ".join((f"{opened(row.not_known)}.", *why))


def newest_since(current: CurrentAlert, change: Change, line: str) -> Iterator[str]:
    """Say which figure came since the last verdict, and how it stands, unless a line names it."""
    row = None if current.latest is None else current.latest.row
    if row is None or row.last is None or not is_last_known(current, change):
        return
    since, part = row.last.since_then, row.last.part
    if since and row.newest not in line:
        yield f"Since then {f'{part}: ' if part else ''}{since}."


def how_long(current: CurrentAlert) -> Iterator[str]:
    """Say since when it has been off track, and in how many periods unless a row that was left out may count."""
    if current.hanging and {one.breaches for one in current.could_be} != {current.breaches}:
        periods = listed([one for one in current.judged if one in current.hanging])
        yield f"For how many periods is not known: rows for {periods} were left out."
        return
    # A promise that could no longer be kept before its day was due in none of those periods.
    breaches = [one for one in current.breaches if one not in current.judged or not counts_early(current.judged[one])]
    if len(breaches) < 2:
        return
    span = {one: current.judged[one] for one in current.between(breaches[0])}
    unknown = [name for name, one in span.items() if one.due and one.status is Status.UNDECIDED]
    whole = " as a whole" if any(len(one.leaves) > 1 for one in current.judged.values()) else ""
    none = f"; no verdict for {_named(unknown, current)}" if unknown else ""
    row = None if current.latest is None else current.latest.row
    # A row says since when it has been so without a break.
    since = f"{opened(row.said_since)}. " if row is not None and row.since in breaches[1:] else ""
    counted = f"{_counted(current, breaches)}{whole}{_in_how_many(span, _called(current), len(breaches), len(unknown))}"
    yield f"{since}{counted} {breaches[0]}{none}."


def _named(periods: Sequence[str], current: CurrentAlert) -> str:
    return several(periods, _called(current))


def _called(current: CurrentAlert) -> str:
    return "period" if current.latest is None else called_of(current.latest.measure)


def _in_how_many(span: Mapping[str, Judgement], called: str, count: int, unknown: int) -> str:
    """Say in how many periods it counted, and since when; no number if one figure decides all."""
    # A period after a miss that is not due was kept as far as it was due.
    decided = len(span) - unknown
    leaves = [leaf for one in span.values() for leaf in one.leaves]
    periods = f"{called}s{' with a verdict' if unknown else ''}"
    if count < decided:
        return f" in {count} of the last {decided} {periods}, first in"
    if not decided or any(leaf.decided_in is not None for leaf in leaves):
        return " since"
    which = "both" if count < _SEVERAL else f"all {count}"
    return f" in {which} {periods} since"


def _counted(current: CurrentAlert, breaches: list[str]) -> str:
    """Say what its periods count as: at risk too, if the policy says so."""
    found: list[Judgement] = [current.judged[one] for one in breaches if one in current.judged]
    kinds = {one.status for one in found}
    if kinds == {Status.AT_RISK}:
        return "At risk"
    return "Off track or at risk" if Status.AT_RISK in kinds else "Off track"


def last_day(current: CurrentAlert) -> Iterator[str]:
    """Say that the last day has passed, and what can still change the verdict."""
    latest = current.latest
    day = None if latest is None else latest.settles
    if latest is None or day is None:
        if current.settled:
            yield "It is final: only a revised figure can change this."
        return
    which = "The plan's deadline" if latest.last_day == "the deadline" else "The day by which it was promised"
    if is_before_its_day(latest):
        yield f"It can no longer be kept, whatever is still to come by {said_day(day)}: only a revised figure can change this."
    elif current.settled:
        comes = "a report that comes after all, or " if Reason.NOT_REPORTED in latest.reasons else ""
        yield f"{which}, {said_day(day)}, has passed: only {comes}a revised figure can change this."
    elif latest.settled:
        row, waits = latest.row, latest.row.waits_words
        decides = f"what decides is the figure for {row.period}, which is not known{f' ({waits})' if waits else ''}"
        yield f"{which}, {said_day(day)}, has passed{f', and it is {row.not_known}' if row.has_come else f': {decides}'}."


def is_over(told: LastTold, current: CurrentAlert) -> str:
    """Say that the announced episode has ended, and when the measure was on track since."""
    between = current.between(told.opened, current.opened)
    good = [one for one in between if one != current.opened and current.judged[one].status is Status.ON_TRACK]
    since = f": it was on track in {_named(good, current)}" if good else ""
    return f"What was told before, from {told.opened} on, is over{since}. This miss is a new one."


def missed_unheard(told: LastTold, current: CurrentAlert) -> Iterator[str]:
    """Say which periods were missed since the last message and made good again before this one."""
    missed = missed_since(told, current)
    if missed:
        last = current.judged[missed[-1]]
        yield f"Since it was told, {_named(missed, current)} {'was' if len(missed) == 1 else 'were'} missed: {line_of(last)}"


def missed_since(told: LastTold, current: CurrentAlert) -> list[str]:
    """List the periods after those announced that counted against the promise, whether made good since or not."""
    known = [one for one in current.judged if one in (told.opened, told.period)]
    after = current.between(known[-1])[1:] if known else []
    return [one for one in after if one in current.past]


def undecided(told: LastTold, current: CurrentAlert) -> Iterator[str]:
    """Say which announced off-track periods have no verdict now, grouped by reason."""
    not_counted: dict[str, list[str]] = {}
    not_judged: dict[str, list[str]] = {}
    for period in told.breaches:
        now = current.judged.get(period)
        if now is not None and not now.due:
            not_counted.setdefault(until_when(now), []).append(period)
        elif now is not None and now.status is Status.UNDECIDED and now.reasons:
            not_judged.setdefault(reason_said(now, now.reasons[0]), []).append(period)
    for why, periods in not_counted.items():
        count = "counts" if len(periods) == 1 else "count"
        yield f"{_named(periods, current)} {count} no more: {running_on(why)}."
    for why, periods in not_judged.items():
        are = "is" if len(periods) == 1 else "are"
        yield f"Whether {_named(periods, current)} {are} off track can no longer be judged: {running_on(why)}"
