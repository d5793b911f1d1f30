"""A promise that changes: versions, each from a period on and agreed on a day."""

from __future__ import annotations

import functools
import types
import typing
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, Self, TypeVar, cast

import attrs

from wes_rules.errors import DefinitionError, Problem, near_miss
from wes_rules.series.calendar import Calendar
from wes_rules.values.checks import FIRST_YEAR
from wes_rules.values.fields import Declared, argument, hints_of
from wes_rules.values.period import Period
from wes_rules.values.taking import plain_hint


class Changing(Protocol):
    """A promise that has versions."""

    @property
    def versions(self) -> tuple[Version, ...]:
        """Its versions, in order."""

    @property
    def settles(self) -> date | None:
        """The day after which it is decided for good."""

    @property
    def of_several_periods(self) -> bool:
        """Whether figures of several periods count, each by the version of its own."""

    def times(self, factor: Decimal) -> Self:
        """Return the same promise for numbers multiplied by a factor."""


R = TypeVar("R", bound=Changing)


def _pairs(changes: Any) -> Any:
    return tuple(sorted(changes.items())) if isinstance(changes, Mapping) else changes


def _first_day(version: Version) -> date:
    if not isinstance(version.starting, Period):  # refused as soon as all fields are there
        return date(FIRST_YEAR, 1, 1)
    first = version.starting.start
    return date(first.year, first.month, first.day)


@attrs.frozen(kw_only=True)
class Version(Declared):
    """
    What a promise changes to, from a period on.

    Args:
        starting: The first period that is judged by it.
        agreed: The day it was agreed on; by default the first day of that period. What was said before that day knows
            nothing of it.
        changes: The fields of the rule that change, with their values from then on: amounts, limits, tolerances, `by`.

    Raises:
        DefinitionError: It starts with no period, was agreed on no day, or changes nothing.
    """

    starting: Period
    agreed: date = attrs.field(default=attrs.Factory(_first_day, takes_self=True))
    changes: tuple[tuple[str, Any], ...] = attrs.field(converter=_pairs)

    @property
    def is_agreed_as_it_starts(self) -> bool:
        """Whether it was agreed on the first day of its first period, as it is unless another day is given."""
        return self.agreed == _first_day(self)

    def __attrs_post_init__(self) -> None:
        if not self.changes:
            what = f"the version starting in {self.starting} changes nothing"
            raise DefinitionError(Problem(what, "say what is another from then on, or leave it out"))


def in_order(versions: Any, rule: object) -> Any:
    """
    Put versions in the order in which they start, and of one period in which they were agreed, with what they change as the rule takes it.

    A table is taken for the version it describes; what is none is refused as every wrong field is.
    """
    if not isinstance(versions, list | tuple):
        return versions
    found = [_from_table(one) if isinstance(one, Mapping) and "starting" in one else one for one in versions]
    if not all(isinstance(one, Version) for one in found):
        return tuple(found)
    ordered = sorted(found, key=lambda one: (one.starting.index, one.agreed))
    return tuple(_as_taken(one, type(rule)) for one in ordered)


def _from_table(table: Mapping[str, Any]) -> Version:
    own = {name: table[name] for name in ("starting", "agreed") if name in table}
    return Version(**own, changes={name: value for name, value in table.items() if name not in own})


@functools.cache
def changeable(cls: type[Any]) -> tuple[str, ...]:
    """Name the fields of a rule that a version may change: amounts and their kind, places, tables of targets, and days."""
    hints = hints_of(cls)  # type: ignore[arg-type] # a class is hashable
    return tuple(name for name, (_, hint) in hints.items() if _may_change(name, hint))


def _may_change(name: str, hint: Any) -> bool:
    hint, _ = plain_hint(hint)
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        kinds = [one for one in typing.get_args(hint) if one is not types.NoneType]
        hint = plain_hint(kinds[0])[0] if len(kinds) == 1 else hint
    if typing.get_origin(hint) is tuple:
        first = typing.get_args(hint)[0]
        return first is Decimal or name == "points"
    return hint in (Decimal, int, date) or name.endswith(("_in", "_edge"))


def in_force(rule: R, period: Period | None, as_of: date, calendar: Calendar) -> R:
    """Return the promise for a period, by the versions agreed by a day; of one before all periods, for None."""
    if not rule.versions:
        return rule
    own, asked = _counting(rule, period, as_of, calendar)
    promise: Any = rule
    formed: R = _remembered(promise, own, asked)
    return formed


def stated(rule: R, period: Period, as_of: date) -> R:
    """Return the promise as it was stated for a period, by the versions agreed by a day, with its own day."""
    return changed_by(rule, tuple(one for one in rule.versions if one.agreed <= as_of and one.starting <= period))


def counting(rule: Changing, period: Period, as_of: date, calendar: Calendar) -> tuple[Version, ...]:
    """Return the versions agreed by a day that make the promise for a period what it is."""
    return _counting(rule, period, as_of, calendar)[0]


