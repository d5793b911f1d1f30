"""No command makes a judgement twice: counted, not timed."""

import sys
from collections import Counter
from pathlib import Path

import pytest

from wes_rules.cli.main import main
from wes_rules.judging import deciding
from wes_rules.judging.judgement import Judgement

PLAN = str(Path(__file__).parents[2] / "examples" / "warwickshire" / "plan.toml")
DAY = ["--as-of", "2026-04-01"]


@pytest.fixture
def made(monkeypatch):
    """Count the judgements that are made, by what they answer, whoever asks for them."""
    made = Counter()
    original = deciding.decide

    def decide(measure, history, as_of, area, period, make, *known):
        found = original(measure, history, as_of, area, period, make, *known)
        if make is Judgement:
            # Parts of a whole may be judged for periods of their own.
            periods = tuple(leaf.period for leaf in found.leaves)
            made[measure, as_of, area, periods, history.awaits_final] += 1
        return found

    for module in [one for name, one in sys.modules.items() if name.startswith("wes_rules.")]:
        if getattr(module, "decide", None) is original:
            monkeypatch.setattr(module, "decide", decide)
    return made


@pytest.mark.parametrize(
    ("words", "at_least"),
    [
        (["check", PLAN, *DAY], 42),
        (["check", PLAN, *DAY, "--format", "json"], 42),
        (["explain", PLAN, "ehcp-20-weeks", *DAY], 1),
        (["history", PLAN, "ehcp-20-weeks", *DAY], 25),
        (["scorecard", PLAN, *DAY, "-o", "page.html", "-o", "page.csv"], 80),
        (["demo", *DAY, "-o", "page.html"], 80),
        (["run", PLAN, *DAY, "--init", "--dry-run"], 80),
    ],
    ids=lambda one: one[0] if isinstance(one, list) else "",
)
def test_nothing_is_judged_twice(words, at_least, made, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    main(words)
    assert len(made) >= at_least
    assert [(one[0].id, one[3], number) for one, number in made.items() if number > 1] == []


@pytest.mark.parametrize("words", [["explain", PLAN, "ehcp-20-weeks"], ["check", PLAN, "--measure", "ehcp-20-weeks"]])
def test_only_what_is_asked_for_is_judged(words, made):
    main([*words, *DAY])
    assert {one[0].id for one in made} == {"ehcp-20-weeks"}
