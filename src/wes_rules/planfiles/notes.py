"""What is no fault of a plan, and what whoever wrote it may not have meant."""

from __future__ import annotations

from wes_rules.quoting import quoted
from wes_rules.rules.kinds.composites import Advisory
from wes_rules.rules.plan import Plan
from wes_rules.rules.without_effect import without_effect


def notes_on(plan: Plan) -> list[str]:
    """List what is no fault of a plan, and what whoever wrote it may not have meant."""
    nobody = [
        one.id for one in plan.measures if not isinstance(one.rule, Advisory) and "" in plan.alerting.recipients_of(one)
    ]
    to = f"to a recipient called {quoted(plan.title)}, the plan's title"
    notes = []
    if nobody:
        why = "as there is neither an owner nor a fallback; give each an owner, or write fallback in [alerts]"
        notes.append(f"alerts of {', '.join(nobody)} go {to}, {why}")
    if plan.notifiers and not plan.alerting.fallback:
        what = "news of sources that fail and of messages that were given up goes"
        notes.append(f"{what} {to}, as there is no fallback; write fallback in [alerts]")
    return [*notes, *without_effect(plan)]
