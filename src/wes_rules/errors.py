"""What can go wrong, and where.

::

    WesRulesError
     |- PeriodError      a period that cannot exist, or two kinds mixed (also a ValueError)
     |- DefinitionError  a rule or measure that makes no sense as written (also a ValueError)
     |   `- ArgumentError    a class was given arguments that it does not take (also a TypeError)
     |- PlanError        a plan file that cannot be used
     |- SourceError      figures that cannot be used
     |- NotifierError    a notifier that did not deliver
     |   |- TransientFailure  not now; try again
     |   |- PermanentFailure  never; trying again would not help
     |   |   `- RecipientRefused  because of this recipient's address; others can be reached
     |   `- UnknownOutcome    nobody knows whether it arrived
     |- StoreError       a store that cannot be read or written
     |   |- StoreMissing      there is none, or it is empty
     |   |- StoreBusy         somebody else is writing
     |   |- StoreFull         the disk is full
     |   |- StoreReadOnly     it may not be written
     |   |- StoreCorrupt      it is damaged, or no store at all
     |   |- StoreNewer        a later version of this library wrote it
     |   `- ClockSuspect      the clock cannot be right
     `- PluginError      a plugin that cannot be loaded, or that broke its contract
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import attrs

from wes_rules.quoting import MOST_QUOTED, quoted, shortened, visible

# More of one fault than this are told together.
_MOST_TOLD = 3
_MOST_OF_A_PATH = 300
# More names than this are not listed.
_MOST_NAMED = 30


C = TypeVar("C", bound=Callable[..., Any])


def _text(value: str) -> str:
    return str(value)


def checks_arguments(called: C) -> C:
    """Decorate a class or function so that arguments it does not take raise an `ArgumentError`, with the nearest name that it takes."""
    of_class = isinstance(called, type)
    made: Callable[..., Any] = vars(called)["__init__"] if of_class else called

    @functools.wraps(made)
    def call(*given: Any, **named: Any) -> Any:
        try:
            return made(*given, **named)
        except TypeError:
            takes, own = [*inspect.signature(made).parameters.values()][of_class:], given[of_class:]
            names, by_place = [one.name for one in takes], sum(one.kind is not one.KEYWORD_ONLY for one in takes)
            needed = [one.name for one in takes[len(own) :] if one.default is one.empty and one.name not in named]
            unknown = {name: value for name, value in named.items() if name not in names}
            free = [one for one in names[by_place:] if one not in named]
            refuse_arguments(type(given[0]) if of_class else called, names, own[by_place:], unknown, free, needed)
            raise

    if of_class:
        called.__init__ = call  # type: ignore[method-assign] # of a class
    return called if of_class else call  # type: ignore[return-value] # it takes and returns the same


def refuse_arguments(
    cls: Callable[..., Any],
    names: Sequence[str],
    unnamed: Sequence[object],
    unknown: Mapping[str, object],
    free: Sequence[str],
    missing: Sequence[str] = (),
) -> None:
    """Raise an `ArgumentError` if anything is unnamed, unknown or missing; `free` are the names left for what is unnamed."""
    own, problems = inspect.get_annotations(cls), []
    first, *others = sorted(free, key=lambda one: one not in own) or [""]  # a class means what it adds itself
    also = ", ".join(one for one in others if one in own)
    for said in (shortened(repr(value)) for value in unnamed):
        remedy = f"write {first}={said}{f', or one of: {also}' if also else ''}" if first else "leave it out"
        problems.append((f"{said} is given without a name", remedy))
    for name, value in unknown.items():
        meant = getattr(cls, "renamed", {}).get(name)
        given = shortened(repr(value) if isinstance(value, str) else value)
        remedy = near_miss(name, names) if meant is None else f"write {meant} = {given}"
        problems.append((f"{name} is not {'a field' if hasattr(cls, '__attrs_attrs__') else 'an argument'}", remedy))
    problems += [(f"{one} is not given", f"give {one}=...") for one in missing]
    if problems:
        raise ArgumentError(Problem(what, remedy, subject=cls.__name__) for what, remedy in problems)


@checks_arguments
@attrs.frozen
class Problem:
    """
    One thing that is wrong: the place, what it is, and what to do about it.

        As text it is one line, whatever names and values it contains.

    Args:
        what: The fault, with the value that was given.
        remedy: What to do about it; may be empty.
        file: The file as the reader knows it.
        line: The line in that file, counted from 1.
        subject: The measure, column or plugin it concerns.
        sort: What sort of fault it is, where many of one sort say the same of different values; such are told together.
    """

    what: str = attrs.field(converter=_text)
    remedy: str = attrs.field(default="", converter=_text)
    file: str = attrs.field(default="", converter=_text)
    line: int | None = None
    subject: str = attrs.field(default="", converter=_text)
    sort: str = attrs.field(default="", converter=_text, repr=False)

    def __str__(self) -> str:
        file = shortened(self.file, _MOST_OF_A_PATH)
        place = file if self.line is None else f"{file}:{self.line}"
        head = ": ".join(part for part in (place, shortened(self.subject, _MOST_OF_A_PATH), self.what) if part)
        return visible(f"{head}; {self.remedy}" if self.remedy else head)


def told_once(problems: Iterable[Problem]) -> list[str]:
    """Return a line for each fault; many alike in one file are told once, with how often and the next few lines."""
    problems = tuple(problems)
    found: dict[tuple[str, str, str], list[Problem]] = {}
    for one in problems:
        found.setdefault(_alike(one), []).append(one)
    told: list[str] = []
    # Few are told where they come, so that lines stay in the order of their rows.
    for one in problems:
        same = found.get(_alike(one), [])
        if len(same) > _MOST_TOLD:
            told.append(_told_of_many(found.pop(_alike(one))))
        elif same:
            told.append(str(one))
    return told


def _alike(one: Problem) -> tuple[str, str, str]:
    return one.sort or one.what, one.remedy, one.file


def _told_of_many(same: list[Problem]) -> str:
    lines = [str(one.line) for one in same[1:] if one.line is not None]
    also = f", also on lines {', '.join(lines[:_MOST_TOLD])}{' and so on' if len(lines) > _MOST_TOLD else ''}"
    times = "times" if len({one.what for one in same}) == 1 else "like it"
    return f"{same[0]} ({len(same)} {times}{also if lines else ''})"


@checks_arguments
class WesRulesError(Exception):
    """
    The base of every error this library raises on purpose.

    Args:
        problems: All the faults found, or one sentence.
    """

    def __init__(self, problems: str | Problem | Iterable[Problem]) -> None:
        if isinstance(problems, str):
            problems = Problem(problems)
        if isinstance(problems, Problem) or not isinstance(problems, Iterable):
            problems = (problems,)
        # An error that is made of something else still says it: to fail here would hide what went wrong.
        self.problems: tuple[Problem, ...] = tuple(
            one if isinstance(one, Problem) else Problem(one) for one in problems
        )
        super().__init__("\n".join(told_once(self.problems)))

    def __reduce__(self) -> tuple[Callable[..., WesRulesError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class PeriodError(WesRulesError, ValueError):
    """A period that cannot exist or cannot be read, or two kinds of period mixed."""


class DefinitionError(WesRulesError, ValueError):
    """A rule, measure or calendar that makes no sense as written."""


class ArgumentError(DefinitionError, TypeError):
    """A class was given arguments that it does not take: an unknown name, a value without its name, or too few."""


class PlanError(WesRulesError):
    """A plan file that cannot be used; every fault in it is in `problems`."""


class SourceError(WesRulesError):
    """Figures that cannot be used; every fault found is in `problems`."""


class NotifierError(WesRulesError):
    """A notifier that did not deliver; raised as such it counts as an unknown outcome."""


@checks_arguments
class TransientFailure(NotifierError):
    """
    The message was certainly not taken, and may be later: a refused connection, a full queue, a limit on the rate.

    Args:
        problems: All the faults found, or one sentence.
        retry_after: Seconds the other side asked to wait; None when it did not say.
    """

    def __init__(self, problems: str | Problem | Iterable[Problem], *, retry_after: float | None = None) -> None:
        super().__init__(problems)
        # As with problems: what is no number of seconds is left aside, and the failure is told.
        number = isinstance(retry_after, int | float) and not isinstance(retry_after, bool)
        self.retry_after = retry_after if number and retry_after >= 0 else None  # type: ignore[operator]

    def __reduce__(self) -> tuple[Callable[..., TransientFailure], tuple[tuple[Problem, ...]]]:
        return functools.partial(type(self), retry_after=self.retry_after), (self.problems,)


class PermanentFailure(NotifierError):
    """The message will never be taken: a refused key, a template that is not there."""


class RecipientRefused(PermanentFailure):
    """The address of a recipient is refused for good; the way itself works, and others can be reached by it."""


class UnknownOutcome(NotifierError):
    """Nobody knows whether the message was taken: a time-out is not a failure."""


class StoreError(WesRulesError):
    """A store that cannot be opened, read or written; nothing was half-written."""


class StoreMissing(StoreError):
    """There is no store, or an empty file: opening never creates one."""


class StoreBusy(StoreError):
    """Somebody else is writing, and did not finish in time."""


class StoreFull(StoreError):
    """There is no room; nothing of the last step was written."""


class StoreReadOnly(StoreError):
    """The store may not be written."""


class StoreCorrupt(StoreError):
    """The store is damaged, or the file is no store of this library."""


class StoreNewer(StoreError):
    """A later version of this library wrote the store."""


class ClockSuspect(StoreError):
    """The clock is so far from the store's last run that it cannot be right."""


class PluginError(WesRulesError):
    """A plugin that cannot be loaded, or that broke its contract."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known name most like a word; None when none is like it."""
    if len(word) > MOST_QUOTED:
        return None  # likeness costs the square of the length, and no name is so long
    import difflib

    close = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return close[0] if close else None


def near_miss(word: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """Return the remedy for an unknown name: the nearest known one, or all of them, and what else a person can do."""
    options = sorted(known)
    close = nearest(word, options)
    if close is not None:
        # Of "year" or "yearly" no kind of year is nearer than the others, however short its name is.
        said = {word.lower(), word.lower().removesuffix("ly")}
        parts = [one for one in options if not said.isdisjoint(one.split("-"))]
        close = " or ".join(map(quoted, parts)) if close in parts else quoted(close)
        return f"did you mean {close}?{f' Or {otherwise}.' if otherwise else ''}"
    if options:
        more = f" and {len(options) - _MOST_NAMED} more" if len(options) > _MOST_NAMED else ""
        named = ", ".join(map(shortened, options[:_MOST_NAMED]))
        return f"use one of: {named}{more}{f'; or {otherwise}' if otherwise else ''}"
    return f"there are none{f': {otherwise}' if otherwise else ''}"
