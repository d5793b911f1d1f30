"""A measure: what the number is, who owns it, and the rule that says what is promised of it; and what every rule is."""

from __future__ import annotations

import abc
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, Self

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules import amounts
from wes_rules.rules.better import Better, better
from wes_rules.rules.known import KnownCases
from wes_rules.rules.outlook_method import OutlookMethod, fits_method, method
from wes_rules.rules.phrases import Reading
from wes_rules.series.calendar import Calendar, calendar_or_kind
from wes_rules.series.fractions import Values, is_fraction, limit_fault
from wes_rules.series.number import NumberKind, rounds
from wes_rules.values import accepting
from wes_rules.values.checks import Bounds, wrong
from wes_rules.values.fields import Decimals, Declared, Line, Name, Title
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import AnyUnit, Unit


def _values(value: Values | str | None) -> Values | None:
    return value  # type: ignore[return-value] # converted afterwards


@attrs.frozen(kw_only=True)
class Baseline(Declared):
    """
    What the promise starts from.

    Args:
        value: The stated figure; None takes the published figure of `period`.
        period: The period it is about.
        source: Who states it.
        rounded: The stated figure is rounded at its last printed digit: 9% is 8.5% to 9.5%, in a measure with more decimals.
        inferred: The period is not stated and was inferred.

    Raises:
        DefinitionError: Neither a value nor a period.
    """

    value: Decimal | None = attrs.field(default=None, converter=accepting.number_or_none)
    period: Period | None = None
    source: Line = ""
    rounded: bool = False
    inferred: bool = False

    def __attrs_post_init__(self) -> None:
        if self.value is None and self.period is None:
            raise DefinitionError("a baseline needs a value, a period, or both")


# What is called with each new kind of rule, also one of a plugin.
TOLD_OF_KINDS: list[Callable[[type[Rule]], None]] = []


@attrs.frozen(init=False, eq=False)
class Rule(Declared, abc.ABC):
    """
    A promise as a value: its fields are the choices its wording makes.

    A class sets `kind`, its name in plan files; `counted`, what its margin counts if not ticks of the unit; `distances`, its
    fields that are amounts between two values; `pairs`, whether it compares figures, which must share a definition; `mixes`,
    whether it handles figures of two definitions itself; `steady`, whether the limit never moves; and `known`, its known cases.
    """

    kind: ClassVar[str]
    counted: ClassVar[tuple[str, str] | None] = None
    distances: ClassVar[frozenset[str]] = frozenset({"tolerance", "met_within", "exceeded_by", "unchanged_within"})
    pairs: ClassVar[bool] = True
    of_figures: ClassVar[bool] = False
    mixes: ClassVar[bool] = False
    steady: ClassVar[bool] = True
    known: ClassVar[tuple[KnownCases, ...]] = ()

    @classmethod
    def __attrs_init_subclass__(cls) -> None:
        for tell in TOLD_OF_KINDS:
            tell(cls)

    @classmethod
    def taken(cls, raw: object, _: object) -> Rule:
        """Refuse what is no rule."""
        return wrong(raw, "a Rule", "give one, such as Threshold(at_least=90)")

    @abc.abstractmethod
    def reading(self, measure: Measure) -> str:
        """Say how the wording is read for a measure, as a clause; amounts in its unit, by `Words.of(measure)`."""

    def wording(self, measure: Measure, as_of: date | None = None) -> str:
        """Say how the wording is read, with what every promise has; of its versions those agreed by a day."""
        return self.reading(measure)

    def agreed_by(self, day: date) -> Self:
        """Return the promise without the versions that were not agreed by a day."""
        return self

    def made_of(self, measure: Measure) -> tuple[Measure, ...]:
        """Return the measures that a measure of this promise is made of; none of a promise about figures."""
        return ()

    def limits(self) -> Iterator[tuple[str, Decimal]]:
        """Give the values that figures are held against, each with the name of its field: no distances, and no percentages."""
        yield from amounts.limits(self, self.distances | amounts.NO_LIMITS | amounts.of_no_unit(self))

    @property
    def promises(self) -> bool:
        """Whether anything is promised at all; not so of what is only shown."""
        return True

    @property
    def monotone(self) -> bool:
        """Whether a better figure can never make the verdict worse; not so where too good is missed as well."""
        return True

    @property
    def settles(self) -> date | None:
        """The day after which the promise is decided for good; None where only the measure's deadline does that."""
        return None

    def at(self, period: Period | None, as_of: date, calendar: Calendar, *, kept: bool = False) -> Self:
        """Return the promise as it holds for a period, by what was agreed by a day."""
        return self

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
        cls: Any = self.opposite() if factor < 0 else type(self)
        same: Self = cls(**self.fields_times(factor))
        return same

    @classmethod
    def opposite(cls) -> type[Rule]:
        """Return the kind that says the same of negated numbers: itself, unless another one goes the other way."""
        return cls

    def fields_times(self, factor: Decimal) -> dict[str, Any]:
        """
        Return the fields of the same promise for numbers multiplied by a factor.

        A kind with a field that is multiplied or turned around in a way of its own says so here. Versions need no care:
        each is multiplied by itself.

        Raises:
            DefinitionError: The rule cannot say the opposite.
        """
        fields = {field.name: getattr(self, field.name) for field in attrs.fields(type(self)) if field.init}
        if factor < 0 and not fields.keys() >= {amounts.turned_around(name, self.distances) for name in fields}:
            raise DefinitionError(f"{self.kind} has a limit on one side only, and cannot be turned around")
        return amounts.multiplied(fields, factor, self.distances, counted=self.counted is not None)


