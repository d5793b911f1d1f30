"""What may be held against what: definitions, populations, editions of area sets, overlapping windows."""

from datetime import date
from decimal import Decimal as D

import pytest
from tests.conftest import LATE

from wes_rules import (
    AnnualIncrease,
    AreaFigure,
    AreaSet,
    Baseline,
    BenchmarkParity,
    Calendar,
    DefinitionError,
    Everyone,
    FromBaseline,
    Gap,
    History,
    Maintain,
    MeanOf,
    PeriodKind,
    Plan,
    RankImprovement,
    Reason,
    SourceError,
    Standing,
    Status,
    Threshold,
    Unit,
    judge,
    judge_plan,
)

ON, OFF, OPEN = Status.ON_TRACK, Status.OFF_TRACK, Status.UNDECIDED
WITH, WITHOUT = "including exceptions", "excluding exceptions"
ENGLAND = AreaFigure(area="970")


def judged(desk, rule, figures, year=2020, **more):
    sets = more.pop("area_sets", ())
    history = History(figures, area_sets=sets)
    return judge(desk.measure(rule, **more), history, as_of=LATE, period=desk.year(year))


@pytest.mark.parametrize("rule", [AnnualIncrease(), FromBaseline()])
@pytest.mark.parametrize(("was", "now", "refused"), [(WITH, WITHOUT, True), (WITH, WITH, False), ("", WITH, False)])
def test_figures_of_different_definitions_are_not_held_against_each_other(desk, rule, was, now, refused):
    figures = [desk.figure(2019, 50, definition=was), desk.figure(2020, 60, definition=now)]
    found = judged(desk, rule, figures, baseline=Baseline(period=desk.year(2019)))
    assert found.status is (OPEN if refused else ON)
    assert (Reason.DEFINITION_DIFFERS in found.reasons) is refused
    assert (found.margin is None) is refused
    assert ("different definitions" in found.explain()) is refused


def test_nor_is_a_benchmark_of_another_definition(desk):
    figures = [desk.figure(2020, 60, definition=WITH), desk.figure(2020, 50, area="970", definition=WITHOUT)]
    assert judged(desk, BenchmarkParity(against=ENGLAND), figures).reasons == (Reason.DEFINITION_DIFFERS,)


def test_nor_a_rank_among_areas_that_count_otherwise(desk):
    near = AreaSet("near", date(2020, 1, 1), ("a", "b"))
    figures = [
        desk.figure(2020, 60, definition=WITH),
        desk.figure(2020, 50, area="a", definition=WITH),
        desk.figure(2020, 70, area="b", definition=WITHOUT),
    ]
    rule = RankImprovement(among="near", from_rank=3, from_of=3)
    assert judged(desk, rule, figures, area_sets=[near]).status is OPEN


@pytest.mark.parametrize("rule", [Threshold(at_least=D(55), reach=True), Maintain(at_least=D(40))])
def test_a_stated_value_holds_for_figures_of_any_definition(desk, rule):
    figures = [desk.figure(2019, 60, definition=WITH), desk.figure(2020, 50, definition=WITHOUT)]
    assert judged(desk, rule, figures).status is ON


def test_a_trend_is_of_one_definition(desk):
    figures = [
        desk.figure(year, year - 1950, definition=WITH if year < 2018 else WITHOUT) for year in range(2014, 2023)
    ]
    found = judged(desk, Threshold(at_least=D(10)), figures, 2022)
    assert [fact.period.index for fact in found.evidence.figures] == [2018, 2019, 2020, 2021, 2022]


@pytest.mark.parametrize(
    ("own", "theirs", "flagged"),
    [("aged 16 to 19", "aged 19 to 21", True), ("aged 16 to 19", "aged 16 to 19", False), ("", "aged 19 to 21", False)],
)
def test_a_benchmark_of_other_people_is_used_and_flagged(desk, own, theirs, flagged):
    figures = [desk.figure(2020, 60, population=own), desk.figure(2020, 50, area="970", population=theirs)]
    found = judged(desk, BenchmarkParity(against=ENGLAND), figures)
    assert found.status is ON
    assert (Reason.POPULATION_DIFFERS in found.reasons) is flagged


