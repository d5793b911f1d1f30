"""`check --areas` reads a file as `check` of one area does, whatever its header, letters, blanks and symbols; or it says no."""

from __future__ import annotations

import io
from datetime import date
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.council import HEAD

from wes_rules.errors import WesRulesError
from wes_rules.running import engine_frames
from wes_rules.running.many_areas import judge_areas
from wes_rules.running.reading_and_judging import read_and_judge

PLAN = """
[plan]
id = "p"
title = "P"
area = "X"
[[sources]]
kind = "csv"
path = "figures.csv"
{settings}
[calendars.y]
kind = "calendar-year"
lag = "1 month"
[[measures]]
id = "m"
title = "Em"
unit = "{unit}"
decimals = {decimals}
better = "lower"
calendar = "y"
number = {{indicator = "a"}}
rule = {{kind = "{rule}"{limit}}}
"""
COLUMNS = 'columns = {Ind = "indicator", LA = "area", Year = "period", N = "value"}\npublication = "P"\n'
REFUSED = "refused"
AS_OF = date(2023, 3, 1)
ONE_BY_ONE = "reading the figures, and judging one area at a time"


def plan_of(settings="", unit="percent", decimals=1, rule="threshold", limit=", at_most = 20"):
    return PLAN.format(settings=settings, unit=unit, decimals=decimals, rule=rule, limit=limit)


def alone(path):
    try:
        (one,) = read_and_judge(path, as_of=AS_OF, output=io.StringIO()).judgements
    except WesRulesError:
        return REFUSED
    row, reasons = one.row, [reason.value for reason in one.reasons]
    return (
        row.status.value,
        row.period,
        row.settled,
        row.observed,
        row.required_value,
        row.margin,
        (reasons or [None])[0],
    )


def among_many(path, engine="polars", told=None):
    nothing = [] if told is None else told
    try:
        found = judge_areas(
            path, as_of=AS_OF, engine=engine, areas=["X"], choose=lambda plan: plan.measures,
            progress=nothing.append, source_timeout=60,
        )  # fmt: skip
    except WesRulesError:
        return REFUSED
    (row,) = found.rows
    return tuple(row[name] for name in ("status", "period", "settled", "observed", "required", "margin", "reason"))


def shown(found):
    """A verdict in which 0 and 0.0 are two things."""
    return found if found is REFUSED else (found[0], found[1] or "", *map(str, found[2:]))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def both(folder):
    def both(figures, plan=None, engine="polars"):
        (folder / "figures.csv").write_bytes(figures if isinstance(figures, bytes) else figures.encode())
        (folder / "plan.toml").write_text(plan or plan_of())
        told = []
        return shown(alone(folder / "plan.toml")), shown(among_many(folder / "plan.toml", engine, told)), told

    return both


