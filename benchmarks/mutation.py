"""A simple random sample of mutants, run to its end: how many the tests notice, with Wilson's interval, and which they miss."""

from __future__ import annotations

import argparse
import functools
import gc
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
MUTANTS = ROOT / "mutants"
# Any few mutants: running them writes all the others, and measures which test reaches which function.
FEW = "wes_rules.series.areas.*"
KILLED, SURVIVED, TIMED_OUT, UNKNOWN = "killed", "survived", "timed out", "without an answer"
UNREACHED, STUCK = 33, 36  # mutmut's exit codes
Z = 1.959964  # the normal distribution's 97.5% point


def main() -> int:
    """Draw the sample, run it, and report."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sample", type=int, default=600, help="how many mutants to draw (default 600)")
    asked.add_argument("--seed", type=int, default=1, help="seed of the draw (default 1)")
    asked.add_argument("--again", action="store_true", help="take the mutants and the reach of tests of the last run")
    given = asked.parse_args()
    if not given.again:
        _mutmut(FEW)
    everything = sorted(_names())
    drawn = random.Random(given.seed).sample(everything, min(given.sample, len(everything)))
    ended = defaultdict(list)
    for name, code in _tried(drawn).items():
        ended[how(code)].append(name)
    for ending in (SURVIVED, TIMED_OUT, UNKNOWN):
        print("\n".join(f"{ending}: {name}" for name in sorted(ended[ending])))
    killed = len(ended[KILLED])
    low, high = wilson(killed, len(drawn))
    print(
        f"{killed} of {len(drawn)} killed by a test ({killed / len(drawn):.1%}; {low:.1%} to {high:.1%}), "
        f"{len(ended[SURVIVED])} survived, {len(ended[TIMED_OUT])} timed out, {len(ended[UNKNOWN])} without an answer; "
        f"drawn from {len(everything):,} with seed {given.seed}"
    )
    return 0


class Forks:
    """
    Tries each mutant in a fork of the process that has collected the tests: collecting takes longer than killing a mutant.

    A fork runs the tests that reach its mutant, quick ones first, up to the first that fails. Those that failed are run without
    a mutant in the end: what fails then as well has killed none.
    """

    def __init__(self, mutants: list[str], workers: int) -> None:
        """Take the mutants to try, and how many at once."""
        self.codes: dict[str, int | None] = dict.fromkeys(mutants)
        self._workers = workers
        stats = json.loads((MUTANTS / "mutmut-stats.json").read_text(encoding="utf-8"))
        self._reach: dict[str, list[str]] = stats["tests_by_mangled_function_name"]
        self._seconds: dict[str, float] = stats["duration_by_test"]
        self._failed: dict[str, str] = {}
        self._told = tempfile.TemporaryDirectory()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try each mutant, some at once."""
        mutants = list(self.codes)
        self._try_all(session, {name: self._tests(session.items, name) for name in mutants})
        killers = set(self._failed.values())
        alone = {one.nodeid: [one] for one in session.items if one.nodeid in killers}
        self._try_all(session, alone)
        for name in mutants:
            if self.codes.get(self._failed.get(name, "")):
                self.codes[name] = None
        self.codes = {name: self.codes[name] for name in mutants}
        return True

    def _try_all(self, session: pytest.Session, tests: dict[str, list[pytest.Item]]) -> None:
        running: dict[int, str] = {}
        for tried, (name, reached) in enumerate(tests.items(), start=1):
            if len(running) == self._workers:
                self._wait(running)
            if not reached:
                self.codes[name] = UNREACHED
            elif process := os.fork():
                running[process] = name
            else:
                self._try(session, name, reached)
            print(f"{tried} of {len(tests)}: {name}", file=sys.stderr, flush=True)
        while running:
            self._wait(running)

    def _wait(self, running: dict[int, str]) -> None:
        process, status = os.wait()
        name, told = running.pop(process), Path(self._told.name, str(process))
        self.codes[name] = os.waitstatus_to_exitcode(status)
        if told.exists():
            self._failed[name] = told.read_text(encoding="utf-8")

    def _tests(self, items: list[pytest.Item], mutant: str) -> list[pytest.Item]:
        # Quick ones stay in their files' order, for fixtures that a file shares.
        reached = set(self._reach.get(mutant.rpartition("__mutmut_")[0], ()))
        return sorted((one for one in items if one.nodeid in reached), key=lambda one: max(0.02, self._took(one)))

    def _took(self, test: pytest.Item) -> float:
        return self._seconds.get(test.nodeid, 1.0)

    def _try(self, session: pytest.Session, mutant: str, tests: list[pytest.Item]) -> None:
        session.config.pluginmanager.unregister(name="terminalreporter")
        for one in gc.get_objects():  # what was kept while the tests were collected would hide the mutant
            if isinstance(one, functools._lru_cache_wrapper) and one.__module__.startswith(("wes_rules", "tests")):
                one.cache_clear()
        os.environ["MUTANT_UNDER_TEST"] = mutant
        signal.signal(signal.SIGPROF, lambda *_: os._exit(STUCK))
        for test, following in zip(tests, [*tests[1:], None], strict=True):
            # Of the processor, so that load stops none.
            signal.setitimer(signal.ITIMER_PROF, max(15.0, 15 * self._took(test)))
            # What waits for a thread that did not outlive the fork takes no processor, and no handler: the system ends it.
            signal.alarm(600)
            test.config.hook.pytest_runtest_protocol(item=test, nextitem=following)
            if session.testsfailed:
                Path(self._told.name, str(os.getpid())).write_text(test.nodeid, encoding="utf-8")
                os._exit(1)
        os._exit(0)


