"""Worlds for tests: each is cleared away afterwards."""

import pytest
from tests.alerts.world import World


@pytest.fixture
def worlds():
    made = []

    def worlds(plan=None, **more):
        made.append(World(plan, **more))
        return made[-1]

    yield worlds
    for one in made:
        one.close()


@pytest.fixture
def world(worlds):
    return worlds()
