"""
Store entries of earlier versions, converted into the present form.

Figures were once stored only as words, which must stay readable whatever the present wording is.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

_TERMS = ("after", "close_after", "severity", "evidence", "provisional")
# A place ends in its role, the period of the figure, which may have a stroke in it, and whose it is.
_PLACE = re.compile(r"(?:/\d+)*/(?P<role>[a-z_]+)/(?P<period>\d{4}/\d{2}[^/]*|[^/]*)/")
_WORDS = re.compile(
    r"(?P<rank>rank )?(?:(?P<missing>not known)|any value|between (?P<low>\S+)(?: \w+)? and (?P<high>\S+)(?: \w+)?"
    r"|(?P<least>\S+)(?: \w+)? or more|(?P<most>\S+)(?: \w+)? or less|(?P<value>\S+)(?: (?:points?|days?))?)"
    r"(?: \((?P<part>\d+) of (?P<whole>\d+)\))?(?: \(.*\))?(?: in .*)?"
)


def told_of_form_1(plain: dict[str, Any]) -> dict[str, Any]:
    """Convert form 1 into form 2: figures, margins and terms as values, overdue figures apart."""
    found = {**plain}
    period = found.get("period", "")
    if isinstance(found.get("unstable"), bool):
        # This once stored only whether the alert was unstable.
        found["unstable"] = period if found["unstable"] else ""
    if isinstance(found.get("inputs"), dict):
        found["inputs"] = [_figure(key, words, period) for key, words in found["inputs"].items()]
    if found.get("margin") == "":
        found["margin"] = None
    if isinstance(found.get("margins"), dict):
        found["margins"] = {place: one or None for place, one in found["margins"].items()}
    if found.get("severity") == "overdue" and isinstance(found.get("basis"), str):
        found["overdue"] = [_awaited(one) for one in found.pop("basis").split("; ") if one]
    if isinstance(found.get("terms"), str):
        terms = found["terms"].split()
        names = _TERMS if len(terms) > 1 else ("grace_days",)
        found["terms"] = dict(zip(names, terms, strict=False))
    return found


def _figure(key: str, words: str, latest: str) -> dict[str, Any]:
    period, name, place = key.split("|", 2) if key.count("|") > 1 else ("", *key.split("|", 1))
    found = _PLACE.match(place)
    role, of = (found["role"], found["period"]) if found else ("", "")
    # A figure was once stored without the period whose verdict uses it; take its own, if any.
    return {
        "period": period or of or latest,
        "place": place,
        "role": role,
        "known": _known(words),
        "name": name,
        "words": words,
    }


def _known(words: str) -> dict[str, Any] | None:
    found = _WORDS.fullmatch(words)
    if found is None:
        return None
    low, high = (found[one] or found["value"] or found[other] for one, other in (("low", "least"), ("high", "most")))
    try:
        ends = [None if one is None else format(Decimal(re.sub("[£%,]", "", one)), "f") for one in (low, high)]
    except InvalidOperation:
        return None
    counts = [] if found["part"] is None else [int(found["part"]), int(found["whole"])]
    return {"unit": "", "low": ends[0], "high": ends[1], "missing": bool(found["missing"]), "counts": counts}


def _awaited(words: str) -> dict[str, Any]:
    return {"period": words.partition(" (")[0], "place": None, "words": words}
