"""A sentence that holds several promises: one of two is enough, one lifts another to amber, or each part has its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice, pairwise

import attrs

from wes_rules.rules.better import Better
from wes_rules.rules.kinds.composites import Advisory, Each
from wes_rules.rules.kinds.composites import Any as AnyOf
from wes_rules.rules.measure import Baseline
from wes_rules.rules.part import Part
from wes_rules.rules.phrases import Reading
from wes_rules.wording.changes import STEPS
from wes_rules.wording.context import Context
from wes_rules.wording.items import Is
from wes_rules.wording.result import Asks, Question, Target
from wes_rules.wording.scanning import items_in

# "Amber if better than the same quarter of last year" behind a promise.
_AMBER = re.compile(
    r"[,;.]? (?:and |or |but )?amber (?:if|where|when)(?: it is| it's)? (?P<way>better|higher|lower|more|fewer|less) than(?: in)?"
    r"(?P<season> the same quarter(?: of| in)?)? (?:the )?(?:last|previous) year(?:'s (?:figure|result|performance))?\W*$",
    re.IGNORECASE,
)
_WAYS = {Better.HIGHER: ("better", "higher", "more"), Better.LOWER: ("better", "lower", "fewer", "less")}
# What may stand between the promises of two parts.
_JOINED = re.compile(r"\s*(?:[,;.]\s*(?:and\s+)?|and\s+)(?:the\s+)?", re.IGNORECASE)
# What one measure has once for all its parts, and what each part may have of its own.
_ONCE, _OWN = ("until", "within", "number"), ("better", "unit", "baseline", "calendar")
_OR, _MOST_CUTS = re.compile(r",? or ", re.IGNORECASE), 3
_OR_AMONG = re.compile(r"\bor\b", re.IGNORECASE)
# What may stand before the first words of a promise.
_OPENS = re.compile(r"\W*(?:the|an?)?\W*", re.IGNORECASE)


def one_or_other(text: str, context: Context, whole: Target, read: Callable[[str, Context], Target]) -> Target | None:
    """
    Read two promises of different kinds, of which one is enough.

    Args:
        whole: What the text was read as at once.
        read: Reads one of the two.
    """
    if whole.settled and not any(_OR_AMONG.search(one) for one in whole.counted):
        return None
    names = [one for one in items_in(text) if one.what is Is.HARMLESS]
    for cut in islice(_OR.finditer(text), _MOST_CUTS):
        if any(one.start < cut.start() and cut.end() < one.end for one in names):
            continue
        one = read(text[: cut.start()], context)
        if not one.settled:
            continue
        known = attrs.evolve(context, better=one.better, unit=one.unit or context.unit)
        other = read(text[cut.end() :], known)
        if other.settled and not _of_one_kind(one, other):
            return _either(one, cut[0], other)
        if whole.settled and (other.rule is not None or any(each.asks is Asks.CONFLICT for each in other.questions)):
            # The words that say what is counted hold a promise that was left out.
            return _asking(whole, Asks.SEVERAL, other.sentence, "whether that is promised as well is not said")
    return None


def lifted_to_amber(text: str, context: Context, read: Callable[[str, Context], Target]) -> Target | None:
    """Read a promise that is at risk only, where it is missed and the figure is better than a year before."""
    found = _AMBER.search(text)
    if found is None or context.a_year != (4 if found["season"] else 1):
        return None
    one = read(text[: found.start()], context)
    better = one.better or Better.NONE
    if not one.settled or one.rule is None or found["way"].lower() not in _WAYS.get(better, ()):
        return None
    kind = STEPS["quarter" if found["season"] else "year", better]
    step = kind(against="same-period-last-year" if found["season"] else "previous", scope="latest", at_best="at-risk")
    said = Reading(phrase=found[0].strip(" ,;."), used="it lifts what is missed to amber, and no further")
    return attrs.evolve(one, rule=AnyOf(of=(one.rule, step)), readings=(*one.readings, said))


def each_by_name(text: str, context: Context, read: Callable[[str, Context], Target]) -> Target | None:
    """Read a promise of its own for each of several parts that are named: "mean at most 7 days, and 90th centile at most 15 days"."""
    named = [(places[0], part) for part in context.parts if len(places := _places_of(part.name, text)) == 1]
    starts = sorted(place for place, _ in named)
    if len(context.parts) < 2 or len(named) < len(context.parts) or text[: starts[0]].strip(' "'):
        return None
    last = {place: _end_of_promise(text, place, end) for place, end in pairwise(starts)}
    found = [read(text[place : last.get(place)], _known_of(part, context)) for place, part in named]
    if not all(one.settled for one in found):
        # "Boys and girls at least 50%" promises the same of both; behind a promise of its own the name begins another.
        own = [one for one, (place, _) in zip(found, named, strict=True) if one.settled and place != starts[-1]]
        what = "what is promised of each of the parts was not understood"
        return attrs.evolve(_asking(own[0], Asks.SEVERAL, text, what), rule=None) if own else None
    joined = _joined(found, [part for _, part in named], context)
    between = [text[last[place] : end] for place, end in pairwise(starts)]
    if other := next((one for one in between if not _JOINED.fullmatch(one)), None):
        what = "how the promises of the parts hang together was not understood"
        return attrs.evolve(_asking(joined, Asks.SEVERAL, other.strip(" ,;"), what), rule=None)
    return joined


def _joined(found: list[Target], parts: list[Part], context: Context) -> Target:
    """Return the promises of several parts as one; what they do not share each part has itself."""
    own = [name for name in _OWN[:3] if any(getattr(one, name) != getattr(found[0], name) for one in found)]
    over = tuple(
        attrs.evolve(part, rule=one.rule, **{name: getattr(one, name) for name in own})
        for part, one in zip(parts, found, strict=True)
    )
    joined = attrs.evolve(
        found[0],
        rule=Each(over=over),
        readings=tuple(dict.fromkeys(reading for one in found for reading in one.readings)),
        counted=tuple(words for one in found for words in one.counted),
        baseline=context.baseline if "baseline" in own else found[0].baseline,
    )
    for one in found:
        if one.number is not None or any(getattr(one, name) != getattr(found[0], name) for name in _ONCE):
            what = "a part cannot have that of its own: a measure for each, or a part with a number that says so"
            return _asking(joined, Asks.SEVERAL, one.sentence, what)
        if isinstance(one.rule, Advisory):
            return _asking(joined, Asks.SEVERAL, one.sentence, "a part that is only hoped for decides the whole")
    return joined


def _known_of(part: Part, context: Context) -> Context:
    """Return what is known of a part: its own, and the measure's where it has none."""
    own = {name: value for name in _OWN if (value := getattr(part, name)) is not None}
    return attrs.evolve(context, parts=(), **own)


