"""What a run goes by unless it is told otherwise: by itself, as the help of the command line says it and loads nothing else."""

from __future__ import annotations

# Seconds to wait for a source: long enough for a large file from a slow server.
SOURCE_TIMEOUT = 600.0
# Where alerts are kept.
STORE = "alerts.db"
