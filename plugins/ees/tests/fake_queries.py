"""What a query may be, and which rows it finds, for the fake."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

_LEVELS = [
    "EDA",
    "INST",
    "LA",
    "LAD",
    "LEP",
    "LSIP",
    "MAT",
    "MCA",
    "NAT",
    "OA",
    "PA",
    "PCON",
    "PFA",
    "PROV",
    "REG",
    "RSC",
    "SCH",
    "SPON",
    "WARD",
]
_QUERY_KEYS = {"criteria", "indicators", "sorts", "debug", "page", "pageSize"}
_COMPARATORS = {
    "filters": {"eq", "notEq", "in", "notIn"},
    "geographicLevels": {"eq", "notEq", "in", "notIn"},
    "locations": {"eq", "notEq", "in", "notIn"},
    "timePeriods": {"eq", "notEq", "in", "notIn", "gt", "gte", "lt", "lte"},
}


class RefusedError(Exception):
    """A request that the contract does not allow: the status, what is wrong, and where."""

    def __init__(self, status: int, message: str = "", path: str = "") -> None:
        super().__init__(message)
        self.status, self.message, self.path = status, message, path


def check_query(body: Any) -> None:
    """
    Check the body of a query.

    Raises:
        RefusedError: The description of the API does not allow it.
    """
    unknown = set(body) - _QUERY_KEYS
    if unknown:
        raise RefusedError(400, f"Unknown field {min(unknown)}.", min(unknown))
    if not 1 <= body.get("pageSize", 1000) <= 10000:
        raise RefusedError(400, "Must be between 1 and 10000.", "pageSize")
    if body.get("page", 1) < 1:
        raise RefusedError(400, "Must be greater than or equal to 1.", "page")
    for sort in body.get("sorts") or []:
        named = re.fullmatch(r"timePeriod|geographicLevel|(location|filter|indicator)\|.+", sort.get("field", ""))
        if set(sort) != {"field", "direction"} or sort["direction"] not in ("Asc", "Desc") or named is None:
            raise RefusedError(400, "Must be a sort.", "sorts")
    for path, criteria in _all_criteria(body.get("criteria") or {}, "criteria"):
        for facet, comparisons in criteria.items():
            if set(comparisons) - _COMPARATORS.get(facet, set()):
                raise RefusedError(400, "Unknown criteria.", f"{path}.{facet}")
            for value in comparisons.values():
                for one in value if isinstance(value, list) else [value]:
                    _check_value(facet, one, f"{path}.{facet}")


def _check_value(facet: str, one: Any, path: str) -> None:
    if facet == "geographicLevels" and one not in _LEVELS:
        raise RefusedError(400, "Must be a geographic level.", path)
    if facet == "locations" and (one.get("level") not in _LEVELS or len(one) != 2):
        raise RefusedError(400, "Must be a location with a level and one code.", path)


def _all_criteria(criteria: Mapping[str, Any], path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Find the facets in criteria that may be nested."""
    for key in ("and", "or"):
        if key in criteria:
            if set(criteria) != {key} or not criteria[key]:
                raise RefusedError(400, "Must have at least one criteria.", path)
            for place, one in enumerate(criteria[key]):
                yield from _all_criteria(one, f"{path}.{key}[{place}]")
            return
    if "not" in criteria:
        yield from _all_criteria(criteria["not"], f"{path}.not")
        return
    if set(criteria) - set(_COMPARATORS):
        raise RefusedError(400, "Unknown criteria.", path)
    yield path, criteria


def matches(criteria: Mapping[str, Any], fact: Mapping[str, Any]) -> bool:
    """Whether criteria are true of the facts of a row: its level, location, options and time."""
    if "and" in criteria:
        return all(matches(one, fact) for one in criteria["and"])
    if "or" in criteria:
        return any(matches(one, fact) for one in criteria["or"])
    if "not" in criteria:
        return not matches(criteria["not"], fact)
    return all(_compares(facet, how, value, fact) for facet, one in criteria.items() for how, value in one.items())


def _compares(facet: str, how: str, value: Any, fact: Mapping[str, Any]) -> bool:
    if how in ("gt", "gte", "lt", "lte"):
        order = {"gt": "__gt__", "gte": "__ge__", "lt": "__lt__", "lte": "__le__"}[how]
        return bool(getattr(fact["time"][0], order)(value["period"]))
    among = value if isinstance(value, list) else [value]
    tests: dict[str, Callable[[Any], bool]] = {
        "filters": lambda one: one in fact["options"],
        "geographicLevels": lambda one: one == fact["level"],
        "locations": lambda one: all(fact["location"].get(name) == code for name, code in one.items()),
        "timePeriods": lambda one: (one["period"], one["code"]) == fact["time"],
    }
    return any(tests[facet](one) for one in among) is (how in ("eq", "in"))
