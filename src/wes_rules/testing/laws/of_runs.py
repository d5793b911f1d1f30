"""Laws about days, versions, benchmarks and promises of every period, and about what a verdict says of itself."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import assume, reject
from hypothesis import strategies as st

from wes_rules.errors import DefinitionError
from wes_rules.judging.status import Status
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.kinds.benchmark_parity import BenchmarkParity
from wes_rules.rules.kinds.composites import leaves
from wes_rules.rules.measure import Measure, Rule
from wes_rules.rules.reading import Reader
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.versions import Version, forms
from wes_rules.rules.writing import write
from wes_rules.series.observed import Observed
from wes_rules.testing.laws.cases import AREAS, LATE, OWN_WAYS, WAYS, Case, values_near, with_hidden
from wes_rules.testing.laws.holding import law
from wes_rules.values.period import Period
from wes_rules.values.quantity import Marker, Quantity


@law(where_nothing_fits="has no margin")
def the_status_agrees_with_the_margin(case: Case, data: st.DataObject) -> None:
    """A positive margin is on track, or what is best, a negative one is not, unless near enough; 0 is on the line, and the rule decides."""
    found = case.judge()
    margin = found.margin
    assume(margin is not None and margin != 0 and found.status is not Status.UNDECIDED)
    assert margin is not None
    rules = [rule for one in leaves(case.measure) for rule in _forms(one.rule)]
    assume(margin > 0 or not any(getattr(rule, "met_within", 0) for rule in rules))
    best = Status.AT_RISK if any(getattr(rule, "at_best", "") == "at-risk" for rule in rules) else Status.ON_TRACK
    agrees = best <= found.status if margin > 0 else found.status is not Status.ON_TRACK
    assert agrees, f"{found.status.words} with a margin of {margin}"


def _is_made_of_rules(kind: type[Rule]) -> str:
    return "" if issubclass(kind, FigureRule) else "is made of other rules, which have margins of their own"


@law(says_nothing_of=_is_made_of_rules, where_nothing_fits="has no margin that alone decides", plain=True)
def a_margin_is_all_there_is_to_spare(case: Case, data: st.DataObject) -> None:
    """
    Take the whole margin from the latest figure, less what it has to be beyond the target: the promise is kept by just that.

    So "0.3 better than needed" is true: the figure could be 0.3 worse and still keep it, and not one tick more.
    """
    found, measure, key = case.judge(), case.measure, (case.measure.area, case.last)
    rule, margin, value = found.promise_then, found.margin, case.figures[key].low
    assert isinstance(rule, FigureRule)
    assume(margin is not None and margin > 0 and found.status is Status.ON_TRACK and found.decided_in is None)
    assume(rule.margin_decides and rule.counted is None and not rule.met_within)
    assert margin is not None
    assert value is not None
    tick, beyond = Decimal(1).scaleb(-measure.decimals), rule.beyond(case.last)
    spare, better = margin - beyond * tick, measure.better.sign
    # Of what lies between two limits the margin may be spare on the better side, where it can only grow.
    assume(better and rule.monotone)
    said = found.explain()
    assert ("better than needed" in said) is (not beyond), f"{beyond} ticks beyond the target: {said}"
    for more in (0, 1):
        other = value - better * (spare + more * tick)
        assume(
            (measure.unit.low is None or other >= measure.unit.low)
            and (measure.unit.high is None or other <= measure.unit.high)
        )
        after = case.judge(figures={**case.figures, key: Quantity.exact(other)}).status
        assert (after is found.status) is (more == 0), f"{value} is {margin} better; {other} is {after.words}"


def _forms(rule: Rule) -> list[Rule]:
    return [rule, *(form for _, form in forms(rule))] if isinstance(rule, FigureRule) else [rule]


# Explaining is judging over and over.
@law(share=3)
def every_verdict_is_explained(case: Case, data: st.DataObject) -> None:
    """With any figures hidden, the verdict has an explanation that names it, and a JSON form."""
    hidden = data.draw(st.sets(st.sampled_from(sorted(case.figures, key=str)), max_size=3), label="hidden")
    unknown = Quantity.missing(case.measure.unit, Marker.SUPPRESSED)
    found = case.judge(figures={**case.figures, **dict.fromkeys(hidden, unknown)})
    assert found.explain().lower().startswith(found.words)
    assert found.to_json()["status"] == found.status.value
    assert found.reading, "the rule does not say how its wording is read"


@law(share=3)
def judging_twice_gives_equal_answers(case: Case, data: st.DataObject) -> None:
    """Judge the same figures twice: the judgements and their explanations are equal."""
    one, other = case.judge(), case.judge()
    assert one == other
    assert one.explain() == other.explain()


@law()
def what_is_written_reads_back(case: Case, data: st.DataObject) -> None:
    """Write the rule as a table of a plan file and read it again: it is equal."""
    faults: list[str] = []
    kinds = {**KINDS, case.measure.rule.kind: type(case.measure.rule)}
    kind = case.measure.calendar.kind

    def fault(path: tuple[str | int, ...], what: str, remedy: str) -> None:
        faults.append(f"{path}: {what}; {remedy}")

    # A part with a calendar of its own names it.
    calendars = {f"calendar {n}": leaf.calendar for n, leaf in enumerate(leaves(case.measure))}
    reader = Reader(fault=fault, calendars=calendars, kinds=kinds, kind=kind)
    read = reader.value(Rule, write(case.measure.rule, calendars), ())
    assert read == case.measure.rule, "; ".join(faults)


def _made_of_rules(kind: type[Rule]) -> str:
    return "" if issubclass(kind, FigureRule) else "is made of other rules, which have days and versions of their own"


def _without_benchmark(kind: type[Rule]) -> str:
    return "" if issubclass(kind, BenchmarkParity) else "has no benchmark to be equal to"


def _is_of_its_own_period(measure: Measure) -> bool:
    """Whether a figure is as good as itself, not as that of the period before; what is not known or compares with nothing is undecided."""
    rule = measure.rule
    return getattr(rule, "benchmark_of", "same-period") == "same-period" and getattr(rule, "by", None) is None


@law(says_nothing_of=_made_of_rules)
def before_its_day_a_promise_is_not_due(case: Case, data: st.DataObject) -> None:
    """Give the promise a day that has not passed: it is not due, unless it is one that can be kept once and for all."""
    promise, by = case.measure.rule, case.last.end.add(years=2)
    assert isinstance(promise, FigureRule)
    # At risk may be the best there is, or near enough; only the one is kept.
    dated: Any = attrs.evolve(promise, by=by, versions=(), at_best="on-track")
    found = case.judge(measure=attrs.evolve(case.measure, rule=dated, deadline=None), as_of=by)
    kept = promise.latched and found.status is Status.ON_TRACK
    assert found.due is kept, f"{found.words} on {by}, the day on which it is due"


@law(says_nothing_of=_made_of_rules)
def a_version_that_does_not_count_changes_nothing(case: Case, data: st.DataObject) -> None:
    """
    Add a version that starts after the judged period, or is agreed after the day of knowing: the verdict stays.

    One that starts later may change what is certain of the promise's day, and what is asked for by that day.
    """
    promise = case.measure.rule
    assert isinstance(promise, FigureRule)
    later = Version(starting=case.last + 1, agreed=date(2000, 1, 1), changes={"by": date(2035, 1, 1)})
    unheard = attrs.evolve(later, starting=case.last, agreed=LATE + timedelta(days=1))
    try:
        measures = [
            attrs.evolve(case.measure, rule=attrs.evolve(promise, versions=versions), deadline=None)
            for versions in ((), (later,), (unheard,))
        ]
    except DefinitionError:
        # What is asked by then, or without a deadline, may be more than the unit holds.
        reject()
    found = [case.judge(measure=one) for one in measures]
    asked = [re.split(" so far, | by ", one.required)[0] for one in found]
    said = [(one.status, one.due, one.slack, one.margin, what) for one, what in zip(found, asked, strict=True)]
    assert said[0] == said[1], "a version that starts later changes it"
    whole = [(*one, each.course, each.required) for one, each in zip(said, found, strict=True)]
    assert whole[0] == whole[2], "a version that is not agreed yet changes it"


@law(says_nothing_of=_without_benchmark, fits=_is_of_its_own_period, plain=True)
def parity_is_reflexive_unless_it_is_strict(case: Case, data: st.DataObject) -> None:
    """Against a benchmark whose figures are the own ones, parity is on track, and off track where they have to be better."""
    own = {period: value for (area, period), value in case.figures.items() if area == case.measure.area}
    same = {(area, period): own[period] for area in AREAS for period in own}
    rule = case.measure.rule
    better = getattr(rule, "strict", False) or getattr(rule, "in_line", "") == "significantly-better"
    expected = Status.OFF_TRACK if better else Status.ON_TRACK
    # A day and versions go by periods that need have no figure here, and what is near enough need not be better.
    nothing: dict[str, Any] = {"by": None, "versions": (), "met_within": Decimal(0), "tolerance": Decimal(0)}
    nothing["at_best"] = "on-track"
    plain = attrs.evolve(case.measure, rule=attrs.evolve(rule, **nothing))
    assert case.judge(figures=same, measure=plain).status is expected


_OTHERS = "does not say by `of_every_period` that every period has to keep it"


def _looks_back(measure: Measure) -> bool:
    """Whether rules of the kind may be of every period."""
    rule = measure.rule
    return isinstance(rule, FigureRule) and type(rule).of_every_period is not FigureRule.of_every_period


def _of_every_period(measure: Measure) -> bool:
    return isinstance(measure.rule, FigureRule) and measure.rule.of_every_period


@law(fits=_of_every_period, where_nothing_fits=_OTHERS)
def what_was_missed_stays_missed(case: Case, data: st.DataObject) -> None:
    """What is off track for an earlier period is off track for the latest, whatever is hidden, unless the series broke between them."""
    last, calendar = case.last, case.measure.calendar
    then = data.draw(st.sampled_from(_run(case)[:-1]), label="missed in")
    assume(not any(then < one <= last for one in calendar.breaks))
    hidden = data.draw(
        st.lists(st.sampled_from(sorted(case.figures, key=str)), max_size=2, unique=True), label="hidden"
    )
    ways = {key: (OWN_WAYS if key[0] == case.measure.area else WAYS)[0] for key in hidden}
    known = list(with_hidden(case, ways))
    # What a deadline settles says nothing of other periods.
    plain = attrs.evolve(case.measure, deadline=None)
    assume(case.judge(observations=known, measure=plain, period=then).status is Status.OFF_TRACK)
    now = case.judge(observations=known, measure=plain).status
    assert now is Status.OFF_TRACK, f"off track in {then}, and {now.words} in {last}"


@law(fits=_looks_back, where_nothing_fits=_OTHERS)
def nothing_is_promised_before_the_plan(case: Case, data: st.DataObject) -> None:
    """
    Let the plan start later: what is on track stays on track, and what lies before all that a step may come from changes nothing.

    The figures that the first steps come from are on file.
    """
    assume(isinstance(case.measure.number, Observed))
    run = _run(case)
    some = [(start, source) for start in run if (source := _comes_from(case.measure, run, start)) is not None]
    assume(some)
    start, source = data.draw(st.sampled_from(some), label="the plan starts")
    try:
        plain, started = (attrs.evolve(case.measure, starts=day) for day in (None, start.start))
    except DefinitionError:
        # No period may be left before a day or a deadline.
        reject()
    before, after = (case.judge(figures=case.figures, measure=one).status for one in (plain, started))
    said = f"with a start in {start}"
    assert before is not Status.ON_TRACK or after is before, f"on track, and {after.words} {said}"
    values = values_near(case.measure)
    others = {key: Quantity.exact(data.draw(values)) for key in case.figures if key[1] < source}
    again = case.judge(figures={**case.figures, **others}, measure=started).status
    assert again is after, f"{after.words}, and {again.words} by figures before {source} {said}"


def _run(case: Case) -> list[Period]:
    return sorted({period for _, period in case.figures}, key=lambda one: one.index)


def _comes_from(measure: Measure, run: list[Period], start: Period) -> Period | None:
    """Return the earliest period that something after a start may be held against; None where that is not on file."""
    stated, rule = measure.baseline, measure.rule
    alike = [one for one in run if one < start and one in measure.calendar and one not in measure.calendar.isolated]
    if not alike or (stated is not None and stated.period is not None) or getattr(rule, "from_period", None):
        return None
    if getattr(rule, "against", "") == "same-period-last-year":
        return fellow if (fellow := start.same_period_last_year) >= run[0] else None
    return None if getattr(rule, "since", None) is not None else alike[-1]
