"""Every day, period and amount that an explanation names is one of the data or of the promise, in the role it names."""

import re
from datetime import date
from decimal import Decimal as D

import attrs
import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from tests.conftest import Desk

from wes_rules import (
    All,
    AnnualDecrease,
    AnnualIncrease,
    AreaFigure,
    AreaSet,
    Baseline,
    BenchmarkParity,
    Better,
    Everyone,
    FromBaseline,
    HaltThenDecrease,
    History,
    Instead,
    Maintain,
    Marker,
    MeanOf,
    Milestone,
    Period,
    Point,
    Quantity,
    Reason,
    Status,
    Threshold,
    Trajectory,
    Unit,
    Version,
    judge,
    strategies,
)
from wes_rules.alerts.figures_said import line_of
from wes_rules.rules.kinds.composites import leaves
from wes_rules.values.days import said_day
from wes_rules.values.reason import QUALIFIES

MONTHS = [f"{date(2020, month, 1):%B}" for month in range(1, 13)]
DAY = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})\b")
YEAR = Desk().year
LATE = date(2040, 1, 1)
COUNT = {"unit": Unit.COUNT, "decimals": 0}
# With what a plan may add: starts, deadlines, breaks.
JUDGEMENTS = strategies.judgements(
    measure=strategies.measures().flatmap(
        lambda one: strategies.contexts(measure=one, around=[YEAR(2018) + n for n in range(4)])
    )
)


def agreed_by(rule, day):
    return [one for one in rule.versions if one.agreed <= day]


def days_of(judgement):
    """List the days that may be named of a judgement, each with what may be said of it."""
    yield "as known on", judgement.as_of
    yield from (
        (f"area set {name} as published on", one.published) for name, one in judgement.history.area_sets.items()
    )
    for leaf in leaves(judgement.measure):
        rule = leaf.rule
        known = agreed_by(rule, judgement.as_of)
        yield from (("agreed on", one.agreed) for one in known)
        own = {getattr(rule, "by", None), *(value for one in known for name, value in one.changes if name == "by")}
        for day in own - {None}:
            yield from (
                (said, day) for said in ("by", "its due day of", "its last due day of", "before", "after", "than")
            )
        if leaf.deadline is not None:
            yield "the deadline of", leaf.deadline


@given(JUDGEMENTS)
def test_every_day_that_is_named_is_one_of_the_promise_in_its_role(judgement):
    text = judgement.explain()
    allowed = set(days_of(judgement))
    due = {leaf.calendar.due(one) for leaf in leaves(judgement.measure) for one in periods_near(leaf)}
    named = list(DAY.finditer(text))
    assert named, "each explanation says as of which day"
    for found in named:
        day, before = date(int(found[3]), MONTHS.index(found[2]) + 1, int(found[1])), text[: found.start()].rstrip()
        if re.search(r"\b(due (on|from)|the first since|overdue since)[\w ,]*$", before) and day in due:
            continue
        roles = [said for said, one in allowed if one == day]
        assert any(before.endswith(role) for role in roles), (found[0], before[-40:], text)


def periods_near(leaf):
    return [
        Period.containing(date(2000, 1, 1), leaf.calendar.kind) + n for n in range(40 * leaf.calendar.kind.per_year)
    ]


@given(JUDGEMENTS)
def test_where_every_period_begins_is_where_the_plan_says(judgement):
    said = judgement.reading
    for leaf in leaves(judgement.measure):
        for words, true in {
            "since the baseline": leaf.baseline is not None and leaf.baseline.period is not None,
            "since the plan's start": leaf.starts is not None,
            "since the first on file": leaf.starts is None and leaf.calendar.first is None,
        }.items():
            if words in leaf.rule.reading(leaf):
                event(words)
                assert words in said
                assert true


@given(JUDGEMENTS)
def test_what_settles_is_called_what_it_is(judgement):
    text = judgement.explain()
    for part in judgement.leaves:
        own = part.period is not None and part.measure.promised(part.period, part.as_of).settles
        assert (part.last_day == "its due day") is bool(own)
    if "settled by" in text.splitlines()[0]:
        event(judgement.last_day)
        assert judgement.due
        assert f"settled by {judgement.last_day} of {said_day(judgement.settles)}" in text


