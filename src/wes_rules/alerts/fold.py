"""
The condition of an alert: a pure fold over the verdicts of its periods, each at its latest vintage.

The verdicts are its only memory. So late figures, figures out of order and revisions need no code of their own, and
folding twice gives the same answer. `docs/alerts-states.md` has the table of every state and every signal.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Generic, TypeVar

import attrs

P = TypeVar("P")

# How many changes in how many of the last periods make an alert unstable, and how many equal periods end that.
_UNSTABLE_CHANGES, _UNSTABLE_WINDOW, _STABLE_AGAIN = 3, 6, 2


@enum.unique
class Signal(enum.StrEnum):
    """What one period means for an alert."""

    BREACH = "breach"  # the period counts against the promise
    UNPROVEN = "unproven"  # off track, but the policy wants evidence, or a worse figure, and there is none
    NEAR = "near"  # within the tolerance: neither broken nor kept
    MET = "met"
    UNJUDGED = "unjudged"  # a verdict is due but missing
    RESTART = "restart"  # nobody collected figures here: runs of periods start again
    NOT_COMPARABLE = "not_comparable"  # the series changed: earlier periods no longer compare
    NOT_APPLICABLE = "not_applicable"


@enum.unique
class State(enum.StrEnum):
    """The condition of an alert."""

    QUIET = "quiet"
    PENDING = "pending"
    OPEN = "open"
    RECOVERING = "recovering"

    @property
    def is_open(self) -> bool:
        """Whether the alert is open; a recovering alert is."""
        return self in (State.OPEN, State.RECOVERING)


@enum.unique
class Ending(enum.StrEnum):
    """Why an episode ended. A revision that removes every breach removes the episode instead."""

    RECOVERED = "recovered"
    NOT_COMPARABLE = "not_comparable"
    NOT_APPLICABLE = "not_applicable"


@attrs.frozen
class Episode(Generic[P]):
    """
    A time during which an alert is open.

    Args:
        breaches: The periods that count against the promise; the episode begins with the first.
        raised: The period that opened the alert: the last one if the policy needs several in a row.
        ended: The period that ended the episode; None while it lasts.
    """

    breaches: tuple[P, ...]
    raised: P
    ended: P | None = None
    why: Ending | None = None

    @property
    def opened(self) -> P:
        """The first period that counts against the promise."""
        return self.breaches[0]


@attrs.frozen
class Course(Generic[P]):
    """
    The condition of an alert after the periods so far.

    Args:
        run: Pending: how many periods in a row are off track; recovering: how many are on track.
        episodes: Every episode, the latest last.
        pending: The off-track periods that do not yet suffice to open the alert.
        unjudged: How many of the latest periods had no verdict.
        unstable: The period since which the alert has changed too often to mean much; None if it is stable.
    """

    state: State = State.QUIET
    run: int = 0
    episodes: tuple[Episode[P], ...] = ()
    pending: tuple[P, ...] = ()
    unjudged: int = 0
    unstable: P | None = None


def fold(verdicts: Iterable[tuple[P, Signal]], *, after: int = 1, close_after: int = 1) -> Course[P]:
    """
    Return the condition that follows from the verdicts of a series of periods.

    Args:
        verdicts: Each period once, in order, with its signal.
        after: How many breaches in a row open the alert.
        close_after: How many kept periods in a row close it.
    """
    course: Course[P] = Course()
    opens: list[bool] = []
    for period, signal in verdicts:
        course = _step(course, period, signal, after, close_after)
        if signal in (Signal.BREACH, Signal.MET):
            opens.append(course.state.is_open)
            since = period if course.unstable is None else course.unstable
            course = attrs.evolve(course, unstable=since if _unstable(opens) else None)
        elif signal in (Signal.NOT_COMPARABLE, Signal.NOT_APPLICABLE):
            opens.clear()
            course = _no_longer_unstable(course, period, signal)
    return course


def _no_longer_unstable(course: Course[P], period: P, signal: Signal) -> Course[P]:
    """Return a course in which earlier changes no longer count, which ends its unstable time, open or not."""
    if course.unstable is None:
        return course
    *before, episode = course.episodes
    ended = attrs.evolve(episode, ended=period, why=Ending(signal.value))
    return attrs.evolve(course, unstable=None, episodes=(*before, ended))


def with_none_to_follow(course: Course[P], period: P) -> Course[P]:
    """Return a course whose last period is settled: what was pending opens, what was recovering closes."""
    if course.state is State.PENDING:
        return _opened(course, course.pending)
    if course.state is not State.RECOVERING:
        return course
    *before, episode = course.episodes
    ended = attrs.evolve(episode, ended=period, why=Ending.RECOVERED)
    return _quiet(attrs.evolve(course, episodes=(*before, ended)))


def _step(course: Course[P], period: P, signal: Signal, after: int, close_after: int) -> Course[P]:
    if signal is Signal.UNJUDGED:
        return attrs.evolve(course, unjudged=course.unjudged + 1)
    if signal is not Signal.RESTART:
        course = attrs.evolve(course, unjudged=0)
    if course.state.is_open:
        return _while_open(course, period, signal, close_after)
    match signal:
        case Signal.BREACH:
            return _breach(course, period, after)
        case Signal.UNPROVEN:
            return course
        case _:
            return _quiet(course)


def _breach(course: Course[P], period: P, after: int) -> Course[P]:
    breaches = (*course.pending, period)
    if len(breaches) < after:
        return attrs.evolve(course, state=State.PENDING, run=len(breaches), pending=breaches)
    return _opened(course, breaches)


def _opened(course: Course[P], breaches: tuple[P, ...]) -> Course[P]:
    episodes = (*course.episodes, Episode(breaches, raised=breaches[-1]))
    return attrs.evolve(course, state=State.OPEN, run=0, pending=(), episodes=episodes)


def _while_open(course: Course[P], period: P, signal: Signal, close_after: int) -> Course[P]:
    *before, episode = course.episodes
    match signal:
        case Signal.BREACH | Signal.UNPROVEN:
            longer = attrs.evolve(episode, breaches=(*episode.breaches, period))
            return attrs.evolve(course, state=State.OPEN, run=0, episodes=(*before, longer))
        case Signal.NEAR | Signal.RESTART:
            return attrs.evolve(course, state=State.OPEN, run=0)
        case Signal.MET if course.run + 1 < close_after:
            return attrs.evolve(course, state=State.RECOVERING, run=course.run + 1)
        case Signal.MET:
            why = Ending.RECOVERED
        case _:
            why = Ending(signal.value)
    ended = attrs.evolve(episode, ended=period, why=why)
    return _quiet(attrs.evolve(course, episodes=(*before, ended)))


def _quiet(course: Course[P]) -> Course[P]:
    return attrs.evolve(course, state=State.QUIET, run=0, pending=())


def _unstable(opens: Sequence[bool]) -> bool:
    recent = opens[-_UNSTABLE_WINDOW:]
    changes = sum(one is not other for one, other in pairwise(recent))
    settled = len(set(opens[-_STABLE_AGAIN:])) == 1 and len(opens) >= _STABLE_AGAIN
    return changes >= _UNSTABLE_CHANGES and not settled
