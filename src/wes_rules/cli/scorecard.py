"""The scorecard as text: a table a person reads in ten seconds, then what it means."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import zip_longest

import attrs

from wes_rules.counting import counted
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.status import Course, Status
from wes_rules.quoting import visible
from wes_rules.rules.plan import Plan
from wes_rules.values.quantity import Unit, show
from wes_rules.values.reason import Reason

_SHAPES = {Status.ON_TRACK: "●", Status.AT_RISK: "▲", Status.OFF_TRACK: "✖", Status.UNDECIDED: "?"}
_ASCII = {Status.ON_TRACK: "+", Status.AT_RISK: "!", Status.OFF_TRACK: "x", Status.UNDECIDED: "?"}
_COLOURS = {Status.ON_TRACK: "32", Status.AT_RISK: "33", Status.OFF_TRACK: "31", Status.UNDECIDED: "2"}
# A promise that is not due is none of the verdicts.
_NOT_DUE, _NOT_DUE_ASCII, _NOT_DUE_COLOUR = "○", "o", "2"
_HEAD = ("Status", "Measure", "Latest", "Required", "Margin", "Period", "Owner")


@attrs.frozen(kw_only=True)
class Style:
    """
    How a scorecard may look.

    Args:
        width: The number of columns there are.
        colour: Whether colour may be used besides words and shapes.
        unicode: Whether the output can show other than ASCII characters.
    """

    width: int = 120
    colour: bool = False
    unicode: bool = True


def scorecard(plan: Plan, judgements: Iterable[Judgement], style: Style) -> str:
    """Return the scorecard of a plan as text, ending in a newline."""
    found = list(judgements)
    as_of = found[0].as_of if found else ""
    blocks = [visible(f"{plan.title}, as known on {as_of}"), "", *_table(found, style), "", _counts(found, style)]
    if any(Reason.MADE_UP in one.reasons for one in found):
        blocks += ["", "[made up]: judged from made-up figures that show how the rule works; no real verdict."]
    undecided = _why_undecided(found, style)
    if undecided:
        blocks += ["", "Not decided, and why:", *undecided]
    text = "\n".join(blocks) + "\n"
    return text if style.unicode else text.encode("ascii", "replace").decode("ascii")


def _table(judgements: list[Judgement], style: Style) -> list[str]:
    rows = [_cells(one, style) for one in judgements]
    sizes = [max(len(row[i]) for row in (_HEAD, *rows)) for i in range(len(_HEAD))]
    sizes[3], sizes[5], sizes[6] = min(sizes[3], 20), min(sizes[5], 22), min(sizes[6], 20)
    room = style.width - sum(sizes) + sizes[1] - 2 * (len(sizes) - 1)
    sizes[1] = min(sizes[1], max(28, room))
    lines = [*_lines(_HEAD, sizes), *_lines(["-" * size for size in sizes], sizes)]
    group = None
    for one, row in zip(judgements, rows, strict=True):
        if one.measure.objective != group:
            group = one.measure.objective
            lines += [visible(f"{group}:")] if group else []
        for line in _lines(row, sizes):
            lines.append(f"\x1b[{_colour(one)}m{line}\x1b[0m" if style.colour else line)
    return lines


def _cells(one: Judgement, style: Style) -> tuple[str, ...]:
    labels = ("[made up] " if Reason.MADE_UP in one.reasons else "") + ("[advisory] " if one.advisory else "")
    decisive = one.decisive or one
    unit, decimals = decisive.measure.unit, decisive.measure.decimals
    observed = "" if one.observed is None else show(one.observed, unit, decimals)
    period = "" if one.period is None else str(one.period)
    period += " settled" if one.settled else ""
    if one.decided_in is not None and one.status is not Status.UNDECIDED:
        period += f", {'kept' if one.status is Status.ON_TRACK else 'broken'} in {one.decided_in}"
    owner = one.measure.owner
    return (
        f"{_shape(one, style)} {one.words}" + (f", {one.course.words}" if one.course is not None else ""),
        labels + one.measure.title,
        observed or "-",
        one.required or "-",
        _margin(decisive),
        period,
        owner,
    )


def _shape(one: Judgement, style: Style) -> str:
    if not one.due:
        return _NOT_DUE if style.unicode else _NOT_DUE_ASCII
    return (_SHAPES if style.unicode else _ASCII)[one.status]


def _colour(one: Judgement) -> str:
    return _COLOURS[one.status] if one.due else _NOT_DUE_COLOUR


def _margin(one: Judgement) -> str:
    margin = one.margin
    if margin is None:
        return "-"
    if one.measure.rule.counted is not None:
        return f"{margin:+f} {one.measure.rule.counted[1]}"
    unit = Unit.POINTS if one.measure.unit is Unit.PERCENT else one.measure.unit
    said = show(margin, unit, one.measure.decimals).replace(" points", " pts")
    return f"+{said}" if margin > 0 else said


def _lines(cells: Sequence[str], sizes: list[int]) -> list[str]:
    """Lay one row out, a cell that is too long over several lines."""
    wrapped = [textwrap.wrap(visible(cell), size) or [""] for cell, size in zip(cells, sizes, strict=True)]
    rows = zip_longest(*wrapped, fillvalue="")
    return ["  ".join(part.ljust(size) for part, size in zip(row, sizes, strict=True)).rstrip() for row in rows]


def _counts(judgements: list[Judgement], style: Style) -> str:
    found = Counter(one.status for one in judgements if one.due)
    waiting = [one for one in judgements if not one.due]
    shapes = _SHAPES if style.unicode else _ASCII
    said = ", ".join(f"{shapes[status]} {found[status]} {status.words}" for status in reversed(Status))
    if waiting:
        courses = Counter(one.course for one in waiting)
        ways = ", ".join(f"{courses[course]} {course.words}" for course in Course if courses[course])
        said += f", {_shape(waiting[0], style)} {len(waiting)} not due ({ways})"
    return f"{counted(len(judgements), 'measure')}: {said}"


def _why_undecided(judgements: list[Judgement], style: Style) -> list[str]:
    grouped: dict[str, list[str]] = {}
    for one in judgements:
        if one.status is Status.UNDECIDED and one.due:
            reasons = [reason for reason in one.reasons if reason is not Reason.ADVISORY]
            sentence = reasons[0].sentence if reasons else "The figures allow either answer."
            grouped.setdefault(sentence, []).append(one.measure.id)
    lines = []
    for sentence, ids in grouped.items():
        said = f"{sentence} ({len(ids)}): {', '.join(ids)}"
        lines += textwrap.wrap(visible(said), max(40, style.width), initial_indent="  ", subsequent_indent="    ")
    return lines
