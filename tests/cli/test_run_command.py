"""`wes-rules run` and `wes-rules alerts`, as a person uses them."""

import json
import multiprocessing
import sqlite3
from contextlib import closing

import pytest

from wes_rules.cli.main import main
from wes_rules.running.delivering import outlets


@pytest.fixture
def desk(council):
    return council


def contents(path):
    with closing(sqlite3.connect(path)) as store:
        return list(store.iterdump())


def test_without_a_store_it_says_how_to_make_one_and_makes_none(desk):
    code, out, err = desk.run()
    assert (code, out) == (2, "")
    assert "alerts.db: there is no such store; create it with wes-rules run PLAN --init, or check the path" in err
    assert not (desk.folder / "alerts.db").exists()


def test_the_second_run_sends_nothing_and_says_so_in_one_line(desk):
    code, out, err = desk.run("--init")
    assert (code, err) == (0, "")
    assert "To Board: Off track: " in out
    assert out.splitlines()[-1] == "2 measures judged as known on 2020-07-01; 1 message queued: 1 delivered."
    assert desk.run() == (0, "2 measures judged as known on 2020-07-01; nothing is new, and nothing was sent.\n", "")


def test_init_where_a_store_is_is_refused(desk):
    desk.run("--init")
    code, _, err = desk.run("--init")
    assert code == 2
    assert "leave --init out" in err


def test_a_dry_run_shows_what_would_be_sent_and_writes_nothing(desk):
    desk.run("--init")
    desk.figures(i2019=80, i2020=70)
    before = contents(desk.folder / "alerts.db")
    code, out, _ = desk.run("--dry-run", day="2021-07-01")
    assert code == 0
    assert (
        "To Board via console: Off track, and worse: ehcp title (70.0%, target at least 90.0%), and 1 more - P" in out
    )
    assert out.endswith("1 message would be sent; nothing was written (dry run).\n")
    assert contents(desk.folder / "alerts.db") == before
    code, out, _ = desk.run(day="2021-07-01")
    assert "1 message queued: 1 delivered." in out


def test_an_address_of_a_store_that_nobody_knows_is_said_in_a_sentence(desk):
    code, _, err = desk.run("--init", "--store", "foo:bar")
    assert code == 2
    assert err.startswith('no store is called "foo"; use one of: ')
    assert "sqlite; or install the plugin that adds it\n" in err


def test_a_path_with_a_colon_is_a_path(desk):
    assert desk.run("--init", "--store", "./foo:bar")[0] == 0
    assert (desk.folder / "foo:bar").is_file()


def test_a_dry_run_needs_no_store_when_it_is_told_to_make_one(desk):
    before = {one: one.read_bytes() for one in desk.folder.iterdir()}
    code, _, err = desk.run("--dry-run")
    assert code == 2
    assert "or see with --init --dry-run what a first run would tell: it writes nothing" in err
    code, out, _ = desk.run("--dry-run", "--init")
    assert {one: one.read_bytes() for one in desk.folder.iterdir()} == before
    assert (code, "1 message would be sent" in out) == (0, True)
    assert not (desk.folder / "alerts.db").exists()


def test_a_first_run_is_not_shown_where_there_has_been_one(desk):
    desk.run("--init")
    code, out, err = desk.run("--dry-run", "--init")
    assert (code, out) == (2, "")
    assert "there is a store already; leave --init out" in err


def test_a_day_before_the_last_run_and_a_day_to_come_are_refused(desk):
    desk.run("--init", day="2021-07-01")
    code, _, err = desk.run(day="2020-07-01")
    assert code == 2
    assert "2020-07-01 would take back what was told" in err
    code, _, err = desk.run(day="2199-07-01")
    assert code == 2
    assert "2199-07-01 is still to come; look ahead with --dry-run" in err
    assert desk.run("--dry-run", day="2199-07-01")[0] == 0


