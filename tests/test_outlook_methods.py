"""On course to a far target by a named method: each publisher's formula, its cuts, and what it says of figures not known exactly."""

from datetime import date
from decimal import Decimal as D
from fractions import Fraction

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.conftest import Desk

from wes_rules import (
    All,
    AnnualIncrease,
    Baseline,
    Better,
    Calendar,
    DefinitionError,
    FromBaseline,
    Grade,
    History,
    OutlookMethod,
    Period,
    PeriodKind,
    Point,
    Quantity,
    Reason,
    Status,
    Threshold,
    Trajectory,
    Unit,
    judge,
)
from wes_rules import Any as AnyOf
from wes_rules.judging.by_method import METHODS
from wes_rules.judging.methods.grading import At, Case, Graded
from wes_rules.rules.words import Words
from wes_rules.values.quantity import Span

desk = Desk()
YEARLY = Calendar(kind=PeriodKind.CALENDAR_YEAR)
FROM_2015 = Baseline(period=Period.parse("2015"))
# The grades of one method stand from the worst to the best.
worse_first = list(Grade).index
HALF = {2015: D("14.5"), 2023: D("10.4")}


def outlook(method, figures, *, target=None, better=Better.LOWER, until=2030, rule=None, **more):
    """Return the outlook by a method, at the end of the year of the latest figure."""
    side = "at_least" if better is Better.HIGHER else "at_most"
    promise = rule or (AnnualIncrease() if target is None else Threshold(**{side: D(target)}))
    given_by = {"calendar": YEARLY, "unit": Unit.SCORE, "decimals": 2, "better": better, "baseline": FROM_2015, **more}
    measure = desk.measure(promise, outlook_method=method, deadline=until and date(until, 12, 31), **given_by)
    return judge(measure, desk.history(figures), as_of=date(max(figures) + 1, 1, 1)).outlook


def rising(first, *values):
    return {first + place: D(value) for place, value in enumerate(values)}


def test_growth_is_held_against_the_growth_that_the_target_takes():
    """By hand: (10.4 / 14.5)^(1/8) - 1 = -4.07% a year; (7.25 / 14.5)^(1/15) - 1 = -4.52%; a ratio of 0.90."""
    found = outlook("cagr-ratio", HALF, target="7.25")
    assert (found.status, found.graded.grade) == (Status.AT_RISK, Grade.MODERATE)
    assert found.graded.said == (
        "10.40 in 2023 from 14.50 in 2015 is -4.07% a year; 7.25 in 2030 takes -4.52% a year, a ratio of 0.90; "
        "substantial from 0.95, moderate from 0.60, limited from 0"
    )


@pytest.mark.parametrize(
    ("last", "grade"),
    [("7.25", Grade.ACHIEVED), ("10.20", Grade.SUBSTANTIAL), ("14.5", Grade.LIMITED), ("14.51", Grade.DETERIORATION)],
)
def test_the_cuts_of_the_growth_ratio(last, grade):
    assert outlook("cagr-ratio", {2015: D("14.5"), 2023: D(last)}, target="7.25").graded.grade is grade


def test_growth_alone_is_graded_where_no_target_is_named_and_less_is_asked_near_a_limit():
    """By hand: (99.7 / 97.4)^(1/7) - 1 = 0.33% a year; the cuts times 1 - 0.974^4.44 = 0.11."""
    figures, up = {2015: D("97.4"), 2022: D("99.7")}, Better.HIGHER
    assert outlook("cagr-direction", figures, better=up).graded.grade is Grade.LIMITED
    near = outlook("cagr-direction", figures, better=up, outlook_limit=100)
    assert near.graded.grade is Grade.SUBSTANTIAL
    assert outlook("cagr-direction", figures, better=up, until=None).graded.grade is Grade.LIMITED


