"""What a measure counts: cases within a time, units that improved, gaps, comparators, and what was known when."""

from datetime import date
from decimal import Decimal as D
from math import inf

import attrs
import pytest
from tests.conftest import LATE

from wes_rules import (
    AreaFigure,
    AreaSet,
    BenchmarkParity,
    Better,
    Calendar,
    Gap,
    History,
    IndicatorFigure,
    Marker,
    MeanOf,
    Observed,
    Origin,
    Period,
    PeriodError,
    PeriodKind,
    Point,
    Quantity,
    Reason,
    ShareImproved,
    ShareWithin,
    Status,
    Trajectory,
    Unit,
    judge,
)
from wes_rules.rules.compounding import compounded, enough
from wes_rules.rules.kinds.quantile_band import quantile
from wes_rules.series.cases import Case, Inspection
from wes_rules.series.figure import Lookup
from wes_rules.series.on_file import observed_periods
from wes_rules.values.quantity import Span, from_ticks
from wes_rules.values.ticks import round_half_up, show

Y2020 = Period(PeriodKind.CALENDAR_YEAR, 2020)
CALENDAR = Calendar(kind=PeriodKind.CALENDAR_YEAR, lag_months=6)
PROMPT = Calendar(kind=PeriodKind.CALENDAR_YEAR)
ORIGIN = Origin(publication="a list", file="cases.csv", row=4)
MADE_UP = Origin(publication="a list", file="cases.csv", row=5, made_up=True)


def case(number, opened, closed=None, **more):
    given = {"indicator": "cases", "area": "937", "origin": ORIGIN, **more}
    return Case(id=str(number), opened=opened, closed=closed, **given)


def inspection(unit, day, grade, **more):
    given = {"indicator": "visits", "area": "937", "origin": ORIGIN, **more}
    return Inspection(unit=unit, day=day, grade=grade, **given)


def looked_up(number, history, period=Y2020, *, as_of=LATE, unit=Unit.PERCENT, calendar=CALENDAR):
    return number.figure(Lookup.into(history, calendar, unit, 1, as_of), "937", period)


def within(cases, *, by="opened", days=20, **more):
    return looked_up(ShareWithin(indicator="cases", days=days, by=by), History(cases=cases), **more)


def test_a_share_of_cases_says_its_counts_its_source_and_that_it_is_made_up():
    found = within([case(1, date(2020, 1, 6), date(2020, 1, 26)), case(2, date(2020, 1, 6), date(2020, 1, 27))])
    assert (found.span, found.counts, found.why, found.notes) == (Span(500, 500), (1, 2), (), ())
    (one,) = found.observations
    assert (one.indicator, one.area, one.period, one.quantity) == ("cases", "937", Y2020, Quantity.exact("50.0"))
    assert (one.numerator, one.denominator, one.origin) == (1, 2, Origin(publication="a list", file="cases.csv"))
    invented = within([case(1, date(2020, 1, 6), date(2020, 1, 26)), case(2, date(2020, 1, 6), origin=MADE_UP)])
    assert (invented.notes, invented.observations[0].origin.made_up) == ((Reason.MADE_UP,), True)


@pytest.mark.parametrize(
    ("opened", "belongs"),
    [
        (date(2019, 12, 31), False),
        (date(2020, 1, 1), True),
        (date(2020, 12, 31), True),
        (date(2021, 1, 1), False),
    ],
)
def test_a_case_belongs_to_the_period_it_was_opened_in(opened, belongs):
    found = within([case(1, opened, opened)])
    assert found.counts == ((1, 1) if belongs else None)
    assert found.why == (() if belongs else (Reason.NO_CASES,))


@pytest.mark.parametrize(("closed", "belongs"), [(date(2019, 12, 31), False), (date(2020, 1, 1), True), (None, False)])
def test_or_to_the_period_it_was_closed_in(closed, belongs):
    found = within([case(1, date(2019, 12, 20), closed)], by="closed")
    assert found.counts == ((1, 1) if belongs else None)


