"""The private PostgreSQL server that plugins' tests use."""

import subprocess

import pytest

from wes_rules.testing import postgres as module
from wes_rules.testing.postgres import postgres  # noqa: F401 - a fixture


def _ask(server, database, sql):
    command = [str(server.tools / "psql"), "-AtX", "-c", sql, database.url()]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_each_test_gets_a_database_of_its_own(postgres):  # noqa: F811
    first, second = postgres.new_database(), postgres.new_database()
    _ask(postgres, first, "create table kept as select 1 as one")
    assert _ask(postgres, first, "select one from kept").stdout == "1\n"
    assert "does not exist" in _ask(postgres, second, "select one from kept").stderr


def test_it_comes_back_from_a_crash_with_what_was_written(postgres):  # noqa: F811
    database = postgres.new_database()
    _ask(postgres, database, "create table kept as select 1 as one")
    postgres.stop("immediate")
    assert _ask(postgres, database, "select 1").returncode
    postgres.start()
    assert _ask(postgres, database, "select one from kept").stdout == "1\n"


def test_nothing_is_left_of_it():
    if module.why_not():
        pytest.skip(module.why_not())
    with module.private_server() as server:
        asleep = ["-c", "select 'here'", "-c", "select pg_sleep(600)", server.new_database().url()]
        command = [str(server.tools / "psql"), "-AtX", *asleep]
        session = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert session.stdout.readline() == "here\n"
    assert not server.folder.exists()
    assert "server closed the connection" in session.communicate()[1]


def test_a_machine_without_it_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(module, "find_tools", lambda: None)
    assert "apt install postgresql" in module.why_not()
    with pytest.raises(module.PostgresFailedError, match="apt install postgresql"), module.private_server():
        pass


def test_a_command_that_fails_says_why(postgres):  # noqa: F811
    with pytest.raises(module.PostgresFailedError, match=r"pg_ctl exited with 1(.|\n)*already exists"):
        postgres.start()