@attrs.frozen(kw_only=True)
class Measure(Declared):
    """
    One promise about one number.

    Args:
        id: Its name in files and on the command line.
        title: Its name for people.
        number: What is counted.
        unit: The unit of the number.
        decimals: The number of decimal places at which figures are compared; below 0 to the nearest ten, hundred and so on.
        better: Which way is better.
        calendar: The rhythm of the series.
        rule: What is promised.
        area: The code of the area it is about.
        owner: Who has to be told.
        objective: The objective of the plan that it serves.
        theme: The theme of the plan that it belongs to.
        text: The words of the plan that make the promise.
        labels: Words that policies and silences select it by.
        baseline: What the promise starts from.
        deadline: The day by which it must be so; after it the verdict is settled.
        starts: The day the plan starts.
        readings: How its ambiguous phrases are read.
        values: What its percentages are, where they or a limit lie between 0 and 1: fractions, or really below 1 percent.
        direction_against: What the direction of travel is held against; by default the period before, or where figures come
            in seasons the same period of a year before.
        outlook_method: By which method it is said whether a far target will be met.
        outlook_figures: How many of the latest comparable figures of a series its recent course goes by.
        outlook_limit: The natural limit that growth by `cagr-direction` cannot pass.

    Raises:
        DefinitionError: The rule makes no sense for the number, its unit, calendar or polarity.
    """

    id: Name
    title: Title
    number: NumberKind
    unit: AnyUnit = attrs.field(converter=accepting.unit)
    decimals: Decimals
    better: Better = attrs.field(converter=better)
    calendar: Calendar = attrs.field(converter=calendar_or_kind)
    rule: Rule
    area: Name
    owner: Line = ""
    objective: Line = ""
    theme: Line = ""
    text: str = ""
    baseline: Baseline | None = None
    deadline: date | None = None
    starts: date | None = None
    labels: tuple[Name, ...] = attrs.field(default=(), converter=accepting.texts)
    readings: tuple[Reading, ...] = attrs.field(default=(), converter=accepting.several)
    values: Values | None = attrs.field(default=None, converter=_values)
    direction_against: Literal["previous", "same-period-last-year", "baseline"] | None = None
    outlook_method: OutlookMethod = attrs.field(default=OutlookMethod.RECENT_COURSE, converter=method)
    outlook_figures: Annotated[int, Bounds(low=3)] = 6
    outlook_limit: Decimal | None = attrs.field(default=None, converter=accepting.number_or_none)

    def settles(self, period: Period | None, as_of: date) -> date | None:
        """Return the day after which the verdict on a period is settled: its version's own, or the deadline; None without."""
        return self.promised(period, as_of).settles or self.deadline

    def promised(self, period: Period | None, as_of: date, *, kept: bool = False) -> Rule:
        """Return the promise for a period, by what was agreed by a day; what is kept for good was so by the day stated then."""
        return self.rule.at(period, as_of, self.calendar, kept=kept)

    def first_period(self, kind: PeriodKind) -> Period | None:
        """Return the first period of a kind that something is promised for: that in which the plan starts; None for all."""
        return None if self.starts is None else Period.containing(self.starts, kind)

    @cached_property
    def begins(self) -> Period | None:
        """The first period of its calendar that anything is promised for: that of the plan's start, or of its number if later."""
        first, told = self.first_period(self.calendar.kind), self.number.begins(self.calendar)
        return max(first, told) if first is not None and told is not None else first or told

    @cached_property
    def parts(self) -> tuple[Measure, ...]:
        """The measures that it is made of: one for each promise of its rule; none where that is about figures."""
        return self.rule.made_of(self)

    def allows(self, value: Decimal) -> bool:
        """Whether a figure may have a value."""
        low, high = self.number.bounds(self.unit)
        return (low is None or low <= value) and (high is None or value <= high)

    def is_before_plan(self, period: Period) -> bool:
        """Whether a period ends before the plan starts, so that nothing is promised for it."""
        return self.starts is not None and period.last_day < self.starts

    def __attrs_post_init__(self) -> None:
        baseline = None if self.baseline is None else self.baseline.period
        if baseline is not None and baseline.kind is not self.calendar.kind:
            raise DefinitionError(f"baseline period is {baseline.kind.a}, the calendar's is {self.calendar.kind.value}")
        self.number.check(self.unit, self.calendar)
        stated = None if self.baseline is None else self.baseline.value
        if stated is not None and not self.allows(stated):
            raise DefinitionError(f"baseline.value = {stated} is outside what {self.unit.value} allows")
        rounds(self.number, self.unit, self.decimals)
        if self.deadline and self.starts and self.deadline < self.starts:
            raise DefinitionError(f"deadline {self.deadline} is before the plan starts ({self.starts})")
        if self.direction_against == "baseline" and self.baseline is None:
            raise DefinitionError(Problem('direction_against = "baseline", and there is none', "add baseline"))
        fits_method(self.outlook_method, self.better.sign, self.calendar, baseline, self.outlook_limit)
        self.rule.fits(self)
        self._need_clear_limits()

    def _need_clear_limits(self) -> None:
        """Refuse a percentage of less than 1 that may be a fraction."""
        if self.number.published(self.unit) is not Unit.PERCENT:
            if self.values is Values.FRACTIONS and self.rule.of_figures:
                what = f'values = "{self.values.value}" goes with percentages, not with {self.unit.value}'
                raise DefinitionError(Problem(what, "leave it out"))
            return
        if self.unit is not Unit.PERCENT or self.values is Values.PERCENT:
            return
        stated = None if self.baseline is None else self.baseline.value
        limits = [*self.rule.limits(), *([] if stated is None else [("baseline.value", stated)])]
        if problems := [limit_fault(name, value) for name, value in limits if is_fraction(value)]:
            raise DefinitionError(problems)
