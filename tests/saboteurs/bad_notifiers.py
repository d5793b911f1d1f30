"""A good notifier, and one bad one for each requirement of its contract; `test_the_kit.py` runs them."""

import html
import http.client
import json
import threading
from contextlib import closing
from datetime import timedelta
from urllib.parse import urlsplit

import attrs
import pytest

from wes_rules.errors import DefinitionError, PermanentFailure, Problem, TransientFailure, UnknownOutcome
from wes_rules.plugins import Dedup, NotifierType, Receipt
from wes_rules.plugins.escaping import in_markdown
from wes_rules.testing import NotifierContract, Sent


def visible(text):
    return "".join(one if one.isprintable() or one == "\n" else repr(one)[1:-1] for one in text)


@attrs.frozen(kw_only=True)
class Config:
    """
    A tray that messages are put in.

    Args:
        tray: Which tray.
        key_env: The environment variable that holds the key.
    """

    tray: str
    key_env: str = "TRAY_KEY"

    def __attrs_post_init__(self):
        if not self.tray:
            raise DefinitionError("tray is empty: name a tray")


@attrs.define
class Tray:
    """What lies in the trays, by the key of the message; a repeat under the same key is dropped where that is wanted."""

    drops_repeats: bool = True
    kept: list = attrs.field(factory=list)
    ends: dict = attrs.field(factory=dict)
    wire: list = attrs.field(factory=list)
    recipients: dict = attrs.field(factory=dict)

    def put(self, key, parts, secret=""):
        self.wire.append(Sent(repr(parts).encode(), f"{key} {secret}".encode()))
        if not (self.drops_repeats and key in [one for one, _ in self.kept]):
            self.kept.append((key, parts))


@attrs.define
class Good:
    config: Config
    context: object = attrs.field(repr=False)
    tray: Tray = attrs.field(repr=False)

    def send(self, message, *, attempt, timeout):
        match self.config.tray:
            case "locked":
                raise TransientFailure("the tray is locked for now")
            case "gone":
                raise PermanentFailure("the tray is not there any more")
            case "dark":
                raise UnknownOutcome("nobody saw whether it landed")
        self.tray.put(message.key, self.parts(message), self.secret())
        self.hold(message.news)
        return Receipt("in the tray")

    def secret(self):
        return self.context.environ.get(self.config.key_env, "")

    def refresh(self, alerts, *, timeout):
        if self.config.tray == "locked":
            raise TransientFailure("the tray is locked for now")
        self.hold(one.news for one in alerts)

    def hold(self, news):
        self.tray.ends |= {one.alert: self.context.as_of + timedelta(days=31) for one in news if one.open}

    def lookup(self, message, *, timeout):
        return Receipt("seen") if message.key in [key for key, _ in self.tray.kept] else None

    def parts(self, message):
        again = "This may have been sent before.\n" if message.possible_repeat else ""
        text = visible(f"{again}To {message.recipient}\n{message.subject}\n{message.text}")
        return {"plain": text, "html": f"<p>{html.escape(text)}</p>"}


def posted(url, body, timeout):
    """Post a body; return where the answer says to go on."""
    parts = urlsplit(url)
    with closing(http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)) as connection:
        connection.request("POST", parts.path or "/", body)
        return connection.getresponse().getheader("Location")


