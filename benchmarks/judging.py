"""
One judgement at a time from a ready history, beside what rule engines take for bare comparisons of the same figures.

`python3 dev.py bench`: microseconds of processor time, and how many of rule-engine's comparisons each kind takes. The engines
are optional: `pip install rule-engine business-rules json-logic-qubit zen-engine`. A comparison says neither unknown nor why.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from wes_rules import (
    AnnualDecrease,
    AreaFigure,
    BenchmarkParity,
    Better,
    Calendar,
    History,
    Maintain,
    Measure,
    Observation,
    Observed,
    Origin,
    Period,
    PeriodKind,
    Point,
    Quantity,
    Rule,
    Threshold,
    Trajectory,
    Unit,
    judge,
)

AREAS = [f"{code:03d}" for code in range(200)]
AS_OF = date(2026, 1, 1)
YEARS = range(2015, 2025)
ENGLAND = "970"
# Each kind, and how many cells it reads.
RULES: dict[str, tuple[Rule, int]] = {
    "threshold": (Threshold(at_most=Decimal(50)), 1),
    "threshold, at risk": (Threshold(at_most=Decimal(50), tolerance=Decimal(2)), 1),
    "parity": (BenchmarkParity(against=AreaFigure(area=ENGLAND)), 2),
    "trajectory": (
        Trajectory(points=[Point(period=Period.parse("2014"), value=70), Point(period=Period.parse("2030"), value=30)]),
        1,
    ),
    "latest step": (AnnualDecrease(scope="latest"), 2),
    "every step": (AnnualDecrease(), len(YEARS)),
    "parity, every year": (BenchmarkParity(against=AreaFigure(area=ENGLAND), scope="every"), 2 * len(YEARS)),
    "maintain": (Maintain(at_most=Decimal(50)), len(YEARS)),
}


def value(place: int, year: int) -> Decimal:
    """Return a figure."""
    return Decimal((place * 7 + year * 13) % 1000).scaleb(-1)


def history() -> History:
    """Return ten years of figures for two hundred areas and England."""
    return History(
        Observation(
            indicator="rate",
            area=area,
            period=Period(PeriodKind.CALENDAR_YEAR, year),
            quantity=Quantity.exact(value(place, year)),
            origin=Origin(publication="made up"),
        )
        for place, area in enumerate([*AREAS, ENGLAND])
        for year in YEARS
    )


def measure(rule: Rule) -> Measure:
    """Return a measure with a rule."""
    return Measure(
        id="rate",
        title="Rate",
        number=Observed(indicator="rate"),
        unit=Unit.PERCENT,
        decimals=1,
        better=Better.LOWER,
        calendar=Calendar(kind=PeriodKind.CALENDAR_YEAR, lag_months=6),
        rule=rule,
        area=ENGLAND,
    )


def of_others() -> Iterator[tuple[str, Callable[[Any], object]]]:
    """Give each engine's bare comparison of a figure that was looked up, where the engine is installed."""
    if engine := _module("rule_engine"):
        yield "rule-engine", engine.Rule("value <= 50").matches
        three = "value == null ? 'undecided' : (value <= 50 ? 'on track' : (value <= 52 ? 'at risk' : 'off track'))"
        yield "rule-engine, four verdicts", engine.Rule(three).evaluate
    if (variables := _module("business_rules.variables")) and (rules := _module("business_rules.engine")):
        made: Any = type("Row", (variables.BaseVariables,), {"__init__": lambda self, row: setattr(self, "row", row)})
        made.value = variables.numeric_rule_variable(lambda self: self.row["value"])
        asked = {"all": [{"name": "value", "operator": "less_than_or_equal_to", "value": 50}]}
        yield "business-rules", lambda row: rules.check_conditions_recursively(asked, made(row))
    if logic := _module("json_logic"):
        yield "json-logic", lambda row: logic.jsonLogic({"<=": [{"var": "value"}, 50]}, row)
    if zen := _module("zen"):
        compiled = zen.compile_expression("value <= 50")
        yield "zen (compiled, floats)", lambda row: compiled.evaluate({"value": float(row["value"])})


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def taken(run: Callable[[Any], object], over: list[Any], rounds: int) -> float:
    """Return the microseconds of the processor that each call takes, in the best of some rounds."""
    best = float("inf")
    for _ in range(max(rounds, 1)):
        start = time.process_time()
        for one in over:
            run(one)
        best = min(best, (time.process_time() - start) / len(over))
    return best * 1e6


def _judged(one: Measure, rounds: int) -> tuple[float, float]:
    """Return what a judgement takes, and what it takes with figures that nobody has looked at before."""
    known = history()

    def of(area: str) -> object:
        found = judge(one, known, as_of=AS_OF, area=area)
        return found.status, found.period, found.reasons[:1], found.finding and found.finding.slack

    cold = taken(of, AREAS, 0)
    return taken(of, AREAS, rounds), cold


def main(arguments: list[str] | None = None) -> int:
    """Print a line for each engine and each kind of rule."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description="Judge one area at a time.")
    parser.add_argument("--rounds", type=int, default=15, help="how often each is run; the best counts")
    rounds = parser.parse_args(arguments).rounds
    rows = [{"area": area, "value": value(place, 2024)} for place, area in enumerate(AREAS)]
    bare = 0.0
    for name, run in of_others():
        found = taken(run, rows, rounds)
        bare = bare or found
        print(f"{name:28} {found:6.2f} microseconds, {found / bare:5.2f} of rule-engine's comparisons")
    for name, (rule, cells) in RULES.items():
        warm, cold = _judged(measure(rule), rounds)
        compared = (
            f", {warm / bare:5.2f} of rule-engine's comparisons, {warm / bare / cells:4.2f} a cell" if bare else ""
        )
        print(f"{name:28} {warm:6.2f} microseconds{compared}; {cold:6.1f} the first time")
    return 0


if __name__ == "__main__":
    sys.exit(main())
