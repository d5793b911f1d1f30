"""Composite promises for many areas: the worst or best of their verdicts, and the part that decides."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

import attrs
import numpy as np

from wes_rules.batch.columns import Array, code
from wes_rules.batch.deciding import NOTHING, Found, decide
from wes_rules.batch.figures import Figures
from wes_rules.judging.decisive import Answered, deciding, picks
from wes_rules.judging.periods import is_newest
from wes_rules.judging.status import AT_BEST, CHAIN, Course, Status
from wes_rules.rules.kinds.composites import Advisory, Any
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import FigureRule
from wes_rules.values.period import Period
from wes_rules.values.reason import Reason

_UNDECIDED, _ON = CHAIN.index(Status.UNDECIDED), CHAIN.index(Status.ON_TRACK)
_COURSES = tuple(Course)


@attrs.frozen(eq=False)
class Judged:
    """What was found for one measure in every area: which of its leaves decided, and the best verdict it gives at all."""

    found: Found
    leaf: Array
    leaves: list[Measure]
    highest: int

    def of_rows(self, rows: Array) -> Judged:
        """Return what was found for some of the areas."""
        return attrs.evolve(self, found=self.found.of_rows(rows), leaf=self.leaf[rows])

    @property
    def course(self) -> Array:
        """Where each area leads that is not due, as a place among the courses."""
        return _course(self.found.stands, self.found.possible, self.highest)

    @property
    def margin(self) -> Array:
        """The margins, at the finest precision that any of its measures has."""
        finest = max(one.decimals for one in self.leaves)
        scale = np.array([10 ** (finest - one.decimals) for one in self.leaves])[self.leaf]
        return np.where(self.found.margin == NOTHING, NOTHING, self.found.margin * scale)


def judged(measure: Measure, figures: Figures, period: Period | None = None) -> Judged:
    """Judge one measure for every area of a frame, for a period or each for its latest."""
    if isinstance(measure.rule, FigureRule):
        areas = len(figures.rows.areas)
        found = decide(measure, measure.rule, figures, period)
        return Judged(found, np.zeros(areas, dtype=np.int64), [measure], CHAIN.index(AT_BEST[measure.rule.at_best]))
    parts = [judged(part, figures, period) for part in measure.parts]
    newest = [all(is_newest(leaf, period, figures.as_of) for leaf in part.leaves) for part in parts]
    return _whole(measure, parts, newest)


def laid_out(parts: list[tuple[Judged, Array]]) -> Judged:
    """Combine what was found for several periods of one measure, each at its own positions."""
    one, size = parts[0][0], sum(len(places) for _, places in parts)

    def laid(of: Callable[[Judged], Array]) -> Array:
        whole = np.empty((*of(one).shape[:-1], size), of(one).dtype)
        for part, places in parts:
            whole[..., places] = of(part)
        return whole

    names = [f"found.{field.name}" for field in attrs.fields(Found)]
    found = Found(*(laid(attrgetter(name)) for name in names))
    return attrs.evolve(one, found=found, leaf=laid(attrgetter("leaf")))


def _whole(measure: Measure, parts: list[Judged], newest: list[bool]) -> Judged:
    found = [part.found for part in parts]
    worst, best = (
        _picked(measure, np.stack(ends)) for ends in ([f.worst for f in found], _best(measure, found, newest))
    )
    status = np.where(worst == best, worst, _UNDECIDED)
    # Not due as long as nothing but parts that are not due leaves it open.
    due = (status != _UNDECIDED) | np.logical_or.reduce([(one.status == status) & one.due for one in found])
    stands, possible = (
        _picked(measure, np.stack(ends)) for ends in ([f.stands for f in found], [f.possible for f in found])
    )
    highest = picks(measure.rule)(part.highest for part in parts)
    course = _course(stands, possible, highest)
    # Nor as long as what is due is undecided, and what is not due can no longer be kept.
    lost = (course == _COURSES.index(Course.CANNOT_BE_KEPT)) & ~np.logical_and.reduce([one.due for one in found])
    due &= (status != _UNDECIDED) | ~lost
    answered = [
        Answered(one.status, one.due, part.highest, part.course) for one, part in zip(found, parts, strict=True)
    ]
    made_by, decide = map(np.stack, deciding(Answered(status, due, highest, course), answered))
    chosen = _decisive(measure, parts, decide)
    leaf, counts = np.stack([part.leaf for part in parts]), [len(part.leaves) for part in parts]
    leaf += np.cumsum([0, *counts[:-1]])[:, None]
    whole = {name: _of(chosen, [getattr(one, name) for one in found]) for name in _TAKEN}
    reasons = np.stack([one.reason for one in found])
    told = made_by & (reasons != code(None))
    reason = np.where(told.any(axis=0), _of(told.argmax(axis=0), list(reasons)), code(None))
    if isinstance(measure.rule, Advisory) and measure.rule.promises:
        reason = np.full(len(reason), code(Reason.ADVISORY))
    settled: Array = np.logical_and.reduce([one.settled for one in found])
    return Judged(
        Found(worst, best, due, settled, reason=reason, stands=stands, possible=possible, **whole),
        _of(chosen, list(leaf)),
        [one for part in parts for one in part.leaves],
        highest,
    )


def _course(stands: Array, possible: Array, highest: int) -> Array:
    """Return the courses, as places among them, as `Course.of` does."""
    (worst, best), (least, most) = stands, possible
    kept, missed = worst == _ON, best < _ON
    found = {
        Course.ALREADY_KEPT: kept & (least == _ON),
        Course.ON_COURSE: kept,
        Course.CANNOT_BE_KEPT: missed & (most < highest),
        Course.OFF_COURSE: missed,
    }
    courses: Array = np.select([*found.values()], [_COURSES.index(one) for one in found], _COURSES.index(Course.OPEN))
    return courses


_TAKEN = ("period", "observed", "margin", "required", "low", "high", "exceeded")


def _picked(measure: Measure, ends: Array) -> Array:
    picked: Array = ends.max(axis=0) if isinstance(measure.rule, Any) else ends.min(axis=0)
    return picked


def _best(measure: Measure, found: list[Found], newest: list[bool]) -> list[Array]:
    """Return the best that parts leave open: where one is enough, one that is lost by now adds nothing to one that is due."""
    if not isinstance(measure.rule, Any):
        return [one.best for one in found]
    beside = np.logical_or.reduce([one.due for one in found])
    return [
        np.where(beside & ~one.due & last, np.minimum(one.best, one.possible[1]), one.best)
        for one, last in zip(found, newest, strict=True)
    ]


def _decisive(measure: Measure, parts: list[Judged], decide: Array) -> Array:
    """Return the part that decides in each area, as `decisive_of` does: that of the worst margin, of any the best."""
    finest = max(leaf.decimals for part in parts for leaf in part.leaves)
    scaled = [part.margin * 10 ** (finest - max(leaf.decimals for leaf in part.leaves)) for part in parts]
    margin = np.stack([np.where(part.found.margin == NOTHING, 0, one) for part, one in zip(parts, scaled, strict=True)])
    known = decide & np.stack([part.found.margin != NOTHING for part in parts])
    last = np.iinfo(np.int64).max
    ordered = np.where(known, -margin if isinstance(measure.rule, Any) else margin, last)
    decisive: Array = np.where(known.any(axis=0), ordered.argmin(axis=0), decide.argmax(axis=0))
    return decisive


def _of(which: Array, arrays: list[Array]) -> Array:
    """Take from each of several arrays where it is the one meant."""
    taken: Array = np.take_along_axis(np.stack(arrays), which[None, :], axis=0)[0]
    return taken
