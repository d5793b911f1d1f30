"""
A class checks its fields however it came to be: the checks are made when it is, so here classes are made anew.

Of classes that are there before a test begins, nothing that makes their checks is seen at work.
"""

from __future__ import annotations

import inspect
import linecache
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

import attrs
import pytest

from wes_rules import DefinitionError, Period, PeriodKind, Unit
from wes_rules.values.checks import Bounds, Brief
from wes_rules.values.fields import Declared

D = Decimal
Y2020 = Period(PeriodKind.CALENDAR_YEAR, 2020)
Low = Annotated[int, Bounds(low=1)]
High = Annotated[int, Bounds(high=9)]
Digits = Annotated[int, Bounds(digits=2)]
Some = Annotated[Decimal, Bounds(above=0, high=10)]
Least = Annotated[Decimal, Bounds(low=2, digits=3)]
Short = Annotated[str, Brief(3)]
Named = Annotated[str, Brief(3, filled=True)]
Far = Annotated[int, Bounds(above=5)]


def made(hint, value, **body):
    """Return what a class with one field keeps of a value, or what is told of it."""

    class One(Declared):
        __annotations__ = {"field": hint}
        locals().update(body)

    cls = attrs.frozen(One)
    try:
        # The first value makes the checks, and the second one passes them.
        return [cls(value).field, cls(value).field][1]
    except DefinitionError as error:
        return str(error.problems[0])


OBJECT = object()
TAKEN = [
    (str, "a b", "a b"), (str, "a\nb", "a\nb"), (str, "", ""), (str, 5, "One: field: 5 is not a text; put it in quotes"),
    (Short, "abc", "abc"), (Short, "", ""), (Short, " a ", " a "), (Short, "abcd", "One: field: it has 4 characters; write at most 3"),
    (Named, "abc", "abc"), (Named, "a", "a"), (Named, "", 'One: field: "" is blank; write a name'),
    (Named, "a ", 'One: field: "a " has a space at its end; take it out'), (Named, "abcd", "One: field: it has 4 characters; write at most 3"),
    (int, 5, 5), (int, -5, -5), (int, 10**18 - 1, 10**18 - 1), (int, 1 - 10**18, 1 - 10**18),
    (int, 10**18, "One: field: 1000000000000000000 is not a number of at most 18 digits; round it, or leave it out"),
    (int, -(10**18), "One: field: -1000000000000000000 is not a number of at most 18 digits; round it, or leave it out"),
    (int, D(5), 5), (int, True, "One: field: true is not a whole number; write digits only"),
    (Low, 1, 1), (Low, 0, "One: field: 0 is too low; give 1 or more"), (Low, 10**18 - 1, 10**18 - 1),
    (High, 9, 9), (High, -9, -9), (High, 10, "One: field: 10 is too high; give at most 9"),
    (Far, 6, 6), (Far, 5, "One: field: 5 is too low; give more than 5"),
    (Digits, 99, 99), (Digits, -99, -99), (Digits, 100, "One: field: 100 is not a number of at most 2 digits; round it, or leave it out"),
    (Some, D(10), D(10)), (Some, D("0.1"), D("0.1")), (Some, D(0), "One: field: 0 is too low; give more than 0, at most 10"),
    (Some, D("10.1"), "One: field: 10.1 is too high; give more than 0, at most 10"), (Some, 5, D(5)),
    (Least, D(2), D(2)), (Least, D("1.99"), "One: field: 1.99 is too low; give 2 or more"),
    (Least, D("2.001"), "One: field: 2.001 is not a number of at most 3 digits; round it, or leave it out"),
    (bool, True, True), (bool, 1, "One: field: 1 is not true or false; write true or false, without quotes"),
    (date, date(1800, 1, 1), date(1800, 1, 1)), (date, date(2199, 12, 31), date(2199, 12, 31)),
    (date, date(1799, 12, 31), "One: field: 1799-12-31 is too early a date; give a year from 1800 to 2199"),
    (date, date(2200, 1, 1), "One: field: 2200-01-01 is too late a date; give a year from 1800 to 2199"),
    (Unit, Unit.COUNT, Unit.COUNT), (Unit, "count", Unit.COUNT),
    (Literal["a", "b"], "b", "b"), (Literal["a", "b"], "c", 'One: field: unknown value "c"; use one of: a, b'),
    (int | None, None, None), (int | None, 5, 5), (Low | None, 0, "One: field: 0 is too low; give 1 or more"),
    (Period, Y2020, Y2020), (Period, 5, 'One: field: 5 is not a period; read it with Period.parse("2019/20", PeriodKind.ACADEMIC_YEAR)'),
    (tuple[int, ...], (), ()), (tuple[int, ...], (1, 2), (1, 2)), (tuple[int, ...], [1, 2], (1, 2)),
    (tuple[int, ...], (1, "x"), 'One: field: "x" is not a whole number; write digits only'),
    (tuple[int, ...], 5, "One: field: 5 is not a list; give a tuple or a list"),
    (tuple[int, str], (1, "a"), (1, "a")), (tuple[int, str], [1, "a"], (1, "a")), (tuple[int, str], (1,), "One: field: it has 1 value; give 2"),
    (tuple[int, str], (1, "a", 2), "One: field: it has 3 values; give 2"), (tuple[int, str], (1, 2), "One: field: 2 is not a text; put it in quotes"),
    (Any, OBJECT, OBJECT), (object, OBJECT, OBJECT), (frozenset[int], [1, 2], frozenset({1, 2})),
]  # fmt: skip


@pytest.mark.parametrize(("hint", "value", "kept"), TAKEN, ids=map(str, range(len(TAKEN))))
def test_a_new_class_keeps_what_its_types_say(hint, value, kept):
    assert made(hint, value) == kept


