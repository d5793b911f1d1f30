"""Numbers that are worked out from several figures, of many areas at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

import numpy as np

from wes_rules.batch.columns import UNBOUND, Array, Column, code, spans
from wes_rules.batch.frames import UNDATED
from wes_rules.values.quantity import Span
from wes_rules.values.reason import Reason

_NEVER = np.iinfo(np.int64).max


def together(columns: Sequence[Column], span: Span, unlike: Reason | None, anything: Span) -> Column:
    """
    Return what is known of a number that is worked out from several figures.

    Args:
        columns: The figures, those whose reasons count first before the others.
        unlike: Why they do not compare, where they do not.
        anything: What it may be where there is no such number, as of an area that ended.
    """
    whys = [column.why for column in columns]
    over = _any([one == code(Reason.AREA_ENDED) for one in whys])
    why = _first_of(whys) if unlike is None else np.full_like(whys[0], code(unlike))
    why = np.where(over, code(Reason.AREA_ENDED), why) if unlike is None else why
    low, high = np.where(over, anything.low, _held(span.low)), np.where(over, anything.high, _held(span.high))
    notes = np.zeros_like(why) if unlike is not None else _first_of([column.notes for column in columns])
    rounded = _any([one == code(Reason.ROUNDED) for one in whys])
    published = reduce(np.minimum, (np.where(one.published == UNDATED, _NEVER, one.published) for one in columns))
    return Column(
        spans(low, high),
        why,
        np.where(over, np.zeros_like(why), notes),
        (why != code(None)) & ~rounded,
        _any([column.there for column in columns]),
        _any([column.there & column.real for column in columns]),
        np.where(published == _NEVER, UNDATED, published),
    )


def nothing(anything: Span, why: Reason) -> Column:
    """Return that there is no number in any area."""
    no = np.zeros(np.shape(anything.low), dtype=bool)
    return Column(anything, np.full(no.shape, code(why)), no.astype(np.uint8), ~no, no, no, np.full(no.shape, UNDATED))


def _first_of(codes: Sequence[Array]) -> Array:
    """Return the first of several codes that is one."""
    return reduce(lambda known, more: np.where(known == code(None), more, known), codes)


def _any(conditions: Sequence[Array]) -> Array:
    return reduce(or_, conditions)


def _held(ends: Any) -> Array:
    """Return ends of which one without bound is no further off than it may be."""
    found: Array = np.clip(ends, -UNBOUND, UNBOUND)
    return found
