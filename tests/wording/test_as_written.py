"""Targets in the words of those who write them: none is settled as another promise, and what is plain is not asked about."""

from pathlib import Path

import pytest

from wes_rules import Calendar, Maintain, Threshold
from wes_rules.wording import Context, read

LINES = (Path(__file__).parent / "as_written.txt").read_text(encoding="utf-8").splitlines()
WRITTEN = [[cell.strip() for cell in one.split(" | ", 4)] for one in LINES if not one.startswith("#")]
SIDES = {"at_least": ">=", "at_most": "<=", "above": ">", "below": "<", "equals": "="}
SHORT = {
    "Everyone": "all", "BenchmarkParity": "bp", "FromBaseline": "fb", "AnnualIncrease": "inc", "AnnualDecrease": "dec", "Advisory": "none",
    "QuantileBand": "quantile", "Trajectory": "trajectory", "Milestone": "milestone",
}  # fmt: skip


def short(rule):
    """The name of a rule, or its limit."""
    if not isinstance(rule, Threshold | Maintain):
        return SHORT.get(type(rule).__name__, type(rule).__name__)
    said = "maint" if isinstance(rule, Maintain) else ""
    side = next((name for name in SIDES if getattr(rule, name, None) is not None), None)
    values = rule.between if side is None else [getattr(rule, side)]
    said += f"{SIDES.get(side, 'between ')}{' '.join(format(one.normalize(), 'f') for one in values)}"
    return said if rule.by is None else f"{said} by {rule.by}"


def fault(answer, unit, better, calendar, words):
    """What is wrong with how a sentence is read, or nothing."""
    one = read(words, context=Context(unit=unit or None, better=better or None, calendar=Calendar(kind=calendar)))
    may_ask, wanted = answer.startswith("?"), answer.removeprefix("?ok").strip("? ")
    if not one.settled:
        return "" if may_ask else f"{words}: asked: {one.questions}"
    said = short(one.rule)
    right = wanted and (said if " by " in wanted else said.partition(" by ")[0]) == wanted
    return "" if right else f"{words}: settled as {one}, and not as {answer}"


@pytest.mark.parametrize("share", range(8))
def test_what_is_written_is_read_or_asked_about(share):
    assert [wrong for one in WRITTEN[share::8] if (wrong := fault(*one))] == []
