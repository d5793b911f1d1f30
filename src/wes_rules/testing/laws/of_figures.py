"""Laws about what is published: when, in which order, in which unit, and what is hidden."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import attrs
from hypothesis import assume
from hypothesis import strategies as st

from wes_rules.errors import DefinitionError
from wes_rules.judging.status import Status
from wes_rules.rules.better import Better
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.versions import Version
from wes_rules.series.changes import ChangeSince
from wes_rules.series.observed import Gap, Observed
from wes_rules.testing.laws.cases import (
    OWN_WAYS,
    WAYS,
    WIDEST,
    Case,
    became,
    observation,
    observations_of,
    rises,
    unread,
    values_near,
    with_hidden,
)
from wes_rules.testing.laws.holding import NumbersAreBound, law
from wes_rules.values.period import Period
from wes_rules.values.quantity import Quantity, Unit

MIRROR, HUNDREDTH, THOUSANDFOLD = Decimal(-1), Decimal("0.01"), Decimal(1000)
# How many decimal places more the numbers have then.
_MORE = {MIRROR: 0, HUNDREDTH: 2, THOUSANDFOLD: -3}
_BOUND = (
    "is bound to its unit or its direction; if a field is an amount between two values, name it in `distances`, "
    "and if two fields change places where numbers are negated, return them so from fields_times(factor)"
)


def _multiplied(one: Measure, factor: Decimal) -> Measure:
    """Return a measure of numbers that are multiplied by a factor, with the promise that says the same of them."""
    turned = {Better.HIGHER: Better.LOWER, Better.LOWER: Better.HIGHER} if factor < 0 else {}
    start = one.baseline
    stated = start.value if start is not None else None
    return attrs.evolve(
        one,
        rule=one.rule.times(factor),
        decimals=one.decimals + _MORE[factor],
        better=turned.get(one.better, one.better),
        baseline=None if start is None or stated is None else attrs.evolve(start, value=stated * factor),
    )


def _as_score(one: Measure) -> Measure:
    """Return the measure in a unit without bounds, which would move with the numbers; of the figure where its number is bound to them."""
    linear = isinstance(one.number, Gap) or getattr(one.number, "take", "") == "mean"
    linear |= isinstance(one.number, ChangeSince) and one.number.change_in == "points"
    return attrs.evolve(one, unit=Unit.SCORE, number=one.number if linear else Observed(indicator="rate"))


def _goes_with(*factors: Decimal) -> Callable[[Measure], bool]:
    def fits(one: Measure) -> bool:
        return all(_multiplied(_as_score(one), factor) for factor in factors)

    return fits


@law(fits=_goes_with(MIRROR), where_nothing_fits=_BOUND, unchecked=NumbersAreBound)
def a_mirror_changes_nothing(case: Case, data: st.DataObject) -> None:
    """Negate every number and turn better around: status and margin stay."""
    _same_when_multiplied(case, data, MIRROR)


@law(fits=_goes_with(HUNDREDTH, THOUSANDFOLD), where_nothing_fits=_BOUND, unchecked=NumbersAreBound)
def the_unit_changes_nothing(case: Case, data: st.DataObject) -> None:
    """Write every number as a hundredth, 0.72 for 72, or in single ones, 72,000 to the nearest thousand: the status stays."""
    _same_when_multiplied(case, data, data.draw(st.sampled_from([HUNDREDTH, THOUSANDFOLD]), label="times"))


def _same_when_multiplied(case: Case, data: st.DataObject, factor: Decimal) -> None:
    plain = _with_a_version(_as_score(case.measure), case.last, data)
    try:
        changed = _multiplied(plain, factor)
    except DefinitionError as error:
        kind = case.measure.rule.kind
        remedy = (
            f"name the fields of {kind} that are amounts between two values: distances = FigureRule.distances | {{...}}; "
            "where two fields change places, or one is in no unit, let fields_times(factor) change what super() returns of it"
        )
        raise AssertionError(f"{error}, as every amount was multiplied by {factor}; {remedy}") from None
    figures = {key: Quantity.exact(one.low * factor) for key, one in case.figures.items() if one.low is not None}
    before, after = case.judge(measure=plain), case.judge(measure=changed, figures=figures)
    assert after.status is before.status, became(before, after)
    if before.margin is not None and case.measure.rule.counted is None:
        what = f"a margin of {before.margin} became {after.margin}, and not {before.margin * abs(factor)}"
        assert after.margin == before.margin * abs(factor), f"{what}: {became(before, after)}"


def _with_a_version(measure: Measure, last: Period, data: st.DataObject) -> Measure:
    """Let one amount of the promise change in the period that is judged, where it may."""
    rule = measure.rule
    if not isinstance(rule, FigureRule) or rule.versions:
        return measure
    amounts = [one.name for one in attrs.fields(type(rule)) if isinstance(getattr(rule, one.name), Decimal)]
    if not amounts:
        return measure
    name = data.draw(st.sampled_from(amounts), label="a version changes")
    changes = {name: data.draw(values_near(measure), label="to")}
    try:
        version = Version(starting=last, agreed=date(2000, 1, 1), changes=changes)
        return attrs.evolve(measure, rule=attrs.evolve(rule, versions=(version,)))
    except DefinitionError:
        return measure


@law(where_nothing_fits="is missed by too good a figure as well")
def a_better_latest_value_never_worsens_the_status(case: Case, data: st.DataObject) -> None:
    """Raise the latest own figure where a higher number is better, or lower it: the status does not fall."""
    sign = case.measure.better.sign * rises(case.measure)
    assume(sign and case.measure.rule.monotone)
    key = (case.measure.area, case.last)
    now = case.figures[key].low
    assert now is not None
    other = data.draw(values_near(case.measure), label="another latest value")
    better = max(now, other) if sign > 0 else min(now, other)
    before, after = case.judge(), case.judge(figures={**case.figures, key: Quantity.exact(better)})
    assert after.status >= before.status, f"{now} is {before.status.words}, {better} is {after.status.words}"


@law()
def the_order_of_observations_is_irrelevant(case: Case, data: st.DataObject) -> None:
    """Shuffle the observations: the judgement is equal."""
    shuffled = data.draw(st.permutations(observations_of(case.figures, case.spread)), label="shuffled")
    assert case.judge(observations=shuffled) == case.judge()


@law()
def later_publications_are_invisible(case: Case, data: st.DataObject) -> None:
    """Add revisions that are published the day after the day of knowing: the judgement is equal."""
    as_of = case.measure.calendar.due(case.last) + timedelta(days=30)
    some = data.draw(st.sets(st.sampled_from(sorted(case.figures, key=str))), label="revised")
    known = observations_of(case.figures, case.spread)
    later = [
        attrs.evolve(observation(*key, Quantity.exact(value)), published=as_of + timedelta(days=1))
        for key in sorted(some | {(case.measure.area, case.last)}, key=str)
        for value in [data.draw(values_near(case.measure), label=f"{key} becomes")]
    ]
    assert case.judge(observations=[*known, *later], as_of=as_of) == case.judge(as_of=as_of)


@law()
def filling_unknowns_never_flips_a_definite_status(case: Case, data: st.DataObject) -> None:
    """
    Hide figures; whatever they turn out to be, a status that was definite is the same.

    They are suppressed, late, or known as a forecast alone; own ones may also be not available. Of a series that has intervals
    one of these may be hidden alone. What is not on file for the first period of a series, where nothing else says when it
    begins, is not late: the series begins after it.
    """
    every = sorted(case.figures, key=str)
    # Where silence is a miss, a report that did not come is no unknown figure.
    silent = getattr(case.measure.rule, "unreported", "") == "missed"
    options = {case.measure.area: WAYS[:1] if silent else OWN_WAYS}
    if bool(case.spread) and data.draw(st.booleans(), label="an interval alone"):
        latest = st.sampled_from([key for key in every if key in case.spread and key[1] == case.last])
        ways = {data.draw(latest | st.sampled_from(sorted(case.spread, key=str))): "without interval"}
    else:
        hidden = data.draw(st.lists(st.sampled_from(every), min_size=1, max_size=4, unique=True), label="hidden")
        ways = {key: data.draw(st.sampled_from(options.get(key[0], WAYS))) for key in hidden}
    before = case.judge(observations=list(with_hidden(case, ways)))
    assume(before.status is not Status.UNDECIDED)
    # What was drawn fills them once; other values, and intervals as wide as can be, fill them again.
    alone = [key for key, way in ways.items() if way == "without interval"]
    other = {
        key: Quantity.exact(data.draw(values_near(case.measure), label=f"{key} is")) for key in ways.keys() - alone
    }
    wide = {**case.spread, **dict.fromkeys(alone, WIDEST)}
    for figures, spread in ((case.figures, case.spread), ({**case.figures, **other}, wide)):
        after = case.judge(figures=figures, spread=spread)
        assert after.status is before.status, became(before, after)


@law()
def a_row_that_cannot_be_read_decides_nothing(case: Case, data: st.DataObject) -> None:
    """
    Leave figures out that cannot be read, whole or in part: no verdict becomes definite, and none another definite one.

    What could not be read may be the number, and also which area or period it is about, and when it was published.
    """
    keys = st.sampled_from(sorted(case.figures, key=str))
    hidden = data.draw(st.lists(keys, min_size=1, max_size=3, unique=True), label="cannot be read")
    left_out = [data.draw(unread(*key), label=f"what is known of {key}") for key in hidden]
    read = {key: value for key, value in case.figures.items() if key not in hidden}
    before, after = case.judge(), case.judge(observations=observations_of(read, case.spread), left_out=left_out)
    assert after.status in (before.status, Status.UNDECIDED), became(before, after)


@law()
def nothing_is_met_by_silence(case: Case, data: st.DataObject) -> None:
    """Leave the latest own figure out: the status is on track only if it would be with every possible figure."""
    key = (case.measure.area, case.last)
    known = {one: value for one, value in case.figures.items() if one != key}
    history = [one for one in observations_of(known, case.spread) if one.period <= case.last]
    assume(history)
    silent = case.judge(observations=history)
    if silent.status in (Status.ON_TRACK, Status.AT_RISK):
        worst = Quantity.exact(data.draw(values_near(case.measure), label="the figure is"))
        known_now = case.judge(figures={**case.figures, key: worst})
        assert known_now.status >= Status.AT_RISK, became(silent, known_now)
