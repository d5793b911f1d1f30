"""A sentence that holds several promises: one of two is enough, one lifts another to amber, or each part has its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice

import attrs

from wes_rules.rules.kinds.composites import Any as AnyOf
from wes_rules.rules.kinds.composites import Each
from wes_rules.rules.kinds.year_on_year import QuarterlyDecrease, QuarterlyIncrease
from wes_rules.rules.measure import Baseline, Better
from wes_rules.rules.phrases import Reading
from wes_rules.values.period_kind import PeriodKind
from wes_rules.wording.context import Context
from wes_rules.wording.result import Asks, Question, Target

# "Amber if better than the same quarter of last year" behind a promise.
_AMBER = re.compile(
    r"[,;.]? (?:and |or |but )?amber (?:if|where|when)(?: it is| it's)? (?P<way>better|higher|lower|more|fewer|less) than(?: in)? the same quarter"
    r" (?:of |in )?(?:the )?(?:last|previous) year\W*$",
    re.IGNORECASE,
)
_STEPS = {
    Better.HIGHER: (QuarterlyIncrease, ("better", "higher", "more")),
    Better.LOWER: (QuarterlyDecrease, ("better", "lower", "fewer", "less")),
}
_JOINED = re.compile(r"[\s,;]*(?:\band)?[\s.\"]*$", re.IGNORECASE)
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
    for cut in islice(_OR.finditer(text), _MOST_CUTS):
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
    if found is None or context.kind is None or context.kind.per_year != PeriodKind.CALENDAR_QUARTER.per_year:
        return None
    one = read(text[: found.start()], context)
    kind, ways = _STEPS.get(one.better or Better.NONE, (None, ()))
    if not one.settled or one.rule is None or kind is None or found["way"].lower() not in ways:
        return None
    step = kind(against="same-period-last-year", scope="latest", at_best="at-risk")
    said = Reading(phrase=found[0].strip(" ,;."), used="it lifts what is missed to amber, and no further")
    return attrs.evolve(one, rule=AnyOf(of=(one.rule, step)), readings=(*one.readings, said))


def each_by_name(text: str, context: Context, read: Callable[[str, Context], Target]) -> Target | None:
    """Read a promise of its own for each of several parts that are named: "mean at most 7 days, and 90th centile at most 15 days"."""
    named = [(place, part) for part in context.parts if (place := _place_of(part.name, text)) is not None]
    starts = sorted(place for place, _ in named)
    if len(context.parts) < 2 or len(named) < len(context.parts) or text[: starts[0]].strip(' "'):
        return None
    ends = dict(zip(starts, (*starts[1:], len(text)), strict=True))
    alone = attrs.evolve(context, parts=())
    found = [read(_JOINED.sub("", text[place : ends[place]]), alone) for place, _ in named]
    if not all(one.settled for one in found):
        return None
    over = tuple(attrs.evolve(part, rule=one.rule) for (_, part), one in zip(named, found, strict=True))
    readings = tuple(dict.fromkeys(reading for one in found for reading in one.readings))
    return attrs.evolve(found[0], rule=Each(over=over), readings=readings)


def _place_of(name: str, text: str) -> int | None:
    found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
    return None if found is None else found.start()


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
