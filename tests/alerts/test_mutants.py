"""Each fault that alerting systems are known for, planted once, is caught by the check that is meant for it."""

import hashlib
import itertools

import attrs
import pytest
from tests.alerts import test_invariants as checks

from wes_rules.alerts import changes, condition, deciding, wire
from wes_rules.alerts.fold import Signal
from wes_rules.alerts.last_told import LastTold
from wes_rules.alerts.message import Change, Message
from wes_rules.alerts.records import Delivery
from wes_rules.running import moments
from wes_rules.running import run as live
from wes_rules.running.delivering import delivery, refreshing
from wes_rules.running.telling import decisions, facts, inhibiting, reconciling, routing, states, upkeep
from wes_rules.stores.sql import SqlSession


def arrival_order_fold(patch):
    kept = condition.series_of

    def by_arrival(now):
        def known_on(item):
            return max((one.published for one in item[1].observations), default=now.as_of)

        return dict(sorted(kept(now).items(), key=known_on))

    patch.setattr(condition, "series_of", by_arrival)


def enqueue_again_each_run(patch):
    kept = deciding.change_of
    patch.setattr(deciding, "change_of", lambda *args: kept(*args) or (Change.STILL_OPEN if args[1].open else None))
    patch.setattr(reconciling, "has_changed", lambda *args: True)


def tell_only_on_the_edge(patch):
    """What was not told in the run in which the condition changed is never told."""
    kept = reconciling.decisions_on

    def decisions_on(facts, current, known):
        *_, was_open = facts.signatures.get(current.alert, (None,))
        decisions = kept(facts, current, known)
        if was_open == current.open:
            return [attrs.evolve(one, news=None, told=None, reasons=("no edge",)) for one in decisions]
        return decisions

    patch.setattr(reconciling, "decisions_on", decisions_on)
    patch.setattr(inhibiting, "decisions_on", decisions_on)


def state_and_outbox_in_two_transactions(patch):
    kept, put_in_outbox = live.reconcile, reconciling._put_in_outbox

    def in_two(session, *args):
        later = []
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(reconciling, "_put_in_outbox", lambda *given: later.append(given) or 0)
            outcome = kept(session, *args)
        connection = session.run.__self__.connection
        connection.execute("COMMIT")
        connection.execute("BEGIN IMMEDIATE")
        moments.moment("deciding")
        for given in later:
            put_in_outbox(*given)
        return outcome

    patch.setattr(live, "reconcile", in_two)


def mark_before_sending(patch):
    kept = SqlSession.claim

    def claim(self, seq, owner, lease_until, now):
        row = kept(self, seq, owner, lease_until, now)
        self.settle(seq, owner, Delivery.DELIVERED, now)
        return row

    patch.setattr(SqlSession, "claim", claim)


def _supersede_what(patch, statuses):
    """Take messages of some statuses out of the queue although they were sent."""
    kept = SqlSession.members

    def members(self, alerts):
        return [attrs.evolve(one, untouched=one.status in statuses) for one in kept(self, alerts)]

    def supersede(self, seq, now):
        self.execute(
            "UPDATE outbox SET status = 'superseded', key = key || '/superseded/' || seq WHERE seq = ?", (seq,)
        )
        return True

    patch.setattr(SqlSession, "members", members)
    patch.setattr(SqlSession, "supersede", supersede)


def supersede_what_may_have_been_seen(patch):
    _supersede_what(patch, (Delivery.QUEUED, Delivery.UNKNOWN))


def regroup_what_is_retried(patch):
    _supersede_what(patch, (Delivery.QUEUED,))


def _keyed_by(patch, key_of):
    def of(cls, **content):
        unkeyed = cls(key="", **content)
        return attrs.evolve(unkeyed, key=key_of(unkeyed))

    patch.setattr(Message, "of", classmethod(of))


def _hash(value):
    return hashlib.sha256(wire.dump(value).encode()).hexdigest()


def key_without_what_it_follows(patch):
    def key_of(message):
        # Nor the day since when its figure is known, which tells two revisions to the same value apart.
        news = tuple(attrs.evolve(one, follows="", thread="", numbers=None) for one in message.news)
        return _hash(attrs.evolve(message, text="", news=news))

    _keyed_by(patch, key_of)


def key_without_evidence(patch):
    def key_of(message):
        said = [(one.alert, one.change, one.period) for one in message.news]
        return _hash((message.recipient, message.notifier, said))

    _keyed_by(patch, key_of)


def counted_keys(patch):
    numbers = itertools.count()
    _keyed_by(patch, lambda message: str(next(numbers)))