def test_a_source_that_fails_leaves_its_measures_as_they_are_and_the_office_hears_of_it(desk):
    desk.run("--init")
    desk.more(j2020="many")
    desk.figures(i2019=80, i2020=95)
    code, out, err = desk.run(day="2021-07-01")
    assert code == 4
    assert "Back on track (1)\n  - ehcp title\n" in out
    assert "To Office: Source that cannot be used: " in out
    assert "Sources that cannot be used (1)" in out
    assert "left as they were, as a source failed (1): late" in err
    desk.more(j2019=95, j2020=96)
    code, out, _ = desk.run(day="2021-07-02")
    assert code == 0
    assert "Sources that can be used again (1)" in out


def test_before_a_source_was_ever_read_nothing_is_judged_without_it(desk):
    (desk.folder / "more.csv").unlink()
    code, out, err = desk.run("--init")
    assert code == 4
    assert "left as they were, as a source failed (2): ehcp, late" in err
    assert "Off track" not in out


def test_the_report_as_json(desk):
    code, out, _ = desk.run("--init", "--dry-run", "--format", "json")
    found = json.loads(out)
    assert (code, found["plan"], found["as_of"], found["judged"]) == (0, "p", "2020-07-01", 2)
    assert [one["recipient"] for one in found["messages"]] == ["Board"]


def run_once(folder):
    main(["run", str(folder / "plan.toml"), "--store", str(folder / "alerts.db"), "--as-of", "2021-07-01"])


def test_runs_at_once_send_everything_once(desk):
    desk.run("--init")
    desk.figures(i2019=80, i2020=70)
    context = multiprocessing.get_context("spawn")
    runs = [context.Process(target=run_once, args=(desk.folder,)) for _ in range(3)]
    for one in runs:
        one.start()
    for one in runs:
        one.join(60)
    assert [one.exitcode for one in runs] == [0, 0, 0]
    _, out, _ = desk("alerts", "show", "p/ehcp/937/off_track", "--format", "json")
    (shown,) = json.loads(out)["alerts"]
    assert [(one["status"], one["attempts"]) for one in shown["messages"]] == [("delivered", 1)] * 2


def test_the_open_alerts_are_listed_with_their_numbers(desk):
    desk.run("--init")
    code, out, _ = desk("alerts", "list")
    assert code == 0
    assert out.splitlines()[:3] == [
        "open since 2019: ehcp title [p/ehcp/937/off_track]",
        "    80.0% in 2019; target: at least 90.0%; 10.0 points short.",
        "1 alert open",
    ]
    found = json.loads(desk("alerts", "list", "--all", "--format", "json")[1])
    assert {one["alert"] for one in found["alerts"]} >= {"p/ehcp/937/off_track", "p/late/937/overdue"}
    assert found["health"]["dead"] == 0


def test_explain_says_what_was_sent_and_why_nothing_was(desk):
    desk.run("--init")
    _, out, _ = desk("alerts", "explain", "ehcp")
    assert "Board via console:\n    was told: newly off track (2019), in message " in out
    _, out, _ = desk("alerts", "explain", "late")
    assert (
        "Board via console:\n    nothing has arrived there\n    nothing is sent: it is not open: 2019 is on track\n"
        in out
    )


def test_a_name_that_is_wrong_gets_the_nearest_one(desk):
    desk.run("--init")
    code, _, err = desk("alerts", "show", "ehpc")
    assert code == 2
    assert 'there is no alert "ehpc"; did you mean "ehcp"?' in err


