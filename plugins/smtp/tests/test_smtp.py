"""Email: what it looks like, and what a real SMTP server and a bad one make of it."""

import csv
import email.policy
import html as html_module
import io
import logging
import re
import socket
import ssl
import threading
from contextlib import contextmanager, suppress
from datetime import date
from email.parser import BytesParser
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import attrs
import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from hypothesis import given
from hypothesis import strategies as st
from wes_rules_smtp import Smtp, SmtpConfig
from wes_rules_smtp.mail import address, html, mail, news_table

from wes_rules import DefinitionError
from wes_rules.alerts.alert import AlertKind
from wes_rules.errors import NotifierError, PermanentFailure, RecipientRefused, TransientFailure, UnknownOutcome
from wes_rules.plugins import Change, Context, Dedup, Message, News, Numbers, load_plugins
from wes_rules.plugins.escaping import visible
from wes_rules.testing import NotifierContract, Sent

SENDER = "Targets <targets@council.example>"
TEXT = """A plan & more

New (2)
- Held late (2025)
  12.0% where 10% was promised
- <script>alert(1)</script>

Still open (1)
- Another one (2024)
.
[made up]: rests on made-up figures
"""
NEWS = News(
    alert="p/late/E1/off_track",
    episode="e",
    kind=AlertKind.OFF_TRACK,
    change=Change.NEW,
    open=True,
    severity="off_track",
    title='=HYPERLINK("http://evil.example")',
    line="12.0%",
    numbers=Numbers(status="off_track", figure="12.0%", required="at least 90.0%"),
    follows="f" * 64,
    thread="0" * 64,
)


def message(**more):
    given = {
        "plan": "p",
        "plan_title": "P",
        "recipient": "Board",
        "notifier": "smtp",
        "subject": "2 new: A plan",
        "text": TEXT,
        "address": "board@council.example",
        "news": (NEWS,),
        **more,
    }
    return Message.of(**given)


def made(of, **more):
    given = {"sent": 1_800_000_000.0, "table": False, **more}
    data = mail(of, address(SENDER), address(of.address, name=of.recipient), **given).as_bytes()
    return data, BytesParser(policy=email.policy.default).parsebytes(data)


def plain(read):
    return read.get_body(["plain"]).get_content().replace("\r\n", "\n")


def test_an_email_is_text_and_html_with_the_same_words():
    _, read = made(message())
    assert (read["From"], read["To"]) == ("Targets <targets@council.example>", "Board <board@council.example>")
    assert read["Subject"] == "2 new: A plan"
    assert read["Date"] == "Fri, 15 Jan 2027 08:00:00 -0000"
    assert read["Auto-Submitted"] == "auto-generated"
    assert plain(read) == TEXT
    page = read.get_body(["html"]).get_content()
    assert "<script>" not in page
    # Without what they look like, these are the marks and the words.
    bare = re.sub(r' (style|class)="[^"]*"', "", page.replace("\r\n", "\n"))
    for part in (
        "<h1>A plan &amp; more</h1>",
        "<h2>New (2)</h2>",
        "<li><strong>Held late (2025)</strong>\n<br><span>12.0%",
    ):
        assert part in bare


class Words(HTMLParser):
    """Collects the words of a page, and what is open in it."""

    def __init__(self):
        super().__init__()
        self.words = []
        self.open = []
        self.seen = set()

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "title" not in self.open and "style" not in self.open:
            # Programs read a hyphen, and people a minus.
            self.words += data.replace("\u2212", "-").split()


lines = st.lists(st.sampled_from(["", "- item", "  more", "heading", "- <b>&amp;", "  <script>", "'\"\x1b"]))


def test_people_read_a_minus_and_programs_a_hyphen():
    text = 'A plan\n\nNew (1)\n- Spend\n  -£5.16m; over by -2.\n\nwes-rules alerts ack x --note "a -2"\n'
    page = "\n".join(html(message(text=text)))
    assert "\u2212£5.16m; over by \u22122." in page
    assert "wes-rules alerts ack x --note &quot;a -2&quot;" in page


