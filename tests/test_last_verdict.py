"""The last verdict there was, of what is undecided: the page, the terminal and the mails name the same."""

from datetime import date
from decimal import Decimal
from functools import cache

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wes_rules import (
    AnnualIncrease,
    AreaFigure,
    BenchmarkParity,
    Calendar,
    Each,
    History,
    Maintain,
    Marker,
    Observed,
    Part,
    Period,
    PeriodKind,
    Quantity,
    Threshold,
    Unit,
    judge,
    load_plan,
)
from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.condition import current_alerts_of
from wes_rules.cli.showing.words import said
from wes_rules.judging.schema import published
from wes_rules.judging.status import Answer
from wes_rules.pages.counts import lead, standing, tally, undecided
from wes_rules.values.days import said_day

HIDDEN = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)
NO_FIGURE = Quantity.missing(Unit.PERCENT, Marker.NOT_APPLICABLE)
FIFTY = Threshold(at_least=50)


@cache
def example(plan):
    return load_plan(f"examples/{plan}/plan.toml")


@cache
def judged_on(plan, day):
    return example(plan).judge(as_of=day)


def last(desk, values, rule=FIFTY, **more):
    return desk.judge(rule, values, **more).row.last_verdict_words


def test_it_has_its_own_figure_period_and_margin(desk):
    assert last(desk, {2018: 60, 2019: 40, 2020: HIDDEN, 2021: HIDDEN}) == "off track, 40.0% in 2019, 10.0 points short"
    assert last(desk, {2018: 40, 2019: 60, 2020: HIDDEN}) == "on track, 60.0% in 2019, 10.0 points better than needed"


def test_what_has_a_verdict_or_never_had_one_has_no_last_one(desk):
    assert last(desk, {2018: 40, 2019: 60}) == ""
    assert last(desk, {2018: HIDDEN, 2019: HIDDEN}) == ""
    assert last(desk, {2018: 40, 2019: HIDDEN}, starts=date(2019, 1, 1)) == ""


def test_of_parts_with_calendars_of_their_own_it_is_that_of_the_latest_period_of_any(desk):
    quarters, kind = Calendar(kind="calendar-quarter", lag_months=1), PeriodKind.CALENDAR_QUARTER
    values = {"2021 Q4": 60, "2022 Q4": 60, "2023 Q1": 60, "2023 Q2": 40, "2023 Q3": 60}
    figures = [
        attrs.evolve(desk.figure(2020, value, indicator="often"), period=Period.parse(name, kind))
        for name, value in values.items()
    ]
    often = Part(name="Often", number=Observed(indicator="often"), calendar=quarters)
    measure = desk.measure(Each(rule=FIFTY, over=(often, Part(name="Yearly"))))
    judged = judge(measure, History([*figures, desk.figure(2021, 60)]), as_of=date(2023, 11, 15))
    row = judged.row
    assert (row.verdict.words, row.period) == ("Undecided", "2022")
    assert row.last_verdict_words.startswith("off track, Often: 40.0% in 2023 Q2")


def test_what_is_not_due_waits_for_its_day_and_was_nothing_before(desk):
    assert last(desk, {2018: 40, 2019: 40}, rule=Threshold(at_least=50, by=date(2030, 1, 1))) == ""


def test_where_figures_stop_to_compare_or_to_apply_what_was_says_nothing_any_more(desk):
    broken = attrs.evolve(desk.calendar, breaks=frozenset({desk.year(2020)}))
    assert last(desk, {2018: 40, 2019: 39, 2020: 41}, rule=AnnualIncrease(scope="latest"), calendar=broken) == ""
    assert last(desk, {2018: 40, 2019: NO_FIGURE}) == ""


