"""What a recipient was last told of an alert."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import attrs

from wes_rules.alerts.message import Change
from wes_rules.alerts.truth import Truth
from wes_rules.judging.inputs import inputs_of


@attrs.frozen(order=True)
class Lane:
    """
    The way from an alert to one recipient: messages on it arrive in their order.

    Args:
        recipient: The board.
        notifier: The notifier's name in the plan.
    """

    recipient: str
    notifier: str

    def __str__(self) -> str:
        return f"{self.recipient} via {self.notifier}"


@attrs.frozen(kw_only=True)
class Told:
    """
    What a recipient was last told of an alert.

    Args:
        change: What was new about it then.
        open: Whether it was open.
        opened: The period it had opened in; once it is closed, that of the time it was open.
        period: The latest period with a verdict.
        order: That period's place among the periods of its kind.
        breaches: The periods that counted against it, kept once it is closed: a revision may open it again.
        severity: How bad it was.
        margin: By how much the promise was missed, as a plain number; empty when not known exactly.
        basis: Which part of the promise that margin is of, or which figures were overdue.
        margins: The same for each part that was missed, by its place.
        settled: The deadline had passed.
        unjudged: It could no longer be judged.
        unstable: The period since which it was told to be unstable; empty when it was not.
        inputs: The figures that it and its breaches rested on, as people read them.
        rule: The fingerprint of what the plan said of it.
        line: What it was told with, in one sentence; empty where that is not known.
        terms: The fingerprint of what the policy said of opening and closing.
        first: The day on which this opening was first put in the queue for the recipient.
        message: The key of the message that told it.
    """

    change: Change
    open: bool
    opened: str = ""
    period: str = ""
    order: int = 0
    breaches: tuple[str, ...] = ()
    severity: str = ""
    margin: str = ""
    basis: str = ""
    margins: dict[str, str] = attrs.field(factory=dict)
    settled: bool = False
    unjudged: bool = False
    unstable: str = ""
    inputs: dict[str, str] = attrs.field(factory=dict)
    rule: str = ""
    line: str = ""
    terms: str = ""
    first: date | None = None
    message: str = ""

    @classmethod
    def of(cls, truth: Truth, change: Change, before: Told | None, day: date) -> Told:
        """Return what a recipient knows once it has been told what is true."""
        same = before is not None and before.open and truth.open and of_one_time(before, truth)
        handed_over = change is Change.HANDED_OVER
        kept = before if before is not None and not truth.open else None
        opened = kept.opened if kept is not None else truth.opened
        breaches = kept.breaches if kept is not None else truth.breaches
        return cls(
            change=change,
            open=truth.open and not handed_over,
            opened=opened,
            period=truth.period,
            order=truth.order,
            breaches=breaches,
            severity=truth.severity,
            margin="" if truth.margin is None else format(truth.margin, "f"),
            basis=truth.basis,
            margins=dict(truth.margins),
            settled=truth.settled,
            unjudged=bool(truth.unjudged),
            unstable="" if handed_over else truth.unstable,
            inputs=figures_told(truth, (*breaches, truth.period)),
            rule=truth.rule,
            terms=truth.terms,
            first=before.first if same and before is not None else day,
        )

    @staticmethod
    def as_now(plain: dict[str, Any]) -> dict[str, Any]:
        """Return the plain form of today: once it was kept only whether it was unstable, and figures without their period."""
        found = dict(plain)
        if isinstance(found.get("unstable"), bool):
            found["unstable"] = found.get("period", "") if found["unstable"] else ""
        inputs = found.get("inputs")
        if isinstance(inputs, dict):
            found["inputs"] = {_with_period(key, found.get("period", "")): words for key, words in inputs.items()}
        return found

    @property
    def is_owed_an_end(self) -> bool:
        """Whether a recipient was told what must be ended for it some day: that it is open, or that it is unstable."""
        return self.open or bool(self.unstable)

    def says_the_same(self, other: Told) -> bool:
        """Whether both leave a recipient with the same knowledge, whenever it was told and by which message."""
        return attrs.evolve(self, first=None, message="", change=other.change) == attrs.evolve(
            other, first=None, message=""
        )


def _with_period(key: str, latest: str) -> str:
    """Return the key of a figure with the period that it counts for; the place of one ends in its period and its name."""
    if key.count("|") != 1:
        return key
    _, period, _ = ("//" + key).rsplit("/", 2)
    return f"{period or latest}|{key}"


def of_one_time(told: Told, truth: Truth) -> bool:
    """Whether an alert that is open was told as open for the same time, whatever revisions did to its first period."""
    return told.opened == truth.opened or not set(told.breaches).isdisjoint(truth.breaches)


def figures_told(truth: Truth, periods: Iterable[str]) -> dict[str, str]:
    """Return the figures that the verdicts of some periods rest on, in words, by their places."""
    return {
        f"{period}|{one.name}|{one.place}": one.words
        for period in dict.fromkeys(periods)
        if period in truth.judged
        for one in inputs_of(truth.judged[period])
    }
