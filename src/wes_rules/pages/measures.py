"""One measure as it is shown: every word and number comes from its judgement."""

from __future__ import annotations

import attrs

from wes_rules.judging.explain import sources_of
from wes_rules.judging.judgement import Judgement, body, further
from wes_rules.pages.past import Past
from wes_rules.pages.series import series_of
from wes_rules.pages.values import Line, Shown, Told


def shown(judgement: Judgement, *, anchor: str, told: tuple[Told, ...] = ()) -> Shown:
    """
    Return what is shown of a measure.

    Args:
        judgement: Its judgement.
        anchor: The name of its section in an address.
        told: Who was told of it.
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
        sources=tuple(sources_of(judgement)),
        series=tuple(series_of(past)),
        told=told,
    )


def _line(text: str) -> Line:
    """Read a line of an explanation: two spaces for each level, and a dash before what begins a part."""
    bare = text.lstrip(" ")
    return Line(bare.removeprefix("- "), (len(text) - len(bare)) // 2, bare.startswith("- "))
