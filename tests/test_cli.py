"""The command line as people use it: exit codes, what goes where, and how it looks."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from wes_rules.cli.main import main
from wes_rules.judging.schema import COLUMNS

EXAMPLE = Path(__file__).parents[1] / "examples" / "warwickshire" / "plan.toml"
PLAN = """\
[plan]
id = "p"
title = "A plan"
area = "937"
[[sources]]
kind = "csv"
path = "figures.csv"
[[notifiers]]
kind = "console"
[calendars.years]
kind = "calendar-year"
[[measures]]
id = "rate"
title = "Rate"
owner = "The board"
unit = "percent"
decimals = 1
better = "higher"
calendar = "years"
number = {indicator = "rate"}
rule = {kind = "threshold", at_least = 50}
"""
HEAD = "indicator,group,area,period,value,unit,source\n"


@pytest.fixture
def check(tmp_path, capsys):
    def check(*rows, command="check", options=(), plan=PLAN):
        (tmp_path / "plan.toml").write_text(plan)
        (tmp_path / "figures.csv").write_text(HEAD + "".join(f"{row}\n" for row in rows))
        code = main([command, str(tmp_path / "plan.toml"), *options, "--as-of", "2021-01-01"])
        return code, *capsys.readouterr()

    return check


def row(value, year=2020):
    return f"rate,all,937,{year},{value},percent,a publication"


@pytest.mark.parametrize(
    ("value", "options", "code"),
    [
        ("50", (), 0),
        ("49.9", (), 1),
        ("c", (), 3),
        ("abc", (), 2),
        ("49.9", ("--fail-on", "undecided"), 0),
        ("c", ("--fail-on", "off-track,at-risk"), 0),
        ("c", ("--fail-on", "never"), 0),
        ("49.9", ("--fail-on", "never"), 0),
        ("abc", ("--fail-on", "never"), 2),
    ],
)
def test_the_exit_code_tells_the_outcome(check, value, options, code):
    assert check(row(value), options=options)[0] == code


def test_text_has_the_status_in_words_then_counts_then_who_would_be_told(check):
    _, out, err = check(row("49.9"), options=("--layout", "list"))
    assert (
        "Off track: Rate\n  Judged on: 49.9% in 2020\n  Required: at least 50.0%\n  Margin: 0.1 points short\n" in out
    )
    assert "1 measure: 1 off track, 0 at risk, 0 undecided, 0 on track" in out
    assert out.index("1 measure:") < out.index("A first run would tell:\n  The board: 1 off track")
    assert err == ""


def test_what_a_first_run_would_tell_is_shown_in_full_when_asked_for(check):
    _, out, _ = check(row("49.9"), options=("--alerts",))
    assert "\nTo The board: " in out


def test_an_undecided_measure_says_why_in_words(check):
    _, out, _ = check(row("c"))
    assert "A figure it depends on is suppressed (1): rate" in out


def test_json_is_nothing_but_json_with_the_documented_keys(check):
    code, out, err = check(row("49.9"), options=("--format", "json"))
    table = json.loads(out)
    assert (code, err) == (1, "")
    assert list(table) == ["plan", "as_of", "judgements"]
    (found,) = table["judgements"]
    further = ["reading", "explanation", "sources", "evidence", "computed", "outlook", "needed", "may_fail", "parts"]
    page = (Path(__file__).parents[1] / "docs" / "output.md").read_text(encoding="utf-8")
    assert list(found) == [*COLUMNS, *further]
    assert [name for name in found if f"`{name}`" not in page] == []
    assert (found["status"], found["observed"], found["margin"]) == ("off_track", "49.9", "-0.1")
    assert found["sources"] == ["a publication (figures.csv row 2)"]


def test_bad_rows_judge_nothing_unless_they_may_be_skipped(check):
    code, out, err = check(row("60"), row("abc", 2019))
    assert (code, out) == (2, "")
    assert 'figures.csv:3: column "value": "abc" is neither a number nor a known symbol' in err
    assert err.endswith("1 problem; nothing was judged.\n")
    code, out, err = check(row("60"), row("abc", 2019), options=("--skip-bad-rows",))
    assert code == 0
    assert "skipped: figures.csv:3" in err


def test_a_wrong_plan_is_told_on_standard_error_alone(check):
    code, out, err = check(plan=PLAN.replace("at_least", "at_leest"))
    assert (code, out) == (2, "")
    assert err.startswith('plan.toml:21: measure "rate": unknown key "at_leest"; did you mean "at_least"?')


def test_one_measure_can_be_asked_for_and_a_misspelt_one_gets_a_hint(check):
    assert check(row("60"), options=("--measure", "rate"))[0] == 0
    code, _, err = check(row("60"), options=("--measure", "rat"))
    assert code == 2
    assert 'did you mean "rate"?' in err


def test_an_unknown_source_names_the_known_ones(check):
    code, _, err = check(row("60"), plan=PLAN.replace('"csv"', '"cvs"'))
    assert code == 2
    assert 'no source is called "cvs"; did you mean "csv"?' in err


def test_explain_gives_every_number_and_its_source(check, tmp_path, capsys):
    check(row("49.9"))
    assert main(["explain", str(tmp_path / "plan.toml"), "rate", "--as-of", "2021-01-01"]) == 0
    out = capsys.readouterr().out
    assert "49.9% in 2020, target at least 50.0%: 0.1 points short." in out
    assert "a publication (figures.csv row 2)" in out


def test_validate_reads_everything_and_judges_nothing(check):
    code, out, _ = check(row("49.9"), command="validate")
    assert code == 0
    assert "1 measure on 1 indicator" in out


def cli(*arguments, **environment):
    command = [sys.executable, "-m", "wes_rules", *arguments]
    return subprocess.run(command, capture_output=True, check=False, env={"PATH": "", **environment})


def test_an_output_that_shows_only_ascii_gets_ascii():
    done = cli(
        *("check", "examples/nhs-four-hours/plan.toml", "--layout", "table", "--as-of", "2021-06-30"),
        PYTHONIOENCODING="ascii",
        PYTHONUTF8="0",
    )
    assert done.returncode == 1, done.stderr
    assert b"x off track" in done.stdout


def test_a_date_that_is_none_is_refused_by_name():
    done = cli("check", str(EXAMPLE), "--as-of", "30/6/2021")
    assert done.returncode == 2
    assert b"write it like 2023-12-31" in done.stderr


def test_importing_the_library_loads_neither_the_command_line_nor_plugins():
    code = "import sys, wes_rules; print([m for m in ('wes_rules.cli', 'wes_rules.running', 'pluggy', 'argparse', 'tomllib', 'hypothesis') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_that_no_plan_has_is_refused_by_its_option(day, capsys):
    with pytest.raises(SystemExit):
        main(["check", str(EXAMPLE), "--as-of", day])
    assert f"argument --as-of: {day} is too" in capsys.readouterr().err


def test_the_demonstration_offers_no_option_without_effect(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["demo", "--fail-on", "off-track"])
    assert ended.value.code == 2
    assert "--fail-on" in capsys.readouterr().err
