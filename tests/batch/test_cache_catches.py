"""Walks with and without a cache catch faults in what counts: each is planted in the cache."""

from __future__ import annotations

import pytest
from tests.batch.remembered import walked

from wes_rules.batch import figures, keys


def nothing_of_the_day_counts(plant):
    plant(keys.Asked, "_moment", lambda self, leaf: [])


def nobody_reads(plant):
    plant(figures.Figures, "read", lambda self: frozenset())


def comparators_do_not_count(plant):
    plant(keys, "areas_compared", lambda plan, measure: set())


@pytest.mark.parametrize("fault", [nothing_of_the_day_counts, nobody_reads, comparators_do_not_count])
def test_a_fault_in_what_counts_is_seen_by_the_walks(monkeypatch, fault):
    fault(monkeypatch.setattr)
    changes = ("value", "value", "due", "due", "day") * 2
    assert any(walked(seed, ("threshold", "benchmark-parity"), changes)[0] for seed in range(40))
