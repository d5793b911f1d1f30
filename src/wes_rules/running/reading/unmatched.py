"""Figures that match no measure because of a slip in a name, in the plan or in a file."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import attrs

from wes_rules.counting import counted, some_of
from wes_rules.errors import PlanError, Problem, WesRulesError, nearest
from wes_rules.planfiles.text import read_text, taken_apart
from wes_rules.planfiles.toml_lines import Path as KeyPath
from wes_rules.planfiles.toml_lines import line_of
from wes_rules.plugins.api import Figures
from wes_rules.plugins.asking import plainly
from wes_rules.quoting import quoted
from wes_rules.rules.kinds.composites import leaves
from wes_rules.rules.plan import Plan
from wes_rules.running.reading.needs import Key, Need, needed_of_sets, needs
from wes_rules.running.reading.slips import Slips, misspelt
from wes_rules.series.cases import Case, Inspection

_DIGITS = re.compile(r"\d+")
# Beyond this many, measures and names are counted rather than named.
_MOST_NAMED = 4
# A name is held against so many others; of more, only misspelt ones are looked for, by their index.
_MOST_HELD = 200
# What to call rows that are not figures.
_COUNTED = {
    "cases": 'number = {kind = "share-within", ...} counts those within some days; for anything else read a figure that is published',
    "inspections": 'number = {kind = "share-improved", ...} counts those that got better; the share with a grade on a day is read '
    "as a figure that is published",
}


@attrs.frozen
class Unmatched:
    """
    What was found.

    Args:
        notes: Figures that match no measure though they were probably meant to, a sentence for each kind of slip.
        refused: Comparison areas without any figures whose codes are unlike the others', and rows of cases where
            figures are meant; each with its place in the measure's table.
        others: How many figures belong to no measure, missed or not.
    """

    notes: tuple[str, ...] = ()
    refused: Mapping[Problem, KeyPath] = attrs.field(factory=dict)
    others: int = 0


def unmatched(plan: Plan, figures: Mapping[str, Figures]) -> Unmatched:
    """Find figures that match no measure, where a measure misses them."""
    return _Search(plan, figures).found()


def need_areas(plan: Plan, found: Unmatched) -> None:
    """Refuse a plan that compares with an area nobody publishes, or that takes cases for figures."""
    if not found.refused:
        return
    lines: dict[KeyPath, int] = {}
    with suppress(OSError, WesRulesError):
        lines = taken_apart(read_text(Path(plan.file)), plan.file).lines
    places = {f"measure {quoted(one.id)}": number for number, one in enumerate(plan.measures)}
    raise PlanError(
        attrs.evolve(one, line=line_of(lines, ("measures", places[one.subject], *place)))
        for one, place in found.refused.items()
    )


class _Search:
    def __init__(self, plan: Plan, figures: Mapping[str, Figures]) -> None:
        self.plan = plan
        self.needs = list(dict.fromkeys(needs(plan)))
        # How many figures each place has of each series, and of each unneeded indicator.
        self.series: dict[Key, Counter[str]] = defaultdict(Counter)
        self.spare: dict[str, Counter[str]] = defaultdict(Counter)
        self.sorts: dict[str, set[str]] = defaultdict(set)
        for part in figures.values():
            for sort in ("figures", *_COUNTED):
                for one in getattr(part, "observations" if sort == "figures" else sort):
                    self.sorts[one.indicator].add(sort)
        indicators = {one.indicator for one in self.needs}
        for name, part in figures.items():
            for key, place in _rows(name, part):
                if key[0] in indicators:
                    self.series[key][place] += 1
                else:
                    self.spare[key[0]][place] += 1
            for key, rows in part.others.items():
                if key[0] in indicators:
                    self.series[key][self._place(name)] += rows
            for indicator in {*part.unused, *part.unused_rows}:
                self.spare[indicator][self._place(name)] += part.unused_rows.get(indicator, 0)
        self.keys: dict[str, list[Key]] = defaultdict(list)
        for key in self.series:
            self.keys[key[0]].append(key)
        self.own = {one.area for one in self.needs if not one.compared}
        self.areas = {area for _, area, _ in self.series}
        self.needed = {one.key for one in self.needs} | {one.key for one in needed_of_sets(plan)}
        self.figures = figures
        self.told: dict[tuple[str, ...], list[str]] = defaultdict(list)
        # Of indicators that have other figures, so that only some are missing.
        self.beside: dict[tuple[str, str], list[str]] = defaultdict(list)

    def found(self) -> Unmatched:
        refused: dict[Problem, KeyPath] = dict.fromkeys(self._of_another_sort(), ("number",))
        slips = Slips(self.plan, self.figures)
        meant = slips.meant
        for need in self.needs:
            if need.key in self.series:
                continue
            if need.compared and (problem := self._refused(need)) is not None:
                refused[problem] = ("rule", "against")
            elif need.key not in meant:
                self._look(need)
        asking: dict[str, list[str]] = defaultdict(list)
        for need in self.needs:
            asking[need.indicator].append(need.measure)
        for name, indicator in self._misspelt():
            self.beside[name, indicator] += asking[indicator]
        others = sum(sum(places.values()) for key, places in self.series.items() if key not in self.needed)
        return Unmatched((*slips.notes(), *self._notes()), refused, others)

    def _misspelt(self) -> Iterator[tuple[str, str]]:
        """Yield indicators that no measure names, misspelt names of one that has figures, and that one."""
        there = Counter[str]()
        for (indicator, *_), places in self.series.items():
            there[indicator] += places.total()
        for name, meant in sorted(misspelt(self.spare, there).items()):
            # With as many rows, or nobody knows how many, it is an indicator of its own.
            rows = 2 * self.spare[name].total()
            near = next((one for one in meant if 0 < rows <= there[one]), None)
            # Capitals and blanks are told with their rows where they are missed.
            if near and plainly(near) != plainly(name):
                yield name, near

    def _of_another_sort(self) -> Iterator[Problem]:
        """Say where a measure reads figures although its source has rows of cases or inspections."""
        file = Path(self.plan.file).name
        for measure in self.plan.measures:
            for leaf in leaves(measure):
                for name in () if leaf.number.of_rows else leaf.number.units(leaf.unit):
                    if (sorts := self.sorts.get(name)) and "figures" not in sorts:
                        what = f"{quoted(name)} has rows of {min(sorts)}, one for each, where the measure reads figures"
                        yield Problem(what, _COUNTED[min(sorts)], file, subject=f"measure {quoted(measure.id)}")

    def _place(self, name: str) -> str:
        """Return the file of a source that has one, else its name."""
        options = next((one.options for one in self.plan.sources if one.id == name), {})
        return str(options.get("path") or name)

    def _look(self, need: Need) -> None:
        """Note the slip that probably separates a measure from its figures."""
        alike = self.keys.get(need.indicator)
        if not alike:
            if (name := self._spare_like(need.indicator)) is not None:
                self.told["indicator", name, need.indicator].append(need.measure)
            elif self.spare:
                self.told["indicators",].append(need.measure)
            return
        groups = {
            group for _, area, group in alike if area == need.area and (need.indicator, area, group) not in self.needed
        }
        if groups:
            group = next(iter(groups)) if len(groups) == 1 else _alike(need.group, groups)
            if group is not None:
                self.told["group", group, need.group, need.indicator].append(need.measure)
            return
        areas = {area for _, area, group in alike if (need.indicator, area, group) not in self.needed}
        if any(area == need.area for _, area, _ in alike):
            return
        area = next(iter(areas)) if len(areas) == 1 else self._named(need.area, areas)
        if area is not None:
            self.told["area", area, need.area].append(need.measure)
        elif areas:
            self.told["areas", need.area].append(need.measure)

    def _spare_like(self, name: str) -> str | None:
        """Return the unneeded indicator that is probably meant by one without figures."""
        return _alike(name, self.spare) if len(self.spare) <= _MOST_HELD else self._meant_by_missed.get(name)

    @cached_property
    def _meant_by_missed(self) -> dict[str, str]:
        missed = {one.indicator for one in self.needs if one.indicator not in self.keys}
        found = {name: near[0] for name, near in misspelt(missed, self.spare).items()}
        same = {_plain(one): one for one in self.spare}
        return found | {name: same[_plain(name)] for name in missed if _plain(name) in same}

    def _named(self, area: str, areas: Collection[str]) -> str | None:
        """Return the area meant by another spelling: its name, or one like it."""
        names = {self.plan.areas.get(area, area).casefold(), area.casefold()}
        known = {one.casefold(): one for one in areas} | {
            name.casefold(): code for code, name in self.plan.areas.items() if code in areas
        }
        found = next((known[one] for one in names if one in known), None)
        return found or _alike(area, areas)

    def _refused(self, need: Need) -> Problem | None:
        """Say that a plan compares with what is no area, as far as others publish the same."""
        areas = sorted({area for _, area, _ in self.keys.get(need.indicator, ())} - self.own)
        if not areas or need.area in self.areas or need.area in self.plan.areas:
            return None
        near = self._named(need.area, areas)
        if near is None and any(_shape(one) == _shape(need.area) for one in areas):
            return None
        what = f"against = {quoted(need.area)}: no source has a figure of such an area"
        if near is None and len(areas) == 1:
            near = areas[0]
        listed = some_of([quoted(one) for one in areas], _MOST_NAMED, rest="")
        remedy = f"did you mean {quoted(near)}?" if near else f"give its code; there are {listed}"
        return Problem(what, remedy, Path(self.plan.file).name, subject=f"measure {quoted(need.measure)}")

    def _notes(self) -> Iterator[str]:
        for (kind, *parts), measures in self.told.items():
            missed = _missed(measures)
            if kind == "indicators":
                names = some_of([quoted(one) for one in sorted(self.spare)], _MOST_NAMED, " and {} others")
                what = "figures of" if any(one.total() for one in self.spare.values()) else "indicators called"
                yield f"there are {what} {names}, which no measure names; {missed}"
                continue
            if kind == "areas":
                areas = {area for one in self._indicators(set(measures)) for _, area, _ in self.keys[one]}
                yield f"there are figures of {counted(len(areas), 'area')}, and none of {quoted(parts[0])}; {missed}"
                continue
            found, needed = parts[0], parts[1]
            where = "the plan's area is" if kind == "area" else f"the plan's {kind} is"
            for place, number in sorted(self._rows_of(kind, parts).items()):
                what = f"{counted(number, 'figure')} of {kind} {quoted(found)}" if number else f"{kind} {quoted(found)}"
                verb = "matches" if number <= 1 else "match"
                yield f"{place}: {what} {verb} no measure; {where} {quoted(needed)}; {missed}"

        for (name, near), measures in self.beside.items():
            for place, number in sorted(self.spare[name].items()):
                what = f"{counted(number, 'figure')} of indicator {quoted(name)} match{'es' if number == 1 else ''} no measure"
                judged = f"{some_of(list(dict.fromkeys(measures)), _MOST_NAMED)} would be judged without {'it' if number == 1 else 'them'}"
                yield f"{place}: {what}; the plan's indicator is {quoted(near)}; {judged}"

    def _indicators(self, measures: Collection[str]) -> set[str]:
        return {one.indicator for one in self.needs if one.measure in measures}

    def _rows_of(self, kind: str, parts: list[str]) -> Counter[str]:
        if kind == "indicator":
            return self.spare[parts[0]]
        rows: Counter[str] = Counter()
        for key in self.series if kind == "area" else self.keys[parts[2]]:
            _, area, group = key
            if parts[0] == (area if kind == "area" else group) and key not in self.needed:
                rows += self.series[key]
        return rows


def _missed(measures: Iterable[str]) -> str:
    return f"{some_of(list(dict.fromkeys(measures)), _MOST_NAMED)} would be told as if nobody had published the figure"


def _rows(name: str, part: Figures) -> Iterator[tuple[Key, str]]:
    for one in part.observations:
        yield one.series, one.origin.file or one.origin.data_set or name
    rows: tuple[Case | Inspection, ...] = (*part.cases, *part.inspections)
    for row in rows:
        yield (row.indicator, row.area, "all"), row.origin.file or name


def _alike(word: str, known: Collection[str]) -> str | None:
    """Return the only known name that is a word in other letters, or of not too many one very like it; codes are never alike."""
    same = [one for one in known if _plain(one) == _plain(word)]
    if same or len(known) > _MOST_HELD:
        return same[0] if same else None
    # E06000061 and E06000062 are two councils, and gld-2018 and gld-2019 two things.
    return nearest(word, (one for one in known if _DIGITS.findall(one) == _DIGITS.findall(word) and not one.isdigit()))


def _plain(name: str) -> str:
    return name.strip().casefold()


def _shape(code: str) -> str:
    return re.sub(r"[^\W\d]+", "a", re.sub(r"\d", "9", code))
