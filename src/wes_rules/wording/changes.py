"""Increase, reduce, improve: to a value, by an amount, in every period, or at all."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs

from wes_rules.rules.instead import Instead
from wes_rules.rules.kinds.annual_decrease import AnnualDecrease
from wes_rules.rules.kinds.annual_increase import AnnualIncrease
from wes_rules.rules.kinds.from_baseline import FromBaseline
from wes_rules.rules.kinds.quarterly_decrease import QuarterlyDecrease
from wes_rules.rules.kinds.quarterly_increase import QuarterlyIncrease
from wes_rules.rules.kinds.threshold import Threshold
from wes_rules.rules.measure import Baseline, Better, Rule
from wes_rules.values.quantity import Unit
from wes_rules.wording.amounts import Amount
from wes_rules.wording.clause import Clause
from wes_rules.wording.draft import SIDE_OF
from wes_rules.wording.dues import due_day, start_from, stated_period
from wes_rules.wording.items import Is, Item
from wes_rules.wording.levels import due, lasting, level_rule
from wes_rules.wording.lexicon import FACTORS, NOUNS_OF_CHANGE
from wes_rules.wording.result import Asks, Unsaid

WAYS = {"up": Better.HIGHER, "down": Better.LOWER, "narrow": Better.LOWER, "close": Better.LOWER}
_STEPS: dict[tuple[str, Better], type[Rule]] = {
    ("year", Better.HIGHER): AnnualIncrease,
    ("year", Better.LOWER): AnnualDecrease,
    ("quarter", Better.HIGHER): QuarterlyIncrease,
    ("quarter", Better.LOWER): QuarterlyDecrease,
}
_A_YEAR = {"year": 1, "quarter": 4}


def changed(clause: Clause) -> Rule | None:
    """Increase, reduce or improve: to a value, by an amount, in every period, or at all."""
    verb, draft = clause.one(Is.CHANGE, Is.FACTOR), clause.draft
    if verb is None:
        return None
    clause.taken.add(verb)
    way, amount = _amount_of(clause, verb)
    of_baseline = False
    for item in clause.all(Is.FROM, Is.SINCE):
        clause.taken.add(item)
        of_baseline |= item.name == "baseline"
        start_from(draft, item)
    _way_by_values(clause, way)
    better = WAYS.get(way) or (draft.better if draft.better in SIDE_OF else None)
    if way == "close":
        draft.ask(Asks.HOW_MUCH, verb.text, "how much of the gap is to go is not said", "all of it", "some of it")
        return None
    if way in WAYS and not draft.goes(WAYS[way], verb.text):
        return None
    value = _value_of(clause, verb, way)
    if value is not None and (amount is None or _comes_to(draft.baseline, amount, value.amount.value)):
        return level_rule(clause, value.amount, _side_of(clause, value, better), value.text, due(clause))
    if value is not None and amount is not None and not _comes_to(draft.baseline, amount, value.amount.value):
        draft.ask(
            Asks.SEVERAL,
            f"{amount.text} ... {value.text}",
            "whether one of them is enough is not said",
            "either",
            "both",
            "one says the other",
        )
        due(clause)
        return None
    every = clause.take(Is.EVERY) or (clause.take(Is.RATE, Is.BEFORE) if amount is not None else None)
    if amount is not None and every is not None:
        return _each_year(clause, amount, every, of_baseline=of_baseline)
    if amount is not None:
        return _by_so_much(clause, amount)
    return _in_every_period(clause, every, better) if every is not None else _at_all(clause, verb)


def _comes_to(start: Baseline | None, amount: Item, value: Decimal) -> bool:
    """Whether a change leads from the start to a value, in the unit or in percent: from 60 to 50, by 10."""
    if start is None or start.value is None or len(amount.amounts) != 1:
        return False
    change = abs(value - start.value)
    return amount.amount.value in (change, round(100 * change / start.value) if start.value else None)


def _way_by_values(clause: Clause, way: str) -> None:
    """Note the way that an improvement goes by the value that it starts from and the one that it leads to."""
    value, start = clause.one(Is.TO), clause.draft.baseline
    if way != "better" or clause.draft.better is not None or value is None or start is None or start.value is None:
        return
    if start.value != value.amount.value:
        better = Better.HIGHER if start.value < value.amount.value else Better.LOWER
        clause.draft.goes(better, f"{start.value} {value.text}")


def _amount_of(clause: Clause, verb: Item) -> tuple[str, Item | None]:
    """Return the way of a change, and its amount: "by 5%", "a 5% reduction", "a reduction of 5%", "halve"."""
    if verb.what is Is.FACTOR:
        way, percent = FACTORS[verb.name]
        return way, Item(
            what=Is.BY,
            start=verb.start,
            end=verb.end,
            text=verb.text,
            amounts=(Amount(Decimal(percent)),),
            name="factor",
        )
    if verb.amounts:
        return verb.way, attrs.evolve(verb, what=Is.BY)
    amount = clause.take(Is.BY)
    place = clause.items.index(verb)
    if amount is None and verb.text.lower().rstrip("s") in NOUNS_OF_CHANGE:
        before = [one for one in clause.items[:place] if one.what is not Is.EVERY]
        after = [one for one in clause.items[place + 1 :] if one.what is not Is.EVERY]
        if before and before[-1].what is Is.LEVEL and not clause.between(before[-1], verb):
            amount = before[-1]
        elif after and after[0].what is Is.OF and not clause.between(verb, after[0]):
            amount = after[0]
    if amount is not None:
        clause.taken.add(amount)
    return verb.way, amount


def _purpose(clause: Clause, verb: Item) -> Item | None:
    """Return a level that an improvement is to lead to: one with a side, or a share of something; never what is improved itself."""
    level = clause.one(Is.LEVEL)
    if level is None or level.measures or (not level.side and not clause.between(verb, level)):
        return None
    shared = clause.text[level.end : level.end + 3] == " of" and level.amount.unit is Unit.PERCENT
    return level if level.side or shared else None


def _value_of(clause: Clause, verb: Item, way: str) -> Item | None:
    """Return the value to which something changes."""
    value = clause.take(Is.TO)
    if value is not None and (held := clause.one(Is.IN)) is not None and not clause.between(value, held):
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


def _by_so_much(clause: Clause, item: Item) -> Rule | None:
    draft, by = clause.draft, due(clause)
    if not by and (until := clause.take(Is.UNTIL)) is not None and (day := due_day(draft, until)) is not None:
        by = {"by": day}
    if item.name == "unending" or len(item.amounts) > 1 or item.side not in ("", "at_least"):
        draft.ask(Asks.HOW_MUCH, item.text, "no one amount is said that decides; say it as a number")
        return None
    fields: dict[str, Any] = {"change": item.amount.value, **by}
    if item.name == "factor":
        fields["change_in"] = "percent"
    elif item.amount.unit is Unit.PERCENT and (change_in := _points_or_percent(clause, item)) is not None:
        fields["change_in"] = change_in
    elif item.amount.unit is Unit.PERCENT:
        return None
    elif item.amount.unit is Unit.POINTS:
        draft.unit = draft.unit or Unit.PERCENT
    _need_baseline(clause)
    draft.reads(item.text, "once, against the baseline", "in every year")
    return FromBaseline(**fields)


def _each_year(clause: Clause, amount: Item, every: Item, *, of_baseline: bool) -> Rule | None:
    """By 5% a year: for each year since the baseline, of the year before it or of the baseline."""
    draft, said = clause.draft, f"{amount.text} ... {every.text}"
    if every.what is Is.BEFORE:
        what = "whether it is the change of each year by itself, or of all years together, is not said"
        draft.ask(Asks.EVERY_PERIOD, said, what, "each year by itself", "by so much a year since the baseline")
        return None
    if every.name != "year":
        draft.cannot(Unsaid.OTHER_STEPS, said)
        return None
    if amount.side in ("at_most", "below"):
        return _at_most_a_year(clause, amount)
    once = _by_so_much(clause, amount)
    if not isinstance(once, FromBaseline):
        return once
    draft.readings.pop()
    held: dict[str, Any] = {"change_of": "baseline"} if once.change_in == "percent" and of_baseline else {}
    used = {"points": "so many points", "percent": "compounded"}[once.change_in]
    used = "of the baseline" if of_baseline else used
    draft.reads(said, f"for each year since the baseline, {used}", "of every single year by itself")
    return attrs.evolve(once, each="year", **held)


def _at_most_a_year(clause: Clause, item: Item) -> Rule | None:
    """Costs rise by at most 3% a year: a limit on the change since the year before, as a number of its own."""
    draft, up, value = clause.draft, clause.draft.better is Better.HIGHER, item.amount.value
    if draft.context.better in SIDE_OF or item.side == "below":
        draft.ask(Asks.HOW_MUCH, item.text, "it is a limit on the change, and not on the figure")
        return None
    change_in = "percent" if clause.is_count else _points_or_percent(clause, item)
    if change_in is None:
        return None
    draft.number = {"kind": "change", "change_in": change_in}
    if change_in == "percent":
        draft.number["figures_in"] = (draft.context.unit or Unit.COUNT).value
        draft.unit = Unit.PERCENT
    draft.better = Better.LOWER if up else Better.HIGHER
    draft.reads(item.text, "the change since the year before, in each year", "in all years together")
    return Threshold(at_most=value, **due(clause)) if up else Threshold(at_least=-value, **due(clause))


def _points_or_percent(clause: Clause, item: Item) -> str | None:
    """Decide what "by 5%" is of: of a percentage it may be points; a change that leaves the unit is none in points."""
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


def _need_baseline(clause: Clause) -> None:
    if clause.draft.baseline is None:
        what = "what it starts from is not said"
        choices = "the last period before the plan", "a figure and its period"
        clause.draft.ask(Asks.BASELINE, "", what, *choices, by="baseline")


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
    return None if fields is None else _STEPS[every.name, better](**fields)


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
    _need_baseline(clause)
    return FromBaseline(**due(clause))
