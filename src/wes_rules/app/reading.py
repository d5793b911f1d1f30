"""Reading a plan's sources for a run: one that fails is reported, and what rests on it is left as it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterator, Mapping
from functools import cached_property
from typing import Self

import attrs

from wes_rules.app.counting import counted
from wes_rules.app.run import history_of, read_source, wanted
from wes_rules.errors import PluginError, Problem, SourceError
from wes_rules.plugins.api import Context, Figures, Request
from wes_rules.plugins.manager import Plugins
from wes_rules.rules.kinds.composites import area_sets_of
from wes_rules.rules.plan import Plan
from wes_rules.series.history import History, SeriesKey
from wes_rules.series.observation import Observation
from wes_rules.values.period import Period

# More figures than this are counted and not named.
_MOST_NAMED = 4
# Indicator, area, group, kind of period, and period.
FigureKey = tuple[str, str, str, str, str]


@attrs.frozen
class Supplied:
    """
    What a source had in its last good run.

    Args:
        indicators: The names of its indicators.
        figures: Those of its figures that a verdict rests on.
    """

    indicators: frozenset[str]
    figures: frozenset[FigureKey] = frozenset()

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read what `written` has written; None where nothing was."""
        if not text:
            return None
        found = json.loads(text)
        if isinstance(found, list):
            # Once only the indicators were kept.
            return cls(frozenset(found))
        return cls(frozenset(found["indicators"]), frozenset(map(tuple, found["figures"])))

    def written(self) -> str:
        """Return it as a text that is the same for the same content."""
        return json.dumps({"indicators": sorted(self.indicators), "figures": sorted(self.figures)})


@attrs.define(slots=False)
class Reading:
    """
    What the sources of a plan gave.

    Args:
        plan: The plan.
        before: What each source had in its last good run; None for one that never was read.
        figures: What each source gave that could be read.
        failed: What was wrong with the others, and with those that gave less than before.
        history: All that was given, with the plan's own areas.
    """

    plan: Plan
    before: Mapping[str, Supplied | None]
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

    def supplied(self, name: str, used: Container[tuple[SeriesKey, Period]]) -> Supplied:
        """
        Return what a source has, or had and should have.

        Args:
            name: The source.
            used: The series and periods of the figures that verdicts rest on.
        """
        indicators = frozenset(_indicators(self.figures[name])) | (self._had(name) & self._wanted.keys())
        figures = {_key(one) for one in self.figures[name].observations if (one.series, one.period) in used}
        # What is left as it was rests on what it rested on before.
        held = wanted(attrs.evolve(self.plan, measures=tuple(one for one in self.plan.measures if one.id in self.held)))
        return Supplied(indicators, frozenset(figures | {one for one in self._had_figures(name) if one[0] in held}))

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
        at_stake |= {one[0] for name in self.figures for one in self.gone(name)}
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

    def gone(self, name: str) -> list[FigureKey]:
        """List the figures of a source that verdicts rested on and that no source has now, though it has others."""
        there = self._wanted.keys() & self._found
        return sorted(one for one in self._had_figures(name) if one[0] in there and one not in self._present)

    def _had(self, name: str) -> frozenset[str]:
        before = self.before.get(name)
        return before.indicators if before else frozenset()

    def _had_figures(self, name: str) -> frozenset[FigureKey]:
        before = self.before.get(name)
        return before.figures if before else frozenset()

    @cached_property
    def _present(self) -> set[FigureKey]:
        series = {one[:3] for name in self.figures for one in self._had_figures(name)}
        figures = (one for each in self.figures.values() for one in each.observations)
        return {_key(one) for one in figures if one.series in series}

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
    before: Mapping[str, Supplied | None],
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
        # A file that was cut short looks like one whose figures were withdrawn.
        if problems := list(_lost(reading, name)):
            reading.failed[name] = SourceError(problems)
    return reading


def _lost(reading: Reading, name: str) -> Iterator[Problem]:
    if missing := reading.missing(name):
        named = ", ".join(f'"{one}"' for one in missing)
        remedy = "check whether it is whole; or take that out of the plan"
        yield Problem(f"it no longer has {named}, which it had before", remedy)
    if gone := reading.gone(name):
        named = ", ".join(map(_named, gone[:_MOST_NAMED]))
        more = f" and {len(gone) - _MOST_NAMED} more" if len(gone) > _MOST_NAMED else ""
        remedy = "check whether it is whole; or confirm with --accept-gone that it is meant"
        yield Problem(f"it no longer has {counted(len(gone), 'figure')} that it had before: {named}{more}", remedy)


def _put_together(reading: Reading) -> None:
    """Make one history of all that was read, without a source that contradicts one before it."""
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
    reading.history = found.with_areas(reading.plan.area_sets, reading.plan.areas)


def _against(agreeing: Mapping[str, Figures], name: str, figures: Figures) -> SourceError:
    """Say what in a source contradicts which of those before it."""
    problems: list[Problem] = []
    for other, found in agreeing.items():
        try:
            history_of([found, figures])
        except SourceError as error:
            subject = f'source "{name}" against source "{other}"'
            problems += (attrs.evolve(one, subject=subject) for one in error.problems)
    return SourceError(problems)


def _indicators(figures: Figures) -> Iterator[str]:
    rows = (figures.observations, figures.cases, figures.inspections)
    return (one.indicator for some in rows for one in some)


def _key(one: Observation) -> FigureKey:
    return (*one.series, one.period.kind.value, str(one.period))


def _named(one: FigureKey) -> str:
    indicator, area, group, _, period = one
    return f"{indicator} ({', '.join((area, *([] if group == 'all' else [group]), period))})"
