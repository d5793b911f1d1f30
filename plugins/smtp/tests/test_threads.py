"""
What mail programs make of an email: parsed and put into threads by notmuch (GMime), and not by the library that wrote it.

Without notmuch those tests are skipped; `.ci/run` installs it.
"""

import json
import os
import re
import shutil
import subprocess

import attrs
import pytest
from wes_rules_smtp.mail import address, mail

from wes_rules.alerts.alert import AlertKind
from wes_rules.plugins import Change, Message, News, Numbers

SENDER = address("Ziele & mehr <targets@performance-and-insight.warwickshire-council.example>")
needs_notmuch = pytest.mark.skipif(shutil.which("notmuch") is None, reason="notmuch is not installed")


def news(change, follows="", thread="", **more):
    given = {
        "alert": "p/a/E1/off_track",
        "title": "Pläne <b>rasch</b>",
        "line": "12.0% in 2025; target: at least 90.0%.",
    }
    return News(
        episode="e",
        kind=AlertKind.OFF_TRACK,
        change=change,
        open=change is not Change.RECOVERED,
        severity="off_track",
        numbers=Numbers(status="off_track", figure="12.0%", required="at least 90.0%"),
        follows=follows,
        thread=thread,
        **{**given, **more},
    )


def message(*ones, **more):
    text = "Ein Plan\n\nNewly off track (1)\n" + "".join(f"- {one.title}\n  {one.line}\n" for one in ones)
    given = {"plan": "p", "plan_title": "Ein Plan", "recipient": "Büro & Rat", "notifier": "smtp", "news": ones}
    return Message.of(**{**given, "subject": "Off track: Pläne", "text": text, "address": "b@council.example", **more})


def episode():
    """An alert from its opening to its end, each message naming the first and the one before it."""
    first = message(news(Change.NEW))
    worse = message(news(Change.WORSE, first.key, first.key), subject="Off track, and worse: Pläne")
    more = message(news(Change.STILL_OPEN, worse.key, first.key), subject="Still off track: Pläne")
    return [first, worse, more, message(news(Change.RECOVERED, more.key, first.key), subject="Back on track: Pläne")]


def written(one, **more):
    given = {"sent": 1_800_000_000.0, "table": False, **more}
    return mail(one, SENDER, address(one.address, name=one.recipient), **given).as_bytes()


@pytest.fixture
def box(tmp_path):
    """A folder of mail and a way to ask notmuch about it."""
    home = tmp_path / "mail"
    for name in ("cur", "new", "tmp"):
        (home / name).mkdir(parents=True)
    (tmp_path / "config").write_text(f"[database]\npath={home}\n[user]\nname=n\nprimary_email=n@n.example\n")
    environ = {**os.environ, "NOTMUCH_CONFIG": str(tmp_path / "config"), "HOME": str(tmp_path)}

    def ask(*words):
        done = subprocess.run(["notmuch", *words], env=environ, capture_output=True, text=True, check=True)
        return done.stdout

    def box(*mails):
        for number, data in enumerate(mails):
            (home / "cur" / f"{number}:2,S").write_bytes(data)
        ask("new", "--quiet")
        return ask

    return box


def test_no_id_and_no_boundary_is_ever_broken_or_encoded():
    for one in episode():
        head, _, body = written(one, table=True).partition(b"\r\n\r\n")
        unfolded = re.sub(rb"\r\n[ \t]", b" ", head).replace(b"\r", b"").decode("ascii")
        ids = re.search(r"^References: (.*)$", unfolded, re.MULTILINE)
        if ids is not None:
            assert all(re.fullmatch(r"<[0-9a-f]{32}@[a-z.-]+>", each) for each in ids[1].split(" "))
        assert 'boundary="=_0_' in unfolded
        assert "boundary*" not in (head + body).decode("ascii")
        assert max(map(len, (head + b"\r\n" + body).split(b"\r\n"))) <= 998
        assert max(len(line) for line in body.split(b"\r\n")) <= 78


@needs_notmuch
def test_the_mails_of_an_episode_are_one_thread_in_their_order(box):
    ask = box(*(written(one, sent=1_800_000_000.0 + day) for day, one in enumerate(episode())))
    (thread,) = json.loads(ask("search", "--format=json", "--output=threads", "*"))
    assert thread
    depth, subjects = 0, []
    ((found,),) = [json.loads(ask("show", "--format=json", "--body=false", "--entire-thread=true", "*"))]
    while found:
        one, replies = found[0] if isinstance(found[0], list) else found
        subjects.append(one["headers"]["Subject"])
        found, depth = replies, depth + 1
    assert depth == 4
    assert subjects[0] == "Off track: Pläne"


@needs_notmuch
def test_a_thread_holds_together_where_a_mail_in_its_middle_is_lost(box):
    first, _, more, last = episode()
    ask = box(*map(written, (first, more, last)))
    assert len(json.loads(ask("search", "--format=json", "--output=threads", "*"))) == 1


@needs_notmuch
def test_another_time_off_track_is_another_thread(box):
    before = episode()
    again = message(news(Change.NEW, follows=before[-1].key, line="10.0% in 2027; target: at least 90.0%."))
    ask = box(*map(written, [*before, again]))
    assert len(json.loads(ask("search", "--format=json", "--output=threads", "*"))) == 2


@needs_notmuch
def test_a_digest_stays_in_the_thread_of_what_went_on(box):
    first = message(news(Change.NEW))
    other = news(Change.NEW, alert="p/b/E1/off_track", title="Anderes")
    both = message(other, news(Change.WORSE, first.key, first.key))
    ask = box(written(first), written(both))
    assert len(json.loads(ask("search", "--format=json", "--output=threads", "*"))) == 1


@needs_notmuch
@pytest.mark.parametrize("table", [False, True])
def test_another_parser_reads_the_same_text_page_and_names(box, table):
    (first, *_) = episode()
    ask = box(written(first, table=table))
    (((one, _),),) = json.loads(ask("show", "--format=json", "--include-html", "*"))
    assert one["headers"]["Subject"] == "Off track: Pläne"
    assert one["headers"]["To"] == "Büro & Rat <b@council.example>"
    parts = one["body"][0]
    parts = parts["content"][0] if table else parts
    assert parts["content-type"] == "multipart/alternative"
    text, page = parts["content"]
    assert text["content"].replace("\r\n", "\n") == first.text
    assert "Pläne &lt;b&gt;rasch&lt;/b&gt;" in page["content"]


@needs_notmuch
def test_a_mail_that_is_sent_again_is_the_same_mail(box):
    (first, *_) = episode()
    again = attrs.evolve(first, possible_repeat=True)
    ask = box(written(first), written(again, sent=1_900_000_000.0))
    assert ask("count", "*").strip() == "1"
