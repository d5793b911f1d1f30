"""Frames of Dask go through the parts of any frame that is not in memory; the extra `dask` brings what these tests need."""

from __future__ import annotations

import pandas as pd
import pytest
from tests.batch.side_by_side import AGREES, compare
from tests.oracle.rules_drawn import KINDS_DRAWN

dd = pytest.importorskip("dask.dataframe")
pytestmark = pytest.mark.filterwarnings("ignore")
TRIED = 12
TEXTS = ("indicator", "area", "group", "period", "value")


def on_dask(frame):
    texts = dict.fromkeys(TEXTS, "string")
    return dd.from_pandas(pd.DataFrame(frame.to_dict(as_series=False)).astype(texts), npartitions=2)


@pytest.mark.parametrize("kind", sorted({*KINDS_DRAWN} - {"cases"}))
def test_every_kind_is_judged_on_dask_as_it_is_alone(kind):
    outcomes = (compare(seed, (kind,), (on_dask, 10)) for seed in range(TRIED))
    outcome, said = next((one, said) for _, one, said in outcomes if one != "refused")
    assert outcome == AGREES, said
