"""What a row of a table of targets leaves open although its words seem to settle it: its title, its unit or its heading says otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

import attrs

from wes_rules.drafting.seen import SeenSeries
from wes_rules.drafting.targets import TargetRow
from wes_rules.rules.better import Better
from wes_rules.rules.kinds.everyone import Everyone
from wes_rules.rules.kinds.threshold import Threshold
from wes_rules.values.period import PeriodKind
from wes_rules.values.quantity import Unit
from wes_rules.wording import Asks, Question, Target

# How a reading begins that names a unit of measurement.
_COUNTS = "the figure counts "
_TIME = r"(\d+(?:\.\d+)? (?:working |calendar |school )?(?:second|minute|hour|day|week|month)s?)"
# A verb at the head of a title; "reduction in" and "increase in" name a figure, and more of that may be what is wanted.
_VERBS = re.compile(
    r"(?:to )?(?:(?P<lower>reduce|decrease|minimi[sz]e|cut)|(?P<higher>increase|raise|maximi[sz]e))\b(?! (?:in|of|on|for)\b)",
    re.IGNORECASE,
)
_WITHIN = re.compile(rf"within {_TIME}", re.IGNORECASE)
_SHARE = re.compile(r"%|\b(?:percent|per cent|proportion|share|number) ?", re.IGNORECASE)
# What is mostly meant to fall, or to rise, where no other words of a title turn it round.
_MOSTLY = {
    Better.LOWER: re.compile(
        r"\b(?:(?:days|time) (?:lost|taken)|(?:average|mean|response|waiting|processing|turnaround) (?:times?|days|wait)|days to|sickness|absen[ct]e?|waiting|complaints?|missed|arrears|overdue|crimes?|offences?|accidents?|deaths?"
        r"|vacan(?:t|cy|cies)|emissions|fly[- ]tip\w*|backlog|unemploy\w*|neet|exclusions?|suspensions?|overspend)\b",
        re.IGNORECASE,
    ),
    Better.HIGHER: re.compile(
        r"\b(?:recycl\w*|satisf\w*|in time|on time|collected|visits|attendance)\b", re.IGNORECASE
    ),
}
_TURNED = re.compile(
    r"\b(?:within|reduction|prevented|re?solved|answered|removed|dealt|responded|relieved|detected|completed|cleared|not|dis\w+|fewer|less)\b"
    r"|\b(?:in|on) time\b",
    re.IGNORECASE,
)
_ADDED_UP = re.compile(r"\bcumulative\b|\byear[- ]to[- ]date\b|\bYTD\b", re.IGNORECASE)
_WHOLE = re.compile(r"100(?:\.0+)? ?(?:%|per ?cent)", re.IGNORECASE)


def way_of_title(row: TargetRow) -> tuple[Better, str] | None:
    """Return the direction that a row's title asks for, with the words that say so; None if there are none."""
    if (verb := _VERBS.match(row.title)) is not None:
        return Better.LOWER if verb["lower"] else Better.HIGHER, verb[0]
    within = _WITHIN.search(row.title)
    # A time in which a share of cases is to be done is no figure; one that is the target itself is.
    if within is None or _SHARE.search(row.title) or within[1].lower() not in row.words.lower():
        return None
    return Better.LOWER, within[0]


def doubts(row: TargetRow, found: Target, seen: SeenSeries | None, better: Better | None) -> Iterator[Question]:
    """List what has to be asked of a rule that the words of a row seem to settle."""
    title = way_of_title(row)
    if title is not None and better in (Better.HIGHER, Better.LOWER) and better is not title[0]:
        what = f"the title wants it {title[0].value}, and the target is read as if {better.value} were better"
        yield Question(asks=Asks.CONFLICT, phrase=title[1], open=what, choices=("the title is right", "the target is"))
    yield from _a_far_band(row, found)
    whole = None if seen is not None and seen.has_counts else _WHOLE.search(row.words)
    if whole is not None and isinstance(found.rule, Everyone if row.dated else Everyone | Threshold):
        what = "whether it is decided on counts, or by the percentage as it is published, is not said"
        choices = "every case, decided on counts", "at least 100% as published"
        yield Question(asks=Asks.UNIT, phrase=whole[0], open=what, choices=choices)


