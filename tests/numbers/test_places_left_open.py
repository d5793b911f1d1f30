"""A place that is not known lies between the best and the worst that the figures leave open, and no wider."""

import itertools

import pytest

from wes_rules.series.figure import Figure
from wes_rules.series.places import _place
from wes_rules.values.quantity import Span

SPANS = [Span(low, high) for low in range(4) for high in range(low, 4)]


def place(own, others, best):
    """One more than how many are strictly better; who shares the last place is last."""
    sign = 1 if best == "highest" else -1
    better, worse = (sum(way * sign * (one - own) > 0 for one in others) for way in (1, -1))
    return better + 1 if worse else len(others) + 1


@pytest.mark.parametrize("best", ["highest", "lowest"])
@pytest.mark.parametrize("others", [0, 1, 2])
def test_the_best_and_the_worst_place_are_those_of_some_figures_that_may_be(others, best):
    for own, *rest in itertools.product(SPANS, repeat=others + 1):
        values = itertools.product(*(range(one.low, one.high + 1) for one in (own, *rest)))
        places = [place(mine, theirs, best) for mine, *theirs in values]
        assert _place(Figure(own), [Figure(one) for one in rest], best) == Span(min(places), max(places)), (own, rest)