class GoodContract(NotifierContract):
    sender = Good
    changes = {}
    does_not = {"http": "a tray is no server"}

    @pytest.fixture
    def tray(self, request):
        return Tray(drops_repeats=self.changes.get("dedup", Dedup.KEY) is Dedup.KEY)

    @pytest.fixture
    def notifier_type(self, tray):
        given = {"summary": "Puts messages in a tray", "dedup": Dedup.KEY, "secrets": ("key_env",), **self.changes}
        return NotifierType(
            name="tray", config=Config, open=lambda config, context: self.sender(config, context, tray), **given
        )

    @pytest.fixture
    def config(self):
        return Config(tray="front")

    @pytest.fixture
    def received(self, tray):
        return lambda: [parts for _, parts in tray.kept]

    @pytest.fixture
    def wire(self, tray):
        return lambda: tray.wire

    @pytest.fixture
    def variants(self):
        return {"tray": Config(tray="locked"), "key_env": Config(tray="front", key_env="OTHER_KEY")}

    @pytest.fixture
    def ends(self, tray):
        return lambda: tray.ends

    @pytest.fixture
    def bad_settings(self):
        return {"tray": ""}

    @pytest.fixture
    def unreachable(self):
        return Config(tray="locked")

    @pytest.fixture
    def refusing(self):
        return Config(tray="gone")

    @pytest.fixture
    def silent(self):
        return Config(tray="dark")


class TestGood(GoodContract):
    breaks = None


class TestInMarkdownAlone(GoodContract):
    breaks = None

    class sender(Good):  # noqa: N801
        def parts(self, message):
            return {"markdown": in_markdown(super().parts(message)["plain"])}


class TestInHtmlAlone(GoodContract):
    breaks = None

    class sender(Good):  # noqa: N801
        def parts(self, message):
            return {"html": super().parts(message)["html"]}


class TestLookedUp(GoodContract):
    breaks = None
    changes = {"dedup": Dedup.LOOKUP}


class TestExpiring(GoodContract):
    breaks = None
    changes = {"expires": True}


class TestIncapable(GoodContract):
    """Cannot fail, has no place for some things, and says why."""

    breaks = None
    changes = {"dedup": Dedup.NONE}
    does_not = {
        "http": "a tray is no server",
        "key": "a tray has no place for a key",
        "recipient": "a tray has one owner",
        "subject": "a tray has no subjects",
        "transient": "a tray takes everything",
        "permanent": "a tray takes everything",
        "unknown": "a tray is in plain sight",
    }

    class sender(Good):  # noqa: N801
        def parts(self, message):
            return {"plain": visible(("again\n" if message.possible_repeat else "") + message.text)}


class TestNoSummary(GoodContract):
    breaks = "test_it_is_described"
    says = "summary is ''; say in one line"
    changes = {"summary": ""}


class TestSecretThatIsNoField(GoodContract):
    breaks = "test_its_secrets_are_names_of_environment_variables"
    says = 'secrets names "user_env", which is no field of Config; use the name of the field'
    changes = {"secrets": ("key_env", "user_env")}


class TestMisspeltExcuse(GoodContract):
    breaks = "test_what_it_does_not_do_is_said_in_a_sentence"
    says = 'nothing is called "subjekt"; did you mean "subject"?'
    does_not = {"subjekt": "a tray has no subjects", **GoodContract.does_not}


class TestSendsOnOpening(GoodContract):
    breaks = "test_opening_neither_reads_nor_connects"
    says = "open() sent something; leave it to send()"

    class sender(Good):  # noqa: N801
        def __init__(self, config, context, tray):
            super().__init__(config, context, tray)
            if "opening" in str(context.base):
                tray.put("hello", {"plain": "hello"})


class TestReturnsNothing(GoodContract):
    breaks = "test_it_returns_a_receipt"
    says = "send() returned a NoneType; return Receipt(what the other side answered)"

    class sender(Good):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            super().send(message, attempt=attempt, timeout=timeout)


class TestDeliversTwice(GoodContract):
    breaks = "test_one_send_delivers_one_message"
    says = "one send() delivered 2 messages; deliver each message once, as one digest"

    class sender(Good):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            receipt = super().send(message, attempt=attempt, timeout=timeout)
            self.tray.put(f"{message.key}, again", self.parts(message))
            return receipt


class TestDeliversNothing(TestDeliversTwice):
    says = "one send() delivered 0 messages"

    class sender(Good):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            if self.config.tray == "front":
                return Receipt("in the tray")
            return super().send(message, attempt=attempt, timeout=timeout)


