"""What a history remembers of a question changes no answer, and a verdict that the engine makes is one like any other."""

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import attrs
import pytest

from wes_rules import (
    Calendar,
    History,
    Judgement,
    Measure,
    Observation,
    Observed,
    Origin,
    Period,
    Quantity,
    Status,
    Threshold,
    judge,
    to_dict,
)

AS_OF, PLAN_AREA = date(2025, 9, 1), "E10000031"


def figure(year, value, **more):
    return Observation(
        indicator="ehc",
        area=PLAN_AREA,
        period=Period.parse(str(year)),
        quantity=Quantity.exact(value),
        origin=Origin(publication="a publication"),
        **more,
    )


def measure(limit=60):
    return Measure(
        id="ehc",
        title="Plans within 20 weeks",
        number=Observed(indicator="ehc"),
        unit="percent",
        decimals=1,
        better="higher",
        calendar=Calendar(kind="calendar-year", lag_months=6),
        area=PLAN_AREA,
        rule=Threshold(at_least=limit),
    )


@pytest.fixture
def history():
    return History([figure(2023, 55), figure(2024, 64)])


def test_a_verdict_of_the_engine_is_a_judgement_that_nobody_can_change(history):
    found = judge(measure(), history, as_of=AS_OF)
    assert type(found) is Judgement
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        found.status = Status.OFF_TRACK
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        del found.status


def test_it_equals_one_that_is_made_of_the_same_fields_and_checked(history):
    found = judge(measure(), history, as_of=AS_OF)
    fields = {one.name: getattr(found, one.name) for one in attrs.fields(Judgement) if one.init}
    made = Judgement(**fields)
    assert made == found
    assert repr(made) == repr(found)
    assert attrs.evolve(found) == found
    assert to_dict(made.measure) == to_dict(found.measure)


def test_it_can_be_handed_to_another_process_with_what_was_asked(history):
    found = judge(measure(), history, as_of=AS_OF)
    again = pickle.loads(pickle.dumps(found))
    assert again == found
    assert again.explain() == found.explain()
    assert judge(again.measure, again.history, as_of=AS_OF) == found


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_another_history_remembers_no_question_by_the_place_of_its_measure_in_memory(history, again):
    asked = measure(60)
    judge(asked, history, as_of=AS_OF)
    # Who holds the measure keeps its place in memory from being another's.
    assert [one.measure is asked for one in history.questions.values()] == [True]
    assert again(history).questions == {}


def test_more_questions_than_a_history_remembers_are_answered_alike(history, monkeypatch):
    monkeypatch.setattr("wes_rules.judging.question._QUESTIONS", 3)
    asked = [measure(limit) for limit in range(60, 70)]
    first = [judge(one, history, as_of=AS_OF) for one in asked]
    assert len(history.questions) <= 3
    assert [judge(one, history, as_of=AS_OF) for one in asked] == first


def test_a_figure_that_came_early_is_judged_though_others_were_asked_for_before(history):
    early = figure(2025, 70, published=date(2025, 8, 1))
    assert judge(measure(), history, as_of=AS_OF).period == Period.parse("2024")
    assert judge(measure(), history.plus([early]), as_of=AS_OF).period == Period.parse("2025")
    assert judge(measure(), history.supposing(early), as_of=AS_OF).period == Period.parse("2025")


def test_an_early_figure_of_one_area_says_nothing_of_another():
    history = History([figure(2024, 64), attrs.evolve(figure(2025, 70, published=date(2025, 8, 1)), area="E06000001")])
    one = measure()
    assert [judge(one, history, as_of=AS_OF, area=area).period.index for area in ("E06000001", PLAN_AREA)] == [
        2025,
        2024,
    ]


def test_threads_that_ask_the_same_get_equal_answers(history):
    one = measure()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: judge(one, history, as_of=AS_OF), range(200)))
    assert all(each == found[0] for each in found)
