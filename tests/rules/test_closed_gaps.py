"""A gap that has to be narrowed every year is closed at 0: who is level or ahead need not get further ahead."""

from datetime import date

import pytest
from tests.numbers.world import judged, measure, rows_of

import wes_rules as w

YEARS = w.Calendar(kind="calendar-year", lag_months=1)
GAP = w.Gap(indicator="homes", from_area="E")


def found(own, others, **rule):
    rows = [
        *rows_of(own, "2020", unit="percent", kind="calendar-year"),
        *rows_of(others, "2020", unit="percent", kind="calendar-year", area="E"),
    ]
    given = {"unit": "percentage-points", "decimals": 1, "better": "lower", "calendar": YEARS}
    return judged(
        measure(GAP, w.AnnualDecrease(**rule), **given), rows, as_of=date(2026, 1, 1), period=rows[len(own) - 1].period
    )


@pytest.mark.parametrize("rule", [{}, {"strict": False}, {"scope": "latest"}])
@pytest.mark.parametrize(
    ("own", "others", "status", "margin"),
    [
        ((60, 63, 63), (61, 62.5, 62.8), "on_track", "0.2"),
        ((60, 62.5, 62), (61, 62.5, 62), "on_track", "0.0"),
        ((60, 63, 62), (61, 62.5, 62.8), "off_track", "-0.8"),
    ],
)
def test_it_need_not_fall_below_0(own, others, status, margin, rule):
    one = found(own, others, **rule)
    assert (one.status, str(one.margin), one.required) == (status, margin, "at most 0.0 points")
    assert ", when the gap was closed" in one.explain() or rule == {"strict": False}


def test_an_open_gap_that_stays_as_it_is_is_not_narrowed():
    assert found((60, 60), (61, 61)).status == "off_track"
    assert found((60, 60.5), (61, 61)).status == "on_track"


def test_a_hidden_figure_after_a_lead_may_be_behind_or_not():
    one = found((63, None, 62), (62.5, 62.8, 62))
    assert one.status == "undecided"
