"""The result of reading a target: its rule, the reading of each phrase, and the open questions."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import attrs

from wes_rules.quoting import quoted
from wes_rules.rules.better import Better
from wes_rules.rules.measure import Baseline, Rule
from wes_rules.rules.phrases import Reading
from wes_rules.values.quantity import Unit


class Asks(enum.StrEnum):
    """What a question is about."""

    BASELINE = "baseline"
    BASELINE_PERIOD = "baseline-period"
    BETTER = "better"
    SIDE = "side"
    UNIT = "unit"
    POINTS_OR_PERCENT = "points-or-percent"
    HOW_MUCH = "how-much"
    DATE = "date"
    EVERY_PERIOD = "every-period"
    TOTAL = "total"
    COMPARED_WITH = "compared-with"
    PARTS = "parts"
    CONDITION = "condition"
    QUALITY = "quality"
    SEVERAL = "several"
    CONFLICT = "conflict"
    NO_PROMISE = "no-promise"
    NOT_UNDERSTOOD = "not-understood"


class Unsaid(enum.StrEnum):
    """A promise that people make and no kind of rule can say yet."""

    GAP_TO_AREA = "gap-to-area"
    BETTER_BY = "better-by"
    SET_STATISTIC = "set-statistic"
    OTHER_STEPS = "other-steps"
    ADVICE_BESIDE = "advice-beside"
    GREATER_OF = "greater-of"
    SMALLER_OF = "smaller-of"
    SO_MANY_PERIODS = "so-many-periods"

    @property
    def says(self) -> str:
        """What it promises."""
        return _UNSAID[self]


_UNSAID = {
    Unsaid.GAP_TO_AREA: "a gap to the mean of several areas, or to a gap of others",
    Unsaid.BETTER_BY: "better by so much than the mean of several areas",
    Unsaid.SET_STATISTIC: "a median of all areas, a total or each single area of a set as the benchmark",
    Unsaid.OTHER_STEPS: "a step, or a change by so much, in every month, quarter, term or week",
    Unsaid.ADVICE_BESIDE: "an aspiration beside a promise, in one measure",
    Unsaid.GREATER_OF: "the greater of two targets",
    Unsaid.SMALLER_OF: "the smaller of two targets",
    Unsaid.SO_MANY_PERIODS: "a promise of so many of several periods",
}


@attrs.frozen(kw_only=True)
class Question:
    """
    What the words leave open.

    Args:
        asks: What it is about.
        phrase: The words; empty where it is their silence.
        open: What they leave open, as a sentence.
        choices: What may be meant.
        answered_by: The field of the context that answers it; empty where only other words do.
    """

    asks: Asks
    phrase: str
    open: str
    choices: tuple[str, ...] = ()
    answered_by: str = ""

    def __str__(self) -> str:
        head = f"{quoted(self.phrase)}: {self.open}" if self.phrase else self.open
        return f"{head} ({' | '.join(self.choices)})" if self.choices else head


@attrs.frozen(kw_only=True)
class NoRule:
    """
    Words that promise something that no kind of rule can say yet.

    Args:
        what: The promise.
        phrase: The words.
    """

    what: Unsaid
    phrase: str

    def __str__(self) -> str:
        return f"{quoted(self.phrase)}: no kind of rule can say {self.what.says} yet"


@attrs.frozen
class Words:
    """
    A part of the sentence.

    Args:
        start: Its first character, counted from 0.
        end: The character after its last.
        text: What stands there.
    """

    start: int
    end: int
    text: str


@attrs.frozen(kw_only=True)
class Within:
    """
    The time in which each case is to be done.

    Args:
        amount: How many.
        unit: Of what.
        days: Which days count.
        edge: Whether exactly so much is in time, which it is not where the words say less.
    """

    amount: Decimal
    unit: Literal["seconds", "hours", "days", "weeks", "months", "years", "minutes"]
    days: Literal["calendar", "working", "school"] = "calendar"
    edge: Literal["included", "excluded"] = "included"

    @property
    def in_days(self) -> int | None:
        """How many days it may take; None where it is no whole number of them."""
        each = {"days": 1, "weeks": 7 if self.days == "calendar" else 5}.get(self.unit)
        if not each or self.amount != int(self.amount):
            return None
        return int(self.amount * each) - (self.edge == "excluded")


@attrs.frozen(kw_only=True)
class Target:
    """
    What the words of a target say.

    Args:
        sentence: The words.
        rule: What they promise; None where they do not say enough for any rule.
        readings: How each phrase was read where it could be read otherwise.
        questions: What they leave open.
        not_understood: The parts that were not read.
        no_rule: What they promise that no kind of rule can say yet.
        better: Which way is better, as far as they say.
        unit: The unit of the number, as far as they say.
        baseline: What the promise starts from.
        until: The day to which it is made, where that is not the day by which it is due.
        within: The time in which each case is to be done.
        number: What the number of the measure is as a plan file has it, without what nobody names; None where it is the figure.
        counted: The words that no part of the rule uses, and nothing asks about: they say what is counted.
    """

    sentence: str
    rule: Rule | None = None
    readings: tuple[Reading, ...] = ()
    questions: tuple[Question, ...] = ()
    not_understood: tuple[Words, ...] = ()
    no_rule: tuple[NoRule, ...] = ()
    better: Better | None = None
    unit: Unit | None = None
    baseline: Baseline | None = None
    until: date | None = None
    within: Within | None = None
    number: Mapping[str, Any] | None = None
    counted: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether the words settle one rule, so that nothing needs to be asked."""
        return self.rule is not None and not (self.questions or self.not_understood or self.no_rule)
