"""
The outlook beside what a government said of its own targets, year by year.

The targets are those of the German Sustainable Development Strategy that name a value and a year, with the figures known
in each year. Its weather symbols follow a method of its own: a sun is said where the mean of the last five yearly
changes reaches the target, or misses it by under 5% of the way. Here a sun counts as on track and every other symbol as
off track. The figures stand beside the repository, where they are; no licence is stated for them, so they are not in it.
"""

import json
from collections import Counter
from datetime import date
from decimal import Decimal as D
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Desk

from wes_rules import Better, Calendar, PeriodKind, Status, Threshold, Unit, judge

desk = Desk()
PLANS = Path(__file__).resolve().parents[2] / "shared" / "data" / "real_plans.json"
YEARLY = Calendar(kind=PeriodKind.CALENDAR_YEAR)
SYMBOLS = {"sun": Status.ON_TRACK} | dict.fromkeys(("slightly cloudy", "cloud", "thunderstorm"), Status.OFF_TRACK)


def outlook(figures, target, deadline, *, known, better=Better.HIGHER):
    """Return the outlook at the end of a year, whatever was published for later ones."""
    rule = Threshold(at_least=D(target)) if better is Better.HIGHER else Threshold(at_most=D(target))
    measure = desk.measure(
        rule, unit=Unit.SCORE, decimals=3, better=better, calendar=YEARLY, deadline=date(deadline, 12, 31)
    )
    found = judge(measure, desk.history(figures), as_of=date(known + 1, 1, 1)).outlook
    return None if found is None else found.status


@pytest.mark.skipif(not PLANS.exists(), reason="the published verdicts are not beside the repository")
def test_the_outlook_agrees_with_published_verdicts_and_never_calls_a_thunderstorm_on_track(capsys):
    (german,) = (plan for plan in json.loads(PLANS.read_text()) if plan["publisher"].startswith("Federal Statistical"))
    counted: Counter[str] = Counter()
    for measure in german["measures"]:
        figures = {int(one["period"]): D(one["value"]) for one in measure["figures"]}
        for one in measure["published_verdicts"]:
            symbol, year = one["symbol"], int(one["period"])
            if symbol not in SYMBOLS or measure["target_year"] is None:
                counted["not compared: no symbol, or no value by a year"] += 1
                continue
            better = Better(measure["better"])
            said = outlook(figures, str(measure["target"]), measure["target_year"], known=year, better=better)
            if said is None:
                counted["not compared: the year has come"] += 1
                continue
            counted["compared"] += 1
            counted["agree"] += said is SYMBOLS[symbol]
            counted["a thunderstorm on track"] += (symbol, said) == ("thunderstorm", Status.ON_TRACK)
    with capsys.disabled():
        print(f"\noutlook: {counted['agree'] / counted['compared']:.1%} agree; {dict(counted)}")
    assert counted["compared"] >= 200
    assert counted["agree"] >= 0.94 * counted["compared"]
    assert not counted["a thunderstorm on track"]


def test_what_rose_for_fifteen_years_and_has_fallen_for_five_is_on_a_falling_course():
    """Made up: the median change of all twenty years would rise to 70.5 by 2030."""
    figures = dict(enumerate([*range(20, 50, 2), 48, 47, 46, 45, 44], 2001))
    assert outlook(figures, 50, 2030, known=2015) is Status.ON_TRACK
    assert outlook(figures, 50, 2030, known=2020) is Status.OFF_TRACK


def test_what_stood_still_for_years_and_has_moved_for_five_is_on_its_new_course():
    figures = dict(enumerate([20] * 15 + [22, 24, 26, 28, 30], 2001))
    assert outlook(figures, 45, 2030, known=2015) is Status.OFF_TRACK
    assert outlook(figures, 45, 2030, known=2020) is Status.ON_TRACK


def test_one_year_out_of_the_ordinary_turns_no_course():
    figures = dict(enumerate([40, 42, 44, 46, 30, 50], 2015))
    assert outlook(figures, 60, 2030, known=2020) is Status.ON_TRACK


@given(
    st.lists(st.integers(-40, 0), min_size=5, max_size=5),
    st.lists(st.integers(-40, 40), max_size=10),
    st.integers(1, 500),
    st.integers(2020, 2050),
)
def test_a_target_that_is_missed_and_moves_away_is_never_on_track(recent, before, missed_by, deadline):
    """A thunderstorm: whatever came before the last six figures."""
    values = list(accumulate([*before, *recent], initial=0))
    figures = {2020 - len(values) + n: value for n, value in enumerate(values)}
    assert outlook(figures, values[-1] + missed_by, deadline, known=2019) is Status.OFF_TRACK
