"""What a recipient was last told of an alert."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

import attrs

from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.message import Change
from wes_rules.alerts.old_forms import told_of_form_1
from wes_rules.alerts.told_figures import Awaited, ToldFigure
from wes_rules.judging.inputs import Input, inputs_of
from wes_rules.judging.status import Status


@attrs.frozen(order=True)
class Route:
    """
    A recipient and a notifier for one alert; messages on a route arrive in order.

    Args:
        notifier: The notifier's name in the plan.
    """

    recipient: str
    notifier: str

    def __str__(self) -> str:
        return f"{self.recipient} via {self.notifier}"


@attrs.frozen(kw_only=True)
class LastTold:
    """
    What a recipient was last told of an alert.

    Args:
        change: The change that was announced.
        opened: The period in which the announced episode opened, kept after it closes.
        period: The latest period with a verdict.
        order: The index of that period among those of its kind.
        breaches: The periods that counted against the promise, kept after closing, as a revision may reopen the alert.
        severity: How bad it was.
        margin: By how much the promise was missed; None if not known exactly.
        basis: The part of the promise to which the margin belongs.
        overdue: The figures that were overdue, if the alert is about these.
        margins: The margin of each missed part, by its place; also of parts that cannot be judged since.
        worse_from: The best margins told since it last got worse, by place, with "" for the whole; a worse one is news.
        required: The requirement, in words.
        unjudged: Whether it could no longer be judged.
        unstable: The period since which it was announced as unstable; empty if it was not.
        inputs: The figures behind the verdict and its breaches.
        rule: The fingerprint of the plan's description of the measure.
        met: The places of parts announced as kept since, while the whole has no verdict.
        line: The announced line; empty if unknown.
        standing: The announced status, in words; empty if it had no verdict or that is unknown.
        terms: The policy's terms of opening and closing.
        first: The day on which news of this episode was first queued for the recipient.
        day: The day for which the announced state was judged; None if not stored.
        thread: The key of the first message about this episode.
        reminders: How many reminders were sent since the first message.
        asked: The last figure in question, about which nothing else had been told yet.
        asked_on: The day on which that question was queued.
    """

    FORM: ClassVar[int] = 7

    change: Change
    open: bool
    opened: str = ""
    period: str = ""
    order: int = 0
    breaches: tuple[str, ...] = ()
    severity: str = ""
    margin: Decimal | None = None
    basis: str = ""
    overdue: tuple[Awaited, ...] = ()
    margins: dict[str, Decimal | None] = attrs.field(factory=dict)
    worse_from: dict[str, Decimal | None] = attrs.field(factory=dict)
    met: tuple[str, ...] = ()
    required: str = attrs.field(default="", eq=False)
    settled: bool = False
    unjudged: bool = False
    unstable: str = ""
    inputs: tuple[ToldFigure, ...] = ()
    rule: str = ""
    line: str = attrs.field(default="", eq=False)
    standing: str = attrs.field(default="", eq=False)
    terms: dict[str, str] = attrs.field(factory=dict)
    first: date | None = None
    day: date | None = None
    message: str = ""
    thread: str = ""
    reminders: int = attrs.field(default=0, eq=False)
    asked: str = ""
    asked_on: date | None = attrs.field(default=None, eq=False)

    @classmethod
    def of(cls, current: CurrentAlert, change: Change, before: LastTold | None, day: date) -> LastTold:
        """Return what a recipient knows once told the state."""
        goes_on = change is Change.STILL_OPEN or (before is not None and of_one_time(before, current))
        same = before is not None and before.open and current.open and goes_on
        handed_over = change is Change.HANDED_OVER
        carried = _carried(current, before) if same and before is not None else {}
        kept = before if before is not None and not current.open else None
        opened = kept.opened if kept is not None else current.opened
        breaches = kept.breaches if kept is not None else current.breaches
        return cls(
            change=change,
            open=current.open and not handed_over,
            opened=opened,
            period=current.period,
            order=current.order,
            breaches=breaches,
            severity=current.severity,
            margin=current.margin,
            basis=current.basis,
            overdue=current.overdue,
            margins={**carried, **dict(current.margins)},
            worse_from={**_of(carried, before), **_worse_from(current, change, before)},
            met=current.met,
            required=current.required,
            settled=current.settled,
            unjudged=bool(current.unjudged),
            unstable="" if handed_over else current.unstable,
            inputs=figures_told(current, (*breaches, current.period)),
            rule=current.rule,
            terms=dict(current.terms),
            first=before.first if same and before is not None else day,
            day=day,
            reminders=before.reminders + (change is Change.STILL_OPEN) if same and before is not None else 0,
        )

    @staticmethod
    def as_now(plain: dict[str, Any], form: int) -> dict[str, Any]:
        """Convert the plain form of an earlier version into the present one."""
        return told_of_form_1(plain) if form == 1 else plain

    @property
    def figures(self) -> dict[tuple[str, str], ToldFigure]:
        """The figures behind the verdict, by input."""
        return {one.key: one for one in self.inputs}

    def counts_as(self, current: CurrentAlert) -> bool:
        """Whether the policy's terms are unchanged; terms that were not stored count as unchanged."""
        return all(self.terms.get(name, now) == now for name, now in current.terms)

    @property
    def is_owed_an_end(self) -> bool:
        """Whether a recipient was told that the alert is open or unstable, and so must hear its end."""
        return self.open or bool(self.unstable)

    def says_the_same(self, other: LastTold) -> bool:
        """Whether both are the same knowledge, regardless of day and message."""
        mine, theirs = (attrs.evolve(one, first=None, day=None, message="", thread="") for one in (self, other))
        return attrs.evolve(mine, change=other.change) == theirs

    @property
    def distances(self) -> dict[str, Decimal | None]:
        """The margins from which a worsening counts; for entries of earlier versions, the announced ones."""
        return self.worse_from or _distances(self)


