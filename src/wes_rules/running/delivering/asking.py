"""Asking notifiers whether their settings work, without sending anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from wes_rules.errors import NotifierError, Problem, WesRulesError
from wes_rules.plugins.api import Checked
from wes_rules.plugins.patience import within
from wes_rules.quoting import quoted
from wes_rules.running.delivering.outlets import Outlet, open_outlets
from wes_rules.running.reading_and_judging import PlanWithFigures

# Seconds to wait for one notifier.
_PATIENCE = 60.0


@attrs.frozen
class Asked:
    """
    The result of asking.

    Args:
        working: The names of the notifiers that answered as they should.
        not_asked: Those that could not be asked, each with the reason.
    """

    working: tuple[str, ...]
    not_asked: Mapping[str, str]


def ask_notifiers(loaded: PlanWithFigures) -> Asked:
    """
    Ask every notifier of a plan that has a check whether its settings work.

    Raises:
        NotifierError: Some do not work; what is wrong with each of them is in it.
    """
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
            note([Problem(what, "tell its author, to whom --debug shows where")], subject)
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
