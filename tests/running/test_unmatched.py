"""Figures that match no measure are told where a measure would get none because of it, one line for each slip."""

import pytest

from wes_rules import load_plan
from wes_rules.cli.main import main
from wes_rules.plugins import Figures
from wes_rules.running.reading.unmatched import unmatched

HEAD = "indicator,group,area,period,value,unit,source"
PLAN = """
[plan]
id = "p"
title = "P"
area = "383"
[areas]
383 = "Leeds"
[[sources]]
kind = "csv"
path = "figures.csv"
[calendars.y]
kind = "calendar-year"
lag = "1 month"
[[measures]]
id = "m"
title = "M"
unit = "percent"
decimals = 1
better = "higher"
calendar = "y"
number = {indicator = "rate"}
rule = {kind = "threshold", at_least = 50}
"""
COMPARED = '{kind = "benchmark-parity", against = "England"}'


def rows(*series, years=(2021, 2022, 2023)):
    return [f"{indicator},{group},{area},{year},60,percent,s" for indicator, group, area in series for year in years]


@pytest.fixture
def asked(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    def asked(*figures, plan=PLAN, command="check", more=()):
        (tmp_path / "plan.toml").write_text(plan)
        (tmp_path / "figures.csv").write_text("\n".join([HEAD, *figures]) + "\n")
        code = main([command, "plan.toml", "--as-of", "2024-06-01", *more])
        found = capsys.readouterr()
        said = (found.err + found.out).splitlines()
        return code, [
            one for one in said if one.startswith(("note:", "plan.toml:")) and "figure" in one and "alerts" not in one
        ]

    return asked


TOLD = "m would be told as if nobody had published the figure"
SLIP = "m is judged as if nobody had published them"
LEEDS = '; say areas = {"Leeds" = "383"} in the settings of the source'


@pytest.mark.parametrize(
    ("series", "told"),
    [
        (
            ("rate", "all", "Leeds"),
            '3 figures of area "Leeds" (rows 2, 3, 4) match no measure; the plan\'s area is "383"',
        ),
        (("rate", "all", "E08000035"), '3 figures of area "E08000035" match no measure; the plan\'s area is "383"'),
        (
            ("rate", "All", "383"),
            '3 figures of group "All" (rows 2, 3, 4) match no measure; the plan\'s group is "all"',
        ),
        (("ratee", "all", "383"), '3 figures of indicator "ratee" match no measure; the plan\'s indicator is "rate"'),
        (
            ("Rate", "all", "383"),
            '3 figures of indicator "Rate" (rows 2, 3, 4) match no measure; the plan\'s indicator is "rate"',
        ),
    ],
)
@pytest.mark.parametrize(("command", "more"), [("check", ()), ("validate", ()), ("run", ("--init", "--dry-run"))])
def test_a_slip_that_keeps_a_measure_from_its_figures_is_told_in_one_line(asked, series, told, command, more):
    _, lines = asked(*rows(series), command=command, more=more)
    remedy = LEEDS if "Leeds" in told else ""
    assert lines[0] == f"note: figures.csv: {told}; {SLIP if 'rows' in told else TOLD}{remedy}"


def test_a_slip_in_the_group_of_the_area_and_of_the_one_it_is_compared_with_is_one_slip(asked):
    plan = PLAN.replace('{kind = "threshold", at_least = 50}', COMPARED)
    _, lines = asked(*rows(("rate", "All", "383"), ("rate", "All", "England")), plan=plan)
    assert lines == [
        f'note: figures.csv: 6 figures of group "All" (rows 2, 3, 4, 5 and 2 more) match no measure; the plan\'s group is "all"; {SLIP}'
    ]


def test_indicators_that_no_measure_names_are_told_where_a_measure_gets_nothing(asked):
    _, lines = asked(*rows(("92443", "all", "383")))
    assert lines == [f'note: there are figures of "92443", which no measure names; {TOLD}']


def test_the_name_of_the_area_is_found_among_many(asked):
    _, lines = asked(*rows(*(("rate", "all", name) for name in ("Bradford", "Leeds", "Wakefield"))))
    assert lines == [
        f'note: figures.csv: 3 figures of area "Leeds" (rows 5, 6, 7) match no measure; the plan\'s area is "383"; {SLIP}{LEEDS}'
    ]


def test_a_national_file_without_the_area_is_told_in_one_line(asked):
    _, lines = asked(*rows(*(("rate", "all", str(code)) for code in range(800, 950))))
    assert lines == [f'note: there are figures of 150 areas, and none of "383"; {TOLD}']


def test_a_national_file_with_the_area_is_told_by_validate_alone(asked):
    national = rows(*(("rate", "all", str(code)) for code in range(380, 390)))
    assert asked(*national)[1] == []
    assert asked(*national, command="validate")[1][-1] == "note: 27 figures of areas and groups that no measure needs"


@pytest.mark.parametrize(
    ("name", "slip", "told"),
    [
        ("indicator", "ratee", '2 figures of indicator "ratee" match no measure; the plan\'s indicator is "rate"'),
        (
            "indicator",
            "Rate",
            '2 figures of indicator "Rate" (rows 2, 4) match no measure; the plan\'s indicator is "rate"',
        ),
        ("group", "All", '2 figures of group "All" (rows 2, 4) match no measure; the plan\'s group is "all"'),
        ("area", "E08000035", '2 figures of area "E08000035" match no measure; the plan\'s area is "383"'),
    ],
)
def test_a_slip_in_what_all_rows_share_is_told_as_one_in_a_column_is(tmp_path, monkeypatch, capsys, name, slip, told):
    monkeypatch.chdir(tmp_path)
    fixed = {"indicator": "rate", "group": "all", "area": "383", "unit": "percent", "source": "s"} | {name: slip}
    said = ", ".join(f'{name} = "{text}"' for name, text in fixed.items())
    (tmp_path / "plan.toml").write_text(PLAN.replace('kind = "csv"', f'kind = "csv"\nfixed = {{{said}}}'))
    (tmp_path / "figures.csv").write_text("period,value\n2021,60\n,\n2022,61\n")
    assert main(["check", "plan.toml", "--as-of", "2024-06-01"]) == 3
    found = capsys.readouterr()
    assert f"note: figures.csv: {told}; {SLIP if 'rows' in told else TOLD}" in (found.err + found.out).splitlines()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ratee", 's: indicator "ratee" matches no measure; the plan\'s indicator is "rate"'),
        ("92443", 'there are indicators called "92443", which no measure names'),
    ],
)
def test_an_indicator_that_a_source_does_not_count_the_rows_of_is_told_too(tmp_path, name, told):
    (tmp_path / "plan.toml").write_text(PLAN)
    plan = load_plan(tmp_path / "plan.toml").plan
    assert unmatched(plan, {"s": Figures(unused=(name,))}).notes == (f"{told}; {TOLD}",)


