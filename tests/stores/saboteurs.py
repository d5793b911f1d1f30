"""Stores that break a promise on purpose, each with the test that catches it, as a class of its own."""

import sqlite3
import threading
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from typing import ClassVar

import attrs
import pytest

from wes_rules.alerts.records import Delivery
from wes_rules.alerts.wire import stamp
from wes_rules.errors import StoreError, StoreNewer
from wes_rules.plugins.store import StoreType
from wes_rules.stores import versions as sql_versions
from wes_rules.stores.sql import SqlSession
from wes_rules.stores.sqlite import discard_unused, init_store, open_store
from wes_rules.stores.sqlite_session import SqliteStore
from wes_rules.stores.versions import MIGRATIONS
from wes_rules.testing.stores import StoreContract


@attrs.frozen
class Bent:
    """A store whose sessions, and transactions, are somebody else's idea."""

    real: SqliteStore
    session: type = SqlSession

    @classmethod
    def open(cls, path):
        return cls(open_store(path))

    @classmethod
    def init(cls, path):
        init_store(path)

    @classmethod
    def discard(cls, path):
        discard_unused(path)

    @property
    def address(self):
        return self.real.address

    @property
    def damages(self):
        return self.real.damages

    @contextmanager
    def write(self):
        with self.real.write() as session:
            yield self.session(session.run, session.damages)

    @contextmanager
    def read(self):
        with self.real.read() as session:
            yield self.session(session.run, session.damages)

    def version(self, session):
        return self.real.version(session)

    def close(self):
        self.real.close()


class StaysAsItIs(Bent):
    @classmethod
    def open(cls, path):
        known, sql_versions.MIGRATIONS = sql_versions.MIGRATIONS, MIGRATIONS
        try:
            return super().open(path)
        finally:
            sql_versions.MIGRATIONS = known


class OpensWhateverItIs(Bent):
    @classmethod
    def open(cls, path):
        try:
            return super().open(path)
        except StoreNewer:
            return cls(SqliteStore(path, sqlite3.connect(path, isolation_level=None)))


class TakesEachStatementAsAStep(Bent):
    @classmethod
    def open(cls, path):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            for step in sql_versions.MIGRATIONS[version:]:
                for statement in step:
                    with suppress(sqlite3.Error):
                        connection.execute(statement.format(serial=SqliteStore.serial, text=SqliteStore.text))
            connection.execute(f"PRAGMA user_version = {max(version, len(sql_versions.MIGRATIONS))}")
        return super().open(path)


class RefusesWhoeverIsSecond(Bent):
    both_are_here: ClassVar = threading.Barrier(2)

    @classmethod
    def open(cls, path):
        with closing(sqlite3.connect(path)) as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version < len(sql_versions.MIGRATIONS) and cls.both_are_here.wait(30):
            raise StoreError("somebody else brings it up to date")
        return super().open(path)


class KeepsWhatRaised(Bent):
    @contextmanager
    def write(self):
        fault = None
        with self.real.write() as session:
            try:
                yield session
            except BaseException as error:  # noqa: BLE001 - even an interruption
                fault = error
        if fault is not None:
            raise fault


class GoesOnAfterAFault(Bent):
    @contextmanager
    def write(self):
        with self.real.write() as session:
            yield GoesOn(session.run, connection=self.real.connection)


@attrs.frozen
class GoesOn(SqlSession):
    connection: sqlite3.Connection = attrs.field(kw_only=True)

    def execute(self, statement, values=()):
        try:
            return self.connection.execute(statement, values)
        except sqlite3.Error as error:
            raise StoreError(str(error)) from error


class RaisesWhatItsDatabaseRaises(Bent):
    @contextmanager
    def write(self):
        try:
            with self.real.write() as session:
                yield session
        except StoreError as error:
            raise (error.__cause__ or error) from None


class WritesBesideOthers(Bent):
    @contextmanager
    def write(self):
        with self.real._transaction("BEGIN", query_only="OFF") as session, suppress(StoreError):
            yield session


class ReadsWithoutATransaction(Bent):
    @contextmanager
    def read(self):
        yield SqlSession(self.real.connection.execute)


class LetsReadersWrite(Bent):
    @contextmanager
    def read(self):
        with self.real.write() as session:
            yield session


class NeverEndsASession(Bent):
    @contextmanager
    def write(self):
        with self.real.write():
            yield SqlSession(self.real.connection.execute)


