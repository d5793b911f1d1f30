"""Read by how much something changes ("by 5%", "five years longer", "half"), and of what."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs

from wes_rules.rules.better import Better
from wes_rules.rules.kinds.from_baseline import FromBaseline
from wes_rules.rules.measure import Baseline, Rule
from wes_rules.values.quantity import Unit
from wes_rules.wording.amounts import Amount
from wes_rules.wording.clause import Clause
from wes_rules.wording.dues import due_day
from wes_rules.wording.items import Is, Item
from wes_rules.wording.levels import due
from wes_rules.wording.lexicon import FACTORS, NOUNS_OF_CHANGE, key_of
from wes_rules.wording.result import Asks


def comes_to(start: Baseline | None, amount: Item, value: Decimal) -> bool:
    """Whether a change leads from the start to a value, in the unit or in percent: "from 60 to 50, by 10"."""
    if start is None or start.value is None or len(amount.amounts) != 1:
        return False
    change = abs(value - start.value)
    return amount.amount.value in (change, round(100 * change / start.value) if start.value else None)


def amount_of(clause: Clause, verb: Item) -> tuple[str, Item | None]:
    """Return the way of a change, and its amount: "by 5%", "a 5% reduction", "a reduction of 5%", "halve"."""
    if verb.what is Is.FACTOR:
        way, percent = key_of(FACTORS, verb.text) or ("", 0)
        return way, Item(
            what=Is.BY,
            start=verb.start,
            end=verb.end,
            text=verb.text,
            amounts=(Amount(Decimal(percent)),),
            name="factor",
        )
    if verb.what is Is.CHANGED:
        return verb.way, attrs.evolve(verb, what=Is.BY)
    amount = clause.take(Is.BY)
    place = clause.items.index(verb)
    if amount is None and verb.text.lower().rstrip("s") in NOUNS_OF_CHANGE:
        before = [one for one in clause.items[:place] if one.what not in (Is.EVERY, Is.RATE)]
        after = [one for one in clause.items[place + 1 :] if one.what not in (Is.EVERY, Is.RATE)]
        if before and before[-1].what is Is.LEVEL and not clause.between(before[-1], verb):
            amount = before[-1]
        elif after and after[0].what is Is.OF and not clause.between(verb, after[0]):
            amount = after[0]
        elif (
            clause.text[verb.end : verb.end + 4] == " in "
            and len(of := [one for one in after if one.what is Is.OF]) == 1
        ):
            amount = of[0]
    if amount is not None:
        clause.taken.add(amount)
    return verb.way, amount


def by_so_much(clause: Clause, item: Item) -> Rule | None:
    """Return the promise of a change by an amount, once, against the baseline."""
    draft, by = clause.draft, due(clause)
    if not by and (until := clause.take(Is.UNTIL)) is not None and (day := due_day(draft, until)) is not None:
        by = {"by": day}
    if item.name == "unending" or len(item.amounts) > 1 or item.side not in ("", "at_least"):
        draft.ask(Asks.HOW_MUCH, item.text, "no one amount is said that decides; say it as a number")
        return None
    fields: dict[str, Any] = {"change": item.amount.value, **by}
    if item.name == "factor":
        fields["change_in"] = "percent"
    elif item.amount.unit is Unit.PERCENT and (change_in := points_or_percent(clause, item)) is not None:
        fields["change_in"] = change_in
    elif item.amount.unit is Unit.PERCENT:
        return None
    elif item.amount.unit is Unit.POINTS:
        draft.unit = draft.unit or Unit.PERCENT
    need_baseline(clause)
    draft.reads(item.text, "once, against the baseline", "in every year")
    return FromBaseline(**fields)


def points_or_percent(clause: Clause, item: Item) -> str | None:
    """Decide what "by 5%" means: for a percentage it may be points, unless that would leave the unit's range."""
    draft, amount = clause.draft, item.amount.value
    if item.amount.part:
        return "percent"
    if draft.context.change_in is not None:
        return draft.context.change_in
    unit = draft.context.unit or (Unit.COUNT if clause.is_count else None)
    if unit not in (None, Unit.PERCENT, Unit.POINTS):
        draft.reads(item.text, "percent of the baseline, as the number is no percentage")
        return "percent"
    start = draft.baseline.value if draft.baseline is not None else None
    if start is not None and draft.better is Better.LOWER and start < amount:
        draft.reads(item.text, "percent of the baseline, as it has not so many points")
        return "percent"
    if start is not None and draft.better is Better.HIGHER and unit is Unit.PERCENT and start + amount > 100:
        draft.reads(item.text, "percent of the baseline, as so many points more would be over 100%")
        return "percent"
    what = "of a percentage it may mean points or percent" if unit else "whether the number is a percentage is not said"
    draft.ask(Asks.POINTS_OR_PERCENT, item.text, what, "points", "percent of the baseline", by="change_in")
    return None


def need_baseline(clause: Clause) -> None:
    """Ask what a change starts from, where nobody says it."""
    if clause.draft.baseline is None:
        what = "what it starts from is not said"
        choices = "the last period before the plan", "a figure and its period"
        clause.draft.ask(Asks.BASELINE, "", what, *choices, by="baseline")
