"""The answer of a day goes by what was on file on that day, whatever is published later."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Desk
from tests.oracle.adapter import stated
from tests.oracle.drawing import KINDS_DRAWN, world_of

from wes_rules import (
    AreaFigure,
    BenchmarkParity,
    History,
    Maintain,
    Measure,
    Plan,
    Threshold,
    judge,
    strategies,
    timeline,
)
from wes_rules.judging.earlier import periods_before
from wes_rules.judging.late import is_late, late_figures
from wes_rules.running.replay import replay


def answers(measure: Measure, history: History, day: date) -> list[object]:
    """Return all that is said of a measure on a day."""
    found = judge(measure, history, as_of=day)
    earlier = [found.at(period) for period in periods_before(found)[-2:]]
    said = [found, *earlier, *(one.explain() for one in (found, *earlier))]
    return [*said, found.row, late_figures(found), is_late(found)]


def replayed(measure: Measure, history: History, day: date) -> list[tuple[date, list[str]]]:
    plan = Plan(id="plan", title="A plan", area=measure.area, measures=(measure,))
    found = replay(plan, history, first=day - timedelta(days=1500), last=day)
    return [(one.day, [message.text for message in one.messages]) for one in found]


def worlds(kind, seeds):
    """Return worlds in which each figure has a day of publication, with those days."""
    drawn = []
    for seed in range(seeds):
        world = world_of(seed, (kind,))
        due = world.cal.due
        rows = (
            replace(row, published=row.published or due(row.period)) for row in world.rows if hasattr(row, "published")
        )
        drawn.append(replace(world, rows=tuple(rows)))
    return [
        (made, measure, history, sorted({one.published for one in history})) for made, measure, history in stated(drawn)
    ]


@pytest.mark.parametrize("kind", sorted(set(KINDS_DRAWN) - {"cases"}))
def test_what_is_published_later_changes_no_answer(kind):
    asked = 0
    for seed, (world, measure, history, days) in enumerate(worlds(kind, 6)):
        rng = Random(seed)
        for day in [rng.choice(days) - timedelta(days=rng.choice((0, 1, 40, 400))) for _ in range(4 if days else 0)]:
            asked += 1
            before = history.as_of(day)
            assert answers(measure, history, day) == answers(measure, before, day), (world, day)
            known, again = (timeline(measure, one, until=day) for one in (history, before))
            assert known == again, (world, day)
    assert asked >= 12


@pytest.mark.parametrize("kind", ["threshold", "benchmark-parity", "annual-increase", "milestone", "all", "maintain"])
def test_what_is_published_later_changes_no_message(kind):
    asked = 0
    for world, measure, history, days in worlds(kind, 3):
        for day in days[: len(days) // 2][-1:]:
            asked += 1
            assert replayed(measure, history, day) == replayed(measure, history.as_of(day), day), (world, day)
    assert asked


@given(measure=strategies.measures(), history=strategies.histories(), day=st.dates(date(2017, 1, 1), date(2025, 1, 1)))
def test_a_figure_of_a_period_that_has_not_ended_changes_no_answer(measure, history, day):
    on_file = History(
        [one for one in history if (one.published or one.period.end) <= day], area_sets=history.area_sets.values()
    )
    assert answers(measure, history, day) == answers(measure, on_file, day)


def test_what_was_overdue_stays_so_though_figures_began_to_come_later(desk: Desk):
    rule = BenchmarkParity(against=AreaFigure(area="970"), scope="every")
    measure = desk.measure(rule, starts=date(2019, 1, 1))
    figures = [desk.figure(year, 60, area=area) for year in (2022, 2023) for area in ("937", "970")]
    found = judge(measure, History(figures), as_of=date(2021, 8, 1))
    assert [str(one) for one in late_figures(found)] == ["2019", "2019 (970)", "2020", "2020 (970)"]
    found = judge(measure, History(figures), as_of=date(2023, 8, 1))
    late = [str(one) for one in late_figures(found)]
    assert late == ["2019", "2019 (970)", "2020", "2020 (970)", "2021", "2021 (970)"]


@pytest.mark.parametrize("rule", [Threshold(at_least=50), Maintain(at_least=50)])
def test_what_lies_before_the_plan_is_not_overdue(desk: Desk, rule):
    measure = desk.measure(rule, starts=date(2022, 1, 1))
    found = judge(measure, desk.history({2022: 60}), as_of=date(2023, 8, 1))
    assert late_figures(found) == []
