"""What stands in a cell: numbers, symbols and days as publishers write them, and never a guess."""

from decimal import Decimal

import pytest

from wes_rules import DefinitionError, Marker, OwnUnit, PeriodKind, SourceError, Standing, Unit
from wes_rules.tables import read_day, read_value

from .conftest import wanted

HEAD = "indicator,group,area,period,value,unit,source"


def rows(*values, unit="score"):
    lines = [f'rate,all,A{place},2019,"{value}",{unit},s' for place, value in enumerate(values)]
    return "\n".join([HEAD, *lines]) + "\n"


def read(folder, *values, unit=Unit.SCORE, **settings):
    found = folder.read(rows(*values, unit=unit.value), {"rate": wanted(unit)}, **settings)
    return [one.quantity.marker or one.quantity.low for one in found.observations]


def test_numbers_that_can_mean_one_thing_are_read(folder):
    assert read(folder, "1,449", "-2.5", "\u22122.5", " 7 ", "1,234,567.8") == [
        Decimal(1449),
        Decimal("-2.5"),
        Decimal("-2.5"),
        Decimal(7),
        Decimal("1234567.8"),
    ]
    assert read(folder, "72.6%", unit=Unit.PERCENT) == [Decimal("72.6")]
    assert read(folder, "£1,234", "-£5", unit=Unit.POUNDS) == [Decimal(1234), Decimal(-5)]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("100.00000000000001", "100"),
        ("72.599999999999994", "72.6"),
        ("-0.30000000000000004", "-0.3"),
        ("0.66666666666666663", "0.66666666666666663"),
        ("5.00000001", "5.00000001"),
        ("123456789012345678.000000000001", "123456789012345678.000000000001"),
    ],
)
def test_digits_that_came_by_reckoning_in_binary_are_no_part_of_a_number(folder, cell, number):
    (found,) = read(folder, cell, unit=Unit.PERCENT if number == "100" else Unit.SCORE)
    assert str(found) == number


def test_a_number_in_parentheses_is_negative_only_where_that_is_declared(folder):
    (fault,) = folder.faults(rows("(1.2)"), {"rate": wanted(Unit.SCORE)})
    assert '"(1.2)" is neither a number nor a known symbol' in fault
    assert read(folder, "(1.2)", "(1,449)", "3", negatives="parentheses") == [
        Decimal("-1.2"),
        Decimal(-1449),
        Decimal(3),
    ]
    assert read(folder, "(£5)", unit=Unit.POUNDS, negatives="parentheses") == [Decimal(-5)]


@pytest.mark.parametrize(
    ("publisher", "text", "marker"),
    [
        ("gss", "[w]", Marker.NOT_AVAILABLE),
        ("gss", "[c]", Marker.SUPPRESSED),
        ("dfe", "SUPP", Marker.SUPPRESSED),
        ("dfe", "NE", Marker.NOT_APPLICABLE),
        ("ofsted", "NULL", Marker.NOT_AVAILABLE),
        ("nhs", "*", Marker.SUPPRESSED),
        ("ons", "..", Marker.SUPPRESSED),
        ("ons", "x", Marker.LOW_RELIABILITY),
        ("fingertips", "", Marker.NOT_AVAILABLE),
    ],
)
def test_the_symbols_of_a_publisher_are_known_by_its_name(folder, publisher, text, marker):
    assert read(folder, text, symbols=publisher) == [marker]


def test_letters_beside_a_number_say_how_firm_it_is(folder):
    text = rows("22.6 [p]", "22.6 [r]", "22.6 [b]", "22.6[u]", "1,022 [e]")
    found = folder.read(text, {"rate": wanted(Unit.SCORE)}, symbols="gss").observations
    final = Standing.FINAL
    assert [one.standing for one in found] == [Standing.PROVISIONAL, Standing.REVISED, final, final, Standing.ESTIMATE]
    assert [str(one.quantity.low) for one in found] == ["22.6"] * 4 + ["1022"]


@pytest.mark.parametrize(("cell", "standing"), [
    ("22.6 [r]", "r"), ("22.6 (r)", "r"), ("22.6r", "r"), ("22.6R", "r"), ("22.6 p", "p"), ("22.6 [provisional]", "p"), ("22.6 (f)", "f"),
    ("22.6 [p][r]", "p"), ("22.6*", ""), ("22.6 \N{DAGGER}", ""), ("22.6\N{SUPERSCRIPT TWO}", ""), ("22.6 [note 3]", ""),
    ("22.6\N{NO-BREAK SPACE}[r]", "r"), ("22.6 [1]", ""),
])  # fmt: skip
def test_marks_beside_a_number_are_taken_off_whoever_published_it(folder, cell, standing):
    (found,) = folder.read(rows(cell), {"rate": wanted(Unit.SCORE)}, symbols="gss").observations
    assert (str(found.quantity), found.standing.value) == ("22.6", standing)
    if standing != "r":
        assert folder.read(rows(cell), {"rate": wanted(Unit.SCORE)}).observations == (found,)


