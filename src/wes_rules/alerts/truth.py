"""The present state of an alert, whoever has been told of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import attrs

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.figures_said import target_of
from wes_rules.alerts.fold import Ending, State
from wes_rules.alerts.questions import Question
from wes_rules.alerts.told_figures import Awaited
from wes_rules.judging.judgement import Judgement
from wes_rules.series.editions import Edition


@attrs.frozen(kw_only=True)
class Truth:
    """
    The state of one alert, with everything that a message may say about it.

    Args:
        title: What it is about, for people.
        measure: The measure; None for an alert on the running itself.
        owner: The board that owns the measure.
        opened: The first period that counts against it; empty while it is not open.
        raised: The period with which it opened: where the policy asks for several in a row, the last of those.
        started: The day on which that period's figure was due.
        period: The latest period with a verdict.
        order: That period's place among the periods of its kind.
        ends: The day after that period, for `announce_from`.
        breaches: The periods that count against it in the episode that is open.
        past: Every period that counted against it, in any episode.
        why: Why its latest episode ended.
        ended_in: The period that ended it; empty while it is open.
        severity: How bad it is.
        margin: By how much the promise is missed, as a plain number; None when not known exactly.
        basis: Which part of the promise that margin is of.
        overdue: The figures that are overdue, of an alert on those.
        margins: The same for each part that is missed, by its place; empty where there is one only.
        met: The places of those of them that are kept since, in a period for which the whole has no verdict.
        settled: The deadline has passed, and there is a verdict for it.
        unjudged: So many periods are without a verdict that it can no longer be judged: which, and why; else empty.
        unstable: The period since which it has changed so often that each change says little; empty when it has not.
        progress: What a pending or recovering alert still lacks, in words.
        quiet_because: Why it is not open, or why the latest period does not count; empty if that is said by
            its progress, or goes without saying.
        line: One sentence with the numbers.
        rule: A fingerprint of what the plan says of it.
        terms: What the policy says of opening and closing, by name.
        next_due: The day on which the next figure is due.
        turns: The day on which time alone changes it; None when only figures can.
        made_up: It rests on made-up figures.
        ended: Nothing in the plan watches it any more.
        notes: What else must be said of its figures, in sentences.
        question: Whether the figure of the latest period is right, where it jumps implausibly.
        final_only: Provisional figures are not quoted.
        hanging: The periods whose verdicts hang on rows that were left out.
        could_be: What would be true instead, for all that those rows may say; empty where there are none, or too many.
        judged: Each period's judgement, by the period as text, to say what a revision moved.
    """

    alert: str
    kind: AlertKind
    state: State
    title: str
    measure: str = ""
    area: str = ""
    area_name: str = ""
    owner: str = ""
    labels: tuple[str, ...] = ()
    opened: str = ""
    raised: str = ""
    started: date | None = None
    period: str = ""
    order: int = 0
    ends: date | None = None
    breaches: tuple[str, ...] = ()
    past: frozenset[str] = frozenset()
    why: Ending | None = None
    ended_in: str = ""
    severity: str = ""
    margin: Decimal | None = None
    basis: str = ""
    overdue: tuple[Awaited, ...] = ()
    margins: tuple[tuple[str, Decimal | None], ...] = ()
    met: tuple[str, ...] = ()
    settled: bool = False
    unjudged: str = ""
    unstable: str = ""
    progress: str = ""
    quiet_because: str = ""
    line: str = ""
    rule: str = ""
    terms: tuple[tuple[str, str], ...] = ()
    next_due: date | None = None
    turns: date | None = None
    made_up: bool = False
    ended: bool = False
    notes: tuple[str, ...] = ()
    question: Question | None = None
    final_only: bool = False
    hanging: frozenset[str] = frozenset()
    could_be: tuple[Truth, ...] = attrs.field(default=(), eq=False, repr=False)
    judged: Mapping[str, Judgement] = attrs.field(factory=dict, eq=False, repr=False)

    @property
    def open(self) -> bool:
        """Whether the alert is open."""
        return self.state.is_open

    @property
    def latest(self) -> Judgement | None:
        """The verdict of the latest period; None where none is judged."""
        return None if not self.judged else list(self.judged.values())[-1]

    def between(self, first: str, last: str | None = None) -> list[str]:
        """List the judged periods from one to another, by default the latest, both included; none if either is not judged."""
        periods = list(self.judged)
        if first not in periods or (last is not None and last not in periods):
            return []
        return periods[periods.index(first) : None if last is None else periods.index(last) + 1]

    @property
    def required(self) -> str:
        """The requirement of the latest period with a verdict, in words; empty if there is none."""
        judgement = self.judged.get(self.period)
        decisive = judgement.decisive if judgement is not None else None
        return "" if decisive is None else target_of(decisive)

    @property
    def figures(self) -> frozenset[Edition]:
        """The editions of the figures on which its verdicts depend, symbols included."""
        seen = ((*one.observations, *one.passed_over) for one in self.judged.values())
        return frozenset(one.edition for some in seen for one in some)
