"""A plan as it stands, made from its judgements: one pure function, and nothing of how it looks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from wes_rules.judging.judgement import Judgement
from wes_rules.pages.measures import shown
from wes_rules.pages.values import Scorecard, Shown, Tally, Told, Verdict
from wes_rules.rules.plan import Plan
from wes_rules.values.reason import Reason

__all__ = ["scorecard_of"]

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_-]+")
_NONE = "The figures allow either answer."


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
        plan: The plan.
        judgements: One for each measure, of one area and one day.
        as_of: That day.
        told: By measure who was told of it, where a store says so.
        version: What makes it, for its foot.
    """
    found = list(judgements)
    anchors = _anchors(one.measure.id for one in found)
    told = told or {}
    rows = tuple(shown(one, anchor=anchors[one.measure.id], told=told.get(one.measure.id, ())) for one in found)
    return Scorecard(
        title=plan.title,
        area=found[0].area if found else plan.area,
        area_name=found[0].area_name if found else plan.areas.get(plan.area, plan.area),
        day=as_of,
        whole=_tally("All", rows),
        objectives=_tallies(rows, "objective"),
        boards=_tallies(rows, "owner"),
        measures=rows,
        reasons=_reasons(rows),
        made_up=any(Reason.MADE_UP in one.reasons for one in found),
        version=version,
    )


def _anchors(ids: Iterable[str]) -> dict[str, str]:
    """Name the section of each measure so that an address can hold it; no two are the same."""
    anchors: dict[str, str] = {}
    for one in ids:
        base = name = f"m-{_NOT_IN_A_NAME.sub('-', one)}"
        number = 1
        while name in anchors.values():
            number += 1
            name = f"{base}-{number}"
        anchors[one] = name
    return anchors


def _tallies(rows: Iterable[Shown], field: str) -> tuple[Tally, ...]:
    """Count by a field, in the order in which its values are met."""
    groups: dict[str, list[Shown]] = {}
    for one in rows:
        groups.setdefault(getattr(one, field), []).append(one)
    return tuple(_tally(name, some) for name, some in groups.items())


def _tally(name: str, rows: Iterable[Shown]) -> Tally:
    counts = Counter(one.verdict for one in rows)
    return Tally(name, tuple((verdict, counts[verdict]) for verdict in Verdict))


def _reasons(rows: Iterable[Shown]) -> tuple[tuple[str, tuple[Shown, ...]], ...]:
    """Group what cannot be judged by its first reason, most first."""
    groups: dict[str, list[Shown]] = {}
    for one in rows:
        if one.verdict is Verdict.UNDECIDED:
            groups.setdefault(next(iter(one.reasons), _NONE), []).append(one)
    most_first = sorted(groups.items(), key=lambda item: -len(item[1]))
    return tuple((reason, tuple(some)) for reason, some in most_first)
