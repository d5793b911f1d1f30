"""The example plan on published figures: each answer was read against the data by hand."""

import functools
from datetime import date
from decimal import Decimal as D
from pathlib import Path

import attrs
import pytest

from wes_rules import (
    AreaFigure,
    BenchmarkParity,
    Period,
    PeriodKind,
    PlanError,
    RankImprovement,
    Reason,
    Status,
    alerts_for,
    judge,
)
from wes_rules.cli.main import main
from wes_rules.planfiles.planfile import parse_plan
from wes_rules.plugins import Context, load_plugins
from wes_rules.running.reading.one_source import read_sources
from wes_rules.running.reading_and_judging import read_and_judge

PLAN = Path(__file__).parents[1] / "examples" / "warwickshire" / "plan.toml"
ON, OFF, OPEN = Status.ON_TRACK, Status.OFF_TRACK, Status.UNDECIDED


@pytest.fixture(scope="module")
def done():
    return {
        day: read_and_judge(PLAN, as_of=date.fromisoformat(day), output=None)
        for day in ("2021-06-30", "2023-12-31", "2026-04-01")
    }


@pytest.fixture(scope="module")
def known(done):
    """The plan's measures by id, and everything published about them."""
    from wes_rules import History

    plan = done["2026-04-01"].plan
    context = Context(as_of=date(2026, 4, 1), base=PLAN.parent, output=None)
    figures = read_sources(plan, load_plugins([]), context)
    history = History(
        (one for part in figures for one in part.observations), cases=(one for part in figures for one in part.cases)
    )
    return {one.id: one for one in plan.measures}, plan.with_areas(history)


def at(known, name, year, *, kind=PeriodKind.ACADEMIC_YEAR, **changes):
    measures, history = known
    measure = attrs.evolve(measures[name], **changes)
    return judge(measure, history, as_of=date(2026, 4, 1), period=Period(kind, year))


@pytest.mark.parametrize(
    ("year", "status", "margin"),
    [
        (2018, OFF, "-39.2"),
        (2019, OFF, "-1.5"),
        (2020, ON, "0.0"),
        (2021, OFF, "-15.1"),
        (2022, OFF, "-33.8"),
        (2024, OFF, "-68.7"),
    ],
)
def test_ehc_plans_within_20_weeks(known, year, status, margin):
    found = at(known, "ehcp-20-weeks", year, kind=PeriodKind.CALENDAR_YEAR, starts=None)
    assert (found.status, str(found.margin)) == (status, margin)


def test_early_years_2019_is_in_line_and_neither_better_nor_improved_in_rank(known):
    at_all_times = functools.partial(at, known, "gld-national-and-rank", 2018, starts=None)
    inline, rank = at_all_times().parts
    assert (inline.status, inline.margin, inline.observed) == (ON, 0, D("71.8"))
    strict = at_all_times(rule=BenchmarkParity(against=AreaFigure(area="970"), strict=True))
    assert strict.status is OFF
    assert (rank.status, Reason.TIED in rank.reasons) == (OFF, True)
    assert "rank 11 (shared) of 11" in rank.explain()
    later = RankImprovement(among="statistical-neighbours-2025-05", from_rank=11, from_of=11)
    alone = at_all_times(rule=later)
    assert (alone.status, Reason.TIED in alone.reasons) == (OFF, False)


def test_early_years_2020_and_2021_were_not_collected_and_2022_does_not_compare(known):
    for year in (2019, 2020):
        assert at(known, "gld-national-and-rank", year).reasons == (Reason.NOT_COLLECTED,)
    gap = {year: at(known, "gld-disadvantage-gap", year) for year in (2021, 2022, 2023, 2024)}
    assert Reason.SERIES_BREAK in gap[2021].reasons
    assert [str(one.observed) for one in gap.values()] == ["24.9", "24.1", "27.5", "30.0"]
    assert [one.status for one in gap.values()] == [OPEN, ON, OFF, OFF]
    assert Reason.SUBSTITUTED in gap[2022].reasons


def test_suspensions_are_judged_against_the_stated_16_and_warned_of_the_published_14_96(known):
    at_all_times = functools.partial(at, known, "looked-after-fixed-term-exclusions", starts=None)
    found = at_all_times(2017)
    assert (found.status, found.reasons) == (ON, (Reason.BASELINE_DIFFERS,))
    assert "14.96% in 2016/17" in found.explain()
    assert [at_all_times(year).status for year in (2018, 2019)] == [ON, OFF]


def test_what_ended_before_the_plan_is_no_promise_of_it(known):
    for name in ("gld-national-and-rank", "looked-after-fixed-term-exclusions"):
        assert at(known, name, 2018).status is OPEN
        assert Reason.NO_RULE in at(known, name, 2018).reasons


def test_funded_two_year_olds_were_not_maintained(known):
    for year, value in ((2020, "68.4"), (2023, "72.6"), (2025, "61.6")):
        found = at(known, "two-year-olds-funded-places", year * 12, kind=PeriodKind.MONTH)
        assert (found.status, str(found.observed)) == (OFF, value)


