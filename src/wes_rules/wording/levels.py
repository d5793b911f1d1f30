"""Read a value to be met ("at least 75%", "maintained at 75%", "reach 100") and the day by which it is due."""

from __future__ import annotations

import re
from typing import Any

import attrs

from wes_rules.rules.better import Better
from wes_rules.rules.kinds.threshold import Threshold
from wes_rules.rules.measure import Rule
from wes_rules.values.quantity import Unit
from wes_rules.wording.amounts import NUMBER, amount_read, unnamed
from wes_rules.wording.clause import Clause
from wes_rules.wording.draft import SIDE_OF
from wes_rules.wording.dues import begins_in, due_day, span_of, start_from, years_to
from wes_rules.wording.items import Is, Item
from wes_rules.wording.limits import ask_if_worse, is_floor, level_rule, way_between, with_its_side
from wes_rules.wording.result import Asks
from wes_rules.wording.times import YEAR, month_read

# How many of the periods of a rate there are in a year.
_IN_A_YEAR = {"year": 1, "quarter": 4, "month": 12, "term": 3, "week": 52, "day": 365}
_FIRST = re.compile(unnamed(NUMBER), re.IGNORECASE)
_AN_AVERAGE = re.compile(r"\b(?:average|mean|median)(?: of)?:? ?[^a-z]*$", re.IGNORECASE)
# What a figure beside the target may be that was not reached, but is to be.
_PROMISED = re.compile(
    r"\b(?:threshold|trigger|floor|minimum|maximum|standard|benchmark|expected|forecast)\b", re.IGNORECASE
)
# A target that has a word of its own may be another's: "92% of calls answered (national target 90%)".
_OF_ANOTHER = re.compile(r"(?<!\w)(?!(?:against|versus|with|a|the|our|its|and|to) )[a-z]+ $", re.IGNORECASE)


def due(clause: Clause) -> dict[str, Any]:
    """Return the day by which a clause is due as a field of its rule; empty if it has none or a question is open."""
    item = clause.take(Is.DUE) or next(iter(clause.draft.dues), None)
    if item is None and (span := clause.one(Is.SPAN)) is not None and span.side != "years":
        clause.taken.add(span)
        item = Item(what=Is.DUE, start=span.start, end=span.end, text=span.text, when=span.name)
        start_from(clause.draft, Item(what=Is.SINCE, start=span.start, end=span.end, text=span.text, when=span.when))
    day = None if item is None else due_day(clause.draft, item)
    return {} if day is None else {"by": day}


def lasting(clause: Clause) -> None:
    """Note to which day a promise about every period is made."""
    item = clause.take(Is.UNTIL, Is.DUE) or next(iter(clause.draft.dues), None)
    if item is not None:
        clause.draft.until = due_day(clause.draft, item)


def level(clause: Clause) -> Rule | None:
    """At least 75%; 70% of ...; a target of 95%."""
    item = _target_beside_a_result(clause) or clause.take(Is.LEVEL, Is.VALUE, Is.TO) or clause.take(Is.OF, Is.INSTEAD)
    item = item or _time_alone(clause)
    if item is None:
        return None
    item, draft = with_its_side(clause, item), clause.draft
    if item.name == "so many of" and draft.context.unit is Unit.SCORE:
        item = _of_a_score(clause, item)
    so_many = item.name == "so many of"
    if so_many and (draft.context.unit is not Unit.PERCENT or item.amount.value != round(item.amount.value, 9)):
        draft.unread(item)
        return None
    fields = _all_of_a_span(clause, item) or due(clause)
    _in_one_period(clause, item, alone=not fields)
    in_each(clause, item)
    overall = clause.says("overall") and clause.is_number_of_things(item)
    if (draft.several_a_year or (fields and draft.number is None)) and (overall or clause.says_together):
        what = "whether several figures together are meant is not said"
        together = "those of a year" if draft.several_a_year else "all since the plan began"
        draft.ask(Asks.TOTAL, item.text, what, "each figure by itself", f"{together} together")
    if draft.context.unit is Unit.COUNT and _AN_AVERAGE.search(clause.text[: item.end]):
        what = "of which counts it is the average is not said"
        draft.ask(Asks.TOTAL, item.text, what, "of several periods", "of each period")
    if len(item.amounts) == 2:
        return between(clause, item, fields)
    if fields and draft.number is None:
        _by_a_day(clause, item)
    if doubt := _no_level(clause, item):
        draft.ask(Asks.HOW_MUCH, item.text, doubt[0], *doubt[1:])
        return None
    _way_from_start(clause, item)
    side = item.side
    if not side and draft.better is None and is_floor(clause, item):
        used = "at least that: a share that is to be achieved, or to be in time, is a floor"
        draft.reads(item.text, used, "exactly that", "at most that")
        side = "at_least"
    return level_rule(clause, item.amount, side, item.text, fields)


