"""Which measures are judged and shown, in which order, and which verdicts make a command fail."""

import argparse
import csv
import io

import pytest

from wes_rules.cli.choosing import arranged, exit_code
from wes_rules.cli.exits import Exit
from wes_rules.cli.main import main
from wes_rules.cli.parser import command_line
from wes_rules.judging.status import Answer

from .conftest import EXAMPLE


@pytest.fixture
def shown(capsys):
    def shown(*words):
        main(["check", str(EXAMPLE), "--as-of", "2026-04-01", "--format", "csv", *words])
        out, err = capsys.readouterr()
        return list(csv.DictReader(io.StringIO(out))) or err

    return shown


def ids(rows):
    return [row["measure"] for row in rows]


def test_owners_and_objectives_are_named_by_a_part_of_their_name(shown):
    assert {row["owner"] for row in shown("--owner", "send &")} == {"SEND & Inclusion Board"}
    assert {row["objective"] for row in shown("--objective", "employ")} == {"Championing Employability"}
    assert ids(shown("--owner", "send", "--objective", "employ")) == []


def test_each_option_that_is_repeated_adds_measures_and_each_other_option_takes_some_away(shown):
    both = shown("--owner", "corporate", "--owner", "early years")
    assert {row["owner"] for row in both} == {"Corporate Parenting Panel", "Early Years Board"}
    assert ids(shown("--owner", "corporate", "--measure", "care-leavers-neet", "--measure", "ehcp-20-weeks")) == [
        "care-leavers-neet"
    ]


@pytest.mark.parametrize("option", ["--owner", "--objective"])
def test_a_name_that_nobody_has_is_refused_with_those_there_are(shown, option):
    said = shown(option, "Hghways")
    assert f'no {option[2:]} has "Hghways" in its name; ' in said
    assert "nothing was judged" in said


def ordered(example, *words):
    return [one.row for one in arranged(example[1], command_line().parse_args(["check", "plan.toml", *words]))]


def test_verdicts_are_chosen_by_their_names_however_they_are_spelt(example):
    assert {row.verdict.value for row in ordered(example, "--status", "off-track")} == {"off-track"}
    assert ordered(example, "--status", "off_track, undecided") == ordered(example, "--status", "undecided,off-track")
    some = ordered(example, "--status", "off-track,undecided")
    assert some == [one.row for one in example[1] if one.row.verdict in ("off-track", "undecided")] != []


def test_the_worst_comes_first_where_that_is_asked_for(example):
    rows = ordered(example, "--sort", "status")
    assert rows[0].measure == "ehcp-20-weeks"
    order = list(Answer)
    assert [row.verdict for row in rows] == sorted((row.verdict for row in rows), key=order.index)
    missed = [row.shortfall for row in rows if row.shortfall is not None]
    assert missed == sorted(missed, reverse=True)
    assert len(missed) > 5
    by_title = [row.title for row in ordered(example, "--sort", "title")]
    assert by_title == sorted((row.title for row in rows), key=str.casefold)


@pytest.mark.parametrize("layout", [["--layout", "list"], ["--layout", "table"], ["--format", "markdown"]])
def test_no_heading_parts_the_worst_from_the_next(layout, capsys):
    given = [
        "check",
        str(EXAMPLE),
        "--as-of",
        "2026-04-01",
        "--owner",
        "SEND",
        "--owner",
        "Gap",
        "--owner",
        "Panel",
        *layout,
    ]
    main([*given, "--sort", "status"])
    out = capsys.readouterr().out
    titles = ["EHC plans issued", "Attainment of looked-after", "Looked-after children", "Disadvantaged attainment"]
    assert sorted(titles, key=out.index) == titles
    main([*given, "--sort", "owner"])
    out = capsys.readouterr().out
    assert out.index("Closing the gap Board") < out.index("Disadvantaged attainment") < out.index("EHC plans issued")


@pytest.mark.parametrize("words", [["--status", "green"], ["--fail-on", "on-track"], ["--fail-on", "never,off-track"]])
def test_a_verdict_that_is_none_is_refused(words, capsys):
    with pytest.raises(SystemExit) as ended:
        command_line().parse_args(["check", "plan.toml", *words])
    assert ended.value.code == Exit.WRONG
    assert f"argument {words[0]}: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "fail_on", "code"),
    [
        ((Answer.ON_TRACK, Answer.NOT_DUE), "", Exit.DONE),
        ((Answer.ON_TRACK, Answer.AT_RISK), "", Exit.AT_RISK),
        ((Answer.AT_RISK, Answer.UNDECIDED), "", Exit.UNDECIDED),
        ((Answer.AT_RISK, Answer.UNDECIDED, Answer.OFF_TRACK), "", Exit.OFF_TRACK),
        ((Answer.AT_RISK, Answer.UNDECIDED, Answer.OFF_TRACK), "at-risk", Exit.AT_RISK),
        ((Answer.UNDECIDED, Answer.OFF_TRACK), "undecided", Exit.UNDECIDED),
        ((Answer.OFF_TRACK,), "at-risk,undecided", Exit.DONE),
        ((Answer.UNDECIDED, Answer.OFF_TRACK), "never", Exit.DONE),
    ],
)
def test_the_code_is_that_of_the_worst_verdict_that_fails(example, said, fail_on, code):
    found = [next(one for one in of_each(example) if one.row.verdict is answer) for answer in said]
    words = ["--fail-on", fail_on] if fail_on else []
    assert exit_code(found, command_line().parse_args(["check", "plan.toml", *words]).fail_on) is code


def of_each(example):
    """Give judgements with each answer, made of two that the example has."""
    import attrs

    from wes_rules import Status

    on, undecided = (
        # A whole has the verdict that its parts make.
        next(one for one in example[1] if one.status is each and not one.parts)
        for each in (Status.ON_TRACK, Status.UNDECIDED)
    )
    yield from example[1]
    yield attrs.evolve(on, status=Status.AT_RISK)
    yield attrs.evolve(undecided, due=False)


def test_what_is_only_for_information_fails_nothing(example):
    import attrs

    off = next(one for one in example[1] if one.row.verdict is Answer.OFF_TRACK)
    assert exit_code([attrs.evolve(off, advisory=True)], frozenset(Answer)) is Exit.DONE


def test_nothing_is_lost_by_an_order(example):
    for order in ("plan", "status", "owner", "title"):
        options = argparse.Namespace(status=(), sort=order)
        assert len(arranged(example[1], options)) == 42


def test_what_is_hidden_by_status_fails_all_the_same(capsys):
    words = ["check", str(EXAMPLE), "--as-of", "2026-04-01", "--owner", "corporate", "--status", "on-track"]
    assert main(words) == Exit.OFF_TRACK
    # However wide the terminal is.
    said = " ".join(capsys.readouterr().out.split())
    assert "None of the measures has such a verdict; the exit code is that of all that were judged." in said
