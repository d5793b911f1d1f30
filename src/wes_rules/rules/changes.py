"""A promise's fields and the changes of its versions, in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs

from wes_rules.rules.amounts import FROM_TARGET
from wes_rules.rules.versions import Version, changed_by
from wes_rules.values.days import said_day

if TYPE_CHECKING:
    from wes_rules.rules.closeness import Closeness
    from wes_rules.rules.words import Words

# What a field that a version changes is called, before what it holds; a kind says in `called` what its own are.
_CALLED = {
    "at_least": "at least ",
    "at_most": "at most ",
    "above": "above ",
    "below": "below ",
    "equals": "exactly ",
    "between": "between ",
    "tolerance": "a tolerance of ",
    "met_within": "met within ",
    "unchanged_within": "unchanged within ",
    "exceeded_by": "exceeded by ",
    "by": "by ",
}


def in_words(rule: Closeness, name: str, words: Words) -> str:
    """Return a field's value in words, amounts in the unit of the measure."""
    share_of = rule.share_of(name)
    if rule.counted and not share_of and name in FROM_TARGET:
        return counted(int(getattr(rule, name)), rule.counted)
    return _plainly(getattr(rule, name), words, name in rule.distances, share_of)


def bands_in_words(rule: Closeness, words: Words) -> str:
    """Return clauses on which misses count as met or at risk, and which moves as unchanged; empty if none."""
    known = {
        "met_within": "a miss of {} counts as met",
        "tolerance": "a miss of {} is at risk",
        "unchanged_within": "a move of {} counts as unchanged",
    }
    clauses = [said.format(up_to(rule, name, words)) for name, said in known.items() if getattr(rule, name)]
    if rule.exceeded_by is not None:
        than = "more than" if rule.edge_is_out("exceeded_by") else "at least"
        clauses.append(f"what keeps it by {than} {in_words(rule, 'exceeded_by', words)} counts as exceeded")
    clauses += ["what keeps it is at risk at best"] if rule.at_best == "at-risk" else []
    return "".join(f"; {one}" for one in clauses)


def up_to(rule: Closeness, name: str, words: Words) -> str:
    """Say how far a band reaches, and whether its edge is part of it."""
    return f"{'less than' if rule.edge_is_out(name) else 'up to'} {in_words(rule, name, words)}"


def or_near(rule: Any, words: Words) -> str:
    """Return the clause on how near is enough, and that the promise is at risk at best; empty if neither."""
    amount = in_words(rule, "met_within", words) if rule.met_within else ""
    near = f", or {'off by less than' if rule.edge_is_out('met_within') else 'within'} {amount}" if amount else ""
    return f"{near}, for at risk" if rule.at_best == "at-risk" else near


def worded(rule: Any, words: Words, as_of: date | None) -> str:
    """Return clauses on what the versions agreed by a day change; all versions without a day."""
    said, known = "", tuple[Version, ...]()
    for version in rule.versions:
        if as_of is not None and version.agreed > as_of:
            continue
        was, known = changed_by(rule, known), (*known, version)
        now = changed_by(rule, known)
        pairs = [(called(now, name, words), called(was, name, words)) for name in fields_of(version, rule)]
        changes = ", ".join(f"{after} instead of {before}" for after, before in pairs if after != before)
        agreed = "" if version.is_agreed_as_it_starts else f" (agreed on {said_day(version.agreed)})"
        said += f"; from {version.starting} on {changes}{agreed}" if changes else ""
    return said


def fields_of(version: Version, rule: Closeness) -> tuple[str, ...]:
    """Name the fields that a version changes, without those that qualify an amount."""
    amounts = {name: name.removesuffix("_in").removesuffix("_edge") for name, _ in version.changes}
    return tuple(dict.fromkeys(one if hasattr(rule, one) else name for name, one in amounts.items()))


def counted(number: int, names: tuple[str, str]) -> str:
    """Say a number of cases or places."""
    return f"{number} {names[number != 1]}"


def called(rule: Closeness, name: str, words: Words) -> str:
    """Say what a field of a rule holds and what it is, such as "a tolerance of 2 points"."""
    value = getattr(rule, name)
    if value is None or (name in rule.distances and not value and name != "exceeded_by"):
        return "none"
    before = {**_CALLED, **rule.called}.get(name, name.replace("_", " ") + " ")
    edge = ("more than " if name == "exceeded_by" else "less than ") if rule.edge_is_out(name) else ""
    return f"{before}{edge}{in_words(rule, name, words)}"


def _plainly(value: Any, words: Words, distance: bool, share_of: str) -> str:  # noqa: FBT001
    if isinstance(value, Decimal):
        return words.amount(value, share_of) if distance else words.stated_value(value)
    if isinstance(value, date):
        return said_day(value)
    if isinstance(value, tuple):
        from wes_rules.rules.words import listed

        return listed([_plainly(one, words, distance, share_of) for one in value])
    if attrs.has(type(value)) and hasattr(value, "period") and hasattr(value, "value"):
        return f"{words.stated_value(value.value)} in {value.period}"
    return str(value)