def test_nothing_is_on_track_because_a_figure_is_missing(done):
    on_track = [found for one in done.values() for found in one.judgements if found.status is ON]
    assert on_track
    for found in on_track:
        assert found.observations, found.measure.id
        assert found.observed is not None


def test_all_42_measures_are_judged_and_three_days_give_three_answers(done):
    counts = {
        day: tuple(sum(one.status is status for one in found.judgements) for status in (ON, OPEN, OFF))
        for day, found in done.items()
    }
    assert counts == {"2021-06-30": (3, 33, 6), "2023-12-31": (13, 17, 12), "2026-04-01": (13, 17, 12)}
    assert not any(one.settled for day in ("2021-06-30", "2023-12-31") for one in done[day].judgements)
    assert all(one.settled for one in done["2026-04-01"].judgements)
    ehc = {
        day: next(one for one in found.judgements if one.measure.id == "ehcp-20-weeks") for day, found in done.items()
    }
    assert [str(one.period) for one in ehc.values()] == ["2019", "2022", "2023"]


def test_plans_held_in_schools_moved_from_their_published_start_and_schools_fell_once(known):
    for name, value, start in (
        ("ehcp-mainstream-share", "49.7", "41.9%"),
        ("ehcp-state-special-share", "43.9", "49.3%"),
        ("ehcp-independent-special-share", "6.4", "8.8%"),
    ):
        found = at(known, name, 2023 * 12, kind=PeriodKind.MONTH)
        assert (found.status, str(found.observed)) == (ON, value)
        assert f"from a baseline of {start}" in found.explain()
    schools = at(known, "schools-good-outstanding", 2022)
    assert (schools.status, str(schools.margin), str(schools.decided_in)) == (OFF, "-2.4", "2019/20")


def test_what_stays_undecided_says_who_holds_the_figure(done):
    open_ones = [one for one in done["2026-04-01"].judgements if one.status is OPEN]
    silent = [one.measure.id for one in open_ones if "where the figure is: " not in one.explain()]
    assert (len(open_ones), silent) == (17, [])


def test_every_figure_has_a_source_and_made_up_ones_say_so(done):
    for found in done["2026-04-01"].judgements:
        for one in found.observations:
            assert one.origin.publication
            assert one.origin.made_up == ("MADE UP" in one.origin.publication)
        if any(one.origin.made_up for one in found.observations):
            assert Reason.MADE_UP in found.reasons


def test_an_alert_from_made_up_figures_says_so(done):
    found = done["2026-04-01"]
    labelled = [
        one for one in alerts_for(found.plan, found.judgements) if one.title.startswith("Off track: [made up] ")
    ]
    assert {one.judgement.measure.id for one in labelled} == {
        "permanent-exclusions-on-roll-12-weeks",
        "cme-referrals-closed-20-days",
    }


def test_every_judgement_explains_itself_on_every_day(done):
    for found in (one for day in done.values() for one in day.judgements):
        text = found.explain()
        assert found.measure.title in text
        assert "Rule: " in text
        assert "inf" not in text.replace("information", "").replace("inferred", "")


def test_the_figures_agree_with_the_bulk_file_where_it_is_at_hand(known):
    """An optional check against DfE's whole data set, for those who have it beside the repository."""
    path = PLAN.parents[3] / "shared" / "data" / "observations.csv"
    if not path.is_file():
        pytest.skip("the bulk figures are not beside this repository")
    import csv

    with path.open(encoding="utf-8", newline="") as stream:
        rows = {(r["indicator"], r["group"], r["area_code"], r["period"]): r["value"] for r in csv.DictReader(stream)}
    _, history = known
    compared = 0
    for one in history:
        label = one.period.end.year if one.period.kind is not PeriodKind.MONTH else one.period.start.year
        label = one.period.start.year if one.period.kind is PeriodKind.CALENDAR_YEAR else label
        if "Local Authority Interactive Tool" not in one.origin.publication:
            continue  # of another publication
        value = rows[one.indicator, one.group, one.area, str(label)]
        assert value == "" or D(value) == one.quantity.low
        compared += 1
    assert compared > 800


def test_a_run_tells_the_boards_of_the_example_once(tmp_path, monkeypatch, capsys):
    """The example has two sources of one kind, and what both give counts."""
    monkeypatch.chdir(tmp_path)
    again = ["run", str(PLAN), "--as-of", "2026-04-01"]
    assert main([*again, "--init"]) == 0
    out = capsys.readouterr().out
    assert len([line for line in out.splitlines() if line.startswith("To ")]) == 8
    assert "42.9% in 2023; target: at least 90.0%; 47.1 points short." in out
    assert out.endswith("42 measures judged as known on 2026-04-01; 8 messages queued: 8 delivered.\n")
    assert main(again) == 0
    assert capsys.readouterr().out.endswith("nothing is new, and nothing was sent.\n")


def test_two_sources_that_cannot_be_told_apart_are_refused():
    with pytest.raises(PlanError, match=r'two sources are called "csv figures\.csv"; give each an id of its own'):
        parse_plan(PLAN.read_text(encoding="utf-8").replace("made_up_cases.csv", "figures.csv"))
