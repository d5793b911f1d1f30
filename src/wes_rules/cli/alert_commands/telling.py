"""The commands that tell everything about the alerts of one measure, and change nothing."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import attrs

from wes_rules.alerts import wire
from wes_rules.alerts.handling import Acknowledgement, Silence
from wes_rules.alerts.headings import heading
from wes_rules.alerts.last_told import LastTold, Route
from wes_rules.alerts.message import Change, Message
from wes_rules.alerts.records import AlertState, Delivery, Entry, Row
from wes_rules.cli.alert_commands.finding import (
    alerts_named,
    plain_alert,
    plain_row,
    reading,
    said,
    silences_of,
    since,
    status_of,
)
from wes_rules.cli.output import say_json, tell
from wes_rules.errors import DefinitionError, Problem, near_miss
from wes_rules.plugins.store import Session
from wes_rules.quoting import quoted
from wes_rules.running.clock import last_day
from wes_rules.running.reading.remembered import not_judged_since
from wes_rules.running.telling.upkeep import waiting

_NOTHING_ARRIVED = "nothing has arrived there"


@attrs.frozen(kw_only=True)
class _Dossier:
    """
    All that the store knows of one alert.

    Args:
        last_run: The day of the plan's last run.
        judged: The day on which it was judged last.
        is_held: The last run could not judge it, as a source failed.
        told: What each recipient was last told.
        unreadable: Why it cannot be read what a recipient was told.
        behind: By the place of a message that waits behind others, the first of those.
        silences: The silences in force that match it.
        acknowledgements: Every one it ever had.
        entries: What the log has about it.
    """

    state: AlertState
    last_run: str
    judged: str
    is_held: bool
    told: dict[Route, LastTold]
    unreadable: dict[Route, str]
    rows: tuple[Row, ...]
    behind: dict[int, Row]
    silences: tuple[Silence, ...]
    acknowledgements: tuple[Acknowledgement, ...]
    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, session: Session, one: AlertState, now: datetime) -> _Dossier:
        last_run = last_day(session, one.plan) or one.updated
        # A source may be called what a measure is, and is never left as it was.
        held = not_judged_since(session, one.plan) if one.kind.of_measure else {}
        told = session.told([one.alert]).get(one.alert, {})
        return cls(
            state=one,
            last_run=last_run,
            judged=held.get(one.measure, last_run) or one.updated,
            is_held=one.measure in held,
            told={route: known for route, (_, known) in sorted(told.items())},
            unreadable=_unreadable(session, one.alert),
            rows=tuple(session.rows(alert=one.alert)),
            behind=waiting(session, one.plan)[1],
            silences=tuple(silences_of(one, session.silences(), now)),
            acknowledgements=tuple(session.acknowledgements(alert=one.alert)),
            entries=tuple(session.entries(one.alert)),
        )

    @property
    def condition(self) -> str:
        """Its condition with the day on which it was judged."""
        return f"{self.state.state}{since(self.state)}, as of {self.judged}"

    @property
    def left(self) -> str:
        """Why the last run did not judge it; empty when it did."""
        if not self.is_held:
            return ""
        return f"the last run, as of {self.last_run}, left it as it was: a source failed that it rests on"

    def told_words(self, known: LastTold) -> str:
        """Say what a recipient was told last, and of which period."""
        period = self._period(known)
        what = heading(self.state.kind, known.change, known.severity).lower()
        return f"was told: {what}{period and f' ({period})'}, in message {known.message[:12]}"

    def facts(self) -> dict[str, list[str]]:
        """Say for each recipient what was sent, or why nothing was."""
        found = {str(route): [self.told_words(known)] for route, known in self.told.items()}
        found |= {str(route): [why] for route, why in self.unreadable.items()}
        for row in self.rows:
            if row.status not in (Delivery.DELIVERED, Delivery.SUPERSEDED):
                held_up = f", behind {self.behind[row.seq].key[:12]}" if row.seq in self.behind else ""
                words = f"message {row.key[:12]}: {status_of(row)}{held_up}"
                found.setdefault(str(row.route), [_NOTHING_ARRIVED]).append(words)
        for way, reasons in self.state.reasons.items():
            known = found.setdefault(way, [_NOTHING_ARRIVED])
            more = "" if known == [_NOTHING_ARRIVED] else "more "
            known += [f"nothing {more}is sent: {reason}" for reason in reasons]
        if self.left:
            for known in found.values():
                known.append(f"nothing was sent since: {self.left}")
        return found

    def _period(self, known: LastTold) -> str:
        """Return the period that a message was about: what a recipient knows may go by another one since."""
        for row in self.rows:
            if row.key == known.message:
                try:
                    news = wire.load(Message, row.message).news
                except Exception:  # noqa: BLE001 - whatever it is that was written there, the rest is told
                    return ""
                return next((one.period for one in news if one.alert == self.state.alert), "")
        return ""


def _unreadable(session: Session, alert: str) -> dict[Route, str]:
    """Name the recipients for whom the store cannot say what they were told of an alert."""
    keys = [(dict(one.key), one) for one in session.damages if one.table == "told" and one.alert == alert]
    return {
        Route(
            str(key["recipient"]), str(key["notifier"])
        ): f"what was told cannot be read, so nothing is sent: {one.problem.remedy}"
        for key, one in keys
    }


def show(options: argparse.Namespace, now: datetime) -> int:
    """Show everything about one alert, or about each alert of a measure."""
    found = _found(options, now)
    if options.format == "json":
        return say_json({"alerts": [_shown_plain(one) for one in found]})
    for one in found:
        for line in _shown(one):
            tell(line)
    return 0


def _found(options: argparse.Namespace, now: datetime) -> list[_Dossier]:
    with reading(options) as session:
        return [_Dossier.of(session, one, now) for one in alerts_named(session, options.alert)]


def _shown_plain(one: _Dossier) -> dict[str, Any]:
    return {
        **plain_alert(one.state, one.silences),
        "as_of": one.judged,
        "left": one.left or None,
        "told": [{**attrs.asdict(route), **wire.plain(known)} for route, known in one.told.items()],
        "messages": [plain_row(row) for row in one.rows],
        "acknowledgements": [wire.plain(each) for each in one.acknowledgements],
        "log": [wire.plain(each) for each in one.entries],
    }


def _shown(one: _Dossier) -> Iterator[str]:
    yield f"{one.state.title} [{one.state.alert}]"
    yield f"  condition: {one.condition}"
    if one.left:
        yield f"  {one.left}"
    yield f"  {one.state.line}"
    yield from (f"  {each.words}" for each in one.silences)
    yield from (f"  {route!s}: {why}" for route, why in one.unreadable.items())
    for route, known in one.told.items():
        # A question claims neither.
        state = "" if known.change is Change.QUESTIONED else "; open" if known.open else "; closed"
        yield f"  {route!s} {one.told_words(known)}{state}"
    for row in one.rows:
        yield f"  message {row.key[:12]} to {row.route}: {status_of(row)}"
    for each in one.acknowledgements:
        over = f"; no longer: {each.cleared_why}" if each.cleared_at else ""
        yield f"  acknowledged by {each.by} on {said(each.at)}{f': {each.note}' if each.note else ''}{over}"
    for entry in one.entries:
        yield f"  {said(entry.at)} {entry.actor}: {entry.action}{f' ({entry.detail})' if entry.detail else ''}"


def explain(options: argparse.Namespace, now: datetime) -> int:
    """Say for each recipient of an alert, or of each alert of a measure, what was sent, or why nothing was."""
    found = [(one, one.facts()) for one in _found(options, now)]
    if options.recipient:
        found = _only(found, options.recipient)
    if options.format == "json":
        return say_json({"alerts": [_explained_plain(one, facts) for one, facts in found]})
    for one, facts in found:
        for line in _explained(one, facts):
            tell(line)
    return 0


def _explained_plain(one: _Dossier, facts: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "alert": one.state.alert,
        "state": one.state.state,
        "as_of": one.judged,
        "left": one.left or None,
        "silences": [wire.plain(each) for each in one.silences],
        "recipients": [{"recipient": way, "facts": facts[way]} for way in sorted(facts)],
    }


def _explained(one: _Dossier, facts: dict[str, list[str]]) -> Iterator[str]:
    yield f"{one.state.title} [{one.state.alert}]: {one.condition}"
    yield from (f"  {each.words}" for each in one.silences)
    for way in sorted(facts):
        yield f"  {way}:"
        yield from (f"    {fact}" for fact in facts[way])
    if not facts:
        yield "  nobody is told of it"


def _only(
    found: list[tuple[_Dossier, dict[str, list[str]]]], recipient: str
) -> list[tuple[_Dossier, dict[str, list[str]]]]:
    names = {_name(way) for _, facts in found for way in facts}
    if recipient not in names:
        what = f"{quoted(recipient)} is no recipient of this alert"
        raise DefinitionError(Problem(what, near_miss(recipient, names)))
    mine = [(one, {way: some for way, some in facts.items() if _name(way) == recipient}) for one, facts in found]
    return [(one, facts) for one, facts in mine if facts]


def _name(way: str) -> str:
    return way.rpartition(" via ")[0]
