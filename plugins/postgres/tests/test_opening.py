"""What is refused when a store is opened or made, each with its own error and a remedy."""

import io
import re
import traceback

import psycopg
import pytest
from wes_rules_postgres import Place, discard_unused, init_store, open_store

from wes_rules.errors import StoreBusy, StoreCorrupt, StoreError, StoreMissing, StoreNewer, StoreReadOnly
from wes_rules.plugins.api import Context
from wes_rules.plugins.manager import load_plugins
from wes_rules.stores import versions as sql_versions
from wes_rules.testing.postgres import private_server, why_not
from wes_rules.testing.stores.place import NOON, everything, fill, message, told

SECRET = "s3cr3t-p4ss"


@pytest.fixture
def place(address):
    return Place.of(address, {})


@pytest.fixture
def ask(place):
    """Ask the database something, beside the store."""

    def ask(statement, *values):
        with place.connect() as connection:
            connection.execute("SELECT set_config('search_path', quote_ident(%s), false)", (place.schema,))
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else None

    return ask


def elsewhere(place, database):
    return Place.of(re.sub(r"/\w+\?", f"/{database}?", place.address), {})


def refused(kind, place, act=open_store):
    with pytest.raises(kind) as caught:
        act(place).close()
    assert caught.type is kind
    assert caught.value.problems[0].remedy
    return str(caught.value)


def test_a_schema_that_is_missing_or_empty_is_no_store(place, ask):
    assert "--init" in refused(StoreMissing, place)
    ask(f"CREATE SCHEMA {place.schema}")
    assert "--init" in refused(StoreMissing, place)


def test_a_store_can_be_made_in_an_empty_schema_that_an_administrator_made(place, ask):
    ask(f"CREATE SCHEMA {place.schema}")
    init_store(place)
    open_store(place).close()


def test_a_schema_with_anything_else_in_it_is_left_alone(place, ask):
    ask(f"CREATE SCHEMA {place.schema}")
    ask("CREATE TABLE customers (name TEXT)")
    assert "something else" in refused(StoreCorrupt, place)
    assert "something already" in refused(StoreError, place, init_store)
    assert ask("SELECT count(*) FROM customers") == [(0,)]


SCHEMAS = "SELECT count(*) FROM pg_namespace WHERE nspname = %s"


def test_a_store_that_holds_nothing_goes_with_its_schema(place, ask):
    init_store(place)
    discard_unused(place)
    assert ask(SCHEMAS, place.schema) == [(0,)]


def test_a_schema_that_an_administrator_made_stays_empty(place, ask):
    ask(f"CREATE SCHEMA {place.schema}")
    init_store(place)
    discard_unused(place)
    assert ask(SCHEMAS, place.schema) == [(1,)]
    assert "--init" in refused(StoreMissing, place)


def test_what_somebody_made_beside_a_store_stays(place, ask):
    init_store(place)
    ask("CREATE TABLE customers (name TEXT)")
    discard_unused(place)
    assert ask("SELECT count(*) FROM customers") == [(0,)]


def test_names_of_schemas_are_quoted(address):
    place = Place.of(address.partition("&schema")[0] + "&schema=a%22b%27c%3F%20%25s%3B--", {})
    init_store(place)
    store = open_store(place)
    with store.write() as session:
        fill(session)
    store.close()
    assert place.schema == "a\"b'c? %s;--"
    store = open_store(place)
    with store.write() as session:
        for table in sql_versions.TABLES[::-1]:
            session.execute(f"DELETE FROM {table}")
    store.close()
    discard_unused(place)
    refused(StoreMissing, place)


def test_a_store_with_a_table_missing_is_damaged(place, ask):
    init_store(place)
    ask("DROP TABLE silences")
    assert "silences is not there" in refused(StoreCorrupt, place)


def test_a_store_that_does_not_say_its_version_is_damaged(place, ask):
    init_store(place)
    ask("DELETE FROM store")
    refused(StoreCorrupt, place)


def test_a_newer_store_is_refused_and_left_as_it_is(place, ask):
    init_store(place)
    ask("UPDATE store SET version = 99")
    assert "version 99" in refused(StoreNewer, place)
    assert ask("SELECT version FROM store") == [(99,)]


def test_a_store_is_made_in_whole_or_not_at_all(place, monkeypatch, ask):
    monkeypatch.setattr(sql_versions, "MIGRATIONS", (*sql_versions.MIGRATIONS, ("NO SQL AT ALL",)))
    refused(StoreError, place, init_store)
    assert ask("SELECT 1 FROM pg_namespace WHERE nspname = %s", place.schema) == []


def test_making_it_twice_at_once_makes_it_once(place):
    with place.connect() as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", place.lock)
        hasty = Place.of(f"{place.address}&wait=0", {})
        refused(StoreBusy, hasty, init_store)
    init_store(place)
    refused(StoreError, place, init_store)


