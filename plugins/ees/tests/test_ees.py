"""Figures from the Explore Education Statistics API, asked on loopback."""

import io
import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plugins.ees.tests.fake import ENGLAND, WARWICKSHIRE, Answer, FakeDataSet, FakeEes, FakePlace, FakeRow, identifier
from wes_rules_ees import EesConfig, EesSource, Series, api, wes_rules_sources

from wes_rules import Calendar, Period, PeriodKind, Unit
from wes_rules.errors import DefinitionError, SourceError
from wes_rules.plugins import Context, Request, Wanted

YEARS = Calendar(kind=PeriodKind.ACADEMIC_YEAR)
RATE = "Persistent absence rate"
ROWS = [
    FakeRow(place=place, period=period, values={RATE: value, "Pupils": "120"}, filters={"School type": school})
    for place, period, school, value in [
        ("Warwickshire", "2018/2019", "Total", "10.9"),
        ("England", "2018/2019", "Total", "10.8"),
        ("Warwickshire", "2017/2018", "Total", "11.2"),
        ("Warwickshire", "2018/2019", "Special", "28.8"),
    ]
]
DATA = FakeDataSet(
    rows=ROWS,
    units={RATE: "%"},
    versions={
        "1.0": "2018-10-18T09:30:00+00:00",
        "2.0": "2019-03-21T09:30:00+00:00",
        "2.1": "2019-10-17T09:30:00+00:00",
    },
)
SERIES = (Series(indicator="absence", column=RATE),)


class Asker:
    def __init__(self, fake):
        self.fake, self.waits = fake, []

    def read(self, *, wanted=None, skip=False, **config):
        request = Request({"absence": Wanted(Unit.PERCENT, 1, (YEARS,)), **(wanted or {})})
        context = Context(as_of=date(2020, 1, 1), base=Path(), output=io.StringIO(), skip_bad_rows=skip)
        config = {"data_set": self.fake.data_set.id, "version": "2.*", "series": SERIES, "url": self.fake.url} | config
        return EesSource(EesConfig(**config), context, self.waits.append).read(request)

    def faults(self, **named):
        with pytest.raises(SourceError) as caught:
            self.read(**named)
        return [str(one) for one in caught.value.problems]


@pytest.fixture
def ees():
    with FakeEes(DATA) as fake:
        yield Asker(fake)


def asking(**changes):
    return FakeEes(attrs.evolve(DATA, **changes))


def values(figures):
    return {(one.area, one.group, str(one.period)): one.quantity.low for one in figures.observations}


def test_figures_are_found_by_the_labels_of_the_data_set(ees):
    assert values(ees.read()) == {
        ("937", "all", "2018/19"): Decimal("10.9"),
        ("937", "all", "2017/18"): Decimal("11.2"),
        ("E92000001", "all", "2018/19"): Decimal("10.8"),
    }


def test_the_version_that_was_read_is_told_and_asked_for_throughout(ees):
    one = ees.read().observations[0]
    assert (one.origin.data_set, one.origin.version) == (DATA.id, "2.1")
    assert one.origin.publication == "Absence rates by geographic level"
    assert [asked.path for asked in ees.fake.asked] == ["/versions/2.*", "/meta", "", "/query"]
    assert [asked.params.get("dataSetVersion") for asked in ees.fake.asked if asked.params] == ["2.1", "2.1"]


def test_a_version_may_be_pinned_exactly(ees):
    figures = ees.read(version="2.0", publication="DfE, absence")
    assert {(one.origin.version, one.origin.publication) for one in figures.observations} == {("2.0", "DfE, absence")}


def test_figures_are_known_from_the_calendars_day_unless_the_version_dates_them(ees):
    assert {one.published for one in ees.read().observations} == {None}
    assert {one.published for one in ees.read(dated="version").observations} == {date(2019, 10, 17)}


