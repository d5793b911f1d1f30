"""What a promise is in a period, as its versions say, and what decides by its day."""

from __future__ import annotations

from datetime import date

from tests.oracle.periods import end_of, start_of
from tests.oracle.worlds import World


def begin_after(world: World, starts: date) -> int | None:
    """The first period of the calendar that ends after a day."""
    cal = world.cal
    at = cal.containing(starts)
    return at if cal.holds(at) else cal.after(at)


def in_force(world: World, rule: dict, period: int | None) -> dict:
    """
    A promise by the last version that starts at or before a period, of those that were agreed on by the day of knowing.

    What is to be so by a day on which a later version holds already is asked by that one, which then counts from now on; of
    a promise about several periods only its day does.
    """
    if "versions" not in rule:
        return rule
    starts = sorted({one["starting"] for one in rule["versions"] if _agreed(world, one) <= world.as_of})
    own = said = _by_versions(world, rule, period)
    for later in (one for one in starts if period is None or one > period):
        decides = decided_by(world, rule, said["by"]) if "by" in said else None
        if decides is None or decides < later:
            break
        said = _by_versions(world, rule, later)
    return {**own, "by": said["by"]} if "by" in said and is_of_several_periods(rule) else said


def _by_versions(world: World, rule: dict, period: int | None) -> dict:
    said = {name: value for name, value in rule.items() if name != "versions"}
    for version in sorted(rule["versions"], key=lambda one: (one["starting"], _agreed(world, one))):
        if period is not None and version["starting"] <= period and _agreed(world, version) <= world.as_of:
            said |= {name: value for name, value in version.items() if name not in ("starting", "agreed")}
    return said


def is_of_several_periods(rule: dict) -> bool:
    """Whether figures of several periods count."""
    match rule:
        case {"reach": True} | {"scope": "every"} | {"kind": "milestone" | "maintain" | "halt-then-decrease"}:
            return True
    return rule["kind"].startswith(("annual", "quarterly")) and rule.get("scope", "every") == "every"


def decided_by(world: World, rule: dict, day: date) -> int | None:
    """The period that decides whether a promise is kept by a day."""
    return report_of(world, day) if rule["kind"] == "milestone" else world.cal.ended_by(day)


def _agreed(world: World, version: dict) -> date:
    return version.get("agreed", start_of(world.cal.kind, version["starting"]))


def report_of(world: World, day: date) -> int | None:
    """The period whose report says what was done by a day: the one that ends with it or holds it, or the next, or the last."""
    cal = world.cal
    ended, following = cal.ended_by(day), begin_after(world, day)
    ends_with_it = ended is not None and (end_of(cal.kind, ended) - day).days == 1
    return ended if following is None or ends_with_it else following
