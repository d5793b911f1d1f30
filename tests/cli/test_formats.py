"""Verdicts as other programs read them: read back by those programs' own rules."""

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal

import attrs
import junitparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wes_rules.cli.main import main
from wes_rules.cli.showing import FORMATS
from wes_rules.cli.showing.formats import WRITERS, Verdicts, _data, _property
from wes_rules.cli.showing.words import said
from wes_rules.judging.schema import COLUMNS
from wes_rules.judging.status import Answer
from wes_rules.pages.tables import csv_of
from wes_rules.quoting import visible
from wes_rules.values.days import said_day

from .conftest import EXAMPLE

ALL = frozenset({Answer.OFF_TRACK, Answer.UNDECIDED, Answer.AT_RISK})
HOSTILE = "=1+1|<b>`x`%0A::error::]]>&\"'forged"


@pytest.fixture
def given_verdicts(example):
    plan, judgements = example
    return Verdicts(
        plan=plan,
        file="plan.toml",
        as_of=judgements[0].as_of,
        judgements=judgements,
        fail_on=frozenset({Answer.OFF_TRACK}),
    )


def hostile(given):
    """The same verdicts of measures with titles and owners that somebody chose to do harm."""
    changed = [
        attrs.evolve(one.measure, title=HOSTILE, owner=HOSTILE, objective=HOSTILE) for one in given.judgements[:3]
    ]
    some = [attrs.evolve(one, measure=measure) for one, measure in zip(given.judgements, changed, strict=False)]
    return attrs.evolve(given, judgements=some)


def read_csv(text):
    return {row["measure"]: row for row in csv.DictReader(io.StringIO(text))}


def test_list_json_and_csv_say_the_same_of_each_measure(given_verdicts):
    table = {one["measure"]: one for one in json.loads(WRITERS["json"](given_verdicts))["judgements"]}
    cells = read_csv(WRITERS["csv"](given_verdicts))
    assert len(table) == len(cells) == 42
    for one in given_verdicts.judgements:
        row, found, words = table[one.measure.id], cells[one.measure.id], said(one.row)
        for name in COLUMNS:
            plain = row[name]
            text = (
                ", ".join(plain) if isinstance(plain, list) else "" if plain is None else json.dumps(plain).strip('"')
            )
            assert found[name].lstrip("'") == visible(json.loads(f'"{text}"')), (one.measure.id, name)
        assert row["verdict"] in words["Status"]
        for name, said_as in (
            ("judged_on", "Judged on"),
            ("newest", "Newest"),
            ("required", "Required"),
            ("margin_words", "Margin"),
            ("course_words", "Course"),
        ):
            assert (row[name] or "") in words[said_as]
        assert row["last_known"] == ("last known" in words["Judged on"])
        if words["Direction"]:
            assert row["direction"] in words["Direction"].lower()
            assert row["direction_words"].lower() in words["Direction"].lower()


def test_a_number_of_a_csv_file_is_a_number_and_a_text_never_a_formula(given_verdicts):
    for row in read_csv(WRITERS["csv"](hostile(given_verdicts))).values():
        assert row["title"].startswith("'=")
        assert row["owner"].startswith("'=")
        for name in ("observed", "required_value", "margin"):
            assert row[name] == "" or Decimal(row[name]).is_finite()


