"""Calendars, units and objectives that a plan's measures name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import attrs

from wes_rules.errors import near_miss
from wes_rules.planfiles.tables import CalendarTable, ObjectiveTable, lag_of
from wes_rules.quoting import quoted
from wes_rules.rules.reading import Path, Reader
from wes_rules.series.calendar import Calendar
from wes_rules.values.period import PeriodKind
from wes_rules.values.units import OwnUnit


def calendars_of(reader: Reader, tables: Mapping[str, Any]) -> dict[str, Calendar | None]:
    """Read the calendars of a plan, by name; None for one that is wrong."""
    return {name: _calendar(reader, table, ("calendars", name)) for name, table in tables.items()}


def units_of(reader: Reader, tables: Mapping[str, Any]) -> dict[str, OwnUnit | None]:
    """Read the units of a plan, by name; None for one that is wrong."""
    return {
        name: reader.read(OwnUnit, {**table, "name": name} if isinstance(table, Mapping) else table, ("units", name))
        for name, table in tables.items()
    }


def labels_of(reader: Reader, tables: Mapping[str, Any], objectives: Collection[object]) -> dict[str, tuple[str, ...]]:
    """Read the labels that the measures of each objective inherit, by its name."""
    found: dict[str, tuple[str, ...]] = {}
    for name, table in tables.items():
        one = reader.read(ObjectiveTable, table, ("objectives", name))
        if name not in objectives:
            known = [each for each in objectives if isinstance(each, str)]
            reader.fault(
                ("objectives", name), f"no measure serves the objective {quoted(name)}", near_miss(name, known)
            )
        found[name] = () if one is None else one.labels
    return found


def _calendar(reader: Reader, table: Any, path: Path) -> Calendar | None:
    said = table.get("kind") if isinstance(table, Mapping) else None
    reader = attrs.evolve(reader, kind=next((kind for kind in PeriodKind if kind.value == said), None))
    values, good = reader.fields(CalendarTable, table, path)
    text = values.pop("lag", "0 days")
    lag = lag_of(text)
    if lag is None:
        reader.fault((*path, "lag"), f"{quoted(text)} is not a lag", 'write it like "3 months", "6 weeks" or "45 days"')
    if not good or lag is None:
        return None
    return reader.made(Calendar, {**values, "lag_months": lag[0], "lag_days": lag[1]}, path)
