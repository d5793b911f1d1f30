"""The repr of a history: its first figures, as Python that can be pasted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

# More of anything than this are counted.
_MOST_SHOWN = 10
# What a history is made of, in this order; the figures need no name.
_HELD = ("", "cases", "inspections", "area_sets")


def shown(rows: Sequence[Any], names: Mapping[str, str], left_out: int, *, final: bool) -> str:
    """Show what a history holds, each sort of rows by its argument and counted; one of at most ten of anything can be pasted."""
    parts = [_listed(name, items) for name, items in zip(_HELD, rows, strict=True)]
    parts.append(f"names={names!r}" if 0 < len(names) <= _MOST_SHOWN else "")
    made = f"History({', '.join(filter(None, parts))})"
    if left_out or final:
        rows = f"{left_out:,} row{'s' * (left_out != 1)} left out" if left_out else ""
        return f"<{' and '.join(filter(None, (made, rows, 'final figures only' if final else '')))}>"
    return made


def _listed(name: str, items: Any) -> str:
    """List the first items; where there are more, how many, in a form that is no Python."""
    count = len(items)
    if not count:
        return ""
    first = ", ".join(map(repr, islice(items, _MOST_SHOWN)))
    rest = f", <and {count - _MOST_SHOWN:,} more>" if count > _MOST_SHOWN else ""
    return f"{name and name + '='}[{first}{rest}]"
