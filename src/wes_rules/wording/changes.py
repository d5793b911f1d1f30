"""Increase, reduce, improve: to a value, by an amount, in every period, or at all."""

from __future__ import annotations

from typing import Any

import attrs

from wes_rules.rules.better import Better
from wes_rules.rules.kinds.from_baseline import FromBaseline
from wes_rules.rules.kinds.threshold import Threshold
from wes_rules.rules.kinds.year_on_year import AnnualDecrease, AnnualIncrease, QuarterlyDecrease, QuarterlyIncrease
from wes_rules.rules.measure import Rule
from wes_rules.rules.step_promise import Instead
from wes_rules.rules.steps import StepRule
from wes_rules.values.quantity import Unit
from wes_rules.wording.amounts import Amount
from wes_rules.wording.clause import Clause
from wes_rules.wording.draft import SIDE_OF
from wes_rules.wording.dues import start_from, stated_period
from wes_rules.wording.items import Is, Item
from wes_rules.wording.levels import due, in_each, lasting
from wes_rules.wording.lexicon import SIDES, key_of
from wes_rules.wording.limits import ask_if_worse, level_rule, way_between
from wes_rules.wording.result import Asks, Unsaid
from wes_rules.wording.so_much import amount_of, by_so_much, comes_to, need_baseline, points_or_percent
from wes_rules.wording.trajectories import WAY_OF

WAYS = {"up": Better.HIGHER, "down": Better.LOWER, "narrow": Better.LOWER, "close": Better.LOWER}
STEPS: dict[tuple[str, Better], type[StepRule]] = {
    ("year", Better.HIGHER): AnnualIncrease,
    ("year", Better.LOWER): AnnualDecrease,
    ("quarter", Better.HIGHER): QuarterlyIncrease,
    ("quarter", Better.LOWER): QuarterlyDecrease,
}
_A_YEAR = {"year": 1, "quarter": 4}


def changed(clause: Clause) -> Rule | None:
    """Read "increase", "reduce" or "improve": to a value, by an amount, in every period, or at all."""
    verb, draft = clause.one(Is.CHANGE, Is.CHANGED, Is.FACTOR), clause.draft
    if verb is None:
        return _no_worse(clause)
    clause.taken.add(verb)
    way, amount = amount_of(clause, verb)
    of_baseline = _starts(clause)
    _way_by_values(clause, way)
    better = WAYS.get(way) or (draft.better if draft.better in SIDE_OF else None)
    if way == "close":
        draft.ask(Asks.HOW_MUCH, verb.text, "how much of the gap is to go is not said", "all of it", "some of it")
        return None
    # "Costs rise by at most 3% a year" is no wish that they rise.
    limited = amount is not None and amount.side in ("at_most", "below") and bool(clause.all(Is.EVERY, Is.RATE))
    if way in WAYS and not limited and not draft.goes(WAYS[way], verb.text):
        return None
    value = _value_of(clause, verb, way)
    if value is not None and amount is None and of_baseline and value.amount.unit is Unit.PERCENT and way == "down":
        amount, value = _what_is_left(clause, value), None
    if value is not None and (amount is None or comes_to(draft.baseline, amount, value.amount.value)):
        ask_if_worse(draft, value)
        if amount is not None:
            draft.reads(amount.text, f"what leads {value.text}, rounded", "a change by exactly so much")
        if clause.all(Is.RATE):
            in_each(clause, value)
        return level_rule(clause, value.amount, _side_of(clause, value, better), value.text, due(clause))
    if value is not None and amount is not None and not comes_to(draft.baseline, amount, value.amount.value):
        _either(clause, amount, value)
        return None
    every = clause.take(Is.EVERY) or (clause.take(Is.RATE, Is.BEFORE) if amount is not None else None)
    if amount is not None and every is not None:
        return _each_year(clause, amount, every, WAYS.get(way), of_baseline=of_baseline)
    if amount is not None:
        return by_so_much(clause, amount)
    return _in_every_period(clause, every, better) if every is not None else _at_all(clause, verb)


