"""Where the figures of a table come from."""

from __future__ import annotations

from functools import partial

import attrs

from wes_rules.series.observation import Origin
from wes_rules.tables.table import Row, Table


def origin_of(table: Table, row: Row) -> Origin | None:
    """Say where a row stands; None where it does not say, and that has been noted."""
    made_up = table.flag(row, "made_up")
    if table.is_bad(row):
        return None
    if table.origin is not None:
        return attrs.evolve(table.origin, row=row.line if table.origin.file else None)
    return table.made(row, partial(Origin, publication=row["source"], file=table.file, row=row.line, made_up=made_up))
