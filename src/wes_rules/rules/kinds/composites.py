"""Promises made of promises: A and B, A or B, each of several, and for information only."""

from __future__ import annotations

import abc
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from operator import is_
from typing import ClassVar, Self

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules.kinds.threshold import Threshold
from wes_rules.rules.kinds.year_on_year import AnnualIncrease
from wes_rules.rules.known import KnownCases
from wes_rules.rules.measure import Measure, Rule
from wes_rules.rules.no_target import NO_TARGET
from wes_rules.rules.part import Part
from wes_rules.rules.units_read import one_unit_each
from wes_rules.series.number import NumberKind
from wes_rules.values import accepting
from wes_rules.values.quantity import Unit

# The known cases of a threshold of 90, which a rule around it has to get right as well.
_AT_LEAST_90 = Threshold.known[0]


def _some(parts: tuple[object, ...]) -> None:
    if not parts:
        raise DefinitionError("a rule made of parts needs at least one")


def _rules(value: Sequence[Rule]) -> tuple[Rule, ...]:
    return accepting.several(value)


@attrs.frozen
class Whole(Rule):
    """A promise made of others."""

    @abc.abstractmethod
    def with_each(self, changed: Callable[[Rule], Rule]) -> Self:
        """Return it with each of its promises changed; itself if none is."""

    def agreed_by(self, day: date) -> Self:
        """Return the promise without the versions of its parts that were not agreed by a day."""
        return self.with_each(lambda rule: rule.agreed_by(day))

    def reading(self, measure: Measure) -> str:
        """Say how the wording is read, with all its versions."""
        return self.wording(measure)


@attrs.frozen
class Several(Whole):
    """
    A promise made of several.

    Args:
        of: The promises.
    """

    of: tuple[Rule, ...] = attrs.field(converter=_rules)

    def __attrs_post_init__(self) -> None:
        _some(self.of)

    def with_each(self, changed: Callable[[Rule], Rule]) -> Self:
        """Return it with each of its promises changed."""
        of = tuple(map(changed, self.of))
        return self if all(map(is_, of, self.of)) else attrs.evolve(self, of=of)

    @property
    def monotone(self) -> bool:
        """Whether all its parts are."""
        return all(rule.monotone for rule in self.of)

    def made_of(self, measure: Measure) -> tuple[Measure, ...]:
        """Return the measure with each promise."""
        return tuple(attrs.evolve(measure, rule=one, readings=()) for one in self.of)

    def check(self, measure: Measure) -> None:
        """Check every part."""
        _no_advice(self.of)
        _check_all(
            [(f"{rule.kind} (part {place})", partial(rule.fits, measure)) for place, rule in enumerate(self.of, 1)]
        )


@attrs.frozen
class All(Several):
    """Every one of several promises: the worst of their verdicts."""

    kind: ClassVar[str] = "all"
    known: ClassVar[tuple[KnownCases, ...]] = (
        KnownCases(
            fields={"of": (Threshold(at_least=Decimal(45)), AnnualIncrease())},
            line="46.0 48.0 48.0 -> off track",
            kept="46.0 48.0 48.1 -> on track",
            missed="46.0 48.0 47.9 -> off track",
            across_a_break="46.0 48.0 | 49.0 -> undecided",
            at_a_start="44.9 -> off track",
        ),
    )

    def wording(self, measure: Measure, as_of: date | None = None) -> str:
        """Say how the wording is read."""
        return "every part must hold: " + "; and ".join(rule.wording(measure, as_of) for rule in self.of)


@attrs.frozen
class Any(Several):
    """At least one of several promises: the best of their verdicts."""

    kind: ClassVar[str] = "any"
    known: ClassVar[tuple[KnownCases, ...]] = (
        KnownCases(
            fields={"of": (Threshold(at_least=Decimal(60)), AnnualIncrease())},
            line="46.0 48.0 48.0 -> off track",
            kept="46.0 48.0 48.1 -> on track",
            missed="46.0 48.0 47.9 -> off track",
            across_a_break="46.0 48.0 | 49.0 -> undecided",
            at_a_start="60.0 -> on track",
        ),
    )

    def wording(self, measure: Measure, as_of: date | None = None) -> str:
        """Say how the wording is read."""
        return "one part is enough: " + "; or ".join(rule.wording(measure, as_of) for rule in self.of)


def _parts(value: Sequence[Part]) -> tuple[Part, ...]:
    return accepting.several(value)


