"""The HTTP client of plugins, against servers on loopback that misbehave."""

import gzip
import json
import logging
import socket
import ssl
import sys
from decimal import Decimal

import pytest
import trustme

from wes_rules.errors import DefinitionError, PermanentFailure, PluginError, TransientFailure, UnknownOutcome
from wes_rules.plugins.http import BadAnswer, Client, HttpError, NoAnswer, NotSent, Response, hand_over, http_url
from wes_rules.plugins.http.addresses import checked_url
from wes_rules.testing.loopback import Loopback, drip, hang_up, refusing, reply, silence


def test_json_is_read_with_exact_numbers():
    with Loopback(reply(body=b'{"rate": 0.1}')) as server, Client() as client:
        answer = client.get(f"{server.url}/a?b=1", params={"c": "ä &"}, headers={"X-Key": "k"}, timeout=10)
    assert (answer.status, answer.ok, answer.json()) == (200, True, {"rate": Decimal("0.1")})
    asked = server.requests[0]
    assert (asked.method, asked.target, asked.headers["x-key"]) == ("GET", "/a?b=1&c=%C3%A4+%26", "k")


def test_what_is_posted_arrives():
    with Loopback(reply(202)) as server, Client(headers={"X-All": "1"}) as client:
        assert client.post(server.url, json={"a": "ü"}, timeout=10).status == 202
        assert client.post(server.url, body=b"raw", timeout=10).status == 202
    first, raw = server.requests
    assert (first.headers["content-type"], first.headers["x-all"]) == ("application/json", "1")
    assert json.loads(first.body) == {"a": "ü"}
    assert raw.body == b"raw"


def test_packed_bodies_are_unpacked():
    with Loopback(reply(body=gzip.compress(b"figures"), Content_Encoding="gzip")) as server, Client() as client:
        assert client.get(server.url, timeout=10).body == b"figures"


@pytest.mark.parametrize("packed", [True, False])
def test_a_body_over_the_limit_is_refused_whatever_its_packed_size(packed):
    body = b"0" * 1_000_000
    answer = reply(body=gzip.compress(body), Content_Encoding="gzip") if packed else reply(body=body)
    with Loopback(answer) as server, Client(max_bytes=100_000) as client:
        with pytest.raises(BadAnswer, match="more than 100000 bytes") as error:
            client.get(server.url, timeout=10)
    assert error.value.status == 200


def test_a_body_at_the_limit_is_taken():
    with Loopback(reply(body=b"12345")) as server:
        assert Client(max_bytes=5).get(server.url, timeout=10).body == b"12345"


@pytest.mark.parametrize(
    "first",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: ",
        b"",
    ],
    ids=["body", "endless body", "headers", "status"],
)
def test_a_server_that_drips_is_cut_off(first):
    with Loopback(drip(first)) as server, Client() as client, pytest.raises(HttpError, match="in time") as error:
        client.get(server.url, timeout=0.3)
    answered = first.startswith(b"HTTP/1.1 200")
    assert type(error.value) is (BadAnswer if answered else NoAnswer)
    assert error.value.status == (200 if answered else None)


def test_silence_after_the_request_is_an_unknown_outcome():
    with Loopback(silence) as server, Client() as client:
        with pytest.raises(NoAnswer, match="in time"):
            client.post(server.url, body=b"x", timeout=1.0)
    assert server.requests[0].body == b"x"


@pytest.mark.parametrize(
    "script",
    [hang_up, b"rubbish\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200],
    ids=["closed", "rubbish", "too many headers"],
)
def test_a_broken_answer_is_an_unknown_outcome(script):
    with Loopback(script) as server, Client() as client, pytest.raises(NoAnswer):
        client.post(server.url, body=b"x", timeout=10)


def test_a_body_that_breaks_off_has_a_status():
    def script(sock, _stopped):
        sock.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 10\r\n\r\nabc")

    with Loopback(script) as server, Client() as client, pytest.raises(BadAnswer, match="broke off") as error:
        client.post(server.url, body=b"x", timeout=10)
    assert error.value.status == 201


def test_a_damaged_archive_is_a_bad_answer():
    with Loopback(reply(body=b"not gzip", Content_Encoding="gzip")) as server, Client() as client:
        with pytest.raises(BadAnswer, match="unpacked"):
            client.get(server.url, timeout=10)


def test_a_refused_connection_was_not_sent():
    with pytest.raises(NotSent, match="localhost refuses"):
        Client().get(refusing(), timeout=10)


def test_a_host_that_is_not_there_was_not_sent(monkeypatch):
    def no_such_host(*_arguments, **_more):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_such_host)
    with pytest.raises(NotSent, match=r"no host nowhere\.example"):
        Client().get("https://nowhere.example/", timeout=10)


