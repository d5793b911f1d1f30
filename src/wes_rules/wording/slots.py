"""What stands in the places of a form: each way to say a value, and to read it back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from wes_rules.counting import ordinal
from wes_rules.errors import PeriodError
from wes_rules.rules.kinds.trajectory import Point
from wes_rules.rules.step_promise import Instead
from wes_rules.series.comparators import Against, AreaFigure, IndicatorFigure, MeanOf, MedianOf, OfSet, QuantileOf
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import AnyUnit, Unit
from wes_rules.values.units import OwnUnit
from wes_rules.wording.amounts import NUMBER, amount_read, amount_said, unnamed
from wes_rules.wording.scanning import Scanner
from wes_rules.wording.times import DAY, PERIOD, day_read, day_said, period_read, period_said

_NUMBER = re.compile(rf"({unnamed(NUMBER)})(?: ?(?:%|points?|days))?", re.IGNORECASE)
_MARKED = re.compile(rf"{unnamed(NUMBER)}(?: ?(?:%|points?|days)(?!\w))?", re.IGNORECASE)
_DAY, _PERIOD = re.compile(DAY, re.IGNORECASE), re.compile(PERIOD, re.IGNORECASE)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_WHOLE, _WORD = re.compile(r"\d+"), re.compile(r"[a-z]+")
_NTH = re.compile(r"(\d+)(?:st|nd|rd|th)\b")


@attrs.frozen
class Setting:
    """The unit and the kind of period in which values are said."""

    unit: Unit | None = None
    kind: PeriodKind | None = None


@attrs.frozen
class Slot:
    """
    One place of a form.

    Args:
        read: Reads one; None where there is none.
    """

    say: Callable[[Any, Setting], str]
    read: Callable[[Scanner, Setting], Any]


def quoted_name(text: str) -> str:
    """Put a name in quotes, whatever is in it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def name_read(text: Scanner, _: Setting = Setting()) -> str | None:  # a frozen value
    """Read a name in quotes."""
    found = text.match(_QUOTED)
    return None if found is None else re.sub(r"\\(.)", r"\1", found[1])


def _matched(pattern: re.Pattern[str], make: Callable[[str], Any]) -> Callable[[Scanner, Setting], Any]:
    """Return a reader of what a pattern finds; its group, where it has one, is what counts."""

    def read(text: Scanner, _: Setting) -> Any:
        found = text.match(pattern)
        return None if found is None else make(found[pattern.groups])

    return read


def _listed(
    one: Callable[[Scanner, Setting], Any], joined: str
) -> Callable[[Scanner, Setting], tuple[Any, ...] | None]:
    """Return a reader of one or more, with a word between each two."""

    def read(text: Scanner, setting: Setting) -> tuple[Any, ...] | None:
        found: list[Any] = []
        while not found or text.word(joined):
            found.append(one(text, setting))
            if found[-1] is None:
                return None
        return tuple(found)

    return read


_number = _matched(_NUMBER, lambda said: amount_read(said).value)
_day = _matched(_DAY, day_read)
_whole = _matched(_WHOLE, int)


def _value(text: Scanner, setting: Setting) -> Decimal | None:
    """Read a value in the unit, with all its digits; one that is written in another is none."""
    found = text.match(_MARKED)
    written = None if found is None else amount_read(found[0])
    if written is None or written.times or (setting.unit is not None and written.unit not in (None, setting.unit)):
        return None
    return written.value


def _distance_said(value: Decimal, setting: Setting) -> str:
    return amount_said(value, Unit.POINTS if setting.unit is Unit.PERCENT else setting.unit)


def _pair_said(value: tuple[Decimal, Decimal], setting: Setting) -> str:
    return " and ".join(amount_said(one, setting.unit) for one in value)


def _pair(text: Scanner, setting: Setting) -> tuple[Decimal, Decimal] | None:
    low = _value(text, setting)
    high = _value(text, setting) if low is not None and text.word("and") else None
    return None if low is None or high is None else (low, high)


def _period(text: Scanner, setting: Setting) -> Period | None:
    found = text.match(_PERIOD)
    try:
        return None if found is None else period_read(found[0], setting.kind)
    except PeriodError:
        return None


def _days_said(value: tuple[date, ...], _: Setting) -> str:
    return " and ".join(map(day_said, value))


