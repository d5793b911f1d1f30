"""The types that plugins receive and return."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TextIO, cast, runtime_checkable

import attrs

from wes_rules.alerts.message import Message, News
from wes_rules.errors import Problem, checks_arguments
from wes_rules.plugins.asking import Request
from wes_rules.series.areas import AreaSet
from wes_rules.series.cases import Case, Inspection
from wes_rules.series.left_out import LeftOut, UnreadFigure
from wes_rules.series.observation import Observation
from wes_rules.values.fields import Declared, Line, Name

#: The version of what plugins implement: a plugin says the one that it was written for, as `WES_RULES_API`.
PLUGIN_API = 1


@checks_arguments
@attrs.frozen(kw_only=True)
class Context:
    """
    Everything of the outside world that a plugin may touch.

    Args:
        as_of: The day that is judged.
        base: The folder of the plan file; relative paths start there.
        output: Where a printing notifier writes.
        environ: Environment variables, the only place for secrets.
        skip_bad_rows: Leave bad rows out and report them, instead of refusing the file.
        progress: A slow source may call it now and then with the number of rows read.
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
    Everything that a source read; a source returns it whole or raises.

    Args:
        observations: Published figures.
        cases: Case rows.
        inspections: Graded inspections.
        skipped: The faults of rows that were left out at the caller's request.
        left_out: Those rows, with as much as could be read of each. If there is none beside
            `skipped`, any figure of the source may be among them.
        notes: Further notes, such as on empty rows.
        unused: Indicators that no measure of the plan needs.
        unused_rows: How many rows each of those has, if known.
        misspelt: Rows in another spelling than the plan's: not read, but reported if a measure misses them.
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


@checks_arguments
@attrs.frozen
class Receipt:
    """
    Proof that a message was delivered; it refuses no value, since the message is with its receiver by now.

    Args:
        detail: The receiver's answer, such as its own id of the message.
    """

    detail: str = ""


class Dedup(enum.StrEnum):
    """
    What a notifier can do if nobody knows whether a message arrived.

    Args:
        KEY: The receiver discards duplicates by key, so the message is sent again.
        LOOKUP: The receiver can be queried by key.
        NONE: Neither: the message is sent again, marked as a possible repeat.
    """

    KEY = "key"
    LOOKUP = "lookup"
    NONE = "none"


class Source(Protocol):
    """A source of figures."""

    def read(self, request: Request) -> Figures:
        """
        Return all figures.

        Raises:
            SourceError: The figures have faults; it lists all of them.
        """


class Notifier(Protocol):
    """A destination of messages."""

    def send(self, message: Message, *, attempt: int, timeout: float) -> Receipt:
        """
        Deliver a message.

        Args:
            message: The message. Sending it again, however often, must send the same content.
            attempt: 1 for the first time this message is sent, and so on.
            timeout: Seconds after which the caller no longer waits.

        Raises:
            TransientFailure: It was certainly not delivered, and may be later.
            PermanentFailure: It will never be delivered.
            UnknownOutcome: Nobody knows. Any other exception, and any other result than a receipt, counts as this.
        """


@runtime_checkable
class Lookup(Protocol):
    """A notifier whose receiver can be queried; required if `dedup` is `LOOKUP`."""

    def lookup(self, message: Message, *, timeout: float) -> Receipt | None:
        """
        Return the receipt of a message that has arrived; None when it certainly has not.

        Raises:
            NotifierError: The receiver did not answer, or the message has failed for good (`PermanentFailure`).
        """


@attrs.frozen(kw_only=True)
class AsTold(Declared):
    """
    An alert as its receiver was last told.

    Args:
        message: The message that arrived there.
        news: Its news of the alert.
    """

    message: Message
    news: News


@runtime_checkable
class Refresher(Protocol):
    """A notifier whose receiver ends alerts that are not repeated; required if `expires` is true."""

    def refresh(self, alerts: Sequence[AsTold], *, timeout: float) -> None:
        """
        Repeat what was last said about alerts, so that they do not end by themselves.

        Each run that leaves them open calls it, whatever stands against telling anything of them. It is no message:
        it says nothing new, has no key and is never retried, as the next run does the same.

        Args:
            alerts: The open alerts that this receiver was told of.
            timeout: Seconds after which the caller no longer waits.

        Raises:
            NotifierError: It did not work; the run reports it.
        """


@runtime_checkable
class Checked(Protocol):
    """A source or notifier that can check its settings before anything is read or sent."""

    def check(self) -> str | None:
        """
        Ask the other side whether the settings work, without sending news.

        Returns:
            Why nobody could be asked; None when the other side answered.

        Raises:
            SourceError, NotifierError: The settings have faults; it lists all of them.
        """


def _names(given: Iterable[str]) -> frozenset[str]:
    """Take any list of names, for type checkers; the check of the field makes it what it has to be."""
    return cast("frozenset[str]", given)


@attrs.frozen
class _Kind(Declared):
    """
    The description that sources and notifiers share.

    Args:
        name: The `kind` in a plan file.
        summary: One line.
        config: An attrs class; its fields are the settings in a plan file.
        capabilities: Beyond the contract: "network", and for a source "revisions", "suppression", "versions".
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
        dedup: What can be done if nobody knows whether a message arrived.
        addressed: Whether each recipient needs an address.
        expires: Whether its receiver ends alerts that are not repeated; it then needs a `refresh`.
    """

    open: Callable[[Any, Context], Notifier]
    dedup: Dedup = attrs.field(default=Dedup.NONE, kw_only=True)
    addressed: bool = attrs.field(default=False, kw_only=True)
    expires: bool = attrs.field(default=False, kw_only=True)


@runtime_checkable
class Limited(Protocol):
    """A notifier whose receiver limits the length of a text; longer digests are queued in parts."""

    @property
    def longest(self) -> int:
        """How many characters `Message.text` may have, with room left for what the notifier adds; 0 for any number."""
