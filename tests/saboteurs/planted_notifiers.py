"""What authors of notifiers do wrong without meaning to, each planted in a small one; `test_planted.py` runs the kit on them."""

import http.client
import itertools
import json
import threading
from urllib.parse import parse_qs, urlencode, urlsplit

import attrs
import pytest

from wes_rules.errors import PermanentFailure, TransientFailure, UnknownOutcome
from wes_rules.plugins import Dedup, NotifierType, Receipt
from wes_rules.plugins.environment import secret
from wes_rules.plugins.escaping import visible
from wes_rules.plugins.http import Client, hand_over, http_url
from wes_rules.testing import Loopback, NotifierContract, reply, silence
from wes_rules.testing import refusing as address_that_refuses


@attrs.frozen(kw_only=True)
class PostConfig:
    """
    Where messages go.

    Args:
        url: The receiver's address.
        token_env: The environment variable that holds the token.
        channel: The channel there.
    """

    url: str = attrs.field(converter=http_url)
    token_env: str = "POST_TOKEN"
    channel: str = "news"


@attrs.frozen
class Post:
    """Posts each message once, as it should."""

    config: PostConfig
    context: object = attrs.field(repr=False)

    def send(self, message, *, attempt, timeout):
        body = json.dumps(self.said(message, attempt)).encode()
        answer = self.post(body, self.headers(message, attempt), timeout)
        return Receipt(f"answered {answer.status}")

    def post(self, body, headers, timeout):
        return hand_over(
            lambda: Client(max_bytes=1000).post(self.config.url, body=body, headers=headers, timeout=timeout)
        )

    def said(self, message, attempt):
        again = "This may have been sent before.\n" if message.possible_repeat else ""
        text = visible(f"{again}{message.recipient}\n{message.subject}\n{message.text}", keep="\n")
        return {"to": message.address, "channel": self.config.channel, "text": text}

    def headers(self, message, attempt):
        usual = {"Authorization": f"Bearer {self.token()}", "Content-Type": "application/json"}
        return {**usual, "Idempotency-Key": message.key}

    def token(self):
        return secret(self.context, self.config.token_env, TransientFailure)


class Planted(NotifierContract):
    sender = Post
    dedup = Dedup.KEY
    patience = 2.0
    does_not = {"unknown": "it waits, so those alone are made to wait whose fault it is"}

    @pytest.fixture
    def notifier_type(self):
        more = {"dedup": self.dedup, "addressed": True, "secrets": ("token_env",)}
        return NotifierType("post", "Posts messages", PostConfig, self.sender, **more)

    @pytest.fixture
    def server(self):
        with Loopback(reply()) as server:
            yield server

    @pytest.fixture
    def config(self, server):
        return PostConfig(url=server.url)

    @pytest.fixture
    def received(self, server):
        def received():
            if self.dedup is Dedup.NONE:
                return [{"plain": json.loads(one.body)["text"]} for one in server.requests]
            kept = {one.headers.get("idempotency-key", place): one.body for place, one in enumerate(server.requests)}
            return [{"plain": json.loads(body)["text"]} for body in kept.values()]

        return received

    @pytest.fixture
    def wire(self, server):
        return lambda: server.sent

    @pytest.fixture
    def variants(self, server):
        return {
            "url": PostConfig(url=f"{server.url}/other"),
            "token_env": PostConfig(url=server.url, token_env="OTHER_TOKEN"),
            "channel": PostConfig(url=server.url, channel="other"),
        }

    @pytest.fixture
    def at(self):
        return lambda url: PostConfig(url=url)

    @pytest.fixture
    def bad_settings(self):
        return {"url": "ftp://council.example"}

    @pytest.fixture
    def unreachable(self):
        return PostConfig(url=address_that_refuses())

    @pytest.fixture
    def refusing(self):
        with Loopback(reply(400)) as server:
            yield PostConfig(url=server.url)

    @pytest.fixture
    def silent(self):
        with Loopback(silence) as server:
            yield PostConfig(url=server.url)


class TestNothingPlanted(Planted):
    fault = None
    does_not = {}


class TestNothingPlantedInAForm(Planted):
    fault = None

    class sender(Post):  # noqa: N801
        def post(self, body, headers, timeout):
            form = urlencode({**json.loads(body), "key": headers["Idempotency-Key"]}).encode()
            return super().post(form, {**headers, "Content-Type": "application/x-www-form-urlencoded"}, timeout)

    @pytest.fixture
    def received(self, server):
        def received():
            sent = [parse_qs(one.body.decode()) for one in server.requests]
            return [{"plain": one["text"][0]} for one in {one["key"][0]: one for one in sent}.values()]

        return received


