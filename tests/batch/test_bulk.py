"""Published figures of every authority: a batch says what judging them one by one says."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.batch.bulk import differences, figures_of, in_numbers

BULK = Path(__file__).resolve().parents[3] / "shared" / "data" / "lait" / "bds_long_0.parquet"
# As many as a run of the suite has time for; `python3 dev.py side-by-side --bulk FILE` takes all.
SOME = 3


@pytest.mark.skipif(not BULK.exists(), reason="needs the bulk file of the Local Authority Interactive Tool")
def test_published_figures_are_judged_as_they_are_alone():
    figures = figures_of(BULK)
    for indicator in figures["indicator"].unique().sort().to_list()[:: -(-434 // SOME)]:
        count, found = differences(figures, indicator)
        assert count > 100
        assert found == []
        assert in_numbers(figures, indicator)