def _tried(mutants: list[str]) -> dict[str, int | None]:
    """Return each mutant's exit code, as mutmut has them."""
    settings: dict[str, Any] = tomllib.loads((MUTANTS / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    os.chdir(MUTANTS)
    os.environ["PYTHONPATH"] = str(MUTANTS / "src")  # for commands that tests start
    sys.path[:0] = [str(MUTANTS / "src"), str(MUTANTS)]
    forks = Forks(mutants, os.cpu_count() or 1)
    chosen = [*settings["pytest_add_cli_args_test_selection"], *settings["pytest_add_cli_args"]]
    pytest.main(["--rootdir=.", "--tb=no", "-q", *chosen], plugins=[forks])
    return forks.codes


def how(code: int | None) -> str:
    """
    Return how a mutant ended, of mutmut's exit code.

    Only a test that failed, an error within pytest or a crash is a kill. A mutant that no chosen test reaches (33) survives.
    One that was stopped at its time limit is told apart, and so is one of which nobody knows: it never ran, pytest could not
    begin (255), or somebody ended its process (SIGKILL, SIGTERM).
    """
    if code in (0, 5, UNREACHED):
        return SURVIVED
    if code in (-signal.SIGXCPU, STUCK):
        return TIMED_OUT
    if code in (1, 3, -signal.SIGSEGV, -signal.SIGABRT):
        return KILLED
    return UNKNOWN


def wilson(inside: int, of: int) -> tuple[float, float]:
    """Return Wilson's 95% interval of a share."""
    share, square = inside / of, Z * Z / of
    middle = share + square / 2
    reach = Z * ((share * (1 - share) + square / 4) / of) ** 0.5
    return (middle - reach) / (1 + square), (middle + reach) / (1 + square)


def _mutmut(*names: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mutmut", "run", *names], cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True
    )
    if done.returncode:
        sys.exit(f"mutmut failed:\n{done.stdout[-4000:]}")


def _names() -> Iterator[str]:
    for file in MUTANTS.rglob("*.meta"):
        yield from json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]


if __name__ == "__main__":
    sys.exit(main())
