"""The store in an SQLite file keeps every promise of a store."""

import pytest

from wes_rules.plugins.manager import load_plugins
from wes_rules.stores.sqlite import open_store
from wes_rules.testing.stores import StoreContract


class TestSqlite(StoreContract):
    @pytest.fixture
    def store_type(self):
        return load_plugins(["sqlite"]).store("sqlite")

    @pytest.fixture
    def address(self, tmp_path):
        return f"sqlite:{tmp_path}/alerts.db"

    @pytest.fixture
    def hasty(self, created, tmp_path):
        return lambda: open_store(tmp_path / "alerts.db", busy_seconds=0)
