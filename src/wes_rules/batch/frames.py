"""A frame as it is given, and as one is returned: of any kind that Narwhals knows."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import attrs
import narwhals as nw
import numpy as np

from wes_rules.batch.columns import Array
from wes_rules.errors import Problem, SourceError, WesRulesError, near_miss
from wes_rules.quoting import quoted
from wes_rules.series.records import is_absent, standing_of
from wes_rules.values import checks
from wes_rules.values.quantity import Marker, Standing

NEEDED = ("indicator", "area", "period", "value")
MAY = ("group", "published", "standing")
# Columns of the tidy layout on which a verdict may hang, and which a batch does not read.
_ONE_BY_ONE = ("numerator", "denominator", "lower", "upper", "definition", "population", "rounded_to", "kind")
_PLACE = "the frame"
UNDATED = np.iinfo(np.int64).min
STANDINGS = tuple(Standing)


@attrs.frozen(eq=False)
class Coded:
    """A column of texts or other values: its distinct values, and for each row which of them it is; -1 for none."""

    values: list[Any]
    codes: Array


@attrs.frozen(eq=False)
class Numbers:
    """A column of numbers, and which of them are known."""

    values: Array
    known: Array


# A column of a frame that is returned: texts, numbers, or truths.
Column = Coded | Numbers | Array


@attrs.frozen(eq=False)
class Rows:
    """
    The rows of a frame, column by column.

    Args:
        areas: The codes of its areas, in order.
        judged: Which of them are judged; the others are only compared with.
        series: The indicator and group of each.
        value: Numbers, or texts with their symbols.
        published: The day on which each was published, counted from 1 January of the year 1; `UNDATED` where none is given.
        standing: How firm each is, as a place in `STANDINGS`; None where the frame has no such column.
        missing: The symbol that stands for a number that is not there.
    """

    areas: list[str]
    judged: Array
    area: Array
    series: dict[tuple[str, str], Array]
    period: Coded
    value: Coded | Array
    published: Array | None
    standing: Array | None
    missing: Marker | None


def rows_of(table: nw.DataFrame[Any], missing: Marker | None, areas: Collection[str] | None = None) -> Rows:
    """Read a frame of figures, of some areas or all; `missing` stands for a number that is not there."""
    fitting(table.columns)
    found = _texts(table, "area")
    wanted = set(found.values if areas is None else areas)
    names = sorted({*found.values, *wanted})
    place = {name: number for number, name in enumerate(names)}
    return Rows(
        names,
        np.array([one in wanted for one in names], dtype=bool),
        np.array([place[one] for one in found.values], dtype=np.int32)[found.codes],
        _series(table),
        _coded(table["period"], "period"),
        _values(table["value"], missing),
        _read_as(table["published"], "published", _day, UNDATED) if "published" in table.columns else None,
        _read_as(table["standing"], "standing", _standing, -1) if "standing" in table.columns else None,
        missing,
    )


def returned(columns: dict[str, Column], backend: Any) -> Any:
    """Return columns as a frame of a kind that Narwhals knows."""
    made: list[nw.Series[Any]] = []
    for name, one in columns.items():
        if isinstance(one, Coded):
            # The last value stands for nothing, which a code of -1 means.
            texts = nw.new_series(name, [*one.values, None], nw.String, backend=backend)
            made.append(texts[np.where(one.codes < 0, len(one.values), one.codes)])
        elif isinstance(one, Numbers):
            both = nw.from_dict({name: one.values, "known": one.known}, backend=backend)
            made.append(both.select(nw.when("known").then(name).alias(name))[name])
        else:
            made.append(nw.new_series(name, one, nw.Boolean, backend=backend))
    # A frame of pandas would keep the places that its texts were taken from as the names of its rows.
    return nw.maybe_reset_index(nw.from_dict({one.name: one for one in made})).to_native()


def taken(column: Column, places: Array) -> Column:
    """Return some places of a column."""
    if isinstance(column, Coded):
        return Coded(column.values, column.codes[places])
    return Numbers(column.values[places], column.known[places]) if isinstance(column, Numbers) else column[places]


def joined(columns: list[Column]) -> Column:
    """Return columns one after the other, as one."""
    if all(isinstance(one, Numbers) for one in columns):
        pairs = [(one.values, one.known) for one in columns if isinstance(one, Numbers)]
        values, known = (np.concatenate(arrays) for arrays in zip(*pairs, strict=True))
        return Numbers(values, known)
    coded = [one for one in columns if isinstance(one, Coded)]
    if not coded:
        return np.concatenate([one for one in columns if not isinstance(one, Coded | Numbers)])
    if all(one.values is coded[0].values for one in coded):
        return Coded(coded[0].values, np.concatenate([one.codes for one in coded]))
    starts = np.cumsum([0, *(len(one.values) for one in coded)])
    codes = [np.where(one.codes < 0, -1, one.codes + start) for one, start in zip(coded, starts, strict=False)]
    return Coded([value for one in coded for value in one.values], np.concatenate(codes))


def frame_of(given: Any) -> nw.DataFrame[Any] | nw.LazyFrame[Any]:
    """Return what Narwhals makes of a frame."""
    try:
        found: nw.DataFrame[Any] | nw.LazyFrame[Any] = nw.from_native(given)
    except TypeError:
        what = f"{checks.said(given)} is not a frame"
        raise SourceError(Problem(what, "give one of pandas, Polars, PyArrow or another that Narwhals takes")) from None
    return found


def fitting(columns: Collection[str]) -> None:
    """Refuse columns that are not those of figures."""
    known = (*NEEDED, *MAY)
    problems = [
        Problem(f"{_PLACE}: there is no column {quoted(name)}", f"give {', '.join(NEEDED)}")
        for name in NEEDED
        if name not in columns
    ]
    for name in columns:
        if name in _ONE_BY_ONE:
            remedy = "leave it out, or judge one area at a time: wes_rules.judge reads it"
            problems.append(Problem(f"{_PLACE}: a batch does not read the column {quoted(name)}", remedy))
        elif name not in known:
            remedy = f"{near_miss(name, known)}; leave out what is not meant"
            problems.append(Problem(f"{_PLACE}: unknown column {quoted(name)}", remedy))
    if problems:
        raise SourceError(problems)


def empty(name: str, rows: int) -> Problem:
    """Say that a column is empty in so many rows."""
    return Problem(f"{_PLACE}: {quoted(name)} is empty in {rows} rows", "fill it in")


def no_number(rows: int) -> Problem:
    """Return the problem of empty values whose meaning is not stated."""
    what = f"{_PLACE}: in {rows} rows nothing stands in place of a number"
    return Problem(what, 'say what it stands for: missing="x" for not available')


def _coded(column: nw.Series[Any], name: str, *, needed: bool = True) -> Coded:
    """Return the distinct values of a column, and which each row has."""
    if needed and column.null_count():
        raise SourceError(empty(name, column.null_count()))
    if column.implementation.is_polars() and column.dtype == nw.String and not column.null_count():
        return _coded_by_polars(column.to_native())
    values = column.drop_nulls().unique().to_list()
    if column.null_count() == len(column):
        return Coded([], np.full(len(column), -1))
    filled = column if not column.null_count() else column.fill_null(values[0])
    codes = filled.replace_strict(values, list(range(len(values))), return_dtype=nw.Int32).to_numpy()
    return Coded(values, np.where(column.is_null().to_numpy(), -1, codes) if column.null_count() else codes)


def _coded_by_polars(column: Any) -> Coded:
    """Return the same of a Polars column of texts, to which Polars gives numbers that it counts on from other columns."""
    import polars as pl

    numbers = column.cast(pl.Categorical).to_physical().to_numpy()
    used = np.flatnonzero(np.bincount(numbers))
    row, place = (np.zeros(used.max(initial=0) + 1, dtype=kind) for kind in (np.int64, np.int32))
    # Any row of a number has its text.
    row[numbers], place[used] = np.arange(len(numbers)), np.arange(len(used))
    return Coded(column.gather(row[used]).to_list(), place[numbers])


def _texts(table: nw.DataFrame[Any], name: str) -> Coded:
    """Return a column of names; a code such as 937 may be a number in a frame."""
    found = _coded(table[name], name)
    return Coded([one if isinstance(one, str) else str(checks.whole(one)) for one in found.values], found.codes)


def _series(table: nw.DataFrame[Any]) -> dict[tuple[str, str], Array]:
    """Return the places of the rows of each indicator and group."""
    indicators = _texts(table, "indicator")
    groups = Coded(["all"], np.zeros(1, dtype=np.int32))
    if "group" in table.columns:
        found = _coded(table["group"], "group", needed=False)
        groups = Coded([*found.values, "all"], np.where(found.codes < 0, len(found.values), found.codes))
    # Numbers of two bytes are sorted by their digits, whatever their order.
    few = len(indicators.values) * len(groups.values) < np.iinfo(np.uint16).max
    size: Any = np.uint16 if few else np.int64
    both = indicators.codes.astype(size) * size(len(groups.values)) + groups.codes.astype(size)
    order = np.argsort(both, kind="stable")
    both = both[order]
    starts = np.flatnonzero(np.diff(both, prepend=both[:1] + size(1)))
    series: dict[tuple[str, str], Array] = {}
    for kind, start, end in zip(
        both[starts].tolist(), starts.tolist(), [*starts[1:].tolist(), len(order)], strict=False
    ):
        rows = order[start:end]
        indicator, group = divmod(kind, len(groups.values))
        key = indicators.values[indicator], groups.values[group] or "all"
        series[key] = np.concatenate([series[key], rows]) if key in series else rows
    return series


def _values(column: nw.Series[Any], marker: Marker | None) -> Coded | Array:
    """Return numbers as they are, and all else as texts."""
    kind = column.dtype
    nothing = int(np.isnan(column.to_numpy()).sum()) if kind.is_float() else column.null_count()
    if nothing and marker is None:
        raise SourceError(no_number(nothing))
    if kind.is_integer() and not nothing:
        return column.to_numpy().astype(np.int64, casting="same_kind")
    if kind == nw.Float64:
        return column.to_numpy()
    if kind.is_integer() or kind.is_decimal():
        column = column.cast(nw.String)
    elif kind != nw.String:
        # Shorter floats print the shortest text that is theirs, which Python's would not.
        cells = column.to_numpy() if kind.is_float() else column.to_list()
        texts = [None if is_absent(one) else one if isinstance(one, str) else _plain(one) for one in cells]
        column = nw.new_series("value", texts, nw.String, backend=column.implementation)
    return _coded(column, "value", needed=False)


def _plain(value: Any) -> str:
    return format(checks.number(value, checks.Bounds(digits=checks.MOST_MEASURED)), "f")


def _read_as(column: nw.Series[Any], name: str, read: Callable[[Any], int], nothing: int) -> Array:
    """Return what each value of a column stands for; an empty one for nothing; refuse what stands for nothing known."""
    found = _coded(column, name, needed=False)
    places, problems = [], list[Problem]()
    for one in found.values:
        try:
            places.append(nothing if isinstance(one, str) and not one.strip() else read(one))
        except WesRulesError as error:
            problems += (attrs.evolve(each, what=f'{_PLACE}: column "{name}": {each.what}') for each in error.problems)
    if problems:
        raise SourceError(sorted(problems, key=str))
    return np.array([*places, nothing], dtype=np.int64)[found.codes]


def _day(raw: Any) -> int:
    return (checks.day_in(raw) if isinstance(raw, str) else checks.day(raw)).toordinal()


def _standing(raw: Any) -> int:
    return STANDINGS.index(standing_of(raw))
