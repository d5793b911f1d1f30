"""Scenarios of alerts in plan tests: what they say when they fail, and that silence can be disproved."""

import pytest

from wes_rules import PlanError
from wes_rules.cli.main import main
from wes_rules.plantests.run import run_tests

PLAN = """
[plan]
id = "p"
title = "P"
area = "937"
[calendars.years]
kind = "calendar-year"
lag = "6 months"
[[measures]]
id = "m"
title = "M"
owner = "Board"
labels = ["slow"]
unit = "percent"
decimals = 1
better = "higher"
calendar = "years"
number = {indicator = "i"}
rule = {kind = "threshold", at_least = 90}
[[measures]]
id = "told-nobody"
title = "N"
owner = "Board"
unit = "percent"
decimals = 1
better = "higher"
calendar = "years"
number = {indicator = "i"}
rule = {kind = "advisory", rule = {kind = "threshold", at_least = 90}}
[[alerts.policies]]
labels = ["slow"]
after = 2
"""
HEAD = 'plan = "plan.toml"\n[[scenarios]]\nname = "s"\nmeasure = "m"\n'


@pytest.fixture
def failures(tmp_path):
    def failures(text, plan=PLAN):
        (tmp_path / "plan.toml").write_text(plan)
        (tmp_path / "t.toml").write_text(text)
        return [failure for one in run_tests(tmp_path / "t.toml") for failure in one.failures]

    return failures


def step(day, more=""):
    return f"[[scenarios.steps]]\nday = {day}\n{more}\n"


def figure(year, value):
    return f'figures = [{{period = "{year}", value = {value}}}]\n'


def test_pending_is_visible_and_never_sent(failures):
    steps = step("2020-07-01", figure(2019, 80) + 'expect = {alert = "pending", sent = [], why = ["1 of the 2"]}')
    steps += step("2021-07-01", figure(2020, 80) + 'expect = {alert = "open", sent = ["Board: new"]}')
    assert failures(HEAD + steps) == []


def test_a_plan_says_from_what_on_a_worsening_is_told(failures):
    eager = PLAN.replace("after = 2", "after = 1\nworse_by = 2")
    steps = step("2020-07-01", figure(2019, 80) + 'expect = {sent = ["Board: new"]}')
    steps += step("2021-07-01", figure(2020, 79) + 'expect = {sent = ["Board: still_open"]}')
    steps += step("2022-07-01", figure(2021, 78) + 'expect = {sent = ["Board: worse"]}')
    assert failures(HEAD + steps, eager) == []


def one_off(*policy):
    """The plan with a policy of its own for the measure."""
    return PLAN.replace("after = 2", "\n".join(policy))


def of_people(year, value, people):
    return f'figures = [{{period = "{year}", value = {value}, denominator = {people}}}]\n'


def test_a_figure_of_few_people_sends_nothing_and_one_of_enough_people_does(failures):
    why = "by a figure of fewer than 20"
    steps = step("2020-07-01", of_people(2019, 80, 12) + f'expect = {{alert = "none", sent = [], why = ["{why}"]}}')
    steps += step("2021-07-01", of_people(2020, 80, 20) + 'expect = {alert = "open", sent = ["Board: new"]}')
    assert failures(HEAD + steps, one_off("minimum_denominator = 20")) == []
    assert len(failures(HEAD + steps, one_off("after = 1"))) == 4


def test_a_rate_of_few_people_sends_nothing(failures):
    rate = '{kind = "rate", indicator = "e", population = "people", per = 1000}'
    plan = one_off("minimum_denominator = 500").replace('number = {indicator = "i"}', f"number = {rate}", 1)
    plan = plan.replace('unit = "percent"', 'unit = "ratio"', 1)
    few, enough = (
        f'figures = [{{period = "{year}", value = 9, indicator = "e"}}, {{period = "{year}", value = {people}, indicator = "people"}}]\n'
        for year, people in ((2019, 499), (2020, 500))
    )
    steps = step("2020-07-01", few + 'expect = {alert = "none", sent = [], why = ["by a figure of fewer than 500"]}')
    steps += step("2021-07-01", enough + 'expect = {alert = "open", sent = ["Board: new"]}')
    assert failures(HEAD + steps, plan) == []


def test_only_a_figure_that_has_worsened_is_sent(failures):
    steps = step(
        "2020-07-01", figure(2019, 80) + 'expect = {alert = "none", sent = [], why = ["only what has become worse"]}'
    )
    steps += step("2021-07-01", figure(2020, 79) + 'expect = {alert = "open", sent = ["Board: new"]}')
    assert failures(HEAD + steps, one_off("only_worse = true")) == []
    assert len(failures(HEAD + steps, one_off("after = 1"))) == 4