def tls(authority, name="localhost"):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def test_certificates_are_checked(tmp_path):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    trusting = Client(ca_file=str(tmp_path / "ca.pem"))
    with Loopback(reply(body=b"safe"), tls=tls(authority)) as server:
        assert trusting.get(server.url, timeout=10).body == b"safe"
        with pytest.raises(NotSent, match="certificate of localhost is refused"):
            Client().get(server.url, timeout=10)
    with Loopback(reply(), tls=tls(authority, "example.org")) as server:
        with pytest.raises(NotSent, match="certificate of localhost is refused"):
            trusting.get(server.url, timeout=10)
    assert server.requests == []


def test_a_drip_over_tls_is_cut_off(tmp_path):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    script = drip(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    with Loopback(script, tls=tls(authority)) as server, Client(ca_file=str(tmp_path / "ca.pem")) as client:
        with pytest.raises(BadAnswer, match="in time"):
            client.get(server.url, timeout=0.5)


def test_redirects_are_answers_unless_asked_for():
    with Loopback(reply(302, Location="/there")) as server, Client() as client:
        assert client.get(server.url, timeout=10).status == 302
    assert len(server.requests) == 1


def test_a_redirect_within_a_host_is_followed_as_often_as_allowed():
    with Loopback(reply(302, Location="/there"), reply(body=b"here")) as server, Client(redirects=1) as client:
        assert client.get(server.url, timeout=10).body == b"here"
    assert server.requests[1].target == "/there"
    with Loopback(reply(302, Location="/round")) as server, Client(redirects=3) as client:
        assert client.get(server.url, timeout=10).status == 302
    assert len(server.requests) == 4


def test_a_redirect_to_another_host_is_refused():
    with Loopback(reply(body=b"trap")) as trap, Loopback(reply(302, Location=trap.url)) as server:
        with pytest.raises(BadAnswer, match="redirects to another host"):
            Client(redirects=5).get(server.url, headers={"Authorization": "k"}, timeout=10)
    assert trap.requests == []


def test_a_redirected_post_is_never_repeated():
    with Loopback(reply(307, Location="/there")) as server, Client(redirects=5) as client:
        assert client.post(server.url, body=b"x", timeout=10).status == 307
    assert len(server.requests) == 1


def test_gets_share_a_connection_and_posts_do_not():
    with Loopback(reply(body=b"x")) as server, Client() as client:
        client.get(server.url, timeout=10)
        client.get(server.url, timeout=10)
        assert server.connections == 1
        client.post(server.url, body=b"x", timeout=10)
        assert server.connections == 2


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org",
        "example.org",
        "https://",
        "https://user:hunter2@example.org",
        "https://example.org/a b",
        "https://example.org/\r\nX: hunter2",
        "https://example.org/é",
        "https://example.org:99999/hunter2",
        "https://[::1/hunter2",
        "http://example.org\\@hunter2",
        "",
    ],
)
def test_an_address_that_is_not_plain_http_is_refused(url):
    with pytest.raises(HttpError) as error:
        checked_url(url)
    assert "hunter2" not in str(error.value)
    with pytest.raises(DefinitionError):
        http_url(url)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("X", "a\r\nEvil: b", 'the header "X" holds characters that no header may hold'),
        ("X", "a\0b", 'the header "X" holds characters that no header may hold'),
        ("X", "Governors\u2019 board", "send such text in the body, or spell it in ASCII"),
        ("X\r\nEvil", "b", "a header's name holds characters that are not allowed"),
    ],
)
def test_a_header_holds_what_headers_may_hold_and_cannot_smuggle_another(name, value, says):
    with Loopback(reply()) as server, Client() as client, pytest.raises(HttpError, match=says):
        client.get(server.url, headers={name: value}, timeout=10)
    assert server.requests == []


