"""What may be typed of where a scorecard is written, and for which areas."""

from __future__ import annotations

import argparse
from pathlib import Path

from wes_rules.quoting import quoted


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes besides a plan and a day."""
    parser.set_defaults(undone="nothing was written")
    what = "where to write it (default: scorecard.html); the ending says how: .html, .csv or .xlsx; may be repeated"
    add_output(parser, what)
    parser.add_argument("--store", metavar="FILE", help="the store of its runs: the page then says who was told")
    what = "write a page for each area and an index into the folder -o; areas by code, area sets by name, or all"
    parser.add_argument("--areas", nargs="*", metavar="AREA", help=what)
    what = "how many pages of areas to make at a time (default: one for each processor)"
    parser.add_argument("--jobs", type=_number, metavar="N", help=what)


def add_output(parser: argparse.ArgumentParser, what: str) -> None:
    """Add where to write scorecards to."""
    parser.add_argument("-o", "--output", type=Path, action="append", default=[], metavar="FILE", help=what)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= 256:
        raise argparse.ArgumentTypeError(f"{quoted(text)} is no number from 1 to 256")
    return int(text)
