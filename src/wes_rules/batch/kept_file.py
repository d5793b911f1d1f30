"""The file of a cache: its form, a sum over all that follows, and arrays."""

from __future__ import annotations

import io
import json
from hashlib import sha256
from importlib.metadata import version
from typing import Any

import attrs
import numpy as np

from wes_rules.batch.cache import Cache
from wes_rules.batch.columns import Array
from wes_rules.batch.figures import Read
from wes_rules.batch.frames import Coded, Column, Numbers
from wes_rules.batch.judging import NAMES
from wes_rules.quoting import quoted
from wes_rules.writing import replace

_NAME = b"wes-rules cache "


@attrs.frozen(eq=False)
class Kept:
    """
    The verdicts of one measure that are kept.

    Args:
        keys: What the verdict of each area hangs on.
        reads: What was read of the figures, in one run or another.
        read: Which of `reads` was read for each area.
        columns: The verdicts, the areas among them.
    """

    keys: Array
    reads: list[frozenset[Read]]
    read: Array
    columns: dict[str, Column]

    def places(self) -> dict[str, int]:
        """Return the place of each area."""
        areas = self.columns["area"]
        assert isinstance(areas, Coded)  # names are
        return {areas.values[code]: place for place, code in enumerate(areas.codes.tolist())}


def read_kept(cache: Cache) -> dict[str, Kept]:
    """Return the verdicts that a file has of each measure; one that is damaged, or of another form, has none."""
    try:
        content = cache.path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        cache.note = f"{quoted(str(cache.path))} cannot be read ({error.strerror}), so every verdict was judged"
        return {}
    if not _is_ours(content):
        cache.note = f"{quoted(str(cache.path))} is no cache of wes-rules, so it was left as it is; name another file"
        return {}
    body = content[len(_head(b"")) :]
    if content == _head(body) + body:
        return _verdicts(body)
    what = f"{quoted(str(cache.path))} is damaged, or of another version of wes-rules"
    cache.note = f"{what}, so every verdict was judged, and it was written anew"
    return {}


def write_kept(cache: Cache, found: dict[str, Kept]) -> None:
    """Write a file, unless what stands there is something else."""
    try:
        with cache.path.open("rb") as file:
            if not _is_ours(file.read(len(_NAME))):
                return
    except OSError:
        pass  # there is none, or it cannot be replaced either
    body = _body(found)
    try:
        replace(cache.path, _head(body) + body)
    except OSError as error:
        cache.note = (
            f"{quoted(str(cache.path))} cannot be written ({error.strerror}), so the next run judges every verdict"
        )


def _is_ours(content: bytes) -> bool:
    """Whether a file is a cache, or what is left of one."""
    return content[: len(_NAME)] == _NAME[: len(content)]


def _head(body: bytes) -> bytes:
    # Another version may judge otherwise, or say more of a verdict.
    return _NAME + f"of {version('wes-rules')}: {', '.join(NAMES)}\n{sha256(body).hexdigest()}\n".encode()


def _body(found: dict[str, Kept]) -> bytes:
    arrays: dict[str, Array] = {}
    words: dict[str, Any] = {}
    for number, (name, kept) in enumerate(found.items()):
        arrays |= {f"{number}/keys": kept.keys, f"{number}/read": kept.read}
        values: dict[str, list[Any]] = {}
        for column, one in kept.columns.items():
            if isinstance(one, Coded):
                values[column] = one.values
                arrays[f"{number}/{column}"] = one.codes.astype(np.int32)
            elif isinstance(one, Numbers):
                arrays |= {f"{number}/{column}": one.values, f"{number}/{column}/known": one.known}
            else:
                arrays[f"{number}/{column}"] = one
        words[name] = {"reads": [sorted(one) for one in kept.reads], "columns": list(kept.columns), "values": values}
    arrays["words"] = np.frombuffer(json.dumps(words).encode(), dtype=np.uint8)
    out = io.BytesIO()
    np.savez(out, **arrays)  # type: ignore[arg-type] # none of them is named as an option of savez
    return out.getvalue()


def _verdicts(body: bytes) -> dict[str, Kept]:
    arrays = np.load(io.BytesIO(body), allow_pickle=False)
    words = json.loads(arrays["words"].tobytes())
    found = {}
    for number, (name, one) in enumerate(words.items()):
        columns: dict[str, Column] = {}
        for column in one["columns"]:
            array = arrays[f"{number}/{column}"]
            if column in one["values"]:
                columns[column] = Coded(one["values"][column], array.astype(np.int64))
            elif f"{number}/{column}/known" in arrays:
                columns[column] = Numbers(array, arrays[f"{number}/{column}/known"])
            else:
                columns[column] = array
        reads = [frozenset((indicator, group, place) for indicator, group, place in some) for some in one["reads"]]
        found[name] = Kept(arrays[f"{number}/keys"], reads, arrays[f"{number}/read"], columns)
    return found
