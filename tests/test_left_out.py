"""What was left out is unknown, never absent: no verdict that hangs on it is definite, and nothing is told because of it."""

import functools
import io
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wes_rules import (
    Milestone,
    Observed,
    Period,
    PeriodKind,
    Quantity,
    Reason,
    ShareWithin,
    Status,
    Threshold,
    Unit,
    judge,
)
from wes_rules.cli.main import main
from wes_rules.errors import SourceError
from wes_rules.planfiles.planfile import read_plan
from wes_rules.plugins.manager import load_plugins
from wes_rules.running.plugins_used import needed_by
from wes_rules.running.reading_and_judging import read_and_judge
from wes_rules.series.history import History
from wes_rules.series.left_out import UnreadCase, UnreadFigure, anything
from wes_rules.values.reason import LEFT_OUT

HEAD = "indicator,group,area,period,value,unit,published,source"
CASES = "indicator,area,id,opened,closed,source"
SEEN = "indicator,area,unit,day,grade,source"
PLAN = """
[plan]
id = "p"
title = "P"
area = "A"
[[area_sets]]
id = "near"
published = 2023-01-01
areas = ["B", "C", "D"]
source = "made up"
[[sources]]
kind = "csv"
id = "figures"
path = "figures.csv"
[[sources]]
kind = "csv"
id = "cases"
layout = "cases"
path = "cases.csv"
[[sources]]
kind = "csv"
id = "seen"
layout = "inspections"
path = "seen.csv"
[calendars.y]
kind = "calendar-year"
lag = "1 month"
"""
MEASURE = """
[[measures]]
id = "{0}"
title = "{0}"
unit = "percent"
decimals = 1
better = "higher"
calendar = "y"
number = {1}
rule = {2}
"""
RATE = '{indicator = "rate"}'
MEASURES = {
    "limit": (RATE, '{kind = "threshold", at_least = 50}'),
    "reach": (RATE, '{kind = "threshold", at_least = 50, reach = true}'),
    "yearly": (RATE, '{kind = "annual-increase"}'),
    "parity": (RATE, '{kind = "benchmark-parity", against = "B"}'),
    "mean": (RATE, '{kind = "benchmark-parity", against = {mean_of = "near"}}'),
    "rank": (RATE, '{kind = "rank-improvement", among = "near", from_rank = 3, from_of = 4}'),
    "band": (RATE, '{kind = "quantile-band", among = "near", of = 2}'),
    "median": (RATE, '{kind = "benchmark-parity", against = {median_of = "near"}}'),
    "before": (RATE, '{kind = "benchmark-parity", against = "B", benchmark_of = "period-before"}'),
    "since": (RATE, '{kind = "from-baseline"}\nbaseline = {period = "2021"}'),
    "kept": (RATE, '{kind = "maintain", at_least = 47}'),
    "mean-of-two": (
        '{kind = "rolling", indicator = "rate", periods = 2, take = "mean"}',
        '{kind = "threshold", at_least = 50}',
    ),
    "gap": (
        '{kind = "gap", indicator = "rate", group = "few", from_group = "all"}',
        '{kind = "threshold", at_most = 5}',
    ),
    "cases": ('{kind = "share-within", indicator = "ref", days = 20}', '{kind = "threshold", at_least = 60}'),
    "seen": ('{kind = "share-improved", indicator = "school"}', '{kind = "threshold", at_least = 60}'),
}
DAY = date(2024, 6, 1)


def plan_text():
    text = PLAN
    for name, (number, rule) in MEASURES.items():
        one = MEASURE.format(name, number, rule)
        text += one.replace('"percent"', '"percentage-points"').replace('"higher"', '"lower"') if name == "gap" else one
    return text


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("left_out")
    (made / "plan.toml").write_text(plan_text())
    return made


@functools.cache
def never_other(folder: Path):
    """Return the plan and its plugins: to read them takes longer than to read and judge the figures."""
    plan = read_plan(folder / "plan.toml")
    return plan, load_plugins(needed_by(plan))


