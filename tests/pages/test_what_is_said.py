"""What a page says around its figures is true of the day it was made for."""

from datetime import date

import pytest

from wes_rules import load_plan
from wes_rules.pages.html import page_of
from wes_rules.pages.scorecard import scorecard_of


@pytest.fixture(scope="module")
def ended():
    loaded, day = load_plan("examples/warwickshire/plan.toml"), date(2024, 6, 1)
    return scorecard_of(loaded.plan, loaded.judge(as_of=day), as_of=day)


def test_the_head_of_a_plan_that_has_ended_says_by_which_day_it_is_judged(ended):
    said = "Judged at the plan's deadline, 31 December 2023; figures of later periods change nothing."
    assert ended.ended == said
    assert said.replace("'", "&#39;") in page_of(ended).split("<nav")[0]


def test_of_a_plan_that_goes_on_the_head_says_nothing_of_a_deadline():
    loaded, day = load_plan("examples/nhs-four-hours/plan.toml"), date(2026, 4, 30)
    assert scorecard_of(loaded.plan, loaded.judge(as_of=day), as_of=day).ended == ""


def test_every_other_broken_part_is_named_whether_it_has_a_name_or_not(ended):
    found = {one.id: one.also for one in ended.measures}
    assert found["attainment-8-ehcp"] == (
        "the part with the target above 15.7 (England), 15.7 in 2020/21, equal to the target, which is not enough",
    )
    assert len(found["disadvantaged-attainment-each-key-stage"]) == 2


def test_the_order_of_the_cards_says_where_what_is_missed_by_cases_stands(ended):
    worst = sorted((one for one in ended.measures if one.known_best.shortfall), key=lambda one: one.badness)
    assert any(one.in_cases for one in ended.measures)
    assert all(one.badness > worst[0].badness for one in ended.measures if one.in_cases)
    said = "as a share of what is required; what is missed by a number of cases comes last."
    assert said in page_of(ended)


def test_the_newest_figure_of_a_card_is_held_against_the_one_judged(ended):
    text = page_of(ended)
    assert 'Newest figure: 93.8% in 2020/21, <span class="way improved">better</span> than the one judged.' in text


def test_what_is_shown_of_the_last_verdict_has_its_sources():
    loaded, day = load_plan("examples/council-quarterly/plan.toml"), date(2026, 11, 28)
    rows = scorecard_of(loaded.plan, loaded.judge(as_of=day), as_of=day).measures
    late = [one for one in rows if one.last is not None]
    assert late
    assert all(one.sources for one in late)


def test_since_when_the_whole_is_off_track_is_not_said_of_the_part_that_leads(ended):
    page = page_of(ended)
    assert "Off track as a whole since 2019/20" in page
    assert "Off track since 2021." in page