def test_two_alerts_of_one_measure_have_each_its_own_colour():
    overdue = attrs.evolve(NEWS, alert="p/late/E1/overdue", kind=AlertKind.OVERDUE, severity="overdue", title="Late")
    news = (attrs.evolve(NEWS, title="Late"), overdue)
    text = "A plan\n\nNewly off track (1)\n- Late\n  12.0%\n\nFigures overdue (1)\n- Late\n  12.0%\n"
    page = "\n".join(html(message(text=text, news=news)))
    assert [one.lower() for one in re.findall(r"border-left:6px solid (#\w+)", page)] == ["#d4351c", "#505a5f"]


def test_a_title_leads_to_the_measure_on_the_page_and_the_miss_is_seen_at_once():
    numbers = Numbers(status="off_track", distance="2.0 points over")
    fresh = attrs.evolve(NEWS, title="Late", numbers=numbers, measure="late")
    again = attrs.evolve(fresh, alert="other", change=Change.STILL_OPEN)
    text = "A plan\nMore: https://a.example/p.html\n\nNewly off track (1)\n- Late\n  12.0%; 2.0 points over.\n"
    text += "\nStill off track (1)\n- Late\n  12.0%; 2.0 points over.\n"
    page = "\n".join(html(message(text=text, news=(fresh, again), link="https://a.example/p.html")))
    assert page.count('href="https://a.example/p.html#m-late">Late</a>') == 2
    assert '">https://a.example/p.html</a></p>' in page
    assert page.count("<strong>2.0 points over</strong>") == 2
    assert re.findall(r"border-left:(\dpx)", page) == ["6px", "3px"], "what is as it was has a thinner edge"


def test_an_address_that_is_none_of_the_web_is_no_link():
    news = attrs.evolve(NEWS, title="Late")
    text = "A plan\nMore: javascript:alert(1)\n\nNewly off track (1)\n- Late\n  12.0%\n"
    assert "<a" not in "\n".join(html(message(text=text, news=(news,), link="javascript:alert(1)")))


@given(lines)
def test_the_page_is_well_formed_and_says_every_word_of_the_text(chosen):
    text = "\n".join(chosen)
    reader = Words()
    reader.feed("\n".join(html(message(text=text))))
    assert reader.open == []
    assert reader.seen <= {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "h2",
        "p",
        "ul",
        "li",
        "strong",
        "br",
        "div",
        "span",
        "code",
    }
    marks = re.compile(r"^- |^  ", re.MULTILINE)
    assert reader.words == html_module.unescape(visible(marks.sub("", text), keep="\n").replace("&", "&amp;")).split()


@given(st.text(), st.text(), st.text())
def test_no_text_adds_a_header_or_leaves_ascii(subject, text, name):
    data, read = made(message(subject=subject, text=text, plan_title=name))
    assert {one.lower() for one in read.keys()} == {  # noqa: SIM118 - a message is no dictionary
        *("from", "to", "subject", "date", "message-id", "references", "in-reply-to", "auto-submitted", "mime-version"),
        "content-type",
    }
    assert data.isascii()
    assert all(len(line) <= 998 for line in data.splitlines())
    assert b"\n" not in data.replace(b"\r\n", b"")


@given(st.lists(st.sampled_from(["Off", "track:", "a", "Pläne", "délivery", "plan", "42.9%"]), min_size=1, max_size=30))
def test_a_subject_reads_the_same_once_its_lines_are_joined(words):
    subject = " ".join(words)
    data, read = made(message(subject=subject))
    assert read["Subject"] == subject
    folded = data[data.index(b"Subject: ") :].split(b"\r\nDate: ")[0]
    assert not any(line.endswith(b" ") or len(line) > 78 for line in folded.split(b"\r\n"))


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "board",
        "a@b.example, c@d.example",
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example>\nRCPT TO:<c@d.example",
        "A\r\nB <a@b.example>",
        "a b@c.example",
        "ä@b.example",
        "a@b.exämple",
        "<a@b.example",
        "a@b.example>",
        "x <a@b.example> y",
        "a@b@c.example",
        "\u202ea@b.example",
    ],
)
def test_what_is_not_one_address_is_refused_for_good(wrong):
    with pytest.raises(PermanentFailure, match="is not one email address"):
        address(wrong)
    with pytest.raises(DefinitionError):
        SmtpConfig(host="localhost", sender=wrong)


def test_addresses_may_have_names():
    one = address('"Board, the ü" <board@council.example>')
    assert (one.display_name, one.addr_spec) == ("Board, the ü", "board@council.example")


