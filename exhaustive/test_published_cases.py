"""Small inputs from public bug reports and published files, each with its right answer, where they are beside the repository."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CASES = ROOT.parent / "shared" / "cases"
RUNS = sorted(path.parent for path in CASES.glob("f*/[0-9]*/run.sh"))
# Slower than a minute, or in need of servers and clocks that a test of its own starts.
ELSEWHERE = {
    "01_give_up_after_two_attempts": "tests of delivery turn the clock themselves",
    "14_pg_dies_after_telling": "tests of the PostgreSQL store kill a server of their own",
    "28-alertmanager-ends-by-itself": "tests of the Alertmanager plugin start one of their own",
}
# Where the command line stood when the cases were written, and what a trajectory called its tolerance.
SINCE = {
    "*.py": {"wes_rules.app.cli": "wes_rules.cli.main"},
    "plan.toml": {"warning = ": "tolerance = ", "warning_in = ": "tolerance_in = "},
}

pytestmark = pytest.mark.skipif(not RUNS, reason="the cases are not beside this repository")


@pytest.mark.parametrize("folder", [one for one in RUNS if one.name not in ELSEWHERE], ids=lambda one: one.name)
def test_a_published_case_is_answered(folder, tmp_path):
    copy = tmp_path / "cases"
    shutil.copytree(CASES, copy)
    for path in [copy, *copy.rglob("*")]:
        path.chmod(path.stat().st_mode | 0o200)
    for name, changes in SINCE.items():
        for path in copy.rglob(name):
            text = path.read_text(encoding="utf-8")
            for then, now in changes.items():
                text = text.replace(then, now)
            path.write_text(text, encoding="utf-8")
    binaries = Path(sys.executable).parent
    environ = {**os.environ, "WES": str(binaries / "wes-rules"), "PY": sys.executable, "TMPDIR": str(tmp_path)}
    environ.pop("COLUMNS", None)
    script = copy / folder.relative_to(CASES) / "run.sh"
    done = subprocess.run(["bash", str(script)], env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
