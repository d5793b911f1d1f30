"""What moved between told and true: the figures, or what the plan says of them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import attrs

from wes_rules.alerts.fingerprint import PARTS
from wes_rules.alerts.signals import basis_of, severity_of
from wes_rules.alerts.told import Told, figures_told
from wes_rules.alerts.truth import Truth
from wes_rules.judging.explain import not_due, one_line, with_name
from wes_rules.judging.inputs import inputs_of
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.status import Status
from wes_rules.values.reason import Reason

_VAGUE = ("between ", "rank between ")
_UNKNOWN = "not known"
_GONE = "no figure"
_UNCOUNTED = "not counted"
_OWN = "own figure"
_PLACES = {"rank", "place"}
_EARLIER = "earlier figures"
# What the plan itself states, and no source.
_STATED = ("target", "baseline")
# Reasons of a verdict that still waits for a figure, or that the plan expects none for.
_WAITS = {
    Reason.OVERDUE,
    Reason.NO_FIGURES,
    Reason.AWAITING_PUBLICATION,
    Reason.BENCHMARK_MISSING,
    Reason.BENCHMARK_PENDING,
    Reason.AREAS_AWAITED,
    Reason.NOT_COLLECTED,
    Reason.NOT_IN_CALENDAR,
    Reason.NO_RULE,
}


def redefined(told: Told, truth: Truth) -> frozenset[str]:
    """Name what the plan says otherwise since it was told: one or more of the parts of its fingerprint."""
    pairs = zip(PARTS, told.rule.split("."), truth.rule.split("."), strict=False)
    return frozenset() if truth.ended else frozenset(name for name, was, now in pairs if was != now)


def reads_otherwise(told: Told, truth: Truth) -> bool:
    """Whether an edit of the plan changed anything of what was told: many edits change no verdict and no number."""
    changed = redefined(told, truth)
    if not changed:
        return False
    if told.period not in truth.judged or not set(told.breaches) <= truth.past:
        return True
    now = truth.judged[told.period]
    # Once it was not kept which part of a promise was missed.
    if severity_of(now) != told.severity or (told.basis and basis_of(now) != told.basis):
        return True
    if now.margin is not None and told.margin:
        return now.margin != Decimal(told.margin)
    return figures_told(truth, (told.period,)) != {
        place: words for place, words in told.inputs.items() if place.startswith(f"{told.period}|")
    }


def moved(told: Told, truth: Truth) -> tuple[str, ...]:
    """
    Say which figures that a recipient was told of have been revised since, or are not known any more.

    A figure that another period's has followed is not revised, and neither is one that was not known before.
    """
    changed = redefined(told, truth) | ({"terms"} if told.terms != truth.terms else set())
    pairs = list(_pairs(told, truth))
    own = any(one.name.startswith(_OWN) for one in pairs)
    return tuple(_way(one, changed, follows=own and one.is_place) for one in pairs)


def figures_moved(told: Told, truth: Truth) -> bool:
    """Whether it is certain that a published figure is another one than was told, though the plan was edited."""
    return not redefined(told, truth) - {"promise"} and any(
        not one.is_lost and not one.name.startswith(_STATED) for one in _pairs(told, truth)
    )


@attrs.frozen
class _Moved:
    """An input that reads otherwise than it was told; a place among areas moves with the own figure as well."""

    name: str
    old: str
    new: str
    is_place: bool

    @property
    def is_lost(self) -> bool:
        return self.new.startswith((_GONE, _UNCOUNTED, _UNKNOWN))


def _pairs(told: Told, truth: Truth) -> Iterator[_Moved]:
    """Give what reads otherwise than it was told, each once."""
    now = figures_told(truth, (*told.breaches, told.period))
    gone = _UNCOUNTED if redefined(told, truth) else _GONE
    changes: dict[tuple[str, str, str], _Moved] = {}
    for key, old in sorted(told.inputs.items()):
        period, name, place = key.split("|", 2)
        new = now.get(key, old) if period in truth.judged or truth.ended else gone
        if new != old and not old.startswith(_UNKNOWN):
            changes[name, old, new] = _Moved(name, old, new, not _PLACES.isdisjoint(place.split("/")))
    # The same figure may be its own period's and an earlier one for those after it.
    named = {(one.old, one.new) for one in changes.values() if not one.name.startswith(_EARLIER)}
    yield from (one for one in changes.values() if not one.name.startswith(_EARLIER) or (one.old, one.new) not in named)


def _way(one: _Moved, changed: frozenset[str], *, follows: bool) -> str:
    """Say what became of a figure; one that was known between bounds is no revision when it is known better."""
    if changed & {"shown", "figures"} or (one.is_lost and changed):
        # It may be the same figure: what the plan says of it has changed.
        return f"Told before: {one.name}: {one.old}; now {one.new}"
    way = "Revised"
    if one.is_lost:
        way = "No longer known"
    elif follows:
        way = "With it"
    elif changed and one.name.startswith(_STATED):
        way = "Changed in the plan"
    elif one.old.startswith(_VAGUE) and not one.new.startswith(_VAGUE):
        way = "Known now"
    return f"{way}: {one.name}: {one.old} before, {one.new} now"


def knows_more(told: Told, truth: Truth) -> bool:
    """Whether a figure that was not known when it was told, or not looked at, is known now."""
    known = {place for place, words in told.inputs.items() if not words.startswith(_UNKNOWN)}
    now = figures_told(truth, (told.period,))
    return any(place not in known and not words.startswith(_UNKNOWN) for place, words in now.items())


def known_now(told: Told, truth: Truth) -> Iterator[str]:
    """Say which figures were not known when it was told, or not looked at, and are known now."""
    said = set()
    # What an edited promise looks at besides may have been known all along.
    same = not redefined(told, truth)
    for key, new in figures_told(truth, (*told.breaches, told.period)).items():
        was_looked_at = key in told.inputs or (same and key.startswith(f"{told.period}|"))
        name = key.split("|")[1]
        if was_looked_at and told.inputs.get(key, _UNKNOWN).startswith(_UNKNOWN) and not new.startswith(_UNKNOWN):
            said.add((name, new))
    named = {new for name, new in said if not name.startswith(_EARLIER)}
    yield from (
        f"Known now: {name}: {new}." for name, new in sorted(said) if not name.startswith(_EARLIER) or new not in named
    )


def good_between(told: Told, truth: Truth) -> tuple[str, ...]:
    """Name the periods among those that were told to count against it that are on track now."""
    periods = list(truth.judged)
    if told.opened not in truth.judged or told.period not in truth.judged:
        return ()
    span = periods[periods.index(told.opened) : periods.index(told.period) + 1]
    return tuple(one for one in span if truth.judged[one].status is Status.ON_TRACK)


def came(told: Told, truth: Truth) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """
    Say what became of the figures that were told to be overdue.

    Returns:
        A sentence for each period whose figure has come; and the periods for which the plan waits no more.
    """
    sentences, rest = [], []
    for period in told.breaches:
        whole = truth.judged.get(period)
        late = () if whole is None else _that_were_late(told, period, whole)
        if whole is None or not any(map(_has_come, late)):
            rest.append(period)
            continue
        now = whole if late == whole.leaves else next(filter(_has_come, late))
        own = [one for one in inputs_of(now) if one.name.startswith(_OWN) and not one.words.startswith(_UNKNOWN)]
        words = ", ".join(one.words for one in own)
        if truth.final_only and any(one.provisional for one in own):
            line = f"A provisional figure for {period} has come, and is told when it is final."
        elif now.status is Status.UNDECIDED:
            line = " ".join((f"{words or period}:", *(one.sentence for one in now.reasons[:1])))
        else:
            # What else decided it may be provisional.
            line = f"{words or period}." if truth.final_only else one_line(now)
        sentences.append(with_name(now, whole, line))
    return tuple(sentences), tuple(rest)


def _that_were_late(told: Told, period: str, whole: Judgement) -> tuple[Judgement, ...]:
    """Return the parts of a verdict whose figures were told to be overdue; all of them where none was named."""
    named = [one for one in told.basis.split("; ") if one.startswith(f"{period} (")]
    found = tuple(leaf for leaf in whole.leaves if any(f"({leaf.measure.title}" in one for one in named))
    return found or whole.leaves


def _has_come(now: Judgement) -> bool:
    """Whether a figure that a verdict was waiting for is there, be it that it says nothing."""
    if now.status is Status.UNDECIDED:
        return _WAITS.isdisjoint(now.reasons)
    firsts = [one.finding.facts[0] for one in now.leaves if one.finding is not None and one.finding.facts]
    return not firsts or any(one.figure.observations for one in firsts)


def undecided(told: Told, truth: Truth) -> Iterator[str]:
    """Say which periods that counted against it are neither good nor bad now, and why."""
    for period in told.breaches:
        now = truth.judged.get(period)
        if now is not None and not now.due:
            yield f"{period} counts no more: {not_due(now)[0].lower()}{not_due(now)[1:]}"
        elif now is not None and now.status is Status.UNDECIDED and now.reasons:
            why = now.reasons[0].sentence
            yield f"Whether {period} is off track can no longer be judged: {why[0].lower()}{why[1:]}"
