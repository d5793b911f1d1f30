"""A section, its chart, its table and its card say the same as the verdict."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Desk
from tests.pages.conftest import read

from wes_rules import All as AllOf
from wes_rules import (
    AnnualIncrease,
    AreaFigure,
    BenchmarkParity,
    Calendar,
    FigureRule,
    History,
    Maintain,
    Marker,
    Period,
    PeriodKind,
    Plan,
    Quantity,
    Status,
    Threshold,
    Unit,
    YearToDate,
    judge,
)
from wes_rules import Any as AnyOf
from wes_rules.judging.status import Answer
from wes_rules.pages.charts import chart_of
from wes_rules.pages.html import page_of
from wes_rules.pages.saying import noted
from wes_rules.pages.scorecard import scorecard_of
from wes_rules.pages.series import Past, series_of
from wes_rules.pages.sparks import spark_of
from wes_rules.rules.facts import Finding
from wes_rules.values.quantity import Span

LATE = date(2040, 1, 1)


def carded(desk, *measures, values):
    plan = Plan(id="p", title="A plan", area="937", measures=measures)
    history = History([desk.figure(year, value) for year, value in values.items()])
    return scorecard_of(plan, [judge(one, history, as_of=LATE) for one in measures], as_of=LATE)


def broken_once(desk):
    measure = desk.measure(AnnualIncrease(), starts=date(2017, 1, 1))
    return carded(desk, measure, values={2016: 50, 2017: 51, 2018: 49, 2019: 55})


def test_what_cannot_be_judged_though_no_figure_is_missing_names_the_period(desk):
    """A dash beside "a figure it depends on is suppressed" left open which."""
    measure, day = desk.measure(Threshold(at_least=75)), date(2018, 8, 1)
    hidden = desk.figure(2017, Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED))
    found = judge(measure, History([desk.figure(2016, 70), hidden]), as_of=day)
    plan = Plan(id="p", title="A plan", area="937", measures=(measure,))
    section = read(page_of(scorecard_of(plan, [found], as_of=day))).one("section", id="undecided")
    assert "not known for 2017" in section.text


def test_the_period_that_broke_a_promise_is_the_one_that_is_marked(desk):
    (series,) = broken_once(desk).measures[0].series
    assert {one.name: one.decides.value for one in series.places if one.decides} == {"2018": "off-track"}


def test_the_table_says_what_each_period_required_and_which_one_broke_the_promise(desk):
    (series,) = broken_once(desk).measures[0].series
    said = {one.name: (one.required, one.notes) for one in series.places}
    assert said["2019"] == ("above 49.0%", ("kept here, broken in 2018",))
    assert said["2018"] == ("above 51.0%", ())
    assert said["2016"] == ("", ("before the plan",))


def test_of_a_period_before_the_promise_begins_nothing_was_required(desk):
    measure = desk.measure(Maintain(at_least=50, since=desk.year(2018)))
    (series,) = carded(desk, measure, values={2017: 40, 2018: 51}).measures[0].series
    said = [(one.name, one.required, one.verdict, one.notes) for one in series.places[:2]]
    assert said == [
        ("2017", "", None, ("before the promise",)),
        ("2018", "at least 50.0% in every period", Answer.ON_TRACK, ()),
    ]


@attrs.frozen(kw_only=True)
class Enough(FigureRule):
    """A kind of somebody's own, which names its target in `goal` alone."""

    kind: ClassVar[str] = "enough-for-a-page"
    enough: Decimal = Decimal(50)

    def find(self, view):
        margin = view.latest().figure.span - self.goal(view)
        return Finding(margin, margin, (view.latest(),))

    def goal(self, view):
        return Span(500, 500)

    def requirement(self, finding, words):
        return "enough"

    def sentence(self, finding, words):
        return words.fact(finding.facts[0])

    def reading(self, measure):
        return "enough"


def test_the_target_of_any_kind_of_rule_is_drawn_also_where_no_figure_is_held_against_it(desk):
    hidden = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)
    (series,) = carded(desk, desk.measure(Enough()), values={2019: 40, 2020: hidden}).measures[0].series
    assert {one.target and one.target.low for one in series.places} == {50}


