"""Figures from the bulk file of the Local Authority Interactive Tool: every kind of mess, in small made files."""

import csv
import io
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from wes_rules_excel.fake import write_workbook
from wes_rules_lait import LaitConfig, LaitSource, Series, wes_rules_sources
from wes_rules_lait.labels import ImpossibleYearError, read_label
from wes_rules_lait.reading import cleaned

from wes_rules import Calendar, Period, PeriodKind, Unit
from wes_rules.cli.main import main
from wes_rules.errors import DefinitionError, SourceError
from wes_rules.planfiles.planfile import read_plan
from wes_rules.plugins import Context, Request, Wanted
from wes_rules.running.reading.needs import wanted as wanted_by

COLUMNS = ["Short Desc", "Data item", "Years", "LA and Regions", "Values", "LA Number", "Region"]
ACADEMIC = Calendar(kind=PeriodKind.ACADEMIC_YEAR)
SERIES = (Series(indicator="gld", code="GLD"),)
NEIGHBOURS = ["896", "885", "860"]


def row(years, value, area=937, code="GLD"):
    return [code, "a share", years, "somewhere", value, area, "West Midlands"]


class Tool:
    """A folder with the tool's files."""

    def __init__(self, folder, ending):
        self.folder, self.ending = folder, ending

    def write(self, rows, columns=COLUMNS):
        path = self.folder / f"bulk.{self.ending}"
        if self.ending == "csv":
            with path.open("w", newline="", encoding="utf-8") as stream:
                csv.writer(stream).writerows([columns, *rows])
            return
        kinds = ", ".join(f'"{name}" {"double" if name == "LA Number" else "varchar"}' for name in columns)
        with duckdb.connect() as database:
            database.execute(f"create table bulk ({kinds})")
            if rows:
                database.executemany(f"insert into bulk values ({', '.join('?' * len(columns))})", rows)
            database.execute(f"copy bulk to '{path}' (format parquet)")

    def dictionary(self, *rows):
        path = self.folder / "dictionary.csv"
        with path.open("w", newline="", encoding="latin-1") as stream:
            csv.writer(stream).writerows([["Measure_short", "Measure", "Polarity", "dps", "Year_Type"], *rows])
        return path

    def read(self, calendar=ACADEMIC, unit=Unit.PERCENT, *, skip=False, wanted=None, **config):
        request = Request(wanted or {"gld": Wanted(unit, 1, (calendar,))})
        context = Context(as_of=date(2026, 1, 1), base=self.folder, output=io.StringIO(), skip_bad_rows=skip)
        config = {"path": f"bulk.{self.ending}", "edition": "April 2026", "series": SERIES} | config
        return LaitSource(LaitConfig(**config), context).read(request)

    def faults(self, *arguments, **named):
        with pytest.raises(SourceError) as caught:
            self.read(*arguments, **named)
        return [str(one) for one in caught.value.problems]


@pytest.fixture(params=["parquet", "csv"])
def tool(request, tmp_path):
    return Tool(tmp_path, request.param)


def test_figures_are_read_with_their_row_code_and_edition(tool):
    tool.write([row("2018", "70.1", code="OTHER"), row("2019", "71.8"), row("2019", "71.9", area=970)])
    one, england = tool.read().observations
    assert (one.area, str(one.period), one.quantity.low) == ("937", "2018/19", Decimal("71.8"))
    assert (one.origin.file, one.origin.row) == (f"bulk.{tool.ending}", 3)
    assert (one.origin.data_set, one.origin.version) == ("GLD", "April 2026")
    assert england.area == "970"