def test_subscribers_are_sent_what_the_owner_is_sent(failures):
    steps = step("2020-07-01", figure(2019, 80) + 'expect = {sent = ["Board: new", "Panel: new"]}')
    steps += step("2021-07-01", figure(2020, 95) + 'expect = {sent = ["Board: recovered", "Panel: recovered"]}')
    assert failures(HEAD + steps, one_off('subscribers = ["Panel"]')) == []


def test_a_figure_within_its_days_of_grace_is_pending(failures):
    steps = step("2020-07-01", figure(2019, 95) + 'expect = {overdue = "none"}')
    steps += step("2021-07-02", 'expect = {overdue = "pending", sent = []}')
    steps += step("2021-08-01", 'expect = {overdue = "open", sent = ["Board: new"]}')
    assert failures(HEAD + steps, PLAN.replace("after = 2", "after = 2\ngrace_days = 30")) == []


def test_what_was_expected_and_is_not_so_is_said_with_the_day_and_the_line(failures):
    found = failures(
        HEAD
        + step(
            "2020-07-01",
            figure(2019, 95)
            + 'expect = {alert = "open", overdue = "open", sent = ["Board: new"], says = ["short"], why = ["silenced"]}',
        )
    )
    assert found == [
        "2020-07-01 (line 5): expected alert open, found none",
        "2020-07-01 (line 5): expected overdue open, found none",
        "2020-07-01 (line 5): expected to be sent: Board: new; sent: nothing",
        '2020-07-01 (line 5): expected a message to say "short"; said: nothing',
        (
            '2020-07-01 (line 5): expected a reason with "silenced"; reasons: it is not open: 2019 is on track;'
            " it is not open: no figure that it needs is overdue"
        ),
    ]


def test_an_expectation_that_nothing_is_sent_must_be_able_to_fail(failures):
    quiet = step("2020-07-01", figure(2019, 80) + "expect = {sent = []}")
    (found,) = failures(HEAD.replace('"m"', '"told-nobody"') + quiet)
    assert "this proves nothing" in found
    assert failures(HEAD + quiet) == []


def test_nothing_more_is_sent_to_somebody_who_was_told(failures):
    steps = step("2021-07-01", figure(2020, 80).replace("]", ', {period = "2019", value = 80}]'))
    assert failures(HEAD + steps + step("2021-07-02", "expect = {sent = []}")) == []


def test_an_acknowledgement_stops_the_reminder_and_not_what_is_worse(failures):
    plan = PLAN.replace("after = 2", "after = 1")
    steps = step("2020-07-01", figure(2019, 80)) + step("2020-08-01", 'acknowledge = {by = "Ann", note = "in hand"}')
    steps += step("2021-07-01", figure(2020, 81) + 'expect = {sent = [], why = ["acknowledged by Ann"]}')
    steps += step("2022-07-01", figure(2021, 70) + 'expect = {sent = ["Board: worse"]}')
    assert failures(HEAD + steps, plan) == []


def test_recipients_who_are_told_by_different_notifiers_are_all_told(failures):
    plan = PLAN.replace("after = 2", 'after = 1\nto = ["Board", "Chair"]')
    plan += '[[notifiers]]\nkind = "console"\n[[notifiers]]\nkind = "jsonl"\npath = "news.jsonl"\n'
    plan += '[[recipients]]\nname = "Board"\n[[recipients]]\nname = "Chair"\nvia = ["jsonl"]\n'
    plan += '[alerts]\nfallback = "Board"\n'
    steps = step("2020-07-01", figure(2019, 80) + 'expect = {sent = ["Board: new", "Chair: new"]}')
    assert failures(HEAD + steps, plan) == []


SILENCE = 'silence = {match = {measure = "m"}, until = 2022-01-01}\n'


def test_news_that_stopped_holding_in_a_silence_can_be_expected_not_to_be_sent(failures):
    plan = PLAN.replace("after = 2", "after = 1")
    quiet = 'expect = {sent = [], why = ["silenced by a plan test"]}'
    steps = step("2020-07-01", SILENCE + figure(2019, 80) + quiet) + step("2021-07-01", figure(2020, 95))
    assert failures(HEAD + steps + step("2022-01-01", "expect = {sent = []}"), plan) == []


