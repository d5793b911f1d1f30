"""Values of a frame as whole ticks: exactly, whatever kind of number they are."""

from __future__ import annotations

from decimal import Decimal

import attrs
import numpy as np

from wes_rules.batch.columns import MOST, Array, bounded, code
from wes_rules.batch.frames import STANDINGS, Coded, Rows
from wes_rules.errors import Problem, SourceError, WesRulesError
from wes_rules.quoting import quoted
from wes_rules.series.figure import NO_FIGURE, vagueness
from wes_rules.series.fractions import is_fraction
from wes_rules.series.observation import unit_fault
from wes_rules.values import checks
from wes_rules.values.quantity import AnyUnit, Marker, Quantity, split_standing

# Decimals of at most 15 digits have floats of their own.
_FEW_DIGITS = 10**15

# Of each kind of fault so many values are told.
_TOLD = 5


@attrs.frozen(eq=False)
class Ticks:
    """
    The values of some rows.

    Args:
        low: The lowest value of each, in ticks.
        why: The code of the reason why it is not known exactly.
        applies: False where what stands there says that a figure does not apply.
        real: False where it says that there is no figure: it does not apply, or is not available.
        standing: How firm it is by the letter beside it, as a place in `STANDINGS`; -1 without one.
    """

    low: Array
    high: Array
    why: Array
    applies: Array
    real: Array
    standing: Array


def ticks_of(rows: Rows, places: Array, unit: AnyUnit, decimals: int, about: str) -> Ticks:
    """Return the values of some rows in ticks of a precision; refuse one that is no figure of the unit, or has too many digits."""
    if isinstance(rows.value, Coded):
        return _of_texts(rows.value, rows.value.codes[places], rows, unit, decimals, about)
    return _of_numbers(rows.value[places], rows.missing, unit, decimals, about)


def may_be_fractions(rows: Rows, places: Array) -> Decimal | None:
    """Return a percentage that may be a fraction, where all that are known exactly lie between 0 and 1; else None."""
    if isinstance(rows.value, Coded):
        texts = [split_standing(rows.value.values[one])[0] for one in np.unique(rows.value.codes[places]) if one >= 0]
        # What is no plain number is known to be no fraction, or is refused elsewhere.
        values = [Decimal(text.strip()) for text in texts if checks.NUMBER_TEXT.fullmatch(text.strip())]
    else:
        given = rows.value[places]
        given = given[~np.isnan(given)] if given.dtype.kind == "f" else given
        if not len(given) or given.min() < 0 or given.max() > 1:
            return None
        values = [Decimal(repr(one)) for one in np.unique(given).tolist()]
    if not all(0 <= one <= 1 for one in values):
        return None
    return next(filter(is_fraction, values), None)


def _of_texts(values: Coded, codes: Array, rows: Rows, unit: AnyUnit, decimals: int, about: str) -> Ticks:
    used = np.unique(codes)
    found = np.zeros((6, len(values.values) + 1), dtype=np.int64)
    problems: list[Problem] = []
    for one in used.tolist():
        text = (rows.missing or Marker.NOT_AVAILABLE).value if one < 0 else values.values[one]
        try:
            found[:, one] = _read(text, unit, decimals)
        except WesRulesError as error:
            problems += (attrs.evolve(each, what=f"{about}: {each.what}") for each in error.problems)
    if problems:
        raise SourceError(problems[:_TOLD])
    low, high, why, applies, real, standing = found[:, codes]
    return Ticks(low, high, why.astype(np.uint8), applies.astype(bool), real.astype(bool), standing)


def _read(text: str, unit: AnyUnit, decimals: int) -> tuple[int, int, int, bool, bool, int]:
    text, beside = split_standing(text)
    quantity = Quantity.read(text, unit=unit)
    if (fault := unit_fault(quantity, unit)) is not None:
        raise SourceError(fault)
    span = quantity.span(decimals, whole=unit.whole)
    low, high = (int(bounded(end)) for end in (span.low, span.high))
    if quantity.is_exact and abs(low) > MOST:
        raise SourceError(_too_long(text))
    why = vagueness(quantity)
    standing = -1 if beside is None else STANDINGS.index(beside)
    applies, real = quantity.marker is not Marker.NOT_APPLICABLE, quantity.marker not in NO_FIGURE
    return low, high, int(code(why[0] if why else None)), applies, real, standing


def _of_numbers(values: Array, missing: Marker | None, unit: AnyUnit, decimals: int, about: str) -> Ticks:
    if values.dtype.kind == "f":
        absent = np.isnan(values)
        ticks = _of_floats(np.where(absent, 0.0, values), decimals, about)
    else:
        absent = np.zeros(len(values), dtype=bool)
        if decimals < 0:
            ticks = _one_by_one(values, decimals)
        elif len(values) and np.abs(values).max() > MOST // 10**decimals:
            raise SourceError(attrs.evolve(problem := _too_long(np.abs(values).max()), what=f"{about}: {problem.what}"))
        else:
            ticks = values * 10**decimals
    _of_the_unit(values[~absent], unit, about)
    instead = _read((missing or Marker.NOT_AVAILABLE).value, unit, decimals)
    low, high, why, applies, real = (
        np.where(absent, one, other)
        for one, other in zip(instead[:5], [ticks, ticks, *np.array([0, 1, 1])], strict=True)
    )
    nothing = np.full(len(values), -1)
    return Ticks(low, high, why.astype(np.uint8), applies.astype(bool), real.astype(bool), nothing)


def _of_floats(values: Array, decimals: int, about: str) -> Array:
    """
    Return floats in ticks, each by its shortest text.

    One that lies on a tick is that tick, as no other decimal of so few digits has the same float. The others are
    rounded as their texts are.
    """
    scale = 10.0**decimals
    if not np.isfinite(values).all():
        raise SourceError(Problem(f"{about}: a value is not finite", "leave it out"))
    near = np.rint(values * scale)
    if len(near) and np.abs(near).max() > MOST:
        raise SourceError(
            attrs.evolve(problem := _too_long(values[np.abs(near).argmax()]), what=f"{about}: {problem.what}")
        )
    ticks = near.astype(np.int64)
    between = (near / scale != values) | (np.abs(near) >= _FEW_DIGITS) | (decimals < 0)
    if between.any():
        ticks[between] = _one_by_one(values[between], decimals)
    return ticks


def _one_by_one(values: Array, decimals: int) -> Array:
    """Return numbers in ticks, each of them rounded as its text is."""
    once, which = np.unique(values, return_inverse=True)
    return np.array([Quantity.exact(one).span(decimals).low for one in once.tolist()], dtype=np.int64)[which]


def _of_the_unit(values: Array, unit: AnyUnit, about: str) -> None:
    wrong = np.zeros(len(values), dtype=bool)
    if unit.low is not None:
        wrong |= values < float(unit.low)
    if unit.high is not None:
        wrong |= values > float(unit.high)
    if unit.whole:
        wrong |= values != np.rint(values)
    faults = [unit_fault(Quantity.exact(one), unit) for one in np.unique(values[wrong])[:_TOLD].tolist()]
    if faults:
        raise SourceError(attrs.evolve(one, what=f"{about}: {one.what}") for one in faults if one is not None)


def _too_long(value: object) -> Problem:
    return Problem(
        f"{quoted(value)} has more ticks than a batch can add", "judge it one area at a time, or give it fewer decimals"
    )