def test_figures_that_a_measure_has_are_no_slip(asked):
    for other in (("rate", "All", "383"), ("ratee", "all", "383")):
        assert asked(*rows(("rate", "all", "383"), other))[1] == []


@pytest.mark.parametrize(
    ("others", "says"),
    [
        (["970"], 'did you mean "970"?'),
        (["970", "936", "937"], 'give its code; there are "936", "937", "970"'),
        (["england"], 'did you mean "england"?'),
        (["Englnd", "936"], 'did you mean "Englnd"?'),
    ],
)
@pytest.mark.parametrize(("command", "more"), [("check", ()), ("validate", ()), ("run", ("--init", "--dry-run"))])
def test_a_plan_that_compares_with_what_is_no_area_is_refused_with_its_line(asked, others, says, command, more):
    plan = PLAN.replace('{kind = "threshold", at_least = 50}', COMPARED)
    figures = rows(("rate", "all", "383"), *(("rate", "all", one) for one in others))
    code, lines = asked(*figures, plan=plan, command=command, more=more)
    assert code == 2
    assert lines == [f'plan.toml:22: measure "m": against = "England": no source has a figure of such an area; {says}']


@pytest.mark.parametrize("others", [[], ["Wales", "Scotland"]])
def test_an_area_whose_figures_may_be_awaited_is_no_slip(asked, others):
    plan = PLAN.replace('{kind = "threshold", at_least = 50}', COMPARED)
    code, _ = asked(*rows(("rate", "all", "383"), *(("rate", "all", one) for one in others)), plan=plan)
    assert code == 3


@pytest.mark.parametrize(
    ("layout", "head", "row", "says"),
    [
        ("inspections", "indicator,area,unit,day,grade,source", "rate,383,1,2021-05-01,2,Ofsted", '"share-improved"'),
        ("cases", "indicator,area,id,opened,closed,source", "rate,383,1,2021-05-01,2021-05-09,s", '"share-within"'),
    ],
)
def test_rows_of_inspections_or_cases_where_figures_are_meant_are_refused_with_the_way(
    tmp_path, monkeypatch, capsys, layout, head, row, says
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "figures.csv").write_text(f"{head}\n{row}\n")
    (tmp_path / "plan.toml").write_text(PLAN.replace('kind = "csv"', f'kind = "csv"\nlayout = "{layout}"'))
    assert main(["check", "plan.toml", "--as-of", "2024-06-01"]) == 2
    told = capsys.readouterr().err
    assert (
        f'plan.toml:22: measure "m": "rate" has rows of {layout}, one for each, where the measure reads figures' in told
    )
    assert says in told