@pytest.mark.parametrize(
    ("as_of", "failed"),
    [
        (date(2020, 3, 1), 0),
        (date(2020, 3, 2), 0),
        (date(2020, 3, 22), 0),
        (date(2020, 3, 23), 1),
        (date(2020, 4, 30), 1),
    ],
)
def test_an_open_case_fails_on_the_day_after_its_last_one(as_of, failed):
    # The other one is no case, and there before the first day: whether anything is on file is another question.
    assert within([case(2, date(2020, 1, 2), excluded=True), case(1, date(2020, 3, 2))], as_of=as_of).failed == Span(
        failed, inf
    )


@pytest.mark.parametrize(("as_of", "kept"), [(date(2021, 3, 9), 0), (date(2021, 3, 10), 1)])
def test_a_case_that_closes_counts_from_that_day_on(as_of, kept):
    slow = case(1, date(2020, 12, 2), date(2021, 3, 10))
    found = within([slow], as_of=as_of, days=200, calendar=PROMPT)
    assert (found.span, found.counts) == ((Span(1000, 1000), (1, 1)) if kept else (Span(0, 1000), None))
    assert (found.why, found.failed) == ((), Span(0, 0)) if kept else ((Reason.CASES_OPEN,), Span(0, 1))


def test_a_case_opened_on_the_day_is_known_and_one_opened_later_is_not():
    known, later = case(1, date(2020, 3, 2)), case(2, date(2020, 3, 3))
    found = within([known, later], as_of=date(2020, 3, 23))
    assert (found.why, found.failed) == ((Reason.AWAITING_PUBLICATION, Reason.CASES_OPEN), Span(1, inf))


@pytest.mark.parametrize("by", ["opened", "closed"])
def test_until_the_figure_of_a_period_is_due_any_number_of_cases_may_still_come(by):
    done = [case(n, date(2020, 3, 2), date(2020, 3, 5)) for n in range(9)]
    early = within(done, by=by, as_of=date(2020, 12, 31), calendar=PROMPT)
    assert (early.span, early.counts, early.why) == (Span(0, 1000), None, (Reason.AWAITING_PUBLICATION,))
    late = within(done, by=by, as_of=date(2021, 1, 1), calendar=PROMPT)
    assert (late.span, late.counts, late.why) == (Span(1000, 1000), (9, 9), ())


def test_an_open_case_of_a_period_that_is_over_may_go_either_way():
    rows = [case(n, date(2020, 3, 2), date(2020, 3, 5)) for n in range(3)] + [case(3, date(2020, 12, 31))]
    found = within(rows, as_of=date(2021, 1, 20), calendar=PROMPT)
    assert (found.span, found.counts, found.why) == (Span(750, 1000), None, (Reason.CASES_OPEN,))
    assert within(rows, as_of=date(2021, 1, 21), calendar=PROMPT).counts == (3, 4)


def test_units_are_not_counted_before_the_figure_is_due_as_one_may_be_inspected_once_more():
    rows = [inspection("a", date(2019, 5, 1), 3), inspection("a", date(2020, 2, 1), 2)]
    number = ShareImproved(indicator="visits")
    early = looked_up(number, History(inspections=rows), as_of=date(2020, 12, 31), calendar=PROMPT)
    assert (early.span, early.why) == (Span(0, 1000), (Reason.AWAITING_PUBLICATION,))
    assert looked_up(number, History(inspections=rows), as_of=date(2021, 1, 1), calendar=PROMPT).counts == (1, 1)


def test_excluded_cases_do_not_count():
    assert within([case(1, date(2020, 3, 2), excluded=True)]).why == (Reason.NO_CASES,)


@pytest.mark.parametrize("number", [ShareWithin(indicator="cases", days=20), ShareImproved(indicator="cases")])
def test_without_any_row_there_is_no_figure(number):
    found = looked_up(number, History(cases=[case(1, date(2020, 3, 2), area="other")]))
    assert (found.span, found.why) == (Span(0, 1000), (Reason.NO_FIGURES,))
    assert looked_up(number, History()).why == (Reason.NO_FIGURES,)
    early = looked_up(number, History(cases=[case(1, date(2020, 3, 2), area="other")]), as_of=date(2021, 1, 1))
    assert early.why == (Reason.AWAITING_PUBLICATION,)


