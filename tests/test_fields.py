"""Every field of every public class takes what is unambiguous, and refuses all else with a sentence."""

from __future__ import annotations

import enum
import inspect
import types
import typing
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal as D
from fractions import Fraction
from typing import Literal

import attrs
import pendulum
import pytest

import wes_rules
import wes_rules.plugins
import wes_rules.plugins.escaping
import wes_rules.strategies
import wes_rules.testing
from wes_rules import (
    Advisory,
    Alert,
    AlertKind,
    All,
    AnnualDecrease,
    AnnualIncrease,
    Any,
    AreaFigure,
    AreaSet,
    Baseline,
    BenchmarkParity,
    Better,
    Calendar,
    Case,
    Change,
    DefinitionError,
    Each,
    Everyone,
    FigureRule,
    FromBaseline,
    Gap,
    Grade,
    Graded,
    HaltThenDecrease,
    History,
    IndicatorFigure,
    Inspection,
    Instead,
    Maintain,
    Marker,
    MeanOf,
    Measure,
    MedianOf,
    Milestone,
    Observation,
    Observed,
    Origin,
    Part,
    Period,
    PeriodKind,
    Plan,
    PluginConfig,
    Point,
    Problem,
    QuantileBand,
    QuantileOf,
    Quantity,
    QuarterlyDecrease,
    QuarterlyIncrease,
    RankImprovement,
    Reading,
    Rule,
    ShareImproved,
    ShareWithin,
    Status,
    Threshold,
    Trajectory,
    Unit,
    Version,
    WesRulesError,
    judge,
)
from wes_rules.judging.outlook import outlook_for
from wes_rules.judging.turning import turning_points_of
from wes_rules.plugins import (
    AsTold,
    Context,
    Figures,
    Message,
    News,
    NotifierType,
    Numbers,
    PluginRow,
    Plugins,
    Receipt,
    Request,
    SourceType,
    StoreType,
    UnreadCase,
    UnreadFigure,
    UnreadInspection,
    Wanted,
)
from wes_rules.rules.policy import Alerting, Escalation, Inhibition, Policy, PolicyFor, Recipient
from wes_rules.testing import Asked, Broken, Known, Sent, sample_message
from wes_rules.values.checks import Bounds, Brief, flag
from wes_rules.values.fields import Declared, _test, hints_of
from wes_rules.values.taking import taken

YEAR = PeriodKind.CALENDAR_YEAR
Y2020 = Period(YEAR, 2020)
ORIGIN = Origin(publication="School census")
FIGURE = Observation(
    indicator="rate", area="937", period=Y2020, quantity=Quantity.exact(5), origin=ORIGIN, published=date(2021, 1, 1)
)
CALENDAR = Calendar(kind=YEAR)
AT_LEAST = Threshold(at_least=D(4), by=date(2025, 12, 31))
MEASURE = Measure(
    id="m", title="M", number=Observed(indicator="rate"), unit=Unit.SCORE, decimals=1, better=Better.HIGHER,
    calendar=CALENDAR, rule=AT_LEAST, area="937", deadline=date(2030, 12, 31),
)  # fmt: skip
SET = AreaSet("near", date(2020, 1, 1), ("938", "939"))
PLAN = Plan(id="p", title="P", area="937", measures=(MEASURE,), area_sets=(SET,))
HISTORY = History([attrs.evolve(FIGURE, period=Period(YEAR, year)) for year in range(2012, 2021)])
JUDGED = judge(MEASURE, HISTORY, as_of=date(2021, 6, 1))
HIDDEN = attrs.evolve(FIGURE, quantity=Quantity.missing(Unit.SCORE, Marker.SUPPRESSED))
UNDECIDED = judge(attrs.evolve(MEASURE, rule=Threshold(at_least=D(4))), History([HIDDEN]), as_of=date(2021, 6, 1))
(POINT,) = turning_points_of(UNDECIDED)

MESSAGE = sample_message()

