"""What a kind of store is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from wes_rules.plugins.api import Context


@attrs.frozen
class StoreType:
    """
    A kind of store, chosen by the beginning of its address: "sqlite:alerts.db", "postgresql://host/name".

    Args:
        name: The scheme of its addresses.
        summary: One line.
        open: Opens an existing store; it never creates one.
        init: Creates an empty store, and refuses where one is.
    """

    name: str
    summary: str
    open: Callable[[str, Context], Any]
    init: Callable[[str, Context], None]
