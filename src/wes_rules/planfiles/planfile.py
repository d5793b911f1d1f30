"""Plan files: TOML in, a plan out, or every fault with its line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path as File
from typing import Any

import attrs

from wes_rules.errors import DefinitionError, PlanError, PluginError, Problem, near_miss, nearest
from wes_rules.planfiles.named import (
    brought_sets,
    calendars_of,
    labels_of,
    named_sets,
    parts,
    rule_kinds,
    told_apart,
    units_of,
)
from wes_rules.planfiles.tables import SECTIONS, AlertsTable, Allowed, Head, subject_of
from wes_rules.planfiles.text import read_text, taken_apart
from wes_rules.planfiles.toml_lines import line_of
from wes_rules.plugins.manager import load_plugins
from wes_rules.quoting import quoted
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.measure import Baseline, Measure, Rule
from wes_rules.rules.plan import Plan, PluginConfig
from wes_rules.rules.policy import Alerting, Policy, Recipient
from wes_rules.rules.reading import Path, Reader
from wes_rules.rules.without_effect import faults_of
from wes_rules.series.areas import AreaSet, EndedArea
from wes_rules.series.calendar import Calendar
from wes_rules.values.fields import Name
from wes_rules.values.quantity import AnyUnit

# Whoever mends a plan reads no more of them.
_MOST_FAULTS = 10_000


def read_plan(path: File | str) -> Plan:
    """Read a plan file; every fault is in one PlanError, by line."""
    file = File(path)
    return parse_plan(read_text(file), file.name, str(path))


def lines_of_measures(path: File | str) -> dict[str, int]:
    """Return on which line of a plan file, which is well-formed, each measure begins, by its id."""
    file = File(path)
    found = taken_apart(read_text(file), file.name)
    measures = enumerate(found.data.get("measures", []))
    return {one["id"]: line for place, one in measures if (line := line_of(found.lines, ("measures", place)))}


def parse_plan(text: str, name: str = "plan.toml", file: str = "") -> Plan:
    """Read the text of a plan file, called `name` in messages; relative paths of sources start from `file`."""
    found = taken_apart(text, name)
    return _PlanReader(found.data, found.lines, name, file).plan()


# The sections that say what codes are called.
_NAMED = ("areas", "names")


class _PlanReader:
    """Reads the sections of a plan in turn; nothing is built while anything is wrong."""

    def __init__(self, data: dict[str, Any], lines: dict[Path, int], name: str, file: str) -> None:
        self.data = data
        self.lines = lines
        self.name = name
        self.file = file
        self.problems: list[Problem] = []
        self.wrong: set[str] = set()
        self.ids: dict[str, list[str | None]] = {}
        self.reader = Reader(fault=self.fault)
        self.kinds: dict[str, type[Rule] | None] = dict(KINDS)
        self.labels: dict[str, tuple[str, ...]] = {}

    def plan(self) -> Plan:
        self._read_as_meant()
        self._check_sections()
        head, inherited = self._head()
        named = {one: self.reader.value(Mapping[Name, Name], self.data.get(one, {}), (one,)) or {} for one in _NAMED}
        sets = [self.reader.read(AreaSet, one, path) for path, one in self._tables("area_sets")]
        ended = [self.reader.read(EndedArea, one, path) for path, one in self._tables("ended_areas")]
        allowed = self.reader.read(Allowed, self.data["plugins"], ("plugins",)) if "plugins" in self.data else None
        self._load_kinds(allowed)
        sources, notifiers = self._plugins("sources"), self._plugins("notifiers")
        calendars = self._calendars()
        units = {} if "units" in self.wrong else units_of(self.reader, self.data.get("units", {}))
        self.reader = attrs.evolve(self.reader, units=units)
        served = [one.get("objective") for _, one in self._tables("measures")]
        objectives = {} if "objectives" in self.wrong else self.data.get("objectives", {})
        self.labels = labels_of(self.reader, objectives, served)
        measures = [self._measure(one, path, inherited, calendars) for path, one in self._tables("measures")]
        alerting = self._alerting([one for one in measures if one is not None], notifiers, inherited)
        if not self.data.get("measures") and "measures" not in self.wrong:
            self.fault(("measures",), "the plan has no measures", "add [[measures]]")
        for name in ("measures", "area_sets"):
            self._refuse_twice(name)
        if self.problems or head is None:
            raise PlanError(sorted(dict.fromkeys(self.problems), key=lambda one: one.line or 0))
        return Plan(
            id=head.id,
            title=head.title,
            area=head.area,
            measures=tuple(one for one in measures if one is not None),
            area_sets=tuple(one for one in sets if one is not None),
            **named,
            ended_areas=tuple(one for one in ended if one is not None),
            sources=tuple(sources),
            notifiers=tuple(notifiers),
            alerting=alerting,
            allow_plugins=allowed.allow if allowed is not None else None,
            enable_plugins=allowed.enable if allowed is not None else (),
            file=self.file,
        )

    def fault(self, path: Path, what: str, remedy: str) -> None:
        line = line_of(self.lines, path)
        self.problems.append(Problem(what, remedy, self.name, line, subject_of(path, self._ids)))
        if len(self.problems) > _MOST_FAULTS:
            what = f"there are more than {_MOST_FAULTS:,} faults, and the rest was not looked at"
            raise PlanError([*self.problems, Problem(what, "mend these first", self.name)])

    def _read_as_meant(self) -> None:
        """Report unknown sections, and read each as the one it was meant to be, so that one mistake is one fault."""
        for key in [key for key in self.data if key not in SECTIONS]:
            is_table = isinstance(self.data[key], Mapping | list)
            above = not is_table and key in attrs.fields_dict(Head)
            remedy = f"write {key} below [plan]" if above else near_miss(key, SECTIONS)
            self.fault((key,), f"unknown section {quoted(key)}", remedy)
            meant = nearest(key, SECTIONS) if is_table else None
            if meant is not None and meant not in self.data:
                self.data[meant] = self.data.pop(key)
                self.lines |= {(meant, *path[1:]): line for path, line in self.lines.items() if path[0] == key}

    def _head(self) -> tuple[Head | None, Mapping[str, Any]]:
        if "plan" not in self.data:
            self.fault(("plan",), "there is no section [plan]", "write it once, as [plan]")
        if "plan" not in self.data or "plan" in self.wrong:
            return None, {}
        values, good = self.reader.fields(Head, self.data["plan"], ("plan",))
        head = self.reader.made(Head, values, ("plan",)) if good else None
        fits = head is not None or not good
        return head, {name: values[name] for name in ("area", "starts", "deadline") if name in values and fits}

    def _check_sections(self) -> None:
        """Report each section that is not written as its kind is, and read the plan as if it were empty."""
        for name, many in SECTIONS.items():
            found = self.data.get(name, [] if many else {})
            if many and not (isinstance(found, list) and all(isinstance(one, Mapping) for one in found)):
                self.fault((name,), f"{name} is not a list of tables", f"write [[{name}]]")
            elif not many and not isinstance(found, Mapping):
                self.fault((name,), f"{name} is not a table", f"write it once, as [{name}]")
            else:
                continue
            self.wrong.add(name)
            self.data[name] = [] if many else {}

    def _tables(self, name: str) -> list[tuple[Path, Any]]:
        return [((name, place), one) for place, one in enumerate(self.data.get(name, []))]

    def _plugins(self, section: str) -> list[PluginConfig]:
        kinds = Counter(kind for _, table in self._tables(section) if isinstance(kind := table.get("kind"), str))
        configs: dict[str, PluginConfig] = {}
        for path, table in self._tables(section):
            options = dict(table)
            kind = options.pop("kind", None)
            if not isinstance(kind, str):
                self.fault(path, "it has no kind", 'name a plugin, such as kind = "csv"')
                continue
            unnamed = told_apart(kind, options) if section == "sources" and kinds[kind] > 1 else kind
            name = options.pop("id", unnamed)
            try:
                config = PluginConfig(kind, options, line_of(self.lines, path), name)
            except DefinitionError as error:
                for one in error.problems:
                    self.fault((*path, one.what.partition(":")[0]), one.what, one.remedy)
                continue
            if config.id in configs:
                self.fault(path, f"two {section} are called {quoted(config.id)}", "give each an id of its own")
            configs.setdefault(config.id, config)
        return list(configs.values())

    def _alerting(
        self, measures: list[Measure], notifiers: list[PluginConfig], inherited: Mapping[str, Any]
    ) -> Alerting:
        """Read the alert settings; a recipient that cannot be reached is a fault of the plan."""
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
            working_days=table.working_days,
            holidays=table.holidays,
            contact=table.contact,
            link=table.link,
        )
        if self._whole("measures", measures) and self._whole("notifiers", notifiers):
            for path, problem in faults_of(alerting, tuple(measures), tuple(one.id for one in notifiers)):
                self.fault(path, problem.what, problem.remedy)
        return alerting

    def _whole(self, section: str, found: Sequence[object]) -> bool:
        """Whether all of a section could be read; else names of its parts may be right."""
        return section not in self.wrong and len(found) == len(self.data.get(section, ()))

    def _load_kinds(self, allowed: Allowed | None) -> None:
        """Load the plugins whose kinds of rule the measures use; one that fails is a fault where it is first used."""
        used: dict[str, Path] = {}
        for path, table in self._tables("measures"):
            for kind, place in rule_kinds(table.get("rule") if isinstance(table, Mapping) else None, (*path, "rule")):
                used.setdefault(kind, place)
        if not (rest := [kind for kind in used if kind not in KINDS]):
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
        if "calendars" in self.wrong:  # told already, and not once more for each measure
            return {name: None for _, one in self._tables("measures") if isinstance(name := one.get("calendar"), str)}
        return calendars_of(self.reader, self.data.get("calendars", {}))

    def _measure(
        self, table: Any, path: Path, inherited: Mapping[str, Any], calendars: Mapping[str, Calendar | None]
    ) -> Measure | None:
        reader = attrs.evolve(self.reader, calendars=calendars, kinds=self.kinds)
        # Without [plan] a measure has no area; that is told once, there.
        values, good = reader.fields(Measure, {"area": "-", **_number_of_parts(table), **inherited, **table}, path)
        known = [*filter(None, self._ids("area_sets")), *brought_sets(self._tables("sources"))]
        for place, name in named_sets(table.get("rule"), (*path, "rule")):
            if name not in known and "area_sets" not in self.wrong:
                self.fault(place, f"unknown area set {quoted(name)}", near_miss(name, known))
        inherits = self.labels.get(values.get("objective", ""), ())
        values |= {"labels": tuple(dict.fromkeys((*values.get("labels", ()), *inherits)))} if inherits else {}
        unit, found = values.get("unit"), list(parts(values.get("rule"), (*path, "rule")))
        stated = [(unit, values.get("baseline"), path), *((one.unit or unit, one.baseline, at) for at, one in found)]
        # Each is told where it stands; the classes would tell that of a part where the measure begins.
        wrong = [one for one in stated if not self._allows(*one)]
        # A part may differ from the measure in any field, so the measure's field is not the place.
        return reader.made(Measure, values, (*path, "rule") if found else path) if good and not wrong else None

    def _allows(self, unit: AnyUnit | None, baseline: Baseline | None, path: Path) -> bool:
        if unit is None or baseline is None or baseline.value is None:
            return True
        low, high = unit.low, unit.high
        if (low is not None and baseline.value < low) or (high is not None and baseline.value > high):
            ends = f"{low} or more" if high is None else f"from {low} to {high}"
            what = f"a baseline of {baseline.value} is outside what {unit.value} allows"
            self.fault((*path, "baseline", "value"), what, f"give a value {ends}, or another unit")
            return False
        return True

    def _ids(self, section: str) -> list[str | None]:
        if section not in self.ids:
            ids = [one.get("id") for one in self.data.get(section, [])]
            self.ids[section] = [name if isinstance(name, str) else None for name in ids]
        return self.ids[section]

    def _refuse_twice(self, section: str) -> None:
        first: dict[str, int] = {}
        for place, name in enumerate(self._ids(section)):
            if name is None or first.setdefault(name, place) == place:
                continue
            remedy = f"rename one of them; the first is on line {line_of(self.lines, (section, first[name]))}"
            self.fault((section, place, "id"), f"two {section.replace('_', ' ')} have the id {quoted(name)}", remedy)


def _number_of_parts(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return a number for a measure whose parts each have their own, so that nobody has to write one that nothing uses."""
    match table.get("rule"):
        case {"kind": "each", "over": [{"number": first}, *others]} if all("number" in one for one in others):
            return {"number": first}
    return {}
