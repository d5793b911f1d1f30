"""A plan's plugins, their settings, and the observers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import attrs

from wes_rules.alerts.message import Message
from wes_rules.errors import PlanError, PluginError, Problem
from wes_rules.plugins.api import Context
from wes_rules.plugins.manager import Plugins
from wes_rules.plugins.secrecy import Secrets
from wes_rules.quoting import quoted
from wes_rules.rules.kinds.composites import leaves
from wes_rules.rules.plan import Plan, PluginConfig
from wes_rules.rules.reading import Path as KeyPath
from wes_rules.rules.reading import Reader

T = TypeVar("T")


def needed_by(plan: Plan) -> list[str]:
    """Name the plugins that a plan uses: its sources, its notifiers and its kinds of rule."""
    named = [config.kind for config in (*plan.sources, *plan.notifiers)]
    return named + [leaf.rule.kind for measure in plan.measures for leaf in leaves(measure)]


def named(find: Callable[[str], T], config: PluginConfig, plan: Plan) -> T:
    """Return the kind of source or notifier that a plan names."""
    try:
        return find(config.kind)
    except PluginError as error:
        problems = error.problems
    raise PluginError([attrs.evolve(one, file=Path(plan.file).name, line=config.line) for one in problems])


def configured(cls: type[Any], config: PluginConfig, plan: Plan) -> Any:
    """Read a plugin's settings onto its configuration class."""
    problems: list[Problem] = []

    def fault(path: KeyPath, what: str, remedy: str) -> None:
        problems.append(Problem(what, remedy, Path(plan.file).name, config.line, f"plugin {quoted(config.kind)}"))

    made = Reader(fault=fault).read(cls, config.options, ())
    if problems:
        raise PlanError(problems)
    return made


def check_plugins(plan: Plan, plugins: Plugins) -> None:
    """Check that a plan's sources and notifiers exist, that notifiers have valid settings and reach every recipient."""
    missing: list[Problem] = []
    for find, configs in ((plugins.source, plan.sources), (plugins.notifier, plan.notifiers)):
        for config in configs:
            try:
                named(find, config, plan)
            except PluginError as error:
                missing += error.problems
    if missing:
        raise PluginError(missing)
    problems = []
    for config in plan.notifiers:
        kind = plugins.notifier(config.kind)
        configured(kind.config, config, plan)
        problems += unaddressed(plan, config.id) if kind.addressed else []
    if problems:
        raise PlanError(problems)


def unaddressed(plan: Plan, notifier: str) -> list[Problem]:
    """List the recipients who lack an address for one of their notifiers."""
    named = [name for one in plan.measures for name in plan.all_told_of(one)]
    found = []
    for name in dict.fromkeys([*named, *plan.recipients_of(None)]):
        recipient = plan.alerting.recipient(name)
        if notifier in (recipient.via or (notifier,)) and not recipient.addresses.get(notifier):
            what = f"notifier {quoted(notifier)} has no address for {quoted(recipient.name)}"
            remedy = f'write addresses = {{{notifier} = "..."}} in its [[recipients]], or leave {notifier} out of via'
            found.append(Problem(what, remedy, Path(plan.file).name))
    return found


def secrets_of(plan: Plan, plugins: Plugins, environ: Mapping[str, str]) -> Secrets:
    """Return the secrets of all sources and notifiers of a plan that are loaded."""
    texts: list[str] = []
    for known, configs in ((plugins.sources, plan.sources), (plugins.notifiers, plan.notifiers)):
        for config in configs:
            kind = known.get(config.kind)
            if kind is not None:
                texts += Secrets.of(configured(kind.config, config, plan), kind.secrets, environ).texts
    return Secrets(tuple(texts))


@attrs.frozen
class Observers:
    """The observers."""

    plan: Plan
    plugins: Plugins
    context: Context

    def see(self, hook: str, **facts: Any) -> list[Problem]:
        """Call observers, and return what they raised."""
        return self.plugins.observe(hook, context=self.context, hide=self._hidden, **facts)

    def _hidden(self, text: str) -> str:
        return secrets_of(self.plan, self.plugins, self.context.environ).hidden(text)

    def see_news(self, messages: Iterable[Message]) -> list[Problem]:
        """Call observers once for each alert raised or resolved, however many recipients it has."""
        problems, seen = [], set()
        for one in (news for message in messages for news in message.news):
            if one.repeated or one.change.opens is None or (one.alert, one.change) in seen:
                continue
            seen.add((one.alert, one.change))
            problems += self.see("wes_rules_alert_raised" if one.open else "wes_rules_alert_resolved", news=one)
        return problems
