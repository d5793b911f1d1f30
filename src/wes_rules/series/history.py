"""Histories: everything known, with the day it became known."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Unpack, cast

import attrs

from wes_rules.errors import Problem, SourceError, checks_arguments
from wes_rules.series.calendar import Calendar
from wes_rules.series.editions import SeriesKey, by_id, newest_first, newest_known, once_each, rows_of, twofold
from wes_rules.series.fractions import fraction_faults
from wes_rules.series.index import Index, LeftOuts, placed, shown
from wes_rules.series.observation import Observation
from wes_rules.values.fields import Declared, argument
from wes_rules.values.period import Period
from wes_rules.values.quantity import Standing
from wes_rules.values.reason import Reason
from wes_rules.values.taking import instances

if TYPE_CHECKING:
    from wes_rules.series.areas import AreaSet, EndedArea
    from wes_rules.series.cases import Case, Inspection
    from wes_rules.series.left_out import LeftOut, UnreadCase, UnreadInspection
    from wes_rules.series.records import Columns, Frame


@checks_arguments
class History:
    """
    Observations, case rows and area sets: immutable, independent of input order; iterates over the observations.

    Args:
        observations: Published figures. A later `published` date of the same figure is a revision.
        cases: Case rows.
        inspections: Graded inspections.
        area_sets: The sets that ranks and means name.
        names: The names of areas by code, for explanations.
        ended: The areas that ended: they have no figure for later periods.
        left_out: Figures that a source could not read: each may have any value.

    Raises:
        SourceError: The same figure stands twice under one publication date, with different values.
        DefinitionError: Two different area sets have one id.
    """

    __slots__ = (
        "_area_sets", "_awaits_final", "_cases", "_ended", "_figures", "_final", "_index", "_inspections", "_left_out",
        "_names", "_percentages", "_supposed", "lookups", "questions",
    )  # fmt: skip
    _repr_pretty_ = Declared._repr_pretty_

    def __init__(
        self,
        observations: Iterable[Observation] = (),
        *,
        cases: Iterable[Case] = (),
        inspections: Iterable[Inspection] = (),
        area_sets: Iterable[AreaSet] = (),
        names: Mapping[str, str] | None = None,
        ended: Iterable[EndedArea] = (),
        left_out: Iterable[LeftOut] = (),
    ) -> None:
        figures: dict[SeriesKey, dict[Period, list[Observation]]] = defaultdict(lambda: defaultdict(list))
        known, unknown = placed(left_out)
        kept, twice = once_each((*instances(observations, Observation, "observations"), *known))
        every_case, cases_twice = once_each(rows_of("cases", "Case", cases, "cases"))
        every_inspection, inspections_twice = once_each(rows_of("cases", "Inspection", inspections, "inspections"))
        if problems := [*twofold(twice), *twofold(cases_twice), *twofold(inspections_twice)]:
            raise SourceError(problems)
        for one in kept:
            figures[one.series][one.period].append(one)
        self._left_out, self._percentages = LeftOuts(unknown), dict[str, tuple[Problem, ...]]()
        # Figures that somebody supposes, to ask what would follow: nothing that was left out is about those.
        self._supposed: frozenset[tuple[SeriesKey, Period]] = frozenset()
        self._figures = {
            key: {period: newest_first(seen) for period, seen in series.items()} for key, series in figures.items()
        }
        self._cases = tuple(sorted(every_case, key=attrgetter("indicator", "area", "opened", "id")))
        self._inspections = tuple(sorted(every_inspection, key=attrgetter("indicator", "area", "unit", "day")))
        self._index = Index(self._figures, self._cases, self._inspections)
        self._area_sets = MappingProxyType(by_id(rows_of("areas", "AreaSet", area_sets, "area_sets")))
        self._names: Mapping[str, str] = argument("names", Mapping[str, str], names or {})
        self._ended = MappingProxyType({one.code: one for one in rows_of("areas", "EndedArea", ended, "ended")})
        self.lookups, self.questions = dict[object, object](), dict[object, Any]()
        self._awaits_final, self._final = False, cast("History | None", None)

    def __getstate__(self) -> object:
        """Leave out what is remembered, by `Lookup` and `Question` as well: it is of this process, and never changes an answer."""
        kept = {name: getattr(self, name) for name in self.__slots__}
        return None, {**kept, "lookups": {}, "questions": {}, "_final": None}

    @property
    def indicators(self) -> list[str]:
        """The indicators that any figure, case or inspection is of, in order."""
        return self._index.indicators()

    @property
    def area_sets(self) -> Mapping[str, AreaSet]:
        """The sets of areas by id."""
        return self._area_sets

    @property
    def names(self) -> Mapping[str, str]:
        """The names of areas by code."""
        return self._names

    @property
    def ended(self) -> Mapping[str, EndedArea]:
        """The areas that ended, by code."""
        return self._ended

    @property
    def awaits_final(self) -> bool:
        """Whether a provisional figure counts as one that is not known; `final` returns such a history."""
        return self._awaits_final

    def __iter__(self) -> Iterator[Observation]:
        return (one for series in self._figures.values() for seen in series.values() for one in seen)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __eq__(self, other: object) -> bool:
        return self._content() == other._content() if isinstance(other, History) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def _content(self) -> tuple[object, ...]:
        rows = (self._figures, self._cases, self._inspections, self._left_out.all)
        return (*rows, self._supposed, self.area_sets, self.ended, self.awaits_final)

    def __repr__(self) -> str:
        return shown(self, self._cases, self._inspections)

    @classmethod
    def from_records(cls, rows: Iterable[Mapping[str, Any]] | Frame, **columns: Unpack[Columns]) -> History:
        """
        Make a history from rows as data frames and CSV readers give them, named as the columns of the tidy layout are.

        Args:
            rows: A data frame of pandas, polars or pyarrow, a list of dicts, or a `csv.DictReader`.
            columns: One value for a column that the rows do not have: `indicator`, `area`, `group`, `period`, `kind`, `value`,
                `unit`, `source`, `numerator`, `denominator`, `lower`, `upper`, `standing`, `published`, `made_up`,
                `definition`, `population` or `rounded_to`, such as `indicator="ehc"`; and `missing`, the symbol
                that None and NaN stand for in `value`, such as "x": without it they are refused.

        Raises:
            SourceError: Anything is wrong, all of it, each with its row, counted from 1, and column; what stands twice with its values.
        """
        from wes_rules.series.records import observations_of

        return cls(observations_of(rows, columns))

    def plus(self, observations: Iterable[Observation]) -> History:
        """Return a history with more observations."""
        return self._of((*self, *observations), self._cases, self._inspections)

    def _of(self, observations: Iterable[Observation], cases: Iterable[Case], seen: Iterable[Inspection]) -> History:
        """Return a history with other rows and everything else unchanged."""
        other = History(
            observations,
            cases=cases,
            inspections=seen,
            area_sets=self.area_sets.values(),
            names=self.names,
            ended=self.ended.values(),
            left_out=self._left_out.all,
        )
        return other.final() if self.awaits_final else other

    def with_areas(
        self, area_sets: Iterable[AreaSet], names: Mapping[str, str], ended: Iterable[EndedArea] = ()
    ) -> History:
        """
        Return this history with more area sets, names of areas and areas that ended; the figures are shared.

        Raises:
            DefinitionError: Two different sets have one id.
        """
        more = copy.copy(self)
        more._area_sets = MappingProxyType(by_id((*self.area_sets.values(), *area_sets)))
        more._names = MappingProxyType({**self.names, **names})
        more._ended = MappingProxyType({**self.ended, **{one.code: one for one in ended}})
        return more

    def final(self) -> History:
        """
        Return this history with provisional figures unknown, for measures that wait for final ones.

        While the newest figure is provisional, the final one before it applies; without one it is unknown. So no
        verdict depends on a provisional figure, and an area with only a provisional figure still has a figure.
        """
        if self._final is None:
            self._final = self.with_areas((), {})
            self._final._awaits_final = True
        return self._final

    def supposing(self, one: Observation) -> History:
        """Return a history in which a figure is known before all others of its series and period."""
        more = self.with_areas((), {})
        series = self._figures.get(one.series, {})
        more._figures = {**self._figures, one.series: {**series, one.period: (one, *series.get(one.period, ()))}}
        more._supposed = self._supposed | {(one.series, one.period)}
        more._index = self._index.plus(one.indicator, one.group, one.period)
        return more

    def as_of(self, day: date) -> History:
        """Return what was known on `day`; figures without a publication date stay, as only a calendar knows their due day."""
        figures = (one for one in self if one.published is None or one.published <= day)
        opened = (c for c in self._cases if c.opened <= day)
        cases = (attrs.evolve(c, closed=c.closed if c.closed and c.closed <= day else None) for c in opened)
        return self._of(figures, cases, (i for i in self._inspections if i.day <= day))

    def known(self, key: SeriesKey, period: Period, calendar: Calendar, day: date) -> Observation | None:
        """
        Return the newest figure of a series for a period, as known on `day`; a forecast only where there is no figure.

        Args:
            key: Indicator, area and group.
            period: The period the figure is about.
            calendar: Says when a figure without publication date became known.
            day: The day of knowing.
        """
        seen = self._figures.get(key, {}).get(period, ())
        return newest_known(seen, calendar, day, awaits_final=self._awaits_final) if seen else None

    def doubts(self, key: SeriesKey, period: Period, calendar: Calendar, day: date) -> tuple[Reason, ...]:
        """
        Return why a series' figure for a period is in doubt: a row left out may replace it.

        The arguments are those of `known`.
        """
        rows = () if (key, period) in self._supposed else tuple(self._left_out.figures(key, period))
        if not rows:
            return ()
        due, one = calendar.due(period), self.known(key, period, calendar, day)
        passing = {Standing.FORECAST, *([Standing.PROVISIONAL] if self.awaits_final else [])}
        newest = date.min if one is None or one.standing in passing else one.published or due
        found = {row.why for row in rows if row.any_edition or newest <= (row.published or due) <= day}
        return tuple(sorted(found, key=lambda why: why.value))

    def cases_left_out(self, indicator: str, area: str) -> list[UnreadCase]:
        """List the cases that were left out and may be about an indicator and an area."""
        return self._left_out.cases(indicator, area)

    def inspections_left_out(self, indicator: str, area: str) -> list[UnreadInspection]:
        """List the inspections that were left out and may be about an indicator and an area."""
        return self._left_out.inspections(indicator, area)

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """Rows left out that cannot be assigned to one figure; the others are among the figures, unread."""
        return self._left_out.all

    def percentage_faults(self, indicator: str) -> tuple[Problem, ...]:
        """Report that the figures of a percentage indicator may be fractions, source by source."""
        if indicator not in self._percentages:
            self._percentages[indicator] = tuple(fraction_faults(self, (indicator,)))
        return self._percentages[indicator]

    def periods(self, key: SeriesKey) -> list[Period]:
        """List the periods for which a series has any figure, whenever published, including rows left out."""
        return sorted({*self._figures.get(key, ()), *self._left_out.periods(key)}, key=lambda period: period.index)

    def held_from(self, key: SeriesKey, calendar: Calendar, day: date) -> Period | None:
        """Return the first period with anything on file on a day."""
        left_out = (one for one in self._left_out.periods(key) if one.kind is calendar.kind)
        return min((*self.periods_held(key, calendar, day), *left_out), default=None)

    def periods_held(self, key: SeriesKey, calendar: Calendar, day: date) -> Iterator[Period]:
        """Yield the period of each figure on file on a day, a calendar saying from when on undated ones are."""
        figures = ((period, one) for period, seen in self._figures.get(key, {}).items() for one in seen)
        yield from (p for p, one in figures if p.kind is calendar.kind and (one.published or calendar.due(p)) <= day)

    def series_of(self, indicator: str) -> list[SeriesKey]:
        """List the series of an indicator, of any area and group, whenever published."""
        return self._index.series(indicator)

    def may_have(self, indicator: str, group: str, period: Period) -> bool:
        """Whether any area may have a figure of an indicator and group for a period, whenever published."""
        return bool(self._left_out.all) or period in self._index.periods(indicator, group)

    def name(self, code: str) -> str:
        """Return the name of an area, a group or an indicator, or its code without one."""
        return self.names.get(code, code)

    def cases(self, indicator: str, area: str) -> list[Case]:
        """List the case rows of an indicator in an area."""
        return self._index.cases(indicator, area)

    def inspections(self, indicator: str, area: str) -> list[Inspection]:
        """List the inspections of an indicator in an area, by unit and day."""
        return self._index.inspections(indicator, area)
