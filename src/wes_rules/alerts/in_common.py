"""What a message says once at its end: what its alerts share, and how to acknowledge them."""

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
    What all news of a message shares; empty if it differs, or there is one alert only.

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
        """Return what the news of a message shares."""
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
        """Say how to record in the store what is being done, with the command on its own line."""
        if self.acknowledged_by:
            *others, last = map(shlex.quote, self.acknowledged_by)
            which = f" (MEASURE is {', '.join(others)} or {last})" if others else ""
            yield f"To record what is being done{which}:"
            yield f"wes-rules alerts ack {'MEASURE' if others else last} {_DOING}{in_store(store)}"


def in_store(store: str) -> str:
    """Return the store option of a command; empty for the default store."""
    return f" --store {shlex.quote(store)}" if store else ""


def asks(news: News) -> bool:
    """Whether a message asks for an acknowledgement; never for made-up figures."""
    shown_otherwise = news.change in (Change.ACKNOWLEDGED, Change.QUESTIONED)
    return news.open and news.kind.of_measure and not shown_otherwise and not news.made_up


def last_day_of(news: News) -> str:
    """Say the day after which a verdict will be final; empty if there is none."""
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