@pytest.mark.parametrize("cell", ["22.6 [r]", "22.6 (r)", "22.6r", "22.6R"])
def test_a_mark_of_a_revision_counts_where_the_plan_says_whose_it_is(folder, cell):
    (fault,) = folder.faults(rows(cell), {"rate": wanted(Unit.SCORE)})
    assert fault.endswith('name the publisher in the settings of the source: symbols = "gss"')


def test_a_p_beside_pounds_may_be_pence_and_a_number_in_parentheses_anything(folder):
    assert len(folder.faults(rows("22 p", unit="pounds"), {"rate": wanted(Unit.POUNDS)})) == 1
    assert len(folder.faults(rows("22.6 (1)"), {"rate": wanted(Unit.SCORE)})) == 1
    assert len(folder.faults(rows("22.6 [x]"), {"rate": wanted(Unit.SCORE)})) == 1


@pytest.mark.parametrize("beside", ["2019 (p)", "2019p", "2019 [provisional]"])
def test_a_mark_beside_a_period_is_of_its_figure(folder, beside):
    text = f"{HEAD}\nrate,all,A,{beside},7,score,s\n"
    (found,) = folder.read(text, {"rate": wanted(Unit.SCORE)}).observations
    assert (str(found.period), found.standing) == ("2019", Standing.PROVISIONAL)
    wide = f"Area,{beside},2020*\nA,7,8\n"
    settings = {"columns": {"Area": "area"}, "across": "period", "fixed": {"indicator": "rate"}, "publication": "s"}
    found = folder.read(wide, {"rate": wanted(Unit.SCORE)}, **settings).observations
    assert [(str(one.period), one.standing.value) for one in found] == [("2019", "p"), ("2020", "")]


def test_a_symbol_that_nobody_has_explained_is_refused_with_the_setting_that_explains_it(folder):
    (fault,) = folder.faults(rows("n/a"), {"rate": wanted(Unit.SCORE)})
    assert 'such as symbols = {"n/a" = "x"}' in fault


@pytest.mark.parametrize("cell", ["n/a", "Good", "7 [r]", "7 bu"])
def test_a_remedy_names_symbols_only_where_the_source_has_that_setting(folder, cell):
    asked = wanted(Unit.SCORE)
    (fault,) = folder.faults(rows(cell), {"rate": asked})
    assert "symbols = " in fault
    with pytest.raises(SourceError) as caught:
        read_value(cell, asked)
    assert str(caught.value).endswith(
        "is neither a number nor a known symbol; use digits and a point, or z, x, c, low, k or u"
    )


@pytest.mark.parametrize("cell", ["17/10/2019", "31 February 2019"])
def test_a_remedy_names_dates_only_where_the_source_has_that_setting(cell):
    with pytest.raises(DefinitionError) as caught:
        read_day(cell)
    assert "dates" not in str(caught.value)


def test_a_word_may_stand_for_a_number(folder):
    """As Ofsted's judgements of local authorities do."""
    wanted_score = {"rate": wanted(Unit.SCORE)}
    (fault,) = folder.faults(rows("Outstanding"), wanted_score)
    assert 'be it a number, symbols = {"Outstanding" = "2"}, or a symbol such as "x"' in fault
    (one,) = folder.read(rows("Outstanding"), wanted_score, symbols={"Outstanding": "1"}).observations
    assert one.quantity.low == 1


@pytest.mark.parametrize(("name", "cell", "number"), [
    ("seconds", "0:07:37", "457"), ("minutes", "00:07:37", "7.6166667"), ("minutes", "1:30:00", "90"), ("hours", "1:30:00", "1.5"),
    ("seconds", "0:00:01.5", "1.5"), ("minutes", "7.62", "7.62"), ("months", "00:09", "9"), ("months", "01:03", "15"), ("years", "01:03", "1.25"),
])  # fmt: skip
def test_hours_minutes_and_seconds_are_read_in_a_unit_of_time(folder, name, cell, number):
    unit = OwnUnit(name=name, symbol=name)
    (found,) = folder.read(rows(cell, unit=name), {"rate": wanted(unit)}).observations
    assert found.quantity.low == found.quantity.high == Decimal(number)


def test_a_duration_that_may_be_two_is_refused_with_the_ways_to_write_it(folder):
    for unit in (Unit.SCORE, OwnUnit(name="minutes", symbol="minutes")):
        (fault,) = folder.faults(rows("7:37", unit=unit.value), {"rate": wanted(unit)})
        assert "7:37 is 457 seconds, or 7.62 minutes; 0:07:37 is read in a unit of seconds, minutes or hours" in fault
    assert folder.faults(rows("0:07:37"), {"rate": wanted(Unit.SCORE)})


def test_a_column_that_was_too_narrow_is_no_symbol(folder):
    (fault,) = folder.faults(rows("########"), {"rate": wanted(Unit.SCORE)})
    assert "widen it in the spreadsheet" in fault
    assert "symbols" not in fault


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_a_workbook_is_told_from_a_text_whatever_its_name(folder, start):
    assert 'it is a workbook, and no text; say kind = "excel"' in folder.faults(start + bytes(40))[0]