@pytest.mark.parametrize(
    ("values", "symbol"),
    [
        # By hand, target 60 in 2030: the mean of five changes is carried on for ten years.
        ((40, 41, 42, 43, 44, 45), Grade.CLOUD),
        ((30, 33, 36, 39, 42, 45), Grade.SUN),
        ((39, 41, 40, 43, 43, 46), Grade.SUN),
        ((38, 40, 40, 41, 42, 44), Grade.CLOUD),
        ((39, 40, 40, 41, 42, D("45.5")), Grade.SLIGHTLY_CLOUDY),
        ((45, 44, 43, 44, 46, 45), Grade.THUNDERSTORM),
        ((50, 52, 54, 56, 58, 60), Grade.SUN),
        ((65, 64, 63, 62, 61, 60), Grade.SLIGHTLY_CLOUDY),
    ],
)
def test_the_mean_change_is_carried_on_to_the_year_of_the_target(values, symbol):
    found = outlook("extrapolated-gap", rising(2015, *values), target=60, better=Better.HIGHER)
    assert found.graded.grade is symbol


@pytest.mark.parametrize(
    ("values", "symbol"),
    [
        ((1, 2, 3, 4, 5, 6), Grade.SUN),
        ((1, 2, 3, 4, 6, 6), Grade.SLIGHTLY_CLOUDY),
        ((6, 5, 4, 3, 2, 3), Grade.CLOUD),
        ((6, 5, 4, 3, 3, 3), Grade.THUNDERSTORM),
    ],
)
def test_without_a_target_the_mean_and_the_last_change_count(values, symbol):
    assert outlook("extrapolated-gap", rising(2015, *values), better=Better.HIGHER).graded.grade is symbol


@pytest.mark.parametrize(
    ("values", "symbol"),
    [
        ((55, 56, 57, 58, 59, 61), Grade.SUN),
        ((66, 65, 64, 63, 62, 61), Grade.SLIGHTLY_CLOUDY),
        ((54, 55, 56, 57, 58, 59), Grade.CLOUD),
        ((66, 65, 64, 63, 62, 59), Grade.THUNDERSTORM),
    ],
)
def test_a_target_of_every_year_is_held_or_not_and_kept_or_not(values, symbol):
    found = outlook("extrapolated-gap", rising(2015, *values), target=60, better=Better.HIGHER, until=None)
    assert found.graded.grade is symbol


@pytest.mark.parametrize(
    ("last", "grade", "status"),
    [
        (60, Grade.MET, Status.ON_TRACK),
        (42, Grade.IMPROVING, None),
        (41, Grade.LITTLE_CHANGE, None),
        (37, Grade.LITTLE_CHANGE, None),
        (36, Grade.GETTING_WORSE, Status.OFF_TRACK),
    ],
)
def test_the_share_of_the_targeted_change(last, grade, status):
    """By hand: 10% of the change from 40 to 60 is 2, and 10% of 40 is 4."""
    found = outlook("targeted-change", {2015: 40, 2020: last}, target=60, better=Better.HIGHER)
    assert (found.graded.grade, found.status) == (grade, status)


def test_the_weighted_line_is_carried_on_to_the_year_of_the_target():
    """By hand: on one straight line every weighting gives that line, 40 + 1 a year, which is 55 in 2030."""
    line = rising(2015, 40, 41, 42, 43, 44)
    gaps = {55: Grade.MAINTAIN, 56: Grade.MAINTAIN, 60: Grade.ACCELERATE}
    assert {
        aim: outlook("anticipated-progress", line, target=aim, better=Better.HIGHER).graded.grade for aim in gaps
    } == gaps
    down = rising(2015, 40, 39, 38, 37, 36)
    assert outlook("anticipated-progress", down, target=60, better=Better.HIGHER).graded.grade is Grade.REVERSE


def test_a_turn_of_late_weighs_more_than_what_went_before():
    """By hand: with weights of 1 to 5 the slope is 58.67 / 23.33 = 2.51 a year; without them it is 2, which leads to 68.4."""
    turned = rising(2015, 40, 40, 40, 44, 48)
    even = outlook("anticipated-progress", turned, target=65, better=Better.HIGHER).graded
    assert "lead to 74.74" in even.said
    assert "from 2015 to 2019" in even.said


@pytest.mark.parametrize("method", [one for one in OutlookMethod if one.needs_target and one.from_baseline])
def test_a_target_that_was_met_at_the_baseline_is_a_case_of_its_own(method):
    """A naive share of the way from 80 to 60 would call a fall to 50 more than all of it."""
    figures = {2015: 80, 2016: 70, 2020: 50}
    lost = outlook(method, figures, target=60, better=Better.HIGHER)
    assert lost.status is Status.OFF_TRACK
    assert lost.graded.met_at_baseline
    assert "the target was met at the baseline already" in lost.sentence(None)
    kept = outlook(method, {2015: 80, 2016: 82, 2020: 85}, target=60, better=Better.HIGHER)
    assert (kept.status, kept.graded.met_at_baseline) == (Status.ON_TRACK, True)


