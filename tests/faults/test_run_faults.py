"""What can go wrong in a run outside the store: each is reported, loses nothing, and stays its own."""

import json
import signal
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from wes_rules import PermanentFailure, SourceError, TransientFailure, UnknownOutcome
from wes_rules.plugins import Figures, Receipt

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
YEAR = 365 * DAY


def test_an_unharmed_run(office):
    code, _, err = office.run("--init")
    assert (code, err) == (0, "")
    assert [(name, board) for name, board, _, _ in sorted(office.sent)] == [("mail", "Board"), ("post", "Board")]
    assert office.run()[:2] == (0, "2 measures judged as known on 2020-07-01; nothing is new, and nothing was sent.\n")


# Sources


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (SourceError("there is no table late"), "there is no table late"),
        (ValueError("x"), "it raised ValueError: x"),
        (SystemExit(3), "it raised SystemExit: 3"),
        (lambda: None, "it returned NoneType where Figures were due"),
        (lambda: "garbage", "it returned str where Figures were due"),
        (lambda: Figures(observations=("garbage",)), '"garbage" is not an Observation'),
        (lambda: Figures(observations=None), "nothing is not a list"),
    ],
)
def test_a_source_that_fails_leaves_its_measures_as_they_are_and_the_others_are_judged(office, broken, says):
    office.figures["second"]["late", 2019] = 70
    office.run("--init")
    office.sent.clear()
    office.now += YEAR
    office.figures["first"]["ehcp", 2020] = 95
    office.broken["second"] = broken
    code, _, err = office.run()
    assert code == 4
    assert says in err
    assert "left as they were, as a source failed (1): late" in err
    told = {board: text for _, board, _, text in office.sent}
    assert told.keys() == {"Board", "Office"}
    assert "Back on track (1)\n- ehcp title" in told["Board"]
    assert "Sources that cannot be used (1)\n- second" in told["Office"]
    office.sent.clear()
    office.broken.clear()
    office.now += DAY
    assert office.run()[0] == 0
    assert (
        "Sources that can be used again (1)\n- second" in {board: text for _, board, _, text in office.sent}["Office"]
    )


def test_a_source_without_all_it_had_before_takes_nothing_back(office):
    """A file cut short between two rows looks like one that was withdrawn; nobody is told so."""
    office.figures["second"]["late", 2019] = 70
    office.run("--init")
    office.sent.clear()
    office.figures["second"].clear()
    for _ in range(2):
        office.now += HOUR
        code, _, err = office.run()
        assert code == 4
        assert 'source "second": it no longer has "late", which it had before' in err
        assert "left as they were, as a source failed (1): late" in err
    assert {board for _, board, _, _ in office.sent} == {"Office"}
    office.figures["second"]["late", 2019] = 70
    assert office.run()[0] == 0
    assert {board for _, board, _, _ in office.sent} == {"Office"}


def test_a_figure_that_is_no_longer_in_its_source_takes_nothing_back(office):
    office.figures["first"]["ehcp", 2018] = 95
    office.run("--init")
    office.sent.clear()
    del office.figures["first"]["ehcp", 2019]
    for _ in range(2):
        office.now += HOUR
        code, _, err = office.run()
        assert code == 4
        assert (
            'source "first": it no longer has 1 figure that it had before: ehcp (937, 2019); check whether it is whole;'
            " or confirm with --accept-gone that it is meant\n" in err
        )
        assert "left as they were, as a source failed (1): ehcp" in err
    assert {board for _, board, _, _ in office.sent} == {"Office"}
    office.figures["first"]["ehcp", 2019] = 80
    assert office.run()[0] == 0
    assert {board for _, board, _, _ in office.sent} == {"Office"}


def test_a_figure_that_is_gone_for_good_is_told_as_gone_and_not_as_revised(office):
    office.figures["first"]["ehcp", 2018] = 95
    office.run("--init")
    office.sent.clear()
    del office.figures["first"]["ehcp", 2019]
    assert office.run()[0] == 4
    office.sent.clear()
    assert office.run("--accept-gone")[0] == 0
    told = {board: text for _, board, _, text in office.sent}
    assert "Withdrawn (1)\n- ehcp title" in told["Board"]
    assert "No longer known: 80.0% in 2019 before" in told["Board"]
    assert "evis" not in told["Board"]
    assert office.run()[0] == 0


