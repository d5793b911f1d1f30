"""Plan files: TOML in, a plan out, or every fault with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path as File
from typing import Any

import attrs

from wes_rules.app.toml_lines import key_lines, line_of
from wes_rules.errors import PlanError, Problem, near_miss
from wes_rules.rules.codec import Path, Reader
from wes_rules.rules.kinds.benchmark_parity import BenchmarkParity
from wes_rules.rules.kinds.composites import Advisory, All, Each
from wes_rules.rules.kinds.composites import Any as AnyOf
from wes_rules.rules.kinds.rank_improvement import RankImprovement
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan, PluginConfig
from wes_rules.rules.rule import Rule
from wes_rules.series.calendar import Calendar
from wes_rules.series.comparators import MeanOf
from wes_rules.series.history import AreaSet
from wes_rules.values.period import Period, PeriodKind

_SECTIONS = ("plan", "areas", "area_sets", "sources", "notifiers", "plugins", "calendars", "measures")
_LAG = re.compile(r"(\d+) (day|month|year)s?")


@attrs.frozen(kw_only=True)
class _Head:
    id: str
    title: str
    area: str
    starts: date | None = None
    deadline: date | None = None


@attrs.frozen(kw_only=True)
class _Areas:
    id: str
    published: date
    areas: tuple[str, ...]
    source: str = ""


@attrs.frozen(kw_only=True)
class _Allowed:
    allow: tuple[str, ...]


@attrs.frozen(kw_only=True)
class _Calendar:
    kind: PeriodKind
    lag: str = "0 days"
    step: int = 1
    anchor: Period | None = None
    not_collected: tuple[Period, ...] = ()
    breaks: tuple[Period, ...] = ()
    isolated: tuple[Period, ...] = ()
    first: Period | None = None
    last: Period | None = None


def read_plan(path: File | str) -> Plan:
    """
    Read a plan file.

    Raises:
        PlanError: It cannot be read or anything in it is wrong; every fault is in it, by line.
    """
    file = File(path)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise PlanError(Problem("there is no such file", "check the path", str(path))) from None
    except UnicodeDecodeError as error:
        raise PlanError(Problem(f"it is not UTF-8 (byte {error.start})", "save it as UTF-8", str(path))) from None
    except OSError as error:
        raise PlanError(Problem(f"it cannot be read: {error.strerror}", "", str(path))) from None
    return parse_plan(text, file.name, str(path))


def parse_plan(text: str, name: str = "plan.toml", file: str = "") -> Plan:
    """
    Read the text of a plan file.

    Args:
        text: The TOML.
        name: What to call the file in messages.
        file: Its path, which relative paths of sources start from.

    Raises:
        PlanError: Anything in it is wrong; every fault is in it, by line.
    """
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        what = re.sub(r" \(at .*\)", "", str(error))
        line = int(place[1]) if place else None
        raise PlanError(Problem(f"it is not TOML: {what}", "check quotes and brackets", name, line)) from None
    return _PlanReader(data, key_lines(text), name, file).plan()


class _PlanReader:
    """Reads the sections of a plan in turn; nothing is built while anything is wrong."""

    def __init__(self, data: dict[str, Any], lines: dict[Path, int], name: str, file: str) -> None:
        self.data = data
        self.lines = lines
        self.name = name
        self.file = file
        self.problems: list[Problem] = []
        self.reader = Reader(fault=self.fault)

    def plan(self) -> Plan:
        for key in self.data:
            if key not in _SECTIONS:
                self.fault((key,), f'unknown section "{key}"', near_miss(key, _SECTIONS))
        head = self.reader.read(_Head, self._section("plan", required=True), ("plan",))
        names = self.reader._strings(self._section("areas"), ("areas",)) or {}
        sets = [self.reader.read(_Areas, one, path) for path, one in self._tables("area_sets")]
        allowed = self.reader.read(_Allowed, self.data["plugins"], ("plugins",)) if "plugins" in self.data else None
        sources, notifiers = self._plugins("sources"), self._plugins("notifiers")
        calendars = self._calendars()
        set_ids = [one.id for one in sets if one is not None]
        measures = [self._measure(one, path, head, calendars, set_ids) for path, one in self._tables("measures")]
        if not measures:
            self.fault(("measures",), "the plan has no measures", "add [[measures]]")
        self._refuse_twice([one.id for one in measures if one is not None])
        if self.problems:
            raise PlanError(sorted(self.problems, key=lambda one: one.line or 0))
        return Plan(
            id=head.id,
            title=head.title,
            area=head.area,
            measures=tuple(one for one in measures if one is not None),
            area_sets=tuple(AreaSet(one.id, one.published, one.areas, one.source) for one in sets),
            areas=names,
            sources=tuple(sources),
            notifiers=tuple(notifiers),
            allow_plugins=allowed.allow if allowed is not None else None,
            file=self.file,
        )

    def fault(self, path: Path, what: str, remedy: str) -> None:
        line = line_of(self.lines, path)
        self.problems.append(Problem(what, remedy, self.name, line, self._subject(path)))

    def _subject(self, path: Path) -> str:
        """Name the measure, calendar or section a path lies in."""
        if len(path) < 2:
            return ""
        if path[0] == "measures" and isinstance(path[1], int):
            table = self.data["measures"][path[1]]
            name = table.get("id", path[1] + 1) if isinstance(table, Mapping) else path[1] + 1
            return f'measure "{name}"'
        if path[0] == "calendars":
            return f'calendar "{path[1]}"'
        return f"[{path[0]}]" if isinstance(path[1], str) else f"{path[0]} {path[1] + 1}"

    def _section(self, name: str, *, required: bool = False) -> Mapping[str, Any]:
        found = self.data.get(name)
        if isinstance(found, Mapping):
            return found
        if found is not None or required:
            self.fault((name,), f"there is no section [{name}]", "add it")
        return {}

    def _tables(self, name: str) -> list[tuple[Path, Any]]:
        found = self.data.get(name, [])
        if not isinstance(found, list):
            self.fault((name,), f"{name} is not a list of tables", f"write [[{name}]]")
            return []
        return [((name, place), one) for place, one in enumerate(found)]

    def _plugins(self, section: str) -> list[PluginConfig]:
        configs = []
        for path, table in self._tables(section):
            options = dict(table) if isinstance(table, Mapping) else {}
            kind = options.pop("kind", None)
            if not isinstance(kind, str):
                self.fault(path, "it has no kind", 'name a plugin, such as kind = "csv"')
                continue
            configs.append(PluginConfig(kind, options, line_of(self.lines, path)))
        return configs

    def _calendars(self) -> dict[str, Calendar | None]:
        return {name: self._calendar(table, ("calendars", name)) for name, table in self._section("calendars").items()}

    def _calendar(self, table: Any, path: Path) -> Calendar | None:
        kinds = {kind.value: kind for kind in PeriodKind}
        kind = kinds.get(str(table.get("kind"))) if isinstance(table, Mapping) else None
        reader = attrs.evolve(self.reader, kind=kind)
        stated = reader.read(_Calendar, table, path)
        lag = None if stated is None else self._lag(stated.lag, (*path, "lag"))
        if lag is None:
            return None
        values = attrs.asdict(stated, recurse=False, filter=lambda field, _: field.name != "lag")
        made: Calendar | None = reader._made(Calendar, {**values, "lag_months": lag[0], "lag_days": lag[1]}, path)
        return made

    def _lag(self, raw: object, path: Path) -> tuple[int, int] | None:
        match = _LAG.fullmatch(raw) if isinstance(raw, str) else None
        if match is None:
            self.fault(path, f'"{raw}" is not a lag', 'write it like "3 months", "45 days" or "2 years"')
            return None
        number = int(match[1])
        return {"day": (0, number), "month": (number, 0), "year": (12 * number, 0)}[match[2]]

    def _measure(
        self, table: Any, path: Path, head: _Head | None, calendars: Mapping[str, Calendar | None], sets: list[str]
    ) -> Measure | None:
        options = dict(table) if isinstance(table, Mapping) else table
        if head is not None and isinstance(options, dict):
            for name, value in (("area", head.area), ("starts", head.starts), ("deadline", head.deadline)):
                if value is not None:
                    options.setdefault(name, value)
        elif isinstance(options, dict):
            options.setdefault("area", "unknown")
        measure: Measure | None = attrs.evolve(self.reader, calendars=calendars).read(Measure, options, path)
        if measure is not None:
            for name in _set_names(measure.rule):
                if name not in sets:
                    self.fault((*path, "rule"), f'unknown area set "{name}"', near_miss(name, sets))
        return measure

    def _refuse_twice(self, ids: list[str]) -> None:
        for place, name in enumerate(ids):
            if name in ids[:place]:
                paths = [path for path, table in self._tables("measures") if table.get("id") == name]
                self.fault((*paths[-1], "id"), f'two measures have the id "{name}"', "rename one of them")


def _set_names(rule: Rule) -> list[str]:
    match rule:
        case All(of=rules) | AnyOf(of=rules):
            return [name for one in rules for name in _set_names(one)]
        case Each(rule=inner) | Advisory(rule=inner):
            return _set_names(inner)
        case RankImprovement(among=name):
            return [name]
        case BenchmarkParity(against=MeanOf(mean_of=name)):
            return [name]
        case _:
            return []
