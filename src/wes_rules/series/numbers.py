"""Number kinds: what a measure counts, apart from what is promised of it."""

from __future__ import annotations

from wes_rules.series.changes import ChangeSince
from wes_rules.series.number import NumberKind
from wes_rules.series.observed import Gap, Observed
from wes_rules.series.places import Place
from wes_rules.series.rates import Rate
from wes_rules.series.shares import ShareImproved, ShareWithin
from wes_rules.series.totals import Rolling, RunningTotal, YearToDate

_KINDS = (Observed, Gap, ChangeSince, Place, Rate, Rolling, RunningTotal, ShareImproved, ShareWithin, YearToDate)
# The kinds that may stand in a plan file, each under its own name.
NUMBERS: dict[str, type[NumberKind]] = {one.kind: one for one in _KINDS}
