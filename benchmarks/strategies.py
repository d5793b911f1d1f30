"""
How fast the strategies draw, beside another commit: `python3 dev.py run benchmarks/strategies.py --against d73712f`.

Both are measured in one run, in processes of their own that take turns, and the best of three counts. A run draws each type
as a test does, with `st.from_type` and Hypothesis without shrinking; making the strategy counts too.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("Period", "Quantity", "Calendar", "Observation", "History", "Rule", "Measure", "Plan", "Judgement")
DRAW = """
import json, sys, time
import wes_rules, wes_rules.strategies
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

found = {}
for name in sys.argv[2:]:
    @settings(max_examples=int(sys.argv[1]), database=None, deadline=None, derandomize=True, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))
    @given(st.from_type(getattr(wes_rules, name)))
    def draw(one):
        pass

    before = time.process_time()
    draw()
    found[name] = time.process_time() - before
print(json.dumps(found))
"""


def main() -> int:
    """Measure the strategies of this commit, and those of another."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--against", metavar="COMMIT", help="the other commit")
    parser.add_argument("--examples", type=int, default=20, help="how many of each type to draw (20)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sources = {"now": ROOT / "src"}
        if options.against:
            sources[options.against] = _source_of(options.against, Path(folder))
        best: dict[str, dict[str, float]] = {}
        for _ in range(3):
            for commit, source in sources.items():
                for name, seconds in _drawn(source, options.examples).items():
                    known = best.setdefault(name, {})
                    known[commit] = min(known.get(commit, seconds), seconds)
    for name, known in best.items():
        told = ", ".join(f"{commit} {1000 * one / options.examples:.2f} ms" for commit, one in known.items())
        times = f", {known[options.against] / known['now']:.1f} times as fast" if options.against else ""
        print(f"{name}: {told} an example{times}")
    return 0


def _source_of(commit: str, folder: Path) -> Path:
    """Take the source of a commit out of the repository."""
    packed = subprocess.run(["git", "archive", commit, "src"], cwd=ROOT, capture_output=True, check=True)  # noqa: S607 # git of whoever runs it
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as tar:
        # Python 3.11 knows filters from 3.11.4 on.
        tar.extraction_filter = getattr(tarfile, "data_filter", None)
        tar.extractall(folder)  # noqa: S202 - git has just made it of this repository
    return folder / "src"


def _drawn(source: Path, examples: int) -> dict[str, float]:
    """Return the seconds that drawing takes, by type."""
    environ = {**os.environ, "PYTHONPATH": str(source), "HYPOTHESIS_NO_PLUGINS": "1"}
    command = [sys.executable, "-c", DRAW, str(examples), *NAMES]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


if __name__ == "__main__":
    sys.exit(main())
