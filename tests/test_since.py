"""Since when a measure is off track: as its alerts say it."""

from datetime import date
from decimal import Decimal

import attrs
from tests.numbers.world import judged, measure, rows_of

from wes_rules import (
    All,
    AnnualIncrease,
    AreaFigure,
    BenchmarkParity,
    Better,
    Calendar,
    HaltThenDecrease,
    Maintain,
    Marker,
    Quantity,
    Rolling,
    Threshold,
    Unit,
    YearToDate,
)
from wes_rules import Any as AnyOf

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


def test_a_part_that_is_shown_has_a_since_of_its_own_beside_that_of_the_whole(desk):
    """In 2020 it was England that was ahead, so that the level is not off track for as long as the whole is."""
    whole, own = (
        All(of=(FIFTY, BenchmarkParity(against=AreaFigure(area="970")))),
        {2018: 60, 2019: 60, 2020: 55, 2021: 30},
    )
    row = desk.judge(whole, own, england={2018: 50, 2019: 50, 2020: 60, 2021: 45}).row
    assert (row.required, row.said_since) == ("at least 50.0%", "off track since 2021, and as a whole since 2020")
    alike = desk.judge(whole, own, england=dict.fromkeys(own, 40)).row
    assert alike.said_since == "off track since 2021"


def test_what_is_not_off_track_is_not_so_since_anything(desk):
    assert since(desk, {2018: 40, 2019: 45, 2020: 60}) is None
    assert since(desk, {2018: 40, 2019: 45, 2020: HIDDEN}) is None


def test_nothing_before_the_plan_counts(desk):
    assert since(desk, {2016: 40, 2017: 40, 2018: 40}, starts=date(2017, 1, 1)) == "2017"


def test_a_period_is_judged_once_however_often_it_is_asked_for(desk):
    found = desk.judge(FIFTY, {2018: 40, 2019: 45})
    assert found.at(desk.year(2018)) is found.at(desk.year(2018))
    assert found.at(desk.year(2018)).observed == 40


def test_what_is_at_risk_says_since_when_it_has_been_that(desk):
    row = desk.judge(Threshold(at_least=50, tolerance=5), {2016: 60, 2017: 40, 2018: 46, 2019: HIDDEN, 2020: 47}).row
    assert (row.verdict.words, row.since, row.said_since) == (
        "At risk",
        "2018",
        "at risk since 2018, with no verdict for 2019",
    )
    published = desk.judge(Threshold(at_least=50, tolerance=5), {2019: 46, 2020: 47}).to_json()
    assert (published["off_track_since"], published["at_risk_since"]) == (None, "2019")


def below_england(desk, values, **more):
    """Judge counts that are to be below England's in every year, where nothing is below the 0 of 2018."""
    rule = BenchmarkParity(against=AreaFigure(area="970"), strict=True, scope="every")
    england = {2017: 6, 2018: 0, 2019: 2}
    return desk.judge(rule, values, england=england, unit=Unit.COUNT, decimals=0, better=Better.LOWER, **more)


def test_a_period_that_is_missed_whatever_its_figure_is_begins_the_run(desk):
    found = below_england(desk, {2017: 5, 2019: 1})
    assert (str(found.off_track_since), str(found.decided_in)) == ("2018", "2018")
    assert found.explain().splitlines()[1] == (
        "1 in 2019, against 2 for England; "
        "last missed in 2018, whatever the figure is that is not known, against 0 for England."
    )


def test_it_does_so_before_the_first_figure_too(desk):
    found = below_england(desk, {2019: 1}, starts=date(2018, 1, 1))
    assert str(found.off_track_since) == "2018"


def test_a_later_figure_is_not_the_last_known_one_of_the_period_that_decided(desk):
    row = below_england(desk, {2017: 5, 2019: 1}).row
    assert (row.known, row.judged_on, row.judged_on_period) == (False, "5", "2017")
    assert row.since_then == "1 in 2019"


def test_the_periods_that_broke_it_are_all_named_where_an_earlier_one_decides(desk):
    found = desk.judge(AnnualIncrease(), {2017: 50, 2018: 40, 2019: 35, 2020: 30, 2021: 36})
    assert [str(one) for one in found.broken_in] == ["2018", "2019", "2020"]
    assert (found.row.since, found.row.decided_earlier) == ("2018", "broken in 2018, 2019, 2020")


