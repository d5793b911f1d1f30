"""Worlds at random, small and awkward: one number between a seed and a world that can be pasted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from tests.oracle.drawn import Draw
from tests.oracle.figures_drawn import rows_for
from tests.oracle.numbers_drawn import with_what_it_needs, worked_out
from tests.oracle.periods import KINDS, end_of, start_of
from tests.oracle.rules_drawn import KINDS_DRAWN, drawn_rule, in_no_direction
from tests.oracle.units_drawn import another_unit, some_end
from tests.oracle.worlds import Base, Cal, Lost, Row, World

# Kinds that are about no number that is worked out.
ONE_FIGURE = ("everyone", "milestone", "rank-improvement", "quantile-band")
WAYS = ("higher", "lower")
YEARS = ("calendar-year", "academic-year", "financial-year", "tax-year", "reporting-year")
QUARTERS = ("calendar-quarter", "financial-quarter", "academic-quarter", "tax-quarter", "month")


def world_of(seed: int, kinds: tuple[str, ...] = KINDS_DRAWN) -> World:
    """The world of a seed."""
    rng = Random(seed)
    kind = rng.choice(kinds)
    if kind == "cases":
        return share_of_cases(seed)
    draw = _frame(rng, kind, seed)
    rule = in_no_direction(draw, drawn_rule(draw, kind))
    with_what_it_needs(draw)
    cal = draw.cal
    begins = cal.begins()
    if begins is not None and any(day < end_of(cal.kind, begins) for day in days_of(rule)):
        cal = draw.cal = replace(cal, first=None, surveyed=None)
    rows, lost = _some_lost(draw, _rows(draw))
    ended, rows = some_end(draw, rows)
    period = rng.choice(draw.periods[-3:]) if rng.random() < 0.4 else None
    starts = _day(draw) if rng.random() < 0.5 else None
    deadline = _day(draw, late=True) if rng.random() < 0.2 else None
    if deadline and ((starts and deadline < starts) or any(day > deadline for day in days_of(rule))):
        deadline = None
    if starts and any(_before(cal, day, starts) for day in (*days_of(rule), *filter(None, [deadline]))):
        starts = None
    return World(
        rule=rule,
        rows=tuple(rows),
        lost=lost,
        as_of=_as_of(draw),
        cal=cal,
        period=period,
        unit=draw.unit,
        better=draw.better,
        number=draw.number,
        starts=starts,
        deadline=deadline,
        base=draw.base,
        sets=draw.sets,
        decimals=draw.decimals,
        ended=ended,
        own_unit=draw.own_unit,
    )


def _before(cal: Cal, day: date, starts: date) -> bool:
    """Whether no period has ended by a day of those that a plan is about: it is refused."""
    ended = cal.ended_by(day)
    return ended is None or ended < cal.containing(starts)


def share_of_cases(seed: int) -> World:
    """A share counted from case rows."""
    rng = Random(seed)
    draw = Draw(
        rng,
        more=Random(~seed),
        edges=Random(f"edges {seed}"),
        kind=rng.choice(("calendar-year", "calendar-quarter", "month")),
        unit="percent",
        base_value=0,
        top=100,
    )
    first = 2010 * KINDS[draw.kind][0]
    draw.periods = [first, first + 1, first + 2]
    draw.cal = Cal(draw.kind, lag=rng.choice((0, 1)))
    start, length = start_of(draw.kind, first), (end_of(draw.kind, first + 2) - start_of(draw.kind, first)).days
    days = [start + timedelta(days=rng.randrange(length)) for _ in range(rng.randrange(7))]
    rule = (
        {"kind": "everyone"} if rng.random() < 0.3 else {"kind": "threshold", "at_least": rng.choice((33, 50, 67, 100))}
    )
    given: dict = {"number": {"kind": "share-improved"} | ({"good": 1} if draw.more.random() < 0.3 else {})}
    if rng.random() < 0.6:
        limit = rng.choice((0, 5, 20))
        given["number"] = {"kind": "share-within", "days": limit, "by": rng.choice(("opened", "closed"))}
        if rng.random() < 0.5:
            off = tuple(sorted({start + timedelta(days=rng.randrange(length + 60)) for _ in range(length // 6)}))
            given["number"] |= {"day_count": rng.choice(("working", "school")), "days_off": off}
        run = [rng.choice((None, 0, limit, limit + 1, 60)) for _ in days]
        given["cases"] = tuple(
            (
                f"c{n}",
                day,
                None if ran is None else day + timedelta(days=ran),
                rng.random() < 0.1,
                day + timedelta(days=draw.more.choice((0, limit, 30, 60))) if draw.more.random() < 0.3 else None,
            )
            for n, (day, ran) in enumerate(zip(days, run, strict=True))
        )
    else:
        grades = sorted((rng.randint(1, 4) for _ in days), reverse=True)
        at = sorted(set(days))
        given["inspections"] = tuple((rng.choice("uv"), day, grade) for day, grade in zip(at, grades, strict=False))
    period = rng.choice([*draw.periods, None])
    as_of = start + timedelta(days=rng.randrange(length + 60)) if rng.random() < 0.4 else _as_of(draw)
    return World(rule=rule, rows=(), as_of=as_of, cal=draw.cal, period=period, unit="percent", **given)


def days_of(rule: dict) -> list[date]:
    """Every day by which a promise or a part of it is due."""
    return [one["by"] for said in promises_in(rule) for one in (said, *said.get("versions", ())) if "by" in one]


def promises_in(rule: dict) -> list[dict]:
    """A promise, and all that it is made of."""
    over = [part["rule"] for part in rule.get("over", ()) if "rule" in part]
    of = rule["of"] if rule["kind"] in ("all", "any") else []
    parts = [*of, *over, *filter(None, [rule.get("rule")])]
    return [rule, *(one for part in parts for one in promises_in(part))]


def _frame(rng: Random, rule: str, seed: int) -> Draw:
    """The calendar, the unit and the number that a promise is about."""
    draw = Draw(rng, more=Random(~seed), parts=Random(f"parts {seed}"), edges=Random(f"edges {seed}"))
    quarterly, annual = rule.startswith("quarterly"), rule.startswith("annual")
    kinds = QUARTERS if quarterly else (*YEARS, "month") if annual else tuple(sorted(KINDS))
    draw.kind = rng.choice(kinds if rng.random() < 0.5 else ["calendar-quarter" if quarterly else "calendar-year"])
    draw.better = "higher" if rule.endswith("increase") else "lower" if rule.endswith("decrease") else rng.choice(WAYS)
    draw.unit = rng.choice(("count", "percent", "score", "days", "pounds"))
    draw.decimals = 1 if draw.unit != "count" and rng.random() < 0.3 else 0
    if rule == "benchmark-parity" and rng.random() < 0.2:
        draw.unit = "ratio"
    if rule == "everyone":
        draw.unit, draw.better, draw.decimals = "percent", "higher", 0
    if rule == "milestone":
        draw.unit, draw.better, draw.decimals = "count", "higher", 0
    if rule == "halt-then-decrease":
        draw.better = "lower"
    draw.base_value = 0 if draw.unit != "percent" or rng.random() < 0.6 else 100 * 10**draw.decimals - 6
    draw.top = rng.choice((2, 4, 6))
    if rule not in ("everyone", "milestone"):
        another_unit(draw)
    draw.number = {}
    draw.defined = rng.random() < 0.08 and rule != "each"
    if rule not in ONE_FIGURE and rng.random() < 0.15:
        draw.number = {"kind": "gap", "indicator": "rate", "group": "few", "from_group": "many"}
        if draw.unit in ("rank", "own"):
            draw.unit, draw.decimals, draw.own_unit = "count", 0, None
        draw.unit = "percentage-points" if draw.unit == "percent" else draw.unit
    step = _periods(draw, rule)
    draw.cal = _calendar(draw, step)
    odd = draw.unit in ("rank", "own") or draw.decimals < 0
    if rule not in ONE_FIGURE and not odd and not draw.number and draw.more.random() < 0.22:
        worked_out(draw)
    elif not draw.number and draw.more.random() < 0.1:
        draw.number = {"group": "kids"}
    if rng.random() < 0.45:
        value = draw.value() if rng.random() < 0.7 else None
        draw.base = Base(value, rng.choice(draw.periods[:3]) if value is None or rng.random() < 0.8 else None)
    if draw.base and draw.base.value is not None and rng.random() < 0.3:
        coarser = min(1, max(0, draw.decimals))
        draw.base = replace(
            draw.base, value=draw.base.value // 10**coarser * 10**coarser, rounded=True, coarser=coarser
        )
    return draw


def _periods(draw: Draw, rule: str) -> int:
    """Draw the periods that a world is about, and return the step from one to the next."""
    rng, quarterly, annual = draw.rng, rule.startswith("quarterly"), rule.startswith("annual")
    length = rng.choice((3, 4, 5, 6)) + (
        3 if draw.kind in ("calendar-quarter", "month", "term") and rng.random() < 0.5 else 0
    )
    step = rng.choice((2, 3, 12)) if draw.kind == "month" and rng.random() < 0.5 else 1
    step = 2 if step == 1 and rng.random() < 0.06 else step
    if (quarterly or annual) and draw.kind == "month":
        step = 12 if annual else 3
    elif quarterly or annual or rule in ("all", "any", "each", "advisory"):
        step = 1
    first = 2010 * KINDS[draw.kind][0] + rng.randrange(KINDS[draw.kind][0])
    draw.periods = [first + step * i for i in range(length)]
    return step


def _calendar(draw: Draw, step: int) -> Cal:
    rng, periods = draw.rng, draw.periods

    def some(chance: float) -> tuple[int, ...]:
        return tuple(p for p in periods if rng.random() < chance)

    calm = rng.random() < 0.4
    return Cal(
        kind=draw.kind,
        lag=rng.choice((0, 0, 1, 3, 6)),
        lag_days=draw.more.choice((1, 20)) if draw.more.random() < 0.1 else 0,
        step=step,
        anchor=None if step == 1 else periods[0],
        surveyed=some(0.5) or (periods[-1],) if step == 1 and rng.random() < 0.15 else None,
        not_collected=() if calm else some(0.12),
        breaks=() if calm else some(0.1),
        isolated=() if calm else some(0.1),
        window=rng.choice((1, 1, 1, 3)) if step == 1 else 1,
        first=periods[0] if rng.random() < 0.1 else None,
        last=periods[-1] if rng.random() < 0.1 else None,
    )


def _rows(draw: Draw) -> list[Row]:
    """Figures with holes, marks, revisions and forecasts."""
    rng = draw.rng
    groups = ("few", "many") if "from_group" in draw.number else (draw.number.get("group", "all"),)
    rows: list[Row] = []
    shared = [("rate", area, group) for area in draw.areas for group in groups] + draw.more_series
    for series, cal, periods in [*((one, draw.cal, draw.periods) for one in shared), *draw.apart]:
        away = rng.random() < 0.06
        holes = rng.choice((0.0, 0.1, 0.25))
        marks = rng.choice((0.0, 0.1, 0.2))
        shown = periods[rng.choice((0, 0, 0, 1, 2)) :]
        for period in shown:
            if away or rng.random() < holes:
                continue
            one = rows_for(replace(draw, cal=cal), series, period, marked=rng.random() < marks)
            rows += [replace(row, kind="" if cal.kind == draw.kind else cal.kind) for row in one]
    return [row for row in rows if _collected(draw.cal, row.period) or draw.rng.random() < 0.1]


def _collected(cal: Cal, period: int) -> bool:
    """Whether a figure for a period is no surprise."""
    return period not in cal.not_collected and (cal.surveyed is None or period in cal.surveyed)


def _some_lost(draw: Draw, rows: list[Row]) -> tuple[list[Row], tuple[Lost, ...]]:
    """Now and then one row that could not be read: its value, or also its area, or the day it was published."""
    rng = draw.rng
    if rows and rng.random() < 0.1:
        rows = _given_twice(draw, rows)
    if not rows or rng.random() < 0.9:
        return rows, ()
    row = rows.pop(rng.randrange(len(rows)))
    if row.standing == "f" or row.kind:
        return [*rows, row], ()
    match rng.randrange(2 if not draw.observed or draw.more_series or draw.apart else 3):
        case 0:
            return [*rows, replace(row, what=("lost",), interval=None, counts=None)], ()
        case 1:
            return rows, (Lost(row.period, None, row.group, row.indicator, row.published),)
    return rows, (Lost(row.period, row.area, row.group, row.indicator, any_edition=True),)


def _given_twice(draw: Draw, rows: list[Row]) -> list[Row]:
    """A row once more, and now and then with another value."""
    row = draw.rng.choice(rows)
    again = row if draw.maybe(0.3) else replace(row, what=draw.figure(), interval=None, counts=None)
    return rows if row.standing == "f" else [*rows, again]


def _day(draw: Draw, *, late: bool = False) -> date:
    """A day at the edge of a period, or next to it."""
    period = draw.rng.choice(draw.periods[-3:] if late else draw.periods)
    return start_of(draw.kind, period) + timedelta(days=draw.rng.choice((-1, 0, 0, 0, 1, 20)))


def _as_of(draw: Draw) -> date:
    """A day next to one on which a figure is due, or long after all."""
    rng = draw.rng
    if rng.random() < 0.2:
        return end_of(draw.kind, draw.periods[-1] + draw.cal.step) + timedelta(days=rng.choice((200, 500)))
    return draw.cal.due(rng.choice(draw.periods[-3:])) + timedelta(days=rng.choice((-1, 0, 0, 1, 1, 30)))
