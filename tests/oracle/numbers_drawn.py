"""Numbers at random that are worked out from several figures, each kind with every setting it has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.oracle.drawn import Draw
from tests.oracle.periods import KINDS, YEARS

ADDED_UP = ("count", "days", "pounds")
PUBLISHED = ("percent", "percentage-points", "count", "score", "rank", "days", "ratio", "pounds")


def worked_out(draw: Draw) -> None:
    """Promise a number that is worked out, in a unit and with amounts that fit it."""
    made = draw.more.choice([one for one in NUMBERS if one is not _year_to_date or _years_of(draw)])
    made(draw)
    if draw.number["kind"] not in ("gap", "rate") and draw.more.random() < 0.15:
        draw.number["group"] = "kids"
    draw.defined = False


def _total(draw: Draw, number: dict, most: int) -> None:
    """A total, of a calendar that has every period."""
    if draw.more.random() < 0.25:
        number["take"] = "share"
        draw.unit, draw.decimals, draw.base_value, draw.top = "percent", draw.more.choice((0, 0, 1)), 0, 100
        draw.top *= 10**draw.decimals
        draw.amounts = tuple(sorted({draw.top * n // of for of in (8, 10, 34) for n in range(of + 1)}))
    elif number["kind"] != "running-total" and draw.more.random() < 0.5:
        number["take"] = "mean"
    if "take" not in number and draw.unit not in ADDED_UP:
        draw.unit, draw.decimals, draw.base_value = "count", 0, 0
    draw.number, draw.cal = number, replace(draw.cal, surveyed=None, window=1)
    if "take" not in number:
        draw.amounts = tuple(range((draw.base_value + draw.top) * most + 1))


def _rolling(draw: Draw) -> None:
    periods = draw.more.choice((2, 2, 3))
    _total(draw, {"kind": "rolling", "periods": periods}, periods)


def _years_of(draw: Draw) -> list[str]:
    """The years that periods of the calendar make up."""
    per_year, first = KINDS[draw.kind]
    if per_year == 1 or draw.cal.step > 1 or draw.kind in ("week", "tax-quarter"):
        return []
    return [
        name
        for name, month in YEARS.items()
        if (month - first) * per_year % 12 == 0 and (per_year != 3 or month == first)
    ]


def _year_to_date(draw: Draw) -> None:
    _total(draw, {"kind": "year-to-date", "year": draw.more.choice(_years_of(draw))}, 3)
    if draw.kind != "month" and draw.more.random() < 0.4:
        # Judged when the year is over, or at another of its periods.
        draw.cal = replace(draw.cal, step=KINDS[draw.kind][0], anchor=draw.more.choice(draw.periods))


def _running_total(draw: Draw) -> None:
    if draw.cal.step > 1:
        _rolling(draw)
    else:
        _total(draw, {"kind": "running-total", "since": draw.more.choice(draw.periods[:2])}, 3)


def _change(draw: Draw) -> None:
    draw.number = {"kind": "change"}
    if draw.kind.endswith("year") or draw.more.random() < 0.5:
        draw.number |= {"against": "previous"} if draw.more.random() < 0.7 else {}
    if draw.more.random() < 0.5:
        draw.figures_in, draw.unit = draw.more.choice((draw.unit, draw.unit, "ratio")), "percent"
        draw.number |= {"change_in": "percent", "figures_in": draw.figures_in}
        tick = 10**draw.decimals
        draw.amounts = tuple(share * tick for share in (-100, -50, -33, -34, -25, 0, 0, 20, 25, 33, 50, 100, 200))
    else:
        if draw.unit == "percent":
            draw.unit, draw.figures_in = "percentage-points", "percent"
        draw.amounts = tuple(range(-3, 4))


def _rate(draw: Draw) -> None:
    per = draw.more.choice((10, 100))
    draw.unit, draw.figures_in = draw.more.choice(("ratio", "score", "percent") if per == 100 else ("ratio",)), "count"
    draw.base_value, draw.decimals = 0, draw.more.choice((0, 1))
    draw.number = {"kind": "rate", "population": "people", "per": per}
    if draw.more.random() < 0.6:
        unit = draw.more.choice(PUBLISHED)
        draw.figures_in = draw.number["figures_in"] = "count" if unit == "rank" else unit
    if draw.parts.random() < 0.4:
        draw.number["population_in"] = draw.parts.choice([one for one in PUBLISHED if one != "rank"])
    elif draw.parts.random() < 0.6:
        _over_several(draw)
    if draw.more.random() < 0.2:
        draw.number |= {"group": "kids"} | ({"population_group": "all"} if draw.more.random() < 0.5 else {})
    tick = per * 10**draw.decimals
    draw.amounts = tuple(sorted({(2 * tick * n + of) // (2 * of) for n in range(4) for of in (4, 5, 6, 8)}))


def _over_several(draw: Draw) -> None:
    """Take several periods of a rate together."""
    taken: list[dict] = [{"periods": draw.parts.choice((2, 2, 3))}]
    # Few calendars have such years, so those that do take them more often.
    taken += [{"year": draw.parts.choice(years)} for years in 4 * [_years_of(draw)] if years]
    if draw.cal.step == 1:
        taken.append({"since": draw.parts.choice(draw.periods[:2])})
    draw.number |= draw.parts.choice(taken) | ({"population_take": "last"} if draw.parts.random() < 0.4 else {})
    if draw.figures_in not in ADDED_UP:
        draw.figures_in = draw.number["figures_in"] = draw.parts.choice(ADDED_UP)
    draw.cal = replace(draw.cal, surveyed=None, window=1)


def _place(draw: Draw) -> None:
    if draw.better == "higher":
        _gap(draw)
        return
    unit = draw.more.choice(PUBLISHED)
    draw.number = {
        "kind": "place",
        "among": "near",
        "best": draw.more.choice(("highest", "lowest")),
        "figures_in": unit,
    }
    draw.unit, draw.figures_in, draw.decimals, draw.amounts = "rank", unit, 0, (1, 2, 3, 4)
    draw.base_value = int(unit == "rank")
    draw.sets = {"near": draw.more.choice((("a", "b", "d"), ("own", "a", "b")))}


def _gap(draw: Draw) -> None:
    """The gap to another area, of one group or of two."""
    draw.number = {"kind": "gap", "from_area": "far"}
    if draw.more.random() < 0.3:
        draw.number |= {"group": "few", "from_group": "many"}
    draw.unit = "percentage-points" if draw.unit == "percent" else draw.unit
    draw.figures_in = "percent" if draw.unit == "percentage-points" else ""
    draw.amounts = tuple(range(-3, 4))


NUMBERS: tuple[Callable[[Draw], None], ...] = (
    _rolling,
    _year_to_date,
    _running_total,
    _change,
    _rate,
    _place,
    _gap,
)


def with_what_it_needs(draw: Draw) -> None:
    """Give a number the areas and the other series that it is made of."""
    match draw.number:
        case {"kind": "place"}:
            draw.areas = tuple(dict.fromkeys((*draw.areas, *draw.sets["near"])))
        case {"from_area": other}:
            draw.areas = (*draw.areas, other)
        case {"kind": "rate", "population": people} as rate:
            group = rate.get("population_group", rate.get("group", "all"))
            draw.more_series += [(people, area, group) for area in draw.areas]
    if draw.amounts:
        # A count has no fractions, and a share is of counts.
        whole = draw.whole or draw.number.get("take") == "share"
        draw.fine = not whole and draw.more.random() < 0.3
