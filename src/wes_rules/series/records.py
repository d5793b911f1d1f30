"""Rows as data frames and CSV readers give them, as figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from numbers import Number
from typing import Any, Protocol, TypedDict, TypeVar

import attrs

from wes_rules.errors import Problem, SourceError, WesRulesError, near_miss
from wes_rules.quoting import quoted
from wes_rules.series.observation import Observation, Origin, share_fault, unit_fault
from wes_rules.values import checks
from wes_rules.values.checks import said
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import AnyUnit, Marker, Quantity, Standing, Unit, split_standing
from wes_rules.values.taking import taken

T = TypeVar("T")


class Columns(TypedDict, total=False):
    """Values for all rows at once: every column, and `missing`."""

    indicator: str
    area: str | int
    group: str
    period: Period | date | str | int
    kind: PeriodKind | str
    value: Decimal | str | float
    unit: AnyUnit | str
    source: str
    numerator: int
    denominator: int
    lower: Decimal | str | float
    upper: Decimal | str | float
    standing: Standing | str
    published: date | str
    made_up: bool
    definition: str
    population: str
    rounded_to: Decimal | str | float
    missing: Marker | str | None


class Frame(Protocol):
    """A data frame of pandas, polars or pyarrow."""

    @property
    def columns(self) -> Any:
        """Its columns, or their names."""


_FRAMES: dict[str, Callable[[Any], list[dict[str, Any]]]] = {
    "pandas.DataFrame": lambda frame: frame.to_dict("records"),
    "polars.DataFrame": lambda frame: frame.to_dicts(),
    "pyarrow.Table": lambda frame: frame.to_pylist(),
}
_NEEDED = ("indicator", "area", "period", "value", "unit", "source")
_COLUMNS = frozenset(Columns.__annotations__) - {"missing"}
_FLAGS = {"": False, "no": False, "false": False, "yes": True, "true": True}
_GIVE_ROWS = "give a data frame of pandas, polars or pyarrow, or a list of dicts"


def observations_of(rows: Iterable[Mapping[str, Any]] | Frame, columns: Columns) -> list[Observation]:
    """Read rows, or a data frame, as figures, with values for columns they lack; every fault is in one SourceError."""
    constants: dict[str, Any] = {**columns}
    missing = constants.pop("missing", None)
    listed = _rows_of(rows)
    _check_given(listed, constants, missing)
    problems: list[Problem] = []
    found: list[Observation] = []
    unknown: dict[str, int] = {}
    for number, row in enumerate(listed, start=1):
        if not isinstance(row, Mapping):
            problems.append(Problem(f"{said(row)} is not a row", _GIVE_ROWS, "records", number))
            continue
        for name in row.keys() - _COLUMNS:
            unknown.setdefault(str(name), number)
        reader = _Row({**constants, **row}, number, missing, frozenset(constants.keys() - row.keys()))
        one = reader.observation()
        problems += reader.problems
        if one is not None:
            found.append(one)
    for name, number in unknown.items():
        remedy = f"{near_miss(name, _COLUMNS)}; leave out what is not meant"
        problems.append(Problem(f"unknown column {quoted(name)}", remedy, "records", number))
    if problems:
        raise SourceError(dict.fromkeys(problems))
    return found


def _rows_of(rows: Any) -> Any:
    """Return the rows of a data frame, and anything else as it is; a row has one value of a column that stands twice."""
    classes = (f"{cls.__module__.partition('.')[0]}.{cls.__name__}" for cls in type(rows).__mro__)
    read = next((_FRAMES[cls] for cls in classes if cls in _FRAMES), None)
    names = [] if read is None else list(getattr(rows, "column_names", getattr(rows, "columns", ())))
    if twice := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
        what = f"column {quoted(str(twice[0]))} stands {names.count(twice[0])} times"
        raise SourceError(Problem(what, "select the columns that are meant, or rename one", "records"))
    return rows if read is None else read(rows)


def _check_given(rows: object, constants: Mapping[str, Any], missing: object) -> None:
    problems = [
        Problem(f"unknown column {quoted(str(name))}", near_miss(str(name), {*_COLUMNS, "missing"}))
        for name in constants.keys() - _COLUMNS
    ]
    if missing is not None and not (isinstance(missing, str) and missing in list(Marker)):
        what = f"missing: {said(missing)} is not a symbol for a figure that is not there"
        problems.append(Problem(what, f"give one of: {', '.join(Marker)}"))
    if isinstance(rows, str | Mapping) or not isinstance(rows, Iterable):
        problems.append(Problem(f"{said(rows)} is not a list of rows", _GIVE_ROWS))
    if problems:
        raise SourceError(problems)


@attrs.define
class _Row:
    """One row, each column read by itself so that every fault is reported."""

    cells: Mapping[str, Any]
    number: int
    missing: str | None
    # The columns whose value was said once for all rows: what is wrong with it is told once.
    said_once: frozenset[str]
    problems: list[Problem] = attrs.field(factory=list)

    def observation(self) -> Observation | None:
        self._check_needed()
        unit = self.read("unit", lambda raw: taken(Unit, raw))
        kind = self.read("kind", lambda raw: taken(PeriodKind, raw))
        period = None if self.problems else self.read("period", lambda raw: _period(raw, kind))
        rounded_to = self.read("rounded_to", checks.number)
        text, beside = split_standing(raw) if isinstance(raw := self.cells.get("value"), str) else (raw, None)
        quantity = None if unit is None else self._value(text, unit, rounded_to)
        standing = self.read("standing", standing_of) or beside or Standing.FINAL
        counts = [self.read(name, _whole) for name in ("numerator", "denominator")]
        ends = [self.read(name, checks.number) for name in ("lower", "upper")]
        published = self.read("published", _day)
        made_up = self.read("made_up", _flag) or False
        words = {name: self.read(name, _label) or "" for name in ("indicator", "area", "source")}
        more = {name: self.read(name, _label) or "" for name in ("definition", "population")}
        group = self.read("group", _label) or "all"
        if (ends[0] is None) is not (ends[1] is None):
            self.fault("lower" if ends[0] is None else "upper", "the other limit is not there", "give both, or neither")
        if self.problems or period is None or quantity is None:
            return None
        if unit is Unit.PERCENT and self._is_another_share(quantity, *counts):
            return None
        return self._made(
            lambda: Observation(
                indicator=words["indicator"],
                area=words["area"],
                group=group,
                period=period,
                quantity=quantity,
                origin=Origin(publication=words["source"], made_up=made_up),
                published=published,
                standing=standing,
                numerator=counts[0],
                denominator=counts[1],
                interval=None if ends[0] is None or ends[1] is None else (ends[0], ends[1]),
                definition=more["definition"],
                population=more["population"],
            )
        )

    def _check_needed(self) -> None:
        for name in _NEEDED:
            if name not in self.cells or (name != "value" and is_absent(self.cells[name])):
                what = "there is no such column" if name not in self.cells else "it is empty"
                self.fault(name, what, f"give the column, or {name}=... for all rows")

    def _is_another_share(self, quantity: Quantity, numerator: int | None, denominator: int | None) -> bool:
        """Report counts whose share is not the value beside them."""
        if numerator is None or denominator is None:
            return False
        fault = share_fault(quantity, numerator, denominator)
        if fault is not None:
            self.fault("numerator", fault.what, fault.remedy)
        return fault is not None

    def read(self, name: str, how: Callable[[Any], T]) -> T | None:
        """Read a column that may be absent or empty; None when it is, or is wrong."""
        raw = self.cells.get(name)
        return None if is_absent(raw) else self._told(name, lambda: how(raw))

    def fault(self, name: str, what: str, remedy: str) -> None:
        if name in self.said_once:
            self.problems.append(Problem(f"{name}: {what}", remedy))
        else:
            self.problems.append(Problem(what, remedy, "records", self.number, f"column {quoted(name)}"))

    def _told(self, name: str, make: Callable[[], T]) -> T | None:
        try:
            return make()
        except WesRulesError as error:
            for one in error.problems:
                self.fault(name, one.what, one.remedy)
        return None

    def _made(self, make: Callable[[], Observation]) -> Observation | None:
        try:
            return make()
        except WesRulesError as error:
            self.problems += (attrs.evolve(one, file="records", line=self.number) for one in error.problems)
        return None

    def _value(self, raw: Any, unit: AnyUnit, rounded_to: Decimal | None) -> Quantity | None:
        if "value" not in self.cells:
            return None
        if not isinstance(raw, str) and is_absent(raw):
            if self.missing is None:
                what = f"{said(raw)} stands in place of a number"
                self.fault("value", what, 'write why, such as "x" for not available, or say missing="x" for all rows')
                return None
            raw = self.missing
        return self._told("value", lambda: _quantity(raw, unit, rounded_to))


def _period(raw: Any, kind: PeriodKind | None) -> Period:
    if isinstance(raw, Period):
        return raw
    if kind is None:
        remedy = f"give kind=..., one of: {', '.join(PeriodKind)}"
        raise SourceError(Problem(f"nobody says what kind of period {said(raw)} is", remedy))
    if isinstance(raw, str):
        return Period.parse(raw, kind)
    if not isinstance(raw, date | Number):
        home = type(raw).__module__.partition(".")[0]
        what = f"{said(raw)} of {home} is not a period of wes_rules"
        raise SourceError(Problem(what, 'give its text, such as "2024/25", or a wes_rules.Period'))
    # A year may be a number in a frame.
    return Period.parse(str(_day(raw) if isinstance(raw, date) else checks.whole(raw)), kind)


def _quantity(raw: Any, unit: AnyUnit, rounded_to: Decimal | None) -> Quantity:
    """Read a value; a number that nobody printed as text is one of Python, numpy or another library."""
    text = raw if isinstance(raw, str) else format(checks.number(raw, checks.Bounds(digits=checks.MOST_MEASURED)), "f")
    quantity = Quantity.read(text, unit=unit, rounded_to=rounded_to)
    if (fault := unit_fault(quantity, unit)) is not None:
        raise SourceError(fault)
    return quantity


def is_absent(raw: Any) -> bool:
    """Whether nothing was given: None, an empty text, or numpy's and pandas' missing values."""
    if raw is None or isinstance(raw, str):
        return not (raw and raw.strip())
    if type(raw).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(raw, float | Decimal) and raw != raw  # noqa: PLR0124 # not a number


def _label(raw: Any) -> str:
    """Take a text; a code such as 937 may be a number in a frame."""
    return checks.text(raw) if isinstance(raw, str) else str(checks.whole(raw))


def _whole(raw: Any) -> int:
    return checks.whole(checks.number(raw), checks.Bounds(low=0))


def _day(raw: Any) -> date:
    """Take a day; pandas holds one as its midnight, of no time zone, in a class of its own."""
    if isinstance(raw, datetime) and type(raw) is not datetime and raw == datetime.combine(raw, time.min):
        return checks.day(raw.date())
    return checks.day_in(raw) if isinstance(raw, str) else checks.day(raw)


def _flag(raw: Any) -> bool:
    if not isinstance(raw, str):
        return checks.flag(raw)
    if raw.strip().lower() not in _FLAGS:
        raise SourceError(Problem(f"{said(raw)} is neither yes nor no", "write yes or no"))
    return _FLAGS[raw.strip().lower()]


def standing_of(raw: Any) -> Standing:
    """Take a standing by its name or letter."""
    names = (
        {"final": Standing.FINAL} | {one.name.lower(): one for one in Standing} | {one.value: one for one in Standing}
    )
    if not isinstance(raw, str) or raw.strip().lower() not in names:
        remedy = near_miss(raw if isinstance(raw, str) else "", filter(None, names))
        raise SourceError(Problem(f"unknown standing {said(raw)}", remedy))
    return names[raw.strip().lower()]
