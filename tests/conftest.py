"""What the tests share: short ways to say periods, figures and measures."""

from __future__ import annotations

import ensurepip
import functools
import gc
import importlib
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.council import council

from wes_rules import (
    Better,
    Calendar,
    History,
    Judgement,
    Measure,
    Observation,
    Observed,
    Origin,
    Period,
    PeriodKind,
    Quantity,
    Rule,
    Unit,
    judge,
)

__all__ = ["council"]

# Where several processes share the tests, each is told how wide a terminal is, though it has none.
os.environ.pop("COLUMNS", None)
settings.register_profile("default", deadline=None, max_examples=15, derandomize=True)
settings.register_profile("laws", settings.get_profile("default"), max_examples=40)
settings.register_profile("mutation", settings.get_profile("default"), database=None)
settings.register_profile("prove", deadline=None, max_examples=2000, stateful_step_count=30, print_blob=True)
# What CI has time for of the same, the same ones each time.
settings.register_profile("prove-in-ci", settings.get_profile("prove"), max_examples=300, derandomize=True)
settings.load_profile("default")

LATE = date(2040, 1, 1)
# The files that take longest: several processes begin with them, so that none is left with one in the end.
LONGEST = [
    "tests/pages/test_accessibility.py",
    "tests/alerts/test_news.py",
    "tests/test_approved_messages.py",
    "tests/test_strategies.py",
    "tests/test_fields.py",
    "tests/test_contracts.py",
    "tests/test_known_cases.py",
    "tests/faults/test_damaged_entries.py",
    "tests/cli/test_demo.py",
    "tests/test_dicts.py",
    "tests/plantests/test_plantests.py",
    "plugins/lait/tests/test_lait.py",
    "plugins/postgres/tests/test_opening.py",
    "plugins/sql/tests/test_contract.py",
    "tests/cli/test_layouts.py",
    "tests/faults/test_run_faults.py",
    "tests/test_docs.py",
    "tests/cli/test_judged_once.py",
    "tests/pages/test_page.py",
    "tests/cli/test_exits.py",
    "tests/cli/test_formats.py",
]
# The tests that reach the mutant that is tried.
WANTED = pytest.StashKey[set[str]]()


def _tries_mutants(config: pytest.Config) -> bool:
    return config.getoption("hypothesis_profile", None) == "mutation"


def pytest_configure(config: pytest.Config) -> None:
    """Collect whole files where mutants are tried: to look thousands of named tests up takes longer than to run them."""
    if _tries_mutants(config):
        config.stash[WANTED] = {one for one in config.args if "::" in one}
        config.args = list(dict.fromkeys(one.partition("::")[0] for one in config.args))
    else:
        gc.disable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Draw once while there is little: Hypothesis looks through all there is for who refers to its random numbers."""
    if not _tries_mutants(session.config):
        given(st.none())(lambda _: None)()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Leave out of every search for garbage what was collected: a million objects that stay to the end."""
    if not _tries_mutants(session.config):
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """
    Keep the tests that reach a mutant: first those that many mutants fail, in the end those that draw what they try.

    Where several processes share the tests, the longest files come first.
    """
    if hasattr(config, "workerinput"):
        files = [item.path.relative_to(config.rootpath).as_posix() for item in items]
        many = Counter(files)
        place = {file: LONGEST.index(file) if file in LONGEST else len(LONGEST) for file in many}
        turns = {item: (place[file], -many[file]) for item, file in zip(items, files, strict=True)}
        items.sort(key=turns.__getitem__)
    if wanted := config.stash.get(WANTED, set()):
        items[:] = [one for one in items if one.nodeid in wanted]
        items.sort(key=_comes)


def _comes(item: pytest.Item) -> int:
    if item.get_closest_marker("hypothesis") is not None or "oracle" in item.nodeid:
        return 2
    return 0 if any(name in item.nodeid for name in ("_told.py", "_approved.py", "by_hand")) else 1


def pytest_sessionstart(session: pytest.Session) -> None:
    """Empty the caches before a mutant is tried: its process has imported the tests, and what that kept would hide it."""
    if _tries_mutants(session.config):
        for one in gc.get_objects():
            if isinstance(one, functools._lru_cache_wrapper) and one.__module__.startswith(("wes_rules", "tests")):
                one.cache_clear()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--approve", action="store_true", help="write what test_approved.py compares with anew")


