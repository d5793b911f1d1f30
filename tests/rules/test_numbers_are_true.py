"""Every period and every number that an explanation names is one of the data, of the promise, or worked out from them."""

import itertools
import re
from collections import defaultdict
from decimal import ROUND_DOWN
from decimal import Decimal as D
from fractions import Fraction
from functools import cache

import attrs
import pytest
from tests.oracle.adapter import judged_as, stated
from tests.oracle.drawing import KINDS_DRAWN, world_of
from tests.rules.test_sentences_are_true import DAY

from wes_rules import (
    Baseline,
    FromBaseline,
    Gap,
    Observed,
    Period,
    Point,
    QuantileBand,
    RankImprovement,
)
from wes_rules.judging.needed import NeededRest
from wes_rules.rules.facts import Finding
from wes_rules.series.comparators import OfSet
from wes_rules.series.places import Place
from wes_rules.values.quantity import Quantity, Span, from_ticks
from wes_rules.values.ticks import round_half_up

# The last ones name what the first do not: totals in part, places among areas, figures overdue for a year.
SEEDS = (*range(16), 38, 43, 71, 119, 184, 199, 207, 237, 264, 269, 285, 286, 290, 341, 343, 411)
# A period as it is written, of any kind; years alone are numbers as well.
PERIOD = re.compile(
    r"[A-Z][a-z]+ \d{4} to [A-Z][a-z]+ \d{4}|\d{4}(?:/\d\d)? - \d{4}(?:/\d\d)?|\d{4}/\d\d(?: [QH]\d)?|\d{4} Q\d|(?:autumn|spring|summer|[A-Z][a-z]+) \d{4}(?:/\d\d)?|\d{4} H\d|\d{4} week \d+"
)
NUMBER = re.compile(r"(?<![\w.,-])£?(\d+(?:,\d{3})*(?:\.\d+)?)(?!\w)")
# What sentences count in words of their own, and name as tests do: "95% interval", "5%", "1 says that it is done".
SAID = {D(one) for one in ("0", "1", "95", "5")}


@cache
def explained(kind, seeds=SEEDS):
    """Return judgements of worlds of the oracle, in which there is everything that a plan and its figures may hold."""
    return [judged_as(*made) for made in stated([world_of(seed, (kind,)) for seed in seeds])]


def walked(value):
    """Give everything that a value is made of."""
    yield value
    if attrs.has(type(value)) and not isinstance(value, Period | Quantity):
        for field in attrs.fields(type(value)):
            yield from walked(getattr(value, field.name))
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from walked(one)


def facts_of(leaf):
    for finding in (leaf.finding, leaf.finding and leaf.finding.decided):
        if isinstance(finding, Finding):
            yield from finding.facts
    yield from leaf.since
    # What was last said is true by the same laws of the period it is said of.
    for part in () if leaf.last_verdict is None else leaf.last_verdict.leaves:
        yield from facts_of(part)


def periods_of(judgement):
    """Give each period that may be named: of the figures used, of the promise, and of what is on file."""
    for one in (judgement, *judgement.leaves):
        yield one.period
        yield from (fact.period for fact in facts_of(one))
        yield from (one for one in walked((one.measure.rule, one.measure.baseline, one.measure.calendar)))
        yield one.outlook and one.outlook.period
        yield one.may_fail and one.may_fail.period
        yield from (supposed.period for supposed in (one.outlook.course if one.outlook else ()))
    known = [one.period for one in judgement.history]
    yield from known
    for leaf in judgement.leaves:
        kind = leaf.measure.calendar.kind
        begun = [one for one in walked((leaf.measure.rule, leaf.measure.number)) if isinstance(one, Period)]
        begun += [one.period for one in (leaf.measure.baseline,) if one is not None and one.period is not None]
        indicator, history = leaf.measure.number.indicator, judgement.history
        days = [day for case in history.cases(indicator, leaf.area) for day in (case.opened, case.closed)]
        days += [one.day for one in history.inspections(indicator, leaf.area)]
        begun += [Period.containing(day, kind) for day in days if day is not None]
        begun += [] if leaf.measure.starts is None else [Period.containing(leaf.measure.starts, kind)]
        begun += filter(None, [leaf.measure.calendar.first])
        yield from (fact.period for fact in _evidence(leaf))
        first = min((one for one in (*known, *begun) if one.kind is kind), default=None)
        # A baseline, or what has come since, may be of a later period than the one that is judged.
        last = max((one for one in (*begun, leaf.period) if one is not None and one.kind is kind), default=None)
        looked_at = () if first is None or last is None else between(first - 1 - kind.per_year, last)
        named = (*looked_at, *(one for one in (*known, leaf.period) if one is not None and one.kind is kind))
        # What covers several is called by all of them, and the name of three terms ends in that of the last.
        for one in named:
            yield from (attrs.evolve(one, window=window) for window in (1, leaf.measure.calendar.window))


