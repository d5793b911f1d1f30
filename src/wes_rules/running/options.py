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
        as_of: The day of knowing; None for the clock's.
        init: Whether to create the store, which must not exist.
        dry_run: Whether to show what would be sent without writing or sending anything.
        accept_clock: Whether to trust the clock, however far it is from the last run.
        accept_gone: Whether to accept that whatever any source no longer has is gone for good.
        accept_gone_of: The sources for which to accept that, if not for all.
        accept_plan: Whether to accept the plan as different from those with alerts in the store.
        skip_bad_rows: Whether to leave out bad rows and report them.
        timeout: Seconds to wait for each message.
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
        judgements: A judgement for each measure that could be judged.
        not_judged: Measures that could not be judged, because a source failed.
        left_alone: Measures whose alerts were not updated, because a verdict depends on rows left out.
        undecided: Measures that are undecided because of rows left out.
        messages: The messages put in the outbox; in a dry run, those that would be.
        attempts: The outcome of each attempt to send.
        unsent: Messages still to be sent.
        dead: Messages that were given up and need attention.
        problems: What went wrong without ending the run: sources, plugins, observers, the store.
        warnings: What a person should know although it is no failure.
        skipped: Bad rows left out on request.
        notes: Other remarks of the sources.
        unmatched: Figures that match no measure.
        today: The day on which messages are sent; None for the judged day.
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
        """The next working day if nothing is sent on this day; else None."""
        quiet_until = self.plan.alerting.quiet_until
        return quiet_until(self.today or self.day) or quiet_until(self.day)

    @property
    def failed(self) -> bool:
        """Whether a source, a plugin, a message, or a row that a verdict depends on failed."""
        # The run that is sending a message reports it.
        stuck = any(one.seq not in self.unsent.in_hand for one in self.unsent.rows)
        return bool(self.problems or stuck or self.dead or self.left_alone or self.undecided)
