"""Full judgements a second from a ready history, beside a bare comparison of the same figures."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from wes_rules import (
    AnnualDecrease,
    AreaFigure,
    BenchmarkParity,
    Better,
    Calendar,
    History,
    Measure,
    Observation,
    Observed,
    Origin,
    Period,
    PeriodKind,
    Quantity,
    Rule,
    Threshold,
    Unit,
    judge,
)

AREAS = [f"{code:03d}" for code in range(200)]
AS_OF = date(2026, 1, 1)
YEARS = range(2016, 2025)


def history() -> History:
    """Return nine years of figures for two hundred areas and England."""
    return History(
        Observation(
            indicator="rate",
            area=area,
            period=Period(PeriodKind.CALENDAR_YEAR, year),
            quantity=Quantity.exact(Decimal((place * 7 + year * 13) % 1000).scaleb(-1)),
            origin=Origin(publication="made up"),
        )
        for place, area in enumerate([*AREAS, "970"])
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
        area="970",
    )


def rate(run: Callable[[], int]) -> float:
    """Return runs a second, the best of five rounds."""
    best = 0.0
    for _ in range(5):
        start = time.perf_counter()
        count = run()
        best = max(best, count / (time.perf_counter() - start))
    return best


def main() -> None:
    """Print one line for each kind of rule."""
    known = history()
    rules: dict[str, Rule] = {
        "threshold": Threshold(at_most=Decimal(50)),
        "step (latest)": AnnualDecrease(scope="latest"),
        "step (every, nine years)": AnnualDecrease(),
        "parity": BenchmarkParity(against=AreaFigure(area="970")),
    }
    period = Period(PeriodKind.CALENDAR_YEAR, 2024)

    def bare() -> int:
        kept = 0
        for _ in range(50):
            for area in AREAS:
                one = known.known(("rate", area, "all"), period, plain.calendar, AS_OF)
                kept += one is not None and one.quantity.low is not None and one.quantity.low <= 50
        return 50 * len(AREAS)

    plain = measure(rules["threshold"])
    print(f"{'bare comparison of looked-up figures':40} {rate(bare):12,.0f} a second")
    for name, rule in rules.items():
        judged = measure(rule)

        def run(judged: Measure = judged) -> int:
            for _ in range(10):
                for area in AREAS:
                    judge(judged, known, as_of=AS_OF, area=area)
            return 10 * len(AREAS)

        print(f"{name:40} {rate(run):12,.0f} a second")


if __name__ == "__main__":
    main()
