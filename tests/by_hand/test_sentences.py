"""Every sentence that is said of the figures that a person judged by hand, as it was read and approved."""

import re
from datetime import date
from pathlib import Path

import pytest
from tests.by_hand.test_by_hand import PAGES, read

from wes_rules import Period, judge
from wes_rules.judging.explain import one_line

APPROVED = Path(__file__).parents[1] / "approved" / "by_hand"


def questions(page):
    """Give each question of a page once: a measure, a day of knowing and the period that is asked for."""
    rows = re.findall(r"(?m)^\| (.*?) \| (\d{4}-\d\d-\d\d) \| (.*?)\|", page.read_text())
    yield from dict.fromkeys((measure.strip(), as_of, asked.strip()) for measure, as_of, asked in rows)


def told(page):
    """Say of each answer what it says, without what has been said of the same measure before."""
    measures, history = read(page)
    before = {}
    for name, as_of, asked in questions(page):
        measure = measures[name]
        ask = {"period": Period.parse(asked, measure.calendar.kind)} if asked else {}
        found = judge(measure, history, as_of=date.fromisoformat(as_of), **ask)
        lines = found.explain().splitlines()
        if (short := one_line(found)) not in lines:
            lines.append(f"In one line: {short}")
        yield f"{name}, known on {as_of}{asked and f', of {asked}'}"
        yield from (f"    {line}" for line in lines if line not in before.setdefault(name, set()))
        before[name].update(lines)
        yield ""


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_it_is_said_as_it_was_approved(page, request):
    text = "\n".join(told(page))
    file = APPROVED / f"{page.stem}.txt"
    if request.config.getoption("--approve"):
        file.write_text(text)
    assert file.read_text() == text