def test_many_figures_that_are_gone_are_counted_and_the_first_are_named(office):
    office.figures["first"].update({("ehcp", year): 80 for year in range(2010, 2020)})
    office.run("--init")
    for year in range(2011, 2018):
        del office.figures["first"]["ehcp", year]
    _, _, err = office.run()
    named = ", ".join(f"ehcp (937, {year})" for year in range(2011, 2015))
    assert f"it no longer has 7 figures that it had before: {named} and 3 more;" in err


def test_figures_that_no_verdict_rests_on_or_that_another_source_has_now_are_not_missed(office):
    office.figures["first"]["other", 2019] = 1
    office.figures["first"]["ehcp", 2018] = 95
    office.run("--init")
    office.figures["second"]["ehcp", 2019] = office.figures["first"].pop(("ehcp", 2019))
    del office.figures["first"]["other", 2019]
    assert office.run()[0] == 0


def test_figures_of_a_source_that_fails_are_missed_once_it_can_be_read_again(office):
    office.figures["first"]["ehcp", 2018] = 95
    office.run("--init")
    office.broken["first"] = SourceError("offline")
    assert "no longer has" not in office.run()[2]
    office.broken.clear()
    del office.figures["first"]["ehcp", 2019]
    assert "it no longer has 1 figure that it had before" in office.run()[2]


def test_an_indicator_that_another_source_has_now_is_not_missed(office):
    office.run("--init")
    office.figures["first"].update(office.figures["second"])
    office.figures["second"].clear()
    assert office.run()[0] == 0


def test_of_two_sources_that_contradict_each_other_the_later_one_is_left_out(office):
    office.run("--init")
    office.figures["second"]["ehcp", 2019] = 95
    code, _, err = office.run()
    assert code == 4
    assert 'source "second"' in err
    assert "Back on track" not in "".join(text for _, _, _, text in office.sent)


def test_no_secret_of_a_source_is_shown_kept_or_told(office, monkeypatch):
    monkeypatch.setenv("TOKEN", "s3cret")
    office.broken["second"] = ValueError("cannot connect with password s3cret")
    code, out, err = office.run("--init")
    assert code == 4
    assert "cannot connect with password ***" in err
    for said in (out, err, "".join(office.dump()), "".join(text for *_, text in office.sent)):
        assert "s3cret" not in said


def test_settings_of_a_source_that_are_wrong_are_a_wrong_plan_and_nothing_is_done(office):
    plan = (office.folder / "plan.toml").read_text()
    (office.folder / "plan.toml").write_text(plan.replace('who = "second"', 'whom = "second"'))
    code, _, err = office.run("--init")
    assert code == 2
    assert 'did you mean "who"?' in err
    assert office.sent == []


@pytest.fixture
def never():
    """A wait that ends with the test."""
    over = threading.Event()
    yield over.wait
    over.set()


@pytest.mark.parametrize("step", ["open", "read"])
def test_a_source_that_never_returns_is_not_waited_for(office, monkeypatch, never, step):
    if step == "read":
        office.broken["second"] = never
    else:
        opened = office.source
        monkeypatch.setattr(office, "source", lambda who: never() if who == "second" else opened(who))
    code, _, err = office.run("--init", "--source-timeout", "0.05")
    assert code == 4
    assert (
        'source "second": reading it did not end within 0.05 seconds; see what holds it up, or give it longer with'
        " --source-timeout" in err
    )
    assert "left as they were, as a source failed" in err
    told = {board: text for _, board, _, text in office.sent}
    assert "Sources that cannot be used (1)\n- second" in told["Office"]


