"""Every kind of rule that comes with the library states known cases, and is right about them."""

import pytest

from wes_rules import DefinitionError
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.known import KnownCase
from wes_rules.testing import known, known_varied, what_is_said
from wes_rules.testing.rule_kinds import otherwise_in_a_batch

BY_NAME = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
# The line between two bands moves with the figure that is held against it.
MOVING = {"quantile-band"}


@BY_NAME
def test_it_states_some_that_show_whether_periods_and_breaks_count(kind):
    assert kind.known
    assert list(known.not_enough(kind)) == []


@BY_NAME
def test_they_are_judged_as_they_state(kind):
    assert list(known.wrong_verdicts(kind)) == []


@BY_NAME
def test_they_stand_on_the_line_and_a_tick_either_side(kind):
    assert list(known.off_the_line(kind, margins=kind.counted is None and kind.kind not in MOVING)) == []


@BY_NAME
def test_nothing_from_before_a_break_decides_where_figures_are_compared(kind):
    assert not kind.pairs or list(known_varied.decided_across_a_break(kind)) == []


@BY_NAME
def test_every_figure_that_turns_a_verdict_is_said(kind):
    assert list(what_is_said.unsaid(kind)) == []


@BY_NAME
def test_a_batch_judges_them_as_they_are_judged_alone(kind):
    assert list(otherwise_in_a_batch(kind)) == []


def test_a_case_is_read_as_it_is_written():
    case = KnownCase.read("50.0 c | - 9/10; 970: 48.0 47.0 -> off track -0.1")
    assert (case.own, case.others) == (("50.0", "c", "-", "9/10"), {"970": ("48.0", "47.0")})
    assert KnownCase.read("50.0 | 49.0 47.0 | 48.0 -> off track -0.1").breaks == (1, 3)
    assert (case.breaks, case.words, str(case.margin)) == ((2,), "off track", "-0.1")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "50.0",
        "50.0 -> fine",
        "-> on track",
        "fifty -> on track",
        "50.0; 970: -> on track",
        "50.0 -> on track a lot",
    ],
)
def test_what_is_no_case_is_refused_with_how_to_write_one(text):
    with pytest.raises(DefinitionError, match='is no known case; write figures, "->", a verdict and its margin'):
        KnownCase.read(text)
