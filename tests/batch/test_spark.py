"""A frame of Spark is judged where its rows are, each kind of rule as `judge` does it; `python3 dev.py spark` brings what it needs."""

from __future__ import annotations

import shutil
import sys
from datetime import date

import polars as pl
import pytest
from tests.batch.side_by_side import AGREES, compare
from tests.batch.test_parts import DAY, PLAN, figures
from tests.cli.test_many_areas import ONE_SOURCE, SET, as_parquet, check, folder, rows  # noqa: F401 # fixtures
from tests.oracle.rules_drawn import KINDS_DRAWN

import wes_rules as w
from wes_rules.batch import judge

pyspark = pytest.importorskip("pyspark")
pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs a Java runtime"),
    pytest.mark.filterwarnings("ignore"),
]
# The first world of each kind that a batch takes; `compare` judges the same one area at a time.
TRIED = 12
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    # Two parts, so that areas stand apart from those that they are compared with.
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
}


@pytest.fixture(scope="module")
def spark():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        builder = pyspark.sql.SparkSession.builder.master("local[2]")
        for name, value in SETTINGS.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


def collected(found):
    return pl.DataFrame(found.toArrow()).sort("measure", "area")


@pytest.mark.parametrize("kind", sorted({*KINDS_DRAWN} - {"cases"}))
def test_every_kind_is_judged_on_spark_as_it_is_alone(kind, spark):
    def on_spark(frame):
        return spark.createDataFrame(frame.to_arrow())

    outcomes = (compare(seed, (kind,), (on_spark, 0)) for seed in range(TRIED))
    outcome, said = next((one, said) for _, one, said in outcomes if one != "refused")
    assert outcome == AGREES, said


def test_parts_have_the_verdicts_of_the_whole_and_areas_without_a_figure_have_theirs(spark):
    found = judge(PLAN, spark.createDataFrame(figures().to_arrow()), as_of=DAY)
    assert collected(found).equals(judge(PLAN, figures(), as_of=DAY).sort("measure", "area"))
    assert found.filter("area = 'E9'").count() == len(PLAN.measures)


def test_a_frame_of_spark_is_checked_before_anything_is_judged(spark):
    frame = spark.createDataFrame(figures(value=pl.lit(None, pl.String)).to_arrow())
    with pytest.raises(w.SourceError, match="in 16 rows nothing stands in place of a number"):
        judge(PLAN, frame, as_of=date(2024, 6, 1))


@pytest.mark.parametrize("parquet", [False, True], ids=["csv", "parquet"])
def test_check_has_the_same_rows_from_a_file_that_spark_reads(parquet, check, folder, spark):  # noqa: F811 # fixtures
    plan = as_parquet(folder) if parquet else ONE_SOURCE + SET
    both = [
        rows(check("--engine", engine, "--areas", "--format", "csv", plan=plan)[1]) for engine in ("spark", "polars")
    ]
    assert both[0] == both[1] != []
