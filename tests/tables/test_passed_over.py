"""Rows that nobody asked about are passed over and counted; what is wrong with them refuses no file."""

import sys

import attrs
import pytest

from wes_rules import Calendar, Period, PeriodKind, SourceError, Unit
from wes_rules.errors import told_once
from wes_rules.tables import passed_over
from wes_rules.tables.symbols import Signs
from wes_rules.tables.table import Row, Table

from .conftest import wanted

HEAD = "indicator,group,area,period,value,unit,source\n"
OURS = "rate,all,937,2019,7.5,percent,s\n"
ASKED = {"rate": wanted(series={("937", "all"), ("970", "all")})}


def test_a_row_about_another_area_that_cannot_be_read_refuses_nothing(folder):
    text = HEAD + OURS + "rate,all,330,2019,n/k,percent,s\nrate,boys,937,2019,?,percent,s\n"
    found = folder.read(text, ASKED)
    assert [one.area for one in found.observations] == ["937"]
    assert [one.what for one in found.notes] == [
        "passed over: 2 rows about areas or groups that no measure asks about, and unreadable (3, 4)"
    ]
    # A page of that area must not take the figure for absent.
    assert [(one.area, one.group) for one in found.left_out] == [("330", "all"), ("937", "boys")]


def test_a_control_character_in_a_row_about_another_area_refuses_nothing(folder):
    found = folder.read(HEAD + OURS + "rate,all,330,2019,7\x07,percent,s\n", ASKED)
    assert [one.area for one in found.observations] == ["937"]
    assert "and unreadable (3)" in found.notes[0].what


def test_a_row_with_a_cell_too_few_is_refused_as_nobody_knows_whom_it_is_about(folder):
    assert len(folder.faults(HEAD + OURS + "rate,all,330,2019,7,percent\n", ASKED)) == 1


def test_pooled_years_are_read_where_a_column_says_their_kind(folder):
    calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR, window=3)
    text = HEAD.replace("source", "source,kind") + "rate,all,937,2017 - 19,7.5,percent,s,calendar-year\n"
    (one,) = folder.read(text, {"rate": attrs.evolve(wanted(), calendars=(calendar,))}).observations
    assert str(one.period) == "2017 - 2019"


def test_a_row_that_may_be_about_the_plans_area_is_refused(folder):
    assert len(folder.faults(HEAD + OURS + "rate,all,970,2019,n/k,percent,s\n", ASKED)) == 1
    assert len(folder.faults(HEAD + OURS + "rate,all,,2019,7,percent,s\n", ASKED)) == 1
    assert len(folder.faults(HEAD + OURS + "rate,all,330,2019,n/k,percent,s\n", {"rate": wanted()})) == 1


def test_a_figure_of_another_area_that_stands_twice_is_counted(folder):
    twice = "rate,all,330,2019,1,percent,s\nrate,all,330,2019,2,percent,s\n"
    found = folder.read(HEAD + OURS + twice, ASKED)
    assert [one.area for one in found.observations] == ["937"]
    assert "there twice with different values (4)" in found.notes[0].what
    assert len(folder.faults(HEAD + twice.replace("330", "970"), ASKED)) == 1


def test_lines_that_stand_twice_in_many_years_are_counted_once_each(folder):
    text = "Area,2019,2020,2021\n937,1,2,3\n330,4,5,6\n330,5,6,7\n330,6,7,8\n"
    settings = {"columns": {"Area": "area"}, "across": "period", "fixed": {"indicator": "rate"}, "publication": "s"}
    found = folder.read(text, ASKED, **settings)
    assert "2 rows about areas or groups that no measure asks about, and there twice with different values (4, 5)" in (
        found.notes[0].what
    )


def test_rows_of_which_only_some_are_looked_at_are_not_counted_as_unreadable(folder):
    """Their number would be another one in each command."""
    text = (
        HEAD + OURS + "rate,all,330,2019,n/k,percent,s\nrate,all,331,2019,1,percent,s\nrate,all,331,2019,2,percent,s\n"
    )
    found = folder.read(text, ASKED, every_area=False)
    assert [one.area for one in found.observations if one.area == "937"] == ["937"]
    assert found.notes == ()


