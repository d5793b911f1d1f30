"""A kind of rule with a kernel is in the batch without another line, and what has none is refused by name."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import attrs
import polars as pl
import pytest
from tests.batch.side_by_side import COLUMNS, told

import wes_rules as w
from wes_rules.batch import judge
from wes_rules.batch.engines import judged_frame
from wes_rules.rules.facts import Finding
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.rule import FigureRule
from wes_rules.values.quantity import Span

YEARS = w.Calendar(kind="calendar-year")
ROWS = pl.DataFrame(
    [("rate", area, str(year), value) for area, values in {"a": (5, 7), "b": (7, 5)}.items() for year, value in zip((2022, 2023), values, strict=True)],
    schema=["indicator", "area", "period", "value"], orient="row",
)  # fmt: skip


@attrs.frozen(kw_only=True)
class Alone(FigureRule):
    """As high as the highest so far."""

    kind: ClassVar[str] = "alone"

    def found(self, cells):
        latest, before = cells.latest(), cells.own(cells.calendar.previous(cells.period)).span
        now = latest.figure.span
        slack = Span(now.low - cells.most(before.high, 0), now.high - cells.most(before.low, 0))
        return Finding(slack, slack, (latest,))

    def find(self, view):
        return self.found(view)

    def requirement(self, finding, words):
        return "as high as ever"

    def sentence(self, finding, words):
        return words.fact(finding.facts[0])

    def reading(self, measure):
        return "as high as ever"


@attrs.frozen(kw_only=True)
class ForMany(Alone):
    """The same, by a kernel."""

    kind: ClassVar[str] = "for-many"
    find = FigureRule.find

    def slack(self, cells):
        return self.found(cells)


def plan(rule, **more):
    given = {"number": w.Observed(indicator="rate"), "unit": "count", "decimals": 0, "better": "higher", **more}
    one = w.Measure(id="m", title="M", calendar=YEARS, rule=rule, area="a", **given)
    return w.Plan(id="p", title="P", area="a", measures=(one,))


def test_every_kind_of_rule_that_figures_decide_has_a_kernel():
    kinds = [cls for cls in KINDS.values() if issubclass(cls, FigureRule)]
    assert len(kinds) > 10
    assert all(cls.has_kernel() for cls in kinds)


def test_a_kind_of_a_plugin_with_a_kernel_is_in_the_batch():
    found = judge(plan(ForMany()), ROWS, as_of=date(2024, 6, 1))
    assert found.select("area", "status", "margin").rows() == [("a", "on_track", 2.0), ("b", "off_track", -2.0)]


def test_a_limit_that_a_kind_works_out_is_that_of_judge_also_where_no_figure_and_no_field_is_it():
    class AlmostAsHigh(ForMany):
        def slack(self, cells):
            latest, before = cells.latest(), cells.own(cells.calendar.previous(cells.period)).span
            now, limit = latest.figure.span, Span(before.low - 1, before.high - 1)
            slack = Span(now.low - limit.high, now.high - limit.low)
            return Finding(slack, slack, (latest,), target=limit)

    by = plan(AlmostAsHigh())
    found = judge(by, ROWS, as_of=date(2024, 6, 1))
    assert found.select("area", "required").rows() == [("a", 4.0), ("b", 6.0)]
    assert [tuple(row[name] for name in COLUMNS) for row in found.to_dicts()] == [
        alone(by, ROWS, area) for area in "ab"
    ]


WRONG = {
    "a product": (lambda cells, span: Span(100 * span.low, 100 * span.high), "not asked for multiply"),
    "Python's least": (lambda cells, span: Span(min(span.low, span.low - 1), span.high), "cells.least"),
    "a branch": (lambda cells, span: span if cells.where(span.low < 3, 1, 0) else -span, "cells.where"),
}


@pytest.mark.parametrize(("found", "said"), WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("areas", [["a"], ["a", "b"]], ids=["one area", "two"])
def test_a_kernel_that_asks_ticks_for_more_than_they_can_is_told_as_its_authors(found, said, areas):
    class Wrong(ForMany):
        def slack(self, cells):
            span = found(cells, cells.latest().figure.span)
            return Finding(span, span, (cells.latest(),))

    with pytest.raises(w.PluginError, match=f'the rule kind "for-many" raised TypeError: .*{said}'):
        judge(plan(Wrong()), ROWS.with_columns(value=None), as_of=date(2024, 6, 1), areas=areas, missing="c")


def test_what_has_no_kernel_is_refused_by_name_all_at_once():
    cases = w.ShareWithin(indicator="rate", days=20)
    both = w.All(of=(w.Threshold(at_least=60), Alone()))
    with pytest.raises(w.DefinitionError) as refused:
        judge(plan(both, number=cases, unit="percent"), ROWS, as_of=date(2024, 6, 1))
    said = [str(problem) for problem in refused.value.problems]
    assert any('measure "m": the rule kind "alone" has no kernel' in one for one in said)
    assert any('the number "share-within" is counted from cases' in one for one in said)


def alone(by, frame, area, day=date(2024, 6, 1)):
    """The verdict of `judge` on one area of a frame."""
    one, rows = by.measures[0], frame.filter(pl.col("value").is_not_null()).rows()
    history = w.History(
        w.Observation(
            indicator=indicator,
            area=place,
            period=w.Period.parse(period, "calendar-year"),
            quantity=w.Quantity.exact(value),
            origin=w.Origin(publication="a frame"),
        )
        for indicator, place, period, value in rows
    )
    return told(w.judge(one, by.with_areas(history), as_of=day, area=area))


RATE = w.Rate(indicator="rate", population="people", figures_in="count", per=100)
ONE_BY_ONE = {
    "a rate": plan(w.Threshold(at_least=7), number=RATE, unit="ratio", decimals=1),
    "a mean of years": plan(w.Threshold(at_least=6), number=w.Rolling(indicator="rate", periods=2, take="mean"), unit="score"),
    "a change in percent": plan(
        w.Threshold(at_least=1), number=w.ChangeSince(indicator="rate", change_in="percent", figures_in="count"), unit="percent", decimals=1
    ),
    "a place": plan(w.Threshold(at_most=1), number=w.Place(among="near", best="highest", figures_in="count", indicator="rate"), unit="rank", better="lower"),
    "parts in different units": plan(
        w.All(of=(w.Threshold(at_least=6), w.RankImprovement(among="near", from_rank=2, from_of=2)))
    ),
}  # fmt: skip
NEAR = w.AreaSet(id="near", areas=("a", "b"), published=date(2020, 1, 1))
PEOPLE = pl.DataFrame(
    [("people", area, year, 70) for area in "ab" for year in ("2022", "2023")], schema=ROWS.schema, orient="row"
)


@pytest.mark.parametrize("by", ONE_BY_ONE.values(), ids=ONE_BY_ONE)
@pytest.mark.parametrize("lazy", [False, True], ids=["at once", "in parts"])
def test_what_ticks_are_not_enough_for_is_judged_one_area_at_a_time(by, lazy):
    by, frame = attrs.evolve(by, area_sets=(NEAR,)), pl.concat([ROWS, PEOPLE])
    found = judged_frame(by, frame.lazy() if lazy else frame, as_of=date(2024, 6, 1), rows_at_once=1)
    assert found["area"].to_list() == ["a", "b"]
    assert [tuple(row[name] for name in COLUMNS) for row in found.to_dicts()] == [
        alone(by, frame, area) for area in "ab"
    ]


def test_fractions_are_refused_as_nothing_here_multiplies_them():
    by = plan(w.Threshold(at_least=60), unit="percent", decimals=1, values="fractions")
    frame = ROWS.with_columns(value=pl.Series([0.5, 0.7, 1.1, 0.6]))
    with pytest.raises(w.DefinitionError, match="its percentages are fractions, which a batch does not multiply"):
        judge(by, frame, as_of=date(2024, 6, 1))


def test_a_rule_without_slack_and_find_says_so():
    class Nothing(Alone):
        find = FigureRule.find

    history = w.History()
    with pytest.raises(w.WesRulesError, match="has neither slack nor find"):
        w.judge(plan(Nothing()).measures[0], history, as_of=date(2024, 6, 1))
