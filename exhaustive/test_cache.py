"""Many walks of changing figures, days and plans: each verdict is that without a cache."""

from __future__ import annotations

import pytest
from tests.batch.remembered import KINDS, walked


@pytest.mark.parametrize("kind", KINDS)
def test_each_walk_has_the_verdicts_it_has_without_a_cache(kind):
    found = [walked(seed, (kind,)) for seed in range(15)]
    wrong = [one for one, _, _ in found if one]
    assert not wrong, "\n".join(wrong)
    assert sum(kept for _, _, kept in found) > 0
