"""
What every kind of rule finds in a few typical histories, and every word it says of it, as it was read and approved.

After a change that is meant, write the file anew, and read the difference before keeping it:
`python3 dev.py run -m pytest tests/test_approved.py --approve`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Desk

from wes_rules import (
    Advisory,
    All,
    AnnualDecrease,
    AnnualIncrease,
    AreaFigure,
    AreaSet,
    Baseline,
    BenchmarkParity,
    Better,
    Calendar,
    Each,
    Everyone,
    FromBaseline,
    Gap,
    HaltThenDecrease,
    History,
    IndicatorFigure,
    Instead,
    Judgement,
    Maintain,
    Marker,
    MeanOf,
    Milestone,
    Observation,
    Observed,
    Origin,
    Part,
    Period,
    PeriodKind,
    Point,
    QuantileBand,
    Quantity,
    RankImprovement,
    Reading,
    Rule,
    Standing,
    Threshold,
    Trajectory,
    Unit,
    judge,
)
from wes_rules import Any as AnyOf
from wes_rules.dicts.writing import schema_of
from wes_rules.judging.explain import one_line
from wes_rules.judging.schema import judgement_schema

APPROVED = Path(__file__).parent / "approved"
YEAR = PeriodKind.CALENDAR_YEAR
AS_OF = date(2022, 9, 1)
ENGLAND = AreaFigure(area="970")
LOWER: dict[str, Any] = {"better": Better.LOWER}
COUNT: dict[str, Any] = {"unit": Unit.COUNT, "decimals": 0}
FROM_2018: dict[str, Any] = {"baseline": Baseline(value=D(51), period=Period(YEAR, 2018), source="the plan")}
FROM_ROUNDED: dict[str, Any] = {"baseline": Baseline(value=D(51), period=Period(YEAR, 2018), rounded=True)}


def year(number: int) -> Period:
    return Period(YEAR, number)


RULES: dict[str, tuple[Rule, dict[str, Any]]] = {
    "at least": (Threshold(at_least=D(52), tolerance=D(1)), {}),
    "at most": (Threshold(at_most=D(51)), LOWER),
    "above, within a share": (Threshold(above=D(52), tolerance=D(2), tolerance_in="percent-of-target"), {}),
    "below by a day": (Threshold(below=D(52), by=date(2021, 12, 31)), LOWER),
    "between": (Threshold(between=(D(50), D(52))), {"better": Better.IN_BAND}),
    "exactly": (Threshold(equals=D(52)), {}),
    "reach by a day": (Threshold(at_least=D(52), reach=True, by=date(2021, 12, 31)), {}),
    "everyone": (Everyone(), {}),
    "everyone by a day": (Everyone(by=date(2023, 12, 31)), {}),
    "annual increase": (AnnualIncrease(), FROM_2018),
    "annual decrease, latest, not strict": (AnnualDecrease(scope="latest", strict=False, tolerance=D(1)), LOWER),
    "annual increase with a target instead": (
        AnnualIncrease(instead=(Instead(period=year(2020), at_least=D(40), reason="closure", author="the board"),)),
        {},
    ),
    "annual increase against the year before": (AnnualIncrease(against="same-period-last-year"), {}),
    "from baseline": (FromBaseline(), FROM_2018),
    "from rounded baseline by points": (FromBaseline(change=D(1)), FROM_ROUNDED),
    "from baseline by percent, falling": (FromBaseline(change=D(2), change_in="percent"), {**FROM_2018, **LOWER}),
    "from published baseline": (FromBaseline(), {"baseline": Baseline(period=year(2018))}),
    "parity": (BenchmarkParity(against=ENGLAND), {}),
    "strict parity, every year": (BenchmarkParity(against=ENGLAND, strict=True, scope="every"), {}),
    "parity, lower, within": (BenchmarkParity(against=ENGLAND, met_within=D(1)), LOWER),
    "parity with the mean": (BenchmarkParity(against=MeanOf(mean_of="near", minimum=2)), {}),
    "parity with last year's": (BenchmarkParity(against=ENGLAND, benchmark_of="period-before"), {}),
    "parity, not significantly worse": (BenchmarkParity(against=ENGLAND, in_line="not-significantly-worse"), {}),
    "parity with another indicator": (BenchmarkParity(against=IndicatorFigure(indicator="demand")), {}),
    "rank": (RankImprovement(among="near", from_rank=3, from_of=4), {}),
    "quantile band, lower": (QuantileBand(among="near", of=3, best=2), LOWER),
    "halt then decrease": (HaltThenDecrease(halt=year(2019)), LOWER),
    "maintain": (Maintain(at_least=D(51)), {}),
    "maintain since, at most": (Maintain(at_most=D(52), since=year(2019)), LOWER),
    "milestone": (Milestone(by=date(2020, 12, 31), at_least=D(1)), COUNT),
    "milestone nobody reports": (Milestone(by=date(2020, 12, 31), at_least=D(1), unreported="undecided"), COUNT),
    "trajectory": (
        Trajectory(
            points=(Point(period=year(2019), value=D(50)), Point(period=year(2022), value=D(53))), tolerance=D(1)
        ),
        {},
    ),
    "trajectory in steps": (
        Trajectory(
            points=(Point(period=year(2019), value=D(50)), Point(period=year(2021), value=D(53))), between="step"
        ),
        {},
    ),
    "all": (All(of=(Threshold(at_least=D(50)), AnnualIncrease())), {}),
    "any": (AnyOf(of=(Threshold(at_least=D(60)), BenchmarkParity(against=ENGLAND))), {}),
    "each": (
        Each(
            rule=Threshold(at_least=D(50)),
            over=(Part(name="All pupils"), Part(name="Girls", number=Observed(indicator="rate", group="girls"))),
        ),
        {},
    ),
    "advisory": (Advisory(rule=Threshold(at_least=D(52))), {}),
    "gap": (
        AnnualDecrease(),
        {"number": Gap(indicator="rate", group="girls", from_group="all"), "unit": Unit.POINTS, **LOWER},
    ),
}

HIDDEN = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)
NARROW = Quantity.between("50.5", "52.5")
# Own figures from 2018 on; then England's, those of three neighbours, and the changes to the calendar.
HISTORIES: dict[str, tuple[list[Any], list[Any], dict[str, Any]]] = {
    "rising": ([50, 51, 52, 53], [50, 52, 52, 52], {}),
    "falling": ([53, 52, 51, 50], [50, 50, 51, 51], {}),
    "level": ([52, 52, 52, 52], [52, 52, 52, 52], {}),
    "a year hidden": ([50, 53, HIDDEN, 52], [50, 50, HIDDEN, HIDDEN], {}),
    "the latest vague": ([50, 51, 51, NARROW], [51, 51, 51, NARROW], {}),
    "the latest missing": ([51, 52, 53], [50, 51, 52], {}),
    "a year not collected": ([50, 51, None, 51], [50, 51, None, 51], {"not_collected": frozenset({year(2020)})}),
    "a break": ([50, 51, 49, 50], [50, 51, 49, 50], {"breaks": frozenset({year(2020)})}),
    "a year that stands alone": ([50, 51, 60, 52], [50, 51, 60, 51], {"isolated": frozenset({year(2020)})}),
    "nothing at all": ([], [], {}),
}


def history(own: list[Any], england: list[Any]) -> History:
    return History(_figures(own, england), area_sets=[NEAR], names={"970": "England", "937": "Warwickshire"})


NEAR = AreaSet("near", date(2018, 1, 1), ("a", "b", "c"), "a list of neighbours")


def _figures(own: list[Any], england: list[Any]) -> Iterator[Observation]:
    def of(number: int, value: Any, row: int, **more: Any) -> Observation:
        quantity = value if isinstance(value, Quantity) else Quantity.exact(value)
        origin = Origin(publication="a publication", file="figures.csv", row=row)
        given = {"indicator": "rate", "area": "937", **more}
        return Observation(period=year(number), quantity=quantity, origin=origin, **given)

    for place, value in enumerate(own):
        if value is not None:
            standing = Standing.PROVISIONAL if place == 3 else Standing.FINAL
            counts = {} if isinstance(value, Quantity) else {"numerator": value * 2, "denominator": 200}
            yield of(2018 + place, value, 2 + place, standing=standing, **counts)
            girls = value if isinstance(value, Quantity) else value - 3 + place % 2
            yield of(2018 + place, girls, 20 + place, group="girls")
            for row, (area, ahead) in enumerate((("a", 1), ("b", 0), ("c", -2))):
                if isinstance(value, Quantity) or not (area == "c" and place == 1):
                    near = value if isinstance(value, Quantity) else value + ahead
                    yield of(2018 + place, near, 40 + 10 * row + place, area=area)
            yield of(2018 + place, 51, 80 + place, indicator="demand")
    for place, value in enumerate(england):
        if value is not None:
            yield of(2018 + place, value, 10 + place, area="970")


def judged(name: str) -> Iterator[tuple[str, Judgement]]:
    rule, more = RULES[name]
    for title, (own, england, changes) in HISTORIES.items():
        calendar = Calendar(kind=YEAR, lag_months=6, **changes)
        readings = (Reading(phrase="the rate", used="of all pupils"),) if name == "at least" else ()
        given = {"calendar": calendar, "readings": readings, "deadline": date(2023, 12, 31), **more}
        yield title, judge(Desk().measure(rule, **given), history(own, england), as_of=AS_OF)


def told(judgement: Judgement, *, whole: bool) -> str:
    """Say what was found and what is said of it; `whole` adds what is the same for every history, and the JSON form."""
    explained = judgement.explain().split("\n")
    lines = [*_found(judgement), *(explained if whole else explained[:-2])]
    if one_line(judgement) not in explained:
        lines.append(f"in one line: {one_line(judgement)}")
    form = judgement.to_json()
    lines.append(f"observed {form['observed']}, required {form['required']}, margin {form['margin']}")
    if whole:
        lines += [f"json {key}: {value}" for key, value in form.items() if key not in ("explanation", "parts")]
    return "\n".join("    " + line for line in lines)


def _found(judgement: Judgement) -> list[str]:
    if judgement.finding is None:
        return [line for part in judgement.parts for line in _found(part)]
    finding = judgement.finding
    ends = [one and f"{one.low} to {one.high}" for one in (finding.slack, finding.margin, finding.near)]
    lines = [f"slack {ends[0]}, margin {ends[1]}, near {ends[2]}, due {finding.due}"]
    for fact in finding:
        figure = fact.figure
        why = ", ".join(one.value for one in (*figure.why, *figure.notes))
        lines.append(f"{fact.role} {fact.name} {fact.period}: {figure.span.low} to {figure.span.high} {why}".rstrip())
    return lines


def leaves(value: object, path: str = "") -> Iterator[str]:
    """Say what a schema holds, a line for each thing that it says."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in items:
        yield from leaves(one, f"{path}/{name}")
    if not isinstance(value, dict | list) or not value:
        yield f"{path}: {value!r}"


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("judgement", judgement_schema),
        ("trajectory", lambda: schema_of(Trajectory)),
        ("parity", lambda: schema_of(BenchmarkParity)),
    ],
)
def test_a_schema_is_as_approved(name, schema, request):
    text = "".join(f"{line}\n" for line in leaves(schema()))
    file = APPROVED / f"schema-of-a-{name}.txt"
    if request.config.getoption("--approve"):
        file.write_text(text)
    assert file.read_text() == text


@pytest.mark.parametrize("name", RULES)
def test_it_is_as_approved(name, request):
    first, *rest = judged(name)
    text = f"{first[0]}\n{told(first[1], whole=True)}\n"
    text += "".join(f"\n{title}\n{told(judgement, whole=False)}\n" for title, judgement in rest)
    file = APPROVED / f"{name.replace(' ', '-').replace(',', '').replace(chr(39), '')}.txt"
    if request.config.getoption("--approve"):
        file.write_text(text)
    assert file.read_text() == text
