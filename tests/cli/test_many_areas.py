"""`check --areas`: many areas at once from CSV and Parquet, with the rows that `check` has of each area alone."""

from __future__ import annotations

import csv
import io
import json
import sys

import polars as pl
import pytest
from tests.council import HEAD, MEASURE, PLAN

from wes_rules.cli.main import main

ROWS = {"937": (91, 80), "970": (70, 92), "894": (95, "c")}
COLUMNS = ("measure", "title", "period", "status", "due", "course", "settled", "observed", "required_value", "margin")
ONE_SOURCE = PLAN.replace('[[sources]]\nkind = "csv"\nid = "second"\npath = "more.csv"\n', "")
SET = '[[area_sets]]\nid = "near"\npublished = 2020-01-01\nareas = ["970", "894"]\n'


@pytest.fixture
def folder(tmp_path):
    lines = [f"{name},all,{area},2024,{value},percent,s\n" for area, both in ROWS.items() for name, value in zip("ij", both, strict=True)]  # fmt: skip
    (tmp_path / "figures.csv").write_text(HEAD + "".join(lines))
    return tmp_path


@pytest.fixture
def check(folder, capsys):
    def check(*words, plan=ONE_SOURCE + SET, area="937"):
        measures = (MEASURE.format(id=key, owner="Board", indicator=key) for key in "ij")
        (folder / "plan.toml").write_text(plan.replace('area = "937"', f'area = "{area}"') + "".join(measures))
        code = main(["check", str(folder / "plan.toml"), "--as-of", "2025-08-01", *words])
        out, err = capsys.readouterr()
        return code, out, err

    return check


def rows(out):
    return list(csv.DictReader(io.StringIO(out)))


def numbered(row):
    """A row in which 64 and 64.0 are one number."""
    given = {name: row[name] for name in COLUMNS}
    return {**given, **{name: float(given[name] or "nan") for name in ("observed", "required_value", "margin")}}


def as_parquet(folder):
    pl.read_csv(folder / "figures.csv", infer_schema=False).write_parquet(folder / "figures.parquet")
    return (ONE_SOURCE + SET).replace("figures.csv", "figures.parquet")


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("parquet", [False, True], ids=["csv", "parquet"])
def test_every_area_has_the_row_that_it_has_alone(check, folder, engine, parquet):
    plan = as_parquet(folder) if parquet else ONE_SOURCE + SET
    code, out, _ = check("--engine", engine, "--areas", "--format", "csv", plan=plan)
    found = rows(out)
    assert len(found) == len(ROWS) * 2
    assert code == 1
    for area in ROWS:
        alone = rows(check("--format", "csv", area=area)[1])
        many = [numbered(row) for row in found if row["area"] == area]
        assert repr(many) == repr([numbered(row) for row in alone])


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_blanks_around_a_cell_say_nothing(check, folder, engine):
    before = check("--engine", engine, "--areas", "--format", "csv")
    path = folder / "figures.csv"
    head, *lines = path.read_text().splitlines()
    path.write_text("\n".join([head, *(line.replace(",", " , ") for line in lines)]) + "\n")
    assert check("--engine", engine, "--areas", "--format", "csv") == before


def test_a_row_that_is_too_long_is_an_error_and_no_verdict(check, folder):
    (folder / "figures.csv").write_text("Ind,LA,Year,N\ni,937,2024,1,449\ni,970,2024,7\n")
    named = 'publication = "s"\ncolumns = {Ind = "indicator", LA = "area", Year = "period", N = "value"}'
    plan = ONE_SOURCE.replace('path = "figures.csv"\n', f'path = "figures.csv"\n{named}\n')
    code, _, err = check("--areas", plan=plan)
    assert code == 2
    assert "figures.csv:2: the row is too long: 5 cells for 4 columns" in err


def test_a_set_names_its_areas_and_json_has_each_verdict(check):
    found = json.loads(check("--areas", "near", "--measure", "i", "--format", "json")[1])
    assert [(one["area"], one["status"]) for one in found["verdicts"]] == [("894", "on_track"), ("970", "off_track")]


def test_people_read_how_many_areas_have_which_verdict(check):
    code, out, _ = check("--areas", "--status", "off-track,undecided")
    assert out.splitlines() == [
        "P: 3 areas, as known on 1 August 2025.",
        "  i title: 1 off track",
        "  j title: 1 off track, 1 undecided",
    ]
    assert code == 1
    assert check("--areas", "894", "--fail-on", "at-risk")[0] == 0


def test_several_files_with_columns_of_other_names_are_one_table(check, folder):
    (folder / "more.csv").write_text("Indicator;Area code;Year;Score;Level\nj;894;2024;95.0;LA\nj;894;2024;3;Ward\n")
    figures = (folder / "figures.csv").read_text().replace("j,all,894,2024,c,percent,s\n", "")
    (folder / "figures.csv").write_text(figures)
    columns = '{Indicator = "indicator", "Area code" = "area", Year = "period", Score = "value"}'
    settings = f'separator = ";"\ncolumns = {columns}\nfilters = {{Level = "LA"}}\npublication = "s"\n'
    plan = PLAN.replace('path = "more.csv"\n', f'path = "more.csv"\n{settings}')
    found = rows(check("--areas", "894", "--format", "csv", plan=plan)[1])
    assert [(row["measure"], row["observed"]) for row in found] == [("i", "95.0"), ("j", "95.0")]


