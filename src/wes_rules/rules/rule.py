"""What every rule is, what it is given, and what it finds."""

from __future__ import annotations

import abc
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Self

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules.versions import Version, forms, in_force, in_order, make_sense, multiplied, said_of, worded
from wes_rules.series.figure import Figure
from wes_rules.values.fields import Declared
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span
from wes_rules.values.reason import Reason

if TYPE_CHECKING:
    from wes_rules.rules.measure import Measure
    from wes_rules.rules.view import View
    from wes_rules.rules.words import Words

# The roles of figures that are not the measure's own: a benchmark, a line among areas, and a place among them.
COMPARED = ("benchmark", "rank", "place")


@attrs.frozen
class Fact:
    """
    One figure that decided a verdict, and the part it played.

    Args:
        role: "latest", "baseline", "previous", "benchmark" and so on; the figure of a "place" is a place, not in the unit.
        figure: The figure.
        period: The period it is about.
        name: Whose it is, when not the measure's own area's.
    """

    role: str
    figure: Figure
    period: Period | None = None
    name: str = ""


class Trail:
    """
    Facts that played no part of their own, such as the years between, made when somebody asks for them.

    Args:
        why: Why some of their figures are not known.
        make: Makes them.
    """

    __slots__ = ("_make", "why")

    def __init__(self, why: tuple[Reason, ...] = (), make: Callable[[], Iterable[Fact]] = tuple) -> None:
        self.why = why
        self._make = make

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._make())

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Trail) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.why)

    def __repr__(self) -> str:
        return f"Trail({self.why!r})"


@attrs.frozen
class Finding:
    """
    What a rule found for one period.

    Args:
        slack: By how many whole ticks the promise is kept at worst and at best; kept from 0 up.
            None when the rule asks nothing or cannot be applied; `reasons` then says why.
        margin: The same as a distance people read: positive is good, 0 is on the line.
        facts: The figures that decided it; the first is the latest own figure.
        reasons: Why it is undecided, and what qualifies it.
        tolerance: Ticks by which the promise may be missed and still be at risk only.
        lenient: The slack with what is tolerated, where several periods each have a tolerance of their own.
        decided: What was found for the other period that decided the verdict, where the judged one did not:
            the first that broke a promise of every period, or the one that reached a promise of any.
        rest: The figures of a long run that are not among `facts`.
        due: False while the promise is not due: nothing is decided, whatever the figures say.
    """

    slack: Span | None
    margin: Span | None = None
    facts: tuple[Fact, ...] = ()
    reasons: tuple[Reason, ...] = ()
    tolerance: int = 0
    due: bool = True
    decided: Finding | None = attrs.field(default=None, kw_only=True)
    lenient: Span | None = attrs.field(default=None, kw_only=True)
    rest: Trail = attrs.field(factory=Trail, kw_only=True)

    def __iter__(self) -> Iterator[Fact]:
        """Go through all its figures, those that decided it first."""
        yield from self.facts
        yield from self.rest

    @classmethod
    def blocked(cls, *reasons: Reason, facts: tuple[Fact, ...] = ()) -> Finding:
        """Return the finding of a rule that cannot be applied."""
        return cls(None, facts=facts, reasons=reasons)


def first_broken(findings: Sequence[Finding]) -> Finding | None:
    """
    Return the first of several findings, all of which have to be kept, that is missed as badly as any.

    None where nothing is surely missed, or where the last is missed as badly: that one is judged, and speaks for itself.
    """
    missed = [_missed(one) for one in findings]
    worst = max(missed)
    return None if worst in (0, missed[-1]) else findings[missed.index(worst)]


