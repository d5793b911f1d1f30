"""What the steps from one version of a store to the next have to keep right; that they are taken is in the contract."""

import sqlite3
from contextlib import closing

from wes_rules.stores import versions as sql_versions
from wes_rules.stores.sqlite import init_store, open_store
from wes_rules.testing.stores.place import NOON


def test_a_message_of_a_store_of_the_first_version_counts_as_never_tried(tmp_path, monkeypatch):
    monkeypatch.setattr(sql_versions, "MIGRATIONS", sql_versions.MIGRATIONS[:1])
    path = tmp_path / "old.db"
    init_store(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO outbox (plan, recipient, notifier, key, status, message, attempts, next_at, owner, error,"
            " receipt, maybe_seen, created_at) VALUES ('plan', 'Board', 'post', 'key', 'queued', '{}', 1,"
            " '2020-01-01T12:00:00.000000+00:00', '', '', '', 0, '2020-01-01T12:00:00.000000+00:00')"
        )
        connection.commit()
    monkeypatch.undo()
    with closing(open_store(path)) as store, store.write() as session:
        assert [one.first_tried for one in session.rows()] == [None]
        assert session.claim(1, "me", NOON, NOON).first_tried == NOON
