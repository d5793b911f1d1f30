"""Write a first plan: what is known, what was guessed and why, and what is left to decide."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import attrs

from wes_rules.counting import counted
from wes_rules.drafting.books import is_workbook
from wes_rules.drafting.cells import AREA, is_nation
from wes_rules.drafting.measures import Drafted, Rhythm, drafted, series_of, slug
from wes_rules.drafting.promises import Ask, Known
from wes_rules.drafting.seen import Areas, SeenSeries, areas_of
from wes_rules.drafting.targets import TargetRow
from wes_rules.errors import PlanError
from wes_rules.planfiles.planfile import parse_plan
from wes_rules.planfiles.text import toml_value
from wes_rules.values.period import PeriodKind

_NOTHING = TargetRow(line=0, words="at least 75%", title="An example measure: replace it by your own")
_MARK = "# guess: "
# A footnote in a heading, such as [note 1], and a bare number where a word ends in a sign.
_FOOTNOTE = re.compile(r" ?\[(?:notes? ?)?[a-z]?\d{0,2}(?:, ?\d{1,2})*\]|(?<=[)%]) ?\d{1,2}(?=$| C \d)", re.IGNORECASE)
_CAPITALS, _JOINED = re.compile(r"(?:[A-Z][a-z]+){2,}"), re.compile(r"(?<=[a-z])(?=[A-Z])")


@attrs.frozen(kw_only=True)
class Head:
    """
    What the plan says of itself.

    Args:
        id: Its name in stores and messages.
        title: Its name for people; empty where nobody said it.
        heading: What stands above the table of targets.
        area: The code of its area; empty where nobody said it.
        figures: The file of figures, as the plan names it; empty where there is none.
        starts: The day on which it starts.
        settings: The settings of the source that reads the file, each with the reason for which it is guessed.
    """

    id: str
    title: str = ""
    heading: str = ""
    area: str = ""
    figures: str = ""
    starts: date | None = None
    settings: Mapping[str, tuple[Any, str]] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class DraftedPlan:
    """
    A plan file's text.

    Args:
        written: The measures that stand in it.
        set_aside: Those that stand in comments, each with what has to be said first.
    """

    text: str
    written: tuple[str, ...]
    set_aside: tuple[tuple[str, str], ...]

    @property
    def guesses(self) -> int:
        """How many guesses are marked in it."""
        return self.text.count(_MARK)


def draft_plan(
    head: Head, known: Known, targets: Sequence[TargetRow], series: Sequence[SeenSeries], ask: Ask
) -> DraftedPlan:
    """
    Write a plan that validates, unless no measure can stand in it; anything it cannot contain becomes a comment beside the decision needed.

    Args:
        head: What the plan says of itself.
        targets: The table of targets; empty where there is none.
        series: What the file of figures shows; empty where there is none.
        ask: Asks somebody; gives None where nobody answers.
    """
    known = _by_figures(known, series)
    rows = [(one, series_of(one, series)) for one in targets] or [(_of_series(one, series), one) for one in series]
    measures: list[Drafted] = []
    for row, seen in rows or [(_NOTHING, None)]:
        measures.append(drafted(row, seen, known, series, {one.id for one in measures}, ask))
    rhythms = [one.rhythm for one in measures if not one.why_not] or [one.rhythm for one in measures]
    areas = areas_of(series)
    sets = {name for one in measures for name in one.sets}
    opening = _opening(head, known, _area(head, areas, known, ask), rhythms, areas, sets)
    measures = _checked(opening, measures)
    written = tuple(one.id for one in measures if not one.why_not)
    aside = counted(len(measures) - len(written), "measure")
    note = (
        [f"# Set aside, in comments below with what has to be said first: {aside}."]
        if len(written) < len(measures)
        else []
    )
    note += [] if written else ["# None stands yet, and without one the plan is refused."]
    text = "\n".join([*note, opening, *(one.text for one in measures)])
    left = tuple((one.id, one.why_not) for one in measures if one.why_not)
    return DraftedPlan(text=text, written=written, set_aside=left)


def _by_figures(known: Known, series: Sequence[SeenSeries]) -> Known:
    """Return what is known of every measure, with what the figures of the file say of the years."""
    kinds = {one.kind for one in series}
    years = PeriodKind.ACADEMIC_YEAR if PeriodKind.ACADEMIC_YEAR in kinds else known.split_years
    return attrs.evolve(known, split_years=years, of_figures=kinds.pop() if len(kinds) == 1 else None)


def _of_series(one: SeenSeries, series: Sequence[SeenSeries]) -> TargetRow:
    group = "" if one.group == "all" else f", {one.group}"
    title = one.title or (one.indicator if " " in one.indicator else _spaced(one.indicator))
    title = _FOOTNOTE.sub("", title).strip() or title
    several = [each.indicator == one.indicator and each.group == one.group for each in series].count(True) > 1
    by = f", by {one.kind.value.replace('-', ' ')}" if several and one.kind is not None else ""
    return TargetRow(line=0, words="", title=f"{title}{group}{by}", indicator=one.indicator)


def _spaced(name: str) -> str:
    """Return the words of a name that is written as one."""
    words = _JOINED.sub(" ", name) if _CAPITALS.fullmatch(name) else name
    return words.capitalize() if words != name else name.replace("-", " ").replace("_", " ")


def _area(head: Head, areas: Areas, known: Known, ask: Ask) -> tuple[str, str]:
    """Return the area of the plan, and why it is guessed: never one of the many that have figures, and never a nation or a region."""
    if head.area:
        strange = areas.rows and not areas.rows.keys() & {head.area, AREA}
        return head.area, f"the figures have no such area, but {areas.examples}" if strange else ""
    own = {
        area: areas.names.get(area, "")
        for area in areas.rows
        if area not in (known.national, AREA) and not is_nation(area)
    }
    if len(own) > 1 and (answer := ask("Which area is the plan about?", own)) is not None:
        return answer, ""
    if len(own) == 1:
        nations = ", but nations and regions" * any(map(is_nation, areas.rows))
        return next(
            iter(own)
        ), f"no other area has figures{' with these filters' * ('filters' in head.settings)}{nations}"
    figures = f"; the figures have {areas.examples}" if areas.rows.keys() - {AREA} else ""
    return AREA, f"it stands for the code by which the figures name your area{figures}"


def _settings(head: Head, area: str) -> Mapping[str, tuple[Any, str]]:
    """Return the settings of the source, with the plan's own area if the file names none."""
    settings = dict(head.settings)
    fixed, why = settings.get("fixed", ({}, ""))
    if "area" in fixed:
        settings["fixed"] = {**fixed, "area": area}, why
    if settings:
        settings["publication"] = Path(head.figures).stem, "the file's name"
    return settings