class ClaimsTwice(SqlSession):
    def claim(self, seq, owner, lease_until, now):
        self.execute("UPDATE outbox SET status = 'queued' WHERE seq = ?", (seq,))
        return super().claim(seq, owner, lease_until, now)


class ClaimsTooEarly(SqlSession):
    def claim(self, seq, owner, lease_until, now):
        return super().claim(seq, owner, lease_until, datetime.max.replace(tzinfo=now.tzinfo))


class ForgetsToCountAttempts(SqlSession):
    def claim(self, seq, owner, lease_until, now):
        row = super().claim(seq, owner, lease_until, now)
        self.execute("UPDATE outbox SET attempts = 1 WHERE seq = ?", (seq,))
        return row and attrs.evolve(row, attempts=1)


class TellsBackwards(SqlSession):
    def settle(self, seq, owner, status, now, **more):
        if status is Delivery.DELIVERED:
            self.execute("UPDATE told SET seq = 0")
        return super().settle(seq, owner, status, now, **more)


class TellsTheDead(SqlSession):
    def settle(self, seq, owner, status, now, **more):
        if status is Delivery.DEAD:
            super().settle(seq, owner, Delivery.DELIVERED, now, **more)
            return self.execute("UPDATE outbox SET status = 'dead' WHERE seq = ?", (seq,)).rowcount == 1
        return super().settle(seq, owner, status, now, **more)


class SettlesForAnybody(SqlSession):
    def settle(self, seq, owner, status, now, **more):
        self.execute("UPDATE outbox SET owner = ? WHERE seq = ?", (owner, seq))
        return super().settle(seq, owner, status, now, **more)


class SettlesTheGivenUp(SqlSession):
    def settle(self, seq, owner, status, now, **more):
        self.execute("UPDATE outbox SET status = 'inflight', owner = ? WHERE seq = ?", (owner, seq))
        return super().settle(seq, owner, status, now, **more)


class ForgetsWhatMayHaveBeenSeen(SqlSession):
    def settle(self, seq, owner, status, now, *, maybe_seen=False, **more):
        self.execute("UPDATE outbox SET maybe_seen = ? WHERE seq = ?", (int(maybe_seen), seq))
        return super().settle(seq, owner, status, now, maybe_seen=maybe_seen, **more)


class RequeuesTheExpired(SqlSession):
    def expire(self, plan, now):
        done = super().expire(plan, now)
        self.execute("UPDATE outbox SET status = 'queued', maybe_seen = 0 WHERE status = 'unknown'")
        return done


class ExpiresTooEarly(SqlSession):
    def expire(self, plan, now):
        return super().expire(plan, datetime.max.replace(tzinfo=now.tzinfo))


class Overtakes(SqlSession):
    def sendable(self, plan, notifier, now, *, after=0):
        rows = self.rows(plan=plan, statuses=[Delivery.QUEUED, Delivery.UNKNOWN])
        return next((one for one in rows if one.notifier == notifier and one.seq > after and one.next_at <= now), None)


class CountsFromTheLastAttempt(SqlSession):
    def claim(self, seq, owner, lease_until, now):
        self.execute("UPDATE outbox SET first_tried = NULL WHERE seq = ?", (seq,))
        return super().claim(seq, owner, lease_until, now)


class KeepsTheWholeRoute(SqlSession):
    def sendable(self, plan, notifier, now, *, after=0):
        waiting = [Delivery.QUEUED, Delivery.INFLIGHT, Delivery.UNKNOWN]
        routes = {}
        for one in self.rows(plan=plan, statuses=waiting):
            routes.setdefault((one.recipient, one.notifier), one)
        found = super().sendable(plan, notifier, now, after=after)
        return found if found in routes.values() else None


class BringsEverythingForward(SqlSession):
    def bring_forward(self, plan, latest, now):
        return super().bring_forward(plan, now, now)


class GivesUpWhatIsBeingSent(SqlSession):
    def give_up(self, seq, error, now):
        self.execute("UPDATE outbox SET status = 'queued' WHERE seq = ? AND status = 'inflight'", (seq,))
        return super().give_up(seq, error, now)


class LeavesWhatIsBehindAsItIs(SqlSession):
    def give_up(self, seq, error, now):
        done = self.execute(
            "UPDATE outbox SET status = 'dead', error = ?, settled_at = ? WHERE seq = ? AND status <> 'dead'",
            (error, stamp(now), seq),
        )
        return done.rowcount == 1


class LetsTheDeadBlock(SqlSession):
    def sendable(self, plan, notifier, now, *, after=0):
        return None if self.rows(statuses=[Delivery.DEAD]) else super().sendable(plan, notifier, now, after=after)


