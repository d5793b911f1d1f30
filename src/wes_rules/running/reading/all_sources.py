"""Reading a plan's sources for a run; a failing one is reported, and its measures are not updated."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property

import attrs

from wes_rules.errors import PluginError, Problem, SourceError
from wes_rules.plugins.api import Context, Figures
from wes_rules.plugins.asking import Wanted
from wes_rules.plugins.manager import Plugins
from wes_rules.quoting import quoted
from wes_rules.rules.kinds.composites import area_sets_of
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.running.reading.losses import Loss, Present, told
from wes_rules.running.reading.needs import request_of, wanted
from wes_rules.running.reading.one_source import history_of, read_source
from wes_rules.running.reading.supplied import Mark, Supplied, marks_of
from wes_rules.series.editions import Edition
from wes_rules.series.history import History


@attrs.define(slots=False)
class Reading:
    """
    What a plan's sources returned.

    Args:
        plan: The plan.
        before: What each source had in its last good run; None for one that never was read.
        day: The day of knowing.
        accepted: The sources of which somebody has said that what they no longer have is gone for good.
        figures: What each source gave that could be read.
        failed: What was wrong with the others, and with those that lost figures.
        history: Everything the sources gave, with the plan's own areas.
    """

    plan: Plan
    before: Mapping[str, Supplied | None]
    day: date
    accepted: Collection[str] = ()
    figures: dict[str, Figures] = attrs.field(factory=dict)
    failed: dict[str, SourceError] = attrs.field(factory=dict)
    history: History = attrs.field(factory=History)

    @property
    def former(self) -> tuple[str, ...]:
        """The sources that are no longer in the plan."""
        return tuple(name for name in self.before if name not in {one.id for one in self.plan.sources})

    @property
    def skipped(self) -> tuple[Problem, ...]:
        """Bad rows left out on request."""
        return tuple(problem for part in self.figures.values() for problem in part.skipped)

    @property
    def notes(self) -> tuple[Problem, ...]:
        """Other remarks of the sources."""
        return tuple(problem for part in self.figures.values() for problem in part.notes)

    @property
    def problems(self) -> Iterator[Problem]:
        """The faults, each with its source."""
        for name, error in self.failed.items():
            subject = f"source {quoted(name)}{', which has left the plan' if name in self.former else ''}"
            yield from (attrs.evolve(one, subject=one.subject or subject) for one in error.problems)

    def supplied(self, name: str, used: Collection[Edition], left_alone: Collection[str]) -> Supplied:
        """Return what a source has, or had and should still have, as far as verdicts rest on it."""
        indicators = frozenset(_indicators(self.figures[name])) | (self._had(name) & self._wanted.keys())
        marks = list(marks_of(self.figures[name], used, self.day))
        seen, lost = {one.subject for one in marks}, {one.mark for one in self._losses[name]}
        # A measure that is not updated still depends on its former figures.
        kept = self._wanted_by(one for one in self.plan.measures if one.id in left_alone)
        old = [one for one in self._had_marks(name) if one.indicator in kept and one.subject not in seen]
        return Supplied(indicators, (*marks, *(one for one in old if name not in self.accepted or one not in lost)))

    @cached_property
    def not_judged(self) -> frozenset[str]:
        """
        The measures that cannot be judged because a failed source may have their figures.

        What a source had in its last good run is known. If a source was never read, no measure can be judged.
        """
        if not self.failed:
            return frozenset()
        unread = [name for name in self.failed if name not in self.figures]
        if any(self.before.get(name) is None for name in unread):
            return frozenset(one.id for one in self.plan.measures)
        at_stake = {indicator for name in unread for indicator in self._had(name)}
        at_stake |= {indicator for name in self.figures for indicator in self.missing(name)}
        at_stake |= {one.mark.indicator for name in self.figures for one in self.gone(name)}
        if unread:
            at_stake |= self._wanted.keys() - self._found
        return frozenset(
            one.id
            for one in self.plan.measures
            if not at_stake.isdisjoint(self._wanted_by([one]))
            or (unread and any(name not in self.history.area_sets for name in area_sets_of(one)))
        )

    def missing(self, name: str) -> list[str]:
        """List the indicators that the plan needs, a source had before, and no source has now."""
        if name in self.former and name in self.accepted:
            return []
        return sorted(self._had(name) & self._wanted.keys() - self._found)

    def gone(self, name: str) -> list[Loss]:
        """List what verdicts depended on, a source had before, and no source has now."""
        return [] if name in self.accepted else self._losses[name]

    def _had(self, name: str) -> frozenset[str]:
        before = self.before.get(name)
        return before.indicators if before else frozenset()

    def _had_marks(self, name: str) -> tuple[Mark, ...]:
        before = self.before.get(name)
        return before.marks if before else ()

    @cached_property
    def _losses(self) -> Mapping[str, list[Loss]]:
        patient = (one for one in self.plan.measures if self.plan.alerting.policy_for(one).provisional == "hold")
        waiting = self._wanted_by(patient).keys()
        present = Present(tuple(self.figures.values()), self.history, self._wanted, waiting, self.day)
        there = self._wanted.keys() & self._found
        return {
            name: present.losses(one for one in self._had_marks(name) if one.indicator in there)
            for name in self.figures
        }

    @cached_property
    def _wanted(self) -> Mapping[str, Wanted]:
        return wanted(self.plan)

    def _wanted_by(self, measures: Iterable[Measure]) -> Mapping[str, Wanted]:
        return wanted(attrs.evolve(self.plan, measures=tuple(measures)))

    @cached_property
    def _found(self) -> set[str]:
        found = {indicator for one in self.figures.values() for indicator in _indicators(one)}
        left_out = {row.indicator for one in self.figures.values() for row in one.left_out}
        # An unreadable row is not gone, and one with an unreadable indicator may belong to any.
        return found | (set(self._wanted) if None in left_out else {one for one in left_out if one is not None})


def read_all(
    plan: Plan,
    plugins: Plugins,
    context: Context,
    before: Mapping[str, Supplied | None],
    progress: Callable[[str], None],
    *,
    accepted: Collection[str] = (),
    timeout: float,
) -> Reading:
    """Read every source of a plan, even if some fail; of some it is `accepted` that what they no longer have is gone for good."""
    reading = Reading(plan, before, context.as_of, accepted)
    request = request_of(plan, every_area=False)
    for config in plan.sources:
        progress(f"reading {config.id}")
        try:
            reading.figures[config.id] = read_source(config, plan, plugins, context, request, timeout=timeout)
        except (SourceError, PluginError) as error:
            reading.failed[config.id] = SourceError(error.problems)
    for name in reading.former:
        # Another source may have its figures now.
        reading.figures[name] = Figures()
    _put_together(reading)
    _note_losses(reading)
    return reading


def _note_losses(reading: Reading) -> None:
    """Treat sources that lost figures as failed: a truncated file looks like one with figures withdrawn."""
    for name in reading.figures:
        if problems := list(_lost(reading, name)):
            reading.failed[name] = SourceError(problems)


def _lost(reading: Reading, name: str) -> Iterator[Problem]:
    if missing := reading.missing(name):
        named = ", ".join(f"{quoted(one)}" for one in missing)
        remedy = "check whether it is whole; or take that out of the plan"
        if name in reading.former:
            remedy = "put it back; or confirm with --accept-gone that it is meant"
        yield Problem(f"it no longer has {named}, which it had before", remedy)
    remedy = "check whether it is whole; or confirm with --accept-gone that it is meant"
    yield from (Problem(what, remedy) for what in told(reading.gone(name)))


def _put_together(reading: Reading) -> None:
    """Make one history of everything read, without sources that contradict earlier ones."""
    try:
        found = history_of(reading.figures.values())
    except SourceError:
        agreeing: dict[str, Figures] = {}
        for name, figures in reading.figures.items():
            try:
                history_of([*agreeing.values(), figures])
            except SourceError:
                reading.failed[name] = _against(agreeing, name, figures)
            else:
                agreeing[name] = figures
        reading.figures = agreeing
        found = history_of(agreeing.values())
    reading.history = reading.plan.with_areas(found)


def _against(agreeing: Mapping[str, Figures], name: str, figures: Figures) -> SourceError:
    """Say what in a source contradicts which earlier source."""
    problems: list[Problem] = []
    for other, found in agreeing.items():
        try:
            history_of([found, figures])
        except SourceError as error:
            subject = f"source {quoted(name)} against source {quoted(other)}"
            problems += (attrs.evolve(one, subject=subject) for one in error.problems)
    return SourceError(problems)


def _indicators(figures: Figures) -> Iterator[str]:
    rows = (figures.observations, figures.cases, figures.inspections)
    return (one.indicator for some in rows for one in some)
