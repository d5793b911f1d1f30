"""The outlook: whether the promise would be kept at its deadline if the present course continued."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import zip_longest
from typing import Any

import attrs

from wes_rules.counting import running_on
from wes_rules.judging.course import Point, Recent, goes_on
from wes_rules.judging.deciding import decide
from wes_rules.judging.decisive import picks
from wes_rules.judging.ended import areas_needed, ended_by, reason_said
from wes_rules.judging.ends import ends_to_json
from wes_rules.judging.explain import with_target
from wes_rules.judging.for_good import broken_for_good, is_certain
from wes_rules.judging.methods.grading import Graded
from wes_rules.judging.status import Status
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.kinds.composites import leaves
from wes_rules.rules.measure import Measure
from wes_rules.rules.outlook_method import OutlookMethod
from wes_rules.rules.words import Words, every, listed
from wes_rules.series.calendar import Calendar
from wes_rules.series.editions import SeriesKey
from wes_rules.series.figure import Lookup, round_fraction
from wes_rules.series.history import History
from wes_rules.series.observation import Observation, supposed
from wes_rules.series.observed import Observed
from wes_rules.values.fields import Declared
from wes_rules.values.period import Period
from wes_rules.values.quantity import Quantity, Unit, from_ticks
from wes_rules.values.reason import Reason
from wes_rules.values.ticks import show


@attrs.frozen(kw_only=True)
class Outlook(Declared):
    """
    The verdict at the deadline on the present course, by the method that the measure names.

    By the recent course, every series of the verdict continues from its latest figure by the median change over all
    pairs of its recent ones (Theil and Sen), within what its unit allows. If a year has several figures, each
    continues from the same period of the year before. It is a calculation, not a forecast, and never a status.

    Args:
        period: The last period that ends by the deadline; None where no figure is due by then.
        status: The verdict then; None when too little is known to tell.
        course: The projected figures.
        recent: The recent figures of each series that the projection starts from.
        reasons: Why there is no outlook.
        method: The method; every sentence names it, because methods can disagree.
        graded: The grade by a publisher's method; None for the recent course.
        then: The verdict at the deadline with its figures; None if there is none, or the method gives a grade instead.
        part: The part whose outlook this is, as it decides a whole whatever becomes of the others; None of all of it.
    """

    period: Period | None
    status: Status | None
    course: tuple[Observation, ...] = ()
    recent: tuple[Recent, ...] = ()
    reasons: tuple[Reason, ...] = ()
    method: OutlookMethod = OutlookMethod.RECENT_COURSE
    graded: Graded | None = None
    then: Verdict | None = attrs.field(default=None, eq=False, repr=False)
    part: Verdict | None = attrs.field(default=None, eq=False, repr=False)

    def sentence(self, judgement: Verdict) -> str:
        """Say the verdict at the deadline, the method, and the figures behind it."""
        if self.part is not None:
            return with_target(self.part, judgement, attrs.evolve(self, part=None).sentence(self.part))
        if self.graded is not None:
            already = "; the target was met at the baseline already" if self.graded.met_at_baseline else ""
            return f"{self.graded.words} {self._by}: {self.graded.said}{already}"
        if self.status is None:
            why = " ".join(reason_said(judgement, reason, self.period) for reason in self.reasons)[:-1]
            return f"unknown {self._by}: {running_on(why)}"
        if on_file := self._decided_on_file(judgement):
            how = "kept" if self.status is Status.ON_TRACK else "missed"
            return f"{self.status.words} at {judgement.last_day}: it was {how} in {on_file}, which later figures do not undo"
        if not (at := list(dict.fromkeys(self._ends(judgement)))):
            known = self.status is not Status.UNDECIDED
            rests = "the figures it rests on are known" if known else "no figure it rests on is to come"
            return f"{self.status.words} at {judgement.last_day} {self._by}: {rests}"
        return f"{self.status.words} at {judgement.last_day} {self._by} if {goes_on(self.recent, self._change(judgement))}: {', '.join(at)}"

    def _decided_on_file(self, judgement: Verdict) -> Period | None:
        """Return the earlier period that decides at the deadline, if its figure is known and not supposed."""
        lost = broken_for_good(judgement) if self.status is Status.OFF_TRACK else None
        if lost is not None:
            return lost.decided_in or lost.period
        then = None if self.then is None else self.then.decisive or self.then
        # A level that any period may reach is not missed by the closest.
        if then is None or (getattr(then.promise, "latched", False) and then.status is not Status.ON_TRACK):
            return None
        return None if then.decided_in in {one.period for one in self.course} else then.decided_in

    def _change(self, judgement: Verdict) -> str:
        """Say by how much the one series continues, precisely enough to check its last figure; empty for several."""
        ours = next(iter(self.course), None)
        if len(self.recent) != 1 or ours is None:
            return ""
        (recent,) = self.recent
        leaf = next(one.measure for one in reversed(judgement.leaves) if ours.series in _series(one))
        per = every("year" if recent.seasonal else leaf.calendar.rhythm)
        unit = leaf.number.units(leaf.unit).get(ours.indicator, leaf.unit)
        words = attrs.evolve(Words.of(leaf), unit=unit)
        change = recent.change if recent.seasonal else recent.change * leaf.calendar.step
        said = f"{_moved(words, change)} {per}" if change else "which is none"
        if recent.shift is None:
            return said
        return f"{said}, leaving out {_moved(words, Fraction(recent.shift.change))} at once in {recent.shift.since}"

    def to_json(self) -> dict[str, Any]:
        """Return the documented JSON form."""
        return {
            "period": None if self.period is None else str(self.period),
            "status": None if self.status is None else self.status.value,
            "method": self.method.value,
            "source": self.method.source,
            "answer": None if self.graded is None else self.graded.words,
            "score": None if self.graded is None else self._score(self.graded),
            "met_at_baseline": self.graded is not None and self.graded.met_at_baseline,
            "reasons": [reason.value for reason in self.reasons],
        }

    @property
    def _by(self) -> str:
        own = self.method is OutlookMethod.RECENT_COURSE
        return "by its recent course" if own else f"by {self.method.value} ({self.method.source})"

    @staticmethod
    def _score(graded: Graded) -> dict[str, str | None] | None:
        if graded.lowest is None or graded.highest is None:
            return None
        return ends_to_json(graded.lowest, graded.highest)

    def _ends(self, judgement: Verdict) -> Iterator[str]:
        """Say the supposed figures at the deadline, those of each part in its own unit and for its own last period."""
        settles = judgement.settles
        supposed_for = {(one.series, one.period): one for one in self.course}
        assert settles is not None  # it leads to a deadline
        judged = self.then.leaves if self.then is not None else ()
        # Parts about one number say each figure once.
        found: dict[tuple[str, str], list[str]] = {}
        for one, then in zip_longest(judgement.leaves, judged):
            leaf, end = one.measure, one.measure.calendar.latest_ending(settles)
            at_end = [supposed_for.get((key, end)) for key in _series(one)] if end is not None else []
            said = [_said(each, leaf, judgement) for each in at_end if each is not None]
            if end is not None and said:
                of = None if then is None or isinstance(leaf.number, Observed) else then.finding
                worked_out = "" if of is None else Words.of(leaf).fact(of.facts[0])
                at = (one.name_in(judgement), "" if worked_out else f" in {end}")
                found.setdefault(at, []).extend([worked_out] if worked_out else said)
        for (name, when), figures in found.items():
            yield f"{f'{name}: ' if name else ''}{listed(list(dict.fromkeys(figures)))}{when}"


def _moved(words: Words, change: Fraction) -> str:
    """Say a change in ticks, precisely enough to go on from it."""
    # Money is in pounds or in pence.
    places = (0, 2) if words.unit is Unit.POUNDS else (0, 1, 2)
    more = next((one for one in places if (change * 10**one).denominator == 1), 2)
    finer = attrs.evolve(words, decimals=words.decimals + more)
    return f"a {'rise' if change > 0 else 'fall'} of {finer.distance(round_fraction(change * 10**more))}"


def _said(one: Observation, leaf: Measure, judgement: Verdict) -> str:
    said = show(one.quantity.low, leaf.number.published(leaf.unit), leaf.decimals)
    what = "" if one.indicator == leaf.number.indicator else f" of {one.indicator}"
    people = "" if one.group == "all" else f" ({one.group})"
    whose = "" if one.area == judgement.area else f" for {judgement.history.name(one.area)}"
    return f"{said}{what}{people}{whose}"


def said_of(outlook: Outlook, judgement: Verdict, *, moves: bool) -> str:
    """Say an outlook; leave out an unknown one if nothing moved, and any where nothing still to come can change the verdict."""
    return outlook.sentence(judgement) if not is_certain(judgement) and (outlook.status or moves) else ""


def outlook_for(judgement: Verdict) -> Outlook | None:
    """Judge a measure at its deadline on the present course; None without a deadline to come."""
    measure = judgement.measure
    settles = judgement.settles
    if settles is None or judgement.settled:
        return None
    found = {leaf.calendar: leaf.calendar.latest_ending(settles) for leaf in leaves(measure)}
    ends = {calendar: end for calendar, end in found.items() if end is not None}
    period = next(iter(found.values()))
    gone_on = _gone_on(judgement, ends) if len(ends) == len(found) else Reason.TOO_FEW_FIGURES
    if isinstance(gone_on, Reason):
        return _of_a_part(judgement) or Outlook(period=period, status=None, reasons=(gone_on,))
    course, recent = gone_on
    later = max([settles, *(calendar.due(end) for calendar, end in ends.items())]) + timedelta(days=1)
    # A hidden or vague figure is continued like a missing one.
    known = (one for one in _known(judgement) if (one.series, one.period) not in course)
    history = judgement.history
    sets, names, ended = history.area_sets.values(), history.names, history.ended.values()
    history = History((*known, *course.values()), area_sets=sets, names=names, ended=ended, left_out=history.left_out)
    then = decide(_as_agreed(judgement), history, later, judgement.area, None, Verdict)
    return Outlook(
        period=period, status=then.status, course=tuple(course.values()), recent=tuple(recent.values()), then=then
    )


def _of_a_part(whole: Verdict) -> Outlook | None:
    """Return the outlook of the part that decides a whole whatever becomes of those that have none; None if none does."""
    decides = Status.ON_TRACK if picks(whole.measure.rule) is max else Status.OFF_TRACK
    led = ((part, one) for part in whole.parts if (one := outlook_for(part)) is not None and one.status is decides)
    return next((attrs.evolve(one, part=one.part or part) for part, one in led), None)


def _gone_on(
    judgement: Verdict, ends: Mapping[Calendar, Period]
) -> tuple[dict[tuple[SeriesKey, Period], Observation], dict[SeriesKey, Recent]] | Reason:
    """Return the supposed figures and their courses, or why there are none."""
    course: dict[tuple[SeriesKey, Period], Observation] = {}
    recent: dict[SeriesKey, Recent] = {}
    history = judgement.history
    for one in judgement.leaves:
        if judgement.parts and is_certain(one):
            continue
        leaf, end = one.measure, ends[one.measure.calendar]
        if ended_by(history, areas_needed(leaf, one.area), end):
            return Reason.AREA_ENDED
        # Ended areas of a set are not continued.
        for key in (each for each in _series(one) if not ended_by(history, (each[1],), end)):
            goes_by = _recent(one, key, end)
            if isinstance(goes_by, Reason):
                return goes_by
            recent[key] = goes_by
            for later in _continued(goes_by, leaf, key, end, judgement.as_of):
                course.setdefault((later.series, later.period), later)
    return course, recent


def _as_agreed(judgement: Verdict) -> Measure:
    """Leave out versions not agreed yet, although a later day is supposed."""
    measure = judgement.measure
    rule = measure.rule.agreed_by(judgement.as_of)
    return measure if rule is measure.rule else attrs.evolve(measure, rule=rule)


def _series(one: Verdict) -> list[SeriesKey]:
    """List the series of a single figure's verdict, its own first."""
    keys = list(one.measure.number.series(one.area))
    keys += [each.series for each in one.observations if each.period.kind is one.measure.calendar.kind]
    return list(dict.fromkeys(keys))