def worse(known: tuple[Finding, ...], more: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the first findings of a run that are surely missed, and more than the ones before: what `first_broken` needs of it."""
    return known if not more or (known and _missed(known[-1]) >= _missed(more[0])) else known + more


def _missed(one: Finding) -> int:
    """Return 2 for a promise that is surely missed, 1 where it is missed within the tolerance, else 0."""
    best = 0 if one.slack is None else one.slack.high
    return (best < 0) + (best < -one.tolerance)


@attrs.frozen(kw_only=True)
class Rule(Declared, abc.ABC):
    """
    A promise as a value: its fields are the choices its wording makes.

    A class sets `kind`, its name in plan files; `counted`, singular and plural, where its slack and
    margin count whole things such as cases and places, instead of ticks of the unit; `distances`,
    the names of its fields that are amounts between two values; `pairs`, whether it holds figures
    against each other, which then must be of one definition; `mixes`, whether it leaves open by itself what
    figures of two definitions would decide, and judges the others; and `renamed`, fields that are meant by other names.
    """

    kind: ClassVar[str]
    counted: ClassVar[tuple[str, str] | None] = None
    distances: ClassVar[frozenset[str]] = frozenset({"tolerance", "within", "warning"})
    pairs: ClassVar[bool] = True
    mixes: ClassVar[bool] = False

    @abc.abstractmethod
    def reading(self) -> str:
        """Say how the wording is read, as a clause."""

    def wording(self, as_of: date | None = None) -> str:
        """Say how the wording is read, with what every promise has; of its versions those agreed by a day."""
        return self.reading()

    def agreed_by(self, day: date) -> Self:
        """Return the promise without the versions that were not agreed by a day."""
        return self

    def limits(self) -> Iterator[tuple[str, Decimal]]:
        """Give the values that figures are held against, each with the name of its field; distances are none."""
        yield from _limits(self, {*self.distances, "change"})

    @property
    def monotone(self) -> bool:
        """Whether a better figure can never make the verdict worse; not so where too good is missed as well."""
        return True

    @property
    def settles(self) -> date | None:
        """The day after which the promise is decided for good; None where only the measure's deadline does that."""
        return None

    def fits(self, measure: Measure) -> None:
        """
        Check everything that has to fit between a rule and its measure.

        Raises:
            DefinitionError: The rule makes no sense for the measure.
        """
        self.check(measure)

    def check(self, measure: Measure) -> None:
        """Raise DefinitionError when the rule makes no sense for a measure."""

    def times(self, factor: Decimal) -> Self:
        """
        Return the same promise for numbers multiplied by a factor; a negative one turns better around.

        Laws use it: neither a mirror nor another unit may change a verdict.

        Raises:
            DefinitionError: The rule cannot say the opposite.
        """
        fields = {field.name: getattr(self, field.name) for field in attrs.fields(type(self)) if field.init}
        if factor < 0 and not fields.keys() >= {_OPPOSITE.get(name, name) for name in fields}:
            raise DefinitionError(f"{self.kind} has a limit on one side only, and cannot be turned around")
        turned = {_OPPOSITE.get(name, name) if factor < 0 else name: name for name in fields}
        return type(self)(**{new: _times(fields[old], factor, old in self.distances) for new, old in turned.items()})


@attrs.frozen(kw_only=True)
class FigureRule(Rule):
    """
    A promise about figures: it reads them from a view and returns a finding.

    It never meets a missing number: what is absent is a span as wide as its unit allows, and
    what it returns is the worst and the best case over all of them.

    Args:
        by: The day by which it must be so. Up to it the promise is not due; after it the last period that ended by
            then decides, for good.
        versions: How the promise changes, from a period on each.

    Raises:
        DefinitionError: `by` is no date, or a version makes no sense.
    """

    by: date | None = None
    versions: tuple[Version, ...] = attrs.field(default=(), converter=in_order, validator=make_sense)

    def at(self, period: Period, as_of: date) -> Self:
        """Return the promise as it holds for a period, by the versions that were agreed by a day."""
        return in_force(self, period, as_of)

    def held_for(self, view: View, period: Period) -> Self:
        """Return the promise as it holds for one of the periods that a view looks at."""
        promised = view.measure.rule
        return promised.at(period, view.as_of) if isinstance(promised, type(self)) else self

    def agreed_by(self, day: date) -> Self:
        """Return the promise without the versions that were not agreed by a day."""
        agreed = tuple(one for one in self.versions if one.agreed <= day)
        return self if agreed == self.versions else attrs.evolve(self, versions=agreed)

    @property
    def days(self) -> tuple[date, ...]:
        """The days from which on something else may be said, though no figure is new."""
        dues = [self.by, *(value for one in self.versions for name, value in one.changes if name == "by")]
        return (*(one + timedelta(days=1) for one in dues if one is not None), *(one.agreed for one in self.versions))

    def times(self, factor: Decimal) -> Self:
        """Return the same promise, each of its versions as well, for numbers multiplied by a factor."""
        if not self.versions:
            return super().times(factor)
        # First without them: a promise turned around and a version that is not yet contradict each other.
        same = attrs.evolve(self, versions=()).times(factor)
        turned = _OPPOSITE if factor < 0 else {}
        return attrs.evolve(same, versions=multiplied(self, turned, factor))

    @property
    def settles(self) -> date | None:
        """The day after which the promise is decided for good."""
        return self.by

    def wording(self, as_of: date | None = None) -> str:
        """Say how the wording is read, when it falls due, and how it changes by the versions agreed by a day."""
        said = self.reading()
        if self.settles is not None:
            said += f"; not due before {self.settles} has passed, and then the last period that ended by then decides"
        return said + worded(self, as_of)

    def required(self, finding: Finding, words: Words) -> str:
        """Say what the figure has to be, and by when; empty when nothing can be said."""
        said = self.requirement(finding, words)
        return f"{said} by {self.settles}" if said and self.settles is not None else said

    @property
    def latched(self) -> bool:
        """Whether what has been kept once stays kept, so that it counts before the day, too."""
        return False

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
            except DefinitionError as error:
                raise DefinitionError([said_of(version, one) for one in error.problems]) from None

    def _suits(self, measure: Measure) -> None:
        self.check(measure)
        if self.by is not None and measure.deadline is not None and self.by > measure.deadline:
            what = f"by = {self.by} is after the deadline, {measure.deadline}, which settles the verdict"
            raise DefinitionError(Problem(what, "change one of the two"))

    def judged(self, view: View) -> Finding:
        """
        Return what the rule finds by the period that decides, and whether the promise is due.

        Before its day has passed it is not, nor for a period before the last that ended on or before it, unless it is
        kept for good by then.
        """
        if self.by is None:
            return self.find(view)
        passed, last = view.as_of > self.by, view.calendar.latest_ending(self.by)
        if last is None and passed:
            return Finding.blocked(Reason.NONE_ENDED, facts=(view.latest(),))
        if last is not None and view.period > last and (passed or self.latched):
            finding = self.held_for(view, last).find(view.of(last))
        else:
            finding = self.find(view)
        if last is not None and passed and view.period >= last:
            return finding
        kept = self.latched and last is not None and finding.slack is not None and finding.slack.low >= 0
        return attrs.evolve(finding, due=finding.due and kept)

    @abc.abstractmethod
    def find(self, view: View) -> Finding:
        """Return what the rule finds for the view's period."""

    @abc.abstractmethod
    def requirement(self, finding: Finding, words: Words) -> str:
        """Say what the figure has to be, as short as a table cell; empty when nothing can be said."""

    @abc.abstractmethod
    def sentence(self, finding: Finding, words: Words) -> str:
        """Say with its numbers what was found, as a clause."""

    @property
    def missed_against(self) -> str:
        """What a miss is measured from, as `Words.missed` says it: another figure, or a limit."""
        return "figure" if self.pairs else "limit"

    def too_high(self, finding: Finding, measure: Measure) -> bool:
        """Whether a figure that misses the promise is above what it should be, and not below it."""
        return measure.better.sign < 0


_OPPOSITE = {"at_least": "at_most", "at_most": "at_least", "above": "below", "below": "above"}


def _times(value: Any, factor: Decimal, distance: bool) -> Any:  # noqa: FBT001
    if isinstance(value, Decimal):
        return value * (abs(factor) if distance else factor)
    if isinstance(value, tuple):
        multiplied = tuple(_times(one, factor, distance) for one in value)
        ends = len(value) == 2 and all(isinstance(one, Decimal) for one in value)
        return multiplied[::-1] if ends and factor < 0 else multiplied
    return value.times(factor) if hasattr(value, "times") else value


def in_time(rule: FigureRule, period: Period, field: str) -> None:
    """
    Refuse a day that comes before the first period of which anything is promised has ended: it never falls due.

    Raises:
        DefinitionError: The period ends after the day.
    """
    if rule.by is not None and period.end > rule.by + timedelta(days=1):
        what = f"by = {rule.by} is before {field} {period} has ended, so that nothing could ever decide"
        raise DefinitionError(Problem(what, "change one of the two"))


def right_side(rule: Rule, measure: Measure) -> None:
    """
    Refuse a limit on the side of it that the measure calls worse.

    Raises:
        DefinitionError: At least a value where lower is better, or at most one where higher is.
    """
    wrong = {1: ("at_most", "below"), -1: ("at_least", "above")}.get(measure.better.sign, ())
    named = next((name for name in wrong if getattr(rule, name, None) is not None), None)
    if named is not None:
        what = f'{named} on a measure whose better is "{measure.better.value}": one of the two is wrong'
        raise DefinitionError(Problem(what, f"write {_OPPOSITE[named]}, or turn better around"))


def whole_ticks(value: Decimal, measure: Measure, field: str) -> int:
    """
    Return a stated amount in ticks of the measure's precision.

    Raises:
        DefinitionError: The amount is finer than the measure's precision.
    """
    scaled = value.scaleb(measure.decimals)
    if scaled != scaled.to_integral_value():
        what = f"{field} = {value} has more decimal places than the measure's {measure.decimals}"
        raise DefinitionError(Problem(what, "raise decimals or round the amount"))
    return int(scaled)


def _limits(value: Any, distances: Container[str], name: str = "") -> Iterator[tuple[str, Decimal]]:
    if isinstance(value, Decimal):
        yield name, value
    elif isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], str):
        # A field that a version of the promise changes.
        if value[0] not in distances:
            yield from _limits(value[1], distances, f"{name}.{value[0]}")
    elif isinstance(value, tuple):
        for one in value:
            yield from _limits(one, distances, name)
    elif attrs.has(type(value)) and (not name or not isinstance(value, Rule)):
        # A rule within a rule is that of a part, which is a measure of its own.
        for field, one in attrs.asdict(value, recurse=False).items():
            if field not in distances:
                yield from _limits(one, distances, f"{name}.{field}" if name else field)
