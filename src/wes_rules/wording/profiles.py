"""A target for each quarter of a year: "48%, 46%, 42% and 40% in the quarters of 2024/25"; "Q1 25%, Q2 50%, Q3 75%, Q4 98%"."""

from __future__ import annotations

import re

from wes_rules.errors import PeriodError
from wes_rules.rules.better import Better
from wes_rules.rules.kinds.trajectory import Point, Trajectory
from wes_rules.values.period import Period
from wes_rules.values.period_kind import PeriodKind
from wes_rules.wording.amounts import AMOUNT, amount_read, unnamed
from wes_rules.wording.draft import Draft
from wes_rules.wording.holding import BEFORE
from wes_rules.wording.lexicon import SIDES, SIGNS, key_of
from wes_rules.wording.result import Asks
from wes_rules.wording.scanning import items_in
from wes_rules.wording.times import SPLIT_YEAR, YEAR
from wes_rules.wording.trajectories import WAY_OF

_A = unnamed(AMOUNT)
_YEAR = rf"(?: (?:of|in) (?:the )?(?:year )?(?P<year>{SPLIT_YEAR}|{YEAR}))"
_EACH = r"(?P<each>,? (?:and )?(?:so )?(?:(?:in|of) )?(?:each|every) (?:later |following )?year(?: (?:after|after that|from then on))?)"
_QUARTERS = r"(?:so far )?in (?:(?:the |the four |its )?quarters|Q1 to Q4|quarters 1 to 4)"
_LISTED = (
    rf"(?P<values>{_A}(?:, {_A}){{2}},? and {_A}) {_QUARTERS}(?:{_YEAR}{_EACH}?|{_EACH.replace('<each>', '<alone>')})"
)
_LABELLED = rf"(?P<labelled>Q1 ?[-:=]? ?{_A}[,;/]? ?Q2 ?[-:=]? ?{_A}[,;/]? ?Q3 ?[-:=]? ?{_A}[,;/]?(?: and)? ?Q4 ?[-:=]? ?{_A}){_YEAR.replace('<year>', '<from_year>')}?{_EACH.replace('<each>', '<always>')}?"
_PROFILE = re.compile(rf"(?:(?P<pre>{BEFORE}) )?(?:{_LISTED}|{_LABELLED})[\s.;\"]*$", re.IGNORECASE)
# What stands before figures that were reached, and are no targets.
_REACHED = re.compile(
    r"\b(?:was|were|had|been|did|actuals?|outturn|achieved|results?|reported|forecasts?|estimate[sd]?|previous|former|old|last)\b",
    re.IGNORECASE,
)
_ONE = re.compile(rf"(?:Q[1-4] ?[-:=]? ?)?({_A})", re.IGNORECASE)


def profile_in(text: str) -> re.Match[str] | None:
    """Find a target for each quarter that ends a text; None where anything before it means something as well."""
    found = _PROFILE.search(text)
    return None if found is None or items_in(text[: found.start()]) else found


def profile(draft: Draft, found: re.Match[str]) -> Trajectory | None:
    """Return the targets of the quarters of one year, or of each one from a first one on."""
    before = found.string[: found.start()].strip(' "')
    if before and (_REACHED.search(before) or not (found["pre"] or before.endswith((":", "-")))):
        draft.ask(Asks.NOT_UNDERSTOOD, before, "whether the figures are promised, or what was reached, is not said")
    kind, said = draft.context.kind, found["values"] or found["labelled"]
    amounts = [amount_read(one) for one in _ONE.findall(said)]
    year, each = found["year"] or found["from_year"], found["each"] or found["alone"] or found["always"]
    pre = found["pre"] or ""
    side = draft.side((key_of(SIDES, pre) or key_of(SIGNS, pre) or "") if pre else "", said)
    if not side or not draft.is_in(amounts[-1].unit, said) or not draft.goes(WAY_OF.get(side, Better.HIGHER), said):
        return None
    if kind is None or kind.per_year != PeriodKind.CALENDAR_QUARTER.per_year:
        draft.ask(Asks.DATE, said, "whether the figures are those of quarters is not said", by="calendar")
        return None
    if year is None:
        draft.ask(Asks.BASELINE_PERIOD, said, "from which year on these are the targets is not said")
        return None
    try:
        periods = [Period.parse(f"{year} Q{number}", kind) for number in range(1, 5)]
    except PeriodError as error:
        draft.ask(Asks.DATE, year, str(error), by="calendar")
        return None
    draft.reads(said, "a target for each quarter", "the last one alone")
    points = (Point(period=one, value=amount.value) for one, amount in zip(periods, amounts, strict=True))
    return Trajectory(points=tuple(points), each_year=bool(each))
