"""How a history is shown: its first figures, as Python that can be pasted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from wes_rules.series.cases import Case, Inspection

if TYPE_CHECKING:
    from wes_rules.series.history import History

# More of anything than this are counted.
_MOST_SHOWN = 10


def shown(history: History, cases: Sequence[Case], inspections: Sequence[Inspection]) -> str:
    """Show what a history holds, bounded; one of at most ten of anything can be pasted."""
    left_out = history.left_out
    parts = [
        _listed("", tuple(islice(history, _MOST_SHOWN)), len(history)),
        _listed("cases=", cases, len(cases)),
        _listed("inspections=", inspections, len(inspections)),
        _listed("area_sets=", tuple(history.area_sets.values()), len(history.area_sets)),
        f"names={history.names!r}" if 0 < len(history.names) <= _MOST_SHOWN else "",
    ]
    made = f"History({', '.join(filter(None, parts))})"
    if left_out or history.awaits_final:
        rows = f"{len(left_out)} rows left out" if left_out else ""
        return f"<{' and '.join(filter(None, (made, rows, 'final figures only' if history.awaits_final else '')))}>"
    return made


def _listed(name: str, items: Sequence[object], count: int) -> str:
    """List the first items; where there are more, how many, in a form that is no Python."""
    if not count:
        return ""
    rest = f", <and {count - _MOST_SHOWN:,} more>" if count > _MOST_SHOWN else ""
    return f"{name}[{', '.join(map(repr, items[:_MOST_SHOWN]))}{rest}]"
