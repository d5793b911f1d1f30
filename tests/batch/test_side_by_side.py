"""A batch says of every area what judging that area alone says."""

from __future__ import annotations

import numpy as np
import pytest
from tests.batch.side_by_side import AGREES, REFUSED, WRONG, compare
from tests.oracle.rules_drawn import KINDS_DRAWN

from wes_rules.batch import deciding, grid
from wes_rules.batch.many import Many
from wes_rules.rules import facts

FEW, WORLDS = 8, 15


@pytest.mark.parametrize("kind", sorted({*KINDS_DRAWN} - {"cases"}))
def test_every_area_is_judged_as_it_is_alone(kind):
    found = [compare(seed, (kind,)) for seed in range(FEW)]
    wrong = [said for _, outcome, said in found if outcome == WRONG]
    assert not wrong, "\n".join(wrong)
    assert sum(outcome == AGREES for _, outcome, _ in found) * 2 > FEW


@pytest.mark.parametrize("kind", sorted({*KINDS_DRAWN} - {"cases"}))
def test_every_period_of_an_area_is_judged_as_it_is_alone(kind):
    found = [compare(seed, (kind,), every_period=True) for seed in range(WORLDS, 2 * WORLDS)]
    wrong = [said for _, outcome, said in found if outcome == WRONG]
    assert not wrong, "\n".join(wrong)
    assert sum(outcome == AGREES for _, outcome, _ in found) * 4 > WORLDS


def test_another_indicator_of_an_area_that_ended_has_no_bounds():
    assert compare(7694)[1] == AGREES


def test_what_is_counted_from_cases_is_refused():
    assert {outcome for _, outcome, _ in (compare(seed, ("cases",)) for seed in range(5))} == {REFUSED}


def a_period_before_the_first_is_overdue(plant):
    real = grid.Grid._absence
    plant(
        grid.Grid,
        "_absence",
        lambda self, *asked: np.where(real(self, *asked) == NOT_HELD, OVERDUE, real(self, *asked)),
    )


def a_forecast_replaces_a_figure(plant):
    plant(grid, "_FORECAST", -2)


def areas_are_never_judged_apart(plant):
    plant(Many, "same", lambda self, value: np.asarray(value).flat[0].item())


def the_first_reason_may_only_qualify(plant):
    plant(deciding, "QUALIFIES", frozenset())


def the_first_miss_is_told(plant):
    def then(self, cells, level, place):
        worse = level > self.level
        return facts.Missed(cells.where(worse, level, self.level), cells.where(worse, place, self.place))

    real = facts.Missed.then
    plant(
        facts.Missed, "then", lambda self, cells, *more: (then if isinstance(cells, Many) else real)(self, cells, *more)
    )


def a_member_of_a_set_is_among_its_others(plant):
    plant(Many, "_stand_alone", lambda self, among: None)


def all_that_is_kept_is_exceeded(plant):
    plant(deciding, "_exceeded", lambda rule, *found: -1 if rule.exceeded_by is None else 1)


OVERDUE, NOT_HELD = (grid.code(grid.Reason(one)) for one in ("overdue", "not_held"))
STEPS = ("annual-increase", "quarterly-decrease")
PLANTED = [
    (a_period_before_the_first_is_overdue, STEPS),
    (a_forecast_replaces_a_figure, ("threshold", "maintain")),
    (areas_are_never_judged_apart, STEPS),
    (the_first_reason_may_only_qualify, STEPS),
    (the_first_miss_is_told, ("maintain", "benchmark-parity")),
    (a_member_of_a_set_is_among_its_others, ("rank-improvement",)),
    (all_that_is_kept_is_exceeded, ("threshold", "benchmark-parity")),
]


@pytest.mark.parametrize(("fault", "kinds"), PLANTED, ids=lambda one: getattr(one, "__name__", None))
def test_the_comparison_catches_a_planted_fault(fault, kinds, monkeypatch):
    fault(monkeypatch.setattr)
    assert any(compare(seed, kinds)[1] == WRONG for seed in range(150))