def test_a_silence_is_previewed_set_listed_ended_and_kept_in_the_log(desk):
    desk.run("--init")
    silence = ["alerts", "silence", "measure=ehcp", "--until", "2199-01-01", "--by", "Ann", "--reason", "under review"]
    _, out, _ = desk(*silence, "--preview")
    assert out == "It would silence 1 alert open now:\n  ehcp title [p/ehcp/937/off_track]\n"
    assert desk("alerts", "silences")[1] == "0 silences\n"
    assert desk(*silence)[1].startswith("S1: measure=ehcp until 2199-01-01 00:00; 1 alert open now:")
    assert "S1 (in force): measure=ehcp" in desk("alerts", "silences")[1]
    assert desk("alerts", "silence", "--end", "S1", "--by", "Bo")[1].startswith("S1 has ended")
    assert "ended early by Bo" in desk("alerts", "silences")[1]
    log = desk("alerts", "log")[1]
    assert "Ann silenced S1: measure=ehcp until 2199-01-01 00:00: under review" in log
    assert "Bo ended silence S1" in log


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["measure=ehcp", "--reason", "r"], "a silence needs an end"),
        (["measure=ehcp", "--until", "2199-01-01"], "a silence needs a reason"),
        (["colour=blue", "--until", "2199-01-01", "--reason", "r"], 'cannot match on "colour"'),
        (["measure=*", "--until", "2199-01-01", "--reason", "r"], "a silence of everything is refused"),
        (["ehcp", "--until", "2199-01-01", "--reason", "r"], "write it like measure=ehcp-20-weeks"),
        (["measure=ehcp", "--until", "2001-01-01", "--reason", "r"], "give a later day"),
        (["--end", "S9"], 'there is no silence "S9"'),
    ],
)
def test_a_silence_that_makes_no_sense_is_refused(desk, arguments, says):
    desk.run("--init")
    code, out, err = desk("alerts", "silence", *arguments)
    assert (code, out) == (2, "")
    assert says in err


def test_an_acknowledgement_is_shown_with_who_and_why_and_replaced_by_the_next(desk):
    desk.run("--init")
    assert desk("alerts", "ack", "ehcp", "--by", "Ann", "--note", "in hand")[0] == 0
    assert "acknowledged by Ann" in desk("alerts", "list")[1]
    desk("alerts", "ack", "ehcp", "--by", "Bo", "--until", "2199-01-01")
    shown = desk("alerts", "show", "ehcp")[1]
    assert "acknowledged by Ann" in shown
    assert "no longer: replaced by Bo" in shown
    code, _, err = desk("alerts", "ack", "late", "--by", "Ann")
    assert code == 2
    assert "p/late/937/off_track, p/late/937/overdue are not open; there is nothing to acknowledge" in err


def test_retry_says_what_is_missing_and_what_is_not_there(desk):
    desk.run("--init")
    assert "name messages, or write --all" in desk("alerts", "retry")[2]
    assert '"abc" is no message that was given up' in desk("alerts", "retry", "abc")[2]
    assert desk("alerts", "retry", "--all")[1] == "0 queued, 0 left\n"
    assert desk("alerts", "dead")[1] == "0 messages given up\n"


def test_control_characters_of_people_s_notes_steer_no_terminal(desk):
    desk.run("--init")
    desk("alerts", "ack", "ehcp", "--by", "A\x1b[31m", "--note", "x\x07")
    shown = desk("alerts", "show", "ehcp")[1]
    assert "\x1b" not in shown
    assert "\x07" not in shown


ADDRESSED = """
import attrs
from wes_rules.plugins import NotifierType, hookimpl

@attrs.frozen
class Config:
    pass

class Letters:
    def send(self, message, *, attempt, timeout):
        raise AssertionError("nothing may be sent")

@hookimpl
def wes_rules_notifiers():
    return [NotifierType("letters", "Letters", Config, lambda config, context: Letters(), addressed=True)]
"""
RECIPIENTS = """
[[notifiers]]
kind = "letters"
[[recipients]]
name = "Board"
addresses = {letters = "1 Market Place"}
[[recipients]]
name = "Office"
"""


@pytest.mark.parametrize("command", [["validate"], ["check"], ["run", "--init"]])
def test_a_recipient_without_the_address_that_a_notifier_needs_is_a_fault_of_the_plan(desk, install, command):
    install("letters", ADDRESSED)
    desk.write("plan.toml", (desk.folder / "plan.toml").read_text() + RECIPIENTS)
    code, _, err = desk(command[0], desk.folder / "plan.toml", *command[1:])
    assert code == 2
    assert 'notifier "letters" has no address for "Office"; write addresses = {letters = "..."}' in err
    assert "Board" not in err