def judged(folder: Path, files, *, skip=True):
    for name, rows in files.items():
        (folder / f"{name}.csv").write_text("\n".join(rows) + "\n")
    plan, plugins = never_other(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wes_rules.running.reading_and_judging.read_plan", lambda _: plan)
        patch.setattr("wes_rules.running.reading_and_judging.load_plugins", lambda *_, **__: plugins)
        done = read_and_judge(folder / "plan.toml", as_of=DAY, output=io.StringIO(), skip_bad_rows=skip)
    return {one.measure.id: one for one in done.judgements}


values = st.integers(45, 55)
own = st.fixed_dictionaries({(area, year): values for area in "ABCD" for year in (2021, 2022, 2023)})


@st.composite
def tables(draw):
    figures = [f"rate,all,{area},{year},{value},percent,,s" for (area, year), value in draw(own).items()]
    figures += [f"rate,few,A,{year},{draw(values)},percent,,s" for year in (2021, 2022, 2023)]
    figures += [f"rate,all,A,{year},{draw(values)},percent,{year + 1}-03-01,s" for year in (2022, 2023)]
    # Published before the year is over, so that it would be judged.
    figures += draw(st.sampled_from([[], [f"rate,all,A,2024,{draw(values)},percent,2024-05-01,s"]]))
    late = draw(st.lists(st.booleans(), min_size=1, max_size=5))
    cases = [f"ref,A,{n},2023-0{n + 1}-01,2023-0{n + (3 if slow else 1)}-11,s" for n, slow in enumerate(late)]
    grades = draw(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=4))
    seen = [
        f"school,A,{n},{year}-05-01,{grade},s"
        for n, pair in enumerate(grades)
        for year, grade in zip((2022, 2023), pair, strict=True)
    ]
    return {"figures": [HEAD, *figures], "cases": [CASES, *cases], "seen": [SEEN, *seen]}


def spoilt(row, column, way):
    cells = row.split(",")
    match way:
        case "another text":
            cells[column] = "?!"
        case "control":
            cells[column] += "\x07"
        case "short":
            cells = cells[: column + 1] if column + 1 < len(cells) else cells[:-1]
        case "long":
            cells.insert(column, "0")
        case "empty":
            cells[column] = ""
    return ",".join(cells)


WAYS = ("another text", "control", "short", "long", "empty")


@settings(max_examples=2 * settings.default.max_examples, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), files=tables())
def test_a_spoilt_row_makes_no_verdict_definite_and_none_another_definite_one(folder, data, files):
    before = judged(folder, files, skip=False)
    for _ in range(data.draw(st.integers(1, 2), label="how many rows")):
        name = data.draw(st.sampled_from(sorted(files)), label="file")
        place = data.draw(st.integers(1, len(files[name]) - 1), label="row")
        row = files[name][place]
        column = data.draw(st.integers(0, row.count(",")), label="column")
        way = data.draw(st.sampled_from(WAYS), label="way")
        wrong = spoilt(row, column, way)
        files = {**files, name: [*files[name][:place], wrong, *files[name][place + 1 :]]}
        try:
            judged(folder, files, skip=False)
        except SourceError:
            continue
        # It reads as another row, and is no bad one.
        files[name][place] = row
    after = judged(folder, files)
    wrong = {
        name: (one.status.words, after[name].status.words)
        for name, one in before.items()
        if after[name].status not in (one.status, Status.UNDECIDED)
    }
    assert not wrong
    decided = [name for name, one in before.items() if one.status is not Status.UNDECIDED]
    undecided = [name for name in decided if after[name].status is Status.UNDECIDED]
    assert [name for name in undecided if LEFT_OUT.isdisjoint(after[name].reasons)] == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), files=tables())