ROW = "a,all,X,2022,19,percent,s\n"
NAMED = "Ind,LA,Year,N,sex\n"
SEX = "sex,indicator,group,area,period,value,unit,source\n"
AWKWARD = {
    "low is below half of the last digit": (HEAD + ROW.replace("19", "low"), plan_of()),
    "low of a count is 1 or more": (HEAD + ROW.replace("19,percent", "k,count"), plan_of(unit="count", decimals=0)),
    "low in brackets, of pounds": (HEAD + ROW.replace("19,percent", "[low],pounds"), plan_of(unit="pounds", decimals=2)),
    "blanks around cells": (HEAD + "a ,all,X , 2022 ,19,percent,s\n", plan_of()),
    "a comma of thousands": (b"Ind,LA,Year,N\na,X,2022,1,449\na,Y,2022,7\n", plan_of(COLUMNS, "count", 0)),
    "a row too short": (HEAD + "a,all,X,2022,19\n", plan_of()),
    "a row too long": (HEAD + "a,all,X,2022,19,percent,s,extra\n", plan_of()),
    "a name that the file does not have": ("Indicator,LA,Year,N\na,X,2022,19\n", plan_of(COLUMNS)),
    "UTF-16": ((HEAD + ROW).encode("utf-16"), plan_of()),
    "a mark before UTF-8": ((HEAD + ROW).encode("utf-8-sig"), plan_of()),
    "Windows-1252": ((HEAD + ROW.replace(",s\n", ",caf\u00e9\n")).encode("cp1252"), plan_of()),
    "semicolons": ((HEAD + ROW).replace(",", ";"), plan_of()),
    "no byte": ("", plan_of()),
    "a header in capitals": (HEAD.upper() + ROW, plan_of()),
    "blank lines": (f"{HEAD}\n{ROW}\n,,,,,,\n", plan_of()),
    "a blank in the header": (HEAD.replace("value", "value ") + ROW, plan_of()),
    "title lines": (f"Table 1\n\n{HEAD}{ROW}", plan_of("header_row = 3")),
    "quotes": (HEAD + ROW.replace("19", '"19"'), plan_of()),
    "a line that a reader may take for a comment": (f"{HEAD}{ROW}#a,all,Y,2022,3,percent,s\n", plan_of()),
    "a filter in small letters": (SEX + "Persons," + ROW + "male," + ROW.replace("19", "30"), plan_of('filters = {sex = "persons"}')),
    "a filter and a blank": (SEX + "Persons ," + ROW + "male," + ROW.replace("19", "30"), plan_of('filters = {sex = "Persons"}')),
    "a filter that no row passes": (SEX + "male," + ROW, plan_of('filters = {sex = "persons"}')),
    "what is left out, in capitals": (f"{NAMED}a,X,2021,30,\na,X,2022,15,Male\n", plan_of(COLUMNS + 'filters_not = {sex = "male"}')),
    "a filter on a column without a meaning": (SEX + "," + ROW + "Male," + ROW.replace("19", "30"), plan_of('filters_not = {sex = "male"}')),
    "another kind of period": (HEAD + ROW + ROW.replace("2022", "2022 Q4"), plan_of()),
    "a letter beside a period": (HEAD + ROW.replace("2022", "2022 [p]"), plan_of()),
    "a letter beside a number": (HEAD + ROW.replace("19", "19p"), plan_of()),
    "a symbol of a publisher": (HEAD + ROW.replace("19", "SUPP"), plan_of('symbols = "dfe"')),
    "a symbol nobody knows": (HEAD + ROW.replace("19", "SUPP"), plan_of()),
    "the sign of the unit": (HEAD + ROW.replace("19", "19%"), plan_of()),
    "a fraction among percentages": (HEAD + ROW.replace("19", "0.19") + ROW.replace("X", "Y"), plan_of()),
    "another unit": (HEAD + ROW.replace("percent", "count"), plan_of()),
    "no unit": (HEAD + ROW.replace("percent", ""), plan_of()),
    "an interval": (HEAD.replace("value", "value,lower,upper") + ROW.replace("19", "19,18,20"), plan_of()),
    "a number after the end of an area": (HEAD + ROW, plan_of('[[ended_areas]]\ncode = "X"\nuntil = 2020-03-31\n')),
    "no number after the end of an area": (HEAD + ROW.replace("2022", "2019"), plan_of('[[ended_areas]]\ncode = "X"\nuntil = 2020-03-31\n')),
    "an area to compare with of which there is nothing": (HEAD + ROW + ROW.replace("X", "England"), plan_of(rule="benchmark-parity", limit=', against = "england"')),
    "a figure of nobody's period": (HEAD + ROW, plan_of().replace('lag = "1 month"', 'lag = "1 month"\nnot_collected = ["2022"]')),
    "what is made up": (HEAD.replace("value", "value,made_up") + ROW.replace("19", "19,true"), plan_of()),
    "two values": (HEAD + ROW + ROW.replace("19", "18"), plan_of()),
    "counts": (HEAD + "".join(f"a,all,X,{year},{n},count,s\n" for year, n in ((2020, 3), (2021, 0), (2022, 0))), plan_of("", "count", 0, "annual-decrease", "")),
    "a ratio": (HEAD + ROW.replace("19,percent", "1.4,ratio"), plan_of(unit="ratio", decimals=2)),
}  # fmt: skip


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("name", AWKWARD)
def test_an_awkward_file_is_read_alike(both, name, engine):
    one, many, _ = both(*AWKWARD[name], engine)
    assert many == one


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_plain_file_is_read_by_the_engine(both, engine):
    years = "".join(f"a,all,{area},{2000 + n},{n},percent,Café\n" for n in range(23) for area in "XY")
    for figures in (HEAD + ROW, HEAD + years, (HEAD + years).replace("\n", "\r\n"), (HEAD + ROW).removesuffix("\n")):
        one, many, told = both(figures, engine=engine)
        assert many == one != REFUSED
        assert ONE_BY_ONE not in told


