"""What may be typed of plugins."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from wes_rules.cli.loading import lazily

USAGE = """wes-rules plugins [PLAN] [--json]
       wes-rules plugins verify NAME [--json]
       wes-rules plugins new NAME [--kind source|notifier|rule] [--into DIR]"""


def add_commands(commands: Any) -> None:
    """Add `plugins`."""
    text = "List the plugins that are installed, check one, or write a skeleton for a new one."
    parser: argparse.ArgumentParser = commands.add_parser("plugins", help=text, description=text, usage=USAGE)
    parser.add_argument("words", nargs="*", metavar="PLAN | verify NAME | new NAME", help="load what this plan names")
    parser.add_argument("--json", action="store_true", help="write the result as JSON")
    parser.add_argument("--kind", choices=("source", "notifier", "rule"), default="source", help="new: what it adds")
    parser.add_argument("--into", type=Path, default=Path(), metavar="DIR", help="new: the folder to make it in")
    parser.set_defaults(command=lazily("plugin_commands", "plugins"))
