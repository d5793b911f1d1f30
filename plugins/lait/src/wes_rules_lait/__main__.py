"""
Print the beginnings of measures, from what the dictionary says of indicators.

`python -m wes_rules_lait lait_data_dictionary.csv FSP_NEW_GOODDEV` prints TOML to paste into a plan. What the dictionary does
not say is left as "?", which no plan is read with.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from wes_rules.errors import SourceError, near_miss
from wes_rules_lait.dictionary import Entry, read_dictionary


def main(arguments: Sequence[str]) -> int:
    """Print a series and a measure for each code; return 2 when one is not there."""
    if len(arguments) < 2:
        print("usage: python -m wes_rules_lait DICTIONARY CODE [CODE ...]", file=sys.stderr)  # noqa: T201
        return 2
    path, *codes = arguments
    try:
        entries = read_dictionary(Path(path), path)
    except SourceError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    for code in codes:
        if code not in entries:
            print(f'{path}: there is no indicator "{code}"; {near_miss(code, entries)}', file=sys.stderr)  # noqa: T201
            return 2
    print("\n\n".join(outline(entries[code]) for code in codes))  # noqa: T201
    return 0


def outline(entry: Entry) -> str:
    """Return the beginnings of a series and of a measure, as TOML."""
    kind = entry.kinds[0].value if entry.kinds else "?"
    better = "?" if entry.better is None else entry.better.value
    decimals = '"?"' if entry.decimals is None else str(entry.decimals)
    name = json.dumps(entry.code.lower().replace(" ", ""), ensure_ascii=False)
    return "\n".join(
        [
            "[[sources.series]]",
            f"indicator = {name}",
            f"code = {json.dumps(entry.code, ensure_ascii=False)}",
            "",
            "[[measures]]",
            f"id = {name}",
            f"title = {json.dumps(entry.title, ensure_ascii=False)}",
            f"number = {{indicator = {name}}}",
            'unit = "?"',
            f"decimals = {decimals}",
            f'better = "{better}"',
            f'calendar = "{kind}"',
            'rule = {kind = "?"}',
        ]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