def test_areas_are_chosen_and_renamed_as_the_plan_calls_them(ees):
    figures = ees.read(only=("970",), areas={"E92000001": "970"})
    assert values(figures) == {("970", "all", "2018/19"): Decimal("10.8")}
    criteria = ees.fake.asked[-1].body["criteria"]["and"]
    assert criteria[-1] == {"locations": {"in": [{"level": "NAT", "id": identifier("place", "NAT", "England")}]}}


def test_groups_are_options_of_filters(ees):
    series = (*SERIES, Series(indicator="absence", group="special", column=RATE, filters={"School type": "Special"}))
    assert values(ees.read(series=series))["937", "special", "2018/19"] == Decimal("28.8")


def test_series_with_the_same_options_are_asked_for_together(ees):
    series = (*SERIES, Series(indicator="pupils", column="pupils"))
    figures = ees.read(series=series, wanted={"pupils": Wanted(Unit.COUNT, 0, (YEARS,))})
    assert len(figures.observations) == 6
    assert [asked.path for asked in ees.fake.asked].count("/query") == 1


def test_what_no_measure_needs_is_not_asked_for(ees):
    figures = ees.read(series=(Series(indicator="other", column="Other"),))
    assert (figures.unused, figures.observations, ees.fake.asked) == (("other",), (), [])


def test_every_digit_comes_through():
    with asking(rows=[FakeRow(values={RATE: "10.900000000000000001"})]) as fake:
        assert Asker(fake).read().observations[0].quantity.low == Decimal("10.900000000000000001")


@pytest.mark.parametrize(
    ("symbol", "marker"),
    [("z", "z"), ("x", "x"), ("c", "c"), ("low", "low"), ("k", "low"), ("u", "u"), (":", "x"), ("", "x")],
)
def test_every_symbol_keeps_its_meaning(symbol, marker):
    with asking(rows=[FakeRow(values={RATE: symbol})]) as fake:
        (one,) = Asker(fake).read().observations
    assert one.quantity.marker.value == marker


@pytest.mark.parametrize(
    ("period", "code", "expected"),
    [
        ("2020/2021", "AY", "2020/21"),
        ("2020", "CY", "2020"),
        ("2020/2021", "FYQ2", "2020/21 Q2"),
        ("2020", "AYQ1", "2020/21 Q1"),
        ("2020/2021", "T3", "summer 2020/21"),
        ("2020", "P2", "2020/21 H2"),
        ("2020", "M9", "September 2020"),
        ("2020", "W32", "2020 week 32"),
        ("2020", "RY", "2020"),
        ("2020/2021", "TY", "2020/21"),
    ],
)
def test_periods_of_every_code_are_read(period, code, expected):
    with asking(rows=[FakeRow(values={RATE: "1"}, period=period, code=code)]) as fake:
        kinds = tuple(Calendar(kind=kind) for kind in PeriodKind)
        (one,) = Asker(fake).read(wanted={"absence": Wanted(Unit.PERCENT, 1, kinds)}).observations
    assert str(one.period) == expected


def test_another_kind_of_period_than_the_plans_is_told():
    rows = [FakeRow(values={RATE: "1"}, period=str(year), code="CY") for year in (2018, 2019)]
    with asking(rows=rows) as fake:
        told = Asker(fake).faults()
    assert len(told) == 2
    assert all('"CY" is a calendar-year; the plan judges absence by academic-year; say kind = ' in one for one in told)


def test_other_kinds_of_period_beside_the_plans_are_counted_and_passed_over():
    rows = [
        FakeRow(values={RATE: "1"}),
        FakeRow(values={RATE: "2"}, code="T1"),
        FakeRow(values={RATE: "x"}, code="T1T2"),
    ]
    with asking(rows=rows) as fake:
        figures = Asker(fake).read()
    assert [one.quantity.low for one in figures.observations] == [1]
    (note,) = figures.notes
    assert "passed over: 2 rows about other kinds of period than the plan's" in str(note)


