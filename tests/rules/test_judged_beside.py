"""Periods that verdicts and their parts judge once between them: each is what it would be if it were judged alone."""

from random import Random

import pytest
from tests.oracle.adapter import stated
from tests.oracle.drawing import world_of

from wes_rules import judge


@pytest.mark.parametrize("kind", ["all", "any", "each", "threshold", "benchmark-parity"])
def test_each_period_is_judged_as_if_it_were_judged_alone_whoever_asked_before(kind):
    compared = 0
    for seed, (world, measure, history) in enumerate(stated([world_of(seed, (kind,)) for seed in range(40)])):
        found = judge(measure, history, as_of=world.as_of)
        if found.period is None:
            continue
        asked = [(one, period) for one in (found, *found.leaves) for period in others(one)]
        Random(seed).shuffle(asked)
        for one, period in asked:
            alone = judge(one.measure, history, as_of=world.as_of, area=one.area, period=period)
            beside = one.at(period)
            assert (beside, beside.leaves) == (alone, alone.leaves), (world, period)
            compared += 1
    assert compared >= 40


def others(one):
    """Return periods beside its own, whose verdict says besides what followed a deadline."""
    return () if one.period is None else (one.period - 2, one.period - 1, one.period + 1)
