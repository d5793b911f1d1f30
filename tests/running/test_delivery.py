"""Sending: what each outcome leads to, in what order, and that one notifier's trouble stays its own."""

import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from wes_rules import PermanentFailure, RecipientRefused, TransientFailure, UnknownOutcome
from wes_rules.alerts.last_told import LastTold
from wes_rules.alerts.message import Change, Message
from wes_rules.alerts.records import Delivery
from wes_rules.plugins.api import Dedup, Receipt
from wes_rules.plugins.secrecy import Secrets
from wes_rules.running.delivering.delivery import Deliverer
from wes_rules.running.delivering.outcomes import MOST_ATTEMPTS
from wes_rules.running.delivering.outlets import Outlet
from wes_rules.stores.sqlite import init_store, open_store

TOLD = LastTold(change=Change.NEW, open=True)
START = datetime(2021, 7, 1, 12, tzinfo=UTC)


class Scripted:
    """Does to each message what its script says next: returns it, raises it, or calls it."""

    def __init__(self, *script):
        self.script = list(script)
        self.sent = []

    def send(self, message, *, attempt, timeout):
        self.sent.append(message)
        step = self.script.pop(0) if self.script else Receipt()
        if isinstance(step, BaseException):
            raise step
        return step() if callable(step) else step


class Asked(Scripted):
    """A scripted notifier whose receiver can be asked."""

    def __init__(self, *script, known=()):
        super().__init__(*script)
        self.known = known

    def lookup(self, message, *, timeout):
        return Receipt("found") if message.subject in self.known else None


class Desk:
    """A store with an outbox, a clock, and notifiers by name."""

    def __init__(self, store):
        self.store = store
        self.now = START
        self.outlets = {}

    def notifier(self, name, notifier, **more):
        self.outlets[name] = Outlet(name=name, notifier=notifier, **{"timeout": 5.0, **more})
        return notifier

    def queue(self, subject, recipient="Board", notifier="post", alerts=("p/a",)):
        message = Message.of(
            plan="p", plan_title="P", recipient=recipient, notifier=notifier, subject=subject, text=subject
        )
        with self.store.write() as session:
            return session.enqueue(message, [(one, TOLD) for one in alerts], self.now)

    def deliverer(self, draw=1.0):
        return Deliverer(
            store=self.store,
            plan="p",
            outlets=self.outlets,
            clock=lambda: self.now,
            draw=lambda: draw,
            owner="me",
        )

    def deliver(self, draw=1.0):
        return [(one.message.subject, one.status) for one in self.deliverer(draw).run()]

    def row(self, seq):
        with self.store.read() as session:
            return next(one for one in session.rows() if one.seq == seq)


@pytest.fixture
def desk(tmp_path):
    init_store(tmp_path / "alerts.db")
    with closing(open_store(tmp_path / "alerts.db")) as store:
        yield Desk(store)


def test_news_of_other_alerts_does_not_wait_behind_a_message_that_cannot_be_sent(desk):
    post = desk.notifier("post", Scripted(TransientFailure("full")))
    first = desk.queue("one", alerts=("p/a", "p/b"))
    desk.queue("behind one", alerts=("p/b", "p/c"))
    desk.queue("behind that", alerts=("p/c",))
    desk.queue("other", alerts=("p/d",))
    assert desk.deliver() == [("one", Delivery.QUEUED), ("other", Delivery.DELIVERED)]
    desk.now = desk.row(first).next_at
    assert [subject for subject, _ in desk.deliver()] == ["one", "behind one", "behind that"]
    assert [one.subject for one in post.sent] == ["one", "other", "one", "behind one", "behind that"]


def test_messages_to_one_recipient_about_one_alert_go_out_in_their_order_and_wait_for_each_other(desk):
    post = desk.notifier("post", Scripted(TransientFailure("full")))
    first = desk.queue("one")
    desk.queue("two")
    desk.queue("other", recipient="Committee")
    assert desk.deliver() == [("one", Delivery.QUEUED), ("other", Delivery.DELIVERED)]
    desk.now = desk.row(first).next_at
    assert desk.deliver() == [("one", Delivery.DELIVERED), ("two", Delivery.DELIVERED)]
    assert [one.subject for one in post.sent] == ["one", "other", "one", "two"]


