"""What the tests of the command line share: the example, judged once."""

from datetime import date
from pathlib import Path

import pytest

from wes_rules import load_plan

EXAMPLE = Path(__file__).parents[2] / "examples" / "warwickshire" / "plan.toml"


@pytest.fixture(scope="session")
def example():
    """The example's plan and its judgements."""
    loaded = load_plan(EXAMPLE)
    return loaded.plan, tuple(loaded.judge(as_of=date(2026, 4, 1)))


@pytest.fixture(scope="session")
def rows(example):
    return [one.row for one in example[1]]
