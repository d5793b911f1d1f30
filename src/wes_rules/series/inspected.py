"""Which units were inspected again in a period, and what they were before."""

from __future__ import annotations

import attrs

from wes_rules.series.cases import Inspection
from wes_rules.series.observation import Origin
from wes_rules.values.period import Period, PeriodKind


@attrs.frozen
class Again:
    """A unit that was re-inspected in a period: its grade before, and its last one."""

    before: int
    now: int
    origin: Origin


def inspected_again(rows: list[Inspection], kind: PeriodKind) -> dict[Period, list[Again]]:
    """List by period the units that were re-inspected in it; one that became another is that other one."""
    last: dict[str, int] = {}
    again: dict[Period, dict[str, Again]] = {}
    became: dict[Period, set[str]] = {}
    for row in sorted(rows, key=lambda one: (one.day, one.unit)):
        period, known = Period.containing(row.day, kind), row.unit if row.unit in last else row.predecessor
        before = last.get(known)
        if before is not None:
            units = again.setdefault(period, {})
            since = units.get(known)
            units[row.unit] = Again(before if since is None else since.before, row.grade, row.origin)
            if known != row.unit:
                became.setdefault(period, set()).add(known)
        last[row.unit] = row.grade
    return {
        period: [one for unit, one in units.items() if unit not in became.get(period, ())]
        for period, units in again.items()
    }
