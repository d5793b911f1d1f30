"""The CSV source: what it reads, and how it says what is wrong."""

import io
from datetime import date
from decimal import Decimal as D
from math import inf

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wes_rules import Calendar, Marker, Period, PeriodKind, PlanError, PluginConfig, SourceError, Standing, Unit
from wes_rules.plugins import Context, Request, load_plugins
from wes_rules.plugins.asking import Wanted
from wes_rules.running.plugins_used import configured
from wes_rules.values.quantity import Span

HEAD = "indicator,group,area,period,value,numerator,denominator,unit,standing,published,source"
YEAR = PeriodKind.ACADEMIC_YEAR
REQUEST = Request(
    {
        "gld": Wanted(Unit.PERCENT, 1, (Calendar(kind=YEAR, not_collected=frozenset({Period(YEAR, 2019)})),)),
        "places": Wanted(Unit.COUNT, 0, (Calendar(kind=PeriodKind.CALENDAR_YEAR),)),
        "pooled": Wanted(Unit.COUNT, 0, (Calendar(kind=PeriodKind.CALENDAR_YEAR, window=3),)),
    }
)


class FakePlan:
    file = "plan.toml"


@pytest.fixture
def read(tmp_path):
    def read(text, *, skip=False, encoding="utf-8", **options):
        if isinstance(text, list):
            text = "\n".join(text) + "\n"
        (tmp_path / "figures.csv").write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        kind = load_plugins(["csv"]).source("csv")
        config = configured(kind.config, PluginConfig("csv", {"path": "figures.csv", **options}, 7), FakePlan())
        context = Context(as_of=date(2026, 1, 1), base=tmp_path, output=io.StringIO(), skip_bad_rows=skip)
        return kind.open(config, context).read(REQUEST)

    return read


def faults(read, *args, **kwargs):
    with pytest.raises(SourceError) as caught:
        read(*args, **kwargs)
    return [str(problem) for problem in caught.value.problems]


GOOD = "gld,all,937,2018/19,71.8,,,percent,,,a publication"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_tidy_file_is_read_with_or_without_a_byte_order_mark(read, encoding, newline):
    (one,) = read(newline.join([HEAD, GOOD, ""]), encoding=encoding).observations
    assert (one.indicator, str(one.period), one.quantity.low) == ("gld", "2018/19", D("71.8"))
    assert str(one.origin) == "a publication (figures.csv row 2)"


def test_standing_publication_day_and_counts_are_kept(read):
    (one,) = read([HEAD, "gld,,937,2018/19,90,9,10,percent,p,2019-11-01,x"]).observations
    assert (one.standing, one.published, one.numerator, one.denominator) == (
        Standing.PROVISIONAL,
        date(2019, 11, 1),
        9,
        10,
    )


def test_the_limits_of_an_interval_are_kept(read):
    found = read([HEAD + ",lower,upper", GOOD.replace("2018/19", "2017/18") + ",70.2,73.4", GOOD + ",,"]).observations
    assert [one.interval for one in found] == [(D("70.2"), D("73.4")), None]


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        ("73.4,70.2", 'column "lower": 73.4 is over the upper limit 70.2'),
        ("70.2,", 'column "upper": it is empty'),
        ("70.2,x", 'column "upper"'),
        ("72,73", "the interval does not hold the value 71.8"),
    ],
)
def test_a_bad_interval_is_refused_and_says_why(read, limits, says):
    (line,) = faults(read, [HEAD + ",lower,upper", f"{GOOD},{limits}"])
    assert line.startswith("figures.csv:2: ")
    assert says in line


def test_a_symbol_is_kept_as_a_marker(read):
    found = read([HEAD, "gld,all,937,2018/19,c,,,percent,,,x", "gld,all,937,2017/18,low,,,percent,,,x"]).observations
    assert [one.quantity.marker for one in found] == [Marker.SUPPRESSED, Marker.LOW]


