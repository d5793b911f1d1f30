"""
What a page costs beside `wes-rules check` of the same plan, and what a page of each area costs.

    python3 dev.py bench-pages [PLAN] [--runs N] [--areas]

Each command runs as a process of its own, in turns, and its processor time counts: so both pay for starting and for
reading the plan. Ratios can be compared between machines, seconds cannot.
"""

from __future__ import annotations

import argparse
import gzip
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from wes_rules.cli.demo_command import example_plan

DAY = "2026-11-28"


def cost(*arguments: str) -> float:
    """Return the processor time of a command, in seconds."""
    before = os.times()
    done = subprocess.run(
        [sys.executable, "-m", "wes_rules", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    after = os.times()
    assert done.returncode in (0, 1, 3), done.returncode
    return after.children_user - before.children_user + after.children_system - before.children_system


def main() -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", nargs="?", type=Path, default=example_plan())
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--areas", action="store_true", help="also a page for every area that has a figure, once")
    options = parser.parse_args()
    asked = [str(options.plan), "--as-of", DAY]
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        commands = {
            "check": ("check", *asked),
            "page": ("scorecard", *asked, "-o", str(page)),
            "csv": ("scorecard", *asked, "-o", f"{folder}/card.csv"),
            "workbook": ("scorecard", *asked, "-o", f"{folder}/card.xlsx"),
        }
        found: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(options.runs):
            for name, command in commands.items():
                found[name].append(cost(*command))
        content = page.read_bytes()
        pages = Path(folder) / "areas"
        if options.areas:
            found["areas"] = [cost("scorecard", *asked, "--areas", "all", "-o", str(pages))]
        sizes = {one.name: one.stat().st_size / 1000 for one in pages.glob("*.html")}
    for name, times in found.items():
        print(f"{name:9} {median(times):6.2f} s  {median(times) / median(found['check']):5.2f} x check")
    print(f"the page: {len(content) / 1000:.0f} kB, {len(gzip.compress(content)) / 1000:.0f} kB gzipped")
    if sizes:
        index = sizes.pop("index.html")
        print(f"the index: {index:.0f} kB, {len(sizes)} pages of at most {max(sizes.values()):.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
