"""A measure that has a verdict, or had one, says which of its figures are overdue and since when it is off track, everywhere alike."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Desk

from wes_rules import Calendar, Each, History, Maintain, Observed, Part, Plan, Threshold, judge
from wes_rules.cli.showing.words import said
from wes_rules.pages.html import page_of
from wes_rules.pages.scorecard import scorecard_of
from wes_rules.pages.tables import csv_of

desk = Desk()
DAY = date(2020, 12, 1)
MISSING = "The figures for 2018 and 2019 are overdue, the first since 1 July 2019"


def judged(rule, *, names=("rate",), **figures):
    history = History(
        desk.figure(2015 + place, value, indicator=name)
        for name, values in figures.items()
        for place, value in enumerate(values)
    )
    return judge(desk.measure(rule, owner="Waste", objective="Clean streets."), history, as_of=DAY)


def page(found):
    plan = Plan(id="p", title="A plan", area="937", measures=(found.measure,))
    # A line ends within no day and no number.
    return page_of(scorecard_of(plan, [found], as_of=DAY)).replace("\u00a0", " ")


def test_what_is_broken_for_good_says_which_figures_have_not_come():
    found = judged(Maintain(at_least=50), rate=[40, 60, 60])
    assert found.row.verdict.words == "Off track"
    assert found.to_json()["overdue_words"] == said(found.row)["Overdue"] == MISSING
    assert f"{MISSING}." in found.explain().splitlines()
    # In the card, in the row, and in the section.
    assert page(found).count(MISSING) == 3


def test_a_part_without_figures_is_named_beside_another_one_that_is_missed():
    over = [Part(name=name.title(), number=Observed(indicator=name)) for name in ("north", "east")]
    found = judged(Each(rule=Threshold(at_least=50), over=over), north=[60, 60, 40, 40, 40], east=[60, 60, 60])
    which = "The figures for 2018 and 2019 (East) are overdue, the first since 1 July 2019"
    assert (found.row.verdict.words, said(found.row)["Overdue"]) == ("Off track", which)


def test_overdue_figures_are_counted_in_the_kind_of_period_that_they_have():
    quarters = Calendar(kind="calendar-quarter", lag_months=1, first="2019 Q1")
    over = [Part(name="Yearly"), Part(name="Often", number=Observed(indicator="often"), calendar=quarters)]
    found = judge(
        desk.measure(Each(rule=Threshold(at_least=50), over=over), starts=date(2019, 1, 1)), History(), as_of=DAY
    )
    assert "Often for 7 quarters from 2019 Q1 to 2020 Q3; Yearly for 2019" in found.row.overdue_words


def test_what_waits_for_figures_says_so_in_place_of_a_figure_and_not_twice():
    found = judged(Threshold(at_least=50), rate=[60, 60, 40])
    assert found.to_json()["overdue_words"] == MISSING
    assert said(found.row)["Overdue"] == ""


def test_a_verdict_that_has_all_its_figures_says_nothing_of_any():
    assert judged(Threshold(at_least=50), rate=[60, 60, 40, 40, 40]).row.overdue_words == ""


RUNS = st.lists(st.sampled_from([40, 60]), min_size=1, max_size=5)


@given(RUNS)
def test_since_when_it_is_off_track_is_the_same_in_row_data_explanation_and_page(values):
    found = judged(Threshold(at_least=50), rate=values)
    known = found.row.known_best
    assert found.to_json()["off_track_since"] == (known.since or None)
    assert bool(known.since) == (values[-1] == 40)
    if known.since:
        words = f"off track since {known.since_words}"
        last = "last known " if found.row.last is not None else ""
        assert said(found.row)["Since"] == last + words
        assert f"{last}{words}.".capitalize() in found.explain().splitlines()
        section = page(found).partition("<article")[2]
        assert f"<dt>{(last + 'off').capitalize()} track since </dt><dd>{known.since_words}</dd>" in section


def test_an_explanation_says_who_holds_the_measure_and_for_what():
    lines = judged(Threshold(at_least=50), rate=[60]).explain().splitlines()
    assert {"Owner: Waste.", "Objective: Clean streets."} <= set(lines)


@pytest.mark.parametrize("later", [(), (None, None, 45)])
def test_the_last_figure_before_the_one_that_decides_is_not_called_the_latest_where_a_later_one_is_known(later):
    rule = Threshold(at_least=100, by=date(2017, 12, 31), reach=True)
    history = History(desk.figure(2015 + place, value) for place, value in enumerate([20, 26, *later]) if value)
    found = judge(desk.measure(rule, unit="count", decimals=0, values=None), history, as_of=DAY)
    which = "latest figure known before it" if later else "latest figure known"
    assert f"The {which} is 26 in 2016, 1 year earlier." in found.explain().splitlines()
    assert said(found.row)["Judged on"].endswith(f"last known {'before it ' if later else ''}26 in 2016")


def test_csv_has_the_part_and_what_is_overdue():
    found = judged(Maintain(at_least=50), rate=[40, 60, 60])
    assert MISSING in csv_of([found.row])
