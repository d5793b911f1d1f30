"""Published answers of other systems, each with its source: this project gives the same, or says why not."""

import json
import math
from decimal import Decimal as D
from fractions import Fraction
from pathlib import Path

import pytest
from tests.conftest import LATE, Desk

from wes_rules import (
    AnnualIncrease,
    AreaFigure,
    AreaSet,
    BenchmarkParity,
    Better,
    Calendar,
    DefinitionError,
    History,
    Marker,
    MeanOf,
    PeriodKind,
    Point,
    Quantity,
    RankImprovement,
    Reason,
    Status,
    Threshold,
    Trajectory,
    Unit,
    judge,
)
from wes_rules.judging.trend import exact_p, kendall_s
from wes_rules.rules.kinds.quantile_band import band, quantile
from wes_rules.values.ticks import round_half_up

PUBLISHED = json.loads(
    (Path(__file__).parent / "vectors" / "published.json").read_text(encoding="utf-8"), parse_float=D
)
VECTORS = PUBLISHED["vectors"]
KINDS = sorted({one["kind"] for one in VECTORS})
desk = Desk()
YEAR = 2020
BETTER = {"high": Better.HIGHER, "low": Better.LOWER, "high_is_good": Better.HIGHER, "low_is_good": Better.LOWER}
BENCHMARK = AreaFigure(area="970")
MISSING = Quantity.missing(Unit.SCORE, Marker.NOT_AVAILABLE)
ON, RISK, OFF, OPEN = Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK, Status.UNDECIDED


def quantity(value):
    return MISSING if value is None else Quantity.exact(value)


def status(rule, value, better=Better.HIGHER, decimals=4, **more):
    found = desk.judge(rule, {YEAR: quantity(value)}, unit=Unit.SCORE, decimals=decimals, better=better, **more)
    return found.status


def limit(better, value, **more):
    return Threshold(**{"at_least" if better is Better.HIGHER else "at_most": D(value)}, **more)


def colour(status, green="green", amber="amber", red="red"):
    return {ON: green, RISK: amber, OFF: red}[status]


def target_point(one):
    polarity = BETTER.get(one["params"]["polarity"])
    if polarity is None:
        # A promise "in line or better" on a number of which neither way is better is refused when it is made.
        with pytest.raises(DefinitionError):
            desk.measure(BenchmarkParity(against=BENCHMARK), better=Better.NONE)
        return {"significance": "none"}
    found = status(limit(polarity, one["input"]["target"]), one["input"]["value"], polarity)
    return {"significance": colour(found, "better", "same", "worse")}


def target_range(one):
    low, high = D(one["input"]["lower_limit"]), D(one["input"]["upper_limit"])
    found = status(limit(Better.HIGHER, high, tolerance=high - low), one["input"]["value"])
    # The published range is half open: a value at its upper limit is beyond it.
    return {"significance": colour(found, "better", "same", "worse")}


def target_percentile_range(one):
    if one["params"]["polarity"] == "not_applicable":
        return target_point(one)
    p50, p90 = D(one["input"]["p50"]), D(one["input"]["p90"])
    found = status(limit(Better.HIGHER, p90, tolerance=p90 - p50), one["input"]["value"])
    return {"significance": colour(found, "better", "same", "worse")}


def target_previous_year_national(one):
    history = History(
        [
            desk.figure(YEAR, D(one["input"]["value"])),
            desk.figure(YEAR - 1, D(one["input"]["national_previous_year"]), area="970"),
        ]
    )
    rule = BenchmarkParity(against=BENCHMARK, benchmark_of="period-before")
    found = judge(desk.measure(rule, unit=Unit.SCORE), history, as_of=LATE, period=desk.year(YEAR))
    return {"significance": colour(found.status, "better", "same", "worse")}


def two_threshold_status(one):
    first, second = map(D, one["input"]["thresholds"])
    better, target = (Better.HIGHER, second) if one["params"]["direction"] == "up" else (Better.LOWER, first)
    found = status(limit(better, target, tolerance=second - first), one["input"]["value"], better)
    return {"status": colour(found, "green", "yellow", "red")}