def test_indicators_the_plan_does_not_need_are_named_and_left_out(read):
    found = read([HEAD, GOOD, "other,all,937,2018/19,5,,,percent,,,x"])
    assert (len(found.observations), found.unused) == (1, ("other",))


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("gld,all,937,2018/19,71.8,,,percent,,", "row is too short: 10 cells for 11 columns"),
        (GOOD + ",more", "row is too long: 12 cells for 11 columns"),
        ("gld,all,937,201920x,71.8,,,percent,,,x", 'column "period"'),
        ("gld,all,937,202426,71.8,,,percent,,,x", "not consecutive"),
        ("gld,all,937,2018/19,abc,,,percent,,,x", "neither a number nor a known symbol"),
        ('gld,all,937,2018/19,"1,23",,,percent,,,x', "neither a number"),
        ("gld,all,937,2018/19,101,,,percent,,,x", "outside what percent allows"),
        ("places,all,937,2019,1.5,,,count,,,x", "not a whole number"),
        ("places,all,937,2019,-1,,,count,,,x", "outside what count allows"),
        ("gld,all,937,2018/19,90,11,10,percent,,,x", "11 of 10 is no share"),
        ("gld,all,937,2018/19,90,-1,10,percent,,,x", "not a count"),
        ("gld,all,937,2018/19,90,,,percnt,,,x", 'did you mean "percent"?'),
        ("gld,all,937,2018/19,90,,,count,,,x", "not the plan's"),
        ("gld,all,937,2018/19,90,,,percent,maybe,,x", "unknown standing"),
        ("gld,all,937,2018/19,90,,,percent,,1/11/2019,x", "is not a date"),
        (
            "gld,all,937,2018/19,90,,,percent,,9999-12-31,x",
            "9999-12-31 is too late a date; give a year from 1800 to 2199",
        ),
        (
            "gld,all,937,2018/19,90,,,percent,,0020-07-01,x",
            "0020-07-01 is too early a date; give a year from 1800 to 2199",
        ),
        ("gld,all,937,0019/20,90,,,percent,,,x", '"0019/20" is outside the years 1800 to 2199; correct the year'),
        ("gld,all,937,2018/19,90,,,percent,,,", 'column "source": it is empty'),
        ("gld,all,937,2019/20,74.9,,,percent,,,x", "which the plan's calendar says nobody collected"),
        ("gld,all,937,2018/19,90,,,percent,,,a\x1b[31m", "control character"),
        ("gld,all,,2018/19,90,,,percent,,,x", 'column "area": it is empty'),
    ],
)
def test_a_bad_row_is_refused_with_its_line_and_column(read, row, says):
    found = faults(read, [HEAD, "gld,all,970,2018/19,71.8,,,percent,,,x", row])
    assert all(line.startswith("figures.csv:3: ") for line in found)
    assert any(says in line for line in found)


def test_a_marker_for_a_period_that_nobody_collected_is_passed_over(read):
    assert read([HEAD, "gld,all,937,2019/20,x,,,percent,,,x"]).observations == ()


def test_all_faults_are_told_at_once(read):
    rows = [
        "gld,all,937,2018,1,,,percent,,,x",
        "gld,all,937,2018/19,x1,,,percent,,,x",
        "gld,all,937,2017/18,1,,,percent,,never,x",
    ]
    assert len(faults(read, [HEAD, *rows])) == 3


