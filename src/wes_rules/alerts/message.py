"""Messages to one recipient, frozen when queued so that a resend sends the same bytes."""

from __future__ import annotations

import enum
import hashlib
from datetime import date
from decimal import Decimal
from typing import ClassVar, Self

import attrs

from wes_rules.alerts import wire
from wes_rules.alerts.alert import AlertKind
from wes_rules.errors import checks_arguments


@enum.unique
class Change(enum.StrEnum):
    """
    How the state differs from what a recipient was last told, in the order of a digest.

    Only `RECOVERED` says that something got better for good.
    """

    def __new__(cls, code: str, heading: str, opens: bool | None) -> Self:  # noqa: D102, FBT001
        member = str.__new__(cls, code)
        member._value_ = code
        member.heading = heading
        member.opens = opens
        return member

    heading: str
    opens: bool | None

    NEW = "new", "New", True
    ESCALATED = "escalated", "Escalated", True
    REOPENED = "reopened", "Open again", True
    WORSE = "worse", "Worse", True
    SETTLED = "settled", "Its last day has passed", True
    QUESTIONED = "questioned", "To be checked", None
    CORRECTED = "corrected", "Corrected", True
    TARGET_CHANGED = "target_changed", "Target changed", True
    WITHDRAWN = "withdrawn", "Withdrawn", False
    RULE_CHANGED = "rule_changed", "Withdrawn because the plan was changed", False
    STILL_OPEN = "still_open", "Still open", True
    EASED = "eased", "Less serious", True
    RECOVERED = "recovered", "Recovered", False
    NOT_COMPARABLE = "not_comparable", "No longer comparable", False
    NOT_APPLICABLE = "not_applicable", "No longer applicable", False
    ENDED = "ended", "No longer watched", False
    HANDED_OVER = "handed_over", "Handed over", None
    UNJUDGED = "unjudged", "Can no longer be judged", True
    UNSTABLE = "unstable", "Unstable", None
    ACKNOWLEDGED = "acknowledged", "Acknowledged", True

    @property
    def closes(self) -> bool:
        """Whether the alert is over for the recipient."""
        return self.opens is False


@checks_arguments
@attrs.frozen(kw_only=True)
class Numbers:
    """
    The figures that decided a verdict: each as a number where there is one, and as people read it.

    Args:
        status: The verdict, such as "off_track".
        observed: The figure that decided it; None where it is not known exactly.
        figure: The same as people read it, such as "88.5%"; empty where it is not known exactly.
        required: What the figure has to be, and by when, such as "at least 90.0%".
        required_value: The limit in it, where there is one.
        margin: By how much it is kept; negative where it is missed.
        part: The part of the promise that decided it, where that has a name of its own.
        distance: The margin as people read it, such as "1.5 points short".
        unit: The unit of the measure.
        decided_in: The period that decided it, where that is another than the judged one.
        last_known: The last known figure, where the judged one is missing.
        direction: Which way the figure moved, such as "worsened".
        moved: The same with what it moved from, in a sentence; empty where that is not known.
        course: What the figures would decide of a promise that is not due.
        needed: What the periods to come have to change or bring for the target to be met.
        so_far: How many more cases of a period that is not over may fail.
        known: The day since when the figure has been known, and those it is held against.
        settles: The day after which the verdict is final; None where there is none.
        settles_by: What that day is: the "deadline" of the plan, or the promise's own "due day".
    """

    status: str
    observed: Decimal | None = None
    figure: str = ""
    required: str = ""
    required_value: Decimal | None = None
    margin: Decimal | None = None
    distance: str = ""
    part: str = ""
    unit: str = ""
    decided_in: str = ""
    last_known: str = ""
    direction: str = ""
    moved: str = ""
    course: str = ""
    needed: str = ""
    so_far: str = ""
    known: date | None = None
    settles: date | None = None
    settles_by: str = ""


