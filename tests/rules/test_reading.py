"""Tables to values and back: what is written reads back, and what is wrong is told, all of it."""

import enum
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wes_rules import (
    Advisory,
    All,
    AnnualDecrease,
    AnnualIncrease,
    AreaFigure,
    Baseline,
    BenchmarkParity,
    Better,
    Calendar,
    DefinitionError,
    Each,
    Everyone,
    FromBaseline,
    Gap,
    HaltThenDecrease,
    IndicatorFigure,
    Instead,
    Maintain,
    MeanOf,
    Milestone,
    Observed,
    Part,
    Period,
    PeriodKind,
    Point,
    QuantileBand,
    QuarterlyDecrease,
    QuarterlyIncrease,
    RankImprovement,
    Rule,
    ShareImproved,
    ShareWithin,
    Threshold,
    Trajectory,
    Unit,
)
from wes_rules import Any as AnyOf
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.reading import Reader
from wes_rules.rules.writing import write

YEAR = PeriodKind.ACADEMIC_YEAR
CALENDARS = {
    "years": Calendar(kind=YEAR, lag_months=3, not_collected=[Period(YEAR, 2019)]),
    "years-late": Calendar(kind=YEAR, lag_months=9),
    "months": Calendar(kind=PeriodKind.MONTH, step=12, anchor=Period(PeriodKind.MONTH, 2019 * 12 + 4)),
    "weeks": Calendar(kind=PeriodKind.WEEK),
}


def reading(hint, raw, *, kind=YEAR):
    """Return what is read and the faults, each as its path and what is wrong."""
    faults = []
    reader = Reader(fault=lambda path, what, _: faults.append((path, what)), calendars=CALENDARS, kind=kind)
    return reader.value(hint, raw, ()), faults


# --- what is written reads back ---

amounts = st.decimals(0, 100, places=1)
days = st.dates(date(2000, 1, 1), date(2040, 1, 1))
words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=5)
names, texts = words | st.just("two words and\u00a0£5"), words | st.just("two words\n\tand\u00a0£5")
groups = st.none() | names


def periods(kind=YEAR):
    return days.map(lambda day: Period.containing(day, kind))


def baselines(kind):
    return st.builds(Baseline, value=amounts, period=st.none() | periods(kind), source=names, rounded=st.booleans())


numbers = st.one_of(
    st.builds(Observed, indicator=names, group=names),
    st.builds(Gap, indicator=names, group=names, from_group=names),
    st.builds(ShareWithin, indicator=names, days=st.integers(0, 300), by=st.sampled_from(["opened", "closed"])),
    st.builds(ShareImproved, indicator=names, good=st.integers(1, 3)),
)
against = st.one_of(
    st.builds(AreaFigure, area=names, group=groups),
    st.builds(MeanOf, mean_of=names, minimum=st.integers(1, 9), group=groups),
    st.builds(IndicatorFigure, indicator=names, group=groups),
)
instead = st.one_of(
    st.builds(Instead, period=periods(), at_least=amounts, reason=names),
    st.builds(Instead, period=periods(), at_most=amounts, author=names),
)
steps = st.fixed_dictionaries(
    {},
    optional={
        "against": st.sampled_from(["previous", "same-period-last-year"]),
        "strict": st.booleans(),
        "scope": st.sampled_from(["every", "latest"]),
        "instead": st.lists(instead, max_size=2).map(tuple),
        "tolerance": amounts,
    },
)
limits = st.one_of(
    st.sampled_from(["at_least", "at_most", "above", "below", "equals"]).flatmap(
        lambda name: st.fixed_dictionaries({name: amounts})
    ),
    st.tuples(amounts, amounts).map(lambda pair: {"between": tuple(sorted(pair))}),
)


def each(rule):
    parts = st.sampled_from(sorted(CALENDARS)).flatmap(
        lambda name: st.builds(
            Part,
            name=names,
            number=st.none() | numbers,
            unit=st.none() | st.sampled_from(Unit),
            decimals=st.none() | st.integers(0, 9),
            better=st.none() | st.sampled_from(Better),
            calendar=st.just(CALENDARS[name]),
            baseline=st.none() | baselines(CALENDARS[name].kind),
        )
    )
    return st.builds(
        Each, rule=rule, over=st.lists(parts, min_size=1, max_size=3, unique_by=lambda part: part.name).map(tuple)
    )


