"""A world to more decimals: the same figures and amounts, in smaller ticks."""

from __future__ import annotations

from dataclasses import replace

from tests.oracle.worlds import Base, Row, World

TICKS = ("at_least", "at_most", "above", "below", "equals", "value", "tolerance", "met_within", "change")


def finer_rows(rows: tuple[Row, ...], times: int) -> tuple[Row, ...]:
    """The same rows in ticks so many times smaller."""
    if times == 1:
        return rows
    return tuple(
        replace(
            row,
            what=_finer(row.what, times),
            interval=row.interval and (row.interval[0] * times, row.interval[1] * times),
        )
        for row in rows
    )


def _finer(what: int | tuple, times: int) -> int | tuple:
    match what:
        case int():
            return what * times
        case ("fine", tenths):
            return ("fine", tenths * times) if tenths * times % 10 else tenths * times // 10
        case ("low" | "rounded" as name, *amounts):
            return (name, *(amount * times for amount in amounts))
    return what


def finer_base(base: Base | None, times: int, places: int) -> Base | None:
    """The same baseline in smaller ticks."""
    if base is None or base.value is None:
        return base
    return replace(base, value=base.value * times, coarser=base.coarser + places)


def finer_rule(rule: dict, times: int) -> dict:
    """The same promise in smaller ticks; what is in percent stays."""
    if times == 1:
        return rule

    def one(name: str, value):
        if name == "rule":
            return finer_rule(value, times)
        if name == "of" and isinstance(value, list):
            return [finer_rule(part, times) for part in value]
        if name == "over":
            return [part | {"rule": finer_rule(part["rule"], times)} if "rule" in part else part for part in value]
        if name in TICKS and rule.get(f"{name}_in", "points") == "points":
            return value * times
        if name == "between" and not isinstance(value, str):
            return tuple(end * times for end in value)
        if name in ("points", "instead", "versions"):
            kept = {name: rule[name] for name in rule if name.endswith("_in")} if name == "versions" else {}
            found = [finer_rule({**kept, **part}, times) for part in value]
            return [
                {name: part[name] for name in part if name in said} for part, said in zip(found, value, strict=True)
            ]
        return value

    return {name: one(name, value) for name, value in rule.items()}


def promise_of(rule: dict, part: dict) -> dict:
    """What is promised of a part: its own promise, or else what is promised of each."""
    return part.get("rule") or rule["rule"]


def part_of(world: World, said: dict) -> World:
    """The world as one part of a promise sees it, by what the part says of itself."""
    cal, kind = said.get("cal", world.cal), world.cal.kind
    decimals = said.get("decimals", world.decimals)
    places = decimals - world.decimals
    rows = tuple(replace(row, kind="") for row in world.rows if (row.kind or kind) == cal.kind)
    return replace(
        world,
        area=said.get("area", world.area),
        number=said.get("number", world.number),
        unit=said.get("unit", world.unit),
        better=said.get("better", world.better),
        base=finer_base(said.get("base", world.base), 10**places, places),
        decimals=decimals,
        cal=cal,
        rows=finer_rows(rows, 10**places),
        rule=finer_rule(world.rule, 10**places),
        lost=tuple(one for one in world.lost if one.period is None or cal.kind == kind),
    )