def test_the_same_figure_twice_names_both_rows_and_a_dated_revision_is_welcome(read):
    assert read([HEAD, GOOD, GOOD]).observations == read([HEAD, GOOD]).observations
    (fault,) = faults(read, [HEAD, GOOD, GOOD.replace("71.8", "71.9")])
    assert fault.startswith("figures.csv:3: ")
    assert "row 2 already" in fault
    assert len(read([HEAD, GOOD, "gld,all,937,2018/19,71.9,,,percent,r,2020-06-01,x"]).observations) == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ([HEAD + ",value", GOOD + ",1"], 'column "value" stands twice'),
        ([HEAD.replace("value", "valeu"), GOOD], 'column "value" is missing; did you mean "valeu"?'),
        ([HEAD + ",remarks", GOOD + ",x"], 'unknown column "remarks"'),
        ("", "it is empty"),
        (b"indicator,\xff\x81", "neither UTF-8 (byte 10) nor Windows-1252 (byte 11)"),
        (b"\xff\xfe", "it is empty"),
        ('indicator,"group\n', "not a CSV file"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_even_when_rows_may_be_skipped(read, text, says):
    for skip in (False, True):
        assert any(says in line for line in faults(read, text, skip=skip))


def test_bad_rows_are_skipped_only_when_asked_and_then_listed(read):
    rows = [HEAD, GOOD, "gld,all,970,2018/19,x1,,,percent,,,x", "short"]
    found = read(rows, skip=True)
    assert len(found.observations) == 1
    assert [problem.line for problem in found.skipped] == [4, 3] or [problem.line for problem in found.skipped] == [
        3,
        4,
    ]
    with pytest.raises(SourceError):
        read(rows)


DFE = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,old_la_code,new_la_code,sex,gld_pct"
SETTINGS = {
    "layout": "dfe",
    "indicators": {"gld_pct": "gld"},
    "filters": {"sex": "Total"},
    "areas": {"E92000001": "970"},
    "publication": "DfE, EYFSP",
}


def test_a_dfe_file_is_read_by_its_own_columns(read):
    rows = [
        DFE,
        "201819,Academic year,National,E92000001,England,,,,Total,71.8",
        "201819,Academic year,Local authority,E92000001,England,E12000005,937,E10000031,Total,c",
        "201819,Academic year,National,E92000001,England,,,,Boys,65.5",
    ]
    one, other = read(rows, **SETTINGS).observations
    assert (one.area, one.quantity.low, str(one.period)) == ("970", D("71.8"), "2018/19")
    assert (other.area, other.quantity.marker, other.origin.publication) == ("937", Marker.SUPPRESSED, "DfE, EYFSP")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("202426,Academic year,National,E92000001,England,,,,Total,1", "not consecutive"),
        ("2019,Academic yaer,National,E92000001,England,,,,Total,1", "unknown time identifier"),
        ("2019,Calendar year,National,E92000001,England,,,,Total,1", "the plan judges gld by academic-year"),
        ("201819,Academic year,Local authority,E92000001,England,,,,Total,1", "no code for this Local authority"),
        ("201819,Academic year,National,E92000001,England,,,,Total,101", "outside"),
        ("201819,Academic year,National,E92000001,England,,,,Girls,1", "no row passes the filters"),
    ],
)
def test_a_bad_dfe_row_is_refused(read, row, says):
    assert any(says in line for line in faults(read, [DFE, row], **SETTINGS))


CASES = "indicator,area,id,opened,closed,excluded,source,made_up"


def test_case_rows_are_read(read):
    (one,) = read([CASES, "back,937,1,2020-10-05,,false,x,true"], layout="cases").cases
    assert (one.opened, one.closed, one.origin.made_up) == (date(2020, 10, 5), None, True)


def test_a_case_may_have_a_last_day_of_its_own(read):
    head = CASES + ",due"
    (one,) = read([head, "back,937,1,2020-10-05,,false,x,true,2020-12-24"], layout="cases").cases
    assert one.due == date(2020, 12, 24)
    (told,) = faults(read, [head, "back,937,1,2020-10-05,,false,x,true,2020-10-04"], layout="cases")
    assert 'column "due": case 1 is due on 2020-10-04, before it opened' in told


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("back,937,1,2020-10-05,2020-10-04,false,x,true", "before it opened"),
        ("back,937,1,,,false,x,true", 'column "opened"'),
        ("back,937,1,2020-10-05,,perhaps,x,true", "neither true nor false"),
    ],
)
def test_a_bad_case_row_is_refused(read, row, says):
    assert any(says in line for line in faults(read, [CASES, row], layout="cases"))