def test_what_stands_twice_in_many_years_is_told_once(folder):
    """As in a file of exclusions whose types of school no filter says."""
    text = "".join(f"rate,all,937,{year},{value},percent,s\n" for year in range(2010, 2018) for value in (1, 2))
    with pytest.raises(SourceError) as caught:
        folder.read(HEAD + text, ASKED)
    (told,) = told_once(caught.value.problems)
    assert "for 2010 stands in row 2 already, with other values" in told
    assert "(8 like it, also on lines 5, 7, 9 and so on)" in told


def test_of_many_rows_about_other_areas_all_but_the_first_are_only_counted_where_that_is_enough(folder):
    others = "".join(f"rate,all,X{place % 3},{1900 + place // 3},1,percent,s\n" for place in range(300))
    found = folder.read(HEAD + others + OURS, ASKED, every_area=False)
    assert [one.area for one in found.observations if one.area == "937"] == ["937"]
    assert (len(found.observations), sum(found.others.values())) == (101, 200)
    assert len(folder.read(HEAD + others + OURS, ASKED).observations) == 301


def test_section_headings_and_notes_of_a_foreign_table_are_passed_over(folder):
    text = "Area,Year,Rate\nNorth,,\nA,2019,7\n,,\nSouth,,\nB,2019,8\nSource: a survey\nNote,,\n"
    settings = {"columns": {"Area": "area", "Year": "period", "Rate": "value"}, "fixed": {"indicator": "rate"}}
    found = folder.read(text, publication="s", **settings)
    assert [one.area for one in found.observations] == ["A", "B"]
    assert [one.what for one in found.notes] == [
        "passed over: 1 row about the table, with one cell (7); 3 rows with neither a period nor a number (2, 5, 8)"
    ]


def test_lines_about_a_table_of_one_year_are_passed_over_where_they_name_no_area(folder):
    """As in MHCLG's revenue outturn: its period stands in the title, and a hidden last row has names for programs."""
    text = "Code,Name,Total\n,North,\nE07000223,Adur,326\nE07000032,Amber Valley,[x]\n,,RSX-edu-tot-exp\n"
    settings = {"columns": {"Code": "area"}, "indicators": {"Total": "rate"}, "fixed": {"period": "2024"}}
    found = folder.read(text, {"rate": wanted(Unit.COUNT)}, publication="s", **settings)
    assert [one.area for one in found.observations] == ["E07000223", "E07000032"]
    assert "2 rows with neither an area nor a number (2, 5)" in found.notes[0].what
    hidden = text.replace("RSX-edu-tot-exp", "c")
    assert len(folder.faults(hidden, {"rate": wanted(Unit.COUNT)}, publication="s", **settings)) == 1


FOREIGN = {
    "columns": {"Area": "area", "Year": "period", "Rate": "value"},
    "fixed": {"indicator": "rate"},
    "publication": "s",
}


def test_a_filter_that_nothing_passes_names_the_values_that_there_are(folder):
    text = "Area,Year,Sex,Age,Rate\nA,2019,Persons,16+,7\nA,2019,Male,All,8\n"
    faults = folder.faults(text, filters={"Sex": "Person", "Age": "All"}, **FOREIGN)
    assert faults == [
        'figures.csv: no row passes the filters: none has "Person" in column "Sex"; there are: "Male", "Persons"'
    ]
    faults = folder.faults(text, filters={"Sex": "Persons", "Age": "All"}, **FOREIGN)
    assert faults == [
        'figures.csv: no row passes the filters: none has Sex = "Persons" and Age = "All"; leave some of them out'
    ]


