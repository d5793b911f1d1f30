"""A distance that leaves its edge out: what is off by exactly that is no part of its band, as many published keys have it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.conftest import Desk
from tests.rules.test_closeness import COUNT, ENGLAND, GREEN_AND_AMBER, IN_FIGURES, OFF, ON, RISK, statuses, year
from tests.rules.test_closeness_laws import close, widened

from wes_rules import (
    AreaSet,
    BenchmarkParity,
    Better,
    DefinitionError,
    Everyone,
    HaltThenDecrease,
    History,
    Milestone,
    QuantileBand,
    Quantity,
    RankImprovement,
    Threshold,
    Unit,
    Version,
    judge,
    strategies,
)
from wes_rules.rules.kinds import KINDS

OUT = {"met_within_edge": "excluded", "tolerance_edge": "excluded"}
POINTS = {"met_within": D(2), "tolerance": D(4)}
HALF_OUT = {**GREEN_AND_AMBER, "tolerance_edge": "excluded"}


@pytest.mark.parametrize("kind", IN_FIGURES)
def test_every_kind_that_figures_decide_says_of_each_edge_whether_it_counts(kind):
    assert set(OUT) <= set(attrs.fields_dict(KINDS[kind]))


@pytest.mark.parametrize(("given", "figure", "status"), [
    (GREEN_AND_AMBER | OUT, "57.1", ON), (GREEN_AND_AMBER | OUT, "57.0", RISK), (GREEN_AND_AMBER | OUT, "54.1", RISK), (GREEN_AND_AMBER | OUT, "54.0", OFF),
    # As a key of "more than 5% and less than 10% below target" has it.
    (HALF_OUT, "57.0", ON), (HALF_OUT, "56.9", RISK), (HALF_OUT, "54.1", RISK), (HALF_OUT, "54.0", OFF),
    (POINTS | OUT, "58.1", ON), (POINTS | OUT, "58.0", RISK), (POINTS | OUT, "56.1", RISK), (POINTS | OUT, "56.0", OFF),
    (POINTS | OUT, "60.0", ON),
])  # fmt: skip
def test_a_figure_on_the_edge_falls_where_the_key_prints_it(given, figure, status):
    """Of each kind with a target of 60, in points and in percent of it, on the line and a tick inside it."""
    assert {rule: said for rule, said in statuses(given, figure) if said is not status} == {}


def test_what_should_be_lower_is_off_track_at_the_edge_that_is_left_out():
    for rule, values in ((Threshold(at_most=D(60)), {}), (HaltThenDecrease(halt=year(2019)), {2018: 90, 2019: 60})):
        found = [
            Desk()
            .judge(attrs.evolve(rule, **GREEN_AND_AMBER, **OUT), {**values, 2020: one}, 2020, better=Better.LOWER)
            .status
            for one in ("62.9", "63.0", "65.9", "66.0")
        ]
        assert found == [ON, RISK, RISK, OFF]


def test_a_percentage_of_a_target_is_compared_as_it_is_and_not_rounded():
    """5% of 61 is 3.05: 3.0 off is less, 3.1 is more; 5% of 60 is 3.0, on which the edge lies."""
    share = {"tolerance": D(5), "tolerance_in": "percent-of-target"}
    for target, figure, included, excluded in (
        (61, "58.0", RISK, RISK),
        (61, "57.9", OFF, OFF),
        (60, "57.0", RISK, OFF),
    ):
        for edge, status in (("included", included), ("excluded", excluded)):
            rule = Threshold(at_least=D(target), **share, tolerance_edge=edge)
            assert Desk().judge(rule, {2020: figure}, 2020).status is status


def test_what_is_done_is_near_enough_only_inside_the_edge():
    milestone = Milestone(by=date(2020, 12, 31), at_least=D(250), met_within=D(10), tolerance=D(25), **OUT)
    statuses = [Desk().judge(milestone, {2020: done}, 2020, **COUNT).status for done in (241, 240, 226, 225)]
    assert statuses == [ON, RISK, RISK, OFF]


@pytest.mark.parametrize(
    ("rule", "inside", "status"),
    [
        (Everyone(met_within=D(4), tolerance=D(6), **OUT), (97, 96, 95, 94), (ON, RISK, RISK, OFF)),
        (Everyone(**GREEN_AND_AMBER, **OUT), (96, 95, 91, 90), (ON, RISK, RISK, OFF)),
    ],
)
def test_of_all_cases_fewer_than_so_many_may_be_missing(rule, inside, status):
    own = [Desk().figure(2020, one, numerator=one, denominator=100) for one in inside]
    judged = [judge(Desk().measure(rule), History([one]), as_of=date(2030, 1, 1), period=year(2020)) for one in own]
    assert tuple(one.status for one in judged) == status


@pytest.mark.parametrize(("edge", "statuses"), [("included", (ON, RISK)), ("excluded", (RISK, RISK))])
def test_a_percentage_without_counts_is_compared_with_the_edge_by_what_it_may_have_been(edge, statuses):
    """95.05 is what 95.1 may have been, and 4.95 of 100 are just what is forgiven."""
    rule = Everyone(
        met_within=D("4.95"),
        met_within_in="percent-of-target",
        met_within_edge=edge,
        tolerance=D(9),
        tolerance_in="percent-of-target",
    )
    found = [Desk().judge(rule, {2020: figure}, 2020).outcomes[0] for figure in ("95.1", "95.0")]
    assert tuple(found) == statuses


def test_a_place_among_another_number_of_areas_is_less_than_so_many_places_off():
    """Third of four is two thirds of a place behind the second of three: within 1 place, and within less than 1."""

    def status(own, **given):
        figures = [
            Desk().figure(2020, own),
            *(Desk().figure(2020, value, area=area) for area, value in zip("abc", (60, 50, 40), strict=True)),
        ]
        history = History(figures, area_sets=[AreaSet("near", date(2021, 4, 1), tuple("abc"))])
        rule = RankImprovement(among="near", from_rank=2, from_of=4, tolerance=D(2), **given)
        return judge(Desk().measure(rule), history, as_of=date(2030, 1, 1), period=year(2020)).status

    assert [status(own) for own in (45, 30)] == [RISK, RISK]
    assert [status(own, tolerance_edge="excluded") for own in (45, 30)] == [RISK, OFF]


def test_the_line_of_a_band_is_missed_by_less_than_a_part_of_it():
    figures = [Desk().figure(2020, value, area=area) for area, value in zip("abc", (40, 50, 60), strict=True)]

    def status(own):
        sets = [AreaSet("near", date(2021, 4, 1), tuple("abc"))]
        rule = QuantileBand(among="near", of=2, best=1, **GREEN_AND_AMBER, **OUT)
        history = History([Desk().figure(2020, own), *figures], area_sets=sets)
        return judge(Desk().measure(rule), history, as_of=date(2030, 1, 1), period=year(2020)).status

    # The line is at 50; 5% off are 47.5, and 10% 45.
    assert [status(own) for own in ("47.6", "47.5", "45.1", "45.0")] == [ON, RISK, RISK, OFF]


def test_less_than_a_percentage_of_nothing_forgives_nothing_and_takes_nothing_away():
    england = {2020: 0}
    for strict, status in ((False, ON), (True, OFF)):
        rule = BenchmarkParity(
            against=ENGLAND, strict=strict, met_within=D(5), met_within_in="percent-of-target", **OUT
        )
        assert Desk().judge(rule, {2020: 0}, 2020, england=england).status is status
    halted = HaltThenDecrease(halt=year(2019), met_within=D(5), met_within_in="percent-of-target", **OUT)
    assert Desk().judge(halted, {2018: 0, 2019: 0, 2020: -1}, 2020, better=Better.LOWER, unit=Unit.SCORE).status is ON


def test_less_than_one_case_is_refused():
    with pytest.raises(DefinitionError, match="a miss of less than 1 case is none"):
        Desk().judge(Everyone(tolerance=D(1), **OUT), {2020: 99}, 2020)


def test_what_is_unknown_stays_so_on_both_sides_of_an_edge():
    rule = Threshold(at_least=D(60), tolerance=D(4), **OUT)
    outcomes = [
        Desk().judge(rule, {2020: Quantity.between(low, high)}, 2020).outcomes
        for low, high in ((55, 56), (56, 57), (57, 58))
    ]
    assert outcomes == [(OFF, OFF), (OFF, RISK), (RISK, RISK)]


def test_an_edge_is_said_wherever_its_distance_is():
    rule = Threshold(at_least=D(60), **GREEN_AND_AMBER, **OUT)
    found = Desk().judge(rule, {2020: 57}, 2020)
    assert found.required == "at least 60.0%, or off by less than 5% of the target"
    said = "a miss of less than 5% of the target counts as met; a miss of less than 10% of the target is at risk"
    assert said in found.explain()
    assert "3.0 points short." in found.explain()


def test_a_version_may_change_an_edge_alone():
    rule = Threshold(
        at_least=D(60), tolerance=D(4), versions=[Version(starting=year(2020), changes={"tolerance_edge": "excluded"})]
    )
    found = [Desk().judge(rule, {period: 56}, period) for period in (2019, 2020)]
    assert [one.status for one in found] == [RISK, OFF]
    assert "from 2020 on a tolerance of less than 4.0 points instead of a tolerance of 4.0 points" in found[1].explain()


def test_what_is_still_needed_leads_inside_the_edge():
    rule = Threshold(at_least=D(60), by=date(2022, 12, 31), met_within=D(2), **OUT)
    found = Desk().judge(rule, {2019: 40, 2020: 50}, 2020, as_of=date(2021, 6, 1))
    assert "to 58.1% in 2022, near enough to 60.0% to count as met" in found.explain()


@given(widened(), strategies.histories(), st.sampled_from(("met_within", "tolerance")))
def test_a_band_without_its_edge_lies_between_the_next_smaller_one_and_the_one_with_it(drawn, history, name):
    """A worse figure never gets a better colour: what is left out is the edge and nothing else."""
    measure, less, more, unit = drawn
    assume(less < more)
    plain = attrs.evolve(measure.rule, met_within=0, tolerance=0, **dict.fromkeys(OUT, "included"))
    rules = [
        close(plain, **{name: amount, f"{name}_in": unit, f"{name}_edge": edge})
        for amount, edge in ((less, "included"), (more, "excluded"), (more, "included"))
    ]
    assume(None not in rules)
    found = [judge(attrs.evolve(measure, rule=rule), history, as_of=date(2023, 1, 1)).outcomes for rule in rules]
    assert found[0][0] <= found[1][0] <= found[2][0]
    assert found[0][1] <= found[1][1] <= found[2][1]
