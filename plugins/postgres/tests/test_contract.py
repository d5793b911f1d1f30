"""The store in PostgreSQL keeps every promise of a store, on a real server."""

import pytest
from wes_rules_postgres import Place, open_store

from wes_rules.plugins.manager import load_plugins
from wes_rules.testing.stores import StoreContract


class TestPostgres(StoreContract):
    @pytest.fixture
    def store_type(self):
        return load_plugins(["postgresql"]).store("postgresql")

    @pytest.fixture
    def address(self, address):
        return address

    @pytest.fixture
    def hasty(self, created):
        return lambda: open_store(Place.of(f"{created}&wait=0", {}))
