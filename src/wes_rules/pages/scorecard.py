"""A plan's scorecard, made from its judgements by a pure function, without its looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import attrs

from wes_rules.alerts.figures_said import promised
from wes_rules.judging.ahead import ahead_of, counts_later
from wes_rules.judging.beside import tested
from wes_rules.judging.explain import with_target
from wes_rules.judging.judgement import Judgement, body, further
from wes_rules.judging.late import late_figures
from wes_rules.judging.late_said import in_brackets, spans_of
from wes_rules.judging.shown_figures import briefly
from wes_rules.judging.sources import sources_of
from wes_rules.judging.status import Status
from wes_rules.pages.counts import binding, in_all, tallies, undecided
from wes_rules.pages.series import Past, series_of
from wes_rules.pages.today import by_the_newest, today_of
from wes_rules.pages.values import AlertEntry, Line, PartShown, Scorecard, Shown
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
    told: Mapping[str, tuple[AlertEntry, ...]] | None = None,
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


# More periods than this are counted and not named.
_FEW = 2


def shown(judgement: Judgement, *, anchor: str, told: tuple[AlertEntry, ...] | None = None) -> Shown:
    """
    Return what is shown of a measure.

    Args:
        anchor: The name of its section in an address.
        told: Who was told of it; None where no store was asked.
    """
    past, measure = Past.of(judgement), judgement.measure
    late = late_figures(judgement) if judgement.status is Status.UNDECIDED and judgement.due else []
    return Shown(
        **attrs.asdict(judgement.row, recurse=False),
        anchor=anchor,
        text=measure.text,
        lines=tuple(map(_line, body(judgement))),
        further=tuple(further(judgement)),
        moving="" if judgement.movement is None else judgement.movement.sentence(judgement.shown),
        tested=with_target(judgement.shown, judgement, tested(judgement.shown)),
        rule=judgement.reading,
        readings=tuple(f"{each.phrase}: {each.used}" for each in measure.readings),
        sources=tuple(sources_of(judgement, judgement.quoted)),
        published_in=tuple(dict.fromkeys(one.origin.title for one in judgement.quoted)),
        series=tuple(series_of(past)),
        also=tuple(_also(judgement)),
        told=told,
        today=None if (today := today_of(judgement)) is None else today.row,
        parts=tuple(_parts(judgement)),
        missing="; ".join(in_brackets(periods, of) for periods, of in spans_of(late, _FEW).items()),
        missing_since=late[0].due if late else None,
        on_file="" if (later := ahead_of(judgement)) is None else counts_later(later),
    )


def _parts(judgement: Judgement) -> list[PartShown]:
    """Show the single promises that a whole is made of, the worst first."""
    several = judgement.leaves if len(judgement.leaves) > 1 else ()
    # What a part without a name promises stands beside it.
    rows = [(one.name_in(judgement) or f"Part {place}", one.row) for place, one in enumerate(several, 1)]
    return [
        PartShown(
            name=name,
            verdict=row.verdict,
            figure=row.judged_on if row.known else "",
            period=row.judged_on_period if row.known else row.period,
            required=row.target,
            margin=row.margin_words,
        )
        for name, row in sorted(rows, key=lambda each: each[1].badness)
    ]


def _also(judgement: Judgement) -> Iterator[str]:
    """Say which other parts have the verdict of the whole where that is bad, each with its figure."""
    if judgement.status is not Status.OFF_TRACK:
        return
    for part in judgement.leaves:
        if part.status is judgement.status and part is not judgement.decisive:
            # A part without a name is told by its target.
            name, target = part.name_in(judgement), promised(part)
            yield f"{name}, {briefly(part)}" if name or not target else f"target {target}: {briefly(part)}"


def _line(text: str) -> Line:
    """Read a line of an explanation: two spaces for each level, and a dash before what begins a part."""
    bare = text.lstrip(" ")
    return Line(bare.removeprefix("- "), (len(text) - len(bare)) // 2, bare.startswith("- "))
