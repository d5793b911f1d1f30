"""The contract of kinds of rule, every law among it."""

from decimal import Decimal
from typing import ClassVar

import pytest
from most_periods import MostPeriods

from wes_rules.testing import RuleKindContract


class TestMostPeriods(RuleKindContract):
    """What it has to do, requirement by requirement."""

    does_not: ClassVar = {
        "a_mirror_changes_nothing": "it asks for so much at least, and so goes one way only",
    }

    @pytest.fixture
    def rule_kind(self):
        return MostPeriods

    @pytest.fixture
    def rules(self):
        return [MostPeriods(at_least=Decimal(50), periods=2, out_of=3)]

    @pytest.fixture
    def bad_settings(self):
        return {"at_least": Decimal(50), "periods": 3, "out_of": 2}
