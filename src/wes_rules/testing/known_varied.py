"""What becomes of a kind's known cases where their figures are others, hidden, or parted by a break."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from wes_rules.counting import counted
from wes_rules.errors import WesRulesError
from wes_rules.judging.judgement import Judgement
from wes_rules.rules.facts import Fact
from wes_rules.rules.measure import Rule
from wes_rules.testing.known import AREA, Stated, is_number, judged_of
from wes_rules.values.period import Period

# By so many ticks a figure is moved: a little, and so far that it is the highest or the lowest.
_NEAR = (-5, -1, 1, 5)
_FAR = (-200, -20, 20, 200)


def listed(found: Judgement) -> set[tuple[str, Period]]:
    """Return the area and the period of every figure in the Finding of a verdict."""
    return _of(fact for leaf in found.leaves for fact in leaf.finding or ())


def _looked_at(found: Judgement) -> set[Period]:
    """Return the periods of the own figures that decided a verdict, without the rest of a long run."""
    facts = () if found.finding is None else found.finding.facts
    return {period for area, period in _of(facts) if area == AREA}


def _of(facts: Iterable[Fact]) -> set[tuple[str, Period]]:
    return {(each.area, each.period) for fact in facts for each in fact.figure.observations}


def _decides(one: Stated, area: str, place: int) -> bool:
    """Whether a figure, moved a little, gives another verdict or margin."""
    return any(other.outcome() != one.outcome() for other in _moved(one, area, place, _NEAR))


def _moved(one: Stated, area: str, place: int, steps: tuple[int, ...]) -> Iterator[Stated]:
    """Yield a case with one figure moved, where there can be such a figure."""
    for by in steps:
        other = one.turned(area, place, by)
        try:
            other.outcome()
        except WesRulesError:
            continue
        yield other


def never_decided_by(kind: type[Rule]) -> Iterator[str]:
    """Name the earlier figures that a kind looks at and that no known case depends on."""
    seen: dict[int, str] = {}
    decide: set[int] = set()
    for one in judged_of(kind):
        found, last = _looked_at(one.judge()), len(one.case.own) - 1
        for place, text in enumerate(one.case.own[:last]):
            if one.period_of(AREA, place) in found:
                seen.setdefault(last - place, f"{one}: {text}")
            if _decides(one, AREA, place):
                decide.add(last - place)
    for back in sorted(seen.keys() - decide):
        yield (
            f"{seen[back]} is a figure of its Finding, and no known case turns on the figure {counted(back, 'period')} before the "
            "latest; state one more KnownCases where five ticks more or less there are another verdict or margin, or leave it out"
        )


def several_earlier(kind: type[Rule]) -> bool:
    """Whether a kind looks at two earlier figures or more, as those of a promise about the last three periods."""
    return any(len(_looked_at(one.judge())) > 2 for one in judged_of(kind) if one.case.margin is not None)


def decided_by_earlier_alone(kind: type[Rule]) -> bool:
    """Whether some known case turns on two earlier figures, and not on the latest."""
    for one in judged_of(kind):
        *earlier, last = range(len(one.case.own))
        if not _decides(one, AREA, last) and sum(_decides(one, AREA, place) for place in earlier) > 1:
            return True
    return False


def decided_across_a_break(kind: type[Rule]) -> Iterator[str]:
    """Say which figures from before a break turn a verdict after it: of each case, and of each line with a break anywhere."""
    for one in judged_of(kind):
        places = one.case.breaks[-1:] or (range(1, len(one.case.own)) if one.name == "line" else ())
        for broken in places:
            parted = attrs.evolve(one, case=attrs.evolve(one.case, breaks=(broken,)))
            where = "" if one.case.breaks else f' with "|" before {one.case.own[broken]}'
            moved = ((place, other) for place in range(broken) for other in _moved(parted, AREA, place, (-20, 20)))
            for place, other in moved:
                if other.outcome() != parted.outcome():
                    yield (
                        f"{one}{where}, and it is judged {other.outcome()[0]} with {other.case.own[place]} before the break; "
                        "compare only what view.calendar.comparable(earlier, later) says compares"
                    )


def flipped_by_filling(kind: type[Rule]) -> Iterator[str]:
    """Say which hidden figures leave a verdict definite that another figure in their place would change."""
    for one in judged_of(kind):
        for area, place in ((area, place) for area, row in one.rows.items() for place in range(len(row))):
            text = one.rows[area][place]
            if not is_number(text) or "/" in text:
                continue
            words = one.with_figure(area, place, "c").outcome()[0]
            if words == "undecided":
                continue
            filled = (
                other for other in (one, *_moved(one, area, place, (*_NEAR, *_FAR))) if other.outcome()[0] != words
            )
            if (other := next(filled, None)) is not None:
                yield (
                    f"{one} is judged {words} where {text} is hidden, and {other.outcome()[0]} where it is "
                    f"{other.rows[area][place]}; leave no figure out because it is not known: its span holds all that it may be"
                )
                break