def test_the_message_id_tells_a_repeat_and_references_tell_what_came_before():
    first, again = message(), attrs.evolve(message(), possible_repeat=True)
    (_, one), (_, two) = made(first), made(again, sent=1_900_000_000.0)
    assert one["Message-ID"] == two["Message-ID"] == f"<{first.key[:32]}@council.example>"
    assert one["References"] == f"<{'0' * 32}@council.example> <{'f' * 32}@council.example>"
    assert one["In-Reply-To"] == f"<{'f' * 32}@council.example>"
    assert two["Subject"] == "[possibly sent before] 2 new: A plan"
    assert "may have been sent before" in two.get_body(["plain"]).get_content()
    assert "may have been sent before" in two.get_body(["html"]).get_content()
    assert message(text="other").key != first.key


def test_a_table_of_all_news_holds_no_formula():
    _, read = made(message(), table=True)
    (attached,) = read.iter_attachments()
    assert attached.get_filename() == "news.csv"
    rows = list(csv.reader(io.StringIO(attached.get_content().lstrip("\ufeff"))))
    cells = dict(zip(*rows, strict=True))
    assert (cells["title"], cells["line"]) == ('\'=HYPERLINK("http://evil.example")', "12.0%")
    assert (cells["figure"], cells["target"]) == ("12.0%", "at least 90.0%")
    assert news_table(message(news=())).count("\n") == 1


# A real server.


class Box:
    """Keeps what arrives, and answers as it is told."""

    def __init__(self, rcpt="250 OK", data="250 2.0.0 taken as 42"):
        self.taken = []
        self.rcpt = rcpt
        self.data = data

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - the library's name
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the library's name
        self.taken.append(envelope)
        return self.data


@contextmanager
def running(box, **more):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, **more)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    made = trustme.CA()
    folder = tmp_path_factory.mktemp("authority")
    made.cert_pem.write_to_path(folder / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.issue_cert("localhost").configure_cert(context)
    return folder, context


def notifier(port, folder=Path(), environ=None, **more):
    given = {"host": "localhost", "sender": SENDER, "port": port, "security": "none", **more}
    context = Context(as_of=date(2026, 1, 1), base=folder, output=None, environ=environ or {})
    return Smtp(SmtpConfig(**given), context, clock=lambda: 1_800_000_000.0)


def send(port, timeout=20.0, of=None, **more):
    return notifier(port, **more).send(of or message(), attempt=1, timeout=timeout)


def test_a_real_server_gets_the_email_as_it_was_made():
    box = Box()
    with running(box) as port:
        receipt = send(port)
    (taken,) = box.taken
    assert (taken.mail_from, taken.rcpt_tos) == ("targets@council.example", ["board@council.example"])
    assert plain(BytesParser(policy=email.policy.default).parsebytes(taken.content)) == TEXT
    assert taken.content == made(message())[0]
    assert receipt.detail == "2.0.0 taken as 42"


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_line_is_made_safe_and_then_a_password_is_sent(authority, security):
    folder, context = authority
    seen = []

    def check(server, session, envelope, mechanism, data):
        seen.append((bool(session.ssl) or security == "tls", data.login, data.password))
        return AuthResult(success=data.password == b"planted-password", handled=False)

    environ = {"USER": "me", "PASSWORD": "planted-password", "WRONG": "planted-wrong"}
    more = {"security": security, "folder": folder, "environ": environ, "ca_file": "ca.pem", "user_env": "USER"}
    how = (
        {"tls_context": context, "require_starttls": True}
        if security == "starttls"
        else {"ssl_context": context, "auth_require_tls": False}
    )
    box = Box()
    with running(box, authenticator=check, **how) as port:
        notifier(port, password_env="PASSWORD", **more).check()
        assert box.taken == []
        send(port, password_env="PASSWORD", **more)
        with pytest.raises(PermanentFailure, match="535 to the user and password") as error:
            send(port, password_env="WRONG", **more)
    assert "planted" not in f"{error.value!r}"
    assert len(box.taken) == 1
    assert all(safe for safe, _, _ in seen)
    assert seen[0][1:] == (b"me", b"planted-password")


def test_a_certificate_that_is_not_trusted_ends_it_before_anything_is_sent(authority):
    _, context = authority
    box = Box()
    with running(box, tls_context=context) as port, pytest.raises(TransientFailure, match="certificate of localhost"):
        send(port, security="starttls")
    with running(box, ssl_context=context) as port:
        # The library's own first connection does not speak TLS.
        with pytest.raises(TransientFailure, match="certificate of localhost"):
            send(port, security="tls")
    assert box.taken == []


def test_a_server_without_starttls_gets_nothing(authority):
    box = Box()
    with running(box) as port, pytest.raises(PermanentFailure, match="offers no STARTTLS"):
        send(port, security="starttls")
    assert box.taken == []


@pytest.mark.parametrize(
    ("answers", "means"),
    [
        ({"rcpt": "450 4.2.0 greylisted"}, TransientFailure),
        ({"rcpt": "550 5.1.1 no such \x1b[31muser"}, RecipientRefused),
        ({"data": "451 4.3.0 try again"}, TransientFailure),
        ({"data": "554 5.7.1 spam"}, PermanentFailure),
    ],
)
def test_the_code_of_a_reply_decides(answers, means):
    with running(Box(**answers)) as port, pytest.raises(NotifierError) as error:
        send(port)
    assert type(error.value) is means
    assert next(iter(answers.values()))[:3] in str(error.value)
    assert str(error.value).isprintable()


def test_no_server_and_no_such_host_may_be_tried_again(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(TransientFailure):
        send(port)

    def no_such_host(*_arguments, **_more):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_such_host)
    with pytest.raises(TransientFailure, match="no host nowhere"):
        send(25, host="nowhere.example")


# A bad one.

REPLIES = [b"220 hello\r\n", b"250 ehlo\r\n", b"250 mail\r\n", b"250 rcpt\r\n", b"354 go on\r\n", b"250 taken\r\n"]


@contextmanager
def breaking(place, how):
    """Talk SMTP up to one reply, and there do something else."""
    stopped = threading.Event()
    got = []

    def talk(sock):
        with sock, sock.makefile("rb") as lines, suppress(OSError):
            for number, reply in enumerate(REPLIES):
                if number == len(REPLIES) - 1:
                    for line in lines:
                        got.append(line)
                        if line == b".\r\n":
                            break
                elif number:
                    got.append(lines.readline())
                if number == place:
                    how(sock, stopped)
                    return
                sock.sendall(reply)
            got.append(lines.readline())

    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        with suppress(OSError):
            talk(listener.accept()[0])

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], got
    finally:
        stopped.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)


