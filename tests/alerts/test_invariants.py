"""
The 23 invariants of alerts, each by a history of its own where that is sharper than any history at all.

`test_mutants.py` plants a fault for each check here and shows that it fails then; `test_histories.py` holds all of
them to histories that nobody thought of.
"""

from datetime import date
from itertools import permutations

import pytest
from tests.alerts.invariants import Watcher
from tests.alerts.world import D, at_least, measure, plan_of

from wes_rules import Better, Marker, Quantity, Threshold, Unit
from wes_rules.alerts.records import Delivery
from wes_rules.rules.policy import Inhibition, Policy

SUPPRESSED = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)
BOTH = ("post", "mail")


def watched(world):
    return world, Watcher(world)


def test_i1_the_condition_does_not_depend_on_the_order_in_which_figures_arrive(worlds):
    found = set()
    for order in permutations([(2013, 80), (2014, 95), (2015, 80), (2016, 95)]):
        world = worlds()
        world.until("2017-07-01")
        for number, value in order:
            world.publish(number, value)
            world.wait(days=1)
            world.run()
        state = world.states()["p/rate/937/off_track"]
        found.add((state.state, state.since, state.period))
    assert found == {("quiet", "", "2016")}


def test_i2_a_run_without_anything_new_adds_no_row(worlds):
    world = worlds()
    world.publish(2015, 80)
    world.run()
    before = world.rows()
    world.run()
    assert world.rows() == before


def test_i3_what_falls_into_a_silence_is_known_once_it_has_ended(worlds):
    world, watcher = watched(worlds())
    world.silence(days=10)
    world.publish(2015, 80)
    world.run()
    world.wait(days=11)
    world.drain()
    watcher.settled()


def test_i3_a_death_between_any_two_statements_loses_nothing(worlds):
    for name in ("deciding", "decided", "claiming", "claimed", "sent", "recording", "recorded"):
        world, watcher = watched(worlds())
        world.publish(2015, 80)
        world.run(killed_at=(name, 1))
        world.drain()
        watcher.settled()
        assert world.heard() == ["new"]


def test_i3_what_may_have_been_seen_is_followed_up(worlds):
    world, watcher = watched(worlds())
    world.publish(2015, 80)
    world.run("unknown, arrived")
    world.publish(2015, 95, on=world.today.replace(day=2))
    world.wait(days=1)
    world.drain()
    watcher.settled()
    assert world.heard() == ["new", "withdrawn"]


@pytest.mark.parametrize("values", [(80, 92, 80, 92), (80, 92, 85, 95), (80, 95, 80)])
def test_i3_news_that_comes_again_is_news_again_for_a_receiver_that_drops_repeats(worlds, values):
    world, watcher = watched(worlds())
    for value in values:
        world.publish(2015, value)
        world.run()
        world.wait(days=20)
    watcher.settled()
    assert world.heard() == ["new", "withdrawn", "reopened", "withdrawn"][: len(values)]


def test_i4_what_is_sent_again_is_dropped_where_keys_are_honoured_and_else_marked(worlds):
    kept, naive = worlds(), worlds(drops_repeats=False)
    for world in (kept, naive):
        world.publish(2015, 80)
        world.run("unknown, arrived")
        world.drain()
    assert kept.heard() == ["new"]
    assert naive.heard() == ["new", "new"]
    first, second = (message for message, _ in naive.news())
    assert first.key == second.key
    assert (first.possible_repeat, second.possible_repeat) == (False, True)


@pytest.mark.parametrize("outcome", ["transient", "permanent", "unknown, lost", "none"])
def test_i5_no_row_is_lost_whatever_becomes_of_it(worlds, outcome):
    world, watcher = watched(worlds())
    world.publish(2015, 80)
    world.run(outcome)
    watcher.look()
    rows = [one for one in world.rows() if one.recipient == "Board"]
    assert len(rows) == 1
    (row,) = rows
    assert row.error
    assert row.status is (Delivery.DEAD if outcome == "permanent" else row.status)
    world.retry()
    world.drain()
    watcher.settled()
    assert world.heard() == ["new"]


