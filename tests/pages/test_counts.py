"""How a plan stands in one sentence, and why measures cannot be judged."""

from __future__ import annotations

from collections import Counter
from datetime import date

import attrs
import pytest
from tests.pages.conftest import read

from wes_rules import (
    Advisory,
    Calendar,
    Each,
    Gap,
    History,
    Marker,
    Observed,
    Part,
    Period,
    PeriodKind,
    Plan,
    Quantity,
    Reason,
    Rolling,
    Threshold,
    Unit,
    judge,
)
from wes_rules.cli.showing import words
from wes_rules.cli.showing.one_screen import one_screen
from wes_rules.cli.showing.screen import Screen
from wes_rules.judging.status import Answer
from wes_rules.pages.counts import binding, counted_apart, in_all, lead, standing, tally, undecided
from wes_rules.pages.html import page_of
from wes_rules.pages.scorecard import scorecard_of
from wes_rules.running.replay import Preview

HIDDEN = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)
FIFTY, LATER = Threshold(at_least=50), Threshold(at_least=50, by=date(2030, 1, 1))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([(FIFTY, {2018: 40, 2019: HIDDEN})], "The measure cannot be judged now; it was off track when last known."),
        (
            [(FIFTY, {2018: 40, 2019: HIDDEN}), (FIFTY, {2019: HIDDEN})],
            "None of the 2 measures can be judged now; 1 of them was off track when last known.",
        ),
        ([(LATER, {2019: 40})], "The measure is not due yet."),
        ([(LATER, {2019: 40}), (LATER, {2019: 60})], "None of the 2 measures is due yet."),
        (
            [(LATER, {2019: 40}), (FIFTY, {2019: HIDDEN}), (FIFTY, {2019: HIDDEN})],
            "None of the 3 measures has a verdict: 1 is not due yet and 2 cannot be judged.",
        ),
        (
            [(FIFTY, {2019: 40}), (LATER, {2019: 40})],
            "1 of 2 measures is off track, 0 are on track and 1 is not due yet.",
        ),
        ([(FIFTY, {2019: 60}), (FIFTY, {2019: 70})], "Both measures are on track."),
    ],
)
def test_where_there_is_no_verdict_none_is_counted_as_nought(desk, given, said):
    assert lead(tally("", [desk.judge(rule, values).row for rule, values in given])) == said


def test_what_is_known_between_bounds_because_a_part_is_overdue_is_called_overdue(desk):
    calendar, number = Calendar(kind=PeriodKind.MONTH, lag_days=15), Rolling(indicator="rate", periods=3)
    measure = desk.measure(Threshold(at_least=10), number=number, calendar=calendar, unit=Unit.COUNT, decimals=0)
    months = {"2025-04": Quantity(low=5, high=8), "2025-05": 1}
    figures = [
        attrs.evolve(desk.figure(2025, value), period=Period.parse(name, PeriodKind.MONTH))
        for name, value in months.items()
    ]
    row = judge(measure, History(figures), as_of=date(2025, 8, 1)).row
    assert row.waits_words == "overdue since 16 July 2025"
    assert undecided([row]) == (("Figures used to come, and are overdue.", (row,)),)


def test_of_several_parts_of_which_one_has_no_figure_it_is_not_said_that_none_has_ever_come(desk):
    parts = [Part(name="First"), Part(name="Second", number=Observed(indicator="other"))]
    row = desk.judge(Each(over=parts, rule=FIFTY), {2018: 60}).row
    assert [heading for heading, _ in undecided([row])] == ["No figure has ever come for one of its parts."]
    none = judge(desk.measure(Each(over=parts, rule=FIFTY)), History(), as_of=date(2020, 1, 1)).row
    assert [heading for heading, _ in undecided([none])] == ["No figure has ever come."]