@pytest.mark.parametrize(
    ("label", "calendar", "period"),
    [
        ("2019", ACADEMIC, "2018/19"),
        ("2018/19", ACADEMIC, "2018/19"),
        ("2018-19", ACADEMIC, "2018/19"),
        ("2018/2019", ACADEMIC, "2018/19"),
        ("1999-00", ACADEMIC, "1999/00"),
        ("2016-17 (OT)", Calendar(kind=PeriodKind.FINANCIAL_YEAR), "2016/17"),
        ("2017", Calendar(kind=PeriodKind.FINANCIAL_YEAR), "2016/17"),
        ("2019", Calendar(kind=PeriodKind.CALENDAR_YEAR), "2019"),
        ("2019", Calendar(kind=PeriodKind.REPORTING_YEAR), "2019"),
        ("2014-16", Calendar(kind=PeriodKind.CALENDAR_YEAR, window=3), "2014 - 2016"),
        ("2015-16", Calendar(kind=PeriodKind.CALENDAR_YEAR, window=2), "2015 - 2016"),
        ("2013/14-15/16", Calendar(kind=PeriodKind.FINANCIAL_YEAR, window=3), "2013/14 - 2015/16"),
        ("2016", Calendar(kind=PeriodKind.FINANCIAL_YEAR, window=3), "2013/14 - 2015/16"),
        (
            "2023",
            Calendar(kind=PeriodKind.MONTH, step=12, anchor=Period.parse("January 2019", PeriodKind.MONTH)),
            "January 2023",
        ),
        (
            "2023",
            Calendar(kind=PeriodKind.MONTH, step=12, anchor=Period.parse("December 2019", PeriodKind.MONTH)),
            "December 2023",
        ),
    ],
)
def test_every_spelling_of_a_period_is_read_as_the_calendar_has_it(label, calendar, period):
    found = read_label(label).period([calendar])
    assert (str(found), found.kind) == (period, calendar.kind)


def test_of_several_calendars_the_one_that_fits_is_taken():
    calendars = [Calendar(kind=PeriodKind.CALENDAR_YEAR, window=3), ACADEMIC]
    assert str(read_label("2018/19").period(calendars)) == "2018/19"


@pytest.mark.parametrize(
    ("label", "calendar", "said"),
    [
        ("2014-16", ACADEMIC, "covers 3 years, and the plan's calendar has window = 1; say window = 3"),
        ("2013/14-15/16", Calendar(kind=PeriodKind.FINANCIAL_YEAR), "say window = 3 in a calendar of its own"),
        ("2018/19", Calendar(kind=PeriodKind.CALENDAR_YEAR), "is not one calendar-year; correct the calendar's kind"),
        ("2014-16", Calendar(kind=PeriodKind.FINANCIAL_YEAR, window=3), "is not one financial-year"),
        ("2019", Calendar(kind=PeriodKind.MONTH), "does not say which month it is; give the calendar step = 12"),
        ("2019", Calendar(kind=PeriodKind.TERM), "is not one term"),
        ("2019 (draft)", ACADEMIC, 'nobody knows what "(draft)" says of a figure; use one of: final, ot, outturn'),
        ("last year", ACADEMIC, '"last year" is no period that this file may have'),
    ],
)
def test_a_label_that_does_not_fit_is_told_with_the_remedy(label, calendar, said):
    with pytest.raises(SourceError) as caught:
        read_label(label).period([calendar])
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "label", ["0", "19", "20199", "1066", "2999", "2018/20", "2019/18", "2019-18", "2014/15-15/17", "2014-15/16"]
)
def test_impossible_years_are_no_years(label):
    with pytest.raises(ImpossibleYearError):
        read_label(label)


@given(st.integers(1980, 2098), st.sampled_from(["{0}/{2:02}", "{0}-{2:02}", "{0}/{1}", "{1}"]))
def test_a_split_year_is_the_same_year_however_it_is_written(year, form):
    text = form.format(year, year + 1, (year + 1) % 100)
    assert read_label(text).period([ACADEMIC]) == Period(PeriodKind.ACADEMIC_YEAR, year)


@given(st.text(alphabet="0123456789-/ ()revotp", max_size=16))
def test_no_label_makes_anything_but_the_two_errors(text):
    try:
        read_label(text)
    except (ImpossibleYearError, SourceError) as error:
        assert str(error)  # noqa: PT017 - either is right


@pytest.mark.parametrize(
    ("note", "standing"),
    [
        (" (prov)", "p"),
        (" (Provisional)", "p"),
        (" (Rev)", "r"),
        ("(rev)", "r"),
        (" (Final)", ""),
        (" (OT)", ""),
        ("", ""),
    ],
)
def test_the_standing_is_in_the_label(tool, note, standing):
    tool.write([row(f"2019{note}", "71.8")])
    (one,) = tool.read().observations
    assert one.standing.value == standing


def test_of_two_figures_the_firmer_one_holds(tool):
    tool.write([row("2019", "71"), row("2019 (prov)", "70"), row("2020 (Rev)", "72"), row("2020 (Final)", "73")])
    assert {str(one.period): one.quantity.low for one in tool.read().observations} == {"2018/19": 71, "2019/20": 73}


