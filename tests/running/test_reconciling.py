"""What was told against what is true, on a real store: what is put in the outbox, and what is not."""

from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import attrs
import pytest
from tests.alerts.world import measure

from wes_rules import Plan, PluginConfig
from wes_rules.alerts import wire
from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.deciding import Standing
from wes_rules.alerts.fold import Ending, State
from wes_rules.alerts.message import Change, Message
from wes_rules.alerts.records import Delivery
from wes_rules.rules.policy import Alerting, Escalation, Inhibition, Policy
from wes_rules.running.acknowledging import acknowledge
from wes_rules.running.clock import TimeOfRun
from wes_rules.running.one_pass import ReadOnlyLedger
from wes_rules.running.telling.reconciling import reconcile
from wes_rules.running.telling.routing import Routing
from wes_rules.stores.sqlite import init_store, open_store

DAY = date(2021, 7, 1)


class Office:
    """A store, and short ways to say what is true and what becomes of messages."""

    def __init__(self, store):
        self.store = store
        self.day = DAY
        self.plan = Plan(id="p", title="P", area="937", measures=(), notifiers=(PluginConfig("console"),))

    @property
    def now(self):
        return datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=UTC)

    def tick(self, *current_alerts, left_alone=(), ledger=lambda session: session):
        with self.store.write() as session:
            notifiers = [one.id for one in self.plan.notifiers]
            time = TimeOfRun(day=self.day, now=self.now, wall=self.now)
            return reconcile(
                ledger(session), Routing(self.plan, tuple(notifiers)), current_alerts, time, frozenset(left_alone)
            )

    def settle(self, status=Delivery.DELIVERED, **more):
        """Let the next message in the queue come to an end; return its news."""
        with self.store.write() as session:
            row = session.sendable("p", "console", self.now)
            session.claim(row.seq, "me", self.now, self.now)
            session.settle(row.seq, "me", status, self.now, **more)
        message = wire.load(Message, row.message)
        return [(one.measure, one.change) for one in message.news if not one.repeated]

    def waiting(self):
        with self.store.read() as session:
            return session.rows(statuses=[Delivery.QUEUED])

    def told(self, measure):
        with self.store.read() as session:
            return {
                route.recipient: told for route, (_, told) in session.told([key(measure)]).get(key(measure), {}).items()
            }


def key(measure):
    return f"p/{measure}/937/off_track"


def off(measure, year=2020, **more):
    given = {
        "alert": key(measure),
        "kind": AlertKind.OFF_TRACK,
        "state": State.OPEN,
        "title": measure.upper(),
        "measure": measure,
        "owner": "Board",
        "opened": "2019",
        "period": str(year),
        "order": year,
        "ends": date(year + 1, 1, 1),
        "breaches": ("2019", "2020"),
        "severity": "off_track",
    }
    return CurrentAlert(**{**given, **more})


def on(measure, **more):
    given = {"past": frozenset({"2019"}), "why": Ending.RECOVERED, **more}
    return off(measure, state=State.QUIET, opened="", breaches=(), severity="", **given)


@pytest.fixture
def office(tmp_path):
    init_store(tmp_path / "alerts.db")
    with closing(open_store(tmp_path / "alerts.db")) as store:
        yield Office(store)


def test_news_is_queued_once_however_often_a_run_repeats(office):
    assert len(office.tick(off("a")).messages) == 1
    assert office.tick(off("a")).messages == ()
    assert office.settle() == [("a", Change.NEW)]
    assert office.tick(off("a")).messages == ()
    assert office.told("a")["Board"].open


def test_what_was_never_sent_gives_way_to_what_says_more(office):
    office.tick(off("a"), off("b"))
    office.day += timedelta(days=1)
    outcome = office.tick(off("a"), on("b"))
    assert (len(outcome.messages), outcome.superseded, len(office.waiting())) == (1, 1, 1)
    assert office.settle() == [("a", Change.NEW)]


def test_news_that_no_longer_holds_and_was_never_sent_is_not_sent(office):
    office.tick(off("a"))
    assert office.tick(on("a")).superseded == 1
    assert office.waiting() == []


def test_a_message_with_an_alert_that_cannot_be_judged_now_is_not_made_anew(office):
    """A source failed between two runs: what was queued about its measures must still be sent."""
    office.tick(off("a"), off("b"))
    office.tick(on("a"), left_alone=["b"])
    assert office.settle() == [("a", Change.NEW), ("b", Change.NEW)]
    assert office.settle() == [("a", Change.RECOVERED)]
    office.tick(on("a"), off("b"))
    assert (office.told("a")["Board"].open, office.told("b")["Board"].open) == (False, True)


def test_what_may_have_been_seen_is_followed_and_not_replaced(office):
    office.tick(off("a"))
    office.settle(Delivery.UNKNOWN, maybe_seen=True, next_at=office.now)
    assert len(office.tick(on("a")).messages) == 1
    assert office.settle() == [("a", Change.NEW)]
    assert office.settle() == [("a", Change.RECOVERED)]