@pytest.mark.parametrize("method", list(METHODS))
def test_every_sentence_names_the_method_and_its_source(method):
    aim = 60 if method.needs_target else None
    for figures in (rising(2015, 40, 41, 42, 43, 44, 45), {2015: 40}):
        found = outlook(method, figures, target=aim, better=Better.HIGHER)
        assert f"by {method.value} ({method.source}): " in found.sentence(None)
        assert (found.to_json()["method"], found.to_json()["source"]) == (method.value, method.source)


def test_what_lies_between_bounds_leaves_a_grade_open_only_where_it_would_turn():
    vague = Quantity.rounded(D(45), 0)
    assert (
        outlook(
            "extrapolated-gap", rising(2015, 40, 41, 42, 43, 44) | {2020: vague}, target=90, better=Better.HIGHER
        ).graded.grade
        is Grade.CLOUD
    )
    found = outlook(
        "extrapolated-gap", rising(2015, 30, 33, 36, 39, 42) | {2020: vague}, target=76, better=Better.HIGHER
    )
    assert (found.status, found.graded.words) == (Status.UNDECIDED, "between slightly cloudy and sun")
    assert found.to_json()["score"]["lowest"] != found.to_json()["score"]["highest"]


def test_a_forecast_is_no_figure_and_what_is_published_later_is_not_known():
    figures = rising(2015, 40, 41, 42, 43, 44, 45)
    same = outlook("extrapolated-gap", figures, target=60, better=Better.HIGHER)
    measure = desk.measure(
        Threshold(at_least=60),
        unit=Unit.SCORE,
        decimals=2,
        outlook_method="extrapolated-gap",
        calendar=YEARLY,
        deadline=date(2030, 12, 31),
    )
    later = desk.history(figures | {2021: 90})
    assert judge(measure, later, as_of=date(2021, 1, 1)).outlook == same


def test_growth_from_nothing_is_refused_by_name_and_never_replaced():
    found = outlook("cagr-ratio", {2015: 0, 2020: 5}, target=10, better=Better.HIGHER)
    assert (found.status, found.reasons) == (None, (Reason.ACROSS_NOTHING,))
    assert outlook("cagr-ratio", {2015: -4, 2020: 5}, target=10, better=Better.HIGHER).reasons == (
        Reason.ACROSS_NOTHING,
    )


def test_growth_of_negative_numbers_goes_by_their_size():
    found = outlook("cagr-ratio", {2015: -20, 2023: -10}, target=-5, better=Better.HIGHER)
    assert found.graded.grade is Grade.MODERATE
    assert "-8.30% a year; -5.00 in 2030 takes -8.83% a year, a ratio of 0.94" in found.graded.said


def test_a_promise_without_one_value_has_no_such_outlook():
    found = outlook("cagr-ratio", HALF, rule=AnnualIncrease(), better=Better.HIGHER)
    assert found.reasons == (Reason.NO_TARGET,)


def test_the_target_of_a_trajectory_is_that_of_the_last_day():
    points = (Point(period=Period.parse("2020"), value=D(12)), Point(period=Period.parse("2030"), value=D("7.25")))
    found = outlook("cagr-ratio", HALF, rule=Trajectory(points=points))
    assert found.graded == outlook("cagr-ratio", HALF, target="7.25").graded


def test_a_whole_has_the_outlook_of_its_worst_part_and_of_any_the_best():
    rules = (Threshold(at_least=60), Threshold(at_least=90))
    figures = rising(2015, 30, 33, 36, 39, 42, 45)
    both, either = (
        outlook("extrapolated-gap", figures, rule=kind(of=rules), better=Better.HIGHER) for kind in (All, AnyOf)
    )
    assert (both.graded.grade, either.graded.grade) == (Grade.CLOUD, Grade.SUN)


