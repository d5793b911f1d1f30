"""What was known when: each change names its day and the input that moved."""

from datetime import date
from decimal import Decimal as D

import attrs

from wes_rules import AreaFigure, BenchmarkParity, History, Status, Threshold, timeline

ON, OFF = Status.ON_TRACK, Status.OFF_TRACK
UNTIL = date(2025, 1, 1)


def told(changes):
    return [(str(one.period), one.day, one.judgement.status, one.moved) for one in changes]


def test_each_period_starts_on_the_day_its_figure_is_known(desk):
    changes = timeline(desk.measure(Threshold(at_least=D(50))), desk.history({2019: 60, 2020: 40}), until=UNTIL)
    assert told(changes) == [("2019", date(2020, 7, 1), ON, ()), ("2020", date(2021, 7, 1), OFF, ())]


def test_a_revision_names_the_own_figure(desk):
    revised = attrs.evolve(desk.figure(2019, 49), published=date(2020, 11, 1))
    history = desk.history({2019: 60}).plus([revised])
    changes = timeline(desk.measure(Threshold(at_least=D(50))), history, until=UNTIL)
    assert told(changes)[1] == ("2019", date(2020, 11, 1), OFF, ("own figure",))
    assert changes[1].before.status is ON


def test_a_verdict_can_flip_by_the_benchmark_alone(desk):
    revised = attrs.evolve(desk.figure(2019, 61, area="970"), published=date(2020, 11, 1))
    history = desk.history({2019: 60}, {2019: 60}).plus([revised])
    changes = timeline(desk.measure(BenchmarkParity(against=AreaFigure(area="970"))), history, until=UNTIL)
    assert told(changes)[1] == ("2019", date(2020, 11, 1), OFF, ("benchmark",))


def test_what_is_published_after_the_last_day_is_not_looked_at(desk):
    revised = attrs.evolve(desk.figure(2019, 49), published=UNTIL)
    history = desk.history({2019: 60}).plus([revised])
    measure = desk.measure(Threshold(at_least=D(50)))
    assert len(timeline(measure, history, until=date(2024, 12, 31))) == 1
    assert len(timeline(measure, history, until=UNTIL)) == 2


def test_a_deadline_hides_no_period(desk):
    measure = desk.measure(Threshold(at_least=D(50)), deadline=date(2020, 12, 31))
    periods = {str(one.period) for one in timeline(measure, desk.history({2019: 60, 2020: 40, 2021: 70}), until=UNTIL)}
    assert periods == {"2019", "2020", "2021"}


def test_an_empty_history_has_no_timeline(desk):
    assert timeline(desk.measure(Threshold(at_least=D(50))), History(), until=UNTIL) == ()
