"""The news that asks whether a figure is right before it is told as news."""

from __future__ import annotations

from datetime import date, timedelta

import attrs

from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.last_told import LastTold
from wes_rules.alerts.message import Change, News
from wes_rules.alerts.news import plain_news
from wes_rules.alerts.questions import Question
from wes_rules.values.days import said_day


def question_news(current: CurrentAlert, told: LastTold | None, question: Question, until: date) -> News:
    """Return the news that asks whether a figure is right, which claims nothing that would follow from it."""
    judged, is_open = current.judged[current.period], told is not None and told.open
    if_right = f"If it is right, nothing has to be done: what follows from it is told from {said_day(until)} on"
    return attrs.evolve(
        plain_news(current, Change.QUESTIONED, told),
        open=is_open,
        severity=told.severity if told is not None and is_open else "",
        objective=judged.measure.objective,
        promise=judged.measure.text,
        period=current.period,
        line=f"{question.figure}. {question.compared}",
        details=(
            f"It was read from {question.origin}. If it is wrong, have it corrected there.",
            f"{if_right}{', or once somebody says so' if current.open else ''}.",
        ),
        # Nobody can answer for an alert that is not open.
        answer_by=until - timedelta(days=1) if current.open else None,
    )
