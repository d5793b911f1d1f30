"""What holds for judging as a whole; the laws that hold for each rule are in tests/testing."""

from datetime import date
from decimal import Decimal as D

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import LATE, Desk

from wes_rules import (
    All,
    AnnualIncrease,
    Any,
    AreaFigure,
    AreaSet,
    Baseline,
    BenchmarkParity,
    Better,
    FromBaseline,
    History,
    Maintain,
    Marker,
    Period,
    PeriodKind,
    Point,
    Quantity,
    RankImprovement,
    Reason,
    SourceError,
    Status,
    Threshold,
    Trajectory,
    Unit,
    judge,
)

desk = Desk()
ENGLAND = AreaFigure(area="970")
RULES = [
    Threshold(at_least=D(50)),
    Threshold(above=D(50), tolerance=D(5)),
    AnnualIncrease(),
    AnnualIncrease(scope="latest", strict=False),
    FromBaseline(),
    FromBaseline(change=D(2)),
    FromBaseline(change=D(2), change_in="percent", each="year"),
    BenchmarkParity(against=ENGLAND),
    BenchmarkParity(against=ENGLAND, strict=True, scope="every"),
    BenchmarkParity(against=ENGLAND, met_within=D(3)),
    RankImprovement(among="near", from_rank=3, from_of=3),
    Maintain(at_least=D(45)),
    Threshold(at_least=D(55), reach=True),
    Threshold(between=(D(45), D(55))),
    Trajectory(
        points=(Point(period=desk.year(2018), value=D(40)), Point(period=desk.year(2022), value=D(60))), tolerance=D(4)
    ),
    Trajectory(
        points=(Point(period=desk.year(2018), value=D(40)), Point(period=desk.year(2022), value=D(60))),
        between="compound",
    ),
    All(of=(Threshold(at_least=D(50)), AnnualIncrease())),
    Any(of=(Threshold(at_least=D(50)), BenchmarkParity(against=ENGLAND))),
]
YEARS = range(2018, 2022)
AREAS = ("937", "970", "b")
values = st.integers(400, 600).map(lambda tick: D(tick).scaleb(-1))
tables = st.fixed_dictionaries({area: st.fixed_dictionaries(dict.fromkeys(YEARS, values)) for area in AREAS})
rules = st.sampled_from(RULES)
UNKNOWN = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)


def figures(table):
    return [desk.figure(year, value, area=area) for area, series in table.items() for year, value in series.items()]


def verdict(rule, observations, *, better=Better.HIGHER, as_of=LATE, **more):
    history = History(observations, area_sets=[AreaSet("near", date(2021, 4, 1), ("970", "b"))])
    measure = desk.measure(
        rule, better=better, baseline=Baseline(value=more.pop("start", D(50)), period=desk.year(2017)), **more
    )
    return judge(measure, history, as_of=as_of, period=desk.year(2021))


def test_a_broken_step_is_no_less_broken_when_a_figure_before_it_is_known():
    """The bounds over all pairs hold beside a step that is broken by itself, or a tolerance makes two answers of one."""
    hidden = dict.fromkeys(range(2018, 2021), UNKNOWN)
    rule = AnnualIncrease(tolerance=D("0.1"))
    start = Baseline(value=D(50), period=desk.year(2017))
    assert desk.judge(rule, {**hidden, 2021: "0.1"}, baseline=start).status is Status.OFF_TRACK
    assert desk.judge(rule, {**hidden, 2020: 0, 2021: "0.1"}, baseline=start).status is Status.OFF_TRACK


@given(tables, st.sampled_from(list(YEARS)))
def test_an_undecided_run_of_steps_can_come_out_either_way(table, year):
    """Completeness: the bounds over all pairs are exact, so undecided means that both answers are possible."""
    table["937"][year] = UNKNOWN
    found = verdict(AnnualIncrease(), figures(table)).status
    filled = set()
    for tick in range(0, 1001, 1 if found is Status.UNDECIDED else 50):
        table["937"][year] = D(tick).scaleb(-1)
        filled.add(verdict(AnnualIncrease(), figures(table)).status)
    assert (found is Status.UNDECIDED) == (len(filled) > 1)


