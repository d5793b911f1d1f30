"""The messages for one recipient: changes first, then unchanged alerts, in parts if the receiver limits texts."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import attrs

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.headings import heading_of, subject_word
from wes_rules.alerts.in_common import InCommon
from wes_rules.alerts.last_told import Route
from wes_rules.alerts.layout import MOST_LISTED, Brevity, page_of, place_of, sections_of, text_of
from wes_rules.alerts.message import Change, Message, News
from wes_rules.judging.row import shortfall_of
from wes_rules.rules.kinds.everyone import REQUIRED
from wes_rules.rules.plan import Plan

__all__ = ["MOST_LISTED", "digest"]

_ORDER = {change: place for place, change in enumerate(Change)}
_KINDS = {kind: place for place, kind in enumerate(AlertKind)}
# The most characters of a title in a subject, and the fewest of one in a line.
_LONGEST_TITLE, _LEAST_TITLE = 70, 20
# A digest of more parts than this says less of each alert.
_MOST_PARTS = 5
# Room for the number of a part.
_NUMBERED = len(" (100 of 100)")
# No message gets less room than the first; with less than the second, each alert takes one line.
_LEAST, _LITTLE = 100, 500


def digest(plan: Plan, route: Route, news: Iterable[News], *, longest: int = 0, store: str = "") -> tuple[Message, ...]:
    """
    Return the messages for some news; equal news gives equal messages with equal keys.

    There is one message unless the receiver limits its length; then each part contains whole alerts.
    Alerts that are merely repeated get no part of their own.

    Args:
        news: The news to send, in any order.
        longest: The most characters the receiver accepts in one text; 0 for no limit.
        store: The store to name in commands; empty for the default store.
    """
    ordered = _in_order(news)
    whole = _Writer(plan, route, longest, store)
    if whole.fits(ordered):
        return (whole.message(ordered),)
    fresh = tuple(one for one in ordered if not one.repeated)
    if whole.fits(fresh):
        return (whole.message(fresh),)
    return tuple(_in_parts(attrs.evolve(whole, longest=max(longest, _LEAST)), fresh))


def _in_parts(whole: _Writer, news: tuple[News, ...]) -> Iterator[Message]:
    for brevity in Brevity:
        writer = attrs.evolve(whole, brevity=brevity)
        parts = list(_packed(writer, news))
        if len(parts) <= _MOST_PARTS and all(map(writer.fits, parts)):
            break
    for number, part in enumerate(parts, 1):
        yield writer.message(part, part=number, parts=len(parts))


def _packed(writer: _Writer, news: tuple[News, ...]) -> Iterator[tuple[News, ...]]:
    """Put as many alerts into each part as fit, in their order."""
    part: tuple[News, ...] = ()
    for one in news:
        if part and not writer.fits((*part, one)):
            yield part
            part = ()
        part = (*part, one)
    yield part


@attrs.frozen
class _Writer:
    """Writes a plan's messages for one recipient, each with as much news as fits."""

    plan: Plan
    route: Route
    longest: int
    store: str
    brevity: Brevity = Brevity.WHOLE

    def fits(self, news: Sequence[News]) -> bool:
        return not self.longest or len(self._text(news)) + _NUMBERED <= self.longest

    def message(self, news: tuple[News, ...], *, part: int = 1, parts: int = 1) -> Message:
        number = f" ({part} of {parts})" if parts > 1 else ""
        alerting = self.plan.alerting
        return Message.of(
            plan=self.plan.id,
            plan_title=self.plan.title,
            recipient=self.route.recipient,
            notifier=self.route.notifier,
            address=alerting.recipient(self.route.recipient).addresses.get(self.route.notifier, ""),
            subject=_subject(self.plan, news) + number,
            text=self._cut(self._text(news, number)),
            news=news,
            contact=alerting.contact,
            link=alerting.link,
            part=part,
            parts=parts,
        )

    def _text(self, news: Sequence[News], number: str = "") -> str:
        if self.brevity is Brevity.FIGURES_ONLY and self.longest < _LITTLE:
            return "\n".join([*([number.strip()] if number else []), *map(self._line, news)]) + "\n"
        whole = self.brevity is Brevity.WHOLE
        title, sections, common = f"{self.plan.title}{number}", sections_of(news, self.brevity), InCommon.of(news)
        if not whole:
            return text_of([title], sections, ())
        cut = any(one.more for one in sections)
        return text_of([title, *self._head(news, common)], sections, self._foot(news, common, cut=cut))

    def _head(self, news: Sequence[News], common: InCommon) -> Iterator[str]:
        """Say what the reader should do, whom to answer, and where to see more."""
        asked, alerting = common.asked, self.plan.alerting
        if asked:
            yield asked
        about = (
            [f"{'Answers and questions' if asked else 'Questions'}: {alerting.contact}."] if alerting.contact else []
        )
        about += [f"More: {page_of(alerting.link, [one for one in news if not one.repeated])}"] if alerting.link else []
        if about:
            yield " ".join(about)

    def _foot(self, news: Sequence[News], common: InCommon, *, cut: bool) -> Iterator[str]:
        contact = self.plan.alerting.contact
        yield from common.foot
        if any(one.made_up for one in news):
            yield "[made up]: rests on made-up figures that show how a rule works; no real verdict."
        if not contact:
            yield "Sent automatically by wes-rules."
        # Who can answer a person, and does not look after the running, has no use for a command.
        if not contact or self.route.recipient in self.plan.recipients_of(None):
            yield from common.recording(self.store)
            if cut:
                yield "wes-rules alerts list shows all of them."

    def _line(self, news: News) -> str:
        """Say one alert in a line; if it is too long, its title is cut and not its figures."""
        begins, ends = f"{subject_word(news)}: ", f": {news.line}" if news.line else ""
        room = self.longest - _NUMBERED - len(begins) - len(ends) - 1
        return f"{begins}{textwrap.shorten(place_of(news), max(room, _LEAST_TITLE), placeholder='...')}{ends}"

    def _cut(self, text: str) -> str:
        """Return a text that fits; a single alert that is too long is cut at a blank."""
        if not self.longest or len(text) <= self.longest:
            return text
        return textwrap.shorten(text, self.longest - 1, placeholder=" ...") + "\n"