@checks_arguments
@attrs.frozen(kw_only=True)
class News:
    """
    One alert in a message: what changed about it, with its numbers.

    Args:
        alert: The alert's key: plan, measure, area and kind. It never changes while the alert lives.
        episode: The key of this opening of it.
        kind: What it is about: off track, a figure overdue, a source that failed.
        change: What is new about it.
        open: Whether it is open after this news.
        severity: "off_track" or "at_risk"; "overdue" or "source_failed" for alerts of those kinds.
        title: The measure's title.
        measure: The measure's id.
        area: The code of its area.
        area_name: That area's name.
        owner: The board that owns the measure.
        objective: The objective of the plan that the measure serves.
        promise: The words of the plan that make the promise.
        period: The period whose figure decided it, as text; empty when there is none.
        since: The first period that counts against it, as text.
        raised: The period with which it opened: where the policy asks for several in a row, the last of those.
        started: The day on which the alert's first figure became known; None when it has none.
        next_due: The day on which the next figure is due; None when none is to come.
        answer_by: The last day for an answer before others are told, or before what a figure means is told; None for none.
        line: What decided it: figure, target and distance.
        details: Further sentences: the inputs that moved, how many periods it has lasted, a silence that ended.
        numbers: The same figures one by one; None where it is about no verdict.
        settled: Whether the day after which the verdict is final has passed.
        labels: The measure's labels.
        made_up: Whether it rests on made-up figures, and has to be labelled so.
        reminder: Which reminder it is of figures that stay overdue; 0 where it is none.
        repeated: It is as the recipient was told, and stands here only because other news is sent.
        follows: The key of the message that told the recipient of this alert before; empty when none did.
        thread: The key of the message that told the recipient of this opening first; empty when that is this one.
    """

    alert: str
    episode: str
    kind: AlertKind
    change: Change
    open: bool
    severity: str
    title: str
    measure: str = ""
    area: str = ""
    area_name: str = ""
    owner: str = ""
    objective: str = ""
    promise: str = ""
    period: str = ""
    since: str = ""
    raised: str = ""
    started: date | None = None
    next_due: date | None = None
    answer_by: date | None = None
    line: str = ""
    details: tuple[str, ...] = ()
    numbers: Numbers | None = None
    settled: bool = False
    labels: tuple[str, ...] = ()
    made_up: bool = False
    reminder: int = 0
    repeated: bool = False
    follows: str = ""
    thread: str = ""

    @property
    def headline(self) -> str:
        """Name the alert and its period in a few words."""
        when = f" ({self.period})" if self.period else ""
        return f"{'[made up] ' if self.made_up else ''}{self.title}{when}"


@checks_arguments
@attrs.frozen(kw_only=True)
class Message:
    """
    A digest: everything one recipient is told in one run, through one notifier.

    Args:
        key: Equal exactly when the content is equal: a notifier hands it on so that a receiver can drop repeats.
        plan: The plan's id.
        plan_title: Its title.
        recipient: The board.
        notifier: The name of the notifier it goes through, as the plan names it.
        address: The recipient's address there, as the plan gives it; empty for notifiers that need none.
        subject: One line.
        text: The whole message as plain text.
        news: What it is made of, in the order in which the text lists it.
        contact: Whom to ask about it.
        link: The address of the page of the plan.
        part: Which part of a digest it is, where that is too long for one message of its receiver.
        parts: How many parts that digest has.
        possible_repeat: The same message was sent before and nobody knows whether it arrived. Not part of the key.
    """

    FORM: ClassVar[int] = 6

    key: str
    plan: str
    plan_title: str
    recipient: str
    notifier: str
    subject: str
    text: str
    address: str = ""
    news: tuple[News, ...] = ()
    contact: str = ""
    link: str = ""
    part: int = 1
    parts: int = 1
    possible_repeat: bool = False

    @classmethod
    def of(cls, **content: object) -> Message:
        """Return the message of some content, under the key of that content."""
        unkeyed = cls(key="", **content)  # type: ignore[arg-type]
        return attrs.evolve(unkeyed, key=hashlib.sha256(wire.dump(unkeyed).encode()).hexdigest())
