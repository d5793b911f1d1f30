"""What changed since the last message: the figures, or the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import attrs

from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.figures_said import known_since, line_of, target_of
from wes_rules.alerts.fingerprint import PARTS
from wes_rules.alerts.last_told import LastTold, figures_told, inputs_told
from wes_rules.alerts.signals import basis_of, severity_of
from wes_rules.alerts.told_figures import ToldFigure
from wes_rules.judging.asking import asked
from wes_rules.judging.explain import with_name
from wes_rules.judging.inputs import OWN, Input, inputs_of, is_earlier, is_own, is_place
from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.status import Status
from wes_rules.judging.versions_in_force import target_moved_since
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.words import Words
from wes_rules.values.days import said_day

_GONE = "no figure"
_UNCOUNTED = "not counted"
_TARGETS = {"target", "broken_target", "required"}
# What the plan itself states, rather than a source.
_STATED = {*_TARGETS, "baseline"}


def redefined(told: LastTold, current: CurrentAlert) -> frozenset[str]:
    """Name the parts of a plan's fingerprint that have changed since the last message."""
    pairs = zip(PARTS, told.rule.split("."), current.rule.split("."), strict=False)
    return frozenset() if current.ended else frozenset(name for name, was, now in pairs if was != now)


def is_edited(told: LastTold, current: CurrentAlert) -> bool:
    """Whether the plan changed the promise or the calendar."""
    return bool(redefined(told, current)) or not told.counts_as(current)


def reads_otherwise(told: LastTold, current: CurrentAlert) -> bool:
    """Whether an edit of the plan changed a verdict or number that was announced."""
    changed = redefined(told, current)
    if not changed:
        return False
    if told.period not in current.judged or not set(told.breaches) <= current.past:
        return True
    now = current.judged[told.period]
    # Earlier versions did not store which part of a promise was missed.
    if severity_of(now) != told.severity or (told.basis and basis_of(now) != told.basis):
        return True
    if now.margin is not None and told.margin is not None:
        return now.margin != told.margin
    were = {key: one for key, one in told.figures.items() if one.period == told.period}
    are = {one.key: one for one in figures_told(current, (told.period,))}
    return were.keys() != are.keys() or any(not one.says_what(are[key]) for key, one in were.items())


def revised_figures(told: LastTold, current: CurrentAlert) -> tuple[str, ...]:
    """
    Say which announced figures have been revised since, or are no longer known.

    A figure followed by another period's is not revised, and neither is one that was unknown before.
    """
    changed = redefined(told, current) | (set() if told.counts_as(current) else {"terms"})
    pairs = list(_pairs(told, current))
    own = any(is_own(one.was.role) for one in pairs)
    return tuple(_way(one, changed, follows=own and is_place(one.was.role)) for one in pairs)


def by_a_revision(now: Judgement) -> Iterator[str]:
    """If revisions alone put a period off track, say which, and the verdict of the day before; else nothing."""
    day = None if now.decisive is None else known_since(now.decisive)
    if day is None:
        return
    then = judge(now.measure, now.history, as_of=day - timedelta(days=1), area=now.area, period=now.period)
    if then.status is not Status.ON_TRACK:
        return
    yield f"It was on track before {said_day(day)}: {line_of(then)}"
    were = {one.place: one for one in inputs_of(then)}
    for one in inputs_of(now):
        was = were.get(one.place)
        if was is not None and not was.known.missing and not was.known.says_what(one.known):
            yield f"Revised: {_whose(one.moved_since(was.known.ends))}{was.words} before, {one.words} now."


def is_revised(told: LastTold, current: CurrentAlert) -> bool:
    """Whether an announced figure changed or is no longer known; narrower bounds are no change."""
    return any(not one.is_known_better for one in _pairs(told, current))


