"""The numbers that an unknown figure may be: on a finite grid that holds every number a world names, and those next to it."""

from __future__ import annotations

from tests.oracle.worlds import World

# Numbers of which one figure has to be what others leave to it.
WORKED_OUT = ("rolling", "year-to-date", "running-total", "change", "rate")


def grid(world: World) -> list[int]:
    """Every number the world names, those next to them, and the ends of the unit."""
    found = [*_numbers(world)] or [0]
    low, high = world.bounds_of_rows()
    spread = max(found) - min(found) + 2
    more = 3 * min(spread, 15) if any(one in str(world.rule) for one in ("mean_of", "median_of", "quantile_of")) else 0
    more += {"gap": 1, **dict.fromkeys(WORKED_OUT, 2)}.get(world.number.get("kind"), 0) * spread
    more += _run(world) if any(steps in str(world.rule) for steps in ("crease", "halt")) else 0
    far = 500 * 10 ** max(world.decimals, 0)
    ends = [0, *(end for end in (low, high) if end is not None)]
    values = {min(found) - far, max(found) + far, *(end + n for end in ends for n in (-1, 0, 1))}
    if world.number.get("kind") == "gap":
        # What one group has to have, where the other's figure is known, is a difference.
        values |= {a - b + n for a in {*found, *ends} for b in {*found, *ends} for n in (-1, 0, 1)}
    values |= {near for one in {*found} for near in range(one - 1 - more, one + 2 + more)}
    return sorted(v for v in values if (low is None or v >= low) and (high is None or v <= high))


def _run(world: World) -> int:
    """Up to how many figures may have to lie one above the other."""
    named = [row.period for row in world.rows if not row.kind] + [
        world.base.period if world.base else None,
        world.cal.begins(),
    ]
    named += [world.cal.containing(world.starts)] if world.starts else []
    named += [target["period"] for target in world.rule.get("instead", ())]
    last = world.cal.containing(world.as_of) if world.period is None else world.period
    first = min((period for period in named if period is not None), default=last)
    return min(12, len(world.cal.between(first, last)) + 1)


def _numbers(world: World):
    for row in world.rows:
        match row.what:
            case int(value) | ("rounded", value, _):
                yield value
            case ("fine", tenths):
                yield tenths // 10
            case ("c", low, high):
                yield low
                yield high
        yield from row.interval or ()
    yield from named(world)


def named(world: World) -> list[int]:
    """Every number that a plan names."""
    bases = [world.base, *(part.get("base") for part in world.rule.get("over", ()))]
    return [*(base.value for base in bases if base is not None and base.value is not None), *_in_rule(world.rule)]


def _in_rule(rule: dict):
    for name, value in rule.items():
        if name in ("at_least", "at_most", "above", "below", "equals", "value"):
            yield value
        elif name == "between" and not isinstance(value, str):
            yield from value
        elif name in ("rule", "of", "over", "instead", "points", "versions"):
            for one in [value] if isinstance(value, dict) else value if isinstance(value, list) else []:
                yield from _in_rule(one)


def ends_first(values) -> list[int]:
    """The lowest, the highest, the next lowest and so on."""
    values = list(values)
    return [values[n // 2 if n % 2 == 0 else -1 - n // 2] for n in range(len(values))]


def half_up(above: int, below: int) -> int:
    """Divide and round, a half away from zero."""
    sign = -1 if above < 0 else 1
    return sign * ((2 * abs(above) + below) // (2 * below))
