"""Set up and run: `python3 dev.py demo`, `python3 dev.py test`. Needs Python 3.11 or later, and nothing else."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
# Laws that are tried on generated figures, plans and histories.
PROVEN = [
    "tests/alerts/test_headings_are_true.py",
    "tests/alerts/test_histories.py",
    "tests/alerts/test_invariants.py",
    "tests/rules/test_costs.py",
    "tests/rules/test_history_and_judging_agree.py",
    "tests/rules/test_known_on_a_day.py",
    "tests/rules/test_numbers_are_true.py",
    "tests/testing/test_laws_hold.py",
    "tests/testing/test_shown_plugins_keep_their_contracts.py",
]
# Faults that are planted in the library and in plugins, each of which a test, a law or a kit has to catch, and what the oracle itself rests on.
CATCHING = [
    "tests/saboteurs",
    "tests/testing/test_laws_catch.py",
    "tests/testing/test_laws_catch_faults.py",
    "tests/stores/test_contract_catches.py",
    "tests/oracle/test_it_catches.py",
    "tests/oracle/test_oracle.py",
    "tests/oracle/test_everything_is_drawn.py",
    "tests/alerts/test_mutants.py",
    "tests/batch/test_cache_catches.py",
    "tests/batch/test_side_by_side_catches.py",
]
# What is built, installed in an environment of its own, and used there.
INSTALLED = ["tests/test_packaging.py", "tests/test_plugin_templates.py", "tests/test_plugin_tutorial.py"]
# Stores and runs on a PostgreSQL server, beyond how a store is opened there.
SERVED = [
    "plugins/postgres/tests/test_contract.py",
    "plugins/postgres/tests/test_runs.py",
    "plugins/postgres/tests/test_crashes.py",
    "tests/testing/test_postgres.py",
]
# Runs that are killed, at every named moment and at random.
KILLED = ["tests/faults/test_kills.py", "tests/faults/test_random_kills.py"]
ELSEWHERE = [f"--ignore={one}" for one in CATCHING + PROVEN + INSTALLED + SERVED + KILLED]
# One process more than there are cores, as some of the tests wait for browsers and servers.
SPREAD = ["-m", "pytest", "-n", str((os.cpu_count() or 1) + 1)]
JOBS = {
    "demo": ["-m", "wes_rules", "demo", "-o", "build/scorecard.html"],
    # tests/conftest.py puts the files in order.
    "test": [
        *SPREAD,
        "--dist",
        "loadfile",
        "--no-loadscope-reorder",
        *ELSEWHERE,
    ],
    "catch": [*SPREAD, "--dist", "loadfile", *CATCHING],
    "installed": [*SPREAD, "--dist", "loadfile", *INSTALLED],
    "servers": [*SPREAD, "--dist", "loadfile", *SERVED],
    "laws": [*SPREAD, "--dist", "worksteal", "-m", "hypothesis", "--hypothesis-profile=laws", *ELSEWHERE],
    "bench": ["benchmarks/judging.py"],
    "kill": ["-m", "pytest", "-s", *KILLED],
    "bench-alerts": ["benchmarks/alerts.py"],
    "bench-batch": ["benchmarks/batch.py"],
    "bench-pages": ["benchmarks/pages.py"],
    "oracle": ["-m", "tests.oracle.comparing"],
    "side-by-side": ["-m", "tests.batch.side_by_side"],
    "spark": ["-m", "pytest", "tests/batch/test_spark.py", "tests/batch/test_dask.py"],
    "exhaustive": [*SPREAD, "exhaustive"],
    "prove": [*SPREAD, "--dist", "worksteal", "--hypothesis-profile=prove", *PROVEN],
    "mutate": ["-m", "mutmut"],
    "mutate-sample": ["benchmarks/mutation.py"],
    "site": ["docs/site/build.py"],
    "matrix": ["-m", "nox"],
    "mypy": ["-m", "mypy"],
    "pyright": ["-m", "pyright"],
    "ruff": ["-m", "ruff"],
    "lint-imports": ["-c", "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run())"],
    "run": [],
}
# What needs tools that nothing else needs.
EXTRAS = {"matrix": "matrix", "mutate": "mutation", "mutate-sample": "mutation", "site": "site", "spark": "spark,dask"}
# What needs the library, its command line and its pages alone: it is there in seconds.
PLAIN = {"demo"}
# What makes thousands of stores, which wait for the disk: in memory they are as good, where there is room.
IN_MEMORY = {"test", "catch", "laws", "installed", "servers", "kill", "prove", "exhaustive", "matrix"}
MEMORY = Path("/dev/shm")  # noqa: S108 - each run makes folders of its own there


def main() -> int:
    """Make the environment when it is missing or out of date, then run the job."""
    job, *rest = sys.argv[1:] or ["help"]
    if job not in JOBS:
        print(f"usage: python3 dev.py {{{'|'.join(JOBS)}}} [arguments]", file=sys.stderr)
        return 2
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what an older Python meets first
        found = ".".join(map(str, sys.version_info[:3]))
        return _stop(f"this is Python {found}; install Python 3.11 or later and run it with that")
    if failed := _ready(whole=job not in PLAIN):
        return failed
    extra = EXTRAS.get(job)
    if extra and (failed := _install_extra(extra)):
        return failed
    if job == "demo":
        (ROOT / "build").mkdir(exist_ok=True)
    environ = {**({"WES_RULES_KILLS": "500"} if job == "kill" else {}), **os.environ}
    if job in IN_MEMORY and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 4 * 2**30:
        environ = {"TMPDIR": str(MEMORY), **environ}
    # Tests and proofs start hundreds of processes: without bytecode each would compile the library anew.
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # Whoever names a file of another job wants to see it run.
    named = {f"--ignore={one.partition('::')[0]}" for one in rest}
    command = [one for one in JOBS[job] if one not in named]
    return subprocess.call([str(PYTHON), *command, *rest], cwd=ROOT, env=environ)


def _ready(*, whole: bool) -> int:
    """Make the environment when it is missing or out of date: whole with plugins and tools, or the library with what the demonstration shows."""
    wanted = _wanted()
    good = [wanted] if whole else [f"plain {wanted}", wanted]
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text() in good:
        return 0
    return _install(good[0], whole=whole)


def _distributions() -> list[Path]:
    return [ROOT, *sorted(path.parent for path in ROOT.glob("plugins/*/pyproject.toml"))]


def _wanted() -> str:
    """Tell one state of what is installed, and one Python, from another; settings of linters and tests install nothing."""
    import tomllib  # not at the top: an older Python, which lacks it, is to reach the sentence that names the version

    digest = hashlib.sha256(sys.version.encode())
    for folder in _distributions():
        stated = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
        digest.update(repr([stated["build-system"], stated["project"], stated["tool"]["hatch"]]).encode())
    return digest.hexdigest()


def _install(stamp: str, *, whole: bool) -> int:
    what = "with plugins and tools; some minutes" if whole else "the library, its command line and its pages; seconds"
    print(f"Setting up .venv (once, {what}) ...", file=sys.stderr)
    shutil.rmtree(VENV, ignore_errors=True)
    uv = shutil.which("uv")
    make = (
        [uv, "venv", "--quiet", "--python", sys.executable, str(VENV)]
        if uv
        else [sys.executable, "-m", "venv", str(VENV)]
    )
    if _quiet(make):
        return _stop("venv could not make an environment; on Debian or Ubuntu: apt install python3-venv")
    pip = _pip()
    main, *plugins = _distributions()
    wants = ["-e", f"{main}[dev]"] if whole else ["-e", f"{main}[cli,pages]"]
    for plugin in plugins if whole else ():
        wants += ["-e", str(plugin)]
    if _quiet([*pip, "--quiet", *wants]):
        return _stop("the packages could not be installed; the lines above say why (is a package index reachable?)")
    STAMP.write_text(stamp)
    return 0


def _pip() -> list[str]:
    uv = shutil.which("uv")
    return [uv, "pip", "install", "--python", str(PYTHON)] if uv else [str(PYTHON), "-m", "pip", "install"]


def _install_extra(extra: str) -> int:
    """Install the tools that only one job needs."""
    if _quiet([*_pip(), "--quiet", "-e", f"{ROOT}[{extra}]"]):
        return _stop(f"the tools of the extra [{extra}] could not be installed; the lines above say why")
    return 0


def _quiet(command: list[str]) -> int:
    """Run a command; show what it printed only when it failed."""
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        print(done.stdout, file=sys.stderr)
    return done.returncode


def _stop(why: str) -> int:
    print(f"dev.py: {why}.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
