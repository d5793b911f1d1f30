"""Functions of the library say in its own errors what they do not take, as its classes do."""

import datetime as dt
import inspect
from contextlib import suppress
from datetime import date

import pytest

import wes_rules
from wes_rules import (
    Calendar,
    DefinitionError,
    Measure,
    Period,
    Plan,
    Threshold,
    WesRulesError,
    from_dict,
    judge,
    schema_of,
    strategies,
    to_dict,
)

FUNCTIONS = [one for one in (getattr(wes_rules, name) for name in wes_rules.__all__) if inspect.isfunction(one)]
NONSENSE = (
    None,
    5,
    -1,
    1.5,
    "",
    "x",
    b"x",
    object(),
    [],
    {},
    {"a": 1},
    int,
    date(2021, 1, 1),
    dt.datetime(2021, 1, 1, tzinfo=dt.UTC),
)


@pytest.mark.parametrize("function", [*FUNCTIONS, strategies.near, strategies.histories], ids=lambda one: one.__name__)
def test_a_function_refuses_what_it_does_not_take_by_our_errors_alone(function, desk):
    history = desk.history({2019: 90})
    measure = desk.measure(Threshold(at_least=90))
    right = {
        "measure": measure, "history": history, "as_of": date(2021, 1, 1), "until": date(2021, 1, 1), "cls": Measure,
        "table": to_dict(measure), "plan": Plan(id="p", title="P", area="937", measures=[measure]), "judgements": [],
        "value": 90, "of": measure,
    }  # fmt: skip
    # What else histories are drawn from is Hypothesis's.
    takes = {*inspect.signature(function).parameters} - {"indicator", "areas", "run", "quantity"}
    needed = {name: value for name, value in right.items() if name in takes}
    function(**needed)
    for name in takes:
        for wrong in NONSENSE:
            with suppress(WesRulesError):
                function(**{**needed, name: wrong})


@pytest.mark.parametrize("function", [judge, wes_rules.judge_plan, wes_rules.timeline, from_dict, schema_of])
def test_arguments_that_a_function_does_not_take_are_told_by_the_nearest_that_it_takes(function):
    for name in inspect.signature(function).parameters:
        with pytest.raises(
            TypeError, match=rf'^{function.__name__}: {name}_ is not an argument; did you mean "{name}"'
        ):
            function(**{f"{name}_": 1})


def test_a_day_without_its_name_is_told_by_its_name(desk):
    said = r"^judge: datetime\.date\(2021, 1, 1\) is given without a name; write as_of=datetime\.date\(2021, 1, 1\), or one of: area, period$"
    with pytest.raises(DefinitionError, match=said):
        judge(desk.measure(Threshold(at_least=90)), desk.history({2019: 90}), date(2021, 1, 1))


def test_another_period_is_read_as_that_of_judge_is(desk):
    verdict = desk.judge(Threshold(at_least=90), {2018: 89, 2019: 91})
    assert verdict.at("2018").status is wes_rules.Status.OFF_TRACK
    for wrong in (None, "soon", 5):
        with pytest.raises(DefinitionError, match=r"^period: "):
            verdict.at(wrong)


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (lambda: wes_rules.Origin(publication="x", row=0), "row: 0 is too low; give 1 or more"),
        (
            lambda: Calendar(
                kind="calendar-year", first=Period("calendar-year", 2021), last=Period("calendar-year", 2020)
            ),
            "first, 2021, is after last, 2020; exchange them",
        ),
        (lambda: Period.containing("2019-01-01", "month"), 'day: "2019-01-01" is not a date; give a datetime.date'),
        (lambda: wes_rules.Quantity(low=5, high=3), "a number between 5 and 3 cannot exist; exchange them"),
        (lambda: Period.parse("2019 week 54", "week"), "2019 has no week 54; correct it"),
        (lambda: Period.parse("2019 Q5", "calendar-quarter"), "there are 4 of them in a year; give one from 1 to 4"),
        (lambda: schema_of(5), "5 is not a class; give one, such as Measure, Rule or tuple[Observation, ...]"),
    ],
)
def test_a_slip_is_told_with_what_to_do(made, says):
    with pytest.raises(WesRulesError) as error:
        made()
    assert says in str(error.value)


def test_digits_in_quotes_are_told_to_leave_them_out(desk):
    with pytest.raises(DefinitionError, match='decimals: "1" is not a whole number; leave out the quotes'):
        desk.measure(Threshold(at_least=90), decimals="1")
