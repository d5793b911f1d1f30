"""The library's entry point: a plan, its figures and its verdicts, in three calls."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import overload

import attrs

from wes_rules.counting import some_of
from wes_rules.errors import PlanError, Problem, checks_arguments, nearest
from wes_rules.judging.judge import judge_plan
from wes_rules.judging.judgement import Judgement
from wes_rules.planfiles.planfile import parse_plan, read_plan
from wes_rules.quoting import quoted
from wes_rules.rules.plan import Plan
from wes_rules.running.defaults import SOURCE_TIMEOUT
from wes_rules.running.reading.needs import needs
from wes_rules.running.reading_and_judging import read_figures
from wes_rules.series.history import History
from wes_rules.values.checks import said
from wes_rules.values.fields import argument

# Beyond this many, indicators are counted rather than named.
_MOST_NAMED = 4


@checks_arguments
@attrs.frozen
class PlanFigures:
    """
    The figures of a plan's sources.

    Args:
        history: The figures, with the areas of the plan.
        skipped: Bad rows left out on request; verdicts that depend on them are undecided.
        notes: Other remarks, such as figures that match no measure.
    """

    history: History
    skipped: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


@checks_arguments
@attrs.frozen
class Verdicts(Sequence[Judgement]):
    """
    The judgements of a plan, one for each measure in the plan's order, with their figures.

    Args:
        judgements: The judgements.
        figures: The figures behind the judgements.
    """

    judgements: tuple[Judgement, ...]
    figures: PlanFigures

    @overload
    def __getitem__(self, place: int) -> Judgement: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Judgement, ...]: ...
    def __getitem__(self, place: int | slice) -> Judgement | tuple[Judgement, ...]:
        return self.judgements[place]

    def __iter__(self) -> Iterator[Judgement]:
        return iter(self.judgements)

    def __len__(self) -> int:
        return len(self.judgements)


@checks_arguments
@attrs.frozen
class LoadedPlan:
    """
    A plan that can read its sources and judge its measures.

    Args:
        plan: The plan.
    """

    plan: Plan

    def read(self, *, as_of: date, skip_bad_rows: bool = False, source_timeout: float = SOURCE_TIMEOUT) -> PlanFigures:
        """
        Read the plan's sources with their plugins.

        Args:
            as_of: The day of knowing, which sources may use.
            skip_bad_rows: Leave bad rows out and report them, instead of refusing the file.
            source_timeout: Seconds to wait for each source.

        Raises:
            DefinitionError: The day is no date.
            PlanError: A setting of a source or notifier is wrong.
            SourceError: Some figures cannot be used.
            PluginError: The plugin of a source or notifier is missing.
        """
        # Nothing is sent here, so anything a notifier would print is discarded.
        loaded = read_figures(
            self.plan,
            as_of=argument("as_of", date, as_of),
            output=io.StringIO(),
            skip_bad_rows=skip_bad_rows,
            source_timeout=source_timeout,
        )
        history = self.plan.with_areas(loaded.history)
        return PlanFigures(history, loaded.skipped, (*map(str, loaded.notes), *loaded.unmatched.notes))

    def judge(self, *, as_of: date, history: History | None = None) -> Verdicts:
        """
        Judge every measure.

        Args:
            as_of: The day of knowing: what was published later is not used.
            history: The figures; by default those of the sources.

        Raises:
            WesRulesError: As for `read`; with a history, only if that or the day is wrong.
        """
        figures = (
            self.read(as_of=as_of) if history is None else PlanFigures(history, (), tuple(self._misnamed(history)))
        )
        return Verdicts(judge_plan(self.plan, figures.history, as_of=as_of), figures)

    def _misnamed(self, history: History) -> Iterator[str]:
        """
        Say which indicators have no figure, and which are meant or which there are.

        Explanations leave this out, as figures published later would change those of an earlier day.
        """
        have = argument("history", History, history).indicators
        asked = dict.fromkeys(one.indicator for one in needs(self.plan))
        known = (
            f"there are figures of {some_of([quoted(each) for each in have], _MOST_NAMED)}"
            if have
            else "there are none at all"
        )
        for name in (one for one in asked if one not in have):
            meant = nearest(name, have)
            remedy = f"did you mean {quoted(meant)}?" if meant else f"{known}."
            yield f"There are no figures of the indicator {quoted(name)}; {remedy}"


def load_plan(plan: str | Path | Plan, *, name: str = "text") -> LoadedPlan:
    """
    Load a plan.

    Args:
        plan: The path of a plan file; its text, of more than one line and with sources relative to the current
            directory; or a plan made in Python.
        name: What messages call a plan given as text, such as the name of its tenant.

    Raises:
        PlanError: The plan is unreadable or wrong; `problems` lists every fault with its line.
    """
    if isinstance(plan, Plan):
        return LoadedPlan(plan)
    if isinstance(plan, str) and "\n" in plan:
        return LoadedPlan(parse_plan(plan, name))
    if isinstance(plan, str | Path):
        return LoadedPlan(read_plan(plan))
    raise PlanError(Problem(f"{said(plan)} is not a plan", "give the path of a plan file, its text, or a Plan"))