def ordered_criteria_status(one):
    (_, _, top), (_, _, middle), _ = one["params"]["criteria"]
    rule = limit(
        Better.HIGHER, one["input"]["target"] * top, tolerance=(1 - middle) * 100, tolerance_in="percent-of-target"
    )
    return {"status": colour(status(rule, one["input"]["actual"]), "above_target", "caution", "below_plan")}


def council_rag_tolerance(one):
    red = D(one["params"]["red_at_or_over_pct"])
    rule = limit(Better.HIGHER, one["input"]["target"], tolerance=red, tolerance_in="percent-of-target")
    found = status(rule, one["input"]["actual"])
    return found.value if "ours" in one else {"rag": colour(found)}


def interval(figures):
    low, high = figures["lower95"], figures["upper95"]
    return None if low is None or high is None else (D(low), D(high))


def significance(own, other, better):
    """Judge not-significantly-worse both ways round: worse, better when the benchmark would be worse, else the same."""
    answers = []
    for mine, theirs in ((own, other), (other, own)):
        figures = [
            desk.figure(YEAR, quantity(mine["value"]), interval=interval(mine)),
            desk.figure(YEAR, quantity(theirs["value"]), area="970", interval=interval(theirs)),
        ]
        rule = BenchmarkParity(against=BENCHMARK, in_line="not-significantly-worse")
        measure = desk.measure(rule, unit=Unit.SCORE, decimals=4, better=better)
        answers.append(judge(measure, History(figures), as_of=LATE, period=desk.year(YEAR)).status)
    return answers


def against_a_point(one):
    given = one["input"]
    polarity = BETTER.get(one["params"]["polarity"], Better.LOWER)
    point = {"value": given["benchmark"], "lower95": None, "upper95": None}
    first, _ = significance(given, point, polarity)
    # Whether the interval lies wholly on the better side is asked as the opposite promise.
    turned = Better.LOWER if polarity is Better.HIGHER else Better.HIGHER
    second, _ = significance(given, point, turned)
    return {(OFF, ON): "worse", (ON, OFF): "better", (ON, ON): "same"}.get((first, second), "none")


def benchmark_value_vs_ci(one):
    found = against_a_point(one)
    if one["params"]["polarity"] == "none":
        # Neither way is better: what is better where lower is better, is lower.
        found = {"better": "lower", "worse": "higher"}.get(found, found)
    return {"significance": found}


def benchmark_value_vs_two_cis(one):
    found = against_a_point(one)
    wider = {**one["input"], "lower95": one["input"]["lower99_8"], "upper95": one["input"]["upper99_8"]}
    beyond = against_a_point({**one, "input": wider})
    return {"significance": {"better": "best", "worse": "worst"}.get(beyond, found)}


def ci_vs_ci(one):
    better = BETTER[one["params"]["polarity"]]
    first, second = significance(one["input"]["data"], one["input"]["comparator"], better)
    return {"significance": {(OFF, ON): "worse", (ON, OFF): "better", (ON, ON): "same"}[first, second]}


def benchmark_control_limit_proportion(one):
    total = one["input"]["denominator"]
    value, benchmark = one["input"]["value_pct"], one["input"]["benchmark_pct"]
    kept = round(value * total / 100)
    answers = []
    for better in (Better.LOWER, Better.HIGHER):
        figures = [
            desk.figure(YEAR, value, numerator=kept, denominator=total),
            desk.figure(YEAR, benchmark, area="970"),
        ]
        rule = BenchmarkParity(against=BENCHMARK, in_line="not-significantly-worse", counts="people")
        measure = desk.measure(rule, decimals=9, better=better)
        answers.append(judge(measure, History(figures), as_of=LATE, period=desk.year(YEAR)).status)
    return {"significance_95": {(OFF, ON): "worse", (ON, OFF): "better", (ON, ON): "same"}[tuple(answers)]}


