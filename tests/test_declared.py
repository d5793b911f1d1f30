"""What fields take from people who write Python, and how the reader of plan files says the same."""

from __future__ import annotations

import numbers
from datetime import date, datetime, timedelta
from decimal import Decimal as D
from typing import Annotated, ClassVar

import attrs
import pendulum
import pytest

from wes_rules import (
    AreaSet,
    Baseline,
    BenchmarkParity,
    Calendar,
    DefinitionError,
    FigureRule,
    FromBaseline,
    History,
    Measure,
    Milestone,
    Observation,
    Observed,
    Origin,
    Period,
    PeriodError,
    PeriodKind,
    Plan,
    Problem,
    Quantity,
    RankImprovement,
    ShareWithin,
    Standing,
    Threshold,
    Trajectory,
    Unit,
    WesRulesError,
    alerts_for,
    judge,
    judge_plan,
    timeline,
)
from wes_rules.rules.policy import Policy, Recipient
from wes_rules.rules.reading import Reader
from wes_rules.values.checks import Bounds
from wes_rules.values.fields import Declared, hints_of
from wes_rules.values.period_kind import ENDS

PLAUSIBLE = date(1800, 1, 1), date(2199, 12, 31)
YEAR, MONTH = PeriodKind.CALENDAR_YEAR, PeriodKind.MONTH
Y2020 = Period(YEAR, 2020)
FIGURE = {"indicator": "rate", "period": Y2020, "quantity": Quantity.exact(5), "origin": Origin(publication="p")}


class Float32(numbers.Real):
    """A short float as numpy has it: its own text is the shortest, and that of its value is not."""

    def __str__(self):
        return "72.4"

    def __float__(self):
        return 72.4000015258789

    __abs__ = __add__ = __ceil__ = __eq__ = __floor__ = __floordiv__ = __hash__ = __le__ = __lt__ = __mod__ = None
    __mul__ = __neg__ = __pos__ = __pow__ = __radd__ = __rfloordiv__ = __rmod__ = __rmul__ = __round__ = None
    __rpow__ = __rtruediv__ = __truediv__ = __trunc__ = None


class Int64:
    """A whole number as numpy has it."""

    def __int__(self):
        return 90


numbers.Integral.register(Int64)


class Float64(float):
    """A float as numpy has it: a float that shows itself in other words."""

    def __repr__(self):
        return f"np.float64({float(self)!r})"


class bool_:  # noqa: N801 - the name that numpy has
    """True as numpy has it."""

    def item(self):
        return True


@pytest.mark.parametrize("given", [90, 90.0, "90", D(90), Int64(), Float64(90)])
def test_a_number_is_taken_as_people_have_it(given):
    rule = Threshold(at_least=given)
    assert rule == Threshold(at_least=D(90))
    assert type(rule.at_least) is D


def test_a_float_is_its_shortest_text():
    assert Threshold(at_least=0.1).at_least == D("0.1")
    assert Threshold(at_least=Float32()).at_least == D("72.4")
    assert Quantity.exact(Float64(72.4)) == Quantity.exact("72.4") == Quantity.exact(Float32())
    assert Quantity.read(72.4, unit=Unit.PERCENT) == Quantity.exact("72.4")
    assert Quantity.read("low", unit="count", rounded_to=5).high == D("2.5")


def test_flags_choices_lists_and_whole_numbers_are_taken_where_they_are_unambiguous():
    assert Threshold(at_least=5, by=date(2025, 1, 1), reach=bool_()).reach is True
    assert Threshold(between=[3, 5]).between == (D(3), D(5))
    figure = Observation(**FIGURE, area="937", standing="p", numerator=72.0, denominator=Int64(), interval=[4, "6.5"])
    assert figure.standing is Standing.PROVISIONAL
    assert (figure.numerator, figure.denominator, figure.interval) == (72, 90, (D(4), D("6.5")))
    assert type(figure.numerator) is int
    assert Policy(to=["a", "b"]).to == ("a", "b")
    assert AreaSet("near", date(2020, 1, 1), ["937"]).areas == ("937",)


def test_a_calendar_reads_its_periods_as_its_kind():
    calendar = Calendar(kind="month", step=12, anchor="May 2019", not_collected=["May 2020"], breaks={"May 2021"})
    assert calendar.anchor == Period.parse("May 2019", MONTH)
    assert calendar.not_collected == {Period.parse("May 2020", MONTH)}
    with pytest.raises(DefinitionError, match=r'Calendar: first: "2019/20" is not a month; write it like'):
        Calendar(kind="month", first="2019/20")


