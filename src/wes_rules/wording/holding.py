"""What an item holds of the phrase that was found, and the pattern of a number with the side that keeps it."""

from __future__ import annotations

import re
from collections.abc import Callable

from wes_rules.wording.amounts import AMOUNT, Amount, amount_read, unnamed
from wes_rules.wording.items import Is
from wes_rules.wording.lexicon import SIDES, SIDES_AFTER, SIGNS, either, key_of, maybe

Build = Callable[[re.Match[str]], dict[str, object]]

A = unnamed(AMOUNT)
IN_WORDS = rf"(?<!\w){either(*SIDES.values())}(?!\w)"
BEFORE = either(IN_WORDS, *SIGNS.values())
_AFTER = rf"{either(*SIDES_AFTER.values())}(?!\w)"
THE = maybe("the", "a", "an", "our", "its", "their")
OF_WHAT = maybe(
    rf"{maybe('average')}{either('score', 'average', 'rate', 'total', 'target', 'level', 'mean', 'median')} of"
)
# What makes a number part of something else: of a longer number, a compound, "3 of the 5", "the 2019 level".
_NO_LEVEL = either(
    r"\w", r"\.\d", r"/\d", " ?%", " per ?cent", "-[a-z]", "[- ]thirds?", r" of the \d(?:\d\d?)?(?!\d)", r"\*", r" ?[ap]m(?!\w)",
    r" ?(?:(?:-|to|and|or) ?\d+)? ?-?years?[- ]olds?",
    r" (?:levels?|baselines?|figures?|outturn)(?!\w| of)",
)  # fmt: skip
LEVELLED = rf"(?:(?P<pre>{BEFORE})\s*)?{THE}{OF_WHAT}(?P<a>{A})(?!{_NO_LEVEL})(?:,?\s*\(?(?P<post>{_AFTER})\)?)?"


def nothing(_: re.Match[str]) -> dict[str, object]:
    """Hold nothing but the words."""
    return {}


def levelled(found: re.Match[str]) -> dict[str, object]:
    """Hold a number and its side."""
    return {**side_of(found), "amounts": (amount_read(found["a"]),)}


def side_of(found: re.Match[str]) -> dict[str, object]:
    """Hold the side of a number, said before it or after it."""
    pre, post = map(found.groupdict().get, ("pre", "post"))
    sides = {key_of(SIDES, pre) or key_of(SIGNS, pre)} if pre and pre != "=" else set()
    sides |= {key_of(SIDES_AFTER, post)} if post else set()
    return {"side": "clash" if len(sides) > 1 else next(iter(sides), "")}


def band_of_values(found: re.Match[str]) -> dict[str, object]:
    """Hold the two ends of a range; the unit beside the second is that of both."""
    low, high = amount_read(found["a"] or found["c"]), amount_read(found["b"] or found["d"])
    return {"amounts": (low if low.unit or low.measured_in else Amount(low.value, high.unit, high.measured_in), high)}


def named(key: str) -> Build:
    """Hold a name."""
    return lambda _: {"name": key}


def compiled(rules: list[tuple[Is, str, Build]]) -> list[tuple[Is, re.Pattern[str], Build]]:
    """Compile patterns in which a space stands for any space."""
    return [(what, re.compile(pattern, re.IGNORECASE), build) for what, pattern, build in rules]
