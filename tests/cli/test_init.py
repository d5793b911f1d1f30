"""wes-rules init: a first plan that validates, never over another, and never in half."""

import os
from pathlib import Path

import pytest

from wes_rules import writing
from wes_rules.cli.main import main


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_plan_from_nothing_validates(here, capsys):
    assert main(["init"]) == 0
    assert "plan.toml: written, with 1 measure." in capsys.readouterr().out
    assert main(["validate", "plan.toml"]) == 0


def test_a_table_and_figures_become_a_plan_that_is_judged_and_what_was_set_aside_is_told(here, capsys):
    Path("targets.csv").write_text(
        "Measure,Target,Good is\nAbsence,At most 5% by 2030,low\nVisits,Increase by 5% a year,high\n"
    )
    Path("figures.csv").write_text(
        "indicator,area,period,value,unit,source,group\nabsence,937,2019,4.5,percent,DfE,all\n"
    )
    assert main(["init", "new.toml", "--targets", "targets.csv", "--figures", "figures.csv"]) == 0
    assert "set aside: visits: " in capsys.readouterr().err
    assert main(["check", "new.toml", "--as-of", "2031-01-01", "--fail-on", "never"]) == 0
    assert 'path = "figures.csv"' in Path("new.toml").read_text()


def test_a_plan_that_is_there_stays_as_it_is(here, capsys):
    Path("plan.toml").write_text("mine")
    assert main(["init"]) == 2
    assert "it is there already, and is not written over" in capsys.readouterr().err
    assert Path("plan.toml").read_text() == "mine"


def test_a_plan_that_appears_meanwhile_stays_as_it_is(here, monkeypatch, capsys):
    link = os.link

    def slow(part, path):
        Path(path).write_text("theirs")
        link(part, path)

    monkeypatch.setattr(writing.os, "link", slow)
    assert main(["init"]) == 2
    assert "it is there already" in capsys.readouterr().err
    assert [one.name for one in here.iterdir()] == ["plan.toml"]
    assert Path("plan.toml").read_text() == "theirs"


def test_a_file_beside_the_folder_of_the_plan_is_named_from_there(here, capsys):
    Path("figures.csv").write_text(
        "indicator,area,period,value,unit,source,group\nabsence,937,2019,4.5,percent,DfE,all\n"
    )
    Path("plans").mkdir()
    assert main(["init", "plans/plan.toml", "--figures", "figures.csv", "--better", "lower"]) == 0
    assert 'path = "../figures.csv"' in Path("plans/plan.toml").read_text()
    assert main(["validate", "plans/plan.toml"]) == 0


def test_a_plan_in_which_no_measure_can_stand_has_each_in_comments_with_its_reason(here, capsys):
    Path("targets.csv").write_text("target\nIncrease by 5% a year\n")
    assert main(["init", "--targets", "targets.csv"]) == 2
    told = capsys.readouterr().err
    assert "no measure can be written yet; say what is missing" in told
    assert "(points | percent of the baseline)" in told
    text = Path("plan.toml").read_text()
    assert text.startswith(
        "# Set aside, in comments below with what has to be said first: 1 measure.\n# None stands yet"
    )
    assert '# text = "Increase by 5% a year"' in text


def test_nobody_is_asked_unless_somebody_is_there(here, monkeypatch, capsys):
    Path("targets.csv").write_text("target\nAbsence in line with national\nAt least 5\n")
    monkeypatch.setattr("builtins.input", lambda _: pytest.fail("asked"))
    assert main(["init", "--targets", "targets.csv"]) == 0
    assert "which way is better is not said" in capsys.readouterr().err


def test_somebody_on_a_terminal_is_asked(here, monkeypatch, capsys):
    asked = []
    monkeypatch.setattr("wes_rules.cli.init_command._somebody_is_there", lambda: True)
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or "l")
    Path("targets.csv").write_text("target\nAbsence in line with national\n")
    assert main(["init", "--targets", "targets.csv"]) == 0
    assert asked == [
        "Absence in line with national: which way is better? (higher or up/lower or down, or Enter to leave it open) "
    ]
    assert 'better = "lower"' in Path("plan.toml").read_text()


def test_a_table_in_place_of_a_plan_is_refused_with_the_command_that_was_meant(here, capsys):
    Path("targets.csv").write_text("Measure,Target,Notes\nAbsence,At most 5% by 2030,a\n")
    assert main(["init", "targets.csv"]) == 2
    assert "wes-rules init --targets targets.csv" in capsys.readouterr().err
    assert main(["init", "--targets", "targets.csv"]) == 0
    assert 'Not read from targets.csv: the column "Notes".' in capsys.readouterr().out


TWO_COUNCILS = "indicator,area,area_name,period,value\n" + "".join(
    f"absence,{code},{name},{year},4\n"
    for code, name in (("E92000001", "England"), ("937", "Warwickshire"), ("330", "Birmingham"))
    for year in (2022, 2023)
)


def test_an_answer_that_was_not_understood_is_asked_again_and_areas_are_known_by_their_names(here, monkeypatch):
    Path("figures.csv").write_text(TWO_COUNCILS)
    asked, answers = [], ["sideways", "up", "Kent", "warwick"]
    monkeypatch.setattr("wes_rules.cli.init_command._somebody_is_there", lambda: True)
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or answers.pop(0))
    assert main(["init", "--figures", "figures.csv"]) == 0
    text = Path("plan.toml").read_text()
    assert 'area = "937"\n' in text
    assert 'better = "higher"\n' in text
    assert asked == [
        "absence: which way is better? (higher or up/lower or down, or Enter to leave it open) ",
        '"sideways" is none of them: ',
        "Which area is the plan about? (937 or Warwickshire/330 or Birmingham, or Enter to leave it open) ",
        '"kent" is none of them: ',
    ]


def test_the_area_is_never_guessed_among_many_and_never_the_nation(here, capsys):
    Path("figures.csv").write_text(TWO_COUNCILS)
    assert main(["init", "--figures", "figures.csv", "--better", "lower"]) == 0
    assert 'area = "area"  # guess: it stands for the code by which the figures name your area; the figures have ' in (
        Path("plan.toml").read_text()
    )
    assert main(["init", "other.toml", "--figures", "figures.csv", "--better", "lower", "--area", "E08000025"]) == 0
    assert 'area = "E08000025"  # guess: the figures have no such area, but 330, 937, E92000001' in (
        Path("other.toml").read_text()
    )
