"""Holding a batch against judging each area alone catches faults: each is planted in the batch."""

from __future__ import annotations

import numpy as np
import pytest
from tests.batch.side_by_side import WRONG, compare

from wes_rules.batch import deciding, grid
from wes_rules.batch.many import Many
from wes_rules.rules import facts


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