def _starts(clause: Clause) -> bool:
    """Note what a change starts from; return whether it is of the baseline."""
    found = clause.all(Is.FROM, Is.SINCE)
    clause.taken.update(found)
    for item in found:
        start_from(clause.draft, item)
    return any(item.name == "baseline" for item in found)


def _no_worse(clause: Clause) -> Rule | None:
    """Read "no more than last year", and ask whether each year is held against the one before it."""
    draft, before = clause.draft, clause.one(Is.BEFORE)
    side = next(
        (one for one in clause.all(Is.SIDE) if before is not None and clause.text[one.end : before.start].isspace()),
        None,
    )
    if before is None or side is None or draft.context.a_year != 1 or "year" not in before.text:
        return None
    clause.taken |= {side, before}
    said = key_of(SIDES, side.text) or ""
    better = WAY_OF.get(said) or (draft.better if said in ("beyond", "no worse") else None)
    if better not in SIDE_OF or not draft.goes(better, side.text):
        return None
    what = "whether that is the year before each, or the one before the plan, is not said"
    draft.ask(
        Asks.EVERY_PERIOD, f"{side.text} {before.text}", what, "the year before each", "the last one before the plan"
    )
    return STEPS["year", better](strict=said in ("above", "below", "beyond"))


def _either(clause: Clause, amount: Item, value: Item) -> None:
    """Ask about a change and a value that do not agree, as in "down to 300, a 20 percent reduction"."""
    what = "whether one of them is enough is not said"
    clause.draft.ask(Asks.SEVERAL, f"{amount.text} ... {value.text}", what, "either", "both", "one says the other")
    due(clause)


def _what_is_left(clause: Clause, value: Item) -> Item:
    """Return the change that leaves a share of the start: "to 25% of the 1990 level" is a fall of 75 percent."""
    fall = Amount(100 - value.amount.value)
    clause.draft.reads(value.text, f"a fall of {fall.value} percent", "so many percent of another whole")
    return attrs.evolve(value, what=Is.BY, amounts=(fall,), name="factor")


def _way_by_values(clause: Clause, way: str) -> None:
    """Note the direction of an improvement, given the values it starts from and leads to."""
    value, start = clause.one(Is.TO), clause.draft.baseline
    if way != "better" or clause.draft.better is not None or value is None or start is None or start.value is None:
        return
    way_between(clause.draft, start.value, value)


def _purpose(clause: Clause, verb: Item) -> Item | None:
    """Return a level that an improvement is to lead to: one with a side, or a share of something; never what is improved itself."""
    level = clause.one(Is.LEVEL)
    if level is None or level.measures or (not level.side and not clause.between(verb, level)):
        return None
    shared = clause.text[level.end : level.end + 3] == " of" and level.amount.unit is Unit.PERCENT
    return level if level.side or shared else None


def _value_of(clause: Clause, verb: Item, way: str) -> Item | None:
    """Return the value to which something changes."""
    of_it = clause.text[: verb.start].lower().endswith((" a ", " an ")) and verb.text.lower().endswith("ed")
    value = clause.take(Is.TO) or (clause.take(Is.OF) if of_it else None)
    held = next((one for one in clause.all(Is.IN) if value is not None and one.start >= value.end), None)
    if value is not None and held is not None and not clause.all(Is.DUE) and not clause.between(value, held):
        clause.taken.add(held)
        clause.draft.dues.append(held)
    if value is None and way == "better" and (level := _purpose(clause, verb)) is not None:
        # "Improve waiting times so that no less than 76% are seen": the change is only the purpose.
        clause.draft.reads(verb.text, "the reason, and no promise of its own")
        value = level
        clause.taken.add(level)
    return value


def _side_of(clause: Clause, value: Item, better: Better | None) -> str:
    if value.side:
        return value.side
    if better is not None:
        return SIDE_OF[better]
    return ""


