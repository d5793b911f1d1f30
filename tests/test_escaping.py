"""What text from plans and figures may not do to the channel it is told through."""

import csv
import html
import io
import re
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wes_rules.plugins.escaping import in_csv, in_html, in_markdown, one_line, visible


@given(st.text())
def test_nothing_that_is_shown_steers(text):
    assert not any(unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") for one in visible(text))
    visible(text).encode("utf-8")


@given(st.text(st.characters(categories=["L", "N", "P", "S"])))
def test_what_can_be_read_is_left_alone(text):
    assert visible(text) == text


def test_what_is_to_be_kept_is_kept():
    assert visible("a\n\x1b[31m\u202eb", keep="\n") == "a\n\\x1b[31m\\u202eb"


@given(st.text())
def test_one_line_is_one_line(text):
    assert len(one_line(text).splitlines()) <= 1


class Tags(HTMLParser):
    found: list[str]

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, attrs))


@given(st.text())
def test_html_holds_the_text_and_no_tag(text):
    parser = Tags()
    parser.found = []
    parser.feed(f'<p title="{in_html(text)}">{in_html(text)}</p>')
    assert [tag for tag, _ in parser.found] == ["p"]
    assert html.unescape(in_html(text)) == visible(text, keep="\n")


@given(st.text(st.sampled_from("ab[](){}<>*_`#+-.!|~\\^:/@= \n")))
def test_markdown_has_no_mark_left(text):
    assert not re.sub(r"\\.", "", in_markdown(text)).strip("ab \n")
    assert re.sub(r"\\(.)", r"\1", in_markdown(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "=HYPERLINK(1)"])
def test_no_cell_is_a_formula(text):
    out = io.StringIO()
    csv.writer(out).writerow([in_csv(text)])
    assert out.getvalue().strip('"\r\n') == f"'{text}"
    assert in_csv("90.1") == "90.1"
