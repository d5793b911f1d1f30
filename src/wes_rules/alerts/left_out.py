"""What may be true of an alert where rows were left out: what they say may be anything."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import product

from wes_rules.alerts.changes import change_of
from wes_rules.alerts.fold import Signal
from wes_rules.alerts.message import Change
from wes_rules.alerts.told import Told
from wes_rules.alerts.truth import Truth
from wes_rules.rules.policy import Policy
from wes_rules.values.period import Period

# What a row that was left out may turn out to say of its period.
_ANYTHING = (Signal.MET, Signal.BREACH, Signal.NEAR, Signal.NOT_APPLICABLE)
# With more such periods nobody works out all that may be.
_MOST = 4

Signals = list[tuple[Period, Signal]]


def fillings(signals: Signals, hanging: Collection[Period]) -> Iterator[Signals]:
    """Give the signals for all that the periods may turn out to say that hang on rows left out; nothing for too many."""
    if 0 < len(hanging) <= _MOST:
        for some in product(_ANYTHING, repeat=len(hanging)):
            yield replaced(signals, dict(zip(hanging, some, strict=True)))


def replaced(signals: Signals, otherwise: Mapping[Period, Signal]) -> Signals:
    """Return signals with some periods saying something else."""
    return [(period, otherwise.get(period, signal)) for period, signal in signals]


def is_certain(told: Told, truth: Truth, policy: Policy) -> bool:
    """
    Whether what is new to a recipient is the same whatever the rows say that were left out.

    Not where they decide on what was told, or on the latest period; and not where too many periods hang on them.
    """
    if not truth.hanging:
        return True
    latest = list(truth.judged)[-1]
    if not truth.could_be or not truth.hanging.isdisjoint({*told.breaches, told.period, latest}):
        return False
    change = change_of(told, truth, policy)
    return {_says(told, one, policy, change) for one in truth.could_be} == {_says(told, truth, policy, change)}


def _says(told: Told, truth: Truth, policy: Policy, change: Change | None) -> tuple[object, ...]:
    """Say what a recipient would hear; that it is open, where they know that, is the same for this time and another."""
    found = change_of(told, truth, policy)
    if found is Change.NEW and told.open and change is not None and change.opens:
        found = change
    return found, truth.state, truth.severity, truth.settled, bool(truth.unstable), bool(truth.unjudged), truth.progress
