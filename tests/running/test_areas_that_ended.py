"""Areas that ended: nobody waits for their figures, none of a successor's is taken for theirs, and messages say so."""

from datetime import date

import pytest

from wes_rules import (
    AreaFigure,
    AreaSet,
    BenchmarkParity,
    DefinitionError,
    EndedArea,
    History,
    MeanOf,
    PlanError,
    RankImprovement,
    Reason,
    SourceError,
    Status,
    judge,
    load_plan,
)
from wes_rules.dicts import from_dict, to_dict
from wes_rules.planfiles.planfile import parse_plan

OLD = EndedArea(code="E10000021", until=date(2021, 3, 31), successors=("E06000061", "E06000062"))
NEAR = AreaSet("near", date(2019, 1, 1), ("E10000021", "936"))


def judged(desk, rule, others, year=2021, **more):
    history = desk.history({2019: 50, 2020: 52, 2021: 54})
    history = history.plus([desk.figure(at, value, area=area) for (area, at), value in others.items()])
    names = {
        "E10000021": "Northamptonshire",
        "E06000061": "North Northamptonshire",
        "E06000062": "West Northamptonshire",
    }
    history = history.with_areas([NEAR], names, [OLD])
    return judge(desk.measure(rule, **more), history, as_of=date(2023, 1, 1), period=desk.year(year))


def test_a_comparator_that_ended_leaves_the_answer_open_and_names_its_successors(desk):
    rule = BenchmarkParity(against=AreaFigure(area="E10000021"))
    found = judged(desk, rule, {("E10000021", 2019): 40, ("E06000061", 2021): 40})
    assert (found.status, found.reasons) == (Status.UNDECIDED, (Reason.AREA_ENDED,))
    said = found.explain()
    assert (
        "Northamptonshire ended on 31 March 2021; figures of North Northamptonshire and West Northamptonshire, which came "
        "after it, are not its own."
    ) in said
    assert "It depends on" not in said


def test_the_last_period_that_had_ended_before_it_is_compared_as_ever(desk):
    rule = BenchmarkParity(against=AreaFigure(area="E10000021"))
    assert judged(desk, rule, {("E10000021", 2020): 40}, 2020).status is Status.ON_TRACK


@pytest.mark.parametrize(
    "rule", [BenchmarkParity(against=MeanOf(mean_of="near")), RankImprovement(among="near", from_rank=2, from_of=2)]
)
def test_a_member_of_a_set_that_ended_has_no_figure_and_nobody_waits_for_it(desk, rule):
    others = {("E10000021", 2019): 90, ("936", 2021): 40, ("936", 2019): 40}
    found = judged(desk, rule, others)
    assert found.status is Status.ON_TRACK
    assert Reason.AREAS_MISSING in found.reasons or Reason.AREAS_DIFFER in found.reasons


def test_an_own_area_that_ended_is_not_overdue(desk):
    found = judged(desk, BenchmarkParity(against=AreaFigure(area="936")), {("936", 2021): 40}, area="E10000021")
    assert (found.status, Reason.OVERDUE in found.reasons) == (Status.UNDECIDED, False)
    assert Reason.AREA_ENDED in found.reasons


def test_a_history_keeps_what_ended_when_it_is_written(desk):
    history = desk.history({2019: 50}).with_areas([NEAR], {}, [OLD])
    assert from_dict(History, to_dict(history)) == history


PLAN = """\
[plan]
id = "p"
title = "A plan"
area = "937"

[areas]
E10000021 = "Northamptonshire"

[[ended_areas]]
code = "E10000021"
until = 2021-03-31
successors = ["E06000061", "E06000062"]

[[sources]]
kind = "csv"
path = "figures.csv"

[calendars.y]
kind = "calendar-year"

[[measures]]
id = "rate"
title = "Rate"
number = {indicator = "rate"}
unit = "percent"
decimals = 1
better = "higher"
calendar = "y"
rule = {kind = "benchmark-parity", against = "E10000021"}
"""
HEAD = "indicator,group,area,period,value,unit,source\n"


def test_a_plan_file_names_areas_that_ended():
    assert parse_plan(PLAN).ended_areas == (OLD,)
    with pytest.raises(PlanError, match="E06000061 is its own successor"):
        parse_plan(PLAN.replace('code = "E10000021"', 'code = "E06000061"'))
    with pytest.raises(DefinitionError, match="is its own successor"):
        EndedArea(code="a", until=date(2021, 1, 1), successors=["a"])


def test_a_number_of_an_area_after_its_end_is_refused_and_a_symbol_passes(tmp_path):
    (tmp_path / "plan.toml").write_text(PLAN)
    figures = tmp_path / "figures.csv"
    figures.write_text(HEAD + "rate,all,937,2021,50,percent,x\nrate,all,E10000021,2021,z,percent,x\n")
    assert load_plan(tmp_path / "plan.toml").judge(as_of=date(2022, 6, 1))[0].reasons == (Reason.AREA_ENDED,)
    figures.write_text(HEAD + "rate,all,937,2021,50,percent,x\nrate,all,E10000021,2021,40,percent,x\n")
    with pytest.raises(SourceError, match="number of E10000021 for 2021, and the plan says it ended on 2021-03-31"):
        load_plan(tmp_path / "plan.toml").judge(as_of=date(2022, 6, 1))
