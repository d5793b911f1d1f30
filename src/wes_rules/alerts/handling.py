"""Silences and acknowledgements."""

from __future__ import annotations

import fnmatch
from datetime import datetime
from typing import ClassVar

import attrs

from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.last_told import LastTold
from wes_rules.alerts.matched import MATCHED
from wes_rules.errors import DefinitionError, Problem, near_miss
from wes_rules.quoting import quoted
from wes_rules.values.days import said_day


@attrs.frozen(kw_only=True)
class Silence:
    """
    Nobody is told of matching alerts for some time; whatever still holds at the end is told then.

    Args:
        id: The name of the silence, made from its place in the log.
        matchers: The value required of each field, where * stands for any text; all must match.
        ends: The moment at which it ends; every silence has one.
        ended_by: Who ended it early; empty if nobody did.

    Raises:
        DefinitionError: There is no matcher, author or reason, a field is unknown, or the end is not after the start.
    """

    FORM: ClassVar[int] = 1

    id: str
    matchers: dict[str, str]
    starts: datetime
    ends: datetime
    author: str
    reason: str
    ended_by: str = ""

    def __attrs_post_init__(self) -> None:
        problems = [
            Problem(f"a silence cannot match on {quoted(name)}", near_miss(name, MATCHED))
            for name in self.matchers
            if name not in MATCHED
        ]
        if not any(value.strip("*") for value in self.matchers.values()):
            problems.append(Problem("a silence of everything is refused", "match a measure, an owner or a label"))
        if self.ends <= self.starts and not self.ended_by:
            what = f"the silence ends on {self.ends}, which is not after its start on {self.starts}"
            problems.append(Problem(what, "give a later end"))
        problems += [
            Problem(f"a silence needs {what}", "say it: the log keeps it")
            for what, said in (("an author", self.author), ("a reason", self.reason))
            if not said.strip()
        ]
        if problems:
            raise DefinitionError(problems)

    @property
    def words(self) -> str:
        """Who silenced the alerts, until when, and why."""
        return f"silenced by {self.author} until {said_day(self.ends.date())}, {self.ends:%H:%M} ({self.reason})"

    def holds(self, now: datetime) -> bool:
        """Whether the silence is in force at a moment."""
        return self.starts <= now < self.ends

    def matches(self, plan: str, current: CurrentAlert) -> bool:
        """Whether the silence matches an alert; a field that the alert lacks never matches."""
        fields = {
            "alert": (current.alert,),
            "plan": (plan,),
            "measure": (current.measure,),
            "area": (current.area,),
            "owner": (current.owner,),
            "kind": (current.kind.value,),
            "label": current.labels,
        }
        return all(
            any(value and fnmatch.fnmatchcase(value, _anchored(wanted)) for value in fields[name])
            for name, wanted in self.matchers.items()
        )


def _anchored(wanted: str) -> str:
    """Only `*` is a wildcard; brackets and question marks are literal."""
    return "".join(f"[{one}]" if one in "[?" else one for one in wanted)


@attrs.frozen(kw_only=True)
class Acknowledgement:
    """
    Somebody is dealing with an alert, which stops reminders and escalation until it gets worse.

    Args:
        note: What is being done about it.
        until: When it lapses; None for the end of the episode.
        told: What was known at the time; anything worse ends the acknowledgement.
    """

    FORM: ClassVar[int] = 1

    alert: str
    by: str
    note: str
    at: datetime
    told: LastTold
    until: datetime | None = None
    cleared_at: datetime | None = None
    cleared_why: str = ""
