"""The year in one column and its month or quarter in another are one period, from every source."""

import pytest

from wes_rules import DefinitionError, PeriodKind, Standing, Unit
from wes_rules.tables.settings import TableSettings

from .conftest import KINDS, wanted

COMMON = {"fixed": {"indicator": "rate"}, "publication": "made up"}


def periods(folder, kind, rows, of, header=("Board", "Year", "Month", "Waiting")):
    columns = dict(zip(header, ("area", "period", "part_of_year", "value"), strict=True))
    found = folder.read_as(kind, [[*header], *rows], {"rate": wanted(Unit.COUNT, of)}, columns=columns, **COMMON)
    return [(one.area, str(one.period), str(one.quantity)) for one in found.observations]


@pytest.mark.parametrize("kind", KINDS)
def test_a_year_and_its_month_in_two_columns_are_one_month(folder, kind):
    rows = [["A", "2011", "Jan", 5], ["A", "2011", "Feb (1)", 6], ["B", "2011 [p]", "december", 7]]
    months = [("A", "January 2011", "5"), ("A", "February 2011", "6"), ("B", "December 2011", "7")]
    assert periods(folder, kind, rows, PeriodKind.MONTH) == months


@pytest.mark.parametrize(
    ("year", "part", "names", "of", "period"),
    [
        ("2018/19", "Q2", ("Year", "Quarter"), PeriodKind.FINANCIAL_QUARTER, "2018/19 Q2"),
        ("2018/19", "2", ("Year", "Quarter"), PeriodKind.FINANCIAL_QUARTER, "2018/19 Q2"),
        ("2018", "Quarter 4", ("Year", "Period"), PeriodKind.CALENDAR_QUARTER, "2018 Q4"),
        ("2018", "04", ("year", "month"), PeriodKind.MONTH, "April 2018"),
        ("2018", "7", ("Year", "Week number"), PeriodKind.WEEK, "2018 week 7"),
        ("2018/19", "Autumn", ("Year", "Term"), PeriodKind.TERM, "autumn 2018/19"),
        ("2018/19", "April", ("FinancialYear", "Month"), PeriodKind.MONTH, "April 2018"),
        ("2018/19", "March", ("Fiscal year", "Month"), PeriodKind.MONTH, "March 2019"),
        ("2018/19", "August", ("Academic year", "Month"), PeriodKind.MONTH, "August 2019"),
        ("2018/19", "October", ("Year", "Month"), PeriodKind.MONTH, "October 2018"),
    ],
)
def test_a_number_is_what_its_column_is_called_and_a_month_lies_in_the_year_that_spans_two(
    folder, year, part, names, of, period
):
    assert periods(folder, "csv", [["A", year, part, 5]], of, ("Board", *names, "Waiting")) == [("A", period, "5")]


@pytest.mark.parametrize(
    ("names", "part"),
    [("Year,Month", "May"), ("Financial year,Month", "1"), ("Year,Period", "3"), ("Year,Month", "13")],
)
def test_what_does_not_say_which_part_of_the_year_is_told_with_both(folder, names, part):
    year, month = names.split(",")
    columns = {"Board": "area", year: "period", month: "part_of_year", "Waiting": "value"}
    text = f"Board,{names},Waiting\nA,2018/19,{part},5\n"
    told = folder.faults(text, {"rate": wanted(Unit.COUNT, PeriodKind.MONTH)}, columns=columns, **COMMON)
    assert [one.partition(";")[0] for one in told] == [
        f'figures.csv:2: column "{year}": "2018/19 {part}" is not a month'
    ]


def test_a_row_without_a_part_is_of_the_whole_year_and_passed_over(folder):
    columns = {"Year": "period", "Month": "part_of_year", "N": "value"}
    fixed = {"indicator": "rate", "area": "A"}
    text = "Year,Month,N\n2011,,17\n2011,Jan,5\n"
    request = {"rate": wanted(Unit.COUNT, PeriodKind.MONTH)}
    found = folder.read(text, request, columns=columns, fixed=fixed, publication="made up")
    assert [str(one.period) for one in found.observations] == ["January 2011"]
    assert "about other kinds of period" in str(found.notes[0])


