"""The list and the table: all words of a verdict at every width, and nothing that steers."""

import io
import itertools
import re
import sys

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wes_rules.cli.main import main
from wes_rules.cli.parser import command_line
from wes_rules.cli.showing.around import report
from wes_rules.cli.showing.screen import ASCII, LAYOUTS, SHAPES, THEME, Screen, screen
from wes_rules.cli.showing.words import said
from wes_rules.errors import PluginError
from wes_rules.judging.status import Answer, Status

from .conftest import EXAMPLE

HEADS = ("Status", "Measure", "Figures", "Judged on", "Newest", "Required", "Margin", "Since", "Course", "Owner")
TOLD = ("Status", "Measure", "Judged on", "Newest", "Required", "Margin", "Owner")


def squeezed(text):
    return "".join(text.split()).lower()


def columns(text):
    """Read a table by its columns: all that stands below each head, without spaces."""
    lines = text.splitlines()
    head = next(line for line in lines if line.startswith("Status "))
    starts = [*(head.index(name) for name in HEADS if name in head), 10**6]
    return {
        head[start:end].strip(): squeezed("".join(line[start:end] for line in lines))
        for start, end in itertools.pairwise(starts)
    }


def table(example, rows, **more):
    return report(example[0], rows, Screen(layout="table", **more))


@pytest.mark.parametrize("width", [60, 72, 80, 91, 92, 120, 149, 150, 200])
def test_a_table_fits_its_width_and_loses_no_word_of_a_verdict(example, rows, width):
    rows = [*rows, attrs.evolve(rows[0], title="Anticonstitutionnellement" * 4, owner="Donaudampfschifffahrt" * 3)]
    text = table(example, rows, width=width)
    assert max(map(len, text.splitlines())) <= width
    found = columns(text)
    instead = {"Owner": ["Measure"], "Newest": ["Judged on"]}
    where = {name: next(one for one in (name, *instead.get(name, []), "Figures") if one in found) for name in TOLD}
    for row in rows:
        for name, words in said(row).items():
            if name in TOLD:
                assert squeezed(words) in found[where[name]], (row.measure, name)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(min_size=1, max_size=60), width=st.integers(60, 200))
def test_whatever_a_plan_calls_a_measure_nothing_steers_and_nothing_is_taken_for_a_style(example, rows, title, width):
    row = attrs.evolve(rows[0], title=f"[red]{title}[/red]")
    for layout in LAYOUTS:
        text = report(example[0], [row], Screen(layout=layout, width=width))
        assert "[red]" in text
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)


def test_lines_say_all_of_a_verdict_in_one_line_however_long_it_is(example, rows):
    text = report(example[0], rows, Screen(layout="lines", width=60))
    for row in rows:
        (line,) = (one for one in text.splitlines() if one.endswith(f"  {row.measure}"))
        assert all(said(row)[name].lower() in line.lower() for name in TOLD), row.measure
        assert f"  {row.signed or '-'}  " in line


def test_lines_begin_with_the_title_and_the_fifth_is_the_first_measure(example, rows):
    lines = report(example[0], rows[:1], Screen(layout="lines")).splitlines()
    assert lines[0].startswith("Warwickshire Education Strategy")
    assert " ".join(lines[4].split()) == (
        "● on track Good level of development at age five: national average and neighbour rank 68.9% in 2022/23 "
        "68.6% in 2024/25 (less far ahead of England than in 2022/23: 0.3 points better than needed) at least 67.2% (England) +1.7 pts 1.7 points better than needed - deadline passed Early Years Board gld-national-and-rank"
    )


def test_a_title_of_several_lines_stays_in_its_row(example, rows):
    row = attrs.evolve(rows[0], title="First\nsecond\tthird")
    text = report(example[0], [row], Screen(layout="lines"))
    assert "\nsecond" not in text
    assert "\t" not in text


@pytest.mark.parametrize(("margin", "signed"), [("ehcp-20-weeks", "-47.1 pts"), ("cme-referrals-closed-20-days", "-1")])
def test_a_margin_has_its_sign_and_its_unit_where_programs_read_it(rows, margin, signed):
    assert next(one.signed for one in rows if one.measure == margin) == signed


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
def test_a_list_fits_every_width_and_says_everything_in_words(example, rows, width):
    text = report(example[0], rows, Screen(width=width))
    long = [line for line in text.splitlines() if len(line) > width and " " in line.strip()]
    assert long == []
    assert not set(text) & {*SHAPES.values(), "│", "─"} - {"?"}
    every = squeezed(text)
    for row in rows:
        assert all(squeezed(words) in every for words in said(row).values())


def test_a_list_begins_each_measure_with_its_verdict_and_its_name(example, rows):
    text = report(example[0], rows, Screen(width=200))
    row = next(one for one in rows if one.measure == "looked-after-fixed-term-exclusions")
    paragraph = next(one for one in text.split("\n\n") if row.measure in one and "Required" in one)
    assert paragraph.splitlines() == [
        "Off track: Looked-after children suspended at least once",
        "  Judged on: 13.85% in 2021/22",
        "  Newest: 17.43% in 2023/24 (worse than in 2021/22)",
        "  Required: below 12.46% (the figure for 2020/21)",
        "  Margin: 1.39 points above the target",
        "  Off track since 2019/20, broken in 2019/20, 2020/21, 2021/22",
        "  Direction: 13.76% in 2022/23, improved from 13.85% in 2021/22.",
        "  Course: deadline passed",
        "  Owner: Corporate Parenting Panel",
        "  Id: looked-after-fixed-term-exclusions",
    ]