def test_what_no_setting_says_is_told_with_the_setting_to_write(folder):
    faults = folder.faults("Area,Rate\nA,7\n", columns={"Area": "area", "Rate": "value"})
    assert faults == [
        'figures.csv:1: nothing says what the "indicator" of a row is; say which column it is in columns, or one value for all rows in fixed',
        'figures.csv:1: nothing says what the "period" of a row is; say which column it is in columns, or one value for all rows in fixed',
        'figures.csv:1: nothing says what the "source" of a row is; say publication = "..."',
    ]


def test_a_unit_that_the_table_says_must_be_the_plans_and_one_it_does_not_say_is(folder):
    text = "Area,Year,Rate,Unit\nA,2019,7,count\n"
    (one,) = folder.read(text, **FOREIGN).observations
    assert str(one.quantity) == "7"
    columns = {**FOREIGN["columns"], "Unit": "unit"}
    (fault,) = folder.faults(text, **{**FOREIGN, "columns": columns})
    assert 'unit "count" is not the plan\'s "percent"' in fault


def test_cells_that_no_setting_names_may_hold_anything(folder):
    text = "Area,Year,Rate,Rate\nA,2019,7,\x07\n"
    (fault,) = folder.faults(text, **FOREIGN)
    assert 'column "Rate" stands twice' in fault
    text = "Area,Year,Rate,x,x\nA,2019,7,\x07,\n"
    assert len(folder.read(text, **FOREIGN).observations) == 1


def test_the_whole_of_a_row_is_told_by_the_names_that_the_file_has(folder):
    (fault,) = folder.faults("Area,Year,Rate\nA,2019,seven\n", **FOREIGN)
    assert fault.startswith('figures.csv:2: column "Rate": "seven" is neither')


def test_one_bad_cell_of_a_row_with_several_figures_spoils_no_other(folder):
    text = "Area,Year,a,b\nA,2019,7,n/k\n"
    request = {"a": wanted(Unit.SCORE), "b": wanted(Unit.SCORE)}
    settings = {"columns": {"Area": "area", "Year": "period"}, "indicators": {"a": "a", "b": "b"}, "publication": "s"}
    found = folder.read(text, request, skip=True, **settings)
    assert [one.indicator for one in found.observations] == ["a"]
    assert [(one.indicator, one.area, str(one.period)) for one in found.left_out] == [("b", "A", "2019")]


@pytest.mark.parametrize(
    ("calendar", "told"),
    [
        ({"first": "2019"}, "2 rows before the calendar's first period (2, 3)"),
        ({"last": "2017"}, "2 rows after the calendar's last period (3, 4)"),
        ({"step": 2, "anchor": "2017"}, "1 row between the calendar's steps (3)"),
        ({"first": "2017"}, None),
    ],
)
def test_figures_of_periods_that_the_calendar_does_not_have_are_counted(folder, calendar, told):
    kind = PeriodKind.CALENDAR_YEAR
    given = {name: Period.parse(one, kind) if isinstance(one, str) else one for name, one in calendar.items()}
    rows = "".join(f"rate,all,{area},{year},7,percent,s\n" for area in ("937", "330") for year in (2017, 2018, 2019))
    asked = attrs.evolve(ASKED["rate"], calendars=(Calendar(kind=kind, **given),))
    found = folder.read(HEAD + rows, {"rate": asked})
    assert [one.what for one in found.notes] == ([f"passed over: {told}"] if told else [])
    whole = attrs.evolve(asked, calendars=(*asked.calendars, Calendar(kind=kind)))
    assert folder.read(HEAD + rows, {"rate": whole}).notes == ()


def test_a_period_of_a_kind_that_the_row_states_and_the_plan_does_not_have_is_counted(folder):
    found = folder.read(HEAD.replace("unit", "kind,unit") + "rate,all,937,2019/20,7,academic-year,percent,s\n", ASKED)
    assert [one.what for one in found.notes] == ["passed over: 1 row about other kinds of period than the plan's (2)"]


