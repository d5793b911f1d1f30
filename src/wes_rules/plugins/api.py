"""What a plugin returns, and what it is given."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TextIO, cast, runtime_checkable

import attrs

from wes_rules.alerts.message import Message, News
from wes_rules.errors import Problem
from wes_rules.plugins.asking import Request
from wes_rules.series.areas import AreaSet
from wes_rules.series.cases import Case, Inspection
from wes_rules.series.left_out import LeftOut, UnreadFigure
from wes_rules.series.observation import Observation
from wes_rules.values.fields import Declared, Line, Name

PLUGIN_API = 1


@attrs.frozen(kw_only=True)
class Context:
    """
    Everything of the outside world that a plugin may touch.

    Args:
        as_of: The day that is judged.
        base: The folder of the plan file; relative paths start there.
        output: Where a notifier that prints prints.
        environ: Environment variables, the only place for secrets.
        skip_bad_rows: Leave bad rows out and report them, instead of refusing the file.
        progress: Where a source that reads long may say now and then how many rows it has read.
    """

    as_of: date
    base: Path
    output: TextIO
    environ: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    skip_bad_rows: bool = False
    progress: Callable[[int], None] | None = attrs.field(default=None, repr=False)


@attrs.frozen(kw_only=True)
class Figures(Declared):
    """
    All that a source read: it is whole, or the source raised.

    Args:
        observations: Published figures.
        cases: Case rows.
        inspections: Graded inspections.
        skipped: What is wrong with rows that were left out because the caller asked for it.
        left_out: What those rows may have said, with as much as could be read of each. Where there is none beside
            `skipped`, any figure of the source may be among them.
        notes: What else has to be told, such as rows that hold nothing.
        unused: Indicators that no measure of the plan needs.
        unused_rows: How many rows each of those has, where that is known.
        misspelt: Rows of an indicator that the plan has in another spelling: they are not read, and told where one is missed.
        others: How many rows were passed over because the plan does not ask about their area and group, by indicator, area and group.
        area_sets: Sets of areas that the source publishes, under ids that the plan gives in its `area_sets` setting.
    """

    observations: tuple[Observation, ...] = ()
    cases: tuple[Case, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    skipped: tuple[Problem, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[Problem, ...] = ()
    unused: tuple[str, ...] = ()
    unused_rows: Mapping[str, int] = attrs.field(factory=dict)
    misspelt: tuple[UnreadFigure, ...] = ()
    others: Mapping[tuple[str, str, str], int] = attrs.field(factory=dict)
    area_sets: tuple[AreaSet, ...] = ()


@attrs.frozen
class Receipt:
    """
    Proof that a message was handed over; nothing is refused here, since the message is with its receiver by now.

    Args:
        detail: What the other side answered, such as its own number for the message.
    """

    detail: str = ""


class Dedup(enum.StrEnum):
    """
    What a notifier can do about a message of which nobody knows whether it arrived.

    Args:
        KEY: The receiver drops a second message under the same key, so it is sent again.
        LOOKUP: The receiver can be asked by key.
        NONE: Neither: it is sent again, marked as a possible repeat.
    """

    KEY = "key"
    LOOKUP = "lookup"
    NONE = "none"


class Source(Protocol):
    """Somewhere figures come from."""

    def read(self, request: Request) -> Figures:
        """
        Return all figures.

        Raises:
            SourceError: Anything is wrong with them; every fault is in it.
        """


class Notifier(Protocol):
    """Somewhere news goes to."""

    def send(self, message: Message, *, attempt: int, timeout: float) -> Receipt:
        """
        Hand a message over.

        Args:
            message: What is to be told. Sending it again, however often, must send the same content.
            attempt: 1 for the first time this message is sent, and so on.
            timeout: Seconds after which the caller no longer waits.

        Raises:
            TransientFailure: It was certainly not taken, and may be later.
            PermanentFailure: It will never be taken.
            UnknownOutcome: Nobody knows. Any other exception, and any other result than a receipt, counts as this.
        """


@runtime_checkable
class Lookup(Protocol):
    """A notifier whose receiver can be asked about a message; needed where `dedup` is `LOOKUP`."""

    def lookup(self, message: Message, *, timeout: float) -> Receipt | None:
        """
        Return the receipt of a message that has arrived; None when it certainly has not.

        Raises:
            NotifierError: The receiver did not answer, or the message has failed for good (`PermanentFailure`).
        """


@attrs.frozen(kw_only=True)
class AsTold(Declared):
    """
    An alert as a receiver was told of it last.

    Args:
        message: The message that arrived there.
        news: What it said of the alert.
    """

    message: Message
    news: News


@runtime_checkable
class Refresher(Protocol):
    """A notifier whose receiver ends alerts by itself when nobody repeats them; needed where `expires` is true."""

    def refresh(self, alerts: Sequence[AsTold], *, timeout: float) -> None:
        """
        Say of alerts again what was said of them last, so that they do not end by themselves.

        Each run that leaves them open calls it, whatever stands against telling anything of them. It is no message:
        it says nothing new, has no key and is never retried, as the next run does the same.

        Args:
            alerts: The alerts that this receiver was told of and that are not over.
            timeout: Seconds after which the caller no longer waits.

        Raises:
            NotifierError: It did not work; the run reports it.
        """


@runtime_checkable
class Checked(Protocol):
    """A source or notifier that can tell faults of its settings beyond their form, before anything is read or sent."""

    def check(self) -> str | None:
        """
        Ask the other side whether everything is as it should be, without sending any news.

        Returns:
            Why nobody could be asked; None when the other side answered.

        Raises:
            SourceError, NotifierError: What is wrong; every fault found is in it.
        """


def _names(given: Iterable[str]) -> frozenset[str]:
    """Take any list of names, for type checkers; the check of the field makes it what it has to be."""
    return cast("frozenset[str]", given)


@attrs.frozen
class _Kind(Declared):
    """
    What a source and a notifier say of themselves alike.

    Args:
        name: The `kind` in a plan file.
        summary: One line.
        config: An attrs class; its fields are the settings in a plan file.
        capabilities: What it can do beyond the contract: "network", and of a source "revisions", "suppression", "versions".
        secrets: The fields of `config` that hold the name of an environment variable with a secret in it.
    """

    name: Name
    summary: Line
    config: type[Any]
    capabilities: frozenset[Name] = attrs.field(default=frozenset(), converter=_names, kw_only=True)
    secrets: tuple[Name, ...] = attrs.field(default=(), kw_only=True)


@attrs.frozen
class SourceType(_Kind):
    """
    A kind of source.

    Args:
        open: Makes a source from a configuration and a context. It neither reads nor connects: `read` does.
    """

    open: Callable[[Any, Context], Source]


@attrs.frozen
class NotifierType(_Kind):
    """
    A kind of notifier.

    Args:
        open: Makes a notifier from a configuration and a context. It does not connect: `send` does.
        dedup: What can be done about a message of which nobody knows whether it arrived.
        addressed: Whether each recipient needs an address of its own for it.
        expires: Whether its receiver ends alerts by itself unless they are repeated; then it has a `refresh`.
    """

    open: Callable[[Any, Context], Notifier]
    dedup: Dedup = attrs.field(default=Dedup.NONE, kw_only=True)
    addressed: bool = attrs.field(default=False, kw_only=True)
    expires: bool = attrs.field(default=False, kw_only=True)


@runtime_checkable
class Limited(Protocol):
    """A notifier whose receiver takes little at once: what is longer is put in the queue in parts, each a message of its own."""

    @property
    def longest(self) -> int:
        """How many characters `Message.text` may have, with room left for what the notifier adds; 0 for any number."""
