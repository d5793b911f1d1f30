"""How close a series has come to a target that has to be reached once."""

from __future__ import annotations

import attrs

from wes_rules.rules.cells import Ticks
from wes_rules.rules.facts import Fact
from wes_rules.values.quantity import Span
from wes_rules.values.reason import Reason


@attrs.frozen
class Reached:
    """
    What is known up to a period.

    Args:
        slack: The best slack of all.
        margin: The best distance to the target of all.
        reached: The first period whose figure surely reaches the target; -1 while there is none.
        closest: The first period that comes closest to it.
        why: Why some figures are not known.
    """

    fact: Fact
    slack: Span
    margin: Span
    reached: Ticks
    closest: Ticks
    nearest: Span
    why: tuple[Reason, ...]
