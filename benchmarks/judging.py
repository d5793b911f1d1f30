"""
One judgement at a time from a ready history, beside what rule engines take for bare comparisons of the same figures.

`python3 dev.py bench`: microseconds of processor time, and how many of rule-engine's comparisons each kind takes. Each verdict is
the first of its rule, on figures that were looked up before, and is asked for what it says in numbers. The engines are optional: `pip install rule-engine business-rules json-logic-qubit zen-engine`. A comparison says neither unknown nor why.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from wes_rules import (
    All,
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
PARITY = AreaFigure(area=ENGLAND)
TARGETS = [("2014", 70), ("2030", 30)]
# Each kind of rule with an amount that tells it from those judged before, and how many cells it reads. Where a kind has no
# limit, what counts as unchanged makes it another one, and decides no status.
RULES: dict[str, tuple[Callable[[Decimal], Rule], int]] = {
    "threshold": (lambda other: Threshold(at_most=50 + other), 1),
    "threshold with a tolerance": (lambda other: Threshold(at_most=50 + other, tolerance=Decimal(2)), 1),
    "parity": (lambda other: BenchmarkParity(against=PARITY, unchanged_within=other), 2),
    "trajectory": (
        lambda other: Trajectory(points=[Point(period=Period.parse(of), value=to + other) for of, to in TARGETS]),
        1,
    ),
    "latest step": (lambda other: AnnualDecrease(scope="latest", unchanged_within=other), 2),
    "every step": (lambda other: AnnualDecrease(unchanged_within=other), len(YEARS)),
    "parity, every year": (
        lambda other: BenchmarkParity(against=PARITY, scope="every", unchanged_within=other),
        2 * len(YEARS),
    ),
    "all of two thresholds": (lambda other: All(of=[Threshold(at_most=50 + other), Threshold(at_most=80)]), 2),
    "maintain": (lambda other: Maintain(at_most=50 + other), len(YEARS)),
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


def taken(run: Callable[[Any], object], over: list[Any]) -> float:
    """Return the microseconds of the processor that each call takes."""
    start = time.process_time()
    for one in over:
        run(one)
    return (time.process_time() - start) / len(over) * 1e6


def judging(rule: Callable[[Decimal], Rule], rounds: int) -> Iterator[Callable[[str], object]]:
    """
    Give what judges an area, once with figures that nobody has looked at, then with those looked up before.

    Each time by another rule, so that nothing is judged twice.
    """
    known = history()
    for place in range(rounds + 1):
        one = measure(rule(Decimal(place).scaleb(-1)))

        def of(area: str, one: Measure = one) -> object:
            found = judge(one, known, as_of=AS_OF, area=area)
            return found.status, found.period, found.slack, found.margin, found.reasons[:1]

        yield of


def main(arguments: list[str] | None = None) -> int:
    """Print a line for each engine and each kind of rule."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description="Judge one area at a time.")
    parser.add_argument("--rounds", type=int, default=15, help="how often each is run in turn; the best counts")
    rounds = parser.parse_args(arguments).rounds
    rows = [{"area": area, "value": value(place, 2024)} for place, area in enumerate(AREAS)]
    bare, kinds = dict(of_others()), {name: judging(rule, rounds) for name, (rule, _) in RULES.items()}
    unseen: dict[str, float] = {}
    for name, runs in kinds.items():
        # What others have left behind is not collected at the cost of the next one.
        gc.collect()
        unseen[name] = taken(next(runs), AREAS)
    best = dict.fromkeys((*bare, *kinds), float("inf"))
    # One after the other in each round, so that a busy moment of the machine slows all of them, and each round begins with
    # another: what comes right after code of another kind pays for what the processor has to fetch anew.
    for turn in range(rounds):
        begun = turn % len(best)
        for name in (*[*best][begun:], *[*best][:begun]):
            found = taken(bare[name], rows) if name in bare else taken(next(kinds[name]), AREAS)
            best[name] = min(best[name], found)
    unit = next((best[name] for name in bare), None)
    for name, one in best.items():
        cells = RULES[name][1] if name in RULES else 1
        compared = "" if unit is None else f", {one / unit:5.2f} of the first, {one / unit / cells:4.2f} a cell"
        first = f"; {unseen[name]:6.1f} with figures nobody looked at" if name in unseen else ""
        print(f"{name:28} {one:6.2f} microseconds{compared}{first}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
