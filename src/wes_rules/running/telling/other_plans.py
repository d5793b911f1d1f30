"""Other plans in a store: a new plan may be an old one under another id."""

from __future__ import annotations

from collections.abc import Sequence

from wes_rules.alerts.records import AlertState
from wes_rules.counting import counted, some_of
from wes_rules.errors import Problem, StoreError
from wes_rules.plugins.store import Ledger
from wes_rules.quoting import quoted
from wes_rules.rules.plan import Plan
from wes_rules.running.clock import last_day

# More measures than this are counted and not named.
_MOST_NAMED = 4


def notes_on_others(session: Ledger, plan: Plan, *, accepted: bool) -> tuple[str, ...]:
    """
    Note, before a plan's first run, that its store has alerts of other plans.

    Args:
        accepted: A person says that it is another plan, or that everything may be told anew.

    Raises:
        StoreError: Another plan has open alerts of the same measures and areas, so that this is most likely that plan
            under a new id: everything would be told as new, and of the old alerts nobody would hear again.
    """
    if accepted or last_day(session, plan.id):
        return ()
    others = [one for one in session.alert_states() if one.plan != plan.id]
    if not others:
        return ()
    measures = {(one.id, one.area) for one in plan.measures}
    shared = [one for one in others if one.open and (one.measure, one.area) in measures]
    if shared:
        what = f"the store has {_alerts(shared)} of plan {_plans(shared)}, and {quoted(plan.id)} is new to it"
        remedy = (
            "if the plan was renamed, set its id back; if it is another plan, give it another store, or confirm with"
            " --accept-plan that all of it is told as new"
        )
        raise StoreError(Problem(what, remedy))
    note = f"the store has alerts of plan {_plans(others)} and none of {quoted(plan.id)}; if the plan was renamed, set its id back"
    return (f"{note}: under a new one all of it is told as new, and nothing more is told of the old alerts",)


def _alerts(found: Sequence[AlertState]) -> str:
    names = list(dict.fromkeys(one.measure for one in found))
    return f"{counted(len(found), 'open alert')} of the same measures ({some_of(names, _MOST_NAMED)})"


def _plans(found: Sequence[AlertState]) -> str:
    return " and ".join(f"{quoted(one)}" for one in dict.fromkeys(one.plan for one in found))