@pytest.mark.parametrize(
    ("plan", "day", "missed", "undecided"),
    [
        ("warwickshire", date(2022, 12, 1), 11, 0),
        ("warwickshire", date(2024, 6, 1), 12, 2),
        ("nhs-four-hours", date(2026, 11, 28), 2, 2),
    ],
)
def test_the_page_counts_as_off_track_what_has_an_open_alert(plan, day, missed, undecided):
    judged = judged_on(plan, day)
    told = {
        current.measure
        for one in judged
        for current in current_alerts_of(example(plan).plan, one)
        if current.open and current.kind is AlertKind.OFF_TRACK and current.severity == "off_track"
    }
    rows = [one.row for one in judged]
    shown = [one for one in rows if one.known_best.verdict is Answer.OFF_TRACK]
    assert {one.measure for one in shown} == told
    assert (len(shown), tally("", rows).last_known) == (missed, undecided)


def test_a_sentence_and_a_heading_count_them_apart():
    rows = [one.row for one in judged_on("warwickshire", date(2024, 6, 1))]
    assert lead(tally("", rows)) == (
        "10 of 42 measures are off track, 13 are on track and 19 cannot be judged, "
        "2 of which were off track when last known."
    )
    shown = [one for one in rows if one.known_best.verdict is Answer.OFF_TRACK]
    assert standing("off track", shown) == "Off track: 8, and 2 last known off track, and 2 made up"
    assert standing("off track", [one for one in shown if one.last]) == "Last known off track: 2"
    worst = min(rows, key=lambda one: one.badness)
    assert (worst.measure, worst.not_known) == ("ehcp-20-weeks", "not known for 2023, due on 1 July 2024")


def test_what_is_overdue_is_said_since_the_first_figure_that_has_not_come():
    judged = judged_on("nhs-four-hours", date(2026, 11, 28))
    assert {one.row.waits_words for one in judged} == {"7 figures overdue, the first since 17 May 2026"}
    said = "The figures for 7 months from April 2026 to October 2026 are overdue, the first since 17 May 2026."
    assert all(said in one.explain().splitlines() for one in judged)


@pytest.mark.parametrize(
    ("plan", "day"),
    [
        ("warwickshire", date(2024, 1, 1)),
        ("warwickshire", date(2024, 6, 1)),
        ("nhs-four-hours", date(2026, 11, 28)),
        ("council-quarterly", date(2026, 11, 28)),
    ],
)
def test_figure_part_period_and_margin_that_are_shown_of_the_last_verdict_are_its_own(plan, day):
    rows = [one.row for one in judged_on(plan, day)]
    late = [one for one in rows if one.last is not None]
    assert late
    for row in late:
        assert (row.part, row.judged_on, row.judged_on_period) == (
            row.last.part,
            row.last.judged_on,
            row.last.judged_on_period,
        )
        assert said(row)["Margin"] == f"last known: {row.last.margin_words}"
        assert row.judged_on in said(row)["Judged on"]


def test_what_was_required_is_that_of_the_verdict_whose_figure_is_shown_and_no_number_is_of_another(desk):
    """53.0% and 52.0% are of 2022, which nothing decided: beside the words of 2019 they would be read together with them."""
    judged = desk.judge(AnnualIncrease(), {2018: 50, 2019: 51, 2021: 52, 2022: 53})
    data = judged.to_json()
    assert (judged.required, judged.required_value) == ("above 52.0%", Decimal("52.0"))
    assert (data["judged_on"], data["judged_on_period"]) == ("51.0%", "2019")
    assert (data["required"], data["required_of"]) == ("above 50.0%", "the figure for 2018")
    assert [data[name] for name in ("observed", "required_value", "margin")] == [None, None, None]
    assert (data["newest_value"], data["newest_period"]) == ("53.0", "2022")


RULES = [FIFTY, AnnualIncrease(), AnnualIncrease(scope="latest"), Maintain(at_least=50)]