def test_i6_the_end_does_not_overtake_the_beginning(worlds):
    world, watcher = watched(worlds())
    world.publish(2015, 80)
    world.run("transient")
    world.publish(2015, 95, on=world.today.replace(day=2))
    world.until("2016-07-02")
    world.wall = world.wall.replace(hour=0)
    with world.open() as store, store.write() as session:
        session.execute("UPDATE outbox SET next_at = '2016-07-03T00:00:00.000000+00:00'", ())
    world.run()
    watcher.look()
    world.wait(days=2)
    world.drain()
    watcher.settled()
    assert world.heard() == ["new", "withdrawn"]


def test_i6_nobody_hears_the_end_of_what_they_never_heard_of(worlds):
    world, watcher = watched(worlds(plan_of(notifiers=BOTH)))
    world.publish(2015, 80)
    world.run("permanent", by="mail")
    world.publish(2015, 95, on=world.today.replace(day=2))
    world.wait(days=1)
    world.run()
    watcher.look()
    assert world.heard("post") == ["new", "withdrawn"]
    assert world.heard("mail") == []


def test_i7_nothing_is_queued_in_a_silence_and_at_its_end_what_holds_is(worlds):
    world, watcher = watched(worlds())
    world.silence(days=10)
    world.publish(2015, 80)
    watcher.ran(set(), world.run())
    assert world.rows() == []
    world.wait(days=10)
    world.run()
    assert world.heard() == ["new"]


@pytest.mark.parametrize("outcomes", [["transient"] * 9, ["permanent"] * 9, ["unknown, lost"] * 9, ["none"] * 9])
def test_i8_what_comes_by_one_notifier_does_not_depend_on_another(worlds, outcomes):
    heard = []
    for trouble in ([], outcomes):
        world = worlds(plan_of(notifiers=BOTH))
        for number, value in ((2015, 80), (2016, 70), (2017, 95), (2018, 80)):
            world.until(f"{number + 1}-07-01")
            world.publish(number, value)
            world.run(*trouble, by="mail")
        own = [message for message in world.receivers["post"].arrived if message.recipient == "Board"]
        heard.append([(message.key, message.text) for message in own])
    assert heard[0] == heard[1]


@pytest.mark.parametrize("gap", [SUPPRESSED, None])
def test_i9_a_gap_neither_opens_nor_closes(worlds, gap):
    for value, expected in ((80, "open"), (95, "quiet")):
        world = worlds()
        world.publish(2015, value)
        world.run()
        world.until("2017-07-01")
        if gap is not None:
            world.publish(2016, gap)
        world.run()
        assert world.states()["p/rate/937/off_track"].state == expected
        assert world.heard() == (["new"] if value == 80 else [])


def test_i10_a_breach_that_a_revision_removes_is_one_withdrawal_for_those_told_and_nothing_for_others(worlds):
    plan = plan_of(measure("rate"), measure("other", owner="Panel"), policy=Policy(overdue=False))
    world, watcher = watched(worlds(plan))
    world.publish(2015, 80)
    world.run()
    world.publish(2015, 95, on=world.today.replace(day=5))
    world.wait(days=10)
    world.drain()
    watcher.settled()
    assert [(message.recipient, one.change.value) for message, one in world.news()] == [
        ("Board", "new"),
        ("Board", "withdrawn"),
    ]


def test_i11_an_acknowledgement_hides_no_end_no_worsening_and_no_correction(worlds):
    for revised, later, expected in ((82, None, "corrected"), (None, 70, "worse"), (None, 95, "recovered")):
        world = worlds()
        world.publish(2015, 80)
        world.run()
        assert world.acknowledge()
        world.until("2017-07-01")
        if revised:
            world.publish(2015, revised)
        if later:
            world.publish(2016, later)
        world.run()
        assert world.heard() == ["new", expected]


def test_i12_a_clock_that_goes_back_changes_nothing_that_was_told(worlds):
    world, watcher = watched(worlds())
    world.publish(2015, 95)
    world.until("2017-07-02")
    world.run()
    assert world.heard(kind="overdue") == ["new"]
    for days in (1, 5, 300):
        world.wait(days=-days)
        world.run()
    watcher.look()
    assert world.heard(kind="overdue") == ["new"]


def test_i13_the_order_of_measures_notifiers_and_policies_changes_no_key(worlds):
    measures = (measure("rate"), measure("other"), measure("third", owner="Panel"))
    keys = []
    for turned in (False, True):
        plan = plan_of(*(measures[::-1] if turned else measures), notifiers=BOTH[::-1] if turned else BOTH)
        world = worlds(plan)
        for name in ("rate", "other", "third"):
            world.publish(2015, 80, of=name)
        world.run()
        keys.append({row.key for row in world.rows()})
        world.plan = plan_of(*measures[1:], measures[0], notifiers=BOTH)
        world.run()
        assert {row.key for row in world.rows()} == keys[-1]
    assert keys[0] == keys[1]


