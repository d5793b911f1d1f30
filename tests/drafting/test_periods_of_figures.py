"""Periods of figures in the spellings of publishers: a sign before the quarter, years from January to December, several kinds in one column, pooled years."""

import pytest

from wes_rules import PeriodKind
from wes_rules.cli.main import main

from .test_figures_as_published import drafted
from .test_targets_find_their_figures import both

HEAD = "Indicator,Period,Value\n"


@pytest.mark.parametrize(
    ("labels", "kind", "first"),
    [
        (("2018-19;Q1", "2018-19;Q2"), PeriodKind.FINANCIAL_QUARTER, "2018/19 Q1"),
        (("2018-19; Q1", "2018-19; Q2"), PeriodKind.FINANCIAL_QUARTER, "2018/19 Q1"),
        (("2011, Q1", "2011, Q2"), PeriodKind.CALENDAR_QUARTER, "2011 Q1"),
        (("2018/19 - Q1", "2018/19 - Q2"), PeriodKind.FINANCIAL_QUARTER, "2018/19 Q1"),
        (("Q1: 2018/19", "Q2: 2018/19"), PeriodKind.FINANCIAL_QUARTER, "2018/19 Q1"),
        (("Jan 2021-Dec 2021", "Jan 2022-Dec 2022"), PeriodKind.CALENDAR_YEAR, "2021"),
        (("Apr 2021 to Mar 2022", "Apr 2022 to Mar 2023"), PeriodKind.FINANCIAL_YEAR, "2021/22"),
        (("Sept 2021 - Aug 2022", "Sept 2022 - Aug 2023"), PeriodKind.ACADEMIC_YEAR, "2021/22"),
        (("Year ending March 2022", "Year ending March 2023"), PeriodKind.FINANCIAL_YEAR, "2021/22"),
        (("Year ending December 2022", "Year ending December 2023"), PeriodKind.CALENDAR_YEAR, "2022"),
        (("Apr-Jun 2022", "Jul-Sep 2022"), PeriodKind.FINANCIAL_QUARTER, "2022/23 Q1"),
    ],
)
def test_a_period_is_read_as_its_publisher_writes_it(tmp_path, labels, kind, first):
    found, plan = drafted(tmp_path, HEAD + "".join(f'Absence,"{one}",4\n' for one in labels))
    assert {one.calendar.kind for one in plan.measures} == {kind}
    assert f'baseline = {{period = "{first}"}}' in found.text
    assert main(["validate", str(tmp_path / "plan.toml")]) == 0


SEVERAL = """Indicator,Period,Value
Absence,2019/20,4
Absence,2020/21,5
Absence,2020/21;Q1,5
Absence,2020/21;Q2,6
Visits,2020/21;Q1,5
Visits,2020/21;Q2,6
"""


def test_figures_of_several_kinds_of_period_are_measures_of_their_own(tmp_path):
    """As Trafford Data Lab and the Improvement Service have them."""
    _, plan = drafted(tmp_path, SEVERAL)
    assert [(one.number.indicator, one.title, one.calendar.kind) for one in plan.measures] == [
        ("Absence", "Absence, by academic year", PeriodKind.ACADEMIC_YEAR),
        ("Absence", "Absence, by financial quarter", PeriodKind.FINANCIAL_QUARTER),
        ("Visits", "Visits", PeriodKind.FINANCIAL_QUARTER),
    ]
    assert main(["validate", str(tmp_path / "plan.toml")]) == 0


@pytest.mark.parametrize(
    ("heading", "kind"),
    [("Target 2020/21", PeriodKind.FINANCIAL_YEAR), ("Target Q2 2020/21", PeriodKind.FINANCIAL_QUARTER)],
)
def test_a_target_takes_the_figures_of_its_own_kind_of_period(tmp_path, heading, kind):
    targets = f"Measure,{heading},Good is\nAbsence,4%,Low\nVisits,5,High\n"
    _, plan = both(tmp_path, targets, SEVERAL)
    assert plan.measures[0].calendar.kind is kind


def test_a_column_of_numbers_of_rows_is_no_measure_and_what_is_left_out_is_named(tmp_path):
    found, plan = drafted(tmp_path, ",Month,count,cumulative_count,reach\n1,2021-08,24,24,62\n2,2021-09,18,42,29\n")
    assert [one.number.indicator for one in plan.measures] == ["reach"]
    assert 'left out: "count", "cumulative_count"' in found.text


def test_counts_alone_are_measures(tmp_path):
    _, plan = drafted(tmp_path, "Month,count\n2021-08,24\n2021-09,18\n")
    assert [one.number.indicator for one in plan.measures] == ["count"]


@pytest.mark.parametrize(
    ("labels", "kind", "first"),
    [
        (("2001 - 03", "2002 - 04"), PeriodKind.CALENDAR_YEAR, "2001 - 2003"),
        (("2001\u201303", "2002\u201304"), PeriodKind.CALENDAR_YEAR, "2001 - 2003"),
        (("2017/18 - 19/20", "2018/19 - 20/21"), PeriodKind.ACADEMIC_YEAR, "2017/18 - 2019/20"),
    ],
)
def test_pooled_years_have_a_calendar_that_pools_as_many(tmp_path, labels, kind, first):
    found, plan = drafted(tmp_path, HEAD + "".join(f"Deaths,{one},4\n" for one in labels))
    (calendar,) = (one.calendar for one in plan.measures)
    assert (calendar.kind, calendar.window) == (kind, 3)
    assert f'baseline = {{period = "{first}"}}' in found.text
    assert main(["validate", str(tmp_path / "plan.toml")]) == 0


def test_years_that_pool_differently_are_measures_of_their_own(tmp_path):
    text = HEAD + "Deaths,2001 - 03,4\nDeaths,2002 - 04,4\nDeaths,2003,4\nDeaths,2004,5\n"
    assert [one.calendar.window for one in drafted(tmp_path, text)[1].measures] == [3, 1]


def test_days_that_lie_in_one_month_by_one_form_may_be_of_a_month_each_by_another(tmp_path):
    """As cities of the United States write the first day of each month."""
    found, plan = drafted(tmp_path, "Month,Days\n01/01/2023,5.1\n02/01/2023,8.2\n03/01/2023,6.4\n")
    assert plan.sources[0].options["dates"] == "month-day-year"
    assert 'baseline = {period = "January 2023"}' in found.text
    assert main(["validate", str(tmp_path / "plan.toml")]) == 0
