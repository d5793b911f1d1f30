"""One measure as it is shown: every word and number comes from its judgement."""

from __future__ import annotations

import attrs

from wes_rules.judging.explain import sources_of
from wes_rules.judging.judgement import Judgement, body
from wes_rules.pages.past import Past
from wes_rules.pages.series import series_of
from wes_rules.pages.values import Line, Shown, Told
from wes_rules.rules.words import Words


def shown(judgement: Judgement, *, anchor: str, told: tuple[Told, ...] = ()) -> Shown:
    """
    Return what is shown of a measure.

    Args:
        judgement: Its judgement.
        anchor: The name of its section in an address.
        told: Who was told of it.
    """
    past, one = Past.of(judgement), judgement.decisive or judgement
    measure, outlook, evidence = judgement.measure, judgement.outlook, one.evidence
    return Shown(
        **attrs.asdict(judgement.row, recurse=False),
        anchor=anchor,
        text=measure.text,
        lines=tuple(map(_line, body(judgement))),
        evidence="" if evidence is None or not evidence.figures else evidence.sentence(Words.of(one.measure)),
        outlook="" if outlook is None else outlook.sentence(judgement),
        needed="" if judgement.needed is None else judgement.needed.sentence(Words.of(one.measure)),
        so_far="" if judgement.may_fail is None or not judgement.may_fail.running else judgement.may_fail.sentence(),
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