def test_where_a_figure_is_missing_the_last_known_one_is_told_as_such(rows):
    absent = {"known": False, "has_come": False, "judged_on": "71.8%", "judged_on_period": "2018/19"}
    row = attrs.evolve(rows[0], verdict=Answer.UNDECIDED, status=Status.UNDECIDED, **absent)
    assert said(row)["Judged on"] == "not known for 2022/23; last known before it 71.8% in 2018/19"
    assert said(row)["Direction"] == ""


def test_colour_stands_beside_words_and_shapes_and_every_answer_has_its_own(example, rows):
    plain, coloured = table(example, rows, width=120), table(example, rows, width=120, colour=True)
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured).split() == plain.split()
    assert "\x1b[31m✖" in coloured
    assert len(set(THEME.values())) == len(set(SHAPES.values())) == len(set(ASCII.values())) == len(Answer)


def test_where_only_ascii_can_be_shown_shapes_and_lines_are_ascii(example, rows):
    text = table(example, rows, width=100, unicode=False)
    assert text.isascii()
    assert "x off track" in text


def shown(*words):
    return screen(command_line().parse_args(["check", "plan.toml", *words]), ENVIRON)


ENVIRON = {"TERM": "xterm-256color"}


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("words", "environ", "colour"),
    [
        ((), {}, True),
        ((), {"NO_COLOR": "1"}, False),
        ((), {"NO_COLOR": ""}, True),
        ((), {"TERM": "dumb"}, False),
        (("--color", "never"), {}, False),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
    ],
)
def test_colour_is_for_terminals_that_want_it(monkeypatch, words, environ, colour):
    monkeypatch.setattr(sys, "stdout", Terminal())
    options = command_line().parse_args(["check", "plan.toml", *words])
    assert screen(options, {**ENVIRON, **environ}).colour is colour


def test_what_is_piped_has_no_colour(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert not shown().colour


@pytest.mark.parametrize(("columns", "layout"), [("59", "list"), ("60", "table"), ("200", "table")])
def test_a_table_is_drawn_where_it_fits(monkeypatch, columns, layout):
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setenv("COLUMNS", columns)
    assert shown().layout == layout
    assert shown("--layout", "list").layout == "list"


@pytest.mark.parametrize("drawn", [True, False])
def test_what_is_piped_has_a_line_for_each_measure_unless_columns_are_asked_for(monkeypatch, drawn):
    if not drawn:
        monkeypatch.setitem(sys.modules, "rich", None)
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert shown().layout == "lines"
    assert shown("--layout", "list").layout == "list"
    asked = command_line().parse_args(["check", "plan.toml"])
    assert screen(asked, {"COLUMNS": "80"}).layout == ("table" if drawn else "list")


@pytest.mark.parametrize(
    "words", [("explain", "ehcp-20-weeks"), ("history", "ehcp-20-weeks"), ("replay", "--measure", "ehcp-20-weeks")]
)
def test_what_people_read_fits_the_width_and_is_the_same_text(monkeypatch, capsys, words):
    asked = [words[0], str(EXAMPLE), *words[1:], "--as-of", "2022-09-01"]
    monkeypatch.delenv("COLUMNS", raising=False)
    assert main(asked) == 0
    piped = capsys.readouterr().out
    assert max(map(len, piped.splitlines())) > 60
    for columns in (60, 100, 200):
        monkeypatch.setenv("COLUMNS", str(columns))
        assert main(asked) == 0
        lines = capsys.readouterr().out.splitlines()
        assert max(map(len, lines)) <= columns
        assert " ".join(lines).split() == piped.split()


def test_an_error_fits_the_width(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "60")
    assert main(["explain", str(EXAMPLE), "ehcp-20-week"]) == 2
    assert max(map(len, capsys.readouterr().err.splitlines())) <= 60


def test_a_terminal_that_can_only_print_gets_the_list(monkeypatch):
    monkeypatch.setattr(sys, "stdout", Terminal())
    options = command_line().parse_args(["check", "plan.toml"])
    assert screen(options, {"TERM": "dumb"}).layout == "list"


def test_without_rich_there_is_the_list_and_a_table_says_what_to_install(monkeypatch):
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setitem(sys.modules, "rich", None)
    assert shown().layout == "list"
    with pytest.raises(PluginError, match=r'rich.*pip install "wes-rules\[cli\]"'):
        shown("--layout", "table")


def test_check_works_with_the_three_dependencies_alone(monkeypatch, capsys):
    monkeypatch.delenv("COLUMNS", raising=False)
    for name in ("rich", "shtab", "jinja2", "openpyxl"):
        monkeypatch.setitem(sys.modules, name, None)
    assert main(["check", str(EXAMPLE), "--as-of", "2026-04-01"]) == 1
    assert "off track  EHC plans issued within 20 weeks  " in capsys.readouterr().out


def test_what_is_for_information_is_counted_apart(example, rows):
    text = report(example[0], rows[:2], Screen())
    assert "2 measures: " in text
    informing = attrs.evolve(rows[1], labels=(*rows[1].labels, "for information"))
    assert re.search(r"1 measure: .*; 1 more for information", report(example[0], [rows[0], informing], Screen()))
    assert "1 measure for information: " in report(example[0], [informing], Screen())