def test_units_that_improved_are_counted_among_those_that_had_to():
    rows = [
        inspection("a", date(2019, 5, 1), 3),
        inspection("a", date(2020, 1, 1), 2),
        inspection("b", date(2019, 5, 1), 4),
        inspection("b", date(2020, 12, 31), 3),
        inspection("c", date(2019, 5, 1), 2),
        inspection("c", date(2020, 5, 1), 1),
        inspection("d", date(2019, 5, 1), 3),
        inspection("d", date(2021, 1, 1), 1),
        inspection("e2", date(2020, 6, 1), 1, predecessor="e"),
        inspection("e", date(2018, 6, 1), 4),
        inspection("f", date(2020, 6, 1), 1),
    ]
    found = looked_up(ShareImproved(indicator="visits"), History(inspections=rows))
    assert (found.counts, found.span) == ((2, 3), Span(667, 667))
    (one,) = found.observations
    assert (one.indicator, one.area, one.period) == ("visits", "937", Y2020)


def test_a_number_is_made_from_groups_in_the_unit_they_are_published_in():
    gap, plain = Gap(indicator="rate", group="b", from_group="a"), Observed(indicator="rate", group="c")
    assert [[group for _, _, group in one.series("937")] for one in (gap, plain)] == [["b", "a"], ["c"]]
    assert gap.published(Unit.POINTS) is Unit.PERCENT
    assert gap.published(Unit.SCORE) is Unit.SCORE
    assert plain.published(Unit.POINTS) is Unit.POINTS


def test_a_gap_rests_on_both_figures_and_carries_what_is_said_of_either(desk):
    hidden = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)
    history = History([desk.figure(2020, hidden, group="a"), desk.figure(2020, 40, group="b", origin=MADE_UP)])
    gap = Gap(indicator="rate", group="b", from_group="a")
    found = looked_up(gap, history, unit=Unit.POINTS)
    assert (found.span, len(found.observations)) == (Span(-400, 600), 2)
    assert (found.why, found.notes) == ((Reason.SUPPRESSED,), (Reason.MADE_UP,))


@pytest.mark.parametrize(
    ("now", "levelled"),
    [((60, 49), True), ((60, 50), True), ((60, 51), False), ((70, 50), False), ((70, 49), False), ((75, 60), False)],
)
def test_a_gap_closes_by_levelling_down_only_if_the_group_in_focus_did_not_rise(desk, now, levelled):
    figures = [desk.figure(2019, 70, group="a"), desk.figure(2019, 50, group="b")]
    figures += [desk.figure(2020, value, group=group) for group, value in zip("ab", now, strict=True)]
    lookup = Lookup.into(History(figures), CALENDAR, Unit.POINTS, 1, LATE)
    gap = Gap(indicator="rate", group="b", from_group="a")
    assert gap.levelled_down(lookup, "937", Y2020 - 1, Y2020) is levelled


@pytest.mark.parametrize(
    "against",
    [
        AreaFigure(area="970", group="boys"),
        MeanOf(mean_of="near", group="boys"),
        IndicatorFigure(indicator="demand", group="boys"),
    ],
)
def test_a_comparator_may_be_another_group(desk, against):
    figures = [desk.figure(2020, 60)]
    for more in ({"area": "970"}, {"area": "a"}, {"indicator": "demand"}):
        figures += [desk.figure(2020, 90, **more), desk.figure(2020, 50, group="boys", **more)]
    found = desk.measure(BenchmarkParity(against=against))
    history = History(figures, area_sets=[AreaSet("near", date(2020, 1, 1), ("a",))])
    assert judge(found, history, as_of=LATE, period=Y2020).margin == 10


def test_a_gap_is_compared_with_the_same_gap_whatever_the_group(desk):
    gap = Gap(indicator="rate", group="b", from_group="a")
    history = History([desk.figure(2020, v, group=g, area="970") for g, v in (("a", 70), ("b", 50))])
    lookup = Lookup.into(history, CALENDAR, Unit.POINTS, 1, LATE)
    assert AreaFigure(area="970", group="boys").figure(lookup, gap, "937", Y2020).span == Span(200, 200)


