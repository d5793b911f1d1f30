"""Labels with one meaning are read, once the kind of period is known; those with two are refused."""

from datetime import date

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wes_rules import Calendar, Period, PeriodError, PeriodKind

MONTH, YEAR, FINANCIAL, WEEK = PeriodKind.MONTH, PeriodKind.CALENDAR_YEAR, PeriodKind.FINANCIAL_YEAR, PeriodKind.WEEK


@pytest.mark.parametrize(("text", "kind", "window", "read"), [
    ("Jan-23", MONTH, 1, "January 2023"),
    ("May-2023", MONTH, 1, "May 2023"),
    ("2022 NOV", MONTH, 1, "November 2022"),
    ("2023-01-01", MONTH, 1, "January 2023"),
    ("2023-01-31", MONTH, 1, "January 2023"),
    ("2023-04-01", FINANCIAL, 1, "2023/24"),
    ("2024-03-31", FINANCIAL, 1, "2023/24"),
    ("Q1 2023/24", PeriodKind.FINANCIAL_QUARTER, 1, "2023/24 Q1"),
    ("Q4 2022", PeriodKind.CALENDAR_QUARTER, 1, "2022 Q4"),
    ("2022 to 2023", PeriodKind.ACADEMIC_YEAR, 1, "2022/23"),
    ("2017 - 19", YEAR, 3, "2017 - 2019"),
    ("2017\N{EN DASH}2019", YEAR, 3, "2017 - 2019"),
    ("1998 - 00", YEAR, 3, "1998 - 2000"),
    ("2017/18 - 19/20", FINANCIAL, 3, "2017/18 - 2019/20"),
    ("1998/99 - 00/01", FINANCIAL, 3, "1998/99 - 2000/01"),
    ("1990/91 to 1992/93", FINANCIAL, 3, "1990/91 - 1992/93"),
    ("2019", YEAR, 3, "2017 - 2019"),
    *((one, MONTH, 1, "March 2023") for one in (
        "03/2023", "3/2023", "03-2023", "202303", "2023/03", "2023M03", "Mar 23", "Mar '23", "Mar. 2023", "March, 2023", "2023-Mar",
        "Mar2023", "Mar/23", "2023 MARCH")),
    *((one, PeriodKind.CALENDAR_QUARTER, 1, "2023 Q1") for one in (
        "Q1-2023", "Q1/2023", "Q1 23", "Quarter 1 2023", "2023 Qtr 1", "Jan-Mar 2023", "January to March 2023", "2023 Jan - Mar",
        "Q1 (Jan-Mar) 2023", "3 months to March 2023", "Quarter ending March 2023", "CY2023 Q1")),
    *((one, PeriodKind.FINANCIAL_QUARTER, 1, "2022/23 Q4") for one in (
        "Quarter 4 2022/23", "FY22/23 Q4", "Q4 FY2022/23", "Jan to Mar 2023", "2022-23 Q4 (Jan to Mar)")),
    *((one, FINANCIAL, 1, "2022/23") for one in (
        "FY2022/23", "Financial year 2022-23", "2022/23 financial year", "2022 / 23", "2022\N{NON-BREAKING HYPHEN}23",
        "Apr 2022 to Mar 2023", "Apr 22-Mar 23", "year ending March 2023", "Year ended 31 March 2023", "12 months to Mar 2023")),
    *((one, YEAR, 1, "2023") for one in ("CY2023", "2023.0", "Jan-Dec 2023", "Year to December 2023")),
    *((one, WEEK, 1, "2023 week 3") for one in (
        "Week 3 2023", "Week 03, 2023", "Wk3 2023", "2023 wk 3", "202303", "w/c 2023-01-16", "Week ending 2023-01-22")),
    ("Academic year 2022/23", PeriodKind.ACADEMIC_YEAR, 1, "2022/23"),
    ("Half 1 2023/24", PeriodKind.FINANCIAL_HALF, 1, "2023/24 H1"),
    ("Apr-Sep 2023", PeriodKind.FINANCIAL_HALF, 1, "2023/24 H1"),
    ("2022/23 spring term", PeriodKind.TERM, 1, "spring 2022/23"),
    ("Autumn 2022", PeriodKind.TERM, 1, "autumn 2022/23"),
    ("Summer term 2023", PeriodKind.TERM, 1, "summer 2022/23"),
    ("Apr 2020 to Mar 2023", FINANCIAL, 3, "2020/21 - 2022/23"),
    ("FY 2022/23", None, 1, "2022/23"),
    ("2020/22", FINANCIAL, 2, "2020/21 - 2021/22"),
    ("2018-2021", FINANCIAL, 3, "2018/19 - 2020/21"),
    ("1998/00", PeriodKind.ACADEMIC_YEAR, 2, "1998/99 - 1999/00"),
    ("May 2020 to April 2022", MONTH, 24, "May 2020 to April 2022"),
    ("April 2022", MONTH, 36, "May 2019 to April 2022"),
    ("Jan-Mar 2023", MONTH, 3, "January 2023 to March 2023"),
    ("2022/23 Q4", PeriodKind.FINANCIAL_QUARTER, 8, "April 2021 to March 2023"),
])  # fmt: skip
def test_a_label_with_one_meaning_is_read(text, kind, window, read):
    assert str(Period.parse(text, kind, window=window)) == read


