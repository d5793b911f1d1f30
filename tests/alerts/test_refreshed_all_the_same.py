"""An alert that a run leaves as it was is refreshed, whatever the reason, and damage concerns its own alert there, too."""

import sqlite3
from contextlib import closing

import pytest
from tests.alerts.world import measure, plan_of

from wes_rules import Period, PeriodKind
from wes_rules.series.history import History
from wes_rules.series.left_out import UnreadFigure

RATE, OTHER = "p/rate/937/off_track", "p/other/937/off_track"


@pytest.fixture
def told(worlds):
    """Two measures that are off track, told to their board; a month later nothing else has happened."""
    world = worlds(plan_of(measure(), measure("other", owner="Panel")))
    for name in ("rate", "other"):
        world.publish(2015, 80, of=name)
    world.run()
    world.wait(days=28)
    return world


def held(world):
    """The alerts that a receiver holds which ends them by itself, each with the day on which it would."""
    return {alert: day for (alert, _), day in world.receivers["post"].holds.items()}


def change(world, statement, *values):
    with closing(sqlite3.connect(world.path)) as connection:
        assert connection.execute(statement, values).rowcount > 0
        connection.commit()


def test_where_a_row_was_left_out_the_alert_is_refreshed(told):
    before = held(told)
    row = UnreadFigure(indicator="rate", area="937", period=Period(PeriodKind.CALENDAR_YEAR, 2015))
    told.history = lambda: History(list(told.figures.values())[1:], left_out=[row])
    report = told.run()
    assert report.left_alone == ("rate",)
    assert held(told).keys() == before.keys()
    assert all(held(told)[alert] > before[alert] for alert in before)


def test_an_alert_of_which_a_message_cannot_be_read_is_refreshed_by_what_was_told(told):
    told.publish(2015, 70)
    told.run("transient")
    change(told, "UPDATE members SET told = 'x' WHERE seq > 2 AND alert = ?", RATE)
    before = held(told)
    told.wait(days=1)
    told.publish(2015, 60)
    assert any(one.subject == RATE for one in told.run("transient", "transient").problems)
    assert all(held(told)[alert] > before[alert] for alert in before)


@pytest.mark.parametrize("text", ["{}", "nonsense", "[1]"])
def test_a_message_that_cannot_be_read_is_named_and_the_others_are_refreshed(told, text):
    before = held(told)
    change(told, "UPDATE outbox SET message = ? WHERE seq IN (SELECT seq FROM members WHERE alert = ?)", text, RATE)
    (problem,) = told.run().problems
    assert problem.subject == RATE
    assert problem.remedy == "restore a backup; its next news refreshes it again"
    assert held(told)[OTHER] > before[OTHER]
    assert held(told)[RATE] == before[RATE]