def close(_sock, _stopped):
    pass


def hang(_sock, stopped):
    stopped.wait(20)


def drip(sock, stopped):
    while not stopped.wait(0.02):
        sock.sendall(b"2")


def say(reply):
    return lambda sock, _stopped: sock.sendall(reply)


WAYS = (close, hang, drip, say(b"421 4.3.2 shutting down\r\n"), say(b"rubbish\r\n"))


# A greeting that drips is left to the caller's own time limit.
@pytest.mark.parametrize(("place", "how"), [(n, way) for n in range(5) for way in WAYS if n or way is not drip])
def test_what_breaks_before_the_message_is_sent_may_be_tried_again(place, how):
    with breaking(place, how) as (port, got), pytest.raises(TransientFailure):
        send(port, timeout=0.3)
    assert b".\r\n" not in got


@pytest.mark.parametrize("how", [close, hang, drip, say(b"25"), say(b"rubbish\r\n")])
def test_what_breaks_after_the_message_was_sent_is_an_unknown_outcome(how):
    with breaking(5, how) as (port, got), pytest.raises(UnknownOutcome):
        send(port, timeout=0.3)
    assert b".\r\n" in got


@pytest.mark.parametrize("how", [close, hang])
def test_a_message_that_was_taken_stays_taken_whatever_comes_of_leaving(how):
    with breaking(6, how) as (port, got):
        assert send(port).detail == "taken"
    assert got[-1] == b"QUIT\r\n"


def test_lines_that_start_with_a_dot_arrive_whole():
    with breaking(6, close) as (port, got):
        send(port, of=message(text=".\n.hidden\n"))
    assert b"..\r\n" in got
    assert b"..hidden\r\n" in got


def test_check_says_that_nobody_answers_at_a_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(TransientFailure, match=rf"localhost refuses the connection at port {port}"):
        notifier(port).check()


def test_settings_that_make_no_sense_are_refused():
    for wrong in (
        {"port": 70000},
        {"user_env": "USER"},
        {"user_env": "USER", "password_env": "PASSWORD", "security": "none"},
        {"host": " "},
        {"host": "a\nb"},
    ):
        with pytest.raises(DefinitionError):
            SmtpConfig(**{"host": "localhost", "sender": SENDER, **wrong})


