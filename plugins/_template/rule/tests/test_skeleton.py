"""The rule skeleton keeps the contract of kinds of rule, with every law."""

from decimal import Decimal

import pytest
from wes_rules_skeleton import Skeleton

from wes_rules.testing import RuleKindContract


class TestSkeleton(RuleKindContract):
    examples = 5  # histories for each law; without it many more are drawn, which takes minutes
    does_not = {"a_mirror_changes_nothing": 'it needs better = "higher", and negated numbers are better lower'}

    @pytest.fixture
    def rule_kind(self):
        return Skeleton

    @pytest.fixture
    def rules(self):
        return [Skeleton(at_least=Decimal(50))]

    @pytest.fixture
    def bad_settings(self):
        return {"at_least": Decimal(-1)}