REFUSED = {
    "a setting beside a Parquet file": (ONE_SOURCE.replace("figures.csv", "figures.parquet").replace('csv"\npath', 'csv"\nlayout = "dfe"\nindicators = {a = "i"}\npublication = "s"\npath'), (), 'does not carry out "layout"'),
    "a file that is not there": (ONE_SOURCE.replace("figures.csv", "no.csv"), (), "no.csv"),
    "a format of one area": (ONE_SOURCE, ("--format", "junit"), "--format junit is of the verdicts on one area"),
}  # fmt: skip


@pytest.mark.parametrize(("plan", "words", "said"), REFUSED.values(), ids=REFUSED)
def test_what_an_engine_does_not_do_is_refused_with_what_to_do(check, plan, words, said):
    code, out, err = check("--areas", *words, plan=plan)
    assert (code, out) == (2, "")
    assert said in err


def test_another_unit_and_a_column_of_counts_are_refused_of_parquet(check, folder):
    text = (folder / "figures.csv").read_text()
    (folder / "figures.csv").write_text(text.replace("percent", "count"))
    assert 'unit "count" of "i" is not the plan\'s "percent"' in check("--areas", plan=as_parquet(folder))[2]
    lines = [f"{line},{end}" for line, end in zip(text.splitlines(), ["numerator", *["3"] * 6], strict=True)]
    (folder / "figures.csv").write_text("\n".join(lines))
    assert 'a batch does not read the column "numerator"' in check("--areas", plan=as_parquet(folder))[2]
    assert check("--areas")[0] == 1


def test_a_filter_of_parquet_goes_by_meaning(check, folder):
    text = (folder / "figures.csv").read_text().replace("indicator,", "indicator,sex,").replace("i,all", "i, Male,all")
    (folder / "figures.csv").write_text(text.replace("j,all", "j,,all"))
    plan = as_parquet(folder).replace('parquet"\n', 'parquet"\nfilters_not = {sex = "male"}\n')
    assert [row["reason"] for row in rows(check("--areas", "--measure", "i", "--format", "csv", plan=plan)[1])] == [
        "no_figures"
    ] * 3


def test_bad_rows_are_left_out_of_one_area_only(check):
    code, _, err = check("--areas", "--skip-bad-rows")
    assert code == 2
    assert "--skip-bad-rows is for one area" in err


def test_a_cache_spares_what_has_not_changed_and_shows_the_same(check, folder):
    words = "--areas", "--cache", str(folder / "kept")
    plain = check("--areas")[1]
    assert check(*words)[1] == f"{plain}Judged now: 6 of 6 verdicts; the others are as the cache has them.\n"
    assert check(*words)[1] == f"{plain}Judged now: 0 of 6 verdicts; the others are as the cache has them.\n"
    figures = (folder / "figures.csv").read_text()
    (folder / "figures.csv").write_text(figures.replace("970,2024,70", "970,2024,71"))
    assert "Judged now: 1 of 6 verdicts" in check(*words)[1]
    assert check(*words, "--format", "csv") == check("--areas", "--format", "csv")


def test_a_damaged_cache_is_told_beside_the_verdicts(check, folder):
    (folder / "kept").write_bytes(b"wes-rules cache")
    code, out, err = check("--areas", "--cache", str(folder / "kept"), "--format", "csv")
    assert (code, out) == check("--areas", "--format", "csv")[:2]
    assert "is damaged, or of another version of wes-rules, so every verdict was judged" in err


def test_a_cache_is_for_many_areas(check, folder):
    code, _, err = check("--cache", str(folder / "kept"))
    assert code == 2
    assert "--cache is for many areas; add --areas" in err


def test_an_engine_that_is_not_installed_is_named(check, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    code, _, err = check("--engine", "spark")
    assert code == 2
    assert "spark needs the package pyspark" in err


LOST = """
[[sources]]
kind = "csv"
path = "sums.csv"

[calendars.q]
kind = "financial-quarter"

[[measures]]
id = "s"
title = "S"
unit = "count"
decimals = 0
better = "lower"
calendar = "q"
number = {kind = "year-to-date", indicator = "s", year = "financial"}
rule = {kind = "threshold", at_most = 190, by = 2027-03-31}
"""


def test_what_can_no_longer_be_kept_in_some_area_fails_and_says_so(tmp_path, capsys):
    figures = "s,all,937,2026/27 Q1,191,count,s\ns,all,970,2026/27 Q1,40,count,s\n"
    (tmp_path / "sums.csv").write_text(HEAD + figures)
    plan = '[plan]\nid = "p"\ntitle = "P"\narea = "937"\n' + LOST
    (tmp_path / "plan.toml").write_text(plan)

    def check(*words):
        code = main(["check", str(tmp_path / "plan.toml"), "--as-of", "2026-10-01", *words])
        return code, capsys.readouterr().out

    (alone, _), (code, out) = check(), check("--areas")
    assert (alone, code) == (1, 1)
    assert "2 not due (1 can no longer be kept)" in out
    _, out = check("--areas", "--format", "csv")
    assert {row["area"]: row["course"] for row in rows(out)} == {"937": "cannot_be_kept", "970": "open"}
    assert check("--areas", "970")[0] == 0
    assert check("--areas", "--fail-on", "never")[0] == 0
