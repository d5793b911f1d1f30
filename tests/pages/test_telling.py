"""The page says who was told of a measure, as the store of its runs remembers it."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

import attrs
from tests.pages.conftest import read

from wes_rules.alerts.records import Delivery
from wes_rules.pages.telling import told_of
from wes_rules.stores.sqlite import open_store


def section(council, *more):
    code, _, err = council("scorecard", "plan.toml", "-o", "page.html", *more)
    assert (code, err) == (0, "")
    return read((council.folder / "page.html").read_text()).one("article", id="m-ehcp")


def test_the_page_lists_who_was_told_the_latest_first(council):
    council.run("--init")
    council.figures(i2019=80, i2020=95)
    council.run(day="2021-07-01")
    told = [one.text for one in section(council, "--store", "alerts.db").one("ul", **{"class": "told"}).all("li")]
    assert len(told) == 2
    assert ", Board: Back on track. 95.0% in 2020" in told[0]
    assert ", Board: Newly off track. 80.0% in 2019" in told[1]


def test_without_a_store_the_page_says_nothing_of_it(council):
    council.run("--init")
    assert not list(section(council).all("ul", **{"class": "told"}))


def test_a_store_that_is_not_there_is_an_error(council):
    code, _, err = council("scorecard", "plan.toml", "--as-of", "2022-07-01", "--store", "none.db")
    assert code == 2
    assert "nothing was written" in err


def test_what_could_not_be_sent_was_not_told(council):
    council.run("--init")
    with closing(open_store(council.folder / "alerts.db")) as store, store.read() as session:
        rows = session.rows()
    day = max(one.settled_at.date() for one in rows)
    assert told_of(rows, as_of=day).keys() == {"ehcp"}
    assert told_of([attrs.evolve(one, status=Delivery.DEAD) for one in rows], as_of=day) == {}
    # What was told later was not told on that day.
    assert told_of(rows, as_of=day - timedelta(days=2)) == {}


def test_a_store_that_told_nobody_by_the_day_says_so(council):
    council.run("--init")
    text = section(council, "--store", "alerts.db", "--as-of", "2022-07-01").text
    assert "Who was told. Nobody up to 1 July 2022." in text
    assert "Who was told" not in section(council).text


def test_who_looks_after_it_stands_there_with_what_they_do(council):
    council.run("--init")
    council("alerts", "ack", "ehcp", "--by", "Ann", "--note", "Two caseworkers hired")
    told = list(section(council, "--store", "alerts.db").one("ul", **{"class": "told"}).all("li"))
    assert told[0].text.endswith(", Ann: Looks after it. Two caseworkers hired")


def test_the_card_of_what_is_off_track_says_what_is_done_about_it(council):
    council.run("--init")
    council("alerts", "ack", "ehcp", "--by", "Ann", "--note", "Two caseworkers hired")
    code, _, _ = council("scorecard", "plan.toml", "-o", "page.html", "--store", "alerts.db")
    card = read((council.folder / "page.html").read_text()).one("section", id="off-track").text
    assert (code, ", Ann: Two caseworkers hired" in card) == (0, True)