def test_what_was_not_due_in_between_was_not_off_track_since_before(desk):
    by = Threshold(at_least=90, by=date(2019, 12, 31))
    whole = All(of=(by, AnnualIncrease(scope="latest")))
    found = desk.judge(whole, {2015: 50, 2016: 60, 2017: 55, 2018: 65, 2019: 70})
    assert [found.at(desk.year(one)).words for one in (2017, 2018, 2019)] == ["off track", "not due", "off track"]
    assert str(found.off_track_since) == "2019"


def test_every_period_at_risk_that_missed_it_is_named_be_it_that_of_the_halt_itself(desk):
    rule = HaltThenDecrease(halt=desk.year(2018), tolerance=Decimal("0.3"))
    values = {2017: "5.0", 2018: "5.2", 2019: "5.2", 2020: "5.1"}
    row = desk.judge(rule, {year: Decimal(one) for year, one in values.items()}, better=Better.LOWER).row
    assert row.since_when == "at risk since 2018, broken in 2018, 2019"


def test_what_is_kept_in_a_run_at_risk_is_not_named_as_broken(desk):
    kept = AnnualIncrease(tolerance=5, at_best="at-risk")
    found = desk.judge(kept, {2016: 50, 2017: 51, 2018: 50, 2019: 52})
    assert [found.at(desk.year(one)).status.words for one in (2017, 2018, 2019)] == ["at risk"] * 3
    assert found.row.since_when == "at risk since 2017, broken in 2018"


def test_what_one_miss_decides_is_at_risk_from_that_on_across_totals_of_unlike_periods(desk):
    """The total over three years that a break parts has no verdict, and ends no run that an earlier miss decides."""
    calendar = attrs.evolve(desk.calendar, breaks=frozenset({desk.year(2019)}))
    rule = Maintain(at_least=82, since=desk.year(2018), tolerance=1)
    number = Rolling(indicator="rate", periods=3, take="mean")
    values = {2016: "80.6", 2017: "82.0", 2018: "81.0", 2019: "84.0", 2020: "84.0", 2021: "83.8", 2022: "84.0"}
    row = desk.judge(rule, {year: Decimal(one) for year, one in values.items()}, calendar=calendar, number=number).row
    assert row.since_when == "at risk since 2018, with no verdict for 2019, 2020"


QUARTERS = Calendar(kind="financial-quarter", lag_months=1)
EITHER = AnyOf(of=(Threshold(at_most=10, by=date(2025, 3, 31)), Threshold(at_most=5)))


def spent(as_of, *values):
    """A year so far of at most 10 by its end, or of at most 5 at any time; the first quarter is that of 2024/25."""
    number = YearToDate(indicator="spent", year="financial")
    one = measure(number, EITHER, better="lower", calendar=QUARTERS, starts=date(2022, 4, 1))
    return judged(one, rows_of(values, "2024/25 Q1", indicator="spent", kind="financial-quarter"), as_of=as_of)


def test_beside_a_part_that_is_lost_it_is_off_track_since_that_was_lost():
    days = {date(2024, 12, 15): 2, date(2025, 2, 15): 3, date(2025, 4, 2): 3, date(2025, 5, 15): 3}
    found = [spent(day, *(6, 5, 1)[:known]) for day, known in days.items()]
    assert [str(one.off_track_since) for one in found] == ["2024/25 Q2"] * 4
    assert {one.status for one in found} == {"off_track"}


def test_the_last_verdict_of_a_total_may_be_of_a_period_without_a_figure_of_its_own():
    last = spent(date(2025, 8, 1), 6, 5, 1).last_verdict
    assert (str(last.period), last.status) == ("2024/25 Q4", "off_track")


def test_the_last_verdict_may_be_one_beside_a_part_that_was_lost():
    """In the fourth quarter the second part cannot be judged, as nothing of it is known but that it is 0 or more."""
    one = measure(
        YearToDate(indicator="spent", year="financial"),
        AnyOf(of=(Threshold(at_most=10, by=date(2026, 3, 31)), Threshold(at_most=15))),
        better="lower",
        calendar=QUARTERS,
    )
    rows = rows_of((6, 11), "2025/26 Q1", indicator="spent", kind="financial-quarter")
    before = judged(one, rows, as_of=date(2025, 11, 15))
    assert (before.status, str(before.off_track_since)) == ("off_track", "2025/26 Q2")
    after = judged(one, rows, as_of=date(2026, 8, 15))
    assert (after.status, str(after.last_verdict.period)) == ("undecided", "2025/26 Q4")