@pytest.mark.parametrize(
    ("values", "minimum", "why", "count_of", "notes"),
    [
        ((50, 60), 1, (), (2, 2), ()),
        ((50, None), 1, (), (1, 2), (Reason.AREAS_MISSING,)),
        ((50, None), 2, (Reason.TOO_FEW_AREAS,), (1, 2), ()),
        ((None, None), 1, (Reason.BENCHMARK_MISSING,), (0, 2), ()),
        ((), 1, (Reason.TOO_FEW_AREAS,), (0, 0), ()),
    ],
)
def test_a_mean_says_of_how_many_areas_it_is(desk, values, minimum, why, count_of, notes):
    areas = tuple("ab"[: len(values)])
    figures = [desk.figure(2020, v, area=a) for a, v in zip(areas, values, strict=True) if v is not None]
    history = History([desk.figure(2019, 1), *figures], area_sets=[AreaSet("near", date(2020, 1, 1), areas)])
    lookup = Lookup.into(history, CALENDAR, Unit.PERCENT, 1, LATE)
    found = MeanOf(mean_of="near", minimum=minimum).figure(lookup, Observed(indicator="rate"), "937", Y2020)
    assert (found.why, found.count_of, found.notes) == (why, count_of, notes)
    assert found.span.exact is not bool(why)


def test_a_mean_is_taken_before_rounding_and_of_unknown_figures_by_their_bounds(desk):
    near = [AreaSet("near", date(2020, 1, 1), ("a", "b"))]
    number, mean = Observed(indicator="rate"), MeanOf(mean_of="near")

    def of(*values, unit=Unit.PERCENT):
        history = History([desk.figure(2020, v, area=a) for a, v in zip("ab", values, strict=True)], area_sets=near)
        return mean.figure(Lookup.into(history, CALENDAR, unit, 1, LATE), number, "937", Y2020).span

    assert of("50.04", "50.14") == Span(501, 501)
    assert of("50.0", Quantity.between(50, 60)) == Span(500, 550)
    hidden = Quantity.missing(Unit.COUNT, Marker.SUPPRESSED)
    assert of(4, hidden, unit=Unit.COUNT) == Span(20, float("inf"))


def test_what_was_known_on_a_day_is_a_history_of_its_own(desk):
    early, late = desk.figure(2019, 5, published=date(2020, 6, 1)), desk.figure(2019, 6, published=date(2020, 6, 2))
    undated = desk.figure(2018, 4)
    cases = [case(1, date(2020, 6, 1), date(2020, 6, 2)), case(2, date(2020, 6, 2))]
    visits = [inspection("a", date(2020, 6, 1), 3), inspection("a", date(2020, 6, 2), 2)]
    whole = History([early, late, undated], cases=cases, inspections=visits, names={"937": "Here"})
    known = whole.as_of(date(2020, 6, 1))
    assert known == History(
        [undated, early], cases=[case(1, date(2020, 6, 1))], inspections=[visits[0]], names={"937": "Here"}
    )
    assert known.name("937") == "Here"
    assert whole.as_of(date(2020, 6, 2)) == whole
    assert known != whole
    assert known != "a history"
    assert repr(known).startswith("History([Observation(indicator='rate', area='937',")


def test_histories_differ_by_any_of_their_parts(desk):
    parts = [
        {"cases": [case(1, date(2020, 6, 1))]},
        {"inspections": [inspection("a", date(2020, 6, 1), 3)]},
        {"area_sets": [AreaSet("near", date(2020, 1, 1), ("a",))]},
    ]
    assert all(History(**part) != History() for part in parts)
    assert History([desk.figure(2019, 5)]) != History()
    for part in parts:
        assert History(**part).plus([desk.figure(2019, 5)]) == History([desk.figure(2019, 5)], **part)


