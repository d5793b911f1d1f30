"""Marks in the store, which a run leaves for the next one; checked when read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from wes_rules.alerts.records import Damage
from wes_rules.errors import WesRulesError
from wes_rules.plugins.store import Ledger
from wes_rules.quoting import shortened

T = TypeVar("T")


def kept(session: Ledger, name: str, read: Callable[[str], T], otherwise: T) -> T:
    """
    Return the value of a mark, or the default if it is not set or cannot be read.

    A mark that cannot be read is listed with the store's damages; the run writes it anew.
    """
    text = session.mark(name)
    if not text:
        return otherwise
    try:
        return read(text)
    except (WesRulesError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        why = f"{type(error).__name__}: {shortened(error)}"
        what = f"the mark {shortened(name)}"
        session.damages.append(Damage(what=what, table="marks", key=(("name", name),), why=why))
        return otherwise