def test_a_new_class_runs_its_own_checks_after_those_of_its_fields_and_once():
    seen = []

    def own(self):
        seen.append(self.field)

    assert made(int, 5, __attrs_post_init__=own) == 5
    assert made(int, D(5), __attrs_post_init__=own) == 5
    assert seen == [5, 5, 5, 5]
    assert made(int, "x", __attrs_post_init__=own).startswith("One: field:")
    assert len(seen) == 4


def test_a_new_class_is_shown_as_what_can_be_pasted_unless_it_says_otherwise():
    class One(Declared):
        __annotations__ = {"field": Decimal, "late": date}

    class Other(Declared):
        def __repr__(self):
            return "another one"

    assert (
        repr(attrs.frozen(One, repr=False)(D("0.50"), date(2020, 1, 2)))
        == "One(field='0.50', late=datetime.date(2020, 1, 2))"
    )
    assert repr(attrs.frozen(Other, repr=False)()) == "another one"


def test_a_new_class_tells_a_name_that_is_no_field_by_the_nearest_one_and_each_field_that_is_missing():
    class One(Declared):
        __annotations__ = {"title": str, "anything": Any, "late": date | None}
        late = None
        renamed = {"until": "late"}

    cls = attrs.frozen(kw_only=True)(One)
    told = []
    for given in (
        {"titel": "x"},
        {"titel": "x", "until": 5},
        {"late": None},
        {"title": 5},
        {"anything": 1, "title": "x", "unlike": 1},
    ):
        with pytest.raises(DefinitionError) as caught:
            cls(**given)
        told.append([str(one) for one in caught.value.problems])
    assert told == [
        ['One: titel is not a field; did you mean "title"?'],
        ['One: titel is not a field; did you mean "title"?', "One: until is not a field; write late = 5"],
        ["One: title is not given; give title=...", "One: anything is not given; give anything=..."],
        ["One: title: 5 is not a text; put it in quotes", "One: anything is not given; give anything=..."],
        ["One: unlike is not a field; use one of: anything, late, title"],
    ]
    assert str(inspect.signature(cls)).startswith("(*, title: ")
    assert cls(title="x", anything=1) == cls(title="x", anything=1, late=None)


def test_all_that_is_wrong_with_a_new_class_is_told_at_once_and_a_renamed_field_is_named():
    class One(Declared):
        __annotations__ = {"by": date, "change": int}
        renamed = {"by": "change"}

    cls = attrs.frozen(One)
    with pytest.raises(DefinitionError) as caught:
        cls(5, "x")
    assert [str(one) for one in caught.value.problems] == [
        "One: by: 5 is not a date; write change = 5",
        'One: change: "x" is not a whole number; write digits only',
    ]
    with pytest.raises(DefinitionError, match=r'One: by: "x" is not a date; give a datetime\.date$'):
        cls("x", 5)


def test_an_init_that_is_written_by_hand_stays_as_it_is_and_what_it_gives_on_is_checked():
    @attrs.frozen
    class One(Declared):
        field: int

    class Bare(One):
        def __init__(self, value):
            super().__init__(field=value)

    @attrs.frozen
    class Own(Declared):
        field: int

        def __init__(self, value):
            self.__attrs_init__(field=value)

    for cls in (Bare, Own):
        assert cls(D(5)).field == 5
        with pytest.raises(DefinitionError, match=f'^{cls.__name__}: field: "x" is not a whole number'):
            cls("x")
        with pytest.raises(TypeError, match="unexpected keyword"):
            cls(5, fields=1)


@pytest.mark.parametrize("name", ["unknown", "names", "refuse_names", "made", "given", "NOTHING"])
@pytest.mark.parametrize("kw_only", [True, False])
def test_a_field_may_have_any_name(name, kw_only):
    cls = attrs.frozen(kw_only=kw_only)(type("One", (Declared,), {"__annotations__": {name: int, "other": int}}))
    assert getattr(cls(**{name: 5, "other": 6}), name) == 5
    with pytest.raises(DefinitionError, match=rf'^One: {name}x is not a field; did you mean "{name}"\?$'):
        cls(**{name: 5, "other": 6, f"{name}x": 1})
    with pytest.raises(DefinitionError, match=f"^One: {name} is not given; give {name}=...$"):
        cls(other=6)


def test_a_field_is_told_by_the_name_that_is_given_for_it():
    @attrs.frozen
    class One(Declared):
        _hidden: int
        late: int = attrs.field(default=1, alias="until")

    told = []
    for given in ({"_hidden": 1}, {}, {"hidden": "x"}, {"hidden": 1, "late": 2}, {"hidden": 1, "until": "x"}):
        with pytest.raises(DefinitionError) as caught:
            One(**given)
        told.append(str(caught.value))
    assert told == [
        'One: _hidden is not a field; did you mean "hidden"?',
        "One: hidden is not given; give hidden=...",
        'One: hidden: "x" is not a whole number; write digits only',
        "One: late is not a field; use one of: hidden, until",
        'One: until: "x" is not a whole number; write digits only',
    ]
    assert One(hidden=D(1), until=2) == One(1, 2)


def test_what_is_told_of_a_name_does_not_hang_on_the_source_that_is_kept_for_debuggers(monkeypatch):
    @attrs.frozen
    class One(Declared):
        field: int

    monkeypatch.setattr(linecache, "cache", {})
    with pytest.raises(DefinitionError, match=r'^One: fields is not a field; did you mean "field"'):
        One(fields=1)


def test_a_class_without_slots_checks_its_fields_and_leaves_names_to_python():
    @attrs.frozen(slots=False)
    class One(Declared):
        field: int

    assert One(D(5)).field == 5
    with pytest.raises(TypeError, match="unexpected keyword"):
        One(field=5, fields=1)
