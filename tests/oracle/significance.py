"""The 95% intervals of counts: Wilson's where they are of people, the exact Poisson interval where they are of events."""

from __future__ import annotations

import math

from tests.oracle.grid import half_up
from tests.oracle.worlds import Row, World

Z = 1.959963984540054


def worse(world: World, counts: str | None, row: Row, benchmark: int, *, up: bool) -> set[bool] | str:
    """Whether a figure is significantly worse than a benchmark, by each test that may be meant; "unclear" where none can tell."""
    inside, total = row.counts
    scale = 10**world.decimals
    if world.unit == "percent":
        per = 100
    else:
        fitting = [10**n for n in range(7) if half_up(10**n * scale * inside, total) == row.what]
        if len(fitting) != 1:
            return "unclear"
        per = fitting[0]
    expected = benchmark / scale / per
    if (inside / total >= expected) if up else (inside / total <= expected):
        return {False}
    if inside > total:
        return {_beyond_poisson(inside, expected * total)}
    if counts == "people":
        return {_beyond_wilson(inside, total, expected)}
    if counts == "events":
        return {_beyond_poisson(inside, expected * total)}
    return {_beyond_wilson(inside, total, expected), _beyond_poisson(inside, expected * total)}


def _beyond_wilson(inside: int, total: int, share: float) -> bool:
    part, square = inside / total, Z * Z
    middle = (part + square / 2 / total) / (1 + square / total)
    half = Z * math.sqrt(part * (1 - part) / total + square / 4 / total**2) / (1 + square / total)
    return not middle - half <= share <= middle + half


def _beyond_poisson(events: int, mean: float) -> bool:
    """Whether so few events, or so many, come by chance in less than 2.5% of cases."""
    if mean <= 0:
        return events > 0
    terms = [math.exp(-mean + n * math.log(mean) - math.lgamma(n + 1)) for n in range(events + 1)]
    return sum(terms) < 0.025 if mean > events else 1 - sum(terms[:-1]) < 0.025