single_rules = st.one_of(
    st.builds(lambda limit, **more: Threshold(**limit, **more), limits, by=st.none() | days, reach=st.booleans()),
    st.builds(Everyone, by=st.none() | days),
    st.builds(
        lambda cls, fields: cls(**fields),
        st.sampled_from([AnnualDecrease, AnnualIncrease, QuarterlyDecrease, QuarterlyIncrease]),
        steps,
    ),
    st.builds(
        FromBaseline,
        change=st.none() | st.decimals("0.1", 9, places=1),
        by=st.none() | days,
        change_in=st.sampled_from(["points", "percent"]),
        direction=st.sampled_from([None, "increase", "decrease"]),
    ),
    st.builds(BenchmarkParity, against=against, strict=st.booleans(), from_period=st.none() | periods()),
    st.builds(RankImprovement, among=names, from_rank=st.integers(1, 5), from_of=st.integers(5, 9)),
    st.builds(QuantileBand, among=names, of=st.integers(5, 9), best=st.integers(1, 4)),
    st.builds(HaltThenDecrease, halt=periods()),
    st.builds(Maintain, at_least=amounts, since=st.none() | periods()),
    st.builds(Milestone, by=days, unreported=st.sampled_from(["missed", "undecided"])),
    st.sets(periods(), min_size=1, max_size=4).flatmap(
        lambda some: st.builds(
            Trajectory,
            points=st.just(tuple(Point(period=p, value=Decimal(p.index)) for p in sorted(some, key=lambda p: p.index))),
            between=st.sampled_from(["linear", "step"]),
            tolerance=amounts,
        )
    ),
)
rules = st.recursive(
    single_rules,
    lambda inner: st.one_of(
        st.builds(All, of=st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(AnyOf, of=st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Advisory, rule=inner),
        each(inner),
    ),
    max_leaves=5,
)


def plain(table):
    """Whether a table holds only what TOML can."""
    if isinstance(table, dict):
        return all(isinstance(key, str) and plain(value) for key, value in table.items())
    if isinstance(table, list):
        return all(plain(item) for item in table)
    return type(table) in (str, bool, int, Decimal) or isinstance(table, date)


@given(rules)
def test_a_rule_reads_back_as_it_is_written(rule):
    table = write(rule, CALENDARS)
    assert plain(table)
    assert reading(Rule, table) == (rule, [])


@given(rules)
def test_what_has_its_default_value_is_not_written(rule):
    table = write(rule, CALENDARS)
    required = {field.name for field in attrs.fields(type(rule)) if field.default is attrs.NOTHING}
    changed = {
        f.name for f in attrs.fields(type(rule)) if f.name not in required and getattr(rule, f.name) != f.default
    }
    assert set(table) == {"kind"} | required | changed


def test_every_kind_of_rule_is_in_the_law():
    made = {Threshold, Everyone, AnnualDecrease, AnnualIncrease, QuarterlyDecrease, QuarterlyIncrease, FromBaseline}
    made |= {BenchmarkParity, QuantileBand, RankImprovement, HaltThenDecrease, Maintain, Milestone, Trajectory}
    assert made | {All, AnyOf, Each, Advisory} == set(KINDS.values())


@pytest.mark.parametrize("kind", PeriodKind)
def test_a_period_of_any_kind_reads_back(kind):
    for day in (date(2019, 9, 1), date(2020, 2, 29), date(2011, 12, 31), date(2021, 1, 3)):
        rule = HaltThenDecrease(halt=Period.containing(day, kind))
        assert reading(Rule, write(rule), kind=kind) == (rule, [])


def test_a_calendar_is_written_by_its_name():
    part = Part(name="a", calendar=CALENDARS["months"])
    assert write(part, CALENDARS) == {"name": "a", "calendar": "months"}
    with pytest.raises(DefinitionError, match="has no name"):
        write(part)


# --- what is wrong is told ---


def test_a_part_s_periods_are_of_its_own_calendar_s_kind():
    table = {"name": "a", "calendar": "months", "baseline": {"value": 1, "period": "May 2019"}}
    part, faults = reading(Part, table)
    assert faults == []
    assert part.baseline.period.kind is PeriodKind.MONTH
    assert reading(Part, {**table, "calendar": "years"})[1] != []


def test_periods_of_an_unknown_calendar_are_no_second_fault():
    table = {"name": "a", "calendar": "moths", "baseline": {"value": 1, "period": "May 2019"}}
    assert reading(Part, table)[1] == [(("calendar",), 'unknown calendar "moths"')]


@pytest.mark.parametrize("raw", [5, Decimal("5.0"), "5", "+5", "5.00", "005"])
def test_a_decimal_is_a_number_or_the_plain_text_of_one(raw):
    assert reading(Decimal, raw) == (5, [])


@pytest.mark.parametrize(
    "raw",
    [True, "", " 5", "5 ", "5%", "5.", ".5", "1e3", "1_000", "٥", "NaN", "inf", "0x5", [], {}, date(2019, 1, 1)]
    + [Decimal(word) for word in ("NaN", "sNaN", "Infinity", "1e99", "1e-99", "1" * 19)],
)
def test_nothing_else_is_taken_for_a_decimal(raw):
    value, faults = reading(Decimal, raw)
    assert value is None
    assert len(faults) == 1


@pytest.mark.parametrize(
    ("hint", "raw"),
    [
        (int, True), (int, Decimal("1.5")), (int, "1"), (bool, 1), (bool, "true"), (str, 1), (date, "2019-01-01"),
        (date, datetime(2019, 1, 1, tzinfo=UTC)), (Period, 2019), (Period, "2019/21"), (Unit, "per cent"), (Unit, 1), (Unit, []),
        (Literal["a"], "b"), (tuple[int, ...], 1), (tuple[int, int], [1]), (tuple[int, ...], [1, "2"]),
        (Mapping[str, str], {"a": 1}), (Rule, "threshold"), (Rule, {}), (Rule, {"kind": []}), (Threshold, []),
        (Calendar, []), (Calendar, "yeers"),
    ],
)  # fmt: skip
def test_nothing_is_coerced(hint, raw):
    value, faults = reading(hint, raw)
    assert value is None
    assert len(faults) == 1


@pytest.mark.parametrize("raw", ["\x1b[31m", "\x00", "\u202e", "\u2028", "\x85"])
def test_a_text_that_would_steer_a_terminal_is_refused(raw):
    assert len(reading(str, raw)[1]) == 1
    assert len(reading(BenchmarkParity, {"against": raw})[1]) == 1


def test_all_faults_of_a_table_are_told_at_once():
    table = {
        "kind": "all",
        "of": [
            {"kind": "threshold", "at_leest": 5, "reach": 1},
            {"kind": "thresold"},
            {"kind": "benchmark-parity", "against": {"mean_of": 3, "minimun": 8}},
            {"kind": "rank-improvement", "among": "x", "from_rank": 9, "from_of": 3},
            {"kind": "milestone"},
        ],
    }
    value, faults = reading(Rule, table)
    assert value is None
    assert [path for path, _ in faults] == [
        ("of", 0, "at_leest"),
        ("of", 0, "reach"),
        ("of", 1, "kind"),
        ("of", 2, "against", "minimun"),
        ("of", 2, "against", "mean_of"),
        ("of", 3, "from_rank"),
        ("of", 4, "by"),
    ]


def test_a_check_of_the_class_is_told_at_the_field_it_names():
    _, faults = reading(Rule, {"kind": "rank-improvement", "among": "x", "from_rank": 0, "from_of": 3})
    assert faults == [(("from_rank",), "from_rank: 0 is too low")]
    _, faults = reading(Rule, {"kind": "threshold"})
    assert [path for path, _ in faults] == [()]


class Size(enum.Enum):
    SMALL = 1
    LARGE = 2


@attrs.frozen(kw_only=True)
class Settings:
    """What a plugin might ask for."""

    path: str
    size: Size = Size.SMALL
    columns: Mapping[str, str] = attrs.field(factory=dict)
    tries: tuple[int, ...] = (1, 2)
    token: str | None = None
    made: int = attrs.field(default=0, init=False)


def test_any_attrs_class_is_read_from_its_fields():
    settings, faults = reading(Settings, {"path": "a", "size": 2, "columns": {"x": "y"}, "tries": [3], "token": "t"})
    assert faults == []
    assert settings == Settings(path="a", size=Size.LARGE, columns={"x": "y"}, tries=(3,), token="t")
    assert [what for _, what in reading(Settings, {"made": 1})[1]] == ['unknown key "made"', '"path" is missing']
    assert reading(Settings, {"path": "a", "kind": "x"})[1] == [(("kind",), 'unknown key "kind"')]


@attrs.frozen
class Shade:
    shade: str = attrs.field(validator=attrs.validators.in_(("red", "blue")))


def test_what_a_check_of_another_library_refuses_is_told_in_its_first_words():
    assert reading(Shade, {"shade": "green"}) == (
        None,
        [(("shade",), "shade must be in ('red', 'blue') (got 'green')")],
    )


def test_a_rule_with_a_version_that_is_none_is_not_read_and_the_version_is_named():
    again = {"starting": "2019/20", "agreed": date(2019, 9, 1), "at_least": 6}
    rule, faults = reading(Rule, {"kind": "threshold", "at_least": 5, "versions": [again, again]})
    assert rule is None
    assert [path for path, _ in faults] == [("versions", 1, "starting")]
    assert reading(Rule, {"kind": "threshold", "at_least": 5, "versions": [again]})[1] == []


@pytest.mark.parametrize(("count", "more"), [(20, []), (21, ["1 more unknown keys"])])
def test_twenty_unknown_keys_are_named_and_the_others_counted(count, more):
    _, faults = reading(Settings, {"path": "a", **{f"zz{n}": 1 for n in range(count)}})
    assert [what for _, what in faults] == [*(f'unknown key "zz{n}"' for n in range(20)), *more]
