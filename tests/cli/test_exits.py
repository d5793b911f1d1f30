"""Every command ends with a code of the documented table and with sentences, whatever it is given."""

import random
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wes_rules.cli.exits import Exit
from wes_rules.cli.main import main
from wes_rules.plugins.escaping import visible

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / "examples" / "warwickshire" / "plan.toml").read_text(encoding="utf-8")
FIGURES = "indicator,group,area,period,value,unit,source\nrate,all,937,2019,40,percent,a publication\n"
PLAN = """\
[plan]
id = "p"
title = "A plan"
area = "937"
starts = 2015-01-01
deadline = 2025-12-31
[areas]
970 = "England"
[[area_sets]]
id = "near"
published = 2019-01-01
areas = ["1", "2"]
[[sources]]
kind = "csv"
path = "figures.csv"
[[notifiers]]
kind = "console"
[alerts]
fallback = "Office"
announce_from = 2015-01-01
[[alerts.policies]]
measures = ["rate"]
after = 1
[calendars.years]
kind = "calendar-year"
lag = "3 months"
first = "2010"
[[measures]]
id = "rate"
title = "Rate"
owner = "Board"
unit = "percent"
decimals = 1
better = "higher"
calendar = "years"
number = {indicator = "rate"}
baseline = {value = 50, period = "2018"}
rule = {kind = "all", of = [{kind = "threshold", at_least = 50}, {kind = "annual-increase"}]}
"""
COMMANDS = ["check", "validate", "explain", "history", "replay", "run"]


def test_the_documented_table_is_the_table():
    text = (ROOT / "docs" / "output.md").read_text(encoding="utf-8")
    table = text[text.index("## Exit codes") : text.index("## JSON")]
    assert [int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)] == [one.value for one in Exit]


