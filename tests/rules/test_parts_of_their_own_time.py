"""Parts of one promise whose series begin, end and go at times of their own."""

from datetime import date, timedelta
from decimal import Decimal as D

import attrs
import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st
from tests.conftest import LATE, Desk

from wes_rules import (
    All,
    Any,
    Calendar,
    Each,
    History,
    Milestone,
    Observation,
    Observed,
    Origin,
    Part,
    Period,
    PeriodKind,
    Plan,
    Quantity,
    Reason,
    Status,
    Threshold,
    Unit,
    judge,
)
from wes_rules.alerts.condition import current_alerts_of
from wes_rules.alerts.fold import State
from wes_rules.alerts.signals import series_of

ON, OFF, OPEN = Status.ON_TRACK, Status.OFF_TRACK, Status.UNDECIDED
desk = Desk()
year = desk.year
QUARTERS = Calendar(kind=PeriodKind.CALENDAR_QUARTER, lag_months=1)


def quarter(number, part=1):
    return Period(PeriodKind.CALENDAR_QUARTER, number * 4 + part - 1)


def month(text):
    return Period.parse(text, PeriodKind.MONTH)


def yearly(**more):
    return attrs.evolve(desk.calendar, **more)


def each(*calendars, rule=None):
    """A promise of at least 50, for parts a, b and so on, each with its own calendar."""
    parts = [
        Part(name=name, number=Observed(indicator=name), calendar=calendar)
        for name, calendar in zip("ab", calendars, strict=True)
    ]
    return desk.measure(Each(rule=rule or Threshold(at_least=D(50)), over=parts), calendar=calendars[0])


def history(**series):
    return History(
        Observation(
            indicator=name, area="937", period=period, quantity=Quantity.exact(value), origin=Origin(publication="x")
        )
        for name, values in series.items()
        for period, value in values.items()
    )


def verdicts(measure, known, as_of=LATE):
    """Return the verdict of each period that the alert of a measure goes by."""
    return {str(one): judged.status for one, judged in series_of(judge(measure, known, as_of=as_of)).items()}


def state_of(measure, known, as_of):
    plan = Plan(id="p", title="P", area="937", measures=(measure,))
    return current_alerts_of(plan, judge(measure, known, as_of=as_of))[0].state


def test_a_series_that_has_ended_keeps_its_last_verdict_and_the_others_decide():
    measure = each(yearly(last=year(2019)), yearly())
    values = {2018: 40, 2019: 60, 2020: 60, 2021: 60, 2022: 40}
    known = history(a={year(n): 60 for n in range(2017, 2020)}, b={year(n): value for n, value in values.items()})
    assert verdicts(measure, known, date(2023, 9, 1)) == {
        "2017": OPEN, "2018": OFF, "2019": ON, "2020": ON, "2021": ON, "2022": OFF
    }  # fmt: skip
    assert state_of(measure, known, date(2019, 9, 1)) is State.OPEN
    assert state_of(measure, known, date(2022, 9, 1)) is State.QUIET
    assert state_of(measure, known, date(2023, 9, 1)) is State.OPEN
    ended_badly = history(a={year(2018): 60, year(2019): 40}, b={year(n): 60 for n in range(2018, 2023)})
    assert verdicts(measure, ended_badly, date(2023, 9, 1))["2022"] is OFF


def test_parts_that_go_by_other_months_are_judged_at_the_months_of_either():
    by_quarter = Calendar(kind=PeriodKind.MONTH, step=3, anchor=month("March 2020"))
    each_may = Calendar(kind=PeriodKind.MONTH, step=12, anchor=month("May 2020"))
    known = history(
        a={month("March 2020") + 3 * n: 60 for n in range(4)}, b={month("May 2020"): 60, month("May 2019"): 40}
    )
    assert verdicts(each(by_quarter, each_may), known, date(2021, 1, 10)) == {
        "May 2019": OFF, "June 2019": OFF, "September 2019": OFF, "December 2019": OFF, "March 2020": OFF,
        "May 2020": ON, "June 2020": ON, "September 2020": ON, "December 2020": ON,
    }  # fmt: skip


def test_when_the_quickest_series_has_ended_the_slower_ones_go_on():
    measure = each(attrs.evolve(QUARTERS, last=quarter(2019, 4)), yearly())
    known = history(
        a={quarter(2019, n): 60 for n in (1, 2, 3, 4)},
        b={year(2018): 60, year(2019): 60, year(2020): 60, year(2021): 40},
    )
    assert list(verdicts(measure, known, date(2022, 9, 1)).items())[-3:] == [
        ("2019 Q4", ON), ("2020 Q4", ON), ("2021 Q4", OFF)
    ]  # fmt: skip
    assert state_of(measure, known, date(2021, 9, 1)) is State.QUIET
    plan = Plan(id="p", title="P", area="937", measures=(measure,))
    current = current_alerts_of(plan, judge(measure, known, as_of=LATE))[0]
    assert current.opened == "2021 Q4"
    assert current.started == date(2022, 7, 1)


