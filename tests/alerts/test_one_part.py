"""All that is said of a promise made of parts speaks of the same part: row, JSON, explanation, chart and mail."""

from datetime import date
from decimal import ROUND_FLOOR
from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st
from tests.alerts.world import World, measure, plan_of
from tests.conftest import Desk

from wes_rules import All, AnnualIncrease, Any, Baseline, Each, History, Observed, Part, Status, Threshold, judge
from wes_rules.alerts.signals import missed_parts
from wes_rules.pages.saying import spoken
from wes_rules.pages.series import Past, series_of
from wes_rules.rules.policy import Policy

desk = Desk()
FAR, BASE, FIRST = date(2030, 12, 31), D(10), 2015
# Targets that differ from each other and from every figure, so that a number tells whose it is.
TARGETS = st.lists(st.sampled_from([D(30), D(45), D(60), D(75)]), min_size=2, max_size=3, unique=True)
VALUES = st.lists(st.sampled_from([D("20.1"), D("40.1"), D("50.1"), D("70.1"), D("80.1")]), min_size=2, max_size=4)
KINDS = st.sampled_from([All, Any, Each])


@st.composite
def wholes(draw):
    """A whole over one number, or over one for each part, with its figures."""
    kind, targets = draw(KINDS), draw(TARGETS)
    rules = [Threshold(at_least=one, by=draw(st.sampled_from([None, FAR]))) for one in targets]
    if kind is not Each:
        return kind(of=rules), {"rate": draw(VALUES)}
    names = [f"n{place}" for place in range(len(rules))]
    over = [
        Part(name=f"Part {one}", number=Observed(indicator=one), rule=rule)
        for one, rule in zip(names, rules, strict=True)
    ]
    return Each(over=over), {one: draw(VALUES) for one in names}


def judged(rule, figures):
    history = History(
        desk.figure(year, value, indicator=name)
        for name, values in figures.items()
        for year, value in enumerate(values, FIRST)
    )
    baseline = Baseline(value=BASE, period=desk.year(2010))
    whole = desk.measure(rule, baseline=baseline, deadline=FAR)
    return judge(whole, history, as_of=date(FIRST + 5, 1, 1))


def place_of(target, found):
    """The place of the part that promises a target."""
    return next(place for place, part in enumerate(found.parts) if part.measure.rule.at_least == target)


@given(wholes())
def test_progress_what_is_needed_and_the_chart_are_those_of_the_part_in_the_row(drawn):
    found = judged(*drawn)
    row, table = found.row, found.to_json()
    shown = row.known_best
    assert table["required"] == shown.required
    if not shown.judged_on:
        return
    targets = {part.measure.rule.at_least for part in found.parts}
    (target,) = [one for one in targets if f"{one}.0%" in shown.required]
    part = found.parts[place_of(target, found)]
    assert shown.part == ("" if part.measure.title == found.measure.title else part.measure.title)
    assert table["part"] == (shown.part or table["parts"][place_of(target, found)]["part"]) != ""
    if found.needed is not None:
        assert found.needed.target == 10 * target
        assert str(found.needed.latest.period) in (shown.judged_on_period, shown.newest_period)
    if table["computed"]["progress"] is not None:
        latest = D(drawn[1][part.measure.number.indicator][int(shown.judged_on_period) - FIRST])
        way = (1000 * (latest - BASE) / (target - BASE)).to_integral_value(ROUND_FLOOR) / 10
        assert table["computed"]["progress"] == {"lowest": f"{way:.1f}", "highest": f"{way:.1f}"}
    others = {f"{one}.0%" for one in targets - {target}}
    for line in found.explain().splitlines():
        if line.startswith(("Progress", "Still needed")):
            assert f"{target}.0%" in line or (shown.part and shown.part in line)
            assert not any(one in line for one in others)
    charts = [one for one in series_of(Past.of(found)) if one.title == shown.part]
    assert len(charts) == 1
    assert {one.target.low for one in charts[0].places if one.target} == {target}
    if row.known:
        assert {one.name for one in charts[0].places if one.decides} == {shown.judged_on_period}
    assert not any(one in spoken(charts[0]) for one in others)