class TestForgetsNothing(GoodContract):
    breaks = "test_each_message_of_a_run_is_delivered_as_its_own"
    says = "one to another recipient, does not say 'Bwrdd Ysgolion Gŵyr'; make each of itself alone"

    class sender(Good):  # noqa: N801
        def parts(self, message):
            first = self.tray.recipients.setdefault(id(self), message.recipient)
            return super().parts(attrs.evolve(message, recipient=first))


class TestNamesNobody(GoodContract):
    breaks = "test_the_message_names_its_recipient"
    says = "the message does not say 'Bwrdd Blynyddoedd Cynnar Gŵyr'; put Message.recipient into it"

    class sender(Good):  # noqa: N801
        def parts(self, message):
            return super().parts(attrs.evolve(message, recipient="you"))


class TestNoSubject(GoodContract):
    breaks = "test_the_message_says_its_subject"
    says = 'put Message.subject into it, or say in does_not = {"subject": "..."}'

    class sender(Good):  # noqa: N801
        def parts(self, message):
            return super().parts(attrs.evolve(message, subject="News"))


class TestOnlyTheFirstLine(GoodContract):
    breaks = ("test_the_message_tells_all_its_news", "test_the_end_of_a_long_message_arrives")
    says = "'Plans issued in time', '91.0% in 2022, at least 90.0% is needed.'"

    class sender(Good):  # noqa: N801
        def parts(self, message):
            return super().parts(attrs.evolve(message, text="\n".join(message.text.splitlines()[:2])))


class TestCutsWhatIsLong(GoodContract):
    breaks = "test_the_end_of_a_long_message_arrives"
    says = "say in the notifier's `longest` how many characters of text one may have"

    class sender(Good):  # noqa: N801
        def parts(self, message):
            return super().parts(attrs.evolve(message, text=message.text[:2000]))


class TestSaysHowMuchItTakes(TestCutsWhatIsLong):
    breaks = None

    class sender(TestCutsWhatIsLong.sender):  # noqa: N801
        longest = 2000


class TestTakesLessThanItSays(TestCutsWhatIsLong):
    class sender(TestCutsWhatIsLong.sender):  # noqa: N801
        longest = 2200


class TestCountsAttempts(GoodContract):
    breaks = "test_sending_again_sends_the_same_bytes"
    says = "make it from the message alone, not of clock, chance or attempt"
    changes = {"dedup": Dedup.NONE}

    class sender(Good):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            said = attrs.evolve(message, text=f"{message.text}\nAttempt {attempt}")
            return super().send(said, attempt=attempt, timeout=timeout)


class TestKeyThatIsNotHandedOn(GoodContract):
    breaks = ("test_sending_again_under_one_key_does_not_double", "test_every_send_carries_the_key")
    says = "hand Message.key on"

    class sender(Good):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            unkeyed = attrs.evolve(message, key=f"{attempt}, {message.key[::-1]}")
            return super().send(unkeyed, attempt=attempt, timeout=timeout)


class TestKnowsEverything(GoodContract):
    breaks = "test_a_message_can_be_looked_up"
    says = "lookup() knows a message that was not sent; ask for it by Message.key"
    changes = {"dedup": Dedup.LOOKUP}

    class sender(Good):  # noqa: N801
        def lookup(self, message, *, timeout):
            return Receipt("surely")


class TestKnowsNothing(TestKnowsEverything):
    says = "lookup() returned None for a message that arrived; return its Receipt"

    class sender(Good):  # noqa: N801
        def lookup(self, message, *, timeout):
            return None


class TestNoLookup(TestKnowsEverything):
    says = "write lookup(message, *, timeout), or declare another dedup"

    class sender:  # noqa: N801
        def __init__(self, *given):
            self.good = Good(*given)

        def send(self, message, *, attempt, timeout):
            return self.good.send(message, attempt=attempt, timeout=timeout)


