"""Figures at random: numbers, symbols, ranges, revisions and forecasts."""

from __future__ import annotations

from datetime import timedelta

from tests.oracle.drawn import BELOW_ZERO, Draw
from tests.oracle.units_drawn import SYMBOLS
from tests.oracle.worlds import Row

PEOPLE = (0, 4, 5, 5, 6, 8)
MARKS = (("x",), ("c",), ("c", 1, 4), ("u",), ("z",), ("low",), ("rounded", 5, 5), ("rounded", 4, 2))


def rows_for(draw: Draw, series: tuple[str, str, str], period: int, *, marked: bool) -> list[Row]:
    """What is published of a series for a period: once, or several times."""
    rng, (indicator, area, group) = draw.rng, series
    what, extra = _what(draw, series, marked=marked)
    given = {"period": period, "area": area, "group": group, "indicator": indicator}
    due = draw.cal.due(period)
    if draw.defined and draw.observed and isinstance(what, int) and rng.random() < 0.6:
        given["definition"] = rng.choice(("narrow", "wide"))
    first = Row(what=what, **given, **extra)
    if rng.random() < 0.85:
        return [first]
    days = (-40, -1, 0, 1, 40)
    when = due + timedelta(days=rng.choice(days))
    other = draw.figure()
    match rng.choice(("early", "revised", "forecast", "over")):
        case "early":
            return [Row(what=what, published=when, standing=rng.choice(("", "p", "e")), **given)]
        case "revised":
            later = due + timedelta(days=rng.choice((1, 40, 400)))
            return [first, Row(what=other, published=later, standing="r", **given)]
        case "forecast":
            return [Row(what=other, published=when, standing="f", **given)]
    return [first, Row(what=other, published=due + timedelta(days=30), standing="f", **given)]


def _what(draw: Draw, series: tuple[str, str, str], *, marked: bool) -> tuple[int | tuple, dict]:
    """What one row says, with the counts and the interval beside it."""
    rng, people = draw.rng, series[0] == "people"
    if marked:
        what = _mark(draw, people=people)
        return what, draw.extra(what)
    what = draw.more.choice(PEOPLE) if people else draw.figure()
    if people and "population_in" in draw.number:
        return _counted_in(draw, what, draw.number["population_in"]), {}
    if draw.fine and not people and not draw.counted_of and rng.random() < 0.3:
        tenths = what * 10 + rng.choice((-5, -4, 4, 5))
        return ("fine", tenths if tenths >= 0 or draw.published in BELOW_ZERO else 0), {}
    extra = draw.extra(what)
    if draw.number.get("take") == "share" and draw.more.random() < 0.9:
        return draw.counted_share()
    return draw.counted_value() if draw.counted_of and series[:2] == ("rate", "own") else (what, extra)


def _counted_in(draw: Draw, what: int, unit: str) -> int | tuple:
    """A population in a unit of its own, now and then below 0 or with a fraction."""
    if unit in BELOW_ZERO and draw.parts.random() < 0.15:
        return -what
    fine = unit != "count" and draw.parts.random() < 0.3
    return ("fine", what * 10 + draw.parts.choice((1, 4, 5, 9))) if fine else what


def _mark(draw: Draw, *, people: bool) -> tuple:
    """A symbol, or a range, that the unit has."""
    what, rng = draw.rng.choice(MARKS), draw.rng
    if what not in SYMBOLS and (draw.decimals < 0 or people):
        return ("x",)
    match what[0]:
        case "rounded" if draw.published != "count":
            return rng.choice((("rounded", 4, 2), ("rounded", 4, 5))) if draw.published == "days" else ("x",)
        case "c" if draw.published != "count":
            return ("c",)
        case "low" if not draw.from_zero:
            return ("x",)
        case "low" if not draw.whole and rng.random() < 0.8:
            return ("low", rng.choice((1, 2, 5)))
    return what
