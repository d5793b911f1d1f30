"""The same promise for each of several numbers: what a part takes from the whole, and what it does not."""

from datetime import date
from decimal import Decimal as D
from typing import ClassVar

import attrs
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Desk

from wes_rules import (
    All,
    AreaFigure,
    BenchmarkParity,
    DefinitionError,
    Each,
    EndedArea,
    History,
    Observed,
    Part,
    Plan,
    Reason,
    Status,
    Threshold,
    Version,
    batch,
    judge,
)
from wes_rules.errors import PluginError
from wes_rules.judging.asking import asked
from wes_rules.judging.timeline import timeline
from wes_rules.pages.series import Past, series_of

desk = Desk()
WARDS = st.dictionaries(st.sampled_from("ABC"), st.integers(0, 100) | st.none(), min_size=1)


@pytest.mark.parametrize(("unit", "values"), [(None, "percent"), ("percent", "percent"), ("count", None)])
def test_what_percentages_are_is_said_of_the_parts_that_are_some(unit, values):
    rule = Each(rule=Threshold(at_least=D(5)), over=(Part(name="one", unit=unit),))
    assert rule.measure(desk.measure(rule), rule.over[0]).values == values


def test_the_figures_of_one_indicator_are_in_one_unit():
    rule = Each(rule=Threshold(at_least=D(5)), over=(Part(name="one"), Part(name="two", unit="ratio")))
    with pytest.raises(DefinitionError, match=r'/two": indicator ".*" is used as percent and as ratio; use two ind'):
        desk.measure(rule)


def test_the_wording_on_a_day_knows_nothing_of_what_was_agreed_later():
    later = Version(starting=desk.year(2024), agreed=date(2023, 5, 1), changes={"tolerance": D(2)})
    rule = Each(rule=Threshold(at_least=D(60), versions=[later]), over=(Part(name="one"), Part(name="two")))
    measure = desk.measure(rule)
    before, after = (rule.wording(measure, date(2023, 4, 30)), rule.wording(measure, date(2023, 5, 1)))
    assert before == "each of one, two: at least 60.0%; equality meets the limit"
    assert after != before
    assert after == rule.wording(measure) == rule.reading(measure)


@pytest.mark.parametrize(("year", "reasons"), [(2019, ()), (2020, (Reason.AREA_ENDED,))])
def test_an_area_has_its_figures_up_to_its_last_day_and_says_after_it_that_it_ended(year, reasons):
    history = History(
        [desk.figure(2019, 60), desk.figure(2020, 60)], ended=[EndedArea(code="937", until=date(2019, 12, 31))]
    )
    found = judge(desk.measure(Threshold(at_least=D(50))), history, as_of=date(2030, 1, 1), period=desk.year(year))
    assert found.reasons == reasons
    assert ("It is about 937, which ended on 31 December 2019." in found.explain()) == (year == 2020)


@attrs.frozen(kw_only=True)
class Odd(Threshold):
    """A kind of rule from elsewhere."""

    kind: ClassVar[str] = "odd"


def test_of_several_rules_the_one_from_elsewhere_is_said_to_have_raised():
    def ask():
        raise KeyError("finding")

    whole = desk.measure(All(of=(Threshold(at_least=D(5)), Odd(at_least=D(5)))))
    with pytest.raises(PluginError, match='the rule kind "odd" raised KeyError'):
        asked(whole, ask)
    with pytest.raises(KeyError):
        asked(desk.measure(All(of=(Threshold(at_least=D(5)), Threshold(at_least=D(6))))), ask)


@given(WARDS, st.sampled_from([Threshold(at_least=50), BenchmarkParity(against=AreaFigure(area="970"), strict=True)]))
def test_in_every_ward_is_the_worst_of_what_is_so_in_each(values, rule):
    figures = [desk.figure(2019, value, area=ward) for ward, value in values.items() if value is not None]
    history = History([*figures, desk.figure(2019, 60, area="970")])
    measure, day = (
        desk.measure(Each(rule=rule, over=tuple(Part(name=ward, area=ward) for ward in values))),
        date(2021, 1, 1),
    )
    alone = {
        ward: judge(attrs.evolve(measure, rule=rule), history, as_of=day, area=ward, period=desk.year(2019))
        for ward in values
    }
    found = judge(measure, history, as_of=day, period=desk.year(2019))
    assert {part.measure.title: (part.area, part.status) for part in found.parts} == {
        ward: (ward, one.status) for ward, one in alone.items()
    }
    assert found.status is min(one.status for one in alone.values())


@pytest.mark.parametrize(
    ("mean", "centile", "status"),
    [
        (7, 15, Status.ON_TRACK),
        (D("7.1"), 15, Status.OFF_TRACK),
        (7, D("15.1"), Status.OFF_TRACK),
        (None, 14, Status.UNDECIDED),
    ],
)
def test_a_limit_of_its_own_for_each_part_is_one_promise(mean, centile, status):
    parts = [("Mean", "mean", 7, mean), ("90th centile", "p90", 15, centile)]
    over = [
        Part(name=name, number=Observed(indicator=key), rule=Threshold(at_most=most)) for name, key, most, _ in parts
    ]
    history = History(desk.figure(2019, value, indicator=key) for _, key, _, value in parts if value is not None)
    measure = desk.measure(Each(over=over), better="lower", unit="days", values=None)
    found = judge(measure, history, as_of=date(2021, 1, 1), period=desk.year(2019))
    assert found.status is status
    assert [part.required for part in found.parts] == ["at most 7.0 days", "at most 15.0 days"]


def test_what_is_agreed_later_for_one_part_is_not_known_before():
    later = Version(starting=desk.year(2024), agreed=date(2023, 5, 1), changes={"at_least": 70})
    rule = Each(
        rule=Threshold(at_least=50),
        over=(Part(name="one"), Part(name="two", rule=Threshold(at_least=60, versions=[later]))),
    )
    assert rule.agreed_by(date(2023, 5, 1)) is rule
    assert rule.agreed_by(date(2023, 4, 30)).over[1].rule == Threshold(at_least=60)


def test_the_days_outlook_and_page_go_by_the_area_of_each_part():
    figures = [desk.figure(year, 30 + 2 * (year - 2010), area="A") for year in range(2010, 2020)]
    rule = Each(rule=Threshold(at_least=70), over=(Part(name="Aston", area="A"),))
    measure = desk.measure(rule, deadline=date(2031, 12, 31))
    history = History(figures, names={"A": "Aston"})
    changes = timeline(measure, history, until=date(2020, 12, 31))
    assert {str(one.period) for one in changes} >= {str(one.period) for one in figures}
    found = judge(measure, history, as_of=date(2020, 12, 31))
    assert found.outlook.status is Status.ON_TRACK
    assert [series.whose for series in series_of(Past.of(found))] == ["Aston"]


def test_many_areas_are_not_judged_by_a_part_that_is_of_one():
    plan = Plan(
        id="p",
        title="P",
        area="937",
        measures=(desk.measure(Each(rule=Threshold(at_least=5), over=(Part(name="Aston", area="A"),))),),
    )
    with pytest.raises(DefinitionError, match='its part "Aston" is of one area, "A", whichever one is judged'):
        batch.judge(
            plan,
            pl.DataFrame({"indicator": ["rate"], "area": ["A"], "period": ["2019"], "value": ["1"]}),
            as_of=date(2021, 1, 1),
        )