@given(rules, st.sampled_from(list(YEARS)))
def test_nothing_is_green_because_a_figure_is_missing(rule, year):
    """All figures but the own latest are as good as can be; without the latest nothing may be on track."""
    table = {
        "937": {y: D(50 + y - 2017) for y in YEARS},
        "970": {y: D(40) for y in YEARS},
        "b": {y: D(41) for y in YEARS},
    }
    del table["937"][2021]
    assert verdict(rule, figures(table)).status is Status.UNDECIDED


def test_the_same_figure_twice_is_refused_and_a_revision_is_not():
    one = desk.figure(2020, 5)
    with pytest.raises(SourceError, match="stands 2 times"):
        History([one, attrs.evolve(one, quantity=Quantity.exact(6))])
    assert len(History([one, attrs.evolve(one, published=date(2021, 9, 1))])) == 2


def test_what_is_not_published_yet_is_not_used_and_what_is_late_is_overdue():
    measure = desk.measure(Threshold(at_least=D(50)), deadline=date(2023, 12, 31))
    history = desk.history({2019: 60, 2020: 40, 2022: 70, 2023: 45, 2024: 80})
    expected = {
        date(2021, 6, 30): ("2019", Status.ON_TRACK, False),
        date(2021, 7, 1): ("2020", Status.OFF_TRACK, False),
        date(2022, 7, 1): ("2021", Status.UNDECIDED, False),
        date(2023, 12, 31): ("2022", Status.ON_TRACK, False),
        date(2024, 1, 1): ("2023", Status.UNDECIDED, True),
        date(2026, 4, 1): ("2023", Status.OFF_TRACK, True),
    }
    for day, answer in expected.items():
        found = judge(measure, history, as_of=day)
        assert (str(found.period), found.status, found.settled) == answer
    assert "overdue" in judge(measure, history, as_of=date(2022, 7, 1)).explain()
    assert "Since the deadline: 80.0% in 2024" in judge(measure, history, as_of=date(2026, 4, 1)).explain()


def test_a_period_before_all_figures_is_not_held_and_not_overdue():
    measure, history = desk.measure(Threshold(at_least=D(50))), desk.history({2019: 60})
    # On a day on which none was on file, none is on file yet.
    assert judge(measure, history, as_of=date(2015, 1, 1)).reasons == (Reason.NO_FIGURES,)
    found = judge(measure, history, as_of=date(2021, 1, 1), period=Period.parse("2013"))
    assert Reason.NOT_HELD in found.reasons
    assert Reason.OVERDUE not in found.reasons


def test_a_figure_published_early_is_used_at_once():
    measure = desk.measure(Threshold(at_least=D(50)))
    history = History([desk.figure(2019, 60), desk.figure(2020, 40, published=date(2021, 2, 1))])
    assert judge(measure, history, as_of=date(2021, 1, 31)).status is Status.ON_TRACK
    assert judge(measure, history, as_of=date(2021, 2, 1)).status is Status.OFF_TRACK


@pytest.mark.parametrize(
    ("quantity", "limit", "status"),
    [
        (Quantity(low=D(0), high=D("0.5"), low_open=True, high_open=True, marker=Marker.LOW), D(1), Status.ON_TRACK),
        (UNKNOWN, D(100), Status.ON_TRACK),
        (UNKNOWN, D(99), Status.UNDECIDED),
    ],
)
def test_a_hidden_figure_decides_when_every_value_it_may_have_agrees(quantity, limit, status):
    assert desk.judge(Threshold(at_most=limit), {2020: quantity}).status is status


def test_a_low_count_is_not_zero():
    low = Quantity.read("low", unit=Unit.COUNT, rounded_to=D(5))
    found = desk.judge(Threshold(equals=D(0)), {2020: low}, unit=Unit.COUNT, decimals=0)
    assert found.status is Status.OFF_TRACK


def test_a_judgement_of_another_kind_of_period_is_refused():
    with pytest.raises(ValueError, match="academic-year"):
        judge(
            desk.measure(Threshold(at_least=D(1))), History(), as_of=LATE, period=Period(PeriodKind.ACADEMIC_YEAR, 2020)
        )
