"""The change since last year, a count for each so many people, the gap to another area, and the place among areas."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs
import polars as pl
import pytest
from tests.numbers.world import MONTHS, judged, measure, month, row, rows_of

import wes_rules as w
from wes_rules import batch
from wes_rules.pages.series import Past, series_of

YEARS = w.Calendar(kind="calendar-year")
KEPT = w.Threshold(at_least=0)
NEAR = w.AreaSet("near", date(2020, 1, 1), ("a", "b", "c", "d"))
SINCE = w.ChangeSince(indicator="homes")
PER = w.Rate(indicator="homes", population="people", per=1000)
TOP = w.Place(indicator="homes", among="near", best="highest", figures_in="count")


def figure(one, rows, **more):
    found = judged(one, rows, **more)
    (fact, *_) = found.finding.facts
    return fact.figure.span.low, fact.figure.span.high, [reason.value for reason in fact.figure.why]


def years(values, **more):
    return rows_of(values, "2020", kind="calendar-year", **more)


def test_the_change_is_since_the_same_month_of_the_year_before_or_since_the_month_before():
    rows = rows_of([*range(1, 13), 9])
    assert figure(measure(SINCE, KEPT), rows) == (8, 8, [])
    before = attrs.evolve(SINCE, against="previous")
    assert figure(measure(before, KEPT), rows) == (-3, -3, [])
    found = judged(measure(SINCE, w.Threshold(at_least=8)), rows)
    assert found.status is w.Status.ON_TRACK
    assert "8 (April 2024 9, April 2023 1) in April 2024" in found.explain()


@pytest.mark.parametrize(
    ("values", "low", "high", "why"),
    [
        ([200, 210], 50, 50, []),
        ([3, 2], -333, -333, []),
        ([200, "x"], -1000, float("inf"), ["not_available"]),
        (["x", 210], -1000, float("inf"), ["not_available"]),
        (["c", 2], -500, 1000, ["suppressed"]),
        ([0, 5], -1000, float("inf"), ["no_base"]),
    ],
)
def test_a_change_in_percent_is_of_the_earlier_figure_and_of_0_there_is_none(values, low, high, why):
    number = attrs.evolve(SINCE, change_in="percent", figures_in="count")
    one = measure(number, w.Threshold(at_least=-5), unit="percent", decimals=1, calendar=YEARS)
    assert figure(one, years(values)) == (low, high, why)


def test_a_change_in_percent_from_what_is_suppressed_as_low_is_one_from_above_0():
    number = attrs.evolve(SINCE, change_in="percent", figures_in="pounds")
    one = measure(number, w.Threshold(at_least=-5), unit="percent", decimals=1, calendar=YEARS)
    low = w.Quantity(low=Decimal(0), high=Decimal(2), low_open=True, high_open=True, marker="low")
    hidden = [attrs.evolve(each, quantity=low) if not n else each for n, each in enumerate(years([1, 5]))]
    assert figure(one, hidden) == (1500, float("inf"), ["rounded"])
    nothing = attrs.evolve(low, low_open=False)
    assert figure(one, [attrs.evolve(hidden[0], quantity=nothing), hidden[1]])[:2] == (float("-inf"), float("inf"))


@pytest.mark.parametrize("values", [(-2, 4), ("x", 4), (0, 4)])
def test_a_change_of_what_may_have_been_a_debt_is_not_known_at_all(values):
    number = attrs.evolve(SINCE, change_in="percent", figures_in="pounds")
    one = measure(number, w.Threshold(at_least=-100), unit="percent", calendar=YEARS)
    found = judged(one, years(values, unit="pounds"))
    assert found.status is w.Status.UNDECIDED


def test_a_rate_of_what_may_be_nobody_is_not_known_at_all():
    number = w.Rate(indicator="homes", population="people", per=10)
    one = measure(number, w.Threshold(at_least=1), unit="ratio", calendar=YEARS)
    period = w.Period.parse("2020", "calendar-year")
    few = w.Quantity(low=Decimal(0), high=Decimal(4))
    people = attrs.evolve(years([1], indicator="people")[0], quantity=few)
    assert judged(one, [*years([5]), people], period=period).status is w.Status.UNDECIDED
    some = attrs.evolve(people, quantity=attrs.evolve(few, low=Decimal(1)))
    assert judged(one, [*years([5]), some], period=period).status is w.Status.ON_TRACK


def test_a_change_of_percentages_is_in_points_and_has_their_bounds():
    one = measure(SINCE, KEPT, unit="percentage-points", decimals=1, calendar=YEARS)
    assert figure(one, years(["40.2", "41.0"], unit="percent")) == (8, 8, [])
    assert figure(one, years(["40.2", "x"], unit="percent")) == (-402, 598, ["not_available"])


def test_nothing_is_said_of_a_change_across_a_break_and_of_a_year_nobody_collected():
    broken = measure(SINCE, KEPT, calendar=attrs.evolve(YEARS, breaks=[w.Period.parse("2021")]))
    assert figure(broken, years([1, 2]))[2] == ["series_break"]
    skipped = attrs.evolve(YEARS, not_collected=[w.Period.parse("2021")])
    assert figure(measure(SINCE, KEPT, calendar=skipped), years([1, None, 5]))[2] == ["not_collected"]
    before = attrs.evolve(SINCE, against="previous")
    assert figure(measure(before, KEPT, calendar=skipped), years([1, None, 5])) == (4, 4, [])
    first = measure(before, KEPT, calendar=attrs.evolve(YEARS, first=w.Period.parse("2020")))
    assert figure(first, years([1]))[2] == ["no_previous"]


@pytest.mark.parametrize("left_out", [{"not_collected": ["2021"]}, {"surveyed": ["2020", "2022"]}])
def test_since_a_year_without_a_figure_there_is_no_change_that_anything_could_bound(left_out):
    periods = {name: [w.Period.parse(one) for one in values] for name, values in left_out.items()}
    one = measure(SINCE, w.Threshold(at_most=9), better="lower", calendar=attrs.evolve(YEARS, **periods))
    assert figure(one, years([1, None, 5])) == (float("-inf"), float("inf"), ["not_collected"])
    frame = pl.DataFrame([("homes", "a", "2020", "1"), ("homes", "a", "2022", "5")],
                         schema=["indicator", "area", "period", "value"], orient="row")  # fmt: skip
    plan = w.Plan(id="p", title="P", area="a", measures=(one,))
    (found,) = batch.judge(plan, frame, as_of=date(2023, 1, 2)).to_dicts()
    assert (found["status"], found["reason"]) == ("undecided", "not_collected")


def test_a_part_of_a_whole_that_may_be_more_than_all_of_it_is_not_known_at_all():
    number = w.Rate(indicator="homes", population="people", per=100)
    one = measure(number, w.Threshold(at_most=20), unit="percent", better="lower", calendar=YEARS)
    assert figure(one, years(["c"]) + years([3], indicator="people")) == (0, 100, ["suppressed"])
    assert figure(one, years(["c"]) + years([4], indicator="people")) == (25, 100, ["suppressed"])


@pytest.mark.parametrize("ranks", [{"figures_in": "rank"}, {"population_in": "rank"}])
def test_there_is_no_rate_of_places(ranks):
    with pytest.raises(w.DefinitionError, match="a place is nothing to count"):
        measure(attrs.evolve(PER, **ranks), KEPT, unit="ratio", calendar=YEARS)


def test_a_rate_divides_what_was_published_and_is_rounded_once():
    one = measure(PER, KEPT, unit="ratio", decimals=1, calendar=YEARS)
    people = years([32_000], indicator="people")
    assert figure(one, years([77]) + people) == (24, 24, [])
    found = judged(one, years([77]) + people)
    assert "(homes 77, people 32,000)" in found.explain()
    assert figure(one, years(["c"]) + people) == (0, 1, ["suppressed"])
    assert figure(one, years([77]))[:2] == (0, float("inf"))
    assert figure(one, years([77]) + years([0], indicator="people"))[2] == ["no_cases"]


@pytest.mark.parametrize(("agency", "status"), [("3.24", w.Status.ON_TRACK), ("3.25", w.Status.OFF_TRACK)])
def test_pounds_are_divided_by_pounds(agency, status):
    number = w.Rate(indicator="agency", population="pay", per=100, figures_in="pounds", population_in="pounds")
    one = measure(
        number, w.Threshold(at_most=Decimal("3.2")), unit="percent", decimals=1, better="lower", calendar=YEARS
    )
    rows = years([agency], indicator="agency", unit="pounds") + years([100], indicator="pay", unit="pounds")
    found = judged(one, rows)
    assert (found.status, one.number.units(one.unit)) == (status, {"agency": w.Unit.POUNDS, "pay": w.Unit.POUNDS})
    assert "(agency £3.2" in found.explain()


def test_how_many_people_a_rate_waits_for_is_said_only_where_it_is_true():
    """By hand: 10 of 2,198 people are 4.5495 in 1,000, which prints as 4.5; 10 of 2,197 are 4.5517, which prints as 4.6."""
    one = measure(PER, w.Threshold(at_most="4.5"), unit="ratio", decimals=1, better="lower", calendar=YEARS)
    found = judged(one, [*years([10]), *years(["x"], indicator="people")])
    (point,) = found.turning_points
    said = "off track if it is from 1 to 2,197 and on track if it is at least 2,198."
    assert str(point) == f"It depends on the population for 2020: {said}"


def test_a_count_that_a_rate_waits_for_is_not_taken_for_the_rate():
    one = measure(PER, w.Threshold(at_most="4.5"), unit="ratio", decimals=1, better="lower", calendar=YEARS)
    (point,) = judged(one, [*years(["x"]), *years([1000], indicator="people")]).turning_points
    assert str(point).startswith(
        f"It depends on the figure of {one.number.indicator} for 2020: on track if it is at most 4"
    )


def test_a_change_in_percent_from_an_unknown_figure_never_says_that_every_figure_would_do():
    """From £200 to £100 is a fall, which keeps "a rise of at most 5%"."""
    number = w.ChangeSince(indicator="homes", change_in="percent", figures_in="pounds")
    one = measure(number, w.Threshold(at_most=5), unit="percent", decimals=1, better="lower", calendar=YEARS)
    rows = rows_of(["x", 100], "2020", kind="calendar-year", unit="pounds")
    found = judged(one, rows)
    assert found.status is w.Status.UNDECIDED
    assert "off track if it is at least" not in found.explain()


def test_money_for_each_head_is_in_pounds():
    number = attrs.evolve(PER, per=1, figures_in="pounds")
    one = measure(number, w.Threshold(at_most=80), unit="pounds", decimals=2, better="lower", calendar=YEARS)
    rows = [*years(["100.50"], unit="pounds"), *years([3], indicator="people")]
    assert judged(one, rows).explain().startswith("On track")
    assert "£33.50 (homes £100.50, people 3) in 2020, target at most £80.00" in judged(one, rows).explain()


def test_the_gap_to_another_area_is_its_figure_less_ours():
    number = w.Gap(indicator="homes", from_area="eng")
    one = measure(number, w.Threshold(at_most=3), unit="percentage-points", decimals=1, better="lower", calendar=YEARS)
    rows = [*years(["60.5"], unit="percent"), *years(["63.0"], unit="percent", area="eng")]
    assert figure(one, rows) == (25, 25, [])
    assert "2.5 points (England 63.0%, a 60.5%) in 2020" in judged(one, rows).explain()
    hidden = [*years(["60.5"], unit="percent"), *years(["x"], unit="percent", area="eng")]
    assert figure(one, hidden) == (-605, 395, ["not_available"])


def test_the_gap_to_another_area_closed_only_because_that_one_fell():
    number = w.Gap(indicator="homes", from_area="eng")
    one = measure(number, w.Threshold(at_most=3), unit="percentage-points", decimals=1, better="lower", calendar=YEARS)
    rows = [*years(["60", "60"], unit="percent"), *years(["65", "62"], unit="percent", area="eng")]
    assert w.Reason.LEVELLING_DOWN in judged(one, rows).reasons


def ranked(own, *others, best="highest", **more):
    rows = [row(value, w.Period.parse("2020"), area=area) for area, value in zip("abcd", (own, *others), strict=True)
            if value is not None]  # fmt: skip
    one = measure(attrs.evolve(TOP, best=best), w.Threshold(at_most=3), unit="rank", better="lower", calendar=YEARS)
    return one, rows


@pytest.mark.parametrize(
    ("values", "best", "place"),
    [
        ((5, 7, 3, 1), "highest", (2, 2)),
        ((5, 7, 3, 1), "lowest", (3, 3)),
        ((5, 5, 3, 1), "highest", (1, 1)),
        ((1, 5, 3, 1), "highest", (4, 4)),
        ((3, "c", 9, 1), "highest", (2, 3)),
        ((3, "x", 9, 1), "highest", (2, 2)),
        (("c", 2, 3, 0), "highest", (1, 3)),
    ],
)
def test_the_place_counts_who_is_strictly_better(values, best, place):
    one, rows = ranked(*values, best=best)
    assert figure(one, rows, sets=[NEAR])[:2] == place
    assert {each.area for each in judged(one, rows, sets=[NEAR]).observations} >= set("acd")


def test_the_place_goes_by_the_figures_as_they_were_published_however_few_places_it_has_itself():
    """Rounded to whole percentages they would all be the same, and share the last place."""
    one = measure(
        attrs.evolve(TOP, figures_in="percent"), w.Threshold(at_most=3), unit="rank", better="lower", calendar=YEARS
    )
    rows = [
        row(value, w.Period.parse("2020"), area=area, unit="percent")
        for area, value in zip("abcd", ("5.01", "5.04", "5.01", "4.99"), strict=True)
    ]
    assert figure(one, rows, sets=[NEAR])[:2] == (2, 2)


@pytest.mark.parametrize(
    ("values", "why"), [((5, "c", 9, 1), []), ((4, "c", 9, 1), []), ((3, "c", 9, 1), ["suppressed"])]
)
def test_a_place_that_no_hidden_figure_can_change_is_known_whatever_that_is(values, why):
    one, rows = ranked(*values)
    assert figure(one, rows, sets=[NEAR])[2] == why


def test_in_the_top_three_is_a_promise_about_a_place():
    one, rows = ranked(5, 7, 3, 1)
    found = judged(one, rows, sets=[NEAR])
    assert found.status is w.Status.ON_TRACK
    assert "2 (of 4 with near, own figure 5) in 2020" in found.explain()
    called = attrs.evolve(NEAR, title="its neighbours")
    assert "2 (of 4 with its neighbours, own figure 5) in 2020" in judged(one, rows, sets=[called]).explain()
    assert "area set near as published on 1 January 2020" in found.explain()


@pytest.mark.parametrize(
    ("number", "given", "said"),
    [
        (SINCE, {"unit": "percent"}, "the change between two percentages is not a percentage"),
        (SINCE, {"unit": "rank"}, "a change of ranks is no rank"),
        (attrs.evolve(SINCE, change_in="percent", figures_in="count"), {}, "and the unit is count"),
        (PER, {}, "a rate is not in count"),
        (PER, {"unit": "percent"}, "per = 1000, and a percentage is of 100"),
        (TOP, {}, "a place among areas is not in count"),
        (w.Gap(indicator="homes", from_area="eng"), {"unit": "percent"}, "is not a percentage"),
    ],
)
def test_a_unit_that_a_number_cannot_have_is_refused(number, given, said):
    with pytest.raises(w.DefinitionError, match=said):
        measure(number, KEPT, **{"calendar": MONTHS, **given})


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: w.ChangeSince(indicator="homes", change_in="percent"), "without figures_in"),
        (lambda: w.ChangeSince(indicator="homes", figures_in="count"), "with figures_in"),
        (lambda: w.Gap(indicator="homes"), "names nothing to compare with"),
        (lambda: w.Rate(indicator="homes", population="homes"), "themselves"),
    ],
)
def test_a_number_that_says_nothing_is_refused(make, said):
    with pytest.raises(w.DefinitionError, match=said):
        make()


def test_a_month_of_the_year_before_that_lies_before_all_on_file_begins_no_run():
    one = measure(SINCE, w.Maintain(at_least=0))
    assert judged(one, rows_of([*range(1, 13), 9])).status is w.Status.ON_TRACK
    assert judged(one, rows_of([*range(1, 13), 0])).status is w.Status.OFF_TRACK
    assert month("April 2024") == judged(one, rows_of([*range(1, 13), 0])).period


GONE = (w.EndedArea(code="eng", until=date(2019, 12, 31), successors=("new",)),)
TO_ENGLAND = w.Gap(indicator="homes", from_area="eng")


def ended(one, rows):
    history = w.History(rows, ended=GONE, names={"eng": "England", "new": "Newland"})
    return w.judge(one, history, as_of=date(2022, 1, 1), period=w.Period.parse("2020"))


def test_there_is_no_gap_to_an_area_that_has_ended_and_nothing_bounds_it():
    rows = [row("95", w.Period.parse("2020"), unit="percent")]
    one = measure(TO_ENGLAND, w.Threshold(at_most=10), unit="percentage-points", better="lower", calendar=YEARS)
    found = ended(one, rows)
    assert (found.status, found.reasons[:1]) == (w.Status.UNDECIDED, (w.Reason.AREA_ENDED,))
    assert (
        "It depends on England, which ended on 31 December 2019; figures of Newland, which came after it, are not its own."
        in found.explain()
    )
    frame = pl.DataFrame({"indicator": ["homes"], "area": ["a"], "period": ["2020"], "value": ["95"]})
    plan = w.Plan(id="p", title="P", area="a", measures=(one,), ended_areas=GONE)
    (alike,) = batch.judge(plan, frame, as_of=date(2021, 6, 1)).to_dicts()
    assert (alike["status"], alike["reason"]) == ("undecided", "area_ended")


def test_nobody_is_in_line_with_an_area_that_has_ended():
    rule = w.BenchmarkParity(against=w.AreaFigure(area="eng"))
    one = measure(w.Observed(indicator="homes"), rule, unit="percent", calendar=YEARS)
    found = ended(one, [row("100", w.Period.parse("2020"), unit="percent")])
    assert (found.status, w.Reason.AREA_ENDED in found.reasons) == (w.Status.UNDECIDED, True)


def test_an_area_that_has_ended_has_no_gap_that_would_count_among_others():
    rule = w.RankImprovement(among="near", from_rank=2, from_of=2)
    number = w.Gap(indicator="homes", from_area="nation")
    one = measure(number, rule, unit="percentage-points", better="lower", calendar=YEARS)
    near = w.AreaSet("near", date(2019, 1, 1), ("b", "eng"))
    period = w.Period.parse("2020")
    rows = [row(value, period, area=area, unit="percent") for area, value in (("a", 45), ("b", 40), ("nation", 50))]
    found = w.judge(one, w.History(rows, ended=GONE, area_sets=[near]), as_of=date(2022, 1, 1), period=period)
    assert (found.status, found.row.judged_on) == (w.Status.ON_TRACK, "rank 1 of 2 (5 points)")


def test_the_outlook_of_a_change_says_the_change_and_what_it_is_made_of():
    number = w.ChangeSince(indicator="cost", change_in="percent", figures_in="count")
    one = measure(
        number,
        w.Threshold(at_most=3),
        unit="percent",
        decimals=1,
        better="lower",
        calendar=YEARS,
        deadline=date(2025, 12, 31),
    )
    rows = [{"period": str(year), "value": value} for year, value in ((2021, 1000), (2022, 1030), (2023, 1061))]
    known = w.History.from_records(
        rows, indicator="cost", area=one.area, unit="count", kind="calendar-year", source="s"
    )
    said = w.judge(one, known, as_of=date(2024, 3, 1)).explain()
    assert "2.8% (2025 1,122, 2024 1,091.5) in 2025." in said


def test_a_place_that_is_shared_says_by_how_many():
    rows = [
        *rows_of([50], "2020", kind="calendar-year"),
        *(
            one
            for area, value in (("b", 50), ("c", 50), ("d", 60), ("e", 40))
            for one in rows_of([value], "2020", area=area, kind="calendar-year")
        ),
    ]
    place = w.Place(indicator="homes", among="near", best="highest", figures_in="count")
    near = w.AreaSet("near", date(2019, 1, 1), ("b", "c", "d", "e"), title="our neighbours")
    one = measure(place, w.Threshold(at_most=2), unit="rank", better="lower", calendar=w.Calendar(kind="calendar-year"))
    said = judged(one, rows, sets=[near]).explain()
    assert "2 (shared by 3, of 5 with our neighbours, own figure 50) in 2020" in said


def placed(*own):
    """A place that is judged by the years of its own figures, beside three areas whose figures stay."""
    rows = years(own)
    for area, value in (("b", 60), ("c", 50), ("d", 40)):
        rows += years([value] * len(own), area=area)
    top = measure(TOP, w.Threshold(at_most=2), unit="rank", better="lower", calendar=YEARS)
    return judged(top, rows, sets=[NEAR])


@pytest.mark.parametrize(
    ("own", "said"), [((55, 45), "worsened from 2 ("), ((45, 55, 65), "improved 2 years running, from 3 (")]
)
def test_a_place_is_said_to_improve_or_worsen_as_it_rises_when_its_number_falls(own, said):
    assert f"Direction: {said}" in placed(*own).explain()


def test_a_trend_of_places_does_not_rise_as_they_worsen():
    top = w.AreaSet("near", date(2020, 1, 1), ("a", *"bcdefg"))
    rows = years([65, 55, 45, 35, 25, 15])
    for place, area in enumerate("bcdefg"):
        rows += years([60 - 10 * place] * 6, area=area)
    one = measure(TOP, w.Threshold(at_most=2), unit="rank", better="lower", calendar=YEARS)
    assert "figures from 2020 to 2025, worsening by 1 a year" in judged(one, rows, sets=[top]).explain()


def test_a_page_shows_no_places_of_others_beside_a_place_as_each_is_among_others_of_its_own():
    (shown,) = series_of(Past.of(placed(55, 45)))
    assert (shown.others, [one.others for one in shown.places]) == ("", [None, None])


def test_a_running_total_rises_and_is_no_better_for_it():
    number = w.RunningTotal(indicator="homes", since=w.Period.parse("2018"))
    one = measure(number, w.Threshold(at_least=100), calendar=w.Calendar(kind="calendar-year"))
    found = judged(one, rows_of([10, 20, 30], "2018", kind="calendar-year"))
    assert found.direction.way.value == "rose"
    rolling = measure(w.Rolling(indicator="homes", periods=2), w.Threshold(at_least=100), calendar=one.calendar)
    assert judged(rolling, rows_of([10, 20, 30], "2018", kind="calendar-year")).direction.way.value == "improved"


def shares(values, **more):
    rows = years([1] * len(values), **more)
    return [attrs.evolve(one, quantity=w.Quantity.exact(value)) for one, value in zip(rows, values, strict=True)]


OVER = w.OwnUnit(name="over", symbol="%")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (
            w.Gap(indicator="homes", from_area="eng"),
            "0.9 points (England 63.1%, a 62.2%) in 2021, target at most 3.0 points",
        ),
        (
            w.ChangeSince(indicator="homes", against="previous"),
            "1.2 points (2021 62.2%, 2020 61.0%) in 2021, target at most 3.0 points",
        ),
    ],
    ids=["gap", "change"],
)
def test_percentages_in_a_unit_of_the_plans_own_lie_points_apart(number, said):
    rows = [*shares(["61.0", "62.2"]), *shares(["63.0", "63.1"], area="eng")]
    one = measure(number, w.Threshold(at_most=3), unit=OVER, decimals=1, better="lower", calendar=YEARS)
    assert said in judged(one, rows).explain()


def test_a_rate_of_more_than_all_names_both_amounts_and_the_way_out():
    number = attrs.evolve(PER, per=100, figures_in="pounds", population_in="pounds")
    rows = [*years([1050], unit="pounds"), *years([1000], unit="pounds", indicator="people")]
    one = measure(number, w.Threshold(at_most=97), unit="percent", better="lower", calendar=YEARS)
    found = judged(one, rows)
    assert (found.status, found.reasons[0]) == (w.Status.UNDECIDED, w.Reason.MORE_THAN_ALL)
    said = found.explain()
    assert "Not known (homes £1,050, people £1,000) in 2020" in said
    assert 'It comes to more than 100%, which its unit does not allow; write unit = "ratio" where that can be.' in said
    in_ratio = attrs.evolve(one, unit="ratio", decimals=1, values=None)
    assert judged(in_ratio, rows).observed == 105
