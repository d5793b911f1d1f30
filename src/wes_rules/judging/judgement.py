"""A verdict with its outlook, turning points and explanation."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs

from wes_rules.counting import opened
from wes_rules.judging.deciding import decide
from wes_rules.judging.status import Status
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.outlook_method import OutlookMethod
from wes_rules.values.fields import argument
from wes_rules.values.period import Period

# Loaded on demand, as it is half of what judging needs.
if TYPE_CHECKING:
    from wes_rules.judging.computed import Computed
    from wes_rules.judging.direction import Direction
    from wes_rules.judging.may_fail import MayFail
    from wes_rules.judging.movement import Movement
    from wes_rules.judging.needed import Needed
    from wes_rules.judging.outlook import Outlook
    from wes_rules.judging.row import Row
    from wes_rules.judging.turning import TurningPoint
    from wes_rules.series.observation import Observation


@attrs.frozen(kw_only=True)
class Judgement(Verdict):
    """
    The verdict on one measure, area and period, as known on one day, and everything derived from it.

    Args:
        parts: The judgements of the parts, for a rule made of parts.
    """

    parts: tuple[Judgement, ...] = ()

    @cached_property
    def outlook(self) -> Outlook | None:
        """The outlook for the deadline by the measure's method; None without a deadline ahead."""
        if self.measure.outlook_method is not OutlookMethod.RECENT_COURSE:
            from wes_rules.judging.by_method import outlook_by_method

            return outlook_by_method(self)
        from wes_rules.judging.outlook import outlook_for

        return outlook_for(self)

    @cached_property
    def shown(self) -> Judgement:
        """The part described in messages: the one that decides, or whose last verdict is shown; itself without parts."""
        last = self.last_verdict if self.parts else None
        if last is not None and last.decisive is not None:
            return next(mine for mine, then in zip(self.leaves, last.leaves, strict=True) if then is last.decisive)
        return self.decisive or self

    @cached_property
    def computed(self) -> Computed:
        """Intermediate results: interval limits, the place among areas, the line of a band, progress to the target."""
        from wes_rules.judging.computed import computed_of

        # A part may have a newer figure than the last verdict shown.
        last = self.last_verdict if self.parts else None
        return computed_of(self.shown) if last is None else last.computed

    @cached_property
    def may_fail(self) -> MayFail | None:
        """How many more cases of a share may fail; None without counts or a target share."""
        from wes_rules.judging.may_fail import may_fail_of

        return may_fail_of(self.shown)

    @cached_property
    def needed(self) -> Needed | None:
        """What the coming periods must bring to meet the target; None if nothing, or unknown."""
        from wes_rules.judging.needed import needed_for

        return needed_for(self.shown, self)

    def outlook_by(self, method: OutlookMethod | str) -> Outlook | None:
        """
        Return the outlook by another method on the same figures.

        Args:
            method: The method, or its name.

        Raises:
            DefinitionError: There is no such method, or the measure lacks something it needs.
        """
        goes_by = attrs.evolve(self.measure, outlook_method=method, outlook_limit=None)
        return decide(goes_by, self.history, self.as_of, self.area, self.period, Judgement).outlook

    @cached_property
    def turning_points(self) -> tuple[TurningPoint, ...]:
        """The values of unknown figures that would decide an undecided verdict."""
        from wes_rules.judging.turning import turning_points_of

        return turning_points_of(self)

    @cached_property
    def course_words(self) -> str:
        """The course in words, with the outlook."""
        leads_to = None if self.outlook is None else self.outlook.status
        return "" if self.course is None else self.course.words_with(leads_to)

    def explain(self) -> str:
        """Return the explanation in plain English, with every number behind the verdict."""
        return self._explanation

    @cached_property
    def _explanation(self) -> str:
        from wes_rules.judging.beside import tested
        from wes_rules.judging.explain import headline, whose, with_target
        from wes_rules.judging.sources import sources_of

        lines = [headline(self), *body(self)]
        lines += [f"{label}: {said}." for label, said in further(self)]
        lines += [f"{opened(self.row.since_when)}."] if self.row.known_best.since else []
        if self.measure.readings:
            lines.append("Readings:")
            lines += [f"  {one.phrase}: {one.used}." for one in self.measure.readings]
        lines.append(f"Rule: {self.reading}.")
        lines += [f"Trend test: {one}." for one in (with_target(self.shown, self, tested(self.shown)),) if one]
        lines += [f"{name}: {said}." for name, said in whose(self.measure) if said]
        sources = sources_of(self, self.quoted)
        lines.append(f"Sources: {'; '.join(sources)}." if sources else "Sources: none.")
        return "\n".join(lines)

    def __str__(self) -> str:
        from wes_rules.judging.explain import headline

        return headline(self)

    def at(self, period: Period) -> Judgement:
        """
        Return the judgement of another period as known on the same day; results are cached.

        Raises:
            DefinitionError: The period is of another kind than the measure's calendar.
        """
        from wes_rules.judging.other_periods import at

        return at(self, argument("period", Period, period, self.measure.calendar.kind))

    @cached_property
    def others(self) -> dict[Period | None, Any]:
        """Cached judgements of periods, its own among them if no later one is judged by default."""
        from wes_rules.judging.earlier import newest_of

        return {self.period: self} if self.period is not None and newest_of(self) == self.period else {}

    @cached_property
    def off_track_since(self) -> Period | None:
        """
        The first period of the off-track run that ends at the judged period.

        As for alerts, a period without a verdict ends no run, unless figures stop being comparable there.
        """
        return next(iter(self._run), None) if self.status is Status.OFF_TRACK else None

    @cached_property
    def broken_in(self) -> tuple[Period, ...]:
        """The periods of that run that themselves broke the promise, earliest first."""
        own = ((one, self.at(one)) for one in self._run)
        return tuple(one for one, of in own if of.decided_in is None and (of.slack is None or of.slack.high < 0))

    @cached_property
    def _run(self) -> tuple[Period, ...]:
        """The periods of the present run that are off track, or at risk, as it is, earliest first."""
        from wes_rules.judging.earlier import run_of

        return run_of(self, self.at)

    @cached_property
    def last_verdict(self) -> Judgement | None:
        """The last verdict before an undecided one; None if this one is decided, or figures are no longer comparable."""
        from wes_rules.judging.earlier import last_verdict

        return last_verdict(self, self.at)

    @cached_property
    def quoted(self) -> tuple[Observation, ...]:
        """The published figures named in the explanation."""
        from wes_rules.judging.sources import beside

        last = self.last_verdict
        return tuple(dict.fromkeys((*self.observations, *beside(self, self.needed), *(last.quoted if last else ()))))

    @property
    def direction(self) -> Direction:
        """The direction of travel of the deciding figure."""
        from wes_rules.judging.direction import direction_of

        return direction_of(self.shown)

    @cached_property
    def movement(self) -> Movement | None:
        """Which way the deciding figure last moved, and for how long; None if no two figures are comparable."""
        from wes_rules.judging.movement import movement_of

        return movement_of(self.shown)

    @cached_property
    def row(self) -> Row:
        """The judgement as a row of tables and files."""
        return _row(self)

    def to_json(self) -> dict[str, Any]:
        """Return the documented JSON form; numbers are strings."""
        return _table(self, self.row)


