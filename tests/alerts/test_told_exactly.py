"""What a message says of a verdict: on its line and a tick beside, of one period and of several, first and later."""

import json
from datetime import date
from types import SimpleNamespace

import attrs
import pytest
from tests.alerts.test_news import told_year_by_year
from tests.alerts.world import D, at_least, measure, plan_of
from tests.conftest import Desk

from wes_rules import (
    All,
    AreaFigure,
    BenchmarkParity,
    Calendar,
    Each,
    History,
    Marker,
    Observed,
    Part,
    Period,
    Quantity,
    RankImprovement,
    Threshold,
    Unit,
    judge,
)
from wes_rules.alerts import wire
from wes_rules.alerts.condition import current_alerts_of
from wes_rules.alerts.figures_said import amount_of, numbers_of
from wes_rules.alerts.fingerprint import fingerprint
from wes_rules.alerts.in_common import last_day_of
from wes_rules.alerts.layout import foot_of, place_of
from wes_rules.alerts.old_forms import told_of_form_1
from wes_rules.alerts.parts_told import not_due_yet
from wes_rules.alerts.revised import _is_shown
from wes_rules.alerts.since import undecided
from wes_rules.alerts.told_figures import ToldFigure
from wes_rules.errors import StoreCorrupt
from wes_rules.judging.inputs import inputs_of
from wes_rules.rules.policy import Policy

HIDDEN = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)
ABOVE = Threshold(above=D(90))


@pytest.mark.parametrize(
    ("rule", "last", "margin", "distance"),
    [
        (at_least(90), "90.0", "0.0", "exactly met"),
        (at_least(90), "90.1", "0.1", "0.1 points better than needed"),
        (at_least(90), "89.9", "-0.1", "0.1 points short"),
        (ABOVE, "90.0", "0.0", "equal to the target, which is not enough"),
    ],
)
def test_the_distance_is_said_on_the_line_and_a_tick_on_either_side(worlds, rule, last, margin, distance):
    world = worlds(plan_of(measure(rule=rule)))
    told_year_by_year(world, [80, last])
    numbers = world.last().numbers
    assert (numbers.margin, numbers.distance) == (D(margin), distance)


def test_how_often_it_was_missed_is_said_of_the_periods_that_have_a_verdict(worlds):
    world = worlds()
    told_year_by_year(world, [80, HIDDEN, 79])
    assert "Off track in both years with a verdict since 2015; no verdict for 2016." in " ".join(world.last().details)


def test_each_message_names_the_first_of_its_opening_and_the_one_before(worlds):
    world = worlds()
    told_year_by_year(world, [80, "79.9", "79.8"])
    first, second, third = (
        (message.key, one.follows, one.thread)
        for message, one in world.news()
        if one.kind.value == "off_track"
    )  # fmt: skip
    assert first[1:] == ("", "")
    assert second[1:] == (first[0], first[0])
    assert third[1:] == (second[0], first[0])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"deadline": date(2030, 12, 31)}, "The plan's deadline is 31 December 2030."),
        ({}, ""),
    ],
)
def test_the_last_day_is_the_deadline_of_the_plan_where_there_is_one(worlds, given, said):
    world = worlds(plan_of(measure(**given)))
    told_year_by_year(world, [80])
    assert last_day_of(world.last()) == said


def test_where_provisional_figures_are_held_it_is_still_about_the_area_that_is_asked_for():
    desk, plan = Desk(), plan_of(policy=Policy(provisional="hold"))
    history = desk.history({2015: 95}, {2015: 80})
    for area, is_open in (("937", False), ("970", True)):
        off_track, _ = current_alerts_of(plan, judge(plan.measures[0], history, as_of=date(2016, 8, 1), area=area))
        assert (off_track.area, off_track.open) == (area, is_open)


@pytest.mark.parametrize(
    ("role", "words", "shown", "is_shown"),
    [
        ("latest", "80.0% in 2015", "80.0% in 2015; target: at least 90.0%", True),
        ("latest", "80.0% in 2015", "80.0% in 2016", False),
        ("benchmark", "85.0% in 2015", "75.0%, against 85.0% for England", True),
        ("benchmark", "85.0%", "75.0%, against 84.0% for England", False),
        ("benchmark", "5.0%", "85.0%", False),
        ("benchmark", "5", "5.1", False),
        ("benchmark", "5", "It was 5.", True),
    ],
)
def test_a_figure_is_shown_where_a_text_names_it_and_no_other_number_that_holds_it(role, words, shown, is_shown):
    one = ToldFigure(period="2015", place="/", role=role, known=None, words=words)
    assert _is_shown(one, shown) is is_shown


