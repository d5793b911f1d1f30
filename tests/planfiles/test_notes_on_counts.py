"""What validate says of a promise that only counts can decide."""

import pytest

from wes_rules.cli.main import main

PLAN = """
[plan]
id = "p"
title = "P"
area = "X"
[[sources]]
kind = "csv"
path = "figures.csv"
[calendars.year]
kind = "calendar-year"
[[measures]]
id = "m"
title = "Plans in time"
owner = "Committee"
unit = "percent"
decimals = 2
better = "higher"
calendar = "year"
number = {indicator = "i"}
rule = {kind = "everyone"}
"""
HEAD = "indicator,group,area,period,value,unit,source,numerator,denominator\n"


@pytest.mark.parametrize(("counts", "noted"), [(",", True), ("20,20", False)])
def test_all_that_is_published_without_counts_is_noted_before_anybody_waits_for_it(
    tmp_path, monkeypatch, capsys, counts, noted
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "figures.csv").write_text(f"{HEAD}i,all,X,2023,100.00,percent,s,{counts}\n", encoding="utf-8")
    assert main(["validate", "plan.toml", "--as-of", "2024-06-01"]) == 0
    assert ("no figure has counts, so a published 100% stays undecided" in capsys.readouterr().out) is noted


@pytest.mark.parametrize(
    ("unit", "better", "rule", "noted"),
    [
        ("days", "higher", '{kind = "threshold", at_least = 0}', "at least 0"),
        ("percent", "lower", '{kind = "threshold", at_most = 100}', "at most 100"),
        ("count", "higher", '{kind = "maintain", at_least = 0}', "at least 0"),
        ("days", "higher", '{kind = "threshold", above = 0}', ""),
        ("days", "lower", '{kind = "threshold", at_most = 0}', ""),
        ("pounds", "higher", '{kind = "threshold", at_least = 0}', ""),
    ],
)
def test_a_limit_that_no_figure_can_miss_is_noted(tmp_path, monkeypatch, capsys, unit, better, rule, noted):
    monkeypatch.chdir(tmp_path)
    text = PLAN.replace("percent", unit).replace("higher", better).replace('{kind = "everyone"}', rule)
    (tmp_path / "plan.toml").write_text(text.replace("decimals = 2", "decimals = 0"), encoding="utf-8")
    (tmp_path / "figures.csv").write_text(f"{HEAD}i,all,X,2023,7,{unit},s,,\n", encoding="utf-8")
    assert main(["validate", "plan.toml", "--as-of", "2024-06-01"]) == 0
    assert (f"no figure in {unit} can miss {noted}" in capsys.readouterr().out) is bool(noted)