@given(JUDGEMENTS)
def test_explanations_are_words_of_people(judgement):
    text = judgement.explain()
    assert not re.search(r"(?<![\d.,])1 (points|days|cases|places|periods)\b|\bNone\b|[a-z]_[a-z]", text), text
    amount = re.search(r"a miss of up to (\S+)( \S+)? is at risk", text)
    units = {one.unit for one in (judgement.measure, *(leaf.measure for leaf in judgement.leaves))}
    if amount is not None and units <= {Unit.PERCENT, Unit.POINTS, Unit.DAYS}:
        event("an amount with its unit")
        assert amount[2] or "%" in amount[1], text


@given(JUDGEMENTS)
def test_an_undecided_verdict_first_says_why(judgement):
    if judgement.status is Status.UNDECIDED and judgement.due and judgement.reasons:
        reasons = [one for one in judgement.reasons if one is not Reason.ADVISORY]
        if any(one not in QUALIFIES for one in reasons):
            assert reasons[0] not in QUALIFIES


def explained(rule, values, period, **more):
    return Desk().judge(rule, values, period, **more).explain()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"at_least": D(60)}, "The target was raised from 50.0% to 60.0% from 2020 on."),
        (
            {"tolerance": D(2)},
            "Changed from 2020 on: a tolerance of 2.0 points instead of none.",
        ),
        (
            {"tolerance": D(2), "tolerance_in": "percent-of-target"},
            "Changed from 2020 on: a tolerance of 2% of the target instead of none.",
        ),
        (
            {"by": date(2031, 12, 31)},
            "Changed from 2020 on: by 31 December 2031 instead of by 31 December 2030.",
        ),
    ],
)
def test_what_a_version_changes_is_said_in_words(changes, said):
    rule = Threshold(at_least=D(50), by=date(2030, 12, 31), versions=(Version(starting=YEAR(2020), changes=changes),))
    text = judge(
        Desk().measure(rule), Desk().history({2020: 70}), as_of=date(2021, 12, 31), period=YEAR(2020)
    ).explain()
    assert said in text
    assert said.split(": ")[-1].removesuffix(".").split(" instead")[0].split(" from 2020")[0].split("to ")[-1] in text


def test_a_number_of_reports_that_is_asked_for_later_is_said():
    later = Version(starting=YEAR(2020), agreed=date(2020, 1, 1), changes={"at_least": D(250)})
    text = explained(Milestone(by=date(2020, 12, 31), versions=(later,)), {2020: 260}, 2020, **COUNT)
    assert "Changed from 2020 on: at least 250 instead of none." in text


def test_a_whole_tells_no_version_before_it_is_agreed():
    later = Version(starting=YEAR(2020), agreed=date(2021, 9, 1), changes={"at_least": D(60)})
    whole = All(of=(Threshold(at_least=D(50), versions=(later,)),))
    measure, history = Desk().measure(whole), Desk().history({2020: 55})
    assert "60" not in judge(measure, history, as_of=date(2021, 8, 31)).explain()
    assert "at least 60.0% instead of at least 50.0%" in judge(measure, history, as_of=date(2021, 9, 1)).explain()


def test_what_was_reached_is_as_far_off_as_the_figure_that_reached_it():
    found = Desk().judge(Threshold(at_least=D(90), reach=True), {2018: 90, 2019: 95, 2020: 87}, 2020)
    assert (found.observed, found.margin) == (90, 0)
    assert "reached with 90.0% in 2018: exactly met" in found.explain()


def test_a_figure_that_is_in_line_by_its_interval_is_not_on_the_line():
    rule = BenchmarkParity(against=AreaFigure(area="970"), in_line="not-significantly-worse")
    for england, said in ((78, "not significantly worse at 95%"), (90, "significantly worse at 95%")):
        own = Desk().figure(2020, 70, numerator=70, denominator=100)
        history = History([own, Desk().figure(2020, england, area="970")], names={"970": "England"})
        found = judge(Desk().measure(rule), history, as_of=LATE, period=YEAR(2020))
        text = found.explain()
        assert "(95% interval, Wilson 60.42% to 78.11% and Poisson 54.57% to 88.44%)" in text
        assert f"against {england}.0% for England, {said}" in text
        assert (found.margin, found.required_value, "on the line" in text) == (None, None, False)


def test_a_percentage_without_counts_says_no_number_of_cases():
    found = Desk().judge(Everyone(), {2020: 98}, 2020)
    assert (found.status, found.margin, "case" in found.explain().split("\n")[1]) == (Status.OFF_TRACK, None, False)


