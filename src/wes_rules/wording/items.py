"""The meaningful parts of a sentence: their kind, position and contents."""

from __future__ import annotations

import enum
import re

import attrs

from wes_rules.wording.amounts import TIME, Amount


class Is(enum.StrEnum):
    """What a part of a sentence is."""

    HARMLESS = "harmless"
    INSTEAD = "instead"
    HALT = "halt"
    SUFFICIENT = "sufficient"
    GAP_TO = "gap-to"
    RANK = "rank"
    TOP = "top"
    BAND = "band"
    BENCHMARK = "benchmark"
    DUE = "due"
    RELATIVE = "relative"
    UNTIL = "until"
    SPAN = "span"
    IN = "in"
    FROM = "from"
    SINCE = "since"
    BEGINS = "begins"
    BEFORE = "before"
    TO = "to"
    BY = "by"
    OF = "of"
    WITHIN = "within"
    LEVEL = "level"
    VALUE = "value"
    REACH = "reach"
    FACTOR = "factor"
    CHANGE = "change"
    CHANGED = "changed"
    KEEP = "keep"
    ALL = "all"
    NONE = "none"
    END = "end"
    DONE = "done"
    DO = "do"
    EVERY = "every"
    RATE = "rate"
    PARTS = "parts"
    MODAL = "modal"
    AND = "and"
    VAGUE = "vague"
    HEDGE = "hedge"
    OLD = "old"
    ADDED = "added"
    PRICES = "prices"
    CONDITION = "condition"
    UNSAID = "unsaid"
    QUALITY = "quality"
    TOWARDS = "towards"
    AIM = "aim"
    AVERAGE = "average"
    SIDE = "side"
    LOOSE = "loose"
    EVENLY = "evenly"


@attrs.frozen(kw_only=True, eq=False)
class Item:
    """
    A part of a sentence.

    Args:
        end: The character after its last.
        side: The side of a value that keeps a promise; how it stands to a benchmark.
        way: The way of a change: up, down, better or narrow.
        when: The day or the period in it, as it is written.
        name: What it names: a cadence, a benchmark, the last digits of a rank.
    """

    what: Is
    start: int
    end: int
    text: str
    side: str = ""
    way: str = ""
    amounts: tuple[Amount, ...] = ()
    when: str = ""
    name: str = ""

    @property
    def amount(self) -> Amount:
        """The one number in it."""
        return self.amounts[0]

    @property
    def measures(self) -> bool:
        """Whether its number has a unit of measurement that only says what is counted, such as minutes or metres."""
        return bool(self.amounts) and bool(self.amount.measured_in)

    @property
    def limits_each_case(self) -> bool:
        """Whether it is a time within which each case is to be done."""
        return self.what is Is.WITHIN or (self.measures and self.side in ("at_most", "below"))

    @property
    def is_time(self) -> bool:
        """Whether its number is a time."""
        return self.measures and re.fullmatch(TIME, self.amount.measured_in) is not None