def _counting(
    rule: Changing, period: Period | None, as_of: date, calendar: Calendar
) -> tuple[tuple[Version, ...], tuple[Version, ...]]:
    """
    Return the versions by which a period's figure is judged, and those that say by which day.

    They are those that start at or before it. A promise of which a later version begins before its day decides anything is
    never asked for; that version is. Where figures of several periods count, each still goes by its own.
    """
    agreed, promise = [one for one in rule.versions if one.agreed <= as_of], cast(Any, rule)
    own = asked = tuple(one for one in agreed if period is not None and one.starting <= period)
    while len(asked) < len(agreed):
        following, last = agreed[len(asked)].starting, _remembered(promise, asked, asked).decides(calendar)
        if last is None or last < following:
            break
        asked = tuple(one for one in agreed if one.starting <= following)
    return own if rule.of_several_periods else asked, asked


@functools.lru_cache(maxsize=4096)
def _remembered(rule: Any, own: tuple[Version, ...], asked: tuple[Version, ...]) -> Any:
    formed = changed_by(rule, own)
    return formed if own == asked else attrs.evolve(formed, by=changed_by(rule, asked).by)


def changed_by(rule: R, versions: tuple[Version, ...]) -> R:
    """Return a promise with some of its versions applied in turn."""
    changes = {name: value for one in versions for name, value in one.changes}
    promise: Any = rule
    formed: R = attrs.evolve(promise, versions=(), **changes)
    return formed


def forms(rule: R) -> list[tuple[Version, R]]:
    """Return every form of a rule, as made of the versions agreed by any day, with its version."""
    found: dict[tuple[Version, ...], tuple[Version, R]] = {}
    for day in sorted({one.agreed for one in rule.versions}):
        known = tuple(one for one in rule.versions if one.agreed <= day)
        for place, version in enumerate(known, 1):
            if known[:place] not in found:
                found[known[:place]] = version, _formed(rule, known[:place])
    return list(found.values())


def _formed(rule: R, versions: tuple[Version, ...]) -> R:
    version, cls = versions[-1], type(rule)
    names = [name for name, _ in version.changes]
    unknown = [name for name in names if name not in changeable(cls)]
    if unknown:
        what = f"versions: the one starting in {version.starting} changes {unknown[0]}, which no version may change"
        raise DefinitionError(Problem(what, near_miss(unknown[0], changeable(cls))))
    # The same number is another amount in points than in percent.
    alone = [name for name in names if name.endswith("_in") and name.removesuffix("_in") not in names]
    if alone:
        amount = alone[0].removesuffix("_in")
        what = (
            f"versions: the one starting in {version.starting} changes {alone[0]}, and not {amount}, which it is about"
        )
        raise DefinitionError(Problem(what, f"say {amount} as well"))
    try:
        formed = changed_by(rule, versions)
        settles = formed.settles
    except DefinitionError as error:
        raise DefinitionError([said_of(version, one) for one in error.problems]) from None
    if settles is not None and version.starting.last_day > settles:
        what = f"versions: the one starting in {version.starting} has not ended by {settles}, when the promise is due"
        raise DefinitionError(Problem(what, "change its by, or let it start earlier"))
    return formed


def said_of(version: Version, problem: Problem) -> Problem:
    """Name the version of a problem."""
    return attrs.evolve(problem, what=f"versions: the one starting in {version.starting}: {problem.what}")


def make_sense(rule: Changing, _: object, versions: tuple[Version, ...]) -> None:
    """Check that every version makes a rule, and that no two are one."""
    if not isinstance(versions, tuple) or not all(isinstance(one, Version) for one in versions):
        return
    places = [(one.starting, one.agreed) for one in versions]
    twice = next((place for place in places if places.count(place) > 1), None)
    if twice is not None:
        what = f"versions: two of them start in {twice[0]} and were agreed on {twice[1]}"
        raise DefinitionError(Problem(what, "keep the one that counts"))
    forms(rule)


def _as_taken(version: Version, cls: type[Any]) -> Version:
    """Return a version with what it changes as the fields of a rule take it."""
    hints, changes, problems = hints_of(cls), dict(version.changes), []  # type: ignore[arg-type] # a class is hashable
    for name in filter(hints.__contains__, tuple(changes)):
        try:
            changes[name] = argument(name, hints[name][1], changes[name])
        except DefinitionError as error:
            problems += [said_of(version, attrs.evolve(one, subject=cls.__name__)) for one in error.problems]
    if problems:
        raise DefinitionError(problems)
    return attrs.evolve(version, changes=changes)


def multiplied(rule: R, turned: Mapping[str, str], factor: Decimal) -> tuple[Version, ...]:
    """Return the versions of a rule for numbers multiplied by a factor; `turned` names the opposite of each field."""
    found, before = [], changed_by(rule, ()).times(factor)
    for place, version in enumerate(rule.versions, 1):
        formed = changed_by(rule, rule.versions[:place]).times(factor)
        # A kind without the opposite field turns around in its own way, and one with two ends may exchange them.
        turns = {name: other for name, other in turned.items() if hasattr(formed, other)}
        names = [turns.get(name, name) for name, _ in version.changes]
        names += [name for name in hints_of(type(formed)) if _differs(before, formed, name)]
        found.append(attrs.evolve(version, changes={name: getattr(formed, name) for name in names}))
        before = formed
    return tuple(found)


def _differs(before: object, formed: object, name: str) -> bool:
    return name != "versions" and getattr(before, name) != getattr(formed, name)
