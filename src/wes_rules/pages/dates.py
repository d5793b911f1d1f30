"""Which periods are named along a chart: the first and the last, and between them years."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from wes_rules.pages.frame import Frame
from wes_rules.pages.values import Place

# How much of the width a letter takes, in a chart of a telephone and in a wide one, and how far names stay apart.
_NARROW, _WIDE = (2.2, 1.5), (1.3, 1.5)
_STEPS = (1, 2, 5, 10, 20, 50, 100)


def names_of(places: tuple[Place, ...], frame: Frame) -> Iterator[tuple[float, str, bool]]:
    """Give each name with its place, and whether a narrow chart leaves it out."""
    wide, narrow = _chosen(places, frame, *_WIDE), _chosen(places, frame, *_NARROW)
    for place, said in sorted({**narrow, **wide}.items(), key=lambda item: item[0].step):
        if place in wide:
            yield frame.x(place.step), said, place not in narrow


def _chosen(places: tuple[Place, ...], frame: Frame, letter: float, apart: float) -> dict[Place, str]:
    """Choose as many years as there is room for: each, every second, every fifth and so on."""
    first, last = places[0], places[-1]
    starts = [other for one, other in pairwise(places) if one.year != other.year]
    # Where there is one period a year it is named, and where there are several the first of a year stands for it.
    alone = len({one.year for one in places}) == len(places)
    ends = {first: short(first.name), last: short(last.name)}

    def taken(place: Place, said: str) -> tuple[float, float]:
        half = (len(said) * letter + apart) / 2
        return frame.x(place.step) - half, frame.x(place.step) + half

    if first is last or taken(first, ends[first])[1] > taken(last, ends[last])[0]:
        return {last: ends[last]}
    left, right = taken(first, ends[first])[1], taken(last, ends[last])[0]
    for step in _STEPS:
        named = {
            one: short(one.name) if alone else one.year
            for one in starts
            if one is not last and one.year[:4].isdigit() and int(one.year[:4]) % step == 0
        }
        fits = {
            one: said for one, said in named.items() if taken(one, said)[0] >= left and taken(one, said)[1] <= right
        }
        boxes = [taken(one, said) for one, said in fits.items()]
        if all(one[1] <= other[0] for one, other in pairwise(boxes)):
            return {**ends, **fits}
    return ends


def short(period: str) -> str:
    """Name a period as short as an axis needs: January 2019 as Jan 2019."""
    head, _, year = period.partition(" ")
    return f"{head[:3]} {year}" if head.isalpha() and len(head) > 3 and year.isdigit() and len(year) == 4 else period
