"""One plan for many areas: which areas, each one's scorecard, and how they stand beside each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import attrs

from wes_rules.errors import DefinitionError, Problem, near_miss
from wes_rules.judging.judge import judge
from wes_rules.judging.status import Answer
from wes_rules.pages.counts import Tally, binding
from wes_rules.pages.scorecard import scorecard_of
from wes_rules.pages.values import Scorecard
from wes_rules.quoting import in_addresses, quoted
from wes_rules.rules.kinds.composites import leaves
from wes_rules.rules.plan import Plan
from wes_rules.series.comparators import AreaFigure
from wes_rules.series.history import History

ALL = "all"


@attrs.frozen(kw_only=True)
class Area:
    """
    How one area stands.

    Args:
        file: The file of its page, beside the index.
        whole: The counts of its measures.
        verdicts: The verdict of each measure, in the plan's order; None where it is for information or made up, and not counted.
    """

    code: str
    name: str
    file: str
    whole: Tally
    verdicts: tuple[Answer | None, ...]


@attrs.frozen(kw_only=True)
class Index:
    """
    How a plan's areas stand.

    Args:
        areas: The areas, by name.
        measures: For each measure how many areas have each verdict.
    """

    title: str
    day: date
    areas: tuple[Area, ...]
    measures: tuple[Tally, ...]
    version: str

    @property
    def verdicts(self) -> list[Answer]:
        """The answers that are counted."""
        return Answer.met({verdict for area in self.areas for verdict in area.verdicts if verdict is not None})


def areas_named(plan: Plan, history: History, names: Sequence[str]) -> tuple[str, ...]:
    """
    Return the codes of the areas to make pages of, without those that measures are compared with.

    Args:
        names: Codes of areas and names of area sets; "all" for every area with a figure; nothing for those the plan names.
    """
    history = plan.with_areas(history)
    compared = {
        against.area
        for measure in plan.measures
        for leaf in leaves(measure)
        if isinstance(against := getattr(leaf.rule, "against", None), AreaFigure)
    }
    known = {*plan.areas, *(one.area for one in history)}
    found: list[str] = []
    problems = []
    for name in names or plan.areas:
        if name == ALL:
            found += sorted(known - compared)
        elif name in history.area_sets:
            found += history.area_sets[name].areas
        elif name in known:
            found.append(name)
        else:
            what = f"{quoted(name)} is neither an area nor an area set"
            problems.append(Problem(what, near_miss(name, {*known, *history.area_sets, ALL})))
    if problems:
        raise DefinitionError(problems)
    wanted = found if names and ALL not in names else [code for code in found if code not in compared]
    return tuple(dict.fromkeys(wanted))


def scorecard_for(plan: Plan, history: History, area: str, *, as_of: date, version: str = "") -> Scorecard:
    """Judge a plan for an area, and return what its scorecard shows; the history knows the plan's areas already."""
    # What was looked up for other areas would only be carried along.
    history = history.with_areas((), {})
    judged = (judge(measure, history, as_of=as_of, area=area) for measure in plan.measures)
    card = scorecard_of(plan, judged, as_of=as_of, version=version)
    return attrs.evolve(card, area=area, area_name=history.name(area))


def entry(card: Scorecard, file: str) -> Area:
    """Return how an area stands beside others."""
    counting = {one.measure for one in binding(card.measures)}
    verdicts = tuple(one.verdict if one.measure in counting else None for one in card.measures)
    return Area(code=card.area, name=card.area_name, file=file, whole=card.whole, verdicts=verdicts)


def index_of(plan: Plan, areas: Iterable[Area], *, as_of: date, version: str = "") -> Index:
    """Put areas beside each other."""
    by_name = tuple(sorted(areas, key=lambda one: (one.name.casefold(), one.code)))
    measures = tuple(
        Tally(measure.title, tuple(_counts(each)), apart_in=each.count(None))
        for place, measure in enumerate(plan.measures)
        for each in [[one.verdicts[place] for one in by_name]]
    )
    return Index(title=plan.title, day=as_of, areas=by_name, measures=measures, version=version)


def files_for(codes: Iterable[str]) -> dict[str, str]:
    """Name the file of each area's page; no two are the same, and none is the index."""
    return {code: f"{name or 'area'}.html" for code, name in in_addresses(codes, taken=("index",)).items()}


def _counts(verdicts: Iterable[Answer | None]) -> Iterator[tuple[Answer, int]]:
    found = Counter(one for one in verdicts if one is not None)
    yield from ((verdict, found[verdict]) for verdict in Answer.met(found))
