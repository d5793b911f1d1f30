"""Deciding many areas: which period each is judged for, what the rule finds, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from math import ceil, floor
from typing import Any

import attrs
import numpy as np

from wes_rules.batch.columns import REASONS, UNBOUND, Array, Column, bounded, code, codes
from wes_rules.batch.figures import Figures
from wes_rules.batch.many import Apart, Many
from wes_rules.judging.asking import asked
from wes_rules.judging.deciding import ends_of
from wes_rules.judging.exceeding import exceeding_margin
from wes_rules.judging.periods import decides_in, is_settled, judged_where
from wes_rules.judging.question import grows
from wes_rules.judging.status import ANYTHING, AT_BEST, CHAIN, Status
from wes_rules.judging.told_why import told_in_order
from wes_rules.rules.facts import Fact, Finding
from wes_rules.rules.judged import judged
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import FigureRule
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span
from wes_rules.values.reason import QUALIFIES, Reason

_ANYTHING = tuple(CHAIN.index(one) for one in ANYTHING)
_UNDECIDED, _ON = CHAIN.index(Status.UNDECIDED), CHAIN.index(Status.ON_TRACK)
_QUALIFIES = np.array([one in QUALIFIES for one in REASONS])
# Stand for what is not known of an area.
NOTHING, UNSAID = np.iinfo(np.int64).min, -1


@attrs.frozen(eq=False)
class Found:
    """
    What was found for many areas; each field is an array with one value for each.

    Args:
        worst: The worst verdict that the unknown figures leave open, as a place in the chain; `best` is the best.
        due: False while the promise is not due.
        settled: Whether the verdict is settled.
        period: The index of the judged period; `NOTHING` where no period is due yet.
        observed: The figure that decided, in ticks; `NOTHING` where it is not known exactly.
        margin: By how much it is kept, in ticks; `NOTHING` where that is not known exactly.
        required: The limit that the figure was held against, in ticks; `NOTHING` where there is none.
        low: The worst slack in ticks; `NOTHING` where nothing is asked, or without bound. `high` is the best.
        exceeded: 1 where it is kept by as much as its promise calls exceeded, 0 where not so far, `UNSAID` where that is not known.
        reason: The code of the first reason.
        stands: The worst and the best verdict that the figures of the period would leave open, be it due or not, one above
            the other; `possible` is the same of the promise's day, whatever is still to come.
    """

    worst: Array
    best: Array
    due: Array
    settled: Array
    period: Array
    observed: Array
    margin: Array
    required: Array
    low: Array
    high: Array
    exceeded: Array
    reason: Array
    stands: Array
    possible: Array

    @classmethod
    def of(cls, areas: int) -> Found:
        """Return what holds of so many areas before anything is found."""
        whole = {name: np.full(areas, NOTHING) for name in ("period", "observed", "margin", "required", "low", "high")}
        return cls(
            worst=np.full(areas, _ANYTHING[0], dtype=np.int8),
            best=np.full(areas, _ANYTHING[1], dtype=np.int8),
            due=np.ones(areas, dtype=bool),
            settled=np.zeros(areas, dtype=bool),
            exceeded=np.full(areas, UNSAID, dtype=np.int8),
            reason=np.zeros(areas, dtype=np.uint8),
            stands=_open(areas),
            possible=_open(areas),
            **whole,
        )

    def of_rows(self, rows: Array) -> Found:
        """Return what was found for some of the areas."""
        return Found(**{field.name: getattr(self, field.name)[..., rows] for field in attrs.fields(Found)})

    @property
    def status(self) -> Array:
        """The verdicts, as places in the chain."""
        return np.where(self.worst == self.best, self.worst, _UNDECIDED)


def decide(measure: Measure, promise: FigureRule, figures: Figures, at: Period | None = None) -> Found:
    """Decide one measure for every area of a frame, for a period or each for its latest, and where what is not due leads."""
    found = Found.of(len(figures.rows.areas))
    where = figures.latest(measure) if at is None else [(at, np.flatnonzero(figures.rows.judged))]
    for latest, rows in where:
        period, settled = judged_where(measure, latest, figures.as_of)
        if at is not None:
            period, settled = at, is_settled(measure, at, figures.as_of)
        found.settled[rows] = settled
        if period is None:
            found.reason[rows] = code(Reason.NONE_ENDED if settled else Reason.AWAITING_PUBLICATION)
            found.due[rows] = not promise.is_early(measure.calendar, figures.as_of)
            continue
        found.period[rows] = period.index
        rule = promise.at(period, figures.as_of, measure.calendar)
        for cells, finding in _findings(rule, Many(measure, figures, rows, period)):
            _put(found, rule, cells, finding)
        _put_course(found, measure, promise, figures, (rows, period))
    best = CHAIN.index(AT_BEST[promise.at_best])
    capped = {name: np.minimum(getattr(found, name), best) for name in ("worst", "best", "stands", "possible")}
    return attrs.evolve(found, **capped)


def _put_course(
    found: Found, measure: Measure, promise: FigureRule, figures: Figures, where: tuple[Array, Period]
) -> None:
    """Put in its place where what is not due leads, and what it can still come to."""
    rows, period = where
    early = rows[~found.due[rows]]
    due = rows[found.due[rows]]
    found.stands[:, due] = [found.worst[due], found.best[due]]
    settled = due[found.settled[due]]
    found.possible[:, settled] = found.stands[:, settled]
    last = decides_in(measure, period, figures.as_of)
    if not len(early) or last is None:
        return
    found.stands[:, early] = _ends(measure, promise, figures, (early, period))
    found.possible[:, early] = _ends(measure, promise, figures, (early, last))
    if grows(measure, promise.at(period, figures.as_of, measure.calendar), period):
        (worst, best), (least, most) = found.stands[:, early], found.possible[:, early]
        kept = (worst == _ON) & (least == _ON)
        missed = np.maximum(best, most) < CHAIN.index(AT_BEST[promise.at_best])
        found.stands[:, early] = np.where(kept | missed, found.stands[:, early], _open(len(early)))


def _ends(measure: Measure, promise: FigureRule, figures: Figures, where: tuple[Array, Period]) -> Array:
    """Return the worst and the best verdict that figures leave open for a period, as if they decided."""
    rows, period = where
    rule, found = promise.at(period, figures.as_of, measure.calendar), _open(len(figures.rows.areas))
    if period in measure.calendar:
        for cells, finding in _findings(rule, Many(measure, figures, rows, period)):
            found[:, cells.rows] = [np.broadcast_to(end, len(cells.rows)) for end in ends_of(cells, finding)]
    ends: Array = found[:, rows]
    return ends


def _open(areas: int) -> Array:
    return np.repeat(np.array(_ANYTHING, dtype=np.int8)[:, None], areas, axis=1)


def _findings(rule: FigureRule, cells: Many) -> Iterator[tuple[Many, Finding]]:
    """Ask a rule about areas, and separately about each subset that it judges apart."""
    waiting = [cells]
    while waiting:
        some = waiting.pop()
        found = asked(some.measure, partial(_judged, rule, some))
        if not isinstance(found, Apart):
            yield some, found
            continue
        _, which = np.unique(found.values, return_inverse=True)
        parts = np.split(np.argsort(which, kind="stable"), np.cumsum(np.bincount(which))[:-1])
        waiting += map(some.part, parts)


def _judged(rule: FigureRule, cells: Many) -> Finding | Apart:
    try:
        return judged(rule, cells)
    except Apart as apart:
        return apart


def _put(found: Found, rule: FigureRule, cells: Many, finding: Finding) -> None:
    """Put what was found of some areas in its place."""
    rows = slice(None) if len(cells.rows) == len(found.due) else cells.rows
    cap = CHAIN.index(AT_BEST[rule.at_best])
    worst, best = (np.minimum(end, cap) for end in (ends_of(cells, finding) if finding.due else _ANYTHING))
    found.worst[rows], found.best[rows] = worst, best
    found.due[rows] = finding.due
    undecided = np.broadcast_to(np.asarray(worst) != best, len(cells.rows))
    if finding.slack is not None:
        found.low[rows], found.high[rows] = (_known(cells, end) for end in (finding.slack.low, finding.slack.high))
    decided = finding if finding.decided is None else finding.decided
    if decided.facts:
        found.observed[rows] = _exact(cells, decided.facts[0])
    if decided.margin is not None:
        margin = _exact_end(cells, decided.margin)
        found.required[rows] = _required(rule, cells, decided, found.observed[rows], margin)
        found.margin[rows] = np.where(undecided, NOTHING, margin)
        found.exceeded[rows] = np.where(
            np.asarray(worst) == _ON, _exceeded(rule, cells, decided, decided.margin), UNSAID
        )
    found.reason[rows] = _first_reason(cells, finding, undecided)


def _known(cells: Many, end: Any) -> Array:
    ends = bounded(end)
    return np.broadcast_to(np.where(np.abs(ends) >= UNBOUND >> 1, NOTHING, ends), len(cells.rows))


def _exact_end(cells: Many, span: Span) -> Array:
    """Return the value of a span where there is one only."""
    low, high = _known(cells, span.low), _known(cells, span.high)
    return np.where(low == high, low, NOTHING)


def _exact(cells: Many, fact: Fact) -> Array:
    """Return a figure where it was published and is known exactly."""
    figure: Any = fact.figure
    missing = figure.missing if isinstance(figure, Column) else figure.is_missing
    return np.where(missing, NOTHING, _exact_end(cells, figure.span))


def _required(rule: FigureRule, cells: Many, decided: Finding, observed: Array, margin: Array) -> Array:
    """Return the limit that each figure was held against, as `required_value` does for one."""
    sign, when = cells.measure.better.sign, [fact.period for fact in decided.facts[:1]]
    if rule.counted is not None or not sign:
        return np.full(len(cells.rows), NOTHING)
    then, limit = rule.held_for(cells, next(filter(None, when), cells.period)), observed - sign * margin
    limits = asked(cells.measure, lambda: tuple(then.held_against(decided, cells.measure.decimals)))
    known = (observed != NOTHING) & (margin != NOTHING)
    # A margin may be the distance from the nearer of two limits, or from no figure that anybody reads.
    held = [_exact_end(cells, end) == limit for end in limits]
    return np.where(known & np.logical_or.reduce([*held, np.zeros(len(limit), dtype=bool)]), limit, NOTHING)


def _exceeded(rule: FigureRule, cells: Many, decided: Finding, margin: Span) -> Any:
    """Return which areas would be exceeded by their margins if the promise is kept, as `exceeded_of` does for one."""
    if rule.exceeded_by is None:
        return UNSAID
    out, ends = rule.edge_is_out("exceeded_by"), [bounded(end) for end in (margin.low, margin.high)]
    known, targets = np.asarray(True), np.zeros(1, dtype=np.int64)
    if rule.exceeded_by_in != "points":
        own, sign = decided.facts[0].figure.span, cells.measure.better.sign
        far = ends if sign > 0 else ends[::-1]
        low, high = (
            _known(cells, one) - sign * _known(cells, end) for one, end in zip((own.low, own.high), far, strict=True)
        )
        known = np.logical_and.reduce(
            [low == high, *(_known(cells, one) != NOTHING for one in (own.low, own.high, *ends))]
        )
        targets = np.where(known, low, 0)
    once, which = np.unique(targets, return_inverse=True)
    margins = [exceeding_margin(rule, one, cells.measure.decimals) for one in once.tolist()]
    least = np.array([floor(one) + 1 if out else ceil(one) for one in margins], dtype=np.int64)[which]
    worst, best = (end >= least for end in ends)
    return np.where(known & (worst == best), worst, UNSAID)


def _first_reason(cells: Many, finding: Finding, undecided: Array) -> Array:
    """Return the first reason of each verdict; reasons that only qualify an undecided one come last."""
    first = _first(cells, finding, undecided=False)
    if not undecided.any():
        return _or_levelled_down(cells, first)
    blocking = _first(cells, finding, undecided=True, blocking=True)
    open_ = np.where(blocking, blocking, _first(cells, finding, undecided=True))
    return _or_levelled_down(cells, np.where(undecided, open_, first))


def _first(cells: Many, finding: Finding, *, undecided: bool, blocking: bool = False) -> Array:
    first: Array = np.zeros(len(cells.rows), dtype=np.uint8)
    for told in told_in_order(finding, undecided=undecided):
        given: Any = told
        reasons = (
            tuple(one for one in given if one not in QUALIFIES or not blocking) if isinstance(given, tuple) else ()
        )
        found = codes(reasons) if isinstance(given, tuple) else np.where(_QUALIFIES[given] & blocking, 0, given)
        first = np.where(first, first, found)
    return first.astype(np.uint8)


def _or_levelled_down(cells: Many, first: Array) -> Array:
    levelled = cells.figures.levelled_down(cells.measure, cells.period)[cells.rows]
    return np.where((first == code(None)) & levelled, code(Reason.LEVELLING_DOWN), first)