@pytest.mark.parametrize("rule", RULES, ids=lambda one: one.kind)
@given(values=st.lists(st.sampled_from([40, 49, 50, 51, 60, HIDDEN, None]), min_size=1, max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # a desk keeps nothing
def test_a_row_shows_one_judgement(desk, rule, values):
    known = {2010 + place: value for place, value in enumerate(values) if value is not None}
    row = judge(
        desk.measure(rule), desk.history(known), as_of=date(2040, 1, 1), period=desk.year(2009 + len(values))
    ).row
    if row.last is not None and row.last.judged_on:
        names = (
            "part",
            "judged_on",
            "judged_on_period",
            "required",
            "required_of",
            "direction",
            "direction_against",
            "direction_words",
        )
        assert [getattr(row, name) for name in names] == [getattr(row.last, name) for name in names]
        assert (row.observed, row.required_value, row.margin) == (None, None, None)


def test_the_way_that_is_shown_of_the_last_verdict_is_its_own(desk):
    rule = BenchmarkParity(against=AreaFigure(area="970"))
    row = desk.judge(rule, {2018: 60, 2019: 50, 2020: 55}, england={2018: 55, 2019: 55}).row
    assert (row.judged_on, row.judged_on_period, row.direction, row.direction_words) == (
        "50.0%",
        "2019",
        "worsened",
        "Worsened from 60.0% in 2018.",
    )
    assert row.since_then == "55.0% in 2020"


def test_a_newer_figure_of_the_part_that_was_missed_stands_beside_the_one_that_decided():
    judged = judged_on("warwickshire", date(2024, 6, 1))
    found = next(one for one in judged if one.measure.id == "sustained-destinations")
    words = said(found.row)
    assert words["Judged on"] == (
        "not known for 2022/23, due on 1 March 2026; last judged on After key stage 4: 93.6% in 2019/20"
    )
    assert (
        words["Newest"]
        == "93.8% in 2020/21 (now ahead of the mean of the statistical neighbours of April 2021: 0.2 points better than needed)"
    )
    assert words["Margin"] == "last known: 0.5 points short"
    assert (
        "Last known: off track, After key stage 4: 93.6% in 2019/20, 0.5 points short; since then 93.8% in 2020/21 (now ahead of the mean of the statistical neighbours of April 2021: 0.2 points better than needed)"
        in found.explain()
    )


def test_a_figure_that_has_come_is_not_called_unknown_where_one_before_it_is_overdue(desk):
    row = desk.judge(AnnualIncrease(), {2018: 50, 2019: 51, 2021: 52, 2022: 53}).row
    due = desk.calendar.due(desk.year(2020))
    assert row.not_known == f"not decided for 2022: the figure of 2020 is overdue since {said_day(due)}"
    assert said(row)["Judged on"] == f"{row.not_known}; last judged on 51.0% in 2019"
    assert said(row)["Newest"] == "53.0% in 2022 (better than in 2019)"
    assert [heading for heading, _ in undecided([row])] == ["A figure in between is overdue."]
    assert "not known" not in published(row)["waits_words"]


@pytest.mark.parametrize("later", [{}, {2025: 9}])
def test_a_figure_that_has_come_is_not_called_unknown_whatever_is_known_of_later_periods(desk, later):
    rule = Threshold(at_most=9, reach=True, by=date(2024, 12, 31))
    found = desk.judge(rule, {2021: 11, 2023: "10.9", 2024: 11, **later}, 2024)
    assert (
        found.row.not_known
        == f"not decided for 2024: the figure of 2022 is overdue since {said_day(desk.calendar.due(desk.year(2022)))}"
    )
    turns = "It depends on the figure for 2022: on track if it is at most 9.0% and off track if it is at least 9.1%."
    assert turns in found.explain()


def test_a_figure_that_has_come_and_does_not_compare_is_not_called_unknown(desk):
    figures = {2018: 50, 2019: 51, 2020: HIDDEN, 2021: 52}
    assert desk.judge(AnnualIncrease(), figures).row.not_known == "not decided for 2021"


def test_what_is_required_is_shown_of_the_period_of_the_figure_beside_it(desk):
    row = desk.judge(AnnualIncrease(), {2018: 50, 2019: 51, 2021: 52, 2022: 53}).row
    assert (said(row)["Required"], said(row)["Margin"]) == (
        "above 50.0% (the figure for 2018)",
        "last known: 1.0 points better than the target",
    )
    assert row.required == row.last.required
