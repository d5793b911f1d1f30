"""The command that writes a scorecard for people to look at."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from wes_rules import __version__
from wes_rules.alerts.records import Delivery
from wes_rules.cli.alert_commands.finding import reading
from wes_rules.cli.exits import Exit
from wes_rules.cli.output import complain, say
from wes_rules.errors import near_miss
from wes_rules.pages.html import page_of
from wes_rules.pages.scorecard import scorecard_of
from wes_rules.pages.tables import csv_of, workbook_of
from wes_rules.pages.telling import told_of
from wes_rules.pages.values import Scorecard, Told
from wes_rules.quoting import quoted
from wes_rules.running.loading import Run

_WRITERS: Mapping[str, Callable[[Scorecard], bytes]] = {
    ".html": lambda card: page_of(card).encode(),
    ".csv": lambda card: csv_of(card).encode("utf-8-sig"),
    ".xlsx": workbook_of,
}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes besides a plan and a day."""
    parser.epilog = "exit codes: 0 written, whatever is off track; 2 the plan or its data is wrong; 4 something could not be written"
    parser.set_defaults(undone="nothing was written")
    parser.add_argument(
        "-o",
        "--output",
        type=output_file,
        action="append",
        metavar="FILE",
        help="where to write it (default: scorecard.html); the ending says how: .html, .csv or .xlsx; may be repeated",
    )
    parser.add_argument("--store", metavar="FILE", help="the store of its runs: the page then says who was told")


def output_file(text: str) -> Path:
    """
    Return the file to write to.

    Raises:
        ArgumentTypeError: Its ending does not say what to write.
    """
    path = Path(text)
    if path.suffix.lower() not in _WRITERS:
        remedy = near_miss(path.suffix, _WRITERS)
        raise argparse.ArgumentTypeError(f"{quoted(text)} does not say what to write by its ending; {remedy}")
    return path


def write_scorecard(options: argparse.Namespace, done: Run) -> int:
    """Write the scorecard of a plan that was judged."""
    card = scorecard_of(
        done.plan, done.judgements, as_of=options.as_of, told=_told(options, done.plan.id), version=__version__
    )
    # All of them are made before any is written.
    made = [(path, _WRITERS[path.suffix.lower()](card)) for path in options.output or [Path("scorecard.html")]]
    for path, content in made:
        try:
            _replace(path, content)
        except OSError as error:
            complain(f"{path}: it cannot be written: {error.strerror or error}")
            return Exit.FAILED
        say(f"{path}: written, {len(content) / 1000:,.0f} kB")
    return Exit.DONE


def _told(options: argparse.Namespace, plan: str) -> dict[str, tuple[Told, ...]]:
    if options.store is None:
        return {}
    with reading(options) as session:
        return told_of(session.rows(plan=plan, statuses=[Delivery.DELIVERED]))


def _replace(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever reads half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        mode = path.stat().st_mode if path.exists() else 0o666 & ~_umask()
        part.chmod(mode & 0o777)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