def test_pendulum_days_are_days():
    assert Milestone(by=pendulum.Date(2025, 1, 1)).by == date(2025, 1, 1)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Threshold(at_least=True), "Threshold: at_least: true is not a number; write digits and a point, such as 75.5"),
        (lambda: Threshold(at_least=float("nan")), "Threshold: at_least: nan is not a finite number; leave it out"),
        (lambda: Threshold(at_least=10**5000), "a very long number is not a number of at most 18 digits; round it"),
        (lambda: Threshold(at_least=5, by=datetime(2025, 1, 1)), "by: 2025-01-01 00:00:00 is not a date; leave out the time"),  # noqa: DTZ001
        (lambda: Threshold(at_least=5, by="2025-01-01"), 'by: "2025-01-01" is not a date; give a datetime.date'),
        (lambda: Milestone(by=date(9999, 1, 1)), "by: 9999-01-01 is too late a date; give a year from 1800 to 2199"),
        (lambda: Milestone(by=date(20, 7, 1)), "by: 0020-07-01 is too early a date; give a year from 1800 to 2199"),
        (lambda: FromBaseline(change_in="point"), 'change_in: unknown value "point"; did you mean "points"?'),
        (lambda: FromBaseline(by=5), "FromBaseline: by: 5 is not a date; write change = 5"),
        (lambda: Observation(**FIGURE, area=937), "Observation: area: 937 is not a text; put it in quotes"),
        (lambda: Observation(**FIGURE, area="9\x1b[3m"), "area: it holds the control character '\\x1b'; remove it"),
        (lambda: attrs.evolve(MEASURE, id=""), 'Measure: id: "" is blank; write a name'),
        (lambda: attrs.evolve(MEASURE, title="  "), 'Measure: title: "  " is blank; write a name'),
        (lambda: attrs.evolve(MEASURE, area="937\n"), 'Measure: area: "937\\n" is more than one line; take the tab or line end out'),
        (lambda: Observation(**FIGURE, area=" 937"), 'Observation: area: " 937" has a space at its end; take it out'),
        (lambda: Observation(**FIGURE | {"indicator": "x" * 201}, area="937"), "indicator: it has 201 characters; write at most 200"),
        (lambda: AreaSet("near", date(2020, 1, 1), ["937", ""]), 'AreaSet: areas: "" is blank; write a name'),
        (lambda: Baseline(period="2019/20"), 'period: "2019/20" is not a period; read it with Period.parse'),
        (lambda: Policy(to="board"), 'Policy: to: "board" is not a list; give a tuple or a list'),
        (lambda: Threshold(between=(3,)), "Threshold: between: it has 1 value; give 2"),
        (lambda: BenchmarkParity(against=970), "970 is not an AreaFigure or a MeanOf or a MedianOf or a QuantileOf or an IndicatorFigure"),
        (lambda: Recipient(name="a", addresses={"mail": 1}), "Recipient: addresses: 1 is not a text; put it in quotes"),
        (lambda: Trajectory(points=[5]), "Trajectory: points: 5 is not a Point; give a Point"),
        (lambda: History([5]), "observations: 5 is not an Observation; give an Observation"),
        (lambda: History(5), "observations: 5 is not a list; give a tuple or a list"),
        (lambda: History(names={1: "Leeds"}), "1 is not a text"),
        (lambda: Quantity.exact("9" * 41), "has more digits than any published figure"),
        (lambda: Quantity.read("5", unit="percents"), 'unknown value "percents"; did you mean "percent"?'),
    ],
)  # fmt: skip
def test_what_is_refused_is_told_with_field_value_and_what_may_be(make, says):
    with pytest.raises(DefinitionError) as caught:
        make()
    assert says in str(caught.value)


def test_all_that_is_wrong_with_one_call_is_told_at_once():
    with pytest.raises(DefinitionError) as caught:
        Observation(**{**FIGURE, "period": 2020}, area=937, standing="provisional", published="today", numerator=-1)
    assert [one.what for one in caught.value.problems] == [
        "area: 937 is not a text",
        "period: 2020 is not a period",
        'published: "today" is not a date',
        'standing: unknown value "provisional"',
        "numerator: -1 is too low",
    ]
    assert {one.subject for one in caught.value.problems} == {"Observation"}


def test_a_problem_is_a_text_whatever_it_is_made_of():
    assert str(Problem(5, subject=b"x")) == "b'x': 5"