def test_cases_and_inspections_are_listed_by_indicator_and_area():
    cases = [case(1, date(2020, 1, 1)), case(2, date(2020, 1, 1), area="9"), case(3, date(2020, 1, 1), indicator="x")]
    visits = [
        inspection("a", date(2020, 1, 1), 1),
        inspection("a", date(2020, 1, 1), 1, area="9"),
        inspection("a", date(2020, 1, 1), 1, indicator="x"),
    ]
    history = History(cases=cases, inspections=visits)
    assert history.cases("cases", "937") == [cases[0]]
    assert history.inspections("visits", "937") == [visits[0]]


@pytest.mark.parametrize(
    ("quantity", "decimals", "span"),
    [
        (Quantity.rounded(D(9), 0), 0, Span(9, 9)),
        (Quantity.rounded(D(-9), 0), 0, Span(-9, -9)),
        (Quantity.rounded(D(0), 0), 0, Span(0, 0)),
        (Quantity.rounded(D(9), 0), 1, Span(85, 95)),
        (Quantity.rounded(D(-9), 0), 1, Span(-95, -85)),
        (Quantity.rounded(D("9.1"), 1), 2, Span(905, 915)),
        (Quantity(low=D("0.5"), high=D("2.5"), low_open=True), 0, Span(1, 3)),
        (Quantity(low=D("-2.5"), high=D("-0.5"), low_open=True), 0, Span(-2, -1)),
        (Quantity(low=D("-2.5"), high=D("-0.5"), high_open=True), 0, Span(-3, -1)),
        (Quantity(low=D("0.5"), high=D("1.5"), high_open=True), 0, Span(1, 1)),
        (Quantity(low=None, high=D(3)), 0, Span(float("-inf"), 3)),
        (Quantity(low=D(3), high=None), 1, Span(30, float("inf"))),
    ],
)
def test_a_vague_quantity_spans_the_ticks_it_may_be_printed_as(quantity, decimals, span):
    assert quantity.span(decimals) == span


@pytest.mark.parametrize(
    ("low", "high", "opened", "span"),
    [
        ("1.2", "3.8", {}, Span(2, 3)),
        ("1", "4", {}, Span(1, 4)),
        ("1", "4", {"low_open": True, "high_open": True}, Span(2, 3)),
        ("1.2", "3.8", {"low_open": True, "high_open": True}, Span(2, 3)),
        ("0", "2.5", {"low_open": True, "high_open": True}, Span(1, 2)),
    ],
)
def test_a_vague_count_spans_whole_numbers(low, high, opened, span):
    assert Quantity(low=D(low), high=D(high), **opened).span(0, whole=True) == span
    assert Quantity(low=D(low), high=D(high), **opened).span(1, whole=True) == Span(span.low * 10, span.high * 10)


def test_low_lies_above_nought_and_under_half_of_the_rounding_unit():
    low = Quantity.read("low", unit=Unit.PERCENT, rounded_to=D("0.1"))
    assert (low.low, low.high, low.low_open, low.high_open, low.marker) == (D(0), D("0.05"), True, True, Marker.LOW)
    assert Quantity.read(" K ", unit=Unit.COUNT).span(0, whole=True) == Span(1, inf)
    assert Quantity.read("low", unit=Unit.PERCENT).span(0) == Span(0, 100)
    assert Quantity.read("c", unit=Unit.COUNT, suppressed_counts=(1, 4)).span(0, whole=True) == Span(1, 4)
    assert Quantity.read("c", unit=Unit.COUNT).high is None


def test_ticks_of_tens_and_more_are_whole_numbers():
    assert (from_ticks(12, -1), from_ticks(12, 0), from_ticks(12, 1)) == (D(120), D(12), D("1.2"))
    assert str(from_ticks(12, -1)) == "120"
    assert (round_half_up(D(125), -1), round_half_up(D(-125), -1), round_half_up(D("0.05"), 1)) == (130, -130, D("0.1"))


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "said"),
    [
        (None, Unit.PERCENT, 1, "not known"),
        (D("71.84"), Unit.PERCENT, 1, "71.8%"),
        (D(-3), Unit.POUNDS, 2, "-£3.00"),
        (D(3), Unit.POUNDS, 0, "£3"),
        (D("1E+3"), Unit.COUNT, 0, "1,000"),
        (D(4), Unit.DAYS, 0, "4 days"),
        (D("0.0000001"), Unit.SCORE, 7, "0.0000001"),
    ],
)
def test_a_value_is_said_with_its_unit(value, unit, decimals, said):
    assert show(value, unit, decimals) == said