@pytest.mark.parametrize(("rule", "england"), [
    (Threshold(at_least=D(90)), {}),
    (Maintain(at_least=D(90)), {}),
    (BenchmarkParity(against=AreaFigure(area="970")), {2020: 80}),
])  # fmt: skip
def test_nothing_depends_on_a_figure_that_does_not_apply(rule, england):
    nothing = Quantity.missing(Unit.PERCENT, Marker.NOT_APPLICABLE)
    text = Desk().judge(rule, {2020: nothing}, 2020, england=england).explain()
    assert "The figure does not apply here." in text
    assert "It depends on" not in text


def test_nothing_depends_on_an_area_that_has_no_figure():
    rule = BenchmarkParity(against=MeanOf(mean_of="near", minimum=2))
    gone = Quantity.missing(Unit.PERCENT, Marker.NOT_AVAILABLE)
    figures = [Desk().figure(2020, 70), Desk().figure(2020, 60, area="a"), Desk().figure(2020, gone, area="b")]
    near = [AreaSet("near", date(2020, 1, 1), ("a", "b"))]
    text = judge(Desk().measure(rule), History(figures, area_sets=near), as_of=LATE, period=YEAR(2020)).explain()
    assert "Too few areas of the comparison set have a figure." in text
    assert "It depends on" not in text


def test_a_step_from_the_limit_of_its_unit_asks_for_no_more():
    for rule, values, required in (
        (AnnualIncrease(), {2019: 100, 2020: 100}, "at least 100.0%"),
        (AnnualIncrease(), {2019: 100, 2020: 99}, "at least 100.0%"),
        (AnnualIncrease(), {2019: 99, 2020: 100}, "above 99.0%"),
    ):
        assert Desk().judge(rule, values, 2020).required == required


def test_what_figures_ask_for_before_its_day_is_asked_for_so_far_and_not_by_the_day():
    steps = Desk().judge(AnnualIncrease(by=date(2041, 12, 31)), {2019: 50, 2020: 51}, 2020)
    assert (steps.due, steps.required) == (False, "above 50.0% so far, due by 31 December 2041")
    line = Trajectory(
        points=(Point(period=YEAR(2019), value=D(50)), Point(period=YEAR(2041), value=D(94))), by=date(2041, 12, 31)
    )
    required = "at least 52.0% so far, at least 94.0% by 31 December 2041"
    assert Desk().judge(line, {2020: 51}, 2020).required == required
    level = Desk().judge(Threshold(at_least=D(60), by=date(2041, 12, 31)), {2020: 51}, 2020)
    assert level.required == "at least 60.0% by 31 December 2041"


@pytest.mark.parametrize(("values", "said", "reasons"), [
    ({2020: 1}, "Reported as done, 1 in 2020, in a period that ends after 30 June 2020.", (Reason.EITHER_SIDE,)),
    ({2019: 0}, "Not reported as done by 30 June 2020: the report for 2019, the last one before that day, is 0.", None),
])  # fmt: skip
def test_a_milestone_says_what_is_reported(values, said, reasons):
    found = Desk().judge(Milestone(by=date(2020, 6, 30)), values, 2020, **COUNT)
    assert found.explain().split("\n")[1] == said
    assert reasons is None or found.reasons == reasons
    assert found.decided_in is None


def test_a_halt_says_what_is_so_of_its_periods():
    calendar = attrs.evolve(Desk.calendar, isolated=frozenset({YEAR(2019), YEAR(2020)}))
    rule, more = HaltThenDecrease(halt=YEAR(2019)), {"better": Better.LOWER, "calendar": calendar}
    values = {2019: 50, 2020: 51, 2021: 48}
    assert Desk().judge(rule, values, 2019, **more).reasons == (Reason.ISOLATED,)
    assert Desk().judge(rule, values, 2021, **more).reasons == (Reason.STANDS_IN, Reason.SUBSTITUTED)
    hidden = {2021: 48, 2022: Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)}
    assert Desk().judge(rule, hidden, 2022, **more).reasons == (Reason.SUPPRESSED, Reason.SUBSTITUTED)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({2019: 20.1, 2020: 20.2, 2021: 20.1, 2022: 19.9}, "missed with 20.2% in 2020, against 20.1% in 2019: 0.1 points above the target"),
        ({2019: 20.2, 2020: 20.2, 2021: 20.4, 2022: 19.9}, "missed with 20.4% in 2021, against 20.2% in 2020: 0.2 points above the target"),
        ({2019: 20.2, 2020: 20.2, 2021: 20.1, 2022: 20.5}, "the level to fall below is 20.2% in 2020: 0.3 points above the target"),
        ({2019: 20.1, 2020: 20.2}, "20.2% in 2020; before the halt it was 20.1% in 2019: 0.1 points above the target"),
    ],
)  # fmt: skip
def test_the_distance_from_a_halt_stands_beside_the_two_figures_it_lies_between(values, told):
    said = Desk().judge(HaltThenDecrease(halt=YEAR(2020)), values, better=Better.LOWER).explain().splitlines()[1]
    assert said.endswith(f"{told}.")


