"""Judging the known cases of a kind of rule in a batch, beside judging them one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

import attrs
import pytest

from wes_rules import batch
from wes_rules.errors import WesRulesError
from wes_rules.judging.judge import judge
from wes_rules.rules.plan import Plan
from wes_rules.rules.rule import Rule
from wes_rules.testing.known import AREA, Stated, stated_of

# By then the last figure of every case is due, and none after it.
_DAY = date(2025, 1, 1)


def otherwise_in_a_batch(kind: type[Rule]) -> Iterator[str]:
    """Say of each case, and of each with its latest figure hidden, where a batch judges it otherwise than `judge` does."""
    frames = next((import_module(one) for one in ("polars", "pandas", "pyarrow") if find_spec(one)), None)
    if frames is None or not find_spec("narwhals"):
        pytest.skip("a batch needs narwhals, and Polars, pandas or PyArrow")
    for stated in stated_of(kind):
        hidden = attrs.evolve(stated, case=attrs.evolve(stated.case, own=(*stated.case.own[:-1], "c")))
        for one in (stated, hidden):
            # A frame has no column of counts.
            if not any("/" in text for _, _, text in one.figures):
                yield from _differs(one, frames)


def _differs(one: Stated, frames: ModuleType) -> Iterator[str]:
    import narwhals

    measure = one.measure
    plan = Plan(id="known", title="Known", area=AREA, measures=(measure,), area_sets=one.area_sets)
    rows = [("known", area, str(period), text) for area, period, text in one.figures]
    columns = dict(zip(("indicator", "area", "period", "value"), map(list, zip(*rows, strict=True)), strict=True))
    frame = narwhals.from_dict(columns, backend=frames).to_native()
    alone = judge(measure, one.history, as_of=_DAY)
    try:
        (found,) = narwhals.from_native(batch.judge(plan, frame, as_of=_DAY, areas=[AREA])).rows(named=True)
    except WesRulesError as error:
        yield f"{one}, and a batch cannot judge it: {error}"
        return
    if found["status"] != alone.status.value:
        what = f"{one} with the figures {', '.join(one.case.own)}: a batch says {found['status']}, judge says {alone.status.value}"
        yield f"{what}; use the operations of docs/kernels.md alone in slack(cells)"