@pytest.mark.parametrize(
    ("breaches", "begins"), [(["2018"], "2018 counts no more: "), (["2018", "2019"], "2018 and 2019 count no more: ")]
)
def test_one_period_counts_no_more_and_two_count_no_more(breaches, begins):
    rule = at_least(90, by=date(2030, 12, 31))
    judged = {year: Desk().judge(rule, {int(year): 80}, as_of=date(2021, 1, 1)) for year in breaches}
    (said,) = undecided(SimpleNamespace(breaches=breaches), SimpleNamespace(judged=judged, latest=judged[breaches[-1]]))
    assert said.startswith(begins)


@attrs.frozen
class Coloured:
    colour: str = attrs.field(validator=attrs.validators.in_(("red", "blue")))


def test_what_has_no_forms_is_written_without_one_and_what_a_check_refuses_is_told_in_its_words():
    assert json.loads(wire.dump(Coloured("red"))) == {"colour": "red"}
    with pytest.raises(StoreCorrupt, match=r"^no Coloured: 'colour' must be in \('red', 'blue'\)"):
        wire.load(Coloured, '{"colour": "green"}')


@pytest.mark.parametrize(
    ("quantity", "ends"),
    [(Quantity(low=D(5), high=None), (5, None)), (Quantity.between(5, 8), (5, 8)), (Quantity.exact(5), (5, 5))],
)
def test_what_is_kept_of_a_figure_has_an_end_only_where_it_is_known(quantity, ends):
    found = Desk().judge(Threshold(at_least=D(6)), {2015: quantity}, unit=Unit.COUNT, decimals=0)
    (one, *_) = inputs_of(found)
    assert (one.known.low, one.known.high) == ends


def test_the_next_figure_is_due_of_the_part_that_is_told_to_be_overdue_and_not_of_one_with_days_of_grace():
    """The figure of 2015 was due on 1 July, that of July on 1 August: after ten days of grace only the first is told."""
    desk, monthly = Desk(), Part(name="monthly", number=Observed(indicator="months"), calendar=Calendar(kind="month"))
    figures = [desk.figure(2014, 95)]
    figures += [
        attrs.evolve(desk.figure(2016, 95, indicator="months"), period=Period.parse(f"{name} 2016", "month"))
        for name in ("May", "June")
    ]
    each = Each(rule=at_least(90), over=(Part(name="yearly"), monthly))
    for grace_days, told, next_due in ((10, ["2015"], date(2017, 7, 1)), (0, ["2015", "July 2016"], date(2016, 9, 1))):
        plan = plan_of(measure(rule=each), policy=Policy(grace_days=grace_days))
        _, overdue = current_alerts_of(plan, judge(plan.measures[0], History(figures), as_of=date(2016, 8, 5)))
        assert ([one.period for one in overdue.overdue], overdue.next_due) == (told, next_due)


@pytest.mark.parametrize(
    ("edited", "heard"),
    [({"decimals": 0}, ["new"]), ({"unit": Unit.SCORE}, ["new"]), ({}, ["new", "corrected"])],
)
def test_figures_that_are_shown_otherwise_are_no_correction_and_figures_that_are_others_are(worlds, edited, heard):
    """By hand: 80.4 against 90.4 and 80 against 90 are both 10 short; so are 80 and 90 that are published later."""
    parity = BenchmarkParity(against=AreaFigure(area="E"))
    world = worlds(plan_of(measure(rule=parity)))
    world.publish(2015, "80.4")
    world.publish(2015, "90.4", area="E")
    world.run()
    if edited:
        world.plan = plan_of(measure(rule=parity, **edited))
    else:
        world.wait(days=1)
        world.publish(2015, "80.0")
        world.publish(2015, "90.0", area="E")
    world.run()
    assert world.heard() == heard


def test_what_is_the_same_of_several_alerts_is_at_the_foot_for_notifiers_as_it_is_in_the_text(worlds):
    end = date(2030, 12, 31)
    world = worlds(plan_of(measure(deadline=end), measure("gap", deadline=end)))
    for name in ("rate", "gap"):
        world.publish(2015, 80, of=name)
    world.until("2016-07-01")
    world.run()
    message, _ = world.news()[-1]
    foot = foot_of(message.news)
    assert [line.split()[0] for line in foot] == ["The", "Figures:", "Owner"]
    assert all(line in message.text.splitlines() for line in foot)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Rate"),
        ({"area_name": "937"}, "Rate"),
        ({"area_name": "Leeds"}, "Rate, Leeds"),
        ({"area_name": "Leeds", "made_up": True}, "[made up] Rate, Leeds"),
    ],
)
def test_a_measure_is_named_with_its_place_where_that_has_a_name(worlds, changes, said):
    world = worlds()
    told_year_by_year(world, [80])
    assert place_of(attrs.evolve(world.last(), **changes)) == said