def test_what_is_wrong_with_areas_that_nobody_asked_about_is_counted_and_no_fault():
    rows = [FakeRow(values={RATE: "10.9"}), FakeRow(values={RATE: "109"}, place="England")]
    mine = {"absence": Wanted(Unit.PERCENT, 1, (YEARS,), series=frozenset({("937", "all")}))}
    with asking(rows=rows) as fake:
        figures = Asker(fake).read(wanted=mine)
    assert values(figures) == {("937", "all", "2018/19"): Decimal("10.9")}
    assert "1 row about areas or groups that no measure asks about, and unreadable" in str(figures.notes[0])


def test_periods_outside_the_calendar_are_told(ees):
    calendar = attrs.evolve(YEARS, first=Period.parse("2018/19"))
    figures = ees.read(wanted={"absence": Wanted(Unit.PERCENT, 1, (calendar,))})
    assert "1 row before the calendar's first period" in str(figures.notes[0])


def test_an_authority_goes_by_the_code_that_the_plan_asks_about():
    mine = {"absence": Wanted(Unit.PERCENT, 1, (YEARS,), series=frozenset({("E10000031", "all")}))}
    with asking() as fake:
        figures = Asker(fake).read(wanted=mine)
    assert ("E10000031", "all", "2018/19") in values(figures)


def test_a_period_that_is_none_of_a_plans_is_told():
    with asking(rows=[FakeRow(values={RATE: "1"}, code="T9")]) as fake:
        (told,) = Asker(fake).faults()
    assert 'unknown time identifier "T9"' in told


def test_two_terms_together_are_no_year():
    with asking(rows=[FakeRow(values={RATE: "1"}, code="T1T2")]) as fake:
        (told,) = Asker(fake).faults()
    assert '"T1T2" is a term; the plan judges absence by academic-year' in told


def test_pages_are_read_to_the_last(monkeypatch):
    monkeypatch.setattr(api, "_PAGE_SIZE", 2)
    rows = [FakeRow(values={RATE: str(n)}, period=f"{2000 + n}/{2001 + n}") for n in range(7)]
    with asking(rows=rows) as fake:
        figures = Asker(fake).read()
        assert [asked.body["page"] for asked in fake.asked if asked.body] == [1, 2, 3, 4]
    assert sorted(one.quantity.low for one in figures.observations) == list(range(7))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda found: found["paging"].update(totalResults=9), "the pages do not belong together"),
        (lambda found: found["paging"].update(page=1), "the pages do not belong together"),
        (lambda found: found["results"].pop(), "3 rows came back, and there are 4"),
    ],
)
def test_pages_that_do_not_add_up_are_refused(monkeypatch, change, said):
    monkeypatch.setattr(api, "_PAGE_SIZE", 2)
    rows = [FakeRow(values={RATE: str(n)}, period=f"{2000 + n}/{2001 + n}") for n in range(4)]
    with asking(rows=rows) as fake:

        def changed(path, found):
            if path == "/query" and found["paging"]["page"] == 2:
                change(found)
            return found

        fake.change = changed
        (told,) = Asker(fake).faults()
    assert told.startswith(f"EES data set {DATA.id}: POST /query")
    assert said in told


def test_too_many_rows_are_refused(ees):
    (told,) = ees.faults(max_rows=2)
    assert "there are 3 rows, more than 2; name fewer areas or levels" in told


def test_nothing_found_is_an_error_with_what_the_api_says():
    rows = [FakeRow(values={RATE: "1"}, place="England")]
    with asking(rows=rows) as fake:
        (told,) = Asker(fake).faults(only=("937",))
    assert "nothing was found: The query returned no results." in told


