"""Nothing is promised: the figure is shown, and which way it goes."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import attrs

from wes_rules.rules.facts import Finding
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.series.calendar import Calendar
from wes_rules.values.reason import Reason


@attrs.frozen(kw_only=True)
class NoTarget(FigureRule):
    """What stands inside `advisory` without a rule: no figure decides anything, and nothing ever falls due."""

    kind: ClassVar[str] = "no-target"
    pairs: ClassVar[bool] = False

    @property
    def promises(self) -> bool:
        """False."""
        return False

    def is_early(self, calendar: Calendar, as_of: date) -> bool:
        """Return true: no day is its day."""
        return True

    def slack(self, cells: View) -> Finding:
        """Show the latest figure."""
        return Finding(None, facts=(cells.latest(),), reasons=(Reason.DATA_ONLY,), due=False)

    def requirement(self, finding: Finding, words: Words) -> str:
        """Say nothing: nothing is required."""
        return ""

    def sentence(self, finding: Finding, words: Words) -> str:
        """Say the figure."""
        return words.fact(finding.facts[0])

    def reading(self, measure: Measure) -> str:
        """Say that it is not judged."""
        return "no target is set, and nothing is judged"


NO_TARGET = NoTarget()