class TestSecretInTheBody(Planted):
    fault = "a secret in the body"
    says = "a secret is in the body of what is sent; send it in a header, such as Authorization"

    class sender(Post):  # noqa: N801
        def said(self, message, attempt):
            return {**super().said(message, attempt), "token": self.token()}


class TestSecretInTheAddress(Planted):
    fault = "a secret in the address"
    says = "a secret is in the address of what is sent, which every server on the way logs; send it in a header"

    class sender(Post):  # noqa: N801
        def post(self, body, headers, timeout):
            url = f"{self.config.url}?t={self.token()}"
            return hand_over(lambda: Client(max_bytes=1000).post(url, body=body, headers=headers, timeout=timeout))


class TestPostedTwice(Planted):
    fault = "a message posted twice"
    says = "one send() sent the message 2 times; send it once: the engine repeats what has to be"

    class sender(Post):  # noqa: N801
        def post(self, body, headers, timeout):
            super().post(body, headers, timeout)
            return super().post(body, headers, timeout)


class TestTriedAgain(Planted):
    fault = "a refused message tried again"
    says = "it sent a message 3 times to a receiver that answered 400; send it once, and raise what that means"

    class sender(Post):  # noqa: N801
        def post(self, body, headers, timeout):
            for _ in range(2):
                try:
                    return super().post(body, headers, timeout)
                except (PermanentFailure, TransientFailure):
                    pass
            return super().post(body, headers, timeout)


class TestTriedAgainWhileBusy(Planted):
    fault = "a message that may be taken later tried again at once"
    says = "it sent a message 2 times to a receiver that answered 503; send it once, and raise what that means"

    class sender(Post):  # noqa: N801
        def post(self, body, headers, timeout):
            try:
                return super().post(body, headers, timeout)
            except TransientFailure:
                return super().post(body, headers, timeout)


class TestJsonAsSomethingElse(Planted):
    fault = "JSON sent as something else"
    says = "what is sent is JSON, and its Content-Type is text/csv; send it as application/json"

    class sender(Post):  # noqa: N801
        def headers(self, message, attempt):
            return {**super().headers(message, attempt), "Content-Type": "text/csv"}


class TestJsonAsNothing(Planted):
    fault = "JSON without a Content-Type"
    says = "what is sent is JSON, and its Content-Type is missing; send it as application/json"

    class sender(Post):  # noqa: N801
        def headers(self, message, attempt):
            return {"Authorization": f"Bearer {self.token()}", "Idempotency-Key": message.key}


class TestCutOff(Planted):
    fault = "the end of a long message cut off"
    says = "send all of a message, and say in the notifier's `longest` how many characters of text one may have"

    class sender(Post):  # noqa: N801
        def said(self, message, attempt):
            said = super().said(message, attempt)
            return {**said, "text": said["text"][:2000]}


class TestBodyThatDiffers(Planted):
    fault = "a body that differs at each send"
    says = "make it from the message alone, not of clock, chance or attempt"
    chance = itertools.count()

    class sender(Post):  # noqa: N801
        def said(self, message, attempt):
            return {**super().said(message, attempt), "nonce": next(TestBodyThatDiffers.chance)}


class TestSettingIgnored(Planted):
    fault = "a configured setting ignored"
    says = "another channel changes nothing of what is sent; use the setting, or take it out"

    class sender(Post):  # noqa: N801
        def said(self, message, attempt):
            return {**super().said(message, attempt), "channel": "news"}


class TestSwallowsARefusal(Planted):
    fault = "swallowing a refusal"
    says = "with `refusing`, send() returned Receipt(detail='never mind'); raise PermanentFailure with a sentence"

    class sender(Post):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            try:
                return super().send(message, attempt=attempt, timeout=timeout)
            except PermanentFailure:
                return Receipt("never mind")


class TestTimeOutIsFailure(Planted):
    fault = "time-out taken for failure"
    does_not = {}
    says = "raise UnknownOutcome with a sentence"

    class sender(Post):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            try:
                return super().send(message, attempt=attempt, timeout=timeout)
            except UnknownOutcome:
                raise TransientFailure("no answer came in time") from None