def target_moved(told: LastTold, now: Judgement | None, *, as_told: bool = False) -> tuple[str, ...]:
    """
    Say how versions that apply since the last message have changed the promise.

    Args:
        as_told: Whether to compare with the promise for the same period instead of the period judged then.
    """
    if now is None or told.day is None:
        return ()
    found = [
        with_name(one, now, line)
        for one in now.leaves
        for line in target_moved_since(one, told.day, one.period if as_told else None)
    ]
    return tuple(dict.fromkeys(found))


def target_edited(told: LastTold, current: CurrentAlert) -> str:
    """Return the target that replaced the announced one by an edit; empty if none, or if figures may have moved it."""
    now = current.judged.get(told.period)
    one = None if now is None else now.decisive
    if one is None or not one.promise.steady or "promise" not in redefined(told, current):
        return ""
    target = target_of(one)
    return target if told.required and told.required != target else ""


def is_by_a_version(told: LastTold, current: CurrentAlert) -> bool:
    """Whether a version of the promise, and no published figure, changed the state since the last message."""
    latest = current.latest
    if redefined(told, current) or not target_moved(told, latest):
        return False
    waits = latest is None or (latest.due and latest.status is Status.UNDECIDED and not told.settled)
    return not waits and all(one.is_known_better or one.was.role in _TARGETS for one in _pairs(told, current))


def figures_are_revised(told: LastTold, current: CurrentAlert) -> bool:
    """Whether a published figure certainly differs from the announced one, although the plan was edited."""
    return not redefined(told, current) - {"promise"} and any(
        not one.is_lost and one.was.role not in _STATED for one in _pairs(told, current)
    )


@attrs.frozen
class _Revised:
    """An input that differs from what was told; without the present input if that is gone."""

    was: ToldFigure
    now: ToldFigure | None
    instead: str
    moved: str

    @property
    def is_lost(self) -> bool:
        return self.now is None or self.now.is_missing

    @property
    def is_known_better(self) -> bool:
        """Whether it is the same figure with narrower bounds."""
        was, now = self.was.known, None if self.now is None else self.now.known
        return was is not None and now is not None and now.is_known_better(was)

    @property
    def new(self) -> str:
        return self.instead if self.now is None else self.now.words

    @property
    def said(self) -> tuple[str, str]:
        return self.was.words, self.new


def _pairs(told: LastTold, current: CurrentAlert) -> Iterator[_Revised]:
    """Yield the inputs that differ from those announced, each once."""
    live = inputs_told(current, (*told.breaches, told.period))
    now = {(period, one.place): (ToldFigure.of(period, one), one) for period, one in live}
    gone = _UNCOUNTED if redefined(told, current) else _GONE
    changes: dict[tuple[str, str, str], _Revised] = {}
    for key, was in sorted(told.figures.items(), key=lambda one: (one[1].period, one[1].name, one[1].place)):
        kept = was if was.period in current.judged or current.ended else None
        is_now, each = now.get(key, (kept, None))
        if not was.is_missing and (is_now is None or not was.says_what(is_now)):
            ends = () if was.known is None else was.known.ends
            one = _Revised(was, is_now, gone, was.name if each is None else each.moved_since(ends))
            changes[was.name, *one.said] = one
    # The same figure may be its own period's and an earlier one for those after it.
    named = {one.said for one in changes.values() if not is_earlier(one.was.role)}
    yield from (one for one in changes.values() if not is_earlier(one.was.role) or one.said not in named)


def _way(one: _Revised, changed: frozenset[str], *, follows: bool) -> str:
    """Say what became of a figure; narrower bounds are no revision."""
    name, old = _whose(one.moved), one.was.words
    if changed & {"shown", "figures"} or (one.is_lost and changed):
        # It may be the same figure: what the plan says of it has changed.
        return f"Told before: {name}{old}; now {one.new}"
    way = "Revised"
    if one.is_lost:
        way = "No longer known"
    elif follows:
        way = "With it"
    elif changed and one.was.role in _STATED:
        way = "Changed in the plan"
    elif one.is_known_better:
        way = "Known now"
    return f"{way}: {name}{old} before, {one.new} now"


