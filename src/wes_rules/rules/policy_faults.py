"""Faults in a plan's alert settings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from wes_rules.errors import Problem, near_miss
from wes_rules.quoting import quoted
from wes_rules.rules.measure import Measure
from wes_rules.rules.policy import Alerting, Policy, PolicyFor

Place = tuple[str | int, ...]
Fault = tuple[Place, Problem]
_POLICIES, _INHIBITIONS, _RECIPIENTS = ("alerts", "policies"), ("alerts", "inhibitions"), ("recipients",)


def faults_of(alerting: Alerting, measures: tuple[Measure, ...], notifiers: tuple[str, ...]) -> list[Fault]:
    """List the faults in a plan's alert settings, each with its place."""
    ids = {one.id for one in measures}
    labels = {label for one in measures for label in one.labels}
    found: list[Fault] = []
    for n, policy in enumerate(alerting.policies):
        found += _unknown("measure", policy.measures, ids, (*_POLICIES, n, "measures"))
        found += _unknown("label", policy.labels, labels, (*_POLICIES, n, "labels"))
    for n, one in enumerate(alerting.inhibitions):
        found += _unknown("measure", (one.parent,), ids, (*_INHIBITIONS, n, "parent"))
        found += _unknown("measure", one.children, ids, (*_INHIBITIONS, n, "children"))
    found += _circles(alerting)
    found += _unrouted(alerting, measures)
    for n, recipient in enumerate(alerting.recipients):
        found += _unknown("notifier", recipient.via, notifiers, (*_RECIPIENTS, n, "via"))
        found += _unknown("notifier", recipient.addresses, notifiers, (*_RECIPIENTS, n, "addresses"))
    return found


def _unknown(what: str, names: Iterable[str], known: Iterable[str], place: Place) -> Iterator[Fault]:
    for name in names:
        if name not in known:
            yield place, Problem(f"{place[-1]}: unknown {what} {quoted(name)}", near_miss(name, known))


def _circles(alerting: Alerting) -> list[Fault]:
    """Report the first circle of measures that inhibit each other."""
    parents: dict[str, list[str]] = {}
    for one in alerting.inhibitions:
        for child in one.children:
            parents.setdefault(child, []).append(one.parent)
    try:
        TopologicalSorter(parents).prepare()
    except CycleError as error:
        start = error.args[1][0]
        first = next(n for n, one in enumerate(alerting.inhibitions) if start in (one.parent, *one.children))
        return [((*_INHIBITIONS, first), Problem(f"{quoted(start)} inhibits itself in a circle", "cut the circle"))]
    return []


def _named_by(policy: Policy | PolicyFor) -> tuple[str, ...]:
    return (*(policy.to or ()), *(policy.subscribers or ()), *(one.to for one in policy.escalate or ()))


def _unrouted(alerting: Alerting, measures: tuple[Measure, ...]) -> Iterator[Fault]:
    if not alerting.recipients:
        return
    names = Counter(one.name for one in alerting.recipients)
    for name in (name for name, times in names.items() if times > 1):
        last = max(n for n, one in enumerate(alerting.recipients) if one.name == name)
        what = f"there are two [[recipients]] named {quoted(name)}"
        yield (*_RECIPIENTS, last, "name"), Problem(what, "keep one, or give it another name")
    named: dict[str, Place] = dict.fromkeys(_named_by(alerting.policy), ("alerts",))
    for n, policy in enumerate(alerting.policies):
        named = {**dict.fromkeys(_named_by(policy), (*_POLICIES, n)), **named}
    for n, measure in enumerate(measures):
        named = {**dict.fromkeys(alerting.all_told_of(measure), ("measures", n, "owner")), **named}
    for name, place in named.items():
        if not name:
            what = "it has no owner, so nobody is told of it"
            yield place, Problem(what, "give it an owner, or write fallback in [alerts]")
        elif name not in names:
            what = f"{quoted(name)} is no recipient, so nobody is told"
            yield place, Problem(what, f"add it to [[recipients]]; {near_miss(name, names)}")
    if not alerting.fallback:
        yield (
            ("alerts",),
            Problem(
                "there are [[recipients]] and no fallback",
                f"write fallback = {quoted(next(iter(names)))} in [alerts], or another of them",
            ),
        )
    elif alerting.fallback not in names:
        yield from _unknown("recipient", [alerting.fallback], names, ("alerts", "fallback"))
