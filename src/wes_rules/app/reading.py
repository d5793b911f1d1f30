"""Reading a plan's sources for a run: one that fails is reported, and what rests on it is left as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

import attrs

from wes_rules.app.run import history_of, read_source, wanted
from wes_rules.errors import PluginError, Problem, SourceError
from wes_rules.plugins.api import Context, Figures, Request
from wes_rules.plugins.manager import Plugins
from wes_rules.rules.kinds.composites import area_sets_of
from wes_rules.rules.plan import Plan
from wes_rules.series.history import History


@attrs.define(slots=False)
class Reading:
    """
    What the sources of a plan gave.

    Args:
        plan: The plan.
        before: The indicators that each source had in its last good run; None for one that never was read.
        figures: What each source gave that could be read.
        failed: What was wrong with the others, and with those that gave less than before.
        history: All that was given, with the plan's own areas.
    """

    plan: Plan
    before: Mapping[str, frozenset[str] | None]
    figures: dict[str, Figures] = attrs.field(factory=dict)
    failed: dict[str, SourceError] = attrs.field(factory=dict)
    history: History = attrs.field(factory=History)

    @property
    def skipped(self) -> tuple[Problem, ...]:
        """Bad rows that were left out because that was asked for."""
        return tuple(problem for part in self.figures.values() for problem in part.skipped)

    @property
    def problems(self) -> Iterator[Problem]:
        """What was wrong, each with its source."""
        for name, error in self.failed.items():
            yield from (attrs.evolve(one, subject=one.subject or f'source "{name}"') for one in error.problems)

    def supplied(self, name: str) -> frozenset[str]:
        """Return the indicators that a source has, or had and should have."""
        return frozenset(_indicators(self.figures[name])) | (self._had(name) & self._wanted.keys())

    @cached_property
    def held(self) -> frozenset[str]:
        """
        The measures that cannot be judged: those for which a source that failed may have figures.

        What it had in its last good run is known; of a source that never was read nothing is, so all are held.
        """
        if not self.failed:
            return frozenset()
        unread = [name for name in self.failed if name not in self.figures]
        if any(self.before.get(name) is None for name in unread):
            return frozenset(one.id for one in self.plan.measures)
        at_stake = {indicator for name in unread for indicator in self._had(name)}
        at_stake |= {indicator for name in self.figures for indicator in self.missing(name)}
        if unread:
            at_stake |= self._wanted.keys() - self._found
        return frozenset(
            one.id
            for one in self.plan.measures
            if not at_stake.isdisjoint(wanted(attrs.evolve(self.plan, measures=(one,))))
            or (unread and any(name not in self.history.area_sets for name in area_sets_of(one)))
        )

    def missing(self, name: str) -> list[str]:
        """List the indicators that a source had before, that the plan needs, and that no source has now."""
        return sorted(self._had(name) & self._wanted.keys() - self._found)

    def _had(self, name: str) -> frozenset[str]:
        return self.before.get(name) or frozenset()

    @cached_property
    def _wanted(self) -> Mapping[str, object]:
        return wanted(self.plan)

    @cached_property
    def _found(self) -> set[str]:
        return {indicator for one in self.figures.values() for indicator in _indicators(one)}


def read_all(
    plan: Plan,
    plugins: Plugins,
    context: Context,
    before: Mapping[str, frozenset[str] | None],
    progress: Callable[[str], None],
    *,
    timeout: float,
) -> Reading:
    """
    Read every source of a plan, whatever becomes of the others, and wait for each so many seconds.

    Raises:
        PlanError: The plan's settings of a source are wrong.
    """
    reading = Reading(plan, before)
    request = Request(wanted(plan))
    for config in plan.sources:
        progress(f"reading {config.id}")
        try:
            reading.figures[config.id] = read_source(config, plan, plugins, context, request, timeout=timeout)
        except (SourceError, PluginError) as error:
            reading.failed[config.id] = SourceError(error.problems)
    _put_together(reading)
    for name in reading.figures:
        if gone := reading.missing(name):
            # A file that was cut short looks like one whose figures were withdrawn; nobody withdraws all of them.
            named = ", ".join(f'"{one}"' for one in gone)
            what = f"it no longer has {named}, which it had before"
            reading.failed[name] = SourceError(Problem(what, "check whether it is whole; or take that out of the plan"))
    return reading


def _put_together(reading: Reading) -> None:
    """Make one history of all that was read, without a source that contradicts one before it."""
    try:
        found = history_of(reading.figures.values())
    except SourceError:
        agreeing: dict[str, Figures] = {}
        for name, figures in reading.figures.items():
            try:
                history_of([*agreeing.values(), figures])
            except SourceError as error:
                reading.failed[name] = error
            else:
                agreeing[name] = figures
        reading.figures = agreeing
        found = history_of(agreeing.values())
    reading.history = found.with_areas(reading.plan.area_sets, reading.plan.areas)


def _indicators(figures: Figures) -> Iterator[str]:
    rows = (figures.observations, figures.cases, figures.inspections)
    return (one.indicator for some in rows for one in some)