def test_the_time_of_the_next_try_is_kept_in_the_row_and_doubles(desk):
    desk.notifier("post", Scripted(*[TransientFailure("full") for _ in range(3)]))
    seq = desk.queue("one")
    waits = []
    for _ in range(3):
        desk.deliver()
        waits.append(desk.row(seq).next_at - desk.now)
        assert desk.deliver() == []
        desk.now = desk.row(seq).next_at
    assert waits == [timedelta(seconds=seconds) for seconds in (30, 60, 120)]


def test_delays_are_drawn_and_never_shorter_than_the_other_side_asked(desk):
    desk.notifier("post", Scripted(TransientFailure("slow down", retry_after=90), TransientFailure("slow down")))
    seq = desk.queue("one")
    desk.deliver(draw=0.0)
    assert desk.row(seq).next_at - desk.now == timedelta(seconds=90)
    desk.now = desk.row(seq).next_at
    desk.deliver(draw=0.5)
    assert desk.row(seq).next_at - desk.now == timedelta(seconds=30)


def test_after_twelve_attempts_a_message_is_given_up(desk):
    desk.notifier("post", Scripted(*[TransientFailure("full") for _ in range(MOST_ATTEMPTS)]))
    seq = desk.queue("one")
    for _ in range(MOST_ATTEMPTS):
        # So short a delay that the attempts run out before three days are over.
        desk.deliver(draw=0.0)
        desk.now = desk.row(seq).next_at
    assert (desk.row(seq).status, desk.row(seq).attempts) == (Delivery.DEAD, 12)
    assert desk.row(seq).error == "given up after 12 attempts: full"


def test_three_days_after_it_was_first_tried_a_message_is_given_up(desk):
    desk.notifier("post", Scripted(*[TransientFailure("full") for _ in range(5)]))
    seq = desk.queue("one")
    for hours in (0, 24, 48, 71):
        desk.now = START + timedelta(hours=hours)
        assert desk.deliver(draw=0.0) == [("one", Delivery.QUEUED)]
    desk.now = START + timedelta(hours=72)
    assert desk.deliver() == [("one", Delivery.DEAD)]
    assert "given up after 5 attempts:" in desk.row(seq).error


def test_days_in_which_nothing_ran_do_not_count_between_attempts_either(desk):
    desk.notifier("post", Scripted(*[TransientFailure("full") for _ in range(9)]))
    seq = desk.queue("one")
    for _ in range(3):
        assert desk.deliver() == [("one", Delivery.QUEUED)]
        desk.now += timedelta(days=7)
    assert desk.deliver() == [("one", Delivery.DEAD)], "of each week one day had a run"
    assert "given up after 4 attempts:" in desk.row(seq).error


def test_idle_days_before_a_message_was_first_tried_give_it_no_more_time(desk):
    desk.notifier("post", Scripted(*[TransientFailure("full") for _ in range(9)]))
    desk.deliver()
    desk.now += timedelta(days=30)
    desk.queue("one")
    for days in (0, 1, 1):
        desk.now += timedelta(days=days)
        assert desk.deliver(draw=0.0) == [("one", Delivery.QUEUED)]
    desk.now += timedelta(days=1)
    assert desk.deliver() == [("one", Delivery.DEAD)]


@pytest.mark.parametrize("outcome", [TransientFailure("full"), UnknownOutcome("?")])
def test_a_clock_that_was_far_ahead_does_not_keep_a_message_waiting_for_it(desk, outcome):
    post = desk.notifier("post", Scripted(outcome))
    desk.now = START + timedelta(days=400)
    desk.queue("one")
    desk.queue("two", alerts=("p/b",))
    next(desk.deliverer().run())
    desk.now = START
    assert desk.deliver() == [("one", Delivery.DELIVERED), ("two", Delivery.DELIVERED)]
    assert [one.subject for one in post.sent] == ["one", "one", "two"]


def test_what_was_being_sent_by_a_clock_that_was_far_ahead_is_sent_again(desk):
    desk.notifier("post", Scripted(), dedup=Dedup.KEY)
    seq = desk.queue("one")
    ahead = START + timedelta(days=400)
    with desk.store.write() as session:
        session.claim(seq, "somebody else", ahead + timedelta(minutes=2), ahead)
    assert desk.deliver() == [("one", Delivery.DELIVERED)]


def test_a_message_that_waited_for_days_while_nothing_ran_is_tried_as_often_as_any_other(desk):
    desk.notifier("post", Scripted(*[TransientFailure("full") for _ in range(9)]))
    seq = desk.queue("one")
    desk.now += timedelta(days=9)
    assert desk.deliver() == [("one", Delivery.QUEUED)]
    assert desk.row(seq).first_tried == desk.now
    assert desk.row(seq).next_at - desk.now == timedelta(seconds=30)


