"""How long a run waits for its sources."""

from __future__ import annotations

# Seconds to wait for a source: long enough for a large file from a slow server.
SOURCE_TIMEOUT = 600.0
