"""Among the best quarter, fifth or half of a named set of areas."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from typing import Annotated, ClassVar

import attrs

from wes_rules.errors import DefinitionError
from wes_rules.rules.facts import Fact, Finding, hull
from wes_rules.rules.fitting import one_way_better
from wes_rules.rules.known import KnownCases
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.series.figure import Figure
from wes_rules.series.set_figures import area_set, figures_of
from wes_rules.values.checks import Bounds
from wes_rules.values.fields import Name, PositiveInt
from wes_rules.values.quantity import Span
from wes_rules.values.reason import Reason


def quantile(values: Sequence[int | float], part: int, of: int) -> Fraction | float:
    """
    Return the value below which so many parts of a set lie, by linear interpolation between neighbours.

    Source: Hyndman and Fan (1996), definition 7: the one of R, spreadsheets and the published quintiles
    of public-health indicators.

    Args:
        values: The set, in ticks, at least one; plus or minus infinity where a value is without bound.
        part: How many parts.
    """
    ordered = sorted(values)
    place = Fraction((len(ordered) - 1) * part, of)
    low = int(place)
    below, above = ordered[low], ordered[min(low + 1, len(ordered) - 1)]
    if place == low:
        return Fraction(below) if isinstance(below, int) else below
    if isinstance(below, float) or isinstance(above, float):
        return below if isinstance(below, float) else above
    return below + (above - below) * (place - low)


def band(value: int, values: Sequence[int], of: int, *, sign: int) -> int | None:
    """
    Return the band of a value, 1 for the best; on the line between two it is in the better one.

    Args:
        values: The set it is in, in ticks.
        of: How many bands there are.
        sign: 1 when higher is better, -1 when lower is.

    Returns:
        None for a set with fewer values than bands.
    """
    if len(values) < of:
        return None
    mine, theirs = sign * value, [sign * one for one in values]
    return next(number for number in range(1, of + 1) if number == of or mine >= quantile(theirs, of - number, of))


_NAMES = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 10: "tenth"}


@attrs.frozen(kw_only=True)
class QuantileBand(FigureRule):
    """
    The figure is in the best bands of a pinned set of areas.

    Wording that means this: "in the top quartile of statistical neighbours", "out of the bottom fifth".
    The set is taken as it is listed: the area itself is one of it only where it is in the list. A figure on the line
    between two bands is in the better one.

    Args:
        among: The area set's id.
        of: Into how many bands the set is divided: 4 for quarters.
        best: How many of them, from the best, keep the promise.

    Raises:
        DefinitionError: No band, or all of them.
    """

    kind: ClassVar[str] = "quantile-band"
    steady: ClassVar[bool] = False
    eases: ClassVar[bool] = True
    has_target: ClassVar[bool] = True
    known: ClassVar[tuple[KnownCases, ...]] = (
        KnownCases(
            fields={"among": "near", "of": 2},
            line="40.0 45.0 50.0; a: 40.0; b: 50.0; c: 60.0 -> on track 0.0",
            kept="40.0 45.0 50.1; a: 40.0; b: 50.0; c: 60.0 -> on track 0.1",
            missed="40.0 45.0 49.9; a: 40.0; b: 50.0; c: 60.0 -> off track -0.1",
            across_a_break="40.0 | 50.0; a: 40.0; b: 50.0; c: 60.0 -> on track 0.0",
            at_a_start="49.0; a: 40.0; b: 50.0; c: 60.0 -> off track -1.0",
        ),
    )

    among: Name
    of: Annotated[int, Bounds(low=2, high=100)] = 4
    best: PositiveInt = 1

    def __attrs_post_init__(self) -> None:
        if self.best >= self.of:
            raise DefinitionError(f"best = {self.best}: give fewer than all the {self.of} bands")

    @property
    def margin_decides(self) -> bool:
        """False: the line moves with the figure of an area that is in its own set."""
        return False

    def check(self, measure: Measure) -> None:
        """Refuse a measure that does not say which way is better."""
        one_way_better(measure, "which band is best")

    def slack(self, cells: View) -> Finding:
        """Measure the distance to the line of the worst band that keeps the promise."""
        latest, codes = cells.latest(), cells.others(self.among)
        found = figures_of(cells.lookup, cells.measure.number, codes, cells.period)
        itself = int(cells.area in area_set(cells.lookup, self.among).areas)
        count_of = (len(found.known) + itself, len(codes) + itself)
        if count_of[0] < self.of:
            why = found.too_few if found.awaited else Reason.TOO_FEW_AREAS
            return Finding.blocked(*(cells.why(latest.figure) or (why,)), facts=(latest,))
        sign, mine = cells.measure.better.sign, cells.one(latest.figure).span
        own = mine if sign > 0 else -mine
        theirs = [figure.span if sign > 0 else -figure.span for figure in found.all]
        # An area that is awaited may turn out to have no figure, and the line is then among fewer.
        among = [theirs[:number] for number in range(len(found.known), len(theirs) + 1)]
        mine_too = [own] * itself
        line = hull(cells, [self._lines(mine_too, some) for some in among])
        margin = slack = hull(cells, [self._apart(own, mine_too, some) for some in among])
        line = line if sign > 0 else -line
        if any(self.bands(cells)):
            slack = hull(cells, [self._apart(own, mine_too, some, partial(self.exactly, cells)) for some in among])
        shown = Figure(line, found.observations, found.why, count_of=count_of, passed_over=found.passed_over)
        rank = Fact("rank", shown, cells.period, cells.called(self.among), self.among)
        return Finding(slack, margin, (latest, rank), found.notes)

    def held_against(self, finding: Finding, decimals: int) -> tuple[Span, ...]:
        """Give the line of the band."""
        return finding.compared("rank")

    def requirement(self, finding: Finding, words: Words) -> str:
        """Say the first value on the line of the band, which itself may lie between two."""
        if len(finding.facts) < 2:
            return ""
        return f"{self._bands()}: reached at {words.limit(finding.facts[1].figure.span)}"

    def sentence(self, finding: Finding, words: Words) -> str:
        """Say the figure beside the line, and among how many areas."""
        said = words.fact(finding.facts[0])
        if len(finding.facts) < 2:
            return said
        line = finding.facts[1]
        said += f"; reaching the {self._bands()} of {line.name} takes {words.span(line.figure.span)}"
        return f"{said} ({words.of_areas(line.figure)})"

    def reading(self, measure: Measure) -> str:
        """Say how the wording is read."""
        return (
            f"in the {self._bands()} of the areas that its set lists, by linear interpolation between neighbours; "
            "on the line is in the better band"
        )

    def _apart(
        self,
        own: Span,
        mine_too: list[Span],
        theirs: list[Span],
        kept: Callable[[Fraction, Fraction], int] = lambda apart, _: math.floor(apart),
    ) -> Span:
        """Return by how much a figure is over the line of the band, or over what is near enough to it."""
        best, worst = [one.high for one in theirs], [one.low for one in theirs]
        # A line that moves with the own figure moves by less: the lowest own figure is the worst case.
        low = self._line([*(one.low for one in mine_too), *best])
        high = self._line([*(one.high for one in mine_too), *worst])
        return Span(_beyond(own.low, low, kept), _beyond(own.high, high, kept))

    def _lines(self, mine_too: list[Span], theirs: list[Span]) -> Span:
        """Return the line of the band, at its lowest and at its highest."""
        among = [*mine_too, *theirs]
        return Span(_tick(self._line([one.low for one in among])), _tick(self._line([one.high for one in among])))

    def _bands(self) -> str:
        name = _NAMES.get(self.of, f"{self.of}th part")
        return f"best {name}" if self.best == 1 else f"best {self.best} of {self.of} bands"

    def _line(self, values: list[int | float]) -> Fraction | float:
        """Return the line between the bands, in ticks; without bound where one of the two it lies between is."""
        return quantile(values, self.of - self.best, self.of)


def _beyond(value: int | float, line: Fraction | float, kept: Callable[[Fraction, Fraction], int]) -> int | float:
    """Return by how many whole ticks a value is over a line, or over what is near enough to it."""
    if isinstance(value, float):
        return value
    return -line if isinstance(line, float) else kept(value - line, line)


def _tick(line: Fraction | float) -> int | float:
    return line if isinstance(line, float) else math.ceil(line)
