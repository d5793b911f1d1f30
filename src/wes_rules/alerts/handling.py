"""Silences and acknowledgements."""

from __future__ import annotations

import fnmatch
from datetime import datetime
from typing import ClassVar

import attrs

from wes_rules.alerts.matched import MATCHED
from wes_rules.alerts.told import Told
from wes_rules.alerts.truth import Truth
from wes_rules.errors import DefinitionError, Problem, near_miss
from wes_rules.quoting import quoted
from wes_rules.values.days import said_day


@attrs.frozen(kw_only=True)
class Silence:
    """
    For some time nobody is told of the alerts it matches; what still holds at its end is told then.

    Args:
        id: Its name, made from its place in the log.
        matchers: What each field must be, exactly or with * for any text; all of them must match.
        ends: Until when; there always is an end.
        ended_by: Who ended it early; empty when nobody did.

    Raises:
        DefinitionError: No matcher, an unknown field, an end that is not after the start, no author or no reason.
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
        """Say by whom, until when and why."""
        return f"silenced by {self.author} until {said_day(self.ends.date())}, {self.ends:%H:%M} ({self.reason})"

    def holds(self, now: datetime) -> bool:
        """Whether it is in force at a moment."""
        return self.starts <= now < self.ends

    def matches(self, plan: str, truth: Truth) -> bool:
        """Whether it matches an alert; a field that an alert does not have matches nothing."""
        fields = {
            "alert": (truth.alert,),
            "plan": (plan,),
            "measure": (truth.measure,),
            "area": (truth.area,),
            "owner": (truth.owner,),
            "kind": (truth.kind.value,),
            "label": truth.labels,
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
    Somebody has seen an alert and looks after it: no reminders and no escalation, until it gets worse.

    Args:
        note: What they do about it.
        until: Until when it stands; None while the episode lasts.
        told: What was true then; worse than this clears it.
    """

    FORM: ClassVar[int] = 1

    alert: str
    by: str
    note: str
    at: datetime
    told: Told
    until: datetime | None = None
    cleared_at: datetime | None = None
    cleared_why: str = ""