def _row(judgement: Judgement, part: str = "") -> Row:
    from wes_rules.judging.earlier import since_when
    from wes_rules.judging.shown_figures import row_of

    # Since when a part is off track, and what it was, would be judged apart from the whole, and nobody asks it.
    run, last = ((), None) if part else (judgement._run, judgement.last_verdict)
    return row_of(
        judgement,
        called=part,
        outlook=judgement.outlook,
        last=None if last is None else last.row,
        needed_words=still_needed(judgement),
        may_fail_words=cases_so_far(judgement),
        broken_in=tuple(map(str, judgement.broken_in)) if run else (),
        **since_when(judgement, run, judgement.shown._run if run and judgement.parts else ()),
    )


def _table(judgement: Judgement, row: Row) -> dict[str, Any]:
    from wes_rules.judging.explain import named_parts
    from wes_rules.judging.schema import published

    evidence, outlook, words = judgement.evidence, judgement.outlook, judgement.shown.in_words
    return {
        **published(row),
        "reading": judgement.reading,
        "explanation": judgement.explain(),
        "sources": list(dict.fromkeys(str(one.origin) for one in judgement.quoted)),
        "evidence": None if evidence is None else evidence.to_json(judgement.in_words),
        "computed": judgement.computed.to_json(words),
        "outlook": None if outlook is None else outlook.to_json(),
        "needed": None if (needed := judgement.needed) is None else needed.to_json(words),
        "may_fail": None if (may_fail := judgement.may_fail) is None else may_fail.to_json(),
        "parts": [_table(one, _row(one, part=name)) for name, one in named_parts(judgement)],
    }


def further(judgement: Judgement) -> list[tuple[str, str]]:
    """Return movement, evidence and outlook, each with its label."""
    from wes_rules.judging.beside import moved
    from wes_rules.judging.explain import with_target
    from wes_rules.judging.outlook import said_of

    one, outlook, evidence = judgement.shown, judgement.outlook, judgement.shown.evidence
    moves = evidence is not None and bool(evidence.figures)
    trend = "" if evidence is None else evidence.trend(one.in_words)
    said = {
        "Last known": "" if judgement.last_verdict is None else judgement.row.last_verdict_words,
        "Direction": with_target(one, judgement, moved(one, judgement.direction, judgement.movement) if moves else ""),
        "Progress": with_target(one, judgement, judgement.computed.sentence()),
        "Trend": with_target(one, judgement, trend),
        "Outlook": "" if outlook is None else said_of(outlook, judgement, moves=moves),
        "Still needed": with_target(one, judgement, still_needed(judgement)),
        "So far": with_target(one, judgement, cases_so_far(judgement)),
    }
    return [(label, text) for label, text in said.items() if text]


def still_needed(judgement: Judgement) -> str:
    """Say what the coming periods need to bring; empty if nothing, or unknown."""
    needed = judgement.needed
    return "" if needed is None else needed.sentence(judgement.shown.in_words)


def cases_so_far(judgement: Judgement) -> str:
    """Say how many more cases of a running period may fail; empty without counts."""
    may_fail = judgement.may_fail
    return may_fail.sentence() if may_fail is not None and may_fail.running else ""


def body(judgement: Judgement, indent: str = "") -> list[str]:
    """Return the lines of the explanation, part by part."""
    from wes_rules.judging.beside import headed, in_full, in_parts
    from wes_rules.judging.explain import named_parts, said

    if judgement.parts and judgement.measure.rule.promises:
        lines = [f"{indent}{one}." for one in (in_parts(judgement),) if one]
        for name, part in named_parts(judgement):
            when = f" ({part.period})" if part.period is not None else ""
            lines.append(f"{indent}- {headed(name, part, judgement)}{when}: {said(part)}.")
            lines += body(part, indent + "  ")
        return lines
    return [indent + line for line in in_full(judgement.shown, judgement.turning_points)]