@pytest.mark.parametrize("command", ["check", "validate"])
def test_a_source_that_never_returns_ends_a_command_that_needs_all_of_them(office, never, command):
    office.broken["first"] = never
    code, _, err = office(command, office.folder / "plan.toml", "--source-timeout", "0.05")
    assert code == 2
    assert 'source "first": reading it did not end within 0.05 seconds' in err


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="this system interrupts otherwise")
def test_a_person_who_ends_a_run_by_the_keyboard_ends_it(office, never):
    def wait():
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        never()

    office.broken["second"] = wait
    # Tests that run in the background are not interrupted by the keyboard.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert office.run("--init")[0] == 130
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_source_that_raises_what_a_key_would_is_a_source_that_fails(office):
    office.broken["second"] = KeyboardInterrupt()
    code, _, err = office.run("--init")
    assert code == 4
    assert 'source "second": reading it raised KeyboardInterrupt' in err


# Notifiers


def test_what_a_notifier_cannot_take_now_is_sent_later_and_the_others_are_not_held_up(office):
    office.scripts["post"] = [TransientFailure("the queue is full")]
    code, out, err = office.run("--init")
    assert code == 4
    assert out.endswith("2 messages queued: 1 delivered, 1 still to be sent.\n")
    assert "not delivered yet: Board via post, after 2020-07-01 09:0" in err
    assert "the queue is full" in err
    office.now += HOUR
    code, out, err = office.run()
    assert (code, err) == (0, "")
    assert out.endswith("nothing is new; 1 message had waited: 1 delivered.\n")
    assert len(office.keys("mail")) == 1
    assert len(set(office.keys("post"))) == 1


def test_on_days_off_a_run_judges_and_sends_nothing_and_says_until_when(office):
    plan = office.folder / "plan.toml"
    days_off = "[alerts]\nworking_days = true\nholidays = [2020-07-03]\n"
    plan.write_text(plan.read_text(encoding="utf-8").replace("[alerts]\n", days_off), encoding="utf-8")
    office.scripts["post"] = [TransientFailure("the queue is full")]
    office.now = datetime(2020, 7, 2, 9, tzinfo=UTC)
    office.run("--init")
    office.figures["second"]["late", 2019] = 70
    before = list(office.sent)
    for day in (3, 4, 5):
        office.now = datetime(2020, 7, day, 9, tzinfo=UTC)
        code, out, err = office.run()
        assert code == 4, "what was sent on the day before has not arrived"
        said = (
            f"2 measures judged as known on 2020-07-0{day}; nothing is sent before 6 July 2020, the next working day.\n"
        )
        assert out == said
        assert "not delivered yet: Board via post, not before 6 July 2020: the queue is full" in err
    assert json.loads(office.run("--format", "json")[1])["quiet_until"] == "2020-07-06"
    assert office.run("--dry-run")[1] == said
    assert office.sent == before
    office.now = datetime(2020, 7, 6, 9, tzinfo=UTC)
    code, out, err = office.run()
    assert (code, err) == (0, "")
    assert out.endswith("2 messages queued; 1 message had waited: 3 delivered.\n")


def test_a_run_of_an_old_day_tries_again_like_any_other(office):
    """The day that is judged says nothing of how long a message has been tried."""
    office.now += 6 * YEAR
    office.scripts["post"] = [TransientFailure("connection refused") for _ in range(2)]
    code, out, err = office.run("--init", "--as-of", "2020-07-01")
    assert code == 4
    assert out.endswith("2 messages queued: 1 delivered, 1 still to be sent.\n")
    assert "not delivered yet: Board via post, after 2026-06-30 09:0" in err
    assert "1 message waits to be sent, the oldest since 2026-06-30 09:00\n" in office("alerts", "list")[1]
    office.now += HOUR
    assert "1 still to be sent" in office.run("--as-of", "2020-07-01")[1]
    office.now += HOUR
    assert office.run("--as-of", "2020-07-01")[0] == 0
    assert len(office.keys("post")) == 3
    assert len(set(office.keys("post"))) == 1


