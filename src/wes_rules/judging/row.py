"""A judgement at a glance: a row that holds on its own, and its published names."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs

from wes_rules.counting import some_of
from wes_rules.judging.direction import Against, Way
from wes_rules.judging.status import Answer, Course, Status
from wes_rules.judging.waits import Waits
from wes_rules.values.days import said_day
from wes_rules.values.reason import Reason

# Up to this many periods that broke a promise are named one by one.
_FEW = 4


def shortfall_of(margin: Decimal | None, required: Decimal | None, observed: Decimal | None) -> Decimal | None:
    """
    Return by how much a figure misses what is required, as a share of that.

    None where it does not miss it, and where a share says nothing: of a score about 0, of a target of 0, or of none.
    """
    if margin is None or margin >= 0 or required is None or required <= 0:
        return None
    return None if observed is not None and observed < 0 else -margin / required


def due_said(day: date | None, *, decides: bool) -> str:
    """Say when the next figure is due; once the promise's last day has passed only the one that decides is waited for."""
    if day is None:
        return ""
    return f"{'the figure that decides is' if decides else 'next figure'} due on {said_day(day)}"


@attrs.frozen(kw_only=True)
class Row:
    """
    A judgement at a glance. Judged on, required and margin are those that decided the status.

    Args:
        measure: The measure's id, as are title, objective and owner the measure's.
        area: The code of the area; `area_name` is its name.
        as_of: The day of knowing.
        verdict: The answer in one word: the status, or that it is not due.
        status: The status; what is not due is undecided.
        labels: What has to be said before anything else: made up, for information.
        part: The part that the figure is of, where a promise is made of several with names.
        part_called: The same by the name that the explanation gives it, whether it has one of its own or not.
        judged_on: The figure that decided, in words; where it is missing that of the last verdict, else the last known.
        known: Whether `judged_on` is the figure that decided.
        has_come: Whether the figure of the judged period is known, though the one shown may be an earlier one.
        newest: The newest figure known, in words, with its period, which way it lies from the one judged on in the sense of
            the promise, and its value where it is known exactly; empty where it is the one judged on.
        than: The same way in words with what it is held against: the figure judged on, or a target that is somebody else's,
            with how far it is from that; empty where that is not known.
        settled: Whether a day or a deadline has settled which period is judged; only a revision, or a figure that is
            still missing, can then change the verdict.
        decided_in: The period that decided, where it is not the judged one.
        observed: The figure that decided, where it is known exactly.
        required: What the figure shown had to be, in words; `required_value` is the number, where there is one, and as
            `observed` None where the figure shown is that of the last verdict.
        required_of: Whose figure that is, or from which it is reckoned, such as "England"; empty where it is stated.
        margin: By how much the promise is kept, positive is good; None where that is not known.
        signed: The margin with its sign, as programs read it.
        exceeded: Whether it is kept by as much as its promise calls exceeded; None where that is not said, not so far, or not known.
        direction: Which way the figure moved, of the last verdict where its figures are shown, against what, and in a sentence,
            which names the figure where another one decided.
        gap_direction: Which way the distance to a target that is somebody else's moved meanwhile; None where there is none, or
            it is not known.
        course: What the figures would decide of a promise that is not due; None for one that is.
        course_words: Where the figures lead: of what is not due what they would decide, else the outlook.
        needed_words: What the periods to come have to change or bring for the target to be met.
        may_fail_words: How many more cases of a period that is not over may fail.
        since: The first period of the present run with this status, if off track or at risk; else empty.
        part_since: The same of the part whose figure is shown, where that is another one.
        from_the_first: Whether `since` is the first period with a figure, so that the run may have begun earlier.
        unjudged: The periods within that run that have no verdict.
        in_parts: Whether it is made of several promises.
        broken_in: The periods of the run that themselves broke the promise.
        partly: Whether some of its parts have a verdict where it has none.
        left_open: What an undecided verdict may come to at best or at worst, where that is at risk; empty for others.
        never_came: Of what no figure has ever come, of what is undecided for want of one; empty for others.
        decided_by: What decided it, or why there is no answer, in one line.
        reasons: Why it cannot be judged, or what qualifies the figures.
        next_due: The day on which the next figure is due that the verdict may go by; None where none is to come.
        waits: Of what is undecided which figures it waits for, and since or until when; None where it waits for none.
        overdue_words: Which figures are overdue and since when: those that the verdict, or the next one, still waits for.
        last: For an undecided row, the row of the last verdict; None if there was none.
    """

    measure: str
    title: str
    objective: str
    owner: str
    area: str
    area_name: str
    as_of: date
    verdict: Answer
    status: Status
    labels: tuple[str, ...]
    part: str
    part_called: str
    judged_on: str
    known: bool
    has_come: bool
    judged_on_period: str
    newest: str
    newest_period: str
    newest_value: Decimal | None
    newest_direction: Way | None
    than: str
    period: str
    settled: bool
    decided_in: str
    observed: Decimal | None
    required: str
    required_value: Decimal | None
    required_of: str
    margin: Decimal | None
    margin_words: str
    signed: str
    exceeded: bool | None
    unit: str
    direction: Way
    direction_against: Against
    direction_words: str
    gap_direction: Way | None
    course: Course | None
    course_words: str
    needed_words: str
    may_fail_words: str
    since: str
    part_since: str
    from_the_first: bool
    unjudged: tuple[str, ...]
    in_parts: bool
    broken_in: tuple[str, ...]
    partly: bool
    left_open: str
    never_came: str
    decided_by: str
    reasons: tuple[Reason, ...]
    next_due: date | None
    waits: Waits | None
    overdue_words: str
    last: Row | None

    @property
    def known_best(self) -> Row:
        """The row of the last verdict there was: itself, if it has one."""
        return self.last or self

    @property
    def not_known(self) -> str:
        """Of what is undecided for which period it is not known or decided, and since or until when; empty for others."""
        return self.what_lacks()

    def what_lacks(self, *, each: bool = False) -> str:
        """Say the same of one promise, or of each of several that lack alike."""
        if self.verdict is not Answer.UNDECIDED:
            return ""
        said = ", ".join(
            filter(None, (f"{self.lacks} for {self.period}" if self.period else self.lacks, self.left_open))
        )
        if self.waits is None:
            return said
        return f"{said}{': ' if self.waits.figure else ', '}{self.waits.said(each=each)}"

    @property
    def waits_words(self) -> str:
        """The figures that what is undecided waits for, and since or until when; empty where it waits for none."""
        return "" if self.waits is None else self.waits.words

    @property
    def next_due_words(self) -> str:
        """When the next figure is due, or the one that decides; empty where none is to come."""
        return due_said(self.next_due, decides=self.settled)

    @property
    def lacks(self) -> str:
        """What there is none of in what is undecided: a known figure, or a decision on it."""
        return "not decided" if self.has_come else "not known"

    @property
    def lacks_besides(self) -> str:
        """Which figures are overdue beside a verdict; empty where there is none, which waits for them."""
        return "" if self.verdict is Answer.UNDECIDED else self.overdue_words

    @property
    def before_it(self) -> str:
        """Says of the last known figure that it is of before the judged period, where a later one is known as well."""
        return "before it " if self.newest else ""

    @property
    def last_verdict_words(self) -> str:
        """The last verdict there was, with its figures, of what is undecided; empty where there was none."""
        if self.last is None:
            return ""
        part = f"{self.last.part}: " if self.last.part else ""
        figure = (
            f"{part}{self.last.judged_on} in {self.last.judged_on_period}" if self.last.judged_on else self.last.period
        )
        newer = f"; since then {self.last.since_then}" if self.last.since_then else ""
        return (
            ", ".join(one for one in (self.last.verdict.words.lower(), figure, self.last.margin_words) if one) + newer
        )

    @property
    def labelled(self) -> str:
        """The title, after what has to be said before it."""
        return "".join(f"[{one}] " for one in self.labels) + self.title

    @property
    def shortfall(self) -> Decimal | None:
        """By how much it is missed, as a share of what is required; None where there is no such share."""
        return shortfall_of(self.margin, self.required_value, self.observed)

    @property
    def since_then(self) -> str:
        """The newest figure with its period, and how it stands to what; empty where it is the one judged on."""
        return f"{self.newest} in {self.newest_period}{f' ({self.than})' if self.than else ''}" if self.newest else ""

    @property
    def target(self) -> str:
        """What the figure shown had to be, and whose figure that is; empty where nothing is required."""
        return f"{self.required} ({self.required_of})" if self.required_of else self.required

    @property
    def decided_earlier(self) -> str:
        """Which earlier periods decided: the one that kept it, or all that broke it; empty where the judged one did."""
        if not self.decided_in or self.status is Status.UNDECIDED:
            return ""
        if self.status is Status.ON_TRACK:
            return f"kept in {self.decided_in}"
        return f"broken in {some_of(self.broken_in, _FEW) if self.decided_in in self.broken_in else self.decided_in}"

    @property
    def decided_besides(self) -> str:
        """The same beside `since`; empty where that says it."""
        return "" if {*self.broken_in, self.decided_in} <= {self.since, self.part_since} else self.decided_earlier

    @property
    def since_words(self) -> str:
        """The first period of the present run, whether none before it is on file, and which had no verdict; of a part first its own."""
        first = "the first figure on file" if self.from_the_first else ""
        unjudged = f"with no verdict for {some_of(self.unjudged, _FEW)}" if self.unjudged else ""
        said = ", ".join(filter(None, (self.since, first, unjudged)))
        return f"{self.part_since}, and as a whole since {said}" if self.part_since else said

    @property
    def said_since(self) -> str:
        """Since when it has been off track or at risk; empty for others."""
        if not self.since:
            return ""
        return f"{self.verdict.words.lower()} since {self.since_words}"

    @property
    def since_when(self) -> str:
        """Since when it is off track or at risk, or was when last known, and which earlier periods decided; empty for others."""
        since = ", ".join(filter(None, (self.known_best.said_since, self.decided_besides)))
        return f"last known {since}" if since and self.last is not None else since

    @property
    def why(self) -> tuple[str, ...]:
        """Why it cannot be judged, or what qualifies the figures, in sentences."""
        return tuple(one.sentence for one in self.reasons if one is not Reason.ADVISORY)

    @property
    def first_why(self) -> str:
        """The first of them; while a figure is overdue that, whatever bounds the others leave; empty where there is none."""
        is_vague = self.reasons[:1] == (Reason.ROUNDED,) and Reason.OVERDUE in self.reasons
        return Reason.OVERDUE.sentence if is_vague else next(iter(self.why), "")

    @property
    def badness(self) -> tuple[int, Decimal]:
        """Sorts rows, the worst first: by the last verdict known, then by the largest shortfall."""
        known = self.known_best
        return list(Answer).index(known.verdict), -(known.shortfall or Decimal(0))
