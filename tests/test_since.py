"""Since when a measure is off track: as its alerts say it."""

from wes_rules import Marker, Quantity, Threshold, Unit

HIDDEN = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)
FIFTY = Threshold(at_least=50)


def since(desk, values, **more):
    found = desk.judge(FIFTY, values, **more).off_track_since
    return None if found is None else str(found)


def test_it_is_off_track_since_the_first_of_the_periods_that_are_without_one_that_kept_it(desk):
    assert since(desk, {2016: 40, 2017: 60, 2018: 40, 2019: 45, 2020: 30}) == "2018"


def test_what_nobody_knows_ends_no_run(desk):
    assert since(desk, {2017: 60, 2018: 40, 2019: HIDDEN, 2020: 30}) == "2018"
    assert since(desk, {2017: HIDDEN, 2018: 40, 2019: HIDDEN, 2020: 30}) == "2018"


def test_what_is_not_off_track_is_not_so_since_anything(desk):
    assert since(desk, {2018: 40, 2019: 45, 2020: 60}) is None
    assert since(desk, {2018: 40, 2019: 45, 2020: HIDDEN}) is None


def test_nothing_before_the_plan_counts(desk):
    from datetime import date

    assert since(desk, {2016: 40, 2017: 40, 2018: 40}, starts=date(2017, 1, 1)) == "2017"


def test_a_period_is_judged_once_however_often_it_is_asked_for(desk):
    found = desk.judge(FIFTY, {2018: 40, 2019: 45})
    assert found.at(desk.year(2018)) is found.at(desk.year(2018))
    assert found.at(desk.year(2018)).observed == 40
