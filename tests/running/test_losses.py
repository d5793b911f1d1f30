"""Which rows are missed, for editions of one figure in every order and of every standing."""

from datetime import date, timedelta

import attrs
import hypothesis.strategies as st
import pytest
from hypothesis import given

from wes_rules import Calendar, History, Observation, Origin, Period, PeriodKind, Quantity, Standing, Unit
from wes_rules.plugins.api import Figures
from wes_rules.plugins.asking import Wanted
from wes_rules.running.reading.losses import Present
from wes_rules.running.reading.supplied import FigureMark, Supplied, marks_of
from wes_rules.series.cases import Case

YEARS = Calendar(kind=PeriodKind.CALENDAR_YEAR, lag_months=6)
PERIOD = Period(PeriodKind.CALENDAR_YEAR, 2019)
ORIGIN = Origin(publication="made for a test")
TODAY = date(2021, 1, 1)


def figure(published, value, standing=Standing.FINAL):
    return Observation(
        indicator="i",
        area="937",
        period=PERIOD,
        quantity=Quantity.exact(value),
        origin=ORIGIN,
        published=published,
        standing=standing,
    )


DAYS = st.none() | st.integers(0, 9).map(lambda n: date(2020, 3, 1) + timedelta(days=61 * n))
EDITIONS = st.lists(
    st.builds(figure, DAYS, st.integers(70, 73), st.sampled_from(Standing)),
    min_size=1,
    max_size=5,
    unique_by=lambda one: one.published,
)


def present(rows, *, waits):
    wanted = {"i": Wanted(Unit.PERCENT, 1, (YEARS,))}
    return Present([Figures(observations=tuple(rows))], History(rows), wanted, {"i"} if waits else (), TODAY)


def holding(rows, *, waits):
    """What a verdict rests on."""
    history = History(rows).final() if waits else History(rows)
    return history.known(("i", "937", "all"), PERIOD, YEARS, TODAY)


def lost(used, rows, *, waits):
    return present(rows, waits=waits).losses([] if used is None else [FigureMark.of(used)])


@given(EDITIONS, st.booleans())
def test_nothing_is_missed_of_what_is_all_there(rows, waits):
    assert not lost(holding(rows, waits=waits), rows, waits=waits)


@given(EDITIONS, st.integers(70, 73), st.booleans(), st.data())
def test_a_newer_figure_may_take_the_place_of_any(rows, value, waits, data):
    used = holding(rows, waits=waits)
    kept = data.draw(st.lists(st.sampled_from(rows), unique=True))
    assert not lost(used, [*kept, figure(TODAY, value)], waits=waits)


@given(EDITIONS, st.integers(70, 73), st.booleans())
def test_any_value_may_be_put_right_in_its_row(rows, value, waits):
    used = holding(rows, waits=waits)
    again = [attrs.evolve(one, quantity=Quantity.exact(value)) if one == used else one for one in rows]
    assert not lost(used, again, waits=waits)


def test_a_figure_takes_the_place_of_a_forecast_whichever_is_older():
    forecast = figure(date(2020, 9, 1), 70, Standing.FORECAST)
    assert not lost(forecast, [figure(date(2020, 8, 1), 80)], waits=False)
    assert lost(forecast, [figure(date(2020, 8, 1), 80, Standing.FORECAST)], waits=False)


def test_a_provisional_figure_that_only_some_go_by_is_not_missed_for_those_who_wait():
    rows = [figure(date(2020, 7, 1), 80), figure(date(2020, 9, 1), 81, Standing.PROVISIONAL)]
    for waits in (True, False):
        assert not lost(holding(rows, waits=waits), rows, waits=True)


def test_an_edition_is_missed_by_the_calendars_of_its_kind_of_period_alone():
    rows = [figure(date(2020, 3, 1), 80), figure(None, 95)]
    mark = FigureMark.of(rows[1])
    months = Calendar(kind=PeriodKind.MONTH, lag_months=60)
    now = present(rows[:1], waits=False)
    for calendars, missed in (((YEARS, months), 1), ((months,), 0)):
        looked_at = attrs.evolve(now, wanted={"i": Wanted(Unit.PERCENT, 1, calendars)})
        assert len(looked_at.losses([mark])) == missed


@given(EDITIONS, st.booleans(), st.data())
def test_a_row_that_goes_is_missed_where_anything_else_would_be_told_for_it(rows, waits, data):
    used = holding(rows, waits=waits)
    gone = data.draw(st.sampled_from(rows))
    left = [one for one in rows if one is not gone]
    now = holding(left, waits=waits)
    missed = lost(used, left, waits=waits)
    if gone != used:
        assert not missed
    elif now is None or now.quantity != used.quantity:
        assert missed


@given(EDITIONS, st.booleans())
def test_what_is_kept_is_read_as_it_was(rows, waits):
    used = {one.edition for one in (holding(rows, waits=waits),) if one is not None}
    kept = Supplied(frozenset("i"), tuple(marks_of(Figures(observations=tuple(rows)), used, TODAY)))
    assert Supplied.read(kept.written()) == kept


@pytest.mark.parametrize(("left", "missed"), [(3, 0), (2, 1), (0, 3)])
def test_cases_without_a_name_are_counted_by_the_day_they_were_opened(left, missed):
    rows = tuple(Case(indicator="i", area="937", id="", opened=date(2020, 2, 1), origin=ORIGIN) for _ in range(3))
    marks = list(marks_of(Figures(cases=rows), {(("i", "937", "all"), PERIOD, None)}, TODAY))
    now = attrs.evolve(present([], waits=False), figures=[Figures(cases=rows[:left])])
    assert [one.name for one in now.losses(marks)] == ["i (937, 2020-02-01)"] * missed
