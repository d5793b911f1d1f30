"""
What is told of whatever is written, by page: what a spelling is read as, and what is wrong with what is none.

Each line of `approved/told/*.txt` that starts with `>>>` is Python, and what follows is its answer: a value, or after `!`
each fault. Whoever adds a line, or changes words on purpose, writes the answers anew and reads the difference:
`python3 dev.py run -m pytest tests/test_told.py --approve`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from tests.conftest import Desk

import wes_rules
from wes_rules import (
    AreaSet,
    Calendar,
    History,
    Judgement,
    Measure,
    Observation,
    Origin,
    Period,
    Quantity,
    Rule,
    Threshold,
    WesRulesError,
    judge,
)
from wes_rules.alerts import wire
from wes_rules.alerts.handling import Silence
from wes_rules.alerts.old_forms import told_of_form_1
from wes_rules.judging.direction import direction_of
from wes_rules.planfiles.planfile import parse_plan
from wes_rules.rules.policy import Alerting, Escalation, Inhibition, Policy, PolicyFor, Recipient
from wes_rules.rules.words import Words
from wes_rules.rules.writing import write
from wes_rules.series.cases import Case, Inspection
from wes_rules.series.left_out import UnreadCase, UnreadFigure, UnreadInspection

PAGES = sorted((Path(__file__).parent / "approved" / "told").glob("*.txt"))
FILE = Origin(publication="a publication", file="figures.csv", row=7)
ROW = {
    "indicator": "rate",
    "area": "937",
    "period": "2020",
    "kind": "calendar-year",
    "unit": "percent",
    "value": 5,
    "source": "a frame",
}
PLAN = """\
[plan]
id = "p"
title = "A plan"
area = "937"

[calendars.years]
kind = "calendar-year"

[[measures]]
id = "rate"
title = "Rate"
unit = "percent"
decimals = 1
better = "higher"
calendar = "years"
number = {indicator = "rate"}
rule = {kind = "threshold", at_least = 50}
"""


def measure(rule: Rule, **more: Any) -> Measure:
    return Desk().measure(rule, **more)


def figure(value: Any = 5, **more: Any) -> Observation:
    quantity = value if isinstance(value, Quantity) else Quantity.exact(value)
    given = {"indicator": "rate", "area": "937", "period": Desk().year(2020), "origin": FILE, **more}
    return Observation(quantity=quantity, **given)


def record(**cells: Any) -> str:
    """Read a row of a frame in which some cells are others, or with `...` not there; say what the figure has of its own."""
    usual, one = (
        next(iter(History.from_records([{name: cell for name, cell in row.items() if cell is not ...}])))
        for row in (ROW, {**ROW, **cells})
    )
    names = [field.name for field in attrs.fields(Observation)]
    own = {name: getattr(one, name) for name in names if getattr(one, name) != getattr(usual, name)}
    return ", ".join(f"{name} {value!s}" for name, value in own.items()) or "as usual"


def plan(*lines: str, more: str = "") -> object:
    """Read a plan of one measure of which some lines are others, and some more lines are there."""
    text = PLAN
    for line in lines:
        name = re.escape(line.partition(" = ")[0])
        text = re.sub(rf"(?m)^{name} = .*$", line.replace("\\", r"\\"), text, count=1)
    return parse_plan(text + more).measures


def silence(**more: Any) -> Silence:
    moments = {"starts": datetime(2020, 1, 1, tzinfo=UTC), "ends": datetime(2020, 2, 1, tzinfo=UTC)}
    given = {"id": "s1", "matchers": {"measure": "rate"}, "author": "Ann", "reason": "a new method", **moments, **more}
    return Silence(**given)


def said(rule: Rule, **more: Any) -> str:
    return rule.wording(measure(rule, **more))


def judged(values: tuple[Any, ...], calendar: dict[str, Any], **more: Any) -> Judgement:
    """Judge figures of 2000 and the years after it."""
    years = Calendar(kind="calendar-year", first=Desk().year(2000), **calendar)
    last = 2000 + max(len(values) - 1, 0)
    one = measure(Threshold(equals=50), **{"calendar": years, "better": "higher", "unit": "score", **more})
    return judge(one, Desk().history(dict(enumerate(values, 2000))), as_of=date(last + 1, 1, 1))


def trend(*values: Any, breaks: Any = (), window: int = 1, **more: Any) -> str:
    found = judged(values, {"breaks": breaks, "window": window}, **more)
    return "nothing" if found.evidence is None else found.evidence.sentence(Words.of(found.measure))


def way(*values: Any, breaks: Any = (), isolated: Any = (), **more: Any) -> str:
    found = judged(values, {"breaks": breaks, "isolated": isolated}, **more)
    return direction_of(found).sentence(Words.of(found.measure))


def outlook(*values: Any, kind: str = "calendar-year", first: str = "2018") -> str:
    """Say where the course of a series leads that has begun with a period, and is to be at least 15 two years from its end."""
    start = Period.parse(first, kind)
    periods = [start + place for place in range(len(values))]
    figures = [figure(value, period=period) for value, period in zip(values, periods, strict=True)]
    calendar, deadline = Calendar(kind=kind, first=start), (periods[-1] + 2 * start.kind.per_year).end
    one = measure(Threshold(at_least=15), calendar=calendar, deadline=deadline, unit="score")
    explained = judge(one, History(figures), as_of=periods[-1].end).explain().splitlines()
    return next(line for line in explained if line.startswith("Outlook"))


def reads(value: object) -> bool:
    return wire.load(type(value), wire.dump(value)) == value


def spoilt(value: object, **fields: Any) -> object:
    return wire.load(type(value), json.dumps({**json.loads(wire.dump(value)), **fields}))


NAMES: dict[str, Any] = {
    **{name: getattr(wes_rules, name) for name in wes_rules.__all__},
    **{one.__name__: one for one in (Alerting, Escalation, Inhibition, Policy, PolicyFor, Recipient)},
    **{one.__name__: one for one in (Case, Inspection, UnreadCase, UnreadFigure, UnreadInspection)},
    **{one.__name__: one for one in (measure, figure, record, plan, silence, judge, date, datetime, AreaSet)},
    **{one.__name__: one for one in (said, trend, way, outlook, write, reads, spoilt)},
    "D": Decimal,
    "stored": wire.dump,
    "told_of_form_1": told_of_form_1,
    "FILE": FILE,
    "UTC": UTC,
    "year": Desk().year,
}


def answer(asked: str) -> Iterator[str]:
    try:
        found = eval(asked, dict(NAMES))
    except WesRulesError as error:
        yield from (f"! {one}" for one in error.problems)
    else:
        several = found if isinstance(found, list) else [found]
        yield " | ".join(one if isinstance(one, str) else repr(one) for one in several)


def sections() -> Iterator[Any]:
    for page in PAGES:
        for text in re.split(r"(?m)^(?=# )", page.read_text())[1:]:
            yield pytest.param(page, text, id=f"{page.stem}: {text.partition(chr(10))[0].removeprefix('# ')}")


@pytest.mark.parametrize(("page", "text"), list(sections()))
def test_it_is_told_as_it_was_approved(page, text, request):
    head, *asked = re.split(r"(?m)^(?=>>> )", text)
    found = head
    for one in asked:
        line = one.partition("\n")[0]
        gap = "\n" if one.endswith("\n\n") else ""
        found += "".join(f"{said}\n" for said in (line, *answer(line.removeprefix(">>> ")))) + gap
    if request.config.getoption("--approve"):
        page.write_text(page.read_text().replace(text, found))
        return
    assert found == text
