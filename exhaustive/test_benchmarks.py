"""The benchmark runs, small, so that it cannot rot."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
EXAMPLES = BENCHMARKS.with_name("examples")


def loaded(name):
    spec = importlib.util.spec_from_file_location(f"benchmark_of_{name}", BENCHMARKS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_benchmark_of_one_at_a_time_runs(capsys):
    assert loaded("judging").main(["--rounds", "1"]) == 0
    assert "parity, every year" in capsys.readouterr().out


def test_the_benchmark_of_loading_runs(capsys):
    loaded("loading").main(["1"])
    assert "wes-rules --help" in capsys.readouterr().out


def test_the_benchmark_of_a_batch_runs(capsys):
    module = loaded("batch")
    assert module.main(["--areas", "20", "--measures", "4"]) == 0
    assert "beside Polars by hand" in capsys.readouterr().out
    assert module.main(["--areas", "20", "--measures", "4", "--every-period"]) == 0
    assert "every period beside DuckDB, one rule a row" in capsys.readouterr().out


def test_a_benchmark_asks_duckdb_once(monkeypatch):
    class Relation:
        def __len__(self):
            raise AssertionError("to know how long it is takes a second run")

        def to_arrow_table(self):
            return "the answer"

    monkeypatch.setattr("duckdb.sql", lambda sql: Relation())
    assert loaded("batch").by_duckdb(None, "SELECT") == "the answer"


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_the_benchmark_of_a_file_in_parts_runs(capsys, tmp_path, engine):
    module = loaded("larger")
    words = ["--areas", "20", "--measures", "4", "--file", str(tmp_path / "some.parquet"), "--engine", engine]
    assert module.main(words) == 0
    assert "800 rows, 80 verdicts" in capsys.readouterr().out


def test_the_benchmark_of_judging_again_counts_what_changed(capsys):
    assert loaded("again").main(["--areas", "100", "--measures", "4"]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if "%)" in line]
    counts = [int(line[36:46].replace(",", "")) for line in lines]
    by_kernels, alone = counts[:7], counts[7:]
    assert [*by_kernels[:2], *by_kernels[3:]] == [400, 0, 0, 4, 100, 400]
    assert [*alone[:2], *alone[3:]] == [400, 0, 0, 4, 100, 400]
    assert 0 < by_kernels[2] < 24


@pytest.mark.parametrize(
    ("name", "words", "said"),
    [
        ("alerts", ["1000"], "peak MB"),
        ("pages", [str(EXAMPLES / "nhs-four-hours" / "plan.toml"), "--runs", "1"], "gzipped"),
        ("strategies", ["--examples", "1"], "Judgement: now"),
        ("tables", ["2000", "1"], "the workbook"),
    ],
)
def test_every_other_benchmark_runs(name, words, said):
    command = [sys.executable, BENCHMARKS / f"{name}.py", *words]
    found = subprocess.run(command, capture_output=True, text=True, check=False, cwd=BENCHMARKS.parent)
    assert (found.returncode, found.stderr) == (0, "")
    assert said in found.stdout


@pytest.mark.parametrize(
    ("code", "ending"),
    [(0, "survived"), (1, "killed"), (33, "survived"), (-11, "killed"), (-24, "timed out")]
    + [(code, "without an answer") for code in (None, -9, -15, 2, 255)],
)
def test_only_a_mutant_that_failed_a_test_is_killed(code, ending):
    assert loaded("mutation").how(code) == ending
