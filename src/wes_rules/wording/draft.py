"""What has been read so far: the readings chosen, and the open questions."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from wes_rules.rules.better import Better
from wes_rules.rules.measure import Baseline
from wes_rules.rules.phrases import Reading
from wes_rules.values.quantity import Unit
from wes_rules.wording.amounts import UNENDING
from wes_rules.wording.context import Context
from wes_rules.wording.items import Item
from wes_rules.wording.result import Asks, NoRule, Question, Unsaid, Within, Words

SIDE_OF = {Better.HIGHER: "at_least", Better.LOWER: "at_most"}
BEYOND = {Better.HIGHER: "above", Better.LOWER: "below"}


class Draft:
    """Collects what the words of one sentence say."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.readings: list[Reading] = []
        self.questions: list[Question] = []
        self.not_understood: list[Words] = []
        self.no_rule: list[NoRule] = []
        self.better: Better | None = context.better
        self.unit: Unit | None = context.unit
        self.baseline: Baseline | None = context.baseline
        self.until: date | None = None
        self.within: Within | None = None
        self.number: dict[str, Any] | None = None
        self.dues: list[Item] = []

    @property
    def several_a_year(self) -> bool:
        """Whether a year has several figures."""
        return (self.context.a_year or 1) > 1

    def reads(self, phrase: str, used: str, *others: str) -> None:
        """Note how a phrase is read, and how it might be read."""
        reading = Reading(phrase=_trimmed(phrase), used=used, others=others)
        if reading not in self.readings:
            self.readings.append(reading)

    def ask(self, asks: Asks, phrase: str, what: str, *choices: str, by: str = "") -> None:
        """Leave something open."""
        question = Question(asks=asks, phrase=_trimmed(phrase), open=what, choices=choices, answered_by=by)
        if question not in self.questions:
            self.questions.append(question)

    def cannot(self, what: Unsaid, phrase: str) -> None:
        """Note a promise that no kind of rule can say."""
        self.no_rule.append(NoRule(what=what, phrase=_trimmed(phrase)))

    def unread(self, item: Item) -> None:
        """Note words that were not understood."""
        self.not_understood.append(Words(item.start, item.end, item.text))
        if re.fullmatch(UNENDING, item.text, re.IGNORECASE):
            self.ask(Asks.HOW_MUCH, item.text, "no decimal number is exactly that: say how much it is, such as 66.7%")
            return
        self.ask(Asks.NOT_UNDERSTOOD, item.text, "what it has to do with the promise was not understood")

    def goes(self, better: Better, phrase: str) -> bool:
        """Note which way is better by the words; false where the measure says the opposite."""
        if self.context.better in (Better.HIGHER, Better.LOWER) and self.context.better is not better:
            what = f'these words by themselves want it {better.value}, and the measure says better = "{self.context.better.value}"'
            self.ask(Asks.CONFLICT, phrase, what, "the words are right", "the measure is right", by="better")
            return False
        if self.better is not None and self.better is not better and self.context.better is None:
            self.ask(Asks.CONFLICT, phrase, "two parts of the sentence want it to go opposite ways", by="better")
            return False
        self.better = better
        return True

    def is_in(self, unit: Unit | None, phrase: str) -> bool:
        """Note the unit by the words; false where the measure says another."""
        if unit is None:
            return True
        known = self.context.unit
        alike = {unit, known} in ({Unit.PERCENT, Unit.POINTS}, {Unit.PERCENT, Unit.RATIO})
        if known is not None and known is not unit and not alike:
            what = f"the words say {unit.value}, and the measure's unit is {known.value}"
            self.ask(Asks.UNIT, phrase, what, unit.value, known.value, by="unit")
            return False
        self.unit = known or unit
        return True

    def area_of(self, name: str) -> str:
        """Return the code of an area by its name; ask if there is no code for it."""
        if name != "national" and name not in self.context.areas:
            self.ask(Asks.COMPARED_WITH, name, "the code by which the figures name it is not said", by="areas")
        return self.context.area_of(name)

    def side(self, said: str, phrase: str) -> str:
        """Return the side of a value that keeps the promise; empty, with a question, if it is not stated."""
        if said in ("at_least", "at_most", "above", "below", "equals"):
            return said
        if self.better in SIDE_OF:
            chosen = (BEYOND if said == "beyond" else SIDE_OF)[self.better]
            if not said:
                used = f"{chosen.replace('_', ' ')} that, as {self.better.value} is better"
                self.reads(phrase, used, "exactly that")
            return chosen
        what = "which side of the value keeps the promise is not said"
        self.ask(Asks.SIDE, phrase, what, "at least", "at most", "exactly", by="better")
        return ""


def _trimmed(phrase: str) -> str:
    return " ".join(phrase.split()).strip(" ,;")