def _a_far_band(row: TargetRow, found: Target) -> Iterator[Question]:
    """Ask about a band that goes on to half the target and further: what is taken for its end may be how wide it is."""
    rule = found.rule
    if not isinstance(rule, Threshold) or rule.tolerance is None or rule.tolerance_in == "percent-of-target":
        return
    limit = next(
        (one for one in (rule.at_least, rule.at_most, rule.above, rule.below) if isinstance(one, Decimal)), None
    )
    if limit is not None and 2 * rule.tolerance >= abs(limit):
        what = (
            f"whether that is where the band ends, {rule.tolerance} off the target, or how far off it goes, is not said"
        )
        yield Question(asks=Asks.CONFLICT, phrase=row.said, open=what, choices=("where it ends", "how far off it goes"))


def against_its_start(found: Target, better: Better | None) -> Iterator[Question]:
    """Ask about a limit whose side is said by which way is better, where its start or a later limit lies on the other side."""
    if better not in (Better.HIGHER, Better.LOWER) or not isinstance(found.rule, Threshold):
        return
    rule = found.rule
    name = next((one for one in ("at_least", "at_most", "above", "below") if getattr(rule, one) is not None), "")
    start = None if found.baseline is None else found.baseline.value
    later = [value for one in rule.versions for changed, value in one.changes if changed == name]
    steps = [one for one in (start, getattr(rule, name, None), *later) if isinstance(one, Decimal)]
    if steps and (steps[-1] < steps[0] if better is Better.HIGHER else steps[-1] > steps[0]):
        what = f"it leads from {steps[0]} to {steps[-1]}, and {better.value} is said to be better"
        other = Better.LOWER if better is Better.HIGHER else Better.HIGHER
        choices = f"{other.value} is better", "the target asks for less than there was"
        yield Question(asks=Asks.CONFLICT, phrase=found.sentence, open=what, choices=choices)


def against_its_title(row: TargetRow, better: Better | None) -> Iterator[Question]:
    """Ask about a side that is said of all measures, where the title names what is mostly wanted the other way."""
    other = {Better.HIGHER: Better.LOWER, Better.LOWER: Better.HIGHER}.get(better or Better.NONE)
    found = None if other is None or not row.words else _MOSTLY[other].search(row.title)
    if found is not None and other is not None and not (other is Better.LOWER and _TURNED.search(row.title)):
        what = f"{'less' if other is Better.LOWER else 'more'} of it is mostly better, and {(better or other).value} is said of all measures"
        yield Question(asks=Asks.CONFLICT, phrase=found[0], open=what, choices=("higher is better", "lower is better"))


def measured_in(found: Target) -> str:
    """Return the unit of measurement that the words name, such as minutes, where none of the library's is meant; empty if they name none."""
    said = (one.used.removeprefix(_COUNTS) for one in found.readings if one.used.startswith(_COUNTS))
    return next((one for one in said if one not in [unit.value for unit in Unit]), "")


def places_of(found: Target) -> int:
    """Return how many decimal places the amounts of a target have."""
    amounts = [value for value in _values_of(found) if isinstance(value, Decimal)]
    return max((-int(value.as_tuple().exponent) for value in amounts), default=0)


def _values_of(found: Target) -> Iterator[object]:
    """Go through the values of a rule, of its versions, and of its start."""
    if found.rule is not None:
        yield from attrs.asdict(found.rule, recurse=False).values()
    for one in getattr(found.rule, "versions", ()):
        yield from (value for _, value in one.changes)
    if found.baseline is not None:
        yield found.baseline.value


def adds_up(row: TargetRow) -> str:
    """Return the words by which a row's figures accumulate during the year; empty if none say so."""
    found = _ADDED_UP.search(f"{row.title} {row.words}")
    return "" if found is None else found[0]


def begins_anew(row: TargetRow, kind: PeriodKind) -> Question | None:
    """Ask what is promised of later years if figures accumulate during the year and its targets are for periods; None otherwise."""
    if not row.dated or kind.per_year == 1 or not (phrase := adds_up(row)):
        return None
    what = "what is promised of the periods after the last one, in which the figures begin anew, is not said"
    return Question(asks=Asks.TOTAL, phrase=phrase, open=what)
