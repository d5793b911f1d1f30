"""A chart: where each line, mark and label of a series is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from wes_rules.pages.frame import BOTTOM, TOP, Frame, Point, known, names_of, path
from wes_rules.pages.labels import Label, labels_of
from wes_rules.pages.lines import band_of, lines_of, tolerated_of, zone_of
from wes_rules.pages.placing import Flag, Hole, flags_of, holes_of, notes_of
from wes_rules.pages.values import Place, Series

_MOST_MARKED = 24


@attrs.frozen
class Mark:
    """A figure: its shape, where it is, and whether it is firm."""

    shape: str
    x: float
    y: float
    firm: bool = True


@attrs.frozen(kw_only=True)
class Chart:
    """
    A chart as it is drawn.

    Args:
        grid: The marks of the axis: where, and what they say.
        zone: Where figures are on track.
        tolerated: Where figures that miss it are at risk only.
        band: Where the other areas' figures lie.
        lines: The paths, each with its kind.
        holes: Runs of periods that nobody collected.
        breaks: Where figures stop being comparable.
        ends: Where what decides ends; None where everything shown counts.
        ranges: Figures that are known between bounds: where, and their path.
        notes: What upright lines mean.
        flags: The figure that was judged and the last known, where they are not at the end.
        labels: The names of the lines.
        names: The periods that are named: where, what, and whether a narrow chart leaves it out.
        key: What marks mean that not every chart has: the mark, and its words.
    """

    grid: tuple[tuple[float, str], ...]
    zone: tuple[str, ...]
    tolerated: tuple[str, ...]
    band: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    holes: tuple[Hole, ...]
    breaks: tuple[float, ...]
    ends: float | None
    ranges: tuple[tuple[float, str], ...]
    marks: tuple[Mark, ...]
    notes: tuple[Flag, ...]
    flags: tuple[Flag, ...]
    labels: tuple[Label, ...]
    names: tuple[tuple[float, str, bool], ...]
    key: tuple[tuple[str, str], ...]


def chart_of(series: Series, several: Iterable[Series] = ()) -> Chart | None:
    """Lay out a series beside the others of its measure; None if it has nothing to draw."""
    places = series.places
    if not any(one.figure is not None and len(one.figure.ends) == 2 for one in places):
        return None
    frame = Frame.of(series, several)
    lines = list(lines_of(places, frame))
    breaks = list(_breaks(places, frame))
    ends = next((frame.left_of(one) for one in places if not one.counts and one.step), None)
    marks, tolerated = tuple(_marks(places, frame)), tuple(tolerated_of(places, frame))
    ranges = tuple(_ranges(places, frame))
    upright = [*([(ends, "deadline")] if ends is not None else []), *((x, said) for x, said in breaks if said)]
    notes = tuple(notes_of(upright))
    return Chart(
        grid=tuple((frame.y.at(mark), frame.y.said(mark)) for mark in frame.y.marks),
        zone=tuple(zone_of(places, frame)),
        tolerated=tolerated,
        band=tuple(band_of(places, frame)),
        lines=tuple(paths_of(lines)),
        holes=tuple(holes_of(places, frame, lines)),
        breaks=tuple(x for x, _ in breaks),
        ends=ends,
        ranges=ranges,
        marks=marks,
        notes=notes,
        flags=tuple(flags_of(places, frame, lines, notes)),
        labels=labels_of(series, frame),
        names=tuple(names_of(places, frame)),
        key=tuple(
            _key(
                {one.shape for one in marks}.union(*(kind.split() for kind, _ in lines)),
                ranges=bool(ranges),
                tolerated=bool(tolerated),
                met=any(one.met not in (None, one.target) and not one.moves for one in places),
            )
        ),
    )


def paths_of(lines: list[tuple[str, list[Point]]]) -> Iterator[tuple[str, str]]:
    """Draw the lines of a kind as one path."""
    for kind in dict.fromkeys(kind for kind, _ in lines):
        yield kind, "".join(path(points) for one, points in lines if one == kind)


def _breaks(places: tuple[Place, ...], frame: Frame) -> Iterator[tuple[float, str]]:
    """Mark where figures stop being comparable; only the first of consecutive breaks is labelled."""
    after = False
    for one, following in zip(places, [*places[1:], None], strict=True):
        if not one.compares:
            said = "new series" if following is None or following.compares else "not comparable"
            said = "new definition" if one.redefined else said
            yield frame.left_of(one), "" if after else said
        after = not one.compares


def _ranges(places: tuple[Place, ...], frame: Frame) -> Iterator[tuple[float, str]]:
    """Draw what is known of a figure: a thin line, with an end where there is a bound."""
    for one in places:
        if one.figure is not None and one.figure.exact is None and one.figure.ends:
            low, high = one.figure.low, one.figure.high
            top, bottom = (TOP - 10 if high is None else frame.y.at(high)), (BOTTOM if low is None else frame.y.at(low))
            caps = "".join(f"M-3 {y:g}h6" for y, end in ((top, high), (bottom, low)) if end is not None)
            yield frame.x(one.step), f"M0 {top:g}V{bottom:g}{caps}"


def _marks(places: tuple[Place, ...], frame: Frame) -> Iterator[Mark]:
    """Mark each figure; of very many those alone that say more than the line."""
    found = known(places, lambda one: one.figure)
    values = dict(found)
    for one, before, after in zip(places, (None, *places), (*places[1:], None), strict=False):
        if one.hidden and one.figure is None:
            # Under the axis, where it is no value.
            yield Mark("hidden", frame.x(one.step), BOTTOM + 6)
        if one not in values:
            continue
        # Of one alone there is no line.
        alone = not (before in values and one.follows) and not (after in values and after is not None and after.follows)
        shape = "dot" if one.kept is None else "kept" if one.kept else "missed"
        shape = frame.y.beyond(values[one]) or (shape if one.decides is None else one.decides.value)
        if len(places) <= _MOST_MARKED or shape != "dot" or one is found[-1][0] or not one.firm or alone:
            yield Mark(shape, *frame.point(one, values[one]), one.firm)


def _key(shapes: set[str], *, ranges: bool, tolerated: bool, met: bool) -> Iterator[tuple[str, str]]:
    """Say what marks mean that not every chart has."""
    if ranges:
        yield "range", "known only between two values"
    if "hidden" in shapes:
        yield "hidden", "not published"
    if "kept" in shapes:
        yield "kept", "kept against the earlier figure"
    if "missed" in shapes:
        yield "missed", "missed"
    for beyond in ("above", "below"):
        if beyond in shapes:
            yield beyond, f"{beyond} the scale, and not drawn to it"
    if "interval" in shapes:
        yield "interval", "95% interval"
    if met:
        yield "zone", "on track, near misses included"
    if tolerated:
        yield "tolerated", "at risk only"
