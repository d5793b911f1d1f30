"""`wes-rules alerts`: what a person finds out and does, and what they are told when they mistype."""

import getpass
import json
import os
import re
import sqlite3
from contextlib import closing

import pytest

from wes_rules.cli.main import main

VERBS = ("list", "show", "explain", "ack", "silence", "silences", "retry", "dismiss", "dead", "log")


def contents(council):
    with closing(sqlite3.connect(council.folder / "alerts.db")) as store:
        return list(store.iterdump())


def test_before_the_first_run_nothing_is_known(council):
    council("run", council.folder / "plan.toml", "--init", "--as-of", "2020-07-01")
    with closing(sqlite3.connect(council.folder / "alerts.db")) as store:
        for table in ("alerts", "marks"):
            store.execute(f"DELETE FROM {table}")
        store.commit()
    assert council("alerts", "list")[1] == "0 alerts open\nlast run: never\n"
    assert 'there is no alert "ehcp"; no run has judged anything' in council("alerts", "show", "ehcp")[2]


@pytest.mark.parametrize("verb", VERBS)
def test_every_command_refuses_a_store_that_is_not_there(council, verb):
    asked = {"show": ["x"], "explain": ["x"], "ack": ["x"], "silence": ["owner=x", "--until", "2199-01-01"]}
    asked |= {"dismiss": ["--all", "--reason", "r"], "retry": ["--all"]}
    code, out, err = council("alerts", verb, *asked.get(verb, []))
    assert (code, out) == (2, "")
    assert "there is no such store" in err
    assert list(council.folder.glob("*.db*")) == []


