"""A promise of one value: whether the measure can have it, and which side keeps the promise."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import attrs

from wes_rules.rules.better import Better
from wes_rules.rules.kinds.everyone import Everyone
from wes_rules.rules.kinds.threshold import Threshold
from wes_rules.rules.measure import Rule
from wes_rules.values.quantity import Unit
from wes_rules.wording.amounts import TIME, Amount
from wes_rules.wording.clause import Clause
from wes_rules.wording.draft import Draft
from wes_rules.wording.items import Is, Item
from wes_rules.wording.lexicon import ATTAIN, MONEY, REACH
from wes_rules.wording.result import Asks


def level_rule(clause: Clause, amount: Amount, side: str, phrase: str, fields: dict[str, Any]) -> Rule | None:
    """Return the promise of one value: a threshold, or all cases where it is 100%."""
    draft, unit = clause.draft, _unit_of(clause, amount)
    if not draft.is_in(unit, phrase) or not _measured_alike(clause, amount, phrase):
        return None
    if side == "meet" and "exceed" in phrase.lower():
        side = "at_least"
    alone = (
        clause.said.strip(" .;%") == "0" and draft.better is not Better.LOWER
    )  # a cell of a table, which may say "none set"
    if (
        not amount.value
        and not alone
        and side in ("", "meet", "equals", "at_most")
        and draft.unit in (None, Unit.COUNT, Unit.PERCENT)
    ):
        return Threshold(equals=0, **fields) if draft.goes(Better.LOWER, phrase) else None
    chosen = draft.side(side, phrase)
    if not chosen:
        return None
    if chosen in ("at_least", "above") and not draft.goes(Better.HIGHER, phrase):
        return None
    if chosen in ("at_most", "below") and not draft.goes(Better.LOWER, phrase):
        return None
    if not _possible(draft, amount, phrase):
        return None
    if amount.value == 100 and unit is Unit.PERCENT and chosen == "at_least" and _may_be_more(clause, phrase):
        what = "whether it may be more than 100% is not said: a share of cases may not, and money due may"
        draft.ask(Asks.UNIT, phrase, what, "every case, decided on counts", "a ratio of at least 100%", by="unit")
        return Threshold(at_least=100, **fields)
    if amount.value == 100 and unit is Unit.PERCENT and chosen == "at_least":
        draft.reads(phrase, "every case, decided on counts", "at least 100% as it is printed")
        return Everyone(**fields)
    if amount.measured_in:
        draft.reads(phrase, f"the figure counts {amount.measured_in}")
    if not fields and draft.context.deadline is None:
        draft.reads("no day is said", "each period is held against it", "by the end of the plan")
    return Threshold(**{chosen: amount.value, **fields})


def _unit_of(clause: Clause, amount: Amount) -> Unit | None:
    """Return the unit of a number by the words: days that are counted have none, and a number of a share is a percentage."""
    if clause.draft.context.unit is not Unit.COUNT:
        return amount.unit
    if amount.unit is Unit.DAYS and _counts_them(clause, amount):
        return None
    return amount.unit or (Unit.PERCENT if clause.is_share else None)


def with_its_side(clause: Clause, item: Item) -> Item:
    """Return a value with the side that stands before its name: "a maximum vacancy rate of 5%"."""
    before = [one for one in (*clause.items, *clause.defining) if one.end <= item.start and one.what is Is.SIDE]
    side = next((one for one in before if re.match(r"(?:a )?m(?:in|ax)", one.text, re.IGNORECASE)), None)
    if side is None or item.side or len(item.amounts) > 1:
        return item
    clause.taken.add(side)
    clause.defining = [one for one in clause.defining if one is not side]
    return attrs.evolve(item, side="at_most" if "max" in side.text.lower() else "at_least")


def is_floor(clause: Clause, item: Item) -> bool:
    """Whether a share of cases is one that is to be achieved, or to be in time; a share of other things may as well be a limit."""
    if clause.text[item.end : item.end + 3] != " of" or item.amount.unit is not Unit.PERCENT:
        return False
    in_time = any(
        one.what is Is.WITHIN or (one.measures and one.side in ("at_most", "below"))
        for one in (*clause.items, *clause.defining)
    )
    return item.amount.value == 100 or in_time or clause.says("ensure", "ensuring", *ATTAIN[:3], *REACH)


def _measured_alike(clause: Clause, amount: Amount, phrase: str) -> bool:
    """Whether a number's unit of measurement is the measure's; ask if it is not."""
    unit = clause.draft.context.unit
    if not amount.measured_in or unit in (None, amount.unit, Unit.SCORE, Unit.RATIO):
        return True
    if unit is Unit.COUNT and (not re.fullmatch(TIME, amount.measured_in) or _counts_them(clause, amount)):
        return True
    what = f"the words say {amount.measured_in}, and the measure's unit is {unit}"
    clause.draft.ask(Asks.UNIT, phrase, what, amount.measured_in, str(unit), by="unit")
    return False


def _counts_them(clause: Clause, amount: Amount) -> bool:
    """Whether the measure counts what a number is measured in: "Number of years of healthy life: 65 years"."""
    units = f"{amount.measured_in.rstrip('s')}s"
    named = rf"\b(?:number|no\.?|count|total) of (?:[a-z]+ ){{0,2}}{units}\b|^\W*{units} of\b"
    return re.search(named, clause.said, re.IGNORECASE) is not None


def _possible(draft: Draft, amount: Amount, phrase: str) -> bool:
    """Whether a number can be a value of the measure; asks where it cannot."""
    if amount.value > 100 and draft.unit is Unit.PERCENT:
        what = "a percentage of a whole is at most 100; where it may be more, its unit is ratio"
        draft.ask(Asks.CONFLICT, phrase, what, by="unit")
        return False
    if amount.value < 0 and draft.unit in (Unit.PERCENT, Unit.COUNT):
        what = f"no figure in {draft.unit} is below 0, so it may be a change"
        draft.ask(Asks.HOW_MUCH, phrase, what, "a change by so much", "a number in another unit")
        return False
    if amount.unit is Unit.POINTS and draft.context.unit is Unit.PERCENT:
        what = "points of a percentage are a change, and no value"
        draft.ask(Asks.HOW_MUCH, phrase, what, "a change by so much", "the value itself")
        return False
    return True


def _may_be_more(clause: Clause, phrase: str) -> bool:
    """Whether 100% may not be all there is: "100% or more", or of money that is due."""
    return clause.draft.context.unit is not Unit.RATIO and (
        re.search(r"\+$|\bor (?:more|above|over|higher)$", phrase.lower()) is not None or clause.says(*MONEY)
    )


def way_between(draft: Draft, start: Decimal, value: Item) -> None:
    """Infer which way is better from the start and the value promised: "from 78% to 95%"."""
    if start != value.amount.value:
        draft.goes(Better.HIGHER if start < value.amount.value else Better.LOWER, f"{start} {value.text}")


def ask_if_worse(draft: Draft, value: Item) -> None:
    """Ask about a value that is worse than its start: "from 5 to 7 days" where lower is better."""
    start = draft.baseline
    if start is None or start is draft.context.baseline or start.value is None or len(value.amounts) > 1:
        return
    rise = value.amount.value - start.value
    if (rise > 0 and draft.better is Better.LOWER) or (rise < 0 and draft.better is Better.HIGHER):
        what = f"it is worse than the {start.value} that it starts from"
        draft.ask(Asks.CONFLICT, value.text, what, "the two are the ends of a band", "a target worse than the start")
