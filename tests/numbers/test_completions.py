"""Whatever the hidden figures turn out to be, a number lies between its bounds, and no definite verdict turns."""

from __future__ import annotations

from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from tests.numbers.world import completions, judged, measure, row

import wes_rules as w
from wes_rules.batch import judge

FIRST = w.Period.parse("November 2022", "month")
NEAR = w.AreaSet("near", date(2020, 1, 1), ("a", "b"))
SUMS = [
    w.Rolling(indicator="homes", periods=2),
    w.Rolling(indicator="homes", periods=3),
    w.YearToDate(indicator="homes", year="calendar"),
    w.RunningTotal(indicator="homes", since=FIRST + 1),
    w.ChangeSince(indicator="homes", against="previous"),
    w.Gap(indicator="homes", from_area="b"),
    w.Gap(indicator="homes", from_group="girls"),
]
OTHERS = [
    w.Rolling(indicator="homes", periods=2, take="mean"),
    w.Rate(indicator="homes", population="people", per=10),
    w.Place(indicator="homes", among="near", best="highest", figures_in="count"),
    w.ChangeSince(indicator="homes", against="previous", change_in="percent", figures_in="count"),
]
UNITS = {"rate": ("ratio", 1), "place": ("rank", 0), "change": ("percent", 1)}
VALUES = st.sampled_from((0, 1, 2, 5, 9, "c", "x", None))
LENGTH = 5


@st.composite
def histories(draw, most_hidden=2):
    rows, hidden = [], 0
    for area, group, indicator in (
        ("a", "all", "homes"),
        ("b", "all", "homes"),
        ("a", "girls", "homes"),
        ("a", "all", "people"),
    ):
        for n in range(LENGTH):
            value = draw(VALUES)
            hidden += value in ("c", "x")
            if value is not None and not (value in ("c", "x") and hidden > most_hidden):
                rows.append(row(value, FIRST + n, area=area, group=group, indicator=indicator))
    return rows


@st.composite
def measures(draw, numbers):
    number = draw(st.sampled_from(numbers))
    unit, decimals = UNITS.get(number.kind, ("count", 0)) if number in OTHERS else ("count", 0)
    limit = draw(st.integers(1, 12))
    lower = unit == "rank"
    marks = draw(st.sampled_from(("breaks", "isolated", "not_collected", "first")))
    period = FIRST + draw(st.integers(0, LENGTH - 1))
    mark = period if marks == "first" else [period]
    calendar = w.Calendar(kind="month", lag_months=1, **({marks: mark} if draw(st.booleans()) else {}))
    rules = [w.Threshold(at_most=limit)] if lower else [w.Threshold(at_least=limit), w.Maintain(at_least=limit)]
    if not lower:
        rules += [w.Threshold(at_least=limit, reach=True)]
    return measure(number, draw(st.sampled_from(rules)), unit=unit, decimals=decimals if number.kind != "rolling" else 1,
                   better="lower" if lower else "higher", calendar=calendar)  # fmt: skip


def facts_of(found):
    return () if found.finding is None else found.finding.facts


LAST = FIRST + (LENGTH - 1)


@given(measures(SUMS + OTHERS), histories())
def test_no_completion_leaves_the_bounds_or_turns_a_definite_verdict(one, rows):
    if not rows:
        return
    found = judged(one, rows, period=LAST, sets=[NEAR])
    facts = {fact.period: fact.figure for fact in facts_of(found)[:1]}
    for filled in completions(rows):
        again = judged(one, filled, period=LAST, sets=[NEAR])
        for fact in facts_of(again)[:1]:
            span = facts[fact.period].span if fact.period in facts else fact.figure.span
            if not fact.figure.why:
                assert span.low <= fact.figure.span.low <= fact.figure.span.high <= span.high
        if w.Reason.NO_BASE not in again.reasons and w.Reason.NO_CASES not in again.reasons:
            assert found.status in (w.Status.UNDECIDED, again.status)


@given(measures(SUMS), histories(most_hidden=40))
def test_a_batch_says_what_judging_one_area_says(one, rows):
    if not rows:
        return

    def said(each):
        return each.quantity.marker.value if each.quantity.marker else str(each.quantity.low)

    frame = pl.DataFrame(
        [(each.indicator, each.area, each.group, str(each.period), said(each)) for each in rows],
        schema=dict.fromkeys(("indicator", "area", "group", "period", "value"), pl.String), orient="row",
    )  # fmt: skip
    plain = [
        row(
            "x" if said(each) == "c" else said(each),
            each.period,
            area=each.area,
            group=each.group,
            indicator=each.indicator,
        )
        for each in rows
    ]
    frame = frame.with_columns(pl.col("value").replace("c", "x"))
    day = (LAST + 2).start
    plan = w.Plan(id="p", title="P", area="a", measures=(one,), area_sets=(NEAR,))
    for verdict in judge(plan, frame, as_of=day).to_dicts():
        alone = judged(one, plain, as_of=day, area=verdict["area"], sets=[NEAR])
        assert (verdict["status"], verdict["period"]) == (alone.status.value, str(alone.period))
        assert verdict["reason"] == (alone.reasons[0].value if alone.reasons else None)
        assert verdict["observed"] == (None if alone.observed is None else float(alone.observed))


def test_in_a_batch_a_break_is_told_before_what_is_not_known():
    calendar = w.Calendar(kind="month", lag_months=1, breaks=[LAST])
    one = measure(SUMS[0], w.Threshold(at_least=1), calendar=calendar)
    frame = pl.DataFrame(
        [("homes", "a", str(LAST - 1), "x"), ("homes", "a", str(LAST), "3")],
        schema=["indicator", "area", "period", "value"], orient="row",
    )  # fmt: skip
    (found,) = judge(w.Plan(id="p", title="P", area="a", measures=(one,)), frame, as_of=(LAST + 2).start).to_dicts()
    assert (found["status"], found["reason"]) == ("undecided", "series_break")