def test_months_down_and_years_across_are_months(folder):
    settings = {"columns": {"Month": "part_of_year"}, "across": "period", "fixed": {"indicator": "rate", "area": "A"}}
    text = "Month,2011,2012 [p],Total\nJan,5,6,11\nFeb,7,8,15\n"
    found = folder.read(text, {"rate": wanted(Unit.COUNT, PeriodKind.MONTH)}, publication="x", **settings)
    assert [(str(one.period), str(one.quantity), one.standing) for one in found.observations] == [
        ("January 2011", "5", Standing.FINAL),
        ("January 2012", "6", Standing.PROVISIONAL),
        ("February 2011", "7", Standing.FINAL),
        ("February 2012", "8", Standing.PROVISIONAL),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_the_parts_of_a_year_side_by_side_are_of_the_year_in_a_column(folder, kind):
    settings = {"columns": {"Year": "period", "Measure": "indicator"}, "across": "part_of_year", "fixed": {"area": "A"}}
    rows = [
        ["Measure", "Year", "Q1", "Quarter 2 [p]", "Total"],
        ["rate", "2023/24", 5, 6, 11],
        ["rate", "2024/25", 7, 8, 15],
    ]
    found = folder.read_as(
        kind, rows, {"rate": wanted(Unit.COUNT, PeriodKind.FINANCIAL_QUARTER)}, publication="x", **settings
    )
    assert [(str(one.period), str(one.quantity), one.standing) for one in found.observations] == [
        ("2023/24 Q1", "5", Standing.FINAL),
        ("2023/24 Q2", "6", Standing.PROVISIONAL),
        ("2024/25 Q1", "7", Standing.FINAL),
        ("2024/25 Q2", "8", Standing.PROVISIONAL),
    ]
    assert any('"Total"' in str(one) for one in found.notes)


@pytest.mark.parametrize(
    ("year", "header", "of", "periods"),
    [
        ("2024/25", "Q1,Q2", PeriodKind.FINANCIAL_QUARTER, ["2024/25 Q1", "2024/25 Q2"]),
        ("2024", "Qtr 1,Qtr 2", PeriodKind.CALENDAR_QUARTER, ["2024 Q1", "2024 Q2"]),
        ("financial year 2024/25", "Apr,May,Mar", PeriodKind.MONTH, ["April 2024", "May 2024", "March 2025"]),
        ("FY 2024/25", "July,August", PeriodKind.MONTH, ["July 2024", "August 2024"]),
        ("academic year 2024/25", "Sep,Aug", PeriodKind.MONTH, ["September 2024", "August 2025"]),
        ("2024/25", "Oct,Mar", PeriodKind.MONTH, ["October 2024", "March 2025"]),
        ("2024/25", "Autumn,Spring", PeriodKind.TERM, ["autumn 2024/25", "spring 2024/25"]),
    ],
)
def test_the_parts_of_a_year_side_by_side_are_of_the_year_that_the_settings_say(folder, year, header, of, periods):
    fixed = {"indicator": "rate", "area": "A", "period": year}
    text = f"{header}\n{','.join('5' for _ in header.split(','))}\n"
    found = folder.read(text, {"rate": wanted(Unit.COUNT, of)}, across="part_of_year", fixed=fixed, publication="x")
    assert [str(one.period) for one in found.observations] == periods


def test_a_month_that_may_lie_in_either_year_of_two_is_passed_over_with_what_the_year_has_to_say(folder):
    fixed = {"indicator": "rate", "area": "A", "period": "2024/25"}
    (told,) = folder.faults(
        "Apr\n5\n", {"rate": wanted(Unit.COUNT, PeriodKind.MONTH)}, across="part_of_year", fixed=fixed, publication="x"
    )
    assert '"2024/25 Apr" is not a month' in told


def test_parts_of_a_year_without_the_year_are_told_how_to_say_it(folder):
    fixed = {"indicator": "rate", "area": "A"}
    (told,) = folder.faults(
        "Q1,Q2\n5,6\n",
        {"rate": wanted(Unit.COUNT, PeriodKind.FINANCIAL_QUARTER)},
        across="part_of_year",
        fixed=fixed,
        publication="x",
    )
    assert 'nothing says what the "period" of a row is' in told


def test_two_columns_of_a_period_are_told_how_to_be_named():
    with pytest.raises(DefinitionError, match='"Year" = "period", "Month" = "part_of_year"'):
        TableSettings(columns={"Year": "period", "Month": "period"})


@pytest.mark.parametrize(
    "label", ["Dec-2011 (1)", "Dec-2011(12)", "Dec-2011 [note 1]", "Dec-2011*", "Dec-2011 (note 2) (p)"]
)
def test_a_footnote_beside_a_period_is_no_part_of_it(folder, label):
    request = {"rate": wanted(Unit.COUNT, PeriodKind.MONTH)}
    columns = {"When": "period", "N": "value"}
    fixed = {"indicator": "rate", "area": "A"}
    found = folder.read(f"When,N\n{label},5\n", request, columns=columns, fixed=fixed, publication="made up")
    assert [str(one.period) for one in found.observations] == ["December 2011"]
    wide = folder.read(f"{label},Jan-2012\n5,6\n", request, across="period", fixed=fixed, publication="made up")
    assert [str(one.period) for one in wide.observations] == ["December 2011", "January 2012"]


def counts(folder, number, reader):
    columns = {"Year": "period", "Rate": "value", "In time": "numerator", "All": "denominator"}
    fixed = {"indicator": "rate", "area": "A"}
    return reader(f"Year,Rate,In time,All\n2019,50.0,{number},214.0\n", columns=columns, fixed=fixed, publication="x")


def test_a_whole_number_of_people_may_be_written_with_a_nought_after_the_point(folder):
    (one,) = counts(folder, "107.00", folder.read).observations
    assert (one.numerator, one.denominator) == (107, 214)


def test_half_people_are_told_how_to_go_on(folder):
    (told,) = counts(folder, "107.5", folder.faults)
    assert told == (
        'figures.csv:2: column "In time": "107.5" is not a count; correct it, or leave the numerator '
        "and the denominator out of columns: the percentage counts as it is printed"
    )


@pytest.mark.parametrize("value", ["100.7", "-2.3"])
def test_a_percentage_beyond_its_bounds_names_the_way_out(folder, value):
    (told,) = folder.faults(
        f"Year,Rate\n2019,{value}\n",
        columns={"Year": "period", "Rate": "value"},
        fixed={"indicator": "rate", "area": "A"},
        publication="x",
    )
    assert f"{value} is outside what percent allows" in told
    assert 'give the measure a unit of the plan\'s own, [units.NAME] with symbol = "%"' in told