@attrs.frozen(kw_only=True)
class Each(Whole):
    """
    The same promise for each of several numbers, or to each its own: the worst of their verdicts.

    Args:
        rule: The promise; None where each part has its own.
        over: The numbers it is made of.

    Raises:
        DefinitionError: No part, two of one name, or one of which nothing is promised.
    """

    kind: ClassVar[str] = "each"
    known: ClassVar[tuple[KnownCases, ...]] = (
        attrs.evolve(_AT_LEAST_90, fields={"rule": Threshold(at_least=Decimal(90)), "over": (Part(name="whole"),)}),
    )

    rule: Rule | None = None
    over: tuple[Part, ...] = attrs.field(converter=_parts)

    def __attrs_post_init__(self) -> None:
        _some(self.over)
        names = [part.name for part in self.over]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise DefinitionError(f"parts share a name: {', '.join(twice)}")
        if bare := [part.name for part in self.over if self.promise_of(part) is None]:
            what = f"nothing is promised of {', '.join(bare)}"
            raise DefinitionError(Problem(what, "give each a rule, or one for every part: rule = {kind = ...}"))

    def promise_of(self, part: Part) -> Rule:
        """Return what is promised of a part."""
        return part.rule or self.rule  # type: ignore[return-value] # a part without any is refused

    def with_each(self, changed: Callable[[Rule], Rule]) -> Self:
        """Return it with each of its promises changed."""
        own = ((one, one.rule and changed(one.rule)) for one in self.over)
        over = tuple(one if one.rule is new else attrs.evolve(one, rule=new) for one, new in own)
        rule = self.rule and changed(self.rule)
        same = rule is self.rule and all(map(is_, over, self.over))
        return self if same else attrs.evolve(self, rule=rule, over=over)

    @property
    def monotone(self) -> bool:
        """Whether all its parts are."""
        return all(self.promise_of(part).monotone for part in self.over)

    def made_of(self, measure: Measure) -> tuple[Measure, ...]:
        """Return the measure of each part."""
        return tuple(self.measure(measure, part) for part in self.over)

    def check(self, measure: Measure) -> None:
        """Check every part."""
        _no_advice(tuple(map(self.promise_of, self.over)))
        _check_all([(f'part "{part.name}"', partial(self.measure, measure, part)) for part in self.over])
        one_unit_each([leaf for part in self.over for leaf in leaves(self.measure(measure, part))])

    def measure(self, whole: Measure, part: Part) -> Measure:
        """Return the measure that one part stands for."""
        stated = {
            name: value
            for name in ("area", "number", "unit", "decimals", "better", "calendar", "baseline")
            if (value := getattr(part, name)) is not None
        }
        number: NumberKind = stated.get("number", whole.number)
        if number.published(stated.get("unit", whole.unit)) is not Unit.PERCENT:
            # What percentages are says nothing of counts.
            stated["values"] = None
        return attrs.evolve(whole, id=f"{whole.id}/{part.name}", title=part.name, rule=self.promise_of(part), **stated)

    def wording(self, measure: Measure, as_of: date | None = None) -> str:
        """Say how the wording is read; once, where it is read alike for all parts."""
        said: dict[str, list[str]] = {}
        for part in self.over:
            said.setdefault(self.promise_of(part).wording(self.measure(measure, part), as_of), []).append(part.name)
        return "; and ".join(f"{'each of ' * (len(names) > 1)}{', '.join(names)}: {how}" for how, names in said.items())


@attrs.frozen(kw_only=True)
class Advisory(Whole):
    """
    What is shown, and never alerted: a promise, which is judged, or a measure without a target.

    Args:
        rule: The promise; None where no target is set, so that only the figure is shown and which way it goes.
    """

    kind: ClassVar[str] = "advisory"
    known: ClassVar[tuple[KnownCases, ...]] = (
        attrs.evolve(_AT_LEAST_90, fields={"rule": Threshold(at_least=Decimal(90))}),
    )

    rule: Rule | None = None

    @property
    def inner(self) -> Rule:
        """The promise, or what stands for none."""
        return self.rule or NO_TARGET

    @property
    def promises(self) -> bool:
        """Whether there is a promise inside."""
        return self.inner.promises

    def with_each(self, changed: Callable[[Rule], Rule]) -> Self:
        """Return it with its promise changed."""
        return self if (rule := self.rule and changed(self.rule)) is self.rule else attrs.evolve(self, rule=rule)

    @property
    def monotone(self) -> bool:
        """Whether all its parts are."""
        return self.inner.monotone

    def made_of(self, measure: Measure) -> tuple[Measure, ...]:
        """Return the measure with what is shown of it."""
        return (attrs.evolve(measure, rule=self.inner, readings=()),)

    def check(self, measure: Measure) -> None:
        """Check the rule inside."""
        self.inner.fits(measure)

    def wording(self, measure: Measure, as_of: date | None = None) -> str:
        """Say how the wording is read."""
        return f"for information only: {self.inner.wording(measure, as_of)}"


def _no_advice(rules: tuple[Rule, ...]) -> None:
    """Refuse a part that is never alerted in a whole that may be."""
    if any(isinstance(rule, Advisory) for rule in rules):
        what = "a part that is for information only would decide the whole"
        raise DefinitionError(Problem(what, "take advisory out, or put it around the whole rule"))


def _check_all(checks: list[tuple[str, Callable[[], object]]]) -> None:
    """Run every check, and raise the faults of all of them, each with the part it is in."""
    problems: list[Problem] = []
    for name, check in checks:
        try:
            check()
        except DefinitionError as error:
            problems += [attrs.evolve(one, what=f"{name}: {one.what}") for one in error.problems]
    if problems:
        raise DefinitionError(problems)


def leaves(measure: Measure) -> list[Measure]:
    """Return the measures with a rule about figures that a measure comes down to."""
    return [leaf for part in measure.parts for leaf in leaves(part)] or [measure]


def area_of(part: Measure, whole: Measure, area: str) -> str:
    """Return the area that a part is about where its whole is judged for one: its own, if it has another than the whole."""
    return area if part.area == whole.area else part.area


def area_sets_of(measure: Measure) -> tuple[str, ...]:
    """Name the area sets that a measure's rules and numbers rank among or compare with, each once."""
    every = ((leaf.rule, getattr(leaf.rule, "against", None), leaf.number) for leaf in leaves(measure))
    named = (getattr(one, "among", None) for some in every for one in some)
    return tuple(dict.fromkeys(name for name in named if name is not None))
