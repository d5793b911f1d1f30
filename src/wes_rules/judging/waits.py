"""What an answer waits for: figures that are overdue, or one that is still to be published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import attrs

from wes_rules.counting import counted
from wes_rules.judging.late import Late
from wes_rules.judging.status import Status
from wes_rules.judging.verdict import Verdict
from wes_rules.values.days import said_day
from wes_rules.values.reason import Reason


@attrs.frozen(kw_only=True)
class Waits:
    """
    The figures without which there is no answer.

    Args:
        day: Since when the first of them is overdue, or when the figure is due.
        overdue: How many are overdue; 0 if the figure is not due yet.
        figure: The name of a single overdue figure that is not the judged period's own; else empty.
    """

    day: date
    overdue: int = 1
    figure: str = ""

    @property
    def is_own(self) -> bool:
        """Whether it is the judged period's own figure alone."""
        return self.overdue <= 1 and not self.figure

    @property
    def words(self) -> str:
        """Since when they are overdue, and how many or which; else when the figure is due."""
        return self.said()

    def said(self, *, each: bool = False) -> str:
        """Say the same of one promise, or of each of several that wait alike."""
        if not self.overdue:
            return f"due on {said_day(self.day)}"
        if self.overdue > 1:
            of_each = " of each" if each else ""
            return f"{counted(self.overdue, 'figure')}{of_each} overdue, the first since {said_day(self.day)}"
        which = f"the figure of {self.figure} is " if self.figure else ""
        return f"{which}overdue since {said_day(self.day)}"


def waits_of(judgement: Verdict, late: Sequence[Late]) -> Waits | None:
    """Return what an undecided promise that is due waits for, given its overdue figures; None if it waits for no figure."""
    settles = judgement.settles
    over = settles is not None and judgement.as_of > settles and not judgement.settled
    if judgement.status is not Status.UNDECIDED or not judgement.due or over:
        return None  # of what is over nothing but the period that decides is waited for
    if late and judgement.reasons[:1] != (Reason.AWAITING_PUBLICATION,):
        first = late[0]
        other = not late[1:] and (bool(first.whose) or first.compared or first.period != judgement.period)
        return Waits(day=first.due, overdue=len(late), figure=str(first) if other else "")
    awaited = [
        one
        for one in judgement.leaves
        if Reason.AWAITING_PUBLICATION in one.reasons and Reason.AREA_ENDED not in one.reasons
    ]
    due = min((one.measure.calendar.due(one.period) for one in awaited if one.period), default=None)
    return None if due is None or due <= judgement.as_of else Waits(day=due, overdue=0)