def test_of_two_alike_neither_does(tool):
    tool.write([row("2019", "71"), row("2018/19", "72"), row("2020", "71"), row("2020 (Rev)", "72")])
    told = tool.faults()
    assert told == [
        f'bulk.{tool.ending}:3: column "Years": gld (all) of area 937 for 2018/19 stands in row 2 already, with other values; remove one of them',
        f'bulk.{tool.ending}:5: column "Years": gld (all) of area 937 for 2019/20 stands in row 4 already, with other values; remove one of them',
    ]


def test_an_impossible_year_without_figures_is_reported_and_stops_nothing(tool):
    tool.write([row("0", "-"), row("0", "-", area=970), row("2019", "71.8")])
    figures = tool.read()
    assert len(figures.observations) == 1
    (note,) = figures.notes
    place = f'bulk.{tool.ending}:2: column "Years"'
    assert str(note).startswith(f'{place}: "0" is no year (GLD: 2 rows, 0 with a figure); correct the file')


def test_an_impossible_year_with_a_figure_is_an_error_told_once(tool):
    tool.write([row("0", "-"), row("0", "70.1", area=970), row("0", "70.2", area=936), row("2019", "71.8")])
    (told,) = tool.faults()
    assert told.startswith(f'bulk.{tool.ending}:3: column "Years": "0" is no year (GLD: 3 rows, 2 with a figure)')
    assert len(tool.read(skip=True).observations) == 1


def test_binary_noise_does_not_come_through(tool):
    tool.write([row("2019", "72.599999999999994"), row("2018", "7.0000000000000007E-2")])
    assert [one.quantity.low for one in tool.read().observations] == [Decimal("72.6"), Decimal("0.07")]


@pytest.mark.parametrize(
    ("text", "decimals", "clean"),
    [
        ("71.8", None, "71.8"),
        ("72.599999999999994", None, "72.6"),
        ("72.599999999999994", 2, "72.60"),
        ("93.199999999999989", None, "93.2"),
        ("93.199999999999989", 1, "93.2"),
        ("-0.28999999999999998", None, "-0.29"),
        ("7.0000000000000007E-2", None, "0.07"),
        ("97922500", None, "97922500"),
        ("1.25E+3", None, "1250"),
        ("64.806931512206901", None, "64.8069315122"),
        ("64.806931512206901", 1, "64.8069315122"),
        ("79206.999998999992", 0, "79206.999999"),
        ("123456789012345", None, "123456789012345"),
        ("-", 1, "-"),
        ("c", None, "c"),
        ("1e999999", None, "1e999999"),
    ],
)
def test_numbers_are_freed_of_noise_and_of_nothing_else(text, decimals, clean):
    assert cleaned(text, decimals) == clean


@given(st.decimals(min_value=-100_000, max_value=100_000, places=4))
def test_a_figure_that_went_through_a_spreadsheet_comes_back(number):
    assert Decimal(cleaned(f"{float(number):.17g}", None)) == number


@given(st.decimals(min_value=0, max_value=100, places=2), st.decimals(min_value=0, max_value=100, places=2))
def test_the_noise_of_a_sum_goes_with_the_dictionarys_places(one, other):
    said = f"{float(one) + float(other):.17g}"
    assert Decimal(cleaned(said, 2)) == one + other


@pytest.mark.parametrize(
    ("cell", "marker"), [("-", "x"), ("", "x"), ("c", "c"), ("z", "z"), ("low", "low"), ("u", "u")]
)
def test_symbols_keep_their_meaning(tool, cell, marker):
    tool.write([row("2019", cell)])
    (one,) = tool.read().observations
    assert one.quantity.marker.value == marker


def test_a_symbol_for_a_year_that_nobody_collected_is_passed_over_and_a_number_is_not(tool):
    calendar = Calendar(kind=PeriodKind.ACADEMIC_YEAR, not_collected=(Period.parse("2019/20"),))
    tool.write([row("2020", "-"), row("2019", "71.8")])
    assert len(tool.read(calendar).observations) == 1
    tool.write([row("2020", "70")])
    assert "which the plan's calendar says nobody collected" in tool.faults(calendar)[0]


def test_every_bad_row_is_told_with_its_line_and_column(tool):
    tool.write([row("2019", "171.8"), row("2018", "n/a"), row("2017", "70", area=None), row("2016 (draft)", "1")])
    told = tool.faults()
    assert [one.split("; ")[0] for one in told[:3]] == [
        f'bulk.{tool.ending}:2: column "Values": 171.8 is outside what percent allows',
        f'bulk.{tool.ending}:3: column "Values": "n/a" is neither a number nor a known symbol',
        f'bulk.{tool.ending}:4: column "LA Number": "" is no code of an area',
    ]
    assert len(told) == 4
    assert "symbols = " not in "".join(told)  # which is no setting of this source
    assert tool.read(skip=True).observations == ()


