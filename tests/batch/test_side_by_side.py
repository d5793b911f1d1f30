"""A batch says of every area what judging that area alone says."""

from __future__ import annotations

import pytest
from tests.batch.side_by_side import AGREES, REFUSED, WRONG, compare
from tests.oracle.rules_drawn import KINDS_DRAWN

# `python3 dev.py side-by-side` compares thousands.
FEW, WORLDS = 3, 12


@pytest.mark.parametrize("kind", sorted({*KINDS_DRAWN} - {"cases"}))
def test_every_area_is_judged_as_it_is_alone(kind):
    found = [compare(seed, (kind,)) for seed in range(FEW)]
    wrong = [said for _, outcome, said in found if outcome == WRONG]
    assert not wrong, "\n".join(wrong)
    assert sum(outcome == AGREES for _, outcome, _ in found) * 2 > FEW


def test_every_period_of_an_area_is_judged_as_it_is_alone():
    found = [compare(seed, every_period=True) for seed in range(WORLDS)]
    wrong = [said for _, outcome, said in found if outcome == WRONG]
    assert not wrong, "\n".join(wrong)
    assert sum(outcome == AGREES for _, outcome, _ in found) * 4 > WORLDS


def test_another_indicator_of_an_area_that_ended_has_no_bounds():
    assert compare(7694)[1] == AGREES


def test_what_is_counted_from_cases_is_refused():
    assert {outcome for _, outcome, _ in (compare(seed, ("cases",)) for seed in range(5))} == {REFUSED}
