"""Turn a key of colours into the bands of a promise: how far off counts as met or at risk, and from where it is exceeded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import attrs

from wes_rules.errors import DefinitionError
from wes_rules.rules.better import Better
from wes_rules.rules.closeness import Closeness
from wes_rules.rules.measure import Rule
from wes_rules.values.quantity import Unit
from wes_rules.wording.draft import Draft
from wes_rules.wording.keys import Band
from wes_rules.wording.result import Asks

_FIELDS = {"green": "met_within", "amber": "tolerance", "blue": "exceeded_by"}
# "Slightly below target" names a colour, whichever way is better.
_SAID_SIDE = re.compile(r"(?<!slightly )\b(above|over|below|under|short)\b(?=(?: of)?\s+(?:(?:the|its|our)\s+)?target)")
_SIDES = ("at_least", "above", "at_most", "below")


def coloured(draft: Draft, key: Sequence[Band], rule: Rule | None) -> Rule | None:
    """Return a promise with the bands of a key; ask where they contradict each other."""
    if not key or rule is None:
        return rule
    if not isinstance(rule, Closeness):
        draft.ask(Asks.SEVERAL, key[0].text, "of which promise these colours are is not said")
        return rule
    limit = next((one for name in _SIDES if (one := getattr(rule, name, None)) is not None), None)
    for band in (one for one in key if one.reached):
        if any(one.value > 100 if draft.better is Better.HIGHER else one.value < 100 for one in band.amounts):
            draft.ask(Asks.CONFLICT, band.text, "it is better than the target, and no miss of it")
    for band in (one for one in key if _on_the_wrong_side(draft, rule, one)):
        draft.ask(Asks.CONFLICT, band.text, "it lies on the other side of the target")
    amounts = [one.colour for one in key if one.amounts]
    if len({*amounts}) < len(amounts):
        draft.ask(Asks.CONFLICT, key[0].text, "one colour begins at two places")
    said, beyond = key[0].text, [one for one in key if one.colour == "blue"]
    key = [one.as_distance() for one in key if one.colour != "blue"]
    distances = any(one.far_off for one in key)
    key = _adjoined(key) if distances else key
    fields: dict[str, Any] = {}
    for band in beyond:
        fields |= _exceeded(draft, band, rule, limit)
    for band in key:
        fields |= _of(draft, band, limit, distances=distances, of_target=any("target" in one.off for one in key))
    edges = _edges(draft, key, distances=distances)
    fields |= {name: edge for name, edge in edges.items() if name.removesuffix("_edge") in fields}
    try:
        found = attrs.evolve(rule, **fields)
    except DefinitionError as error:
        draft.ask(Asks.CONFLICT, said, str(error))
        return None
    _ask_where_they_part(draft, key, found, limit, distances=distances)
    if key:
        draft.reads(said, "how far off still counts as met, and how far off is at risk only")
    return found


def _ask_where_they_part(
    draft: Draft, key: Sequence[Band], rule: Closeness, limit: Decimal | None, *, distances: bool
) -> None:
    """Ask where a colour does not begin where the one before it ends, or where nothing says what lies between."""
    for band in (one for one in key if not _fits(rule, limit, one, distances=distances)):
        if band.colour == "red" and not any(one.colour in ("amber", "green") for one in key):
            what = "whether what lies between the target and where red begins is at risk, or met, is not said"
            draft.ask(Asks.HOW_MUCH, band.text, what, "at risk", "met")
        else:
            draft.ask(Asks.CONFLICT, band.text, "it does not begin where the band before it ends")


def _on_the_wrong_side(draft: Draft, rule: Rule, band: Band) -> bool:
    """Whether "above target" or "below target" names the side where this colour cannot be."""
    if any(getattr(rule, name, None) is not None for name in ("between", "equals")):
        return False
    higher = next((name in ("at_least", "above") for name in _SIDES if getattr(rule, name, None) is not None), None)
    if higher is None and draft.better in (Better.HIGHER, Better.LOWER):
        higher = draft.better is Better.HIGHER
    said = {*_SAID_SIDE.findall(band.text.lower()), *band.off.split()[:1]}
    above, below = bool(said & {"above", "over"}), bool(said & {"below", "under", "short"})
    if higher is None or above is below:
        return False
    beyond = band.colour == "blue" or (band.colour == "green" and (band.met or not band.amounts))
    return above is not (higher is beyond)


def _exceeded(draft: Draft, band: Band, rule: Closeness, limit: Decimal | None) -> dict[str, Any]:
    """Return from where a promise counts as exceeded: a distance beyond the target, or a value."""
    if not band.amounts:
        draft.ask(Asks.HOW_MUCH, band.text, "by how much the target is exceeded is not said")
        return {}
    edge = {"exceeded_by_edge": "excluded"} if band.takes(band.before) is False else {}
    draft.reads(band.text, "kept by so much it counts as exceeded, which is no status of its own")
    if band.met and not band.far_off and band.amounts[-1].unit is not Unit.POINTS:
        what = "whether that is a value, or by how much the target is exceeded, is not said"
        draft.ask(Asks.HOW_MUCH, band.text, what, "a value", "a distance from the target")
        return {}
    if band.met or band.far_off or limit is None:
        return _distance(draft, band, of_target="target" in band.off) | edge
    if not _lies_behind(rule, limit, band):
        return {"exceeded_by": _from_limit(limit, band), **edge}
    draft.ask(Asks.CONFLICT, band.text, "it does not lie beyond the target")
    return {}


def _adjoined(key: Sequence[Band]) -> Sequence[Band]:
    """Return a key whose amber reaches to where red begins, where that alone says it, or is as near as the decimals of amber allow."""
    amber, red = (next((one for one in key if one.colour == colour), None) for colour in ("amber", "red"))
    if amber is None or red is None:
        return key
    (end, _), (begin, takes) = amber.ends(distance=True), red.begins(distance=True)
    if begin is None or end == begin or not (end is None or (takes and _next_to(end, begin))):
        return key
    start = amber.amounts[:1] if amber.amounts[1:] or (amber.amounts and end is None) else ()
    reaching = attrs.evolve(
        amber,
        amounts=(*start, red.amounts[0]),
        before_last="" if takes is None else "less than" if takes else "at most",
    )
    if not start:
        reaching = attrs.evolve(reaching, before=reaching.before_last)
    return [reaching if one is amber else one for one in key]


def _next_to(one: Decimal, other: Decimal) -> bool:
    """Whether no value fits between two amounts at the decimals they are written with; whole numbers do not tell."""
    finest = min(int(each.as_tuple().exponent) for each in (one, other))
    return finest < 0 and abs(one - other) == Decimal(1).scaleb(finest)


def _of(draft: Draft, band: Band, limit: Decimal | None, *, distances: bool, of_target: bool) -> dict[str, Any]:
    """Return the fields of one colour; red has none, as it is what is left."""
    if band.colour == "amber" and not band.amounts:
        draft.ask(Asks.HOW_MUCH, band.text, "how far off is at risk only is not said")
    if band.colour not in _FIELDS or not band.amounts:
        return {}
    if _either(band, limit, distances=distances):
        what = "whether that is a value, or how far off the target it is, is not said"
        draft.ask(Asks.HOW_MUCH, band.text, what, "a value", "a distance from the target")
        return {}
    if band.far_off or (distances and band.colour == "amber"):
        return _distance(draft, band, of_target=of_target)
    if band.colour != "amber":
        return {}
    if limit is None:
        draft.ask(Asks.HOW_MUCH, band.text, "how far off the target that is is not said, as it is not one value")
        return {}
    if band.text.lower().startswith(("low", "floor")):
        what = "whether what lies between the two targets is at risk only, or met, is not said"
        draft.ask(Asks.HOW_MUCH, band.text, what, "at risk", "met")
    return {"tolerance": _from_limit(limit, band), "tolerance_in": "points"}


def _either(band: Band, limit: Decimal | None, *, distances: bool) -> bool:
    """Whether an amount may be either a value or a distance: "amber to 90%", "tolerance 90%" with a target of 95%."""
    if band.names_itself:
        return limit is not None and _from_limit(limit, band) < band.amounts[-1].value
    return band.up_to and not band.far_off and not distances


def _from_limit(limit: Decimal, band: Band) -> Decimal:
    """Return how far the worst value of a band lies from the limit."""
    return max(abs(limit - one.value) for one in band.amounts)


def _distance(draft: Draft, band: Band, *, of_target: bool) -> dict[str, Any]:
    """Return a band given as a distance; for a percentage it may be in points or in percent of the target."""
    name, amount = _FIELDS[band.colour], band.amounts[-1]
    if amount.unit is not Unit.PERCENT:
        return {name: amount.value, f"{name}_in": "points"}
    if draft.unit is Unit.PERCENT and draft.context.change_in is None and not of_target:
        what = "of a percentage it may mean points or percent"
        draft.ask(Asks.POINTS_OR_PERCENT, band.text, what, "points", "percent of the target", by="change_in")
    if draft.unit is Unit.PERCENT and of_target:
        draft.reads(band.text, "in percent of the target", "in points")
    in_points = draft.unit is Unit.PERCENT and draft.context.change_in == "points"
    return {name: amount.value, f"{name}_in": "points" if in_points else "percent-of-target"}


def _fits(rule: Closeness, limit: Decimal | None, band: Band, *, distances: bool) -> bool:
    """Whether a colour begins where the one before it ends."""
    if not band.amounts:
        return True
    first, met = band.amounts[0].value, rule.met_within
    if band.colour == "green":
        return band.far_off or first == limit
    if band.colour == "amber":
        if not distances:
            return limit is None or _lies_behind(rule, limit, band)
        return len(band.amounts) == 1 or first in (0, met) or _next_to(first, met)
    if distances and first == (rule.tolerance or met):
        return True
    return limit is not None and rule.tolerance_in == "points" and _from_limit(limit, band) == rule.tolerance


def _lies_behind(rule: Closeness, limit: Decimal, band: Band) -> bool:
    """Whether the values of a band are all worse than the limit, and its better end, where both are said, is the next to it."""
    worse = 1 if any(getattr(rule, name, None) is not None for name in ("at_most", "below")) else -1
    near, *_, far = sorted(worse * (one.value - limit) for one in (*band.amounts, band.amounts[-1]))
    step = Decimal(1).scaleb(
        min(int(one.as_tuple().exponent) for one in (limit, *(each.value for each in band.amounts)))
    )
    return near >= 0 < far and (len(band.amounts) == 1 or near <= step)


def _edges(draft: Draft, key: Sequence[Band], *, distances: bool) -> dict[str, str]:
    """Say which of two colours includes the value between them; ask if both do, or neither."""
    found: dict[str, str] = {}
    for better, worse in (("green", "amber"), ("amber", "red")):
        one, after = (next((band for band in key if band.colour == colour), None) for colour in (better, worse))
        if better == "green" and not (one is not None and one.far_off):
            continue
        taken = None if one is None else one.ends(distance=distances or one.far_off)[1]
        next_takes = None if after is None else after.begins(distance=distances or after.far_off)[1]
        if taken is next_takes is not None:
            text = (one or after).text  # type: ignore[union-attr] # one of them says it
            what = f"whether what is off by exactly that is {better} or {worse} is not said"
            draft.ask(Asks.CONFLICT, text, what, better, worse)
        elif taken is False or next_takes:
            found[f"{_FIELDS[better]}_edge"] = "excluded"
            text = (after if next_takes else one).text  # type: ignore[union-attr] # it says so
            draft.reads(text, f"what is off by exactly that is {worse}", better)
    return found