texts = partial(st.sampled_from)
cell = {
    "area": texts(["X", "X", "X", "X ", "x", "Y", ""]),
    "period": texts(["2022", "2021", "2020", " 2022", "2022 [p]", "2022 Q1", "22"]),
    "value": st.one_of(
        st.integers(0, 40).map(str),
        st.decimals(0, 40, places=1).map(str),
        texts(["low", "[low]", "k", "c", "x", "<5", ">=20", "", "0.1", "12p", "1,200", "30%", "SUPP", "-", "(5)", "n/k", "1e1"]),
    ),
    "sex": texts(["Persons", "persons", "Persons ", "PERSONS", "Male", "male", ""]),
    "end": texts(["\n", "\n", "\n", "\n", ",\n", "\r\n", "\n\n", " \n"]),
}  # fmt: skip
rows = st.lists(st.tuples(*cell.values()), min_size=1, max_size=5)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=2 * settings.default.max_examples)
@given(
    rows=rows,
    is_plain=st.booleans(),
    said=texts(["", 'filters = {sex = "persons"}', 'filters_not = {sex = "MALE"}', 'filters_not = {sex = ""}', 'symbols = "dfe"']),
    unit=texts([("percent", 1), ("count", 0), ("score", 1)]),
    written=texts(["utf-8", "utf-8", "utf-8", "utf-16", "cp1252"]),
    separator=texts([",", ",", ";"]),
)  # fmt: skip
def test_whatever_stands_in_a_file_both_say_the_same_or_many_are_refused(
    both, rows, is_plain, said, unit, written, separator
):
    if is_plain:  # as far as an engine reads it
        rows = [(area.strip(), period.strip(), value, sex.strip(), "\n") for area, period, value, sex, _ in rows]
        written, separator = "utf-8", ","
    head, where = "indicator,area,period,value,sex,source,group,unit\n", "filters" in said
    end = f",caf\u00e9,all,{unit[0]}"
    lines = (
        f"a,{area},{period},{value},{sex}{end}{last}" if where else f"a,{area},{period},{value}{end}{last}"
        for area, period, value, sex, last in rows
    )
    text = (head if where else head.replace("sex,", "")) + "".join(lines)
    one, many, _ = both(text.replace(",", separator).encode(written), plan_of(said, *unit))
    assert many in (one, REFUSED)
    assert many == REFUSED or one != REFUSED


def test_a_reader_that_leaves_out_the_proof_is_caught(both, monkeypatch):
    monkeypatch.setattr(engine_frames, "reads_alike", lambda *_, **__: True)
    one, many, _ = both(*AWKWARD["low is below half of the last digit"])
    assert many != one


def test_a_fault_of_the_batch_is_not_hidden_by_judging_one_by_one(both, monkeypatch):
    def broken(*_, **__):
        raise TypeError("a fault of ours")

    monkeypatch.setattr("wes_rules.batch.engines.judged_frame", broken)
    with pytest.raises(TypeError, match="a fault of ours"):
        both(HEAD + ROW)
