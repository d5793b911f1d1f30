"""
The laws that hold for every rule, each as a function that checks one.

::

    from wes_rules.testing import laws


    def test_most_periods_keeps_every_law():
        laws.check_all(MostPeriods)

Each law takes a rule, or a class of rules, which is then drawn by its strategy. It judges the rule on
histories drawn around the values where its verdicts turn, and raises AssertionError with the smallest
history it can find that breaks the law. A law that cannot apply to a rule raises `LawDoesNotApply`,
which test runners report as a skipped test.
"""

from __future__ import annotations

import functools
import unittest
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol

import attrs
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable, UnsatisfiedAssumption

from wes_rules import strategies
from wes_rules.errors import DefinitionError, Problem
from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.status import Status
from wes_rules.rules.codec import Reader, write
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.kinds.benchmark_parity import BenchmarkParity
from wes_rules.rules.measure import Baseline, Better, Measure
from wes_rules.rules.rule import FigureRule, Rule
from wes_rules.rules.versions import Version
from wes_rules.series.calendar import Calendar
from wes_rules.series.fractions import Values
from wes_rules.series.history import AreaSet, History
from wes_rules.series.left_out import UnreadFigure
from wes_rules.series.numbers import Observed
from wes_rules.series.observation import Observation, Origin
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import Marker, Quantity, Standing, Unit

AREAS = ("937", "970", "b")
FIRST, LAST = 2018, 2021
LATE = date(2040, 1, 1)

# How a figure may be hidden; the first is one that any rule has to stand.
_WAYS = ("suppressed", "late", "forecast")
# Another area whose figure is not available has none; the own one may be anything.
_OWN_WAYS = (*_WAYS, "not available")
Figures = dict[tuple[str, Period], Quantity]


class LawDoesNotApply(unittest.SkipTest):
    """A law says nothing about a rule; the message says why."""


class Law(Protocol):
    """A function that checks one law."""

    def __call__(self, rule: Rule | type[Rule], *, measure: Measure | None = None, examples: int = 60) -> None:
        """
        Check the law.

        Args:
            rule: A rule, or a class of rules to draw from.
            measure: A measure the rule fits; by default several are tried.
            examples: How many histories to draw.

        Raises:
            AssertionError: A history breaks the law.
            LawDoesNotApply: The law says nothing about such rules.
            DefinitionError: The rule fits no measure that was tried.
        """


@attrs.frozen(repr=False)
class _Case:
    """One measure with its figures: what a law judges, and judges again."""

    measure: Measure
    figures: Figures

    def __repr__(self) -> str:
        kept = (f"{area} {period}: {one.low}" for (area, period), one in self.figures.items())
        one = self.measure
        return f"<{one.rule!r}, {one.unit.value}, better {one.better.value}; {', '.join(kept)}>"

    def judge(self, **changes: Any) -> Judgement:
        """Judge it, with other figures, observations, measure or day where they are given."""
        figures = changes.get("figures", self.figures)
        observations = changes["observations"] if "observations" in changes else _observations(figures)
        near = [AreaSet("near", date(2021, 4, 1), AREAS[1:])]
        history = History(observations, area_sets=near, left_out=changes.get("left_out", ()))
        measure: Measure = changes.get("measure", self.measure)
        return judge(measure, history, as_of=changes.get("as_of", LATE), period=self.last)

    @property
    def last(self) -> Period:
        """The period that is judged."""
        return max((period for _, period in self.figures), key=lambda period: period.index)


def a_better_latest_value_never_worsens_the_status(
    rule: Rule | type[Rule], *, measure: Measure | None = None, examples: int = 60
) -> None:
    """Raise the latest own figure where higher is better, or lower it where lower is: the status does not fall."""

    def check(case: _Case, data: st.DataObject) -> None:
        sign = case.measure.better.sign
        assume(sign and case.measure.rule.monotone)
        key = (case.measure.area, case.last)
        now = case.figures[key].low
        assert now is not None
        other = data.draw(_values(case.measure), label="another latest value")
        better = max(now, other) if sign > 0 else min(now, other)
        before, after = case.judge(), case.judge(figures={**case.figures, key: Quantity.exact(better)})
        assert after.status >= before.status, f"{now} is {before.status.words}, {better} is {after.status.words}"

    try:
        _hold(rule, measure, examples, check)
    except _NothingFitsError:
        kind = rule if isinstance(rule, type) else type(rule)
        raise LawDoesNotApply(f"{kind.__name__} is missed by too good a figure as well") from None


