"""What others wrote is quoted short, on one line, and steers nothing."""

from hypothesis import given
from hypothesis import strategies as st

from wes_rules import WesRulesError
from wes_rules.errors import Problem
from wes_rules.plugins.escaping import visible
from wes_rules.quoting import MOST_QUOTED, quoted, shortened


@given(st.text(max_size=300))
def test_a_quoted_text_is_short_and_steers_nothing(text):
    assert len(shortened(text)) <= MOST_QUOTED
    assert visible(shortened(text)) == shortened(text)


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=MOST_QUOTED))
def test_a_short_readable_text_is_quoted_as_it_is(text):
    assert quoted(text) == f'"{text}"'


def test_a_cut_is_shown():
    assert quoted("x" * (MOST_QUOTED + 1)) == f'"{"x" * (MOST_QUOTED - 3)}..."'
    assert shortened(1234567, most=5) == "12..."


@given(st.text(), st.text(), st.text(), st.text())
def test_a_problem_is_one_line_whoever_wrote_its_parts(what, remedy, file, subject):
    said = str(Problem(what, remedy, file, 3, subject))
    assert visible(said) == said


def test_an_error_has_a_line_for_each_problem_and_no_more():
    assert str(WesRulesError([Problem("a\nb"), Problem("c\x1b[31m")])).splitlines() == ["a\\nb", "c\\x1b[31m"]


def test_what_nobody_can_see_is_shown():
    assert quoted("\ufeffindicator") == '"\\ufeffindicator"'
    assert quoted("937\u200b") == '"937\\u200b"'
    assert quoted("9\u206037") == '"9\\u206037"'
