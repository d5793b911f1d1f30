"""Areas that ended: nobody waits for their figures, none of a successor's is taken for theirs, and messages say so."""

from datetime import date

import pytest

from wes_rules import (
    AreaFigure,
    AreaSet,
    BenchmarkParity,
    DefinitionError,
    EndedArea,
    Gap,
    History,
    MeanOf,
    PlanError,
    RankImprovement,
    Reason,
    SourceError,
    Status,
    Threshold,
    judge,
    load_plan,
)
from wes_rules.alerts.condition import current_alerts_of
from wes_rules.dicts import from_dict, to_dict
from wes_rules.judging.ended import ended
from wes_rules.judging.late import late_figures
from wes_rules.pages.series import Past, series_of
from wes_rules.planfiles.planfile import parse_plan

OLD = EndedArea(code="E10000021", until=date(2021, 3, 31), successors=("E06000061", "E06000062"))
GONE = (
    "It depends on Northamptonshire, which ended on 31 March 2021; figures of North Northamptonshire and West "
    "Northamptonshire, which came after it, are not its own."
)
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
    assert found.explain().splitlines()[1:3] == ["54.0% in 2021; there is no figure for Northamptonshire.", GONE]
    assert found.row.decided_by == f"54.0% in 2021; there is no figure for Northamptonshire. {GONE}"


def test_what_it_was_when_its_comparator_still_had_figures_is_its_last_verdict_as_for_its_alert(desk):
    rule = BenchmarkParity(against=AreaFigure(area="E10000021"))
    found = judged(desk, rule, {("E10000021", 2020): 60})
    # Better than what is not known: there is nobody to be held against in 2021.
    assert found.row.last_verdict_words == "off track, 52.0% in 2020, 8.0 points short; since then 54.0% in 2021"
    assert judged(desk, Threshold(at_least=50), {("E10000021", 2020): 40}, area="E10000021").last_verdict is None


def test_no_figure_is_waited_for_beside_one_that_there_will_never_be(desk):
    rule = BenchmarkParity(against=AreaFigure(area="E10000021"))
    others = {("E10000021", 2020): 60, ("936", 2020): 60, ("936", 2021): 60}
    missing = judged(desk, rule, others, year=2022)
    assert (missing.row.next_due, missing.row.waits_words, list(late_figures(missing))) == (None, "", [])
    other = judged(desk, BenchmarkParity(against=AreaFigure(area="936")), others)
    assert other.row.next_due is not None


def test_nothing_is_supposed_of_an_area_that_will_have_ended_and_nothing_is_needed_of_it(desk):
    number = Gap(indicator="rate", from_area="E10000021")
    others = {("E10000021", year): value for year, value in ((2018, 54), (2019, 56), (2020, 58))} | {("937", 2018): 49}
    promise = {"number": number, "unit": "percentage-points", "better": "lower", "deadline": date(2024, 12, 31)}
    found = judged(desk, Threshold(at_most=1), others, 2020, **promise)
    assert found.margin == -5
    assert (found.outlook.status, found.outlook.reasons, found.needed) == (None, (Reason.AREA_ENDED,), None)
    running_on = f"{GONE[0].lower()}{GONE[1:-1]}"
    assert f"Outlook: unknown by its recent course: {running_on}." in found.explain().splitlines()


def test_of_a_set_of_areas_those_that_go_on_have_an_outlook(desk):
    rule = BenchmarkParity(against=MeanOf(mean_of="near"))
    others = {(area, year): 40 + year - 2018 for area in ("936", "E10000021") for year in (2018, 2019, 2020)}
    found = judged(desk, rule, others | {("937", 2018): 49}, 2020, deadline=date(2024, 12, 31))
    assert found.outlook.status is Status.ON_TRACK
    assert {one.area for one in found.outlook.course} == {"937", "936"}


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
    assert any(one.startswith("Northamptonshire ended on 31 March 2021; ") for one in ended(found))


def test_an_own_area_that_ended_is_not_overdue(desk):
    found = judged(desk, BenchmarkParity(against=AreaFigure(area="936")), {("936", 2021): 40}, area="E10000021")
    assert (found.status, Reason.OVERDUE in found.reasons) == (Status.UNDECIDED, False)
    assert Reason.AREA_ENDED in found.reasons


def test_a_chart_and_its_table_say_of_how_many_areas_a_mean_is(desk):
    others = {(area, year): 40 for area in ("936", "E10000021") for year in (2019, 2020)} | {("936", 2021): 40}
    found = judged(desk, BenchmarkParity(against=MeanOf(mean_of="near")), others)
    (series,) = series_of(Past.of(found))
    assert (series.benchmark, series.others) == ("mean of 1 to 2", "1 to 2 areas")
    (before,) = series_of(Past.of(judged(desk, BenchmarkParity(against=MeanOf(mean_of="near")), others, 2020)))
    assert (before.benchmark, before.others) == ("mean of 1 to 2", "1 to 2 areas")


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


def test_a_message_that_it_can_no_longer_be_judged_names_the_area_and_its_successors(tmp_path):
    (tmp_path / "plan.toml").write_text(PLAN)
    rows = [
        f"rate,all,{area},{year},{value},percent,x"
        for year in (2019, 2020)
        for area, value in (("937", 50), ("E10000021", 60))
    ]
    (tmp_path / "figures.csv").write_text(
        "\n".join([HEAD.strip(), *rows, *(f"rate,all,937,{year},50,percent,x" for year in (2021, 2022, 2023))])
    )
    loaded = load_plan(tmp_path / "plan.toml")
    off_track, overdue = current_alerts_of(loaded.plan, loaded.judge(as_of=date(2024, 2, 1))[0])
    assert off_track.unjudged == (
        "No verdict for 3 years from 2021 to 2023. It depends on Northamptonshire, which ended on 31 March 2021; figures of "
        "E06000061 and E06000062, which came after it, are not its own."
    )
    assert not overdue.open
    assert not current_alerts_of(loaded.plan, loaded.judge(as_of=date(2025, 2, 1))[0])[1].open


def test_a_number_of_an_area_after_its_end_is_refused_and_a_symbol_passes(tmp_path):
    (tmp_path / "plan.toml").write_text(PLAN)
    figures = tmp_path / "figures.csv"
    figures.write_text(HEAD + "rate,all,937,2021,50,percent,x\nrate,all,E10000021,2021,z,percent,x\n")
    assert load_plan(tmp_path / "plan.toml").judge(as_of=date(2022, 6, 1))[0].reasons == (Reason.AREA_ENDED,)
    figures.write_text(HEAD + "rate,all,937,2021,50,percent,x\nrate,all,E10000021,2021,40,percent,x\n")
    with pytest.raises(SourceError, match="number of E10000021 for 2021, and the plan says it ended on 2021-03-31"):
        load_plan(tmp_path / "plan.toml").judge(as_of=date(2022, 6, 1))