def test_a_database_that_does_not_keep_all_letters_is_refused(place, ask):
    ask("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    other = elsewhere(place, "latin")
    assert "LATIN1" in refused(StoreError, other, init_store)


def test_order_does_not_depend_on_the_language_of_the_database(place, ask):
    try:
        ask("CREATE DATABASE english LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C' TEMPLATE template0")
    except psycopg.Error as error:
        pytest.skip(f"this server has no ICU: {error}")
    other = elsewhere(place, "english")
    init_store(other)
    store = open_store(other)
    names = ["B", "a", "C", "á", "-b", "b"]
    with store.write() as session:
        seq = session.enqueue(message(), [(name, told()) for name in names], NOON)
        found = session.alerts_in(seq)
    store.close()
    assert found == tuple(sorted(names))


def test_an_account_that_may_only_read_is_told_so(place, ask):
    init_store(place)
    ask(f"CREATE ROLE {place.schema}_reader LOGIN")
    ask(f"GRANT USAGE ON SCHEMA {place.schema} TO {place.schema}_reader")
    ask(f"GRANT SELECT ON ALL TABLES IN SCHEMA {place.schema} TO {place.schema}_reader")
    store = open_store(Place.of(place.address.replace("//wes@", f"//{place.schema}_reader@"), {}))
    before = everything(store)
    with pytest.raises(StoreReadOnly, match="right to use the schema"), store.write() as session:
        session.set_mark("mark", "set")
    assert everything(store) == before
    store.close()


def test_a_database_that_only_reads_unless_it_is_asked_to_write_is_asked(place):
    init_store(place)
    store = open_store(Place.of(f"{place.address}&options=-c%20default_transaction_read_only%3Don", {}))
    with store.write() as session:
        fill(session)
    assert everything(store)["mark"] == "set"
    store.close()


def test_what_is_kept_survives_a_server_that_is_set_not_to_wait_for_its_disk(place, ask):
    init_store(place)
    store = open_store(Place.of(f"{place.address}&options=-c%20synchronous_commit%3Doff", {}))
    with store.write() as session:
        (writing,) = session.execute("SELECT current_setting('synchronous_commit')").fetchone()
    stronger = open_store(Place.of(f"{place.address}&options=-c%20synchronous_commit%3Dremote_apply", {}))
    with stronger.write() as session:
        (stricter,) = session.execute("SELECT current_setting('synchronous_commit')").fetchone()
    for one in (store, stronger):
        one.close()
    assert (writing, stricter) == ("on", "remote_apply")


def test_a_temporary_table_cannot_stand_in_for_one_of_the_stores(place):
    init_store(place)
    store = open_store(place)
    store.connection.execute("CREATE TEMPORARY TABLE marks (name TEXT PRIMARY KEY, value TEXT)")
    with store.write() as session:
        session.set_mark("mark", "set")
    store.close()
    again = open_store(place)
    assert everything(again)["mark"] == "set"
    again.close()


def test_a_server_that_is_not_there_says_so(tmp_path):
    place = Place.of(f"postgresql://ann@/alerts?host={tmp_path}&password_env=P", {"P": SECRET})
    said = refused(StoreError, place)
    assert "cannot be reached" in said
    assert SECRET not in said


def test_a_database_that_is_not_there_says_so(place):
    assert "does not exist" in refused(StoreError, elsewhere(place, "nowhere"))


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_both_schemes_find_the_plugin(scheme, address, tmp_path):
    kind = load_plugins([scheme]).store(scheme)
    context = Context(as_of=NOON.date(), base=tmp_path, output=io.StringIO())
    with pytest.raises(StoreMissing):
        kind.open(address.replace("postgresql", scheme), context)


def test_passwords_are_used_and_never_shown():
    if why_not():
        pytest.skip(why_not())
    with private_server() as server:
        database = server.new_database()
        with psycopg.connect(database.url(), autocommit=True) as connection:
            connection.execute(f"CREATE ROLE ann LOGIN SUPERUSER PASSWORD '{SECRET}'")
        (server.folder / "data" / "pg_hba.conf").write_text("local all ann scram-sha-256\nlocal all all trust\n")
        server.stop()
        server.start()
        address = database.url().replace("//wes@", "//ann@") + "&password_env=ALERTS_PASSWORD"
        right = Place.of(address, {"ALERTS_PASSWORD": SECRET})
        init_store(right)
        store = open_store(right)
        shown = [repr(store), store.address, repr(store.connection)]
        with pytest.raises(StoreError) as caught, store.write() as session:
            session.execute("NO SQL AT ALL")
        shown += traceback.format_exception(caught.value)
        store.close()
        wrong = Place.of(address, {"ALERTS_PASSWORD": f"{SECRET}-of-yesterday"})
        with pytest.raises(StoreError, match=r"does not let this account in|cannot be reached") as caught:
            open_store(wrong)
        shown += traceback.format_exception(caught.value)
        assert "password authentication failed" in str(caught.value)
        assert SECRET not in "".join(shown)