class Desk:
    """Makes figures and measures with a few words."""

    calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR, lag_months=6)

    def year(self, year: int) -> Period:
        return Period(PeriodKind.CALENDAR_YEAR, year)

    def figure(self, year: int, value: Any, **more: Any) -> Observation:
        quantity = value if isinstance(value, Quantity) else Quantity.exact(value)
        given = {"indicator": "rate", "area": "937", "origin": Origin(publication="a publication"), **more}
        return Observation(period=self.year(year), quantity=quantity, **given)

    def history(self, values: Mapping[int, Any], england: Mapping[int, Any] | None = None, **more: Any) -> History:
        figures = [self.figure(year, value) for year, value in values.items()]
        figures += [self.figure(year, value, area="970") for year, value in (england or {}).items()]
        return History(figures, names={"970": "England"}, **more)

    def measure(self, rule: Rule, **more: Any) -> Measure:
        given: dict[str, Any] = {
            "id": "rate",
            "title": "Rate",
            "number": Observed(indicator="rate"),
            "unit": Unit.PERCENT,
            "decimals": 1,
            "better": Better.LOWER if self._caps(rule) else Better.HIGHER,
            "calendar": self.calendar,
            "area": "937",
        }
        given |= more
        if given["unit"] in (Unit.PERCENT, "percent"):
            # Figures of tests are what they seem to be.
            given.setdefault("values", "percent")
        return Measure(rule=rule, **given)

    def _caps(self, rule: Rule) -> bool:
        """A limit from above says which way is better."""
        return getattr(rule, "at_most", None) is not None or getattr(rule, "below", None) is not None

    def judge(self, rule: Rule, values: Mapping[int, Any], year: int | None = None, **more: Any) -> Judgement:
        """Judge a rule on figures by year; unlike `judge`, the day is far in the future unless it is given."""
        as_of = more.pop("as_of", LATE)
        history = self.history(values, more.pop("england", None), **more.pop("history", {}))
        year = max(values, default=2020) if year is None else year
        return judge(self.measure(rule, **more), history, as_of=as_of, period=self.year(year))


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Put modules on the path as installed distributions, each with one entry point."""
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)

    def install(name, code, distribution=None):
        distribution = distribution or f"dist-{name}"
        module = f"module_{name.replace('-', '_')}"
        (tmp_path / f"{module}.py").write_text(code)
        info = tmp_path / f"{distribution.replace('-', '_')}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[wes_rules]\n{name} = {module}\n")
        importlib.invalidate_caches()

    yield install
    for name in set(sys.modules) - before:
        if name.startswith("module_"):
            del sys.modules[name]


@pytest.fixture(scope="session")
def environment(tmp_path_factory):
    """
    Return the Python of a fresh environment, and a function that installs folders in it.

    Packages that are installed here are seen there, so that nothing is fetched.
    """
    folder = tmp_path_factory.mktemp("environment")
    # Taken out of its wheel, pip is there at once; ensurepip takes some seconds to install it.
    wheels = list((Path(ensurepip.__file__).parent / "_bundled").glob("pip-*.whl"))
    venv.create(folder, with_pip=not wheels)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def run(*words):
        done = subprocess.run([str(one) for one in (python, *words)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def install(*folders):
        offline = ("--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check")
        run("-m", "pip", "install", "--force-reinstall", *offline, *folders)

    site = Path(run("-c", "import sysconfig; print(sysconfig.get_path('purelib'))"))
    (site / "here.pth").write_text(f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n")
    for wheel in wheels:
        zipfile.ZipFile(wheel).extractall(site)
    return python, install


class Reports:
    """Collects how each test ended, by class and name, and what it said."""

    def __init__(self):
        self.ended = {}

    def pytest_runtest_logreport(self, report):
        _, cls, test = report.nodeid.rsplit("::", 2)
        if report.when == "call" or report.outcome != "passed":
            self.ended[cls, test] = (report.outcome, str(report.longrepr or ""))

    def pytest_collectreport(self, report):
        assert report.outcome == "passed", str(report.longrepr)


@pytest.fixture(scope="session")
def run_contracts(tmp_path_factory):
    """Return a function that runs a file of contracts by a pytest of its own, in this process, without our settings."""

    def run(file):
        folder = tmp_path_factory.mktemp("pytest")
        settings = folder / "pytest.ini"
        settings.write_text("[pytest]\n")
        reports = Reports()
        options = ["--import-mode=importlib", "--noconftest", "-p", "no:terminal", "-p", "no:cacheprovider"]
        # In the end it would look five times through all that the tests of this process hold.
        options += ["-p", "no:unraisableexception"]
        options += ["-c", str(settings), "--rootdir", str(file.parent), "--basetemp", str(folder / "base")]
        pytest.main([str(file), *options], plugins=[reports])
        return reports.ended

    return run


D = Decimal