def test_amounts_are_said_in_their_unit():
    step = AnnualDecrease(tolerance=D("0.5"), instead=(Instead(period=YEAR(2020), at_most=D(62), reason="closed"),))
    text = explained(step, {2019: 60, 2020: 61}, 2020, better=Better.LOWER)
    assert "at most 62.0% instead (closed); a miss of up to 0.5 points is at risk" in text
    change = FromBaseline(change=D(10), change_in="percent")
    text = explained(change, {2020: 70}, 2020, baseline=Baseline(value=D(60), period=YEAR(2019)))
    assert "better than the baseline by at least 10% of the baseline" in text
    days = Threshold(at_most=D(10), tolerance=D(1))
    text = explained(days, {2020: 11}, 2020, unit=Unit.DAYS, decimals=0, better=Better.LOWER)
    assert "11 days in 2020, target at most 10 days: 1 day over the limit." in text
    assert "a miss of up to 1 day is at risk" in text


@pytest.mark.parametrize(
    ("rule", "words"), [(AnnualIncrease(), "every period {} is"), (Maintain(at_least=D(50)), "every period {};")]
)
@pytest.mark.parametrize(
    ("given", "begins"),
    [
        ({}, "since the first on file"),
        ({"starts": date(2018, 3, 1)}, "since the plan's start"),
        ({"calendar": attrs.evolve(Desk.calendar, first=YEAR(2017))}, "since 2017"),
        ({"baseline": Baseline(value=D(60))}, "since the first on file"),
    ],
)  # fmt: skip
def test_a_promise_of_every_period_says_where_it_begins(rule, words, given, begins):
    assert words.format(begins) in explained(rule, {2018: 60, 2019: 61}, 2019, **given)


def test_steps_from_a_baseline_begin_there():
    stated = {"baseline": Baseline(value=D(60), period=YEAR(2017)), "starts": date(2018, 1, 1)}
    assert "every period since the baseline is higher" in explained(AnnualIncrease(), {2018: 61}, 2018, **stated)


LAST = re.compile(r"; last (missed|off track) with (\d+)\.0% in (\d{4})")


def last_miss(values, tolerance, parity):
    """Return what the explanation names as the last miss, with the promise's own figures by year."""
    every = BenchmarkParity(against=AreaFigure(area="970"), scope="every", strict=True, tolerance=tolerance)
    rule = every if parity else Maintain(at_least=50, tolerance=tolerance)
    figures = dict(enumerate(values, 2018))
    found = Desk().judge(rule, figures, england=dict.fromkeys(figures, 49) if parity else None)
    return found, [(what, int(year), int(value)) for what, value, year in LAST.findall(found.explain())]


@pytest.mark.parametrize("parity", [False, True])
@pytest.mark.parametrize(
    ("values", "tolerance", "said"),
    [
        ([49, 47, 51], 0, [("missed", 2019, 47)]),
        ([47, 49, 51], 2, [("off track", 2018, 47)]),
        ([49, 51, 52], 2, [("missed", 2018, 49)]),
    ],
)
def test_the_last_miss_is_named_and_the_last_one_that_was_off_track(values, tolerance, said, parity):
    values = [one - parity * (one < 50) for one in values]
    assert last_miss(values, tolerance, parity)[1] == [(what, year, value - parity) for what, year, value in said]


@given(st.lists(st.integers(44, 54), min_size=2, max_size=5), st.integers(0, 4), st.booleans())
def test_no_later_figure_misses_what_the_one_named_as_the_last_did(values, tolerance, parity):
    found, named = last_miss(values, tolerance, parity)
    figures = dict(enumerate(values, 2018))
    missed = [(year, value) for year, value in figures.items() if value < 50]
    off = [(year, value) for year, value in missed if value < (49 if parity else 50) - tolerance]
    for what, year, value in named:
        event(f"last {what}, {'no later miss' if missed[-1][0] == year else 'a later miss'}")
        assert (year, value) == (missed if what == "missed" else off)[-1]
    since = re.search(r"Since then \S+ in (\d{4}), which (misses)?", line_of(found))
    assert since is None or (since[2] == "misses") == (values[-1] < 50)