def test_what_will_never_be_taken_is_given_up_at_once_and_the_next_one_goes_out(desk):
    desk.notifier("post", Scripted(PermanentFailure("no such address")))
    seq = desk.queue("one")
    desk.queue("two", alerts=("p/b",))
    assert desk.deliver() == [("one", Delivery.DEAD), ("two", Delivery.DELIVERED)]
    assert (desk.row(seq).error, desk.row(seq).maybe_seen) == ("no such address", False)


@pytest.mark.parametrize(("boards", "rests"), [(1, False), (5, True)])
def test_a_refused_address_is_its_recipients_fault_and_only_five_of_them_are_the_notifiers(desk, boards, rests):
    desk.notifier("post", Scripted(*[RecipientRefused("no such address") for _ in range(6)]))
    for number in range(6):
        desk.queue(f"m{number}", recipient=f"Board {number % boards}", alerts=(f"p/{number}",))
    ended = desk.deliver()
    assert len(ended) == (5 if rests else 6)
    assert {status for _, status in ended} == {Delivery.DEAD}


def test_five_permanent_failures_in_a_row_rest_the_notifier_and_spare_the_other_messages(desk):
    desk.notifier("post", Scripted(*[PermanentFailure("bad key") for _ in range(9)]))
    rows = [desk.queue(f"to {number}", recipient=f"Board {number}") for number in range(7)]
    assert [status for _, status in desk.deliver()] == [Delivery.DEAD] * 5
    assert [desk.row(seq).status for seq in rows[5:]] == [Delivery.QUEUED] * 2


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (UnknownOutcome("the line broke"), "the line broke"),
        (ValueError("oops"), "the notifier raised ValueError: oops"),
        (SystemExit(3), "the notifier raised SystemExit: 3"),
        (KeyboardInterrupt(), "the notifier raised KeyboardInterrupt"),
        (None, "the notifier returned NoneType where a Receipt was due"),
        (True, "the notifier returned bool where a Receipt was due"),
    ],
)
def test_whatever_is_no_receipt_and_no_failure_is_unknown_and_sent_again_under_its_key(desk, step, says):
    post = desk.notifier("post", Scripted(step), dedup=Dedup.KEY)
    seq = desk.queue("one")
    assert desk.deliver() == [("one", Delivery.UNKNOWN)]
    assert (desk.row(seq).error, desk.row(seq).maybe_seen) == (says, True)
    desk.now = desk.row(seq).next_at
    assert desk.deliver() == [("one", Delivery.DELIVERED)]
    assert post.sent[0] == post.sent[1]


def test_where_nothing_drops_repeats_it_is_sent_again_marked_as_a_possible_repeat(desk):
    post = desk.notifier("post", Scripted(UnknownOutcome("?")), dedup=Dedup.NONE)
    seq = desk.queue("one")
    desk.deliver()
    desk.now = desk.row(seq).next_at
    desk.deliver()
    assert [one.possible_repeat for one in post.sent] == [False, True]
    assert post.sent[0].key == post.sent[1].key


@pytest.mark.parametrize(("known", "sends"), [(("one",), 1), ((), 2)])
def test_where_the_receiver_can_be_asked_it_is_asked_before_anything_is_sent_again(desk, known, sends):
    post = desk.notifier("post", Asked(UnknownOutcome("?"), known=known), dedup=Dedup.LOOKUP)
    seq = desk.queue("one")
    desk.deliver()
    desk.now = desk.row(seq).next_at
    assert desk.deliver() == [("one", Delivery.DELIVERED)]
    assert len(post.sent) == sends
    assert not post.sent[-1].possible_repeat
    assert desk.row(seq).receipt == ("found" if known else "")


def test_a_notifier_that_hangs_holds_up_nobody_and_what_it_does_later_changes_nothing(desk):
    release, done = threading.Event(), threading.Event()

    def hang():
        release.wait(10)
        done.set()
        return Receipt("late")

    desk.notifier("post", Scripted(hang), timeout=0.05, dedup=Dedup.KEY)
    desk.notifier("other", Scripted())
    stuck = desk.queue("one")
    desk.queue("second", recipient="Committee")
    desk.queue("three", notifier="other")
    assert set(desk.deliver()) == {("one", Delivery.UNKNOWN), ("three", Delivery.DELIVERED)}
    assert desk.row(stuck).status is Delivery.UNKNOWN
    assert desk.row(stuck).error == "no answer within 0.05 seconds"
    release.set()
    assert done.wait(10)
    assert desk.row(stuck).status is Delivery.UNKNOWN
    desk.now = desk.row(stuck).next_at
    assert ("one", Delivery.DELIVERED) in desk.deliver()