@pytest.mark.parametrize(
    ("given_by", "fault"),
    [
        ({"outlook_method": "cagr"}, "unknown value"),
        ({"outlook_method": "cagr-ratio"}, "needs a baseline with a period"),
        ({"outlook_method": "extrapolated-gap", "better": "none"}, "which way is better"),
        ({"outlook_method": "extrapolated-gap", "outlook_limit": 100}, "outlook_limit has no effect"),
        ({"outlook_method": "extrapolated-gap", "calendar": Calendar(kind="month")}, "one figure a year"),
        ({"outlook_method": "cagr-direction", "baseline": FROM_2015, "outlook_limit": 0}, "has no limit"),
    ],
)
def test_a_method_that_a_measure_has_not_all_for_is_refused(given_by, fault):
    with pytest.raises(DefinitionError, match=fault):
        desk.measure(Threshold(equals=60), **{"calendar": YEARLY, "unit": Unit.SCORE, **given_by})


def test_the_same_figures_are_asked_about_by_another_method():
    measure = desk.measure(
        Threshold(at_most=D("7.25")),
        better="lower",
        unit=Unit.SCORE,
        decimals=2,
        calendar=YEARLY,
        baseline=FROM_2015,
        deadline=date(2030, 12, 31),
    )
    one = judge(measure, desk.history(HALF), as_of=date(2024, 1, 1))
    assert one.outlook.method is OutlookMethod.RECENT_COURSE
    assert one.outlook_by("cagr-ratio").graded.grade is Grade.MODERATE
    assert one.outlook_by("targeted-change").graded.grade is Grade.IMPROVING


# Laws, over made-up cases.

VALUES = st.integers(1, 60)


@st.composite
def cases(draw, *, exact=False):
    """Draw what a method is given, in a world small enough for ends to meet."""

    def span():
        low = draw(VALUES)
        return Span(low, low if exact else low + draw(st.sampled_from([0, 0, 1, 5])))

    years = sorted(draw(st.sets(st.integers(2016, 2024), min_size=4, max_size=8)))
    points = [At(year, span(), str(year)) for year in years]
    return Case(
        sign=draw(st.sampled_from([1, -1])),
        points=points,
        words=Words(Unit.SCORE, 1),
        base=At(2015, span(), "2015"),
        target=draw(st.none() | st.builds(At, st.just(2030), st.builds(span), st.just("2030"))),
        dated=draw(st.booleans()),
        limit=draw(st.none() | st.just(Fraction(60))),
    )


def filled(case, data):
    """Fill in every figure of a case with one that it may be."""

    def one(at):
        value = data.draw(st.integers(int(at.span.low), int(at.span.high)))
        return attrs.evolve(at, span=Span(value, value))

    aim = None if case.target is None else one(case.target)
    return attrs.evolve(case, points=[one(at) for at in case.points], base=one(case.base), target=aim)


def graded(case):
    """Return what each method says of a case: its grade at worst and at best, or why it has none."""
    found = {method: of(case) for method, of in METHODS.items()}
    return {name: one if isinstance(one, Reason) else (one.worst, one.best) for name, one in found.items()}


@given(case=cases(), data=st.data())
def test_whatever_the_figures_turn_out_to_be_the_grade_lies_between_the_two_that_were_said(case, data):
    said, then = graded(case), graded(filled(case, data))
    for method, ends in then.items():
        if not isinstance(said[method], Reason) and not isinstance(ends, Reason):
            assert ends[0] is ends[1]
            assert worse_first(said[method][0]) <= worse_first(ends[0]) <= worse_first(said[method][1])


@given(case=cases(exact=True), place=st.sampled_from(["base", "target", 0, 1, -1]), width=st.integers(1, 4))
def test_where_one_figure_is_vague_no_more_is_left_open_than_its_values_leave(case, place, width):
    assume(place != "target" or case.target is not None)
    at = case.points[place] if isinstance(place, int) else getattr(case, place)

    def with_span(low, high):
        one = attrs.evolve(at, span=Span(low, high))
        if isinstance(place, str):
            return attrs.evolve(case, **{place: one})
        points = list(case.points)
        points[place] = one
        return attrs.evolve(case, points=points)

    vague = with_span(at.low, at.low + width)
    filled_in = [with_span(value, value) for value in range(at.low, at.low + width + 1)]
    for method, of in METHODS.items():
        said, each = of(vague), [of(one) for one in filled_in]
        if isinstance(said, Graded):
            assert {said.worst, said.best} == {
                pick((one.worst for one in each), key=worse_first) for pick in (min, max)
            }, method
            scores = [one.lowest for one in each]
            if None not in (said.lowest, said.highest, *scores):
                assert (said.lowest, said.highest) == (min(scores), max(scores)), method


