"""The table from wording to plan in docs/rules.md: a plan takes each row as it stands."""

import re
from pathlib import Path

import pytest

from wes_rules import Calendar, Observed, Period, Point, Trajectory
from wes_rules.planfiles.planfile import parse_plan
from wes_rules.rules.kinds import KINDS
from wes_rules.wording import Context, read

PAGE = (Path(__file__).parents[1] / "docs" / "rules.md").read_text(encoding="utf-8")
TABLE = PAGE.partition("### From wording to plan")[2].partition("\n## ")[0]
ROWS = re.findall(r"^\| (\W?\w.*?) \| (`.*`) \|$", TABLE, re.MULTILINE)
AROUND = (
    """\
[plan]
id = "p"
title = "P"
area = "937"
[[area_sets]]
id = "near"
published = 2021-04-01
areas = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]
[calendars.years]
kind = "calendar-year"
[calendars.quarters]
kind = "financial-quarter"
"""
    + "\n".join(re.findall(r"```toml calendars\n(\[calendars.*?)```", TABLE, re.DOTALL))
    + """
[[measures]]
id = "m"
title = "M"
"""
)
USUAL = {
    "unit": '"percent"',
    "decimals": "0",
    "better": '"higher"',
    "calendar": '"years"',
    "number": '{indicator = "gld"}',
}


def planned(code):
    """Return the rule of a measure that has what a row says, and what is usual beside it."""
    fields = USUAL | dict(one.split(" = ", 1) for one in re.findall(r"`(.*?)`", code))
    text = AROUND + "".join(f"{name} = {value}\n" for name, value in fields.items())
    (measure,) = parse_plan(text).measures
    return measure


@pytest.mark.parametrize(("wording", "code"), ROWS, ids=[wording for wording, _ in ROWS])
def test_a_plan_takes_each_wording_as_it_is_to_be_written(wording, code):
    assert planned(code).rule is not None


def test_every_line_of_the_table_is_tried():
    lines = [line for line in TABLE.splitlines() if line.startswith("| ")]
    assert len(ROWS) == len(lines) - 1 >= 25


def test_every_kind_of_rule_has_a_wording():
    named = set(re.findall(r'kind = "([\w-]+)"', TABLE))
    assert named >= set(KINDS) - {"quarterly-increase"}


@pytest.mark.parametrize(("wording", "code"), ROWS, ids=[wording for wording, _ in ROWS])
def test_the_reader_settles_each_wording_as_its_row_says(wording, code):
    measure = planned(code)
    # What stands behind the closing quote says more of the row, and no sentence ends so.
    words = re.sub(r'(?<="), [a-z ]+$', "", wording)
    known = Context.of(measure, national="970", neighbours="near")
    if not isinstance(measure.number, Observed):
        # The unit and the way of a number that is worked out are not those of the figure that the words name.
        plain = Context(national="970", neighbours="near", calendar=measure.calendar, parts=known.parts)
        known = known if read(words, context=known).settled else plain
    found = read(words, context=known)
    assert (found.settled, found.rule) == (True, measure.rule), [str(one) for one in found.questions]


@pytest.mark.parametrize(
    ("words", "which"),
    [
        ("Q1 25%, Q2 50%, Q3 75%, Q4 98% in 2024/25", {"each_year": False}),
        ("At least Q1: 25%; Q2: 50%; Q3: 75%; Q4: 98% in 2024/25, and every year after", {"each_year": True}),
        ("25%, 50%, 75% and 98% in Q1 to Q4 of 2024/25", {"each_year": False}),
    ],
)
def test_a_target_for_each_quarter_is_read_from_the_year_on_that_is_said(words, which):
    quarters = planned('`calendar = "quarters"` `rule = {kind = "threshold", at_least = 50}`').calendar
    found = read(words, context=Context(calendar=quarters, unit="percent", better="higher"))
    points = [
        Point(period=Period.parse(f"2024/25 Q{number}", quarters.kind), value=value)
        for number, value in enumerate((25, 50, 75, 98), 1)
    ]
    assert (found.settled, found.rule) == (True, Trajectory(points=points, **which))
    assert not read(
        re.sub(" (?:in|of) 2024/25.*", "", words), context=Context(calendar=quarters, better="higher")
    ).settled
    assert not read(words, context=Context(unit="percent", better="higher")).settled


@pytest.mark.parametrize(
    "words",
    ["80% in each year from April to March", "80% in each year from July to June", "80% every year from May to April"],
)
def test_years_that_begin_in_a_month_are_those_of_the_figures_or_asked(words):
    calendar = planned('`calendar = "July to June"` `rule = {kind = "threshold", at_least = 50}`').calendar
    found = read(words, context=Context(calendar=calendar, unit="percent", better="higher"))
    assert found.settled is ("July to June" in words)


@pytest.mark.parametrize(
    ("words", "kind", "year"),
    [
        ("at most 30 cases, year to date", "month", None),
        ("at most 30 cases, financial year to date", "month", "financial"),
        ("at most 30 cases, year to date", "financial-quarter", "financial"),
        ("at most 30 cases in the year to 31 March 2030", "month", "financial"),
        ("at most 30 cases in the year to 31 December 2030", "month", "calendar"),
        ("at most 30 cases in the year to 31 March 2030", "financial-quarter", "financial"),
        ("at most 30 cases in the year to 31 March 2030", "calendar-quarter", None),
        ("at most 30 cases, financial year to date", "calendar-quarter", None),
        ("at most 30 cases in the year to 30 March 2030", "month", None),
        ("at most 30 cases in the year to 30 June 2030", "month", None),
    ],
)
def test_which_year_a_total_so_far_is_of_is_never_guessed_from_months(words, kind, year):
    found = read(words, context=Context(calendar=Calendar(kind=kind), unit="count", better="lower"))
    assert (found.settled, found.number) == (year is not None, year and {"kind": "year-to-date", "year": year})