def _places_of(name: str, text: str) -> list[int]:
    return [found.start() for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)]


def _end_of_promise(text: str, start: int, end: int) -> int:
    """Return where the last words that mean something end, between two places."""
    return max(
        (one.end for one in items_in(text[:end]) if one.start >= start and one.what not in (Is.AND, Is.MODAL)),
        default=start,
    )


def _either(one: Target, joined: str, other: Target) -> Target:
    assert one.rule is not None  # both are settled
    assert other.rule is not None
    said = Reading(phrase=joined.strip(" ,"), used="one of the two is enough", others=("both",))
    found = attrs.evolve(
        one,
        rule=AnyOf(of=(one.rule, other.rule)),
        readings=tuple(dict.fromkeys((*one.readings, said, *other.readings))),
        counted=(*one.counted, *other.counted),
        baseline=_start_of(one.baseline, other.baseline),
    )
    if own := (*_behind_the_promise(one), *other.counted):
        found = _asking(found, Asks.SEVERAL, own[0], "whether that is said of both promises is not settled")
    if _two_starts(one.baseline, other.baseline):
        found = _asking(found, Asks.BASELINE, "", "the two promises start from different figures")
    return found


def _asking(target: Target, asks: Asks, phrase: str, what: str) -> Target:
    return attrs.evolve(target, questions=(*target.questions, Question(asks=asks, phrase=phrase, open=what)))


def _behind_the_promise(one: Target) -> list[str]:
    """Return the words of a first promise except its opening words, which both promises share."""
    return [each for each in one.counted if not _OPENS.fullmatch(one.sentence[: one.sentence.find(each)])]


def _two_starts(one: Baseline | None, other: Baseline | None) -> bool:
    """Whether two promises start from different figures, or from different periods."""
    values, periods = ({getattr(each, name, None) for each in (one, other)} for name in ("value", "period"))
    return len(values - {None}) > 1 or len(periods - {None}) > 1


def _start_of(one: Baseline | None, other: Baseline | None) -> Baseline | None:
    """Return the start that one of two promises gives; if both do, the one with a figure."""
    return other if one is None or (one.value is None and other is not None) else one


def _of_one_kind(one: Target, other: Target) -> bool:
    """Whether two promises may be the same promise twice, or are about different numbers or days."""
    alike = all(getattr(one, name) == getattr(other, name) for name in ("better", "number", "until", "within"))
    days = {getattr(each.rule, "by", None) for each in (one, other)}
    return type(one.rule) is type(other.rule) or not alike or len(days) > 1