def _whose(name: str) -> str:
    """Return the words before a figure: none for the measure's own, the title for a part's own."""
    return "" if name == OWN else f"{name.removeprefix(f'{OWN} of ')}: "


def knows_more(told: LastTold, current: CurrentAlert) -> bool:
    """Whether a figure that was unknown or unused in the last message is known now, or better."""
    if any(one.is_known_better for one in _pairs(told, current)):
        return True
    known = {key for key, one in told.figures.items() if not one.is_missing}
    return any(one.key not in known and not one.is_missing for one in figures_told(current, (told.period,)))


def known_now(told: LastTold, current: CurrentAlert, shown: str) -> Iterator[str]:
    """Say which figures were not known when it was told, or not looked at, and are known now; none that is shown anyway."""
    said = set()
    # What an edited promise looks at besides may have been known all along.
    same = not redefined(told, current)
    were = told.figures
    # An earlier figure may have played another part then, such as in the step that broke the promise.
    words_then = {one.words for one in were.values()}
    decided, asks = _where_decided(current)
    for period, found in inputs_told(current, (*told.breaches, told.period)):
        one = ToldFigure.of(period, found)
        was = were.get(one.key)
        unseen = same and period == told.period and not _was_published(found, told.day)
        was_missing = unseen if was is None else was.is_missing
        earlier = is_earlier(one.role)
        was_told = earlier and one.words in words_then
        # What a figure is held against is shown with the one that decided, and not for another period.
        is_shown = (is_own(one.role) or earlier or one.period in decided) and _is_shown(one, shown)
        if was_missing and not was_told and not one.is_missing and not is_shown:
            target = asks if one.role == "benchmark" and one.period == current.period else ""
            said.add((one.name, f"{one.words}{target}", earlier))
    # What is said to be revised is not said to be known as well.
    named = {words for _, words, earlier in said if not earlier} | {one.new for one in _pairs(told, current)}
    yield from (
        f"Known now: {_whose(name)}{words}."
        for name, words, earlier in sorted(said)
        if not earlier or words not in named
    )


def _was_published(one: Input, day: date | None) -> bool:
    """Whether all that a figure is made of was published before a day."""
    days = [each.published for each in one.fact.figure.observations]
    return day is not None and bool(days) and all(each is not None and each < day for each in days)


def _where_decided(current: CurrentAlert) -> tuple[set[str], str]:
    """Name the periods whose figures decide the latest verdict, and the limit of a latest figure that does not."""
    now = current.judged.get(current.period)
    leaves = () if now is None else now.leaves
    decided = {current.period if one.decided_in is None else str(one.decided_in) for one in leaves}
    one = leaves[0] if len(leaves) == 1 else None
    if (
        one is None
        or one.decided_in is None
        or (found := one.finding) is None
        or not isinstance(one.promise, FigureRule)
    ):
        return decided, ""
    rule = one.promise
    target = asked(one.measure, lambda: rule.requirement(found, Words.of(one.measure)))
    return decided, f", so the target for {current.period} is {target}" if target else ""


def _is_shown(one: ToldFigure, shown: str) -> bool:
    """Whether a text names a figure: an own one with its period, another as the limit."""
    words = one.words if is_own(one.role) else one.words.partition(" in ")[0]
    return re.search(rf"(?<![\d.,-]){re.escape(words)}(?![\d.,]\d)", shown) is not None


def overdue_then_and_now(told: LastTold, current: CurrentAlert) -> tuple[set[object], set[object]]:
    """Return the figures announced as overdue, and those overdue now, in comparable form."""
    if any(one.place is None for one in told.overdue):
        return {one.words for one in told.overdue}, {one.words for one in current.overdue}
    return set(told.overdue), set(current.overdue)


def good_between(told: LastTold, current: CurrentAlert) -> tuple[str, ...]:
    """Name the announced off-track periods that are on track now."""
    span = current.between(told.opened, told.period)
    return tuple(one for one in span if current.judged[one].status is Status.ON_TRACK)
