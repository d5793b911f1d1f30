"""The exit codes of all commands; docs/output.md has the same table."""

from __future__ import annotations

import enum


class Exit(enum.IntEnum):
    """What a command ends with."""

    DONE = 0
    OFF_TRACK = 1
    WRONG = 2
    UNDECIDED = 3
    FAILED = 4
    AT_RISK = 5
    INTERRUPTED = 130