class TestRefreshesNothing(GoodContract):
    breaks = "test_an_alert_that_is_refreshed_does_not_end_by_itself"
    says = "ends by itself on the day of its refresh; move its end on"
    changes = {"expires": True}

    class sender(Good):  # noqa: N801
        def refresh(self, alerts, *, timeout):
            super().refresh([], timeout=timeout)


class TestRefreshesByMessage(TestRefreshesNothing):
    says = "a refresh delivered 1 more; it says nothing new, so it must not be a message"

    class sender(Good):  # noqa: N801
        def refresh(self, alerts, *, timeout):
            super().refresh(alerts, timeout=timeout)
            for one in alerts:
                self.tray.put(f"{one.message.key}, again", self.parts(one.message))


class TestNoRefresh(TestRefreshesNothing):
    says = "write refresh(alerts, *, timeout), or declare no expiry"

    class sender:  # noqa: N801
        def __init__(self, *given):
            self.good = Good(*given)

        def send(self, message, *, attempt, timeout):
            return self.good.send(message, attempt=attempt, timeout=timeout)


class TestRefreshThatSwallowsFailures(GoodContract):
    breaks = "test_a_refresh_that_fails_says_so"
    says = "with `unreachable`, refresh() raised nothing; raise TransientFailure with a sentence"
    changes = {"expires": True}

    class sender(Good):  # noqa: N801
        def refresh(self, alerts, *, timeout):
            try:
                super().refresh(alerts, timeout=timeout)
            except TransientFailure:
                return


class TestRepeatThatLooksNew(GoodContract):
    breaks = "test_a_possible_repeat_is_marked_as_one"
    says = "say in it that it may have been sent before"
    changes = {"dedup": Dedup.NONE}

    class sender(Good):  # noqa: N801
        def parts(self, message):
            return super().parts(attrs.evolve(message, possible_repeat=False))


class TestRefusedForNow(GoodContract):
    breaks = "test_what_is_certainly_not_taken_is_a_transient_failure"
    says = "it raised PermanentFailure: no; raise TransientFailure with a sentence"

    class sender(Good):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            if self.config.tray == "locked":
                raise PermanentFailure("no")
            return super().send(message, attempt=attempt, timeout=timeout)


class TestSaysNothingOfFailures(GoodContract):
    breaks = "test_what_will_never_be_taken_is_a_permanent_failure"
    says = "override the fixture `refusing` to return a configuration"
    refusing = NotifierContract.refusing

    def test_the_secret_appears_nowhere(self):
        """It needs the missing fixture as well."""


class TestSwallowsFailures(GoodContract):
    breaks = "test_what_will_never_be_taken_is_a_permanent_failure"
    says = "with `refusing`, send() returned Receipt(detail='never mind'); raise PermanentFailure with a sentence"

    class sender(Good):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            try:
                return super().send(message, attempt=attempt, timeout=timeout)
            except PermanentFailure:
                return Receipt("never mind")


class TestMuteFailure(GoodContract):
    breaks = "test_what_will_never_be_taken_is_a_permanent_failure"
    says = "PermanentFailure says '410'; say in a sentence what is wrong"

    class sender(Good):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            if self.config.tray == "gone":
                raise PermanentFailure("410")
            return super().send(message, attempt=attempt, timeout=timeout)


class TestTimeOutIsNoFailure(GoodContract):
    breaks = "test_what_nobody_knows_is_an_unknown_outcome"
    says = "it raised TimeoutError: too late; raise UnknownOutcome with a sentence"

    class sender(Good):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            if self.config.tray == "dark":
                raise TimeoutError("too late")
            return super().send(message, attempt=attempt, timeout=timeout)


class TestWaitsForEver(GoodContract):
    breaks = "test_what_nobody_knows_is_an_unknown_outcome"
    says = "send() still waits long after its timeout of 0.5 seconds; end it, and raise UnknownOutcome"
    patience = 0.1

    class sender(Good):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            if self.config.tray == "dark":
                threading.Event().wait()
            return super().send(message, attempt=attempt, timeout=timeout)


