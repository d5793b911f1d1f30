"""One pass of a run: a run that another one overtakes begins anew, as the other may have read newer figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import attrs

from wes_rules.alerts.condition import truths_of
from wes_rules.alerts.message import Message
from wes_rules.alerts.truth import Truth
from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.rules.plan import Plan
from wes_rules.running.delivering.outcomes import Attempted
from wes_rules.running.reading.all_sources import Reading
from wes_rules.running.reading.unmatched import Unmatched, need_areas, unmatched
from wes_rules.running.telling.reconciling import Outcome


@attrs.define
class Pass:
    """
    What one pass of a run found, and what became of it.

    Args:
        unmatched: Figures that match no measure.
        judgements: One for each measure that could be judged.
        truths: What is true of each alert of theirs.
        messages: What was put in the outbox.
        attempts: How each attempt to send ended.
        warnings: What a person should know of the store and its other plans.
        outcome: What came of bringing the store up to date; None before that.
        failed: Whether the store failed while messages were sent.
    """

    reading: Reading
    unmatched: Unmatched
    judgements: tuple[Judgement, ...]
    truths: list[Truth]
    messages: list[Message] = attrs.field(factory=list)
    attempts: list[Attempted] = attrs.field(factory=list)
    warnings: tuple[str, ...] = ()
    outcome: Outcome | None = None
    failed: bool = False

    def give_way(self, newer: Pass) -> None:
        """Take what a newer pass found, beside what was told and tried already."""
        self.messages += newer.messages
        self.attempts += newer.attempts
        self.reading, self.unmatched, self.judgements = newer.reading, newer.unmatched, newer.judgements
        self.truths, self.warnings, self.outcome, self.failed = (
            newer.truths,
            newer.warnings,
            newer.outcome,
            newer.failed,
        )


def judged(plan: Plan, reading: Reading, day: date, progress: Callable[[str], None]) -> Pass:
    """Judge what can be judged by what the sources gave."""
    found = Unmatched() if reading.failed else unmatched(plan, reading.figures)
    need_areas(plan, found)
    measures = [one for one in plan.measures if one.id not in reading.not_judged]
    judgements = []
    for number, measure in enumerate(measures, 1):
        progress(f"judging {number} of {len(measures)}")
        judgements.append(judge(measure, reading.history, as_of=day))
    truths = [truth for one in judgements for truth in truths_of(plan, one)]
    return Pass(reading, found, tuple(judgements), truths)
