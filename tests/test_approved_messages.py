"""
Every message that the example would have sent over its eight years, as it was read and approved.

After a change that is meant, write the file anew, and read the difference before keeping it:
`python3 dev.py run -m pytest tests/test_approved_messages.py --approve`.
"""

import io
import json
from datetime import date
from pathlib import Path

import pytest

from wes_rules import judge
from wes_rules.alerts.alert import AlertKind
from wes_rules.builtin.console import Console
from wes_rules.builtin.jsonl import line
from wes_rules.counting import opened
from wes_rules.planfiles.planfile import read_plan
from wes_rules.plugins.api import Context
from wes_rules.running.reading_and_judging import read_figures
from wes_rules.running.replay import replay

ROOT = Path(__file__).parent.parent
APPROVED = ROOT / "tests" / "approved" / "messages-of-the-example.txt"
FIRST, LAST = date(2018, 1, 1), date(2026, 11, 28)


@pytest.fixture(scope="module")
def done():
    plan = ROOT / "examples" / "warwickshire" / "plan.toml"
    return read_figures(read_plan(plan), as_of=LAST, output=io.StringIO())


@pytest.fixture(scope="module")
def told(done):
    return [
        (one.day, message)
        for one in replay(done.plan, done.history, first=FIRST, last=LAST)
        for message in one.messages
    ]


def test_every_message_of_the_example_is_as_approved(told, request):
    text = "".join(
        f"=== {day} to {message.recipient}\nSubject: {message.subject}\n\n{message.text}\n" for day, message in told
    )
    if request.config.getoption("--approve"):
        APPROVED.write_text(text, encoding="utf-8")
    assert APPROVED.read_text(encoding="utf-8") == text


def test_a_subject_says_how_it_stands_with_figure_and_target(told):
    leads = [(message, next(one for one in message.news if not one.repeated)) for _, message in told]
    off = [(message, one) for message, one in leads if one.kind is AlertKind.OFF_TRACK and one.numbers.figure]
    assert off
    for message, lead in off:
        assert lead.numbers.figure in message.subject
        assert f"target {lead.numbers.required}" in message.subject
        assert lead.numbers.figure in lead.line, "the subject and the first line are about one figure"


def test_a_message_says_what_is_due_next_as_the_row_of_its_day_does(told, done):
    history = done.plan.with_areas(done.history)
    said = 0
    for day, message in told:
        for one in message.news:
            if one.kind is AlertKind.OFF_TRACK and one.open and not one.repeated and one.next_due is not None:
                words = judge(done.plan.measure(one.measure), history, as_of=day).row.next_due_words
                assert words in message.text or opened(words) in message.text
                said += 1
    assert said


def test_no_message_writes_a_day_like_a_machine(told):
    for day, message in told:
        assert f"{day:%Y-%m}" not in message.text
        assert all(f"{year}-{month:02}-" not in message.text for year in (2019, 2023, 2026) for month in (1, 7, 12))


def test_no_line_of_a_message_says_nothing_of_a_part(told):
    assert not [line for _, message in told for line in message.text.splitlines() if line.endswith(": .")]


def test_as_data_a_message_has_the_facts_that_its_text_has(told):
    every = [(message, one) for _, message in told for one in json.loads(line(message))["news"]]
    off = [(message, one) for message, one in every if one["kind"] == "off_track" and not one["repeated"]]
    assert off
    for message, one in off:
        numbers = one["numbers"]
        assert {"title", "objective", "owner", "area_name", "promise", "next_due", "since"} <= one.keys()
        assert {"observed", "required", "required_value", "margin", "direction", "last_known"} <= numbers.keys()
        assert one["promise"] in message.text
        assert numbers["figure"] in message.text


def test_the_console_prints_every_line_of_a_message(told):
    _, message = told[0]
    out = io.StringIO()
    Console(Context(as_of=LAST, base=ROOT, output=out)).send(message, attempt=1, timeout=1.0)
    printed = [one.strip() for one in out.getvalue().splitlines()]
    assert printed[0] == f"To {message.recipient}: {message.subject}"
    assert printed[1:] == [one.strip() for one in message.text.splitlines()]
