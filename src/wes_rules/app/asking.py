"""Asking notifiers whether their settings work, before anybody has to be told anything."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from wes_rules.app.outlets import open_outlets
from wes_rules.app.run import Loaded
from wes_rules.errors import NotifierError, Problem, WesRulesError
from wes_rules.plugins.api import Checked


def ask_notifiers(loaded: Loaded) -> tuple[str, ...]:
    """
    Ask every notifier of a plan that can tell whether its settings work; nothing is sent.

    Args:
        loaded: The plan, with its plugins.

    Returns:
        The names of the notifiers that answered.

    Raises:
        NotifierError: Some do not work; what is wrong with each of them is in it.
    """
    problems: list[Problem] = []
    asked = []

    def note(found: Iterable[Problem], subject: str) -> None:
        problems.extend(one if one.subject else attrs.evolve(one, subject=subject) for one in found)

    for outlet in open_outlets(loaded.plan, loaded.plugins, loaded.context, timeout=60.0, note=note):
        if not isinstance(outlet.notifier, Checked):
            continue
        subject = f'notifier "{outlet.name}"'
        try:
            outlet.notifier.check()
        except WesRulesError as error:
            note(outlet.secrets.hidden_in(error.problems), subject)
        except Exception as error:  # noqa: BLE001 - whatever a notifier raises stays its own
            what = outlet.secrets.hidden(f"it raised {type(error).__name__}: {error}")
            note([Problem(what, "tell its author")], subject)
        else:
            asked.append(outlet.name)
    if problems:
        raise NotifierError(problems)
    return tuple(asked)