def test_what_is_given_up_is_told_to_the_office_by_another_notifier_in_the_same_run(office):
    office.scripts["post"] = [PermanentFailure("no such address")]
    code, out, err = office.run("--init")
    assert code == 4
    assert "1 given up" in out
    assert "given up: Board via post: no such address; see wes-rules alerts dead" in err
    told = [(name, text) for name, board, _, text in office.sent if board == "Office"]
    assert [name for name, _ in told] == ["mail"]
    assert (
        "News that could not be delivered (1)\n- post\n  1 given up, for Board; the last: no such address" in told[0][1]
    )
    assert office.run()[0] == 4
    _, out, _ = office("alerts", "dead")
    given_up = (
        "to Board via post: Off track: ehcp title (80.0%, target at least 90.0%) - P\n    given up 2020-07-01 09:00"
    )
    assert f"{given_up} after 1 attempt: no such address\n" in out
    assert office("alerts", "retry", "--all")[0] == 0
    office.sent.clear()
    code, out, err = office.run()
    assert (code, err) == (0, "")
    told = {(name, board): text for name, board, _, text in office.sent}
    assert told.keys() == {("post", "Board"), ("mail", "Office")}
    assert "News that needs no more looking after (1)" in told["mail", "Office"]


def test_news_of_another_alert_passes_one_that_fails_and_what_waits_behind_it_says_so(office):
    office.scripts["post"] = [TransientFailure("connection refused") for _ in range(2)]
    office.run("--init")
    (key,) = office.keys("post")
    office.now += HOUR
    office.figures["second"]["late", 2019] = 70
    _, out, err = office.run()
    assert "2 messages queued; 1 message had waited: 2 delivered, 1 still to be sent" in out
    assert "wait" not in err
    office.now += HOUR / 60
    office.scripts["post"] = [TransientFailure("connection refused")]
    office.figures["first"]["ehcp", 2019] = 95
    code, _, err = office.run()
    assert code == 4
    assert (
        f"connection refused; 1 message waits behind it: wes-rules alerts dismiss {key[:12]} would give it up\n" in err
    )
    assert (
        f"not delivered yet: Board via post: it waits behind {key[:12]}, as both have news of the same alert\n" in err
    )
    said = office("alerts", "list")[1]
    assert "2 messages wait to be sent, the oldest since 2020-07-01 09:00\n" in said
    assert f"    {key[:12]} to Board via post: in the queue after 3 attempts (connection refused); not before" in said
    assert f"    1 message waits behind it: wes-rules alerts dismiss {key[:12]} would give it up\n" in said
    assert f"in the queue, behind {key[:12]}\n" in office("alerts", "explain", "ehcp")[1]
    health = json.loads(office("alerts", "list", "--format", "json")[1])["health"]
    assert list(health["waiting_behind"].values()) == [key]
    _, out, _ = office.run("--format", "json", "--dry-run")
    assert list(json.loads(out)["waiting_behind"].values()) == [key]


def test_a_message_that_waits_can_be_given_up_by_hand_and_what_is_behind_it_is_made_anew(office):
    office.figures["first"]["ehcp", 2018] = 80
    office.scripts["post"] = [TransientFailure("connection refused") for _ in range(9)]
    office.run("--init")
    (key,) = office.keys("post")
    office.now += HOUR
    office.figures["first"]["ehcp", 2019] = 70
    office.run()
    code, out, _ = office("alerts", "dismiss", key[:12], "--by", "Ann", "--reason", "told by telephone")
    assert (code, out.splitlines()[0]) == (0, f"dismissed: {key[:12]} to Board via post")
    assert (
        "given up 2020-07-01 10:00 after 2 attempts: dismissed by Ann: told by telephone"
        in office("alerts", "dead", "--all")[1]
    )
    assert office("alerts", "dead")[1] == "0 messages given up\n"
    office.scripts.clear()
    office.sent.clear()
    assert office.run()[0] == 0
    ((name, board, _, text),) = office.sent
    assert (name, board) == ("post", "Board")
    assert "70.0%" in text


def test_news_that_was_given_up_and_overtaken_by_newer_news_is_no_failure_any_more(office):
    office.scripts["post"] = [PermanentFailure("no such address")]
    office.run("--init")
    office.now += YEAR
    office.figures["first"]["ehcp", 2020] = 70
    assert office.run()[0] == 0
    assert office("alerts", "dead")[1] == "0 messages given up\n"
    assert "no such address" in office("alerts", "dead", "--all")[1]
    # The office hears of it with the next run.
    office.sent.clear()
    assert office.run()[0] == 0
    assert ["News that needs no more looking after (1)" in text for _, _, _, text in office.sent] == [True]


