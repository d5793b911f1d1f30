"""
Tells the news of wes_rules through Apprise: Slack, Teams, Matrix, Discord and some two hundred others.

Apprise says yes or no to all its services together, takes no time-out for none at all, and counts an optional service that
failed as a success. So a notifier here is one address, always with a time limit, and what counts are the attempts.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import attrs

from wes_rules.errors import NotifierError, PermanentFailure, Problem, TransientFailure, UnknownOutcome
from wes_rules.plugins import Context, Message, NotifierType, Receipt, hookimpl
from wes_rules.plugins.environment import secret
from wes_rules.plugins.escaping import one_line, visible

if TYPE_CHECKING:
    import apprise

__all__ = ["Apprise", "AppriseConfig", "harmless", "wes_rules_notifiers"]

_REPEAT = "This message may have been sent before."
_APART = "\u200b"
# How much is added to a text, and a subject where a service has no place for one; and what almost any service takes.
_ROOM, _TITLE, _WITH_ANY = 200, 250, 1500
_CODE = re.compile(r"\berror=(\d{3})\b")


@attrs.frozen(kw_only=True)
class AppriseConfig:
    """
    One service.

    Args:
        url_env: The environment variable that holds Apprise's address of it, such as `slack://...`.
    """

    url_env: str


@attrs.frozen
class Apprise:
    """Sends each message to one service, and never believes a yes that no attempt bears out."""

    config: AppriseConfig
    context: Context = attrs.field(repr=False)

    def send(self, message: Message, *, attempt: int, timeout: float) -> Receipt:
        """
        Send a message.

        Raises:
            TransientFailure: Certainly not sent: the address is missing or of no use.
            PermanentFailure: The message is empty, or Apprise refuses it.
            UnknownOutcome: It did not succeed, or not in time. Apprise does not say whether a service that failed had
                taken the message.
        """
        from apprise import NotifyFormat

        title, text = harmless(one_line(message.subject)), harmless(visible(message.text, keep="\n")).strip()
        if not (title or text):
            raise PermanentFailure("the message is empty")
        head = [_REPEAT] if message.possible_repeat else []
        # Several boards may share one room.
        text = "\n\n".join([*head, f"For {harmless(one_line(message.recipient))}:", text]).strip()
        result = self._service().notify(
            body=text, title=title, notify_type=_kind(message), body_format=NotifyFormat.TEXT, timeout=timeout
        )
        with result:
            return _receipt(result)

    @property
    def longest(self) -> int:
        """How much its service takes at once, with room for the heading and what keeps marks from being marks."""
        try:
            (service,) = self._service()
        except NotifierError:
            # Nothing can be sent before the address is put right, and a run says so.
            return _WITH_ANY
        most = service.body_maxlen
        if service.overflow_mode != service.overflow_mode.SPLIT:
            # The address says itself what becomes of a text that is too long.
            return 0
        return most - min(_ROOM + (0 if service.title_maxlen > 0 else _TITLE), most // 4)

    def check(self) -> str:
        """Look at the address, and say that nobody was asked: Apprise knows of no service how to do that."""
        self._service()
        return "Apprise can only send; the address is one that it knows"

    def _service(self) -> apprise.Apprise:
        import apprise

        _keep_quiet()
        asset = apprise.AppriseAsset(
            # Nothing is left on the disk, no text is a template, and a message stays with the host it was for.
            storage_mode="memory",
            allow_templates=False,
            http_redirects=False,
            # The limit of the call is the only one.
            service_timeout=0,
        )
        name = self.config.url_env
        service = apprise.Apprise(asset=asset)
        if not service.add(secret(self.context, name, TransientFailure)):
            what = f"what the environment variable {name} holds is no address that Apprise can use"
            raise TransientFailure(Problem(what, "look it up in Apprise's documentation of the service"))
        if len(service) != 1:
            what = f"the environment variable {name} holds {len(service)} addresses"
            raise TransientFailure(Problem(what, "use one notifier for each, so that each is told for itself"))
        for one in service:
            # A service refuses a text that is too long for it; an address that says what to do then is left to it.
            if one.overflow_mode == apprise.OverflowMode.UPSTREAM:
                one.overflow_mode = apprise.OverflowMode.SPLIT
        return service


def harmless(text: str) -> str:
    """
    Return a text that mentions nobody, links to nothing and opens no tag.

    Apprise escapes plain text for HTML and Markdown; what chat services make of `@everyone`, `<!channel>` and addresses it
    leaves alone, so these are taken apart by a blank of no width.
    """
    return re.sub(r"[<@!](?=\S)|:(?=//)", lambda found: found[0] + _APART, text)


def _kind(message: Message) -> apprise.NotifyType:
    """Return what services with colours show: good news is green only where all of it is."""
    from apprise import NotifyType

    if not message.news:
        return NotifyType.INFO
    return NotifyType.WARNING if any(one.open for one in message.news) else NotifyType.SUCCESS


def _receipt(result: apprise.AppriseResult) -> Receipt:
    """Return the receipt of a result whose last attempt succeeded; else raise the NotifierError that says what its failure means."""
    from apprise import AppriseResultStatus as Status

    services = result.results
    if not services:
        raise _nothing_tried(nobody=result.status is Status.NOMATCH)
    (service,) = services
    last = service.attempts[-1].status if service.attempts else Status.FAILURE
    if last is Status.SUCCESS:
        return Receipt(f"{one_line(service.name)} took it")
    if last is Status.TIMEOUT:
        raise UnknownOutcome(f"{one_line(service.name)} did not answer in time, and may still take the message")
    codes = sorted({code for entry in service.logs() for code in _CODE.findall(entry.message)})
    said = f" (it answered {', '.join(codes)})" if codes else ""
    raise UnknownOutcome(
        Problem(
            f"{one_line(service.name)} did not confirm the message{said}", "try the address with Apprise's own command"
        )
    )


def _nothing_tried(*, nobody: bool) -> NotifierError:
    if nobody:
        return TransientFailure("Apprise found no service to send to")
    return PermanentFailure("Apprise refused the message before any service was tried")


class _CodesOnly(logging.Filter):
    """Lets nothing of Apprise's log through but the codes that services answered, which its results are read for."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep a line that has a code, as that code alone."""
        found = _CODE.search(record.getMessage())
        record.msg, record.args, record.exc_info = (found[0] if found else ""), (), None
        return found is not None


_CODES_ONLY = _CodesOnly()


def _keep_quiet() -> None:
    """Keep addresses out of logs: they hold secrets, and Apprise writes them out whole when one is wrong."""
    logging.getLogger("apprise").addFilter(_CODES_ONLY)
    connections = logging.getLogger("urllib3.connectionpool")
    connections.setLevel(max(connections.level, logging.INFO))


@hookimpl
def wes_rules_notifiers() -> Iterable[NotifierType]:
    """Return Apprise."""
    return [
        NotifierType(
            "apprise",
            "Sends to chat services and others through Apprise",
            AppriseConfig,
            Apprise,
            capabilities={"network"},
            secrets=("url_env",),
        )
    ]
