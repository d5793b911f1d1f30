"""What an undecided verdict waits for, in a few words."""

from __future__ import annotations

from collections.abc import Sequence

from wes_rules.counting import counted
from wes_rules.judging.late import Late
from wes_rules.judging.status import Status
from wes_rules.judging.verdict import Verdict
from wes_rules.values.days import said_day
from wes_rules.values.period import Period
from wes_rules.values.reason import Reason


def waits_for(judgement: Verdict, late: Sequence[Late]) -> str:
    """Say since when figures are overdue without which there is no answer, and how many; else when they are due."""
    if judgement.status is not Status.UNDECIDED or not judgement.due:
        return ""
    if late and judgement.reasons[:1] != (Reason.AWAITING_PUBLICATION,):
        return f"{_overdue(late, judgement.period)} since {said_day(late[0].due)}"
    awaited = [
        one
        for one in judgement.leaves
        if Reason.AWAITING_PUBLICATION in one.reasons and Reason.AREA_ENDED not in one.reasons
    ]
    due = min((one.measure.calendar.due(one.period) for one in awaited if one.period), default=None)
    return "" if due is None or due <= judgement.as_of else f"due on {said_day(due)}"


def _overdue(late: Sequence[Late], judged: Period | None) -> str:
    """Say how many figures are overdue, or which one that is where nobody would guess it."""
    if late[1:]:
        return f"{counted(len(late), 'figure')} overdue, the first"
    other = bool(late[0].whose) or late[0].compared or late[0].period != judged
    return f"the figure of {late[0]} is overdue" if other else "overdue"
