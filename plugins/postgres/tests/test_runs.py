"""Whole runs of the example on a store in PostgreSQL: in this process, but where two run at once."""

import re
import shlex
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from wes_rules_postgres import Place, init_store, open_store

from wes_rules.alerts import wire
from wes_rules.alerts.message import Message
from wes_rules.alerts.records import Delivery
from wes_rules.cli.main import main

PLAN = Path(__file__).parents[3] / "examples" / "warwickshire" / "plan.toml"
SECRET = "s3cr3t-p4ss"


def of_a_run(address, *more):
    return ["run", str(PLAN), "--store", address, "--as-of", "2026-04-01", *more]


@pytest.fixture
def said(capfd, monkeypatch):
    """Return a function that gives a command, and returns how it ended and what it said."""
    monkeypatch.setenv("ALERTS_PASSWORD", SECRET)

    def said(*arguments):
        code = main([*map(str, arguments)])
        out, err = capfd.readouterr()
        assert SECRET not in out + err
        return code, out, err

    return said


def rows(address):
    with closing(open_store(Place.of(address, {}))) as store, store.read() as session:
        return session.rows()


def test_the_example_tells_its_news_once(said, address):
    code, _, err = said(*of_a_run(address))
    assert code == 2
    assert "--init" in err
    code, out, _ = said(*of_a_run(address, "--init"))
    assert code == 0
    assert out.splitlines()[-1].endswith("8 messages queued: 8 delivered.")
    code, out, _ = said(*of_a_run(address))
    assert code == 0
    assert out.splitlines() == ["42 measures judged as known on 2026-04-01; nothing is new, and nothing was sent."]
    code, _, err = said(*of_a_run(address, "--init"))
    assert code == 2
    assert "something already" in err


def test_a_first_run_that_fails_leaves_nothing_behind(said, address):
    place = Place.of(address, {})
    code, _, err = said("run", PLAN, "--store", address, "--as-of", "2199-01-01", "--init")
    assert code == 2
    assert "still to come" in err
    with place.connect() as connection:
        found = connection.execute("SELECT count(*) FROM pg_namespace WHERE nspname = %s", (place.schema,)).fetchall()
    assert found == [(0,)]


def test_a_dry_run_makes_no_store(said, address):
    code, out, _ = said(*of_a_run(address, "--init", "--dry-run"))
    assert code == 0
    assert len([line for line in out.splitlines() if line.startswith("To ")]) == 8
    assert said(*of_a_run(address))[0] == 2


def test_two_runs_at_once_send_everything_once(address):
    init_store(Place.of(address, {}))
    command = [sys.executable, "-m", "wes_rules", *of_a_run(address)]
    pipe = subprocess.PIPE
    both = [subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) for _ in range(2)]
    said = [(*one.communicate(), one.returncode) for one in both]
    # The one that ends first may find that the other one is still sending, and says so.
    assert {code for *_, code in said} <= {0, 4}, said
    told = Counter(line for out, *_ in said for line in out.splitlines() if line.startswith("To "))
    kept = rows(address)
    assert [(row.status, row.attempts) for row in kept] == [(Delivery.DELIVERED, 1)] * 8
    assert told == Counter(f"To {one.recipient}: {one.subject}" for one in map(_message, kept))


def _message(row):
    return wire.load(Message, row.message)


def test_people_act_on_alerts_kept_in_postgresql(said, address):
    assert said(*of_a_run(address, "--init"))[0] == 0
    _, out, _ = said("alerts", "list", "--store", address)
    alert = out.split("[", 1)[1].split("]", 1)[0]
    code, _, err = said("alerts", "ack", alert, "--by", "Ann", "--note", "100% ours?", "--store", address)
    assert (code, err) == (0, "")
    _, out, _ = said("alerts", "show", alert, "--store", address)
    assert "acknowledged by Ann" in out
    assert "100% ours?" in out


@pytest.mark.parametrize("query", ["&password_env=ALERTS_PASSWORD", f"&password={SECRET}"])
def test_a_password_is_not_shown_whatever_goes_wrong(said, address, query):
    for command in (["run", PLAN, "--store"], ["alerts", "list", "--store"]):
        code, _, err = said(*command, address + query)
        assert code == 2
        assert "--init" in err or "has a password in it" in err


def test_the_commands_of_the_readme_do_what_it_says(said, address):
    page = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```sh\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    commands = [shlex.split(line) for line in block.splitlines() if line.startswith("wes-rules ")]
    assert len(commands) == 3
    for _, *arguments in commands:
        place = arguments.index("--store") + 1
        query = arguments[place].partition("?")[2]
        arguments[place] = f"{address}&{query}"
        assert query == "password_env=ALERTS_PASSWORD"
        code, out, err = said(*[PLAN if one == "plan.toml" else one for one in arguments])
        assert code == 0, err
    assert "alerts open" in out
