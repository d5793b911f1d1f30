"""Find settings for alerts that make no sense or have no effect, as their author meant something by them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import Any

import attrs

from wes_rules.errors import Problem, near_miss
from wes_rules.quoting import quoted
from wes_rules.rules.closeness import Closeness
from wes_rules.rules.kinds.composites import Advisory, leaves
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.rules.policy import Alerting, Policy, PolicyFor
from wes_rules.series.calendar import Calendar
from wes_rules.values.days import said_day
from wes_rules.values.period import Period

# So many measures are named one by one.
_FEW = 3


def without_effect(plan: Plan) -> list[str]:
    """List the settings of a plan's alerting that can have no effect, each in a sentence."""
    alerted = [one for one in plan.measures if not isinstance(one.rule, Advisory)]
    found = [*_of_the_policy(plan.alerting, alerted), *_of_policies(plan.alerting, plan.measures, alerted)]
    of_measures: dict[str, list[str]] = {}
    for measure in alerted:
        policy = plan.alerting.policy_for(measure)
        told = plan.alerting.recipients_of(measure, plan.title)
        found_of = (*_of_subscribers(policy, measure), *_of_escalation(policy, told), *_of(policy, measure))
        for one in found_of:
            of_measures.setdefault(one, []).append(measure.id)
    found += [f"{named(names)}: {said}" for said, names in of_measures.items()]
    found += _of_announcing(plan.alerting.announce_from, alerted)
    found += _of_holidays(plan.alerting)
    found += _of_inhibitions(plan.alerting, alerted)
    found += _of_recipients(plan)
    of_telling = attrs.evolve(plan.alerting, announce_from=None, contact="", link="")
    if not plan.notifiers and of_telling != Alerting():
        found.append("the plan says who is told of what, and has no [[notifiers]]: nobody is told anything")
    return found


def named(measures: list[str]) -> str:
    """Name measures: the first few, and how many more."""
    more = f" and {len(measures) - _FEW} more" if len(measures) > _FEW else ""
    return f"measure{'s' if measures[1:] else ''} {', '.join(measures[:_FEW])}{more}"


def _of_the_policy(alerting: Alerting, alerted: list[Measure]) -> Iterator[str]:
    """Name what the policy of every measure says and no measure goes by, as later policies say otherwise for all of them."""
    now, usual = [alerting.policy_for(one) for one in alerted], Policy()
    for name in (one.name for one in attrs.fields(Policy)):
        value: dict[str, Any] = {name: getattr(usual, name)}
        changed = attrs.evolve(alerting, policy=attrs.evolve(alerting.policy, **value))
        given = getattr(alerting.policy, name) != value[name]
        if given and now and [changed.policy_for(one) for one in alerted] == now:
            yield f"{name} in [alerts] has no effect: a policy says otherwise for every measure"


def _of_policies(alerting: Alerting, measures: tuple[Measure, ...], alerted: list[Measure]) -> Iterator[str]:
    """Name what one of the policies says and no measure goes by: it says so already, or something later says otherwise."""
    now = [alerting.policy_for(one) for one in alerted]
    for place, policy in enumerate(alerting.policies):
        named = ", ".join((*policy.measures, *policy.labels))
        matching = [one for one in measures if policy.matches(one)]
        if matching and not any(one in alerted for one in matching):
            yield f"the policy for {named} has no effect: an advisory promise is never alerted"
            continue
        given = [one.name for one in attrs.fields(Policy) if getattr(policy, one.name) is not None]
        if not given:
            yield f"the policy for {named} sets nothing"
        for name in given:
            left_out: dict[str, Any] = {name: None}
            without = attrs.evolve(policy, **left_out)
            others = (*alerting.policies[:place], without, *alerting.policies[place + 1 :])
            changed = attrs.evolve(alerting, policies=others)
            if [changed.policy_for(one) for one in alerted] == now:
                why = "it holds without that, or a later policy says otherwise"
                yield f"{name} in the policy for {named} has no effect: {why}"


def _of_subscribers(policy: Policy, measure: Measure) -> Iterator[str]:
    for name in policy.subscribers:
        if name in (policy.to or (measure.owner,)):
            yield f"{name} among the subscribers has no effect: {name} is told anyway"