def of_one_time(told: LastTold, current: CurrentAlert) -> bool:
    """Whether an open alert was announced in the same episode, even if revisions moved its first period."""
    return told.opened == current.opened or not set(told.breaches).isdisjoint(current.breaches)


def figures_told(current: CurrentAlert, periods: Iterable[str]) -> tuple[ToldFigure, ...]:
    """Return the figures on which the verdicts of some periods depend."""
    return tuple(ToldFigure.of(period, one) for period, one in inputs_told(current, periods))


def inputs_told(current: CurrentAlert, periods: Iterable[str]) -> Iterator[tuple[str, Input]]:
    """Yield the inputs on which the verdicts of some periods depend, each with its period."""
    for period in dict.fromkeys(periods):
        if period in current.judged:
            yield from ((period, one) for one in inputs_of(current.judged[period]))


# After these changes, a worsening still counts from the best margins told before.
_AS_IT_WENT_ON = (Change.STILL_OPEN, Change.EASED, Change.SETTLED, Change.UNJUDGED)


def _worse_from(current: CurrentAlert, change: Change, before: LastTold | None) -> dict[str, Decimal | None]:
    """Return the margins from which the next worsening counts, so that small steps add up."""
    now = _distances(current)
    if before is None or change not in _AS_IT_WENT_ON or before.basis != current.basis:
        return now
    were = before.distances
    # If the margin is not known yet, the one told before still stands.
    known = {place: [one for one in (margin, were.get(place)) if one is not None] for place, margin in now.items()}
    return {place: max(margins, default=None) for place, margins in known.items()}


def _carried(current: CurrentAlert, before: LastTold) -> dict[str, Decimal | None]:
    """Return the margins of announced missed parts that cannot be judged now, so that they are no news later."""
    now = current.judged.get(current.period)
    if now is None or before.rule != current.rule:
        return {}
    undecided = {str(place) for place, one in enumerate(now.leaves) if one.status is Status.UNDECIDED}
    return {place: margin for place, margin in before.margins.items() if place in undecided}


def _of(carried: Iterable[str], before: LastTold | None) -> dict[str, Decimal | None]:
    return {} if before is None else {one: before.distances.get(one) for one in carried}


def _distances(of: LastTold | CurrentAlert) -> dict[str, Decimal | None]:
    return {"": of.margin, **dict(of.margins)}
