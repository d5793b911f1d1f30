"""How a history is shown: its first figures, as Python that can be pasted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice

# More of anything than this are counted.
_MOST_SHOWN = 10


def shown(
    holds: Mapping[str, tuple[Iterable[object], int]], names: Mapping[str, str], left_out: int, *, final: bool
) -> str:
    """Show what a history holds, each by its argument and with its count; one of at most ten of anything can be pasted."""
    parts = [_listed(name, items, count) for name, (items, count) in holds.items()]
    parts.append(f"names={names!r}" if 0 < len(names) <= _MOST_SHOWN else "")
    made = f"History({', '.join(filter(None, parts))})"
    if left_out or final:
        rows = f"{left_out:,} row{'s' * (left_out != 1)} left out" if left_out else ""
        return f"<{' and '.join(filter(None, (made, rows, 'final figures only' if final else '')))}>"
    return made


def _listed(name: str, items: Iterable[object], count: int) -> str:
    """List the first items; where there are more, how many, in a form that is no Python."""
    if not count:
        return ""
    first = ", ".join(map(repr, islice(items, _MOST_SHOWN)))
    rest = f", <and {count - _MOST_SHOWN:,} more>" if count > _MOST_SHOWN else ""
    return f"{name and name + '='}[{first}{rest}]"