def test_what_another_run_has_taken_over_is_not_recorded_twice(desk):
    def taken_over():
        # While this one sends, its lease runs out, and another run gives it up and takes over.
        with closing(open_store(desk.store.path)) as another, another.write() as session:
            session.expire("p", desk.now + timedelta(hours=1))
            session.claim(seq, "another", desk.now, desk.now)
        return Receipt()

    desk.notifier("post", Scripted(taken_over))
    seq = desk.queue("one")
    assert desk.deliver() == [("one", Delivery.UNKNOWN)]
    assert (desk.row(seq).status, desk.row(seq).owner) == (Delivery.INFLIGHT, "another")


def test_what_a_dead_run_was_sending_is_unknown_once_its_lease_is_over(desk):
    post = desk.notifier("post", Scripted(), dedup=Dedup.KEY)
    seq = desk.queue("one")
    with desk.store.write() as session:
        session.claim(seq, "dead", desk.now + timedelta(minutes=2), desk.now)
    assert desk.deliver() == []
    desk.now += timedelta(minutes=2)
    assert desk.deliver() == [("one", Delivery.DELIVERED)]
    assert (len(post.sent), desk.row(seq).attempts) == (1, 2)


def test_no_secret_stands_in_an_error_or_a_receipt(desk):
    secret = "s3cret-token"
    desk.notifier(
        "post",
        Scripted(UnknownOutcome(f"https://x/?key={secret} timed out"), Receipt(f"id {secret}")),
        secrets=Secrets((secret,)),
        dedup=Dedup.KEY,
    )
    seq = desk.queue("one")
    desk.deliver()
    assert desk.row(seq).error == "https://x/?key=*** timed out"
    desk.now = desk.row(seq).next_at
    desk.deliver()
    assert desk.row(seq).receipt == "id ***"


def test_messages_of_notifiers_that_are_not_there_wait(desk):
    seq = desk.queue("one", notifier="gone")
    assert desk.deliver() == []
    assert desk.row(seq).status is Delivery.QUEUED


@pytest.mark.parametrize(
    ("asked", "waits"),
    [
        (float("inf"), timedelta(hours=72)),
        (1e300, timedelta(hours=72)),
        (float("nan"), timedelta(seconds=30)),
        (-5, timedelta(seconds=30)),
        ("soon", timedelta(seconds=30)),
    ],
)
def test_a_wait_that_makes_no_sense_stops_nothing(desk, asked, waits):
    desk.notifier("post", Scripted(TransientFailure("slow down", retry_after=asked)))
    seq = desk.queue("one")
    assert desk.deliver() == [("one", Delivery.QUEUED)]
    assert desk.row(seq).next_at - desk.now == waits


class Unspeakable(Exception):
    """An error that cannot even be printed."""

    def __str__(self):
        raise ValueError


@pytest.mark.parametrize(
    ("step", "status"),
    [(Unspeakable(), Delivery.UNKNOWN), (Receipt(None), Delivery.DELIVERED), (Receipt(12), Delivery.DELIVERED)],
)
def test_an_answer_that_is_no_text_stops_nothing(desk, step, status):
    desk.notifier("post", Scripted(step))
    desk.queue("one")
    desk.queue("two", recipient="Committee")
    assert desk.deliver() == [("one", status), ("two", Delivery.DELIVERED)]


def test_what_a_notifier_says_is_kept_no_longer_than_a_person_reads(desk):
    desk.notifier("post", Scripted(UnknownOutcome("x" * 10**6), Receipt("y" * 10**6)), dedup=Dedup.KEY)
    seq = desk.queue("one")
    desk.deliver()
    assert len(desk.row(seq).error) == 1000
    desk.now = desk.row(seq).next_at
    desk.deliver()
    assert len(desk.row(seq).receipt) == 1000