def test_news_that_nobody_wants_any_more_is_dismissed_with_a_reason(office):
    office.scripts["post"] = [PermanentFailure("no such address")]
    office.run("--init")
    key = office.keys("post")[0]
    code, out, _ = office("alerts", "dismiss", key[:8], "--by", "Ann", "--reason", "told by telephone")
    assert (code, out.startswith("dismissed: ")) == (0, True)
    assert office("alerts", "dead")[1] == "0 messages given up\n"
    assert "Ann dismissed" in office("alerts", "log")[1]
    office.sent.clear()
    assert office.run()[0] == 0
    # It is not sent again by itself either.
    assert [board for _, board, _, _ in office.sent] == ["Office"]
    assert "given up" in office("alerts", "explain", "ehcp")[1]


@pytest.mark.parametrize("options", [[], ["--reason", "r", "nothing-like-it"]])
def test_dismissing_needs_a_reason_and_a_message(office, options):
    office.run("--init")
    code, _, err = office("alerts", "dismiss", *options)
    assert code == 2
    assert err


def test_a_notifier_that_hangs_is_not_waited_for_and_gets_nothing_more(office):
    release = threading.Event()
    office.plan(measures=[("ehcp", "Board"), ("late", "Committee")])
    office.figures["second"]["late", 2019] = 70
    office.scripts["post"] = [lambda _: release.wait(10) and Receipt()]
    code, _, err = office.run("--init", "--timeout", "0.05")
    release.set()
    assert code == 4
    assert 'notifier "post": no answer within 0.05 seconds; it is given nothing more in this run' in err
    assert len(office.keys("post")) == 1
    assert len(office.keys("mail")) == 2
    office.now += HOUR
    assert office.run()[0] == 0
    assert len(office.keys("post")) == 3
    assert len(set(office.keys("post"))) == 2


def test_a_notifier_that_refuses_everything_rests_and_the_messages_behind_wait(office):
    office.plan(
        measures=[
            ("ehcp", f"Board {number}") if not number else (f"m{number}", f"Board {number}") for number in range(12)
        ]
    )
    office.figures["first"].update({(f"m{number}", 2019): 70 for number in range(12)})
    office.scripts["post"] = [PermanentFailure("bad key") for _ in range(20)]
    code, _, err = office.run("--init")
    assert code == 4
    assert len(office.keys("post")) == 5
    assert 'notifier "post": it refused 5 messages in a row; it is given nothing more in this run' in err
    office.scripts["post"].clear()
    office.run()
    assert len(office.keys("post")) == 12


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (ValueError("bad s3cret"), "it cannot be opened: it raised ValueError: bad ***"),
        (SystemExit("bad s3cret"), "it cannot be opened: it raised SystemExit: bad ***"),
        (TransientFailure("bad s3cret"), "bad ***"),
    ],
)
def test_messages_of_a_notifier_that_cannot_be_opened_wait(office, monkeypatch, error, says):
    monkeypatch.setenv("TOKEN", "s3cret")
    opened = office.opened

    def refuse(settings, context):
        if settings.who == "post":
            raise error
        return opened(settings, context)

    office.opened = refuse
    code, _, err = office.run("--init")
    assert code == 4
    assert f'notifier "post": {says}' in err
    assert "s3cret" not in err
    assert (office.keys("post"), len(office.keys("mail"))) == ([], 1)
    office.opened = opened
    assert office.run()[0] == 0
    assert len(office.keys("post")) == 1


def test_messages_of_a_plugin_that_cannot_be_imported_wait(office, install):
    broken = "raise RuntimeError('half an installation')"
    install("pigeon", broken)
    text = (office.folder / "plan.toml").read_text()
    (office.folder / "plan.toml").write_text(
        text.replace('kind = "post"\nid = "post"\nwho = "post"', 'kind = "pigeon"\nid = "post"')
    )
    code, _, err = office.run("--init")
    assert code == 4
    assert "half an installation" in err
    assert (office.keys("post"), len(office.keys("mail"))) == ([], 1)
    (office.folder / "plan.toml").write_text(text)
    assert office.run()[0] == 0
    assert len(office.keys("post")) == 1