def _known(judgement: Verdict) -> Iterator[Observation]:
    """List the known figures of a verdict's series, each once."""
    seen: set[tuple[SeriesKey, Period]] = set()
    for leaf in judgement.leaves:
        for key in _series(leaf):
            for period in judgement.history.periods(key):
                one = judgement.history.known(key, period, leaf.measure.calendar, judgement.as_of)
                if one is not None and (key, period) not in seen:
                    seen.add((key, period))
                    yield attrs.evolve(one, published=judgement.as_of)


def _recent(one: Verdict, key: SeriesKey, end: Period) -> Recent | Reason:
    """Return the course of a series that reaches the deadline's period without a break, or why it has none."""
    leaf, points = one.measure, _points(one, key)
    if points and not leaf.calendar.comparable(points[-1][0], end):
        return leaf.calendar.unlike(points[-1][0], end)
    found = Recent.of(leaf.calendar, points, leaf.outlook_figures)
    if isinstance(found, Recent) and not found.reaches(leaf.calendar.between(points[-1][0] + 1, end)):
        return Reason.TOO_FEW_YEARS
    return found


def _points(judged: Verdict, key: SeriesKey) -> list[Point]:
    """List the exact figures of a series that compare with the latest one."""
    leaf = judged.measure
    calendar, unit = leaf.calendar, leaf.number.units(leaf.unit).get(key[0], leaf.unit)
    lookup = Lookup.into(judged.history, calendar, unit, leaf.decimals, judged.as_of)
    figures = [(p, lookup.figure(*key, p)) for p in judged.history.periods(key) if p in calendar]
    known = [(period, one) for period, one in figures if not one.why]
    definitions = next((one.definitions for _, one in reversed(known) if one.definitions), frozenset())
    return [
        (period, int(one.span.low))
        for period, one in known
        if calendar.comparable(period, known[-1][0]) and not one.definitions - definitions
    ]


def _continued(recent: Recent, leaf: Measure, key: SeriesKey, end: Period, day: date) -> Iterator[Observation]:
    """Continue a series from its latest figures to the deadline's period, within what its unit allows."""
    unit = leaf.number.units(leaf.unit).get(key[0], leaf.unit)
    widest = Quantity.missing(unit).span(leaf.decimals, whole=unit.whole)
    after = max(period for period, _ in recent.latest)
    for period in leaf.calendar.between(after + 1, end):
        tick = min(max(round_fraction(recent.at(period)), widest.low), widest.high)
        yield supposed(key, period, from_ticks(int(tick), leaf.decimals), day)