def _each_year(clause: Clause, amount: Item, every: Item, way: Better | None, *, of_baseline: bool) -> Rule | None:
    """Read "by 5% a year": for each year since the baseline, of the previous year or of the baseline."""
    draft, said = clause.draft, f"{amount.text} ... {every.text}"
    if every.what is Is.BEFORE:
        what = "whether it is the change of each year by itself, or of all years together, is not said"
        draft.ask(Asks.EVERY_PERIOD, said, what, "each year by itself", "by so much a year since the baseline")
        return None
    if every.name != "year":
        draft.cannot(Unsaid.OTHER_STEPS, said)
        return None
    if amount.side in ("at_most", "below"):
        return _at_most_a_year(clause, amount, up=(way or draft.better) is Better.HIGHER)
    once = by_so_much(clause, amount)
    if not isinstance(once, FromBaseline):
        return once
    draft.readings.pop()
    held: dict[str, Any] = {"change_of": "baseline"} if once.change_in == "percent" and of_baseline else {}
    used = {"points": "so many points", "percent": "compounded"}[once.change_in]
    used = "of the baseline" if of_baseline else used
    draft.reads(said, f"for each year since the baseline, {used}", "of every single year by itself")
    return attrs.evolve(once, each="year", **held)


def _at_most_a_year(clause: Clause, item: Item, *, up: bool) -> Rule | None:
    """Read "costs rise by at most 3% a year" as a limit on another number: the change since the previous year."""
    draft, value, better = clause.draft, item.amount.value, Better.LOWER if up else Better.HIGHER
    if (draft.context.better in SIDE_OF and draft.context.better is not better) or item.side == "below":
        draft.ask(Asks.HOW_MUCH, item.text, "it is a limit on the change, and not on the figure")
        return None
    change_in = "percent" if clause.is_count else points_or_percent(clause, item)
    if change_in is None:
        return None
    draft.number = {"kind": "change", "change_in": change_in}
    if change_in == "percent":
        draft.number["figures_in"] = (draft.context.unit or Unit.COUNT).value
        draft.unit = Unit.PERCENT
    draft.better = better
    draft.reads(item.text, "the change since the year before, in each year", "in all years together")
    return Threshold(at_most=value, **due(clause)) if up else Threshold(at_least=-value, **due(clause))


def _in_every_period(clause: Clause, every: Item, better: Better | None) -> Rule | None:
    draft = clause.draft
    if every.name not in _A_YEAR:
        draft.cannot(Unsaid.OTHER_STEPS, every.text)
        return None
    if better is None:
        draft.ask(Asks.BETTER, every.text, "which way is better is not said", "higher", "lower", by="better")
        return None
    if draft.context.a_year not in (None, _A_YEAR[every.name]):
        what = f"the measure has {draft.context.a_year} figures a year"
        draft.ask(Asks.EVERY_PERIOD, every.text, what, "each over the same period of the year before", "once a year")
        return None
    lasting(clause)
    draft.reads(
        every.text, "each period is strictly better than the one before", "a tie is enough", "better than the baseline"
    )
    instead = clause.take(Is.INSTEAD)
    season = clause.take(Is.BEFORE) if every.name == "quarter" else None
    if season is not None and "same" in season.text.lower():
        draft.reads(season.text, "each over the same quarter of the year before", "each over the quarter before")
        return (QuarterlyIncrease if better is Better.HIGHER else QuarterlyDecrease)(against="same-period-last-year")
    fields = {} if instead is None else _instead(clause, instead, better)
    return None if fields is None else STEPS[every.name, better](**fields)


def _instead(clause: Clause, item: Item, better: Better) -> dict[str, Any] | None:
    period = stated_period(clause.draft, item.when, item.text)
    if period is None:
        return None
    clause.draft.reads(
        item.text, f"{SIDE_OF[better].replace('_', ' ')} that, in place of that period's step", "exactly that"
    )
    limit = {SIDE_OF[better]: item.amount.value}
    one = Instead(period=period, reason=item.name, author=clause.draft.context.source, **limit)
    return {"instead": (one,)}


def _at_all(clause: Clause, verb: Item) -> Rule | None:
    draft = clause.draft
    if (start := draft.baseline) is not None and start.value is not None and start.value >= 500:
        for item in clause.all(Is.DUE, Is.UNTIL):
            if item.when.isdigit():
                draft.ask(Asks.CONFLICT, item.text, "it may be a year or an amount", "a year", "an amount")
    draft.reads(verb.text, "the latest figure is strictly better than the baseline", "better in every year")
    need_baseline(clause)
    return FromBaseline(**due(clause))
