"""What measures of a plan name: its calendars, and its own units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from wes_rules.planfiles.tables import CalendarTable, lag_of
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


def _calendar(reader: Reader, table: Any, path: Path) -> Calendar | None:
    said = table.get("kind") if isinstance(table, Mapping) else None
    reader = attrs.evolve(reader, kind=next((kind for kind in PeriodKind if kind.value == said), None))
    values, good = reader.fields(CalendarTable, table, path)
    text = values.pop("lag", "0 days")
    lag = lag_of(text)
    if lag is None:
        reader.fault((*path, "lag"), f"{quoted(text)} is not a lag", 'write it like "3 months", "45 days" or "2 years"')
    if not good or lag is None:
        return None
    return reader.made(Calendar, {**values, "lag_months": lag[0], "lag_days": lag[1]}, path)