def test_no_error_and_no_log_tells_a_secret(caplog):
    caplog.set_level(logging.DEBUG)
    damaged = b"HTTP/1.1 200 OK\r\nno colon here\r\nContent-Length: 1\r\n\r\nabc"
    scripts = [
        lambda sock, _stopped: sock.sendall(damaged),
        hang_up,
        reply(500),
        reply(302, Location="http://other.example/hunter2"),
    ]
    errors = []
    for script in scripts:
        with Loopback(script) as server, Client(headers={"Authorization": "hunter2"}, redirects=1) as client:
            try:
                errors.append(client.get(f"{server.url}/hunter2?k=hunter2", timeout=10))
            except HttpError as error:
                errors.append(error)
        assert "hunter2" not in repr(client)
    assert len(errors) == 4
    assert "hunter2" not in "".join(f"{one!r}{one}" for one in errors) + caplog.text


@pytest.mark.parametrize(
    ("said", "date", "seconds"),
    [
        ("120", "", 120.0),
        ("Wed, 21 Oct 2026 07:28:30 GMT", "Wed, 21 Oct 2026 07:28:00 GMT", 30.0),
        ("Wed, 21 Oct 2026 07:28:00 GMT", "Wed, 21 Oct 2026 07:28:30 GMT", 0.0),
        ("Wed, 21 Oct 2026 07:28:00 GMT", "", None),
        ("Wed, 21 Oct 2026 07:28:00 -0000", "Wed, 21 Oct 2026 07:28:30 GMT", None),
        ("soon", "Wed, 21 Oct 2026 07:28:30 GMT", None),
        ("-5", "", None),
        ("9" * 400, "", None),
        ("", "", None),
    ],
)
def test_retry_after_is_read_in_both_spellings(said, date, seconds):
    assert Response(429, {"retry-after": said, "date": date}, b"", "h").retry_after == seconds


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"NaN", b"[" * 100_000, b'{"a": 1e9999999999999999999999}'])
def test_what_is_not_json_is_a_bad_answer(body):
    with pytest.raises(BadAnswer, match="h answered 200 with something that is not JSON"):
        Response(200, {}, body, "h").json()


@pytest.mark.parametrize(
    ("status", "means"),
    [
        (408, TransientFailure),
        (425, TransientFailure),
        (429, TransientFailure),
        (503, TransientFailure),
        (500, UnknownOutcome),
        (502, UnknownOutcome),
        (504, UnknownOutcome),
        (301, PermanentFailure),
        (400, PermanentFailure),
        (403, PermanentFailure),
        (404, PermanentFailure),
    ],
)
def test_a_status_means_an_outcome(status, means):
    with pytest.raises(means, match=f"h answered {status}") as error:
        hand_over(lambda: Response(status, {"retry-after": "7"}, b"", "h"))
    assert getattr(error.value, "retry_after", 7.0) == 7.0


@pytest.mark.parametrize(
    ("error", "means"),
    [
        (NotSent("x"), TransientFailure),
        (NoAnswer("x"), UnknownOutcome),
        (BadAnswer("x", status=400), PermanentFailure),
        (HttpError("x"), PermanentFailure),
    ],
)
def test_an_error_means_an_outcome(error, means):
    def exchange():
        raise error

    with pytest.raises(means):
        hand_over(exchange)


def test_a_message_that_was_taken_stays_taken_whatever_comes_of_the_body():
    with Loopback(reply(body=b"0" * 10_000)) as server, Client(max_bytes=100) as client:
        assert hand_over(lambda: client.post(server.url, body=b"x", timeout=10)).ok


def test_without_urllib3_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "urllib3.connection", None)
    with pytest.raises(PluginError, match=r"wes-rules\[http\]"):
        Client().get("https://example.org", timeout=10)
