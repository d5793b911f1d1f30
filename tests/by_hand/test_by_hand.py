"""Plans that a person judged by hand, from the documentation alone, against what the engine says of them: verdicts, and approved sentences."""

import csv
import io
import re
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from wes_rules import Period, judge, load_plan
from wes_rules.judging.explain import one_line

PAGES = sorted(Path(__file__).parent.glob("*.md"))
APPROVED = Path(__file__).parents[1] / "approved" / "by_hand"
HEAD = """
[plan]
id = "by-hand"
title = "By hand"
area = "1"

[areas]
1 = "Here"
970 = "England"
C = "Cedar"

"""
# What a table of figures leaves out.
STATED = {"group": "all", "area": "1", "source": "made up"}


def plan_of(text: str, folder: Path) -> Path:
    """Write a page's plan and its figures as files."""
    plan = HEAD
    for layout, rows in re.findall(r"```csv ?(\w*)\n(.*?)```", text, re.DOTALL):
        file = f"{layout or 'tidy'}.csv"
        table = [
            {name: STATED[name] for name in STATED if layout != "inspections" or name != "group"} | row
            for row in csv.DictReader(io.StringIO(rows))
        ]
        names = [name for name in table[0] if not (layout and name == "group")]
        with (folder / file).open("w", newline="") as out:
            writer = csv.DictWriter(out, names, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(table)
        plan += f'[[sources]]\nkind = "csv"\nid = "{file}"\npath = "{file}"\nlayout = "{layout or "tidy"}"\n\n'
    measures = re.search(r"```toml\n(.*?)```", text, re.DOTALL)
    assert measures is not None
    titled = re.sub(r'(\[\[measures\]\]\nid = (".*"))', r"\1\ntitle = \2", measures[1])
    (folder / "plan.toml").write_text(plan + titled)
    return folder / "plan.toml"


@cache
def read(page: Path):
    """Return a page's measures by their ids, and its figures."""
    with TemporaryDirectory() as folder:
        plan = load_plan(plan_of(page.read_text(), Path(folder)))
        # With what cannot be read left out, where a page is about that.
        found = plan.read(as_of=date(2030, 1, 1), skip_bad_rows=page.stem == "skipped")
    history = plan.plan.with_areas(found.history)
    return {one.id: one for one in plan.plan.measures}, history


@cache
def judged(page, name, as_of, asked):
    """Judge a measure of a page as known on a day, for the period that is asked for."""
    measures, history = read(page)
    ask = {"period": Period.parse(asked, measures[name].calendar.kind)} if asked else {}
    return judge(measures[name], history, as_of=date.fromisoformat(as_of), **ask)


def answers(page):
    rows = [row.strip("|").split("|") for row in page.read_text().splitlines() if row.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


@pytest.mark.parametrize("page", [page for page in PAGES if answers(page)], ids=lambda page: page.stem)
def test_a_verdict_is_what_a_person_made_of_the_figures(page):
    for name, as_of, asked, verdict, period, margin, says in answers(page):
        found = judged(page, name, as_of, asked)
        course = "" if found.course is None else f", {found.course.words}"
        shown = (f"{found.words}{course}", str(found.period), "" if found.margin is None else str(found.margin))
        assert shown == (verdict, period, margin), (name, as_of)
        assert says in found.explain(), (name, as_of)
        assert found.reasons or found.status.value != "undecided", "an undecided verdict says why"


def told(page):
    """Say of each answer what it says, without what has been said of the same measure before."""
    before = {}
    rows = re.findall(r"(?m)^\| (.*?) \| (\d{4}-\d\d-\d\d) \| (.*?)\|", page.read_text())
    for name, as_of, asked in dict.fromkeys((measure.strip(), as_of, asked.strip()) for measure, as_of, asked in rows):
        found = judged(page, name, as_of, asked)
        lines = found.explain().splitlines()
        if (short := one_line(found)) not in lines:
            lines.append(f"In one line: {short}")
        yield f"{name}, known on {as_of}{asked and f', of {asked}'}"
        yield from (f"    {line}" for line in lines if line not in before.setdefault(name, set()))
        before[name].update(lines)
        yield ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_it_is_said_as_it_was_approved(page, request):
    text = "\n".join(told(page))
    file = APPROVED / f"{page.stem}.txt"
    if request.config.getoption("--approve"):
        file.write_text(text)
    assert file.read_text() == text