def test_statuses_are_a_chain():
    chain = [Status.OFF_TRACK, Status.UNDECIDED, Status.AT_RISK, Status.ON_TRACK]
    for place, one in enumerate(chain):
        for other_place, other in enumerate(chain):
            found = (one < other, one <= other, one > other, one >= other)
            assert found == (place < other_place, place <= other_place, place > other_place, place >= other_place)


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("2019-09", None, "September 2019"),
        ("2019-01", None, "January 2019"),
        ("2019-12", None, "December 2019"),
        ("2019-20", None, "2019/20"),
        ("2011-12", None, "2011/12"),
        ("2011-12", PeriodKind.MONTH, "December 2011"),
        ("2011-12", PeriodKind.FINANCIAL_YEAR, "2011/12"),
        ("2000-01", None, "2000/01"),
        ("2001-01", None, "January 2001"),
        ("2003-01", None, "January 2003"),
        ("2099-00", PeriodKind.ACADEMIC_YEAR, "2099/00"),
        ("2019 week 12", PeriodKind.WEEK, "2019 week 12"),
        ("2019W1", None, "2019 week 1"),
        ("2020 week 53", None, "2020 week 53"),
        ("2019/20 Q2", PeriodKind.ACADEMIC_QUARTER, "2019/20 Q2"),
        ("2019 H2", None, None),
        ("2019/20 H2", None, "2019/20 H2"),
        ("2019 Q4", None, "2019 Q4"),
        ("2019/20 Q2", PeriodKind.CALENDAR_QUARTER, None),
        ("2019 Q2", PeriodKind.FINANCIAL_QUARTER, None),
        ("2019/20 Q2", PeriodKind.FINANCIAL_HALF, None),
        ("2019 week 12", PeriodKind.MONTH, None),
        ("autumn 2019/20", PeriodKind.MONTH, None),
        ("May 2019", PeriodKind.TERM, None),
        ("2019-13", PeriodKind.MONTH, None),
        ("2019-00", PeriodKind.MONTH, None),
        ("2019-09", PeriodKind.CALENDAR_YEAR, None),
        ("2019/20", PeriodKind.FINANCIAL_QUARTER, None),
    ],
)
def test_a_spelling_is_read_as_the_kind_that_is_asked_for_or_not_at_all(text, kind, said):
    if said is None:
        with pytest.raises(PeriodError):
            Period.parse(text, kind)
    else:
        found = Period.parse(text, kind)
        assert str(found) == said
        assert kind is None or found.kind is kind


@pytest.mark.parametrize(
    ("kind", "example"),
    [
        (None, "2019/20, 2019, 2019 Q3, May 2019 or 2019 week 12"),
        (PeriodKind.WEEK, "2019 week 12"),
        (PeriodKind.TERM, "autumn 2019/20"),
        (PeriodKind.MONTH, "January 2019"),
        (PeriodKind.FINANCIAL_HALF, "2019/20 H1"),
    ],
)
def test_what_cannot_be_read_is_told_with_an_example_of_its_kind(kind, example):
    with pytest.raises(PeriodError) as caught:
        Period.parse("soon", kind)
    assert example in str(caught.value)


@pytest.mark.parametrize(
    ("identifier", "period"),
    [
        ("Academic year", "2019/20"),
        ("Academic year Q2", "2019/20 Q2"),
        ("FY Q1", "2019/20 Q1"),
        ("Autumn term", "autumn 2019/20"),
        ("T3", "summer 2019/20"),
        ("Part 1 (April to September)", "2019/20 H1"),
        ("P2", "2019/20 H2"),
    ],
)
def test_identifiers_of_split_years(identifier, period):
    assert str(Period.from_dfe("201920", identifier)) == period


