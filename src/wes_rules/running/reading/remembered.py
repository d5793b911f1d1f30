"""What a run stores about a plan's sources for later: the measures left unjudged, and the figures there were."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from wes_rules.errors import PlanError, Problem, near_miss
from wes_rules.plugins.store import Ledger
from wes_rules.quoting import quoted
from wes_rules.rules.plan import Plan
from wes_rules.running.marks import kept
from wes_rules.running.reading.all_sources import Reading
from wes_rules.running.reading.supplied import Supplied
from wes_rules.series.editions import Edition


def keep_not_judged(session: Ledger, plan: str, measures: Iterable[str], last_day: str) -> None:
    """Record the measures that a run could not judge, each since when."""
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


def supplied_before(session: Ledger, plan: Plan) -> dict[str, Supplied | None]:
    """Return what each source had when last read, if it ever was, also of one that left the plan but whose figures may be missing."""
    former: list[str] = kept(session, _sources_mark(plan), _names, [])
    names = dict.fromkeys([*(one.id for one in plan.sources), *former])
    return {one: kept(session, _supply_mark(plan, one), Supplied.read, None) for one in names}


def keep_supplied(session: Ledger, reading: Reading, used: frozenset[Edition], left_alone: frozenset[str]) -> None:
    """Record what each source had; forget one that left the plan once nothing is missing without it."""
    for name in reading.figures:
        if name not in reading.former:
            text = reading.supplied(name, used, left_alone).written()
            session.set_mark(_supply_mark(reading.plan, name), text)
        elif name not in reading.failed:
            session.set_mark(_supply_mark(reading.plan, name), "")
    known = [name for name in reading.before if name not in reading.former or name in reading.failed]
    session.set_mark(_sources_mark(reading.plan), json.dumps(known))


def need_sources(names: Iterable[str], known: Collection[str]) -> None:
    """Refuse names of sources that do not exist."""
    if unknown := [one for one in names if one not in known]:
        raise PlanError(Problem(f"no source is called {quoted(one)}", near_miss(one, known)) for one in unknown)


def _names(text: str) -> list[str]:
    found = json.loads(text)
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise ValueError("it is no list of names")
    return found


def _sources_mark(plan: Plan) -> str:
    return f"sources/{plan.id}"


def _supply_mark(plan: Plan, source: str) -> str:
    return f"supplied/{plan.id}/{source}"