def ranked(own, others, better):
    areas = [f"area-{place}" for place, _ in enumerate(others)]
    figures = [
        desk.figure(YEAR, quantity(own)),
        *(desk.figure(YEAR, quantity(v), area=a) for a, v in zip(areas, others, strict=True)),
    ]
    history = History(figures, area_sets=[AreaSet("near", LATE, tuple(areas))])
    measure = desk.measure(RankImprovement(among="near", from_rank=2, from_of=2), unit=Unit.SCORE, better=better)
    found = judge(measure, history, as_of=LATE, period=desk.year(YEAR))
    mean = judge(desk.measure(BenchmarkParity(against=MeanOf(mean_of="near")), unit=Unit.SCORE, decimals=6, better=better),
                 history, as_of=LATE, period=desk.year(YEAR))  # fmt: skip
    return found.finding.facts[1].figure, mean.finding.facts[1].figure.span.low


def rank(one):
    values, better = one["input"]["values"], BETTER[one["params"]["polarity"].lower()]
    places = []
    for place, value in enumerate(values):
        found = None if value is None else ranked(value, values[:place] + values[place + 1 :], better)[0]
        places.append(None if found is None else found.span.low)
    return {"rank": places}


def neighbour_rank(one):
    figure, mean = ranked(one["input"]["own"], one["input"]["neighbours"], Better.HIGHER)
    return {"rank": figure.span.low, "of": figure.count_of[0], "neighbour_mean": round(D(mean) / 10**6, 6)}


def percentile_bounds(one):
    bins = one["params"]["bins"]
    return {"bounds": [float(quantile(one["input"]["values"], part, bins)) for part in range(bins + 1)]}


def quintile_category(one):
    sign = BETTER[one["params"]["polarity"]].sign
    found = band(one["input"]["value"], one["input"]["population"], one["params"]["bins"], sign=sign)
    return {"category": 0 if found is None else found}


def quartile_band(one):
    value, low, high = one["input"]["value"], 0, 100
    if value is None:
        return {"band": None}
    if not low <= value <= high:
        return {"band": "Error"}
    found = band(value, [0, 25, 50, 75, 100], 4, sign=BETTER[one["params"]["polarity"].lower()].sign)
    return {"band": "ABCD"[found - 1]}


def linear_expected_status(one):
    given, params = one["input"], one["params"]
    if "elapsed" in given:
        path = (
            Point(period=desk.year(YEAR), value=D(0)),
            Point(period=desk.year(YEAR + given["duration"]), value=D(100)),
        )
        expected = desk.judge(Trajectory(points=path), {YEAR + given["elapsed"]: 0}).finding.facts[
            1
        ].figure.span.low / D(10)
        rule = limit(Better.HIGHER, expected * params["on_track_at_least"] / 100,
                     tolerance=expected * (params["on_track_at_least"] - params["monitor_at_least"]) / 100)  # fmt: skip
        found = colour(status(rule, given["complete_pct"]), "on_track", "monitor", "off_track")
        return {"performance_pct": given["complete_pct"] / expected * 100, "status": found}
    if given["actual_pct"] == 100:
        return {"status": "achieved" if status(limit(Better.HIGHER, 100), 100) is ON else "open"}
    rule = limit(
        Better.HIGHER,
        given["expected_pct"] - params["on_track_gap"],
        tolerance=params["behind_gap"] - params["on_track_gap"],
    )
    return {"status": colour(status(rule, given["actual_pct"]), "on_track", "behind", "at_risk")}


def achieved(actual, start, target, params):
    span = D(target - start)
    green, yellow = (start + span * params[name] / 100 for name in ("green_at_least", "yellow_at_least"))
    return colour(status(limit(Better.HIGHER, green, tolerance=green - yellow), actual), "green", "yellow", "red")


def achievement_status(one):
    given = one["input"]
    share = round_half_up(D(given["actual"] - given["start"]) / (given["target"] - given["start"]) * 100, 1)
    return {
        "achievement_pct": share,
        "status": achieved(given["actual"], given["start"], given["target"], one["params"]),
    }