def _unit(text: Scanner, _: Setting) -> AnyUnit | None:
    """Read the name of a unit; one of a plan's own comes back as a unit of that name."""
    name = name_read(text)
    return None if name is None else next((one for one in Unit if one.value == name), None) or OwnUnit(name=name)


def _against_said(value: Against, _: Setting) -> str:
    group = "" if value.group is None else f" for the group {quoted_name(value.group)}"
    if isinstance(value, AreaFigure):
        return f"the figure of {quoted_name(value.area)}{group}"
    if isinstance(value, IndicatorFigure):
        called = f" called {quoted_name(value.title)}" if value.title else ""
        return f"the figures {quoted_name(value.indicator)}{called}{group}"
    least = "" if value.minimum == 1 else f" of at least {value.minimum} areas"
    at = f" at {value.percent} percent" if isinstance(value, QuantileOf) else ""
    return f"the {value.kind} of {quoted_name(value.among)}{at}{least}{group}"


_NAMED: Mapping[str, tuple[type[Against], str]] = {
    "the figure of": (AreaFigure, "area"),
    "the figures": (IndicatorFigure, "indicator"),
    "the mean of": (MeanOf, "mean_of"),
    "the median of": (MedianOf, "median_of"),
    "the quantile of": (QuantileOf, "quantile_of"),
}


def _against(text: Scanner, setting: Setting) -> Against | None:
    named = next((named for words, named in _NAMED.items() if text.word(words)), None)
    if named is None:
        return None
    cls, field = named
    fields: dict[str, Any] = {field: name_read(text)}
    if cls is QuantileOf and text.word("at"):
        fields["percent"] = _whole(text, setting)
        text.word("percent")
    if issubclass(cls, OfSet) and text.word("of at least"):
        fields["minimum"] = _whole(text, setting)
        text.word("areas")
    if cls is IndicatorFigure and text.word("called"):
        fields["title"] = name_read(text)
    if text.word("for the group"):
        fields["group"] = name_read(text)
    return None if None in fields.values() else cls(**fields)


def _points_said(value: tuple[Point, ...], setting: Setting) -> str:
    return ", then ".join(f"{amount_said(one.value, setting.unit)} in {period_said(one.period)}" for one in value)


def _point(text: Scanner, setting: Setting) -> Point | None:
    value = _number(text, setting)
    period = _period(text, setting) if value is not None and text.word("in") else None
    return None if value is None or period is None else Point(period=period, value=value)


def _instead_said(value: tuple[Instead, ...], setting: Setting) -> str:
    def one(target: Instead) -> str:
        said = f"{target.relation} {amount_said(target.limit, setting.unit)} in {period_said(target.period)}"
        said += f" for {quoted_name(target.reason)}" if target.reason else ""
        return said + (f" by {quoted_name(target.author)}" if target.author else "")

    return " and ".join(map(one, value))


def _instead(text: Scanner, setting: Setting) -> Instead | None:
    side = next((name for name in ("at_least", "at_most") if text.word(name.replace("_", " "))), None)
    point = _point(text, setting) if side is not None else None
    if side is None or point is None:
        return None
    reason = name_read(text) if text.word("for") else ""
    author = name_read(text) if text.word("by") else ""
    limit: dict[str, Any] = {side: point.value}
    return Instead(period=point.period, reason=reason or "", author=author or "", **limit)


SLOTS: Mapping[str, Slot] = {
    "value": Slot(lambda value, setting: amount_said(value, setting.unit), _value),
    "distance": Slot(_distance_said, _number),
    "percent": Slot(lambda value, _: amount_said(value, Unit.PERCENT), _number),
    "pair": Slot(_pair_said, _pair),
    "day": Slot(lambda value, _: day_said(value), _day),
    "days": Slot(_days_said, _listed(_day, "and")),
    "word": Slot(lambda value, _: str(value), _matched(_WORD, str)),
    "unit": Slot(lambda value, _: quoted_name(value.value), _unit),
    "period": Slot(lambda value, _: period_said(value), _period),
    "whole": Slot(lambda value, _: str(value), _whole),
    "nth": Slot(lambda value, _: ordinal(value), _matched(_NTH, int)),
    "name": Slot(lambda value, _: quoted_name(value), name_read),
    "against": Slot(_against_said, _against),
    "points": Slot(_points_said, _listed(_point, ", then")),
    "instead": Slot(_instead_said, _listed(_instead, "and")),
}