def a_mirror_changes_nothing(rule: Rule | type[Rule], *, measure: Measure | None = None, examples: int = 60) -> None:
    """Negate every number and turn better around: status and margin stay."""
    _multiplied(rule, measure, examples, Decimal(-1))


def the_unit_changes_nothing(rule: Rule | type[Rule], *, measure: Measure | None = None, examples: int = 60) -> None:
    """Write every number as a hundredth, 0.72 for 72: the status stays."""
    _multiplied(rule, measure, examples, Decimal("0.01"))


def the_order_of_observations_is_irrelevant(
    rule: Rule | type[Rule], *, measure: Measure | None = None, examples: int = 60
) -> None:
    """Shuffle the observations: the judgement is equal."""

    def check(case: _Case, data: st.DataObject) -> None:
        shuffled = data.draw(st.permutations(_observations(case.figures)), label="shuffled")
        assert case.judge(observations=shuffled) == case.judge()

    _hold(rule, measure, examples, check)


def later_publications_are_invisible(
    rule: Rule | type[Rule], *, measure: Measure | None = None, examples: int = 60
) -> None:
    """Add revisions that are published the day after the day of knowing: the judgement is equal."""

    def check(case: _Case, data: st.DataObject) -> None:
        as_of = case.measure.calendar.due(case.last) + timedelta(days=30)
        some = data.draw(st.sets(st.sampled_from(sorted(case.figures, key=str))), label="revised")
        known = _observations(case.figures)
        later = [
            attrs.evolve(_observation(*key, Quantity.exact(value)), published=as_of + timedelta(days=1))
            for key in sorted(some | {(case.measure.area, case.last)}, key=str)
            for value in [data.draw(_values(case.measure), label=f"{key} becomes")]
        ]
        assert case.judge(observations=[*known, *later], as_of=as_of) == case.judge(as_of=as_of)

    _hold(rule, measure, examples, check)


def filling_unknowns_never_flips_a_definite_status(
    rule: Rule | type[Rule], *, measure: Measure | None = None, examples: int = 60
) -> None:
    """
    Hide figures; whatever they turn out to be, a status that was definite is the same.

    They are suppressed, late, or known as a forecast alone; own ones may also be not available. What is not on file for the
    first period of a series, where nothing else says when it begins, is not late: the series begins after it.
    """

    def check(case: _Case, data: st.DataObject) -> None:
        keys = st.sampled_from(sorted(case.figures, key=str))
        hidden = data.draw(st.lists(keys, min_size=1, max_size=4, unique=True), label="hidden")
        # Where silence is a miss, a report that did not come is no unknown figure.
        silent = getattr(case.measure.rule, "unreported", "") == "missed"
        options = {case.measure.area: _WAYS[:1] if silent else _OWN_WAYS}
        ways = {key: data.draw(st.sampled_from(options.get(key[0], _WAYS))) for key in hidden}
        before = case.judge(observations=list(_hidden(case, ways)))
        assume(before.status is not Status.UNDECIDED)
        # What was drawn fills them once; other values fill them again.
        other = {key: Quantity.exact(data.draw(_values(case.measure), label=f"{key} is")) for key in hidden}
        for figures in (case.figures, {**case.figures, **other}):
            after = case.judge(figures=figures)
            assert after.status is before.status, f"{before.status.words} became {after.status.words}"

    _hold(rule, measure, examples, check)


