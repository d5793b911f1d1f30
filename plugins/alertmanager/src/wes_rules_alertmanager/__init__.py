"""
Keeps the alerts of wes_rules open and closed in Prometheus Alertmanager, by its API v2.

Labels are an alert's identity there, so they hold nothing that people edit and no number: values are annotations, and a
revised figure changes an alert instead of making a second one. Alertmanager ends what nobody repeats, so each run that leaves
an alert open moves its end on; one that is over is closed expressly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import attrs

from wes_rules.errors import DefinitionError, NotifierError, Problem, TransientFailure
from wes_rules.plugins import AsTold, Context, Dedup, Message, News, NotifierType, Receipt, hookimpl
from wes_rules.plugins.environment import secret
from wes_rules.plugins.escaping import one_line, visible
from wes_rules.plugins.http import Client, HttpError, Response, hand_over, http_url

__all__ = ["Alertmanager", "AlertmanagerConfig", "posted", "wes_rules_notifiers"]

_MOST_ANSWERED = 1024 * 1024
_CHECKED_WITHIN = 10.0


@attrs.frozen(kw_only=True)
class AlertmanagerConfig:
    """
    Where Alertmanager is, and how long an alert lives there.

    Args:
        url: Its address, up to before `/api/v2`.
        margin_days: For how many days after its next figure is due, or after the last run, an alert stays open if no run follows.
        idle_days: The same, from the day that is judged, for an alert of which no further figure is due.
        authorization_env: The environment variable that holds the whole value of a header `Authorization`, if one is needed.
        ca_file: Certificates to trust instead of the system's; a relative path starts at the plan's folder.
    """

    url: str
    margin_days: int = 31
    idle_days: int = 366
    authorization_env: str = ""
    ca_file: str = ""

    def __attrs_post_init__(self) -> None:
        http_url(self.url)
        if self.margin_days < 1 or self.idle_days < 1:
            raise DefinitionError("margin_days and idle_days are 1 or more")


@attrs.frozen
class Alertmanager:
    """Posts each piece of news as an alert, or as the end of one."""

    config: AlertmanagerConfig
    context: Context = attrs.field(repr=False)

    def send(self, message: Message, *, attempt: int, timeout: float) -> Receipt:
        """Post a message's alerts; `wes_rules.plugins.http.hand_over` says which answer means what."""
        # What is only repeated beside the news may have changed since the message was made; each run refreshes it anyway.
        alerts = [posted(one, message, self.config, self.context.as_of) for one in message.news if not one.repeated]
        if not alerts:
            return Receipt("no alerts in it")
        answer = hand_over(lambda: self._ask("POST", "alerts", timeout, alerts))
        return Receipt(f"{answer.host} took {len(alerts)}")

    def refresh(self, alerts: Sequence[AsTold], *, timeout: float) -> None:
        """Post alerts as they were told, with a later end."""
        again = [posted(one.news, one.message, self.config, self.context.as_of) for one in alerts]
        hand_over(lambda: self._ask("POST", "alerts", timeout, again))

    def check(self) -> None:
        """Ask Alertmanager for its status; refuse what does not answer, or is something else."""
        try:
            answer = self._ask("GET", "status", _CHECKED_WITHIN)
            told = answer.json() if answer.ok else None
        except HttpError as error:
            raise NotifierError(error.problems) from None
        if not (isinstance(told, dict) and "versionInfo" in told):
            what = f"{answer.host} answered {answer.status}, not like Alertmanager's API v2"
            raise NotifierError(Problem(what, "give the address up to before /api/v2"))

    def _ask(self, method: str, what: str, timeout: float, body: object = None) -> Response:
        headers = {}
        if self.config.authorization_env:
            headers["Authorization"] = secret(self.context, self.config.authorization_env, TransientFailure)
        trusted = str(self.context.base / self.config.ca_file) if self.config.ca_file else None
        client = Client(max_bytes=_MOST_ANSWERED, ca_file=trusted, headers=headers)
        return client.request(method, f"{self.config.url.rstrip('/')}/api/v2/{what}", json=body, timeout=timeout)


def posted(news: News, message: Message, config: AlertmanagerConfig, as_of: date) -> dict[str, Any]:
    """Return news as Alertmanager takes it; closed alerts end on the day that is judged."""
    labels = {
        "alertname": "WesRules" + "".join(word.capitalize() for word in news.kind.value.split("_")),
        "alert": news.alert,
        "plan": message.plan,
        "measure": news.measure,
        "area": news.area,
        "recipient": message.recipient,
    }
    annotations = {
        "summary": f"{news.change.heading}: {news.headline}",
        "description": "\n".join((news.line, *news.details)).strip(),
        "severity": news.severity,
        "change": news.change.value,
        "title": news.title,
        "area_name": news.area_name,
        "owner": news.owner,
        "period": news.period,
        "since": news.since,
        "labels": ", ".join(news.labels),
        "message": message.key,
    }
    found: dict[str, Any] = {
        "labels": {name: one_line(value) for name, value in labels.items() if value},
        "annotations": {name: visible(value, keep="\n") for name, value in annotations.items() if value},
        "endsAt": _midnight(_ends(news, config, as_of)),
    }
    if news.started is not None:
        found["startsAt"] = _midnight(news.started)
    return found


def _ends(news: News, config: AlertmanagerConfig, as_of: date) -> date:
    """Return the day an alert ends on; that of an open one is always to come, even where its figure is overdue."""
    if not news.open:
        # An end before the start would be refused.
        return max(as_of, news.started or as_of)
    if news.next_due is None:
        return as_of + timedelta(days=config.idle_days)
    return max(news.next_due, as_of) + timedelta(days=config.margin_days)


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


@hookimpl
def wes_rules_notifiers() -> Iterable[NotifierType]:
    """Return Alertmanager."""
    return [
        NotifierType(
            "alertmanager",
            "Opens and closes alerts in Prometheus Alertmanager",
            AlertmanagerConfig,
            Alertmanager,
            dedup=Dedup.KEY,
            expires=True,
            capabilities={"network"},
            secrets=("authorization_env",),
        )
    ]
