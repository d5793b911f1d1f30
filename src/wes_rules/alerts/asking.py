"""The news that asks whether a figure is right."""

from __future__ import annotations

import shlex
from datetime import date

import attrs

from wes_rules.alerts.in_common import in_store
from wes_rules.alerts.message import Change, News
from wes_rules.alerts.news import of_truth
from wes_rules.alerts.questions import Question
from wes_rules.alerts.told import Told
from wes_rules.alerts.truth import Truth
from wes_rules.values.days import said_day


def question_news(truth: Truth, told: Told | None, question: Question, until: date, store: str = "") -> News:
    """Return the news that asks whether a figure is right, without announcing what follows from it."""
    judged, is_open = truth.judged[truth.period], told is not None and told.open
    if_right = f"If it is right, nothing has to be done: what follows from it is told from {said_day(until)} on"
    # A command stands alone on its line, so that it can be copied.
    says_so = (
        [f'wes-rules alerts ack {shlex.quote(truth.measure)} --note "it is right"{in_store(store)}']
        if truth.open
        else []
    )
    return attrs.evolve(
        of_truth(truth, Change.QUESTIONED, told),
        open=is_open,
        severity=told.severity if told is not None and is_open else "",
        objective=judged.measure.objective,
        promise=judged.measure.text,
        period=truth.period,
        line=f"{question.figure}. {question.compared}",
        details=(
            f"It was read from {question.origin}. If it is wrong, have it corrected there.",
            f"{if_right}, or once somebody says so:" if says_so else f"{if_right}.",
            *says_so,
        ),
    )