def key_with_the_attempt(patch):
    kept = delivery._handed_over

    def handed_over(outlet, row, message):
        return kept(outlet, row, attrs.evolve(message, key=f"{message.key}/{row.attempts}"))

    patch.setattr(delivery, "_handed_over", handed_over)


def rendered_when_sent(patch):
    kept = delivery._handed_over

    def handed_over(outlet, row, message):
        return kept(outlet, row, attrs.evolve(message, text=f"{message.text}Attempt {row.attempts}.\n"))

    patch.setattr(delivery, "_handed_over", handed_over)


def delete_what_failed(patch):
    kept = SqlSession.settle

    def settle(self, seq, owner, status, now, **more):
        done = kept(self, seq, owner, status, now, **more)
        if status is not Delivery.DELIVERED:
            self.execute("DELETE FROM members WHERE seq = ?", (seq,))
            self.execute("DELETE FROM outbox WHERE seq = ?", (seq,))
        return done

    patch.setattr(SqlSession, "settle", settle)


def no_head_of_line(patch):
    def sendable(self, plan, notifier, now, *, after=0):
        rows = self.rows(plan=plan, statuses=[Delivery.QUEUED, Delivery.UNKNOWN])
        return next((one for one in rows if one.notifier == notifier and one.next_at <= now), None)

    patch.setattr(SqlSession, "sendable", sendable)


def drop_what_is_silenced(patch):
    kept = reconciling.signature_of
    patch.setattr(reconciling, "signature_of", lambda facts, current: kept(attrs.evolve(facts, silences=()), current))
    patch.setattr(states, "due_at", lambda *args: "")


def tell_in_spite_of_silences(patch):
    patch.setattr(facts.Facts, "silences_of", lambda *args: [])


def one_memory_for_all_notifiers(patch):
    kept = SqlSession.told

    class Any(dict):
        def get(self, key, default=None):
            return next(iter(self.values()), default)

    patch.setattr(SqlSession, "told", lambda self, alerts: {name: Any(one) for name, one in kept(self, alerts).items()})


def all_notifiers_in_one_go(patch):
    """The notifiers are called one after the other, and the first that fails ends the sending of all."""

    def run(self):
        self._activity = delivery.Activity(last=self.clock())
        for name in sorted(self.outlets):
            while name not in self._idle | self.resting.keys():
                yield from self._start(self.outlets[name])
                for attempt in self._finish() if self._busy else ():
                    yield attempt
                    if attempt.error:
                        return

    patch.setattr(delivery.Deliverer, "run", run)


def a_gap_closes(patch):
    kept = condition.signal_of

    def signal_of(judgement, policy):
        found = kept(judgement, policy)
        return Signal.MET if found is Signal.UNJUDGED else found

    patch.setattr(condition, "signal_of", signal_of)


def a_withdrawal_is_a_recovery(patch):
    kept = deciding.change_of

    def change_of(*args):
        found = kept(*args)
        return Change.RECOVERED if found is Change.WITHDRAWN else found

    patch.setattr(deciding, "change_of", change_of)


def an_acknowledgement_is_a_silence(patch):
    patch.setattr(deciding, "_ACKNOWLEDGED", set(Change))
    patch.setattr(facts, "cleared", lambda *args: "")


def the_clock_as_it_is(patch):
    def time_of_run(session, plan, wall, **asked):
        return live.TimeOfRun(day=wall.date(), now=wall, wall=wall)

    patch.setattr(live, "time_of_run", time_of_run)


def the_place_in_the_plan_as_key(patch):
    def alert_key(plan, measure, area, kind):
        return f"{plan.id}/{plan.measures.index(measure)}/{area}/{kind.value}"

    patch.setattr(condition, "alert_key", alert_key)


def no_reasons(patch):
    kept = reconciling.state_of
    patch.setattr(reconciling, "state_of", lambda *args: attrs.evolve(kept(*args), reasons={}))


def end_without_a_beginning(patch):
    """What is told as closed does not ask whether it was told as open."""
    kept = deciding.change_of

    def change_of(told, current, policy):
        return kept(told or LastTold(change=Change.NEW, open=True, breaches=("2015",)), current, policy)

    patch.setattr(deciding, "change_of", change_of)


def higher_is_always_better(patch):
    def further_off(told, now, policy):
        return float(now.line.partition("%")[0]) < max(one.known.low for one in told.inputs)

    patch.setattr(changes, "_further_off", further_off)


def no_refresh(patch):
    patch.setattr(refreshing.Refreshing, "run", lambda *args: None)


def refresh_only_what_is_judged(patch):
    kept = refreshing.Refreshing.run
    patch.setattr(
        refreshing.Refreshing, "run", lambda self, *args: kept(attrs.evolve(self, left_alone=frozenset()), *args)
    )


