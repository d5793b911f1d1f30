"""The server that tests ask: what goes wrong in a test's own function is told, and a fault of HTTP says what to do."""

import pytest

from wes_rules.plugins.http import Client, HttpError
from wes_rules.testing import Asked, Loopback, cut_off, hang_up, refusing, reply


def test_a_route_is_given_what_was_asked():
    asked = []
    with Loopback(route=lambda one: asked.append(one) or reply()) as server, Client() as client:
        client.get(f"{server.url}/figures?year=2024", timeout=10.0)
    (one,) = asked
    assert isinstance(one, Asked)
    assert (one.method, one.target, one.body) == ("GET", "/figures?year=2024", b"")


def test_a_fault_in_a_route_ends_the_test_with_it():
    with (
        pytest.raises(AttributeError, match="path"),
        Loopback(route=lambda asked: reply(body=asked.path)) as server,
        Client() as client,
        pytest.raises(HttpError),
    ):
        client.get(server.url, timeout=10.0)


def test_every_failed_exchange_says_what_to_do():
    with Client() as client, pytest.raises(HttpError) as refused:
        client.get(refusing(), timeout=10.0)
    assert "refuses the connection at port " in str(refused.value)
    with Loopback(hang_up, cut_off(reply(body=b"figures"), 45)) as server, Client() as client:
        with pytest.raises(HttpError) as none:
            client.get(server.url, timeout=10.0)
        with pytest.raises(HttpError) as broken:
            client.get(server.url, timeout=10.0)
    for error in (refused, none, broken):
        assert [one for one in error.value.problems if not one.remedy] == []
