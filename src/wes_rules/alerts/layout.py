"""The layout of a message as text, page or blocks: sections and their lines."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from itertools import groupby

import attrs

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.headings import heading_of
from wes_rules.alerts.in_common import InCommon, last_day_of, published_of
from wes_rules.alerts.message import Change, News
from wes_rules.counting import opened
from wes_rules.judging.row import due_said
from wes_rules.judging.status import Status
from wes_rules.quoting import in_address
from wes_rules.values.days import said_day

# A message lists so many alerts under one heading; its data holds all of them.
MOST_LISTED = 100


class Brevity(enum.IntEnum):
    """How much to say about each alert, for receivers that limit texts."""

    WHOLE = 0
    WITHOUT_FOOT = 1
    FIGURES_ONLY = 2


@attrs.frozen(kw_only=True)
class Item:
    """
    One alert as a message says it.

    Args:
        news: What is told.
        title: Which measure it is, and where.
        figures: What decided it: figure, target and distance.
        said: What changed, since when, and what else has to be known.
        foot: When the next figure is due, the words of the plan, and who owns it.
    """

    news: News
    title: str
    figures: str = ""
    said: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Section:
    """
    The alerts of which one thing is said.

    Args:
        heading: What is said of them.
        items: The alerts, each with what is said of it.
        more: How many others it is said of that are only counted.
    """

    heading: str
    items: tuple[Item, ...]
    more: int = 0

    @property
    def title(self) -> str:
        """The heading with the number of alerts."""
        return f"{self.heading} ({len(self.items) + self.more})"


def sections_of(news: Iterable[News], brevity: Brevity = Brevity.WHOLE) -> tuple[Section, ...]:
    """
    Return the sections of the news of a message, which is in its order already.

    What several alerts share stands at the end of the message instead, from `foot_of`.
    """
    every = tuple(news)
    common = InCommon.of(every)
    quoted: set[str] = set()
    found = []
    for heading, group in groupby(every, key=heading_of):
        ones = list(group)
        items = tuple(_item(one, brevity, common, quoted) for one in ones[:MOST_LISTED])
        found.append(Section(heading=heading, items=items, more=len(ones) - len(items)))
    return tuple(found)


def foot_of(news: Iterable[News]) -> tuple[str, ...]:
    """Return the lines at the end of a message that several of its alerts share."""
    return tuple(InCommon.of(tuple(news)).foot)


def page_of(link: str, news: Iterable[News]) -> str:
    """Return the link, with the section of the measure on the plan's page if all news is about one; empty without a link."""
    ids = {one.measure for one in news if one.kind.of_measure}
    return f"{link}#m-{in_address(ids.pop())}" if link and "#" not in link and len(ids) == 1 else link


def text_of(head: Iterable[str], sections: Iterable[Section], foot: Iterable[str]) -> str:
    """Return a message as plain text, ending in a newline."""
    lines = [*head]
    for section in sections:
        lines += ["", section.title]
        for item in section.items:
            lines.append(f"- {item.title}")
            lines += [f"  {line}" for line in (item.figures, *item.said, *item.foot) if line]
        if section.more:
            lines.append(f"- and {section.more} more")
    said = [*foot]
    return "\n".join([*lines, *([""] if said else []), *said]) + "\n"


def place_of(news: News) -> str:
    """Name a measure and its area."""
    made_up = "[made up] " if news.made_up else ""
    # A code in capitals and numbers says nothing to people; some areas are coded by their names.
    named = news.area_name and (news.area_name != news.area or any(map(str.islower, news.area)))
    return f"{made_up}{news.title}{f', {news.area_name}' if named else ''}"


def _item(news: News, brevity: Brevity, common: InCommon, quoted: set[str]) -> Item:
    item = Item(news=news, title=place_of(news), figures=news.line)
    if brevity is Brevity.FIGURES_ONLY:
        return item
    if news.repeated:
        acknowledged = news.change is Change.ACKNOWLEDGED
        return attrs.evolve(item, said=news.details[:1] if acknowledged else ())
    said = (*_moved(news), *news.details)
    return attrs.evolve(item, said=said, foot=() if brevity else tuple(_foot(news, common, quoted)))


def _moved(news: News) -> Iterator[str]:
    """Say the direction of the figure, or the last known one, and what is still needed."""
    numbers = news.numbers
    if news.kind is AlertKind.OVERDUE and _is_untold(news):
        until = f" until {news.awaits}" if news.open and news.awaits else ""
        yield f"Nobody can say whether {_at_stake(news)}{until}."
    # Of what is taken back nothing is claimed.
    goes_on = news.open or news.change is Change.RECOVERED
    if numbers is None or not goes_on:
        return
    if numbers.moved and news.kind is AlertKind.OFF_TRACK:
        yield numbers.moved
    if numbers.last_known and numbers.last_known not in " ".join((news.line, *news.details)):
        yield f"Last known: {f'{numbers.part}: ' if numbers.part else ''}{numbers.last_known}."
    if news.kind is not AlertKind.OFF_TRACK:
        return
    if news.open and numbers.needed:
        yield f"Still needed: {numbers.needed}."
    if news.open and numbers.so_far:
        yield f"{opened(numbers.so_far)}."


def _is_untold(news: News) -> bool:
    return news.numbers is not None and news.numbers.status == Status.UNDECIDED


def _at_stake(news: News) -> str:
    """Say what a missing figure would decide: before the promise's own day, its course."""
    numbers = news.numbers
    own_day = numbers is not None and numbers.settles_by.endswith("due day")
    if numbers is None or numbers.settles_by == "deadline" or not (news.settled or own_day):
        return f"the promise is kept in {news.period}"
    return "the promise is kept" if news.settled or numbers.settles is None else "the promise is on course"


def _foot(news: News, common: InCommon, quoted: set[str]) -> Iterator[str]:
    """Say the due days, the plan's words and the owner, unless the foot of the message says them for all."""
    again = news.measure in quoted
    quoted.add(news.measure)
    if news.kind.of_measure:
        yield from _days(news)
        said = (last_day_of(news), common.last_day), (published_of(news), common.published)
        yield from (own for own, for_all in said if own and not for_all)
        if news.promise and not again:
            yield f'The plan says: "{news.promise}".'
    if news.owner and not common.owner:
        yield f"Owner: {news.owner}."


def _days(news: News) -> Iterator[str]:
    numbers = news.numbers
    about_figure = news.kind is AlertKind.OFF_TRACK and numbers is not None and numbers.known is not None
    known = ""
    if about_figure and numbers is not None and numbers.known is not None:
        # Where an earlier figure decided, what came later has a day of its own.
        figure = numbers.figure if numbers.decided_in else ""
        known = opened(f"{figure} known since {said_day(numbers.known)}".strip())
    decides = numbers is not None and numbers.settles is None and bool(numbers.settles_by)
    due = due_said(news.next_due if news.open else None, decides=decides)
    if known or due:
        yield f"{opened('; '.join(filter(None, (known, due))))}."
