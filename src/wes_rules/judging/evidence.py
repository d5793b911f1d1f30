"""Whether a movement is more than noise: a trend test on comparable figures, season by season if they are seasonal."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import attrs

from wes_rules.counting import from_to
from wes_rules.judging.course import by_season, full_years, median_step, seasons
from wes_rules.judging.trend import MOST_EXACT, exact_p, kendall_s, normal_p, years_needed
from wes_rules.rules.facts import Fact
from wes_rules.rules.view import View
from wes_rules.rules.words import Words, every
from wes_rules.series.figure import round_fraction
from wes_rules.values.fields import Declared
from wes_rules.values.period import Period
from wes_rules.values.quantity import Unit
from wes_rules.values.reason import Reason

# With four figures even a perfect run has p = 0.083: no test at 5% can speak.
FEWEST = 5
# Fifty years of months: a test compares pair by pair, so there has to be an end to the figures.
MOST = 600
LEVEL = Fraction(5, 100)
_LEAST_SHOWN = Fraction(1, 1000)


class Movement(enum.StrEnum):
    """What the figures show; rising and falling apply if neither way is better."""

    IMPROVING = "improving"
    WORSENING = "worsening"
    RISING = "rising"
    FALLING = "falling"
    NONE = "none"
    INSUFFICIENT = "insufficient"

    @property
    def words(self) -> str:
        """The answer as people read it."""
        return "no trend beyond noise" if self is Movement.NONE else self.value


class TrendTest(enum.StrEnum):
    """The trend test that gave the probability."""

    EXACT = "exact-mann-kendall"
    NORMAL = "mann-kendall"
    SEASONAL = "seasonal-kendall"


@attrs.frozen(kw_only=True)
class Evidence(Declared):
    """
    What a series shows, regardless of its target.

    Args:
        movement: The answer at the 5% level, two-sided.
        figures: The figures tested: known exactly, and comparable with the latest one.
        s: Pairs that rise minus pairs that fall (Kendall's S); by season only pairs of one season count.
        p: The two-sided probability of so large an S in a series without trend; None without a test.
        slope: The median change in ticks, from one period to the next or, where there are seasons, from one year to
            the next (Theil and Sen); None without a pair.
        per: What the slope is per, such as "year".
        test: How the probability was worked out; None without a test.
        full_years: How many figures the season with the fewest has; None if the figures are not seasonal.
        needed: How many figures a test needs; for seasonal figures, how many per season.
        restart: The latest break that has figures before it; None if there is none.
        reasons: Why there is no test.
    """

    movement: Movement
    figures: tuple[Fact, ...]
    s: int
    slope: Fraction | None
    per: str
    p: Fraction | float | None = None
    test: TrendTest | None = None
    full_years: int | None = None
    needed: int = FEWEST
    restart: Period | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def is_trend(self) -> bool:
        """Whether the figures show a trend beyond chance."""
        return self.movement not in (Movement.NONE, Movement.INSUFFICIENT)

    def trend(self, words: Words) -> str:
        """Say where the figures went if that is more than chance, without naming the test; else empty."""
        if not self.is_trend:
            return ""
        first, last = self.figures[0].period, self.figures[-1].period
        return f"{self.movement.words} {from_to(first, last)}{self._change(words)}"

    def sentence(self, words: Words) -> str:
        """Say what the figures show, and by which test."""
        if not self.figures:
            return "insufficient: no figure is known exactly"
        first, last = self.figures[0].period, self.figures[-1].period
        said = "1 comparable figure" if len(self.figures) == 1 else f"{len(self.figures)} comparable figures"
        said += f", {last}" if first == last else f" {from_to(first, last)}"
        said += self._change(words)
        end = f"; {self._untested()}{self._restarted()}" if self.test is None else f" ({self._tested(self.test)})"
        return f"{self.movement.words}: {said}{end}"

    def to_json(self, words: Words) -> dict[str, Any]:
        """Return the documented JSON form; numbers with places are strings."""
        finer, slope = self._finer(words)
        return {
            "movement": self.movement.value,
            "figures": len(self.figures),
            "full_years": self.full_years,
            "slope": None if slope is None else format(finer.decimal(slope), "f"),
            "per": self.per,
            "test": None if self.test is None else self.test.value,
            "s": self.s,
            "p": None if self.p is None else f"{float(self.p):.6g}",
            "reasons": [reason.value for reason in self.reasons],
        }

    def _restarted(self) -> str:
        return "" if self.restart is None else f", and nothing before the break in {self.restart} compares"

    def _change(self, words: Words) -> str:
        finer, tick = self._finer(words)
        plain = None if self.slope is None else round_fraction(self.slope)
        if plain:
            finer, tick = words, plain
        # What is no more than chance goes no way.
        if not tick or not self.is_trend:
            return ""
        # A place rises as its number falls.
        way = self.movement.value if words.unit is Unit.RANK else "rising" if tick > 0 else "falling"
        return f", {way} by {finer.distance(tick)} {every(self.per)}"

    def _finer(self, words: Words) -> tuple[Words, int | None]:
        """Return the slope at one decimal place more than the figures; money in pence or in pounds."""
        more = 2 - min(words.decimals, 2) if words.unit is Unit.POUNDS and words.decimals >= 0 else 1
        tick = None if self.slope is None else round_fraction(self.slope * 10**more)
        return attrs.evolve(words, decimals=words.decimals + more), tick

    def _tested(self, test: TrendTest) -> str:
        assert self.p is not None  # as there was a test
        p = f"p = {float(self.p):.3f}" if self.p >= _LEAST_SHOWN else "p < 0.001"
        how = {
            TrendTest.EXACT: "exact Mann-Kendall test",
            TrendTest.NORMAL: "Mann-Kendall test by the normal approximation",
            TrendTest.SEASONAL: "seasonal Kendall test by the normal approximation,"
            f" {self.full_years} figures or more of each season",
        }
        return f"{how[test]}, S = {self.s}, {p}"

    def _untested(self) -> str:
        if Reason.OVERLAPPING in self.reasons:
            return "their windows overlap, so they share most of what they count"
        if self.full_years is None:
            return f"a trend test needs {self.needed}"
        fewest = f"the season with the fewest figures has {self.full_years or 'none'} of the {self.needed} needed"
        return f"too little to tell a trend from the season: {fewest}"


def evidence_for(view: View) -> Evidence:
    """
    Test the measure's figures up to the view's period for a trend.

    Only figures comparable with the latest one count: not those before a break, in an isolated period, under
    another definition, hidden or rounded; a very long series is cut to its last 600. If a year has several
    figures, each is compared only within its own season (Hirsch, Slack and Smith 1982). Figures of overlapping
    windows share their data and are not tested.
    """
    calendar = view.calendar
    facts = course(view)[-MOST:]
    points = [(fact.period, int(fact.figure.span.low)) for fact in facts if fact.period is not None]
    runs = by_season(calendar, points)
    values = [[tick for _, tick in run] for run in runs]
    slope = median_step(calendar, runs)
    found = Evidence(
        movement=Movement.INSUFFICIENT,
        figures=facts,
        s=sum(map(kendall_s, values)),
        slope=slope,
        per="year",
        restart=_restart(view),
    )
    if seasons(calendar) == 1:
        found = attrs.evolve(found, slope=slope and slope * calendar.step, per=calendar.rhythm)
        reason = Reason.TOO_FEW_FIGURES if len(facts) < FEWEST else None
    else:
        years, needed = full_years(calendar, [period for period, _ in points]), years_needed(seasons(calendar), LEVEL)
        found = attrs.evolve(found, full_years=years, needed=needed)
        reason = Reason.TOO_FEW_YEARS if years < needed else None
    if reason is None and view.measure.number.overlaps(calendar):
        reason = Reason.OVERLAPPING
    if reason is not None:
        return attrs.evolve(found, reasons=(reason,))
    test, p = _tested(values, seasonal=seasons(calendar) > 1)
    return attrs.evolve(found, movement=_movement(found.s, p, view.measure.better.sign), test=test, p=p)


def course(view: View) -> tuple[Fact, ...]:
    """List the measure's exact figures up to the view's period that are comparable with it."""
    calendar = view.calendar
    comparable = [p for p in view.observed_periods() if calendar.comparable(p, view.period)]
    facts = [Fact("course", view.own(p), p) for p in comparable]
    latest = next((fact.figure.definitions for fact in reversed(facts) if fact.figure.definitions), frozenset())
    alike = [fact for fact in facts if not fact.figure.definitions - latest]
    return tuple(fact for fact in alike if fact.figure.span.exact and not fact.figure.is_missing)


def _restart(view: View) -> Period | None:
    """Return the latest break before the view's period that has figures before it."""
    restart = view.calendar.restart(view.period)
    earlier = restart is not None and any(period < restart for period in view.observed_periods()[:1])
    return restart if earlier else None


def _tested(values: Sequence[Sequence[int]], *, seasonal: bool) -> tuple[TrendTest, Fraction | float]:
    if seasonal:
        return TrendTest.SEASONAL, normal_p(values)
    (run,) = values
    if len(run) <= MOST_EXACT:
        return TrendTest.EXACT, exact_p(run)
    return TrendTest.NORMAL, normal_p(values)


def _movement(s: int, p: Fraction | float, sign: int) -> Movement:
    if p > LEVEL:
        return Movement.NONE
    if sign == 0:
        return Movement.RISING if s > 0 else Movement.FALLING
    return Movement.IMPROVING if s * sign > 0 else Movement.WORSENING
