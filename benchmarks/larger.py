"""
A file of Parquet that is judged in parts, and the same by Spark; peak memory is that of the whole process.

`python3 dev.py run benchmarks/larger.py --areas 100000 --measures 50 --file build/50m.parquet`: the file is made when it is not there,
so run it twice to see the memory of judging alone. `--engine duckdb` or `spark` reads it by another engine.
"""

from __future__ import annotations

import argparse
import importlib.util
import resource
import sys
import time
from pathlib import Path
from typing import Any

import polars as pl

from wes_rules.batch.engines import judged_frame

_spec = importlib.util.spec_from_file_location("benchmark_of_a_batch", Path(__file__).with_name("batch.py"))
assert _spec is not None
assert _spec.loader is not None
batch: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(batch)

# So many areas are written at a time.
PIECE = 5_000


def write(path: Path, areas: int, measures: int) -> None:
    """Write figures sorted by area, some areas at a time."""
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    writer = None
    for first in range(0, areas, PIECE):
        piece = batch.figures(min(PIECE, areas - first), measures, first).sort("area", "indicator", "period").to_arrow()
        writer = writer or pq.ParquetWriter(path, piece.schema)
        writer.write_table(piece)
    assert writer is not None
    writer.close()


def opened(path: Path, engine: str) -> Any:
    """Return the file as an engine has it."""
    if engine == "polars":
        return pl.scan_parquet(path)
    if engine == "duckdb":
        import duckdb

        return duckdb.read_parquet(str(path))
    from pyspark.sql import SparkSession  # type: ignore[import-not-found, unused-ignore]

    builder = SparkSession.builder.master("local[2]").config("spark.driver.memory", "4g")
    return builder.config("spark.sql.shuffle.partitions", "16").getOrCreate().read.parquet(str(path))


def main(arguments: list[str] | None = None) -> int:
    """Judge the file, and print what it took."""
    parser = argparse.ArgumentParser(prog="larger.py", description="Judge a file that is larger than memory may be.")
    parser.add_argument("--areas", type=int, default=2_000)
    parser.add_argument("--measures", type=int, default=20)
    parser.add_argument("--file", type=Path, default=Path("build/larger.parquet"))
    parser.add_argument("--engine", choices=("polars", "duckdb", "spark"), default="polars")
    given = parser.parse_args(arguments)
    if not given.file.exists():
        given.file.parent.mkdir(exist_ok=True)
        write(given.file, given.areas, given.measures)
    rows, frame = given.areas * given.measures * len(batch.YEARS), opened(given.file, given.engine)
    wall, cpu = time.perf_counter(), time.process_time()
    found = judged_frame(batch.plan(given.measures), frame, as_of=batch.AS_OF)
    count = found.agg({"measure": "count"}).collect()[0][0] if given.engine == "spark" else len(found)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{given.engine}: {rows:,} rows, {count:,} verdicts: {wall:.1f} s on the wall, {cpu:.1f} s of this process, {peak:,.0f} MB at most"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
