"""The commands about plan files: their tests and their schema."""

from __future__ import annotations

import argparse
import textwrap

from wes_rules.cli.exits import Exit
from wes_rules.cli.output import say, say_json
from wes_rules.counting import counted
from wes_rules.judging.schema import judgement_schema
from wes_rules.planfiles.schema import plan_schema
from wes_rules.plantests.run import run_tests
from wes_rules.plugins.manager import load_plugins


def run_plan_tests(options: argparse.Namespace) -> int:
    """Run plan tests."""
    failed = total = 0
    for path in options.tests:
        for one in run_tests(path):
            total += 1
            failed += bool(one.failures)
            say(f"{'FAILED' if one.failures else 'passed'}  {one.name} ({path}:{one.line})")
            for line in one.failures:
                say(f"        {line}")
            if one.failures and one.judgement is not None:
                print(textwrap.indent(one.judgement.explain(), " " * 10))
    say(f"{counted(total, 'test')}: {total - failed} passed, {failed} failed")
    return Exit.OFF_TRACK if failed else Exit.DONE


def print_schema(options: argparse.Namespace) -> int:
    """Print a JSON Schema."""
    if options.of == "judgement":
        return say_json(judgement_schema())
    plugins = load_plugins(options.plugin)
    known = {*plugins.sources, *plugins.notifiers, *plugins.rule_kinds}
    for name in options.plugin:
        if name not in known:
            plugins.rule_kind(name)
    say_json(plan_schema(plugins))
    return Exit.DONE
