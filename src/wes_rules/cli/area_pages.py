"""An index and a page for each of many areas, made by several processes at a time."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import date
from pathlib import Path

from wes_rules import __version__
from wes_rules.cli.exits import Exit
from wes_rules.cli.output import complain, say
from wes_rules.cli.progress import Progress
from wes_rules.counting import counted
from wes_rules.pages.areas import Area, areas_named, entry, files_for, index_of, scorecard_for
from wes_rules.pages.html import index_page_of, page_of
from wes_rules.rules.plan import Plan
from wes_rules.running.reading_and_judging import PlanWithFigures
from wes_rules.series.history import History
from wes_rules.writing import replace

_INDEX = "index.html"
# What a process was given to work on, once for all of its areas.
_given: dict[str, tuple[Plan, History, date]] = {}


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
