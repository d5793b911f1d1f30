"""What a message says of waiting and of days is what judging says on its day, over generated promises and figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

import attrs
from hypothesis import assume, example, given
from hypothesis import strategies as st
from tests.alerts.world import plan_of
from tests.oracle.adapter import history as history_of
from tests.oracle.adapter import measure as measure_of
from tests.oracle.drawing import KINDS_DRAWN, world_of
from tests.rules.test_what_is_late_is_missing import series_of

from wes_rules import DefinitionError, Observation, Origin, Quantity, SourceError, Status, judge
from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.changes import change_of
from wes_rules.alerts.condition import current_alerts_of
from wes_rules.alerts.in_common import last_day_of
from wes_rules.alerts.last_told import LastTold
from wes_rules.alerts.message import Change
from wes_rules.alerts.news import news_of
from wes_rules.alerts.told_figures import Awaited
from wes_rules.judging.explain import awaited
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.late import Late, has_come, late_figures
from wes_rules.judging.late_said import late_line
from wes_rules.judging.status import Course
from wes_rules.judging.timeline import days_of
from wes_rules.rules.kinds.composites import leaves
from wes_rules.rules.view import View
from wes_rules.values.days import MONTHS
from wes_rules.values.reason import Reason

KINDS = sorted(set(KINDS_DRAWN) - {"cases"})


def of(kind, seed):
    """A promise with versions, parts and days of its own, the history of its figures, and the last day."""
    world = world_of(seed, (kind,))
    return measure_of(world), history_of(world), world.as_of


@st.composite
def worlds(draw):
    """Such a world of any kind of promise."""
    try:
        return of(draw(st.sampled_from(KINDS)), draw(st.integers(0, 10_000)))
    except (DefinitionError, SourceError):
        assume(False)


def verdicts(measure, history, until):
    """Judge on each day on which something may be said."""
    with suppress(SourceError):
        for day in days_of(measure, history, until=until):
            yield judge(measure, history, as_of=day)


def told(measure, history, until):
    """Give each day's current_alerts with what was told before, the news that follows, if any, and the verdict of the day."""
    plan, heard = plan_of(measure), {}
    for found in verdicts(measure, history, until):
        for current in current_alerts_of(plan, found):
            before = heard.get(current.kind)
            change = change_of(before, current, plan.alerting.policy_for(measure))
            news = None if change is None else news_of(current, change, before)
            if change is not None:
                heard[current.kind] = LastTold.of(current, change, before, found.as_of)
            yield before, current, news, found


def supposed(found: Judgement, late: Late) -> Iterator[Judgement]:
    """Judge as if a figure that is missing had come, with one value or another."""
    leaf = found.leaves[late.place]
    series = series_of(leaf, late)
    if series is None:
        return
    indicator, area, group = series
    known = {one.quantity.low for one in found.history if one.series == series and one.quantity.low is not None}
    for value in sorted({0, 1, 100, *known, *(one + by for one in known for by in (-3, 3))}):
        one = Observation(
            indicator=indicator, area=area, group=group, period=late.period, quantity=Quantity.exact(value),
            published=found.as_of, origin=Origin(publication="a list"),
        )  # fmt: skip
        with suppress(DefinitionError, SourceError):
            yield judge(found.measure, found.history.supposing(one), as_of=found.as_of)


def decides(found: Judgement, late: Late) -> bool:
    """Whether a figure that is missing may decide what is open."""
    open_still = found.status is Status.UNDECIDED and (found.due or found.course is Course.OPEN)
    # Where silence is a miss nobody waits for a report.
    silent = getattr(found.leaves[late.place].measure.rule, "unreported", "") == "missed"
    if not open_still or silent or any(Reason.AREA_ENDED in one.reasons for one in found.leaves):
        return False
    others = (one for one in supposed(found, late) if one.period == found.period)
    return any((one.status, one.due, one.course) != (found.status, found.due, found.course) for one in others)


def is_missing(found: Judgement, late: Late) -> bool:
    leaf = found.leaves[late.place]
    view = View(leaf.measure, leaf.history, leaf.area, late.period, leaf.as_of)
    return not has_come(view, late.code, compared=late.compared)


@given(worlds())
@example(of("threshold", 40))
@example(of("each", 21))
@example(of("quarterly-increase", 44))
@example(of("milestone", 111))
@example(of("milestone", 267))
def test_a_figure_that_is_waited_for_no_more_decides_nothing_that_is_open(drawn):
    measure, history, until = drawn
    before: list[Late] = []
    for found in verdicts(measure, history, until):
        now = late_figures(found)
        left = {(one.period, series_of(found.leaves[one.place], one)) for one in now}
        for one in before:
            goes = (one.period, series_of(found.leaves[one.place], one)) not in left
            if measure.starts is not None and goes and is_missing(found, one):
                assert not decides(found, one), (found.as_of, str(one))
        before = now


@given(worlds())
def test_what_an_explanation_awaits_is_what_a_message_does(drawn):
    for found in verdicts(*drawn):
        for leaf in found.leaves:
            said = [line for line in awaited(leaf) if "has not come" in line or "overdue" in line]
            late = [attrs.evolve(one, never=False) for one in late_figures(leaf)]
            assert said == ([late_line(late)] if late else [])
        chased = [one for one in current_alerts_of(plan_of(found.measure), found) if one.kind is AlertKind.OVERDUE]
        assert all(set(one.overdue) == set(map(Awaited.of, late_figures(found))) for one in chased)


AHEAD = re.compile(r"(?:to be kept by|deadline is|still to come by|(?:is|are) due on) (\d+ \w+ \d{4})")


def day_said(words):
    day, month, year = words.split()
    return date(int(year), MONTHS.index(month) + 1, int(day))


@given(worlds())
@example(of("benchmark-parity", 52))
def test_a_day_that_a_message_says_lies_ahead_does(drawn):
    for _, _, news, found in told(*drawn):
        if news is not None:
            said = AHEAD.findall(" ".join((last_day_of(news), news.line, *news.details)))
            days = [day_said(one) for one in said]
            days += [
                one
                for one in (news.next_due, news.open and not news.settled and news.numbers and news.numbers.settles)
                if one
            ]
            assert all(day >= found.as_of for day in days), (found.as_of, news)


@given(worlds())
@example(of("all", 55))
def test_what_is_called_corrected_a_figure_moved(drawn):
    measure, *_ = drawn
    # Of parts with calendars of their own a later figure of one may leave an earlier period of the whole open.
    assume(len({one.calendar for one in leaves(measure)}) == 1)
    for _, current, news, _ in told(*drawn):
        if news is not None and current.kind is AlertKind.OFF_TRACK and news.change is Change.CORRECTED:
            assert any(one.startswith(("Revised", "No longer known", "With it")) for one in news.details), news


def promises(found):
    return [one.promise for one in found.leaves]


@given(worlds())
@example(of("benchmark-parity", 52))
def test_whoever_knows_of_an_alert_knows_the_promise_in_force(drawn):
    """A version that comes into force is told, with the target before and after, unless its first figure is awaited."""
    known = None
    for before, current, news, found in told(*drawn):
        if current.kind is not AlertKind.OFF_TRACK:
            continue
        waits = any(one.due and one.status is Status.UNDECIDED for one in found.leaves)
        if news is not None:
            if before is not None and before.open and known is not None and news.open and known != promises(found):
                assert any("The target was " in one or "Changed from " in one for one in news.details), news
            known = promises(found)
        elif current.open and before is not None and before.open and not current.unstable and not waits:
            assert known == promises(found), (found.as_of, current)