def test_a_case_id_stands_once(read):
    row = "back,937,1,2020-10-05,,false,x,true"
    assert len(read([CASES, row, row], layout="cases").cases) == 1
    other = row.replace("2020-10-05", "2020-10-06")
    assert "stands in row 2 already" in faults(read, [CASES, row, other], layout="cases")[0]


def test_inspections_are_read_and_grades_checked(read):
    head = "indicator,area,unit,day,grade,predecessor,district,source"
    (one,) = read([head, "school,937,100,2021-05-01,3,,Nuneaton,x"], layout="inspections").inspections
    assert (one.grade, one.district) == (3, "Nuneaton")
    assert "not a grade" in faults(read, [head, "school,937,100,2021-05-01,5,,,x"], layout="inspections")[0]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"layuot": "tidy"}, 'did you mean "layout"?'),
        ({"layout": "tidi"}, 'did you mean "tidy"?'),
        ({"layout": "dfe"}, "needs indicators"),
    ],
)
def test_settings_that_make_no_sense_name_the_line_of_the_plan(read, options, says):
    with pytest.raises(PlanError, match=r"plan\.toml:7") as caught:
        read([HEAD], **options)
    assert says in str(caught.value)


rows = st.lists(
    st.tuples(st.sampled_from(["937", "970"]), st.integers(2000, 2018), st.decimals(0, 100, places=2)),
    unique_by=lambda row: row[:2],
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows)
def test_what_is_written_in_the_tidy_layout_is_read_back(read, rows):
    lines = [f"gld,all,{area},{year}/{(year + 1) % 100:02d},{value},,,percent,,,x" for area, year, value in rows]
    found = read([HEAD, *lines]).observations
    assert [(one.area, one.period.index, one.quantity.low) for one in found] == rows


def test_what_a_figure_counts_is_kept(read):
    (one,) = read([HEAD + ",definition,population", GOOD + ",excluding exceptions,aged 16 to 19"]).observations
    assert (one.definition, one.population) == ("excluding exceptions", "aged 16 to 19")


def test_case_52_a_share_with_more_inside_than_there_are_is_refused_by_its_row_and_a_rate_is_not(read):
    share = "gld,,937,2018/19,90,11,10,percent,,,x"
    rate = "places,,937,2019,110,11,10,count,,,x"
    (told,) = faults(read, [HEAD, rate, share])
    assert told.startswith('figures.csv:3: column "numerator": 11 of 10 is no share')


@pytest.mark.parametrize("value", ["100.1", "-0.1", "7180"])
def test_case_54_a_value_outside_what_its_unit_allows_is_refused(read, value):
    (told,) = faults(read, [HEAD, GOOD.replace("71.8", value)])
    assert f"{value} is outside what percent allows" in told


def test_case_61_the_unit_of_the_series_and_that_of_the_plan_must_agree(read):
    (told,) = faults(read, [HEAD, GOOD.replace(",percent,", ",count,")])
    assert 'unit "count" is not the plan\'s "percent"' in told


BOUNDS = "indicator,group,area,period,value,unit,source,rounded_to,suppressed_between"


@pytest.mark.parametrize(
    ("value", "rounded_to", "hidden", "span"),
    [
        ("low", "", "", (1, inf)),
        ("low", "5", "", (1, 2)),
        ("low", "10", "", (1, 4)),
        ("c", "", "", (0, inf)),
        ("c", "5", "1-4", (1, 4)),
        ("c", "", "1 to 5", (1, 5)),
        ("15", "5", "1-4", (13, 17)),
        ("0", "5", "", (0, 2)),
        ("15", "1", "", (15, 15)),
        ("15", "", "", (15, 15)),
    ],
)
def test_a_row_says_what_a_count_was_rounded_to_and_what_is_hidden(read, value, rounded_to, hidden, span):
    (one,) = read([BOUNDS, f"places,all,937,2019,{value},count,x,{rounded_to},{hidden}"]).observations
    found = one.quantity.span(0, whole=True)
    assert (found.low, found.high) == span