class TestNoKey(Planted):
    fault = "no key"
    says = "does not carry Message.key as it is; hand Message.key on"

    class sender(Post):  # noqa: N801
        def headers(self, message, attempt):
            return {"Authorization": f"Bearer {self.token()}", "Content-Type": "application/json"}


class TestNoKeyAndNoWordOfIt(Planted):
    fault = "no key, and a notifier that says it has none"
    says = 'make none of your own, or say in does_not = {"key": "..."} why it does not'
    dedup = Dedup.NONE
    sender = TestNoKey.sender


class TestKeyThatCountsAttempts(Planted):
    fault = "a key that counts attempts, and a notifier that says it has none"
    says = "the second attempt had another key: "
    dedup = Dedup.NONE

    class sender(Post):  # noqa: N801
        def headers(self, message, attempt):
            return {**super().headers(message, attempt), "Idempotency-Key": f"{message.key}-{attempt}"}


class TestKeyThatChanges(Planted):
    fault = "a key that changes"
    says = "dedup is KEY, and sending twice delivered 2; hand Message.key on"

    class sender(Post):  # noqa: N801
        def headers(self, message, attempt):
            return {**super().headers(message, attempt), "Idempotency-Key": f"{message.key}-{attempt}"}


class TestNotEscaped(Planted):
    fault = "text not escaped"
    says = "a control character reached the plain text; show it escaped, such as \\x1b"

    class sender(Post):  # noqa: N801
        def said(self, message, attempt):
            return {**super().said(message, attempt), "text": f"{message.recipient} {message.subject} {message.text}"}


class TestRedirectFollowed(Planted):
    fault = "a redirect followed"
    says = "it followed a redirect to another host, and sent the message there; follow none"

    class sender(Post):  # noqa: N801
        def post(self, body, headers, timeout):
            url, answer = self.config.url, None
            while url:
                answer, url = posted(url, body, headers, timeout)
            return answer