def _target_beside_a_result(clause: Clause) -> Item | None:
    """Return the value labelled as the target if an earlier one is not: "4.18% Target: 4.25%"."""
    values = clause.all(Is.LEVEL, Is.VALUE, Is.TO, Is.OF, Is.INSTEAD)
    if len(values) != 2 or "target" not in values[1].text.lower() or values[0].what is not Is.LEVEL:
        return None
    result, target = values
    before, between = clause.text[clause.start : result.start], clause.text[result.end : target.start]
    plain = not (result.side or result.measures or len(result.amounts) > 1 or "target" in result.text.lower())
    alike = result.amount.unit in (target.amount.unit, target.amount.unit or clause.draft.context.unit)
    if not (plain and alike) or _PROMISED.search(before) or _OF_ANOTHER.search(between):
        return None
    labels = [*clause.all(Is.IN), *(one for one in clause.all(Is.CONDITION) if one.name in ("unsettled", "footnote"))]
    # "For now, actual 83%" says more than a label.
    beside = [one for one in labels if one.start < target.start and not clause.between(one, result)]
    beside = [one for one in beside if "," not in clause.text[one.end : result.start]]
    clause.taken |= {result, target, *beside}
    clause.draft.reads(result.text, "a figure beside the target, and no part of it", "a target of its own")
    return target


def _of_a_score(clause: Clause, item: Item) -> Item:
    """Read "4 out of 5" as a score of 4, unless it says of whom: "4 out of 5 tenants"."""
    score = None if clause.text[item.end : clause.end].strip()[:1].isalpha() else _FIRST.search(item.text)
    return item if score is None else attrs.evolve(item, name="", amounts=(amount_read(score[0]),))


def _time_alone(clause: Clause) -> Item | None:
    """Return a time limit that is itself the figure, so that less is better."""
    times, draft = clause.all(Is.WITHIN), clause.draft
    if len(times) != 1 or draft.better is not Better.LOWER or draft.unit in (Unit.PERCENT, Unit.COUNT):
        return None
    clause.taken.add(times[0])
    return attrs.evolve(times[0], side=times[0].side or "at_most")


def in_each(clause: Clause, item: Item) -> None:
    """Note that a value applies to each year, month or the like; ask if it may cover several figures or hold at all times."""
    draft = clause.draft
    each = clause.take(Is.EVERY, Is.RATE)
    if each is not None and re.search(r"[- ](?:on|over|by)[- ]", each.text):
        said = f"{item.text} ... {each.text}"
        draft.ask(Asks.HOW_MUCH, said, "it may be a change", "a change by so much", "the value itself")
        return
    always = item.text if item.text.lower().startswith("never") else ""
    if always or (each is not None and each.name not in _IN_A_YEAR):
        what = "whether one miss breaks it for good is not said"
        choices = "each period by itself", "every period since the plan's start"
        draft.ask(Asks.EVERY_PERIOD, always or (each.text if each is not None else ""), what, *choices)
    elif each is not None:
        if each.when and not begins_in(draft.context.calendar, month_read(each.when)):
            draft.ask(Asks.DATE, each.text, "whether the figures are of such years is not said", by="calendar")
        ask_if_other(clause, each)
        draft.reads(each.text, "the figure of each such period", "in every such period since the plan's start")


def ask_if_other(clause: Clause, each: Item) -> None:
    """Ask about each year, month or the like where the figures are those of another period."""
    draft, kind, figures = clause.draft, clause.draft.context.kind, clause.draft.context.a_year
    if kind is not None and figures is not None and _IN_A_YEAR.get(each.name, figures) != figures:
        what = f"the figures are those of a {kind.value}, and whether several together are meant is not said"
        draft.ask(Asks.TOTAL, each.text, what, f"all of a {each.name} together", "each figure by itself")


def _way_from_start(clause: Clause, item: Item) -> None:
    if item.what is not Is.TO or (start := clause.take(Is.FROM)) is None:
        return
    start_from(clause.draft, start)
    if clause.draft.better is None:
        way_between(clause.draft, start.amount.value, item)
    ask_if_worse(clause.draft, item)


def _in_one_period(clause: Clause, item: Item, *, alone: bool) -> None:
    """Ask about a value for one period, such as "90% in 2025"."""
    held = clause.take(Is.IN) if alone else None
    for text in (held.text if held is not None else "", item.when):
        if text:
            what = "whether that period alone is meant is not said"
            clause.draft.ask(Asks.EVERY_PERIOD, text, what, "by its end", "in it alone")


