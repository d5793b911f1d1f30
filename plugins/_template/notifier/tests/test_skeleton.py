"""The notifier skeleton keeps the contract of notifiers."""

import json

import attrs
import pytest
from wes_rules_skeleton import SkeletonConfig, wes_rules_notifiers

from wes_rules.testing import Loopback, NotifierContract, reply, silence
from wes_rules.testing import refusing as address_that_refuses


def config_for(url):
    return SkeletonConfig(url=url, token_env="SKELETON_TOKEN")


class TestSkeleton(NotifierContract):
    @pytest.fixture
    def notifier_type(self):
        (found,) = wes_rules_notifiers()
        return found

    @pytest.fixture
    def server(self):
        with Loopback(reply()) as server:
            yield server

    @pytest.fixture
    def config(self, server):
        return config_for(server.url)

    @pytest.fixture
    def received(self, server):
        def received():
            # What a receiver does that drops a second message under the same key.
            by_key = {one.headers["idempotency-key"]: json.loads(one.body) for one in server.requests}
            return [{"plain": "\n".join(one.values())} for one in by_key.values()]

        return received

    @pytest.fixture
    def wire(self, server):
        return lambda: server.sent

    @pytest.fixture
    def variants(self, server, config):
        return {
            "url": attrs.evolve(config, url=f"{server.url}/other"),
            "token_env": attrs.evolve(config, token_env="OTHER_TOKEN"),
        }

    @pytest.fixture
    def at(self):
        return config_for

    @pytest.fixture
    def bad_settings(self):
        return {"url": "ftp://council.example", "token_env": "SKELETON_TOKEN"}

    @pytest.fixture
    def unreachable(self):
        return config_for(address_that_refuses())

    @pytest.fixture
    def refusing(self):
        with Loopback(reply(400)) as server:
            yield config_for(server.url)

    @pytest.fixture
    def silent(self):
        with Loopback(silence) as server:
            yield config_for(server.url)

    def test_the_token_is_sent_to_the_receiver_alone(self, notifier, message, server, planted):
        notifier.send(message, attempt=1, timeout=self.timeout)
        assert server.requests[0].headers["authorization"] == f"Bearer {planted}"
