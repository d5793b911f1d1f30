"""A simple random sample of mutants, run to its end: how many the tests notice, with Wilson's interval, and which they miss."""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MUTANTS = ROOT / "mutants"
# Any few mutants: running them writes all the others, and measures which test reaches which function.
FEW = "wes_rules.judging.status.*"
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
    ended = {name: code for name, code in _ended() if name in drawn}
    # mutmut counts as killed what failed a test (1), ended pytest (3) or ran out of time; no test at all (33) is a miss.
    missed = sorted(name for name, code in ended.items() if code in (0, 5, 33, None))
    low, high = wilson(len(ended) - len(missed), len(ended))
    print("\n".join(missed))
    print(
        f"{len(ended) - len(missed)} of {len(ended)} killed ({1 - len(missed) / len(ended):.1%}; "
        f"{low:.1%} to {high:.1%}), drawn from {len(everything):,} with seed {given.seed}"
    )
    return 0


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