def test_names_that_are_not_there_are_all_told_with_the_nearest(ees):
    series = (
        Series(indicator="absence", column="Persistent absense rate"),
        Series(indicator="absence", group="special", column=RATE, filters={"School tpye": "Special"}),
        Series(indicator="absence", group="prus", column=RATE, filters={"School type": "Speciall"}),
    )
    told = ees.faults(series=series, levels=("LA", "REG"), only=("936",))
    prefix = f"EES data set {DATA.id} 2.1: "
    assert [one.removeprefix(prefix) for one in told] == [
        f'series "absence" (all): there is no indicator called "Persistent absense rate"; did you mean "{RATE}"?',
        'series "absence" (special): there is no filter "School tpye"; did you mean "School type"?',
        'series "absence" (prus): there is no option of filter "School type" called "Speciall"; did you mean "Special"?',
        'there is no level "REG"; use one of: LA, NAT',
        'there is no area "936" at the levels LA, REG; did you mean "937"?',
    ]


def test_a_filter_without_a_total_has_to_be_named():
    rows = [FakeRow(values={RATE: "1"}, filters={"Sex": one}) for one in ("Girls", "Boys")]
    with asking(rows=rows) as fake:
        (told,) = Asker(fake).faults()
    assert 'filter "Sex" is not chosen; add it to filters, with one of: Girls, Boys' in told


def test_a_label_that_two_options_have_is_refused(ees):
    def changed(path, found):
        if path == "/meta":
            found["indicators"][1]["label"] = RATE
        return found

    ees.fake.change = changed
    (told,) = ees.faults()
    ids = f"{identifier('indicator', RATE)}, {identifier('indicator', 'Pupils')}"
    assert f'more than one indicator is called "{RATE}"; write one of the identifiers {ids}' in told


@pytest.mark.parametrize(
    ("unit", "said"),
    [("pp", "published in percentage-points"), ("£", "published in pounds"), ("£m", "in millions of pounds")],
)
def test_another_unit_than_the_plans_is_told(unit, said):
    with asking(units={RATE: unit}) as fake:
        assert said in Asker(fake).faults()[0]


def test_two_places_of_one_code_are_told():
    twin = FakePlace(label="Warwickshire (old)", old_code="937", code="E10000099")
    with asking(places=(WARWICKSHIRE, ENGLAND, twin)) as fake:
        assert '"937" names more than one place' in Asker(fake).faults(only=("937",))[0]
        rows = [*ROWS, attrs.evolve(ROWS[0], place="Warwickshire (old)", values={RATE: "11.9", "Pupils": "120"})]
    with asking(places=(WARWICKSHIRE, ENGLAND, twin), rows=rows) as fake:
        assert (
            "absence (all) of area 937 for 2018/19 stands in row 2 already, with other values"
            in Asker(fake).faults()[0]
        )


def test_a_wrong_figure_is_told_with_its_place_and_left_out_only_where_that_is_asked_for():
    rows = [*ROWS, FakeRow(values={RATE: "109"}, period="2016/2017", filters={"School type": "Total"})]
    with asking(rows=rows) as fake:
        told = Asker(fake).faults()
        figures = Asker(fake).read(skip=True)
    place = f'EES data set {DATA.id} 2.1: series "absence" (all): 937, 2016/2017 AY'
    assert [one.partition(";")[0] for one in told] == [f"{place}: 109 is outside what percent allows"]
    assert len(figures.observations) == 3
    assert [str(one) for one in figures.skipped] == told


def test_a_number_for_a_year_that_nobody_collected_is_told_and_a_symbol_is_not():
    calendar = attrs.evolve(YEARS, not_collected=(Period.parse("2018/19"),))
    wanted = {"absence": Wanted(Unit.PERCENT, 1, (calendar,))}
    with asking(rows=[FakeRow(values={RATE: "x"})]) as fake:
        assert Asker(fake).read(wanted=wanted).observations == ()
    with asking(rows=[FakeRow(values={RATE: "5"})]) as fake:
        assert "the plan's calendar says nobody collected" in Asker(fake).faults(wanted=wanted)[0]