@pytest.mark.parametrize(("text", "kind", "window", "why"), [
    ("2023-01-15", MONTH, 1, "neither its first nor its last"),
    ("2023-02-30", MONTH, 1, "is not a day of the calendar"),
    ("23-Jan", MONTH, 1, "is not a month"),
    ("Jan 23", None, 1, "is not a period"),
    ("M3 2023", MONTH, 1, "is not a month"),
    ("Q1 2023", PeriodKind.FINANCIAL_QUARTER, 1, "does not say which year it is of"),
    ("FY2024", FINANCIAL, 1, "does not say which of two"),
    ("AY 2023/24", FINANCIAL, 1, "says academic year, and is to be a financial-year"),
    ("Apr-Jul 2023", PeriodKind.FINANCIAL_QUARTER, 1, "is not a financial-quarter"),
    ("Oct-Mar 2023", PeriodKind.FINANCIAL_HALF, 1, "is not a financial-half"),
    ("year ending June 2023", FINANCIAL, 1, "is not a financial-year"),
    ("year ending 5 April 2023", FINANCIAL, 1, "is not a financial-year"),
    ("Q1 (Jan-Mar) 2023/24", PeriodKind.FINANCIAL_QUARTER, 1, "goes from April to June"),
    ("w/e 2023-01-16", WEEK, 1, "neither its first nor its last"),
    ("autumn and spring 2023", PeriodKind.TERM, 2, "is not a year that spans two"),
    ("2016 - 17", YEAR, 3, "pools 2 years, and the calendar's window is 3"),
    ("2017 - 19", YEAR, 1, "is not a calendar-year"),
    ("2022 to 2024", FINANCIAL, 1, "not consecutive"),
    ("2020/22", FINANCIAL, 1, "write 2020/21, or say window = 2 in the calendar where it is 2 years together"),
    ("2020/22", FINANCIAL, 3, "pools 2 years, and the calendar's window is 3"),
    ("2010/02", FINANCIAL, 1, "write 2010/11"),
    ("2022 NOV", PeriodKind.CALENDAR_QUARTER, 1, "is not a calendar-quarter"),
    ("2023-01-01", None, 1, "is not a period"),
])  # fmt: skip
def test_any_other_is_refused_with_its_reason(text, kind, window, why):
    with pytest.raises(PeriodError, match=why):
        Period.parse(text, kind, window=window)


@given(
    st.sampled_from([YEAR, FINANCIAL]),
    st.integers(1950, 2090),
    st.integers(2, 10),
    st.sampled_from([" - ", "-", " to "]),
)
def test_pooled_years_are_read_as_their_last_however_the_centuries_lie(kind, first, window, dash):
    last = first + window - 1
    ends = (f"{first}", f"{last % 100:02d}")
    if kind is FINANCIAL:
        ends = (f"{first}/{(first + 1) % 100:02d}", f"{last % 100:02d}/{(last + 1) % 100:02d}")
    assert Period.parse(dash.join(ends), kind, window=window) == Period(kind, last)


@given(st.sampled_from([kind for kind in PeriodKind if kind is not PeriodKind.TERM]), st.integers(1802 * 12, 2190 * 12))
def test_the_first_and_the_last_day_of_a_period_stand_for_it(kind, index):
    period = Period.containing(Period(MONTH, index).start, kind)
    for day in (period.start, period.end.subtract(days=1)):
        assert Period.parse(day.isoformat(), kind) == period


