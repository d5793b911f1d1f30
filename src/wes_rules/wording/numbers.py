"""Read the number of a measure if it is more than the figure: an average, a total so far, a gap, a place."""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import attrs

from wes_rules.rules.better import Better
from wes_rules.rules.kinds.maintain import Maintain
from wes_rules.rules.kinds.threshold import Threshold
from wes_rules.rules.measure import Rule
from wes_rules.values.period import Period
from wes_rules.values.period_kind import PeriodKind
from wes_rules.values.quantity import Unit
from wes_rules.wording.amounts import amount_read, is_number
from wes_rules.wording.clause import Clause
from wes_rules.wording.draft import Draft
from wes_rules.wording.dues import due_day
from wes_rules.wording.items import Is, Item
from wes_rules.wording.levels import due, lasting
from wes_rules.wording.result import Asks, Unsaid
from wes_rules.wording.times import day_read

# A rate of several periods is their sum over the sum of what it is per: it is never their mean.
_PER_SO_MANY = re.compile(r"\bper \d(?:,?\d)*(?: \w+)?", re.IGNORECASE)
_A_YEAR = {"year": 1, "quarter": 4, "month": 12}
_TAKE = {"average": "mean", "mean": "mean", "total": "sum", "sum": "sum"}
# Of these no sum of several periods is a figure.
_NOT_ADDED = (Unit.PERCENT, Unit.POINTS, Unit.SCORE, Unit.RATIO, Unit.RANK)
_YEAR_FROM = {1: "calendar", 4: "financial", 9: "academic"}


def note_number(clause: Clause) -> None:
    """Note what the number is by an average, a total so far or a gap that the clause names; what it promises is read after that."""
    if (item := clause.take(Is.AVERAGE)) is not None:
        if item.name in ("year-to-date", "cumulative"):
            rate = clause.one(Is.RATE)
            is_share = clause.is_share or any(one.amounts and one.amount.unit is Unit.PERCENT for one in clause.items)
            of_year = rate is not None and rate.name == "year"
            clause.taken |= {rate} if rate is not None and of_year else set()
            so_far = attrs.evolve(item, name="year-to-date") if of_year else item
            _so_far(clause.draft, so_far, is_share=is_share, of_all=clause.says("of all"))
        else:
            _rolling(clause, item)
    year_to = next((one for one in clause.all(Is.DUE) if one.name == "year to"), None)
    if year_to is not None and (day := due_day(clause.draft, year_to)) is not None:
        _year_to(clause, year_to, day)
    if (item := clause.take(Is.GAP_TO)) is not None:
        _gap(clause.draft, item)


def _year_to(clause: Clause, item: Item, day: date) -> None:
    """Note the total of a year that ends on a day; ask of yearly figures if none of them does."""
    draft, kind = clause.draft, clause.draft.context.kind
    if draft.several_a_year:
        is_share = any(one.amounts and one.amount.unit is Unit.PERCENT for one in clause.items)
        so_far = attrs.evolve(item, name="year-to-date", when=day.isoformat())
        _so_far(draft, so_far, is_share=is_share, of_all=clause.says("of all"))
    elif kind is not None and Period.containing(day, kind).last_day != day:
        draft.ask(Asks.DATE, item.text, f"no {kind.value.replace('-', ' ')} ends then", by="calendar")


def ask_when_it_is_all_due(draft: Draft, rule: Rule | None) -> None:
    """Ask about a floor of a total so far: what a whole year is to come to is missed by every earlier period."""
    summed = draft.number is not None and draft.number["kind"] == "year-to-date" and "take" not in draft.number
    floor = getattr(rule, "at_least", None) or getattr(rule, "above", None)
    if summed and floor and getattr(rule, "by", None) is None and draft.several_a_year:
        what = "whether the whole year is to come to that, or each total so far, is not said"
        draft.ask(Asks.TOTAL, str(floor), what, "the whole year, once it is over", "each total so far", by="calendar")


def _so_far(draft: Draft, item: Item, *, is_share: bool, of_all: bool = False) -> None:
    year = _year_of(draft.context.kind, item)
    in_percent = draft.context.unit in _NOT_ADDED or is_share
    if in_percent and of_all and year is not None and item.name != "cumulative":
        draft.number = {"kind": "year-to-date", "year": year, "take": "share"}
        draft.reads(item.text, f"the share of all counts of the {year} year so far", "published so already")
    elif in_percent:
        what = "how such figures of several periods are taken together is not said"
        draft.ask(
            Asks.TOTAL,
            item.text,
            what,
            "they are published so",
            "the share of all their counts",
            "their unweighted mean",
        )
    elif item.name == "cumulative":
        what = "since when it is added up is not said"
        draft.ask(Asks.TOTAL, item.text, what, "since the year began", "since the plan began")
    elif year is None:
        choices = tuple(f"the {one} year" for one in _YEAR_FROM.values())
        draft.ask(Asks.TOTAL, item.text, "which year it is is not said", *choices, by="calendar")
    else:
        draft.number = {"kind": "year-to-date", "year": year}
        draft.reads(item.text, f"the sum of the periods of the {year} year so far", "published so already")