def refresh_what_is_over(patch):
    patch.setattr(refreshing.Refreshing, "_is_left_open", lambda *args: True)


def the_refresh_has_the_last_word(patch):
    """What is told while it goes on is not said again."""
    kept = refreshing._refreshed
    patch.setattr(refreshing, "_refreshed", lambda *args: kept(*args) and False)


def refresh_all_that_a_message_said(patch):
    """The news of other alerts in the same message is repeated as well."""
    kept = refreshing._as_told

    def as_told(session, told, note):
        messages = {one.message.key: one.message for one in kept(session, told, note)}
        return [refreshing.AsTold(message=one, news=news) for one in messages.values() for news in one.news]

    patch.setattr(refreshing, "_as_told", as_told)


def swallow_what_a_refresh_raises(patch):
    kept = refreshing._refreshed
    patch.setattr(refreshing, "_refreshed", lambda outlet, alerts, note: kept(outlet, alerts, lambda *args: None))


def count_idle_days(patch):
    patch.setattr(delivery.Activity, "time_between", lambda self, start, now: now - start)


def a_refused_address_is_the_ways_fault(patch):
    patch.setattr(upkeep, "_refused_mark", lambda seq: f"nobody/{seq}/{id(object())}")
    patch.setattr(delivery, "note_refusal", lambda *args, **more: None)


def each_refusal_is_the_recipients_fault(patch):
    kept = delivery.note_refusal
    patch.setattr(delivery, "note_refusal", lambda session, row, **_: kept(session, row, address=True))


def tell_of_a_refused_address_to_that_address(patch):
    kept = routing.Routing.routes
    patch.setattr(
        routing.Routing, "routes", lambda self, current: kept(self, attrs.evolve(current, area=current.area and "x"))
    )


def tell_on_days_off(patch):
    kept = deciding.decide
    patch.setattr(decisions, "decide", lambda *args: kept(*args[:-1], attrs.evolve(args[-1], quiet_until=None)))


def send_on_days_off(patch):
    kept = live.PlanRun._send_what_is_due

    def send_what_is_due(self, *args):
        alerting = attrs.evolve(self.plan.alerting, working_days=False, holidays=())
        kept(attrs.evolve(self, plan=attrs.evolve(self.plan, alerting=alerting)), *args)

    patch.setattr(live.PlanRun, "_send_what_is_due", send_what_is_due)


def forget_what_fell_into_a_day_off(patch):
    patch.setattr(states, "due_at", lambda *args: "")


def tell_without_asking(patch):
    patch.setattr(deciding, "_asking", lambda *args: None)


def ask_again_each_day(patch):
    patch.setattr(deciding.Standing, "asked", ("", None))
    patch.setattr(reconciling, "has_changed", lambda *args: True)