@given(
    st.sampled_from([YEAR, FINANCIAL, PeriodKind.ACADEMIC_YEAR, PeriodKind.REPORTING_YEAR]),
    st.integers(1800, 2150),
    st.integers(1, 12),
)
def test_pooled_years_keep_their_label_and_are_read_back_by_it(kind, year, window):
    period = Period(kind, year + window, window)
    assert (" - " in str(period)) == (window > 1)
    for given_window in (window, None):
        back = Period.parse(str(period), kind, window=given_window)
        assert (back, back.window) == (period, window)
    assert eval(repr(period)) == period
    assert period == Period(kind, year + window)
    assert [one.window for one in (period + 1, period - 1, period.same_period_last_year, period.at(2000))] == [
        window
    ] * 4


@given(st.sampled_from([MONTH, PeriodKind.FINANCIAL_QUARTER, PeriodKind.FINANCIAL_HALF]), st.integers(2, 40))
def test_months_and_quarters_together_are_named_by_their_months_and_read_back(kind, window):
    period = Period(kind, 2019 * kind.per_year + 1, window)
    assert " to " in str(period)
    for given_window in (window, None):
        back = Period.parse(str(period), kind, window=given_window)
        assert (back, back.window) == (period, window)


@pytest.mark.parametrize(
    ("text", "window", "label"),
    [
        ("Autumn and spring term 2022/23", 2, "autumn and spring 2022/23"),
        ("autumn, spring and summer term 2022/23", 3, "autumn, spring and summer 2022/23"),
        ("spring and summer 2022/23", 2, "spring and summer 2022/23"),
        ("Summer term 2022/23", 1, "summer 2022/23"),
    ],
)
def test_terms_together_are_the_last_of_them(text, window, label):
    period = Period.parse(text, PeriodKind.TERM, window=window)
    assert (str(period), period.end.month) == (label, 9 if "ummer" in text else 4)
    assert Period.parse(label, PeriodKind.TERM, window=None).window == window
    with pytest.raises(PeriodError, match="and the calendar's window is"):
        Period.parse(text, PeriodKind.TERM, window=window + 1)


@pytest.mark.parametrize("text", ["autumn and summer 2022/23", "spring and autumn 2022/23", "autumn and 2022/23"])
def test_terms_that_do_not_follow_each_other_are_none(text):
    with pytest.raises(PeriodError):
        Period.parse(text, PeriodKind.TERM, window=2)


def test_a_calendar_writes_its_periods_as_they_are_published():
    calendar = Calendar(kind=YEAR, window=3, lag_months=12)
    assert str(calendar.latest_due(date(2022, 2, 1))) == "2018 - 2020"
    first, *_, last = calendar.between(Period(YEAR, 2018), Period(YEAR, 2020))
    assert (str(first), str(last), str(calendar.next(last)), str(calendar.previous(first))) == (
        "2016 - 2018",
        "2018 - 2020",
        "2019 - 2021",
        "2015 - 2017",
    )


def test_terms_of_a_dfe_file_that_are_pooled_keep_their_label():
    assert str(Period.from_dfe("202223", "Autumn and spring term", window=2)) == "autumn and spring 2022/23"


@given(st.dates(date(1800, 1, 1), date(2199, 12, 31)))
@example(date(1800, 1, 31))
@example(date(2199, 12, 31))
@example(date(2000, 2, 29))
def test_months_up_to_a_day_are_read_where_it_is_the_last_of_its_month_alone(day):
    month = Period.containing(day, MONTH)
    words = month.start.strftime("%B %Y")
    last = month.end.subtract(days=1).day
    assert Period.parse(f"1 months to {last} {words}", MONTH) == month
    with pytest.raises(PeriodError):
        Period.parse(f"1 months to {last - 1} {words}", MONTH)


@pytest.mark.parametrize(
    ("kind", "part", "window", "label"),
    [
        ("calendar-quarter", "2026 Q2", 4, "July 2025 to June 2026"),
        ("calendar-quarter", "2026 Q3", 4, "October 2025 to September 2026"),
        ("financial-half", "2025/26 H1", 2, "October 2024 to September 2025"),
        ("month", "June 2026", 12, "July 2025 to June 2026"),
        ("calendar-quarter", "2026 Q2", 1, "2026 Q2"),
        ("tax-quarter", "2025/26 Q4", 4, "2025/26 Q4"),
    ],
)
def test_a_figure_about_a_whole_year_is_said_with_its_months_and_read_back_by_them(kind, part, window, label):
    period = attrs.evolve(Period.parse(part, kind), window=window)
    again = Period.parse(label, kind, window=window)
    assert (str(period), again, again.window) == (label, period, window)
