"""The measures that runs could not judge because a source failed, and since when."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date

from wes_rules.plugins.store import Ledger
from wes_rules.running.marks import kept


def keep_not_judged(session: Ledger, plan: str, measures: Iterable[str], last_day: str) -> None:
    """
    Record the measures that a run could not judge.

    Args:
        last_day: The day of the run before; empty where there was none.
    """
    before = not_judged_since(session, plan)
    days = {one: before.get(one, last_day) for one in sorted(measures)}
    session.set_mark(_mark(plan), json.dumps(days) if days else "")


def not_judged_since(session: Ledger, plan: str) -> Mapping[str, str]:
    """Return the measures that the last run could not judge, each with the last day it could, if any."""
    return kept(session, _mark(plan), _days, {})


def _days(text: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(text)
    # A day that was never known is empty.
    return {str(name): day and date.fromisoformat(day).isoformat() for name, day in found.items()}


def _mark(plan: str) -> str:
    return f"held/{plan}"
