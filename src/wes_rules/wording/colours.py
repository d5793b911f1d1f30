"""Green, amber and red as councils write them beside a target: how far off still counts as met, or is at risk only."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs

from wes_rules.errors import DefinitionError
from wes_rules.rules.closeness import Closeness
from wes_rules.rules.kinds.threshold import Threshold
from wes_rules.rules.measure import Rule
from wes_rules.values.quantity import Unit
from wes_rules.wording.clause import Clause
from wes_rules.wording.items import Is, Item
from wes_rules.wording.result import Asks

_FIELDS = {"green": "met_within", "amber": "tolerance"}


def coloured(clause: Clause, rule: Rule | None) -> Rule | None:
    """Return a promise with the bands that the clause says of it; what does not fit together is asked."""
    bands = clause.all(Is.COLOUR)
    if not bands or not isinstance(rule, Closeness):
        return rule
    clause.taken.update(bands)
    limit = next((getattr(rule, one) for one in ("at_least", "at_most") if getattr(rule, one, None) is not None), None)
    distances = any(one.way == "within" for one in bands)
    fields: dict[str, Any] = {}
    for band in bands:
        if band.name in _FIELDS and (band.way == "within" or (band.way and distances)):
            fields |= _within(clause, band, of_target=any(one.when for one in bands))
        elif band.way:
            what = "whether that is a value, or how far off the target it is, is not said"
            clause.draft.ask(Asks.HOW_MUCH, band.text, what, "a value", "a distance from the target")
        elif band.name == "amber" and limit is not None and isinstance(rule, Threshold):
            fields |= {"tolerance": _from_limit(limit, band), "tolerance_in": "points"}
    try:
        found = attrs.evolve(rule, **fields)
    except DefinitionError as error:
        clause.draft.ask(Asks.CONFLICT, bands[0].text, str(error))
        return None
    for band in bands:
        if (band.name == "green" and band.way != "within" and band.amount.value != limit) or (
            band.name == "red" and band.amounts and not _is_where_amber_ends(found, limit, band, distances=distances)
        ):
            _contradicts(clause, band)
    clause.draft.reads(bands[0].text, "how far off still counts as met, and how far off is at risk only")
    return found


def _contradicts(clause: Clause, band: Item) -> None:
    clause.draft.ask(Asks.CONFLICT, band.text, "it does not begin where the band before it ends")


def _from_limit(limit: Decimal, band: Item) -> Decimal:
    """Return how far the worst value of a band lies from the limit."""
    return max(abs(limit - one.value) for one in band.amounts)


def _is_where_amber_ends(rule: Closeness, limit: Decimal | None, band: Item, *, distances: bool) -> bool:
    if distances:
        return band.amount.value == (rule.tolerance or rule.met_within)
    return limit is not None and rule.tolerance_in == "points" and _from_limit(limit, band) == rule.tolerance


def _within(clause: Clause, band: Item, *, of_target: bool) -> dict[str, Any]:
    """Return a band that is said as a distance; of a percentage it may be in points or in percent of the target."""
    draft, name, unit = clause.draft, _FIELDS[band.name], band.amount.unit
    if unit is not Unit.PERCENT:
        return {name: band.amount.value, f"{name}_in": "points"}
    if draft.unit is Unit.PERCENT and draft.context.change_in is None and not of_target:
        what = "of a percentage it may mean points or percent"
        draft.ask(Asks.POINTS_OR_PERCENT, band.text, what, "points", "percent of the target", by="change_in")
    in_points = draft.unit is Unit.PERCENT and draft.context.change_in == "points"
    return {name: band.amount.value, f"{name}_in": "points" if in_points else "percent-of-target"}