@pytest.mark.parametrize("later", [timedelta(0), DAY])
def test_messages_of_a_notifier_that_has_left_the_plan_end_visibly(office, later):
    office.scripts["post"] = [TransientFailure("full")]
    office.run("--init")
    text = (office.folder / "plan.toml").read_text()
    (office.folder / "plan.toml").write_text(
        text.replace('[[notifiers]]\nkind = "post"\nid = "post"\nwho = "post"\n', "")
    )
    office.now += later
    code, _, err = office.run()
    assert code == 4
    assert "given up: Board via post: the plan no longer has this notifier" in err
    office("alerts", "dismiss", office.keys("post")[0], "--reason", "told by mail now")
    assert office.run()[0] == 0


def test_an_answer_that_comes_after_its_time_is_a_repeat_under_the_same_key_at_most(office):
    release, came = threading.Event(), threading.Event()

    def late(message):
        release.wait(10)
        came.set()
        return Receipt()

    office.scripts["post"] = [late]
    assert office.run("--init", "--timeout", "0.05")[0] == 4
    release.set()
    assert came.wait(10)
    office.now += HOUR
    assert office.run()[0] == 0
    first, second = office.keys("post")
    assert first == second


# Other runs


def overtake(office):
    with closing(sqlite3.connect(office.store)) as other, other:
        other.execute("UPDATE marks SET value = hex(randomblob(8)) WHERE name = 'told/p'")


def test_a_run_that_another_one_overtook_reads_the_figures_again(office):
    office.run("--init")
    office.sent.clear()
    office.now += YEAR
    readings = []

    def another(name):
        readings.append(name)
        if len(readings) == 1:
            # While this run reads older figures, another one tells of newer ones.
            overtake(office)
            office.figures["first"]["ehcp", 2020] = 95

    office.at_read = another
    assert office.run()[0] == 0
    assert readings == ["first", "second"] * 2
    assert ["Back on track (1)" in text for _, _, _, text in office.sent] == [True, True]


def test_a_run_that_is_overtaken_over_and_over_says_so(office):
    office.run("--init")
    before = len(office.sent)
    office.at_read = lambda _name: overtake(office)
    code, out, err = office.run()
    assert (code, out, len(office.sent)) == (2, "", before)
    assert "other runs of the plan came first 20 times; run it less often" in err


def overtaken_while_sending(office, and_then):
    """Let another run tell while a message is refused for good."""

    def refuse(_message):
        overtake(office)
        and_then()
        raise PermanentFailure("no such address")

    office.scripts["post"] = [refuse]


def test_what_is_reported_after_a_message_was_given_up_is_what_was_read_last(office):
    overtaken_while_sending(office, lambda: office.broken.update(second=SourceError("the ledger is closed")))
    assert office.run("--init")[1].startswith("1 measure judged as known on 2020-07-01;")


def test_a_run_that_is_overtaken_over_and_over_after_a_message_was_given_up_says_so_too(office):
    def again():
        office.at_read = lambda _name: overtake(office)

    overtaken_while_sending(office, again)
    code, _, err = office.run("--init")
    assert code == 4
    assert "other runs of the plan came first 20 times; run it less often" in err
    assert "no such address" in err


# The clock


def test_a_clock_that_goes_back_stands_still_and_nothing_is_told_twice(office):
    office.run("--init")
    office.now -= DAY
    code, out, err = office.run()
    assert code == 0
    assert out.startswith("2 measures judged as known on 2020-07-01; nothing is new")
    assert err == (
        "note: the clock says 2020-06-30 09:00, before the last run on 2020-07-01 09:00, and that one's time is kept;"
        " if the clock is right now, confirm with --accept-clock\n"
    )
    office.now += DAY
    assert office.run()[2] == ""


def test_a_clock_far_ahead_is_refused_until_it_is_confirmed(office):
    office.run("--init")
    before = office.dump()
    office.now += 401 * DAY
    code, out, err = office.run()
    assert (code, out) == (2, "")
    assert (
        "the clock says 2021-08-06, and the last run was on 2020-07-01; set the clock, or confirm with --accept-clock"
        in err
    )
    assert office.dump() == before
    assert office.run("--accept-clock")[0] == 0
    assert office.run()[0] == 0