def test_no_secret_is_told(authority, caplog):
    folder, context = authority
    caplog.set_level(logging.DEBUG, "wes_rules_smtp")
    environ = {"USER": "planted-user", "PASSWORD": "planted-password"}
    more = {"folder": folder, "environ": environ, "ca_file": "ca.pem", "user_env": "USER", "security": "starttls"}
    told = [notifier(1, password_env="PASSWORD", **more)]
    told += [told[0]._server()]

    def refuse(server, session, envelope, mechanism, data):
        return AuthResult(success=False, handled=False, message=f"535 not {data.login} with {data.password}")

    with running(Box(), authenticator=refuse, tls_context=context) as port:
        with pytest.raises(PermanentFailure) as error:
            send(port, password_env="PASSWORD", **more)
        told += [error.value, error.value.__cause__]
        with pytest.raises(TransientFailure, match="MISSING is not set"):
            send(port, password_env="MISSING", **more)
    assert "planted" not in "".join(f"{one!r}{one}" for one in told) + caplog.text


def accept(server, session, envelope, mechanism, data):
    return AuthResult(success=True)


class TestContract(NotifierContract):
    does_not = {"http": "it speaks SMTP", "key": "no mail program discards what it has by its Message-ID"}
    unseen = dict.fromkeys(("user_env", "password_env"), "this server lets everybody log in, and others have tests")

    @pytest.fixture
    def box(self):
        return Box()

    @pytest.fixture
    def notifier_type(self):
        # An email says in which second it was sent; two that are compared were sent in the same one.
        return attrs.evolve(load_plugins(["smtp"]).notifier("smtp"), open=partial(Smtp, clock=lambda: 1_800_000_000.0))

    @contextmanager
    def serving(self, box, authority):
        folder, context = authority
        with running(box, authenticator=accept, tls_context=context, require_starttls=True) as port:
            yield SmtpConfig(
                host="localhost",
                port=port,
                sender=SENDER,
                user_env="USER",
                password_env="PASSWORD",
                ca_file=str(folder / "ca.pem"),
                attach_table=True,
            )

    @pytest.fixture
    def config(self, box, authority):
        with self.serving(box, authority) as config:
            yield config

    @pytest.fixture
    def unreachable(self, authority):
        with self.serving(Box(rcpt="451 4.3.0 later"), authority) as config:
            yield config

    @pytest.fixture
    def refusing(self, authority):
        with self.serving(Box(rcpt="550 5.1.1 no such user"), authority) as config:
            yield config

    @pytest.fixture
    def silent(self):
        with breaking(5, hang) as (port, _got):
            yield SmtpConfig(host="localhost", port=port, sender=SENDER, security="none")

    @pytest.fixture
    def wire(self, box):
        return lambda: [Sent(one.content, " ".join(one.rcpt_tos).encode()) for one in box.taken]

    @pytest.fixture
    def variants(self, config):
        with socket.create_server(("127.0.0.1", 0)) as free:
            nobody = free.getsockname()[1]
        return {
            "host": attrs.evolve(config, host="127.0.0.1"),
            "sender": attrs.evolve(config, sender="Somebody else <else@council.example>"),
            "security": attrs.evolve(config, security="tls"),
            "port": attrs.evolve(config, port=nobody),
            "ca_file": attrs.evolve(config, ca_file=""),
            "attach_table": attrs.evolve(config, attach_table=False),
        }

    @pytest.fixture
    def bad_settings(self):
        return {"host": "localhost", "sender": "nobody"}

    @pytest.fixture
    def received(self, box):
        def read():
            arrived = [BytesParser(policy=email.policy.default).parsebytes(one.content) for one in box.taken]
            return [
                {
                    "plain": f"{one['Subject']} {one['To']} {plain(one)}",
                    "html": one.get_body(["html"]).get_content(),
                    "csv": next(one.iter_attachments()).get_content(),
                }
                for one in arrived
            ]

        return read


def test_the_plugin_is_found_by_its_name():
    kind = load_plugins(["smtp"]).notifier("smtp")
    assert (kind.dedup, kind.addressed, kind.secrets) == (Dedup.NONE, True, ("user_env", "password_env"))