def test_a_version_that_is_not_there_or_was_withdrawn_is_told(ees):
    (told,) = ees.faults(version="3.*")
    assert told.startswith(
        f"EES data set {DATA.id}: GET /versions/3.*: 127.0.0.1 answered 404; check data_set and version"
    )
    with asking(withdrawn=frozenset({"2.1"})) as fake:
        assert "GET /versions/2.*: version 2.1 was withdrawn" in Asker(fake).faults()[0]


def test_a_data_set_that_is_not_there_is_told(ees):
    (told,) = ees.faults(data_set="00000000-0000-0000-0000-000000000000")
    assert "answered 404; check data_set and version" in told


def test_a_refused_request_is_told_in_the_apis_own_words(ees):
    body = json.dumps({"errors": [{"message": "Must be\x1b[31m red.", "code": "X"}, {"message": "Must be short."}]})
    ees.fake.instead.append(Answer(400, body.encode()))
    (told,) = ees.faults()
    assert "127.0.0.1 answered 400: Must be [31m red.; Must be short." in told


def test_it_waits_as_long_as_the_api_asks_and_then_goes_on(ees):
    ees.fake.instead.extend([Answer(429, headers={"Retry-After": "7"}), Answer(503), None, Answer(502)])
    assert len(ees.read().observations) == 3
    assert ees.waits == [7.0, 2.0, 1.0]


def test_it_gives_up_after_four_tries(ees):
    ees.fake.instead.extend([Answer(500)] * 9)
    (told,) = ees.faults()
    assert "GET /versions/2.*: 127.0.0.1 answered 500 (tried 4 times); try again later" in told
    assert ees.waits == [1.0, 2.0, 4.0]
    assert len(ees.fake.asked) == 4


def test_it_does_not_wait_for_an_hour(ees):
    ees.fake.instead.append(Answer(429, headers={"Retry-After": "3600"}))
    (told,) = ees.faults()
    assert "answered 429 and asks to wait 3600 seconds; try again later" in told
    assert ees.waits == []


def test_a_body_that_breaks_off_is_asked_for_again_and_never_half_used(ees):
    cut = Answer(body=b'{"results": []}' * 50, cut=True)
    ees.fake.instead.extend([None, None, None, cut])
    assert len(ees.read().observations) == 3
    ees.fake.instead.extend([None, None, None, *[cut] * 4])
    assert "POST /query: 127.0.0.1 answered 200, and its body broke off (tried 4 times)" in ees.faults()[0]


def test_what_is_no_json_is_told(ees):
    ees.fake.instead.append(Answer(body=b"<html>maintenance</html>"))
    assert "answered 200 with something that is not JSON" in ees.faults()[0]


def test_nobody_there_is_told():
    with FakeEes(DATA) as fake:
        one = Asker(fake)
    assert re.search(
        r"GET /versions/2.*: 127.0.0.1 refuses the connection at port \d+ \(tried 4 times\)", one.faults()[0]
    )


def test_redirects_are_not_followed(ees):
    ees.fake.instead.append(Answer(302, headers={"Location": "http://example.org/"}))
    assert "127.0.0.1 answered 302" in ees.faults()[0]


@pytest.mark.parametrize(
    ("path", "spoil"),
    [
        ("/versions/2.*", lambda found: found.pop("version")),
        ("/versions/2.*", lambda found: found.update(published="soon")),
        ("/meta", lambda found: found.update(indicators={})),
        ("/meta", lambda found: found["indicators"][0].update(id=7)),
        ("/meta", lambda found: found["filters"][0].pop("options")),
        ("/meta", lambda found: found["locations"][0].update(level="LA")),
        ("/meta", lambda found: found.update(filters=["School type"])),
        ("", lambda found: found.update(title=None)),
        ("/query", lambda found: found["results"][0].pop("timePeriod")),
        ("/query", lambda found: found["results"][0]["values"].update({identifier("indicator", RATE): 10.9})),
        ("/query", lambda found: found["paging"].update(totalPages="1")),
        ("/query", lambda found: found.pop("warnings")),
    ],
)
def test_an_answer_of_another_shape_is_an_error_and_no_figure(ees, path, spoil):
    def changed(asked, found):
        if asked == path:
            spoil(found)
        return found

    ees.fake.change = changed
    (told,) = ees.faults()
    assert told.startswith(f"EES data set {DATA.id}: ")
    assert f"{path or '/'}: the answer is not as the API's description says: " in told