@pytest.mark.parametrize("verb", VERBS)
def test_every_command_says_what_it_does_and_what_each_option_means(verb, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["alerts", verb, "--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert "All times are UTC." in said
    for option in re.findall(r"^  (?:-h, )?(--[a-z-]+|[A-Z]+)(?: [A-Z{].*?)?(?:  .*)?$", said, re.MULTILINE):
        after = said.split(f"\n  {option}", 1)[-1] if option != "--help" else "  help"
        assert re.search(r"^[^\n]*(?:  |\n {10,})\S", after), f"{option} is not explained"


def test_the_name_of_a_measure_means_its_alert_that_is_open(council):
    council.run("--init", day="2021-07-01")
    # On track as far as is known, and the figure for 2020 is overdue.
    code, out, _ = council("alerts", "ack", "late", "--by", "Ann")
    assert code == 0
    assert out == "late title (overdue) is acknowledged by Ann: no reminders until it gets worse.\n"
    assert "[p/late/937/overdue], acknowledged by Ann" in council("alerts", "list")[1]


def test_where_alerts_of_two_plans_could_be_meant_both_are_named(council):
    council.run("--init")
    text = (council.folder / "plan.toml").read_text()
    council.write("plan.toml", text.replace('id = "p"', 'id = "q"'))
    council.run("--accept-plan")
    code, _, err = council("alerts", "ack", "ehcp")
    assert code == 2
    keys = "p/ehcp/937/off_track, q/ehcp/937/off_track"
    assert f'"ehcp" could be 2 alerts of several plans; write the key of one: {keys}' in err
    assert council("alerts", "ack", "q/ehcp/937/off_track")[0] == 0
    assert [line for line in council("alerts", "list", "--plan", "q")[1].splitlines() if "[p/" in line] == []


def test_a_source_that_fails_is_found_by_its_name(council):
    council.run("--init")
    council.more(j2020="many")
    council.run(day="2021-07-01")
    code, out, _ = council("alerts", "explain", "second")
    assert code == 0
    assert "Office via console:\n    was told: sources that cannot be used" in out


def test_explain_knows_each_recipient_and_the_nearest_to_one_that_is_mistyped(council):
    council.run("--init")
    code, _, err = council("alerts", "explain", "ehcp", "--recipient", "Bord")
    assert code == 2
    assert '"Bord" is no recipient of this alert; did you mean "Board"?' in err
    assert "Board via console" in council("alerts", "explain", "ehcp", "--recipient", "Board")[1]


def test_explain_says_that_a_silence_kept_news_back_and_when_it_ends(council):
    council.run("--init")
    silence = ["measure=ehcp", "--from", "2021-01-01", "--until", "2199-01-01", "--by", "Ann"]
    council("alerts", "silence", *silence, "--reason", "under review")
    council.figures(i2019=80, i2020=70)
    council.run(day="2021-07-01")
    _, out, _ = council("alerts", "explain", "ehcp")
    assert "silenced by Ann until 1 January 2199, 00:00 (under review)" in out
    found = json.loads(council("alerts", "explain", "ehcp", "--format", "json")[1])["alerts"]
    assert [(one["alert"], [each["recipient"] for each in one["recipients"]]) for one in found] == [
        ("p/ehcp/937/off_track", ["Board via console"]),
        ("p/ehcp/937/overdue", ["Board via console"]),
    ]


def test_a_preview_of_a_silence_writes_nothing(council):
    council.run("--init")
    before = contents(council)
    code, out, _ = council("alerts", "silence", "owner=Bo*", "--until", "2199-01-01", "--preview")
    assert (code, out) == (0, "It would silence 1 alert open now:\n  ehcp title [p/ehcp/937/off_track]\n")
    assert contents(council) == before
    code, out, _ = council("alerts", "silence", "owner=Cabinet", "--until", "2199-01-01", "--preview")
    assert out == (
        "It would silence 0 alerts open now.\nnote: no alert that the store knows of matches owner=Cabinet\n"
    )


def test_a_silence_of_a_measure_that_nobody_knows_names_the_nearest(council):
    council.run("--init")
    given = ("--until", "2199-01-01", "--reason", "works", "--by", "Ann")
    _, out, _ = council("alerts", "silence", "measure=echp", *given)
    assert out.splitlines()[-1] == ('note: no alert that the store knows of matches measure=echp; did you mean "ehcp"?')
    _, out, _ = council("alerts", "silence", "measure=late", *given)
    assert "note:" not in out, "it may open tomorrow"


def test_a_silence_that_has_ended_cannot_be_ended_again(council):
    council.run("--init")
    council("alerts", "silence", "measure=ehcp", "--until", "2199-01-01", "--by", "Ann", "--reason", "r")
    council("alerts", "silence", "--end", "S1", "--by", "Bo")
    code, _, err = council("alerts", "silence", "--end", "S1", "--by", "Bo")
    assert code == 2
    assert "S1 ended on " in err


@pytest.mark.parametrize("more", [["measure=ehcp"], ["--until", "2199-01-01"], ["--from", "2021-01-01"], ["--preview"]])
def test_ending_a_silence_takes_nothing_that_sets_one(council, more):
    council.run("--init")
    council("alerts", "silence", "measure=ehcp", "--until", "2199-01-01", "--by", "Ann", "--reason", "r")
    before = contents(council)
    code, out, err = council("alerts", "silence", "--end", "S1", *more, "--by", "Bo")
    assert (code, out) == (2, "")
    assert f"--end S1 ends a silence and takes no {more[0]}" in err
    assert contents(council) == before


def test_lists_and_explanations_say_that_an_alert_is_silenced_until_when_by_whom_and_why(council):
    council.run("--init")
    council("alerts", "silence", "measure=ehcp", "--until", "2199-01-01", "--by", "Ann", "--reason", "under review")
    council("alerts", "silence", "owner=Bo*", "--until", "2199-02-01", "--by", "Bo", "--reason", "a merger")
    council("alerts", "silence", "measure=late", "--until", "2199-02-01", "--by", "Cy", "--reason", "another one")
    said = [
        "silenced by Ann until 1 January 2199, 00:00 (under review)",
        "silenced by Bo until 1 February 2199, 00:00 (a merger)",
    ]
    key = "p/ehcp/937/off_track"
    for command in (["list"], ["explain", key], ["show", key]):
        lines = [line.strip() for line in council("alerts", *command)[1].splitlines()]
        assert [line for line in lines if line.startswith("silenced by")] == said
    (listed,) = json.loads(council("alerts", "list", "--format", "json")[1])["alerts"]
    (explained,) = json.loads(council("alerts", "explain", key, "--format", "json")[1])["alerts"]
    (shown,) = json.loads(council("alerts", "show", key, "--format", "json")[1])["alerts"]
    for one in (listed, explained, shown):
        assert [(each["id"], each["author"], each["ends"][:10], each["reason"]) for each in one["silences"]] == [
            ("S1", "Ann", "2199-01-01", "under review"),
            ("S2", "Bo", "2199-02-01", "a merger"),
        ]
    for name in ("S1", "S2"):
        council("alerts", "silence", "--end", name, "--by", "Ann")
    assert "silenced" not in council("alerts", "list")[1] + council("alerts", "explain", "ehcp")[1]


def test_where_nobody_knows_who_acts_they_are_asked(council, monkeypatch):
    def no_name():
        raise KeyError

    council.run("--init")
    monkeypatch.setattr(getpass, "getuser", no_name)
    code, _, err = council("alerts", "ack", "ehcp")
    assert code == 2
    assert "nobody knows who you are; say it with --by NAME" in err
    assert council("alerts", "ack", "ehcp", "--by", "Ann")[0] == 0


def test_everything_people_did_is_in_the_log_with_who_and_why(council):
    council.run("--init")
    council("alerts", "ack", "ehcp", "--by", "Ann", "--note", "in hand", "--until", "2199-01-01")
    council("alerts", "silence", "measure=ehcp", "--until", "2199-01-01", "--by", "Bo", "--reason", "under review")
    council("alerts", "silence", "--end", "S1", "--by", "Cy", "--reason", "reviewed")
    entries = json.loads(council("alerts", "log", "--format", "json")[1])
    assert [(one["actor"], one["action"], one["detail"]) for one in entries] == [
        ("run", "told", "as of 2020-07-01: 1 messages queued"),
        ("Ann", "acknowledged", "in hand; until 2199-01-01 00:00"),
        ("Bo", "silenced", "measure=ehcp until 2199-01-01 00:00: under review"),
        ("Cy", "ended silence", "reviewed"),
    ]
    assert len(council("alerts", "log", "--subject", "S1")[1].splitlines()) == 2


@pytest.mark.parametrize("verb", ["list", "show", "explain", "silences", "dead", "log"])
def test_every_answer_is_json_for_a_program(council, verb):
    council.run("--init")
    asked = ["ehcp"] if verb in ("show", "explain") else []
    code, out, err = council("alerts", verb, *asked, "--format", "json")
    assert (code, err) == (0, "")
    assert json.loads(out) is not None


def test_reasons_and_names_of_others_steer_no_terminal(council):
    council.run("--init")
    silence = ["measure=ehcp", "--until", "2199-01-01", "--by", "A\x1b[31m", "--reason", "x\x07"]
    council("alerts", "silence", *silence)
    for verb in ("silences", "log"):
        said = council("alerts", verb)[1]
        assert "A\\x1b[31m" in said
        assert "x\\x07" in said
        assert "\x1b" not in said
        assert "\x07" not in said


def test_a_program_that_reads_the_report_gets_nothing_else(council):
    code, out, err = council.run("--init", "--format", "json")
    assert code == 0
    assert json.loads(out)["attempts"][0]["status"] == "delivered"
    assert "To Board: Off track: " in err


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="terminals are of POSIX systems")
def test_a_day_that_is_none_is_refused_with_how_to_write_it(council, capsys):
    with pytest.raises(SystemExit) as ended:
        council("alerts", "silence", "measure=ehcp", "--until", "tomorrow")
    assert ended.value.code == 2
    assert "write it like 2026-01-31 or 2026-01-31T17:00" in capsys.readouterr().err
