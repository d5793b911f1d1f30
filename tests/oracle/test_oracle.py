"""wes_rules gives the verdict of a judge that shares no code with it, on hundreds of worlds of each run of the suite."""

from __future__ import annotations

import pytest
from tests.oracle.comparing import FAULTS, REFUSED, compare
from tests.oracle.drawing import world_of
from tests.oracle.rules_drawn import KINDS_DRAWN

WORLDS = 25


@pytest.mark.parametrize("kind", sorted(set(KINDS_DRAWN)))
def test_a_verdict_is_that_of_every_completion(kind):
    found = [compare(seed, (kind,)) for seed in range(WORLDS)]
    wrong = [one for one in found if one.outcome in FAULTS]
    assert not wrong, "\n".join(map(str, wrong))
    refused = sum(one.outcome == REFUSED for one in found)
    assert refused * 5 < WORLDS, "most worlds have to be ones that a plan may hold"


def test_a_world_prints_as_the_python_that_makes_it():
    from datetime import date  # noqa: F401 - the names a world is printed with

    from tests.oracle.worlds import Base, Cal, Lost, Row, World  # noqa: F401 - the same

    for seed in range(50):
        world = world_of(seed)
        assert eval(repr(world)) == world
