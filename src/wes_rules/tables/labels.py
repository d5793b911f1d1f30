"""Labels of periods, each read once for all its rows."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from wes_rules.errors import WesRulesError
from wes_rules.series.calendar import Calendar
from wes_rules.values.period import Period, PeriodKind


def read_label(text: str, kind: PeriodKind, window: int = 1) -> Period:
    """Read a label as a period of a kind."""
    found = _read(text, kind, window)
    if isinstance(found, WesRulesError):
        raise type(found)(found.problems)
    return found


def is_label(text: str, kind: PeriodKind, window: int = 1) -> bool:
    """Whether a label can be read as a period of a kind."""
    return isinstance(_read(text, kind, window), Period)


# A reporting year that the plan judges as a financial year ends in the March of its number.
_TO_MARCH = (PeriodKind.REPORTING_YEAR, PeriodKind.FINANCIAL_YEAR)
# How many years or terms publishers take together; one of them is another label where the plan's figures are about several.
_WINDOWS = range(1, 11)


@lru_cache(maxsize=65536)
def _read(text: str, kind: PeriodKind, window: int) -> Period | WesRulesError:
    try:
        return Period.parse(text, kind, window=window)
    except WesRulesError as error:
        return error.with_traceback(None)


def read_identified(text: str, identifier: str, calendars: tuple[Calendar, ...]) -> tuple[Period, bool]:
    """Read a period as the files of the Department for Education write it, and say whether it is one of a calendar."""
    read = [(one.kind, _read_identified(text, identifier, one.window)) for one in calendars]
    for kind, found in read:
        if isinstance(found, Period) and found.kind is kind:
            return found, True
    for kind, found in read:
        if isinstance(found, Period) and (found.kind, kind) == _TO_MARCH:
            return Period(kind, found.index - 1), True
    tried = [_read_identified(text, identifier, window) for window in (1, 2, 3)]
    other = next((one for one in tried if isinstance(one, Period)), tried[0])
    if isinstance(other, WesRulesError):
        raise type(other)(other.problems)
    return other, False


def is_other_label(text: str, kinds: Iterable[PeriodKind]) -> bool:
    """Whether a label can be read as years or terms, alone or several together, whatever the window."""
    return any(is_label(text, kind, window) for kind in kinds for window in _WINDOWS)


@lru_cache(maxsize=65536)
def _read_identified(text: str, identifier: str, window: int) -> Period | WesRulesError:
    try:
        return Period.from_dfe(text, identifier, window=window)
    except WesRulesError as error:
        return error.with_traceback(None)
