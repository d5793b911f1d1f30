"""When the next figure for a verdict is due."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from wes_rules.judging.ended import areas_needed, ended_by
from wes_rules.judging.late import UNSEEN
from wes_rules.judging.periods import has_an_end
from wes_rules.judging.status import Status
from wes_rules.judging.verdict import Verdict
from wes_rules.values.period import Period
from wes_rules.values.reason import Reason

_PENDING = {Reason.AWAITING_PUBLICATION, Reason.BENCHMARK_PENDING, Reason.AREAS_AWAITED}


def next_due(judgement: Verdict, places: Collection[int] = ()) -> date | None:
    """
    Return the day on which the next figure for a verdict is due: of the parts at some places, or of any part.

    None is due after the period that settles the promise, and none once the verdict is settled or kept for good, so
    that only a revision can change it. A broken promise about every period still has one, because people want to know
    when its figures come.
    """
    if judgement.settled and judgement.status is not Status.UNDECIDED:
        return None
    parts = [one for place, one in enumerate(judgement.leaves) if not places or place in places]
    days = [one.measure.calendar.due(awaited) for one in parts if (awaited := _awaited(one)) is not None]
    return min((day for day in days if day > judgement.as_of), default=None)


def _awaited(one: Verdict) -> Period | None:
    """Return the period of the next figure that a promise waits for."""
    if (one.settled and one.status is not Status.UNDECIDED) or one.is_kept_for_good:
        return None
    calendar = one.measure.calendar
    if one.settled:
        # Nothing but the figures that it rests on decides it any more.
        awaited = (fact.period for fact in one.finding or () if not (UNSEEN | _PENDING).isdisjoint(fact.figure.why))
        coming = [period for period in awaited if period is not None and calendar.due(period) > one.as_of]
        return min(coming, default=None, key=lambda period: period.index)
    due = calendar.latest_due(one.as_of)
    following = calendar.next(due) if due is not None else next(iter(calendar.not_due(one.as_of)), None)
    if following is not None and one.period is not None and following <= one.period and _is_known(one):
        following = calendar.next(one.period)  # it came before its day
    if following is not None and (begins := _first_asked_for(one)) is not None:
        following = max(following, begins)
    ends, last = has_an_end(one.measure, one.period, one.as_of)
    if following is None or (ends and (last is None or following > last)):
        return None
    # Of an area that ended none follows, and beside that no other decides anything.
    return None if ended_by(one.history, areas_needed(one.measure, one.area), following) else following


def _first_asked_for(one: Verdict) -> Period | None:
    """Return the first period that a promise can use: that of the plan's start, or of a future baseline."""
    measure, begins = one.measure, one.measure.begins
    base = None if measure.baseline is None or Reason.NO_RULE not in one.reasons else measure.baseline.period
    return max((period for period in (begins, base) if period is not None), default=None)


def _is_known(one: Verdict) -> bool:
    """Whether the verdict's own figure is known and it waits for no comparator."""
    facts = tuple(one.finding or ())
    if not facts or facts[0].period != one.period or not UNSEEN.isdisjoint(facts[0].figure.why):
        return False
    return all(_PENDING.isdisjoint(fact.figure.why) for fact in facts)