def test_what_is_wrong_with_areas_that_nobody_asked_about_is_counted_and_no_fault(tool):
    tool.write([row("2019", "71.8"), row("2019", "171.9", area=936), row("0", "5", area=936)])
    mine = {"gld": Wanted(Unit.PERCENT, 1, (ACADEMIC,), series=frozenset({("937", "all")}))}
    figures = tool.read(wanted=mine)
    assert [one.quantity.low for one in figures.observations] == [Decimal("71.8")]
    assert "2 rows about areas or groups that no measure asks about, and unreadable" in str(figures.notes[-1])


def test_periods_outside_the_calendar_are_told(tool):
    calendar = Calendar(kind=PeriodKind.ACADEMIC_YEAR, first=Period.parse("2018/19"))
    tool.write([row("2019", "71.8"), row("2018", "70")])
    assert "1 row before the calendar's first period (3)" in str(tool.read(calendar).notes[0])


def test_pooled_years_beside_the_plans_are_counted_and_passed_over(tool):
    tool.write([row("2019", "71.8"), row("2014-16", "70")])
    figures = tool.read()
    assert len(figures.observations) == 1
    assert "1 row about other kinds of period than the plan's (3)" in str(figures.notes[0])


def test_areas_are_chosen(tool):
    tool.write([row("2019", "71.8"), row("2019", "171.9", area=936), row("2019", "71.8", area=970)])
    assert {one.area for one in tool.read(only=("937", "970")).observations} == {"937", "970"}
    assert tool.faults(only=("937", "999")) == [f'bulk.{tool.ending}: there is no area "999"; check only']


def test_one_code_may_be_two_of_the_plans_and_two_codes_two_groups(tool):
    tool.write([row("2019", "71.8"), row("2019", "50", code="GLD_FSM")])
    series = (*SERIES, Series(indicator="gld", group="fsm", code="GLD_FSM"), Series(indicator="copy", code="GLD"))
    wanted = {name: Wanted(Unit.PERCENT, 1, (ACADEMIC,)) for name in ("gld", "copy")}
    found = tool.read(series=series, wanted=wanted).observations
    assert {(one.indicator, one.group) for one in found} == {("gld", "all"), ("gld", "fsm"), ("copy", "all")}


def test_what_no_measure_needs_is_not_even_looked_for(tool):
    figures = tool.read(series=(Series(indicator="other", code="OTHER"),))
    assert (figures.observations, figures.unused) == ((), ("other",))


def test_a_code_that_is_not_there_is_told_with_the_nearest(tool):
    tool.write([row("2019", "71.8", code="GLD_ALL")])
    assert tool.faults() == [f'bulk.{tool.ending}: there is no indicator "GLD"; did you mean "GLD_ALL"?']


def test_a_column_that_is_not_there_is_told(tool):
    tool.write([], [name.replace("Years", "Year") for name in COLUMNS])
    assert tool.faults() == [f'bulk.{tool.ending}: column "Years" is missing; did you mean "Year"?']


def test_the_dictionary_is_read_in_latin_1_and_repeated_rows_are_put_together(tool):
    tool.write([row("2019", "93.199999999999989")])
    tool.dictionary(
        ["GLD", "Cost in £", "High", "NA", "Academic Year"], ["GLD", "Cost in £", "High", "2", "Academic Year"]
    )
    (one,) = tool.read(dictionary="dictionary.csv").observations
    assert str(one.quantity.low) == "93.20"


def test_a_plan_that_judges_by_another_kind_of_year_is_told(tool):
    tool.write([row("2019", "71.8")])
    tool.dictionary(["GLD", "GLD", "High", "1", "Academic Year"])
    (told,) = tool.faults(Calendar(kind=PeriodKind.FINANCIAL_YEAR), dictionary="dictionary.csv")
    assert "dictionary.csv: GLD is published by Academic Year, and the plan judges gld by financial-year" in told
    january = Calendar(kind=PeriodKind.MONTH, step=12, anchor=Period.parse("January 2019", PeriodKind.MONTH))
    assert tool.read(january, dictionary="dictionary.csv").observations