def test_i14_each_news_is_in_one_digest_of_its_own_board_however_often_sending_fails(worlds):
    plan = plan_of(measure("rate"), measure("other"), measure("third", owner="Panel"), policy=Policy(overdue=False))
    world, watcher = watched(worlds(plan))
    world.publish(2015, 80)
    world.run("unknown, arrived")
    world.wait(hours=1)
    world.run("transient")
    world.wait(days=1)
    world.publish(2015, 82)
    world.publish(2015, 80, of="other")
    world.publish(2015, 80, of="third")
    world.drain()
    watcher.settled()
    news = [(message.recipient, one.measure, one.change.value) for message, one in world.news()]
    assert sorted(news) == [
        ("Board", "other", "new"),
        ("Board", "rate", "corrected"),
        ("Board", "rate", "new"),
        ("Panel", "third", "new"),
    ]


MOMENTS = ("deciding", "decided", "claiming", "claimed", "sent", "recording", "recorded")


def lived(world, killed=None, at=None):
    """Live some years, killed at one moment; what everybody has heard in the end."""
    for number, value in enumerate((80, 70, 95, 80), 2015):
        world.until(f"{number + 1}-07-01")
        world.publish(number, value)
        world.run(killed_at=at if number == killed else None)
        if number == killed:
            world.drain()
    world.drain()
    return [(message.key, one.change) for message, one in world.news()]


@pytest.mark.parametrize("drops_repeats", [True, False])
def test_i15_a_crash_changes_nothing_but_at_most_one_repeat_under_its_key(worlds, drops_repeats):
    untouched = lived(worlds(drops_repeats=drops_repeats))
    for name in MOMENTS:
        for killed in (2015, 2016, 2017):
            found = lived(worlds(drops_repeats=drops_repeats), killed, (name, 1))
            assert list(dict.fromkeys(found)) == untouched, (name, killed)
            assert len(found) - len(untouched) <= (0 if drops_repeats else 1), (name, killed)


def test_i16_every_attempt_sends_the_same_bytes_under_the_same_key(worlds):
    world, watcher = watched(worlds(plan_of(measure("rate"), measure("other"))))
    world.publish(2015, 80)
    world.publish(2015, 80, of="other")
    for outcome in ("transient", "unknown, lost", "none", "unknown, arrived"):
        world.run(outcome)
        world.wait(days=1)
    watcher.look()
    sent = world.receivers["post"].sent
    assert len(sent) == 4
    assert len({(one.key, one.subject, one.text, one.news) for one in sent}) == 1


def test_i17_after_an_older_copy_was_restored_repeats_carry_their_old_keys_and_nothing_is_lost(worlds):
    world = worlds()
    world.publish(2014, 80)
    world.run()
    backup = world.copy()
    world.until("2017-07-01")
    for number, value in ((2015, 70), (2016, 95)):
        world.publish(number, value)
        world.run()
    heard = [(message.key, one.change) for message, one in world.news()]
    world.restore(backup)
    later = {key: one for key, one in world.figures.items() if str(one.period) == "2016"}
    for key in later:
        del world.figures[key]
    world.run()
    world.figures |= later
    world.run()
    assert [(message.key, one.change) for message, one in world.news()] == heard


def test_i18_a_mirrored_promise_tells_the_same(worlds):
    mirrored = measure(rule=Threshold(at_most=D(10), tolerance=D(3)), better=Better.LOWER)
    pair = worlds(plan_of(measure(rule=at_least(90, tolerance=D(3))))), worlds(plan_of(mirrored))
    for world, values in zip(pair, ((80, 85, 88, 70, 95, 60), (20, 15, 12, 30, 5, 40)), strict=True):
        for number, value in enumerate(values, 2015):
            world.until(f"{number + 1}-07-01")
            world.publish(number, value)
            world.run()
    told = [[(one.change, one.period, one.since, one.severity) for _, one in world.news()] for world in pair]
    assert told[0] == told[1]
    assert len(told[0]) == 6