@pytest.mark.parametrize(
    ("secret", "shown"),
    [
        ("s3cret/tok+en", "GET /?key=s3cret%2Ftok%2Ben"),
        ("first line\nsecond line", "bad key: first line\nsecond line"),
        ("s3cret\\tok'en", repr({"key": "s3cret\\tok'en"})),
    ],
)
def test_a_secret_is_known_however_it_is_spelt(desk, secret, shown):
    desk.notifier("post", Scripted(ValueError(shown)), secrets=Secrets((secret,)))
    seq = desk.queue("one")
    desk.deliver()
    assert "***" in desk.row(seq).error
    for part in ("s3cret", "first line", "tok"):
        assert part not in desk.row(seq).error


def test_a_secret_within_another_does_not_leave_half_of_it(desk):
    desk.notifier("post", Scripted(ValueError("key abc-def")), secrets=Secrets(("abc", "abc-def")))
    seq = desk.queue("one")
    desk.deliver()
    assert desk.row(seq).error == "the notifier raised ValueError: key ***"


def test_a_message_that_cannot_be_read_is_given_up_and_the_next_one_goes_out(desk):
    desk.notifier("post", Scripted())
    seq = desk.queue("one")
    desk.queue("two", alerts=("p/b",))
    desk.store.connection.execute("UPDATE outbox SET message = '{\"news\": 3}' WHERE seq = ?", (seq,))
    assert [status for _, status in desk.deliver()] == [Delivery.DEAD, Delivery.DELIVERED]
    assert desk.row(seq).error.startswith("the message in the store cannot be read")


def test_a_message_that_ends_every_run_that_sends_it_is_given_up(desk):
    post = desk.notifier("post", Scripted())
    seq = desk.queue("one")
    for _ in range(MOST_ATTEMPTS):
        # Each of these claims it and never comes back.
        with desk.store.write() as session:
            session.claim(seq, "dead", desk.now, desk.now)
            session.expire("p", desk.now)
    assert desk.deliver() == [("one", Delivery.DEAD)]
    assert post.sent == []
    assert (desk.row(seq).error, desk.row(seq).maybe_seen) == (
        "given up after 12 attempts: whoever sent it did not come back",
        True,
    )


def test_a_message_queued_again_by_hand_has_all_its_attempts_and_its_time_before_it(desk):
    desk.notifier("post", Scripted(PermanentFailure("no such address"), TransientFailure("full"), Receipt()))
    seq = desk.queue("one")
    desk.deliver()
    desk.now += timedelta(days=30)
    with desk.store.write() as session:
        assert session.revive(seq, desk.now)
    assert desk.deliver() == [("one", Delivery.QUEUED)]
    desk.now = desk.row(seq).next_at
    assert desk.deliver() == [("one", Delivery.DELIVERED)]


def test_a_notifier_that_refused_five_in_a_row_is_tried_with_one_message_by_the_next_run(desk):
    post = desk.notifier("post", Scripted(*[PermanentFailure("bad key") for _ in range(6)]))
    for number in range(9):
        desk.queue(f"to {number}", recipient=f"Board {number}")
    assert [status for _, status in desk.deliver()] == [Delivery.DEAD] * 5
    assert [status for _, status in desk.deliver()] == [Delivery.DEAD]
    # Somebody has mended it: one message that arrives is enough for the rest.
    assert [status for _, status in desk.deliver()] == [Delivery.DELIVERED] * 3
    assert len(post.sent) == 9


def test_one_run_that_delivers_twice_leaves_a_hanging_and_a_refusing_notifier_alone(desk):
    release = threading.Event()
    hanging = desk.notifier("hanging", Scripted(lambda: release.wait(10)), timeout=0.05)
    refusing = desk.notifier("refusing", Scripted(*[PermanentFailure("bad key") for _ in range(9)]))
    for number in range(9):
        desk.queue(f"to {number}", recipient=f"Board {number}", notifier="refusing")
        desk.queue(f"to {number}", recipient=f"Board {number}", notifier="hanging")
    deliverer = desk.deliverer()
    assert len(list(deliverer.run())) == 6
    assert list(deliverer.run()) == []
    assert (len(hanging.sent), len(refusing.sent)) == (1, 5)
    assert {name: "in a row" in why or "no answer" in why for name, why in deliverer.resting.items()} == {
        "hanging": True,
        "refusing": True,
    }
    release.set()


def test_one_run_that_delivers_twice_sends_what_came_between(desk):
    desk.notifier("post", Scripted())
    desk.queue("one")
    deliverer = desk.deliverer()
    assert len(list(deliverer.run())) == 1
    desk.queue("two")
    assert [one.message.subject for one in deliverer.run()] == ["two"]