def a_row_that_cannot_be_read_decides_nothing(
    rule: Rule | type[Rule], *, measure: Measure | None = None, examples: int = 60
) -> None:
    """
    Leave figures out that cannot be read, whole or in part: no verdict becomes definite, and none another definite one.

    What could not be read may be the number, and also which area or period it is about, and when it was published.
    """

    def check(case: _Case, data: st.DataObject) -> None:
        keys = st.sampled_from(sorted(case.figures, key=str))
        hidden = data.draw(st.lists(keys, min_size=1, max_size=3, unique=True), label="cannot be read")
        left_out = [data.draw(_unread(*key), label=f"what is known of {key}") for key in hidden]
        read = {key: value for key, value in case.figures.items() if key not in hidden}
        before, after = case.judge(), case.judge(observations=_observations(read), left_out=left_out)
        words = f"{before.status.words} became {after.status.words}"
        assert after.status in (before.status, Status.UNDECIDED), words

    _hold(rule, measure, examples, check)


def nothing_is_met_by_silence(rule: Rule | type[Rule], *, measure: Measure | None = None, examples: int = 60) -> None:
    """Leave the latest own figure out: the status is on track only if it would be with every possible figure."""

    def check(case: _Case, data: st.DataObject) -> None:
        key = (case.measure.area, case.last)
        known = {one: value for one, value in case.figures.items() if one != key}
        history = [one for one in _observations(known) if one.period <= case.last]
        assume(history)
        if case.judge(observations=history).status in (Status.ON_TRACK, Status.AT_RISK):
            worst = Quantity.exact(data.draw(_values(case.measure), label="the figure is"))
            assert case.judge(figures={**case.figures, key: worst}).status >= Status.AT_RISK

    _hold(rule, measure, examples, check)


def the_status_agrees_with_the_margin(
    rule: Rule | type[Rule], *, measure: Measure | None = None, examples: int = 60
) -> None:
    """A positive margin is on track, a negative one is not; 0 is on the line, and the rule's strictness decides."""

    def check(case: _Case, data: st.DataObject) -> None:
        found = case.judge()
        margin = found.margin
        assume(margin is not None and margin != 0 and found.status is not Status.UNDECIDED)
        assert margin is not None
        assert (margin > 0) == (found.status is Status.ON_TRACK), f"{found.status.words} with a margin of {margin}"

    try:
        _hold(rule, measure, examples, check)
    except _NothingFitsError:
        kind = rule if isinstance(rule, type) else type(rule)
        raise LawDoesNotApply(f"{kind.__name__} has no margin") from None