def test_check_shows_alerts_and_sends_none(desk, install):
    install("letters", ADDRESSED)
    addressed = RECIPIENTS + 'addresses = {letters = "2 Market Place"}\n'
    desk.write("plan.toml", (desk.folder / "plan.toml").read_text() + addressed)
    code, out, err = desk("check", desk.folder / "plan.toml", "--as-of", "2020-07-01")
    assert (code, err) == (1, "")
    assert "A first run would tell:\n  Board: 1 off track\n" in out


ASKED = """
import threading
import attrs
from wes_rules import PermanentFailure
from wes_rules.plugins import NotifierType, Receipt, hookimpl

@attrs.frozen
class Config:
    token_env: str

@attrs.frozen
class Letters:
    token: str

    def check(self):
        if self.token == "mute":
            return "there is nobody to ask"
        if self.token == "endless":
            threading.Event().wait()
        if self.token != "right":
            raise PermanentFailure(f"the key {self.token} is refused")

    def send(self, message, *, attempt, timeout):
        return Receipt()

@hookimpl
def wes_rules_notifiers():
    def make(config, context):
        return Letters(context.environ[config.token_env])
    return [NotifierType("letters", "Letters", Config, make, secrets=("token_env",))]
"""


@pytest.mark.parametrize(
    ("token", "code", "says"),
    [
        ("right", 0, "Asked, and working: letters.\nNot asked: console (it has nothing that can be asked).\n"),
        ("mute", 0, "Not asked: console (it has nothing that can be asked), letters (there is nobody to ask).\n"),
        ("wrong", 2, 'notifier "letters": the key *** is refused'),
        ("endless", 2, 'notifier "letters": its check did not end within 0.05 seconds; look at what it asks'),
    ],
)
def test_validating_asks_notifiers_whether_their_settings_work(desk, install, monkeypatch, token, code, says):
    install("letters", ASKED)
    monkeypatch.setattr(outlets, "_PATIENCE", 0.05 if token == "endless" else 10)
    monkeypatch.setenv("LETTERS", token)
    plan = (desk.folder / "plan.toml").read_text() + '[[notifiers]]\nkind = "letters"\ntoken_env = "LETTERS"\n'
    desk.write("plan.toml", plan)
    found, out, err = desk("validate", desk.folder / "plan.toml", "--ask")
    assert (found, says in out + err) == (code, True)
    assert "wrong" not in out + err


RUNNING = (
    'note: news of sources that fail and of messages that were given up goes to a recipient called "P", the plan\'s title, as'
    " there is no fallback; write fallback in [alerts]"
)


def test_validate_notes_that_nobody_is_told_of_the_running(council):
    plan = (council.folder / "plan.toml").read_text(encoding="utf-8").replace('fallback = "Office"\n', "")
    council.write("plan.toml", plan)
    assert council("validate", council.folder / "plan.toml")[1].splitlines()[1:] == [RUNNING]
    council.more(j2019="many")
    assert "To P: Source that cannot be used: " in council.run("--init")[1]
    # Where there is nothing to tell with, nobody is told of anything.
    council.write("plan.toml", plan.replace('[[notifiers]]\nkind = "console"\n', ""))
    council.more(j2019=95)
    assert "note:" not in council("validate", council.folder / "plan.toml")[1]


def test_validate_notes_measures_that_have_nobody_to_be_told(council):
    plan = (council.folder / "plan.toml").read_text(encoding="utf-8")
    assert "note:" not in council("validate", council.folder / "plan.toml")[1]
    council.write("plan.toml", plan.replace('owner = "Board"\n', "").replace('fallback = "Office"\n', ""))
    code, out, err = council("validate", council.folder / "plan.toml")
    assert (code, err) == (0, "")
    assert out.splitlines()[1:] == [
        (
            'note: alerts of ehcp, late go to a recipient called "P", the plan\'s title, as there is neither an owner nor a'
            " fallback; give each an owner, or write fallback in [alerts]"
        ),
        RUNNING,
    ]
    one = 'owner = "Board"\n'
    council.write("plan.toml", plan.replace(one, "", 1).replace('fallback = "Office"\n', ""))
    assert "note: alerts of ehcp go to" in council("validate", council.folder / "plan.toml")[1]
    council.write("plan.toml", plan.replace(one, "").replace('fallback = "Office"\n', 'to = ["Chair"]\n'))
    assert council("validate", council.folder / "plan.toml")[1].splitlines()[1:] == [RUNNING]


