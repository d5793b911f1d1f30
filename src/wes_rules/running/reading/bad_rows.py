"""Rows that sources left out on request, and the verdicts that depend on them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

import attrs

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.last_told import LastTold
from wes_rules.alerts.left_out import is_certain
from wes_rules.alerts.signals import hangs_on_what_was_left_out
from wes_rules.errors import Problem
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.status import Status
from wes_rules.plugins.api import Figures
from wes_rules.plugins.store import Ledger
from wes_rules.rules.plan import Plan
from wes_rules.rules.policy import Policy
from wes_rules.series.editions import Row, once_each, twofold
from wes_rules.series.left_out import LeftOut, UnreadCase, UnreadInspection, anything
from wes_rules.tables.settled import unread_figure
from wes_rules.values.reason import Reason


def accounted_for(figures: Figures, indicators: Collection[str]) -> Figures:
    """
    Return a source's figures with every left-out row recorded as unknown.

    Contradicting rows are left out. If a source skips rows without describing them, they may have said anything.
    """
    observations, figures_twice = once_each(figures.observations)
    cases, cases_twice = once_each(figures.cases)
    inspections, inspections_twice = once_each(figures.inspections)
    left_out: list[LeftOut] = [*figures.left_out]
    if figures.skipped and not left_out:
        left_out += (row for one in indicators for row in anything(one))
    left_out += (unread_figure(group[0]) for group in figures_twice)
    left_out += (_unread_case(group) for group in cases_twice)
    left_out += (
        UnreadInspection(indicator=one.indicator, area=one.area, day=one.day, why=Reason.CONTRADICTED)
        for one, *_ in inspections_twice
    )
    told = (*_told(figures_twice), *_told(cases_twice), *_told(inspections_twice))
    return attrs.evolve(
        figures,
        observations=tuple(observations),
        cases=tuple(cases),
        inspections=tuple(inspections),
        skipped=(*figures.skipped, *told),
        left_out=tuple(left_out),
    )


def _unread_case(same: list[Row]) -> UnreadCase:
    one = same[0]
    return UnreadCase(indicator=one.indicator, area=one.area, id=getattr(one, "id", None), why=Reason.CONTRADICTED)


def _told(groups: Iterable[list[Row]]) -> Iterator[Problem]:
    yield from twofold(groups)


def undecided_by_bad_rows(judgements: Iterable[Judgement]) -> tuple[str, ...]:
    """Name the measures that are undecided because of rows left out."""
    return tuple(
        one.measure.id
        for one in judgements
        if one.status is Status.UNDECIDED and hangs_on_what_was_left_out(one) and not one.advisory
    )


def to_leave_alone(session: Ledger, plan: Plan, current_alerts: Iterable[CurrentAlert]) -> frozenset[str]:
    """
    Name the measures whose alerts are left as they are because their news depends on rows left out.

    No alert is withdrawn, recovers or closes because of an unreadable row. News that holds whatever the row says is
    sent.
    """
    unsettled = {one.alert: one for one in current_alerts if any(map(hangs_on_what_was_left_out, one.judged.values()))}
    if not unsettled:
        return frozenset()
    policies = {one.id: plan.alerting.policy_for(one) for one in plan.measures}
    told = session.told(list(unsettled))
    known = [(alert, one) for alert, routes in told.items() for _, one in routes.values()]
    known += [(one.alert, one.told) for one in session.members(list(unsettled))]
    hang = (
        unsettled[alert]
        for alert, one in known
        if one.is_owed_an_end and not _is_certain(one, unsettled[alert], policies)
    )
    return frozenset(current.measure for current in hang)


def _is_certain(told: LastTold, current: CurrentAlert, policies: Mapping[str, Policy]) -> bool:
    if current.kind is AlertKind.OFF_TRACK:
        return is_certain(told, current, policies[current.measure])
    # A figure has come, or has not, whatever other periods' rows say.
    latest = list(current.judged)[-1]
    asked = (current.judged[one] for one in {*told.breaches, latest} if one in current.judged)
    return not any(map(hangs_on_what_was_left_out, asked))
