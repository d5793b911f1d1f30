"""
The contract of stores, as tests to subclass.

::

    import pytest

    from wes_rules.testing.stores import StoreContract
    from wes_rules_ledger import store_type


    class TestLedgerStore(StoreContract):
        @pytest.fixture
        def store_type(self):
            return store_type

        @pytest.fixture
        def address(self, tmp_path):
            return f"ledger:{tmp_path}/alerts"

Fixtures are all that the tests know of a store: `store_type` and `address` have to be given; `context`,
`hasty` and `spoil` may be. Nothing sleeps and nothing is timed, so a test that fails has found something.
"""

from __future__ import annotations

from wes_rules.testing.stores.damage import Damaged
from wes_rules.testing.stores.deciding import Deciding
from wes_rules.testing.stores.people import People
from wes_rules.testing.stores.sending import Sending
from wes_rules.testing.stores.settling import Settling
from wes_rules.testing.stores.together import Together
from wes_rules.testing.stores.transactions import Transactions
from wes_rules.testing.stores.versions import Opening, Versions

__all__ = ["StoreContract"]


class StoreContract(Opening, Transactions, Deciding, Sending, Settling, People, Damaged, Together, Versions):
    """
    Every promise of `wes_rules.plugins.store`; subclass it and give it two fixtures.

    * `store_type`: the `StoreType` under test.
    * `address`: an address at which there is no store; each test gets another one.
    * `context`: the `Context` that stores are opened with; needed when they read environment variables.
    * `hasty`: a function that opens the store at `address` so that it does not wait for other writers at all.
      Without it the test that a writer gives up is skipped.
    * `spoil`: a function that damages an entry; needed by stores whose tables are not those of `wes_rules.stores.versions`.

    The test with several processes is skipped unless the plugin is installed, as they find it by its name; those of
    older versions are for stores whose tables are those of `wes_rules.stores.versions`.
    """