@pytest.mark.parametrize(("named", "remedy"), [
    ("when", 'rename "when" to "period", or say what all rows share: fixed = {period = "..."}'),
    ("perod", 'did you mean "perod"?'),
    ("kind", 'add it, or say what all rows share: fixed = {period = "..."}'),
    ("published_on", 'add it, or say what all rows share: fixed = {period = "..."}'),
])  # fmt: skip
def test_a_column_that_is_missing_is_told_with_the_name_it_may_have(folder, named, remedy):
    (fault, *_) = folder.faults(rows("1").replace("period", named), {"rate": wanted(Unit.SCORE)})
    assert fault.endswith(f'column "period" is missing; {remedy}')


def test_what_a_column_contradicts_in_every_row_is_told_once(folder):
    with pytest.raises(SourceError) as caught:
        folder.read(rows("1.5", "2.25", "3.125", "4.5", "5.5", unit="count"), {"rate": wanted(Unit.COUNT, decimals=0)})
    assert str(caught.value).count("is not a whole number") == 1


def test_a_symbol_that_nobody_has_explained_is_told_once_with_the_number_of_rows(folder):
    faults = folder.faults(rows(*["*"] * 40), {"rate": wanted(Unit.SCORE)})
    assert len(faults) == 40
    with pytest.raises(Exception, match="40 times, also on lines 3, 4, 5 and so on") as caught:
        folder.read(rows(*["*"] * 40), {"rate": wanted(Unit.SCORE)})
    assert str(caught.value).count("\n") == 0


DAYS = "indicator,group,area,period,value,unit,source,published"


def test_a_day_is_read_as_the_settings_say_and_never_guessed(folder):
    text = f"{DAYS}\nrate,all,A,01/04/2023,7,score,s,10/05/2023\nrate,all,B,2023-04-30,7,score,s,1 June 2023\n"
    request = {"rate": wanted(Unit.SCORE, PeriodKind.MONTH)}
    found = folder.read(text, request, dates="day-month-year").observations
    assert [(str(one.period), str(one.published)) for one in found] == [
        ("April 2023", "2023-05-10"),
        ("April 2023", "2023-06-01"),
    ]
    other = folder.read(text.replace("01/04", "04/01"), request, dates="month-day-year").observations
    assert [str(one.published) for one in other] == ["2023-10-05", "2023-06-01"]
    faults = folder.faults(text, request)
    assert any(
        '"10/05/2023" is not a date; write it like 2023-12-31, or say dates = "day-month-year"' in one for one in faults
    )


def test_days_that_a_setting_contradicts_are_told_in_one_line(folder):
    lines = [f"rate,all,A{place},2019,7,score,s,{place + 13}/01/2023" for place in range(15)]
    with pytest.raises(Exception, match="15 like it, also on lines 3, 4, 5 and so on") as caught:
        folder.read("\n".join([DAYS, *lines]), {"rate": wanted(Unit.SCORE)}, dates="month-day-year")
    assert '"13/01/2023" is not a day of the calendar' in str(caught.value)


def test_a_moment_at_midnight_is_a_day(folder):
    text = f"{DAYS}\nrate,all,A,2019,7,score,s,2023-05-10 00:00:00\n"
    (one,) = folder.read(text, {"rate": wanted(Unit.SCORE)}).observations
    assert str(one.published) == "2023-05-10"
    assert len(folder.faults(text.replace("00:00:00", "09:30:00"), {"rate": wanted(Unit.SCORE)})) == 1


def test_what_was_read_once_is_not_taken_for_the_same_text_rounded_otherwise_or_of_another_indicator(folder):
    lines = [
        "n,all,A0,2019,20,count,s,5",
        "n,all,A1,2019,20,count,s,10",
        "n,all,A2,2019,20,count,s,",
        "m,all,A0,2019,20,pounds,s,",
        "n,all,A3,2019,20,count,s,5",
    ]
    text = "\n".join([f"{HEAD},rounded_to", *lines]) + "\n"
    found = folder.read(text, {"n": wanted(Unit.COUNT, decimals=0), "m": wanted(Unit.POUNDS, decimals=0)})
    spans = {(one.indicator, one.area): (one.quantity.low, one.quantity.high) for one in found.observations}
    assert spans == {
        ("n", "A0"): (Decimal("17.5"), Decimal("22.5")),
        ("n", "A1"): (15, 25),
        ("n", "A2"): (20, 20),
        ("m", "A0"): (20, 20),
        ("n", "A3"): (Decimal("17.5"), Decimal("22.5")),
    }


def test_a_grade_is_a_number_or_what_ofsted_calls_it(folder):
    grades = ["1", "Outstanding", "good", "Requires improvement", "Requires improvement to be good", "Inadequate", "4"]
    lines = [f"school,A,{number},2021-05-01,{grade},s" for number, grade in enumerate(grades)]
    text = "\n".join(["indicator,area,unit,day,grade,source", *lines]) + "\n"
    found = folder.read(text, {}, layout="inspections").inspections
    assert [one.grade for one in found] == [1, 1, 2, 3, 3, 4, 4]
    assert "is not a grade" in folder.faults(text.replace("good,", "fair,"), {}, layout="inspections")[0]