def _shape(code: str) -> tuple[bool, int]:
    """Return what codes of one kind share: whether a letter comes first, and how long they are; names without a digit share nothing."""
    return (code[:1].isalpha(), len(code)) if any(map(str.isdigit, code)) else (False, 0)


def _area_sets(areas: Areas, own: str, known: Known, named: Collection[str]) -> Iterator[str]:
    """
    Write each set that a rule names, and one where none does: the areas with new figures whose codes look like the own one's.

    Without such figures, two codes stand for the areas that somebody has to write.
    """
    codes = [one for one in areas.rows if not is_nation(one) and one not in (known.national, AREA)]
    shapes = Counter(map(_shape, codes))
    shape = _shape(own) if own in areas.rows else next((one for one, _ in shapes.most_common(1)), None)
    alike = sorted(one for one in codes if _shape(one) == shape)
    ended = [one for one in alike if one in areas.ended]
    alike = [one for one in alike if one not in ended]
    found = len(alike) > 1
    why = f"these {len(alike)} areas have figures{' and codes alike' * any(shape or ())}; leave out what is no fair comparison"
    for name in sorted(named) or (["areas-with-figures"] if found else []):
        yield "[[area_sets]]"
        yield f"id = {toml_value(name)}" + (f"  {_MARK}{why}" if found else "")
        stand_for = "" if found else f"  {_MARK}they stand for the codes of its areas"
        yield f"areas = {toml_value(alike if found else ['neighbour-1', 'neighbour-2'])}{stand_for}"
        if found and ended:
            yield f"# left out, as they have no figure for the newest two periods: {', '.join(ended)}"
        yield f"published = 2000-01-01  {_MARK}from the first figure on"
        yield (
            f"source = {toml_value('the file of figures')}"
            if found
            else f'source = "?"  {_MARK}nobody says who chose them'
        )
        yield ""


