"""What is put into a sentence that is settled, or behind it, is never swallowed: it asks, it is part of the outcome, or it is told apart as a result beside the target."""

import functools
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.wording.scoring import sentences
from tests.wording.test_as_written import WRITTEN
from tests.wording.test_beside import found

USES = ("develop", "measure", "council", "published")
KNOWN = [(one["text"], *map(one.get, ("unit", "better", "calendar"))) for use in USES for one in sentences(use)]
KNOWN += [(words, unit or None, better or None, calendar) for _, unit, better, calendar, words in WRITTEN]
NUMBERS = (
    "average wait 2 minutes", "£3m saved", "17 tonnes", "12 months", "37 staff", "6 days each", "19 per cent", "a cost of £4 each", "62 hectares", "4.5 points",
)  # fmt: skip
SPANS = (
    "this year", "so far this year", "over 3 years", "year to date", "cumulative", "in the first six months", "for the next 2 years", "to date", "since January",
    "over the winter", "during 2019",
)  # fmt: skip
CONDITIONS = (
    "unless demand falls", "subject to funding", "where possible", "provided that staff are in post", "if staffing allows", "except in August",
    "excluding strikes", "pending review", "when resources allow", "depending on demand",
    "budget allowing", "where funded", "using the old method", "not counting repeats", "for now", "if funded",
)  # fmt: skip
AVERAGES = (
    "mean of 12 days",
    "average 3 days",
    "median 7 weeks",
    "averaged over 12 months",
    "with an average wait of 2 minutes",
)
BOUNDS = (
    "at least 40", "no more than 17%", "but not below 33", "fewer than 12 complaints", "and at least 40", "with no more than 3 complaints", "minimum 30",
    "none over 40 days", "within 5 years", "max 12", "each", "by ward", "previously 30", "baseline 41", "whichever is lower", "whichever is the greater",
)  # fmt: skip
SUSPICIOUS = (*NUMBERS, *SPANS, *CONDITIONS, *AVERAGES, *BOUNDS)
# Where a clause ends, so that another may stand there.
ENDS = re.compile(r"[,;:](?= )|(?<=\))(?= )| -(?= )| (?=(?:by|within|in|of|from|compared|each|every|per|to)\b)")


def outcome(one):
    return one.rule, one.number, one.within, one.until, one.baseline


def tells_apart(one, more):
    """Whether it says that it takes a number for a result beside the target, as in "82%, target: 85%"."""
    return any(
        each.phrase.lower() == more.lower() and each.used.startswith("a figure beside the target")
        for each in one.readings
    )


@functools.cache
def settled():
    return [(known, one) for known in KNOWN if (one := found(*known)).settled]


@st.composite
def interrupted(draw):
    """A settled sentence, and the same with a clause put in that no rule may swallow."""
    (words, *known), one = draw(st.sampled_from(settled()))
    more = draw(st.sampled_from(SUSPICIOUS))
    # Each figure of a yearly series is of "this year".
    assume(more != "this year" or known[2] in ("month", "week", "financial-quarter"))
    last = len(words.rstrip(" .;"))
    at = draw(st.sampled_from([0, *(each.start() for each in ENDS.finditer(words, 1, last)), last]))
    before, after = words[:at], words[at:]
    if not before:
        return one, more, f"{more[0].upper()}{more[1:]}{draw(st.sampled_from([', ', ' - ', '. ']))}{after}", known
    if draw(st.booleans()):
        return one, more, f"{before} ({more}){after}", known
    closing = "" if not after.strip(" .;") or after[0] in ",;:" else ","
    return one, more, f"{before}, {more}{closing}{after}", known


@settings(max_examples=300, derandomize=True, deadline=None)
@given(interrupted())
def test_a_clause_put_into_a_settled_sentence_asks_or_changes_what_is_promised(case):
    one, more, words, known = case
    other = found(words, *known)
    if not other.settled or tells_apart(other, more):
        return
    assert outcome(other) != outcome(one), words
    said = repr(outcome(other))
    assert all(number in said for number in re.findall(r"\d+(?:\.\d+)?", more)), words


REMARKS = (", special schools excepted", ". Rural areas are exempt", " - new clients first", ", most of them new")


@pytest.mark.parametrize("more", REMARKS)
def test_a_remark_behind_a_settled_sentence_asks(more):
    said = [(f"{words.rstrip(' .;')}{more}", *known) for (words, *known), _ in settled()]
    assert [words for words, *known in said if found(words, *known).settled] == []
