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
    How an alert differs from what its recipient was last told, in the order of a digest.

    Only `RECOVERED` means a lasting improvement.
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
    ADDED = "added", "Told to you from now on", True
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
    The figures that decided a verdict, both as numbers and in words.

    Args:
        status: The verdict, such as "off_track".
        observed: The deciding figure; None if it is not known exactly.
        figure: The same in words, such as "88.5%"; empty if it is not known exactly.
        required: The requirement and its deadline, such as "at least 90.0%".
        required_value: The limit in the requirement; None if it has no single one.
        margin: By how much the promise is kept; negative if it is missed.
        part: The part of the promise that decided the verdict, if it has a name.
        distance: The margin in words, such as "1.5 points short".
        unit: The unit of the measure.
        decided_in: The deciding period, if it is not the judged one.
        last_known: The last known figure, if the judged one is missing.
        direction: Which way the figure moved, such as "worsened".
        moved: The movement from the earlier figure, in a sentence; empty if unknown.
        course: What the figures so far would decide, if the promise is not due.
        needed: What the remaining periods must bring for the target to be met.
        so_far: How many more cases may fail in a period that is not over.
        known: The day since when the figure and its comparators have been known.
        settles: The day after which the verdict is final; None if there is no such day.
        settles_by: The kind of that day: the plan's "deadline" or the promise's "due day".
        published_in: Where the figures behind the verdict were published.
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
    published_in: tuple[str, ...] = ()


@checks_arguments
@attrs.frozen(kw_only=True)
class News:
    """
    One alert in a message: what changed about it, with its numbers.

    Args:
        alert: The alert's key: plan, measure, area and kind. It never changes.
        episode: The key of the present episode of the alert.
        kind: The subject: off track, a figure overdue, a source that failed.
        change: What has changed.
        open: Whether the alert is open after this news.
        severity: "off_track" or "at_risk"; "overdue" or "source_failed" for alerts of those kinds.
        title: The measure's title.
        measure: The measure's id.
        area: The code of the measure's area.
        area_name: The name of the area.
        owner: The board that owns the measure.
        objective: The objective of the plan that the measure serves.
        promise: The promise in the plan's own words.
        period: The period whose figure decided the verdict, as text; empty if none did.
        since: The first period that counts against the promise, as text.
        raised: The period that opened the alert, as text: the last one if the policy needs several in a row.
        started: The day on which the alert's first figure became known; None without a figure.
        next_due: The day on which the next figure is due; None if no more are expected.
        answer_by: The last day to answer before others are told, or a questioned figure counts as right; None if none.
        line: The decisive figure, target and distance.
        awaits: Of overdue figures what has to come before the promise can be judged, such as "the figure for 2024 comes".
        details: Further sentences, such as which inputs moved, how long it has lasted, or which silence ended.
        numbers: The figures one by one; None if the news is not about a verdict.
        settled: Whether the day after which the verdict is final has passed.
        labels: The measure's labels.
        made_up: Whether it rests on made-up figures, and must be labelled so.
        reminder: The number of this reminder of overdue figures; 0 if it is not a reminder.
        repeated: Whether the alert is unchanged and only accompanies other news.
        follows: The key of the previous message to the recipient about this alert; empty if there is none.
        thread: The key of the first message to the recipient about this episode; empty if it is this one.
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
    awaits: str = ""
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
    A digest of everything that one run tells one recipient through one notifier.

    Args:
        key: A key that is equal if and only if the content is; receivers use it to drop repeats.
        plan: The plan's id.
        plan_title: The plan's title.
        recipient: The board.
        notifier: The notifier's name in the plan.
        address: The recipient's address for the notifier, as given in the plan; empty if none is needed.
        subject: The subject, in one line.
        text: The whole message as plain text.
        news: The news in the message, in the order of the text.
        contact: Whom to ask about it.
        link: The address of the plan's page.
        part: The number of this part, if the digest is too long for one message.
        parts: How many parts the digest has.
        possible_repeat: Whether it was sent before and nobody knows if it arrived; not part of the key.
    """

    FORM: ClassVar[int] = 7

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
        """Return a message with this content and its key."""
        unkeyed = cls(key="", **content)  # type: ignore[arg-type]
        return attrs.evolve(unkeyed, key=hashlib.sha256(wire.dump(unkeyed).encode()).hexdigest())
