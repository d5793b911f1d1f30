"""A plan's scorecard, made from its judgements by a pure function, without its looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from wes_rules.judging.judgement import Judgement
from wes_rules.pages.counts import binding, in_all, tallies, undecided
from wes_rules.pages.measures import shown
from wes_rules.pages.today import by_the_newest
from wes_rules.pages.values import Scorecard, Told
from wes_rules.quoting import in_addresses
from wes_rules.rules.plan import Plan
from wes_rules.values.days import said_day
from wes_rules.values.reason import Reason

__all__ = ["scorecard_of"]


def scorecard_of(
    plan: Plan,
    judgements: Iterable[Judgement],
    *,
    as_of: date,
    told: Mapping[str, tuple[Told, ...]] | None = None,
    version: str = "",
) -> Scorecard:
    """
    Return what a scorecard of a plan shows.

    Args:
        judgements: One for each measure, of one area and one day.
        told: By measure who was told of it; None where no store was asked.
        version: What makes it, for its foot.
    """
    found = list(judgements)
    anchors = in_addresses(one.measure.id for one in found)
    rows = tuple(
        shown(one, anchor=f"m-{anchors[one.measure.id]}", told=None if told is None else told.get(one.measure.id, ()))
        for one in found
    )
    counting = binding(rows)
    return Scorecard(
        title=plan.title,
        area=found[0].area if found else plan.area,
        area_name=found[0].area_name if found else plan.areas.get(plan.area, plan.area),
        day=as_of,
        whole=in_all("All", rows),
        objectives=tallies(counting, "objective"),
        boards=tallies(counting, "owner"),
        measures=rows,
        reasons=undecided(rows),
        made_up=any(Reason.MADE_UP in one.reasons for one in found),
        ended=" ".join(filter(None, (_ended(found), by_the_newest(found)))),
        version=version,
    )


def _ended(found: list[Judgement]) -> str:
    """Say by which day a plan is judged where the deadline of every measure has passed."""
    days = {one.settles for one in found if one.settled and one.settles is not None}
    if not days or not all(one.settled for one in found):
        return ""
    several = len(days) > 1
    which = "deadlines, the last on " if several else "deadline, "
    return f"Judged at the plan's {which}{said_day(max(days))}."
