"""What a plugin returns, and what it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TextIO

import attrs

from wes_rules.alerts.alert import Alert
from wes_rules.errors import Problem
from wes_rules.series.calendar import Calendar
from wes_rules.series.cases import Case, Inspection
from wes_rules.series.observation import Observation
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import Unit

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
    """

    as_of: date
    base: Path
    output: TextIO
    environ: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    skip_bad_rows: bool = False


@attrs.frozen
class Wanted:
    """
    How one indicator's figures have to be read.

    Args:
        unit: The unit they are published in.
        decimals: The precision at which they are compared.
        calendars: The calendars they are judged by.
    """

    unit: Unit
    decimals: int
    calendars: tuple[Calendar, ...]

    @property
    def kinds(self) -> tuple[PeriodKind, ...]:
        """The kinds of period they are judged by."""
        return tuple(dict.fromkeys(calendar.kind for calendar in self.calendars))

    def collected(self, period: Period) -> bool:
        """Whether any of the calendars allows a figure for a period."""
        return any(period not in calendar.not_collected for calendar in self.calendars)


@attrs.frozen
class Request:
    """The indicators a plan needs, by name."""

    indicators: Mapping[str, Wanted]


@attrs.frozen(kw_only=True)
class Figures:
    """
    All that a source read: it is whole, or the source raised.

    Args:
        skipped: The bad rows that were left out because the caller asked for it.
        unused: Indicators that no measure of the plan needs.
    """

    observations: tuple[Observation, ...] = ()
    cases: tuple[Case, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    skipped: tuple[Problem, ...] = ()
    unused: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Message:
    """
    What one recipient is told.

    Args:
        key: Equal exactly when the content is: a notifier may use it to deliver once.
        recipient: The board.
        subject: One line.
        body: Plain text.
        alerts: The alerts it is made of.
    """

    key: str
    recipient: str
    subject: str
    body: str
    alerts: tuple[Alert, ...] = ()


@attrs.frozen
class Receipt:
    """Proof that a message was handed over."""

    detail: str = ""


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

    def send(self, message: Message) -> Receipt:
        """
        Hand a message over.

        Raises:
            NotifierError: It was not.
        """


@attrs.frozen
class SourceType:
    """
    A kind of source.

    Args:
        name: The `kind` in a plan file.
        summary: One line.
        config: An attrs class; its fields are the settings in a plan file.
        open: Makes a source from a configuration and a context.
    """

    name: str
    summary: str
    config: type[Any]
    open: Callable[[Any, Context], Source]


@attrs.frozen
class NotifierType:
    """A kind of notifier; the fields are those of `SourceType`."""

    name: str
    summary: str
    config: type[Any]
    open: Callable[[Any, Context], Notifier]