def test_a_unit_of_another_shape_says_nothing(ees):
    def changed(path, found):
        if path == "/meta":
            found["indicators"][0].update(unit={}, column=None)
        return found

    ees.fake.change = changed
    assert len(ees.read().observations) == 3


def test_a_missing_value_is_told_with_its_place(ees):
    def changed(path, found):
        if path == "/query":
            found["results"][0]["values"].clear()
        return found

    ees.fake.change = changed
    assert "937, 2017/2018 AY: the row has no value" in ees.faults()[0]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["results", "paging", "warnings", "page", "totalPages", "totalResults", "values"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(["/versions/2.*", "/meta", "/query"]), json_values)
def test_no_answer_at_all_makes_anything_but_a_source_error(ees, path, content):
    ees.fake.change = lambda asked, found: content if asked == path else found
    with pytest.raises(SourceError):
        ees.read()


def test_settings_that_make_no_sense_are_all_refused():
    with pytest.raises(DefinitionError) as caught:
        EesConfig(data_set="absence", version="latest", series=(), max_rows=0)
    assert len(caught.value.problems) == 4
    with pytest.raises(DefinitionError, match=r'series gives "absence" \(all\) twice'):
        EesConfig(data_set=DATA.id, version="1.0", series=SERIES * 2)
    with pytest.raises(DefinitionError, match="http"):
        EesConfig(data_set=DATA.id, version="1.0", series=SERIES, url="file:///etc/passwd")


@pytest.mark.parametrize("version", ["1.0", "2.1", "2.1.1", "2.*", "2.1.*"])
def test_versions_are_pins(version):
    assert EesConfig(data_set=DATA.id, version=version, series=SERIES).version == version


@pytest.mark.parametrize("version", ["*", "2", "", "v2.1", "2.*.1", "../meta"])
def test_a_version_that_pins_nothing_is_refused(version):
    with pytest.raises(DefinitionError, match="is no version"):
        EesConfig(data_set=DATA.id, version=version, series=SERIES)


def test_the_fake_refuses_what_the_description_does_not_allow(ees):
    # The plural names of facets, and nothing else: an example in the API's guide has them wrong.
    from wes_rules.plugins.http import Client

    url = f"{ees.fake.url}/v1/data-sets/{DATA.id}/query"
    for body in (
        {"indicators": [], "pageSize": 10001},
        {"criteria": {"timePeriod": {}}},
        {"more": 1},
        {"indicators": ["none"]},
    ):
        assert Client().post(url, json=body, timeout=5).status == 400


def test_the_plugin_says_what_it_is():
    (kind,) = wes_rules_sources()
    assert (kind.name, kind.config, kind.open, kind.secrets) == ("ees", EesConfig, EesSource, ())


def test_the_plan_of_the_readme_is_judged(tmp_path, capsys):
    from wes_rules.cli.main import main

    readme = (Path(__file__).parents[1] / "README.md").read_text()
    plan = readme.split("```toml plan.toml\n")[1].split("```")[0]
    with asking(versions={"1.0": "2019-10-17T09:30:00+00:00"}) as fake:
        (tmp_path / "plan.toml").write_text(plan.replace('version = "1.*"', f'version = "1.*"\nurl = "{fake.url}"'))
        assert main(["explain", str(tmp_path / "plan.toml"), "persistent-absence", "--as-of", "2020-06-01"]) == 0
    said = capsys.readouterr().out
    assert "10.9%" in said
    assert f"{DATA.id} 1.0" in said