def test_validate_advises_a_plan_that_names_nobody_to_ask(council):
    plan = (council.folder / "plan.toml").read_text(encoding="utf-8")
    council.write("plan.toml", plan.replace('contact = "the office"\n', ""))
    said = council("validate", council.folder / "plan.toml")[1].splitlines()[1:]
    assert said == ["note: no message says whom to ask about it; write contact in [alerts]"]


def test_a_promise_that_is_never_alerted_needs_nobody_to_be_told(council):
    plan = (council.folder / "plan.toml").read_text(encoding="utf-8")
    advisory = plan.replace(
        'rule = {kind = "threshold", at_least = 90}',
        'rule = {kind = "advisory", rule = {kind = "threshold", at_least = 90}}',
    )
    council.write("plan.toml", advisory.replace('owner = "Board"\n', "").replace('fallback = "Office"\n', ""))
    assert council("validate", council.folder / "plan.toml")[1].splitlines()[1:] == [RUNNING]


def test_who_is_told_of_every_measure_is_not_told_of_the_running_but_the_fallback_is(council):
    plan = (council.folder / "plan.toml").read_text(encoding="utf-8")
    council.write("plan.toml", plan.replace("[alerts]", '[alerts]\nto = ["Chair"]'))
    council.more(j2019="many")
    code, out, _ = council.run("--init")
    assert code == 4
    assert [line for line in out.splitlines() if line.startswith("To ")] == [
        "To Office: Source that cannot be used: second - P"
    ]


def test_a_source_that_is_called_what_a_measure_is_has_nothing_of_that_measures_policy(council):
    plan = (council.folder / "plan.toml").read_text(encoding="utf-8").replace('id = "second"', 'id = "late"')
    council.write("plan.toml", plan + '[[alerts.policies]]\nmeasures = ["late"]\nto = ["Chair"]\n')
    council.more(j2019="many")
    out = council.run("--init")[1]
    assert "To Office: Source that cannot be used: " in out
    assert "Chair" not in out


def test_check_shows_alerts_to_those_whom_a_run_would_tell(council):
    plan = (council.folder / "plan.toml").read_text(encoding="utf-8")
    council.write("plan.toml", plan.replace("[alerts]", '[alerts]\nto = ["Chair", "Vice"]'))
    out = council("check", council.folder / "plan.toml", "--as-of", "2020-07-01")[1]
    assert "A first run would tell:\n  Chair: 1 off track\n  Vice: 1 off track\n" in out
    council.write("plan.toml", plan.replace('owner = "Board"\n', "", 1))
    out = council("check", council.folder / "plan.toml", "--as-of", "2020-07-01")[1]
    assert "  Office: 1 off track\n" in out


def test_validate_notes_plugins_that_are_allowed_or_enabled_and_not_there(council, capsys):
    plan = (council.folder / "plan.toml").read_text()
    council.write("plan.toml", plan + '[plugins]\nallow = ["csv", "console", "conzole"]\nenable = ["nobody-has-it"]\n')
    assert main(["validate", str(council.folder / "plan.toml")]) == 0
    line, out = plan.count("\n"), capsys.readouterr().out
    assert f'note: plan.toml:{line + 2}: [plugins] allow: no plugin is called "conzole"; did you mean "console"?' in out
    assert f'note: plan.toml:{line + 3}: [plugins] enable: no plugin is called "nobody-has-it"; use one of: ' in out


def test_a_command_to_copy_names_the_store_where_it_is_another_than_the_default(desk):
    plan = (desk.folder / "plan.toml").read_text()
    desk.write("plan.toml", plan.replace('contact = "the office"\n', ""))
    _, out, _ = desk.run("--init")
    assert out.splitlines()[-2] == '  wes-rules alerts ack ehcp --note "what is being done"'
    _, out, _ = desk.run("--init", "--store", "my alerts.db")
    assert out.splitlines()[-2] == "  wes-rules alerts ack ehcp --note \"what is being done\" --store 'my alerts.db'"
