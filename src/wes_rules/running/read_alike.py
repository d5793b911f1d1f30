"""Whether a batch reads each distinct cell of an engine's frame as the tables of one area do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from wes_rules.errors import WesRulesError
from wes_rules.plugins.asking import Wanted
from wes_rules.rules.plan import Plan
from wes_rules.series.records import standing_of
from wes_rules.tables import read_day, read_value
from wes_rules.tables.symbols import Signs, label_and_standing
from wes_rules.tables.values import read_period, read_standing
from wes_rules.values.checks import day_in
from wes_rules.values.period import Period
from wes_rules.values.quantity import Quantity, split_standing

if TYPE_CHECKING:
    import narwhals as nw

_NEEDED = ("indicator", "area", "period", "source")
# A number as most cells write it, which has only one reading.
_NUMBER = r"^-?[0-9]{1,15}(\.[0-9]{1,9})?$"


def reads_alike(found: nw.LazyFrame[Any], plan: Plan, asked: Mapping[str, Wanted], *, is_foreign: bool) -> bool:
    """Whether a batch reads the texts of a frame as `check` of one area does, in a table that may be foreign; False if it might not."""
    import narwhals as nw

    names = found.collect_schema().names()
    needed = [*_NEEDED, *(() if is_foreign else ("unit",))]
    if not {*needed, "value"}.issubset({*names, *(("unit",) if is_foreign else ())}):
        return False
    empty = found.select(nw.col(name).is_null().cast(nw.Int64).sum() for name in needed).collect()
    if any(empty[name][0] for name in needed):
        return False

    def each(column: str, rows: nw.LazyFrame[Any] = found) -> list[tuple[str, str]]:
        kept = rows.filter(~nw.col(column).is_null()) if column in names else None
        return [] if kept is None else list(kept.select("indicator", column).unique().collect().rows())

    odd = found.filter(~nw.col("value").str.contains(_NUMBER))
    try:
        return (
            all(_is_period(label, asked[name]) for name, label in each("period"))
            and all(_is_value(text, asked[name]) for name, text in each("value", odd))
            and all(read_day(text) == day_in(text) for _, text in each("published"))
            and all(read_standing(text) == standing_of(text) for _, text in each("standing"))
            and all(text == "false" for _, text in each("made_up"))
            and not _after_the_end(found, plan, asked)
            and not _may_be_fractions(found, asked)
        )
    except (WesRulesError, ValueError):  # a cell that cannot be read
        return False


def _is_period(label: str, wanted: Wanted) -> bool:
    said = read_period(label, "", wanted)
    by_each = {Period.parse(label, calendar.kind) for calendar in wanted.calendars}
    return label_and_standing(label) == (label, "") and by_each == {said} and wanted.collected(said)


def _is_value(text: str, wanted: Wanted) -> bool:
    """Whether both read a text as the same symbol or bound; unusual numbers are left to the tables."""
    word, standing = Signs().meant(text, wanted.unit)
    said, (bare, beside) = read_value(word, wanted), split_standing(text)
    return not said.is_exact and (said, standing) == (Quantity.read(bare, unit=wanted.unit), beside)


def _after_the_end(found: nw.LazyFrame[Any], plan: Plan, asked: Mapping[str, Wanted]) -> bool:
    """Whether areas that ended have rows for periods after their end."""
    import narwhals as nw

    ended = {one.code: one for one in plan.ended_areas}
    if not ended:
        return False
    rows = found.filter(nw.col("area").is_in(sorted(ended))).select("indicator", "area", "period").unique().collect()
    return not all(ended[area].has(read_period(label, "", asked[name])) for name, area, label in rows.rows())


def _may_be_fractions(found: nw.LazyFrame[Any], asked: Mapping[str, Wanted]) -> bool:
    """Whether a series has percentages below 1 that may be fractions."""
    import narwhals as nw

    doubtful = sorted(name for name, one in asked.items() if one.may_be_fractions)
    if not doubtful:
        return False
    value = nw.col("value")
    rows = found.filter(nw.col("indicator").is_in(doubtful) & value.str.contains(_NUMBER))
    group = [nw.col("group")] if "group" in found.collect_schema().names() else []
    rows = rows.select("indicator", "area", *group, value=value.cast(nw.Float64)).with_columns(
        small=nw.when((nw.col("value") > 0) & (nw.col("value") < 1)).then(1).otherwise(0),
        others=nw.when(nw.col("value") >= 1).then(nw.col("value")),
    )
    keys = ["indicator", "area", *(["group"] if group else [])]
    each = rows.group_by(keys).agg(nw.col("small").max(), least=nw.col("others").min(), most=nw.col("others").max())
    least, most = nw.col("least"), nw.col("most")
    doubt = (nw.col("small") == 1) & (least.is_null() | (least >= 10) | (most <= 1))  # as `stray_faults`
    return bool(len(each.filter(doubt).collect()))
