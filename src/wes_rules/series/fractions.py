"""Percentages that look like fractions: only the plan can say whether 0.925 means 92.5% or 0.925%."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal

import attrs

from wes_rules.errors import Problem
from wes_rules.series.editions import SeriesKey
from wes_rules.series.observation import Observation, nobody

# So many figures, none of them smaller, show what the others are, and so far a figure may lie beyond them.
_ENOUGH, _LEAST, _NEAR = 2, 10, Decimal("0.8")


class Values(enum.StrEnum):
    """What the percentages of a measure are, where they look like fractions."""

    PERCENT = "percent"  # they really lie below 1%
    FRACTIONS = "fractions"  # 0.925 is 92.5%


def is_fraction(value: Decimal) -> bool:
    """Whether a percentage may be a fraction that was meant as one."""
    return 0 < value < 1


def fraction_faults(
    observations: Iterable[Observation], indicators: Collection[str], multiplied: Collection[str] = ()
) -> list[Problem]:
    """
    Report ambiguous percentages: all that one source has of an indicator lie between 0 and 1.

    Args:
        indicators: Those that are percentages, and of which nobody has said that they really lie below 1%.
        multiplied: Those of which the plan says that they are fractions, so that their source should have multiplied them.
    """
    groups: dict[tuple[str, str, str], list[Observation]] = defaultdict(list)
    for one in observations:
        if one.indicator in indicators and one.quantity.is_exact and one.origin != nobody():
            groups[one.indicator, one.origin.file, one.origin.data_set].append(one)
    return [
        _told(same, multiplied=name in multiplied)
        for (name, _, _), same in groups.items()
        if _look_like_fractions(same)
    ]


def limit_fault(name: str, value: Decimal) -> Problem:
    """Report an ambiguous limit of a percentage."""
    what = f"{name} = {value} of a percentage is {value}%, and may be meant as {_percent(value)}%"
    return Problem(what, f'write {_percent(value)}; or values = "percent" in the measure, if it really is {value}%')


def _look_like_fractions(same: Iterable[Observation]) -> bool:
    values = [one.quantity.low for one in same if one.quantity.low is not None]
    return any(map(is_fraction, values)) and all(0 <= one <= 1 for one in values)


def stray_faults(observations: Iterable[Observation], indicators: Collection[str]) -> Iterator[Problem]:
    """Say which percentages lie below 1 where the others of their series are such as a hundred times each would lie among."""
    series: dict[SeriesKey, list[tuple[Decimal, Observation]]] = defaultdict(list)
    for one in observations:
        if one.indicator in indicators and one.quantity.is_exact and one.quantity.low is not None:
            series[one.indicator, one.area, one.group].append((one.quantity.low, one))
    for (indicator, *_), values in series.items():
        others, enough = [value for value, _ in values if value >= 1], _ENOUGH
        if not others:  # a whole series of fractions shows beside those of other areas
            beside = (found for key, found in series.items() if key[0] == indicator and found is not values)
            others, enough = [value for found in beside for value, _ in found if not is_fraction(value)], 1
        if len(others) < enough or (low := min(others)) < _LEAST:
            continue
        high = max(others)
        for value, one in values:
            if is_fraction(value) and low * _NEAR <= value * 100 <= high / _NEAR:
                what = f"{one.indicator}: {value} stands among {low} to {high}, and nobody says what it is"
                remedy = (
                    f'write {_percent(value)} if that is meant, or values = "percent" in the measure if it is {value}%'
                )
                yield Problem(what, remedy, one.origin.file, one.origin.row)


def _told(same: list[Observation], *, multiplied: bool) -> Problem:
    first = min((one for one in same if _look_like_fractions([one])), key=lambda one: (one.origin.row or 0, repr(one)))
    value = first.quantity.low
    assert value is not None  # it is exact
    told = (still_fraction_told if multiplied else fraction_told)(first.indicator, len(same), value)
    return attrs.evolve(told, file=first.origin.file, line=first.origin.row)


def fraction_told(indicator: str, count: int, value: Decimal) -> Problem:
    """Say of so many percentages, of which one is given, that they may be fractions."""
    what = f"{indicator}: {_lies(count, value)}, and nobody says what {'they are' if count > 1 else 'it is'}"
    remedy = f'write values = "fractions" in the measure if that is {_percent(value)}%, or values = "percent" if it is {value}%'
    return Problem(what, remedy)


def still_fraction_told(indicator: str, count: int, value: Decimal) -> Problem:
    """Say of percentages that the plan calls fractions that they lie below 1% even so."""
    what = f'{indicator}: the measure says values = "fractions", and as percentages {_lies(count, value)}'
    remedy = (
        f'if {value}% is right, write percentages in the source, and values = "percent"; if it should be {_percent(value)}%, '
        "the source has not multiplied it: its plugin should read it by wes_rules.tables.read_value"
    )
    return Problem(what, remedy)


def _lies(count: int, value: Decimal) -> str:
    if count > 1:
        return f"all {count} figures lie between 0 and 1, such as {value}"
    return f"the figure, {value}, lies between 0 and 1"


def _percent(value: Decimal) -> str:
    text = format(value * 100, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
