"""Plan files: TOML in, a plan out, or every fault with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path as File
from typing import Any

import attrs

from wes_rules.app.toml_lines import key_lines, line_of
from wes_rules.errors import DefinitionError, PlanError, PluginError, Problem, near_miss, nearest
from wes_rules.plugins.manager import load_plugins
from wes_rules.rules.codec import Path, Reader
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.kinds.composites import Advisory, All, Each, Part
from wes_rules.rules.kinds.composites import Any as AnyOf
from wes_rules.rules.measure import Baseline, Measure
from wes_rules.rules.plan import Plan, PluginConfig
from wes_rules.rules.policy import Alerting, Inhibition, Policy, PolicyFor, Recipient, faults_of
from wes_rules.rules.rule import Rule
from wes_rules.series.calendar import Calendar
from wes_rules.series.history import AreaSet
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import Unit

_SECTIONS = (
    "plan",
    "areas",
    "area_sets",
    "sources",
    "notifiers",
    "plugins",
    "calendars",
    "measures",
    "alerts",
    "recipients",
)
LAG = re.compile(r"(\d{1,3}) (day|month|year)s?", re.ASCII)


@attrs.frozen(kw_only=True)
class Head:
    """The section [plan]; its area and dates are inherited by every measure."""

    id: str
    title: str
    area: str
    starts: date | None = None
    deadline: date | None = None

    def __attrs_post_init__(self) -> None:
        if self.deadline and self.starts and self.deadline < self.starts:
            raise DefinitionError(f"deadline {self.deadline} is before the plan starts ({self.starts})")


@attrs.frozen(kw_only=True)
class Allowed:
    """
    The section [plugins].

    Args:
        allow: The plugins that may be loaded; without it, all that the plan names.
        enable: The observers that look on at runs.
    """

    allow: tuple[str, ...] | None = None
    enable: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class AlertsTable(Policy):
    """The section [alerts]: the policy of every measure, and what is said of all alerts."""

    policies: tuple[PolicyFor, ...] = ()
    inhibitions: tuple[Inhibition, ...] = ()
    fallback: str = ""
    announce_from: date | None = None


@attrs.frozen(kw_only=True)
class CalendarTable:
    """A section [calendars.NAME]; its lag is written as people say it."""

    kind: PeriodKind
    lag: str = "0 days"
    step: int = 1
    anchor: Period | None = None
    not_collected: tuple[Period, ...] = ()
    breaks: tuple[Period, ...] = ()
    isolated: tuple[Period, ...] = ()
    window: int = 1
    first: Period | None = None
    last: Period | None = None


def read_plan(path: File | str) -> Plan:
    """
    Read a plan file.

    Raises:
        PlanError: It cannot be read or anything in it is wrong; every fault is in it, by line.
    """
    file = File(path)
    return parse_plan(read_text(file), file.name, str(path))


def read_text(file: File) -> str:
    """
    Read the text of a TOML file.

    Raises:
        PlanError: It cannot be read.
    """
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise PlanError(Problem("there is no such file", "check the path", str(file))) from None
    except UnicodeDecodeError as error:
        raise PlanError(Problem(f"it is not UTF-8 (byte {error.start})", "save it as UTF-8", str(file))) from None
    except OSError as error:
        raise PlanError(Problem(f"it cannot be read: {error.strerror}", "", str(file))) from None


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
    text = text.removeprefix("\ufeff")
    try:
        data = tomllib.loads(text, parse_float=Decimal)
        lines = key_lines(text)
    except tomllib.TOMLDecodeError as error:
        raise PlanError(not_toml(str(error), text, name)) from None
    except RecursionError:
        raise PlanError(Problem("it is not a plan: its brackets nest too deep", "check brackets", name)) from None
    except (ValueError, ArithmeticError):
        raise PlanError(Problem("a number in it has too many digits", "round it", name)) from None
    return _PlanReader(data, lines, name, file).plan()


def not_toml(error: str, text: str, name: str) -> Problem:
    """Return the fault that the standard reader of TOML found, with its line."""
    place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)", error)
    what = error if place is None else error[: place.start()]
    line = None if place is None else int(place[1] or text.count("\n", 0, len(text.rstrip())) + 1)
    again = what.startswith(("Cannot", "Duplicate"))
    remedy = "write each key and each [table] once" if again else "check quotes and brackets"
    return Problem(f"it is not TOML: {what}", remedy, name, line)


class _PlanReader:
    """Reads the sections of a plan in turn; nothing is built while anything is wrong."""

    def __init__(self, data: dict[str, Any], lines: dict[Path, int], name: str, file: str) -> None:
        self.data = data
        self.lines = lines
        self.name = name
        self.file = file
        self.problems: list[Problem] = []
        self.reader = Reader(fault=self.fault)
        self.kinds: dict[str, type[Rule] | None] = dict(KINDS)

    def plan(self) -> Plan:
        self._read_as_meant()
        head, inherited = self._head()
        names = self.reader.value(Mapping[str, str], self._section("areas"), ("areas",)) or {}
        sets = [self.reader.read(AreaSet, one, path) for path, one in self._tables("area_sets")]
        allowed = self.reader.read(Allowed, self.data["plugins"], ("plugins",)) if "plugins" in self.data else None
        self._load_kinds(allowed)
        sources, notifiers = self._plugins("sources"), self._plugins("notifiers")
        calendars = self._calendars()
        measures = [self._measure(one, path, inherited, calendars) for path, one in self._tables("measures")]
        alerting = self._alerting([one for one in measures if one is not None], notifiers, inherited)
        if not self.data.get("measures"):
            self.fault(("measures",), "the plan has no measures", "add [[measures]]")
        self._refuse_twice("measures")
        self._refuse_twice("area_sets")
        if self.problems or head is None:
            raise PlanError(sorted(self.problems, key=lambda one: one.line or 0))
        return Plan(
            id=head.id,
            title=head.title,
            area=head.area,
            measures=tuple(one for one in measures if one is not None),
            area_sets=tuple(one for one in sets if one is not None),
            areas=names,
            sources=tuple(sources),
            notifiers=tuple(notifiers),
            alerting=alerting,
            allow_plugins=allowed.allow if allowed is not None else None,
            enable_plugins=allowed.enable if allowed is not None else (),
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
            name = self._ids("measures")[path[1]]
            return f"measure {path[1] + 1}" if name is None else f'measure "{name}"'
        if path[0] == "calendars":
            return f'calendar "{path[1]}"'
        return f"[{path[0]}]" if isinstance(path[1], str) else f"{path[0]} {path[1] + 1}"

    def _read_as_meant(self) -> None:
        """Report unknown sections, and read each as the one it was meant to be: one mistake, one fault."""
        for key in [key for key in self.data if key not in _SECTIONS]:
            self.fault((key,), f'unknown section "{key}"', near_miss(key, _SECTIONS))
            meant = nearest(key, _SECTIONS)
            if meant is not None and meant not in self.data:
                self.data[meant] = self.data.pop(key)
                self.lines |= {(meant, *path[1:]): line for path, line in self.lines.items() if path[0] == key}

    def _head(self) -> tuple[Head | None, Mapping[str, Any]]:
        """Read [plan], and return it with what its measures inherit; nothing of it when it contradicts itself."""
        if not isinstance(self.data.get("plan"), Mapping):
            self.fault(("plan",), "there is no section [plan]", "write it once, as [plan]")
            return None, {}
        values, good = self.reader.fields(Head, self.data["plan"], ("plan",))
        head = self.reader.made(Head, values, ("plan",)) if good else None
        fits = head is not None or not good
        return head, {name: values[name] for name in ("area", "starts", "deadline") if name in values and fits}

    def _section(self, name: str) -> Mapping[str, Any]:
        found = self.data.get(name, {})
        if isinstance(found, Mapping):
            return found
        self.fault((name,), f"{name} is not a table", f"write it once, as [{name}]")
        return {}

    def _tables(self, name: str) -> list[tuple[Path, Any]]:
        found = self.data.get(name, [])
        if not isinstance(found, list):
            self.fault((name,), f"{name} is not a list of tables", f"write [[{name}]]")
            return []
        return [((name, place), one) for place, one in enumerate(found)]

    def _plugins(self, section: str) -> list[PluginConfig]:
        tables = [(path, table) for path, table in self._tables(section) if isinstance(table, Mapping)]
        kinds = [table.get("kind") for _, table in tables]
        configs: list[PluginConfig] = []
        for path, table in self._tables(section):
            options = dict(table) if isinstance(table, Mapping) else {}
            kind = options.pop("kind", None)
            if not isinstance(kind, str):
                self.fault(path, "it has no kind", 'name a plugin, such as kind = "csv"')
                continue
            told_apart = _told_apart(kind, options) if section == "sources" and kinds.count(kind) > 1 else kind
            name = options.pop("id", told_apart)
            if not isinstance(name, str) or not name:
                self.fault((*path, "id"), "its id is no name", 'write it like id = "email-boards"')
            elif any(one.id == name for one in configs):
                self.fault(path, f'two {section} are called "{name}"', "give each an id of its own")
            configs.append(PluginConfig(kind, options, line_of(self.lines, path), str(name)))
        return configs

    def _alerting(
        self, measures: list[Measure], notifiers: list[PluginConfig], inherited: Mapping[str, Any]
    ) -> Alerting:
        """Read who is told of what; a board that nobody could tell is a fault of the plan."""
        # What could be read is made all the same, so that its own checks speak with the faults of the rest.
        values, good = self.reader.fields(AlertsTable, self.data.get("alerts", {}), ("alerts",))
        table = self.reader.made(AlertsTable, values, ("alerts",))
        recipients = [self.reader.read(Recipient, one, path) for path, one in self._tables("recipients")]
        if table is None or not good or None in recipients:
            return Alerting()
        policy = Policy(**{field.name: getattr(table, field.name) for field in attrs.fields(Policy)})
        alerting = Alerting(
            policy=policy,
            policies=table.policies,
            inhibitions=table.inhibitions,
            recipients=tuple(one for one in recipients if one is not None),
            fallback=table.fallback,
            announce_from=table.announce_from or inherited.get("starts"),
        )
        if len(measures) == len(self.data.get("measures", ())):
            for problem in faults_of(alerting, tuple(measures), tuple(one.id for one in notifiers)):
                self.fault(("alerts",), problem.what, problem.remedy)
        return alerting

    def _load_kinds(self, allowed: Allowed | None) -> None:
        """Load the plugins whose kinds of rule the measures use; one that fails is a fault where it is first used."""
        used: dict[str, Path] = {}
        for path, table in self._tables("measures"):
            for kind, place in _rule_kinds(table.get("rule") if isinstance(table, Mapping) else None, (*path, "rule")):
                used.setdefault(kind, place)
        rest = [kind for kind in used if kind not in KINDS]
        if not rest:
            return
        plugins = load_plugins(rest, allow=allowed.allow if allowed is not None else None)
        self.kinds |= plugins.rule_kinds
        installed = {row.name.lower().replace("_", "-") for row in plugins.rows}
        for kind in rest:
            if kind not in self.kinds and kind in installed:
                self.kinds[kind] = None
                try:
                    plugins.rule_kind(kind)
                except PluginError as error:
                    for problem in error.problems:
                        self.fault(used[kind], str(problem), "")

    def _calendars(self) -> dict[str, Calendar | None]:
        return {name: self._calendar(table, ("calendars", name)) for name, table in self._section("calendars").items()}

    def _calendar(self, table: Any, path: Path) -> Calendar | None:
        said = table.get("kind") if isinstance(table, Mapping) else None
        reader = attrs.evolve(self.reader, kind=next((kind for kind in PeriodKind if kind.value == said), None))
        values, good = reader.fields(CalendarTable, table, path)
        lag = self._lag(values.pop("lag", "0 days"), (*path, "lag"))
        if not good or lag is None:
            return None
        return reader.made(Calendar, {**values, "lag_months": lag[0], "lag_days": lag[1]}, path)

    def _lag(self, text: str, path: Path) -> tuple[int, int] | None:
        match = LAG.fullmatch(text)
        if match is None:
            self.fault(path, f'"{text}" is not a lag', 'write it like "3 months", "45 days" or "2 years"')
            return None
        number = int(match[1])
        return {"day": (0, number), "month": (number, 0), "year": (12 * number, 0)}[match[2]]

    def _measure(
        self, table: Any, path: Path, inherited: Mapping[str, Any], calendars: Mapping[str, Calendar | None]
    ) -> Measure | None:
        if not isinstance(table, Mapping):
            self.fault(path, "it is not a table", "write it as [[measures]]")
            return None
        reader = attrs.evolve(self.reader, calendars=calendars, kinds=self.kinds)
        # Without [plan] a measure has no area; that is told once, there.
        values, good = reader.fields(Measure, {"area": "", **inherited, **table}, path)
        known = [*filter(None, self._ids("area_sets")), *self._brought_sets()]
        for place, name in _named_sets(table.get("rule"), (*path, "rule")):
            if name not in known:
                self.fault(place, f'unknown area set "{name}"', near_miss(name, known))
        self._check_bounds(values.get("unit"), values.get("baseline"), path)
        parts = list(_parts(values.get("rule"), (*path, "rule")))
        for place, part in parts:
            self._check_bounds(part.unit or values.get("unit"), part.baseline, place)
        # A part may differ from the measure in any field, so the measure's field is not the place.
        return reader.made(Measure, values, (*path, "rule") if parts else path) if good else None

    def _brought_sets(self) -> list[str]:
        """List the ids of the area sets that sources bring: the keys of a setting called area_sets."""
        found = [table.get("area_sets") for _, table in self._tables("sources") if isinstance(table, Mapping)]
        return [name for sets in found if isinstance(sets, Mapping) for name in sets]

    def _check_bounds(self, unit: Unit | None, baseline: Baseline | None, path: Path) -> None:
        if unit is None or baseline is None or baseline.value is None:
            return
        low, high = unit.low, unit.high
        if (low is not None and baseline.value < low) or (high is not None and baseline.value > high):
            ends = f"{low} or more" if high is None else f"from {low} to {high}"
            what = f"a baseline of {baseline.value} is outside what {unit.value} allows"
            self.fault((*path, "baseline", "value"), what, f"give a value {ends}, or another unit")

    def _ids(self, section: str) -> list[str | None]:
        tables = self.data.get(section)
        ids = (
            [one.get("id") if isinstance(one, Mapping) else None for one in tables] if isinstance(tables, list) else []
        )
        return [name if isinstance(name, str) else None for name in ids]

    def _refuse_twice(self, section: str) -> None:
        first: dict[str, int] = {}
        for place, name in enumerate(self._ids(section)):
            if name is None or first.setdefault(name, place) == place:
                continue
            remedy = f"rename one of them; the first is on line {line_of(self.lines, (section, first[name]))}"
            self.fault((section, place, "id"), f'two {section.replace("_", " ")} have the id "{name}"', remedy)


def _told_apart(kind: str, options: Mapping[str, object]) -> str:
    """Return a name for one of several sources of a kind: its kind and the first text of its settings, such as a path."""
    return " ".join([kind, *[text for text in options.values() if isinstance(text, str)][:1]])


def _rule_kinds(table: object, path: Path) -> Iterator[tuple[str, Path]]:
    """Find the kinds of rule a table names, in it and in its parts."""
    if isinstance(table, Mapping):
        if isinstance(kind := table.get("kind"), str):
            yield kind, (*path, "kind")
        yield from _rule_kinds(table.get("rule"), (*path, "rule"))
        of = table.get("of")
        for place, one in enumerate(of if isinstance(of, list) else ()):
            yield from _rule_kinds(one, (*path, "of", place))


def _named_sets(table: object, path: Path) -> Iterator[tuple[Path, str]]:
    """Find the area sets a rule names, in the table as written: it may have other faults."""
    items = table.items() if isinstance(table, Mapping) else enumerate(table) if isinstance(table, list) else ()
    for key, value in items:
        if key in ("among", "mean_of") and isinstance(value, str):
            yield (*path, key), value
        else:
            yield from _named_sets(value, (*path, key))


def _parts(rule: Rule | None, path: Path) -> Iterator[tuple[Path, Part]]:
    """Find the parts that a rule is made for, with their places."""
    match rule:
        case All(of=rules) | AnyOf(of=rules):
            for place, one in enumerate(rules):
                yield from _parts(one, (*path, "of", place))
        case Each(rule=inner, over=over):
            yield from (((*path, "over", place), part) for place, part in enumerate(over))
            yield from _parts(inner, (*path, "rule"))
        case Advisory(rule=inner):
            yield from _parts(inner, (*path, "rule"))
