"""A measure without a target is shown with its figure and which way it goes, and nothing is judged, counted or told of it."""

import json
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wes_rules import (
    Advisory,
    All,
    Calendar,
    DefinitionError,
    History,
    Measure,
    Observation,
    Observed,
    Origin,
    Period,
    PeriodKind,
    Quantity,
    Status,
    Threshold,
    Unit,
    alerts_for,
    judge,
)
from wes_rules.batch import judge as judge_many
from wes_rules.cli.main import main
from wes_rules.planfiles.planfile import parse_plan

pl = pytest.importorskip("polars")
DAY = date(2023, 8, 1)
QUARTERS = Calendar(kind=PeriodKind.FINANCIAL_QUARTER)
ROWS = "indicator,group,area,period,value,unit,source\n" + "".join(
    f"ta,all,E1,{period},{value},count,a council\n"
    for period, value in (("2022/23 Q1", "193"), ("2022/23 Q4", "230"), ("2023/24 Q1", "254"))
)
PLAN = """
[plan]
id = "p"
title = "P"
area = "E1"
[[sources]]
kind = "csv"
path = "figures.csv"
layout = "tidy"
[[notifiers]]
kind = "console"
[alerts]
to = ["console"]
[calendars.quarters]
kind = "financial-quarter"
"""
MEASURE = """
[[measures]]
id = "{id}"
title = "Households housed for a time"
unit = "count"
decimals = 0
better = "lower"
calendar = "quarters"
number = {{indicator = "ta"}}
rule = {rule}
"""
SHOWN, JUDGED = '{kind = "advisory"}', '{kind = "threshold", at_most = 300}'


def measure(**given):
    plain = {
        "id": "ta",
        "area": "E1",
        "title": "T",
        "unit": "count",
        "better": "lower",
        "decimals": 0,
        "calendar": QUARTERS,
    }
    return Measure(**{**plain, "number": Observed(indicator="ta"), "rule": Advisory(), **given})


def figure(period, value):
    return Observation(
        indicator="ta",
        area="E1",
        period=Period.parse(period, QUARTERS.kind),
        quantity=value if isinstance(value, Quantity) else Quantity.exact(value),
        origin=Origin(publication="a council"),
    )


def run(folder, *words, capsys, rules=(SHOWN, JUDGED)):
    plan = PLAN + "".join(MEASURE.format(id=f"m{place}", rule=rule) for place, rule in enumerate(rules))
    (folder / "plan.toml").write_text(plan)
    (folder / "figures.csv").write_text(ROWS)
    command, *more = words
    code = main([command, str(folder / "plan.toml"), *more])
    return code, capsys.readouterr().out


def test_its_row_has_the_figure_and_which_way_it_goes_and_asks_for_nothing():
    history = History([figure("2022/23 Q1", 193), figure("2023/24 Q1", 254)])
    found = judge(measure(), history, as_of=DAY, area="E1")
    row = found.row
    assert (row.verdict.words, row.judged_on, row.judged_on_period) == ("No target", "254", "2023/24 Q1")
    assert row.direction_words == "Worsened from 193 in 2022/23 Q1."
    assert (row.required, row.required_value, row.margin, row.course, row.labels) == (
        "",
        None,
        None,
        None,
        ("for information",),
    )
    assert row.decided_by == "254 in 2023/24 Q1."
    assert found.explain().startswith(
        "No target: T (E1, 2023/24 Q1; as known on 1 August 2023).\n254 in 2023/24 Q1.\nDirection: "
    )


def test_without_a_figure_it_says_that_it_is_not_known_and_why():
    found = judge(measure(), History([]), as_of=DAY, area="E1")
    assert found.row.decided_by == "Not known in 2023/24 Q1."
    said = "\nNot known in 2023/24 Q1.\nNo figure for this measure has been published or supplied.\n"
    assert said in found.explain()