def test_two_groups_of_a_gap_may_be_different_people(desk):
    figures = [
        desk.figure(2020, 60, group="a", population="boys"),
        desk.figure(2020, 50, group="b", population="girls"),
    ]
    found = judged(
        desk,
        Threshold(at_least=D(5)),
        figures,
        unit=Unit.POINTS,
        number=Gap(indicator="rate", group="b", from_group="a"),
    )
    assert (found.status, found.reasons) == (ON, ())


def test_two_editions_of_an_area_set_cannot_share_an_id(desk):
    old, new = AreaSet("near", date(2021, 4, 1), ("a",)), AreaSet("near", date(2025, 5, 1), ("b",))
    with pytest.raises(DefinitionError, match='called "near", published on 2021-04-01 and on 2025-05-01'):
        History(area_sets=[old, new])
    measure = desk.measure(RankImprovement(among="near", from_rank=2, from_of=2))
    plan = Plan(id="p", title="P", area="937", measures=(measure,), area_sets=(new,))
    with pytest.raises(DefinitionError, match="give each an id of its own"):
        judge_plan(plan, History(area_sets=[old]), as_of=LATE)
    assert judge_plan(plan, History(area_sets=[new]), as_of=LATE)


@pytest.mark.parametrize(
    "rule",
    [RankImprovement(among="near", from_rank=2, from_of=2), BenchmarkParity(against=MeanOf(mean_of="near"))],
)
def test_the_edition_of_the_area_set_is_told_with_the_sources(desk, rule):
    near = AreaSet("near", date(2021, 4, 1), ("a",))
    found = judged(desk, rule, [desk.figure(2020, 60), desk.figure(2020, 50, area="a")], area_sets=[near])
    assert found.explain().endswith("Sources: a publication; area set near as published on 1 April 2021.")


def test_the_other_edition_gives_another_rank(desk):
    sets = [AreaSet("near-2021", date(2021, 4, 1), ("a", "b")), AreaSet("near-2025", date(2025, 5, 1), ("a", "c"))]
    figures = [desk.figure(2020, 60), *(desk.figure(2020, v, area=a) for a, v in (("a", 70), ("b", 60), ("c", 50)))]
    found = [
        judged(desk, RankImprovement(among=one.id, from_rank=3, from_of=3), figures, area_sets=sets).status
        for one in sets
    ]
    assert found == [OFF, ON]


@pytest.mark.parametrize(("start", "overlaps"), [(2019, True), (2018, True), (2017, False)])
def test_a_baseline_whose_window_overlaps_is_said_to(desk, start, overlaps):
    calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR, window=3)
    figures = [desk.figure(start, 50), desk.figure(2020, 60)]
    found = judged(desk, FromBaseline(), figures, calendar=calendar, baseline=Baseline(period=desk.year(start)))
    assert (Reason.OVERLAPPING in found.reasons) is overlaps


def test_a_share_of_more_than_all_is_refused_by_its_name_and_a_rate_is_not(desk):
    one = desk.figure(2020, 100, numerator=11, denominator=10)
    with pytest.raises(SourceError, match="rate of area 937 for 2020: 11 of 10 is no share"):
        judged(desk, Everyone(), [one])
    assert judged(desk, Threshold(at_least=D(75)), [one], unit=Unit.SCORE).status is ON


def test_a_benchmark_of_other_people_is_told_beside_what_else_there_is_to_tell(desk):
    figures = [
        desk.figure(2020, 60, population="a", standing=Standing.PROVISIONAL),
        desk.figure(2020, 50, area="970", population="b"),
    ]
    assert judged(desk, BenchmarkParity(against=ENGLAND), figures).reasons == (
        Reason.PROVISIONAL,
        Reason.POPULATION_DIFFERS,
    )
