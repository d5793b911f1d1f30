"""The possible states of an alert when rows were left out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import product

from wes_rules.alerts.changes import change_of
from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.fold import Signal
from wes_rules.alerts.last_told import LastTold
from wes_rules.alerts.message import Change
from wes_rules.rules.policy import Policy
from wes_rules.values.period import Period

# The signals that a left-out row may turn out to give.
_ANYTHING = (Signal.MET, Signal.BREACH, Signal.NEAR, Signal.NOT_APPLICABLE)
# With more such periods, the outcomes are not worked out.
_MOST = 4

Signals = list[tuple[Period, Signal]]


def fillings(signals: Signals, hanging: Collection[Period]) -> Iterator[Signals]:
    """Yield the signals for every outcome of the periods that depend on rows left out; none if there are too many."""
    if 0 < len(hanging) <= _MOST:
        for some in product(_ANYTHING, repeat=len(hanging)):
            yield replaced(signals, dict(zip(hanging, some, strict=True)))


def replaced(signals: Signals, otherwise: Mapping[Period, Signal]) -> Signals:
    """Return signals with some periods replaced."""
    return [(period, otherwise.get(period, signal)) for period, signal in signals]


def is_certain(told: LastTold, current: CurrentAlert, policy: Policy) -> bool:
    """
    Whether the news for a recipient is the same whatever the left-out rows say.

    False if they affect an announced period or the latest one, or if too many periods depend on them.
    """
    if not current.hanging:
        return True
    latest = list(current.judged)[-1]
    if not current.could_be or not current.hanging.isdisjoint({*told.breaches, told.period, latest}):
        return False
    change = change_of(told, current, policy)
    return {_says(told, one, policy, change) for one in current.could_be} == {_says(told, current, policy, change)}


def _says(told: LastTold, current: CurrentAlert, policy: Policy, change: Change | None) -> tuple[object, ...]:
    """Return what a recipient would hear; "open" is the same for this episode and another."""
    found = change_of(told, current, policy)
    if found is Change.NEW and told.open and change is not None and change.opens:
        found = change
    return (
        found,
        current.state,
        current.severity,
        current.settled,
        bool(current.unstable),
        bool(current.unjudged),
        current.progress,
    )
