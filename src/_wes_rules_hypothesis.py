"""
What Hypothesis loads of this library by entry point: next to nothing, until the library is imported.

Whichever of the two is imported last makes the types known to the other: this function when it is Hypothesis, and
`wes_rules` itself otherwise.
"""

from __future__ import annotations

import sys
import warnings


def register_if_imported() -> None:
    """Register the strategies where the library is there already; never raise, which would end every pytest run."""
    if "wes_rules" not in sys.modules:
        return
    begun = sys.modules.get("wes_rules.strategies")
    if begun is not None and not hasattr(begun, "register"):
        # They are being imported just now, and register themselves at their end.
        return
    try:
        from wes_rules import strategies

        strategies.register()
    except Exception as error:  # noqa: BLE001 - whatever it is, tests that need no strategy go on
        warnings.warn(f"wes_rules could not register its Hypothesis strategies: {error}", stacklevel=1)