@pytest.mark.parametrize(
    "moved",
    [
        lambda one, to: attrs.evolve(one, deadline=date(to, 1, 1)),
        lambda one, to: attrs.evolve(one, starts=date(to, 1, 1)),
        lambda one, to: attrs.evolve(one, rule=at_least(90, by=date(to, 12, 31))),
    ],
)
def test_an_edit_that_moves_a_day_is_an_edit_of_the_promise(moved):
    before, after = (fingerprint(moved(measure(), to), ()).split(".") for to in (2020, 2021))
    assert [one != other for one, other in zip(before, after, strict=True)] == [True, False, False, False]


def test_a_day_of_its_own_is_told_apart_from_the_deadline():
    days = {"deadline": measure(deadline=date(2020, 1, 1)), "due day": measure(rule=at_least(90, by=date(2020, 1, 1)))}
    for said, one in days.items():
        assert numbers_of(judge(one, History(), as_of=date(2021, 1, 1))).settles_by == said


def test_a_figure_of_an_old_entry_keeps_a_name_with_a_stroke_in_it():
    (figure,) = told_of_form_1({"inputs": {"2019|boys|girls|/own/2019/": "80%"}})["inputs"]
    assert (figure["period"], figure["name"], figure["place"]) == ("2019", "boys", "girls|/own/2019/")


def test_the_line_of_what_is_true_has_its_figure_and_says_of_one_that_is_held_that_it_is():
    desk = Desk()
    for provisional, said in (("tell", "80.0% (provisional) in 2015"), ("hold", "rovisional")):
        plan = plan_of(policy=Policy(provisional=provisional))
        history = History([attrs.evolve(desk.figure(2015, 80), standing="p")])
        for one in current_alerts_of(plan, judge(plan.measures[0], history, as_of=date(2016, 8, 1))):
            assert said in one.line


@pytest.mark.parametrize(("margin", "said"), [(-1, "1 place"), (1, "1 place"), (-2, "2 places")])
def test_a_margin_of_one_is_said_of_one(margin, said):
    one = SimpleNamespace(measure=SimpleNamespace(rule=RankImprovement(among="near", from_rank=2, from_of=3)))
    assert amount_of(one, D(margin)) == said


def test_a_part_that_is_not_due_is_named_before_what_it_asks_for():
    parts = [Part(name=one, number=Observed(indicator=one)) for one in ("early", "late")]
    each = measure(rule=Each(rule=at_least(90, by=date(2030, 12, 31)), over=parts))
    figures = [Desk().figure(2015, 80, indicator=one) for one in ("early", "late")]
    now = judge(each, History(figures), as_of=date(2016, 8, 1))
    assert [one.partition(": at least 90")[0] for one in not_due_yet(now)] == [
        "Not due yet: early",
        "Not due yet: late",
    ]
    assert now.row.part_called in ("early", "late")


def test_what_is_overdue_is_a_clause_that_others_may_end():
    row = judge(measure(), Desk().history({2015: 95}), as_of=date(2018, 8, 1)).row
    assert "overdue" in row.overdue_words
    assert not row.overdue_words.endswith(".")


def test_while_a_figure_is_asked_about_what_was_told_stays_open(worlds):
    world = worlds(plan_of(policy=Policy(question_days=3, question_jumps_over=D(50), remind="period")))
    told_year_by_year(world, [80, 81, 20])
    asked = world.last("off_track")
    assert (asked.change.value, asked.open, asked.severity) == ("questioned", True, "off_track")


def test_what_is_kept_again_names_what_is_nearest_without_an_also(worlds):
    rule = All(of=(at_least(90), BenchmarkParity(against=AreaFigure("E"))))
    world = worlds(plan_of(measure(rule=rule)))
    for year, own, other in ((2015, 80, 70), (2016, 96, "95.9")):
        world.publish(year, other, area="E")
        told_year_by_year(world, [own], year)
    news = world.last()
    assert news.change.value == "recovered"
    assert [one.partition(": ")[0] for one in news.details if "earest" in one] == ["Nearest to its target"]


def test_the_only_part_is_not_named_beside_its_figure_where_it_is_missed_by_more(worlds):
    only = [Part(name="boys", number=Observed(indicator="rate"))]
    world = worlds(plan_of(measure(rule=Each(rule=at_least(90), over=only))))
    told_year_by_year(world, [80, 70])
    assert "Missed by 20.0 points, and by 10.0 points when last told." in world.last().details


def test_a_promise_that_was_kept_by_its_deadline_is_told_without_what_could_still_change_a_miss(worlds):
    world = worlds(plan_of(measure(deadline=date(2016, 12, 31))))
    told_year_by_year(world, [80, 95])
    assert (world.last().change.value, world.last().details) == ("recovered", ())
