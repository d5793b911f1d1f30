"""What a page says around its figures is true of the day it was made for."""

from datetime import date
from decimal import Decimal

import attrs
import pytest
from tests.pages.conftest import read

from wes_rules import All as AllOf
from wes_rules import AnnualIncrease, ChangeSince, Plan, RunningTotal, Status, Threshold, judge, load_plan
from wes_rules import Any as AnyOf
from wes_rules.judging.row import shortfall_of
from wes_rules.judging.status import Answer
from wes_rules.pages.html import page_of
from wes_rules.pages.saying import noted, order_of
from wes_rules.pages.scorecard import scorecard_of
from wes_rules.pages.series import Past, series_of
from wes_rules.pages.today import by_the_newest, today_of


@pytest.fixture(scope="module")
def ended():
    loaded, day = load_plan("examples/warwickshire/plan.toml"), date(2024, 6, 1)
    return scorecard_of(loaded.plan, loaded.judge(as_of=day), as_of=day)


def test_the_head_of_a_plan_that_has_ended_says_by_which_day_it_is_judged(ended):
    said = "Judged at the plan's deadline, 31 December 2023."
    assert ended.ended == said
    assert said in read(page_of(ended)).one("header").text


@pytest.fixture(scope="module")
def years_later():
    loaded, day = load_plan("examples/warwickshire/plan.toml"), date(2026, 4, 1)
    return scorecard_of(loaded.plan, loaded.judge(as_of=day), as_of=day)


def test_years_after_the_deadline_the_head_says_what_the_newest_figures_would_decide(years_later):
    said = "By the newest figures 4 of the 13 kept promises would be missed today, and none of the 10 missed would be kept today."
    assert years_later.ended.endswith(said)
    turned = {one.measure for one in years_later.measures if one.turned is Answer.OFF_TRACK}
    assert turned == {
        "gld-disadvantage-gap",
        "attainment-8-sen-support",
        "attainment-each-key-stage",
        "apprenticeships-16-17",
    }
    page = page_of(years_later)
    (row,) = (one for one in read(page).all("tr") if "Disadvantage gap" in one.text and "data-status" in one.given)
    assert "today off track" in row.text
    assert "30.0 points in 2024/25, 5.1 points above the target" in read(page).one("section", id="today").text


def test_a_card_says_by_how_much_its_figure_is_short_before_it_names_a_newer_one(years_later):
    (card,) = (
        one.text for one in read(page_of(years_later)).all("li") if "Who acts" in one.text and "EHC plans" in one.text
    )
    assert card.index("42.9%") < card.index("47.1 points short") < card.index("Newest figure: 21.3%")


def test_what_has_one_owner_is_not_counted_by_owner(desk):
    judged = desk.judge(Threshold(at_least=50), {2019: 40})
    plan = Plan(id="p", title="P", area="937", measures=(judged.measure,))
    page = page_of(scorecard_of(plan, [judged], as_of=date(2020, 8, 1)))
    assert "By owner" not in page


def test_what_would_be_kept_today_is_counted_as_well(desk):
    day, by_then = date(2022, 8, 1), desk.measure(Threshold(at_least=50, by=date(2019, 12, 31)))

    def judged(values, measure=by_then):
        return judge(measure, desk.history(values), as_of=day)

    kept, missed = judged({2019: 60, 2020: 40}), judged({2019: 40, 2020: 60})
    assert by_the_newest([kept, missed]) == (
        "By the newest figures 1 of the 1 kept promises would be missed today, and 1 of the 1 missed would be kept today."
    )
    assert by_the_newest([judged({2019: 60})]) == ""
    assert by_the_newest([judged({2019: 60, 2020: 40}, desk.measure(Threshold(at_least=50)))]) == ""


@pytest.mark.parametrize("whole", [AllOf, AnyOf])
def test_the_newest_figures_decide_of_parts_that_have_days_of_their_own_as_well(desk, whole):
    parts = Threshold(at_least=50, by=date(2018, 12, 31)), Threshold(at_least=55, by=date(2019, 12, 31))
    history = desk.history({2018: 60, 2019: 60, 2020: 40})
    judged = judge(desk.measure(whole(of=parts)), history, as_of=date(2022, 8, 1))
    today = today_of(judged)
    assert (judged.status, today.status, today.period) == (Status.ON_TRACK, Status.OFF_TRACK, desk.year(2020))
    assert by_the_newest([judged]) == "By the newest figures 1 of the 1 kept promises would be missed today."