@pytest.mark.parametrize(
    ("identifier", "period"),
    [
        ("Calendar year", "2019"),
        ("CY Q1", "2019 Q1"),
        ("Calendar year Q4", "2019 Q4"),
        ("Reporting year", "2019"),
        ("M1", "January 2019"),
        ("M12", "December 2019"),
        ("January", "January 2019"),
        ("Week 7", "2019 week 7"),
        ("W12", "2019 week 12"),
    ],
)
def test_identifiers_of_single_years(identifier, period):
    assert str(Period.from_dfe("2019", identifier)) == period


@pytest.mark.parametrize("identifier", ["Reporting year Q1", "Decade", "M13", "T4", "Part 3", "Q1"])
def test_an_identifier_that_is_not_known_is_refused(identifier):
    with pytest.raises(PeriodError, match="unknown time identifier"):
        Period.from_dfe("2019", identifier)


def test_a_week_starts_on_its_monday():
    week = Period.parse("2019 week 1")
    assert (week.start, week.end) == (date(2018, 12, 31), date(2019, 1, 7))
    assert Period.containing(date(2019, 1, 6), PeriodKind.WEEK) == week
    assert isinstance(week.index, int)
    assert str(Period.parse("2020 week 53").same_period_last_year) == "2019 week 52"


def test_a_history_with_more_figures_keeps_its_names_and_sets(desk):
    near = AreaSet("near", date(2020, 1, 1), ("a",))
    more = History(area_sets=[near], names={"9": "There"}).plus([desk.figure(2020, 5)])
    assert (more.name("9"), more.area_sets, len(more)) == ("There", {"near": near}, 1)
    assert more.as_of(date(2021, 1, 1)).area_sets == {"near": near}


@pytest.mark.parametrize(
    ("start", "percent", "sign", "target"),
    [
        (100, 5, 1, 105),
        (100, 5, -1, 95),
        (101, 5, 1, 107),
        (101, 5, -1, 95),
        (-100, 5, 1, -95),
        (-100, 150, 1, 50),
        (1, 150, -1, -1),
        (0, 50, 1, 0),
        (float("inf"), 5, 1, float("inf")),
        (float("inf"), 5, -1, float("inf")),
        (float("inf"), 100, -1, 0),
        (float("inf"), 150, -1, float("-inf")),
        (float("-inf"), 50, 1, float("-inf")),
        (float("-inf"), 100, 1, 0),
        (float("-inf"), 150, 1, float("inf")),
        (float("-inf"), 150, -1, float("-inf")),
    ],
)
def test_a_share_of_the_start_is_met_by_the_next_whole_tick_further(start, percent, sign, target):
    assert enough(compounded(start, D(percent), 1, sign), sign) == target


@pytest.mark.parametrize(("value", "status"), [(57, "off_track"), (55, "on_track"), (56, "at_risk")])
def test_a_falling_trajectory_is_kept_from_above(desk, value, status):
    points = (Point(period=desk.year(2018), value=D(60)), Point(period=desk.year(2022), value=D(50)))
    rule = Trajectory(points=points, tolerance=D(1))
    found = desk.judge(rule, {2020: value}, better=Better.LOWER)
    assert (found.status.value, found.required) == (status, "at most 55.0%")
    assert found.margin == 55 - value
    assert Reason.INTERPOLATED in found.reasons
    assert Reason.INTERPOLATED not in desk.judge(rule, {2022: value}, better=Better.LOWER).reasons
    assert Reason.INTERPOLATED not in desk.judge(rule, {2023: value}, better=Better.LOWER).reasons
    stepped = attrs.evolve(rule, between="step")
    assert desk.judge(stepped, {2020: value}, better=Better.LOWER).required == "at most 60.0%"


