"""
A store of each form that the library ever wrote opens, and nobody is told what they know already.

The forms are dumps in SQL: each was made by the library of that commit, by two runs of the plan below (as of 1 August 2020
and 2021), an acknowledgement of "m" and a silence of "n" in between.
"""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wes_rules.cli import clock
from wes_rules.cli import main as cli
from wes_rules.rules.words import Words
from wes_rules.stores.sqlite import open_store
from wes_rules.stores.versions import MIGRATIONS

FORMS = sorted((Path(__file__).parent / "forms").glob("*.sql"))
HEAD = """\
[plan]
id = "p"
title = "P"
area = "937"
[[sources]]
kind = "csv"
path = "figures.csv"
[[notifiers]]
kind = "console"
[alerts]
fallback = "F"
[calendars.y]
kind = "calendar-year"
lag = "6 months"
"""
MEASURE = """
[[measures]]
id = "{id}"
title = "{title}"
owner = "B"
unit = "percent"
decimals = 1
better = "higher"
calendar = "y"
number = {{indicator = "{indicator}"}}
rule = {{kind = "threshold", at_least = 50}}
"""
FIGURES = """\
indicator,group,area,period,value,unit,source
i,all,937,2019,40,percent,s
j,all,937,2019,40,percent,s
i,all,937,2020,30,percent,s
j,all,937,2020,60,percent,s
"""


@pytest.fixture(params=FORMS, ids=[one.stem for one in FORMS])
def old(request, tmp_path, monkeypatch, capsys):
    """A folder with the plan and an old store, and a command line at nine o'clock on 2 August 2021."""
    measures = [("m", "M", "i"), ("n", "N", "j")]
    (tmp_path / "plan.toml").write_text(
        HEAD + "".join(MEASURE.format(id=a, title=b, indicator=c) for a, b, c in measures)
    )
    (tmp_path / "figures.csv").write_text(FIGURES)
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.executescript(request.param.read_text())
    monkeypatch.setattr(clock, "now", lambda: datetime(2021, 8, 2, 9, tzinfo=UTC))
    monkeypatch.chdir(tmp_path)

    def run(*words):
        code = cli.main([*words, "--store", "a.db"])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_there_are_forms_of_every_version():
    versions = {
        int(line.split()[-1].rstrip(";"))
        for one in FORMS
        for line in one.read_text().splitlines()[:3]
        if "user_version" in line
    }
    assert versions == set(range(1, len(MIGRATIONS) + 1))


def test_every_entry_of_an_old_store_can_be_read(old):
    with closing(open_store(Path("a.db"))) as store, store.read() as session:
        assert session.check() == []
        assert len(session.silences()) == 1
        assert session.rows()


def test_a_run_on_an_old_store_tells_nobody_what_they_know(old):
    code, out, err = old("run", "plan.toml")
    assert (code, err) == (0, "")
    assert out == "2 measures judged as known on 2021-08-02; nothing is new, and nothing was sent.\n"


def test_a_run_that_says_everything_otherwise_tells_nobody_what_they_know(old, monkeypatch):
    fact = Words.fact
    monkeypatch.setattr(Words, "fact", lambda self, one: f"in other words {fact(self, one)}")
    _, out, _ = old("run", "plan.toml")
    assert out == "2 measures judged as known on 2021-08-02; nothing is new, and nothing was sent.\n"


def test_what_is_new_on_an_old_store_is_told(old):
    Path("figures.csv").write_text(FIGURES.replace("i,all,937,2020,30", "i,all,937,2020,70"))
    code, out, _ = old("run", "plan.toml")
    assert code == 0
    assert "(1)\n  - M\n" in out
    assert "evised: 30.0% in 2020 before, 70.0% in 2020 now" in out
    assert "- N\n" not in out


def test_people_see_and_act_on_what_an_old_store_holds(old):
    for words in (["list", "--all"], ["show", "m"], ["explain", "n"], ["silences"], ["log"], ["dead"]):
        assert old("alerts", *words)[0] == 0
    _, out, _ = old("alerts", "silences")
    assert "S1 (in force): measure=n" in out
    assert old("alerts", "silence", "--end", "S1", "--by", "me")[0] == 0
