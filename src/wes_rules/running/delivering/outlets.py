"""Opening the notifiers of a plan, and checking their settings before they are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ParamSpec, TypeVar

import attrs

from wes_rules.errors import NotifierError, PlanError, Problem, WesRulesError
from wes_rules.plugins.api import Checked, Context, Dedup, Limited, Notifier, NotifierType
from wes_rules.plugins.calling import noted, within
from wes_rules.plugins.manager import Plugins
from wes_rules.plugins.secrecy import Secrets
from wes_rules.quoting import quoted
from wes_rules.rules.plan import Plan
from wes_rules.running.plugins_used import configured, named, unaddressed
from wes_rules.running.reading_and_judging import PlanWithFigures

P = ParamSpec("P")
T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Outlet:
    """
    A notifier of the plan, ready to send.

    Args:
        dedup: What can be done if nobody knows whether a message arrived.
        secrets: Texts that must not appear in any error.
        timeout: Seconds to wait for each message.
        expires: Whether the receiver ends alerts that are not repeated.
        longest: The most characters of text in a message; 0 for no limit.
    """

    name: str
    notifier: Notifier = attrs.field(repr=False)
    dedup: Dedup = Dedup.NONE
    secrets: Secrets = attrs.field(factory=Secrets, repr=False)
    timeout: float = 60.0
    expires: bool = False
    longest: int = 0

    def noted(self, hook: str, call: Callable[P, T]) -> Callable[P, T]:
        """Return a function that calls the notifier and logs the call without secrets."""
        return noted(_subject(self.name), hook, call, self.secrets.hidden)


def open_outlets(
    plan: Plan, plugins: Plugins, context: Context, *, timeout: float, note: Callable[[Iterable[Problem], str], None]
) -> Iterator[Outlet]:
    """Open the notifiers of a plan, and note each fault; messages of one that cannot be opened stay in the queue."""
    for config in plan.notifiers:
        try:
            kind = named(plugins.notifier, config, plan)
        except WesRulesError as error:
            note(error.problems, _subject(config.id))
            continue
        settings = configured(kind.config, config, plan)
        if kind.addressed and (missing := unaddressed(plan, config.id)):
            raise PlanError(missing)
        secrets = Secrets()
        try:
            secrets = Secrets.of(settings, kind.secrets, context.environ)
            outlet = _opened(config.id, kind, settings, context, secrets, timeout)
        except WesRulesError as error:
            note(secrets.hidden_in(error.problems), _subject(config.id))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a plugin raises stays its own
            what = secrets.hidden(f"it cannot be opened: it raised {type(error).__name__}: {error}")
            note([Problem(what, "its messages wait; tell its author; --debug shows where")], _subject(config.id))
        else:
            yield outlet


def _subject(notifier: str) -> str:
    return f"notifier {quoted(notifier)}"


def _opened(name: str, kind: NotifierType, settings: Any, context: Context, secrets: Secrets, timeout: float) -> Outlet:
    remedy = "see what holds it up; its messages wait"
    subject = _subject(name) if name == kind.name else f"{_subject(name)} ({kind.name})"
    opening = noted(subject, "open", kind.open, secrets.hidden)

    def opened() -> tuple[Notifier, int]:
        notifier = opening(settings, context)
        return notifier, notifier.longest if isinstance(notifier, Limited) else 0

    notifier, longest = within(timeout, "opening it", opened, remedy=remedy)
    return Outlet(
        name=name,
        notifier=notifier,
        dedup=kind.dedup,
        secrets=secrets,
        timeout=timeout,
        expires=kind.expires,
        longest=longest,
    )


# Seconds to wait for one notifier.
_PATIENCE = 60.0


@attrs.frozen
class Asked:
    """The notifiers that answered as they should, and those that could not be asked, each with the reason."""

    working: tuple[str, ...]
    not_asked: Mapping[str, str]


def ask_notifiers(loaded: PlanWithFigures) -> Asked:
    """Ask every notifier of a plan that has a check whether its settings work; what is wrong with each is in one error."""
    problems: list[Problem] = []
    working: list[str] = []
    not_asked: dict[str, str] = {}

    def note(found: Iterable[Problem], subject: str) -> None:
        problems.extend(one if one.subject else attrs.evolve(one, subject=subject) for one in found)

    for outlet in open_outlets(loaded.plan, loaded.plugins, loaded.context, timeout=_PATIENCE, note=note):
        subject = f"notifier {quoted(outlet.name)}"
        try:
            why = _asked(outlet)
        except WesRulesError as error:
            note(outlet.secrets.hidden_in(error.problems), subject)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a notifier raises stays its own
            what = outlet.secrets.hidden(f"it raised {type(error).__name__}: {error}")
            note([Problem(what, "tell its author; --debug shows where")], subject)
        else:
            if why:
                not_asked[outlet.name] = outlet.secrets.hidden(why)
            else:
                working.append(outlet.name)
    if problems:
        raise NotifierError(problems)
    return Asked(tuple(working), not_asked)


def _asked(outlet: Outlet) -> str:
    """Ask a notifier; return why it could not be asked, or None if it answered."""
    notifier = outlet.notifier
    if not isinstance(notifier, Checked):
        return "it has nothing that can be asked"
    return within(_PATIENCE, "its check", outlet.noted("check", notifier.check), remedy="look at what it asks") or ""
