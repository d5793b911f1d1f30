"""A plan with everything that a chart can show: bounds, bands, provisional figures, holes, long series, money, long names."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from typing import Any

from tests.conftest import Desk

from wes_rules import (
    AnnualIncrease,
    Better,
    Calendar,
    History,
    Measure,
    Observation,
    Observed,
    Origin,
    Period,
    PeriodKind,
    Plan,
    Point,
    Quantity,
    Rule,
    Standing,
    Threshold,
    Trajectory,
    Unit,
    judge_plan,
)
from wes_rules.pages.scorecard import scorecard_of
from wes_rules.pages.values import Scorecard

DAY = date(2023, 2, 15)
YEAR, QUARTER, MONTH = PeriodKind.CALENDAR_YEAR, PeriodKind.CALENDAR_QUARTER, PeriodKind.MONTH
HIDDEN = Quantity.between(1, 4)


class _Odd:
    def __init__(self) -> None:
        self.figures: list[Observation] = []
        self.measures: list[Measure] = []

    def add(self, title: str, rule: Rule, first: str, values: list[Any], kind: PeriodKind = YEAR, **more: Any) -> None:
        """Add a measure with its figures from a period on, each with its interval if any; None stands for a period without one."""
        name, start = f"odd-{len(self.measures)}", Period.parse(first, kind)
        provisional = more.pop("provisional", -1)
        for step, given in enumerate(values):
            value, *interval = given if isinstance(given, tuple) else (given,)
            if value is not None:
                self.figures.append(
                    Observation(
                        indicator=name,
                        area="839",
                        period=start + step,
                        interval=tuple(map(D, interval)) or None,  # type: ignore[arg-type] # two or none
                        quantity=value if isinstance(value, Quantity) else Quantity.exact(str(value)),
                        origin=Origin(publication="a publication"),
                        standing=Standing.PROVISIONAL if step == provisional else Standing.FINAL,
                    )
                )
        more.setdefault("calendar", Calendar(kind=kind, lag_months=1))
        given = {"id": name, "title": title, "number": Observed(indicator=name), "area": "839", "owner": "A board"}
        self.measures.append(Desk().measure(rule, **given, **more))


def odd_card() -> Scorecard:
    """Return the scorecard."""
    odd = _Odd()
    count = {"unit": Unit.COUNT, "decimals": 0}
    ends = [Point(period=Period.parse(name, MONTH), value=D(end)) for name, end in (("Jan 2020", 60), ("Jan 2025", 90))]
    months = [60 + step // 3 + (step * 7) % 5 for step in range(36)]
    odd.add("Months on a trajectory", Trajectory(points=tuple(ends), tolerance=D(9)), "Jan 2020", months, MONTH)
    quarters = [120, 80, 95, 140, 118, 78, 90, 131, 110, 70, 88, 122, 104]
    odd.add("Incidents", Threshold(at_most=100, tolerance=10), "2019 Q4", quarters, QUARTER, **count)
    spent = [4_250_000, 4_400_000, 4_520_000, 4_700_000, 5_130_500]
    odd.add("Spending", Threshold(at_most=5_000_000), "2018", spent, unit=Unit.POUNDS, decimals=0)
    odd.add("A hidden count", Threshold(at_most=5), "2017", [9, 7, HIDDEN, HIDDEN, 6, 5], **count)
    band = Threshold(between=(3, 5))
    odd.add("Within a band", band, "2018", [3.1, 3.9, 4.6, 5.2, 4.9], better=Better.IN_BAND)
    odd.add("A provisional figure", Threshold(at_least=75), "2018", [71, 72, 74, 73, 76], provisional=4)
    odd.add("More every year", AnnualIncrease(), "2017", [54, 55, 57, 56, 60, 61], starts=date(2018, 1, 1))
    odd.add("One figure only", Threshold(at_least=40), "2022", [44])
    score = {"unit": Unit.SCORE, "decimals": 2}
    odd.add("A negative score", Threshold(at_least=0), "2018", [-0.4, -0.35, -0.41, -0.2, -0.1], **score)
    odd.add("None at all", Threshold(equals=0), "2019", [3, 1, 0, 0], better=Better.LOWER, **count)
    odd.add("Figures are missing", Threshold(at_least=75), "2017", [80, None, 82, None, 85, None])
    odd.add("A figure far off", Threshold(at_most=30), "2014", [20, 22, 25, 5000, 26, 28, 29, 31, 33], **count)
    odd.add("A survey", Threshold(at_least=70), "2019", [(66, 61, 71), (68, 62, 74), (69, 63, 75), (71, 66, 76)])
    hole = Calendar(kind=YEAR, lag_months=1, not_collected=frozenset({Period(YEAR, 2020)}))
    odd.add("A year that nobody collected", Threshold(at_least=75), "2018", [70, 72, None, 74, 76], calendar=hole)
    title = "A plan with everything that a chart can show, and a title that goes on over several lines of the page"
    areas = {"839": "Bournemouth, Christchurch and Poole"}
    plan = Plan(id="odd", title=title, area="839", areas=areas, measures=tuple(odd.measures))
    return scorecard_of(plan, judge_plan(plan, History(odd.figures), as_of=DAY), as_of=DAY)
