"""
Runs killed at random lines and after random microseconds: no news is lost, and none is told twice.

`python3 dev.py kill` kills 500 and more, or as many as `WES_RULES_KILLS` says.
"""

import os

from tests.faults.test_kills import kill, pytestmark

__all__ = ["pytestmark"]

LINES = int(os.environ.get("WES_RULES_KILLS", "4"))
MICROSECONDS = max(3, LINES // 4)


def test_runs_killed_at_random_lines_lose_nothing_and_double_nothing(tmp_path):
    # Some lines are never come to, as what was cached once is not worked out again.
    found = kill(tmp_path / "random", ["line:random"] * (LINES * 5 // 4 + 4), seed=LINES)
    assert found["kills"] >= LINES
    assert (found["lost"], found["doubled"], found["other_order"]) == ([], [], [])


def test_runs_killed_after_random_microseconds_lose_nothing_and_double_nothing(tmp_path):
    kills = 0
    for trial in range(20):
        found = kill(tmp_path / f"timed{trial}", ["timer:random"] * MICROSECONDS, seed=LINES + trial)
        assert (found["lost"], found["doubled"], found["other_order"]) == ([], [], [])
        kills += found["kills"]
        # On a busy machine a run takes longer or shorter than the one that was timed, and some end before the timer.
        if kills >= MICROSECONDS:
            return
    raise AssertionError(f"only {kills} kills")