def test_a_percentage_rounded_to_more_than_it_is_compared_at_lies_within_half_of_it(read):
    rows = ["gld,all,937,2018/19,72,percent,x,1,", "gld,all,937,2020/21,100,percent,x,5,"]
    seen = [one.quantity for one in read([BOUNDS, *rows[:1]]).observations]
    assert [(one.low, one.high) for one in seen] == [(D("71.5"), D("72.5"))]
    top = read([BOUNDS, rows[1]]).observations[0].quantity
    assert (top.low, top.high) == (D("97.5"), D(100))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("places,all,937,2019,14,count,x,5,", "14 is no multiple of the 5 it is rounded to"),
        ("places,all,937,2019,15,count,x,0,", "0 is no rounding unit"),
        ("places,all,937,2019,15,count,x,five,", '"five" is neither a number'),
        ("places,all,937,2019,c,count,x,,4-1", '"4-1" is no range of counts'),
        ("places,all,937,2019,c,count,x,,few", '"few" is no range of counts'),
        ("gld,all,937,2018/19,c,percent,x,,1-4", "a percent has no suppressed counts"),
    ],
)
def test_a_rounding_or_a_range_that_cannot_be_is_refused(read, row, said):
    (told,) = faults(read, [BOUNDS, row])
    assert said in told


@pytest.mark.parametrize(
    ("value", "counts", "said"),
    [
        ("40", "900,1000", "40% is not 900 of 1000, which is 90%"),
        ("50", "1,4", "50% is not 1 of 4, which is 25%"),
        ("0.9", "9,10", "0.9% is not 9 of 10, which is 90%"),
        ("0", "0,0", "0% of no case at all is no share"),
        ("z", "200,200", '"z" stands in place of 200 of 200'),
        ("low", "200,200", "low% is not 200 of 200"),
    ],
)
def test_counts_that_contradict_the_percentage_are_refused(read, value, counts, said):
    (told,) = faults(read, [HEAD, f"gld,all,937,2018/19,{value},{counts},percent,,,x"])
    assert said in told


@pytest.mark.parametrize(
    ("value", "counts"), [("33.3", "1,3"), ("66.6", "2,3"), ("66.7", "2,3"), ("67", "2,3"), ("z", "0,0")]
)
def test_counts_that_agree_to_the_last_printed_digit_are_kept(read, value, counts):
    (one,) = read([HEAD, f"gld,all,937,2018/19,{value},{counts},percent,,,x"]).observations
    assert f"{one.numerator},{one.denominator}" == counts


@pytest.mark.parametrize("space", ["\u00a0", "\u202f"])
def test_a_space_that_does_not_break_is_a_space(read, space):
    (one,) = read([HEAD, f"gld,all,937,2018/19,{space}71.8,,,percent,,,a{space}publication"]).observations
    assert one.quantity.low == D("71.8")


@pytest.mark.parametrize(("row", "said"), [
    (f"gld,all,937,2018/19,{'8' * 40}.1,,,percent,,,x", "has more digits than any published figure"),
    ("gld,all,937,2018/19,1e999,,,percent,,,x", "has more digits than any published figure"),
    (f"gld,all,937,2018/19,50,{'1' * 16},{'2' * 16},percent,,,x", "is not a count"),
])  # fmt: skip
def test_numbers_of_more_digits_than_there_are_people_are_refused(read, row, said):
    assert said in faults(read, [HEAD, row])[0]


def test_a_finer_rounding_than_the_precision_is_not_rounded_twice(read):
    (one,) = read([BOUNDS, "gld,all,937,2018/19,71.85,percent,x,0.05,"]).observations
    assert one.quantity.span(1) == Span(718, 719)


