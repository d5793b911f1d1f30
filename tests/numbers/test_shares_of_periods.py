"""A share of several periods is made of the counts of each: numerators over denominators."""

from decimal import Decimal

import attrs
import pytest
from tests.numbers.world import ORIGIN, judged, measure

import wes_rules as w
from wes_rules import Period, Status

QUARTERS = w.Calendar(kind="financial-quarter")
YEAR = w.YearToDate(indicator="appeals", year="financial", take="share")
FIRST = Period.parse("2024/25 Q1")
COUNTS = ((1, 30), (3, 20), (0, 4), (2, 10))


def published(place, above, below):
    share = None if above is None else Decimal(100 * above) / below if below else Decimal(0)
    quantity = (
        w.Quantity.missing(w.Unit.PERCENT, w.Marker.SUPPRESSED)
        if share is None
        else w.Quantity.rounded(round(share, 1), 1)
    )
    return w.Observation(
        indicator="appeals",
        area="a",
        period=FIRST + place,
        quantity=quantity,
        numerator=above,
        denominator=below,
        origin=ORIGIN,
    )


def found(counts, number=YEAR, rule=None, **more):
    rows = [published(place, *one) for place, one in enumerate(counts) if one is not None]
    given = {"unit": "percent", "decimals": 1, "better": "lower", "calendar": QUARTERS, **more}
    return judged(measure(number, rule or w.Threshold(at_most=Decimal("9.4")), **given), rows, period=FIRST + 3)


def test_the_share_of_a_year_is_that_of_all_its_cases():
    """By hand: 6 of 64 are 9.375%."""
    one = found(COUNTS)
    assert (one.status, str(one.margin)) == (Status.ON_TRACK, "0.0")
    assert one.finding.facts[0].figure.counts == (6, 64)
    assert "9.4% (6 of 64)" in one.explain()


@pytest.mark.parametrize(
    ("last", "status"), [((2, 10), Status.ON_TRACK), ((2, 9), Status.OFF_TRACK), ((1, 10), Status.ON_TRACK)]
)
def test_one_case_more_or_less_decides(last, status):
    assert found((*COUNTS[:3], last)).status is status


@pytest.mark.parametrize(
    "number",
    [
        w.Rolling(indicator="appeals", periods=4, take="share"),
        w.RunningTotal(indicator="appeals", since=FIRST, take="share"),
    ],
)
def test_rolling_and_running_shares_are_made_alike(number):
    assert found(COUNTS, number).finding.facts[0].figure.counts == (6, 64)


def test_a_rolling_share_forgets_what_lies_before():
    two = w.Rolling(indicator="appeals", periods=2, take="share")
    assert found(COUNTS, two).finding.facts[0].figure.counts == (2, 14)


@pytest.mark.parametrize("gap", [None, (None, None)])
def test_a_period_whose_counts_are_not_known_leaves_the_share_open(gap):
    one = found((*COUNTS[:2], gap, COUNTS[3]))
    assert one.status is Status.UNDECIDED
    assert found((*COUNTS[:2], gap, COUNTS[3]), rule=w.Threshold(at_most=100)).status is Status.ON_TRACK


def test_a_percentage_without_counts_is_no_part_of_a_share():
    rows = [attrs.evolve(published(place, *one), numerator=None, denominator=None) for place, one in enumerate(COUNTS)]
    given = {"unit": "percent", "decimals": 1, "better": "lower", "calendar": QUARTERS}
    one = judged(measure(YEAR, w.Threshold(at_most=10), **given), rows, period=FIRST + 3)
    assert (one.status, one.reasons[0]) == (Status.UNDECIDED, w.Reason.COUNTS_NEEDED)


def test_what_is_no_percentage_has_no_share():
    with pytest.raises(w.DefinitionError, match=r'take = "share" adds up the counts of percentages'):
        found(COUNTS, unit="count", decimals=0, rule=w.Threshold(at_most=9))


@pytest.mark.parametrize("number", [YEAR, w.RunningTotal(indicator="appeals", since=FIRST, take="share")])
@pytest.mark.parametrize("before", [0, 1])
def test_a_quarter_without_a_case_is_not_one_that_is_not_known(number, before):
    """Of nothing a share of all is known exactly, so that nothing of it can be missing."""
    if before:
        number = w.Rolling(indicator="appeals", periods=5, take="share")
    nothing = w.Quantity.read("z", unit=w.Unit.PERCENT)
    rows = [published(place, *one) for place, one in enumerate(((1, 2), (1, 1), (0, 1), (1, 1)))]
    rows[1] = attrs.evolve(rows[1], quantity=nothing, numerator=None, denominator=None)
    rows += [published(-1, 1, 1)] * before
    given = {"unit": "percent", "decimals": 1, "better": "higher", "calendar": QUARTERS}
    one = judged(measure(number, w.Threshold(at_least=50), **given), rows, period=FIRST + 3)
    assert one.status is Status.ON_TRACK
    assert "Q2 not known" not in one.explain()
    assert before or "2024/25 Q2 no case" in one.explain()