def test_a_row_of_one_term_is_passed_over_where_figures_are_of_two_terms_together(folder):
    asked = {"rate": wanted(kind=PeriodKind.TERM, window=2)}
    both = "rate,all,937,Autumn and spring term 2022/23,7,percent,s\n"
    one = "rate,all,937,Autumn term 2022/23,9,percent,s\n"
    for text, line in ((both + one, 3), (one + both, 2)):
        found = folder.read(HEAD + text, asked)
        assert [str(figure.quantity) for figure in found.observations] == ["7"]
        assert [note.what for note in found.notes] == [
            f"passed over: 1 row about other kinds of period than the plan's ({line})"
        ]


@pytest.mark.parametrize("length", [20, 400])
def test_a_note_below_figures_side_by_side_is_passed_over_however_long_it_is(folder, length):
    note = ("1 People who sleep rough are counted in autumn. " * 10)[:length].strip()
    text = f"code,2018,2019\n937,7.5,8.5\n330,4.5,\n\n{note},,\n"
    settings = {"columns": {"code": "area"}, "across": "period", "publication": "s", "fixed": {"indicator": "rate"}}
    found = folder.read(text, ASKED, **settings)
    assert [(one.area, str(one.period)) for one in found.observations] == [
        (area, year) for area in ("937", "330") for year in ("2018", "2019")
    ]
    assert found.left_out == ()
    assert [one.what for one in found.notes] == [
        "passed over: 1 row about areas or groups that no measure asks about, without a number (5)"
    ]


def _table(rows):
    """Return a table of as many rows, some asked about, some not, with notes above and below."""
    lines = [f"rate,all,{n % 50:03},{1800 + n // 50},{n % 7}.5,percent,s\n" for n in range(rows)]
    return HEAD.replace("source", "note") + "".join(lines)


def _calls(folder, rows):
    """Return how many functions are called, of Python and of C, while a table is read."""
    text, calls = _table(rows), 0

    def count(_frame, event, _about):
        nonlocal calls
        calls += event.endswith("call")

    request = {"rate": wanted(series={("007", "all")})}
    columns = {one: one for one in ("indicator", "area", "period", "value")}
    sys.setprofile(count)
    try:
        found = folder.read(text, request, every_area=False, columns=columns, publication="s", fixed={"group": "all"})
    finally:
        sys.setprofile(None)
    # Those that are asked about, and the first that show what the figures are like.
    assert len(found.observations) >= rows // 50
    return calls


def test_a_row_takes_as_many_calls_in_a_large_table_as_in_a_small_one(folder):
    """Nothing that belongs to the whole table is made again for each of its rows: a law on counts, not on seconds."""
    _calls(folder, 8_000)  # what is read once in a process, such as a label: other tests may have read some of them
    small, middle, large = (_calls(folder, rows) for rows in (2_000, 4_000, 8_000))
    assert large - middle <= 2 * (middle - small) * 1.05


class _Counted(set):
    """A set that counts how often another is made of it."""

    made = 0

    def _count(self, made):
        _Counted.made += 1
        return _Counted(made)

    def __sub__(self, other):
        return self._count(set.__sub__(self, other))

    def __or__(self, other):
        return self._count(set.__or__(self, other))

    def __and__(self, other):
        return self._count(set.__and__(self, other))


def test_the_sets_of_rows_that_are_passed_over_are_made_once_and_not_for_each_row(monkeypatch):
    rows = [
        Row(n, {"indicator": "rate", "area": "E1" if n % 3 else "", "period": "2019", "value": "1"}) for n in range(60)
    ]
    table = Table("t.csv", (), {}, rows=list(rows), skip=False, signs=Signs(), dates="year-month-day", is_foreign=True)
    monkeypatch.setattr(_Counted, "made", 0)
    known = _Counted(id(row) for row in rows if row["area"])
    gone = passed_over._about_the_table(table, rows, known, unreadable=lambda row: not row["area"])
    assert len(gone) == 1  # the one above the first figure
    assert _Counted.made <= 2
