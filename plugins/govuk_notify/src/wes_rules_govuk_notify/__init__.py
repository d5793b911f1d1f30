"""
Tells the news of wes_rules through GOV.UK Notify, as email or text message.

The words are those of a template that people edit in Notify; this fills its placeholders. A message's key is the reference
in Notify, so that a message of which nobody knows whether it was taken can be looked up instead of being sent twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Literal
from uuid import UUID

import attrs
import requests
from notifications_python_client.errors import HTTPError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient
from urllib3.exceptions import MaxRetryError, NewConnectionError

from wes_rules.errors import (
    DefinitionError,
    NotifierError,
    PermanentFailure,
    Problem,
    RecipientRefused,
    TransientFailure,
    UnknownOutcome,
)
from wes_rules.plugins import Context, Dedup, Message, NotifierType, Receipt, hookimpl
from wes_rules.plugins.environment import secret
from wes_rules.plugins.escaping import one_line, visible
from wes_rules.plugins.http import http_url

# "Notify was unable to process the request, resend your notification", says its documentation.
_NOT_PROCESSED = frozenset({408, 500, 503})
# Limits on the rate are by the minute, those on the number by the day.
_WAIT = {"RateLimitError": 60.0, "TooManyRequestsError": 3600.0}


# It says that it is typed, but its methods are not.
_Client: Any = NotificationsAPIClient


def client(key: str, base_url: str, timeout: float) -> Any:
    """Return the official client, which then follows no redirects."""
    made = _Client(key, base_url=base_url, timeout=timeout)
    made.request_session.max_redirects = 0
    return made


def ask(question: Callable[[], Any]) -> dict[str, Any]:
    """
    Return Notify's answer.

    Raises:
        TransientFailure: It certainly has not done it, and may later.
        PermanentFailure: It refuses.
        UnknownOutcome: Nobody knows.
    """
    try:
        answer = question()
    except HTTPError as error:
        raise _no_answer(error.__cause__) if error.response is None else _refusal(error.response) from None
    except InvalidResponse:
        raise UnknownOutcome("Notify's answer is not JSON; is there a proxy in between?") from None
    return answer if isinstance(answer, dict) else {}


def _no_answer(cause: BaseException | None) -> NotifierError:
    """Tell a connection that was never made from an answer that never came."""
    reason = cause.args[0] if isinstance(cause, requests.ConnectionError) and cause.args else None
    if isinstance(reason, MaxRetryError):
        reason = reason.reason
    if isinstance(cause, requests.ConnectTimeout | requests.exceptions.SSLError) or isinstance(
        reason, NewConnectionError
    ):
        return TransientFailure(Problem("Notify cannot be reached", "check base_url and the network"))
    return UnknownOutcome("Notify was asked, and gave no answer in time")


def _refusal(response: requests.Response) -> NotifierError:
    kind, said = _error(response)
    # Its documentation asks to go by the status and the type, as messages change.
    what = f"Notify answered {response.status_code}" + (f" {kind}: {said}" if kind else "")
    if response.status_code == 429:
        return TransientFailure(what, retry_after=_WAIT.get(kind, 60.0))
    if response.status_code in _NOT_PROCESSED:
        return TransientFailure(what)
    if kind == "ValidationError" and said.startswith(("email_address ", "phone_number ")):
        return RecipientRefused(what)
    return UnknownOutcome(what) if response.status_code > 500 else PermanentFailure(what)


def _error(response: requests.Response) -> tuple[str, str]:
    try:
        first = response.json()["errors"][0]
        return one_line(str(first["error"])), one_line(str(first["message"]))[:300]
    except (ValueError, LookupError, TypeError):
        return "", ""


__all__ = ["GovukNotify", "GovukNotifyConfig", "filled", "wes_rules_notifiers"]

Channel = Literal["email", "sms"]

_KEY = re.compile(r".*[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_CHECKED_WITHIN = 20.0
_LONGEST_SMS = 918 - 118
# Notify has tried and given up; what it calls temporary or technical has not arrived either, and may be sent again.
_FAILED = frozenset({"permanent-failure", "temporary-failure", "technical-failure"})


@attrs.frozen(kw_only=True)
class GovukNotifyConfig:
    """
    Which template, and whose.

    Args:
        api_key_env: The environment variable that holds the API key.
        template_id: The template.
        channel: What the template is for.
        personalisation: Further placeholders with fixed values, such as a link; these are not sanitised.
        reply_to_id: The reply-to address of an email, or the sender of a text message, by its id in Notify.
        base_url: Another address of the API.
    """

    api_key_env: str
    template_id: str
    channel: Channel = "email"
    personalisation: Mapping[str, str] = attrs.field(factory=dict, converter=MappingProxyType)
    reply_to_id: str = ""
    base_url: str = "https://api.notifications.service.gov.uk"

    def __attrs_post_init__(self) -> None:
        http_url(self.base_url)
        for name in filter(None, (self.template_id, self.reply_to_id)):
            try:
                UUID(name)
            except ValueError:
                raise DefinitionError(f'"{one_line(name)}" is not an id of Notify') from None
        if not self.template_id:
            raise DefinitionError("template_id is empty")
        taken = sorted({_plain(name) for name in self.personalisation} & {_plain(name) for name in _PLACEHOLDERS})
        if taken:
            raise DefinitionError(f"personalisation must not give what a message fills: {', '.join(taken)}")


@attrs.frozen
class GovukNotify:
    """Sends each message once, as one notification."""

    config: GovukNotifyConfig
    context: Context = attrs.field(repr=False)

    def send(self, message: Message, *, attempt: int, timeout: float) -> Receipt:
        """
        Send a message.

        Raises:
            TransientFailure: Not taken: a limit was met (429), or Notify could not process it (500, 503).
            RecipientRefused: The address is none (400).
            PermanentFailure: Refused otherwise (400, 403, 404).
            UnknownOutcome: No answer, or none of Notify's.
        """
        values = filled(message)
        config = self.config
        given: dict[str, Any] = {
            "template_id": config.template_id,
            "personalisation": {**config.personalisation, **values},
            "reference": message.key,
        }
        notify = client(self._key(), config.base_url, timeout)
        if config.channel == "email":
            given |= {"email_address": message.address, "sanitise_content_for": list(values)}
            given |= {"email_reply_to_id": config.reply_to_id} if config.reply_to_id else {}
            answer = ask(lambda: notify.send_email_notification(**given))
        else:
            given |= {"phone_number": message.address}
            given |= {"sms_sender_id": config.reply_to_id} if config.reply_to_id else {}
            answer = ask(lambda: notify.send_sms_notification(**given))
        if not isinstance(answer.get("id"), str):
            raise UnknownOutcome("something that is not Notify answered; is there a proxy in between?")
        return Receipt(one_line(answer["id"]))

    @property
    def longest(self) -> int:
        """How much text Notify takes, with room for the words of a template: a text message has 918 characters at most."""
        return _LONGEST_SMS if self.config.channel == "sms" else 0

    def lookup(self, message: Message, *, timeout: float) -> Receipt | None:
        """
        Ask Notify about a message; it forgets after 7 days, or as soon as the service is set to.

        Raises:
            NotifierError: Notify did not answer.
            RecipientRefused: The recipient's address does not exist.
        """
        try:
            notify = client(self._key(), self.config.base_url, timeout)
            answer = ask(lambda: notify.get_all_notifications(reference=message.key))
        except NotifierError as error:
            # What Notify says to the question says nothing of the message.
            raise NotifierError(error.problems) from None
        found = answer.get("notifications")
        if not isinstance(found, list):
            raise NotifierError("something that is not Notify answered; is there a proxy in between?")
        mine = [one for one in found if one.get("reference") == message.key]
        for one in mine:
            if one.get("status") not in _FAILED:
                return Receipt(one_line(str(one.get("id"))))
        if any(one.get("status") == "permanent-failure" for one in mine):
            raise RecipientRefused(
                Problem("Notify could not deliver it: there is no such address", "correct the address")
            )
        return None

    def check(self) -> None:
        """Compare the template with what a message fills, and tell every fault; nothing is sent."""
        config = self.config
        notify = client(self._key(), config.base_url, _CHECKED_WITHIN)
        template = ask(lambda: notify.get_template(config.template_id))
        placeholders = template.get("personalisation")
        if not isinstance(placeholders, dict):
            raise NotifierError("something that is not Notify answered; is there a proxy in between?")
        problems = []
        if template.get("type") != config.channel:
            what = f'the template is for "{one_line(str(template.get("type")))}", and the channel is "{config.channel}"'
            problems.append(Problem(what, "use another template or channel"))
        given = {_plain(name) for name in (*_PLACEHOLDERS, *config.personalisation)}
        for name in sorted(placeholders):
            if _plain(name) not in given:
                what = f'the template wants "{one_line(name)}", which nothing fills'
                problems.append(Problem(what, f"take it out, or use {', '.join(_PLACEHOLDERS)} or personalisation"))
        unfilled = {_plain(name) for name in config.personalisation} - {_plain(name) for name in placeholders}
        problems += [
            Problem(f'personalisation gives "{name}", which the template does not have', "take it out")
            for name in sorted(unfilled)
        ]
        if not {"subject", "text"} & {_plain(name) for name in placeholders}:
            problems.append(Problem("the template says nothing of the news", "put ((subject)) or ((text)) into it"))
        if problems:
            raise NotifierError(problems)

    def _key(self) -> str:
        key = secret(self.context, self.config.api_key_env, TransientFailure)
        if not _KEY.fullmatch(key):
            what = f"the environment variable {self.config.api_key_env} does not hold an API key of Notify"
            raise TransientFailure(Problem(what, "copy the whole key again"))
        return key


# What a message fills, each with what it is filled with.
_PLACEHOLDERS: dict[str, Callable[[Message], str]] = {
    "subject": lambda message: one_line(message.subject),
    "text": lambda message: visible(message.text, keep="\n").strip(),
    "plan": lambda message: one_line(message.plan_title),
    "recipient": lambda message: one_line(message.recipient),
    "repeat": lambda message: "yes" if message.possible_repeat else "no",
}


def filled(message: Message) -> dict[str, str]:
    """Return the placeholders that a message fills."""
    return {name: of(message) for name, of in _PLACEHOLDERS.items()}


def _plain(name: str) -> str:
    """Return the name of a placeholder as Notify compares it: without case, blanks and dashes."""
    return re.sub(r"[\s_-]", "", name).lower()


@hookimpl
def wes_rules_notifiers() -> Iterable[NotifierType]:
    """Return GOV.UK Notify."""
    return [
        NotifierType(
            "govuk-notify",
            "Sends email or text messages through GOV.UK Notify",
            GovukNotifyConfig,
            GovukNotify,
            dedup=Dedup.LOOKUP,
            addressed=True,
            capabilities={"network"},
            secrets=("api_key_env",),
        )
    ]
