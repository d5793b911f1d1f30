"""The options and the report of a run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import attrs

from wes_rules.alerts.message import Message
from wes_rules.alerts.records import Row
from wes_rules.errors import Problem
from wes_rules.judging.judgement import Judgement
from wes_rules.rules.plan import Plan
from wes_rules.running.defaults import SOURCE_TIMEOUT
from wes_rules.running.delivering.outcomes import Attempted
from wes_rules.running.delivering.senders import Unsent
from wes_rules.running.reading.unmatched import Unmatched


@attrs.frozen(kw_only=True)
class Options:
    """
    The options of a run.

    Args:
        store: The store's address; a plain path is an SQLite file.
        as_of: The day of knowing; None takes the clock's.
        init: Create the store, which must not exist.
        dry_run: Show what would be sent, and write and send nothing.
        accept_clock: The clock is right, however far from the last run's it is.
        accept_gone: What any source no longer has is gone for good.
        accept_gone_of: The sources of which that is so, where it is not so of all.
        accept_plan: The plan is another one than those that the store has alerts of.
        skip_bad_rows: Leave bad rows out and report them.
        timeout: Seconds to wait for one message.
        source_timeout: Seconds to wait for each source.
    """

    plan: Path
    store: str
    as_of: date | None = None
    init: bool = False
    dry_run: bool = False
    accept_clock: bool = False
    accept_gone: bool = False
    accept_gone_of: tuple[str, ...] = attrs.field(default=(), converter=tuple)
    accept_plan: bool = False
    skip_bad_rows: bool = False
    timeout: float = 60.0
    source_timeout: float = SOURCE_TIMEOUT


@attrs.frozen(kw_only=True)
class Report:
    """
    The report of a run.

    Args:
        judgements: One for each measure that could be judged.
        not_judged: Measures that could not, because a source failed.
        left_alone: Measures whose alerts were left as they were, because a verdict hangs on what was left out.
        undecided: Measures that are undecided because of what was left out.
        messages: What was put in the outbox, or in a dry run would be.
        attempts: How each attempt to send ended.
        unsent: Messages that are still to be sent.
        dead: Messages that were given up and wait for somebody to look at them.
        problems: What went wrong without ending the run: sources, plugins, observers, the store.
        warnings: What a person should know, and what is no failure.
        skipped: Bad rows that were left out because that was asked for.
        notes: What else sources have to tell.
        unmatched: Figures that match no measure.
        today: The day on which messages are sent, whichever day figures are judged for; None is that day.
    """

    plan: Plan
    day: date
    judgements: tuple[Judgement, ...]
    not_judged: tuple[str, ...]
    left_alone: tuple[str, ...]
    undecided: tuple[str, ...]
    messages: tuple[Message, ...]
    attempts: tuple[Attempted, ...]
    unsent: Unsent
    dead: tuple[Row, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[str, ...]
    skipped: tuple[Problem, ...]
    notes: tuple[Problem, ...] = ()
    unmatched: Unmatched = attrs.field(factory=Unmatched)
    today: date | None = None

    @property
    def quiet_until(self) -> date | None:
        """The next working day, if nothing is sent on this day."""
        quiet_until = self.plan.alerting.quiet_until
        return quiet_until(self.today or self.day) or quiet_until(self.day)

    @property
    def failed(self) -> bool:
        """Whether anything failed: a source, a plugin, a row that a verdict depends on, a message."""
        # What another run is sending just now is that run's to report.
        stuck = any(one.seq not in self.unsent.in_hand for one in self.unsent.rows)
        return bool(self.problems or stuck or self.dead or self.left_alone or self.undecided)