def test_news_that_a_revision_took_back_in_a_silence_can_be_expected_not_to_be_sent(failures):
    plan = PLAN.replace("after = 2", "after = 1\noverdue = false")
    steps = step("2020-07-01", SILENCE + figure(2019, 80)) + step("2020-08-01", figure(2019, 95))
    assert failures(HEAD + steps + step("2022-01-01", "expect = {sent = []}"), plan) == []


def test_a_silence_does_not_make_an_advisory_promise_one_that_could_be_told(failures):
    head = HEAD.replace('"m"', '"told-nobody"')
    steps = step("2020-07-01", SILENCE.replace('"m"', '"told-nobody"') + figure(2019, 80))
    steps += step("2021-07-01", figure(2020, 95)) + step("2022-01-01", "expect = {sent = []}")
    (found,) = failures(head + steps)
    assert "this proves nothing" in found


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            step("2020-07-01", figure(2019, 80) + 'acknowledge = {by = "Ann"}'),
            (
                't.toml:5: scenario "s": no alert of m is open before 2020-07-01, so there is nothing to acknowledge; put it'
                " in a step after the one in which it opens"
            ),
        ),
        (
            step("2020-07-01", figure(2019, 80)) + step("2020-08-01", "acknowledge = {until = 2020-08-01}"),
            't.toml:11: scenario "s": the acknowledgement is over on 2020-08-01 already; give a later day',
        ),
        (
            step("2020-07-01", 'silence = {match = {measure = "m"}, until = 2020-07-01}'),
            (
                't.toml:7: scenario "s": the silence ends on 2020-07-01 00:00:00+00:00, which is not after its start on 2020-07-01'
                " 12:00:00+00:00; give a later end"
            ),
        ),
        (
            step("2020-07-01", 'silence = {match = {mesure = "m"}, until = 2020-08-01, reason = ""}'),
            (
                't.toml:7: scenario "s": a silence cannot match on "mesure"; did you mean "measure"?\n'
                't.toml:7: scenario "s": a silence needs a reason; say it: the log keeps it'
            ),
        ),
        (
            step("2020-07-01", 'expect = {sent = ["Bord: new"]}'),
            't.toml:7: scenario "s": "Bord" is never told of m; did you mean "Board"?',
        ),
        (
            step("2020-07-01", 'expect = {sent = ["Board: opened", "Board"]}'),
            (
                't.toml:7: scenario "s": "opened" is no change that is sent; did you mean "reopened"?\n'
                't.toml:7: scenario "s": "Board" does not say what is sent; write it like "Board: new"'
            ),
        ),
    ],
)
def test_what_cannot_be_done_or_sent_is_refused_with_its_file_line_and_scenario(failures, text, problem):
    with pytest.raises(PlanError) as found:
        failures(HEAD + text, PLAN.replace("after = 2", "after = 1"))
    assert str(found.value) == problem


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD, "the scenario has no steps"),
        (HEAD.replace('"m"', '"n"') + step("2020-07-01"), 'no measure "n"'),
        (HEAD + step("2020-07-01", "expect = {}"), "the test cannot fail"),
        (HEAD + step("2020-07-01", 'expect = {alert = "opened"}'), 'did you mean "open"'),
        (HEAD + step("2020-07-01") + step("2019-07-01"), "go back"),
        (HEAD + step("2020-07-01", figure("2019", '"x y"')), "scenario"),
    ],
)
def test_a_scenario_that_makes_no_sense_is_refused_with_its_place(failures, text, says):
    with pytest.raises(PlanError, match=says):
        failures(text)


def test_what_a_day_off_holds_back_is_an_expectation_that_can_fail(failures):
    plan = PLAN.replace("[[alerts.policies]]", "[alerts]\nworking_days = true\n[[alerts.policies]]").replace(
        "= 2\n", "= 1\n"
    )
    why = "nothing is sent before 6 July 2020, the next working day"
    saturday = step("2020-07-04", figure(2019, 80) + f'expect = {{alert = "open", sent = [], why = ["{why}"]}}')
    assert failures(HEAD + saturday + step("2020-07-06", 'expect = {sent = ["Board: new"]}'), plan) == []


def test_the_command_says_which_scenario_failed(failures, tmp_path, capsys):
    failures(HEAD + step("2020-07-01", figure(2019, 95) + 'expect = {alert = "open"}'))
    assert main(["test", str(tmp_path / "t.toml")]) == 1
    out = capsys.readouterr().out
    assert out.splitlines()[0].startswith("FAILED  s (")
    assert out.splitlines()[-1] == "1 test: 0 passed, 1 failed"