EXAMPLES = [
    wes_rules.EndedArea(code="810", until=date(2021, 3, 31), successors=("940", "941")),
    *(ORIGIN, FIGURE, CALENDAR, MEASURE, SET, PLAN, JUDGED, POINT, AT_LEAST, Y2020, Quantity.exact(5)),
    *(Case(indicator="i", area="937", id="1", opened=date(2020, 1, 1), origin=ORIGIN), Baseline(value=D(5))),
    Inspection(indicator="i", area="937", unit="u", day=date(2020, 1, 1), grade=2, origin=ORIGIN),
    *(AnnualIncrease(), AnnualDecrease(), QuarterlyIncrease(), QuarterlyDecrease(), FromBaseline(), Everyone()),
    *(BenchmarkParity(against=AreaFigure(area="970")), AreaFigure(area="970"), MeanOf(mean_of="near")),
    *(MedianOf(median_of="near"), QuantileOf(quantile_of="near", percent=75)),
    *(IndicatorFigure(indicator="i"), HaltThenDecrease(halt=Y2020), Maintain(at_least=D(5)), Milestone(by=date(2025, 1, 1))),
    *(QuantileBand(among="near"), RankImprovement(among="near", from_rank=3, from_of=4), Point(period=Y2020, value=D(5))),
    *(Trajectory(points=(Point(period=Y2020, value=D(5)),)), Instead(period=Y2020, at_least=D(3)), Part(name="p")),
    *(All(of=(AT_LEAST,)), Any(of=(AT_LEAST,)), Each(rule=AT_LEAST, over=(Part(name="p"),)), Advisory(rule=AT_LEAST)),
    *(wes_rules.ChangeSince(indicator="i"), wes_rules.Rate(indicator="i", population="j")),
    wes_rules.OwnUnit(name="tonnes", symbol="t", lowest=0),
    wes_rules.Place(indicator="i", among="near", best="lowest"),
    *(wes_rules.Rolling(indicator="i", periods=3), wes_rules.YearToDate(indicator="i", year="calendar")),
    wes_rules.RunningTotal(indicator="i", since=Period(PeriodKind.CALENDAR_YEAR, 2020)),
    *(Observed(indicator="i"), Gap(indicator="i", group="a", from_group="b"), ShareWithin(indicator="i", days=20)),
    *(ShareImproved(indicator="i"), Reading(phrase="a", used="b"), PluginConfig("csv"), outlook_for(JUDGED)),
    Graded(worst=Grade.CLOUD, best=Grade.SUN, lowest=D(0), highest=None, said="a"),
    *(JUDGED.evidence, Change(Y2020, date(2021, 1, 1), JUDGED, None, ()), Alert("k", AlertKind.OVERDUE, "o", JUDGED)),
    *(Policy(), PolicyFor(measures=("m",)), Escalation(to="a", after_days=2), Inhibition(parent="a", children=("b",))),
    *(Wanted(Unit.SCORE, 1, (CALENDAR,)), Request({}), Figures()),
    *(AsTold(message=MESSAGE, news=MESSAGE.news[0]), SourceType("a", "A", Policy, lambda *_: None)),
    *(NotifierType("a", "A", Policy, lambda *_: None), StoreType("a", "A", print, print, print), Known("i", "937", Y2020, "5"), Broken({}, [("a.csv", 2)])),
    *(Recipient(name="a"), Alerting(), Version(starting=Y2020, changes={"at_least": D(5)})),
    *(UnreadFigure(indicator="rate"), UnreadCase(indicator="rate"), UnreadInspection(indicator="rate")),
]  # fmt: skip
CHECKED = {type(one) for one in EXAMPLES}


class Scalar:
    """A number as numpy has them: no int and no float, registered as neither."""

    def __init__(self, value):
        self.value = value

    def item(self):
        return self.value


class Pointless(Scalar):
    """An array of numpy without a dimension: it says that it can be gone through, and cannot."""

    def __len__(self):
        raise TypeError("len() of unsized object")

    __iter__ = __contains__ = __len__


class Hostile:
    """Breaks whatever compares it, shows it or asks whether it is true."""

    def __eq__(self, other):
        raise RuntimeError

    __hash__ = None
    __bool__ = __str__ = __repr__ = __len__ = __eq__  # type: ignore[assignment]


WRONG = [
    None, True, " ", " 937", "a\nb", "a\tb", 0, 1, -1, 7, 10**18, -(10**18), 10**30, 10**5000, 0.1, 1.0, float("nan"), float("inf"), 1j, b"x", "", "x", "2019/20",
    "2020", "\x1b[31m", "\u202e", "a\x00", "5", "5%", D("NaN"), D("sNaN"), D("Infinity"), D(5), D("1e-30"), D("1" * 41), Fraction(1, 3),
    datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 1, 1), date.min, date(9998, 12, 31), date.max, pendulum.datetime(2020, 1, 1),  # noqa: DTZ001
    [], [1], ["a"], (), (1,), ("a", "b"), (None,), ((),), {}, {"a": 1}, {1: "a"}, {"a"}, object(), Hostile(), Pointless(1), Scalar(1), int, len, Y2020,
    Unit.PERCENT, Status.ON_TRACK, CALENDAR, AT_LEAST, FIGURE, MEASURE, "percent", "higher", "calendar-year", "points", "x" * 501,
    [Hostile()], (Hostile(),), {"a": Hostile()}, iter(()), Period(YEAR, 2299), Period(YEAR, 1700),
]  # fmt: skip