def test_a_dictionary_that_contradicts_itself_or_lacks_a_column_is_told(tool):
    tool.write([row("2019", "71.8")])
    tool.dictionary(["GLD", "GLD", "High", "1", "Academic Year"], ["GLD", "GLD", "Low", "x", "Annual"])
    assert [one.split(": ")[1].split(";")[0] for one in tool.faults(dictionary="dictionary.csv")] == [
        'GLD has the decimal places "x"',
        "GLD stands twice, with two kinds of year",
    ]
    (tool.folder / "dictionary.csv").write_text("Measure_short,Measure,Polarity,dp,Year_Type\n")
    assert tool.faults(dictionary="dictionary.csv") == ['dictionary.csv:1: column "dps" is missing; did you mean "dp"?']


def neighbours(folder, name="sn_april_2021.xlsx", found=NEIGHBOURS):
    closeness = [cell for one in found for cell in (int(one) if one.isdigit() else one, "Close")]
    rows = [
        ["A", "B", "C"],
        [1, 2, 3],
        ["LA num", "LA Name", "LA number", *[cell for n in range(1, len(found) + 1) for cell in (f"SN{n}", "SNP")]],
        [936, "Surrey", 936, *closeness],
        [937, "Warwickshire", 937, *closeness],
    ]
    return write_workbook(folder / name, {"LA SN Groups": rows})


def test_neighbours_are_sets_of_areas_by_their_date(tool):
    neighbours(tool.folder)
    neighbours(tool.folder, "sn_may_2025.xlsx", ["916", "895"])
    sets = {"old": "sn_april_2021.xlsx", "new": "sn_may_2025.xlsx"}
    old, new = tool.read(series=(), area_sets=sets, neighbours_of="937").area_sets
    assert (old.id, old.published, old.areas) == ("old", date(2021, 4, 1), ("896", "885", "860"))
    assert (new.id, new.published, new.source) == ("new", date(2025, 5, 1), "DfE, statistical neighbours of May 2025")


def test_neighbours_that_cannot_be_right_are_told(tool):
    def told(name="sn_april_2021.xlsx", area="937"):
        (one,) = tool.faults(series=(), area_sets={"near": name}, neighbours_of=area)
        return one

    neighbours(tool.folder)
    assert 'there is no area "973"' in told(area="973")
    neighbours(tool.folder, "neighbours.xlsx")
    assert "its name does not say when the neighbours were published; name it as DfE does" in told("neighbours.xlsx")
    for wrong in (["896", "896"], ["937"], ["Essex"]):
        neighbours(tool.folder, found=wrong)
        assert "the neighbours of 937 are not ten different authorities" in told()
    write_workbook(tool.folder / "sn_april_2021.xlsx", {"Sheet": [["LA", "SN1"], [937, 896]]})
    assert 'no row has the columns "LA num" and SN1' in told()