class TestKeyOfItsOwn(GoodContract):
    breaks = "test_every_send_carries_the_key"
    says = "does not carry Message.key as it is; hand Message.key on, and make none of your own"

    class sender(Good):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            return super().send(attrs.evolve(message, key=message.key[::-1]), attempt=attempt, timeout=timeout)


class TestSecretInTheBody(GoodContract):
    breaks = "test_no_secret_is_in_a_body_or_an_address"
    says = "a secret is in the body of what is sent; send it in a header"

    class sender(Good):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            receipt = super().send(message, attempt=attempt, timeout=timeout)
            self.tray.wire[-1] = Sent(self.secret().encode(), self.tray.wire[-1].head)
            return receipt


class TestSecretInTheAddress(GoodContract):
    breaks = "test_no_secret_is_in_a_body_or_an_address"
    says = "a secret is in the address of what is sent, which every server on the way logs; send it in a header"

    class sender(Good):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            receipt = super().send(message, attempt=attempt, timeout=timeout)
            head = f"POST /?token={self.secret()} HTTP/1.1\r\nIdempotency-Key: {message.key}"
            self.tray.wire[-1] = Sent(self.tray.wire[-1].body, head.encode())
            return receipt


class TestJsonThatIsSaidToBeCsv(GoodContract):
    breaks = "test_json_is_sent_as_json"
    says = "what is sent is JSON, and its Content-Type is text/csv; send it as application/json"

    class sender(Good):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            receipt = super().send(message, attempt=attempt, timeout=timeout)
            head = f"POST / HTTP/1.1\r\n{self.header()}\r\nIdempotency-Key: {message.key}\r\nKey: {self.secret()}"
            self.tray.wire[-1] = Sent(json.dumps(self.parts(message)).encode(), head.encode())
            return receipt

        def header(self):
            return "Content-Type: text/csv"


class TestJsonThatIsNotSaidToBeAny(TestJsonThatIsSaidToBeCsv):
    says = "what is sent is JSON, and its Content-Type is missing; send it as application/json"

    class sender(TestJsonThatIsSaidToBeCsv.sender):  # noqa: N801
        def header(self):
            return "Accept: application/json"


class TestJsonOfAKind(TestJsonThatIsSaidToBeCsv):
    breaks = None

    class sender(TestJsonThatIsSaidToBeCsv.sender):  # noqa: N801
        def header(self):
            return "content-type: application/cloudevents+json; charset=utf-8"


class TestPostsTwice(GoodContract):
    breaks = "test_one_send_makes_one_request"
    says = "one send() sent the message 2 times; send it once: the engine repeats what has to be"

    class sender(Good):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            super().send(message, attempt=attempt, timeout=timeout)
            return super().send(message, attempt=attempt, timeout=timeout)


class TestTriesAgainByItself(GoodContract):
    breaks = "test_what_is_not_taken_is_not_sent_again"
    says = "it sent a message 3 times to a receiver that answered 400; send it once, and raise what that means"
    does_not = {}

    class sender(Good):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            if not self.config.tray.startswith("http"):
                return super().send(message, attempt=attempt, timeout=timeout)
            for _ in range(3):
                posted(self.config.tray, message.text.encode(), timeout)
            raise PermanentFailure("the receiver did not take it")

    @pytest.fixture
    def at(self):
        return lambda url: Config(tray=url)


class TestAddressThatIsIgnored(GoodContract):
    breaks = "test_what_is_sent_goes_to_the_address"
    says = "addressed is true, and board@council.example is nowhere in what is sent; send it to Message.address"
    changes = {"addressed": True}


class TestSettingThatIsIgnored(GoodContract):
    breaks = "test_each_setting_makes_a_difference"
    says = "another key_env changes nothing of what is sent; use the setting, or take it out"

    class sender(Good):  # noqa: N801
        def secret(self):
            return "the same for all"


