"""Runs killed at every named moment: no news is lost, and none is told twice."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOMENTS = sorted(
    {
        name
        for file in (ROOT / "src" / "wes_rules").rglob("*.py")
        for name in re.findall(r'\bmoment\("([a-z ]+)"\)', file.read_text(encoding="utf-8"))
    }
)
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="runs are killed in forked processes, which need fork")


def kill(folder, moments, seed=1):
    command = [sys.executable, str(Path(__file__).with_name("killing.py")), str(folder), str(seed), *moments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    print(
        f"\n{len(moments)} trials: {found['kills']} kills, {len(found['lost'])} lost, {len(found['doubled'])} doubled"
        f" where keys are honoured, {found['repeats']} repeats under the same key elsewhere"
    )
    return found


def test_every_moment_of_a_run_has_a_name_here():
    assert set(MOMENTS) == {"deciding", "decided", "claiming", "claimed", "sent", "recording", "recorded"}


def test_runs_killed_at_every_named_moment_lose_nothing_and_double_nothing(tmp_path):
    asked = [f"{name}:{count}" for name in MOMENTS for count in ((1,) if name.startswith("decid") else (1, 2))]
    found = kill(tmp_path / "named", asked)
    assert found["kills"] == len(asked)
    assert (found["lost"], found["doubled"], found["other_order"]) == ([], [], [])
    assert found["messages"] == 6
    # Killed after sending and before recording, the naive receiver hears it again: the harness can see a repeat.
    assert found["repeats"] > 0


def test_the_harness_sees_news_that_is_marked_before_it_is_sent(tmp_path, monkeypatch):
    """A mutant that records a message as delivered when it claims it loses news when it is killed in between."""
    mutant = tmp_path / "sitecustomize.py"
    mutant.write_text(
        "from wes_rules.stores import sql\n"
        "from wes_rules.alerts.records import Delivery\n"
        "claim = sql.SqlSession.claim\n"
        "def marking(self, seq, owner, lease_until, now):\n"
        "    row = claim(self, seq, owner, lease_until, now)\n"
        "    row and self.settle(seq, owner, Delivery.DELIVERED, now)\n"
        "    return row\n"
        "sql.SqlSession.claim = marking\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert kill(tmp_path / "mutant", ["claimed:1"])["lost"]
