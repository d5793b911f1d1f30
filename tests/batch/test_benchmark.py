"""The benchmark runs, small, so that it cannot rot."""

from __future__ import annotations

import importlib.util
from pathlib import Path

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "batch.py"


def test_the_benchmark_of_a_batch_runs(capsys):
    spec = importlib.util.spec_from_file_location("benchmark_of_a_batch", BENCHMARK)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.main(["--areas", "20", "--measures", "4"]) == 0
    assert "times Polars by hand" in capsys.readouterr().out
