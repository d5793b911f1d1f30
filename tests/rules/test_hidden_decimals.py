"""What was published with more decimals than the measure has rules out that it is all."""

from datetime import date

import pytest
from tests.numbers.world import judged, measure, rows_of

import wes_rules as w
from wes_rules.alerts.figures_said import line_of

SHARE = w.Observed(indicator="homes")
MEAN = w.Rolling(indicator="homes", periods=2, take="mean")


@pytest.mark.parametrize(
    ("number", "values", "status"),
    [
        (SHARE, ["99.6"], w.Status.OFF_TRACK),
        (SHARE, ["99.4"], w.Status.OFF_TRACK),
        (SHARE, ["100.0"], w.Status.UNDECIDED),
        (SHARE, ["c"], w.Status.UNDECIDED),
        (MEAN, ["100", "99.2"], w.Status.OFF_TRACK),
        (MEAN, ["100", "100"], w.Status.UNDECIDED),
        (MEAN, ["100", "c"], w.Status.UNDECIDED),
    ],
)
def test_what_prints_as_all_and_is_less_is_not_all(number, values, status):
    found = judged(measure(number, w.Everyone(), unit="percent"), rows_of(values, unit="percent"))
    assert (found.status, found.reasons == ()) == (status, status is w.Status.OFF_TRACK)


def test_a_rate_of_people_that_rounds_to_all_is_not_all():
    rate = w.Rate(indicator="homes", population="people", per=100)
    rows = [*rows_of([2499]), *rows_of([2500], indicator="people")]
    found = judged(measure(rate, w.Everyone(), unit="percent", decimals=1), rows)
    assert found.status is w.Status.OFF_TRACK


def test_it_is_told_as_it_was_published():
    found = judged(measure(SHARE, w.Everyone(), unit="percent"), rows_of(["99.6"], unit="percent"))
    assert "100% (published as 99.6%) in April 2023, where all are needed" in found.explain()
    assert (found.row.judged_on, found.row.margin_words, found.row.signed) == (
        "100% (published as 99.6%)",
        "less than all",
        "",
    )
    assert line_of(found) == "100% (published as 99.6%) in April 2023; target: all; less than all."


def test_of_one_that_prints_as_less_nothing_more_is_told():
    found = judged(measure(SHARE, w.Everyone(), unit="percent"), rows_of(["99.4"], unit="percent"))
    assert (found.row.margin_words, line_of(found)) == ("", "99% in April 2023; target: all.")


def test_a_tolerance_may_still_make_it_at_risk():
    rule = w.Everyone(tolerance=1)
    found = judged(measure(SHARE, rule, unit="percent"), rows_of(["99.6"], unit="percent"))
    assert (found.status, found.outcomes) == (w.Status.UNDECIDED, (w.Status.OFF_TRACK, w.Status.AT_RISK))


def test_many_areas_are_judged_likewise():
    polars = pytest.importorskip("polars")
    from wes_rules.batch import judge

    plan = w.Plan(id="p", title="P", area="a", measures=(measure(SHARE, w.Everyone(), unit="percent"),))
    rows = {"indicator": "homes", "area": ["a", "b"], "period": "2023-04", "value": ["99.6", "100.0"]}
    found = judge(plan, polars.DataFrame(rows), as_of=date(2023, 6, 5))
    assert found["status"].to_list() == ["off_track", "undecided"]


def test_a_movement_of_figures_that_print_as_all_and_are_less_names_them_as_published():
    found = judged(
        measure(SHARE, w.Everyone(), unit="percent"), rows_of(["99.6", *["99"] * 11, "99.8"], unit="percent")
    )
    assert "from 100% (published as 99.6%) in April 2023 to 100% (published as 99.8%) in April 2024" in found.explain()
