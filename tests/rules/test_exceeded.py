"""Exceeded: a fact of what is kept, beside its status, as keys with a band above green print it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Desk
from tests.rules.test_closeness import COUNT, ENGLAND, ROWS, year
from tests.rules.test_closeness_laws import close, widened

from wes_rules import (
    AnnualIncrease,
    BenchmarkParity,
    Better,
    DefinitionError,
    Everyone,
    Milestone,
    Quantity,
    Status,
    Threshold,
    Version,
    judge,
    strategies,
)
from wes_rules.judging.exceeding import exceeded_of

POINTS = {"exceeded_by": D(3)}
OF_TARGET = {"exceeded_by": D(5), "exceeded_by_in": "percent-of-target"}


@pytest.mark.parametrize(
    ("rule", "more", "values", "england"), [row for row in ROWS if "{}" in (row[2].get(2020), None)]
)
@pytest.mark.parametrize("given", [POINTS, OF_TARGET])
@pytest.mark.parametrize(("edge", "found"), [("included", (True, False, None)), ("excluded", (False, False, None))])
def test_what_is_kept_by_so_much_is_exceeded_whatever_the_kind(rule, more, values, england, given, edge, found):
    """Of each kind with a target of 60, which 63.0 exceeds by 3 points, or 5%; what is missed has no answer."""
    said = []
    for figure in ("63.0", "62.9", "50.0"):
        one = attrs.evolve(rule, **given, exceeded_by_edge=edge)
        judged = Desk().judge(one, {**values, 2020: figure}, 2020, england=england, **more)
        said.append(judged.row.exceeded)
    reached = isinstance(rule, Threshold) and rule.reach
    assert tuple(said) == found or reached


@given(widened(), strategies.histories(), st.sampled_from(("included", "excluded")))
def test_it_changes_no_status_and_holds_of_what_is_kept_alone(drawn, history, edge):
    measure, less, more, unit = drawn
    rules = [close(measure.rule, exceeded_by=by, exceeded_by_in=unit, exceeded_by_edge=edge) for by in (less, more)]
    if None in rules:
        return
    plain = judge(measure, history, as_of=date(2023, 1, 1))
    near, far = (judge(attrs.evolve(measure, rule=rule), history, as_of=date(2023, 1, 1)) for rule in rules)
    assert near.outcomes == far.outcomes == plain.outcomes
    assert near.margin == far.margin == plain.margin
    # By more is by less as well, and what is not known of less is not known of more.
    assert exceeded_of(near) or not exceeded_of(far)
    assert plain.status is Status.ON_TRACK or (exceeded_of(near), exceeded_of(far)) == (None, None)


@given(low=st.integers(55, 70), width=st.integers(0, 12), of=st.integers(0, 12))
def test_what_is_certain_of_it_holds_for_every_figure_within_what_is_known(low, width, of):
    rule = Threshold(at_least=D(50), exceeded_by=D(12))
    known = Desk().judge(rule, {2020: Quantity.between(low, low + width)}, 2020)
    filled = Desk().judge(rule, {2020: low + min(of, width)}, 2020)
    assert exceeded_of(known) in (None, exceeded_of(filled))
    assert (exceeded_of(known) is None) is (low < 62 <= low + width)


def test_it_is_said_in_the_row_the_explanation_and_the_json():
    rule = Threshold(at_most=D(60), **OF_TARGET)
    found = Desk().judge(rule, {2020: 57}, 2020, better=Better.LOWER)
    assert found.row.margin_words == "3.0 points better than needed, which counts as exceeded"
    assert (
        "57.0% in 2020, target at most 60.0%: 3.0 points better than needed, which counts as exceeded."
        in found.explain()
    )
    assert "what keeps it by at least 5% of the target counts as exceeded" in found.explain()
    assert found.to_json()["exceeded"] is True
    assert found.to_json()["status"] == "on_track"
    assert Desk().judge(rule, {2020: "57.1"}, 2020, better=Better.LOWER).to_json()["exceeded"] is False
    assert Desk().judge(Threshold(at_least=D(60)), {2020: 99}, 2020).to_json()["exceeded"] is None


def test_anything_better_than_the_target_may_count_as_exceeded():
    """Blue above the target, green on it."""
    rule = Threshold(at_least=D(60), exceeded_by=D(0), exceeded_by_edge="excluded")
    assert [exceeded_of(Desk().judge(rule, {2020: one}, 2020)) for one in ("60.1", "60.0")] == [True, False]


def test_more_than_so_many_done_may_be_exceeded():
    rule = Milestone(by=date(2020, 12, 31), at_least=D(250), **OF_TARGET)
    found = [Desk().judge(rule, {2020: done}, 2020, **COUNT) for done in (263, 262)]
    assert [one.row.exceeded for one in found] == [True, False]


def test_a_version_may_change_it():
    later = Version(starting=year(2020), changes={"exceeded_by": D(5)})
    rule = Threshold(at_least=D(60), exceeded_by=D(3), versions=[later])
    assert [exceeded_of(Desk().judge(rule, {one: 64}, one)) for one in (2019, 2020)] == [True, False]
    assert "from 2020 on exceeded by 5.0 points instead of exceeded by 3.0 points" in rule.wording(Desk().measure(rule))


@pytest.mark.parametrize("make", [
    lambda: Everyone(exceeded_by=D(1)), lambda: Milestone(by=date(2020, 12, 31), exceeded_by=D(1)),
    lambda: Threshold(between=(D(1), D(2)), exceeded_by=D(1)), lambda: Threshold(equals=D(1), exceeded_by=D(1)),
    lambda: BenchmarkParity(against=ENGLAND, in_line="significantly-better", exceeded_by=D(1)),
])  # fmt: skip
def test_what_cannot_be_more_than_kept_refuses_it(make):
    with pytest.raises(DefinitionError, match=r"exceeded_by: .* says nothing of how far it is kept"):
        make()


def test_a_whole_says_it_of_the_part_that_decides():
    from wes_rules import All

    rule = All(of=(Threshold(at_least=D(50), exceeded_by=D(5)), AnnualIncrease()))
    judged = Desk().judge(rule, {2019: 40, 2020: 60}, 2020)
    assert (judged.row.exceeded, [one.to_json()["exceeded"] for one in judged.parts]) == (True, [True, None])