@pytest.mark.parametrize(
    ("kind", "day", "said"),
    [
        (PeriodKind.TAX_YEAR, date(2020, 4, 5), "2019/20"),
        (PeriodKind.TAX_YEAR, date(2020, 4, 6), "2020/21"),
        (PeriodKind.TAX_QUARTER, date(2020, 7, 5), "2020/21 Q1"),
        (PeriodKind.TAX_QUARTER, date(2020, 7, 6), "2020/21 Q2"),
        (PeriodKind.FINANCIAL_YEAR, date(2020, 3, 31), "2019/20"),
        (PeriodKind.FINANCIAL_YEAR, date(2020, 4, 1), "2020/21"),
        (PeriodKind.TERM, date(2019, 12, 31), "autumn 2019/20"),
        (PeriodKind.TERM, date(2020, 1, 1), "spring 2019/20"),
        (PeriodKind.TERM, date(2020, 3, 31), "spring 2019/20"),
        (PeriodKind.TERM, date(2020, 4, 1), "summer 2019/20"),
        (PeriodKind.WEEK, date(2020, 1, 5), "2020 week 1"),
        (PeriodKind.WEEK, date(2020, 1, 6), "2020 week 2"),
    ],
)
def test_a_day_lies_in_the_period_that_has_begun_by_then(kind, day, said):
    found = Period.containing(day, kind)
    assert str(found) == said
    assert found.start <= day < found.end


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        (Origin(publication="a list"), "a list"),
        (Origin(publication="a list", file="f.csv"), "a list (f.csv)"),
        (Origin(publication="a list", file="f.csv", row=3), "a list (f.csv row 3)"),
        (Origin(publication="a list", row=3), "a list"),
        (Origin(publication="a list", data_set="abc", version="1.1"), "a list (abc 1.1)"),
        (Origin(publication="a list", data_set="abc", file="f.csv", row=3), "a list (abc, f.csv row 3)"),
    ],
)
def test_an_origin_says_its_place_as_far_as_it_is_known(origin, said):
    assert str(origin) == said


def test_only_whole_steps_can_be_added_to_a_period():
    with pytest.raises(TypeError):
        Y2020 + 0.5
    with pytest.raises(TypeError):
        Y2020 - 0.5


def test_the_first_period_of_a_series_is_one_of_it():
    calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR, first=Y2020)
    assert calendar.previous(Y2020 + 1) == Y2020
    assert calendar.previous(Y2020) is None
    assert calendar.latest_ending(date(2020, 12, 31)) == Y2020


def test_an_interval_may_end_at_the_figure(desk):
    for ends in ((D(50), D(55)), (D(45), D(50))):
        assert desk.figure(2020, 50, interval=ends).interval == ends


@pytest.mark.parametrize(
    ("values", "part", "line"),
    [
        ((float("-inf"), 1, 2), 0, float("-inf")),
        ((float("-inf"), 1, 2), 1, 1),
        ((1, 2, float("inf")), 2, float("inf")),
        ((float("-inf"), 1), 1, float("-inf")),
        ((1, float("inf")), 1, float("inf")),
    ],
)
def test_a_line_beside_a_value_without_bound_is_without_bound(values, part, line):
    assert quantile(values, part, 2) == line


@pytest.mark.parametrize(("by", "periods"), [("opened", [2020]), ("closed", [2021])])
def test_a_share_is_observed_where_its_cases_count(by, periods):
    number = ShareWithin(indicator="cases", days=20, by=by)
    rows = [case(1, date(2020, 12, 20), date(2021, 1, 5)), case(2, date(2019, 5, 1), date(2019, 5, 9), excluded=True)]
    lookup = Lookup.into(History(cases=rows), CALENDAR, Unit.PERCENT, 1, date(2022, 1, 1))
    assert observed_periods(number, lookup, "937") == [Period(PeriodKind.CALENDAR_YEAR, year) for year in periods]


@pytest.mark.parametrize(("day_count", "days_off", "day"), [
    ("calendar", (), date(2020, 1, 9)), ("working", (date(2020, 1, 6),), date(2020, 1, 14)),
])  # fmt: skip
def test_an_open_case_has_a_day_on_which_it_fails(day_count, days_off, day):
    number = ShareWithin(indicator="cases", days=5, day_count=day_count, days_off=days_off)
    assert number.overrun(case(1, date(2020, 1, 3))) == day


def test_many_digits_are_rounded_once():
    assert Quantity.exact("89.9499999999999999999999999999999").span(1) == Span(899, 899)