def test_neither_the_order_of_rows_nor_a_repeat_changes_anything(folder, data, files):
    twofold = data.draw(st.booleans(), label="a figure with two values")
    extra = ["rate,all,B,2023,1,percent,,s", "rate,all,B,2023,99,percent,,s", "rate,all,,2023,9,percent,,s"] * twofold
    files["figures"] += extra
    before = judged(folder, files)
    mixed = {}
    for name, (head, *rows) in files.items():
        more = data.draw(st.lists(st.sampled_from([row for row in rows if row not in extra]), max_size=3))
        again = [*rows, *more]
        data.draw(st.randoms(use_true_random=False)).shuffle(again)
        mixed[name] = [head, *again]
    after = judged(folder, mixed)
    assert {name: (one.status, one.reasons, one.period) for name, one in before.items()} == {
        name: (one.status, one.reasons, one.period) for name, one in after.items()
    }


PLAIN = {
    "figures": [HEAD, "rate,all,A,2023,60,percent,,s", "rate,all,B,2023,40,percent,,s"],
    "cases": [CASES, "ref,A,1,2023-02-01,2023-02-10,s"],
    "seen": [SEEN, "school,A,1,2022-05-01,3,s", "school,A,1,2023-05-01,2,s"],
}


def with_rows(name, *rows):
    return {**PLAIN, name: [*PLAIN[name], *rows]}


def test_without_a_bad_row_all_is_decided(folder):
    found = judged(folder, PLAIN)
    assert [found[name].status for name in ("limit", "parity", "cases", "seen")] == [Status.ON_TRACK] * 4


@pytest.mark.parametrize(
    ("name", "rows", "undecided"),
    [
        ("figures", ["rate,all,A,2023,?,percent,2024-02-01,s"], {"limit", "parity"}),
        ("figures", ["rate,all,A,2022/23/24,55,percent,,s"], {"limit", "parity"}),
        ("figures", ["rate,all,B,2023,41,percent,,s"], {"parity"}),
        ("figures", ["rate,all,B,2023,41,percent,2024-13-01,s"], {"parity"}),
        ("figures", ["rate,all,,2023,41,percent,,s"], {"limit", "parity"}),
        ("figures", [",all,B,2023,41,percent,,s"], {"parity"}),
        ("figures", [",all,,2023,41,percent,,s"], {"limit", "parity"}),
        ("figures", ["rate,all,B,2023"], {"parity"}),
        ("figures", ["rate,all,C,2023,?,percent,,s"], set()),
        ("figures", ["other,all,B,2023,?,percent,,s", "rate,all,B,2023,41,percent,2024-07-01,s"], set()),
        ("cases", ["ref,A,2,2023-02-01,10/05/2023,s"], {"cases"}),
        ("cases", ["ref,A,1,2023-02-01,2023-05-10,s"], {"cases"}),
        ("cases", ["ref,A,2,2022-02-01,10/05/2022,s"], set()),
        ("seen", ["school,A,2,2022-05-01,5,s"], {"seen"}),
        ("seen", ["school,A,1,2023-05-01,3,s"], {"seen"}),
        ("seen", ["school,A,1,2024-05-01,5,s"], set()),
    ],
)
def test_what_hangs_on_a_row_that_was_left_out_is_undecided_and_says_so(folder, name, rows, undecided):
    found = judged(folder, with_rows(name, *rows))
    for one in ("limit", "parity", "cases", "seen"):
        says = {Reason.UNREADABLE, Reason.CONTRADICTED} & set(found[one].reasons)
        assert (one in undecided) == (found[one].status is Status.UNDECIDED) == bool(says), one


def test_a_newer_figure_stands_whatever_an_older_one_said(folder):
    found = judged(
        folder,
        with_rows("figures", "rate,all,A,2023,?,percent,2024-02-01,s", "rate,all,A,2023,61,percent,2024-03-01,s"),
    )
    assert found["limit"].status is Status.ON_TRACK


def test_a_source_that_says_nothing_of_its_bad_rows_may_have_left_out_anything():
    from wes_rules.errors import Problem
    from wes_rules.plugins.api import Figures
    from wes_rules.running.reading.bad_rows import accounted_for

    found = accounted_for(Figures(skipped=(Problem("a row is bad"),)), ["rate"])
    assert UnreadFigure(indicator="rate", any_edition=True) in found.left_out


