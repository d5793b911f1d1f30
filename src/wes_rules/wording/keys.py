"""The blue, green, amber and red that councils print beside a target: labels with their meanings before or after them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

import attrs

from wes_rules.rules.better import Better
from wes_rules.values.quantity import Unit
from wes_rules.wording.amounts import AMOUNT, Amount, amount_read, unnamed
from wes_rules.wording.lexicon import any_of

_COLOURS = {"blue": "blue", "green": "green", "amber": "amber", "yellow": "amber", "red": "red"}
# What stands for a colour where none is named.
_STATUSES = {
    "on target": "green", "on track": "green", "target met": "green",
    "at risk": "amber", "tolerance": "amber", "target slightly missed": "amber", "slightly below target": "amber", "slightly off target": "amber",
    "high target": "green", "higher target": "green", "upper target": "green",
    "low target": "amber", "lower target": "amber", "floor target": "amber", "floor standard": "amber", "floor": "amber",
    "off track": "red", "off target": "red", "target missed": "red", "target not met": "red", "target significantly missed": "red",
}  # fmt: skip
# Before an amount: how far off the target; up to where; and what stands before a value as well.
_INSIDE = ("within", "inside", "plus or minus", "+/-", "±")
_UP_TO = ("up to", "to")
_LESS = ("less than", "under", "fewer than", "below", "<")
_MORE = ("more than", "over", "greater than", "above", "outside", "beyond", ">")
_STRICTLY = (*_LESS, *_MORE)
_AT_LEAST = ("at", "at least", ">=", "≥")
_AT_MOST = ("at most", "no more than", "not more than", "<=", "≤")
_TAKING_IN = (*_AT_LEAST, *_AT_MOST)
_ELSE = ("between", "=", "+", "-")
_MET = (
    "on target", "at target", "on or above target", "at or above target", "on or below target", "at or below target", "above target",
    "on or better than target", "at or better than target", "better than target", "target met", "target achieved", "target met or exceeded",
    "target achieved or exceeded", "met or exceeded", "meets target", "meets or exceeds target", "meeting target", "meeting or exceeding target",
    "met", "achieved", "exceeded", "exceeds target", "exceeding target", "target exceeded",
)  # fmt: skip
_MISSED = (
    "below target", "above target", "off target", "under target", "over target", "worse than target", "target missed", "target not met",
    "not met", "missed", "slightly missed", "otherwise", "beyond", "beyond that", "worse", "if worse", "if it is worse", "anything worse",
    "below that", "above that", "anything below", "anything above", "just below target", "slightly below target",
)  # fmt: skip
# With "or more" or "or less", what is off by exactly that belongs to it.
_AFTER = ("or more", "or above", "or over", "or higher", "or less", "or below", "or lower", "or fewer", "or better", "or worse", "and above",
          "and below", "and over", "or under", "+")  # fmt: skip
_OR_MORE = ("or more", "or above", "or over", "or higher", "or worse", "and above", "and over", "+")
_A = unnamed(AMOUNT).replace(" ", r"\ ")
_MEANS = re.compile(
    rf"""
    (?: (?P<met> {any_of(_MET)} ) | (?P<missed> {any_of(_MISSED)} ) )?
    (?: \s | or\b | and\b | but\b | by\b | [,(] )*
    (?: (?P<pre> {any_of([*_INSIDE, *_UP_TO, *_STRICTLY, *_TAKING_IN, *_ELSE])} ) \s* )?
    (?: an?\s+ | the\s+ )?
    (?: (?P<a> {_A} )
        (?: (?: \s?-\s? | \s+to\s+ | \s+(?:and|but)\s+ ) (?: (?P<pre_b> {any_of(_TAKING_IN + _STRICTLY)} ) \s* )? (?P<b> {_A} ) )?
        (?: \s* (?P<post> {any_of(_AFTER)} ) )?
        (?: \s+ (?P<off> (?: of|off|from|below|above|under|over|short\s+of|either\s+side\s+of )\s+target | off\b | adrift | below\b | above\b )
            (?! \s* \d ) )?
    )?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_IS = re.compile(
    r"(?:\s|(?:is|are|if|it|when|means|for|of|from|rated|rating|status|threshold|trigger|be)\b|[:=,()-](?!\d))*",
    re.IGNORECASE,
)
_BY = re.compile(r"\bby\s+(?:[a-z]+\s+){0,3}[<>=≤≥]*\s*(?:an?\b|£?\d)", re.IGNORECASE)
_PARTED = re.compile(r"(?:^|[.,;:()=-]|\b(?:and|with|an?))\s*$", re.IGNORECASE)
_ENDS = re.compile(r"\s*(?:$|[.,;:)/|]|and\b|or\b)", re.IGNORECASE)
_IS_SO = re.compile(r"(?:\s|(?:is|are)\b|[:=,-])*", re.IGNORECASE)
_JOINS = re.compile(r"(?:\s|(?:and|or|with|then|but|is|be|are)\b|[,;.:()/|])*", re.IGNORECASE)
# "The target" and "target" are one, as many characters long.
_THE = re.compile(r"\b(the|its|our) (?=target)", re.IGNORECASE)

# An amount, and whether what is exactly there belongs to a colour.
Edge = tuple[Decimal | None, bool | None]


@attrs.frozen(kw_only=True)
class Band:
    """
    One colour of a key.

    Args:
        start: The first character of what says it.
        end: The character after the last.
        value: Where the amount of it begins, if it has one.
        met: Whether it begins where the target is met.
        before: What stands before the amount, such as "within" or "at least".
        before_last: The same of the second end of a range.
        amounts: One amount, or the two ends of a range; none where the words alone say it.
        after: What stands after it, such as "or more".
        off: What says that it is a distance, such as "of target" or "below".
    """

    colour: str
    start: int
    end: int
    text: str
    value: int | None = None
    met: bool = False
    before: str = ""
    before_last: str = ""
    amounts: tuple[Amount, ...] = ()
    after: str = ""
    off: str = ""

    @property
    def far_off(self) -> bool:
        """Whether the words alone say that the amount is how far off the target it is."""
        return bool(self.amounts) and (
            self.before in _INSIDE or bool(self.off) or self.text.lower().startswith("tolerance") or self.by_so_much
        )

    @property
    def by_so_much(self) -> bool:
        """Whether it states by how much the target is missed or exceeded: "below target by 5"."""
        return bool(self.amounts) and _BY.search(self.text) is not None

    @property
    def names_itself(self) -> bool:
        """Whether its label makes it a distance: "tolerance 5 points"."""
        return self.text.lower().startswith("tolerance") and not (self.before or self.off)

    @property
    def up_to(self) -> bool:
        """Whether it reaches up to its amount, be that a value or a distance."""
        return self.before in _UP_TO

    def begins(self, *, distance: bool) -> Edge:
        """Return where it begins on the target's side, and whether that value is included; None if not stated."""
        if not self.amounts:
            return None, None
        if self.amounts[1:]:
            return self.amounts[0].value, self.takes(self.before)
        if self.colour != "red" and not (distance and (self.before in (*_MORE, *_AT_LEAST) or self.after in _OR_MORE)):
            return None, None
        return self.amounts[0].value, True if self.after else self.takes(self.before)

    def ends(self, *, distance: bool) -> Edge:
        """Say the same of where it ends, further from the target."""
        if not self.amounts or self.begins(distance=distance)[0] is self.amounts[-1].value:
            return None, None
        before = self.before_last if self.amounts[1:] else self.before
        return self.amounts[-1].value, True if self.after else self.takes(before)

    @property
    def reached(self) -> bool:
        """Whether its amounts are shares of the target ("95% of target") and not distances from it."""
        return (
            self.off == "of target"
            and bool(self.amounts)
            and self.amounts[-1].unit is Unit.PERCENT
            and all(one.value > 50 for one in self.amounts)
        )

    def as_distance(self) -> Band:
        """Convert shares of the target to distances: 95% to 99.9% of it is 0.1% to 5% off."""
        if not self.reached:
            return self
        if [one.value for one in self.amounts] == [100]:
            return attrs.evolve(self, met=True, amounts=(), before="", after="", off="")
        short = self.amounts[0].value < 100
        ways = (self.before, self.before_last)[: len(self.amounts)]
        told = [_turned(one, or_more=bool(self.after)) if short else one for one in ways]
        off = [Amount(abs(100 - one.value), Unit.PERCENT) for one in self.amounts]
        (before, *last), (near, *far) = (told[::-1], off[::-1]) if short else (told, off)
        if far and near.value <= Decimal(1).scaleb(int(near.value.as_tuple().exponent)):
            # "90% to 99% of target" goes on where the target is met.
            near = attrs.evolve(near, value=Decimal(0))
        after = "" if short else self.after
        return attrs.evolve(self, amounts=(near, *far), before=before, before_last="".join(last), after=after)

    @staticmethod
    def takes(before: str) -> bool | None:
        """Whether the words before an amount include the amount itself; None if they do not say."""
        return True if before in _TAKING_IN else False if before in _STRICTLY else None


def _turned(way: str, *, or_more: bool) -> str:
    """Return what stands before how far off it is, for what stands before how much is reached."""
    if or_more or way in _AT_LEAST:
        return "at most"
    return "more than" if way in _LESS else "less than" if way in _MORE else "at least" if way in _AT_MOST else ""


def key_in(text: str) -> tuple[Band, ...]:
    """Find the colours that a text explains, from left to right."""
    flat = _THE.sub(lambda found: " " * len(found[0]), text)
    for labels in (
        _named(_COLOURS, flat),
        [one for one in _named(_STATUSES, flat) if _PARTED.search(flat, 0, one.start())],
    ):
        found = max((tuple(order(flat, labels)) for order in (_label_first, _label_last)), key=len)
        if found:
            return tuple(attrs.evolve(one, text=text[one.start : one.end].strip(" ,;:.(")) for one in found)
    return ()


def _named(labels: Mapping[str, str], text: str) -> list[re.Match[str]]:
    return list(re.finditer(any_of(labels), text, re.IGNORECASE))


def blanked(text: str, key: tuple[Band, ...], *, keeping: Band | None = None) -> str:
    """Return a text with a key replaced by spaces, except for the amount of one colour."""
    for one in key:
        end = one.value if one is keeping and one.value is not None else one.end
        text = text[: one.start] + " " * (end - one.start) + text[end:]
    return text


def way_of(key: tuple[Band, ...]) -> Better | None:
    """Return which way is better by the values of green and of the colour furthest from it; None where they are distances, or alike."""
    ends = {
        one.colour: max(each.value for each in one.amounts)
        for one in key
        if one.amounts and not (one.far_off or one.up_to)
    }
    best, worst = ends.get("green"), ends.get("red", ends.get("amber"))
    if best is None or worst is None or best == worst:
        return None
    return Better.HIGHER if best > worst else Better.LOWER


def _means(text: str, start: int, end: int) -> re.Match[str] | None:
    """Return what a passage says about a colour; None if it says nothing yet, such as "below" without a value."""
    means = _MEANS.match(text, start, end)
    whole = means is not None and means[0].strip() and (means["pre"] is None or means["a"] is not None)
    return means if whole else None


def _label_first(text: str, labels: list[re.Match[str]]) -> Iterator[Band]:
    for place, label in enumerate(labels):
        end = labels[place + 1].start() if place + 1 < len(labels) else len(text)
        means = _means(text, _IS.match(text, label.end()).end(), end)  # type: ignore[union-attr] # it matches nothing, too
        if means is not None and (end == len(text) or _JOINS.fullmatch(text, means.end(), end)):
            yield _band(label, means, label.start(), means.end())


def _label_last(text: str, labels: list[re.Match[str]]) -> Iterator[Band]:
    begin = 0
    for label in labels:
        if not _ENDS.match(text, label.end()):
            continue
        for start in range(begin, label.start()):
            means = _means(text, start, label.start())
            parted = start == begin or not text[start - 1].isalnum()
            if means is not None and parted and _IS_SO.fullmatch(text, means.end(), label.start()):
                yield _band(label, means, start, label.end())
                break
        begin = label.end()


def _band(label: re.Match[str], means: re.Match[str], start: int, end: int) -> Band:
    def said(name: str) -> str:
        return " ".join((means[name] or "").lower().split())

    return Band(
        colour=(_COLOURS | _STATUSES)[" ".join(label[0].lower().split())],
        start=start,
        end=end,
        text=means.string[start:end],
        value=means.start("pre") if means["pre"] else means.start("a") if means["a"] else None,
        met=means["met"] is not None,
        before=said("pre"),
        before_last=said("pre_b"),
        amounts=tuple(amount_read(one) for one in (means["a"], means["b"]) if one),
        after=said("post"),
        off=said("off"),
    )
