"""The bulk file of DfE's Local Authority Interactive Tool, indicator by indicator, judged in a batch and one area at a time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
from tests.batch.side_by_side import COLUMNS, told

import wes_rules as w
from wes_rules.batch import judge

AS_OF = date(2026, 6, 1)
YEARS = w.Calendar(kind="calendar-year", lag_months=6, breaks=(w.Period.parse("2019"),))
ENGLAND = "England"
YEAR = r"(\d{4})"


def figures_of(path: Path) -> pl.DataFrame:
    """The figures of the file as a frame has them; of each label the first year, and of each year the first label."""
    read = pl.read_parquet(path).with_columns(
        period=pl.col("Years").str.extract(YEAR), value=pl.col("Values").str.strip_chars()
    )
    named = read.select(indicator="Short Desc", area="LA and Regions", period="period", value="value").drop_nulls()
    number = pl.col("value").str.contains(r"^-?\d+(\.\d+)?$")
    return named.with_columns(value=pl.when(number).then("value").otherwise(pl.lit("x"))).unique(
        ("indicator", "area", "period"), keep="first", maintain_order=True
    )


def plan_of(indicator: str) -> w.Plan:
    """Measures of every way in which a kernel reads the periods of one indicator."""
    first = w.Period.parse("2015")
    rules = {
        "threshold": w.Threshold(at_least=50, tolerance=5),
        "reach": w.Threshold(above=60, reach=True),
        "every": w.AnnualIncrease(tolerance=1),
        "fall": w.AnnualDecrease(scope="latest"),
        "start": w.FromBaseline(change=5, change_in="percent"),
        "parity": w.BenchmarkParity(against=w.AreaFigure(area=ENGLAND)),
        "remain": w.BenchmarkParity(against=w.AreaFigure(area=ENGLAND), scope="every", met_within=2),
        "keep": w.Maintain(at_least=20),
        "line": w.Trajectory(points=(w.Point(period=first, value=10), w.Point(period=first + 15, value=90))),
    }
    made = [
        w.Measure(
            id=name, title=name, number=w.Observed(indicator=indicator), unit="score", decimals=1, calendar=YEARS, area=ENGLAND,
            better="lower" if name == "fall" else "higher", rule=rule, baseline=w.Baseline(period=first) if name == "start" else None,
        )
        for name, rule in rules.items()
    ]  # fmt: skip
    return w.Plan(id="p", title="P", area=ENGLAND, measures=tuple(made))


def history_of(figures: pl.DataFrame) -> w.History:
    return w.History(
        w.Observation(
            indicator=indicator,
            area=area,
            period=w.Period.parse(period, "calendar-year"),
            quantity=w.Quantity.read(value, unit=w.Unit.SCORE),
            origin=w.Origin(publication="the bulk file"),
        )
        for indicator, area, period, value in figures.rows()
    )


def differences(figures: pl.DataFrame, indicator: str) -> tuple[int, list[str]]:
    """How many verdicts of an indicator were compared, and where the two ways differ."""
    some, plan = figures.filter(pl.col("indicator") == indicator), plan_of(indicator)
    history, found = history_of(some), []
    rows = judge(plan, some, as_of=AS_OF).to_dicts()
    for row in rows:
        one = told(w.judge(plan.measure(row["measure"]), history, as_of=AS_OF, area=row["area"]))
        if one != (given := tuple(row[name] for name in COLUMNS)):
            found.append(f"{indicator}, {row['area']}, {row['measure']}: batch {given}, alone {one}")
    return len(rows), found


def in_numbers(figures: pl.DataFrame, indicator: str) -> bool:
    """Whether floats and decimals of an indicator give the verdicts of what they are as texts."""
    some = figures.filter((pl.col("indicator") == indicator) & (pl.col("value") != "x"))
    plan = plan_of(indicator)
    # The file has artefacts of floats, such as 76.599999999999994, whose float is written 76.6.
    floats, decimals = (some.with_columns(value=some["value"].cast(one)) for one in KINDS)
    texts = floats.with_columns(value=floats["value"].cast(pl.String)), some
    return all(
        judge(plan, one, as_of=AS_OF).equals(judge(plan, text, as_of=AS_OF))
        for one, text in zip((floats, decimals), texts, strict=True)
    )


KINDS = (pl.Float64, pl.Decimal(38, 20))