def test_i19_whoever_is_told_nothing_can_read_why(worlds):
    world, watcher = watched(worlds(plan_of(policy=Policy(after=2))))
    world.publish(2015, 80)
    watcher.ran(set(), world.run())
    assert world.states()["p/rate/937/off_track"].reasons == {
        "Board via post": ("it is off track for 1 of the 2 periods in a row that open the alert",)
    }
    world.silence(days=1000)
    world.until("2017-07-01")
    world.publish(2016, 80)
    watcher.ran(set(), world.run())
    assert "silenced by Ann" in world.states()["p/rate/937/off_track"].reasons["Board via post"][0]


WAYS = {
    "nothing": ({}, lambda _: None),
    "an acknowledgement": ({}, lambda world: world.acknowledge()),
    "a silence": ({}, lambda world: world.silence(days=1000)),
    "no reminders": ({"policy": Policy(remind="never")}, lambda _: None),
    "sources that fail": ({}, lambda world: setattr(world, "source_fails", True)),
    "a parent": ({"inhibitions": (Inhibition(parent="above", children=("rate",)),)}, lambda _: None),
}


@pytest.mark.parametrize("way", WAYS)
def test_i20_what_is_open_does_not_end_by_itself_whatever_is_told_of_it(worlds, way):
    alerting, act = WAYS[way]
    world, watcher = watched(worlds(plan_of(measure(), measure("above"), notifiers=BOTH, **alerting)))
    world.publish(2015, 80)
    watcher.ran(set(), world.run())
    act(world)
    world.publish(2015, 80, of="above")
    for _ in range(3):
        world.wait(days=31)
        watcher.ran(set(watcher.rows), world.run())
        assert all(one.holds["p/rate/937/off_track", "Board"] > world.today for one in world.receivers.values())


def test_i20_a_refresh_that_fails_is_reported_and_the_next_run_refreshes(worlds):
    world, watcher = watched(worlds())
    world.publish(2015, 80)
    world.run()
    world.wait(days=40)
    before, receiver = world.rows(), world.receivers["post"]
    receiver.refuses_refresh = True
    report = world.run()
    assert report.failed
    assert any("open alerts could not be refreshed: no room for a refresh" in str(one) for one in report.problems)
    receiver.refuses_refresh = False
    watcher.ran(set(watcher.rows), world.run())
    assert world.rows() == before, "a refresh is no message"


def test_i20_what_is_over_is_left_to_end_though_nobody_may_be_told(worlds):
    world, watcher = watched(worlds())
    world.publish(2015, 80)
    watcher.ran(set(), world.run())
    ends = dict(world.receivers["post"].holds)
    world.silence(days=1000)
    world.until("2017-07-01")
    world.publish(2016, 95)
    watcher.ran(set(watcher.rows), world.run())
    assert world.receivers["post"].holds == ends


def test_i20_an_end_that_another_run_tells_meanwhile_is_said_again_after_the_refresh(worlds):
    world, watcher = watched(worlds())
    world.publish(2015, 80)
    world.run()
    world.wait(days=1)
    receiver = world.receivers["post"]
    refresh = receiver.refresh

    def late(alerts, *, timeout):
        receiver.refresh = refresh
        world.publish(2015, 95)
        world.run()
        refresh(alerts, timeout=timeout)

    receiver.refresh = late
    world.run()
    assert world.heard() == ["new", "withdrawn"]
    watcher.look()
    assert receiver.holds == {}


def test_i21_idle_days_give_no_message_up(worlds):
    world, watcher = watched(worlds())
    world.publish(2015, 80)
    for _ in range(3):
        watcher.ran(set(watcher.rows), world.run("transient"))
        assert not world.rows(Delivery.DEAD)
        world.wait(days=30)
    watcher.ran(set(watcher.rows), world.run("transient"))
    assert world.rows(Delivery.DEAD), "of each month one day had a run"


def test_i23_nothing_is_queued_or_sent_on_a_day_off_and_on_the_next_working_day_what_holds_is(worlds):
    world, watcher = watched(worlds(plan_of(working_days=True, holidays=(date(2016, 7, 4),))))
    world.until("2016-07-02")
    world.publish(2015, 80)
    watcher.ran(set(watcher.rows), world.run())
    why = world.states()["p/rate/937/off_track"].reasons["Board via post"]
    assert why == ("nothing is sent before 5 July 2016, the next working day",)
    world.until("2016-07-04")
    watcher.ran(set(watcher.rows), world.run())
    world.until("2016-07-05")
    watcher.ran(set(watcher.rows), world.run())
    assert world.heard() == ["new"]
    watcher.settled()


