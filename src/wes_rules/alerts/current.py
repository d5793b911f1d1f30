"""The present state of an alert, regardless of who has been told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property

import attrs

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.figures_said import target_of
from wes_rules.alerts.fold import Ending, State
from wes_rules.alerts.questions import Question
from wes_rules.alerts.told_figures import Awaited
from wes_rules.judging.inputs import inputs_of
from wes_rules.judging.judgement import Judgement
from wes_rules.series.editions import Edition

# What follows from the other fields of an alert, or is written in order.
_UNSIGNED = ("judged", "newest", "past", "hanging", "could_be", "question")


@attrs.frozen(kw_only=True)
class CurrentAlert:
    """
    The state of one alert, with everything that a message may say about it.

    Args:
        title: What the alert is about, in words.
        measure: The measure; for an alert about the runs themselves, the name of the source or notifier.
        owner: The board that owns the measure.
        opened: The first period that counts against the promise; empty while the alert is not open.
        raised: The period that opened the alert: the last one if the policy needs several in a row.
        started: The day on which that period's figure was due.
        period: The latest period with a verdict.
        order: The index of that period among those of its kind.
        ends: The day after that period, for `announce_from`.
        breaches: The periods that count against the promise in the open episode.
        past: The periods that counted against the promise in any episode.
        why: Why its latest episode ended.
        ended_in: The period that ended it; empty while the alert is open.
        severity: How bad it is.
        margin: By how much the promise is missed, as a plain number; None if not known exactly.
        basis: The part of the promise to which the margin belongs.
        overdue: The overdue figures, for an alert about these.
        margins: The margin of each missed part, by its place; empty if there is only one part.
        met: The places of missed parts that are kept in a later period, for which the whole has no verdict.
        settled: Whether the deadline has passed with a verdict.
        unjudged: Which periods lack a verdict, and why, if they are too many to judge the alert; else empty.
        unstable: The period since which the alert has changed too often to mean much; empty if it is stable.
        progress: What a pending or recovering alert still lacks, in words.
        quiet_because: Why the alert is not open, or the latest period does not count; empty if `progress` says so, or
            it is obvious.
        line: One sentence with the numbers.
        rule: A fingerprint of the plan's description of the measure.
        terms: The policy's terms of opening and closing, by name.
        next_due: The day on which the next figure is due.
        turns: The day on which the alert changes without a new figure; None if only figures can change it.
        made_up: Whether it rests on made-up figures.
        ended: Whether the plan no longer watches it.
        notes: What else a message must say about the figures, in sentences.
        question: The question whether the latest figure is right, if it jumps implausibly.
        final_only: Whether provisional figures are left unquoted.
        hanging: The periods whose verdicts depend on left-out rows.
        could_be: The possible states, depending on what those rows say; empty if there are no such rows, or too many.
        judged: Each period's judgement, by period as text, to show what a revision moved.
        newest: The verdict by the newest figure of each part, some of which may be of later periods than the whole.
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
    could_be: tuple[CurrentAlert, ...] = attrs.field(default=(), eq=False, repr=False)
    judged: Mapping[str, Judgement] = attrs.field(factory=dict, eq=False, repr=False)
    newest: Judgement | None = attrs.field(default=None, eq=False, repr=False)

    @property
    def awaits(self) -> str:
        """Say which overdue figure has to come; of several not all may be needed."""
        if len(self.overdue) == 1:
            return f"the figure for {self.overdue[0].words} comes"
        return "the figures that it needs come" if self.overdue else ""

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

    @cached_property
    def inputs(self) -> list[tuple[str, str, str]]:
        """Each figure that its verdicts read, in words, with the period judged and its place in the promise."""
        return [(period, one.place, one.words) for period, judged in self.judged.items() for one in inputs_of(judged)]

    @cached_property
    def signed(self) -> tuple[str, str]:
        """What of it decides what is sent, written out once: its fields, and what its verdicts read."""
        names = [field.name for field in attrs.fields(CurrentAlert) if field.name not in _UNSIGNED]
        fields = (*(getattr(self, name) for name in names), sorted(self.past), sorted(self.hanging))
        return ", ".join(map(repr, fields)), repr(self.inputs)

    @property
    def figures(self) -> frozenset[Edition]:
        """The editions of the figures on which its verdicts depend, symbols included."""
        seen = ((*one.observations, *one.passed_over) for one in self.judged.values())
        return frozenset(one.edition for some in seen for one in some)
