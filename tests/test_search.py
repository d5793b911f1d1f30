"""Where a verdict turns is found by trying few values, each of them one that the figure may have."""

import math
from types import SimpleNamespace

import pytest

from wes_rules import Status
from wes_rules.judging.search import MOST_TRIED, Search
from wes_rules.values.quantity import Span

OFF, ON = Status.OFF_TRACK, Status.ON_TRACK


def searched(turns, possible, *, step=1, known=(), counted=False):
    """Search a verdict that changes at each of some values; return the ranges and what was tried."""
    tried = []

    def suppose(tick):
        tried.append(tick)
        return SimpleNamespace(status=(OFF, ON)[sum(tick >= turn for turn in turns) % 2], finding=None)

    return Search(suppose, known, step=step, counted=counted).ranges(possible), tried


@pytest.mark.parametrize("counted", [True, False])
@pytest.mark.parametrize(("step", "known"), [(1, ()), (1, (7, 64)), (10, ()), (10, (23, 57)), (10, (20, 60))])
def test_a_turn_is_found_at_the_very_value_wherever_it_is(step, known, counted):
    for turn in range(step, 201, step):
        ranges, tried = searched([turn], Span(0, 200), step=step, known=known, counted=counted)
        assert ranges == [(Span(0, turn - step), OFF), (Span(turn, 200), ON)]
        assert not any(tick % step for tick in tried), "no value that the figure cannot have"
        assert len(tried) == len(set(tried)) <= MOST_TRIED


@pytest.mark.parametrize("beside", [22, 23, 24])
def test_two_turns_at_and_beside_a_known_figure_are_found_by_way_of_it(beside):
    """One place is a step wide: from the step before 23 to the one after it."""
    ranges, tried = searched([beside], Span(0, 10**9), known=[23], counted=True)
    assert ranges == [(Span(0, beside - 1), OFF), (Span(beside, 10**9), ON)]
    assert len(tried) < 10, "and not by halving a thousand million"


def test_a_verdict_that_never_turns_is_one_range_and_its_ends_are_enough():
    assert searched([], Span(0, 200), known=(23,)) == ([(Span(0, 200), OFF)], [0, 200])


def test_an_open_end_is_looked_at_a_thousand_steps_beyond_ten_times_what_is_known():
    assert searched([6000], Span(0, math.inf), known=(500,))[0] == [(Span(0, 5999), OFF), (Span(6000, math.inf), ON)]
    assert searched([6001], Span(0, math.inf), known=(500,))[0] == [(Span(0, math.inf), OFF)]
    assert searched([1000], Span(0, math.inf))[0] == [(Span(0, 999), OFF), (Span(1000, math.inf), ON)]


def test_where_too_many_values_would_have_to_be_tried_nothing_is_said():
    ranges, tried = searched([10**29 + 12345], Span(0, 10**30))
    assert (ranges, len(tried)) == ([], MOST_TRIED)
