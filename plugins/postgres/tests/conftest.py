"""A private PostgreSQL server, and addresses of stores on it."""

import itertools

import pytest

from wes_rules.testing.postgres import postgres  # noqa: F401 - a fixture

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def database(postgres):  # noqa: F811 - the fixture
    """Give all tests one database: each has a schema of its own."""
    return postgres.new_database()


@pytest.fixture
def address(database):
    """Return an address at which there is no store."""
    return f"{database.url()}&schema=test_{next(_numbers)}"