@pytest.mark.parametrize("first", [year(2020), year(2021)])
def test_no_later_figure_of_a_part_decides_an_earlier_period(first):
    measure = each(QUARTERS, yearly(first=first))
    known = history(a={quarter(2019) + n: 60 for n in range(12)}, b={year(2020): 40, year(2021): 40})
    found = judge(measure, known, as_of=LATE, period=quarter(2020, 1))
    assert (found.status, found.reasons) == (OPEN, (Reason.NOT_IN_CALENDAR,))
    assert [part.period for part in found.parts] == [quarter(2020, 1), year(2019)]


def test_a_period_that_one_part_did_not_collect_goes_by_its_last_and_one_that_none_did_is_undecided():
    one, both = yearly(not_collected=[year(2020), year(2021)]), yearly(not_collected=[year(2021)])
    known = history(a={year(2019): 60}, b={year(2019): 60, year(2020): 60})
    assert judge(each(one, both), known, as_of=LATE, period=year(2020)).status is ON
    found = judge(each(one, both), known, as_of=LATE, period=year(2021))
    assert (found.status, found.reasons) == (OPEN, (Reason.NOT_COLLECTED,))


def due(value, day):
    return Threshold(at_least=D(value), by=day)


FIRST, SECOND = date(2019, 12, 31), date(2020, 12, 31)


@pytest.mark.parametrize("whole", [All, Any])
def test_a_whole_is_settled_once_all_its_parts_are(whole):
    rule = whole(of=(due(50, FIRST), due(40, SECOND)))
    measure, known = desk.measure(rule), desk.history({2018: 60, 2019: 60, 2020: 45, 2021: 30})
    assert not judge(measure, known, as_of=SECOND).settled
    found = judge(measure, known, as_of=date(2021, 1, 1))
    assert (found.settled, found.settles, found.last_day) == (True, SECOND, "its last due day")
    assert judge(measure, known, as_of=LATE).settled
    assert "settled by its last due day of 31 December 2020" in judge(measure, known, as_of=LATE).explain()


def test_a_whole_with_a_part_that_goes_on_is_not_settled():
    for other, settled in ((Threshold(at_least=D(40)), False), (Milestone(by=FIRST), True)):
        measure = desk.measure(All(of=(Threshold(at_least=D(0), by=FIRST), other)), unit=Unit.COUNT, decimals=0)
        assert judge(measure, desk.history({2019: 60}), as_of=LATE).settled is settled


def test_a_whole_shows_the_part_that_is_kept_or_missed_the_most():
    whole = desk.judge(All(of=(Threshold(at_least=D(50)), Threshold(at_least=D(58)))), {2020: 60})
    assert (whole.margin, whole.required) == (D("2.0"), "at least 58.0%")
    missed = desk.judge(All(of=(Threshold(at_least=D(61)), Threshold(at_least=D(70)))), {2020: 60})
    assert (missed.margin, missed.required) == (D("-10.0"), "at least 70.0%")
    either = desk.judge(Any(of=(Threshold(at_least=D(58)), Threshold(at_least=D(50)))), {2020: 60})
    assert (either.margin, either.required) == (D("10.0"), "at least 50.0%")


def test_margins_in_different_units_are_compared_as_shares_and_the_row_has_the_unit_of_its_part():
    parts = [
        Part(name="share", number=Observed(indicator="a")),
        Part(name="homes", number=Observed(indicator="b"), unit=Unit.COUNT, decimals=0),
    ]
    measure = desk.measure(Each(rule=Threshold(at_least=D(50)), over=parts))
    whole = judge(measure, history(a={year(2020): 55}, b={year(2020): 53}), as_of=LATE, period=year(2020))
    assert (whole.margin, whole.unit) == (D(3), Unit.COUNT)
    assert whole.to_json()["unit"] == "count"


FIGURES = st.lists(st.integers(47, 53) | st.none(), min_size=4, max_size=8)
YEARLY = st.lists(st.integers(47, 53), min_size=2, max_size=2)


@given(FIGURES, YEARLY, st.integers(0, 30), st.booleans())
def test_since_when_it_is_off_track_is_said_in_the_periods_that_its_alert_goes_by(quarters, years, later, first):
    calendars = (QUARTERS, yearly(lag_months=3))
    figures = {quarter(2018, part): value for part, value in enumerate(quarters, 1) if value is not None}
    series = (figures, {year(2018 + place): value for place, value in enumerate(years)})
    known = history(**dict(zip("ab", series if first else series[::-1], strict=True)))
    found = judge(
        each(*calendars if first else calendars[::-1]), known, as_of=date(2019, 2, 1) + later * timedelta(days=31)
    )
    assume(found.status is OFF)
    event(f"decided by {found.decisive.period.kind}")
    run = []
    for period, one in reversed(series_of(found).items()):
        if one.status not in (OFF, OPEN):
            break
        run += [period] * (one.status is OFF)
    assert found.row.since == str(run[-1])
