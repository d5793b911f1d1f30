"""Figures on file that do not count yet, because they have no day of publication and their lag is not over."""

from __future__ import annotations

import attrs

from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.row import Row
from wes_rules.judging.status import Status
from wes_rules.rules.kinds.composites import leaves
from wes_rules.values.days import said_day


def ahead_of(judgement: Judgement) -> Row | None:
    """
    Return the row of the coming verdict on the latest ended period whose own figure is on file but not due yet.

    Without a day of publication a figure counts once its period and the calendar's lag are over. A person who sees it
    in the file before that has to hear from when on it counts, and what the verdict will be. None without such a
    figure, or if it cannot change the verdict: after the day that settles it only the deciding figure can. Figures
    published later and shares of cases, which are unknown before their day, are ignored. If parts have their own
    calendars, it is the row of the part whose figure counts first.
    """
    if len({leaf.measure.calendar for leaf in judgement.leaves}) < 2:
        later = _ahead(judgement)
        return None if later is None else later.row
    parts = ((leaf, later) for leaf in judgement.leaves if (later := _ahead(leaf)) is not None)
    leaf, later = min(parts, key=lambda one: one[1].as_of, default=(judgement, None))
    if later is None:
        return None
    return attrs.evolve(later.row, title=judgement.measure.title, part=leaf.name_in(judgement))


def _ahead(judgement: Judgement) -> Judgement | None:
    measure, day = judgement.measure, judgement.as_of
    ended, settled = measure.calendar.latest_ending(day), judgement.settled
    decided = settled and judgement.status is not Status.UNDECIDED
    if decided or ended is None or any(leaf.number.of_rows for leaf in leaves(measure)):
        return None
    asked = {leaf.period for leaf in judgement.leaves}
    for period in measure.calendar.not_due(day):
        if period > ended or (settled and period not in asked):
            continue
        due = measure.calendar.due(period)
        later = judge(measure, judgement.history, as_of=due, area=judgement.area, period=period)
        own = (one for one in later.observations if one.area == judgement.area and one.period == period)
        if any(one.published is None for one in own):
            if all(one.published is None or one.published <= day for one in later.observations):
                return later
            return judge(measure, judgement.history.as_of(day), as_of=due, area=judgement.area, period=period)
    return None


def counts_later(row: Row, signed: str = "") -> str:
    """Say from when on a figure on file will count, and what the verdict will be."""
    gap = f" ({row.margin_words})" if row.margin_words else ""
    said = f"{row.judged_on}, {row.verdict.words.lower()}{signed}{gap}"
    if not row.known:
        # The figures of such a row are those of the last verdict, of an earlier period.
        said = row.verdict.words.lower()
    elif row.decided_in:
        # What another period has decided is not the figure that comes.
        own = f"{row.newest}, " if row.newest and row.newest_period == row.period else ""
        said = f"{own}{row.verdict.words.lower()} because of {row.judged_on} in {row.decided_in}{signed}{gap}"
    return f"{row.part}{': ' * bool(row.part)}{row.period} counts from {said_day(row.as_of)} on: {said}"