def _of_escalation(policy: Policy, told: tuple[str, ...]) -> Iterator[str]:
    seen: set[str] = set()
    for one in sorted(policy.escalate, key=lambda level: level.after_days):
        after = f"escalation to {one.to} after {one.after_days} days"
        if one.to in told:
            yield f"{after} has no effect: {one.to} is told at once"
        elif one.to in seen:
            yield f"{after} has no effect: {one.to} is told before"
        seen.add(one.to)


def _of(policy: Policy, measure: Measure) -> Iterator[str]:
    yield from _of_what_is_off(policy)
    rules = [one.rule for one in leaves(measure)]
    for rule in rules:
        if (
            isinstance(rule, Closeness)
            and rule.met_within_in == rule.tolerance_in
            and 0 < rule.tolerance <= rule.met_within
            and (
                rule.tolerance < rule.met_within or not rule.edge_is_out("met_within") or rule.edge_is_out("tolerance")
            )
        ):
            yield f"tolerance = {rule.tolerance} has no effect: within {rule.met_within} counts as met already"
    if policy.severity == "at_risk" and not any(
        getattr(rule, "tolerance", 0) or getattr(rule, "versions", ()) or getattr(rule, "at_best", "") == "at-risk"
        for rule in rules
    ):
        yield 'severity = "at_risk" has no effect: without a tolerance nothing is at risk'
    if measure.starts is not None and measure.deadline is not None:
        most = max(_periods(one.calendar, measure.starts, measure.deadline) for one in leaves(measure))
        if policy.after > most:
            yield f"after = {policy.after} has it told only after its deadline, up to which it has {most} periods"
        for name in ("close_after", "max_unjudged"):
            if getattr(policy, name) not in range(most) and getattr(policy, name) != getattr(Policy(), name):
                why = f"it has {most} periods up to its deadline, and the first one opens the alert"
                yield f"{name} = {getattr(policy, name)} has no effect: {why}"


def _of_what_is_off(policy: Policy) -> Iterator[str]:
    """Name the settings of something that the policy does not do."""
    off = {
        "as overdue = false": () if policy.overdue else ("grace_days", "overdue_reminders"),
        'as remind = "never"': ("overdue_reminders",) if policy.overdue and policy.remind == "never" else (),
        "without worse_by": ("worse_by_in",) if policy.worse_by is None else (),
        "without question_jumps_over": (
            ("question_jumps_in", "question_days") if policy.question_jumps_over is None else ()
        ),
    }
    for why, names in off.items():
        for name in names:
            value = getattr(policy, name)
            if value != getattr(Policy(), name):
                said = f'"{value}"' if isinstance(value, str) else value
                yield f"{name} = {said} has no effect{'' if why.startswith('without') else ','} {why}"


def _periods(calendar: Calendar, first: date, last: date) -> int:
    return len(calendar.between(*(Period.containing(day, calendar.kind) for day in (first, last))))


def _of_announcing(first: date | None, alerted: list[Measure]) -> Iterator[str]:
    """Name the measures whose last period ends before news is told."""
    late = [one.id for one in alerted if first is not None and one.deadline is not None and one.deadline < first]
    if late:
        yield f"{named(late)}: announce_from = {first} keeps it from ever being told: its deadline is before that day"


def _of_holidays(alerting: Alerting) -> Iterator[str]:
    for day in alerting.holidays:
        others = attrs.evolve(alerting, holidays=tuple(one for one in alerting.holidays if one != day))
        if others.quiet_until(day) is not None:
            yield f"{said_day(day)} in holidays has no effect: it is a {day:%A}, and working_days = true"
    for day, count in Counter(alerting.holidays).items():
        if count > 1:
            yield f"{said_day(day)} stands in holidays {count} times"


def _of_inhibitions(alerting: Alerting, alerted: list[Measure]) -> Iterator[str]:
    ids = {one.id for one in alerted}
    for one in alerting.inhibitions:
        if one.parent not in ids:
            yield f'the inhibition by "{one.parent}" has no effect: an advisory promise is never alerted'
        elif not ids & set(one.children):
            yield f'the inhibition by "{one.parent}" has no effect: none of its children is ever alerted'


def _of_recipients(plan: Plan) -> Iterator[str]:
    told = {name for one in plan.measures for name in plan.all_told_of(one)} | set(plan.recipients_of(None))
    for one in plan.alerting.recipients:
        if one.name not in told:
            yield f"nobody is ever told as {one.name}: no measure, policy or fallback names it"
        for name in one.addresses:
            if one.via and name not in one.via:
                yield f"the address of {one.name} for {name} has no effect, as via leaves {name} out"


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
