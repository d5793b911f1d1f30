"""Earlier periods of a measure that have a figure, since its plan began."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from wes_rules.judging.ended import its_area_ended
from wes_rules.judging.hindsight import beside_lost_parts
from wes_rules.judging.status import Status
from wes_rules.judging.verdict import V, Verdict
from wes_rules.rules.kinds.composites import area_of, leaves
from wes_rules.rules.kinds.everyone import Everyone
from wes_rules.rules.measure import Measure
from wes_rules.rules.view import View
from wes_rules.series.calendar import Calendar
from wes_rules.series.figure import Lookup
from wes_rules.series.on_file import observed_periods
from wes_rules.series.totals import Total
from wes_rules.values.period import Period
from wes_rules.values.reason import NOT_ALIKE, Reason

# A chart of more periods says nothing that the latest do not.
MOST_PERIODS = 60
# What was known before such a period says nothing of it: what it measured has ended, or is another thing now.
_ENDS = NOT_ALIKE | {Reason.NOT_COLLECTED, Reason.STANDS_IN}


def calendars_of(measure: Measure) -> tuple[Calendar, ...]:
    """Return the calendars of the parts with the most periods a year: what is said of a whole over time goes by those."""
    calendars = [one.calendar for one in leaves(measure)]
    quickest = max(calendars, key=lambda one: one.kind.per_year / one.step)
    return tuple(dict.fromkeys(one for one in calendars if one.kind is quickest.kind))


def called_of(measure: Measure) -> str:
    """Return the word for the periods of a whole, such as "year"; "period" where its parts call them differently."""
    called = {one.called for one in calendars_of(measure)}
    return called.pop() if len(called) == 1 else "period"


def first_figure(verdict: Verdict, last: Period) -> Period | None:
    """Return the first period of a kind, up to the last one, in which a part has a figure and the plan had begun; None where none has."""
    first, began = _first_on_file(verdict, last), verdict.measure.first_period(last.kind)
    return first if first is None or began is None else max(first, began)


def since_when(verdict: Verdict, run: Sequence[Period], of_part: Sequence[Period] = ()) -> dict[str, Any]:
    """
    Return what a row says of the present run: its first period, whether none before it is on file, and which have no verdict.

    Args:
        of_part: The run of the part that is shown, of a whole.
    """
    if not run:
        return {"since": "", "part_since": "", "from_the_first": False, "unjudged": ()}
    same = bool(of_part) and Period.containing(of_part[0].last_day, run[0].kind) == run[0]
    between = {one for calendar in calendars_of(verdict.measure) for one in calendar.between(run[0], run[-1])}
    return {
        "since": str(run[0]),
        "part_since": str(of_part[0]) if of_part and not same else "",
        "from_the_first": _first_on_file(verdict, run[0]) == run[0] and not _rests_on_earlier(verdict, run[0]),
        "unjudged": tuple(map(str, sorted(between.difference(run), key=attrgetter("index")))),
    }


def _rests_on_earlier(verdict: Verdict, period: Period) -> bool:
    """Whether a number of a period is made of figures of earlier periods too, as a total of the year so far is."""
    measures = (leaf.measure for leaf in verdict.leaves if leaf.measure.calendar.kind is period.kind)
    return any(one.number.reaches_back(period, one.calendar) < period for one in measures)


def _first_on_file(verdict: Verdict, last: Period) -> Period | None:
    firsts = []
    for part in verdict.leaves:
        upto = last if part.measure.calendar.kind is last.kind else part.period
        if upto is not None:
            periods = View(part.measure, part.history, part.area, upto, part.as_of).observed_periods()
            firsts += [Period.containing(one.last_day, last.kind) for one in periods[:1]]
    return min(firsts, key=attrgetter("index"), default=None)


def periods_before(verdict: Verdict, most: int | None = MOST_PERIODS) -> tuple[Period, ...]:
    """
    List the latest periods before the newest judged one that have a figure, or a total between bounds, since the plan's start, earliest first.

    They are of the parts with the most periods a year; a figure of a longer period counts for the last of those within it.
    """
    measure = verdict.measure
    if verdict.period is None:
        return ()
    last = newest_of(verdict)
    on_file = (period for leaf in leaves(measure) for period in periods_on_file(leaf, verdict, most))
    found = {one if one.kind is last.kind else Period.containing(one.last_day, last.kind) for one in on_file}
    if found and any(isinstance(leaf.number, Total) for leaf in leaves(measure)):
        # A total is known between bounds where a figure is missing.
        found.update(one for calendar in calendars_of(measure) for one in calendar.between(min(found), last))
    known = sorted((one for one in found if one < last and not measure.is_before_plan(one)), key=attrgetter("index"))
    return tuple(known[-(most or 0) :])


def periods_on_file(leaf: Measure, verdict: Verdict, most: int | None = MOST_PERIODS) -> list[Period]:
    """List the latest periods with a figure, as known on the day of a verdict."""
    lookup = Lookup.into(verdict.history, leaf.calendar, leaf.unit, leaf.decimals, verdict.as_of)
    area = area_of(leaf, verdict.measure, verdict.area)
    return observed_periods(leaf.number, lookup, area)[-(most or 0) :]


def run_of(verdict: Verdict, at: Callable[[Period], Verdict]) -> tuple[Period, ...]:
    """List the present run of periods with the same status (off track or at risk), earliest first; `at` judges another period."""
    if verdict.status not in (Status.OFF_TRACK, Status.AT_RISK) or verdict.period is None or not verdict.due:
        return ()
    newest, calendars = newest_of(verdict), calendars_of(verdict.measure)
    # What decides it may be of longer periods than those of the run.
    decides = Period.containing(verdict.period.last_day, newest.kind)
    run, period, rests_on = list[Period](), newest + 1, newest
    # A period without a figure of its own may be off track, too: whatever that would be, it is missed.
    looked_at = (first_figure(verdict, newest), verdict.decided_in)
    earliest = min((one.index for one in looked_at if one and one.kind is period.kind), default=decides.index)
    while period.index > earliest:
        period -= 1
        one = beside_lost_parts(at, period, calendars)
        if one.status is verdict.status:
            run.append(period)
            if one.decided_in is not None and one.decided_in.kind is period.kind:
                rests_on = min(rests_on, one.decided_in, key=lambda at: at.index)
        elif period <= decides and (not one.due or _ends_run(one, between=period > rests_on)):
            break
    return tuple(reversed(run)) or (newest,)


def _ends_run(verdict: Verdict, *, between: bool) -> bool:
    """Whether a period ends a run: an undecided one does only where figures stop being comparable, and not after the one that decided a later one."""
    return verdict.status is not Status.UNDECIDED or not (between or NOT_ALIKE.isdisjoint(verdict.reasons))


def newest_of(verdict: Verdict) -> Period:
    """Return the newest period that a verdict depends on, of the parts with the most periods a year; the deciding part may have others."""
    assert verdict.period is not None  # something is judged
    judged = [one.period for one in verdict.leaves if one.period is not None]
    kind = calendars_of(verdict.measure)[0].kind
    kind = kind if any(one.kind is kind for one in judged) else verdict.period.kind
    return max((one for one in judged if one.kind is kind), key=lambda one: one.index)


def last_verdict(verdict: V, at: Callable[[Period], V]) -> V | None:
    """Return the last verdict before an undecided one; `at` judges another period."""
    if verdict.status is not Status.UNDECIDED or not verdict.due or _ends(verdict):
        return None
    for period in reversed(periods_before(verdict)):
        one = beside_lost_parts(at, period, calendars_of(verdict.measure))
        if one.status is not Status.UNDECIDED:
            return one
        if _ends(one):
            break
    return None


def _ends(verdict: Verdict) -> bool:
    """Whether earlier verdicts no longer count; if only a comparator area ended, the alert stays open."""
    return bool(its_area_ended(verdict)) or does_not_apply(verdict) or not _ENDS.isdisjoint(verdict.reasons)


def does_not_apply(verdict: Verdict) -> bool:
    """Whether the figure does not apply; for `everyone` that only means a period without cases."""
    of = (one for one in verdict.leaves if Reason.NOT_APPLICABLE in one.reasons)
    return any(not isinstance(one.measure.rule, Everyone) for one in of)
