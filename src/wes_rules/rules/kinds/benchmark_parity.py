"""In line with a benchmark, or better: the national average, statistical neighbours, another measure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import ClassVar, Literal

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules.exact import Distances, now, since, values_of
from wes_rules.rules.facts import ANY, Fact, Finding, differ, missed
from wes_rules.rules.fitting import in_time, one_way_better, promised_since
from wes_rules.rules.known import KnownCases
from wes_rules.rules.measure import Measure
from wes_rules.rules.pairs import NOTHING, Held, Pair, ahead_of, figure_of, fits_a_gap, significant, trail_of
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.runs import Run, Stretch, followed
from wes_rules.rules.significance import EXACT, TESTS, Interval, interval_said, intervals_of, lowered, tested
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.series.comparators import Against, AreaFigure, OfSet, a_comparator
from wes_rules.series.observed import Gap
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span
from wes_rules.values.reason import NOT_ALIKE, Reason


@attrs.frozen(kw_only=True, cache_hash=True)
class BenchmarkParity(FigureRule):
    """
    The figure is at least as good as a benchmark's for the same group and period.

    Wording that means this: "in line with or better than the national average", "at least
    match", "above national", "remain better than", "significantly better than". Both are compared at the measure's precision.

    Args:
        against: The benchmark; an area's code means that area.
        strict: Better is needed ("above", "better than"); equality is not enough.
        in_line: What "in line" means: as a point, or not significantly worse (the benchmark is not beyond the published 95%
            interval, or beyond Wilson's of the own counts; where both figures have an interval, intervals that touch are in
            line), or significantly better (it is beyond the same interval, on the other side).
        scope: The latest period, or every one ("remain better").
        from_period: The first period of "every"; by default the first after the plan starts, or the first with a figure.
        benchmark_of: The benchmark's period: the same, or the one before ("last year's national average").
        counts: What the own counts are of: people, who are inside or not, or events, of which one person may have
            several (suspensions per 100 pupils). Without it both intervals have to agree.
        intervals: Whose interval must be known: the own (a benchmark without one counts as exact, unless it has one in
            other periods and this one is unknown), both, or the own alone, where a benchmark always counts as exact.

    Raises:
        DefinitionError: Settings of a test of significance without one.
    """

    kind: ClassVar[str] = "benchmark-parity"
    steady: ClassVar[bool] = False
    eases: ClassVar[bool] = True
    has_target: ClassVar[bool] = True
    renamed: ClassVar[Mapping[str, str]] = {"within": "met_within"}
    mixes: ClassVar[bool] = True
    known: ClassVar[tuple[KnownCases, ...]] = (
        KnownCases(
            fields={"against": AreaFigure(area="970")},
            line="49.0 48.0 50.0; 970: 48.5 51.0 50.0 -> on track 0.0",
            kept="49.0 48.0 50.1; 970: 48.5 51.0 50.0 -> on track 0.1",
            missed="49.0 48.0 49.9; 970: 48.5 51.0 50.0 -> off track -0.1",
            across_a_break="48.0 | 50.0; 970: 51.0 50.0 -> on track 0.0",
            at_a_start="50.0; 970: 50.0 -> on track 0.0",
        ),
        KnownCases(
            fields={"against": AreaFigure(area="970"), "benchmark_of": "period-before", "strict": True},
            line="49.0 48.0 50.0; 970: 48.5 50.0 55.0 -> off track 0.0",
            kept="49.0 48.0 50.1; 970: 48.5 50.0 55.0 -> on track 0.1",
            missed="49.0 48.0 49.9; 970: 48.5 50.0 55.0 -> off track -0.1",
            across_a_break="48.0 | 50.1; 970: 50.0 55.0 -> undecided",
            at_a_start="50.1; 970: 50.0 -> undecided",
        ),
    )

    against: Against = attrs.field(converter=a_comparator)
    strict: bool = False
    in_line: Literal["point", "not-significantly-worse", "significantly-better"] = "point"
    scope: Literal["latest", "every"] = "latest"
    from_period: Period | None = None
    benchmark_of: Literal["same-period", "period-before"] = "same-period"
    counts: Literal["people", "events"] | None = None
    intervals: Literal["own", "both", "own-alone"] = "own"

    def __attrs_post_init__(self) -> None:
        if self.strict and self.in_line != "point":
            raise DefinitionError(f'strict parity is judged as a point, not in_line = "{self.in_line}"')
        if not self.is_test and (self.counts is not None or self.intervals != "own"):
            named = "counts" if self.counts is not None else "intervals"
            raise DefinitionError(f'{named} goes with in_line = "not-significantly-worse" or "significantly-better"')
        if self.intervals == "both" and isinstance(self.against, OfSet):
            what = f'intervals = "both", and {self.against.statistic} of a set of areas has no interval'
            raise DefinitionError(Problem(what, "leave intervals out, or compare with one area"))

    @property
    def is_test(self) -> bool:
        """Whether it is a test of significance, and no comparison of two figures as they are."""
        return self.in_line != "point"

    def beyond(self, period: Period) -> int:
        """Return 1 where equality is not enough."""
        return int(self.strict)

    @property
    def margin_decides(self) -> bool:
        """Whether two figures decide as they are, and no test of significance."""
        return not self.is_test

    may_be_exceeded = margin_decides

    @property
    def of_every_period(self) -> bool:
        """As its scope says."""
        return self.scope == "every"

    def check(self, measure: Measure) -> None:
        """Refuse a measure that does not say which way is better."""
        one_way_better(measure, 'what "in line or better" means', both_sides=True)
        if isinstance(measure.number, Gap):
            fits_a_gap(self.against)
        if self.from_period is not None and self.from_period.kind is not measure.calendar.kind:
            raise DefinitionError(f"from_period {self.from_period} is not {measure.calendar.kind.a}")
        if self.from_period:
            in_time(self, measure, self.from_period, "from_period =")

    def slack(self, cells: View) -> Finding:
        """Measure the distance to the benchmark; positive when better."""
        first = cells.period if self.scope == "latest" else self.from_period or cells.begins()
        if cells.period < first:
            return Finding.blocked(Reason.NO_RULE, facts=(cells.latest(),))
        if self.scope == "latest":
            pair = self._pair(cells, cells.period)
            if pair.other is None:
                return Finding.blocked(*pair.why, facts=(pair.own,))
            return Finding(pair.slack, pair.margin, (pair.own, pair.other), pair.why)
        run = followed(cells, self, first, cells.period, partial(self._held, cells))
        assert run.end is not None  # the period that is judged is one of the calendar
        return self._found(cells, run, run.end)

    def by_distance(self, view: View) -> Distances | None:
        """Measure the distance of each figure to the benchmark's."""
        every = self.scope == "every"
        if self.is_test or self.benchmark_of != "same-period" or not self._forgives_alike:
            return None
        if every and not self._holds_throughout(view):
            return None
        key, begins = since(view, self.from_period) if every else (view.period, now)
        number = view.measure.number
        mine = values_of(view, (number, key), View.own, begins, alike=True)
        other = values_of(view, (number, key, self.against), partial(figure_of, self.against), begins, alike=True)
        return Distances(partial(ahead_of, view.measure.better.sign, mine, other), self.enough(view, 0))

    def _found(self, cells: View, run: Stretch[Held], held: Held) -> Finding:
        """Say what every pair up to the period that is judged comes to."""
        pair, slack = held.pair, held.slack
        if slack is None:
            return Finding.blocked(*pair.why, facts=(pair.own,))
        facts: tuple[Fact, ...] = (pair.own,) if pair.other is None else (pair.own, pair.other)
        decided = None
        if (broken := held.missed.before(cells, missed(cells, None if pair.other is None else pair.slack))) is not None:
            then = self._pair(cells, cells.period.at(broken))
            assert then.other is not None  # nothing is missed where nothing compares
            decided = Finding(then.slack, then.margin, (then.own, then.other))
            facts += tuple(one.playing(f"broken_{one.role}") for one in decided.facts)
        reasons = pair.why
        reasons += (Reason.PRESUPPOSITION_FAILED,) if run.count > 1 and cells.same(held.failed_first) else ()
        reasons += (Reason.NOT_COMPARED,) if held.passed_over and pair.other is not None else ()
        rest = trail_of(run, held, facts)
        if pair.other is None:
            # A period that compares with none is neither good nor bad; what was broken before it is broken.
            return Finding(Span(-math.inf, slack.high), None, facts, reasons, decided=decided, rest=rest)
        alone = pair.slack if self.is_test else None
        return Finding(slack, pair.margin, facts, reasons, decided=decided, alone=alone, rest=rest)

    def held_against(self, finding: Finding, decimals: int) -> tuple[Span, ...]:
        """Give the benchmark's figure."""
        return finding.compared("benchmark")

    def requirement(self, finding: Finding, words: Words) -> str:
        """Say the benchmark's figure."""
        figure = next((one.figure for one in finding.facts[1:2] if one.role == "benchmark"), None)
        if figure is None or (not figure.span.exact and words.is_nothing(figure)):
            return ""
        asked = f"{TESTS[self.in_line][0]} than" if self.is_test else words.limited(strict=self.strict)
        return f"{asked} {words.limit(figure.span)}"

    def sentence(self, finding: Finding, words: Words) -> str:
        """Say both figures."""
        said = words.fact(finding.facts[0])
        other = next(iter(finding.facts[1:]), None)
        if other is None or other.role != "benchmark":
            return said + self._broken(finding, words)
        when = other.period if self.benchmark_of == "period-before" else None
        intervals = self.intervals_used(finding, words)
        said += interval_said([one for fact, one in intervals if fact is finding.facts[0]], words)
        if (ended := Reason.AREA_ENDED in other.figure.why) or words.is_nothing(other.figure):
            which = f"figure for {other.name}{f' in {when}' if when else ''}"
            return f"{said}; {f'there is no {which}' if ended else f'the {which} is not known'}{self._broken(finding, words)}"
        said += f", against {words.fact(attrs.evolve(other, period=when))} for {other.name}"
        said += interval_said([one for fact, one in intervals if fact is other], words)
        if other.figure.count_of is not None:
            said += f" ({words.of_areas(other.figure)})"
        passed, near = (finding.slack, finding.near) if finding.alone is None else (finding.alone, None)
        if self.is_test and passed is not None and finding.margin is None:
            said += tested(self.in_line, passed, near, eased=bool(self.met_within))
        return said + self._broken(finding, words)

    def intervals_used(self, finding: Finding, words: Words) -> tuple[tuple[Fact, Interval], ...]:
        """Return the intervals by which a finding was tested, each with the figure that it is of; none where no test was needed."""
        own, *others = finding.facts
        was_tested = self.is_test and finding.slack is not None and finding.margin is None
        if not was_tested or not others or others[0].role != "benchmark":
            return ()
        published = others[0].figure if others[0].figure.interval is not None else None
        found = [(own, one) for one in intervals_of(own.figure, words, self.counts)]
        return (*found, *((others[0], one) for one in intervals_of(published, words))) if published else tuple(found)

    def _broken(self, finding: Finding, words: Words) -> str:
        broken = [fact for fact in finding.facts if fact.role.startswith("broken")]
        if not broken:
            return ""
        other = attrs.evolve(broken[1], period=broken[1].period if self.benchmark_of == "period-before" else None)
        own, nothing = broken[0], words.is_nothing(broken[0].figure)
        said = f"in {own.period}, whatever the figure is that is not known" if nothing else f"with {words.fact(own)}"
        return f"; {finding.last_missed} {said}, against {words.fact(other)} for {other.name}"

    def reading(self, measure: Measure) -> str:
        """Say how the wording is read."""
        better = "better than the benchmark, equality is not enough"
        said = better if self.strict else "in line with the benchmark or better, equality is in line"
        if self.is_test:
            of = {None: "Wilson's, of events the exact Poisson interval", "people": "Wilson's"}
            own = of.get(self.counts, "the exact Poisson interval of its events")
            enough = "is in line" if self.in_line == "not-significantly-worse" else "is needed"
            said = f"{TESTS[self.in_line][0]} at 95% (the published interval, or else {own}) {enough}{EXACT[self.intervals]}"
        if self.scope == "every":
            alone = ", which has none before it to compare with" if self._first_has_no_pair(measure) else ""
            said += f"; in every period {promised_since(measure, self.from_period)}{alone}"
        when = "same period" if self.benchmark_of == "same-period" else "the benchmark's period before"
        return f"{said}; same group, {when}, both at the measure's precision"

    def _first_has_no_pair(self, measure: Measure) -> bool:
        return self.benchmark_of == "period-before" and self.from_period is None and measure.starts is None

    def _held(self, cells: View, run: Run[Held], period: Period) -> Held:
        pair, last = self._pair(cells, period), run.states[-1] if run.states else NOTHING
        if not run.states and self._first_has_no_pair(cells.measure):
            pair = Pair(pair.own, None, ANY, (Reason.NO_PREVIOUS,))
        passed = last.passed_over or not NOT_ALIKE.isdisjoint(pair.why)
        if pair.other is None:
            # What compares with nothing leaves nothing open.
            return attrs.evolve(last, pair=pair, passed_over=passed)
        return last.then(cells, pair, pair.other, period, passed_over=passed)

    def _pair(self, view: View, period: Period) -> Pair:
        own = Fact("latest", view.own(period), period)
        other = period if self.benchmark_of == "same-period" else view.calendar.previous(period)
        if other is None:
            return Pair(own, None, ANY, (Reason.NO_PREVIOUS,))
        if not view.calendar.comparable(other, period):
            return Pair(own, None, ANY, (view.calendar.unlike(other, period),))
        benchmark = view.against(self.against, other)
        if differ(own, benchmark):
            return Pair(own, benchmark, ANY, (Reason.DEFINITION_DIFFERS,), ANY)
        if isinstance(self.against, OfSet) and not benchmark.figure.observations:
            # There is no benchmark, which no figure is as good as.
            return Pair(own, benchmark, ANY, margin=ANY)
        if self.is_test:
            own, benchmark = (attrs.evolve(one, figure=view.one(one.figure)) for one in (own, benchmark))
        if self.intervals == "own-alone":
            benchmark = attrs.evolve(benchmark, figure=attrs.evolve(benchmark.figure, interval=None))
        mine, theirs, then = own.figure.span, benchmark.figure.span, self.held_for(view, period)
        ahead = theirs - mine if view.measure.better.sign < 0 else mine - theirs
        if self.is_test:
            # How far off the line of a test is, is no number of ticks.
            margin = ahead if ahead.low >= 0 and self.in_line == "not-significantly-worse" else None
            better, moved = self.in_line == "significantly-better", then._moved(view, benchmark)
            test = significant(view, own, moved, self.against, self.intervals, self.counts, better=better)
            return Pair(own, benchmark, *test, margin)
        # The better the benchmark, the worse.
        worst_first = theirs if view.measure.better.sign < 0 else Span(theirs.high, theirs.low)
        slack = then.eased(view, ahead.less(self.beyond(period)), ahead, worst_first)
        return Pair(own, benchmark, slack, margin=ahead)

    def _moved(self, view: View, benchmark: Fact) -> Fact:
        """Return a benchmark that is worse by what is near enough; its interval moves with it."""
        if not any(self.bands(view)):
            return benchmark
        figure, sign = benchmark.figure, view.measure.better.sign
        low, high = (sign * self.forgiven(view, end) for end in (figure.span.low, figure.span.high))
        return attrs.evolve(benchmark, figure=lowered(figure, low, high, view.measure.decimals))