@pytest.mark.parametrize("function", [judge, timeline])
def test_a_moment_is_no_day_to_judge_on(function):
    with pytest.raises(DefinitionError, match="is not a date; leave out the time"):
        function(MEASURE, History(), **{"as_of" if function is judge else "until": datetime(2025, 1, 1)})  # noqa: DTZ001


MEASURE = Measure(
    id="m", title="M", number=Observed(indicator="rate"), unit="percent", decimals=1, better="higher",
    calendar=Calendar(kind="calendar-year"), rule=Threshold(at_least=5), area="937",
)  # fmt: skip
PLAN = Plan(id="p", title="P", area="937", measures=[MEASURE])
DAY = date(2022, 1, 1)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: judge("m", History(), as_of=DAY), 'measure: "m" is not a Measure; give a Measure'),
        (lambda: judge(MEASURE, [], as_of=DAY), "history: a list is not a History; give a History"),
        (lambda: judge(MEASURE, History(), as_of="2022-01-01"), "as_of: .* is not a date; give a datetime.date"),
        (lambda: judge(MEASURE, History(), as_of=DAY, area=937), "area: 937 is not a text; put it in quotes"),
        (lambda: judge(MEASURE, History(), as_of=DAY, period=2020), "period: 2020 is not a period"),
        (lambda: judge_plan(MEASURE, History(), as_of=DAY), "plan: a Measure is not a Plan; give a Plan"),
        (lambda: judge_plan(PLAN, None, as_of=DAY), "history: nothing is not a History"),
        (lambda: timeline(PLAN, History(), until=DAY), "measure: a Plan is not a Measure"),
        (lambda: timeline(MEASURE, [], until=DAY), "history: a list is not a History"),
        (lambda: timeline(MEASURE, History(), until=DAY, area=937), "area: 937 is not a text"),
        (lambda: alerts_for(MEASURE, []), "plan: a Measure is not a Plan"),
        (lambda: alerts_for(PLAN, None), "judgements: nothing is not a list"),
        (lambda: alerts_for(PLAN, ["m"]), 'judgements: "m" is not a Judgement'),
        (lambda: Period.parse(2020), "2020 is not a text; put it in quotes"),
        (lambda: Period.parse("2020", "year"), 'unknown value "year"; '),
        (lambda: Period.parse("2020", window=0), "0 is too low; give 1 or more"),
        (lambda: Period.from_dfe(201920, "Academic year"), "201920 is not a text"),
        (lambda: Period.containing("2020-01-01", "month"), '"2020-01-01" is not a date'),
    ],
)
def test_functions_take_what_fields_take_and_refuse_all_else(call, says):
    with pytest.raises(DefinitionError, match=says):
        call()


def test_functions_take_a_period_and_a_kind_as_text():
    assert judge(MEASURE, History(), as_of=DAY, period="2020").period == Y2020
    assert Period.parse("2020", "calendar-year") == Y2020


@pytest.mark.parametrize("made_of", [None, 5, ["it broke", 5], ValueError("it broke")])
def test_an_error_made_of_anything_is_an_error(made_of):
    assert all(isinstance(one, Problem) for one in WesRulesError(made_of).problems)
    assert str(WesRulesError(["it broke"])) == "it broke"


@attrs.frozen(kw_only=True)
class Streak(FigureRule):
    """A kind of rule as a plugin writes it: with attrs alone."""

    kind: ClassVar[str] = "streak"

    at_least: D
    periods: Annotated[int, Bounds(low=1, high=12)] = 3
    seen: list[str] = attrs.field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        self.seen.append(f"{type(self.at_least).__name__} {self.at_least}")
        if self.at_least > 100:
            raise DefinitionError("at_least is over 100")

    def find(self, view):
        raise NotImplementedError

    def requirement(self, finding, words):
        return ""

    def sentence(self, finding, words):
        return ""

    def reading(self, measure):
        return ""


@attrs.frozen(kw_only=True)
class Longer(Streak):
    """One that another one is made of, and that says what its parent says."""

    breaks: tuple[Period, ...] = ()

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        self.seen.append("longer")


