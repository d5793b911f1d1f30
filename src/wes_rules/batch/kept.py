"""Judge what has changed since the last run, and keep the rest in a file: its form, a checksum, and arrays."""

from __future__ import annotations

import io
import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from typing import Any

import attrs
import numpy as np

from wes_rules.batch.cache import Cache
from wes_rules.batch.columns import Array
from wes_rules.batch.figures import Figures, Read
from wes_rules.batch.frames import Coded, Column, Numbers, Rows, joined, taken
from wes_rules.batch.judging import NAMES, Verdicts, is_judged_alone, need_clear, verdicts_of
from wes_rules.batch.keys import Asked
from wes_rules.quoting import quoted
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.rules.rule import FigureRule
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
    """Return the verdicts a file holds by measure; none if it is damaged or of another form."""
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


_NONE = -1


class Keeper:
    """Judges areas, and takes from a cache the verdicts that hold still."""

    def __init__(self, cache: Cache) -> None:
        cache.judged, cache.kept, cache.note = 0, 0, ""
        self.cache, self._before = cache, read_kept(cache)
        self._after: dict[str, list[Kept]] = {}

    def verdicts_on(self, plan: Plan, rows: Rows, as_of: date) -> Verdicts:
        """Judge areas by each measure of a plan, as `verdicts_on` of the room's `judging` does."""
        need_clear(plan, rows)
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            found = list(pool.map(partial(self._judged, plan, rows, as_of), plan.measures))
        for measure, (one, judged) in zip(plan.measures, found, strict=True):
            self.cache.judged += judged
            self.cache.kept += len(one.keys) - judged
            if _may_be_kept(measure):
                self._after.setdefault(measure.id, []).append(one)
        return [one.columns for one, _ in found]

    def write(self) -> None:
        """Write the cache, with the verdicts of this run and no others."""
        write_kept(self.cache, {name: _joined(parts) for name, parts in self._after.items()})

    def _judged(self, plan: Plan, rows: Rows, as_of: date, measure: Measure) -> tuple[Kept, int]:
        """Return the verdicts of a measure, and how many of them were judged."""
        asked, before = Asked.of(plan, measure, as_of), self._before.get(measure.id)
        places = np.flatnonzero(rows.judged)
        held = np.full(len(places), _NONE) if before is None else _held(before, asked, rows, places)
        again = held == _NONE
        parts = [] if before is None or again.all() else [_some(before, held[~again])]
        if again.any() or not parts:
            parts.append(_anew(asked, rows, places[again]))
        # Those that are kept stand before the others.
        order = np.argsort(np.argsort(again, kind="stable"))
        return _some(_joined(parts), order), int(again.sum())


def _held(before: Kept, asked: Asked, rows: Rows, places: Array) -> Array:
    """Return for each area which kept verdict is still valid; -1 if none is."""
    at = before.places()
    held = np.array([at.get(rows.areas[one], _NONE) for one in places.tolist()], dtype=np.int64)
    known = np.flatnonzero(held != _NONE)
    for number in np.unique(before.read[held[known]]).tolist():
        mine = known[before.read[held[known]] == number]
        keys = asked.keys(rows, before.reads[number])[places[mine]]
        held[mine[keys != before.keys[held[mine]]]] = _NONE
        known = np.setdiff1d(known, mine)
    return held


def _anew(asked: Asked, rows: Rows, places: Array) -> Kept:
    judged = np.zeros(len(rows.areas), dtype=bool)
    judged[places] = True
    some = attrs.evolve(rows, judged=judged) if is_judged_alone(asked.measure) else asked.narrowed(rows, judged)
    figures = Figures(some, asked.plan, asked.as_of)
    columns = verdicts_of(asked.measure, figures)
    read = figures.read()
    return Kept(asked.keys(rows, read)[places], [read], np.zeros_like(places), columns)


def _some(kept: Kept, places: Array) -> Kept:
    columns = {name: taken(column, places) for name, column in kept.columns.items()}
    return Kept(kept.keys[places], kept.reads, kept.read[places], columns)


def _joined(parts: list[Kept]) -> Kept:
    """Return kept verdicts one after the other, with nothing that none of them needs."""
    used = [{number: part.reads[number] for number in np.unique(part.read).tolist()} for part in parts]
    reads = list(dict.fromkeys(one for some in used for one in some.values()))
    read = [
        np.array([reads.index(some[n]) if n in some else 0 for n in range(len(part.reads))])[part.read]
        for part, some in zip(parts, used, strict=True)
    ]
    columns = {name: _once_each(joined([one.columns[name] for one in parts])) for name in parts[0].columns}
    return Kept(np.concatenate([one.keys for one in parts]), reads, np.concatenate(read), columns)


def _once_each(column: Column) -> Column:
    """Return a column without values that it has twice or not at all."""
    if not isinstance(column, Coded):
        return column
    used = np.unique(column.codes[column.codes >= 0])
    place = {value: number for number, value in enumerate(dict.fromkeys(column.values[one] for one in used.tolist()))}
    codes = np.full(len(column.values) + 1, _NONE)
    codes[used] = [place[column.values[one]] for one in used.tolist()]
    return Coded(list(place), codes[column.codes])


def _may_be_kept(measure: Measure) -> bool:
    """Whether it is known what its rule depends on; of a plugin's rule only its author knows."""
    rule = measure.rule
    if KINDS.get(rule.kind) is not type(rule):
        return False
    return isinstance(rule, FigureRule) or all(map(_may_be_kept, measure.parts))
