"""wes-rules read-target: what a target's words say, as a plan file has it."""

import json
import tomllib

from wes_rules.cli.main import main


def test_words_that_settle_a_rule_are_printed_as_a_plan_file_has_them(capsys):
    assert main(["read-target", "By 2030, at least 60% of schools", "--better", "higher"]) == 0
    found = tomllib.loads(capsys.readouterr().out)
    assert (found["unit"], found["better"], found["rule"]["at_least"]) == ("percent", "higher", 60)
    assert found["measures"]["readings"][0]["phrase"] == "By 2030"


def test_a_rule_that_is_not_settled_stands_in_a_comment_beside_its_questions(capsys):
    assert main(["read-target", "Absence will reduce"]) == 3
    out = capsys.readouterr().out
    assert '# not settled: rule = {kind = "from-baseline"}' in out
    assert "# open: what it starts from is not said (the last period before the plan | a figure and its period)" in out
    assert "rule" not in tomllib.loads(out)


def test_what_is_known_of_the_measure_is_taken_and_programs_get_json(capsys):
    words = ["read-target", "in line with national, at least 70% by 2029/30", "--format", "json"]
    assert main([*words, "--national", "970", "--calendar", "financial-year", "--unit", "percent"]) == 3
    found = json.loads(capsys.readouterr().out)
    assert not found["settled"]
    assert found["questions"]
    assert main(["read-target", "at least 70% by 2029/30", "--format", "json", "--calendar", "financial-year"]) == 0
    assert json.loads(capsys.readouterr().out)["rule"]["by"] == "2030-03-31"


def test_words_that_no_kind_of_rule_can_say_are_named(capsys):
    assert main(["read-target", "Increase visits by 2% a month"]) == 3
    assert (
        "no kind of rule can say a step, or a change by so much, in every month, quarter, term or week yet"
        in capsys.readouterr().out
    )


def test_a_unit_that_the_words_only_suggest_stays_open_with_the_word(capsys):
    assert main(["read-target", "Smoking prevalence better than the national average", "--better", "lower"]) == 0
    assert '# unit: the words do not say it; by "prevalence" it may be "percent": say --unit' in capsys.readouterr().out