@pytest.mark.parametrize(
    ("number", "others", "said"),
    [
        (
            Observed(indicator="rate"),
            {"area": "938"},
            "No figure has ever come for this area or group; for others some have.",
        ),
        (
            Observed(indicator="rate"),
            {"group": "fsm"},
            "No figure has ever come for this area or group; for others some have.",
        ),
        (Observed(indicator="rate"), {"published": date(2021, 1, 1), "area": "938"}, "No figure has ever come."),
        (Observed(indicator="rate"), {"indicator": "other"}, "No figure has ever come."),
        (
            Gap(indicator="rate", group="fsm", from_group="all"),
            {},
            "No figure has ever come for some of what it is worked out from.",
        ),
    ],
)
def test_what_has_never_come_is_said_exactly(desk, number, others, said):
    unit = {"unit": Unit.POINTS} if isinstance(number, Gap) else {}
    measure = desk.measure(FIFTY, number=number, **unit)
    found = judge(measure, History([desk.figure(2018, 60, **others)]), as_of=date(2020, 8, 1))
    assert [heading for heading, _ in undecided([found.row])] == [said]
    alone = "No figure for this measure has been published or supplied."
    assert (alone if said == "No figure has ever come." else said) in found.explain().splitlines()


def test_a_row_and_the_count_of_reasons_say_alike_what_it_waits_for(desk):
    """Of three years one is overdue and one is so low that it is not printed: the row blamed that one."""
    measure = desk.measure(FIFTY, number=Rolling(indicator="rate", periods=3), unit=Unit.COUNT, decimals=0)
    low = desk.figure(2017, Quantity.read("low", unit=Unit.COUNT))
    row = judge(measure, History([low, desk.figure(2018, 10)]), as_of=date(2020, 8, 1)).row
    assert row.reasons[0] is Reason.ROUNDED
    assert [heading for heading, _ in undecided([row])] == ["Figures used to come, and are overdue."]
    assert words.said(row)["Why"] == "A figure that should have been published is overdue."


def test_figures_of_before_the_start_have_come(desk):
    row = desk.judge(FIFTY, {2017: 60}, year=2019, as_of=date(2020, 8, 1), starts=date(2019, 1, 1)).row
    assert [heading for heading, _ in undecided([row])] == ["Figures used to come, and are overdue."]


def test_what_is_for_information_is_not_counted_among_what_is_off_track(desk):
    promised = desk.judge(FIFTY, {2019: 40}).row
    informs = attrs.evolve(promised, labels=("for information",))
    assert binding([promised, informs]) == [promised]
    assert binding([informs]) == [informs]
    assert standing("off track", [promised, informs]) == "Off track: 1, and 1 for information"
    whole = attrs.evolve(tally("", [promised]), informing=1)
    assert lead(whole) == "The measure is off track. 1 more is for information."


def test_what_is_made_up_is_not_counted_where_anything_else_is(desk):
    real = desk.judge(FIFTY, {2019: 40}).row
    made_up = attrs.evolve(real, measure="other", labels=("made up",))
    whole = in_all("", [real, made_up])
    assert (whole.total, whole.made_up, whole.informing) == (1, 1, 0)
    assert lead(whole) == "The measure is off track. 1 more rests on made-up figures."
    assert standing("off track", [real, made_up]) == "Off track: 1, and 1 made up"
    assert in_all("", [made_up]).total == 1


def test_every_measure_is_counted_once(card):
    apart = card.whole.informing + card.whole.made_up
    assert card.whole.total + apart == len(card.measures)
    for some in (card.objectives, card.boards):
        assert sum(one.total for one in some) == card.whole.total
    undecided = sum(one.verdict is Answer.UNDECIDED and not counted_apart(one) for one in card.measures)
    assert dict(card.whole.counts)[Answer.UNDECIDED] == undecided


def test_the_filter_and_the_demo_count_what_is_for_information_apart(desk):
    missed, advised = desk.measure(FIFTY, id="missed"), desk.measure(Advisory(rule=FIFTY), id="advised")
    plan = Plan(id="p", title="A plan", area="937", measures=(advised, missed))
    found = [judge(one, desk.history({2019: 40}), as_of=date(2021, 1, 1)) for one in plan.measures]
    page = read(page_of(scorecard_of(plan, found, as_of=date(2021, 1, 1))))
    rows = Counter(one.given.get("data-status") for one in page.all("tr"))
    for option in page.all("option"):
        if option.text.endswith(")"):
            assert option.text.endswith(f"({rows[option.given['value']]})")
    assert rows["for-information"] == 1
    first = Preview(messages=(), untold=())
    said = "\n".join(one_screen(plan, [one.row for one in found], first, Screen()))
    assert "The measure is off track. 1 more is for information." in " ".join(said.split())
    assert said.index("1. Rate:") < said.index("2. [for information] Rate:")
