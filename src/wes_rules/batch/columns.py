"""One figure of many areas: arrays of ticks, and codes of reasons in place of the reasons."""

from __future__ import annotations

from typing import Any, ClassVar

import attrs
import numpy as np
import numpy.typing as npt

from wes_rules.values.quantity import Span
from wes_rules.values.reason import Reason

Array = npt.NDArray[Any]

# Stands for an end without bound: it survives the few additions that a kernel makes.
UNBOUND = 1 << 58
# Beyond this a figure is refused: a double holds every whole number up to it, and no sum of a few leaves an int64.
MOST = 1 << 53

# Stands for a day or a period that does not come.
NEVER = np.iinfo(np.int64).max

# A code is the place of a reason here; 0 is none.
REASONS: tuple[Reason | None, ...] = (None, *Reason)
_CODES = {reason: np.uint8(code) for code, reason in enumerate(REASONS)}


class Added(np.ndarray):
    """Ticks of many areas as a kernel of a plugin meets them: added, subtracted and compared, as a product of an end without bound is none."""

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **more: Any) -> Any:
        """Refuse what docs/kernels.md does not name."""
        if ufunc not in _ALLOWED:
            raise TypeError(f"ticks are added, subtracted and compared, and not asked for {ufunc.__name__}")
        plain = [np.asarray(one) if isinstance(one, Added) else one for one in inputs]
        return np.asarray(getattr(ufunc, method)(*plain, **more)).view(Added)

    def __bool__(self) -> bool:
        raise TypeError("areas differ in what is true: ask by cells.where, cells.least, cells.most or cells.same")


_ALLOWED = {
    np.add, np.subtract, np.negative, np.less, np.less_equal, np.greater, np.greater_equal, np.equal, np.not_equal,
    np.bitwise_and, np.bitwise_or, np.invert, np.minimum, np.maximum,
}  # fmt: skip


def code(reason: Reason | None) -> np.uint8:
    """Return the code of a reason."""
    return _CODES[reason]


def codes(reasons: tuple[Reason, ...]) -> np.uint8:
    """Return the code of the first reason, the only one reported for many areas."""
    return code(reasons[0] if reasons else None)


def spans(low: Any, high: Any) -> Span:
    """Return the spans of many areas."""
    return Span(low, high)


def bounded(end: Any) -> Array:
    """Return ends as whole numbers, one without bound as a very large one."""
    found = np.asarray(end)
    if found.dtype.kind == "f":
        found = np.where(np.isinf(found), np.copysign(float(UNBOUND), found), found)
    return found.astype(np.int64)


@attrs.frozen(eq=False)
class Column:
    """
    One figure of many areas, as a kernel reads it in place of a `Figure`.

    Args:
        span: The lowest and the highest value of each, in ticks.
        why: The code of the first reason why each is not known exactly.
        notes: The code of what else must be said of it.
        missing: Whether there is no published number behind it.
        there: Whether anything was published for it.
        real: Whether that is no forecast, and does not say that there is no figure.
        published: The day on which it was published, where it has one of its own; else `UNDATED`.
    """

    span: Span
    why: Array
    notes: Array
    missing: Array
    there: Array
    real: Array
    published: Array

    # Figures of a batch state none of these; a frame with a column of them is refused.
    definitions: ClassVar[frozenset[str]] = frozenset()
    counts: ClassVar[None] = None
    interval: ClassVar[None] = None
    failed: ClassVar[None] = None

    def of(self, rows: Array) -> Column:
        """Return the figures of some of the areas."""
        low, high = (np.asarray(end)[rows] for end in (self.span.low, self.span.high))
        arrays = (self.why, self.notes, self.missing, self.there, self.real, self.published)
        return Column(spans(low, high), *(one[rows] for one in arrays))