def changed(case, **more):
    """Change every figure of a case, its baseline and its target by a function, and the case by more."""
    each = more.pop("each")
    aim = None if case.target is None else each(case.target)
    return attrs.evolve(case, points=[each(one) for one in case.points], base=each(case.base), target=aim, **more)


@given(case=cases(exact=True))
def test_figures_in_another_unit_have_the_same_grade(case):
    def times(at):
        return attrs.evolve(at, span=Span(7 * at.span.low, 7 * at.span.high))

    assert graded(changed(case, each=times, limit=case.limit and 7 * case.limit)) == graded(case)


@given(case=cases(exact=True))
def test_a_mirrored_measure_has_the_same_grade(case):
    one = graded(attrs.evolve(case, limit=None))
    two = graded(changed(case, each=lambda at: at.turned(-1), sign=-case.sign, limit=None))
    assert one == two


@given(case=cases(exact=True), better=st.integers(1, 20))
def test_a_better_latest_figure_never_has_a_worse_grade(case, better):
    last = case.latest.low + case.sign * better
    ahead = attrs.evolve(case, points=[*case.points[:-1], attrs.evolve(case.latest, span=Span(last, last))])
    one, two = graded(case), graded(ahead)
    for method, ends in one.items():
        if not isinstance(ends, Reason) and not isinstance(two[method], Reason):
            assert worse_first(ends[0]) <= worse_first(two[method][0])


def test_a_vague_target_bounds_the_score_on_either_side():
    """By hand: -12.94% a year, where 5.0 takes 1.50% and 5.4 takes 2.02%."""
    figures = [At(2016, Span(30, 30), "2016"), At(2020, Span(20, 20), "2020")]
    base, target = At(2015, Span(40, 40), "2015"), At(2030, Span(50, 54), "2030")
    found = METHODS[OutlookMethod.CAGR_RATIO](
        Case(sign=1, points=figures, words=Words(Unit.SCORE, 1), base=base, target=target)
    )
    assert (round(found.lowest, 2), round(found.highest, 2)) == (D("-8.64"), D("-6.41"))
    assert (
        "2.0 in 2020 from 4.0 in 2015 is -12.94% a year; between 5.0 and 5.4 in 2030 takes +1.50% to +2.02% a year"
        in found.said
    )


def test_a_target_that_is_the_baseline_takes_no_growth_and_has_no_ratio():
    lost = outlook("cagr-ratio", {2015: 60, 2020: 50}, target=60, better=Better.HIGHER)
    assert (lost.graded.grade, lost.to_json()["score"]) == (Grade.DETERIORATION, None)
    assert "which has no ratio" in lost.graded.said


def on_the_cut(method, base, last, target=None):
    """What a method says in ticks of 2015, of 2016 and of a target for 2016."""
    one = At(2016, Span(last, last), "2016")
    aim = None if target is None else At(2016, Span(target, target), "2016")
    first = At(2015, Span(base, base), "2015")
    return METHODS[method](Case(sign=1, points=[one], words=Words(Unit.SCORE, 1), base=first, target=aim))


@pytest.mark.parametrize(
    ("last", "grade"),
    [
        (200, Grade.ACHIEVED),
        (199, Grade.SUBSTANTIAL),
        (195, Grade.SUBSTANTIAL),
        (194, Grade.MODERATE),
        (160, Grade.MODERATE),
        (159, Grade.LIMITED),
        (100, Grade.LIMITED),
        (99, Grade.DETERIORATION),
        (0, Grade.DETERIORATION),
    ],
)
def test_the_growth_ratio_on_each_cut_and_a_tick_below(last, grade):
    """By hand: from 100 to 200 in one year takes 100%, so each tick is a hundredth of it."""
    found = on_the_cut(OutlookMethod.CAGR_RATIO, 100, last, 200)
    assert (found.worst, found.best, found.lowest) == (grade, grade, D(last - 100) / 100)


