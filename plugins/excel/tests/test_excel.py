"""Figures from workbooks."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from wes_rules_excel import ExcelConfig, ExcelSource, wes_rules_sources
from wes_rules_excel.archive import Limits, inspect
from wes_rules_excel.fake import ERROR, UNCALCULATED, Raw, write_workbook
from wes_rules_excel.markup import OddMarkupError, _plain, _tag_by_tag, look_through
from wes_rules_excel.sheet import as_text, letters

from wes_rules import Calendar, PeriodKind, Unit
from wes_rules.errors import DefinitionError, SourceError
from wes_rules.plugins import Context, Request, Wanted
from wes_rules.series.fractions import Values

TIDY = ["indicator", "group", "area", "period", "value", "unit", "source"]
ROW = ["gld", "all", "937", "2018/19", 71.8, "percent", "made for a test"]
YEARS = Calendar(kind=PeriodKind.ACADEMIC_YEAR)
REQUEST = Request({"gld": Wanted(Unit.PERCENT, 1, (YEARS,)), "pupils": Wanted(Unit.COUNT, 0, (YEARS,))})


@pytest.fixture
def read(tmp_path):
    def read(rows, *, merged=(), more=None, skip=False, **config):
        write_workbook(tmp_path / "figures.xlsx", {"Figures": rows}, merged=merged, more=more)
        return read_file(**config, skip=skip)

    def read_file(*, skip=False, path="figures.xlsx", request=REQUEST, **config):
        context = Context(as_of=date(2020, 1, 1), base=tmp_path, output=io.StringIO(), skip_bad_rows=skip)
        return ExcelSource(ExcelConfig(path=path, **config), context).read(request)

    read.file = read_file
    read.folder = tmp_path
    return read


def faults(call, *arguments, **named):
    with pytest.raises(SourceError) as caught:
        call(*arguments, **named)
    return [str(one) for one in caught.value.problems]


def replaced(**cells):
    return [cells.get(name, cell) for name, cell in zip(TIDY, ROW, strict=True)]


def test_a_sheet_in_the_tidy_layout_is_read(read):
    (one,) = read([TIDY, ROW]).observations
    assert (one.indicator, one.area, str(one.period), one.quantity.low) == ("gld", "937", "2018/19", Decimal("71.8"))
    assert (one.origin.file, one.origin.row) == ('figures.xlsx, sheet "Figures"', 2)


def test_codes_that_the_sheet_keeps_as_numbers_are_codes_again(read):
    (one,) = read([TIDY, replaced(area=937.0, period=201819.0)]).observations
    assert (one.area, str(one.period)) == ("937", "2018/19")


def test_binary_noise_of_a_number_does_not_come_through(read):
    (one,) = read([TIDY, replaced(value=72.599999999999994)]).observations
    assert one.quantity.low == Decimal("72.6")


def test_dates_of_a_sheet_are_days(read):
    (one,) = read([[*TIDY, "published"], [*ROW, date(2019, 10, 17)]]).observations
    assert one.published == date(2019, 10, 17)


def test_a_date_that_a_sheet_made_of_a_month_is_that_month(read):
    months = Request({"gld": Wanted(Unit.PERCENT, 1, (Calendar(kind=PeriodKind.MONTH),))})
    write_workbook(read.folder / "months.xlsx", {"Monthly": [TIDY, replaced(period=date(2023, 1, 1))]})
    (one,) = read.file(path="months.xlsx", request=months).observations
    assert str(one.period) == "January 2023"


def test_a_moment_is_not_taken_for_a_day(read):
    (told,) = faults(read, [[*TIDY, "published"], [*ROW, datetime(2019, 10, 17, 9, 30)]])  # noqa: DTZ001
    assert told.startswith('figures.xlsx, sheet "Figures":2: column "published": "2019-10-17T09:30:00" is not a date')


def test_symbols_and_truth_values_are_read(read):
    rows = [[*TIDY, "made_up"], [*replaced(value="c"), True]]
    (one,) = read(rows).observations
    assert one.quantity.marker.value == "c"
    assert one.origin.made_up


def test_a_mapping_names_the_columns_and_leaves_the_others_aside(read):
    rows = [["LA", "Year", "GLD %", "notes"], [937, "2018/19", 71.8, "checked by the team"]]
    fixed = {"indicator": "gld", "group": "all", "unit": "percent", "source": "our own return"}
    (one,) = read(rows, columns={"LA": "area", "Year": "period", "GLD %": "value"}, fixed=fixed).observations
    assert (one.area, one.quantity.low, one.origin.publication) == ("937", Decimal("71.8"), "our own return")


def test_a_mapping_of_a_column_that_is_not_there_names_the_nearest(read):
    rows = [["LA code", "value"], ["937", 1]]
    (told,) = faults(read, rows, columns={"LA cod": "area", "value": "value"})
    assert told.startswith('figures.xlsx, sheet "Figures":1: column "LA cod" is missing')
    assert told.endswith('did you mean "LA code"?')


def test_a_fixed_column_that_the_sheet_has_too_is_refused(read):
    (told,) = faults(read, [TIDY, ROW], fixed={"unit": "percent"})
    assert 'fixed says "unit", and so does the table' in told


def test_titles_over_the_header_are_passed_over_and_rows_keep_their_numbers(read):
    rows = [["Early years, 2019"], [], TIDY, replaced(value="seventy")]
    (told,) = faults(read, rows, header_row=3)
    assert told.startswith('figures.xlsx, sheet "Figures":4: column "value": "seventy" is neither')


def test_merged_cells_in_the_header_are_told_by_their_range(read):
    (told,) = faults(read, [TIDY, ROW], merged=["A1:B1"])
    assert told.startswith('figures.xlsx, sheet "Figures":1: the header has merged cells (A1:B1); unmerge')


def test_merged_cells_among_the_figures_are_told_once(read):
    told = faults(read, [TIDY, ROW, replaced(area=None, period="2017/18")], merged=["C2:C3"])
    assert ["cells are merged (C2:C3)" in one for one in told] == [True]


def test_a_column_without_a_name_is_told_by_its_letter(read):
    (told,) = faults(read, [[*TIDY, None], [*ROW, 5]])
    assert told.startswith('figures.xlsx, sheet "Figures":1: column H has no name')


@pytest.mark.parametrize("rows", [[], [[], ROW], [[" ", ""], ROW]])
def test_an_empty_header_is_refused(read, rows):
    (told,) = faults(read, rows)
    assert "the header row is empty" in told


@pytest.mark.parametrize(("cell", "said"), [(ERROR, "shows an error"), (UNCALCULATED, "has no result")])
def test_a_formula_that_failed_is_not_an_empty_cell(read, cell, said):
    told = faults(read, [TIDY, replaced(value=cell), replaced(value=cell, period="2017/18")])
    for line, one in zip((2, 3), told, strict=True):
        assert one.startswith(f'figures.xlsx, sheet "Figures":{line}: column "value": ')
        assert said in one


def test_a_formula_that_gave_an_empty_text_is_an_empty_cell(read):
    empty = Raw('t="str"', '<f>IF(1=2,1,"")</f><v></v>')
    (one,) = read([TIDY, replaced(value=empty)]).observations
    assert one.quantity.is_missing


def test_an_error_outside_the_figures_is_nobodys_business(read):
    rows = [[*TIDY, None], [*ROW, None]]
    rows[0][7] = None
    assert read([["made on", ERROR], TIDY, ROW], header_row=2).observations


def test_percentages_kept_as_fractions_are_read_as_such_where_the_measure_says_so(read):
    rows = [TIDY, replaced(value=0.718), replaced(value=0.7, period="2017/18")]
    wanted = attrs.evolve(REQUEST.indicators["gld"], values=Values.FRACTIONS)
    values = {one.quantity.low for one in read(rows, request=Request({"gld": wanted})).observations}
    assert values == {Decimal("71.8"), Decimal(70)}


@pytest.mark.parametrize(("fractions", "word"), [(True, "fractions"), (False, "percent")])
def test_the_former_setting_is_refused_with_the_new_one(fractions, word):
    with pytest.raises(DefinitionError, match=f'write values = "{word}" in the measure'):
        ExcelConfig(path="x.xlsx", fractions=fractions)


def test_every_fault_is_told_at_once(read):
    told = faults(read, [TIDY, replaced(value="?"), replaced(period="2018/20"), replaced(unit="percents")])
    assert [one.split(":")[1] for one in told] == ["2", "3", "4"]


def test_bad_rows_are_left_out_and_told_where_that_is_asked_for(read):
    figures = read([TIDY, ROW, replaced(value=ERROR, period="2017/18")], skip=True)
    assert len(figures.observations) == 1
    assert [one.line for one in figures.skipped] == [3]


def test_the_sheet_is_chosen_by_its_name(read):
    write_workbook(read.folder / "two.xlsx", {"Notes": [["hello"]], "Figures": [TIDY, ROW]})
    assert read.file(path="two.xlsx", sheet="Figures").observations
    assert faults(read.file, path="two.xlsx") == [
        'two.xlsx: it has 2 sheets; say sheet = "...", one of: Notes, Figures'
    ]
    assert faults(read.file, path="two.xlsx", sheet="Figure") == [
        'two.xlsx: there is no sheet "Figure"; did you mean "Figures"?'
    ]


def test_cases_are_read_from_a_sheet(read):
    rows = [["indicator", "area", "id", "opened", "closed", "source"]]
    rows.append(["referrals", 937, 1, date(2020, 1, 1), date(2020, 1, 20), "made up"])
    (case,) = read(rows, layout="cases").cases
    assert (case.id, case.opened, case.closed) == ("1", date(2020, 1, 1), date(2020, 1, 20))


def test_a_file_that_is_not_there_is_told(read):
    assert faults(read.file, path="none.xlsx") == ["none.xlsx: there is no such file; check the path in the plan"]


@pytest.mark.parametrize("content", [b"", b"indicator,group\n", b"PK\x03\x04 and no more", b"\xd0\xcf\x11\xe0" * 200])
def test_a_file_that_is_no_workbook_is_told(read, content):
    (read.folder / "figures.xlsx").write_bytes(content)
    (told,) = faults(read.file)
    assert told.startswith("figures.xlsx: it is no .xlsx, .ods or .xls workbook, or it is damaged")


def test_a_cell_in_the_last_corner_is_refused_before_it_takes_all_memory(read):
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    sheet += b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    (told,) = faults(read, [TIDY], more={"xl/worksheets/sheet1.xml": sheet})
    assert "cells up to row 1048576 and column 16384" in told
    assert "delete the empty rows" in told


def test_a_part_that_unpacks_to_very_much_is_refused(read):
    (told,) = faults(read, [TIDY, ROW], more={"xl/media/picture.bin": b"\0" * 30_000_000})
    assert "xl/media/picture.bin of it unpacks to more than a workbook holds" in told


def test_a_long_text_in_very_many_cells_is_refused_before_it_is_copied_into_each(read):
    text = b"<sst><si/><si><t>short</t></si><si><t>" + b"wide " * 20_000 + b"</t></si></sst>"
    for number, refused in ((b"2", True), (b"&#50;", True), (b"1", False)):
        cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>%s</v></c></row>' % (n, n, number) for n in range(1, 6000))
        sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        more = {"xl/worksheets/sheet1.xml": sheet + cells + b"</sheetData></worksheet>", "xl/sharedStrings.xml": text}
        write_workbook(read.folder / "bomb.xlsx", {"Figures": []}, more=more)
        if refused:
            (told,) = faults(inspect, read.folder / "bomb.xlsx", "bomb.xlsx", None)
            assert "the texts of the sheet's cells are" in told
        else:
            inspect(read.folder / "bomb.xlsx", "bomb.xlsx", None)


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="1048576"/>' + b'<row><c r="XFD1"/></row>',
        b"<x:row x:r='1' r = '1048576'><x:c r='XFD1048576'/></x:row>",
        b'<row spans="a>b" r="1048576"><c r="XFD1048576"/></row>',
        b'<row r="1"><c r="xfd1048576"/></row>',
        b'<row r="1048576">' + b"<c/>" * 500 + b"</row>",
    ],
)
def test_no_spelling_of_a_far_away_cell_goes_unseen(cells):
    looked = look_through(b"<worksheet><sheetData>" + cells + b"</sheetData></worksheet>", [])
    assert looked.rows * looked.columns > Limits().cells


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="1"><c r="A99999999"/></row>',
        b'<row r="1"><c r="&#88;FD1048576"/></row>',
        b'<row r="1" x="<" r="1048576"><c/></row>',
        b'<?a <row "?><row r="1048576"/>',
        b'<row r="1048576',
    ],
)
def test_odd_tags_are_refused(cells):
    with pytest.raises(OddMarkupError):
        look_through(b"<?xml version='1.0'?><worksheet><sheetData>" + cells + b"</sheetData></worksheet>", [])


PIECES = (
    b'<c r="B2" s="1" t="s"><v>1</v></c>', b'<c r="C2" t="s"><v>7</v></c>', b'<c r="AA3"><v>4.5</v></c>',
    b'<c r="A9" t="e"><v>#N/A</v></c>', b'<c r="D4"><f>1+1</f><v></v></c>', b'<c r="D5" t="inlineStr"><is><t>f</t></is></c>',
    b"<c><v>1</v></c>", b'<x:c r="ZZ9"/>', b'<row r="12" spans="1:8">', b"</row>", b"<row>", b'<c r="A99999999"/>',
    b'<c r="E1" t="s"> <v>1</v></c>', b"<font/>",
    b'<row r="1" spans="1:3"><c r="A1" s="2" t="s"><v>1</v></c><c r="CB1" t="inlineStr"><is><t>f</t></is></c></row>',
    b'<row r="3"><c r="AA3"><f>1+1</f><v>2</v></c><c r="B3"/></row>', b'<row r="4"/>',
    b'<row r="5"><c r="B5"><f>1+1</f><v></v></c></row>', b'<row r="6"><c r="C6" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>',
    b'<row r="7"><c r="D9"><v>1</v></c></row>', b'<row r="8"><c r="ABC8"><f t="shared" si="0"/><v>1</v></c></row>',
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=8))
@example([b'<row r="1"><c r="CB1"/></row>', b'<row r="2"><c r="CZ2"/><c r="A2"/></row>'])
def test_a_sheet_that_is_looked_through_at_once_has_what_it_has_tag_by_tag(pieces):
    sheet, found = b"<sheetData>" + b"".join(pieces) + b"</sheetData>", []
    for look in (look_through, _tag_by_tag):
        try:
            found.append(look(sheet, [3, 5]))
        except OddMarkupError:
            found.append(None)
    assert found[0] == found[1]


def test_rows_as_most_programs_write_them_are_looked_through_at_once():
    plain = [one for one in PIECES if one.startswith(b"<row") and one.endswith((b"/>", b"</row>"))]
    rows = {one: _plain(b"<sheetData>" + one + b"</sheetData>", [3, 5]) for one in plain}
    assert [one is not None for one in rows.values()] == [True, True, True, False, False, False, True]


def test_cells_without_places_follow_each_other():
    row = b'<row><c t="e"/><c r="D1"/><c t="e"/></row>'
    looked = look_through(b"<sheetData>" + row * 2 + b"</sheetData>", [])
    assert (looked.rows, looked.columns, sorted(looked.errors)) == (2, 5, [(1, 1), (1, 5), (2, 1), (2, 5)])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.integers(0, 10**6),
    st.integers(0, 20),
    st.sampled_from([b"", b'"', b"<", b">", b"9999999999", b"ZZZ", b"/", b"&"]),
)
def test_a_damaged_sheet_is_read_or_refused_and_ends_nothing(read, place, gone, instead):
    read([TIDY, ROW])
    with zipfile.ZipFile(read.folder / "figures.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    place %= len(sheet)
    damaged = sheet[:place] + instead + sheet[place + gone :]
    write_workbook(read.folder / "figures.xlsx", {"Figures": []}, more={"xl/worksheets/sheet1.xml": damaged})
    try:
        read.file()
    except SourceError as error:
        assert str(error)  # noqa: PT017 - either is right


@pytest.mark.parametrize("hidden", [b"<!-- -->", b"<!DOCTYPE a>", b"\x00"])
def test_a_sheet_with_what_no_program_writes_is_refused(read, hidden):
    sheet = b"<worksheet>" + hidden + b"<sheetData/></worksheet>"
    (told,) = faults(read, [TIDY], more={"xl/worksheets/sheet1.xml": sheet})
    assert "it is no .xlsx, .ods or .xls workbook, or it is damaged" in told


def test_an_archive_that_lies_about_the_size_of_a_sheet_is_refused(read):
    read([TIDY, ROW])
    path = read.folder / "figures.xlsx"
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    start = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/worksheets/sheet1.xml"))
    lie = content[: start + 24] + (size // 2).to_bytes(4, "little") + content[start + 28 :]
    path.write_bytes(lie)
    (told,) = faults(read.file)
    assert "unpacks to more than a workbook holds" in told


def test_each_limit_is_kept(read, tmp_path):
    read([TIDY, ROW])
    path = tmp_path / "figures.xlsx"
    inspect(path, "figures.xlsx", None)
    for limit, said in (
        ("file", "bytes, more than 10"),
        ("unpacked", "all of it unpacks"),
        ("cells", "more than 10 in"),
    ):
        (told,) = faults(inspect, path, "figures.xlsx", None, attrs.evolve(Limits(), **{limit: 10}))
        assert said in told


def test_settings_that_make_no_sense_are_refused():
    with pytest.raises(DefinitionError, match="header_row 0 is no row"):
        ExcelConfig(path="figures.xlsx", header_row=0)
    with pytest.raises(DefinitionError, match="columns names value twice"):
        ExcelConfig(path="figures.xlsx", columns={"a": "value", "b": "value"})


@given(st.integers(-(10**15), 10**15))
def test_a_whole_number_is_written_without_a_point(number):
    assert as_text(float(number)) == str(number)


@given(st.decimals(min_value=-10000, max_value=10000, places=4))
def test_a_decimal_that_a_sheet_keeps_as_a_float_comes_back(number):
    assert Decimal(as_text(float(number))) == number


def test_columns_have_the_letters_a_sheet_shows():
    assert [letters(one) for one in (1, 26, 27, 16384)] == ["A", "Z", "AA", "XFD"]


def test_the_plugin_says_what_it_is():
    (kind,) = wes_rules_sources()
    assert (kind.name, kind.config, kind.open) == ("excel", ExcelConfig, ExcelSource)


def test_a_whole_plan_is_judged_from_a_workbook(tmp_path, capsys):
    from wes_rules.cli.main import main

    write_workbook(tmp_path / "figures.xlsx", {"Figures": [TIDY, ROW]})
    readme = (Path(__file__).parents[1] / "README.md").read_text()
    plan = readme.split("```toml plan.toml\n")[1].split("```")[0]
    (tmp_path / "plan.toml").write_text(plan)
    assert main(["check", str(tmp_path / "plan.toml"), "--as-of", "2020-01-01"]) == 0
    assert "71.8%" in capsys.readouterr().out


def test_a_note_over_merged_cells_below_the_figures_hides_none(read):
    """Rough sleeping snapshot, 2022: a note goes over all columns below the table."""
    rows = [["Area", "2017/18", "2018/19"], ["937", 71.8, 72.1], ["Notes: everybody\nwas counted", None, None]]
    settings = {
        "columns": {"Area": "area"},
        "across": "period",
        "fixed": {"indicator": "gld", "unit": "percent", "source": "a test"},
    }
    found = read(rows, merged=["A3:C3"], **settings)
    assert [str(one.period) for one in found.observations if one.area == "937"] == ["2017/18", "2018/19"]
    assert not found.left_out


def test_a_wide_row_that_is_odd_at_its_end_is_not_tried_in_all_ways_that_its_cells_can_be_read():
    """Each way twice for each of its cells would take for ever."""
    cells = "".join(f'<c r="{letters(n)}1"><v>{n}</v></c><c r="{letters(n + 1)}1"/>' for n in range(1, 120, 2))
    shared = "".join(f'<c r="{letters(n)}2" t="inlineStr"><is><t>a</t></is></c>' for n in range(1, 120))
    odd = "<c r='DZ{}'><v>1</v></c>"
    rows = f'<row r="1">{cells}{odd.format(1)}</row><row r="2">{shared}{odd.format(2)}</row>'
    looked = look_through(f"<sheetData>{rows}</sheetData>".encode(), [])
    assert (looked.rows, looked.columns) == (2, 130)
