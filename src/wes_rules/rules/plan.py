"""A plan: measures, the areas they are about, and where figures come from and alerts go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Self

import attrs

from wes_rules.errors import DefinitionError, Problem, near_miss
from wes_rules.quoting import quoted
from wes_rules.rules.measure import Measure
from wes_rules.rules.policy import Alerting
from wes_rules.series.areas import AreaSet, EndedArea
from wes_rules.series.history import History
from wes_rules.values import accepting
from wes_rules.values.checks import wrong
from wes_rules.values.fields import Declared, Name, Title


@attrs.frozen
class PluginConfig(Declared):
    """
    A source or notifier that a plan names, and its settings as written.

    Args:
        kind: The plugin's name.
        options: Its settings.
        line: The line of the plan file it starts on.
        id: The name by which the rest of the plan, the store and messages know it; by default its kind.
    """

    kind: Name
    options: Mapping[str, Any] = attrs.field(factory=dict, hash=False)
    line: int | None = None
    id: Name = attrs.field(default=attrs.Factory(lambda self: self.kind, takes_self=True))


def _measures(value: Sequence[Measure]) -> tuple[Measure, ...]:
    return accepting.several(value)


def _area_sets(value: Sequence[AreaSet]) -> tuple[AreaSet, ...]:
    return accepting.several(value)


def _ended_areas(value: Sequence[EndedArea]) -> tuple[EndedArea, ...]:
    return accepting.several(value)


def _configs(value: Sequence[PluginConfig]) -> tuple[PluginConfig, ...]:
    return accepting.several(value)


@attrs.frozen(kw_only=True)
class Plan(Declared):
    """
    Measures that belong together.

    Args:
        areas: What areas are called, by their codes.
        names: What groups and indicators are called where a sentence names them, by their codes.

    Raises:
        DefinitionError: Two measures share an id, or two sources, or two notifiers.
    """

    id: Name
    title: Title
    area: Name
    measures: tuple[Measure, ...] = attrs.field(converter=_measures)
    area_sets: tuple[AreaSet, ...] = attrs.field(default=(), converter=_area_sets)
    areas: Mapping[Name, Name] = attrs.field(factory=dict, hash=False)
    names: Mapping[Name, Name] = attrs.field(factory=dict, hash=False)
    ended_areas: tuple[EndedArea, ...] = attrs.field(default=(), converter=_ended_areas)
    sources: tuple[PluginConfig, ...] = attrs.field(default=(), converter=_configs)
    notifiers: tuple[PluginConfig, ...] = attrs.field(default=(), converter=_configs)
    alerting: Alerting = attrs.field(factory=Alerting)
    allow_plugins: tuple[Name, ...] | None = attrs.field(default=None, converter=accepting.texts_or_none)
    enable_plugins: tuple[Name, ...] = attrs.field(default=(), converter=accepting.texts)
    file: str = ""

    def __attrs_post_init__(self) -> None:
        for what, named in (("measures", self.measures), ("sources", self.sources), ("notifiers", self.notifiers)):
            twice = sorted(name for name, times in Counter(one.id for one in named).items() if times > 1)
            if twice:
                raise DefinitionError(Problem(f"{what} share an id: {', '.join(twice)}", "give each an id of its own"))

    @classmethod
    def taken(cls, raw: object, _: object) -> Self:
        """Take the plan of an object that has one, such as a LoadedPlan."""
        found = getattr(raw, "plan", None)
        return found if isinstance(found, cls) else wrong(raw, "a Plan", "give a Plan")

    def with_areas(self, history: History) -> History:
        """
        Return a history with the plan's names, area sets and ended areas.

        Raises:
            DefinitionError: The history has another set under an id of the plan's.
        """
        return history.with_areas(self.area_sets, {**self.names, **self.areas}, self.ended_areas)

    def recipients_of(self, measure: Measure | None) -> tuple[str, ...]:
        """Name the recipients of a measure, or of news about the runs, without escalation."""
        return self.alerting.recipients_of(measure, self.title)

    def all_told_of(self, measure: Measure) -> tuple[str, ...]:
        """Name all possible recipients of a measure, including escalation."""
        return self.alerting.all_told_of(measure, self.title)

    def measure(self, name: str) -> Measure:
        """
        Return the measure with an id.

        Raises:
            DefinitionError: There is none.
        """
        for measure in self.measures:
            if measure.id == name:
                return measure
        raise DefinitionError(
            f"no measure {quoted(name)} in {self.id}; {near_miss(name, (m.id for m in self.measures))}"
        )