def test_a_measure_without_any_figure_is_counted_as_such_whatever_else_is_missing(years_later):
    reasons = {heading: len(some) for heading, some in years_later.reasons}
    assert reasons["No figure has ever come."] == 16


def test_what_cannot_be_judged_says_which_figures_are_missing_and_since_when(years_later):
    found = {one.measure: (one.missing, one.missing_since) for one in years_later.measures if one.missing}
    assert len(found) == 17
    assert found["early-years-providers-good-outstanding"] == ("2022/23 (its own and England)", date(2024, 1, 1))
    assert found["send-resourced-places-occupied"] == ("18 quarters from 2019 Q3 to 2023 Q4", date(2019, 11, 1))


def test_each_part_of_a_promise_stands_in_a_table_the_worst_first(years_later):
    (one,) = (one for one in years_later.measures if one.measure == "disadvantaged-attainment-each-key-stage")
    assert [(part.name, part.margin) for part in one.parts][:4] == [
        ("Year 6", "4 points short"),
        ("Year 11", "1.7 short"),
        ("Reception", "1.9 points short"),
        ("Year 2 reading", ""),
    ]


def test_what_is_on_file_and_not_counted_yet_stands_on_the_page():
    loaded, day = load_plan("examples/nhs-four-hours/plan.toml"), date(2026, 4, 1)
    page = read(page_of(scorecard_of(loaded.plan, loaded.judge(as_of=day), as_of=day)))
    assert "March 2026 counts from" in page.one("table", **{"class": "measures"}).text


def test_of_a_plan_that_goes_on_the_head_says_nothing_of_a_deadline():
    loaded, day = load_plan("examples/nhs-four-hours/plan.toml"), date(2026, 4, 30)
    assert scorecard_of(loaded.plan, loaded.judge(as_of=day), as_of=day).ended == ""


def test_every_other_broken_part_is_named_whether_it_has_a_name_or_not(ended):
    found = {one.measure: one.also for one in ended.measures}
    assert found["attainment-8-ehcp"] == (
        "target above 15.7 (England): 15.7 in 2020/21, equal to the target, which is not enough",
    )
    assert len(found["disadvantaged-attainment-each-key-stage"]) == 2


def test_a_part_without_a_name_is_numbered_beside_what_it_promises(ended):
    (parts,) = (one.parts for one in ended.measures if one.measure == "attainment-8-ehcp")
    assert {one.name for one in parts} == {"Part 1", "Part 2"}
    assert all(one.required for one in parts)


def test_a_figure_of_after_the_day_that_decides_stands_beside_the_one_that_is_missing(years_later):
    (row,) = (
        one
        for one in read(page_of(years_later)).one("table", **{"class": "lacking stacks"}).all("tr")
        if "internship" in one.text
    )
    assert "8 in January 2025 is known, and does not decide" in row.text.replace("\u00a0", " ")


def test_what_is_no_share_of_a_target_comes_last_and_the_order_says_so(ended):
    missed = (one for one in ended.measures if one.verdict is Answer.OFF_TRACK and not one.labels)
    some = sorted(missed, key=lambda one: one.badness)
    shares = [one.shortfall for one in some]
    apart = shares.count(None)
    assert 0 < apart < len(shares)
    assert shares[-apart:] == [None] * apart
    assert [one.measure for one in some][-1] == "progress-8-sen-support"
    said = (
        f"The largest shortfall first, as a share of the target; then {apart} whose shortfall is no share of a target."
    )
    assert said in page_of(ended).replace("\N{NO-BREAK SPACE}", " ")
    assert (order_of(some[:1]), order_of(some[-apart:])) == ("", "")
    assert order_of(some[:2]) == "The largest shortfall first, as a share of the target."