def test_a_kind_of_ones_own_is_checked_before_its_own_checks():
    assert Streak(at_least=5).seen == ["Decimal 5"]
    assert Longer(at_least="5", breaks=[Y2020]).seen == ["Decimal 5", "longer"]
    with pytest.raises(DefinitionError, match='Longer: at_least: "x" is not a number'):
        Longer(at_least="x")
    with pytest.raises(DefinitionError, match="periods: 13 is too high; give 1 to 12"):
        Streak(at_least=5, periods=13)
    with pytest.raises(DefinitionError, match="at_least is over 100"):
        Longer(at_least=101)
    assert Longer(at_least=5).seen == ["Decimal 5", "longer"]


def test_a_type_that_is_not_there_is_told():
    with pytest.raises(DefinitionError, match="a field has a type that is not there when it runs: name 'Missing'"):
        Strange(x=1)


@attrs.frozen
class Strange(Declared):
    x: Missing  # noqa: F821


def agree(cls, values, name, wrong):
    faults = []
    hint = hints_of(cls)[name][1]
    reader = Reader(fault=lambda path, what, remedy: faults.append(what))
    reader.value(hint, wrong, (name,))
    try:
        cls(**{**values, name: wrong})
    except WesRulesError as error:
        return faults, [one.what for one in error.problems]
    return faults, []


WRONG = [
    5, -1, 10**19, "x", "points", "5%", True, 0.5, D("NaN"), D("1e-30"), float("inf"), [], ["a"], "\x1b", date.max, date(2020, 1, 1),
    datetime(2020, 1, 1), "percent-of-target", "2020-01-01",  # noqa: DTZ001
]  # fmt: skip


@pytest.mark.parametrize(
    ("cls", "values", "name"),
    [
        (Threshold, {"at_least": D(5)}, "tolerance"),
        (Threshold, {"at_least": D(5)}, "tolerance_in"),
        (Threshold, {"at_least": D(5)}, "by"),
        (Threshold, {"at_least": D(5), "by": date(2025, 1, 1)}, "reach"),
        (RankImprovement, {"among": "near", "from_rank": 1, "from_of": 3}, "from_rank"),
        (RankImprovement, {"among": "near", "from_rank": 1, "from_of": 3}, "among"),
        (ShareWithin, {"indicator": "i", "days": 5}, "days_off"),
        (Policy, {}, "to"),
        (Policy, {}, "after"),
    ],
)
def test_the_reader_of_plan_files_and_the_class_say_the_same(cls, values, name):
    for wrong in WRONG:
        read, made = agree(cls, values, name, wrong)
        # Or else the value itself is right, and contradicts another field.
        if not made or f"{name}: " in made[0]:
            assert read == made


@pytest.mark.parametrize("kind", PeriodKind)
def test_the_calendar_has_two_ends(kind):
    first, last = (Period.containing(day, kind) for day in PLAUSIBLE)
    assert first.start <= PLAUSIBLE[0]
    assert last.end > PLAUSIBLE[1]
    low, high = ENDS[kind]
    assert Period(kind, low) < first.same_period_last_year
    assert last + kind.per_year < Period(kind, high)
    for index in (low - 1, high + 1, -(10**17), 10**17):
        with pytest.raises(PeriodError, match="outside the calendar"):
            Period(kind, index)
    with pytest.raises(PeriodError, match="outside the calendar"):
        Period(kind, high) + 1
    for day in (date.min, PLAUSIBLE[0] - timedelta(days=1), PLAUSIBLE[1] + timedelta(days=1), date.max):
        with pytest.raises(DefinitionError, match=r"too (early|late) a date"):
            Period.containing(day, kind)


@pytest.mark.parametrize("kind", PeriodKind)
@pytest.mark.parametrize("day", [PLAUSIBLE[0], date(1801, 12, 31), date(1950, 1, 1), PLAUSIBLE[1]])
def test_a_calendar_answers_at_both_ends(kind, day):
    calendar = Calendar(kind=kind, lag_months=6_000, lag_days=365_000)
    assert calendar.latest_due(day) is None
    assert calendar.not_due(day) == ()
    for one in (Calendar(kind=kind), Calendar(kind=kind, first=Period.containing(date(1801, 6, 1), kind))):
        due = one.latest_due(day)
        assert due is None or one.due(due) <= day
        assert all(one.due(period) > day for period in one.not_due(day))
        ended = one.latest_ending(day)
        assert ended is None or ended.end.subtract(days=1) <= day
    last = Period.containing(PLAUSIBLE[1], kind)
    assert Calendar(kind=kind).next(Period(kind, ENDS[kind][1])) is None
    assert Calendar(kind=kind).next(last) == last + 1
    assert Calendar(kind=kind).previous(Period.containing(date(1802, 1, 1), kind)) is not None
