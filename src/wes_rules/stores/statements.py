"""Running statements that SQLite and PostgreSQL share, and collecting damaged entries."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import repeat
from typing import Any

import attrs

from wes_rules.alerts.records import Damage

Execute = Callable[[str, Sequence[Any]], Any]
_MOST_AT_ONCE = 500


@attrs.frozen
class Statements:
    """Runs the statements of one transaction, with ? as placeholders, and keeps the unreadable entries found so far."""

    run: Execute
    damages: list[Damage] = attrs.field(factory=list)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Any:
        """Run a statement with ? as placeholders, and return a cursor."""
        return self.run(statement, [storable(one) if isinstance(one, str) else one for one in values])

    def _insert(self, head: str, rows: Sequence[tuple[Any, ...]], tail: str = "") -> None:
        """Insert rows, many in one statement: over a network each statement costs a round trip."""
        at_once = _MOST_AT_ONCE // len(rows[0]) if rows else 1
        for start in range(0, len(rows), at_once):
            chunk = rows[start : start + at_once]
            places = ", ".join(repeat(f"({', '.join(repeat('?', len(chunk[0])))})", len(chunk)))
            self.execute(f"{head} VALUES {places}{tail}", [value for row in chunk for value in row])

    def _where_in(
        self, select: str, wheres: list[str], values: list[Any], column: str, options: Collection[str] | None
    ) -> Iterator[Sequence[Any]]:
        """Run a query for many values of a column, in batches that every database accepts."""
        for chunk in [[]] if options is None else _chunks(sorted(set(options))):
            chosen = [f"{column} IN ({', '.join(repeat('?', len(chunk)))})"] if options is not None else []
            clause = " AND ".join([*wheres, *chosen])
            yield from self.execute(f"{select} WHERE {clause}" if clause else select, (*values, *chunk))


def storable(text: str) -> str:
    """Return a text that every database can store, with NUL and lone surrogates escaped."""
    return text.replace("\0", "\\x00").encode(errors="backslashreplace").decode()


def _chunks(options: list[str]) -> Iterator[list[str]]:
    return (options[start : start + _MOST_AT_ONCE] for start in range(0, len(options), _MOST_AT_ONCE))


def equal_to(**given: Any) -> tuple[list[str], list[Any]]:
    """Return the conditions for the given values."""
    known = {name: value for name, value in given.items() if value is not None}
    return [f"{name} = ?" for name in known], list(known.values())
