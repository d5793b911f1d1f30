"""What the help of each command shows besides its options: examples, and how it ends."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator

_WIDTH = 78
_CODES = "exit codes: 0 done; 2 what was typed, the plan or its data is wrong, and nothing was done; 4 something could not be read or written"
CODES = {
    "check": "exit codes: 0 all that is due is on track; 1 something is off track; 3 nothing is, and something is undecided; "
    "5 nothing is, and something is at risk (--fail-on chooses among these); 2 the plan or its data is wrong; "
    "4 the output could not be written",
    "run": "exit codes: 0 done, whatever is off track; 2 the plan, its data or the store is wrong; 4 something could not be read or "
    "told, or rows that were left out may change a verdict",
    "scorecard": "exit codes: 0 written, whatever is off track; 2 the plan or its data is wrong; 4 something could not be written",
    "test": "exit codes: 0 all passed; 1 some failed; 2 the file is wrong",
    "read-target": "exit codes: 0 the words settle one rule; 3 they leave something open, or promise what no kind of rule can say; "
    "2 what was typed makes no sense",
    "plugins": "exit codes: 0 all is well; 1 a check failed; 2 wrong",
    "alerts": "All times are UTC. Exit codes: 0 done; 1 some messages were left as they are (retry); 2 nothing was done; "
    "4 something in the store cannot be read",
}
EXAMPLES = {
    "": ("wes-rules demo", "wes-rules check plan.toml", "wes-rules explain plan.toml ehc-plans"),
    "check": (
        "wes-rules check plan.toml --as-of 2026-04-01",
        "wes-rules check plan.toml --owner SEND --sort status",
        "wes-rules check plan.toml --status off-track,undecided --layout list",
        "wes-rules check plan.toml --format csv > verdicts.csv",
        "wes-rules check plan.toml --quiet --fail-on off-track",
        "wes-rules check plan.toml --engine duckdb --areas --format csv",
    ),
    "explain": ("wes-rules explain plan.toml ehc-plans", "wes-rules explain plan.toml ehc-plans --format json"),
    "history": ("wes-rules history plan.toml ehc-plans",),
    "scorecard": (
        "wes-rules scorecard plan.toml -o scorecard.html -o scorecard.xlsx",
        "wes-rules scorecard plan.toml --areas -o scorecards",
    ),
    "run": ("wes-rules run plan.toml --init", "wes-rules run plan.toml --quiet", "wes-rules run plan.toml --dry-run"),
    "replay": ("wes-rules replay plan.toml --from 2024-01-01", "wes-rules replay plan.toml --owner SEND --format json"),
    "validate": ("wes-rules validate plan.toml --ask",),
    "demo": ("wes-rules demo", "wes-rules demo --all", "wes-rules demo -o scorecard.html"),
    "test": ("wes-rules test plan_tests.toml",),
    "schema": ("wes-rules schema > plan.schema.json", "wes-rules schema smtp excel"),
    "plugins": (
        "wes-rules plugins",
        "wes-rules plugins plan.toml",
        "wes-rules plugins new finance-ledger --kind source",
    ),
    "read-target": (
        "wes-rules read-target 'By 2030, at least 60 schools will hold the award'",
        "wes-rules read-target 'in line or better than the national average' --national 970 --better higher",
    ),
    "init": (
        "wes-rules init plan.toml --targets targets.xlsx --calendar financial-year",
        "wes-rules init --figures figures.csv --better higher",
    ),
    "completion": ("wes-rules completion bash > ~/.local/share/bash-completion/completions/wes-rules",),
    "alerts": ("wes-rules alerts list", "wes-rules alerts explain ehc-plans"),
    "alerts list": ("wes-rules alerts list", "wes-rules alerts list --owner SEND --format json"),
    "alerts show": ("wes-rules alerts show ehc-plans",),
    "alerts explain": ("wes-rules alerts explain ehc-plans --recipient 'SEND Board'",),
    "alerts ack": ("wes-rules alerts ack ehc-plans --note 'recovery plan agreed' --until 2027-01-31",),
    "alerts silence": (
        "wes-rules alerts silence 'owner=SEND*' --until 2026-12-31 --reason 'new system'",
        "wes-rules alerts silence --end S1",
    ),
    "alerts silences": ("wes-rules alerts silences",),
    "alerts dead": ("wes-rules alerts dead",),
    "alerts retry": ("wes-rules alerts retry --all",),
    "alerts dismiss": ("wes-rules alerts dismiss 3f9a --reason 'told by telephone'",),
    "alerts mend": ("wes-rules alerts mend",),
    "alerts log": ("wes-rules alerts log --subject S1",),
}


def finish(parser: argparse.ArgumentParser) -> None:
    """Give each command its examples and exit codes."""
    for name, one in commands_of(parser):
        one.formatter_class = argparse.RawDescriptionHelpFormatter
        one.description = textwrap.fill(one.description or "", _WIDTH)
        one.epilog = _epilog(name)


def commands_of(parser: argparse.ArgumentParser, name: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Give a parser and those of its commands, each with its name."""
    yield name, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for each, one in action.choices.items():
                yield from commands_of(one, f"{name} {each}".strip())


def _epilog(name: str) -> str:
    codes = CODES.get(name) or CODES.get(name.split(" ", maxsplit=1)[0]) or _CODES
    shown = "\n".join(f"  {one}" for one in EXAMPLES.get(name, ()))
    return f"examples:\n{shown}\n\n{textwrap.fill(codes, _WIDTH)}"
