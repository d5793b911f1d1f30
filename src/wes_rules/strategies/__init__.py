"""
Hypothesis strategies for periods, figures, histories, numbers, rules, measures, plans and judgements.

Every argument is keyword-only and narrows what is drawn. Needs the extra `testing`. Hypothesis
registers them by entry point, so that `st.from_type(Measure)` works without an import.
"""

from wes_rules.strategies.of_figures import calendars, histories, observations
from wes_rules.strategies.of_measures import contexts, judgements, measures, plans
from wes_rules.strategies.of_rules import rules
from wes_rules.strategies.of_values import near, numbers, periods, quantities
from wes_rules.strategies.registering import register

__all__ = [
    "calendars", "contexts", "histories", "judgements", "measures", "near", "numbers", "observations", "periods",
    "plans", "quantities", "register", "rules",
]  # fmt: skip

# Where Hypothesis loads no entry points, importing this package is enough.
register()
