"""Defaults of a run, in a module of their own so that the command line's help loads nothing else."""

from __future__ import annotations

# Seconds to wait for a source: long enough for a large file from a slow server.
SOURCE_TIMEOUT = 600.0
# Where alerts are kept.
STORE = "alerts.db"