def test_a_value_is_a_multiple_of_what_it_is_rounded_to_also_at_the_precision_compared(read):
    assert "is no multiple of the 0.1" in faults(read, [BOUNDS, "gld,all,937,2018/19,71.85,percent,x,0.1,"])[0]


def test_a_publishers_own_symbols_mean_what_the_plan_says(read):
    rows = ["gld,all,937,2017/18,NA,,,percent,,,x", "gld,all,937,2018/19,*,,,percent,,,x"]
    found = read([HEAD, *rows], symbols={"NA": "x", "*": "c"}).observations
    assert [one.quantity.marker for one in found] == [Marker.NOT_AVAILABLE, Marker.SUPPRESSED]
    assert len(faults(read, [HEAD, *rows])) == 2


def test_a_symbol_that_is_said_to_mean_none_is_refused(read):
    with pytest.raises(PlanError, match='symbols: "NA" is said to mean "missing"'):
        read([HEAD], symbols={"NA": "missing"})


def test_a_letter_beside_a_number_is_its_standing(read):
    found = read([HEAD, GOOD.replace("71.8", "71.8 [p]"), GOOD.replace("2018/19", "2017/18").replace("71.8", "[c]")])
    assert [one.standing for one in found.observations] == [Standing.PROVISIONAL, Standing.FINAL]


SERIES = [
    HEAD,
    "places,all,UK,CDID,XXXX,,,count,,,x",
    "places,all,UK,Next release,13 June 2023,,,count,,,x",
    "places,all,UK,2021,45,,,count,,,x",
    "places,all,UK,2022 Q4,37,,,count,,,x",
    "places,all,UK,2022 DEC,37,,,count,,,x",
    "places,all,UK,2022,37,,,count,,,x",
    "places,all,UK,Source: ONS,,,,count,,,x",
]


def test_rows_of_other_lengths_and_lines_about_the_table_are_passed_over_and_counted(read):
    found = read(SERIES)
    assert [str(one.period) for one in found.observations] == ["2021", "2022"]
    assert [one.what for one in found.notes] == [
        (
            "passed over: 2 rows about other kinds of period than the plan's (5, 6); "
            "3 rows with neither a period nor a number (2, 3, 8)"
        )
    ]
    assert (found.skipped, found.left_out) == ((), ())


@pytest.mark.parametrize("row", [
    "places,all,UK,2o22,37,,,count,,,x",  # a number of no period
    "places,all,UK,2022/23,37,,,count,,,x",  # a year of another kind may be a slip
    "places,all,XX,2022 Q4,37,,,count,,,x",  # nothing else says that the series is a yearly one
])  # fmt: skip
def test_what_may_be_a_slip_is_never_passed_over(read, row):
    assert len(faults(read, [*SERIES[:5], row, *SERIES[5:]])) == 1


def test_a_line_without_period_and_number_among_the_figures_is_no_line_about_the_table(read):
    assert len(faults(read, [*SERIES[:4], "places,all,UK,?,n/k,,,count,,,x", *SERIES[4:]])) == 2


def test_a_cell_that_is_too_long_is_refused_with_the_line_of_its_row(read):
    long = GOOD + "x" * 140_000
    assert faults(read, [HEAD, GOOD, long]) == [
        "figures.csv:3: it is not a CSV file: field larger than field limit (131072); check the quotes of the row that starts here"
    ]


def test_lines_about_the_table_are_told_apart_from_pooled_years(read):
    rows = [
        row.format("pooled,all,UK,") for row in ("{}CDID,XXXX", "{}2016 - 18,37", "{}2017 - 19,45", "{}Source: ONS,")
    ]
    found = read([HEAD, *(f"{row},,,count,,,x" for row in rows)])
    assert [str(one.period) for one in found.observations] == ["2016 - 2018", "2017 - 2019"]
    assert [one.what for one in found.notes] == ["passed over: 2 rows with neither a period nor a number (2, 5)"]
