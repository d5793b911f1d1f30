"""The condition of an alert as a fold: every state and signal, and the whole small world against an oracle."""

import re
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wes_rules.alerts.fold import Ending, Signal, State, fold

DOCS = Path(__file__).parents[2] / "docs" / "alerts-states.md"
LETTERS = {
    "B": Signal.BREACH,
    "u": Signal.UNPROVEN,
    "n": Signal.NEAR,
    "M": Signal.MET,
    "g": Signal.UNJUDGED,
    "r": Signal.RESTART,
    "c": Signal.NOT_COMPARABLE,
    "a": Signal.NOT_APPLICABLE,
}
# With two periods needed either way, these words lead to each state.
WAYS = {State.QUIET: "", State.PENDING: "B", State.OPEN: "BB", State.RECOVERING: "BBM"}


def run(word, after=1, close_after=1):
    return fold(enumerate(LETTERS[letter] for letter in word), after=after, close_after=close_after)


def table():
    """Read the table of states and signals in the documentation: a row a signal, a column a state."""
    section = DOCS.read_text(encoding="utf-8").partition("### States and signals")[2]
    head, _, *rows = re.findall(r"^\|(.*)\|$", section.strip().partition("\n\n")[0], re.MULTILINE)
    states = [cell.strip() for cell in head.split("|")[1:]]
    for row in rows:
        signal, *cells = (cell.strip() for cell in row.split("|"))
        yield from ((signal, state, cell) for state, cell in zip(states, cells, strict=True))


ROWS = list(table())


def test_the_documentation_has_every_state_with_every_signal():
    said = {(state, signal) for signal, state, _ in ROWS}
    assert said == {(state.value, signal.value.replace("_", " ")) for state, signal in product(State, Signal)}


@pytest.mark.parametrize(("signal", "state", "says"), ROWS)
def test_the_table_in_the_documentation_is_what_the_fold_does(signal, state, says):
    letter = next(letter for letter, one in LETTERS.items() if one.value.replace("_", " ") == signal)
    for needed in (1, 2, 3):
        way = {State.QUIET: "", State.PENDING: "B", State.OPEN: "B" * needed, State.RECOVERING: "B" * needed + "M"}
        start = way[State(state)]
        before = run(start, needed, needed)
        if before.state.value != state:
            continue  # with one period needed nothing is ever pending or recovering
        found = run(start + letter, needed, needed)
        enough = found.run == 0
        expected = says
        if "`after`-th" in says:
            expected = "open" if enough and found.state is State.OPEN else "pending"
            assert (found.state is State.OPEN) == (len(start) + 1 >= needed)
        if "`close_after`-th" in says:
            expected = "recovering" if found.state is State.RECOVERING else "closed"
            assert (found.state is State.QUIET) == (before.run + 1 >= needed)
        closed = found.state is State.QUIET and before.state.is_open
        assert expected == ("closed" if closed else found.state.value)


def oracle(word, after, close_after):
    """Say by other means whether the alert is open at the end, how often it was, and why it closed: by patterns."""
    rest, spans = word, []
    opening = rf"(?:B[gu]*){{{after - 1}}}B"
    while found := re.search(opening, rest):
        body = rest[found.end() :]
        end = re.search(rf"M(?:g*M){{{close_after - 1}}}|[ca]", body)
        if end is None:
            return True, [*spans, None]
        why = {"c": Ending.NOT_COMPARABLE, "a": Ending.NOT_APPLICABLE}.get(end.group()[-1], Ending.RECOVERED)
        spans.append(why)
        rest = body[end.end() :]
    return False, spans


@pytest.mark.parametrize(("after", "close_after", "length"), [(1, 1, 4), (2, 1, 4), (1, 2, 4), (3, 2, 4), (2, 2, 5)])
def test_every_short_history_opens_and_closes_as_the_oracle_says(after, close_after, length):
    for size in range(length + 1):
        for word in product(LETTERS, repeat=size):
            course = run(word, after, close_after)
            is_open, ends = oracle("".join(word), after, close_after)
            assert course.state.is_open == is_open, word
            assert [one.why for one in course.episodes] == ends, word


def test_a_gap_neither_opens_nor_closes():
    for size in range(5):
        for word in product("BMn", repeat=size):
            for place in range(size + 1):
                plain, holed = run(word, 2, 2), run((*word[:place], "g", *word[place:]), 2, 2)
                assert (plain.state, plain.run, len(plain.episodes)) == (holed.state, holed.run, len(holed.episodes))


def test_an_episode_begins_with_the_first_of_the_periods_that_opened_it():
    course = run("MBBM", after=2)
    assert (course.episodes[0].opened, course.episodes[0].ended, course.episodes[0].why) == (1, 3, Ending.RECOVERED)


def test_at_risk_holds_an_open_alert_open_and_is_no_recovery():
    assert run("Bnnn").state is State.OPEN
    assert run("BMn", close_after=2).state is State.OPEN


def test_without_a_verdict_for_some_periods_it_says_for_how_many():
    assert [run("B" + "g" * count).unjudged for count in range(4)] == [0, 1, 2, 3]
    assert run("BggB").unjudged == 0
    # A period that nobody collected neither has a verdict nor lacks one.
    assert run("Bgrg").unjudged == 2


@pytest.mark.parametrize(
    ("word", "unstable"),
    [
        ("BMBM", True),
        ("BMB", False),
        ("BMBMM", False),
        ("BMBMB", True),
        ("BMBMBB", False),
        ("MMBMBM", True),
        ("B", False),
        # What was before a change of the series says nothing any more.
        ("BMBMc", False),
        ("BMBcMBM", False),
        ("BMBMa", False),
        ("BMBMr", True),
    ],
)
def test_what_changes_too_often_is_unstable_until_two_periods_agree(word, unstable):
    assert (run(word).unstable is not None) is unstable


@given(word=st.text(alphabet="BunMgrca", max_size=12), after=st.integers(1, 3), close_after=st.integers(1, 3))
def test_open_and_closed_alternate_and_every_breach_is_in_one_episode_at_most(word, after, close_after):
    course = run(word, after, close_after)
    assert all(one.why is not None for one in course.episodes[:-1])
    breaches = [place for one in course.episodes for place in one.breaches]
    assert breaches == sorted(set(breaches))
    assert course.state.is_open == bool(course.episodes and course.episodes[-1].why is None)
