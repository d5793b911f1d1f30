"""Read what is kept at a value in every period ("maintained at 75%"), and "kept" where it only says which are counted."""

from __future__ import annotations

import re
from typing import Any

from wes_rules.rules.better import Better
from wes_rules.rules.kinds.maintain import Maintain
from wes_rules.rules.kinds.threshold import Threshold
from wes_rules.rules.measure import Rule
from wes_rules.wording.clause import Clause
from wes_rules.wording.items import Is, Item
from wes_rules.wording.levels import ask_if_other, between, due, lasting
from wes_rules.wording.result import Asks

_KEPT = re.compile(r"kept|held|maintained|sustained", re.IGNORECASE)
# A name of things, and not of what is measured of them.
_THINGS = re.compile(r"[^\s\Ws](?<!level)(?<!rate)(?<!standard)(?<!target)(?<!score)(?<!figure)s\W*$", re.IGNORECASE)


def kept(clause: Clause) -> Rule | None:
    """Maintained at 75% or above."""
    keep = clause.one(Is.KEEP)
    value = clause.one(Is.LEVEL, Is.VALUE, Is.TO, Is.OF)
    since = next((one for one in clause.all(Is.SINCE) if one.name == "level"), None)
    if keep is not None and value is None and since is not None:
        clause.taken |= {keep, since}
        clause.draft.ask(Asks.BASELINE, since.text, f"what the level of {since.when} was is not said", by="baseline")
    if keep is None or value is None or _says_which(clause, keep, value):
        return None
    clause.taken |= {keep, value}
    if (each := clause.take(Is.EVERY, Is.RATE)) is not None:
        ask_if_other(clause, each)
    draft, side = clause.draft, value.side
    if len(value.amounts) == 2:
        draft.reads(keep.text, "each period by itself", "every period since the plan's start")
        return between(clause, value, due(clause))
    if side in ("above", "below") and len(value.amounts) == 1:
        return _kept_strictly(clause, keep, value)
    chosen = draft.side(side, value.text)
    better = {"at_least": Better.HIGHER, "at_most": Better.LOWER}.get(chosen)
    if better is None:
        if chosen:
            draft.unread(value)
        return None
    if not draft.is_in(value.amount.unit, value.text) or not draft.goes(better, value.text):
        return None
    lasting(clause)
    draft.reads(keep.text, "every period since the plan's start", "the latest period")
    limit: dict[str, Any] = {chosen: value.amount.value}
    return Maintain(**limit)


def _says_which(clause: Clause, keep: Item, value: Item) -> bool:
    """Set aside a "kept" beside a bare number that says which are counted, "appointments: 95% kept"; ask where it may say that it lasts."""
    first, second = sorted((keep, value), key=lambda one: one.start)
    if value.side or not _KEPT.fullmatch(keep.text) or clause.text[first.end : second.start].strip(" :(-"):
        return False
    before = clause.text[clause.start : first.start]
    if clause.is_share or "%" in before or (first is value and _THINGS.search(before)):
        clause.items.remove(keep)
        clause.defining.append(keep)
        return True
    what = "whether it is to last, or says which of them are counted, is not said"
    clause.taken |= {keep, value}
    clause.draft.ask(
        Asks.EVERY_PERIOD, f"{first.text} {second.text}", what, "every period since the plan's start", "what is counted"
    )
    return True


def _kept_strictly(clause: Clause, keep: Item, value: Item) -> Rule | None:
    """Ask about "kept below 7%": no kind of rule says that of every period, so the author has to choose."""
    draft = clause.draft
    better = Better.HIGHER if value.side == "above" else Better.LOWER
    if not draft.is_in(value.amount.unit, value.text) or not draft.goes(better, value.text):
        return None
    what = f"no kind of rule holds every period {value.side} a value; this one holds each period by itself"
    nearest = "at least the next value" if value.side == "above" else "at most the next value"
    draft.ask(Asks.EVERY_PERIOD, keep.text, what, "each period by itself", f"every period, and {nearest}")
    return Threshold(**{value.side: value.amount.value, **due(clause)})
