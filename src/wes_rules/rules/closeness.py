"""How close is close enough: the distances of every promise about figures."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Literal

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules.amounts import BANDS, FROM_TARGET, in_ticks
from wes_rules.rules.cells import Ticks
from wes_rules.rules.fitting import too_fine_for
from wes_rules.rules.measure import Measure, Rule
from wes_rules.rules.view import View
from wes_rules.values import accepting
from wes_rules.values.fields import Amount
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span

if TYPE_CHECKING:
    from fractions import Fraction

    from wes_rules.rules.exact import Distances

_OF_TARGET = "percent-of-target"


def _is(value: object, known: object) -> bool:
    """Whether a field holds a value: its validator runs before the type of any field is checked, and may be given anything."""
    return isinstance(value, type(known)) and value == known


def _has_a_target(rule: Closeness, field: attrs.Attribute[str], value: str) -> None:
    if _is(value, _OF_TARGET) and not rule.has_target:
        name = field.name.removesuffix("_in")
        raise DefinitionError(
            Problem(f"{field.name}: {rule.kind} has no target to take a percentage of", f"give {name} in points")
        )


def _forgives_something(rule: Closeness, field: attrs.Attribute[str], value: str) -> None:
    """Refuse an amount below one case or place."""
    name = field.name.removesuffix("_edge")
    given = (value, getattr(rule, name), getattr(rule, f"{name}_in"))
    if rule.counted and all(map(_is, given, ("excluded", Decimal(1), "points"))):
        what = f"{name} = 1 forgives nothing without its edge: a miss of less than 1 {rule.counted[0]} is none"
        raise DefinitionError(Problem(what, f"leave {field.name} or {name} out"))


def _may_be_exceeded(rule: Closeness, _: attrs.Attribute[Decimal | None], value: Decimal | None) -> None:
    if value is not None and not rule.may_be_exceeded:
        what = f"exceeded_by: {rule.kind} as it is here says nothing of how far it is kept"
        raise DefinitionError(Problem(what, "leave exceeded_by out"))


@attrs.frozen(kw_only=True, init=False, eq=False)
class Closeness(Rule):
    """
    The distances of a promise about figures, whatever its kind.

    Distances in points are in what the margin of the promise counts: the measure's unit, or cases, or places.

    Args:
        met_within: How far off still counts as met.
        met_within_in: Whether that is in points, or in percent of the target.
        tolerance: How far off is still at risk only.
        tolerance_in: Whether that is in points, or in percent of the target.
        met_within_edge: Whether a miss of exactly that much still counts as met.
        tolerance_edge: Whether a miss of exactly that much is still at risk only.
        exceeded_by: By how much what is kept counts as exceeded, which is said beside the status and changes none.
        exceeded_by_in: Whether that is in points, or in percent of the target.
        exceeded_by_edge: Whether what is kept by exactly that much counts as exceeded.
        unchanged_within: How little a figure may move and still count as unchanged in its direction of travel; it
            decides no status.
        unchanged_within_in: Whether that is in points, or in percent of the figure it is held against.
        at_best: The best verdict that it gives: with "at-risk" what keeps it is at risk, as a part of `any` may be that lifts
            the whole to amber and no further.
    """

    # Whether the kernel itself asks what is near enough, as one does that follows several periods. For the others it is
    # asked of what they find.
    eases: ClassVar[bool] = False
    # Whether what it finds says the target, so that a percentage of it can be taken.
    has_target: ClassVar[bool] = False
    # What stands before what a field of the kind holds where a version changes it; by default the field's name.
    called: ClassVar[Mapping[str, str]] = {}

    met_within: Amount = attrs.field(default=Decimal(0), converter=accepting.number)
    met_within_in: Literal["points", "percent-of-target"] = attrs.field(default="points", validator=_has_a_target)
    tolerance: Amount = attrs.field(default=Decimal(0), converter=accepting.number)
    tolerance_in: Literal["points", "percent-of-target"] = attrs.field(default="points", validator=_has_a_target)
    met_within_edge: Literal["included", "excluded"] = attrs.field(default="included", validator=_forgives_something)
    tolerance_edge: Literal["included", "excluded"] = attrs.field(default="included", validator=_forgives_something)
    exceeded_by: Amount | None = attrs.field(
        default=None, converter=accepting.number_or_none, validator=_may_be_exceeded
    )
    exceeded_by_in: Literal["points", "percent-of-target"] = attrs.field(default="points", validator=_has_a_target)
    exceeded_by_edge: Literal["included", "excluded"] = "included"
    unchanged_within: Amount = attrs.field(default=Decimal(0), converter=accepting.number)
    unchanged_within_in: Literal["points", "percent"] = "points"
    at_best: Literal["on-track", "at-risk"] = "on-track"

    def share_of(self, name: str) -> str:
        """Say what a field's percentage is of; empty for points, and without a value."""
        found = {_OF_TARGET: "the target", "percent": "the baseline"}.get(getattr(self, f"{name}_in", ""), "")
        return "the figure it is held against" if found and name == "unchanged_within" else found

    def bands(self, cells: View) -> Iterator[str]:
        """Name the distances that apply, with or without the tolerance."""
        return (name for name in BANDS[: 1 + cells.lenient] if getattr(self, name))

    @property
    def may_be_exceeded(self) -> bool:
        """Whether the promise can be exceeded: it has a distance on the better side of one target."""
        return True

    def edge_is_out(self, name: str) -> bool:
        """Whether the edge of a band is excluded from it."""
        return bool(getattr(self, f"{name}_edge", "") == "excluded")

    def nearly(self, cells: View, target: Ticks, times: int = 1) -> Ticks | None:
        """
        Return by how many ticks a target may be missed; None without a distance, when not even a tie is forgiven.

        Below 0 it forgives nothing either: less than a percentage of a target of 0 is no distance.

        Args:
            cells: The cells: as they are for what counts as met, and `leniently` for what is at risk only.
            target: The target in ticks.
            times: So many of what the distances count make one of what a distance in points counts.
        """
        found: Ticks | None = None
        for name in BANDS[: 1 + cells.lenient]:
            amount = getattr(self, name)
            if not amount:
                continue
            if getattr(self, f"{name}_in") == _OF_TARGET:
                from fractions import Fraction

                forgiven = cells.share(target, Fraction(amount) / 100, short=self.edge_is_out(name))
            else:
                forgiven = times * (int(amount) if self.counted else in_ticks(amount, cells.measure.decimals))
                forgiven -= self.edge_is_out(name)
            found = forgiven if found is None else cells.most(found, forgiven)
        return found

    def forgiven(self, cells: View, target: Ticks) -> Ticks:
        """Return by how many ticks a target may be missed, as `nearly` does; 0 without a distance."""
        found = self.nearly(cells, target)
        return 0 if found is None else cells.most(found, 0)

    def beyond(self, period: Period) -> int:
        """Return by how many ticks a period's figure has to be better than its limit; 0 if a tie is enough."""
        return 0

    @property
    def margin_decides(self) -> bool:
        """Whether the margin alone decides: not if a test or another period may, or the target moves with the figure."""
        return True

    def enough(self, view: View, target: int) -> tuple[int, int]:
        """Return the least distances, in ticks, that count as met and as at risk; below 0 the figure falls short."""
        forgiven, at_risk = self.nearly(view, target), self.nearly(view.leniently(), target)
        least = self.beyond(view.period)
        met, near = (least if one is None else min(least, -one) for one in (forgiven, at_risk))
        return met, near

    @property
    def _forgives_alike(self) -> bool:
        return not set(self._shares()) & set(BANDS)

    def by_distance(self, view: View) -> Distances | None:
        """
        Return the distances of exact figures; None if the kernel has to decide.

        It finds what the kernel of the same class finds, which is asked for facts, and wherever this finds nothing.

        Args:
            view: The judged period, of no area in particular.
        """
        return None

    def exactly(self, cells: View, apart: Fraction, target: Fraction) -> int:
        """
        Return by how many whole ticks a promise is kept if a miss is forgiven, for a distance between ticks.

        Args:
            cells: The cells, as in `nearly`; something says that a miss is forgiven.
            apart: The distance to the target, not rounded.
            target: The target, not rounded.
        """
        from fractions import Fraction

        def kept(name: str) -> int:
            amount = Fraction(getattr(self, name))
            of_target = getattr(self, f"{name}_in") == _OF_TARGET
            kept = apart + (abs(target) * amount / 100 if of_target else amount * 10**cells.measure.decimals)
            return math.ceil(kept) - 1 if self.edge_is_out(name) else math.floor(kept)

        return max(kept(name) for name in self.bands(cells))

    def eased(self, cells: View, slack: Span, margin: Span, target: Span) -> Span:
        """
        Return by how much a promise is kept if a miss is forgiven.

        Args:
            cells: The cells, as in `nearly`.
            slack: By how much it is kept as it stands, at worst and at best.
            margin: The distance to the target, at worst and at best.
            target: The target at worst and at best.
        """
        if not (self.met_within or (cells.lenient and self.tolerance)):
            return slack
        worst = self.nearly(cells, target.low)
        best = worst if target.high is target.low else self.nearly(cells, target.high)
        if worst is None or best is None:
            return slack
        return Span(cells.most(slack.low, margin.low + worst), cells.most(slack.high, margin.high + best))

    def _of_something(self, name: str, target: Decimal | None) -> None:
        for named in () if target else self._shares():
            what = f"{named} in percent of a zero target ({name}) is nothing"
            raise DefinitionError(Problem(what, f"give {named} in points"))

    def _shares(self) -> Iterator[str]:
        return (name for name in FROM_TARGET if getattr(self, name) and getattr(self, f"{name}_in") == _OF_TARGET)

    def _near_enough(self, measure: Measure) -> None:
        """Refuse distances that are too fine, or more than all of the target."""
        if problems := [*_amounts(self, measure)]:
            raise DefinitionError(problems)


def _amounts(rule: Closeness, measure: Measure) -> Iterator[Problem]:
    for name in (*FROM_TARGET, "unchanged_within"):
        amount, unit = getattr(rule, name), getattr(rule, f"{name}_in")
        finest = 0 if rule.counted and name in FROM_TARGET else measure.decimals
        if not amount:
            continue
        if unit == "points" and amount.scaleb(finest) % 1:
            if rule.counted and name in FROM_TARGET:
                yield Problem(
                    f"{name} = {amount} is no number of {rule.counted[1]}",
                    f"count {rule.counted[1]}: give a whole number",
                )
            else:
                yield Problem(f"{name} = {amount} {too_fine_for(finest)}", "raise decimals or round the amount")
        elif unit == _OF_TARGET and amount > 100 and name in BANDS:
            yield Problem(f"{name} = {amount} is more than all of the target", f"give {name} in points")
