"""How many measures have each answer: of a plan, of an objective, of a board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

import attrs

from wes_rules.counting import counted, opened
from wes_rules.judging.row import Row
from wes_rules.judging.status import Answer, Course
from wes_rules.values.reason import Reason

R = TypeVar("R", bound=Row)

FOR_INFORMATION, MADE_UP = "for information", "made up"
_NONE = "The figures allow either answer."
_IN_BETWEEN = "A figure in between is overdue."
# Above many measures it has to be plain that the figures of both are overdue.
_HEADINGS = {
    Reason.OVERDUE.sentence: "Figures used to come, and are overdue.",
}


@attrs.frozen
class Tally:
    """
    How many measures of an objective or a board have each answer.

    Args:
        last_known: How many of the undecided were last known off track.
        lost: How many of those that are not due can no longer be kept.
        informing: How many more there are for information, which are not counted.
        made_up: How many more rest on made-up figures, which are not counted.
        apart_in: Of a measure of many areas in how many it is not counted, for either reason.
    """

    name: str
    counts: tuple[tuple[Answer, int], ...]
    last_known: int = 0
    lost: int = 0
    informing: int = 0
    made_up: int = 0
    apart_in: int = 0

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(number for _, number in self.counts)

    @property
    def targetless(self) -> str:
        """What is said instead of counts where there are only measures without a target; empty elsewhere."""
        number = self.informing
        return "" if self.total or not number else f"{counted(number, 'measure')} {FOR_INFORMATION}, with no target"

    @property
    def apart(self) -> str:
        """Return what follows the counts: how many more are for information, or made up; empty if none are."""
        more = ((self.informing, FOR_INFORMATION), (self.made_up, MADE_UP))
        return "".join(f"; {number} more {called}" for number, called in more if number)


def tally(name: str, rows: Iterable[Row]) -> Tally:
    """Count rows by their answers."""
    some = list(rows)
    counts = Counter(one.verdict for one in some)
    last_known = sum(was(one, Answer.OFF_TRACK) for one in some)
    lost = sum(one.course is Course.CANNOT_BE_KEPT for one in some)
    return Tally(name, tuple((answer, counts[answer]) for answer in Answer.met(counts)), last_known, lost)


def in_all(name: str, rows: Sequence[Row]) -> Tally:
    """Count the binding rows by answer, and those that are not counted, each once."""
    counting = {one.measure for one in binding(rows)}
    rest = Counter(counted_apart(one) for one in rows if one.measure not in counting)
    whole = tally(name, [one for one in rows if one.measure in counting])
    return attrs.evolve(whole, informing=rest[FOR_INFORMATION], made_up=rest[MADE_UP])


def binding(rows: Sequence[R]) -> list[R]:
    """
    Return the rows that count: not those for information or from made-up figures, unless there are no others with a target.

    Of these, what is made up counts first.
    """
    promised = [one for one in rows if not informs(one)]
    return (
        [one for one in promised if not counted_apart(one)]
        or promised
        or [one for one in rows if one.verdict is not Answer.NO_TARGET]
    )


def informs(row: Row) -> bool:
    """Whether a measure is for information alone."""
    return FOR_INFORMATION in row.labels


def counted_apart(row: Row) -> str:
    """Say as what a row is counted apart: for information, or made up; empty for others."""
    return next((one for one in (FOR_INFORMATION, MADE_UP) if one in row.labels), "")


def was(row: Row, answer: Answer) -> bool:
    """Whether a row is undecided, and the last verdict there was is this one."""
    return row.last is not None and row.last.verdict is answer


def with_last_known(said: str, number: int) -> str:
    """Add to the sentence about undecided measures how many were off track when last known."""
    return f"{said} ({number} last known off track)" if number else said


def tallies(rows: Iterable[R], field: str) -> tuple[Tally, ...]:
    """Count by a field, in the order in which its values are met."""
    return tuple(tally(name, some) for name, some in grouped(rows, field).items())


def grouped(rows: Iterable[R], field: str) -> dict[str, list[R]]:
    """Group rows by a field in order of appearance; without a field, in one group without a name."""
    groups: dict[str, list[R]] = {}
    for one in rows:
        groups.setdefault(getattr(one, field) if field else "", []).append(one)
    return groups


def undecided(rows: Iterable[R]) -> tuple[tuple[str, tuple[R, ...]], ...]:
    """Group what cannot be judged by its first reason, most first."""
    groups: dict[str, list[R]] = {}
    for one in rows:
        if one.verdict is Answer.UNDECIDED:
            why = _first_reason(one)
            groups.setdefault(_HEADINGS.get(why, why), []).append(one)
    most_first = sorted(groups.items(), key=lambda item: -len(item[1]))
    return tuple((reason, tuple(some)) for reason, some in most_first)


def _first_reason(row: Row) -> str:
    """Say why a row cannot be judged."""
    if Reason.AREA_ENDED in row.reasons:
        return Reason.AREA_ENDED.sentence  # no figure that comes now decides it
    if row.never_came and (not row.in_parts or row.reasons[0] is Reason.NO_FIGURES):
        return row.never_came  # whatever else is missing as well
    why = row.first_why or _NONE
    return _IN_BETWEEN if why == Reason.OVERDUE.sentence and row.newest_value is not None and row.has_come else why


def lead(whole: Tally) -> str:
    """Say how a plan stands, the worst first."""
    if whole.targetless:
        return f"{whole.targetless}."
    more = f" {whole.informing} more {_are(whole.informing)} {FOR_INFORMATION}." if whole.informing else ""
    if whole.made_up:
        more += f" {whole.made_up} more {'rests' if whole.made_up == 1 else 'rest'} on made-up figures."
    return _lead(whole) + more


def _lead(whole: Tally) -> str:
    counts, total = dict(whole.counts), whole.total
    if total and total == counts[Answer.NOT_DUE] + counts[Answer.UNDECIDED]:
        return _without_verdicts(whole, counts[Answer.NOT_DUE])
    for answer in (Answer.OFF_TRACK, Answer.AT_RISK, Answer.ON_TRACK):
        if total and counts[answer] == total:
            all_of_them = {1: "The measure is", 2: "Both measures are"}.get(total, f"All {total} measures are")
            return f"{all_of_them} {answer.words.lower()}."
    said = [f"{counts[Answer.OFF_TRACK]} of {counted(total, 'measure')} {_are(counts[Answer.OFF_TRACK])} off track"]
    if counts[Answer.AT_RISK]:
        said.append(f"{counts[Answer.AT_RISK]} {_are(counts[Answer.AT_RISK])} at risk")
    said.append(f"{counts[Answer.ON_TRACK]} {_are(counts[Answer.ON_TRACK])} on track")
    if counts[Answer.NOT_DUE]:
        lost = f" ({whole.lost} can no longer be kept)" if whole.lost else ""
        said.append(f"{counts[Answer.NOT_DUE]} {_are(counts[Answer.NOT_DUE])} not due yet{lost}")
    if counts[Answer.UNDECIDED]:
        said.append(f"{counts[Answer.UNDECIDED]} cannot be judged")
    *before, last = said
    if whole.last_known:
        last += f", {whole.last_known} of which {'was' if whole.last_known == 1 else 'were'} off track when last known"
    return f"{', '.join(before)} and {last}." if before else f"{last}."


def _without_verdicts(whole: Tally, not_due: int) -> str:
    """Say how a plan stands that has no verdict at all."""
    one, unjudged = whole.total == 1, whole.total - not_due
    said = "The measure" if one else f"None of the {whole.total} measures"
    if not unjudged:
        said += f" is {'not ' if one else ''}due yet"
    elif not_due:
        said += f" has a verdict: {not_due} {_are(not_due)} not due yet and {unjudged} cannot be judged"
    else:
        said += " cannot be judged now" if one else " can be judged now"
    if whole.lost:
        said += ", and " if one else "; "
        said += f"{'' if one else f'{whole.lost} '}can no longer be kept"
    if whole.last_known:
        them = "it was" if one else f"{whole.last_known} of them {'was' if whole.last_known == 1 else 'were'}"
        said += f"; {them} off track when last known"
    return f"{said}."


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def standing(word: str, rows: Sequence[Row]) -> str:
    """
    Say how many measures there are of a kind, of how many that is the last one known, and how many are not counted.

    Args:
        word: What is said of them: an answer, or that they cannot be judged.
    """
    groups = Counter(
        "last known" if one.known_best.verdict.words.lower() == word and one.last is not None else counted_apart(one)
        for one in rows
    )
    called = {"": word, "last known": f"last known {word}"}
    called |= {one: f"{word}, {one}" for one in (FOR_INFORMATION, MADE_UP)}
    met = [one for one in called if groups[one]]
    # Behind the first the word has been said.
    said = [f"{called[one]}: {groups[one]}" for one in met[:1]]
    said += [f"{groups[one]} {called[one].removeprefix(f'{word}, ')}" for one in met[1:]]
    return opened(", and ".join(said))
