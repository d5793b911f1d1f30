"""Lines beside the verdict: the standing of each part, the movement of the figures, and the trend test."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from wes_rules.counting import opened, running_on
from wes_rules.judging.direction import Against, Direction
from wes_rules.judging.explain import awaited, found, left_open
from wes_rules.judging.movement import Movement
from wes_rules.judging.reasons import not_exact, reason_line
from wes_rules.judging.status import Answer, Status
from wes_rules.judging.target import red_begins, whose_target
from wes_rules.judging.turning import TurningPoint
from wes_rules.judging.verdict import Verdict
from wes_rules.judging.versions_in_force import moved_target
from wes_rules.values.reason import Reason


def in_parts(whole: Verdict) -> str:
    """Say how many parts are as bad as the whole, and how many cannot be judged; empty if all have the same verdict."""
    parts = whole.leaves
    counts = Counter(one.answer for one in parts)
    bad = [one for one in (Answer.OFF_TRACK, Answer.AT_RISK, Answer.UNDECIDED) if counts[one]]
    ends = left_open(whole)
    if not (ends or whole.status in (Status.OFF_TRACK, Status.AT_RISK)) or len(counts) < 2:
        return ""
    first, *rest = (
        f"{counts[one]} {'of ' + str(len(parts)) + ' parts ' if one is bad[0] else ''}{one.words.lower()}"
        for one in bad
    )
    return ", ".join((first, *rest)) + (f": {ends}" if ends else "")


def headed(name: str, part: Verdict, whole: Verdict) -> str:
    """Return a part's heading: its name, or else its promise, numbered if another part promises the same."""
    if part.name_in(whole) or part.parts or not part.required:
        return name
    whose = whose_target(part)
    said = opened(f"{part.required}{f' ({whose})' if whose else ''}")
    alike = [one for one in whole.parts if one.required == part.required and whose_target(one) == whose]
    place = next(place for place, one in enumerate(whole.parts, 1) if one is part)
    return f"{said}, part {place} of {len(whole.parts)}" if alike[1:] else said


def moved(one: Verdict, direction: Direction, movement: Movement | None) -> str:
    """Say which way the newest figures went; where none compare, or a baseline is asked for, what the direction says."""
    if movement is not None and direction.against is not Against.BASELINE:
        return movement.sentence(one)
    # Why it is not known stands among the reasons already, where it is one of them.
    told = bool(direction.reasons) and direction.reasons[0] in one.reasons
    return "" if told else running_on(direction.sentence(one.in_words, one.period)[:-1])


def tested(one: Verdict) -> str:
    """Say which trend test was made and what it found; empty without figures to test."""
    evidence = one.evidence
    return evidence.sentence(one.in_words) if evidence is not None and evidence.figures else ""


def in_full(one: Verdict, points: Sequence[TurningPoint]) -> list[str]:
    """Return the lines about a single figure: what was found, or why the verdict is undecided, and what unknown figures would decide."""
    lines = [*found(one), *filter(None, (red_begins(one),)), *moved_target(one)]
    # The verdict has said that there is no target.
    lines += [reason_line(one, reason) for reason in one.reasons if reason is not Reason.DATA_ONLY]
    lines += [*not_exact(one), *(str(each) for each in points if each.is_near(one)), *awaited(one)]
    if one.since:
        later = ", ".join(one.in_words.fact(fact) for fact in one.since)
        lines.append(f"Since {one.last_day}: {later}; this does not change the verdict.")
    return lines