def _year_of(kind: PeriodKind | None, item: Item) -> str | None:
    """Return which year is meant: that of quarters is their own, and of months what the words say or the day that ends it."""
    if kind is None or kind.per_year == 1:
        return None
    own = _YEAR_FROM.get(kind.first_month) if kind.per_year < _A_YEAR["month"] else ""
    said = item.when or own or None
    if (day := day_read(item.when)) is not None:
        after = day + timedelta(days=1)
        said = _YEAR_FROM.get(after.month) if after.day == 1 else None
    return said if own in ("", said) else None


def _rolling(clause: Clause, item: Item) -> None:
    draft = clause.draft
    if _PER_SO_MANY.search(clause.said) is not None:
        if re.match(r"[ -]rate(?!\w)", clause.text[item.end :], re.IGNORECASE):
            draft.reads(item.text, "a rate that is published so", "worked out from the counts of these periods")
            return
        what = "whether the rate is published so, or is one of each period, is not said"
        draft.ask(Asks.TOTAL, item.text, what, "published so", "worked out from the counts of these periods")
        return
    count, each, how = item.name.split("/")
    take, kind = _TAKE.get(how), draft.context.kind
    if not is_number(count) or each not in _A_YEAR:
        draft.ask(Asks.TOTAL, item.text, "over how many periods it is taken is not said")
        return
    asked = amount_read(count).value
    periods = Fraction(asked) if kind is None else Fraction(asked) * (draft.context.a_year or 0) / _A_YEAR[each]
    if take is None or (take == "sum" and draft.context.unit in _NOT_ADDED):
        draft.ask(Asks.TOTAL, item.text, "how they are taken together is not said", "their sum", "their mean")
    elif periods < 2 or periods.denominator != 1:
        what = f"the measure's figures are not those of a {each}"
        draft.ask(Asks.TOTAL, item.text, what, "the figure is published so", "another calendar", by="calendar")
    else:
        draft.number = {"kind": "rolling", "periods": int(periods), "take": take}
        draft.reads(item.text, f"the {take} of the latest {int(periods)} figures", "published so already")


def _gap(draft: Draft, item: Item) -> None:
    """Note a gap: the other area's figure minus our own, so that lower is better if a higher figure is."""
    if item.name.strip("!") != item.name or item.name == "neighbours" or {"&", "|"} & set(item.name):
        draft.cannot(Unsaid.GAP_TO_AREA, item.text)
        return
    if draft.context.better is Better.LOWER:
        what = "less of the figure is better, and the gap is the other area's less the own one"
        draft.ask(Asks.BETTER, item.text, what, "the gap is to rise", "the gap is to fall")
        return
    unit = Unit.POINTS if draft.context.unit in (None, Unit.PERCENT) else draft.context.unit
    draft.number = {"kind": "gap", "from_area": draft.area_of(item.name)}
    draft.reads(
        item.text, "the other area's figure less the own one, of which less is better", "the distance either way"
    )
    draft.context = attrs.evolve(draft.context, unit=unit, better=Better.LOWER)
    draft.unit = unit


def place(clause: Clause) -> Rule | None:
    """In the top three of its neighbours: a place among areas as a number of its own."""
    item = clause.take(Is.TOP)
    if item is None:
        return None
    kept = clause.take(Is.KEEP)
    clause.take(Is.CHANGE)
    if clause.draft.context.unit is Unit.RANK and clause.draft.goes(Better.LOWER, item.text):
        clause.draft.reads(item.text, "the place that is published", "its place worked out among areas")
        if kept is not None:
            return _kept_place(clause, kept, item)
        return Threshold(at_most=amount_read(item.name).value, **due(clause))
    draft, context = clause.draft, clause.draft.context
    best = {Better.HIGHER: "highest", Better.LOWER: "lowest"}.get(context.better or Better.NONE)
    if best is None:
        draft.ask(
            Asks.BETTER, item.text, "whether the highest or the lowest figure is the best is not said", by="better"
        )
    if not clause.says("neighbour", "neighbours") and context.neighbours == "statistical-neighbours":
        draft.ask(Asks.COMPARED_WITH, item.text, "among which areas is not said", by="neighbours")
    fields: dict[str, Any] = {"kind": "place", "among": context.neighbours, "best": best or "highest"}
    if context.unit not in (None, Unit.PERCENT):
        fields["figures_in"] = context.unit.value
    draft.number, draft.unit, draft.better = fields, Unit.RANK, Better.LOWER
    draft.reads(item.text, "its place among them, one more than are strictly better", "in that band of them")
    return (
        Threshold(at_most=amount_read(item.name).value, **due(clause))
        if kept is None
        else _kept_place(clause, kept, item)
    )


def _kept_place(clause: Clause, kept: Item, item: Item) -> Rule:
    lasting(clause)
    clause.draft.reads(kept.text, "every period since the plan's start", "the latest period")
    return Maintain(at_most=amount_read(item.name).value)