ASKS = one_off("question_jumps_over = 20", "question_days = 10", "overdue = false")
BEFORE = step("2019-07-01", figure(2017, 93).replace("]", ', {period = "2018", value = 95}]'))


def test_a_figure_that_jumps_is_asked_about_and_told_when_nobody_has_answered(failures):
    says = '"It differs by more than 20.0 points from each of the figures before it: 93.0% in 2017 and 95.0% in 2018."'
    steps = step(
        "2020-07-01", figure(2019, 12) + f'expect = {{alert = "open", sent = ["Board: questioned"], says = [{says}]}}'
    )
    steps += step("2020-07-10", 'expect = {sent = [], why = ["it is told from 11 July 2020 on"]}')
    steps += step("2020-07-11", 'expect = {sent = ["Board: new"], says = ["12.0% in 2019"]}')
    steps += step("2020-07-12", "expect = {sent = []}")
    assert failures(HEAD + BEFORE + steps, ASKS) == []
    assert len(failures(HEAD + BEFORE + steps, one_off("question_jumps_over = 90", "overdue = false"))) == 5


def test_what_follows_from_a_figure_that_somebody_says_is_right_waits_no_longer(failures):
    steps = step("2020-07-01", figure(2019, 12) + 'expect = {sent = ["Board: questioned"]}')
    steps += step("2020-07-03", 'acknowledge = {by = "Ann"}\nexpect = {sent = ["Board: new"]}')
    assert failures(HEAD + BEFORE + steps, ASKS) == []


def test_nothing_follows_from_a_figure_that_was_corrected(failures):
    steps = step("2020-07-01", figure(2019, 12) + 'expect = {sent = ["Board: questioned"]}')
    steps += step("2020-07-05", figure(2019, 92) + 'expect = {alert = "none", sent = []}')
    steps += step("2021-07-01", figure(2020, 91) + "expect = {sent = []}")
    assert failures(HEAD + BEFORE + steps, ASKS) == []


def test_a_figure_that_was_published_again_is_told_and_not_asked_about(failures):
    steps = step("2020-07-01", figure(2019, 12) + 'expect = {sent = ["Board: questioned"]}')
    steps += step("2020-07-05", figure(2019, 13) + 'expect = {sent = ["Board: new"]}')
    assert failures(HEAD + BEFORE + steps, ASKS) == []


def test_a_worsening_and_a_recovery_that_jump_are_asked_about_as_well(failures):
    steps = step("2020-07-01", figure(2019, 85) + 'expect = {sent = ["Board: new"]}')
    steps += step("2021-07-01", figure(2020, 5) + 'expect = {sent = ["Board: questioned"], says = ["5.0% in 2020"]}')
    steps += step("2021-07-11", 'expect = {sent = ["Board: worse"]}')
    assert failures(HEAD + BEFORE + steps, ASKS) == []
    steps = step("2020-07-01", figure(2019, 80) + 'expect = {sent = ["Board: new"]}') + step(
        "2021-07-01", figure(2020, 80)
    )
    steps += step("2022-07-01", figure(2021, 99) + 'expect = {alert = "open", sent = ["Board: questioned"]}')
    steps += step("2022-07-11", 'expect = {alert = "recovered", sent = ["Board: recovered"]}')
    assert failures(HEAD + BEFORE + steps, ASKS.replace("over = 20", "over = 15")) == []


def test_a_figure_near_one_of_those_before_it_is_not_asked_about(failures):
    """So the right figure after a wrong one is no jump, nor is what comes every year in the same season."""
    steps = step("2020-07-01", figure(2019, 12)) + step("2020-07-15") + step("2021-07-01", figure(2020, 88))
    steps += step("2022-07-01", figure(2021, 20) + 'expect = {sent = ["Board: worse"]}')
    assert failures(HEAD + BEFORE + steps, ASKS) == []


def test_a_jump_can_be_said_in_percent_of_the_figures_before(failures):
    steps = step(
        "2020-07-01", figure(2019, 80) + 'expect = {sent = ["Board: questioned"], says = ["more than 10% of that"]}'
    )
    percent = 'question_jumps_over = 10\nquestion_jumps_in = "percent"'
    assert failures(HEAD + BEFORE + steps, one_off(percent)) == []
    assert failures(HEAD + BEFORE + steps.replace("questioned", "new"), one_off(percent.replace("10", "16"))) != []
