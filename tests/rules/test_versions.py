"""A target that changes: a period is judged by its own version, and a day knows the versions agreed by then."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from typing import ClassVar

import attrs
import pytest
from hypothesis import Phase, assume, find, given, settings
from hypothesis import strategies as st
from tests.conftest import Desk

from wes_rules import (
    All,
    AnnualIncrease,
    AreaFigure,
    Baseline,
    BenchmarkParity,
    Better,
    Calendar,
    DefinitionError,
    FigureRule,
    FromBaseline,
    Maintain,
    Milestone,
    Period,
    PeriodKind,
    PlanError,
    Point,
    QuantileBand,
    Status,
    Threshold,
    Trajectory,
    Unit,
    Version,
    judge,
    strategies,
)
from wes_rules.alerts.figures_said import numbers_of
from wes_rules.judging.explain import by_how_much
from wes_rules.judging.timeline import timeline
from wes_rules.planfiles.planfile import parse_plan
from wes_rules.rules.versions import changeable

YEARS = PeriodKind.CALENDAR_YEAR
ON, RISK, OFF, OPEN = Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK, Status.UNDECIDED
LATE = date(2040, 1, 1)


def year(number: int) -> Period:
    return Period(YEARS, number)


def version(starting: int, agreed: date | None = None, **changes: object) -> Version:
    days = {} if agreed is None else {"agreed": agreed}
    return Version(starting=year(starting), changes=changes, **days)


def statuses(rule, values, as_of=LATE, **more):
    """Judge each year with a figure."""
    desk = Desk()
    history = desk.history(values, more.pop("england", None))
    measure = desk.measure(rule, **more)
    return [judge(measure, history, as_of=as_of, period=year(one)).status for one in values]


RAISED = Threshold(at_least=D(90), versions=[version(2025, date(2024, 8, 1), at_least=D(91))])


def test_a_period_is_judged_by_the_last_version_that_starts_at_or_before_it():
    assert statuses(RAISED, {2024: "90.5", 2025: "90.5", 2026: 91}) == [ON, OFF, ON]


def test_before_it_is_agreed_a_version_is_not_known():
    values, before = {2024: "90.5", 2025: "90.5"}, date(2024, 7, 31)
    assert statuses(RAISED, values, before) == [OPEN, OPEN]  # neither is published yet
    late = attrs.evolve(RAISED, versions=[version(2025, date(2027, 1, 1), at_least=D(91))])
    assert statuses(late, values, date(2026, 12, 31)) == [ON, ON]
    assert statuses(late, values, date(2027, 1, 1)) == [ON, OFF]


def test_a_version_is_agreed_on_the_first_day_of_its_first_period_unless_another_day_is_given():
    assert version(2025, at_least=D(1)) == version(2025, date(2025, 1, 1), at_least=D(1))


def test_what_a_version_does_not_say_stays_as_it_was_in_the_one_before():
    rule = Threshold(at_least=D(90), versions=[version(2026, tolerance=D(2)), version(2025, at_least=D(91))])
    assert [one.starting for one in rule.versions] == [year(2025), year(2026)]
    assert statuses(rule, {2024: 90, 2025: 90, 2026: 90}) == [ON, OFF, RISK]


def test_of_two_versions_that_start_in_one_period_the_one_agreed_later_counts_from_its_day_on():
    first, second = version(2025, date(2024, 1, 1), at_least=D(95)), version(2025, date(2028, 1, 1), at_least=D(91))
    rule = Threshold(at_least=D(90), versions=[second, first])
    assert statuses(rule, {2025: 92}, date(2027, 12, 31)) == [OFF]
    assert statuses(rule, {2025: 92}, date(2028, 1, 1)) == [ON]


def test_what_was_said_in_march_is_not_undone_by_a_target_raised_in_august():
    months = Calendar(kind=PeriodKind.MONTH)
    march, august = Period.parse("March 2025"), Period.parse("August 2025")
    rule = Threshold(at_least=D(90), versions=[Version(starting=august, changes={"at_least": D(91)})])
    measure = Desk().measure(rule, calendar=months)
    figures = [attrs.evolve(Desk().figure(2025, "90.5"), period=march + n) for n in range(6)]
    history = type(Desk().history({}))(figures)
    said = timeline(measure, history, until=august.end)
    assert [(one.period, one.judgement.status) for one in said] == [(march + n, ON if n < 5 else OFF) for n in range(6)]
    assert judge(measure, history, as_of=date(2025, 4, 1)).status is ON


def test_history_says_that_it_was_the_target_that_moved():
    rule = attrs.evolve(RAISED, versions=[version(2025, date(2027, 1, 1), at_least=D(91))])
    said = timeline(Desk().measure(rule), Desk().history({2025: "90.5"}), until=date(2027, 6, 1))
    assert [(one.day, one.judgement.status, one.moved) for one in said] == [
        (date(2026, 7, 1), ON, ()),
        (date(2027, 1, 1), OFF, ("target",)),
    ]


@pytest.mark.parametrize(
    ("rule", "values", "more", "expected"),
    [
        # maintain: each period by its own limit, and a dip under the limit of its time stays one
        (Maintain(at_least=D(75), versions=[version(2021, at_least=D(70))]), {2020: 74, 2021: 74}, {}, [OFF, OFF]),
        (Maintain(at_least=D(75), versions=[version(2021, at_least=D(80))]), {2020: 76, 2021: 81}, {}, [ON, ON]),
        # a step tolerates what the period that it leads to does
        (
            AnnualIncrease(versions=[version(2022, tolerance=D(2))]),
            {2020: 50, 2021: 51, 2022: 50, 2023: 51},
            {},
            [OPEN, ON, RISK, RISK],
        ),
        (
            AnnualIncrease(versions=[version(2022, tolerance=D(2))]),
            {2020: 50, 2021: 49, 2022: 50},
            {},
            [OPEN, OFF, OFF],
        ),
        # reached by the limit of its time is reached
        (
            Threshold(at_least=D(80), reach=True, versions=[version(2021, at_least=D(90))]),
            {2020: 85, 2021: 85},
            {},
            [ON, ON],
        ),
        (
            Threshold(at_least=D(90), reach=True, versions=[version(2021, tolerance=D(5))]),
            {2020: 86, 2021: 70},
            {},
            [OFF, OFF],
        ),
        (
            FromBaseline(change=D(1), versions=[version(2021, change=D(3))]),
            {2020: 42, 2021: 42},
            {"baseline": Baseline(value=D(41), period=year(2019))},
            [ON, OFF],
        ),
        (
            Trajectory(
                points=(Point(period=year(2020), value=D(50)),),
                versions=[version(2021, points=(Point(period=year(2020), value=D(60)),))],
            ),
            {2020: 55, 2021: 55},
            {},
            [ON, OFF],
        ),
        (All(of=(RAISED, Threshold(at_least=D(1)))), {2024: "90.5", 2025: "90.5"}, {}, [ON, OFF]),
    ],
)
def test_every_kind_judges_each_period_by_its_own_version(rule, values, more, expected):
    assert statuses(rule, values, **more) == expected


def test_parity_in_every_period_is_within_what_was_in_line_then():
    rule = BenchmarkParity(
        against=AreaFigure(area="970"),
        met_within=D(5),
        scope="every",
        versions=[version(2021, met_within=D(1))],
    )
    england = {2020: 50, 2021: 50}
    assert statuses(rule, {2020: 46, 2021: "49.5"}, england=england) == [ON, ON]
    assert statuses(rule, {2020: 46, 2021: 48}, england=england) == [ON, OFF]


def test_a_day_that_is_put_off_makes_the_promise_not_due_again():
    rule = Threshold(at_least=D(90), by=date(2024, 12, 31), versions=[version(2025, by=date(2027, 12, 31))])
    measure, history = Desk().measure(rule), Desk().history({2024: 80, 2025: 80, 2026: 80, 2027: 95})
    found = [judge(measure, history, as_of=date(number, 7, 2)) for number in (2024, 2025, 2026, 2027, 2028)]
    assert [(one.status, one.due) for one in found] == [
        (OPEN, False),
        (OFF, True),
        (OPEN, False),
        (OPEN, False),
        (ON, True),
    ]
    assert judge(measure, history, as_of=date(2028, 7, 2), period=year(2024)).status is OFF


def test_a_milestone_that_was_put_off_is_not_missed_at_its_first_day():
    rule = Milestone(by=date(2023, 12, 31), versions=[version(2023, date(2023, 6, 1), by=date(2025, 12, 31))])
    measure = Desk().measure(rule, unit=Unit.COUNT, decimals=0)
    history = Desk().history({2022: 0, 2023: 0})
    assert not judge(measure, history, as_of=date(2024, 8, 1)).due
    assert (
        judge(attrs.evolve(measure, rule=attrs.evolve(rule, versions=())), history, as_of=date(2024, 8, 1)).status
        is OFF
    )


def test_how_many_are_enough_for_a_milestone_goes_by_the_version_of_the_period_reported():
    more = {"unit": Unit.COUNT, "decimals": 0}
    raised = Milestone(by=date(2023, 12, 31), at_least=D(2), versions=[version(2022, at_least=D(3))])
    assert statuses(raised, {2021: 2, 2022: 2, 2023: 2}, **more) == [ON, ON, ON]
    lowered = Milestone(by=date(2023, 12, 31), at_least=D(3), versions=[version(2022, at_least=D(2))])
    assert statuses(lowered, {2021: 2, 2022: 1, 2023: 1}, **more)[-1] is OFF
    history = Desk().history({2021: 2, 2022: 2, 2023: 2})
    found = judge(Desk().measure(raised, **more), history, as_of=LATE, period=year(2023))
    assert "2 in 2021, where at least 2 done by 31 December 2023 was promised" in found.explain()


def test_what_the_outlook_supposes_is_judged_by_what_is_agreed_today():
    rule = Threshold(at_least=D(50), by=date(2025, 12, 31), versions=[version(2024, date(2024, 6, 1), at_least=D(99))])
    measure, history = Desk().measure(rule), Desk().history({2019: 60, 2020: 60, 2021: 60, 2022: 60})
    assert judge(measure, history, as_of=date(2023, 8, 1)).outlook.status is ON
    assert judge(measure, history, as_of=date(2024, 6, 1)).outlook.status is OFF


def test_what_is_said_goes_by_the_version_of_the_period():
    rule = Maintain(at_least=D(75), versions=[version(2021, date(2021, 2, 1), at_least=D(70))])
    measure, history = Desk().measure(rule), Desk().history({2020: 74, 2021: 72})
    found = judge(measure, history, as_of=LATE, period=year(2021))
    said = found.explain()
    assert (
        "where at least 70.0% was to be maintained; last missed with 74.0% in 2020, where it was at least 75.0%" in said
    )
    assert found.required == "at least 75.0% in every period"  # a row holds on its own: 2020 decided
    assert found.reading.endswith("; from 2021 on at least 70.0% instead of at least 75.0% (agreed on 1 February 2021)")
    assert "2021-02-01" not in judge(measure, history, as_of=date(2021, 1, 31), period=year(2020)).explain()


@given(st.data(), strategies.histories(), st.sampled_from((Better.HIGHER, Better.LOWER)))
def test_versions_that_start_later_or_are_not_agreed_or_change_nothing_change_nothing(data, history, better):
    rule = data.draw(strategies.rules(better=better, nested=False, versions=False))
    measure = data.draw(strategies.measures(rule=st.just(rule), better=better))
    as_of = data.draw(st.dates(date(2019, 1, 1), date(2025, 1, 1)))
    found = judge(measure, history, as_of=as_of)
    other = data.draw(strategies.rules(kinds=[rule.kind], better=better, nested=False, versions=False))
    changes = {name: getattr(other, name) for name in changeable(type(rule)) if getattr(other, name) is not None}
    same = {name: getattr(rule, name) for name in changeable(type(rule))}
    assume(changes)
    first, last = year(2010), year(2050)
    for one in (
        Version(
            starting=last, agreed=date(2000, 1, 1), changes={k: v for k, v in changes.items() if k != "by"} or same
        ),
        Version(starting=first, agreed=date(2030, 1, 1), changes=changes),
        Version(starting=first, agreed=date(2000, 1, 1), changes=same),
    ):
        try:
            versioned = attrs.evolve(measure, rule=attrs.evolve(rule, versions=[one]))
        except DefinitionError:
            continue
        again = judge(versioned, history, as_of=as_of)
        assert (again.status, again.due, again.course, again.outcomes, again.margin, again.required) == (
            found.status, found.due, found.course, found.outcomes, found.margin, found.required)  # fmt: skip


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: version(2025), "the version starting in 2025 changes nothing"),
        (lambda: Version(starting="2025", changes={"by": LATE}), 'starting: "2025" is not a period'),
        (lambda: Version(starting=year(2025), agreed="soon", changes={"by": LATE}), 'agreed: "soon" is not a date'),
        (lambda: Threshold(at_least=D(1), versions=5), "versions: 5 is not a list"),
        (lambda: Threshold(at_least=D(1), versions=[5]), "versions: 5 is not a Version"),
        (lambda: Threshold(at_least=D(1), versions=[version(2025, reach=True)]), "changes reach, which no version may"),
        (
            lambda: Threshold(at_least=D(1), versions=[version(2025, at_most=D(2))]),
            "exactly one of .*at_least and at_most",
        ),
        (
            lambda: Threshold(at_least=D(1), versions=[version(2025, at_least=D(2)), version(2025, at_least=D(3))]),
            "two of them start in 2025 and were agreed on 2025-01-01",
        ),
        (
            lambda: Threshold(at_least=D(1), by=date(2026, 1, 1), versions=[version(2025, by=date(2025, 6, 1))]),
            "has not ended by 2025-06-01",
        ),
        (lambda: QuantileBand(among="near", versions=[version(2025, best=9)]), "the one starting in 2025: best = 9"),
    ],
)
def test_a_version_that_makes_no_sense_is_refused(make, says):
    with pytest.raises(DefinitionError, match=says):
        make()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"at_least": D(101)}, "the one starting in 2025: at_least = 101 is outside what percent allows"),
        ({"at_least": D("50.55")}, "the one starting in 2025: at_least = 50.55 has more decimal places"),
        ({"by": date(2031, 1, 1)}, "the one starting in 2025: by = 2031-01-01 is after the deadline"),
    ],
)
def test_what_does_not_fit_the_measure_is_refused_in_a_version_too(changed, says):
    with pytest.raises(DefinitionError, match=says):
        Desk().measure(Threshold(at_least=D(5), versions=[version(2025, **changed)]), deadline=date(2030, 1, 1))


def test_a_version_starts_with_a_period_of_the_calendar():
    one = Version(starting=Period.parse("March 2025"), changes={"at_least": D(6)})
    with pytest.raises(DefinitionError, match="one starts in March 2025, which is not a calendar-year"):
        Desk().measure(Threshold(at_least=D(5), versions=[one]))


PLAN = """
[plan]
id = "p"
title = "P"
area = "937"
[calendars.years]
kind = "academic-year"
[[measures]]
id = "m"
title = "M"
unit = "percent"
decimals = 0
better = "higher"
calendar = "years"
number = {indicator = "rate"}
[measures.rule]
kind = "threshold"
at_least = 90
"""


TWO = """
[[measures.rule.versions]]
starting = "2024/25"
at_least = 91
[[measures.rule.versions]]
starting = "2025/26"
tolerance = 1
at_most = 95
""".lstrip()


def rule_of(versions: str) -> Threshold:
    return parse_plan(PLAN + versions).measures[0].rule


def test_a_plan_file_says_what_changes_from_when_and_when_it_was_agreed():
    rule = rule_of('versions = [{starting = "2025/26", agreed = 2025-08-01, at_least = 91}]')
    starting = Period.parse("2025/26", PeriodKind.ACADEMIC_YEAR)
    assert rule.versions == (Version(starting=starting, agreed=date(2025, 8, 1), changes={"at_least": D(91)}),)


@pytest.mark.parametrize(
    ("versions", "line", "says"),
    [
        ("versions = [{at_least = 91}]", 19, '"starting" is missing'),
        ('versions = [{starting = "2025/26"}]', 19, "the version starting in 2025/26 changes nothing"),
        ('versions = [{starting = "2025/26", at_leest = 91}]', 19, 'unknown key "at_leest"; did you mean "at_least"?'),
        ('versions = [{starting = "2025/26", reach = true}]', 19, "a version cannot change reach"),
        ('versions = [{starting = "2025/26", at_least = "many"}]', 19, 'at_least: "many" is not a number'),
        (TWO, 25, "found at_least and at_most"),
    ],
)  # fmt: skip
def test_a_plan_file_s_versions_are_refused_with_line_and_field(versions, line, says):
    with pytest.raises(PlanError) as caught:
        rule_of(versions)
    (problem,) = caught.value.problems
    assert (problem.line, says in str(problem)) == (line, True), str(problem)


def test_some_measures_are_drawn_with_versions():
    # `find` raises where none is among so many, whatever a profile asks for.
    found = find(
        strategies.measures(),
        lambda measure: bool(getattr(measure.rule, "versions", ())),
        settings=settings(max_examples=2000, database=None, phases=[Phase.generate]),
    )
    assert found.rule.versions


def test_the_explanation_says_that_the_target_was_raised_from_when_and_when_that_was_agreed():
    measure, history = Desk().measure(RAISED), Desk().history({2024: "90.5", 2025: "90.5"})
    said = judge(measure, history, as_of=LATE, period=year(2025)).explain()
    assert "The target was raised from 90.0% to 91.0% from 2025 on, agreed on 1 August 2024." in said
    assert "raised" not in judge(measure, history, as_of=LATE, period=year(2024)).explain()


def test_a_limit_that_does_not_count_is_forgiven_by_the_tolerance_of_its_own_period():
    rule = Threshold(above=D(50), reach=True, versions=[version(2021, tolerance=D(1))])
    assert statuses(rule, {2020: 50}) == [OFF]
    assert statuses(rule, {2020: 40, 2021: 50}) == [OFF, RISK]
    assert statuses(rule, {2020: 50, 2021: 40}) == [OFF, OFF]


def test_a_version_that_changes_what_an_amount_is_in_says_the_amount_as_well():
    with pytest.raises(DefinitionError, match=r"changes tolerance_in, and not tolerance.*say tolerance as well"):
        Threshold(at_least=90, tolerance=2, versions=[{"starting": year(2020), "tolerance_in": "percent-of-target"}])


def test_a_miss_of_a_lowered_limit_is_over_it_though_the_limit_as_first_written_would_have_allowed_it():
    rule = Threshold(at_most=95, versions=[version(2023, at_most=93)])
    one = judge(Desk().measure(rule, better="lower"), Desk().history({2023: 94}), as_of=LATE, period=year(2023))
    assert by_how_much(one) == "1.0 points over the limit"
    assert numbers_of(one).distance == "1.0 points over the limit"


def test_a_later_version_names_no_earlier_figure_as_moved_that_stood_still():
    rule = Maintain(at_least=D(91), versions=[version(2025, date(2027, 1, 1), at_least=D(90))])
    said = timeline(
        Desk().measure(rule), Desk().history({2023: 91, 2024: 92, 2025: "90.5", 2026: 92}), until=date(2027, 12, 1)
    )
    assert {one.moved for one in said if one.day == date(2027, 1, 1)} == {("target",)}


def test_what_is_needed_by_a_version_that_is_due_later_is_reckoned_to_its_day():
    rule = Threshold(
        at_least=D(80), by=date(2024, 12, 31), versions=[version(2024, at_least=D(85), by=date(2026, 12, 31))]
    )
    desk = Desk()
    measure = desk.measure(rule)
    one = judge(measure, desk.history({2022: 81, 2023: 82}), as_of=date(2024, 2, 1))
    assert (one.needed.by.index, one.needed.periods, one.needed.enough) == (2026, 4, 850)


@attrs.frozen(kw_only=True)
class Ends(FigureRule):
    """A promise with two ends, which change places where the numbers are negated."""

    kind: ClassVar[str] = "two-ends"
    low: D
    high: D

    def reading(self, measure):
        return ""

    def requirement(self, finding, words):
        return ""

    def sentence(self, finding, words):
        return ""

    def fields_times(self, factor):
        fields = super().fields_times(factor)
        return {**fields, "low": fields["high"], "high": fields["low"]} if factor < 0 else fields


def test_the_versions_of_a_kind_whose_fields_change_places_change_the_one_that_is_meant():
    starting = Period(PeriodKind.CALENDAR_YEAR, 2020)
    rule = Ends(low=D(40), high=D(60), versions=(Version(starting=starting, changes={"high": D(48)}),))
    turned = rule.times(D(-1))
    assert (turned.low, turned.high) == (-60, -40)
    then = starting, date(2024, 1, 1), Calendar(kind=PeriodKind.CALENDAR_YEAR)
    changed = turned.at(*then)
    assert (changed.low, changed.high) == (-48, -40)
    assert turned.times(D(-1)).at(*then).high == 48