def _in_order(news: Iterable[News]) -> tuple[News, ...]:
    """Return news in the order of a message: each heading once, the worst first, as on the page."""
    some = tuple(news)
    worst: dict[str, Decimal] = {}
    for one in some:
        name = heading_of(one)
        worst[name] = max(worst.get(name, Decimal(0)), _shortfall(one))

    def place(one: News) -> tuple[Any, ...]:
        name, at_risk = heading_of(one), one.severity == "at_risk"
        heads = one.repeated, _KINDS[one.kind], _ORDER[one.change], at_risk, -worst[name], name
        return *heads, -_shortfall(one), one.title, one.alert

    return tuple(sorted(some, key=place))


def _shortfall(one: News) -> Decimal:
    """Return the shortfall as a share of what is required, as pages order it; 0 if unknown."""
    if one.numbers is None or not one.open:
        return Decimal(0)
    numbers = one.numbers
    return shortfall_of(numbers.margin, numbers.required_value, numbers.observed) or Decimal(0)


def _subject(plan: Plan, news: tuple[News, ...]) -> str:
    """Return the subject: the first news with figure and target, how much more there is, and the plan."""
    fresh = [one for one in news if not one.repeated] or list(news)
    lead = fresh[0]
    title = textwrap.shorten(place_of(lead) if _is_elsewhere(plan, lead) else _titled(lead), _LONGEST_TITLE)
    # Of one measure there may be news of its figures and of its verdict.
    others = {(one.measure or one.alert, one.area) for one in fresh} - {(lead.measure or lead.alert, lead.area)}
    more = f", and {len(others)} more" if others else ""
    return f"{subject_word(lead)}: {title}{_figures(lead)}{more} - {plan.title}"


def _titled(news: News) -> str:
    return f"{'[made up] ' if news.made_up else ''}{news.title}"


def _is_elsewhere(plan: Plan, news: News) -> bool:
    """Whether the plan's title leaves out the place."""
    return news.area_name.casefold() not in plan.title.casefold()


def _figures(news: News) -> str:
    numbers = news.numbers
    if news.kind is AlertKind.OFF_TRACK and numbers is not None and (numbers.figure or numbers.required):
        then = f" in {numbers.decided_in}" if numbers.decided_in and numbers.figure else ""
        part = f"{numbers.part}: " if numbers.part else ""
        if numbers.required == REQUIRED:
            # A percentage beside "all" says nothing: it may print as all of them.
            said = ", ".join(filter(None, (numbers.figure + then, numbers.distance if numbers.figure else "")))
            return f" ({part}{': '.join(filter(None, (said, 'all are needed')))})"
        target = f"target {numbers.required}" if numbers.required else ""
        return f" ({part}{', '.join(filter(None, (numbers.figure + then, target)))})"
    return f" ({news.period})" if news.period else ""
