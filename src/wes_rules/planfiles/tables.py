"""The sections of a plan file as people write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

import attrs

from wes_rules.errors import DefinitionError
from wes_rules.quoting import quoted
from wes_rules.rules.policy import Inhibition, Policy, PolicyFor
from wes_rules.rules.reading import Path
from wes_rules.values.fields import Line, Name, Title
from wes_rules.values.period import Period, PeriodKind

# The sections, and whether each is a list of tables.
SECTIONS = {
    "plan": False,
    "areas": False,
    "names": False,
    "area_sets": True,
    "ended_areas": True,
    "sources": True,
    "notifiers": True,
    "plugins": False,
    "calendars": False,
    "units": False,
    "objectives": False,
    "measures": True,
    "alerts": False,
    "recipients": True,
}
LAG = re.compile(r"(\d{1,3}) (day|week|month|year)s?", re.ASCII)


@attrs.frozen(kw_only=True)
class Head:
    """
    The section [plan]; its area and dates are inherited by every measure.

    Args:
        id: The plan's name in stores and messages; it never changes.
        title: The plan's name for people.
        area: The code of the area that the plan is about.
        starts: The day on which the plan starts.
        deadline: The day on which every verdict is settled.
    """

    id: Name
    title: Title
    area: Name
    starts: date | None = None
    deadline: date | None = None

    def __attrs_post_init__(self) -> None:
        if self.deadline and self.starts and self.deadline < self.starts:
            raise DefinitionError(f"deadline {self.deadline} is before the plan starts ({self.starts})")


@attrs.frozen(kw_only=True)
class Allowed:
    """
    The section [plugins].

    Args:
        allow: The plugins that may be loaded; without it, all that the plan names.
        enable: The observers that look on at runs.
    """

    allow: tuple[Name, ...] | None = None
    enable: tuple[Name, ...] = ()


@attrs.frozen(kw_only=True)
class AlertsTable(Policy):
    """
    The section [alerts]: the policy of every measure, and what is said of all alerts.

    Args:
        policies: What is different for some measures; later ones win.
        inhibitions: Which open alerts keep quiet about others.
        fallback: Who hears of failing sources, undelivered messages and measures without an owner.
        announce_from: News of periods that ended before this day is not sent; by default the plan's start.
        working_days: Nothing is sent on Saturdays and Sundays; what still holds is sent on the next working day.
        holidays: Other days on which nothing is sent.
        contact: Whom a reader of a message can ask, such as a name, an address or a number.
        link: The address at which the plan's page is published: messages lead to it, and to its section of a measure.
    """

    policies: tuple[PolicyFor, ...] = ()
    inhibitions: tuple[Inhibition, ...] = ()
    fallback: Line = ""
    announce_from: date | None = None
    working_days: bool = False
    holidays: tuple[date, ...] = ()
    contact: Line = ""
    link: Line = ""


@attrs.frozen(kw_only=True)
class ObjectiveTable:
    """
    A section [objectives.NAME]: what the measures inherit that serve it.

    Args:
        labels: Labels that each of its measures has beside its own.
    """

    labels: tuple[Name, ...] = ()


@attrs.frozen(kw_only=True)
class CalendarTable:
    """
    A section [calendars.NAME]; its lag is written as people say it.

    Args:
        kind: What kind of period the figures are about.
        lag: How long after a period's end its figure is published, such as "3 months".
        step: How many periods lie between two figures: 12 where a month's figure comes once a year.
        anchor: One period of the series, where `step` is more than 1.
        surveyed: The only periods with a figure, where surveys keep no rhythm; the next one that is expected among them.
        not_collected: Periods for which nobody has a figure.
        breaks: The first period of each new definition: nothing before it compares with it.
        isolated: Periods whose figures compare with no other period.
        window: How many periods each figure covers: 3 for three-year averages.
        first: The first period of the series.
        last: The last period of the series.
    """

    kind: PeriodKind
    lag: str = "0 days"
    step: int = 1
    anchor: Period | None = None
    surveyed: tuple[Period, ...] | None = None
    not_collected: tuple[Period, ...] = ()
    breaks: tuple[Period, ...] = ()
    isolated: tuple[Period, ...] = ()
    window: int = 1
    first: Period | None = None
    last: Period | None = None


def lag_of(text: str) -> tuple[int, int] | None:
    """Return a lag in months and days; None where the text is none."""
    match = LAG.fullmatch(text)
    if match is None:
        return None
    number = int(match[1])
    return {"day": (0, number), "week": (0, 7 * number), "month": (number, 0), "year": (12 * number, 0)}[match[2]]


def subject_of(path: Path, ids: Callable[[str], Sequence[str | None]]) -> str:
    """Name the measure, calendar or section that a path lies in, by the ids of the tables of a section."""
    if len(path) < 2:
        return ""
    if path[0] == "measures" and isinstance(path[1], int):
        name = ids("measures")[path[1]]
        return f"measure {path[1] + 1}" if name is None else f"measure {quoted(name)}"
    if path[0] in ("calendars", "units"):
        return f"{str(path[0]).removesuffix('s')} {quoted(str(path[1]))}"
    if len(path) > 2 and isinstance(path[2], int):
        return f"{path[0]}.{path[1]} {path[2] + 1}"
    return f"[{path[0]}]" if isinstance(path[1], str) else f"{path[0]} {int(path[1]) + 1}"