def test_each_row_of_a_number_has_the_verdict_of_the_whole_not_of_the_first_part_that_is_missed(desk):
    either = desk.measure(AnyOf(of=(Threshold(at_least=60), AnnualIncrease(scope="latest"))))
    values = {2016: 50, 2017: 51, 2018: 49}
    (series,) = carded(desk, either, values=values).measures[0].series
    history = History([desk.figure(year, value) for year, value in values.items()])
    judged = {year: judge(either, history, as_of=LATE, period=desk.year(year)) for year in values}
    assert [one.verdict for one in series.places[:3]] == [Answer.of(one.status, due=True) for one in judged.values()]
    assert [one.verdict for one in series.places[:3]] == [Answer.UNDECIDED, Answer.ON_TRACK, Answer.OFF_TRACK]


@pytest.mark.parametrize(
    ("whole", "said"),
    [
        (AllOf, ["", "", "broken in 2017", "broken in 2017", "kept here, broken in 2017"]),
        (AnyOf, ["", "", "broken in 2017", "broken in 2017", ""]),
    ],
)
def test_a_row_is_kept_only_if_its_figure_keeps_every_promise_about_it(desk, whole, said):
    measure = desk.measure(whole(of=(AnnualIncrease(), Threshold(at_least=60))))
    card = carded(desk, measure, values={2016: 70, 2017: 55, 2018: 58, 2019: 59, 2020: 61})
    (series,) = card.measures[0].series
    assert [noted(one) for one in series.places[:5]] == said
    both = ["above 55.0%", "at least 60.0%"]
    assert series.places[2].required == ("; or ".join(both[::-1]) if whole is AnyOf else "; ".join(both))


LEVELS = st.builds(
    Threshold, at_least=st.integers(48, 52), met_within=st.sampled_from((0, 1)), tolerance=st.sampled_from((0, 2))
)
PROMISES = st.one_of(
    LEVELS,
    st.builds(AnnualIncrease, scope=st.sampled_from(("latest", "every"))),
    st.just(Maintain(at_least=50)),
    st.builds(BenchmarkParity, against=st.just(AreaFigure(area="970")), scope=st.sampled_from(("latest", "every"))),
)
FIGURES = st.dictionaries(st.integers(2016, 2021), st.integers(46, 54), min_size=2)


@given(st.sampled_from((AllOf, AnyOf)), st.lists(PROMISES, min_size=2, max_size=2, unique_by=str), FIGURES)
def test_rows_and_since_say_what_the_whole_was_in_each_period(whole, promises, values):
    found = Desk().judge(whole(of=promises), values, england=dict.fromkeys(range(2016, 2022), 50), year=2021)

    def at(year):
        return found if year == 2021 else found.at(Desk().year(year))

    for one in next(series_of(Past.of(found))).places:
        if one.verdict is not None:
            assert one.verdict is at(int(one.name)).answer
            missed = any(
                leaf.decided_in is None and leaf.answer is Answer.OFF_TRACK for leaf in at(int(one.name)).leaves
            )
            assert not (missed and "kept here" in noted(one))
    if found.row.since:
        run = range(int(found.row.since), 2022)
        assert {at(year).answer for year in run} <= {found.answer, Answer.UNDECIDED}
        assert {str(year) for year in run if at(year).answer is Answer.UNDECIDED} == set(found.row.unjudged)


def test_a_period_that_is_still_to_come_is_after_a_deadline_only_where_there_is_one(desk):
    values = {2016: 50, 2017: 51}
    for more, counts in (({}, True), ({"deadline": date(2016, 12, 31)}, False)):
        measure = desk.measure(Threshold(at_least=40), **more)
        plan = Plan(id="p", title="A plan", area="937", measures=(measure,))
        history = History([desk.figure(year, value) for year, value in values.items()])
        judged = judge(measure, history, as_of=LATE, period=None if more else desk.year(2016))
        (series,) = scorecard_of(plan, [judged], as_of=LATE).measures[0].series
        assert series.places[-1].counts is counts


def test_an_undecided_verdict_after_its_deadline_is_not_called_final(desk):
    measure = desk.measure(Threshold(at_least=50, by=date(2020, 12, 31)))
    article = read(page_of(carded(desk, measure, values={2019: 40}))).one("article", id="m-rate")
    assert "the due day has passed" in article.text
    assert "final" not in article.text


def test_the_page_names_the_other_parts_that_are_off_track(page):
    card = next(one for one in read(page).all("li") if one.text.startswith("Disadvantaged attainment at each"))
    assert "Also off track: Reception, 49.7% in 2022/23, 1.9 points short; Year 11" in card.text