@pytest.fixture
def cli(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.toml").write_text(PLAN)
    (tmp_path / "figures.csv").write_text(FIGURES)

    def cli(*words):
        try:
            code = main(list(words))
        except SystemExit as ended:  # argparse ends by itself
            code = ended.code
        out, err = capsys.readouterr()
        assert code in list(Exit)
        assert "Traceback" not in err
        assert visible(out + err, keep="\n\t") == out + err
        assert all(len(line) < 1200 for line in err.splitlines())
        assert err or code not in (Exit.WRONG, Exit.FAILED)
        return code

    return cli


def words_of(command):
    more = {"explain": ["rate"], "history": ["rate"], "run": ["--init", "--dry-run"]}
    return [command, "plan.toml", *more.get(command, [])]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_sound_plan_is_no_fault(cli, command):
    assert cli(*words_of(command), "--as-of", "2020-06-01") in (Exit.DONE, Exit.OFF_TRACK)


HOSTILE = [
    '""', '"x"', '"\\u001b[31m"', f'"{"x" * 3000}"', '"\\nforged: all is well"', "0", "-1", "1e400", "nan", "inf", "0.1",
    "99999999999999999999", "0x" + "f" * 5000, "true", "[]", "[[]]", "{}", "{a = 1}", "0001-01-01", "9999-12-31",
    "2020-02-30", "2020-01-01T00:00:00", "2020-01-01T00:00:00Z", '"0001"', '"9999/00"', '"2020 Q9"', '["a", 1]',
    '[{kind = "x"}]', '"rate"', '"years"', '"0 days"', '"999 years"', '"csv"',
]  # fmt: skip
KEYS = ["x", "kind", "id", '"\\u001b"', "a.b.c", '""', "title", "rule", "x" * 300]


@st.composite
def mutations(draw, text):
    """A plan in which a few values, keys or lines are others."""
    lines = text.splitlines()
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["value", "key", "drop", "twice", "insert", "inner", "cut"])):
            case "value":
                lines[place] = re.sub(r"= .*$", lambda _: f"= {draw(st.sampled_from(HOSTILE))}", lines[place])
            case "key":
                lines[place] = re.sub(r"^[\w.]+(?= =)", lambda _: draw(st.sampled_from(KEYS)), lines[place])
            case "drop":
                del lines[place]
            case "twice":
                lines.insert(place, lines[place])
            case "insert":
                lines.insert(place, draw(st.sampled_from(KEYS)) + " = " + draw(st.sampled_from(HOSTILE)))
            case "inner":
                found = list(re.finditer(r"(?<== )[^=,{}\[\]]+", lines[place]))
                if found:
                    one = draw(st.sampled_from(found))
                    lines[place] = (
                        lines[place][: one.start()] + draw(st.sampled_from(HOSTILE)) + lines[place][one.end() :]
                    )
            case "cut":
                lines[place] = lines[place][: len(lines[place]) // 2]
        lines = lines or [""]
    return "\n".join(lines) + "\n"


@pytest.fixture
def write(tmp_path):
    return lambda text: (tmp_path / "plan.toml").write_text(text, encoding="utf-8")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_a_plan_says_a_command_ends_with_a_code_and_a_sentence(data, cli, write):
    write(data.draw(mutations(PLAN)))
    cli(*words_of(data.draw(st.sampled_from(COMMANDS))), "--as-of", "2020-06-01")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_the_example_says_it_is_read_or_refused_with_sentences(data, cli, write):
    write(data.draw(mutations(EXAMPLE)))
    cli("plugins", "plan.toml")


ARGUMENTS = [
    "", "x", "-", "--", "\x1b[31m", "a\nforged", "x" * 5000, "0", "-1", "nan", "inf", "1e400", "0001-01-01", "10000-01-01",
    "9999-12-31", "2020-02-30", "2020-13-01", "rate", "p/rate/937/off_track", "=", "measure=", "measure=*", "S1", "*", "\udcff",
    "2020-01-01T00:00:00+99:99", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "/", ".", "plan.toml", "sqlite:", "x://y",
]  # fmt: skip
PATTERNS = [
    ["check", "plan.toml", "--as-of", None], ["check", "plan.toml", "--measure", None], ["check", None],
    ["explain", "plan.toml", None], ["history", "plan.toml", None], ["replay", "plan.toml", "--from", None],
    ["replay", "plan.toml", "--measure", None, "--as-of", "2020-06-01"], ["validate", None], ["test", None], ["schema", None],
    ["run", "plan.toml", "--dry-run", "--store", None], ["run", "plan.toml", "--timeout", None],
    ["run", "plan.toml", "--store", "a.db", "--as-of", None], ["run", "plan.toml", "--store", "a.db", "--accept-gone-of", None],
    ["check", "plan.toml", "--source-timeout", None], ["plugins", None], ["plugins", "verify", None], ["demo", "--as-of", None],
    ["alerts", "list", "--store", None], ["alerts", "list", "--store", "a.db", "--plan", None],
    ["alerts", "show", None, "--store", "a.db"], ["alerts", "explain", None, "--store", "a.db", "--recipient", None],
    ["alerts", "ack", None, "--store", "a.db", "--by", None, "--note", None, "--until", None],
    ["alerts", "silence", None, "--until", None, "--from", None, "--reason", None, "--by", "me", "--store", "a.db"],
    ["alerts", "silence", "--end", None, "--by", "me", "--store", "a.db"], ["alerts", "retry", None, "--store", "a.db"],
    ["alerts", "dismiss", None, "--reason", None, "--store", "a.db"], ["alerts", "log", "--subject", None, "--store", "a.db"],
    ["alerts", "mend", "--by", None, "--store", "a.db"], [None], ["alerts", None], ["--version", None],
]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS, ids=[" ".join(one or "*" for one in words) for words in PATTERNS])
def test_whatever_is_typed_a_command_ends_with_a_code_and_a_sentence(cli, pattern):
    assert cli("run", "plan.toml", "--init", "--store", "a.db", "--as-of", "2020-06-01") == Exit.DONE
    draw = random.Random(str(pattern))
    for argument in draw.sample(ARGUMENTS, len(ARGUMENTS)):
        cli(
            *(
                draw.choice([argument, "2020-06-01"])
                if one is None and pattern.count(None) > 2
                else argument
                if one is None
                else one
                for one in pattern
            )
        )
