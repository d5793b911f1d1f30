"""A first plan as text: what is known, what was guessed and why, and what somebody has to say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import attrs

from wes_rules.drafting.figures import SeenSeries
from wes_rules.drafting.measures import Ask, Drafted, Known, Rhythm, drafted, slug
from wes_rules.drafting.targets import TargetRow, is_workbook
from wes_rules.errors import PlanError, Problem
from wes_rules.planfiles.planfile import parse_plan
from wes_rules.planfiles.toml_text import toml_value

_NOTHING = TargetRow(line=0, words="at least 75%", title="An example measure: replace it by your own")
_MARK = "# guess: "


@attrs.frozen(kw_only=True)
class Head:
    """
    What the plan says of itself.

    Args:
        id: Its name in stores and messages.
        title: Its name for people.
        area: The code of its area; empty where nobody said it.
        figures: The file of figures, as the plan names it; empty where there is none.
        starts: The day on which it starts.
        settings: The settings of the source that reads the file, each with the reason for which it is guessed.
    """

    id: str
    title: str = ""
    area: str = ""
    figures: str = ""
    starts: date | None = None
    settings: Mapping[str, tuple[Any, str]] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class DraftedPlan:
    """
    A plan file's text.

    Args:
        text: The TOML.
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
    Write a plan that validates: what cannot stand in it stands in comments beside what has to be said.

    Args:
        head: What the plan says of itself.
        known: What is known of every measure.
        targets: The table of targets; empty where there is none.
        series: What the file of figures shows; empty where there is none.
        ask: Asks somebody; gives None where nobody answers.

    Raises:
        PlanError: Not one measure can be written.
    """
    rows = list(targets) or [_of_series(one) for one in series] or [_NOTHING]
    measures: list[Drafted] = []
    for row in rows:
        measures.append(drafted(row, known, series, {one.id for one in measures}, ask))
    rhythms = [one.rhythm for one in measures if not one.why_not]
    areas = {area for one in series for area in one.areas}
    opening = _opening(head, known, _area(head, known, series, ask), rhythms, areas)
    measures = _checked(opening, measures)
    written = tuple(one.id for one in measures if not one.why_not)
    if not written:
        problems = [Problem(one.why_not, "", subject=f"measure {toml_value(one.id)}") for one in measures]
        raise PlanError(
            [*problems, Problem("no measure can be written", "say what is missing, by options or in the table")]
        )
    text = "\n".join([opening, *(one.text for one in measures)])
    return DraftedPlan(
        text=text, written=written, set_aside=tuple((one.id, one.why_not) for one in measures if one.why_not)
    )


def _of_series(one: SeenSeries) -> TargetRow:
    group = "" if one.group == "all" else f", {one.group}"
    return TargetRow(
        line=0, words="", title=f"{one.indicator}{group}".replace("-", " ").replace("_", " "), indicator=one.indicator
    )


def _area(head: Head, known: Known, series: Sequence[SeenSeries], ask: Ask) -> tuple[str, str]:
    """Return the area of the plan, and why it is guessed."""
    if head.area:
        return head.area, ""
    rows = sum((one.areas for one in series), Counter[str]())
    areas = [area for area, _ in rows.most_common() if area != known.national]
    if not areas:
        return "area", "the code by which the figures name your area"
    if len(areas) > 1 and (answer := ask("Which area is the plan about?", areas[:20])) is not None:
        return answer, ""
    others = f"; {len(areas) - 1} others have figures" if areas[1:] else ""
    return areas[0], f"it has the most figures{others}"


def _settings(head: Head, area: str) -> Mapping[str, tuple[Any, str]]:
    """Return the settings of the source, with the plan's own area where its file says none."""
    settings = dict(head.settings)
    fixed, why = settings.get("fixed", ({}, ""))
    if "area" in fixed:
        settings["fixed"] = {**fixed, "area": area}, why
    if settings:
        settings["publication"] = Path(head.figures).stem, "the file's name"
    return settings


def _area_set(areas: Collection[str], own: str, known: Known) -> list[str]:
    """Write a set of the areas with figures whose codes look like the own one's: what it can be compared with."""
    alike = sorted(
        one
        for one in areas
        if one[:1].isalpha() == own[:1].isalpha() and len(one) == len(own) and one != known.national
    )
    if len(alike) <= 1:
        return []
    return [
        "[[area_sets]]",
        f'id = "areas-with-figures"  {_MARK}these {len(alike)} areas have figures and codes alike; leave out what is no fair comparison',
        f"areas = {toml_value(alike)}",
        f"published = 2000-01-01  {_MARK}from the first figure on",
        'source = "the file of figures"',
        "",
    ]


def _source(head: Head, area: str, areas: Collection[str], known: Known) -> list[str]:
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
        *(f"{name} = {toml_value(value)}  {_MARK}{why}" for name, (value, why) in settings),
        "",
        *_area_set(areas, area, known),
    ]


def _opening(
    head: Head, known: Known, area: tuple[str, str], rhythms: Sequence[Rhythm], areas: Collection[str] = ()
) -> str:
    """Write what stands before the measures."""
    why = f"  {_MARK}{area[1]}" if area[1] else ""
    title = head.title or head.id.replace("-", " ").capitalize()
    lines = [
        "# A first plan. Each guess is marked, with its reason: confirm it, or correct it, and take the mark away.",
        "",
        "[plan]",
        f"id = {toml_value(slug(head.id))}",
        f"title = {toml_value(title)}" + ("" if head.title else f"  {_MARK}the file's name"),
        f"area = {toml_value(area[0])}{why}",
        *([f"starts = {toml_value(head.starts)}"] if head.starts is not None else []),
        *([f"deadline = {toml_value(known.deadline)}"] if known.deadline is not None else []),
        "",
    ]
    lines += _source(head, area[0], areas, known)
    lines += ["[[notifiers]]", 'kind = "console"', ""]
    for one in sorted({one.name: one for one in rhythms}.values()):
        lines += [
            f"[calendars.{one.name}]",
            f"kind = {toml_value(one.kind)}",
            *(["step = 12", f"anchor = {toml_value(one.anchor)}"] if one.anchor else []),
            f'lag = "3 months"  {_MARK}how long after a period\'s end its figure is due is not known',
            "",
        ]
    return "\n".join(lines)


def _checked(opening: str, measures: list[Drafted]) -> list[Drafted]:
    """Set aside each measure that the reader of plans refuses, with what it says of it."""
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