def test_a_clock_that_was_wrong_and_is_set_right_is_confirmed_too(office):
    office.run("--init")
    office.now += 300 * DAY
    office.run()
    office.now -= 299 * DAY
    office.figures["first"]["ehcp", 2019] = 95
    office.scripts["post"] = [UnknownOutcome("?")]
    assert office.run("--accept-clock")[0] == 4
    # A message that has to be sent again does not wait until the wrong time has come.
    office.now += HOUR
    code, _, err = office.run()
    assert (code, err) == (0, "")


def test_what_newer_news_has_followed_is_not_sent_again_by_hand(office):
    office.scripts["post"] = [PermanentFailure("no such address")]
    office.run("--init")
    key = office.keys("post")[0]
    office.now += YEAR
    office.figures["first"]["ehcp", 2020] = 70
    office.run()
    code, out, _ = office("alerts", "retry", key)
    assert code == 1
    assert f"left as it is: {key[:12]} to Board: newer news of the same alerts has followed it" in out
    code, out, _ = office("alerts", "retry", key, "--format", "json")
    assert (code, out) == (1, f'{{\n  "queued": [],\n  "renewed": [],\n  "refused": [\n    "{key}"\n  ]\n}}\n')


def test_what_no_longer_holds_is_not_sent_again_by_hand(office):
    office.scripts["post"] = [PermanentFailure("no such address")]
    office.run("--init")
    (key,) = office.keys("post")
    office.now += DAY
    office.figures["first"]["ehcp", 2019] = 95
    office.run()
    office.sent.clear()
    for asked in (["--all"], [key]):
        code, out, _ = office("alerts", "retry", *asked)
        assert code == 1
        assert out.splitlines() == [
            (
                f"left as it is: {key[:12]} to Board: what it says no longer holds; wes-rules alerts dismiss takes it off"
                " the list"
            ),
            "0 queued, 1 left",
        ]
    office.run()
    assert office.keys("post") == []


def test_a_recovery_that_was_taken_back_is_not_sent_again_by_hand(office):
    office.run("--init")
    office.now += YEAR
    office.figures["first"]["ehcp", 2020] = 95
    office.figures["second"]["late", 2020] = 95
    office.scripts["post"] = [PermanentFailure("no such address")]
    office.run()
    office.now += DAY
    office.figures["first"]["ehcp", 2020] = 80
    office.scripts["post"] = [TransientFailure("full")]
    office.run()
    assert "what it says no longer holds" in office("alerts", "retry", "--all")[1]


def test_what_had_waited_is_counted_apart_from_what_is_new(office):
    office.scripts = {"post": [TransientFailure("full")], "mail": [TransientFailure("full")]}
    office.run("--init")
    office.now += HOUR
    office.figures["second"]["late", 2019] = 80
    code, out, _ = office.run()
    assert code == 0
    assert out.endswith("; 2 messages queued; 2 messages had waited: 4 delivered.\n")


def test_a_notifier_that_does_not_open_in_time_holds_up_nobody_else(office):
    opened, release = office.opened, threading.Event()

    def slowly(settings, context):
        if settings.who == "mail":
            release.wait(30)
        return opened(settings, context)

    office.opened = slowly
    code, _, err = office.run("--init", "--timeout", "0.2")
    release.set()
    assert code == 4
    assert err.splitlines()[0] == (
        'notifier "mail": opening it did not end within 0.2 seconds; see what holds it up; its messages wait'
    )
    assert [name for name, *_ in office.sent] == ["post"]
    office.now += HOUR
    assert office.run()[0] == 0
    assert [name for name, *_ in office.sent] == ["post", "mail"]


def test_on_a_day_off_a_run_of_an_old_day_says_until_when_nothing_is_sent(office):
    plan = office.folder / "plan.toml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("[alerts]\n", "[alerts]\nworking_days = true\n"), "utf-8")
    office.now = datetime(2020, 7, 5, 9, tzinfo=UTC)  # a Sunday
    _, out, err = office.run("--init", "--as-of", "2020-07-01")
    assert out.endswith("nothing is sent before 6 July 2020, the next working day.\n")
    assert "not delivered yet: Board via post, not before 6 July 2020" in err
    assert office.sent == []
