"""The verdicts, worst first."""

from __future__ import annotations

import enum
from collections.abc import Container

from wes_rules.errors import DefinitionError, Problem, near_miss
from wes_rules.rules.cells import Cells, Ticks


@enum.unique
class Status(enum.StrEnum):
    """
    A verdict: whether the figure meets the words.

    A chain, so that "A and B" is the lower of two and "A or B" the higher.
    """

    OFF_TRACK = "off_track"
    UNDECIDED = "undecided"
    AT_RISK = "at_risk"
    ON_TRACK = "on_track"

    @property
    def words(self) -> str:
        """The status as people read it."""
        return self.value.replace("_", " ")

    def __lt__(self, other: str) -> bool:
        return PLACES[self] < _place(other)

    def __le__(self, other: str) -> bool:
        return PLACES[self] <= _place(other)

    def __gt__(self, other: str) -> bool:
        return PLACES[self] > _place(other)

    def __ge__(self, other: str) -> bool:
        return PLACES[self] >= _place(other)


# The chain, worst first.
CHAIN = tuple(Status)
_OFF, _RISK, _ON = (CHAIN.index(one) for one in (Status.OFF_TRACK, Status.AT_RISK, Status.ON_TRACK))
PLACES: dict[str, int] = {status: place for place, status in enumerate(Status)}


def _place(status: str) -> int:
    if status not in PLACES:
        raise DefinitionError(Problem(f'"{status}" is no status', near_miss(status, PLACES)))
    return PLACES[status]


# The best verdict that a promise gives, by what it says of it.
AT_BEST = {"on-track": Status.ON_TRACK, "at-risk": Status.AT_RISK}
# What an undecided verdict may come to when nothing else is known.
Ends = tuple[Status, Status]
ANYTHING: Ends = (Status.OFF_TRACK, Status.ON_TRACK)


@enum.unique
class Course(enum.StrEnum):
    """What the judged period's figures would decide for a promise not yet due, and whether that can change."""

    CANNOT_BE_KEPT = "cannot_be_kept"
    OFF_COURSE = "off_course"
    OPEN = "open"
    ON_COURSE = "on_course"
    ALREADY_KEPT = "already_kept"

    @classmethod
    def of(cls, stands: Ends, sure: Ends = ANYTHING, highest: Status = Status.ON_TRACK) -> Course:
        """
        Return the course; at risk counts as a miss.

        Args:
            stands: The worst and best verdict on the figures so far.
            sure: The worst and best verdict still possible on the due day.
            highest: The best verdict that the promise can give.
        """
        if stands[0] is Status.ON_TRACK:
            return cls.ALREADY_KEPT if sure[0] is Status.ON_TRACK else cls.ON_COURSE
        if stands[1] is Status.ON_TRACK:
            return cls.OPEN
        return cls.CANNOT_BE_KEPT if sure[1] < highest else cls.OFF_COURSE

    @property
    def certain(self) -> bool:
        """Whether nothing still to come can change it."""
        return self in (Course.CANNOT_BE_KEPT, Course.ALREADY_KEPT)

    @property
    def words(self) -> str:
        """The course in words."""
        return _AS_READ.get(self, self.value.replace("_", " "))

    def words_with(self, leads_to: Status | None) -> str:
        """Return the words given an outlook: a miss so far is off course only if the outlook is a miss, too."""
        if self is not Course.OFF_COURSE or leads_to in (Status.OFF_TRACK, Status.AT_RISK):
            return self.words
        return "on the way" if leads_to is Status.ON_TRACK else "not there yet"


_AS_READ = {Course.CANNOT_BE_KEPT: "can no longer be kept"}


@enum.unique
class Answer(enum.StrEnum):
    """A status as counted and shown, worst first, with "not due" and "no target" apart from "undecided"."""

    OFF_TRACK = "off-track"
    AT_RISK = "at-risk"
    UNDECIDED = "undecided"
    NOT_DUE = "not-due"
    ON_TRACK = "on-track"
    NO_TARGET = "no-target"

    @property
    def words(self) -> str:
        """The answer as people read it."""
        return self.value.replace("-", " ").capitalize()

    @classmethod
    def of(cls, status: Status, *, due: bool, promised: bool = True) -> Answer:
        """Return the answer for a verdict; `promised` is False for a measure without a target."""
        if not promised:
            return cls.NO_TARGET
        return _SHOWN[status] if due else cls.NOT_DUE

    @classmethod
    def met(cls, found: Container[Answer]) -> list[Answer]:
        """List the answers in a table of counts: all of them, but "no target" only if it occurs."""
        return [one for one in cls if one is not cls.NO_TARGET or one in found]


_SHOWN = {
    Status.OFF_TRACK: Answer.OFF_TRACK,
    Status.UNDECIDED: Answer.UNDECIDED,
    Status.AT_RISK: Answer.AT_RISK,
    Status.ON_TRACK: Answer.ON_TRACK,
}


def graded(cells: Cells, slack: Ticks, near: Ticks) -> Ticks:
    """Return the place in the chain for a slack in ticks, and the same with what is at risk only; one for each of many areas."""
    return cells.where(slack >= 0, _ON, cells.where(near >= 0, _RISK, _OFF))
