"""What a message says once at its end: what is the same of several of its alerts, and how to record what is being done."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence

import attrs

from wes_rules.alerts.message import Change, News
from wes_rules.values.days import said_day

_DOING = '--note "what is being done"'


@attrs.frozen
class InCommon:
    """
    What is the same of all alerts of a message that are news; empty where it differs, or is said of one alone.

    Args:
        owner: Who owns each of them.
        last_day: The day after which the verdict of each is final, in a sentence.
        acknowledged_by: The ids by which those are acknowledged that somebody is to acknowledge.
    """

    owner: str = ""
    several: bool = False
    last_day: str = ""
    acknowledged_by: tuple[str, ...] = ()

    @classmethod
    def of(cls, news: Sequence[News]) -> InCommon:
        """Return what is the same of the news of a message."""
        fresh = [one for one in news if not one.repeated]
        ids = tuple(dict.fromkeys(one.measure for one in fresh if asks(one)))
        return cls(
            owner=_same(fresh, lambda one: one.owner),
            several=len({one.measure for one in fresh}) > 1,
            last_day=_same([one for one in fresh if last_day_of(one)], last_day_of),
            acknowledged_by=ids,
        )

    @property
    def foot(self) -> Iterator[str]:
        """The lines that say it."""
        if self.last_day:
            yield self.last_day
        if self.owner:
            yield f"{'Owner of each' if self.several else 'Owner'}: {self.owner}."

    def recording(self, store: str = "") -> Iterator[str]:
        """Say how whoever runs this library records in a store that somebody acts; the command has a line of its own."""
        if self.acknowledged_by:
            *others, last = map(shlex.quote, self.acknowledged_by)
            which = f" (MEASURE is {', '.join(others)} or {last})" if others else ""
            yield f"To record what is being done{which}:"
            yield f"wes-rules alerts ack {'MEASURE' if others else last} {_DOING}{in_store(store)}"


def in_store(store: str) -> str:
    """Say in a command which store it is about; nothing of the one that it takes anyway."""
    return f" --store {shlex.quote(store)}" if store else ""


def asks(news: News) -> bool:
    """Whether somebody is asked to acknowledge an alert; nobody is for made-up figures."""
    shown_otherwise = news.change in (Change.ACKNOWLEDGED, Change.QUESTIONED)
    return news.open and news.kind.of_measure and not shown_otherwise and not news.made_up


def last_day_of(news: News) -> str:
    """Say the day after which a verdict that is not final yet will be; empty where there is none."""
    numbers = news.numbers
    if not news.kind.of_measure or not news.open or numbers is None or numbers.settles is None or news.settled:
        return ""
    day = said_day(numbers.settles)
    return (
        f"The plan's deadline is {day}." if numbers.settles_by == "deadline" else f"The promise is to be kept by {day}."
    )


def _same(news: Sequence[News], said: Callable[[News], str]) -> str:
    found = {said(one) for one in news}
    return found.pop() if len(news) > 1 and len(found) == 1 else ""