def posted(url, body, headers, timeout):
    """Post a body as a program without a care does; return the answer, and where it says to go on."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
    try:
        connection.request("POST", parts.path or "/", body, headers)
        answer = connection.getresponse()
    except TimeoutError:
        raise UnknownOutcome("no answer came in time") from None
    except OSError:
        raise TransientFailure("the receiver cannot be reached") from None
    finally:
        connection.close()
    if answer.status == 400:
        raise PermanentFailure("the receiver refuses it with 400")
    return answer, answer.getheader("Location")


class TestHangs(Planted):
    fault = "a hang"
    does_not = {}
    says = "send() still waits long after its timeout of 0.5 seconds; end it, and raise UnknownOutcome"

    class sender(Post):  # noqa: N801
        def post(self, body, headers, timeout):
            if timeout < 1:
                threading.Event().wait()
            return super().post(body, headers, timeout)


class TestTimeLimitOfItsOwn(Planted):
    fault = "a time limit of its own"
    does_not = {}
    says = "with a timeout of 0.5; hand its timeout on to all that waits"
    patience = 20.0

    class sender(Post):  # noqa: N801
        def post(self, body, headers, timeout):
            return super().post(body, headers, 1.0)


class TestWrongType(Planted):
    fault = "a wrong type returned"
    says = "send() returned a str; return Receipt(what the other side answered)"

    class sender(Post):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            return super().send(message, attempt=attempt, timeout=timeout).detail


class TestAddressIgnored(Planted):
    fault = "an address ignored"
    says = "addressed is true, and board@council.example is nowhere in what is sent; send it to Message.address"

    class sender(Post):  # noqa: N801
        def said(self, message, attempt):
            return {**super().said(message, attempt), "to": "everybody"}


class TestRepeatNotMarked(Planted):
    fault = "a repeat not marked"
    says = "say in it that it may have been sent before"
    dedup = Dedup.NONE

    class sender(Post):  # noqa: N801
        def said(self, message, attempt):
            return super().said(attrs.evolve(message, possible_repeat=False), attempt)


class TestExceptionWithTheSecret(Planted):
    fault = "an exception with the secret in it"
    says = "the secret is in the error of a permanent failure"

    class sender(Post):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            try:
                return super().send(message, attempt=attempt, timeout=timeout)
            except PermanentFailure:
                raise PermanentFailure(f"the receiver does not take the token {self.token()}") from None


class TestFirstMessageOnly(Planted):
    fault = "the first message of an opened notifier only"
    says = "one to another recipient, was delivered 0 times; deliver each: a repeat is one with an earlier Message.key"

    class sender(Post):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            if self in OPENED:
                return Receipt("answered 200")
            OPENED.append(self)
            return super().send(message, attempt=attempt, timeout=timeout)


OPENED = []


class TestFirstRecipient(Planted):
    fault = "the first recipient of an opened notifier told to all"
    says = "one to another recipient, does not say 'Bwrdd Ysgolion Gŵyr'; make each of itself alone"

    class sender(Post):  # noqa: N801
        def said(self, message, attempt):
            first = FIRST.setdefault(self.config.url, message.recipient)
            return super().said(attrs.evolve(message, recipient=first), attempt)


FIRST = {}


class TestTextSentBefore(Planted):
    fault = "a message dropped because its text was sent before"
    says = "one with the text of the first and a key of its own, was delivered 0 times"

    class sender(Post):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            said = (self.config.url, message.recipient, message.text)
            if said in SENT and attempt == 1:
                return Receipt("answered 200")
            SENT.append(said)
            return super().send(message, attempt=attempt, timeout=timeout)


SENT = []


class TestFirstText(Planted):
    fault = "the first text of an opened notifier sent to all"
    says = "one that says something else, does not say 'Days at school'; make each of itself alone"

    class sender(Post):  # noqa: N801
        def said(self, message, attempt):
            first = FIRST.setdefault((self.config.url, "text"), message)
            return super().said(attrs.evolve(message, subject=first.subject, text=first.text), attempt)


class TestSecondAttemptNotSent(Planted):
    fault = "a second attempt not sent"
    says = "one whose first attempt failed (attempt=2), was delivered 0 times"

    class sender(Post):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            if attempt > 1:
                return Receipt("answered 200")
            return super().send(message, attempt=attempt, timeout=timeout)


class TestNoSecondAttemptAfterARefusal(Planted):
    fault = "no second attempt of what was refused for now"
    says = "it did not send the second attempt of a message to a receiver that answered 503 to the first; send each"

    class sender(Post):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            if attempt > 1 and (self.config.url, message.key) in SENT:
                return Receipt("answered 200")
            SENT.append((self.config.url, message.key))
            return super().send(message, attempt=attempt, timeout=timeout)


class TestFirstParagraph(Planted):
    fault = "the first paragraph of a text only"
    says = "the message does not say 'Children\u2019s good level of development', "

    class sender(Post):  # noqa: N801
        def said(self, message, attempt):
            return {**super().said(attrs.evolve(message, subject="", text=message.text.split("\n\n")[0]), attempt)}


class TestSubjectInAHeader(Planted):
    fault = "a subject put into a header as it is"
    says = 'the header "X-Title" holds characters that no header may hold, such as a curly quote or a line break'

    class sender(Post):  # noqa: N801
        def headers(self, message, attempt):
            return {**super().headers(message, attempt), "X-Title": message.subject}


class TestTriedAgainWithoutAnAnswer(Planted):
    fault = "a message tried again where nobody knows whether it was taken"
    says = "it sent a message 2 times to a receiver that hung up; send it once, and raise what that means"

    class sender(Post):  # noqa: N801
        def post(self, body, headers, timeout):
            try:
                return super().post(body, headers, timeout)
            except UnknownOutcome:
                return super().post(body, headers, timeout)


class TestTriedAgainAfterATimeOut(Planted):
    fault = "a message tried again after a time-out"
    does_not = {}
    says = "it sent a message 2 times to a receiver that gave no answer in time; send it once"

    class sender(Post):  # noqa: N801
        def post(self, body, headers, timeout):
            try:
                return super().post(body, headers, timeout)
            except UnknownOutcome as error:
                if "in time" not in str(error):
                    raise
                return super().post(body, headers, timeout)


class TestSecretNotListed(Planted):
    fault = "a secret that is not listed"
    says = 'the variable POST_TOKEN is read, which the setting "token_env" names; list it: secrets=["token_env"]'

    @pytest.fixture
    def notifier_type(self):
        return NotifierType("post", "Posts messages", PostConfig, Post, dedup=Dedup.KEY, addressed=True)


class TestKeyOfChance(Planted):
    fault = "a key of chance, and a notifier that says it has none"
    says = "the second attempt had another key: Idempotency-Key: "
    dedup = Dedup.NONE
    does_not = {**Planted.does_not, "key": "the receiver wants a number for each request"}
    chance = itertools.count()

    class sender(Post):  # noqa: N801
        def headers(self, message, attempt):
            return {**super().headers(message, attempt), "Idempotency-Key": str(next(TestKeyOfChance.chance))}
