"""The table from wording to plan in docs/rules.md: a plan takes each row as it stands."""

import re
from pathlib import Path

import pytest

from wes_rules import Observed
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
def test_the_reader_reads_each_wording_as_its_row_says_or_asks(wording, code):
    """It never settles on another rule in silence."""
    measure = planned(code)
    near = {"national": "970", "neighbours": "near"}
    known = Context.of(measure, **near) if isinstance(measure.number, Observed) else Context(**near)
    found = read(wording, context=known)
    others = [other for one in found.readings for other in one.others]
    if found.settled:
        assert found.rule == measure.rule or "all since the plan began together" in others
    else:
        assert found.questions or found.no_rule


def test_most_wordings_are_read_without_a_question():
    settled = [
        wording
        for wording, code in ROWS
        if read(wording, context=Context.of(planned(code), national="970", neighbours="near")).settled
    ]
    assert len(settled) >= 30
