"""A table is a table: the same cells and the same settings give the same figures from every source that reads tables."""

import re
from datetime import date

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from wes_rules import PeriodKind, SourceError, Unit

from .conftest import KINDS, wanted

HEADER = ["LA code", "Year", "Sex", "Rate\n(%)", "remarks"]
COLUMNS = {"LA code": "area", "Year": "period", "Rate (%)": "value"}
FIXED = {"indicator": "rate"}

cells = st.tuples(
    st.sampled_from(["937", "330", " 931"]),
    st.sampled_from(["2019", "2020", "2021"]),
    st.sampled_from(["Persons", "Male"]),
    st.one_of(
        st.integers(0, 100),
        st.decimals(0, 100, places=1).map(str),
        st.sampled_from(["c", "[x]", "*", "72.6%", "(12)", "\u22121", "<5", "22.6 [p]", "", None, "n/k"]),
    ),
    st.sampled_from([None, "a note", 5]),
)


def said(figures, lines):
    """What was read, with the rows counted from the first below the header: a database has none above."""
    plain = [
        attrs.evolve(one, origin=attrs.evolve(one.origin, file="t", row=one.origin.row - lines))
        for one in figures.observations
    ]
    return plain, figures.unused_rows, figures.others, [unplaced(one.what) for one in figures.notes]


def unplaced(text):
    """Return a sentence without the rows that it names."""
    return re.sub(r"row \d+|\((?:the same on |the like on |\d)[^)]*\)", "", text)


def read(folder, kind, rows, request, **settings):
    lines = {"csv": 2, "sql": 0}.get(kind, 1)  # one of the names has two lines
    try:
        return said(folder.read_as(kind, rows, request, **settings), lines)
    except SourceError as error:
        return sorted((unplaced(one.what), one.line and one.line - lines) for one in error.problems)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=12, phases=[Phase.generate]
)
@given(
    st.lists(cells, min_size=1, max_size=6),
    st.sampled_from([{}, {"filters": {"Sex": "Persons"}}, {"filters_not": {"Sex": ["Persons", "x"]}}]),
    st.sampled_from([{}, {"symbols": {"*": "c", "n/k": "x"}, "negatives": "parentheses"}]),
)
def test_the_same_table_says_the_same_in_every_source(folder, rows, filters, signs):
    common = {"columns": COLUMNS, "fixed": FIXED, "publication": "made up", **filters, **signs}
    table = [HEADER, *map(list, rows)]
    request = {"rate": wanted(Unit.SCORE)}
    first, *others = [read(folder, kind, table, request, **common) for kind in KINDS]
    assert others == [first] * len(others)


@pytest.mark.parametrize("kind", KINDS)
def test_periods_across_become_rows_and_other_columns_are_named(folder, kind):
    rows = [["Area", "2019", "2020", "Rank"], ["A", 71.5, "c", 3], ["B", 68.4, 70.1, 4]]
    columns = {"Area": "area"}
    found = folder.read_as(
        kind, rows, {"rate": wanted()}, columns=columns, across="period", fixed=FIXED, publication="made up"
    )
    assert [(one.area, str(one.period), str(one.quantity)) for one in found.observations] == [
        ("A", "2019", "71.5"),
        ("A", "2020", "c"),
        ("B", "2019", "68.4"),
        ("B", "2020", "70.1"),
    ]
    assert [one.what for one in found.notes] == [
        'columns passed over, which name no period that the plan judges: "Rank"'
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_several_indicators_stand_side_by_side(folder, kind):
    rows = [["Month", "Attendances", "Within 4 hours"], [date(2023, 1, 1), "1,449", "72.6%"]]
    request = {
        "att": wanted(Unit.COUNT, PeriodKind.MONTH, decimals=0),
        "in-time": wanted(Unit.PERCENT, PeriodKind.MONTH),
    }
    found = folder.read_as(
        kind,
        [[str(cell) for cell in row] for row in rows] if kind == "sql" else rows,
        request,
        columns={"Month": "period"},
        indicators={"Attendances": "att", "Within 4 hours": "in-time"},
        fixed={"area": "RXX"},
        publication="NHS England",
    )
    assert [(one.indicator, str(one.period), str(one.quantity)) for one in found.observations] == [
        ("att", "January 2023", "1449"),
        ("in-time", "January 2023", "72.6"),
    ]


def test_titles_over_the_header_are_passed_over_in_files(folder):
    rows = [["Rates by year"], [], ["Area", "Year", "Value"], ["A", "2019", 71.5]]
    columns = {"Area": "area", "Year": "period", "Value": "value"}
    for kind in ("csv", "xlsx", "ods"):
        found = folder.read_as(
            kind, rows, {"rate": wanted()}, columns=columns, fixed=FIXED, publication="x", header_row=3
        )
        assert [(str(one.quantity), one.origin.row) for one in found.observations] == [("71.5", 4)]