class TestSettingOfWhichNothingIsSaid(GoodContract):
    breaks = "test_each_setting_makes_a_difference"
    says = 'give variants["key_env"], a configuration with another key_env, or say in unseen why nothing of it is seen'

    @pytest.fixture
    def variants(self):
        return {"tray": Config(tray="locked")}


class TestFollowsRedirects(GoodContract):
    breaks = "test_a_redirect_to_another_host_is_not_followed"
    says = "it followed a redirect to another host, and sent the message there; follow none"
    does_not = {}

    class sender(Good):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            url = self.config.tray
            while url.startswith("http"):
                url = posted(url, message.text.encode(), timeout) or "the end"
            return (
                Receipt("in the tray") if url == "the end" else super().send(message, attempt=attempt, timeout=timeout)
            )

    @pytest.fixture
    def at(self):
        return lambda url: Config(tray=url)


class TestControlCharacters(GoodContract):
    breaks = "test_text_of_others_is_escaped"
    says = "a control character reached the plain text; show it escaped, such as \\x1b"

    class sender(Good):  # noqa: N801
        def parts(self, message):
            return {**super().parts(message), "plain": f"{message.recipient} {message.subject} {message.text}"}


class TestRawHtml(GoodContract):
    breaks = "test_text_of_others_is_escaped"
    says = "'<script>' reached the html text as it is, in '"

    class sender(Good):  # noqa: N801
        def parts(self, message):
            found = super().parts(message)
            return {**found, "html": f"<p>{found['plain']}</p>"}


class TestRawMarkdown(GoodContract):
    breaks = "test_text_of_others_is_escaped"
    says = "put a backslash before each mark of Markdown"

    class sender(Good):  # noqa: N801
        def parts(self, message):
            found = super().parts(message)
            return {**found, "markdown": found["plain"]}


class TestFormula(GoodContract):
    breaks = "test_text_of_others_is_escaped"
    says = "put an apostrophe before a cell that starts with ="

    class sender(Good):  # noqa: N801
        def parts(self, message):
            rows = (f'"{one.title}",{visible(one.line)}' for one in message.news)
            return {**super().parts(message), "csv": "\n".join(rows)}


class TestAcceptsAnything(GoodContract):
    breaks = "test_settings_that_cannot_work_are_refused_with_a_sentence"
    says = "settings that cannot work were accepted; raise DefinitionError where they are made"

    @pytest.fixture
    def bad_settings(self):
        return {"tray": "of no such name"}


class TestCheckWithoutRemedy(GoodContract):
    breaks = "test_settings_that_cannot_work_are_refused_with_a_sentence"
    says = "say what to do too: Problem(what, remedy)"

    class sender(Good):  # noqa: N801
        def check(self):
            if self.config.tray == "of no such name":
                raise PermanentFailure(Problem("there is no such tray"))

    @pytest.fixture
    def bad_settings(self):
        return {"tray": "of no such name"}


class TestSecretInTheReceipt(GoodContract):
    breaks = "test_the_secret_appears_nowhere"
    says = "the secret is in the receipt; keep it out"

    class sender(Good):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            super().send(message, attempt=attempt, timeout=timeout)
            return Receipt(f"sent with {self.context.environ[self.config.key_env]}")


class TestSecretPrinted(GoodContract):
    breaks = "test_the_secret_appears_nowhere"
    says = "the secret is in standard output"

    class sender(Good):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            print(self.context.environ[self.config.key_env])
            return super().send(message, attempt=attempt, timeout=timeout)


class TestSecretInAFailure(GoodContract):
    breaks = "test_the_secret_appears_nowhere"
    says = "the secret is in the error of a permanent failure"

    class sender(Good):  # noqa: N801
        def send(self, message, *, attempt, timeout):
            try:
                return super().send(message, attempt=attempt, timeout=timeout)
            except PermanentFailure:
                key = self.context.environ[self.config.key_env]
                raise PermanentFailure(f"the tray did not take the key {key}") from None