def achievement_window(one):
    actual, planned = one["input"]["actual"], one["input"]["planned"]
    shares = [D(a) / p * 100 for a, p in zip(actual, planned, strict=True)]
    so_far = [D(sum(actual[: n + 1])) / sum(planned[: n + 1]) * 100 for n in range(len(actual))]
    final = achieved(sum(actual), 0, sum(planned), one["params"])
    return {"period_pct": shares, "window_pct": so_far, "final_status": final}


def progress8_band(one):
    given = {**one["input"], "value": one["input"]["score"]}
    found = against_a_point({"input": {**given, "benchmark": D(0)}, "params": {"polarity": "high"}})
    return {"band": {"better": "above_average", "worse": "below_average", "same": "average"}[found]}


def rounded(one):
    return {"rounded": round_half_up(D(one["input"]["value"]), one["params"]["dp"])}


def benchmark_parity(one):
    found = desk.judge(
        BenchmarkParity(against=BENCHMARK), {YEAR: one["input"]["own"]}, england={YEAR: one["input"]["national"]}
    )
    return {"in_line_or_better": found.status is ON}


def change_from_previous_year(one):
    series = {int(year): quantity(value) for year, value in one["input"]["series"].items() if value is not None}
    gap = Calendar(
        kind=PeriodKind.CALENDAR_YEAR, not_collected={desk.year(2020), desk.year(2021)}, breaks={desk.year(2022)}
    )
    found = desk.judge(AnnualIncrease(scope="latest"), series, year=int(one["input"]["period"]), calendar=gap)
    assert (found.status, found.reasons[0]) == (OPEN, Reason.SERIES_BREAK)
    return {"change": found.margin, "reason": one["expected"]["reason"]}


def mann_kendall_small_n(one):
    values = one["input"]["values"]
    found = exact_p(values)
    assert isinstance(found, Fraction)
    return {"s": kendall_s(values), "p_exact_two_sided": float(found)}


def trend_polarity(one):
    trend, polarity = one["input"]["trend"], one["params"]["polarity"]
    values = range(1, 6) if trend == "increasing" else range(5, 0, -1)
    better = BETTER.get(polarity, Better.NONE)
    found = desk.judge(Threshold(equals=D(0)), dict(enumerate(values, 2016)), better=better).evidence.movement.value
    return {"judgement": {"worsening": "worse", "improving": "better"}.get(found)}


ANSWERS = {**{kind: globals().get(kind) for kind in KINDS}, "round_half_up": rounded}


def same(found, expected, tolerance):
    if isinstance(expected, list):
        return len(found) == len(expected) and all(same(a, b, tolerance) for a, b in zip(found, expected, strict=True))
    if isinstance(expected, int | D) and not isinstance(expected, bool):
        return found is not None and math.isclose(float(found), float(expected), rel_tol=0, abs_tol=float(tolerance))
    return found == expected


def test_every_kind_is_answered_and_every_vector_names_its_source():
    assert all(ANSWERS[kind] is not None for kind in KINDS)
    assert all(one["source"].get("repo") or one["source"].get("page") for one in VECTORS)


def test_the_kinds_that_are_left_out_are_named_with_the_reason():
    left_out = PUBLISHED["left_out"]
    assert not left_out.keys() & set(KINDS)
    assert all(one["why"] for one in left_out.values())
    assert len(VECTORS) + sum(one["vectors"] for one in left_out.values()) == 217


@pytest.mark.parametrize("one", VECTORS, ids=lambda one: one["id"])
def test_the_published_answer_is_given(one):
    found = ANSWERS[one["kind"]](one)
    if "ours" in one:
        assert one["why"]
        assert found == one["ours"] or all(same(found[key], one["ours"][key], D("1e-6")) for key in one["ours"])
        return
    assert all(same(found[key], one["expected"][key], one.get("abs_tol", 0)) for key in found), found
    assert found
