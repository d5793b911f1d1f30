"""The base class of rules about figures."""

from __future__ import annotations

import abc
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Self, final

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules.amounts import NO_LIMITS, OPPOSITE, limits
from wes_rules.rules.changes import bands_in_words, in_words, or_near, worded
from wes_rules.rules.closeness import Closeness
from wes_rules.rules.facts import Finding
from wes_rules.rules.fitting import can_be_decided, in_time, whole_ticks
from wes_rules.rules.measure import Measure
from wes_rules.rules.versions import Version, forms, in_force, in_order, make_sense, multiplied, said_of, stated
from wes_rules.rules.view import View
from wes_rules.series.calendar import Calendar
from wes_rules.values.days import said_day
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span
from wes_rules.values.units import way_out

if TYPE_CHECKING:
    from wes_rules.rules.words import Words


@attrs.frozen(kw_only=True)
class FigureRule(Closeness):
    """
    A promise about figures: it reads them from a view and returns a finding.

    A rule never sees a missing value: an unknown figure is a span as wide as its unit allows, and the result is the
    worst and the best case.

    A kind implements `slack` or `find`, `requirement`, `sentence` and `reading`; it may override `check`, `beyond`,
    `margin_decides`, `goal`, `held_against`, `monotone`, `of_every_period`,
    `of_several_periods`, `latched`, `missed_against`, `too_high`, `by_distance`, `demands`, `share_of` and `fields_times`, and calls `held_for`,
    `said` and, where it `eases`, `eased`. The engine asks for the rest, and `rules/judged.py` for what it finds.

    Args:
        by: The day by which it must be so. Up to it the promise is not due; after it the last period that ended by
            then decides, for good.
        versions: How the promise changes, from a period on each.

    Raises:
        DefinitionError: `by` is no date, or a version makes no sense.
    """

    of_figures: ClassVar[bool] = True
    # Whether what is asked for is asked by a day, and nothing of a sum that is not over by then.
    of_its_day: ClassVar[bool] = False

    by: date | None = None
    versions: tuple[Version, ...] = attrs.field(
        default=(),
        converter=attrs.Converter(in_order, takes_self=True),  # type: ignore[misc] # mypy does not know it
        validator=make_sense,
    )

    def at(self, period: Period | None, as_of: date, calendar: Calendar, *, kept: bool = False) -> Self:
        """Return the promise for a period, by the versions agreed by a day; one that is kept for good as it was stated then."""
        if kept and self.latched and period is not None:
            return stated(self, period, as_of)
        return in_force(self, period, as_of, calendar)

    def _holds_throughout(self, view: View) -> bool:
        return self is view.measure.rule and not self.versions

    def held_for(self, view: View, period: Period) -> Self:
        """Return the promise for one of a view's periods."""
        if self._holds_throughout(view):
            return self
        promised = view.measure.rule
        return promised.at(period, view.as_of, view.calendar) if isinstance(promised, type(self)) else self

    def agreed_by(self, day: date) -> Self:
        """Return the promise without the versions that were not agreed by a day."""
        agreed = tuple(one for one in self.versions if one.agreed <= day)
        return self if agreed == self.versions else attrs.evolve(self, versions=agreed)

    @property
    def days(self) -> tuple[date, ...]:
        """The days on which the verdict may change without a new figure."""
        dues = [self.by, *(value for one in self.versions for name, value in one.changes if name == "by")]
        return (*(one + timedelta(days=1) for one in dues if one is not None), *(one.agreed for one in self.versions))

    @final
    def times(self, factor: Decimal) -> Self:
        """Return the same promise, with its versions, for numbers multiplied by a factor."""
        if not self.versions:
            return super().times(factor)
        # First without them: a promise turned around and a version that is not yet contradict each other.
        same = attrs.evolve(self, versions=()).times(factor)
        turned = {name: other for name, other in OPPOSITE.items() if factor < 0 and name not in self.distances}
        return attrs.evolve(same, versions=multiplied(self, turned, factor))

    @property
    def settles(self) -> date | None:
        """The day after which the promise is decided for good."""
        return self.by

    def wording(self, measure: Measure, as_of: date | None = None) -> str:
        """Say how the wording is read, when it falls due, and how it changes by the versions agreed by a day."""
        from wes_rules.rules.words import Words

        said = self.reading(measure) + bands_in_words(self, Words.of(measure))
        if self.settles is not None:
            decides = "; any period that ended by then counts"
            if not self.latched:
                decides = ", and then the last period that ended by then decides"
            said += f"; not due before {said_day(self.settles)} has passed{decides}"
        return said + worded(self, Words.of(measure), as_of)

    def said(self, name: str, words: Words) -> str:
        """Return a field's value in words."""
        return in_words(self, name, words)

    def required(self, finding: Finding, words: Words) -> str:
        """Say what the figure has to be, and by when; empty when nothing can be said."""
        said = self.requirement(finding, words)
        said += or_near(self, words) if said else ""
        # What other figures ask for in one period is not what is asked for by the day.
        stands = self.steady or finding.due
        return f"{said} by {said_day(self.settles)}" if said and self.settles is not None and stands else said

    @property
    def of_every_period(self) -> bool:
        """Whether every period since a first one has to keep it, so that what was missed once stays missed."""
        return False

    @property
    def latched(self) -> bool:
        """Whether a promise once kept stays kept, and so counts before its day."""
        return False

    @property
    def of_several_periods(self) -> bool:
        """Whether figures of several periods count, each by the version of its own."""
        return self.of_every_period or self.latched

    def fits(self, measure: Measure) -> None:
        """Check the rule's own choices, and that it falls due before the verdict is settled."""
        for version in self.versions:
            if version.starting.kind is not measure.calendar.kind:
                what = f"versions: one starts in {version.starting}, which is not {measure.calendar.kind.a}"
                raise DefinitionError(Problem(what, "name a period of the calendar"))
        self._suits(measure)
        for version, form in forms(self):
            try:
                form._suits(measure)
                if form.settles is not None:
                    in_time(form, measure, version.starting, "the first it is for,")
            except DefinitionError as error:
                raise DefinitionError([said_of(version, one) for one in error.problems]) from None

    def _suits(self, measure: Measure) -> None:
        self.check(measure)
        own = self.distances - FigureRule.distances
        apart = ((name, getattr(self, name)) for name in own if getattr(self, f"{name}_in", "points") == "points")
        for name, amount in (*super().limits(), *apart):
            if amount is not None:
                whole_ticks(amount, measure, name)
        low, high = measure.number.bounds(measure.unit)
        for name, value, beyond in self.demands(measure):
            if not measure.allows(value):
                what = f"{name} is outside what {measure.unit.value} allows"
                raise DefinitionError(Problem(what, way_out(measure.unit)))
            if value == {1: high, -1: low}.get(beyond):
                said = f"nothing in {measure.unit.value} is {'above' if beyond > 0 else 'below'} {value}"
                raise DefinitionError(f"{name} asks for what cannot be: {said}")
        self._near_enough(measure)
        if self.by is not None and measure.deadline is not None and self.by > measure.deadline:
            what = f"by = {self.by} is after the deadline, {measure.deadline}, which settles the verdict"
            raise DefinitionError(Problem(what, "change one of the two"))
        can_be_decided(self, measure)

    def demands(self, measure: Measure) -> Iterator[tuple[str, Decimal, int]]:
        """
        Yield what a figure has to reach, as far as the plan states it.

        Returns:
            The field that says so with what it holds, the value, and 1 where a figure has to be above it, -1 where
            below, else 0.
        """
        for name, limit in super().limits():
            yield f"{name} = {limit}", limit, {"above": 1, "below": -1}.get(name, 0)

    def limits(self) -> Iterator[tuple[str, Decimal]]:
        """Yield the limits, as above, and those of the versions."""
        yield from super().limits()
        none = self.distances | NO_LIMITS
        for name, value in (change for one in self.versions for change in one.changes):
            if name not in none:
                yield from limits(value, none, f"versions.{name}")

    def decides(self, calendar: Calendar) -> Period | None:
        """Return the period whose figure decides for good once the day has passed; None for a promise without one."""
        return None if self.by is None else calendar.latest_ending(self.by)

    def is_decided(self, calendar: Calendar, as_of: date) -> bool:
        """Whether the day has passed, so that no later figure decides anything."""
        return self.by is not None and as_of > self.by

    def is_early(self, calendar: Calendar, as_of: date) -> bool:
        """Whether it has a due day that has not passed."""
        return self.by is not None and not self.is_decided(calendar, as_of)

    def find(self, view: View) -> Finding:
        """Return the finding for the view's period: by default, the kernel's."""
        return self.slack(view)

    def slack(self, cells: View) -> Finding:
        """
        Return by how much the promise is kept in the period of the cells: the kernel of the kind.

        It reads figures from the cells, and ticks only by the operations of `Cells`, so it decides one area and many.
        A kind that needs more than these writes `find` instead; it is then judged one area at a time.
        """
        raise NotImplementedError(f"{type(self).__name__} has neither slack nor find")

    @classmethod
    def has_kernel(cls) -> bool:
        """Whether the kind can judge many areas at once."""
        return cls.find is FigureRule.find

    def goal(self, view: View) -> Span | None:
        """
        Return the target of the view's period in ticks; None if the promise names no value.

        It does not depend on the figure of that period, which may be one to come.
        """
        worst_first = self.find(view).target
        return None if worst_first is None else Span(*sorted((worst_first.low, worst_first.high)))

    def held_against(self, finding: Finding, decimals: int) -> Iterable[Span]:
        """
        Give the limits, in ticks, from which the margin of a finding is the distance of its first figure.

        People are told the one that is as far off as the margin says. By default it is `Finding.target`; without either
        there is none, as where the margin says how far figures lie apart.
        """
        return () if finding.target is None else (finding.target,)

    @abc.abstractmethod
    def requirement(self, finding: Finding, words: Words) -> str:
        """Say what the figure has to be, as short as a table cell; empty if unknown."""

    @abc.abstractmethod
    def sentence(self, finding: Finding, words: Words) -> str:
        """Say with its numbers what was found, as a clause."""

    @property
    def missed_against(self) -> str:
        """What a miss is measured from, for `Words.missed`: another figure, or a limit."""
        return "figure" if self.pairs else "limit"

    def too_high(self, finding: Finding, measure: Measure) -> bool:
        """Whether a figure that misses the promise is too high rather than too low."""
        return measure.better.sign < 0