def test_rows_that_differ_stay_an_error_with_both_places(folder):
    with pytest.raises(SourceError, match="row 3 already, with other values"):
        judged(folder, with_rows("figures", "rate,all,B,2023,41,percent,,s"), skip=False)


def test_the_order_in_which_things_are_left_out_says_nothing():
    year = Period(PeriodKind.CALENDAR_YEAR, 2023)
    rows = [UnreadFigure(indicator="a"), UnreadFigure(area="b", period=year), UnreadFigure(group="c")]
    assert History(left_out=rows) == History(left_out=reversed(rows))


ALERTING = (
    PLAN
    + """
[[notifiers]]
kind = "console"
[alerts]
fallback = "F"
"""
    + MEASURE.format("limit", RATE, '{kind = "threshold", at_least = 50}')
)
GOOD, BAD, UNREADABLE = (f"rate,all,A,2023,{value},percent,,s" for value in (60, 40, "4O"))


@pytest.fixture
def office(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.toml").write_text(ALERTING)
    for name in ("cases", "seen"):
        (tmp_path / f"{name}.csv").write_text(PLAIN[name][0] + "\n")

    def act(day, *rows, command="run", more=()):
        (tmp_path / "figures.csv").write_text("\n".join([HEAD, *rows]) + "\n")
        code = main([command, "plan.toml", "--as-of", day, "--skip-bad-rows", *more])
        return code, "".join(capsys.readouterr())

    return act


def test_no_alert_is_withdrawn_because_its_figure_cannot_be_read(office):
    assert "1 message queued" in office("2024-06-01", BAD, more=["--init"])[1]
    code, said = office("2024-06-02", UNREADABLE)
    assert code == 4
    assert "nothing was sent" in said
    assert "alerts left as they were, as rows that may decide them were left out (1): limit" in said
    code, said = office("2024-06-03", UNREADABLE, more=["--format", "json"])
    assert '"left_as_they_were": [\n    "limit"\n  ]' in said
    code, said = office("2024-06-04", BAD)
    assert (code, "nothing was sent" in said) == (0, True)
    assert "withdrawn" in office("2024-06-05", GOOD)[1].lower()


def test_an_alert_is_not_made_good_by_a_period_after_one_that_cannot_be_read(office):
    office("2024-06-01", BAD, more=["--init"])
    later = "rate,all,A,2024,60,percent,,s"
    code, said = office("2025-06-01", UNREADABLE, later)
    assert (code, "nothing was sent" in said) == (4, True)
    assert "Back on track" in office("2025-06-02", BAD, later)[1]


def row(year, value):
    return f"rate,all,A,{year},{value},percent,,s"


def test_what_is_so_whatever_an_older_row_says_is_told(office):
    rows = [row(2016, "4O"), *(row(year, 60) for year in range(2017, 2023)), BAD]
    assert "1 message queued" in office("2024-06-01", *rows, more=["--init"])[1]
    _, said = office("2025-06-01", *rows, row(2024, 60))
    assert "Back on track (1)\n  - limit\n    60.0% in 2024" in said
    _, said = office("2025-06-02", *rows, row(2024, 60))
    assert "nothing was sent" in said
    assert "left as they were" not in said


def test_that_it_goes_on_is_told_whatever_a_row_in_between_says(office):
    assert "1 message queued" in office("2023-06-01", row(2022, 40), more=["--init"])[1]
    rows = [row(2022, 40), row(2023, "4O"), row(2024, 30)]
    assert "nothing was sent" in office("2024-06-01", *rows[:2])[1]
    _, said = office("2025-06-01", *rows)
    assert "Off track, and worse (1)\n  - limit\n    30.0% in 2024" in said
    assert "For how many periods is not known: rows for 2023 were left out." in said
    assert "Off track in" not in said
    # Whatever it says in the end is told then.
    assert (
        "It counts as off track from 2024 on, not from 2022."
        in office("2025-06-02", rows[0], row(2023, 60), rows[2])[1]
    )


def test_what_hangs_on_the_row_of_a_period_that_was_told_waits(office):
    office("2024-06-01", row(2022, 40), BAD, more=["--init"])
    code, said = office("2025-06-01", row(2022, 40), UNREADABLE, row(2024, 60))
    assert (code, "nothing was sent" in said) == (4, True)


def test_nothing_is_told_where_too_many_rows_were_left_out_to_say(office):
    bad = [row(year, "4O") for year in range(2012, 2017)]
    told = [*(row(year, 60) for year in range(2017, 2023)), BAD]
    office("2024-06-01", *told, more=["--init"])
    code, said = office("2025-06-01", *bad, *told, row(2024, 60))
    assert (code, "nothing was sent" in said) == (4, True)
    assert "Back on track" in office("2025-06-02", *bad[1:], *told, row(2024, 60))[1]


def test_what_would_show_that_it_changes_often_is_waited_for(office):
    rows = [row(2021, "4O"), row(2022, 60), BAD]
    office("2024-06-01", *rows, more=["--init"])
    code, said = office("2025-06-01", *rows, row(2024, 60))
    assert (code, "nothing was sent" in said) == (4, True)


def test_a_figure_has_come_whatever_an_older_row_says(office):
    rows = [row(2021, "4O"), row(2022, 60)]
    assert "1 message queued" in office("2024-06-01", *rows, more=["--init"])[1]
    assert "Figures no longer overdue" in office("2024-06-02", *rows, GOOD)[1]


TWICE = ("rate,all,A,2023,60,percent,,s", "rate,all,A,2023,61,percent,,s")
BEFORE = "rate,all,A,2022,40,percent,,s"


def test_nothing_is_told_as_new_because_a_later_good_figure_cannot_be_read(office):
    assert "nothing was sent" in office("2024-06-01", BEFORE, GOOD, more=["--init"])[1]
    code, said = office("2024-06-02", BEFORE, *TWICE)
    assert (code, "nothing was sent" in said) == (4, True)
    assert not re.search(r"\bNew(ly)?\b", office("2024-06-02", BEFORE, UNREADABLE, command="check")[1])
    code, said = office("2025-06-02", BEFORE, *TWICE, "rate,all,A,2024,30,percent,,s")
    assert "30.0% in 2024" in said


def test_nothing_is_open_again_because_a_good_figure_cannot_be_read_any_more(office):
    office("2023-06-01", BEFORE, more=["--init"])
    assert "Back on track" in office("2024-06-01", BEFORE, GOOD)[1]
    code, said = office("2024-06-02", BEFORE, *TWICE)
    assert (code, "nothing was sent" in said) == (4, True)
    assert "nothing was sent" in office("2024-06-03", BEFORE, GOOD)[1]
    assert "Now off track" in office("2024-06-04", BEFORE, BAD)[1]


def test_checking_says_that_rows_that_decide_were_left_out(office):
    code, said = office("2024-06-01", UNREADABLE, command="check")
    assert code == 3
    assert "1 bad row was left out; any figure there may have any value." in said
    assert office("2024-06-01", BAD, "rate,all,C,2023,?,percent,,s", command="check")[0] == 1


@pytest.mark.parametrize(
    ("indicator", "area", "decided"),
    [
        ("i", "X", False),
        ("i", None, False),
        (None, "X", False),
        (None, None, False),
        ("i", "Y", True),
        ("j", "X", True),
    ],
)
def test_a_row_left_out_touches_only_what_it_may_be_about(desk, indicator, area, decided):
    period, rule = desk.year(2020), Threshold(at_least=Decimal(50))
    good = attrs.evolve(desk.figure(2020, 60), area="X", indicator="i")
    row = UnreadFigure(indicator=indicator, area=area, period=period, why=Reason.UNREADABLE)
    measure = attrs.evolve(desk.measure(rule), number=Observed(indicator="i"), area="X")
    found = judge(measure, History([good], left_out=[row]), as_of=date(2040, 1, 1), period=period)
    assert (found.status is Status.ON_TRACK) is decided


def test_a_row_that_may_replace_a_report_that_did_not_apply_may_say_that_it_is_done(desk):
    lost = UnreadFigure(indicator="rate", area="937", group="all", period=desk.year(2012), any_edition=True)
    rows = {2012: Quantity.missing(Unit.COUNT, "z"), 2013: 0}
    built = Milestone(by=date(2013, 12, 31))
    known = {"unit": "count", "decimals": 0, "as_of": date(2014, 8, 1)}
    assert desk.judge(built, rows, **known).status is Status.OFF_TRACK
    assert desk.judge(built, rows, **known, history={"left_out": [lost]}).status is Status.UNDECIDED


@pytest.mark.parametrize(
    ("unit", "better", "limit", "good", "bad"),
    [
        ("days", "higher", "at_least = 0", "0", "-28"),
        ("percent", "lower", "at_most = 100", "90", "128"),
        ("count", "higher", "at_least = 0", "3", "-1"),
    ],
)
@pytest.mark.parametrize("number", [RATE, '{kind = "rolling", indicator = "rate", periods = 2, take = "mean"}'])
def test_a_number_outside_its_unit_keeps_no_promise_by_that_unit(tmp_path, number, unit, better, limit, good, bad):
    text = (
        PLAN.split("[[sources]]", maxsplit=1)[0]
        + '[[sources]]\nkind = "csv"\npath = "f.csv"\n[calendars.y]\nkind = "calendar-year"\n'
    )
    measure = MEASURE.format("m", number, f'{{kind = "threshold", {limit}}}')
    measure = measure.replace('"percent"', f'"{unit}"').replace('"higher"', f'"{better}"').replace("= 1\n", "= 0\n")
    (tmp_path / "plan.toml").write_text(text + measure)
    rows = [f"rate,all,A,{year},{value},{unit},,s" for year, value in ((2021, good), (2022, good), (2023, bad))]
    (tmp_path / "f.csv").write_text("\n".join([HEAD, *rows]) + "\n")
    done = read_and_judge(tmp_path / "plan.toml", as_of=DAY, output=io.StringIO(), skip_bad_rows=True)
    (found,) = done.judgements
    assert found.status is Status.UNDECIDED
    assert Reason.OUTSIDE_UNIT in found.reasons
    assert "Not known in 2023" in found.explain()


def test_a_row_with_figures_of_several_periods_is_named_once(tmp_path):
    text = PLAN.split("[[sources]]", maxsplit=1)[0]
    text += (
        '[[sources]]\nkind = "csv"\npath = "f.csv"\ncolumns = {code = "area"}\nacross = "period"\npublication = "s"\n'
    )
    text += 'fixed = {indicator = "rate"}\n[calendars.y]\nkind = "calendar-year"\n'
    (tmp_path / "plan.toml").write_text(text + MEASURE.format("m", RATE, '{kind = "annual-increase"}'))
    (tmp_path / "f.csv").write_text("code,2020,2021,2022,2023\nA,41,42,43,44\n")
    (found,) = read_and_judge(tmp_path / "plan.toml", as_of=DAY, output=io.StringIO()).judgements
    assert "Sources: s (f.csv row 2)." in found.explain()


def test_of_a_case_opened_on_the_day_of_knowing_it_is_not_known_whether_it_counts():
    day = date(2023, 5, 31)
    number = ShareWithin(indicator="cases", days=3)
    for opened, may in ((day, True), (date(2023, 6, 1), False), (None, True)):
        one = UnreadCase(indicator="cases", opened=opened)
        assert number._may_belong(one, Period.parse("May 2023", "month"), day) is may


def test_rows_of_which_only_the_indicator_is_known_may_be_any_number_of_cases():
    assert [one.many for one in anything("cases") if isinstance(one, UnreadCase)] == [True]
