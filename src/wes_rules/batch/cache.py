"""A file that keeps verdicts, so that the next run judges only what has changed."""

from __future__ import annotations

from pathlib import Path

import attrs


@attrs.define
class Cache:
    """
    Verdicts kept between runs; without the file, every verdict is judged anew.

    Args:
        path: The file. A run reads it, and then writes it anew.
        judged: How many verdicts the last run judged.
        kept: How many it took from the file.
        note: What there is to say of the file, such as that it is damaged; empty where all is well.
    """

    path: Path = attrs.field(converter=Path)
    judged: int = attrs.field(default=0, init=False)
    kept: int = attrs.field(default=0, init=False)
    note: str = attrs.field(default="", init=False)