class SupersedesTheSent(SqlSession):
    def supersede(self, seq, now):
        self.execute(
            "UPDATE outbox SET attempts = 0, status = 'queued' WHERE seq = ? AND status <> 'superseded'", (seq,)
        )
        return super().supersede(seq, now)


class KeepsTheKeyOfTheSuperseded(SqlSession):
    def supersede(self, seq, now):
        (key,) = self.execute("SELECT key FROM outbox WHERE seq = ?", (seq,)).fetchone()
        done = super().supersede(seq, now)
        self.execute("UPDATE outbox SET key = ? WHERE seq = ?", (key, seq))
        return done


class LeavesWhatWaitsBehindTheDead(SqlSession):
    def supersede(self, seq, now):
        return False


class NeverLooksAgain(SqlSession):
    def _reconsider(self, seq, now):
        """Leave the signatures as they are."""


class RevivesBehindNewerNews(SqlSession):
    def revive(self, seq, now):
        return (
            self.execute("UPDATE outbox SET status = 'queued' WHERE seq = ? AND status = 'dead'", (seq,)).rowcount == 1
        )


class RevivesAsNew(SqlSession):
    def revive(self, seq, now):
        self.execute("UPDATE outbox SET maybe_seen = 0 WHERE seq = ? AND status = 'dead'", (seq,))
        return super().revive(seq, now)


class DropsALineOfTheLog(SqlSession):
    def log(self, entry):
        self.execute("DELETE FROM log WHERE subject = ? AND detail = ?", (entry.subject, entry.detail))
        super().log(entry)


class CleansTheLogUp(SqlSession):
    def expire(self, plan, now):
        self.execute("DELETE FROM log WHERE id = 1")
        return super().expire(plan, now)


class SortsTheLog(SqlSession):
    def entries(self, subject=None):
        return sorted(super().entries(subject), key=lambda one: one.at)


class QuotesByHand(SqlSession):
    def set_mark(self, name, value):
        super().set_mark(name, value.replace("'", ""))


class TrimsTexts(SqlSession):
    def execute(self, statement, values=()):
        return super().execute(statement, [one.strip() if isinstance(one, str) else one for one in values])


class PassesNulOn(SqlSession):
    def execute(self, statement, values=()):
        return self.run(statement, values)


class CountsSecondsOnly(SqlSession):
    def enqueue(self, message, members, now):
        return super().enqueue(message, members, now.replace(microsecond=0))


class ForgetsZones(SqlSession):
    def rows(self, **which):
        return [attrs.evolve(one, created_at=one.created_at.replace(tzinfo=None)) for one in super().rows(**which)]


class TakesFewAlerts(SqlSession):
    def put_alert_states(self, states):
        super().put_alert_states(list(states)[:900])


class AsksForTooFew(SqlSession):
    def told(self, alerts):
        return super().told(list(alerts)[:900])


class ForgetsRoutes(SqlSession):
    def told(self, alerts):
        return {alert: dict(list(routes.items())[:1]) for alert, routes in super().told(alerts).items()}


class MixesPlansUp(SqlSession):
    def signatures(self, plan):
        found = self.execute("SELECT alert, signature, due, open FROM alerts")
        return {alert: (signature, due, bool(is_open)) for alert, signature, due, is_open in found}


class ListsWhatArrived(SqlSession):
    def members(self, alerts):
        found = super().members(alerts)
        return found + [attrs.evolve(one, status=Delivery.DELIVERED) for one in found if one.status is Delivery.DEAD]


class KeepsEveryAcknowledgement(SqlSession):
    def put_acknowledgement(self, one):
        super().put_acknowledgement(attrs.evolve(one, cleared_at=None))


class KeepsTheFirstSilence(SqlSession):
    def put_silence(self, silence):
        if silence.id not in [one.id for one in self.silences()]:
            super().put_silence(silence)


class MakesWhatIsMissing(Bent):
    @classmethod
    def open(cls, path):
        with suppress(StoreError):
            init_store(path)
        return cls(open_store(path))


class OverwritesWhatIsThere(Bent):
    @classmethod
    def init(cls, path):
        path.unlink(missing_ok=True)
        init_store(path)


class StaysWhenItIsTakenBack(Bent):
    @classmethod
    def discard(cls, path):
        pass


class IsTakenBackWhateverItHolds(Bent):
    @classmethod
    def discard(cls, path):
        path.unlink()