def test_the_faults_of_all_files_are_told_at_once(tool):
    (tool.folder / "dictionary.csv").write_text("nothing\n")
    told = tool.faults(dictionary="dictionary.csv", area_sets={"near": "sn_may_2025.xlsx"}, neighbours_of="937")
    assert len(told) == 1 + 1 + 1
    assert told[-2:] == [
        "sn_may_2025.xlsx: there is no such file; check the path in the plan",
        f"bulk.{tool.ending}: there is no such file; check the path in the plan",
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("bulk.parquet", b"PAR1 and no more", "it is not a readable Parquet file: "),
        ("bulk.csv", b'Short Desc,Years,LA Number,Values\n"GLD', "it is not a CSV file"),
        ("bulk.csv", b"Short Desc,Years,LA Number,Values\nGLD,2019\n", "the row has 2 cells for 4 columns"),
        ("bulk.csv", b"", "it does not look like a table of figures"),
        ("bulk.xlsx", b"", '".xlsx" is no kind of file this source reads; use .parquet or .csv'),
        ("bulk[1].parquet", b"", "its path holds one of * ? ["),
    ],
)
def test_files_that_cannot_be_read_are_told(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    assert said in Tool(tmp_path, "parquet").faults(path=name)[0]


def test_a_path_with_a_quote_in_it_is_only_a_path(tmp_path):
    tool = Tool(tmp_path, "parquet")
    tool.write([row("2019", "71.8")])
    (tmp_path / "bulk.parquet").rename(tmp_path / "it's.parquet")
    assert tool.read(path="it's.parquet").observations


def test_settings_that_make_no_sense_are_all_refused():
    with pytest.raises(DefinitionError, match="series is empty"):
        LaitConfig(path="bulk.csv", edition="April 2026")
    with pytest.raises(DefinitionError) as caught:
        LaitConfig(path="bulk.csv", edition=" ", series=SERIES * 2, area_sets={"near": "sn_may_2025.xlsx"})
    assert len(caught.value.problems) == 3


def test_the_plugin_says_what_it_is():
    (kind,) = wes_rules_sources()
    assert (kind.name, kind.config, kind.open) == ("lait", LaitConfig, LaitSource)


def test_the_plan_of_the_readme_is_judged_against_neighbours_that_the_source_brings(tmp_path, capsys):
    tool = Tool(tmp_path, "parquet")
    tool.write(
        [
            row("2024", value, area, "FSP_NEW_GOODDEV")
            for value, area in (("68", 937), ("67", 896), ("66", 885), ("65", 860))
        ]
    )
    (tmp_path / "bulk.parquet").rename(tmp_path / "bds_long_0.parquet")
    tool.dictionary(["FSP_NEW_GOODDEV", "GLD", "High", "NA", "Academic Year"]).rename(
        tmp_path / "lait_data_dictionary.csv"
    )
    neighbours(tmp_path)
    neighbours(tmp_path, "sn_may_2025.xlsx")
    readme = (Path(__file__).parents[1] / "README.md").read_text()
    plan = readme.split("```toml plan.toml\n")[1].split("```")[0]
    (tmp_path / "plan.toml").write_text(plan)
    assert main(["explain", str(tmp_path / "plan.toml"), "gld", "--as-of", "2025-01-01"]) == 0
    said = capsys.readouterr().out
    assert "68.0% in 2023/24, against 66.0%" in said
    assert "FSP_NEW_GOODDEV April 2026" in said
    (tmp_path / "plan.toml").write_text(plan.replace('mean_of = "neighbours-2025"', 'mean_of = "neighbours-2026"'))
    assert main(["validate", str(tmp_path / "plan.toml")]) == 2
    assert 'unknown area set "neighbours-2026"; did you mean "neighbours-2025"?' in capsys.readouterr().err


def _at_hand():
    """DfE's whole files, for those who have them beside the repository."""
    folders = [one / "shared" / "data" for one in Path(__file__).resolve().parents]
    return next((one for one in folders if (one / "lait" / "bds_long_0.parquet").is_file()), None)


def test_the_whole_file_gives_the_figures_of_the_example_for_every_area():
    data = _at_hand()
    if data is None:
        pytest.skip("the bulk file is not beside this repository")
    plan = wanted_by(read_plan(Path(__file__).parents[3] / "examples" / "warwickshire" / "plan.toml"))
    with (data / "observations.csv").open(encoding="utf-8", newline="") as stream:
        rows = [one for one in csv.DictReader(stream) if one["indicator"] in plan]
    codes = {(one["indicator"], one["group"]): one["published_as"].removeprefix("LAIT ") for one in rows}
    series = tuple(Series(indicator=name, group=group, code=code) for (name, group), code in codes.items())
    context = Context(as_of=date(2026, 4, 1), base=data / "lait", output=io.StringIO(), skip_bad_rows=True)
    config = LaitConfig(
        path="bds_long_0.parquet", edition="April 2026", dictionary="lait_data_dictionary.csv", series=series
    )
    found = LaitSource(config, context).read(Request(plan))
    # Authorities that nobody asked about had more two-year-olds in funded places than were thought to be eligible.
    assert found.skipped == ()
    assert any("that no measure asks about, and unreadable" in one.what for one in found.notes)
    known = {(one["indicator"], one["group"], one["area_code"], one["period"]): one["value"] for one in rows}
    compared = 0
    for one in found.observations:
        year = one.period.end.year if one.period.kind.spans_years else one.period.start.year
        value = known.get((*one.series[:1], one.group, one.area, str(year)))
        if value is not None:
            assert (value == "") == one.quantity.is_missing
            if value:
                assert _printed(Decimal(value)) == _printed(one.quantity.low)
            compared += 1
    assert compared > 3500


def _printed(value):
    """A figure to four places, which is more than any is judged at."""
    return value.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def test_the_whole_dictionary_is_read():
    data = _at_hand()
    if data is None:
        pytest.skip("the bulk file is not beside this repository")
    from wes_rules_lait.dictionary import read_dictionary

    entries = read_dictionary(data / "lait" / "lait_data_dictionary.csv", "dictionary")
    assert len(entries) == 434
    assert entries["LAC_Unauth"].decimals == 2
