"""Labels of periods: each is read once, however many rows have it."""

from __future__ import annotations

from functools import lru_cache

from wes_rules.errors import WesRulesError
from wes_rules.values.period import Period, PeriodKind


def read_label(text: str, kind: PeriodKind, window: int = 1) -> Period:
    """
    Read a label as a period of a kind.

    Raises:
        WesRulesError: It is none.
    """
    found = _read(text, kind, window)
    if isinstance(found, WesRulesError):
        raise type(found)(found.problems)
    return found


def is_label(text: str, kind: PeriodKind, window: int = 1) -> bool:
    """Whether a label can be read as a period of a kind."""
    return isinstance(_read(text, kind, window), Period)


@lru_cache(maxsize=65536)
def _read(text: str, kind: PeriodKind, window: int) -> Period | WesRulesError:
    try:
        return Period.parse(text, kind, window=window)
    except WesRulesError as error:
        return error.with_traceback(None)