class PassesDamageOver(SqlSession):
    def told(self, alerts):
        return SqlSession(self.run).told(alerts)


class TakesOthersAlong(SqlSession):
    def silences(self):
        before = len(self.damages)
        found = super().silences()
        return found if len(self.damages) == before else []


class NamesNoAlert(SqlSession):
    def acknowledgements(self, *, alert=None):
        found = super().acknowledgements(alert=alert)
        self.damages[:] = [attrs.evolve(one, alert="") for one in self.damages]
        return found


class ChecksNothing(SqlSession):
    def check(self):
        return []


class DropsAllOfIt(SqlSession):
    def mend(self, one, now):
        self.execute(f"DELETE FROM {one.table}")


class DropsAndLooksNoMore(SqlSession):
    def mend(self, one, now):
        kept = self.signatures("plan")
        super().mend(one, now)
        for alert, (signature, _, _) in kept.items():
            self.execute("UPDATE alerts SET signature = ? WHERE alert = ?", (signature, alert))


class LetsDamageBlock(SqlSession):
    def sendable(self, plan, notifier, now, *, after=0):
        return None if self.check() else super().sendable(plan, notifier, now, after=after)


SABOTEURS = [
    (MakesWhatIsMissing, "test_opening_never_creates_a_store", "opening an address without a store was not refused"),
    (OverwritesWhatIsThere, "test_making_a_store_refuses", "making a store where one is was not refused"),
    (KeepsWhatRaised, "test_an_exception_takes_everything_back", "a transaction that raised was kept"),
    (GoesOnAfterAFault, "test_a_statement_that_failed_ends_its_transaction", "the rest of a transaction that failed"),
    (RaisesWhatItsDatabaseRaises, "test_a_key_is_queued_once", "raised IntegrityError where StoreError was due"),
    (WritesBesideOthers, "test_a_writer_that_cannot_wait", "a second writer beside the first"),
    (ReadsWithoutATransaction, "test_a_reader_sees_one_state", "changed under its eyes"),
    (LetsReadersWrite, "test_a_reader_cannot_write", "writing in a transaction that reads was not refused"),
    (NeverEndsASession, "test_a_session_ends_with_its_transaction", "writing after the end of a transaction"),
    (ClaimsTwice, "test_a_message_is_claimed_by_one_of_two", "claimed twice"),
    (ClaimsTwice, "test_two_threads_send_everything_once", "exactly one of two senders"),
    (ClaimsTooEarly, "test_nothing_is_claimed_before_its_time", "claimed before its time"),
    (ClaimsTooEarly, "test_moments_are_the_same_moments", "a part of a second before its time"),
    (ForgetsToCountAttempts, "test_nothing_is_claimed_before_its_time", "attempts are not counted"),
    (TellsBackwards, "test_what_was_told_never_goes_back", "took back what was told"),
    (TellsTheDead, "test_what_became_of_an_attempt_is_recorded", "counts as told by a message that did not arrive"),
    (SettlesForAnybody, "test_only_the_owner_settles", "somebody who does not hold a message"),
    (SettlesTheGivenUp, "test_a_sender_that_was_given_up", "a sender that was given up could settle"),
    (SettlesTheGivenUp, "test_a_message_is_settled_once", "could be settled again"),
    (ForgetsWhatMayHaveBeenSeen, "test_a_message_stays_possibly_seen", "was forgotten"),
    (RequeuesTheExpired, "test_a_lease_that_is_over", "is not unknown"),
    (ExpiresTooEarly, "test_a_lease_that_is_over", "how many leases were over"),
    (CountsFromTheLastAttempt, "test_it_is_kept_when_a_message_was_first_tried", "it is not kept when"),
    (BringsEverythingForward, "test_what_waits_for_a_moment_too_far_off", "is sent too early"),
    (GivesUpWhatIsBeingSent, "test_a_message_that_is_being_sent", "was given up that is being sent"),
    (LeavesWhatIsBehindAsItIs, "test_a_message_that_waits_can_be_given_up", "is not made anew"),
    (KeepsTheWholeRoute, "test_news_of_another_alert", "holds up one to the same recipient that has nothing to do"),
    (Overtakes, "test_nothing_overtakes", "overtook one about the same alert|no longer its own"),
    (LetsTheDeadBlock, "test_a_dead_message_holds_up_nothing", "given up holds up the next one"),
    (SupersedesTheSent, "test_a_message_that_may_have_been_seen_is_never", "after an attempt was superseded"),
    (KeepsTheKeyOfTheSuperseded, "test_a_message_that_was_never_sent", "UNIQUE constraint failed"),
    (LeavesWhatWaitsBehindTheDead, "test_what_waits_behind_a_dead", "never sent, is still in the queue"),
    (NeverLooksAgain, "test_the_next_run_looks_again", "does not look again at the alerts of a message"),
    (RevivesBehindNewerNews, "test_a_dead_message_stays_dead", "after newer news of the alert"),
    (RevivesAsNew, "test_a_revived_message_that_may_have_been_seen", "forgot that it may have been seen"),
    (DropsALineOfTheLog, "test_the_log_only_grows", "a line of the log was lost"),
    (CleansTheLogUp, "test_the_log_only_grows", "a line of the log was lost"),
    (SortsTheLog, "test_the_log_only_grows", "a line of the log was lost, changed, or moved"),
    (QuotesByHand, "test_texts_of_every_kind_survive", "a mark changed"),
    (TrimsTexts, "test_texts_of_every_kind_survive", "changed|recognised"),
    (CountsSecondsOnly, "test_moments_are_the_same_moments", "before its time|a moment changed"),
    (ForgetsZones, "test_a_message_in_the_outbox_is_as_it_was", "is not due at once"),
    (TakesFewAlerts, "test_many_alerts_go_in_one_call", "not every alert asked for came back"),
    (AsksForTooFew, "test_many_alerts_go_in_one_call", "not every alert of a large message was told"),
    (ForgetsRoutes, "test_told_is_by_recipient_and_notifier", "mixed up"),
    (MixesPlansUp, "test_signatures_are_those_of_a_plan", "not those of the plan's alerts"),
    (ListsWhatArrived, "test_members_are_what_has_neither", "the messages that are still to arrive"),
    (KeepsEveryAcknowledgement, "test_acknowledgements_that_stand", "are not just those"),
    (StaysAsItIs, "test_an_older_store_is_brought", "was not brought up to date"),
    (TakesEachStatementAsAStep, "test_a_step_that_fails", "could not be brought up to date was not refused"),
    (OpensWhateverItIs, "test_an_older_library_refuses", "later version has brought up to date was not refused"),
    (RefusesWhoeverIsSecond, "test_two_that_bring_a_store", "one was refused"),
    (StaysWhenItIsTakenBack, "test_a_store_that_holds_nothing", "taken back once was not refused"),
    (IsTakenBackWhateverItHolds, "test_a_store_that_holds_anything", "was taken back|there is no such store"),
    (PassesDamageOver, "test_what_cannot_be_read_is_named", "damage in told was passed over without a word"),
    (TakesOthersAlong, "test_what_cannot_be_read_is_left_out", "damage in silences took others of its kind with it"),
    (NamesNoAlert, "test_what_cannot_be_read_is_named", "damage in acknowledgements names another alert"),
    (ChecksNothing, "test_what_cannot_be_read_is_named", "check does not list what reading"),
    (DropsAllOfIt, "test_dropping_what_cannot_be_read", "dropping one of told changed told"),
    (DropsAndLooksNoMore, "test_dropping_what_cannot_be_read", "does not look again at the alert"),
    (LetsDamageBlock, "test_a_message_that_cannot_be_read", "holds up another one"),
    (KeepsTheFirstSilence, "test_a_silence_that_was_ended", "a silence was not replaced"),
]


def contract(saboteur):
    """Return the contract for a store that is broken in one way."""
    kind = type("Kind", (Bent,), {}) if issubclass(saboteur, SqlSession) else saboteur

    def opened(path):
        store = kind.open(path)
        return attrs.evolve(store, session=saboteur) if issubclass(saboteur, SqlSession) else store

    class Contract(StoreContract):
        @pytest.fixture
        def address(self, tmp_path):
            return str(tmp_path / "alerts.db")

        @pytest.fixture
        def store_type(self, tmp_path):
            path = tmp_path / "alerts.db"
            return StoreType(
                "bent",
                "A bent store",
                open=lambda *_: opened(path),
                init=lambda *_: kind.init(path),
                discard=lambda *_: kind.discard(path),
            )

        @pytest.fixture
        def hasty(self, created, tmp_path):
            return lambda: kind(open_store(tmp_path / "alerts.db", busy_seconds=0))

    return Contract


for _one in {Bent, *(saboteur for saboteur, _, _ in SABOTEURS)}:
    globals()[f"Test{_one.__name__}"] = contract(_one)
