"""One measure as it is shown: every word and number comes from its judgement."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from wes_rules.alerts.other_parts import named
from wes_rules.judging.judgement import Judgement, body, further
from wes_rules.judging.shown_figures import briefly
from wes_rules.judging.sources import sources_of
from wes_rules.judging.status import Status
from wes_rules.pages.past import Past
from wes_rules.pages.series import series_of
from wes_rules.pages.values import Line, Shown, Told


def shown(judgement: Judgement, *, anchor: str, told: tuple[Told, ...] | None = None) -> Shown:
    """
    Return what is shown of a measure.

    Args:
        anchor: The name of its section in an address.
        told: Who was told of it; None where no store was asked.
    """
    past, measure = Past.of(judgement), judgement.measure
    return Shown(
        **attrs.asdict(judgement.row, recurse=False),
        anchor=anchor,
        text=measure.text,
        lines=tuple(map(_line, body(judgement))),
        further=tuple(further(judgement)),
        rule=judgement.reading,
        readings=tuple(f"{each.phrase}: {each.used}" for each in measure.readings),
        sources=tuple(sources_of(judgement, judgement.quoted)),
        series=tuple(series_of(past)),
        also=tuple(_also(judgement)),
        told=told,
    )


def _also(judgement: Judgement) -> Iterator[str]:
    """Say which other parts have the verdict of the whole where that is bad, each with its figure."""
    if judgement.status is not Status.OFF_TRACK:
        return
    for part in judgement.leaves:
        if part.status is judgement.status and part is not judgement.decisive:
            yield f"{named(part, judgement)}, {briefly(part)}"


def _line(text: str) -> Line:
    """Read a line of an explanation: two spaces for each level, and a dash before what begins a part."""
    bare = text.lstrip(" ")
    return Line(bare.removeprefix("- "), (len(text) - len(bare)) // 2, bare.startswith("- "))