@pytest.mark.parametrize(
    ("last", "grade"),
    [
        (1015, Grade.SUBSTANTIAL),
        (1014, Grade.MODERATE),
        (1005, Grade.MODERATE),
        (1004, Grade.LIMITED),
        (1000, Grade.LIMITED),
        (999, Grade.DETERIORATION),
    ],
)
def test_growth_alone_on_each_cut_and_a_tick_below(last, grade):
    found = on_the_cut(OutlookMethod.CAGR_DIRECTION, 1000, last)
    assert (found.worst, found.best, found.lowest) == (grade, grade, D(last - 1000) / 1000)


def test_no_growth_where_none_is_taken_is_a_ratio_of_nothing():
    found = on_the_cut(OutlookMethod.CAGR_RATIO, 100, 100, 100)
    assert (found.worst, found.lowest, found.highest) == (Grade.ACHIEVED, 0, 0)
    assert "takes +0.00% a year, a ratio of 0.00;" in found.said


@pytest.mark.parametrize(
    ("base", "grade"),
    [(999, Grade.SUBSTANTIAL), (1000, Grade.SUBSTANTIAL), (1500, Grade.LIMITED), (2001, Grade.LIMITED)],
)
def test_the_nearer_the_baseline_is_to_its_limit_the_less_is_asked_and_far_beyond_it_nothing_less(base, grade):
    """By hand, of a growth by a tick and a limit of 1000: at half of it beyond the cuts are 95% of themselves."""
    one = At(2016, Span(base + 1, base + 1), "2016")
    first = At(2015, Span(base, base), "2015")
    case = Case(sign=1, points=[one], words=Words(Unit.SCORE, 1), base=first, target=None, limit=Fraction(1000))
    found = METHODS[OutlookMethod.CAGR_DIRECTION](case)
    assert (found.worst, found.best) == (grade, grade)


def test_growth_to_nothing_takes_all_there_is_and_has_no_ratio():
    assert on_the_cut(OutlookMethod.CAGR_RATIO, 100, 50, 0) is Reason.ACROSS_NOTHING


def test_growth_takes_a_year_between_the_baseline_and_both_the_latest_figure_and_the_target():
    base, later = At(2015, Span(100, 100), "2015"), At(2016, Span(110, 110), "2016")
    for points, target in (([base], later), ([later], base)):
        case = Case(sign=1, points=points, words=Words(Unit.SCORE, 1), base=base, target=target)
        assert METHODS[OutlookMethod.CAGR_RATIO](case) is Reason.TOO_FEW_FIGURES


@pytest.mark.parametrize(
    ("first", "last", "symbol", "missed"),
    [
        ("30.5", "40", Grade.SLIGHTLY_CLOUDY, "5"),
        ("30.5", "40.01", Grade.SUN, "5"),
        ("32", "40", Grade.SLIGHTLY_CLOUDY, "20"),
        ("32", "39.99", Grade.CLOUD, "20"),
        ("40", "40", Grade.THUNDERSTORM, "100"),
    ],
)
def test_the_extrapolated_gap_on_each_cut_and_a_tick_beside(first, last, symbol, missed):
    """By hand, of 60 in 2030: from 30.5 to 40 is 1.9 a year, so 19 of the 20 that are missing, which leaves 5%."""
    figures = {2015: D(first), 2016: D(35), 2017: D(36), 2018: D(37), 2019: D(38), 2020: D(last)}
    found = outlook("extrapolated-gap", figures, target=60, better=Better.HIGHER).graded
    assert found.grade is symbol
    assert f"; target 60.00 in 2030, missed by {missed}% of the way if it goes on; sun under 5%" in found.said


@pytest.mark.parametrize(
    ("line", "target", "grade"),
    [
        (("40", "41.2", "42.4", "43.6", "44.8"), "60", Grade.MAINTAIN),
        (("40", "41.2", "42.4", "43.6", "44.8"), "60.01", Grade.ACCELERATE),
        (("40",) * 5, "60", Grade.ACCELERATE),
        (("40", "40", "40", "40", "39.99"), "60", Grade.REVERSE),
    ],
)
def test_the_anticipated_progress_on_each_cut_and_a_tick_beside(line, target, grade):
    """By hand: 1.2 a year from 40 lead to 58, which leaves 2 of 20, or 10%; no change leaves all of it."""
    assert (
        outlook("anticipated-progress", rising(2015, *line), target=target, better=Better.HIGHER).graded.grade is grade
    )


