"""wes_rules gives the verdict of a judge that shares no code with it, on hundreds of worlds of each run of the suite."""

from __future__ import annotations

from datetime import date

import pytest
from tests.oracle.comparing import FAULTS, REFUSED, compare, compare_world
from tests.oracle.drawing import world_of
from tests.oracle.judging import judge
from tests.oracle.rules_drawn import KINDS_DRAWN
from tests.oracle.worlds import Base, Cal, Lost, Row, World

WORLDS = 25


@pytest.mark.parametrize("kind", sorted(set(KINDS_DRAWN)))
def test_a_verdict_is_that_of_every_completion(kind):
    found = [compare(seed, (kind,)) for seed in range(WORLDS)]
    wrong = [one for one in found if one.outcome in FAULTS]
    assert not wrong, "\n".join(map(str, wrong))
    refused = sum(one.outcome == REFUSED for one in found)
    assert refused * 5 < WORLDS, "most worlds have to be ones that a plan may hold"


def test_the_last_survey_stands_however_long_ago_it_was():
    surveys = Cal(kind="week", lag=6, surveyed=(104525, 104526, 104527), breaks=(104525, 104526))
    rule = {"kind": "threshold", "at_most": 94, "reach": True}
    long_after = World(rule=rule, rows=(), as_of=date(2005, 9, 15), cal=surveys, unit="percent", better="lower")
    assert judge(long_after).periods == {104527}
    outcome, said = compare_world(long_after)
    assert outcome not in FAULTS, said


def test_a_number_that_nobody_knows_may_be_worse_than_its_benchmark():
    rate = {"kind": "rate", "population": "people", "per": 100, "population_in": "pounds"}
    theirs = (Row(2012, 1, area="970"), Row(2012, ("fine", 5), area="970", indicator="people"))
    rule = {"kind": "benchmark-parity", "against": "970"}
    world = World(
        rule, (Row(2012, 0), *theirs), date(2013, 4, 2), unit="score", better="lower", number=rate, decimals=1
    )
    assert judge(world).status == "undecided"
    outcome, said = compare_world(world)
    assert outcome not in FAULTS, said


def test_a_world_prints_as_the_python_that_makes_it():
    names = {one.__name__: one for one in (Base, Cal, Lost, Row, World, date)}
    for seed in range(50):
        world = world_of(seed)
        assert eval(repr(world), names) == world
