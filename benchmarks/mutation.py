"""A simple random sample of mutants, run to its end: how many the tests notice, with Wilson's interval, and which they miss."""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MUTANTS = ROOT / "mutants"
# Any few mutants: running them writes all the others, and measures which test reaches which function.
FEW = "wes_rules.series.areas.*"
KILLED, SURVIVED, TIMED_OUT, UNKNOWN = "killed", "survived", "timed out", "without an answer"
Z = 1.959964  # the normal distribution's 97.5% point


def main() -> int:
    """Draw the sample, run it, and report."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sample", type=int, default=600, help="how many mutants to draw (default 600)")
    asked.add_argument("--seed", type=int, default=1, help="seed of the draw (default 1)")
    given = asked.parse_args()
    _mutmut(FEW)
    everything = sorted(name for name, _ in _ended())
    drawn = set(random.Random(given.seed).sample(everything, min(given.sample, len(everything))))
    _mutmut(*sorted(drawn))
    ended = defaultdict(list)
    for name, code in _ended():
        if name in drawn:
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


def how(code: int | None) -> str:
    """
    Return how a mutant ended, of mutmut's exit code.

    Only a test that failed, an error within pytest or a crash is a kill. A mutant that no chosen test reaches (33) survives.
    One that was stopped at its time limit is told apart, and so is one of which nobody knows: it never ran, pytest could not
    begin (255), or somebody ended its process (SIGKILL, SIGTERM).
    """
    if code in (0, 5, 33):
        return SURVIVED
    if code in (-signal.SIGXCPU, 36):
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


def _ended() -> Iterator[tuple[str, int | None]]:
    for file in MUTANTS.rglob("*.meta"):
        yield from json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"].items()


if __name__ == "__main__":
    sys.exit(main())
