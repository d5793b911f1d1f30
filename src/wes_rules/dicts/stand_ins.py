"""Tables of fields for values that are not made of fields alone, and the tags that tell classes apart."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.rules.measure import Measure
from wes_rules.series.areas import AreaSet, EndedArea
from wes_rules.series.cases import Case, Inspection
from wes_rules.series.history import History
from wes_rules.series.left_out import LeftOut, UnreadCase, UnreadFigure, UnreadInspection
from wes_rules.series.number import NumberKind
from wes_rules.series.numbers import NUMBERS
from wes_rules.series.observation import Observation
from wes_rules.values.fields import Declared
from wes_rules.values.period import Period

_UNREAD = {UnreadFigure: "figure", UnreadCase: "case", UnreadInspection: "inspection"}


@attrs.frozen(kw_only=True)
class HistoryTable(Declared):
    """
    The content of a history.

    Args:
        area_sets: The sets that ranks and means name.
        names: The names of areas by code.
        left_out: What could not be read.
        final: A provisional figure counts as one that is not known.
    """

    observations: tuple[Observation, ...] = ()
    cases: tuple[Case, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    area_sets: tuple[AreaSet, ...] = ()
    names: Mapping[str, str] = attrs.field(factory=dict)
    ended: tuple[EndedArea, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    final: bool = False

    @classmethod
    def of(cls, history: History) -> HistoryTable:
        """Return the content of a history."""
        if history._supposed:
            what = "the history holds figures that were only supposed"
            raise DefinitionError(Problem(what, "write the history that it was made from"))
        return cls(
            observations=tuple(history),
            cases=history._cases,
            inspections=history._inspections,
            area_sets=tuple(history.area_sets.values()),
            names=history.names,
            ended=tuple(history.ended.values()),
            left_out=history._left_out.all,
            final=history.awaits_final,
        )

    def value(self) -> History:
        """Return the history."""
        found = History(
            self.observations,
            cases=self.cases,
            inspections=self.inspections,
            area_sets=self.area_sets,
            names=self.names,
            ended=self.ended,
            left_out=self.left_out,
        )
        return found.final() if self.final else found


@attrs.frozen(kw_only=True)
class JudgementTable(Declared):
    """
    What was judged, and what was said of it.

    Args:
        history: The figures of the indicators that the measure names.
        verdict: The JSON form of the judgement.
        asked: The period was asked for; else it is the latest that was due.
    """

    measure: Measure
    area: str
    as_of: date
    history: History
    verdict: Mapping[str, Any]
    period: Period | None = None
    asked: bool = False

    @classmethod
    def of(cls, judgement: Judgement) -> JudgementTable:
        """Return what was judged, and what was said of it."""
        one = judgement
        again = judge(one.measure, one.history, as_of=one.as_of, area=one.area)
        table = cls(
            measure=one.measure,
            area=one.area,
            as_of=one.as_of,
            history=_about(one.measure, one.history),
            verdict=one.to_json(),
            period=one.period,
            asked=again != one,
        )
        if table._judged() != one:
            what = "the judgement does not follow from its measure and its history"
            raise DefinitionError(Problem(what, "write one that `judge` or `judge_plan` returned"))
        return table

    def value(self) -> Judgement:
        """Judge again, and refuse what does not say the same."""
        found = self._judged()
        said = found.to_json()
        other = next((name for name in said if said[name] != self.verdict.get(name)), None)
        if other is not None:
            what = f"verdict: {other} is {self.verdict.get(other)!r}, and by these figures {said[other]!r}"
            raise DefinitionError(Problem(what, "another version of the library judged it, or it was changed"))
        return found

    def _judged(self) -> Judgement:
        period = self.period if self.asked else None
        return judge(self.measure, self.history, as_of=self.as_of, area=self.area, period=period)


STAND_INS: dict[type[Any], Any] = {History: HistoryTable, Judgement: JudgementTable}


def tag_of(cls: type[Any]) -> str | None:
    """Return the `kind` that tells a class apart from others in its place; None for one that is never in doubt."""
    if cls in _UNREAD:
        return _UNREAD[cls]
    fields = {field.name for field in attrs.fields(cls)}
    tag = None if "kind" in fields else getattr(cls, "kind", None)
    return tag if isinstance(tag, str) else None


def options_of(hint: Any) -> dict[str, type[Any]] | None:
    """Return the kinds of number, or the classes of a union, by their tags; None where it is neither."""
    if hint is NumberKind:
        return {**NUMBERS}
    if typing.get_origin(hint) not in (types.UnionType, typing.Union):
        return None
    classes = [one for one in typing.get_args(hint) if one is not types.NoneType]
    tags = {tag_of(one): one for one in classes if isinstance(one, type) and attrs.has(one)}
    return {str(tag): one for tag, one in tags.items()} if len(tags) == len(classes) > 1 and None not in tags else None


def _about(measure: Measure, history: History) -> History:
    """Return what is known of the indicators that a measure names, in all areas: what is judged depends on no other."""
    table, names = HistoryTable.of(history), {None, *_indicators(measure)}
    return HistoryTable(
        observations=tuple(one for one in table.observations if one.indicator in names),
        cases=tuple(one for one in table.cases if one.indicator in names),
        inspections=tuple(one for one in table.inspections if one.indicator in names),
        left_out=tuple(one for one in table.left_out if one.indicator in names),
        area_sets=table.area_sets,
        names=table.names,
        final=table.final,
    ).value()


def _indicators(value: Any) -> Iterator[str]:
    if isinstance(value, tuple):
        for one in value:
            yield from _indicators(one)
    elif attrs.has(type(value)):
        for name, one in attrs.asdict(value, recurse=False).items():
            if name == "indicator":
                yield one
            else:
                yield from _indicators(one)
