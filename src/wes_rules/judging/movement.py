"""The movement of the newest figures, in a sentence that needs no statistics."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import attrs

from wes_rules.judging.course import seasons
from wes_rules.judging.direction import Against, Way, adds_up, compared, earlier, gap_between
from wes_rules.judging.shown_figures import newest_known
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.facts import Fact
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.values.quantity import Unit


@attrs.frozen
class Movement:
    """
    The newest figures of a series that all moved the same way, from the one before or from a year before.

    Args:
        facts: The figures, the newest first; two at least.
        way: Which way each moved.
        yearly: Whether each is of a year after the next.
        ranks: Whether they are places, which rise as their number falls: what is said is whether they improved.
    """

    facts: tuple[Fact, ...]
    way: Way
    yearly: bool
    ranks: bool = False

    @property
    def briefly(self) -> str:
        """Which way they moved, and how often: "fell 3 years running"."""
        newest, before, steps = self.facts[0].figure.span, self.facts[1].figure.span, len(self.facts) - 1
        verb = "rose" if newest.low > before.low else "fell"
        if self.ranks or self.way is Way.UNCHANGED:
            verb = self.way.value
        return f"{verb} {steps} {'years' if self.yearly else 'times'} running" if steps > 1 else verb

    def sentence(self, one: Verdict) -> str:
        """Say the movement from the first of them to the newest."""
        words, comma = one.in_words, "," if len(self.facts) > 2 else ""
        beside = gap_between(one, self.facts[0], self.facts[-1], self.way)[1]
        said = f"{self.briefly}{comma} from {words.fact(self.facts[-1])} to {words.fact(self.facts[0])}"
        return f"{said}, {beside}" if beside else said


def movement_of(one: Verdict) -> Movement | None:
    """Return the movement of a number's newest figures; None if no two compare, or the later includes the earlier."""
    if not isinstance(one.promise, FigureRule) or one.period is None or one.period not in one.measure.calendar:
        return None
    view = View(one.measure, one.history, one.area, one.period, one.as_of)
    newest, yearly = newest_known(view, None), seasons(one.measure.calendar) > 1
    steps = (
        [] if newest is None else list(_steps(one, view, newest, Against.YEAR_BEFORE if yearly else Against.PREVIOUS))
    )
    if newest is None or not steps:
        return None
    facts = (newest, *(fact for fact, _ in steps))
    years = [one.period.year_and_part[0] for one in facts if one.period is not None]
    each_year = all(later - before == 1 for later, before in pairwise(years))
    return Movement(facts, steps[0][1], yearly or each_year, ranks=one.measure.unit is Unit.RANK)


def _steps(one: Verdict, view: View, latest: Fact, against: Against) -> Iterator[tuple[Fact, Way]]:
    """Yield earlier figures while each moved the same way."""
    first = None
    while latest.period is not None:
        before = earlier(view.of(latest.period), against)
        if before is None or before.period is None or adds_up(one.measure, before.period, latest.period):
            return
        way = compared(one, latest, before).way
        first = first or way
        if way is Way.UNKNOWN or way is not first:
            return
        yield before, way
        latest = before