def _no_level(clause: Clause, item: Item) -> tuple[str, ...]:
    """Say how a number may be another thing than a value to be met, and what it may be; nothing where it is none."""
    if item.name == "net":
        return "whether what is offset may be taken off is not said", "what is left after it", "none at all"
    text = item.text.lower()
    known, following = clause.draft.context.unit, clause.text[item.end : clause.end].strip(" .;)")
    named = re.match(r"(?:census|survey|figure|level|result|position|outturn|baseline)", following, re.IGNORECASE)
    if re.search(rf"(?<![\d,.£]){YEAR}$", text) and (
        named or not following or known not in (None, Unit.COUNT, Unit.POUNDS)
    ):
        return "it may be a year or an amount", "the figure of that year", "an amount"
    if text.endswith(":1") and known not in (None, Unit.RATIO):
        return "it may be a ratio or a class", "so many to one", "a class"
    if text.startswith("+") and item.amount.unit is Unit.PERCENT:
        return "it may be a change", "a change by so much", "the value itself"
    so_many = clause.is_so_many(item) or (clause.is_share and item.amount.unit is None and following[:1].isalpha())
    if known is Unit.PERCENT and item.name != "so many of" and so_many:
        what = "whether that is a percentage, or how many of what follows, is not said"
        return what, "a percentage", "what is counted"
    if text.startswith("up to") and item.what is Is.TO:
        return "whether that much is the most or the aim is not said", "at most that", "at least that"
    return ()


def _by_a_day(clause: Clause, item: Item) -> None:
    """Ask what a count by a day covers if a year has several figures: 272 homes may be one quarter's or the year's."""
    draft, things = clause.draft, clause.is_number_of_things(item)
    used, *others = "the figure of the last period up to that day", "all since the plan began together"
    if draft.several_a_year and (things or item.amount.unit is Unit.POUNDS):
        what = "whether the figures up to that day are taken together is not said"
        draft.ask(Asks.TOTAL, item.text, what, used, "all of its year together", *others)
    elif things:
        draft.reads(item.text, used, *others)


def _all_of_a_span(clause: Clause, item: Item) -> dict[str, Any]:
    """Note that a count is the total over several periods; return their last day as a field of the rule."""
    span, draft = clause.one(Is.SPAN), clause.draft
    of_years = span is not None and span.side == "years"
    if span is None or len(item.amounts) > 1 or not (of_years or (clause.says("between") and item.amount.unit is None)):
        return {}
    if item.amount.unit not in (None, Unit.POUNDS):
        return {}
    since, day = years_to(draft, span) if of_years else span_of(draft, span)
    clause.taken.add(span)
    if since is None:
        return {}
    draft.number = {"kind": "running-total", "since": str(since)}
    draft.is_in(item.amount.unit or Unit.COUNT, item.text)
    draft.reads(span.text, "all of these periods together", "each of them", "the last one against the first")
    return {} if day is None else {"by": day}


def between(clause: Clause, item: Item, fields: dict[str, Any]) -> Rule | None:
    """Between two values, both included."""
    (low, high), draft = item.amounts, clause.draft
    if not draft.is_in(high.unit, item.text) or low.value > high.value:
        what = "whether it is to go from the one to the other, or to lie between the two, is not said"
        draft.ask(Asks.HOW_MUCH, item.text, what, "from the first to the second", "between the two")
        return None
    in_band = draft.better is Better.IN_BAND or clause.says("the higher the better", "the lower the better")
    if not in_band and (draft.better in SIDE_OF or not item.text.lower().startswith("between")):
        end = SIDE_OF.get(draft.better or Better.NONE, "at_least").replace("_", " ")
        what = "whether too good is missed as well is not said"
        draft.ask(Asks.SIDE, item.text, what, "both ends", f"{end} one of them", by="better")
    draft.reads(item.text, "between the two, both included", "at least the lower one")
    return Threshold(between=(low.value, high.value), **fields)


def reached(clause: Clause) -> Rule | None:
    """Will reach 100."""
    item = clause.take(Is.REACH)
    if item is None:
        return None
    draft = clause.draft
    fields = due(clause)
    if not fields and draft.context.deadline is not None:
        fields = {"by": draft.context.deadline}
    chosen = draft.side(item.side or ("at_least" if draft.better is None else ""), item.text)
    if not chosen or not draft.is_in(item.amount.unit, item.text):
        return None
    if not draft.goes(Better.LOWER if chosen in ("at_most", "below") else Better.HIGHER, item.text):
        return None
    draft.reads(item.text, "once reached is reached, even when it is not held", "held on the day")
    return Threshold(**{**fields, chosen: item.amount.value, "reach": True})


def told_apart(rules: list[Rule]) -> bool:
    """Whether no two of several limits are on one side and due at one time."""
    sides = "at_least", "at_most", "above", "below"
    limits = [(one.by, *(getattr(one, side) is None for side in sides)) for one in rules if isinstance(one, Threshold)]
    return len(set(limits)) == len(limits)