@given(st.lists(st.integers(0, 10**6) | st.none(), max_size=6), st.dates(date(2022, 1, 1), date(2025, 1, 1)))
def test_no_figures_make_a_verdict_or_an_alert_of_it(values, day):
    first = Period.parse("2022/23 Q1", QUARTERS.kind)
    known = [
        figure(str(first + place), Quantity.missing(Unit.COUNT) if one is None else one)
        for place, one in enumerate(values)
    ]
    plan = parse_plan(PLAN + MEASURE.format(id="m", rule=SHOWN))
    found = judge(plan.measures[0], History(known), as_of=day, area="E1")
    assert (found.status, found.due, found.words, found.course) == (Status.UNDECIDED, False, "no target", None)
    assert not alerts_for(plan, [found])


def test_many_areas_have_the_same_answer():
    frame = pl.DataFrame(
        {"indicator": ["ta"] * 2, "area": ["E1", "E2"], "period": ["2023/24 Q1"] * 2, "value": [254, 3]}
    )
    plan = parse_plan(PLAN + MEASURE.format(id="m", rule=SHOWN))
    rows = judge_many(plan, frame, as_of=DAY).to_dicts()
    assert [(one["observed"], one["status"], one["due"], one["course"], one["reason"]) for one in rows] == [
        (254, "undecided", False, None, "data_only"),
        (3, "undecided", False, None, "data_only"),
    ]


def test_it_is_not_counted_and_fails_nothing(tmp_path, capsys):
    code, out = run(tmp_path, "check", "--as-of", "2023-08-01", "--layout", "list", capsys=capsys)
    assert code == 0
    assert "No target: [for information] Households housed for a time\n  Judged on: 254 in 2023/24 Q1" in out
    assert "1 measure: 0 off track, 0 at risk, 0 undecided, 1 on track; 1 more for information" in " ".join(out.split())


def test_where_nothing_else_is_measured_no_statuses_are_counted(tmp_path, capsys):
    code, out = run(tmp_path, "check", "--as-of", "2023-08-01", capsys=capsys, rules=(SHOWN, SHOWN))
    assert (code, "2 measures for information, with no target\n" in out) == (0, True)


def test_json_areas_and_history_say_it(tmp_path, capsys):
    _, out = run(tmp_path, "check", "--as-of", "2023-08-01", "--format", "json", capsys=capsys)
    one = json.loads(out)["judgements"][0]
    assert (one["verdict"], one["due"], one["course"], one["reasons"]) == ("No target", False, None, ["data_only"])
    _, out = run(tmp_path, "check", "--as-of", "2023-08-01", "--areas", "all", capsys=capsys)
    assert "time: 1 no target\n" in out
    _, out = run(tmp_path, "history", "m0", capsys=capsys)
    assert "no target: 254 in 2023/24 Q1.\n" in out


def test_nobody_is_told_of_it_whatever_comes(tmp_path, capsys):
    _, out = run(tmp_path, "replay", "--from", "2022-05-01", capsys=capsys, rules=(SHOWN,))
    assert not re.search(r"off track|overdue", out)


def test_the_page_shows_its_figure(tmp_path, capsys):
    pytest.importorskip("jinja2")
    run(tmp_path, "scorecard", "--as-of", "2023-08-01", "-o", str(tmp_path / "page.html"), capsys=capsys)
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", (tmp_path / "page.html").read_text(encoding="utf-8")))
    assert "1 more is for information." in page
    assert "No target Households housed for a time for information 254 2023/24 Q1" in page
    assert "No target (2023/24 Q1)" not in page


def test_a_page_of_figures_without_targets_counts_no_verdicts_and_explains_none(tmp_path, capsys):
    pytest.importorskip("jinja2")
    words = ("scorecard", "--as-of", "2023-08-01", "-o", str(tmp_path / "page.html"))
    run(tmp_path, *words, capsys=capsys, rules=(SHOWN, SHOWN))
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    text = re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<script>.*?</script>|<[^>]+>", " ", page, flags=re.DOTALL))
    assert "2 measures for information, with no target." in text
    assert "No target is only shown." in text
    assert "off track" not in text.lower()
    run(tmp_path, *words, capsys=capsys)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "its day has not come; No target is only shown." in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_it_is_no_part_of_a_promise():
    with pytest.raises(DefinitionError, match="take advisory out"):
        measure(rule=All(of=(Threshold(at_most=5), Advisory())))
