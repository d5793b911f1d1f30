"""The command that writes a scorecard for people to look at."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import date
from pathlib import Path

from wes_rules import __version__
from wes_rules.alerts.records import Delivery
from wes_rules.cli.alert_commands.finding import reading
from wes_rules.cli.common import loaded
from wes_rules.cli.exits import Exit
from wes_rules.cli.output import complain, say
from wes_rules.cli.progress import Progress
from wes_rules.counting import counted
from wes_rules.errors import DefinitionError, Problem, near_miss
from wes_rules.judging.judge import judge_plan
from wes_rules.judging.judgement import Judgement
from wes_rules.pages import html, tables
from wes_rules.pages.areas import Area, areas_named, entry, files_for, index_of, scorecard_for
from wes_rules.pages.html import index_page_of, page_of
from wes_rules.pages.scorecard import scorecard_of
from wes_rules.pages.tables import csv_of, workbook_of
from wes_rules.pages.telling import told_of
from wes_rules.pages.values import AlertEntry, Scorecard
from wes_rules.quoting import quoted
from wes_rules.rules.plan import Plan
from wes_rules.running.reading_and_judging import PlanWithFigures
from wes_rules.series.history import History
from wes_rules.writing import replace

_INDEX = "index.html"
# What a process was given to work on, once for all of its areas.
_given: dict[str, tuple[Plan, History, date]] = {}

_WRITERS: Mapping[str, Callable[[Scorecard], bytes]] = {
    ".html": lambda card: page_of(card).encode(),
    ".csv": lambda card: csv_of(card.measures).encode("utf-8-sig"),
    ".xlsx": workbook_of,
}
_NEEDS: Mapping[str, Callable[[], None]] = {".html": html.need_packages, ".xlsx": tables.need_packages}


def write(options: argparse.Namespace) -> int:
    """Write the files asked for; the plan is read only after the other arguments are checked."""
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
    told: Mapping[str, tuple[AlertEntry, ...]] | None = None,
    tell: Callable[[str], None],
) -> int:
    """Write the scorecard of a plan that was judged, in the forms that the endings say, with who was told if a store was asked."""
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
    """Refuse files whose endings name no format, or a format that cannot be written here."""
    problems = [
        Problem(f"{quoted(path)} does not say by its ending what to write", near_miss(path.suffix, _WRITERS))
        for path in outputs
        if path.suffix.lower() not in _WRITERS
    ]
    if problems:
        raise DefinitionError(problems)
    for ending in dict.fromkeys(path.suffix.lower() for path in outputs):
        _NEEDS.get(ending, lambda: None)()


def _told(options: argparse.Namespace, plan: str) -> dict[str, tuple[AlertEntry, ...]] | None:
    if options.store is None:
        return None
    with reading(options) as session:
        rows = session.rows(plan=plan, statuses=[Delivery.DELIVERED])
        return told_of(rows, session.acknowledgements(), as_of=options.as_of)


def write_areas(options: argparse.Namespace, done: PlanWithFigures, folder: Path) -> int:
    """Write the index and a page for each area into a folder."""
    plan = done.plan
    history = plan.with_areas(done.history)
    files = files_for(areas_named(plan, history, options.areas))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with Progress() as progress:
            areas = []
            for area, content in _pages(plan, history, options.as_of, files, options.jobs):
                replace(folder / area.file, content)
                areas.append(area)
                progress(f"{len(areas)} of {counted(len(files), 'area')}: {area.name}")
        index = index_of(plan, areas, as_of=options.as_of, version=__version__)
        replace(folder / _INDEX, index_page_of(index).encode())
    except OSError as error:
        complain(f"{folder}: it cannot be written: {error.strerror or error}")
        return Exit.FAILED
    say(f"{folder / _INDEX}: written, and {counted(len(areas), 'page')} beside it")
    return Exit.DONE


def _pages(
    plan: Plan, history: History, day: date, files: dict[str, str], jobs: int | None
) -> Iterator[tuple[Area, bytes]]:
    """Give each area's page as soon as it is made."""
    jobs = min(jobs or os.cpu_count() or 1, len(files))
    if jobs <= 1:
        _begin(plan, history, day)
        yield from (_page(code, file) for code, file in files.items())
        return
    # A process that is started anew shares no thread with this one, as a forked one would.
    start = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=start, initializer=_begin_apart, initargs=(plan, history, day)) as pool:
        made = [pool.submit(_page, code, file) for code, file in files.items()]
        try:
            yield from (one.result() for one in as_completed(made))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _begin_apart(plan: Plan, history: History, day: date) -> None:
    """Begin in a process of its own: an interrupt from the keyboard is for the one that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _begin(plan, history, day)


def _begin(plan: Plan, history: History, day: date) -> None:
    _given["work"] = plan, history, day


def _page(code: str, file: str) -> tuple[Area, bytes]:
    plan, history, day = _given["work"]
    card = scorecard_for(plan, history, code, as_of=day, version=__version__)
    return entry(card, file), page_of(card, index=_INDEX).encode()
