"""Addresses: what they say, what is refused, and that no password is ever seen."""

import pytest
from wes_rules_postgres import Place
from wes_rules_postgres.store import translated

from wes_rules.errors import StoreError

SECRET = "s3cr3t"


def refusal(address, environ=None):
    with pytest.raises(StoreError) as caught:
        Place.of(address, environ or {})
    assert SECRET not in f"{caught.value} {caught.value!r}"
    assert caught.value.problems[0].remedy
    return str(caught.value)


def test_an_address_is_libpqs_with_a_schema_of_its_own():
    place = Place.of("postgresql://ann@db.example:5433/alerts?sslmode=require&schema=county%20alerts&wait=2.5", {})
    assert (place.schema, place.wait) == ("county alerts", 2.5)
    known = {name: place.parameters[name] for name in ("user", "host", "port", "dbname", "sslmode")}
    assert known == {"user": "ann", "host": "db.example", "port": "5433", "dbname": "alerts", "sslmode": "require"}
    assert "schema" not in place.parameters


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_what_is_left_out_is_libpqs_to_find_and_the_schema_has_a_default(scheme):
    place = Place.of(f"{scheme}://", {})
    assert place.schema == "wes_rules"
    assert not {"host", "user", "dbname", "password"} & set(place.parameters)


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://ann:{SECRET}@db/alerts",
        f"postgresql://ann:{SECRET}?x=1@db/alerts",
        f"postgresql://db/alerts?user=ann&password={SECRET}",
        f"postgresql://db/alerts?sslpassword={SECRET}",
    ],
)
def test_a_password_in_the_address_is_refused_with_better_ways(address):
    assert "PGPASSWORD" in refusal(address)


@pytest.mark.parametrize(
    "address", [f"postgresql://db/alerts?pasword={SECRET}", f"postgresql:{SECRET}", f"postgresql://[{SECRET}/alerts"]
)
def test_an_address_that_cannot_be_read_is_not_repeated(address):
    assert "postgresql://user@host:5432/database?schema=wes_rules" in refusal(address)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("schema=", "no name for a schema"),
        ("schema=" + "x" * 64, "at most 63"),
        ("schema=%00", "no name for a schema"),
        ("wait=soon", "no time to wait"),
        ("wait=-1", "no time to wait"),
        ("wait=nan", "no time to wait"),
        ("password_env=ALERTS_PASSWORD", '"ALERTS_PASSWORD" is not set'),
    ],
)
def test_settings_that_make_no_sense_are_refused(query, said):
    assert said in refusal(f"postgresql://db/alerts?{query}")


def test_the_password_of_a_variable_connects_and_is_in_no_repr():
    place = Place.of("postgresql://ann@db/alerts?password_env=ALERTS_PASSWORD", {"ALERTS_PASSWORD": SECRET})
    assert place.parameters["password"] == SECRET
    assert SECRET not in f"{place} {place!r} {place.address}"


def test_schemas_have_locks_of_their_own():
    one, two = (Place.of(f"postgresql://db/alerts?schema={name}", {}) for name in ("one", "two"))
    assert one.lock != two.lock
    assert all(-(2**31) <= number < 2**31 for number in (*one.lock, *two.lock))


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        ("SELECT a FROM b WHERE c = ? AND d = ?", b"SELECT a FROM b WHERE c = %s AND d = %s"),
        ("SELECT 7 % 4 WHERE a LIKE '%?' AND b = ?", b"SELECT 7 %% 4 WHERE a LIKE '%%?' AND b = %s"),
        ("SELECT 'it''s?' || ?", b"SELECT 'it''s?' || %s"),
        ('CREATE SCHEMA "100% ?"', b'CREATE SCHEMA "100%% ?"'),
    ],
)
def test_question_marks_are_values_unless_they_are_quoted(statement, wanted):
    assert translated(statement) == wanted
