"""What a message says once: what it asks of its reader, what its alerts share, and how to record an answer."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence

import attrs

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.message import Change, News
from wes_rules.counting import opened
from wes_rules.values.days import said_day

# A command lists at most this many ids; people look up the rest.
_MOST_NAMED = 20
_MOST_PUBLICATIONS = 3


@attrs.frozen
class InCommon:
    """
    What all news of a message shares; empty if it differs, or there is one alert only.

    Args:
        owner: The owner of all of them.
        last_day: The day after which every verdict is final, in a sentence.
        published: Where the figures of all of them were published, in a sentence.
        asked: What the reader should do, and by when, in a sentence; empty if nothing.
        answers: Each kind of answer to record, with the ids of its measures.
    """

    owner: str = ""
    several: bool = False
    last_day: str = ""
    published: str = ""
    asked: str = ""
    answers: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def of(cls, news: Sequence[News]) -> InCommon:
        """Return what the news of a message shares."""
        fresh = [one for one in news if not one.repeated]
        doing = tuple(dict.fromkeys(one.measure for one in fresh if asks(one)))
        right = tuple(dict.fromkeys(one.measure for one in fresh if one.change is Change.QUESTIONED and one.answer_by))
        return cls(
            owner=_same(fresh, lambda one: one.owner),
            several=len({one.measure for one in fresh}) > 1,
            last_day=_same([one for one in fresh if last_day_of(one)], last_day_of),
            published=_same([one for one in fresh if published_of(one)], published_of),
            asked=_asked(fresh),
            answers=tuple(one for one in (("what is being done", doing), ("it is right", right)) if one[1]),
        )

    @property
    def foot(self) -> Iterator[str]:
        """The lines that say it."""
        yield from filter(None, (self.last_day, self.published))
        if self.owner:
            yield f"{'Owner of each' if self.several else 'Owner'}: {self.owner}."

    def recording(self, store: str = "") -> Iterator[str]:
        """Say how the person who runs this library records an answer; each command has its own line."""
        # The default store need not be named.
        where = f" --store {shlex.quote(store)}" if store else ""
        for note, ids in self.answers:
            *others, last = map(shlex.quote, ids)
            named = (
                f"{', '.join(others)} or {last}"
                if len(others) < _MOST_NAMED
                else "an id that wes-rules alerts list shows"
            )
            which = f" (MEASURE is {named})" if others else ""
            yield f"For office use, to record {'that ' if note.startswith('it ') else ''}{note}{which}:"
            yield f'wes-rules alerts ack {"MEASURE" if others else last} --note "{note}"{where}'


def _asked(news: Sequence[News]) -> str:
    """Ask for an answer, and say by when if others, or the news itself, will be told after that day."""
    kinds = {one.kind for one in news if asks(one)}
    wanted = ["say what is being done"] if AlertKind.OFF_TRACK in kinds else []
    # The missing figures may be due from somebody who does not receive this message.
    wanted += ["see to the missing figures or say when they come"] if AlertKind.OVERDUE in kinds else []
    wanted += ["check the figures"] if any(one.change is Change.QUESTIONED for one in news) else []
    days = [one.answer_by for one in news if one.answer_by is not None]
    by = f"by {said_day(min(days))}, " if wanted and days else ""
    return opened(f"{by}please {', and '.join(wanted)}.") if wanted else ""


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


def published_of(news: News) -> str:
    """Say where the figures behind a verdict were published; empty where no figure is told of."""
    numbers = news.numbers
    if news.kind is not AlertKind.OFF_TRACK or numbers is None or not numbers.published_in:
        return ""
    named = numbers.published_in
    rest = [f"{len(named) - _MOST_PUBLICATIONS} more"] if len(named) > _MOST_PUBLICATIONS else []
    return f"Figures: {'; '.join((*named[:_MOST_PUBLICATIONS], *rest))}."


def _same(news: Sequence[News], said: Callable[[News], str]) -> str:
    found = {said(one) for one in news}
    return found.pop() if len(news) > 1 and len(found) == 1 else ""