def test_each_method_says_how_it_was_worked_out():
    """By hand: 5 of 20 are 25%; 1 a year for ten years is 10 of 15, which leaves 33%; 55 is 5 short of 60, of 20 required."""
    figures, up = rising(2015, 40, 41, 42, 43, 44, 45), Better.HIGHER
    said = {
        method: outlook(method, figures, target=60, better=up).graded.said
        for method in ("targeted-change", "extrapolated-gap", "anticipated-progress")
    }
    assert said == {
        "targeted-change": "45.00 in 2020 from 40.00 in 2015 is 25.0% of the change to 60.00 in 2030; "
        "improving from 10% of it, getting worse from 10% of the baseline away",
        "extrapolated-gap": "+1.000 a year from 40.00 in 2015 to 45.00 in 2020; target 60.00 in 2030, "
        "missed by 33% of the way if it goes on; sun under 5%, slightly cloudy up to 20%",
        "anticipated-progress": "the figures from 2015 to 2020 lead to 55.00 in 2030, with 60.00 to be reached from "
        "40.00 in 2015: a gap of 25% of the progress required; maintain up to 10%, accelerate up to 100%",
    }


def test_the_share_of_the_targeted_change_is_the_progress_that_is_said_beside_it():
    """By hand: half of 14.5 is 7.25, of which 4.1 are 56.55%; 7.2, the last tenth that is enough, would make it 56.16%."""
    measure = desk.measure(
        FromBaseline(change=50, change_in="percent", by=date(2030, 12, 31)),
        better="lower",
        outlook_method="targeted-change",
        baseline=Baseline(period=Period.parse("2015")),
    )
    found = judge(measure, desk.history({2015: "14.5", 2022: "10.4"}), as_of=date(2023, 8, 1))
    assert found.computed.sentence() == "56.5% of the way from the baseline to the target"
    assert "10.4% in 2022 from 14.5% in 2015 is 56.5% of the change to 7.25% in 2030; " in found.outlook.graded.said


def test_a_baseline_from_before_a_break_grades_nothing():
    broken = Calendar(kind=PeriodKind.CALENDAR_YEAR, breaks=frozenset({Period.parse("2018")}))
    assert outlook("cagr-ratio", HALF, target="7.25", calendar=broken).reasons == (Reason.SERIES_BREAK,)
    since = outlook("cagr-ratio", HALF, target="7.25", calendar=broken, baseline=Baseline(period=Period.parse("2023")))
    assert since.reasons == (Reason.TOO_FEW_FIGURES,)


@pytest.mark.parametrize("year", ["2015", "2023"])
def test_a_figure_that_compares_with_none_grades_nothing_as_the_baseline_or_the_latest(year):
    alone = Calendar(kind=PeriodKind.CALENDAR_YEAR, isolated=frozenset({Period.parse(year)}))
    assert outlook("cagr-ratio", HALF, target="7.25", calendar=alone).reasons == (Reason.ISOLATED,)


@pytest.mark.parametrize(
    ("first", "last", "reasons"), [("a", "a", ()), ("a", "b", (Reason.DEFINITION_DIFFERS,)), ("", "b", ())]
)
def test_a_baseline_that_is_counted_otherwise_grades_nothing(first, last, reasons):
    measure = desk.measure(
        Threshold(at_most=D("7.25")),
        outlook_method="cagr-ratio",
        deadline=date(2030, 12, 31),
        calendar=YEARLY,
        unit=Unit.SCORE,
        decimals=2,
        better=Better.LOWER,
        baseline=FROM_2015,
    )
    ways = zip(HALF.items(), (first, last), strict=True)
    history = History([desk.figure(year, value, definition=way) for (year, value), way in ways])
    assert judge(measure, history, as_of=date(2024, 1, 1)).outlook.reasons == reasons


@pytest.mark.parametrize(
    ("values", "grade"), [((40, 42, 44, 45, 46, 47), Grade.CLOUD), ((47, 46, 45, 44, 42, 40), Grade.THUNDERSTORM)]
)
def test_a_target_of_every_year_that_is_not_met_is_a_cloud_at_best(values, grade):
    found = outlook("extrapolated-gap", rising(2015, *values), target=60, better=Better.HIGHER, until=None)
    assert found.graded.grade is grade
    assert "; target 60.00 every year" in found.graded.said