@pytest.mark.parametrize(
    ("hint", "as_they_are", "others"),
    [
        (str, ["a"], [1, None, b"a"]),
        (bool, [True, False], [1, None]),
        (int, [0, -1], [True, 1.0, "1"]),
        (D, [D(1)], [1, D("NaN")]),
        (date, [date(2020, 1, 1)], [datetime(2020, 1, 1, tzinfo=UTC), date.max, "2020-01-01"]),
        (str | None, [None, "a"], [1]),
        (int | None, [None, 1], ["a"]),
        (Literal["a", "b"], ["a", "b"], ["c", None]),
        (tuple[int, ...], [(), (1,), (1, 2, 3)], [[1], (1, "a"), None]),
        (tuple[str, int], [("a", 1)], [("a",), ("a", 1, 1), ("a", "b")]),
        (tuple[tuple[str, D], ...], [(), (("a", D(1)),)], [(("a",),), ("a", D(1))]),
        (tuple[D, D] | None, [None, (D(1), D(2))], [(D(1),), [D(1), D(2)]]),
    ],
    ids=str,
)
def test_one_expression_is_true_of_what_is_taken_as_it_is_and_of_nothing_else(hint, as_they_are, others):
    """A million figures pass such an expression; what it is not true of is looked at piece by piece."""
    names = {}
    fits = eval(f"lambda value: {_test(hint, 'value', names)}", names)
    assert [one for one in as_they_are if not fits(one)] == []
    assert [one for one in others if fits(one)] == []


def test_what_says_that_it_is_a_list_and_breaks_is_said_to_be_none():
    with pytest.raises(DefinitionError, match=r"breaks: .* is not a list; give a list"):
        Calendar(kind=YEAR, breaks=Pointless(1))


@pytest.mark.parametrize("name", ["bool", "bool_"])
def test_a_truth_value_of_numpy_is_one_under_both_of_its_names(name):
    assert flag(type(name, (Scalar,), {})(True)) is True


def is_right(hint, value):
    """Whether a value is of a declared type, told without the library."""
    if hasattr(hint, "__metadata__"):
        return is_right(hint.__origin__, value) and is_within(hint.__metadata__, value)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint in (typing.Any, object):
        return True
    if origin in (types.UnionType, typing.Union):
        return any(
            type(value) is types.NoneType if one is types.NoneType else is_right_of_type(one, value)
            for one in arguments
        )
    if origin is Literal:
        return value in arguments
    if origin in (tuple, frozenset):
        many = origin is frozenset or arguments[-1] is ...
        hints = [arguments[0]] * len(value) if many else arguments
        if type(value) is not origin:
            return False
        return all(map(is_right, hints, value)) and (many or len(value) == len(hints))
    if origin in (type, Callable):
        return isinstance(value, type) if origin is type else callable(value)
    if origin is not None and issubclass(origin, Mapping):
        return isinstance(value, Mapping) and all(
            is_right(str, k) and is_right(arguments[1], v) for k, v in value.items()
        )
    if hint is date:
        return isinstance(value, date) and not isinstance(value, datetime) and 1800 <= value.year <= 2199
    if hint is D:
        return type(value) is D and value.is_finite() and len(value.as_tuple().digits) <= 40
    if hint is int:
        return type(value) is int and abs(value) < 10**18
    if hint is str:
        return type(value) is str and not any(one in value for one in "\x00\x1b\u202e")
    return type(value) is bool if hint is bool else isinstance(value, hint)


def is_within(limits, value):
    inside = all(
        (one.low is None or value >= one.low)
        and (one.high is None or value <= one.high)
        and (one.above is None or value > one.above)
        for one in limits
        if isinstance(one, Bounds)
    )
    return inside and all(
        len(value) <= one.most and not set(value) & set("\n\t") and (value.strip() == value != "" or not one.filled)
        for one in limits
        if isinstance(one, Brief)
    )


def is_right_of_type(hint, value):
    return value is not None and is_right(hint, value)


# Nobody constructs these: load_plan, load_plugins and runs do. What is told may hold any text, which notifiers escape.
# A receipt refuses nothing, since the message is with its receiver by then.
MADE_HERE = {
    Receipt,
    wes_rules.LoadedPlan,
    wes_rules.PlanFigures,
    wes_rules.Verdicts,
    PluginRow,
    Plugins,
    Context,
    Message,
    News,
    Numbers,
    Sent,
    Asked,
}