def test_a_plan_without_objectives_and_courses_shows_no_table_and_no_column_of_them(desk, page):
    heads = [one.text for one in read(page_of(broken_once(desk))).all("th", scope="col")]
    assert "Objective" not in heads
    assert "Course" not in heads  # it has no deadline
    assert "Course" not in [one.text for one in read(page).all("th", scope="col")]
    ahead = desk.measure(AnnualIncrease(), deadline=date(2060, 1, 1))
    going_on = page_of(carded(desk, ahead, values={2016: 50, 2017: 51, 2018: 49, 2019: 55}))
    assert "Course" in [one.text for one in read(going_on).all("th", scope="col")]


def series_with(desk, rule, figures, **more):
    measure = desk.measure(rule, **more)
    plan = Plan(id="p", title="A plan", area="937", measures=(measure,))
    card = scorecard_of(plan, [judge(measure, History(figures), as_of=LATE)], as_of=LATE)
    return card, card.measures[0].series[0]


def test_a_figure_of_another_definition_starts_a_series_and_is_held_against_none_before(desk):
    figures = [desk.figure(2016 + at, 50 + at, definition="old" if at < 2 else "new") for at in range(4)]
    card, series = series_with(desk, AnnualIncrease(scope="latest"), figures)
    places = {one.name: one for one in series.places}
    assert [one.compares for one in places.values()][:4] == [True, True, False, True]
    assert places["2017"].required == "above 50.0%"
    assert (places["2018"].required, places["2018"].target) == ("", None)
    assert places["2018"].notes == ("new definition, not comparable with earlier rows",)
    assert places["2019"].required == "above 52.0%"
    assert "new definition" in [one.said for one in chart_of(series).notes]
    assert "new definition, not comparable with earlier rows" in read(page_of(card)).text


def test_a_published_interval_is_said_in_the_table_and_drawn(desk):
    figures = [desk.figure(2018, 60, interval=(Decimal(52), Decimal("68.5"))), desk.figure(2019, 61)]
    card, series = series_with(desk, Threshold(at_least=60), figures)
    assert [one.figure.interval for one in series.places[:2]] == [(52, Decimal("68.5")), ()]
    assert "60.0% (95% interval 52.0% to 68.5%)" in read(page_of(card)).text
    assert "interval" in [kind for kind, _ in chart_of(series).lines]


def test_the_benchmark_goes_on_where_the_own_figures_alone_are_redefined(desk):
    own = [desk.figure(2016 + at, 50 + at, definition="old" if at < 2 else "new") for at in range(4)]
    theirs = [desk.figure(2016 + at, 48 + at, area="970", definition="old" if at < 3 else "new") for at in range(4)]
    _, series = series_with(desk, BenchmarkParity(against="970"), [*own, *theirs])
    assert [one.compares for one in series.places[:4]] == [True, True, False, True]
    assert [one.benchmark_compares for one in series.places[:4]] == [True, True, True, False]


def test_a_suppressed_figure_is_hidden_and_one_that_nobody_published_is_not(desk):
    figures = [desk.figure(2016, 50), desk.figure(2017, Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED))]
    _, series = series_with(desk, Threshold(at_least=40), [*figures, desk.figure(2019, 50)])
    assert [one.hidden for one in series.places[:4]] == [False, True, False, False]


def test_what_is_kept_against_the_year_before_is_said_of_each_figure(desk):
    figures = [desk.figure(2016 + at, value) for at, value in enumerate((50, 52, 51, 51, 60))]
    _, series = series_with(desk, AnnualIncrease(scope="latest"), figures)
    assert [one.kept for one in series.places[:5]] == [None, True, False, False, True]
    assert all(one.moves for one in series.places[1:5])


@pytest.mark.parametrize(("share", "limit"), [({}, 73), ({"tolerance_in": "percent-of-target"}, Decimal("73.5"))])
def test_what_is_tolerated_lies_beyond_the_target(desk, share, limit):
    rule = Threshold(at_least=75, tolerance=2, **share)
    _, series = series_with(desk, rule, [desk.figure(2016, 74)])
    assert series.places[0].tolerated.ends == (limit, 75)


