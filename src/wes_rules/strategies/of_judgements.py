"""Draw judgements."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.rules.measure import Measure
from wes_rules.series.history import History
from wes_rules.strategies.of_figures import histories
from wes_rules.strategies.of_measures import measures


def judgements(
    *, measure: st.SearchStrategy[Measure] | None = None, history: st.SearchStrategy[History] | None = None
) -> st.SearchStrategy[Judgement]:
    """
    Draw judgements of drawn measures on drawn histories.

    Args:
        measure: The measures to draw from.
        history: The histories to draw from.
    """
    return st.builds(
        lambda measure, history, as_of: judge(measure, history, as_of=as_of),
        measure if measure is not None else measures(),
        history if history is not None else histories(),
        st.dates(date(2016, 1, 1), date(2026, 1, 1)),
    )