def test_every_public_class_is_walked():
    modules = (wes_rules, wes_rules.plugins, wes_rules.plugins.escaping, wes_rules.testing, wes_rules.strategies)
    public = {getattr(module, name) for module in modules for name in module.__all__}
    declared = {one for one in public if isinstance(one, type) and attrs.has(one)} - MADE_HERE
    abstract = {Rule, FigureRule}
    assert {one for one in declared - {Problem} if not issubclass(one, Declared)} == set()
    assert declared - abstract - {Problem} <= CHECKED


def fields(one):
    """The fields of a value that its maker gives, with their types."""
    hints = hints_of(type(one))
    return {field.name: hints[field.name][1] for field in attrs.fields(type(one)) if field.init}


@pytest.mark.parametrize("one", EXAMPLES, ids=lambda one: type(one).__name__)
def test_nothing_wrong_goes_in_and_nothing_but_our_errors_comes_out(one):
    told = []
    for name, hint in fields(one).items():
        for wrong in WRONG:
            try:
                made = attrs.evolve(one, **{name: wrong})
            except WesRulesError as error:
                told.append(str(error))
                continue
            assert is_right(hint, getattr(made, name)), f"{name}: {type(wrong)} went in as {getattr(made, name)}"
    assert all(told)


@pytest.mark.parametrize("one", EXAMPLES, ids=lambda one: type(one).__name__)
def test_a_field_that_is_misspelt_is_told_by_its_name(one):
    for name in fields(one):
        with pytest.raises(
            DefinitionError, match=rf'^{type(one).__name__}: {name}_ is not a field; did you mean "{name}"\?$'
        ):
            attrs.evolve(one, **{f"{name}_": 1})


def made_by_people(modules):
    """The public classes that somebody can construct, errors among them."""
    public = {getattr(module, name) for module in modules for name in module.__all__}
    return {
        one
        for one in public
        if isinstance(one, type)
        and not issubclass(one, enum.Enum)
        and not inspect.isabstract(one)
        and not getattr(one, "_is_protocol", False)
    }


MADE_BY_PEOPLE = sorted(made_by_people((wes_rules, wes_rules.plugins)), key=lambda cls: cls.__name__)


@pytest.mark.parametrize("cls", MADE_BY_PEOPLE, ids=lambda cls: cls.__name__)
def test_arguments_that_a_class_does_not_take_are_told_by_the_nearest_that_it_takes(cls):
    takes = inspect.signature(cls).parameters
    for name in takes:
        with pytest.raises(
            TypeError, match=rf'^{cls.__name__}: {name}_ is not an? \w+; did you mean "{name}"'
        ) as caught:
            cls(**{f"{name}_": 1})
        assert isinstance(caught.value, DefinitionError)
    by_place = [one for one in takes.values() if one.kind is not one.KEYWORD_ONLY]
    by_name = [one.name for one in takes.values() if one.kind is one.KEYWORD_ONLY]
    own = [one for one in by_name if one in inspect.get_annotations(cls)] or by_name
    remedy = rf"write {own[0]}=90" if own else "leave it out"
    with pytest.raises(TypeError, match=rf"^{cls.__name__}: 90 is given without a name; {remedy}") as caught:
        cls(*(90,) * (len(by_place) + 1))
    assert isinstance(caught.value, DefinitionError)


def test_what_was_given_already_is_not_asked_for_again():
    told = []
    for made in (lambda: Problem("fault", remedy="x"), lambda: Problem(remedy="x"), lambda: AreaFigure(90, "970")):
        try:
            told.append(made().what)
        except DefinitionError as error:
            told.append(str(error))
    assert told == [
        "fault",
        "Problem: what is not given; give what=...",
        "AreaFigure: '970' is given without a name; write group='970'",
    ]


@pytest.mark.parametrize("one", EXAMPLES, ids=lambda one: type(one).__name__)
def test_a_choice_is_taken_by_its_text_and_a_near_miss_is_told_the_choice_that_is_meant(one):
    for name, hint in fields(one).items():
        for option in options_of(hint):
            text = str(option)
            if len(text) > 3:
                with pytest.raises(DefinitionError, match=rf'{name}: unknown value "{text[:-1]}"; did you mean "'):
                    attrs.evolve(one, **{name: text[:-1]})
            assert taken(hint, text) is option


def options_of(hint):
    parts = [hint, *(() if typing.get_origin(hint) in (tuple, Literal) else typing.get_args(hint))]
    return [
        option
        for one in parts
        for option in (one if isinstance(one, type) and issubclass(one, enum.Enum) else typing.get_args(one))
        if isinstance(option, str) and (typing.get_origin(one) is Literal or isinstance(option, enum.Enum))
    ]