def _source(head: Head, area: str) -> list[str]:
    """Write where the figures are; in comments where nobody has said it."""
    if not head.figures:
        return [
            "# Where the figures are; docs/csv.md and docs/published.md have the settings.",
            "# [[sources]]",
            '# kind = "csv"',
            '# path = "figures.csv"',
            "",
        ]
    kind = "excel" if is_workbook(Path(head.figures)) else "csv"
    settings = _settings(head, area).items()
    return [
        "[[sources]]",
        f"kind = {toml_value(kind)}",
        f"path = {toml_value(head.figures)}",
        *(f"{name} = {toml_value(value)}{f'  {_MARK}{why}' if why else ''}" for name, (value, why) in settings),
        "",
    ]


def _opening(
    head: Head, known: Known, area: tuple[str, str], rhythms: Sequence[Rhythm], areas: Areas, sets: Collection[str]
) -> str:
    """Write what stands before the measures."""
    why = f"  {_MARK}{area[1]}" if area[1] else ""
    title = head.title or head.heading or head.id.replace("-", " ").capitalize()
    guess = _MARK + ("it stands above the targets" if head.heading else "the file's name")
    lines = [
        "# A first plan. Each guess is marked, with its reason: confirm it, or correct it, and take the mark away.",
        "",
        "[plan]",
        f"id = {toml_value(slug(head.id))}",
        f"title = {toml_value(title)}" + ("" if head.title else f"  {guess}"),
        f"area = {toml_value(area[0])}{why}",
        *([f"starts = {toml_value(head.starts)}"] if head.starts is not None else []),
        *([f"deadline = {toml_value(known.deadline)}"] if known.deadline is not None else []),
        "",
    ]
    lines += [*_source(head, area[0]), *_area_sets(areas, area[0], known, sets)]
    lines += ["[[notifiers]]", 'kind = "console"', ""]
    for one in sorted({one.name: one for one in rhythms}.values()):
        lines += [
            f"[calendars.{one.name}]",
            f"kind = {toml_value(one.kind)}",
            *([f"step = {one.step}", f"anchor = {toml_value(one.anchor)}"] if one.anchor else []),
            *([f"window = {one.window}"] if one.window > 1 else []),
            f'lag = "3 months"  {_MARK}how long after a period\'s end its figure is due is not known',
            "",
        ]
    return "\n".join(lines)


def _checked(opening: str, measures: list[Drafted]) -> list[Drafted]:
    """Set aside each measure that the plan reader refuses, with the reason it gives."""
    for _ in measures:
        standing = [one for one in measures if not one.why_not]
        if not standing:
            break
        try:
            parse_plan("\n".join([opening, *(one.text for one in standing)]))
        except PlanError as error:
            faults = {one.subject: str(attrs.evolve(one, file="", line=None, subject="")) for one in error.problems}
            named = {f'measure "{one.id}"': one for one in standing}
            wrong = {named[subject].id: why for subject, why in faults.items() if subject in named}
            if not wrong:
                raise
            measures = [one.aside(wrong[one.id]) if one.id in wrong else one for one in measures]
        else:
            break
    return measures
