"""Promises about cases and events: all, none, done by a day, enough of them; and a gap that is halted."""

from __future__ import annotations

import re
from typing import Any

from wes_rules.rules.better import Better
from wes_rules.rules.kinds.benchmark_parity import BenchmarkParity
from wes_rules.rules.kinds.everyone import Everyone
from wes_rules.rules.kinds.halt_then_decrease import HaltThenDecrease
from wes_rules.rules.kinds.milestone import Milestone
from wes_rules.rules.kinds.threshold import Threshold
from wes_rules.rules.measure import Rule
from wes_rules.series.comparators import IndicatorFigure
from wes_rules.values.quantity import Unit
from wes_rules.wording.clause import Clause
from wes_rules.wording.dues import stated_period
from wes_rules.wording.items import Is, Item
from wes_rules.wording.levels import due, in_each
from wes_rules.wording.result import Asks, Unsaid

_OF_THOSE = re.compile(r"\W*(?:the )?(?:%|percentage|proportion|share|number) of [a-z-]+ ", re.IGNORECASE)

# Of a disease "elimination" is a rate that is low enough.
_DISEASES = re.compile(
    r"\b(?:epidemics?|aids|hiv|tuberculosis|tb|malaria|hepatitis|measles|polio|rabies|transmission)\b", re.IGNORECASE
)


def named_by_a_benchmark(clause: Clause) -> Rule | None:
    """Percentage of pupils above the national average: it may be no more than the name of a share."""
    item = clause.one(Is.BENCHMARK)
    if item is not None and _OF_THOSE.fullmatch(clause.text, clause.start, item.start):
        clause.taken.add(item)
        what = "whether that is promised, or says which of them are counted, is not said"
        clause.draft.ask(Asks.NO_PROMISE, clause.said, what, "a promise", "what is counted")
    return None


def unsaid(clause: Clause) -> Rule | None:
    """What people promise, and no kind of rule says yet."""
    if (item := clause.take(Is.UNSAID)) is not None:
        clause.draft.cannot(Unsaid(item.name), item.text)
    return None


def halted(clause: Clause) -> Rule | None:
    """The gap is halted in 20/21 and then starts to decrease."""
    item = clause.take(Is.HALT)
    if item is None:
        return None
    clause.draft.goes(Better.LOWER, item.text)
    period = stated_period(clause.draft, item.when, item.text)
    clause.draft.reads("halted", "it no longer grows", "it is gone")
    clause.draft.reads(
        "then", "the first comparable period after it and the latest are below its level", "lower in every later period"
    )
    return None if period is None else HaltThenDecrease(halt=period)


def event(clause: Clause) -> Rule | None:
    """Built by 2023; 250 homes built by 2023."""
    done = clause.one(Is.DONE) or clause.opening(Is.DO) or _verb_first(clause)
    of_a_year = any(one.name == "year to" for one in clause.all(Is.DUE))
    if done is None or of_a_year or not (clause.all(Is.DUE) or clause.draft.dues):
        return None
    number = clause.one(Is.LEVEL, Is.VALUE)
    if number is not None and (
        number.amount.unit is not None or number.measures or number.side not in ("", "at_least")
    ):
        return None
    clause.taken.add(done)
    fields = due(clause)
    if not fields or not clause.draft.goes(Better.HIGHER, done.text):
        return None
    clause.draft.is_in(Unit.COUNT, done.text)
    if number is None or number.amount.value == 1:
        clause.draft.reads(
            done.text, "done on or before the day; no report of it counts as not done", "open with users"
        )
        least: dict[str, Any] = {} if number is None else {"at_least": number.amount.value}
        clause.taken |= {number} if number is not None else set()
        return Milestone(**fields, **least)
    clause.taken.add(number)
    what = "whether each figure is the total so far or what was done in its period is not said"
    clause.draft.ask(Asks.TOTAL, number.text, what, "the total so far", "what was done in the period")
    return Milestone(**fields, at_least=number.amount.value)


def _verb_first(clause: Clause) -> Item | None:
    """Return a verb such as "publish" that nothing but a day stands before."""
    item = clause.one(Is.DO)
    if item is None or clause.words(clause.start, item.start):
        return None
    earlier = [one for one in clause.items if one.start < item.start and one.what is not Is.DUE]
    return None if earlier else item


def none(clause: Clause) -> Rule | None:
    """No child ...; eliminate ...; zero."""
    item = clause.opening(Is.NONE) or clause.one(Is.END)
    if item is None:
        return None
    if item.what is Is.END and clause.words(clause.start, item.start) and not clause.all(Is.MODAL):
        return None
    clause.taken.add(item)
    if item.what is Is.END and item.text.lower().endswith("ed"):
        what = "whether none is promised, or those are counted, is not said"
        clause.draft.ask(Asks.NO_PROMISE, clause.said, what, "none at all", "what is counted")
        return None
    if item.what is Is.END and (of := _DISEASES.search(clause.said)) is not None:
        what = "whether no case at all is meant, or so few that it counts as gone, is not said"
        clause.draft.ask(Asks.HOW_MUCH, of[0], what, "none at all", "a stated amount")
        return None
    return Threshold(equals=0, **due(clause)) if clause.draft.goes(Better.LOWER, item.text) else None


def everyone(clause: Clause) -> Rule | None:
    """All (100%) ...; every ..."""
    item = clause.opening(Is.ALL)
    if item is None:
        return None
    clause.taken.add(item)
    number = clause.one(Is.LEVEL)
    if number is not None and number.amount.value == 100 and number.amount.unit is Unit.PERCENT:
        clause.taken.add(number)
    if clause.says("average", "mean", "median"):
        what = "an average is another number than the share of cases, and one measure has one"
        clause.draft.ask(Asks.SEVERAL, clause.said, what, "the average", "every case")
        return None
    clause.draft.reads(item.text, "every case, decided on counts", "a percentage that is printed as 100%")
    in_each(clause, item)
    if not clause.draft.is_in(Unit.PERCENT, item.text) or not clause.draft.goes(Better.HIGHER, item.text):
        return None
    return Everyone(**due(clause))


def sufficient(clause: Clause) -> Rule | None:
    """Sufficient places to meet demand."""
    item = clause.take(Is.SUFFICIENT)
    if item is None:
        return None
    draft = clause.draft
    if draft.context.demand is None:
        what = "with which figures it is to be compared is not said"
        draft.ask(
            Asks.COMPARED_WITH, clause.text[item.start : clause.end], what, "the figures of the demand", by="demand"
        )
        return None
    draft.goes(Better.HIGHER, item.text)
    draft.is_in(Unit.COUNT, item.text)
    return BenchmarkParity(against=IndicatorFigure(indicator=draft.context.demand), **due(clause))