def numbers_of(judgement):
    # Parts that promise alike are told apart by their place.
    yield from range(len(judgement.leaves) + 1)
    places = max((len(one.areas) for one in judgement.history.area_sets.values()), default=0) + 1
    for leaf in judgement.leaves:
        decimals = leaf.measure.decimals
        yield from range(
            places + 1
            if isinstance(leaf.measure.rule, RankImprovement | QuantileBand) or isinstance(leaf.measure.number, Place)
            else 0
        )
        yield from (shares_of_rows(leaf) | set(range(9))) if leaf.measure.number.of_rows else ()
        against = getattr(leaf.measure.rule, "against", None)
        yield from range(places + 1 if isinstance(against, OfSet) else 0)
        for one in judgement.history:
            low, high = one.quantity.low, one.quantity.high
            # A place is said with the figure that it is of, as it was published.
            yield from (one for end in (low, high) if end is not None for one in (end, *rounded(end, decimals)))
        yield from (one for one in walked((leaf.measure.rule, leaf.measure.baseline)) if isinstance(one, D | int))
        facts = [*facts_of(leaf), *_evidence(leaf)]
        for fact in facts:
            figure = fact.figure
            yield from _ends(figure.span, decimals)
            yield from (figure.counts or ())
            yield from (
                one for end in figure.interval or () for one in (D(str(end)), round_half_up(D(str(end)), decimals))
            )
        yield from () if leaf.margin is None else (leaf.margin,)
        yield from leaf.computed.progress or ()
        # What was last said is true by the same laws of the period it is said of.
        before = leaf.last_verdict
        yield from () if before is None or before.margin is None else (before.margin,)
        yield from gaps(judgement) if isinstance(leaf.measure.number, Gap) else ()
        yield from unrounded_targets(leaf)
        yield from edges(leaf)
        for point in leaf.turning_points:
            for span, _ in point.decided:
                yield from _ends(span, point.words.decimals)
        yield from _course(leaf)
    outlook, movement = judgement.outlook, judgement.movement
    # How often running the newest figures went one way.
    yield from () if movement is None else (len(movement.facts) - 1,)
    if outlook is not None:
        yield from (one.quantity.low for one in outlook.course)
        yield from (len(one.periods) for one in outlook.recent)
    may_fail, needed = judgement.may_fail, judgement.needed
    if may_fail is not None:
        # A law of its own holds them true: as many keep the promise, and one more breaks it.
        yield from (may_fail.cases, may_fail.failed, may_fail.more)
    if isinstance(needed, NeededRest):
        yield from (needed.periods, from_ticks(needed.target, judgement.decisive.measure.decimals))
        yield from () if needed.amount is None else _ends(needed.amount, judgement.decisive.measure.decimals)
    elif needed is not None:
        gap, decimals = needed.target - needed.latest.figure.span.low, judgement.decisive.measure.decimals
        # Rounded to what is enough, as is said; worked out anew.
        yield from (
            needed.periods,
            from_ticks(-(-abs(gap) // needed.periods), decimals),
            from_ticks(needed.target, decimals),
        )


def unrounded_targets(leaf):
    """Give what a percentage makes of the baseline, be it of one year or of several, with the decimals it is said with."""
    rules = [one for one in walked(leaf.measure.rule) if isinstance(one, FromBaseline) and one.change_in == "percent"]
    starts = {end for fact in facts_of(leaf) if fact.role == "baseline" for end in _ends(fact.figure.span, 0)}
    for change in {one.change for one in rules} | {
        value for rule in rules for value in walked(rule.versions) if isinstance(value, D)
    }:
        for start in starts:
            for years in range(1, 20):
                for share in (Fraction(change) / 100, -Fraction(change) / 100):
                    for factor in ((1 + share) ** years, 1 + years * share):
                        exact = Fraction(start) * factor / 10**leaf.measure.decimals
                        for places in (1, 2):
                            yield round_half_up(D(exact.numerator) / exact.denominator, leaf.measure.decimals + places)


def edges(leaf):
    """Give the values beside where a tolerance in percent of a target ends; a law of its own says which one it is."""
    rules = [one for one in walked(leaf.measure.rule) if getattr(one, "tolerance_in", "") == "percent-of-target"]
    amounts = {value for rule in rules for value in walked(rule) if isinstance(value, D)}
    targets = amounts | {end for fact in facts_of(leaf) for end in _ends(fact.figure.span, leaf.measure.decimals)}
    targets |= set() if leaf.required_value is None else {leaf.required_value}
    tick = D(1).scaleb(-leaf.measure.decimals)
    for target, share in itertools.product(targets, amounts):
        for exact in (target - abs(target) * share / 100, target + abs(target) * share / 100):
            near = round_half_up(exact, leaf.measure.decimals)
            yield from (near - tick, near, near + tick)


def shares_of_rows(leaf):
    """Return every share that there can be of so many rows: the newest of them is said beside the last verdict."""
    indicator, history = leaf.measure.number.indicator, leaf.history
    rows = len(history.cases(indicator, leaf.area)) + len(history.inspections(indicator, leaf.area))
    return {
        round_half_up(D(100 * part) / D(whole), leaf.measure.decimals)
        for whole in range(1, rows + 1)
        for part in range(whole + 1)
    }


def gaps(judgement):
    """Return how far figures of one period lie apart."""
    known = [(one.period, one.quantity.low) for one in judgement.history if one.quantity.is_exact]
    return {one - other for period, one in known for then, other in known if period == then}


def rounded(end, decimals):
    """Return a figure as it prints, and the last one that still lies below it: what rounds to nothing is less than half."""
    return round_half_up(end, decimals), end.quantize(D(1).scaleb(-decimals), ROUND_DOWN)


def _evidence(leaf):
    return () if leaf.evidence is None else leaf.evidence.figures


def _course(leaf):
    found = leaf.evidence
    if found is None:
        return
    yield from (len(found.figures), found.full_years, found.needed, found.s)
    if found.p is not None:
        yield round_half_up(D(str(float(found.p))), 3)
    if found.slope is not None:
        slope = Fraction(found.slope) / Fraction(10) ** leaf.measure.decimals
        for places in range(min(leaf.measure.decimals, 0), leaf.measure.decimals + 3):
            yield round_half_up(D(slope.numerator) / D(slope.denominator), places)


def _ends(span: Span, decimals):
    return (from_ticks(int(end), decimals) for end in (span.low, span.high) if abs(end) != float("inf"))


def plain(judgement):
    """Return what is explained, without days and sources; no name in these worlds has a digit."""
    *lines, _ = judgement.explain().splitlines()
    # Several months have a stroke in place of "to" where they stand after "from".
    return re.sub(r"([A-Z][a-z]+ \d{4}) - (?=[A-Z][a-z]+ \d{4})", r"\1 to ", DAY.sub("", "\n".join(lines)))


def periods_are_true(judgement):
    text = plain(judgement)
    known = {str(one) for one in periods_of(judgement) if isinstance(one, Period)}
    for found in PERIOD.findall(text):
        # Figures of single months go from one to another as well.
        assert found in known or known.issuperset(found.split(" to ")), (found, judgement.explain())


def without_counts(text, judgement):
    """Take out how many periods ago the latest known figure is, which is counted here by hand."""
    lag = re.compile(r"(\d+) [a-z-]+ earlier")
    spans = {
        sum(
            one in (calendar := leaf.measure.calendar) or one in calendar.not_collected
            for one in between(known, leaf.period)
        )
        - 1
        if leaf.measure.calendar.surveyed is None
        else leaf.period - known
        for leaf in judgement.leaves
        if leaf.period is not None
        for known in {one.period for one in judgement.history if one.period.kind is leaf.period.kind}
        if known < leaf.period
    }
    assert all(int(found) in spans for found in lag.findall(text)), text
    # Intervals are tested with significance; how many are missing in a span, and how many years lie between two figures.
    for more in (
        r"\(95% interval[^)]*\)",
        r"\(\d+ figures from",
        r"for \d+ \w+ from",
        r"\d+ \w+ running, from",
        r"every \d+ \w+s\b",
        r"for each of \d+ years",
    ):
        text = re.sub(more, "", text)
    return lag.sub("", text)


def between(first, last):
    return [first + n for n in range(last - first + 1)]


def numbers_are_true(judgement):
    text = plain(judgement)
    for one in sorted({str(one) for one in periods_of(judgement) if isinstance(one, Period)}, key=len, reverse=True):
        text = re.sub(rf"(?<![\w/.]){re.escape(one)}(?![\w/]|\.\d)", "", text)
    text = without_counts(text, judgement)
    known = SAID | {abs(D(one)) for one in numbers_of(judgement) if one is not None}
    for found in NUMBER.findall(text):
        assert D(found.replace(",", "")) in known, (found, judgement.explain())


def at_periods(judgement):
    """Return by period the values that are known, stated or supposed for it, whoever's they are."""
    found = defaultdict(set)

    def add(period, end, decimals):
        if end is not None:
            found[period].update(map(abs, rounded(D(end), decimals)))

    for leaf in judgement.leaves:
        places, stated = leaf.measure.decimals, leaf.measure.baseline
        for one in judgement.history:
            for end in (one.quantity.low, one.quantity.high):
                add(one.period, end, places)
        for fact in facts_of(leaf):
            if (
                fact.role in ("target", "required", "baseline", "place", "rank")
                or fact.figure.is_missing
                or fact.figure.count_of
            ):
                for end in _ends(fact.figure.span, places):
                    add(fact.period, end, places)
        for one in walked((leaf.measure.rule, stated)):
            if isinstance(one, Point | Baseline) and one.period is not None:
                add(one.period, one.value, places)
    for one in () if judgement.outlook is None else judgement.outlook.course:
        add(one.period, one.quantity.low, judgement.measure.decimals)
    if (needed := judgement.needed) is not None:
        places = judgement.decisive.measure.decimals
        add(needed.by, from_ticks(needed.target, places), places)
    return found


def values_are_of_their_periods(judgement):
    if not all(isinstance(leaf.measure.number, Observed) for leaf in judgement.leaves):
        return
    found = at_periods(judgement)
    # A figure of pooled years is called by all of them, and years of two kinds may be called alike.
    known = defaultdict(set)
    for one in periods_of(judgement):
        if isinstance(one, Period):
            known[str(one)].add(one)
    periods = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    said = rf"(\d+(?:,\d{{3}})*(?:\.\d+)?)(?:%| points| days?|)(?: \(\d+ of \d+\))? in ({periods})(?![\w/]| [QH])"
    # What is still needed is said of periods that are to come, and of what they have to reach.
    text = "\n".join(line for line in plain(judgement).splitlines() if not line.startswith("Still needed"))
    for value, period in re.findall(said, text) if periods else ():
        values = set().union(*(found[one] for one in known[period]))
        assert D(value.replace(",", "")) in values, (value, period, judgement.explain())


@pytest.mark.parametrize("kind", sorted(set(KINDS_DRAWN)))
@pytest.mark.parametrize("law", [periods_are_true, numbers_are_true, values_are_of_their_periods])
def test_what_an_explanation_names_is_true_of_the_data(law, kind):
    for judgement in explained(kind):
        law(judgement)
