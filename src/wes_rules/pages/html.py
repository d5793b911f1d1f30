"""A scorecard as one HTML file that loads nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wes_rules.counting import opened
from wes_rules.errors import PluginError, Problem
from wes_rules.judging.status import Answer, Course
from wes_rules.pages.areas import Index
from wes_rules.pages.charts import chart_of
from wes_rules.pages.counts import Tally, counted_apart, grouped, lead, standing
from wes_rules.pages.saying import caption, left_out, noted, order_of, spoken
from wes_rules.pages.sparks import spark_of
from wes_rules.pages.values import Scorecard, Shown
from wes_rules.plugins.escaping import with_minus
from wes_rules.quoting import visible
from wes_rules.values.days import said_day
from wes_rules.values.period_kind import MONTHS

__all__ = ["index_page_of", "page_of"]

if TYPE_CHECKING:
    from jinja2 import Environment

# What is said of a measure by these names is for those who ask how it is judged.
_STATISTICS = ("Trend", "Outlook")
_TEMPLATES = Path(__file__).with_name("templates")
# Spaces at which no line may end.
_TOGETHER = re.compile(rf"(\d|{'|'.join(MONTHS)}) (?=(?<=\d )[^\W\d_]|(?<!\d )\d{{4}}\b)")
_REMEDY = 'pip install "wes-rules[pages]", or write -o scorecard.csv, which needs no package'
_MISSING = Problem("a page needs the package jinja2, which is not installed", _REMEDY)


def need_packages() -> None:
    """Refuse to make pages if packages are missing, before anything is read or judged."""
    _environment()


def page_of(card: Scorecard, *, index: str = "") -> str:
    """
    Return a scorecard as an HTML page: one file, which needs no script and no network.

    Args:
        index: The address of the page that it is one of, where there is one.
    """
    environment = _environment()
    ranked = sorted(card.measures, key=lambda one: (counted_apart(one), one.badness))
    missed = {
        answer: some
        for answer in (Answer.OFF_TRACK, Answer.AT_RISK)
        if (some := [one for one in ranked if one.known_best.verdict is answer])
    }
    style, script = _style(f"{card.title}, {card.area_name}, as known on {said_day(card.day)}"), _part("page.js")
    return environment.get_template("page.html.j2").render(
        card=card,
        index=index,
        ended=all(one.settled for one in card.measures),
        # Where all deadlines have passed, or there is none, no course says anything.
        courses=any(one.course_words and not one.settled for one in card.measures),
        attention=list(_attention(missed, ranked)),
        turned_since=[one for one in ranked if one.verdict is Answer.ON_TRACK and one.turned is Answer.OFF_TRACK],
        undecided=standing("cannot be judged", [one for _, some in card.reasons for one in some]),
        shares=list(_shares(card.whole)),
        links=_links(card, missed),
        statuses={one.value: one for one in Answer},
        ranks={one.anchor: place for place, one in enumerate(ranked)},
        sparks={one.anchor: spark_of(one) for one in card.measures},
        charts={one.anchor: [(each, chart_of(each, one.series)) for each in one.series] for one in card.measures},
        statistics=_STATISTICS,
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


def index_page_of(index: Index) -> str:
    """Return the page from which those of areas are reached."""
    environment, style = _environment(), _style(f"{index.title}, as known on {said_day(index.day)}")
    return environment.get_template("areas.html.j2").render(
        index=index, verdicts=index.verdicts, style=style, style_hash=_hash(style)
    )


def _attention(
    missed: Mapping[Answer, list[Shown]], ranked: list[Shown]
) -> Iterator[tuple[str, str, str, list[Shown]]]:
    """Yield what needs attention, missed now or soon, each with its anchor, heading and words."""
    words = {answer: answer.words.lower() for answer in missed}
    yield from ((answer.value, standing(words[answer], some), words[answer], some) for answer, some in missed.items())
    if lost := [one for one in ranked if one.course is Course.CANNOT_BE_KEPT]:
        yield "lost", f"Can no longer be kept, though not due: {len(lost)}", Course.CANNOT_BE_KEPT.words, lost


@lru_cache(maxsize=1)
def _environment() -> Environment:
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ImportError:
        raise PluginError(_MISSING) from None
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalized,
    )
    made.filters |= {
        "day": said_day,
        "lead": lead,
        "caption": caption,
        "left_out": left_out,
        "spoken": spoken,
        "noted": noted,
        "opened": opened,
        "order_of": order_of,
        "by_objective": lambda rows: grouped(rows, "objective").items(),
        "apart": counted_apart,
        "by_owner": lambda rows: grouped(rows, "owner").items(),
    }
    return made


def _finalized(value: Any) -> Any:
    """Escape text from outside, remove control characters and set its numbers; markup stays as it is."""
    return set_numbers(visible(value, keep="\n")) if type(value) is str else value


def set_numbers(text: str) -> str:
    """Write a minus where a hyphen stands for one, and keep a number on one line with its unit, and a month with its year."""
    return _TOGETHER.sub("\\1\u00a0", with_minus(text))


def _style(foot: str) -> Any:
    """Return the style, with what stands at the foot of each printed sheet; what others wrote is escaped sign by sign."""
    from markupsafe import Markup

    said = "".join(sign if sign.isascii() and sign.isalnum() else f"\\{ord(sign):x} " for sign in visible(foot))
    return Markup(_part("style.css").replace("PAGE_TITLE", said))  # noqa: S704 - our own file, and nothing but letters


@lru_cache(maxsize=4)
def _part(name: str) -> Any:
    """Return a file of our own that goes into the page as it is."""
    from markupsafe import Markup

    return Markup((_TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704 - our own file


def _hash(text: str) -> str:
    """Return the hash by which a page allows its own style and script, and no others."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _shares(whole: Tally) -> Iterable[tuple[Answer, float, float]]:
    """Return for each verdict with any measure where its part of a bar begins, and how wide it is, in percent."""
    total = max(whole.total, 1)
    widths = [100 * number / total for _, number in whole.counts]
    for (verdict, number), end, width in zip(whole.counts, accumulate(widths), widths, strict=True):
        if number:
            yield verdict, round(end - width, 2), round(width, 2)


def _links(card: Scorecard, missed: Iterable[Answer]) -> dict[str, str]:
    """Say where a count leads without a script."""
    links = {one.value: "#measures" for one in Answer} | {one.value: f"#{one.value}" for one in missed}
    if card.reasons:
        links[Answer.UNDECIDED.value] = "#undecided"
    return links