@pytest.mark.parametrize(
    ("margin", "required", "observed", "share"),
    [
        ("-5", "50", "45", "0.1"),
        ("5", "50", "55", None),
        ("-0.01", "-0.40", "-0.41", None),
        ("-0.4", "0.1", "-0.3", None),
        ("-2", "0", "2", None),
        ("-1", None, "80", None),
    ],
)
def test_a_shortfall_is_a_share_of_a_target_above_0_alone(margin, required, observed, share):
    given = (None if one is None else Decimal(one) for one in (margin, required, observed))
    assert shortfall_of(*given) == (None if share is None else Decimal(share))


def test_the_newest_figure_of_a_card_is_held_against_its_own_target(ended):
    said = 'Newest figure: 93.8% in 2020/21, <span class="way improved">now ahead of the mean of the statistical neighbours of April 2021: 0.2 points better than needed</span>.'
    assert said in page_of(ended).replace("\N{NO-BREAK SPACE}", " ")


def test_what_is_shown_of_the_last_verdict_has_its_sources():
    loaded, day = load_plan("examples/council-quarterly/plan.toml"), date(2026, 11, 28)
    rows = scorecard_of(loaded.plan, loaded.judge(as_of=day), as_of=day).measures
    late = [one for one in rows if one.last is not None]
    assert late
    assert all(one.sources for one in late)


def test_who_published_the_figures_of_a_measure_is_said_outside_what_is_folded(ended):
    page = page_of(ended).replace("\N{NO-BREAK SPACE}", " ")
    shown = page[page.index('id="m-ehcp-20-weeks"') :]
    outside = shown[: shown.index("<summary")]
    assert "Figures: DfE, Local Authority Interactive Tool (April 2026)." in outside


def test_since_when_the_whole_is_off_track_is_not_said_of_the_part_that_leads(ended):
    page = page_of(ended)
    assert "Off track since 2019/20" in page
    assert "Off track since 2021." in page


def rows_of(judgement):
    (series,) = series_of(Past.of(judgement))
    return {one.name: (one.verdict and one.verdict.words, noted(one)) for one in series.places}


def test_the_row_of_a_period_that_compares_with_none_says_so_and_not_the_row_after_it(desk):
    calendar = attrs.evolve(desk.calendar, isolated=frozenset({desk.year(2020)}))
    found = desk.judge(AnnualIncrease(), {2018: 50, 2019: 51, 2020: 40, 2021: 52}, calendar=calendar)
    assert rows_of(found)["2020"][1] == "compares with no other row"
    assert rows_of(found)["2021"] == ("On track", "")
    assert (
        rows_of(
            desk.judge(
                AnnualIncrease(),
                {2018: 50, 2019: 51, 2020: 40, 2021: 52},
                calendar=attrs.evolve(calendar, breaks=frozenset({desk.year(2021)})),
            )
        )["2021"][1]
        == "not comparable with earlier rows"
    )


def test_what_is_made_of_a_figure_that_compares_with_none_is_not_called_so_itself(desk):
    calendar = attrs.evolve(desk.calendar, isolated=frozenset({desk.year(2020)}))
    number = ChangeSince(indicator="rate")
    found = desk.judge(
        Threshold(at_least=0),
        {2018: 50, 2019: 51, 2020: 40, 2021: 52},
        number=number,
        calendar=calendar,
        unit="percentage-points",
    )
    assert rows_of(found)["2020"][1] == "compares with no other row"
    assert rows_of(found)["2021"][1] == "made of a figure that compares with no other"


def test_the_row_of_a_total_that_is_known_between_bounds_has_its_verdict(desk):
    number = RunningTotal(indicator="rate", since=desk.year(2016))
    given = {"number": number, "unit": "count", "decimals": 0}
    found = desk.judge(Threshold(at_least=60), {2016: 40, 2017: 30, 2020: 5}, **given)
    assert [verdict for verdict, _ in rows_of(found).values()] == [
        "Off track",
        "On track",
        "On track",
        "On track",
        "On track",
    ]


def test_no_column_for_courses_stands_where_none_leads_anywhere():
    loaded, day = load_plan("examples/council-quarterly/plan.toml"), date(2026, 4, 1)
    page = page_of(scorecard_of(loaded.plan, loaded.judge(as_of=day), as_of=day))
    assert '<th role="columnheader" scope="col">Margin</th><th role="columnheader" scope="col">Trend</th>' in page
    assert "The deadline of every measure has passed" not in page
