"""Against where it started: increase from 41%, reduce by 1%, fall by 5% a year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules.compounding import compounded, enough, said_between
from wes_rules.rules.facts import Fact, Finding
from wes_rules.rules.fitting import after_baseline, in_time
from wes_rules.rules.known import KnownCases
from wes_rules.rules.measure import Baseline, Measure
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.values import accepting
from wes_rules.values.checks import Bounds
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span, from_ticks, ticks
from wes_rules.values.reason import Reason

_SIGN = {"increase": 1, "decrease": -1}


@attrs.frozen(kw_only=True)
class FromBaseline(FigureRule):
    """
    The latest figure is on the better side of the baseline.

    Wording that means this: "will increase from 41% (Sept 2019)", "will reduce by 1%", "fall by 5% a year from 2020".

    Args:
        direction: Which way; by default the way the measure calls better.
        change: By how much at least; without it any change the right way is enough.
        change_in: Whether the change is in the measure's points, or in percent.
        each: Whether it is so much for each year that has passed since the baseline's period.
        change_of: What a percentage for each year is of: the year before, by default, so that it is compounded, or the
            baseline.

    Raises:
        DefinitionError: A negative amount, or nothing to be changed by each year.
    """

    kind: ClassVar[str] = "from-baseline"
    called: ClassVar[Mapping[str, str]] = {"change": "a change of "}
    has_target: ClassVar[bool] = True
    of_its_day: ClassVar[bool] = True
    renamed: ClassVar[Mapping[str, str]] = {"by": "change", "by_in": "change_in"}
    distances: ClassVar[frozenset[str]] = FigureRule.distances | {"change"}
    known: ClassVar[tuple[KnownCases, ...]] = (
        KnownCases(
            fields={},
            measure={"baseline": Baseline(value=Decimal(50), period=Period.parse("2021"))},
            line="49.0 51.0 50.0 -> off track 0.0",
            kept="49.0 51.0 50.1 -> on track 0.1",
            missed="49.0 51.0 49.9 -> off track -0.1",
            across_a_break="49.0 | 60.0 -> undecided",
            at_a_start="50.1 -> on track 0.1",
        ),
        KnownCases(
            fields={"change": Decimal(10), "change_in": "percent"},
            measure={"better": "lower", "baseline": Baseline(value=Decimal("33.3"), period=Period.parse("2021"))},
            line="35.0 32.0 29.9 -> on track 0.0",
            kept="35.0 32.0 29.8 -> on track 0.1",
            missed="35.0 32.0 30.0 -> off track -0.1",
            across_a_break="32.0 | 20.0 -> undecided",
            at_a_start="29.9 -> on track 0.0",
        ),
        KnownCases(
            # Three years on: 0.95 to the power of 3, which is 0.857375, of 80.0 is 68.59, and 68.6 is above that.
            fields={"change": Decimal(5), "change_in": "percent", "each": "year"},
            measure={"better": "lower", "baseline": Baseline(value=Decimal(80), period=Period.parse("2021"))},
            line="79.0 70.0 68.5 -> on track 0.0",
            kept="79.0 70.0 68.4 -> on track 0.1",
            missed="79.0 70.0 68.6 -> off track -0.1",
            across_a_break="79.0 | 68.5 -> undecided",
            at_a_start="68.5 -> on track 0.0",
        ),
    )

    direction: Literal["increase", "decrease"] | None = None
    change: Annotated[Decimal, Bounds(above=0)] | None = attrs.field(default=None, converter=accepting.number_or_none)
    change_in: Literal["points", "percent"] = "points"
    each: Literal["year"] | None = None
    change_of: Literal["year-before", "baseline"] | None = None

    def __attrs_post_init__(self) -> None:
        if self.each is not None and self.change is None:
            raise DefinitionError(Problem('each = "year", and no change', "say by how much: change"))
        if self.change_of is not None and (self.each is None or self.change_in == "points"):
            what = f'change_of = "{self.change_of}" without each = "year" and change_in = "percent"'
            raise DefinitionError(Problem(what, "leave it out, or say both"))

    @property
    def steady(self) -> bool:  # type: ignore[override] # the other kinds are so whatever their fields
        """Whether it asks for the same in every period: not where the change grows with the years."""
        return self.each is None

    def fields_times(self, factor: Decimal) -> dict[str, Any]:
        """Return the fields of the same promise for numbers multiplied by a factor; a negative one turns it around."""
        fields = super().fields_times(factor)
        if self.direction is not None and factor < 0:
            fields["direction"] = "decrease" if self.direction == "increase" else "increase"
        return fields

    def check(self, measure: Measure) -> None:
        """Refuse a missing direction, or one that contradicts the polarity."""
        if self.direction is None and measure.better.sign == 0:
            raise DefinitionError('say direction = "increase" or "decrease": the measure does not say which is better')
        if self.direction is not None and measure.better.sign == -_SIGN[self.direction]:
            raise DefinitionError(f'direction "{self.direction}" contradicts better = "{measure.better.value}"')
        if self.each is not None and measure.baseline is not None:
            start = measure.baseline.period
            if start is None:
                what = 'each = "year", and the baseline has no period that years could be counted from'
                raise DefinitionError(Problem(what, "add period to the baseline"))
            in_time(self, measure, start + start.kind.per_year, "the first that a year has passed for,")
        stated = None if measure.baseline is None else measure.baseline.value
        if self._in_percent and stated == 0:
            raise DefinitionError(Problem("nothing is a percentage of a baseline of 0", "give change in points"))
        after_baseline(self, measure)

    def demands(self, measure: Measure) -> Iterator[tuple[str, Decimal, int]]:
        """Give the target that a stated baseline has by the last day, or else the nearest that there can be."""
        sign, stated = self._way(measure.better.sign), measure.baseline
        low, high = measure.number.bounds(measure.unit)
        # The nearest target is that of the worst start; what falls by a percentage starts above 0.
        worst = low if sign > 0 else high
        if self._in_percent:
            worst = low if sign > 0 else Decimal(1)
        known = stated is not None and stated.value is not None and not stated.rounded
        start = stated.value if known and stated is not None else worst
        if start is None:
            return
        if self.change is None:
            if known:
                yield f"a change from baseline.value = {start}", start, sign
            return
        decimals, tick = measure.decimals, ticks(start, measure.decimals)
        target = self._changed(Span(tick, tick), decimals, sign, self._by_then(measure)).low
        value = from_ticks(int(target), decimals)
        yield f"change = {self.change}: the target of {value}" if known else f"change = {self.change}", value, 0

    def _by_then(self, measure: Measure) -> int:
        """Return how often the change is asked for by the last day; once where no day is said."""
        day, start = self.settles or measure.deadline, None if measure.baseline is None else measure.baseline.period
        last = None if day is None else measure.calendar.latest_ending(day)
        return 1 if self.each is None or last is None or start is None else _years(start, last)

    def _way(self, better: int) -> int:
        return _SIGN[self.direction] if self.direction else better

    def unrounded(self, start: Fact, period: Period | None, sign: int) -> Fraction | None:
        """
        Return the target in ticks as a percentage makes it, before it is rounded to the side on which it is enough.

        Returns:
            None where the change is in points, or the baseline is not known exactly.
        """
        base = start.figure.span
        if not self._in_percent or not base.exact or period is None:
            return None
        years = 1 if self.each is None else _years(start.period, period)
        found = compounded(base.low, *self._percents(years), sign)
        return found if isinstance(found, Fraction) else None

    def slack(self, cells: View) -> Finding:
        """Measure the distance from the baseline, less the amount asked for."""
        latest, start = cells.latest(), cells.baseline()
        if start is None:
            return Finding.blocked(Reason.NO_BASELINE, *cells.why(latest.figure), facts=(latest,))
        if start.period is not None and cells.period <= start.period:
            return Finding.blocked(Reason.NO_RULE, facts=(latest, start))
        years = _years(start.period, cells.period) if self.each is not None else 1
        if not years:
            return Finding(None, facts=(latest, start), due=False)
        if cells.calendar.begun_again(start.period, cells.period) is not None:
            return Finding.blocked(cells.calendar.unlike(cells.period), facts=(latest, start))
        sign = self._way(cells.measure.better.sign)
        base = cells.one(start.figure).span if self._in_percent else start.figure.span
        if self._in_percent and base.low <= 0 <= base.high:
            why = (Reason.NO_BASE,) if base.low == base.high else cells.why(start.figure)
            return Finding.blocked(*why, facts=(latest, start))
        target = self._changed(base, cells.measure.decimals, sign, years) if self.change else base
        strict = self.beyond(cells.period)
        moved = (latest.figure.span - target) if sign > 0 else (target - latest.figure.span)
        relation = {(1, 1): "above", (-1, 1): "below", (1, 0): "at least", (-1, 0): "at most"}[sign, strict]
        required = Fact("required", attrs.evolve(start.figure, span=target), start.period, relation)
        facts = (latest, start, required, *cells.published_baseline())
        # The further the target, the worse.
        worst_first = target if sign < 0 else Span(target.high, target.low)
        return Finding(moved.less(strict), moved, facts, self._notes(cells, latest, start), target=worst_first)

    def beyond(self, period: Period) -> int:
        """Return 1 where any change the right way is enough, and none is not."""
        return int(self.change is None)

    def requirement(self, finding: Finding, words: Words) -> str:
        """Say what the figure has to be beyond."""
        if len(finding.facts) < 3 or finding.facts[2].figure.is_missing:
            return ""
        target = finding.facts[2]
        return f"{target.name} {words.limit(target.figure.span)}"

    def sentence(self, finding: Finding, words: Words) -> str:
        """Say the figure beside the baseline."""
        said = words.fact(finding.facts[0])
        if len(finding.facts) < 2:
            return f"{said}; no baseline is known" if Reason.NO_BASELINE in finding.reasons else said
        start = finding.facts[1]
        said += f", from a baseline of {words.fact(start)}" + words.stated(start)
        if self.change is not None and (needed := self.requirement(finding, words)):
            said += f", where {needed} is asked for{self._before_rounding(finding, words)}"
        return said

    def _before_rounding(self, finding: Finding, words: Words) -> str:
        """Say what a percentage of the baseline comes to where that lies between two values; else nothing."""
        latest, start = finding.facts[:2]
        exact = self.unrounded(start, latest.period, self._way(words.sign))
        if exact is None or latest.period is None or exact.denominator == 1 or start.figure.span.low <= 0:
            return ""
        years = 1 if self.each is None else _years(start.period, latest.period)
        each = f" for each of {years} years" + (", compounded," if self.compounds else "") if years > 1 else ""
        way = "more" if self._way(words.sign) > 0 else "less"
        said = f"{self.change:f}% {way} than {words.value(start.figure.span.low)}{each}"
        return f" ({said} is {said_between(exact, words)})"

    @property
    def missed_against(self) -> str:
        """The baseline's figure, or the limit that an amount makes of it."""
        return "figure" if self.change is None else "limit"

    def too_high(self, finding: Finding, measure: Measure) -> bool:
        """Whether the figure should have fallen."""
        return self._way(measure.better.sign) < 0

    def reading(self, measure: Measure) -> str:
        """Say how the wording is read."""
        if self.change is None:
            return "the latest figure is on the better side of the baseline; a tie is no change; not every year"
        amount = self.said("change", Words.of(measure))
        if self.each is None:
            return f"the latest figure is better than the baseline by at least {amount}, once, not every year"
        said = f"the latest figure is better than the baseline by at least {amount} for each year since then"
        said += ", compounded" if self.compounds else ""
        return said if measure.calendar.kind.per_year == 1 else f"{said}; a year counts once it has passed"

    def share_of(self, name: str) -> str:
        """Say what a percentage is of; a change that compounds is one of the year before."""
        return "the year before" if name == "change" and self.compounds else super().share_of(name)

    @property
    def compounds(self) -> bool:
        """Whether each year's percentage is of the year before."""
        return self.each is not None and self.change_in == "percent" and self.change_of != "baseline"

    @property
    def _in_percent(self) -> bool:
        return self.change is not None and self.change_in == "percent"

    def _changed(self, start: Span, decimals: int, sign: int, years: int) -> Span:
        """Return the target for a start, which is not 0 where the change is in percent of it."""
        assert self.change is not None  # without it the start is the target
        if self.change_in == "points":
            amount = sign * years * ticks(self.change, decimals)
            return Span(start.low + amount, start.high + amount)
        percent, times = self._percents(years)
        ends = [enough(compounded(one, percent, times, sign), sign) for one in (start.low, start.high)]
        return Span(min(ends), max(ends))

    def _percents(self, years: int) -> tuple[Decimal, int]:
        """Return by how many percent a start is changed, and how often."""
        assert self.change is not None
        return (self.change, years) if self.compounds else (self.change * years, 1)

    def _notes(self, cells: View, latest: Fact, start: Fact) -> tuple[Reason, ...]:
        now, was = latest.figure.span, start.figure.span
        unchanged = cells.same((now.low == now.high) & (now.low == was.low) & (now.high == was.high))
        overlap = start.period is not None and cells.period - start.period < cells.calendar.window
        notes = cells.notes(start.figure)
        notes += (Reason.NO_CHANGE,) if unchanged else ()
        return notes + ((Reason.OVERLAPPING,) if overlap else ())


def _years(first: Period | None, period: Period) -> int:
    return 0 if first is None else (period - first) // period.kind.per_year