TOLERANT = st.builds(
    Threshold,
    at_least=st.just(75),
    met_within=st.sampled_from((0, 1)),
    tolerance=st.integers(2, 4),
    tolerance_in=st.sampled_from(("points", "percent-of-target")),
    tolerance_edge=st.sampled_from(("included", "excluded")),
)


@given(TOLERANT, st.integers(-1, 1), st.booleans(), st.booleans())
def test_a_chart_shades_every_figure_as_its_verdict_and_no_other(rule, beside, whole, far):
    unit = {"unit": Unit.COUNT, "decimals": 0} if whole else {}
    amount = (
        (rule.tolerance if rule.tolerance_in == "points" else 75 * rule.tolerance / 100) if far else rule.met_within
    )
    value = round(75 - amount, 0 if whole else 1) + (beside if whole else Decimal(beside) / 10)
    found = Desk().judge(rule, {2020: value}, **unit)
    (series,) = series_of(Past.of(found))
    (place,) = series.places
    assert (found.observed >= place.shaded.low) == (found.status is Status.ON_TRACK)
    band = place.tolerated
    inside = band is not None and band.low <= found.observed < band.high
    assert inside == (found.status is Status.AT_RISK)


def test_a_year_so_far_is_drawn_year_by_year(desk):
    kind, day = PeriodKind.CALENDAR_QUARTER, date(2022, 10, 1)
    first, calendar = Period.parse("2021 Q1", kind), Calendar(kind=kind)
    number = YearToDate(indicator="rate", year="calendar")
    measure = desk.measure(Threshold(at_least=40), number=number, unit=Unit.COUNT, decimals=0, calendar=calendar)
    figures = [attrs.evolve(desk.figure(2021, 10), period=first + step) for step in range(7)]
    (one,) = scorecard_of(
        Plan(id="p", title="A plan", area="937", measures=(measure,)),
        [judge(measure, History(figures), as_of=day)],
        as_of=day,
    ).measures
    (series,) = one.series
    assert [place.name for place in series.places if place.anew] == ["2021 Q1", "2022 Q1"]
    for drawn in (chart_of(series), spark_of(one)):
        ((_, path),) = (line for line in drawn.lines if line[0] == "own")
        assert path.count("M") == 2


def test_a_chart_and_a_table_of_the_latest_periods_say_of_how_many(desk):
    figures = [desk.figure(year, 50 + year % 7) for year in range(1939, 2039)]
    card, series = series_with(desk, AnnualIncrease(scope="latest"), figures)
    assert len(series.places) == 60
    article = read(page_of(card)).one("article")
    for found in (article.one("figcaption"), next(article.all("details"))):
        assert "The latest 60 of 100 years with a figure." in found.text
    chart = page_of(card).split('<svg class="chart"')[1].split("</figure>")[0]
    assert len(chart.encode()) <= 8_000


def test_a_trend_of_fewer_than_three_figures_that_compare_is_left_out(desk):
    measure = desk.measure(Threshold(at_least=50))
    long, short = ({2019: 40, 2020: 45, 2021: 47}, {2020: 45, 2021: 47})
    assert spark_of(carded(desk, measure, values=long).measures[0]) is not None
    assert spark_of(carded(desk, measure, values=short).measures[0]) is None


@pytest.mark.parametrize(("more", "shaded"), [({}, False), ({"tolerance": 5}, False), ({"met_within": 5}, True)])
def test_a_small_trend_shades_what_counts_as_met_though_it_misses_the_target(desk, more, shaded):
    """A figure under the dashed line, and on track, contradicts a line that stands alone."""
    measure = desk.measure(Threshold(at_least=75, **more))
    drawn = spark_of(carded(desk, measure, values={2019: 76, 2020: 74, 2021: 72}).measures[0])
    assert bool(drawn.near) is shaded
    if shaded:
        # It reaches from the line to what is near enough, and the figure lies within it.
        heights = [float(one.split()[1]) for one in drawn.near.strip("MZ").split("L")]
        assert min(heights) < drawn.marks[-1].y < max(heights)


def test_a_small_change_looks_small_in_a_trend(desk):
    measure = desk.measure(Threshold(at_least=50))
    drawn = spark_of(carded(desk, measure, values={2019: 80, 2020: "80.1", 2021: "80.0"}).measures[0])
    heights = [float(end.split()[1]) for kind, d in drawn.lines if kind == "own" for end in d[1:].split("L")]
    assert max(heights) - min(heights) < 2