I3_KEYS = [checks.test_i3_news_that_comes_again_is_news_again_for_a_receiver_that_drops_repeats]
I20_WAYS = [checks.test_i20_what_is_open_does_not_end_by_itself_whatever_is_told_of_it]
I23_TOLD = [checks.test_i23_nothing_is_queued_or_sent_on_a_day_off_and_on_the_next_working_day_what_holds_is]
I24_ASKED = [checks.test_i24_a_figure_that_jumps_is_asked_about_first_and_told_where_nobody_answers]
PLANTED = [
    (arrival_order_fold, checks.test_i1_the_condition_does_not_depend_on_the_order_in_which_figures_arrive, ()),
    (enqueue_again_each_run, checks.test_i2_a_run_without_anything_new_adds_no_row, ()),
    (tell_only_on_the_edge, checks.test_i3_what_falls_into_a_silence_is_known_once_it_has_ended, ()),
    (state_and_outbox_in_two_transactions, checks.test_i3_a_death_between_any_two_statements_loses_nothing, ()),
    (mark_before_sending, checks.test_i3_a_death_between_any_two_statements_loses_nothing, ()),
    (supersede_what_may_have_been_seen, checks.test_i3_what_may_have_been_seen_is_followed_up, ()),
    (key_without_what_it_follows, *I3_KEYS, ((80, 92, 80, 92),)),
    (key_without_evidence, *I3_KEYS, ((80, 92, 85, 95),)),
    (key_with_the_attempt, checks.test_i4_what_is_sent_again_is_dropped_where_keys_are_honoured_and_else_marked, ()),
    (delete_what_failed, checks.test_i5_no_row_is_lost_whatever_becomes_of_it, ("transient",)),
    (no_head_of_line, checks.test_i6_the_end_does_not_overtake_the_beginning, ()),
    (end_without_a_beginning, checks.test_i6_nobody_hears_the_end_of_what_they_never_heard_of, ()),
    (drop_what_is_silenced, checks.test_i7_nothing_is_queued_in_a_silence_and_at_its_end_what_holds_is, ()),
    (tell_in_spite_of_silences, checks.test_i7_nothing_is_queued_in_a_silence_and_at_its_end_what_holds_is, ()),
    (one_memory_for_all_notifiers, checks.test_i6_nobody_hears_the_end_of_what_they_never_heard_of, ()),
    (all_notifiers_in_one_go, checks.test_i8_what_comes_by_one_notifier_does_not_depend_on_another, (["none"] * 9,)),
    (a_gap_closes, checks.test_i9_a_gap_neither_opens_nor_closes, (checks.SUPPRESSED,)),
    (
        a_withdrawal_is_a_recovery,
        checks.test_i10_a_breach_that_a_revision_removes_is_one_withdrawal_for_those_told_and_nothing_for_others,
        (),
    ),
    (
        an_acknowledgement_is_a_silence,
        checks.test_i11_an_acknowledgement_hides_no_end_no_worsening_and_no_correction,
        (),
    ),
    (the_clock_as_it_is, checks.test_i12_a_clock_that_goes_back_changes_nothing_that_was_told, ()),
    (the_place_in_the_plan_as_key, checks.test_i13_the_order_of_measures_notifiers_and_policies_changes_no_key, ()),
    (
        regroup_what_is_retried,
        checks.test_i14_each_news_is_in_one_digest_of_its_own_board_however_often_sending_fails,
        (),
    ),
    (mark_before_sending, checks.test_i15_a_crash_changes_nothing_but_at_most_one_repeat_under_its_key, (True,)),
    (rendered_when_sent, checks.test_i16_every_attempt_sends_the_same_bytes_under_the_same_key, ()),
    (
        counted_keys,
        checks.test_i17_after_an_older_copy_was_restored_repeats_carry_their_old_keys_and_nothing_is_lost,
        (),
    ),
    (higher_is_always_better, checks.test_i18_a_mirrored_promise_tells_the_same, ()),
    (no_reasons, checks.test_i19_whoever_is_told_nothing_can_read_why, ()),
    (refresh_all_that_a_message_said, *I20_WAYS, ("nothing",)),
    (no_refresh, *I20_WAYS, ("no reminders",)),
    (refresh_only_what_is_judged, *I20_WAYS, ("sources that fail",)),
    (refresh_what_is_over, checks.test_i20_what_is_over_is_left_to_end_though_nobody_may_be_told, ()),
    (
        the_refresh_has_the_last_word,
        checks.test_i20_an_end_that_another_run_tells_meanwhile_is_said_again_after_the_refresh,
        (),
    ),
    (
        swallow_what_a_refresh_raises,
        checks.test_i20_a_refresh_that_fails_is_reported_and_the_next_run_refreshes,
        (),
    ),
    (
        a_refused_address_is_the_ways_fault,
        checks.test_i22_of_a_refused_address_the_fallback_hears_by_the_same_way,
        (),
    ),
    (
        each_refusal_is_the_recipients_fault,
        checks.test_i22_what_the_way_itself_refuses_is_told_by_another_one,
        (),
    ),
    (
        tell_of_a_refused_address_to_that_address,
        checks.test_i22_where_the_fallbacks_own_address_is_refused_nothing_goes_round_in_a_circle,
        (),
    ),
    (count_idle_days, checks.test_i21_idle_days_give_no_message_up, ()),
    (tell_on_days_off, *I23_TOLD, ()),
    (forget_what_fell_into_a_day_off, *I23_TOLD, ()),
    (tell_without_asking, *I24_ASKED, ("delivered",)),
    (ask_again_each_day, *I24_ASKED, ("delivered",)),
    (forget_what_fell_into_a_day_off, *I24_ASKED, ("delivered",)),
    (send_on_days_off, checks.test_i23_what_waits_since_the_day_before_is_not_sent_on_a_day_off, ()),
]


@pytest.mark.parametrize(("plant", "check", "given"), PLANTED, ids=lambda one: getattr(one, "__name__", ""))
def test_a_planted_fault_is_caught(worlds, monkeypatch, plant, check, given):
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        check(worlds, *given)


def test_each_invariant_has_a_check_and_each_check_catches_something():
    named = {name.split("_")[1] for name in vars(checks) if name.startswith("test_i")}
    caught = {check.__name__.split("_")[1] for _, check, _ in PLANTED}
    assert named == caught == {f"i{number}" for number in range(1, 25)}