@given(begins=st.sampled_from("=+-@\t\r"), rest=st.text(max_size=20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_of_a_csv_file_begins_as_a_formula(rows, begins, rest):
    ((_, found),) = read_csv(csv_of([attrs.evolve(rows[0], title=begins + rest)])).items()
    assert found["title"][:1] not in ("=", "+", "-", "@", "\t", "\r")


def junit(text):
    return junitparser.JUnitXml.fromstring(text.encode())


def test_a_junit_reader_finds_a_case_for_each_measure_and_a_failure_for_each_that_fails(given_verdicts):
    suites = junit(WRITERS["junit"](given_verdicts))
    cases = [case for suite in suites for case in suite]
    by_verdict = {kind: [case for case in cases if any(isinstance(one, kind) for one in case.result)] for kind in KINDS}
    assert [len(suite) for suite in suites] == [suite.tests for suite in suites]
    assert sum(suite.failures for suite in suites) == len(by_verdict[junitparser.Failure]) == 12
    assert sum(suite.skipped for suite in suites) == len(by_verdict[junitparser.Skipped]) == 17
    assert len(cases) == len({case.classname for case in cases}) == 42
    found = next(case for case in cases if case.classname.endswith(".ehcp-20-weeks"))
    assert found.name == "EHC plans issued within 20 weeks"
    assert found.result[0].message == "Off track: 42.9% in 2023, target at least 90.0%: 47.1 points short."
    assert "Sources: DfE" in found.result[0].text


KINDS = (junitparser.Failure, junitparser.Skipped)


def test_what_fails_a_command_is_what_fails_in_junit(given_verdicts):
    strict = junit(WRITERS["junit"](attrs.evolve(given_verdicts, fail_on=ALL)))
    assert sum(suite.failures for suite in strict) == 29
    never = junit(WRITERS["junit"](attrs.evolve(given_verdicts, fail_on=frozenset())))
    assert sum(suite.failures for suite in never) == 0


def test_a_junit_reader_reads_whatever_a_plan_says(given_verdicts):
    suites = junit(WRITERS["junit"](hostile(given_verdicts)))
    assert {case.name for suite in suites for case in suite} == {HOSTILE}


def unescaped(text):
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


# What means something to GitHub, or would if it were not escaped.
ODD = st.lists(st.sampled_from(["::", ":", ",", "=", "%", "%0A", "%25", "\n", "\r", "a", "é"])).map("".join)


@given(ODD, ODD)
def test_an_annotation_of_github_is_one_line_and_reads_back(title, text):
    line = f"::error file=plan.toml,title={_property(title)}::{_data(text)}"
    assert len(line.splitlines()) == 1
    command, properties, data = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line).groups()
    read = dict(one.split("=", 1) for one in properties.split(","))
    assert (command, unescaped(read["title"]), unescaped(data)) == ("error", visible(title), visible(text))


def test_an_annotation_says_by_its_level_whether_the_command_fails(given_verdicts):
    lines = WRITERS["github"](given_verdicts).splitlines()
    assert [
        len([one for one in lines if one.startswith(f"::{level} ")]) for level in ("error", "warning", "notice")
    ] == [12, 0, 17]
    never = WRITERS["github"](attrs.evolve(given_verdicts, fail_on=frozenset()))
    assert never.count("::warning ") == 12
    assert lines[-1] == "40 measures: 10 off track, 17 undecided, 13 on track; 2 more made up"


@pytest.mark.parametrize("name", ["csv", "github", "json", "junit", "markdown"])
def test_what_rests_on_made_up_figures_says_so_in_every_format(name, given_verdicts):
    made_up = [one.row for one in given_verdicts.judgements if "made up" in one.row.labels]
    assert made_up
    assert WRITERS[name](given_verdicts).lower().count("made up") >= len(made_up)


def test_an_annotation_stands_on_the_line_where_its_measure_begins(capsys):
    main(["check", str(EXAMPLE), "--as-of", "2026-04-01", "--format", "github"])
    text = EXAMPLE.read_text(encoding="utf-8").splitlines()
    found = re.findall(r"^::\w+ file=[^,]*,line=(\d+),title=[\w ]+%3A (.*?)::", capsys.readouterr().out, re.MULTILINE)
    assert len(found) == 29
    for line, title in found:
        assert text[int(line) - 1] == "[[measures]]"
        below = next(one for one in text[int(line) :] if one.startswith("title"))
        assert unescaped(title).removeprefix("[made up] ") in below


def test_whatever_a_plan_says_markdown_has_a_cell_for_each_column(given_verdicts):
    lines = WRITERS["markdown"](hostile(given_verdicts)).splitlines()
    table = [line for line in lines if line.startswith("|")]
    assert len(table) == 5
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in table} == {9}
    assert "<b>" not in "".join(re.sub(r"\\.", "", line) for line in lines)


def test_every_format_that_may_be_asked_for_is_written_and_no_other_is():
    assert tuple(WRITERS) == FORMATS


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_is_alone_on_the_standard_output(name, capsys):
    code = main(
        ["check", str(EXAMPLE), "--as-of", "2026-04-01", "--measure", "ehcp-20-weeks", "--format", name, "--quiet"]
    )
    out, err = capsys.readouterr()
    assert (code, err) == (1, "")
    assert out.count("EHC plans issued within 20 weeks") >= 1
    assert "\r" not in out


def test_an_explanation_is_there_as_json(capsys):
    assert main(["explain", str(EXAMPLE), "ehcp-20-weeks", "--as-of", "2026-04-01", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["measure"], found["status"], found["off_track_since"]) == ("ehcp-20-weeks", "off_track", "2021")


def test_a_history_is_there_as_json_with_what_it_says_in_words(capsys):
    words = ["history", str(EXAMPLE), "ehcp-20-weeks", "--as-of", "2026-04-01"]
    assert main([*words, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    main(words)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(found["changes"]) + 2
    for line, one in zip(lines[1:], found["changes"], strict=False):
        day = said_day(date.fromisoformat(one["from"]))
        assert line.startswith(f"{one['period']}  from {day}  {one['status'].replace('_', ' ')}")
        assert line.endswith(one["decided_by"])
        assert all(f"(changed: {what})" in line for what in one["moved"])
    assert (found["settled"]["status"], found["settled"]["period"]) == ("off_track", "2023")


def test_a_replay_is_there_as_json_with_what_it_says_in_words(capsys):
    words = ["replay", str(EXAMPLE), "--measure", "ehcp-20-weeks", "--as-of", "2026-04-01"]
    assert main([*words, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    main(words)
    said_lines = [line for line in capsys.readouterr().out.splitlines()[1:] if not line.startswith(" ")]
    assert len(found["told"]) == len(said_lines) > 0
    for line, one in zip(said_lines, found["told"], strict=True):
        assert line.startswith(f"{one['day']}  {one['recipient']}: {one['heading']}: ")


def test_a_replay_of_nothing_is_an_empty_list(capsys):
    words = [
        "replay",
        str(EXAMPLE),
        "--owner",
        "SEND",
        "--from",
        "2030-01-01",
        "--as-of",
        "2026-04-01",
        "--format",
        "json",
    ]
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out)["told"] == []