@pytest.mark.parametrize("hours", [3, 30], ids=["before the days off", "on a day off"])
def test_i23_what_a_silence_kept_quiet_that_ended_before_the_next_working_day_says_so(worlds, hours):
    world = worlds(plan_of(working_days=True))
    silence = world.silence(days=hours / 24)
    world.publish(2015, 80)
    for day in ("2016-07-01", "2016-07-02", "2016-07-03", "2016-07-04"):
        world.until(day)
        world.run()
    assert f"It was {silence.words}." in world.last().details


def test_i23_what_waits_since_the_day_before_is_not_sent_on_a_day_off(worlds):
    world, watcher = watched(worlds(plan_of(working_days=True)))
    world.publish(2015, 80)
    watcher.ran(set(), world.run("transient"))
    for day, heard in (("2016-07-02", []), ("2016-07-03", []), ("2016-07-04", ["new"])):
        world.until(day)
        watcher.ran(set(watcher.rows), world.run())
        assert world.heard() == heard


@pytest.mark.parametrize("outcome", ["delivered", "permanent", "unknown, lost"])
def test_i24_a_figure_that_jumps_is_asked_about_first_and_told_where_nobody_answers(worlds, outcome):
    """Also where the question was given up: what waits for an answer never waits for ever."""
    policy = Policy(question_jumps_over=D(20), question_days=7)
    world, watcher = watched(worlds(plan_of(policy=policy), drops_repeats=False))
    for year, value in ((2013, 95), (2014, 94), (2015, 20)):
        world.publish(year, value)
    watcher.ran(set(), world.run(outcome))
    for _ in range(6):
        world.wait(days=1)
        watcher.ran(set(watcher.rows), world.run())
        assert set(world.heard()) <= {"questioned"}
    assert "was asked on 1 July 2016" in str(world.states()["p/rate/937/off_track"].reasons["Board via post"])
    world.wait(days=1)
    watcher.ran(set(watcher.rows), world.run())
    assert world.heard()[-1] == "new"
    assert world.heard().count("new") == 1
    watcher.settled()


def test_i22_of_a_refused_address_the_fallback_hears_by_the_same_way(worlds):
    world, watcher = watched(worlds())
    world.publish(2015, 80)
    watcher.ran(set(), world.run("refused"))
    assert [(message.recipient, news.title, news.line) for message, news in world.news()] == [
        ("Office", "Board via post", "1 given up, as the address is refused: no such address")
    ]
    world.retry()
    world.drain()
    watcher.settled()
    assert [one.change.value for _, one in world.news() if one.kind.value == "undelivered"] == ["new", "recovered"]


def test_i22_what_the_way_itself_refuses_is_told_by_another_one(worlds):
    world, watcher = watched(worlds(plan_of(notifiers=BOTH)))
    world.publish(2015, 80)
    watcher.ran(set(), world.run("permanent"))
    assert [message.recipient for message, _ in world.news("post")] == []
    assert [message.recipient for message, _ in world.news("mail")] == ["Board", "Office"]


def test_i22_where_the_fallbacks_own_address_is_refused_nothing_goes_round_in_a_circle(worlds):
    world, watcher = watched(worlds())
    world.publish(2015, 80)
    for _ in range(4):
        watcher.ran(set(watcher.rows), world.run("refused", "refused"))
        world.wait(days=1)
    assert [row.recipient for row in world.rows(Delivery.DEAD)] == ["Board", "Office"]
    assert world.run().failed


def test_of_two_runs_that_overlap_the_one_with_the_older_figures_takes_nothing_back(worlds):
    world, watcher = watched(worlds())
    world.publish(2015, 95)
    world.run()
    world.wait(days=1)

    def newer():
        world.publish(2015, 80)
        world.run()

    world.run(meanwhile=("reading", newer))
    world.drain()
    watcher.settled()
    assert world.heard() == ["new"]


@pytest.mark.parametrize("name", ["reading", "decided", "claimed", "sent", "recorded"])
def test_two_runs_at_once_send_everything_once(worlds, name):
    for drops_repeats in (True, False):
        world, watcher = watched(worlds(drops_repeats=drops_repeats))
        world.publish(2015, 80)
        world.run(meanwhile=(name, 1))
        world.drain()
        watcher.settled()
        assert world.heard() == ["new"]
