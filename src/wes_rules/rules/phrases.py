"""How ambiguous phrases of a promise are read."""

from __future__ import annotations

import attrs

from wes_rules.values import accepting
from wes_rules.values.fields import Declared


@attrs.frozen(kw_only=True)
class Reading(Declared):
    """
    How an ambiguous phrase of the promise is read.

    Args:
        phrase: The words.
        used: The reading used.
        others: Readings somebody else might choose.
    """

    phrase: str
    used: str
    others: tuple[str, ...] = attrs.field(default=(), converter=accepting.texts)
