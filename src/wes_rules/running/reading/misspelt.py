"""Names that are probably others misspelt, by an index: nothing holds every name against every other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import combinations

from wes_rules.quoting import MOST_QUOTED

# In shorter names one different letter makes another word.
_SHORT = 4
# So many letters may be left out or added anywhere, and so many in one place of a name of which so many are left.
_ANYWHERE, _TOGETHER, _LONG = 2, 4, 10


def misspelt(names: Collection[str], known: Collection[str]) -> dict[str, list[str]]:
    """
    Return the known names that others are probably meant for, the nearest first.

    A letter is another or stands elsewhere, or some are left out or added. Nobody misspells the first letter, and digits
    and marks make another name.
    """
    some, meant = {one for one in names if _SHORT <= len(one) <= MOST_QUOTED}, set(known)
    found: dict[str, set[tuple[int, str]]] = defaultdict(set)
    for name, near in _shortened(some, meant):
        found[name].add((len(name) - len(near), near))
    for near, name in _shortened(meant, some):
        found[name].add((len(near) - len(name), near))
    with_another: dict[str, list[str]] = defaultdict(list)
    for one in meant:
        for less in _without(one, 1):
            with_another[less].append(one)
    for name in some:
        # A letter is out in one, and another in the other.
        found[name] |= {(2, one) for less in _without(name, 1) for one in with_another.get(less, ()) if one != name}
    return {name: [near for _, near in sorted(some)] for name, some in found.items() if some}


def _shortened(longer: set[str], shorter: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the names that are others without some letters, after those."""
    lengths = {len(one) for one in shorter}
    for one in longer:
        for letters in range(1, _TOGETHER + 1):
            left = len(one) - letters
            if left in lengths and (letters <= _ANYWHERE or left >= _LONG):
                yield from ((one, less) for less in _without(one, letters) & shorter)


def _without(name: str, letters: int) -> set[str]:
    """Return what a name is without so many of its letters, of which the first stays."""
    places = [place for place, letter in enumerate(name) if place and letter.isalpha()]
    together = zip(*(places[n:] for n in range(letters)), strict=False)
    return {_cut(name, one) for one in (combinations(places, letters) if letters <= _ANYWHERE else together)}


def _cut(name: str, places: tuple[int, ...]) -> str:
    ends = zip((-1, *places), (*places, len(name)), strict=True)
    return "".join(name[start + 1 : end] for start, end in ends)
