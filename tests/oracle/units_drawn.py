"""Units, precisions and ends of areas at random, by lots of their own."""

from __future__ import annotations

from datetime import date, timedelta

from tests.oracle.drawn import Draw
from tests.oracle.periods import end_of
from tests.oracle.worlds import Row

# The lowest and the highest value of a plan's own unit, and whether it has whole numbers only.
OWN_UNITS = ((None, None, False), (0, None, False), (-5, 20, False), (0, 10, True))
TO_TENS = ("count", "days", "score", "pounds")
SYMBOLS = (("x",), ("z",), ("u",), ("c",))


def another_unit(draw: Draw) -> None:
    """Now and then a unit that few promises have, or figures to the nearest ten or hundred."""
    if draw.more.random() > 0.2:
        return
    match draw.more.choice(("ratio", "percentage-points", "rank", "own", "tens", "tens")):
        case "tens":
            if draw.unit in TO_TENS:
                draw.decimals, draw.fine = draw.more.choice((-1, -2)), draw.more.random() < 0.5
        case "own":
            draw.unit, draw.own_unit, draw.base_value = "own", draw.more.choice(OWN_UNITS), 0
            draw.decimals = 0 if draw.own_unit[2] else draw.decimals
        case "rank":
            draw.unit, draw.decimals, draw.base_value = "rank", 0, 1
        case unit:
            draw.unit = unit


def some_end(draw: Draw, rows: list[Row]) -> tuple[dict[str, date], list[Row]]:
    """Now and then an area that ended; of a later period it has a symbol at most."""
    if draw.more.random() > (0.05 if len(draw.areas) == 1 else 0.2):
        return {}, rows
    area = draw.more.choice(draw.areas)
    until = end_of(draw.kind, draw.more.choice(draw.periods)) + timedelta(days=draw.more.choice((-40, -2, -1, -1, 0)))

    def may_be(row: Row) -> bool:
        ended = end_of(row.kind or draw.kind, row.period) > until + timedelta(days=1)
        return row.area != area or not ended or row.what in SYMBOLS

    return {area: until}, [row for row in rows if may_be(row)]