def every_verdict_is_explained(rule: Rule | type[Rule], *, measure: Measure | None = None, examples: int = 60) -> None:
    """With any figures hidden, the verdict has an explanation that names it, and a JSON form."""

    def check(case: _Case, data: st.DataObject) -> None:
        hidden = data.draw(st.sets(st.sampled_from(sorted(case.figures, key=str)), max_size=3), label="hidden")
        unknown = Quantity.missing(case.measure.unit, Marker.SUPPRESSED)
        found = case.judge(figures={**case.figures, **dict.fromkeys(hidden, unknown)})
        assert found.explain().lower().startswith(found.words)
        assert found.to_json()["status"] == found.status.value
        assert found.reading, "the rule does not say how its wording is read"

    # Explaining is judging over and over.
    _hold(rule, measure, -(-examples // 3), check)


def judging_twice_gives_equal_answers(
    rule: Rule | type[Rule], *, measure: Measure | None = None, examples: int = 60
) -> None:
    """Judge the same figures twice: the judgements and their explanations are equal."""

    def check(case: _Case, data: st.DataObject) -> None:
        one, other = case.judge(), case.judge()
        assert one == other
        assert one.explain() == other.explain()

    # Explaining is judging over and over.
    _hold(rule, measure, -(-examples // 3), check)


def what_is_written_reads_back(rule: Rule | type[Rule], *, measure: Measure | None = None, examples: int = 60) -> None:
    """Write the rule as a table of a plan file and read it again: it is equal."""

    def check(case: _Case, data: st.DataObject) -> None:
        faults: list[str] = []
        kinds = {**KINDS, case.measure.rule.kind: type(case.measure.rule)}
        kind = case.measure.calendar.kind

        def fault(path: tuple[str | int, ...], what: str, remedy: str) -> None:
            faults.append(f"{path}: {what}; {remedy}")

        reader = Reader(fault=fault, kinds=kinds, kind=kind)
        read = reader.value(Rule, write(case.measure.rule), ())
        assert read == case.measure.rule, "; ".join(faults)

    _hold(rule, measure, examples, check)


def before_its_day_a_promise_is_not_due(
    rule: Rule | type[Rule], *, measure: Measure | None = None, examples: int = 60
) -> None:
    """Give the promise a day that has not passed: it is not due, unless it is one that can be kept once and for all."""
    _figures_decide(rule)

    def check(case: _Case, data: st.DataObject) -> None:
        promise, by = case.measure.rule, case.last.end.add(years=2)
        assert isinstance(promise, FigureRule)
        dated: Any = attrs.evolve(promise, by=by, versions=())
        found = case.judge(measure=attrs.evolve(case.measure, rule=dated, deadline=None), as_of=by)
        kept = promise.latched and found.status is Status.ON_TRACK
        assert found.due is kept, f"{found.words} on {by}, the day on which it is due"

    _hold(rule, measure, examples, check)


def a_version_that_does_not_count_changes_nothing(
    rule: Rule | type[Rule], *, measure: Measure | None = None, examples: int = 60
) -> None:
    """Add a version that starts after the judged period, or is agreed after the day of knowing: the verdict stays."""
    _figures_decide(rule)

    def check(case: _Case, data: st.DataObject) -> None:
        promise = case.measure.rule
        assert isinstance(promise, FigureRule)
        later = Version(starting=case.last + 1, agreed=date(2000, 1, 1), changes={"by": date(2035, 1, 1)})
        unheard = attrs.evolve(later, starting=case.last, agreed=LATE + timedelta(days=1))
        found = [
            case.judge(measure=attrs.evolve(case.measure, rule=attrs.evolve(promise, versions=versions), deadline=None))
            for versions in ((), (later,), (unheard,))
        ]
        said = [(one.status, one.due, one.course, one.margin, one.required) for one in found]
        assert said[0] == said[1], "a version that starts later changes it"
        assert said[0] == said[2], "a version that is not agreed yet changes it"

    _hold(rule, measure, examples, check)


def _figures_decide(rule: Rule | type[Rule]) -> None:
    kind = rule if isinstance(rule, type) else type(rule)
    if not issubclass(kind, FigureRule):
        raise LawDoesNotApply(f"{kind.__name__} is made of other rules, which have days and versions of their own")


def parity_is_reflexive_unless_it_is_strict(
    rule: Rule | type[Rule], *, measure: Measure | None = None, examples: int = 60
) -> None:
    """Against a benchmark whose figures are the own ones, parity is on track, and off track where it is strict."""
    kind = rule if isinstance(rule, type) else type(rule)
    if not issubclass(kind, BenchmarkParity):
        raise LawDoesNotApply(f"{kind.__name__} has no benchmark to be equal to")

    def check(case: _Case, data: st.DataObject) -> None:
        own = {period: value for (area, period), value in case.figures.items() if area == case.measure.area}
        same = {(area, period): own[period] for area in AREAS for period in own}
        expected = Status.OFF_TRACK if getattr(case.measure.rule, "strict", False) else Status.ON_TRACK
        # A day and versions go by periods that need have no figure here.
        nothing: dict[str, Any] = {"by": None, "versions": ()}
        plain = attrs.evolve(case.measure, rule=attrs.evolve(case.measure.rule, **nothing))
        assert case.judge(figures=same, measure=plain).status is expected

    # A figure is as good as itself, not as that of the period before; and what is not known, or compares with nothing, is undecided.
    def fits(one: Measure) -> bool:
        rule = one.rule
        return getattr(rule, "benchmark_of", "same-period") == "same-period" and getattr(rule, "by", None) is None

    _hold(rule, measure, examples, check, fits, plain=True)


ALL: tuple[Law, ...] = (
    a_better_latest_value_never_worsens_the_status,
    a_mirror_changes_nothing,
    the_unit_changes_nothing,
    the_order_of_observations_is_irrelevant,
    later_publications_are_invisible,
    filling_unknowns_never_flips_a_definite_status,
    a_row_that_cannot_be_read_decides_nothing,
    nothing_is_met_by_silence,
    the_status_agrees_with_the_margin,
    every_verdict_is_explained,
    judging_twice_gives_equal_answers,
    what_is_written_reads_back,
    before_its_day_a_promise_is_not_due,
    a_version_that_does_not_count_changes_nothing,
    parity_is_reflexive_unless_it_is_strict,
)


def check_all(rule: Rule | type[Rule], *, measure: Measure | None = None, examples: int = 60) -> None:
    """
    Check every law that applies to a rule.

    Args:
        rule: A rule, or a class of rules to draw from.
        measure: A measure the rule fits; by default several are tried.
        examples: How many histories to draw for each law.

    Raises:
        AssertionError: A history breaks a law.
        DefinitionError: The rule fits no measure that was tried.
    """
    for law in ALL:
        try:
            law(rule, measure=measure, examples=examples)
        except LawDoesNotApply:
            continue


def _times(rule: Rule, factor: Decimal) -> Rule:
    """Return a promise for other numbers; the versions of one that says itself how it is multiplied are, too."""
    return FigureRule.times(rule, factor) if isinstance(rule, FigureRule) and rule.versions else rule.times(factor)


def _multiplied(rule: Rule | type[Rule], measure: Measure | None, examples: int, factor: Decimal) -> None:
    kind = rule if isinstance(rule, type) else type(rule)
    shift = {Decimal(-1): 0, Decimal("0.01"): 2}[factor]

    def check(case: _Case, data: st.DataObject) -> None:
        turned = {Better.HIGHER: Better.LOWER, Better.LOWER: Better.HIGHER} if factor < 0 else {}
        start = case.measure.baseline
        stated = start.value if start is not None else None
        # A score has no bounds that would move with the numbers.
        plain = _with_a_version(attrs.evolve(case.measure, unit=Unit.SCORE), case.last, data)
        changed = attrs.evolve(
            plain,
            rule=_times(plain.rule, factor),
            decimals=plain.decimals + shift,
            better=turned.get(plain.better, plain.better),
            baseline=None if start is None or stated is None else attrs.evolve(start, value=stated * factor),
        )
        figures = {key: Quantity.exact(one.low * factor) for key, one in case.figures.items() if one.low is not None}
        before, after = case.judge(measure=plain), case.judge(measure=changed, figures=figures)
        assert after.status is before.status, f"{before.status.words} became {after.status.words}"
        if before.margin is not None and case.measure.rule.counted is None:
            assert after.margin == before.margin * abs(factor)

    def fits(one: Measure) -> bool:
        try:
            plain = attrs.evolve(one, unit=Unit.SCORE)
            turned = Better.LOWER if one.better is Better.HIGHER else Better.HIGHER
            attrs.evolve(
                plain,
                rule=one.rule.times(factor),
                decimals=one.decimals + shift,
                better=turned if factor < 0 else one.better,
                baseline=None,
            )
        except DefinitionError:
            return False
        return True

    try:
        _hold(rule, measure, examples, check, fits)
    except _NothingFitsError:
        raise LawDoesNotApply(f"{kind.__name__} is bound to its unit or its direction") from None


def _with_a_version(measure: Measure, last: Period, data: st.DataObject) -> Measure:
    """Let one amount of the promise change in the period that is judged, where it may."""
    rule = measure.rule
    if not isinstance(rule, FigureRule) or rule.versions:
        return measure
    amounts = [one.name for one in attrs.fields(type(rule)) if isinstance(getattr(rule, one.name), Decimal)]
    if not amounts:
        return measure
    name = data.draw(st.sampled_from(amounts), label="a version changes")
    changes = {name: data.draw(_values(measure), label="to")}
    try:
        version = Version(starting=last, agreed=date(2000, 1, 1), changes=changes)
        return attrs.evolve(measure, rule=attrs.evolve(rule, versions=(version,)))
    except DefinitionError:
        return measure


class _NothingFitsError(DefinitionError):
    """No measure that was tried takes the rule."""


class _GivenUp(unittest.SkipTest):
    """Nothing to check was found for a while; Hypothesis passes it on at once."""


@attrs.define
class _Patience:
    """How many more cases may come to nothing before a law that found none to check gives up."""

    left: int
    found: bool = False

    def lose(self) -> None:
        self.left -= 1
        if self.left < 0 and not self.found:
            raise _GivenUp("nothing to check was found")


def _hold(
    rule: Rule | type[Rule],
    measure: Measure | None,
    examples: int,
    check: Callable[[_Case, st.DataObject], None],
    fits: Callable[[Measure], bool] = lambda _: True,
    *,
    plain: bool = False,
) -> None:
    """Draw cases for every shape of measure the rule fits, as they are or with what a plan adds, and check each."""
    shapes = [measure] if measure is not None else list(_shapes())
    patience = _Patience(3 * examples)
    cases = st.one_of([_cases(rule, shape, fits, patience, plain=plain) for shape in shapes])

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(cases, st.data())
    def law(case: _Case, data: st.DataObject) -> None:
        try:
            check(case, data)
        except UnsatisfiedAssumption:
            patience.lose()
            raise
        patience.found = True

    try:
        law()
    except (Unsatisfiable, _GivenUp):
        kind = rule if isinstance(rule, type) else type(rule)
        what = f"the law found nothing to check for {kind.__name__}: it fits none of the measures that were tried"
        raise _NothingFitsError(Problem(what, "give one as `measure`")) from None


def _shapes() -> Iterator[Measure]:
    """List measures of several units, directions and rhythms, with a rule that any of them takes."""
    from wes_rules.rules.kinds.threshold import Threshold

    units = ((Unit.PERCENT, 1), (Unit.COUNT, 0), (Unit.SCORE, 1))
    for kind in (PeriodKind.CALENDAR_YEAR, PeriodKind.FINANCIAL_QUARTER):
        for unit, decimals in units:
            for better in (Better.HIGHER, Better.LOWER):
                yield Measure(
                    id="rate",
                    title="Rate",
                    number=Observed(indicator="rate"),
                    unit=unit,
                    decimals=decimals,
                    better=better,
                    calendar=Calendar(kind=kind, lag_months=6),
                    rule=Threshold(equals=Decimal(0)),
                    area=AREAS[0],
                    baseline=Baseline(value=Decimal(50), period=Period.containing(date(FIRST - 1, 12, 1), kind)),
                    values=Values.PERCENT if unit is Unit.PERCENT else None,
                )


def _cases(
    rule: Rule | type[Rule], shape: Measure, fits: Callable[[Measure], bool], patience: _Patience, *, plain: bool
) -> st.SearchStrategy[_Case]:
    """Draw measures of a shape that take the rule, with figures; nothing when none does."""
    if isinstance(rule, Rule):
        one = _fitted(shape, rule, fits)
        return st.nothing() if one is None else _with_figures(one, plain=plain)

    def fitted(drawn: Rule) -> Measure | None:
        one = _fitted(shape, drawn, fits)
        if one is None:
            patience.lose()
        return one

    rules = _drawn(rule, shape.unit, shape.decimals, shape.better, shape.calendar.kind)
    return rules.map(fitted).flatmap(lambda one: st.nothing() if one is None else _with_figures(one, plain=plain))


@functools.lru_cache(maxsize=256)
def _drawn(kind: type[Rule], unit: Unit, decimals: int, better: Better, period: PeriodKind) -> st.SearchStrategy[Rule]:
    """Return the strategy of a kind of rule, made once: making it takes longer than drawing from it."""
    return strategies.rules(of=(kind,), unit=unit, decimals=decimals, better=better, period=period)


def _fitted(shape: Measure, rule: Rule, fits: Callable[[Measure], bool]) -> Measure | None:
    try:
        fitted = attrs.evolve(shape, rule=rule)
    except DefinitionError:
        return None
    return fitted if fits(fitted) else None


def _with_figures(measure: Measure, *, plain: bool = False) -> st.SearchStrategy[_Case]:
    """Draw figures of a measure, and in every other case what a plan adds to it."""
    calendar = measure.calendar
    # As many periods as it takes to have some a year apart.
    count = 6 if getattr(measure.rule, "against", None) == "same-period-last-year" and calendar.kind.per_year > 1 else 4
    run = calendar.between(
        Period.containing(date(FIRST, 12, 1), calendar.kind), Period.containing(date(LAST, 1, 1), calendar.kind)
    )[-count:]
    keys = [(area, period) for area in AREAS for period in run]
    figures = st.tuples(*[_values(measure)] * len(keys)).map(
        lambda drawn: dict(zip(keys, map(Quantity.exact, drawn), strict=True))
    )
    alone = st.just(measure)
    measures = alone if plain else alone | strategies.contexts(measure=measure, around=run)
    return st.builds(_Case, measures, figures)


def _values(measure: Measure) -> st.SearchStrategy[Decimal]:
    """Draw values close together, so that orders and ties vary, and values where the rule's verdicts turn."""
    tick = Decimal(1).scaleb(-measure.decimals)
    middle = [50 + (n - 20) * tick for n in range(41)]
    turns = [limit + n * tick for limit in _limits(measure.rule) for n in (-1, 0, 1)]
    low, high = measure.unit.low, measure.unit.high
    ends = [end for end in (low, high) if end is not None]
    allowed = [one for one in turns if (low is None or one >= low) and (high is None or one <= high)]
    rest = [*allowed, *ends, Decimal(50)]
    # As many of the one as of the other, the simplest first.
    return st.sampled_from([Decimal(50), *rest, *middle, *rest * (len(middle) // len(rest))])


def _limits(value: Any) -> list[Decimal]:
    """Find every number in a rule."""
    if isinstance(value, Decimal):
        return [value]
    if isinstance(value, tuple):
        return [limit for one in value for limit in _limits(one)]
    if attrs.has(type(value)):
        return [limit for one in attrs.asdict(value, recurse=False).values() for limit in _limits(one)]
    return []


def _hidden(case: _Case, ways: Mapping[tuple[str, Period], str]) -> Iterator[Observation]:
    unknown = Quantity.missing(case.measure.unit, Marker.SUPPRESSED)
    not_available = Quantity.missing(case.measure.unit, Marker.NOT_AVAILABLE)
    for (area, period), quantity in case.figures.items():
        way = ways.get((area, period))
        # What published nothing before is not late.
        before = any(key[0] == area and key[1] < period and ways.get(key) != "late" for key in case.figures)
        if way == "late" and before:
            continue
        hidden = {"suppressed": unknown, "late": unknown, "not available": not_available}
        one = _observation(area, period, hidden.get(way or "", quantity))
        yield attrs.evolve(one, standing=Standing.FORECAST) if way == "forecast" else one


def _unread(area: str, period: Period) -> st.SearchStrategy[UnreadFigure]:
    return st.builds(
        UnreadFigure,
        indicator=st.sampled_from(("rate", None)),
        area=st.sampled_from((area, None)),
        group=st.sampled_from(("all", None)),
        period=st.sampled_from((period, None)),
        any_edition=st.booleans(),
    )


def _observations(figures: Figures) -> list[Observation]:
    return [_observation(area, period, quantity) for (area, period), quantity in figures.items()]


def _observation(area: str, period: Period, quantity: Quantity) -> Observation:
    origin = Origin(publication="drawn by Hypothesis", made_up=True)
    return Observation(indicator="rate", area=area, period=period, quantity=quantity, origin=origin)
