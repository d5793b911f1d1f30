"""The command that writes a scorecard for people to look at."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from wes_rules import __version__
from wes_rules.alerts.records import Delivery
from wes_rules.cli.alert_commands.finding import reading
from wes_rules.cli.area_pages import write_areas
from wes_rules.cli.common import loaded
from wes_rules.cli.exits import Exit
from wes_rules.cli.output import complain, say
from wes_rules.cli.progress import Progress
from wes_rules.counting import counted
from wes_rules.errors import DefinitionError, Problem, near_miss
from wes_rules.judging.judge import judge_plan
from wes_rules.judging.judgement import Judgement
from wes_rules.pages import html, tables
from wes_rules.pages.html import page_of
from wes_rules.pages.scorecard import scorecard_of
from wes_rules.pages.tables import csv_of, workbook_of
from wes_rules.pages.telling import told_of
from wes_rules.pages.values import Scorecard, Told
from wes_rules.quoting import quoted
from wes_rules.rules.plan import Plan
from wes_rules.writing import replace

_WRITERS: Mapping[str, Callable[[Scorecard], bytes]] = {
    ".html": lambda card: page_of(card).encode(),
    ".csv": lambda card: csv_of(card.measures).encode("utf-8-sig"),
    ".xlsx": workbook_of,
}
_NEEDS: Mapping[str, Callable[[], None]] = {".html": html.need_packages, ".xlsx": tables.need_packages}


def write(options: argparse.Namespace) -> int:
    """Write what was asked for; the plan is read once it is clear that the rest makes sense."""
    if options.areas is not None:
        if len(options.output) > 1 or options.store is not None:
            raise DefinitionError(Problem("--areas writes one folder of pages", "give one -o, and no --store"))
        html.need_packages()
        return write_areas(options, loaded(options), next(iter(options.output), Path("scorecard")))
    outputs = options.output or [Path("scorecard.html")]
    need_endings(outputs)
    with Progress() as progress:
        progress("reading the plan and its figures")
        done = loaded(options)
        progress(f"judging {counted(len(done.plan.measures), 'measure')}")
        judgements = judge_plan(done.plan, done.history, as_of=options.as_of)
    return write_judged(outputs, done.plan, judgements, options.as_of, told=_told(options, done.plan.id), tell=say)


def write_judged(
    outputs: Sequence[Path],
    plan: Plan,
    judgements: Sequence[Judgement],
    as_of: date,
    *,
    told: Mapping[str, tuple[Told, ...]] | None = None,
    tell: Callable[[str], None],
) -> int:
    """
    Write the scorecard of a plan that was judged.

    Args:
        outputs: Where to; the endings say how.
        told: By measure who was told of it; None where no store was asked.
    """
    card = scorecard_of(plan, judgements, as_of=as_of, told=told, version=__version__)
    # All of them are made before any is written.
    made = [(path, _WRITERS[path.suffix.lower()](card)) for path in outputs]
    for path, content in made:
        try:
            replace(path, content)
        except OSError as error:
            complain(f"{path}: it cannot be written: {error.strerror or error}")
            return Exit.FAILED
        tell(f"{path}: written, {len(content) / 1000:,.0f} kB")
    return Exit.DONE


def need_endings(outputs: Sequence[Path]) -> None:
    """Refuse files whose endings do not say what to write, and such as nothing here can write."""
    problems = [
        Problem(f"{quoted(path)} does not say by its ending what to write", near_miss(path.suffix, _WRITERS))
        for path in outputs
        if path.suffix.lower() not in _WRITERS
    ]
    if problems:
        raise DefinitionError(problems)
    for ending in dict.fromkeys(path.suffix.lower() for path in outputs):
        _NEEDS.get(ending, lambda: None)()


def _told(options: argparse.Namespace, plan: str) -> dict[str, tuple[Told, ...]] | None:
    if options.store is None:
        return None
    with reading(options) as session:
        rows = session.rows(plan=plan, statuses=[Delivery.DELIVERED])
        return told_of(rows, session.acknowledgements(), as_of=options.as_of)
