"""The other parts of a promise in a message: still missed, or met again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import takewhile

from wes_rules.alerts.figures_said import line_of, promised
from wes_rules.counting import opened
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.shown_figures import briefly
from wes_rules.judging.status import Status


def named(part: Judgement, whole: Judgement) -> str:
    """Name a part, or else its target."""
    target = promised(part)
    return part.name_in(whole) or (f"the part with the target {target}" if target else "another part of the promise")


def met_again(told: Mapping[str, object], now: Judgement) -> Iterator[str]:
    """
    Say which parts are kept now that were missed.

    Args:
        told: The places of the parts that were told to be missed.
        now: The verdict that the message is about.
    """
    for place, one in enumerate(now.leaves):
        if str(place) in told and one.status is Status.ON_TRACK:
            yield f"{opened(named(one, now))} is met again: {line_of(one)}"


def not_due_yet(now: Judgement) -> Iterator[str]:
    """Say which parts of a promise that is not due are not due either, with target and course."""
    for one in now.leaves if not now.due else ():
        if not one.due:
            said = ": ".join(filter(None, (one.name_in(now), promised(one))))
            yield f"Not due yet: {', '.join(filter(None, (said, one.course_words)))}."


def still_missed(now: Judgement, judged: Mapping[str, Judgement]) -> Iterator[str]:
    """
    Say which parts have no figure for a period yet and are off track by their last.

    Args:
        now: The verdict that the message is about.
        judged: Each period's judgement, earliest first.
    """
    before = list(takewhile(lambda one: one is not now, judged.values()))
    found = []
    for place, leaf in enumerate(now.leaves if now.parts else ()):
        if leaf.status is Status.UNDECIDED and leaf.due:
            earlier = (one.leaves[place] for one in reversed(before))
            last = next((one for one in earlier if one.status is not Status.UNDECIDED), None)
            if last is not None and last.status is Status.OFF_TRACK:
                found.append(f"{named(last, now)}, {briefly(last)}")
    if found:
        yield f"Off track when last known: {'; '.join(found)}."