@given(wholes())
def test_subject_first_line_and_numbers_of_every_mail_are_of_one_part(drawn):
    rule, figures = drawn
    world = World(plan_of(measure(rule=rule, deadline=FAR), policy=Policy(overdue=False)))
    try:
        for place in range(max(map(len, figures.values()))):
            world.until(f"{FIRST + place + 1}-07-01")
            for name, values in figures.items():
                if place < len(values):
                    world.publish(FIRST + place, values[place], of=name)
            world.run()
        for message, news in world.news():
            numbers = news.numbers
            if news.repeated or not numbers.figure:
                continue
            first = news.line.split("; target")[0]
            assert (f"{numbers.part}: {numbers.figure}" if numbers.part else numbers.figure) in first
            assert f"target: {numbers.required}" in news.line
            assert f"{numbers.figure}, target {numbers.required}" in message.subject
            if news.change.value == "recovered":
                assert numbers.margin >= 0
    finally:
        world.close()


def told_of_two(worlds):
    """A promise of which one part is kept again, while the other one is not due."""
    rule = All(of=(Threshold(at_least=50), Threshold(at_least=90, by=FAR)))
    world = worlds(plan_of(measure(rule=rule)))
    for year, value in ((2015, 40), (2016, 60)):
        world.until(f"{year + 1}-07-01")
        world.publish(year, value)
        world.run()
    return world.news()[-1]


def test_what_is_back_on_track_is_the_part_that_is_and_the_part_that_is_not_due_is_named(worlds):
    message, news = told_of_two(worlds)
    assert news.change.value == "recovered"
    assert message.subject == "Back on track as far as it is due: Rate (60.0%, target at least 50.0%) - P"
    assert "Not due yet: at least 90.0% by 31 December 2030, not there yet." in news.details


def test_the_outlook_says_of_each_part_its_own_figures_alone():
    over = (
        Part(name="Mean", number=Observed(indicator="mean"), unit="days", rule=Threshold(at_least=7)),
        Part(name="In time", number=Observed(indicator="share"), rule=Threshold(at_least=90)),
    )
    figures = {"mean": [D(5), D(6), D(7)], "share": [D(80), D(82), D(84)]}
    whole = desk.measure(Each(over=over), deadline=date(2019, 12, 31))
    history = History(
        desk.figure(FIRST + place, value, indicator=name)
        for name, values in figures.items()
        for place, value in enumerate(values)
    )
    found = judge(whole, history, as_of=date(2018, 12, 1))
    said = found.outlook.sentence(found)
    assert said.endswith(": Mean: 9.0 days in 2019, In time: 88.0% in 2019")


def test_only_several_parts_that_are_read_alike_are_said_to_be_each_of_them():
    over = [Part(name=name, rule=Threshold(at_least=least, tolerance=near)) for name, least, near in PARTS]
    assert Each(over=over).wording(desk.measure(Each(over=over))) == (
        "each of A, B: at least 5.0%; equality meets the limit; and C: at least 5.0%; equality meets the limit; a miss of up to 2.0 points is at risk"
    )


PARTS = [("A", 5, 0), ("B", 5, 0), ("C", 5, 2)]


def test_the_parts_of_a_whole_have_names_of_their_own_in_files():
    rule = All(of=(Threshold(at_least=50), Threshold(at_least=90)))
    found = judge(desk.measure(rule), History([desk.figure(2015, 60)]), as_of=date(2017, 1, 1)).to_json()
    assert [one["part"] for one in found["parts"]] == ["Threshold, at least 50.0%", "Threshold, at least 90.0%"]
    assert found["part"] == "Threshold, at least 90.0%"


def test_what_can_bring_amber_only_is_no_missed_part_beside_one_that_could_put_it_on_track():
    lifted = Any(of=(Threshold(at_least=60), AnnualIncrease(scope="latest", at_best="at-risk")))
    judged = desk.judge(lifted, {2019: 55, 2020: 57})
    assert judged.status is Status.AT_RISK
    assert [(place, one.measure.rule) for place, one in missed_parts(judged)] == [("0", Threshold(at_least=60))]