def test_nobody_is_told_that_something_closed_of_which_they_never_heard(office):
    office.tick(off("a"))
    office.settle(Delivery.DEAD, error="no such address")
    assert office.tick(on("a")).messages == ()


def test_what_was_given_up_is_not_queued_again_by_itself(office):
    office.tick(off("a"))
    office.settle(Delivery.DEAD, error="no such address")
    office.day += timedelta(days=1)
    assert office.tick(off("a", next_due=date(2030, 1, 1))).messages == ()
    assert len(office.tick(off("a", year=2021)).messages) == 1


def test_a_measure_that_leaves_the_plan_ends_its_alert(office):
    office.tick(off("a"))
    office.settle()
    office.tick()
    assert office.settle() == [("a", Change.ENDED)]
    assert office.tick().messages == ()


def test_a_measure_that_cannot_be_judged_leaves_its_alert_as_it_is(office):
    office.tick(off("a"))
    office.settle()
    assert office.tick(left_alone=["a"]).messages == ()


def test_each_message_about_an_alert_has_a_key_of_its_own_even_when_it_says_the_same(office):
    keys = []
    for _ in range(3):
        keys += [one.key for one in office.tick(off("a")).messages]
        office.settle()
        keys += [one.key for one in office.tick(on("a", past=frozenset())).messages]
        office.settle()
    assert len(set(keys)) == len(keys) == 6


def test_a_board_that_gives_a_measure_away_hears_of_that_once_and_the_new_one_of_all_that_follows(office):
    office.tick(off("a"))
    office.settle()
    messages = office.tick(off("a", owner="New board")).messages
    assert {one.recipient: one.news[0].change for one in messages} == {
        "Board": Change.HANDED_OVER,
        "New board": Change.NEW,
    }
    handed_over = next(one.news[0] for one in messages if one.recipient == "Board")
    assert handed_over.details[0] == "New board receives it from now on."
    assert not handed_over.open
    office.settle()
    office.settle()
    assert [one.recipient for one in office.tick(on("a", owner="New board")).messages] == ["New board"]


def test_a_board_that_gave_a_measure_away_hears_of_its_end_where_both_happen_at_once(office):
    office.tick(off("a"))
    office.settle()
    messages = office.tick(on("a", owner="New board")).messages
    assert [(one.recipient, one.news[0].change) for one in messages] == [("Board", Change.RECOVERED)]


def test_a_digest_lists_what_is_as_it_was_beside_what_is_new(office):
    office.tick(off("a"))
    office.settle()
    (message,) = office.tick(off("a"), off("b")).messages
    assert [(one.measure, one.repeated) for one in message.news] == [("b", False), ("a", True)]


def test_what_a_recipient_knows_is_worked_out_once_a_run(office, monkeypatch):
    policy = Policy(escalate=(Escalation(to="Director", after_days=10),))
    office.plan = attrs.evolve(office.plan, alerting=Alerting(policy=policy))
    office.tick(off("a"))
    office.settle()
    office.day += timedelta(days=10)
    asked, kept = [], Standing.of
    monkeypatch.setattr(Standing, "of", lambda told, members: asked.append(told) or kept(told, members))
    (message,) = office.tick(off("a", year=2021), off("b")).messages[1:]
    assert message.recipient == "Director"
    # Two alerts, each with what its board and the director know.
    assert len(asked) == 4


def test_a_look_ahead_says_of_an_acknowledgement_that_ends_what_the_run_itself_will_say(office):
    policy = Policy(escalate=(Escalation(to="Director", after_days=10),))
    office.plan = attrs.evolve(office.plan, alerting=Alerting(policy=policy))
    office.tick(off("a"))
    office.settle()
    with office.store.write() as session:
        (one,) = session.alert_states()
        ends = office.now + timedelta(days=5)
        acknowledge(session, one, by="Ann", note="", at=office.now, until=ends)
    office.day += timedelta(days=10)
    (ahead,) = office.tick(off("a"), ledger=ReadOnlyLedger).messages
    assert "the acknowledgement of Ann on 1 July 2021 no longer stands (its time is over)" in ahead.text
    assert (ahead,) == office.tick(off("a")).messages


def test_a_parent_that_its_own_parent_hides_still_hides_its_child_while_its_source_fails(office):
    hides = (Inhibition(parent="all", children=("boys",)), Inhibition(parent="boys", children=("young",)))
    names = ("all", "boys", "young")
    office.plan = attrs.evolve(office.plan, measures=tuple(map(measure, names)), alerting=Alerting(inhibitions=hides))
    office.tick(*map(off, names))
    assert office.settle() == [("all", Change.NEW)]
    assert office.tick(off("all"), off("young", year=2021), left_alone=["boys"]).messages == ()
