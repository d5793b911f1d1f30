"""What is undecided on a day, told as it was last known."""

from __future__ import annotations

import attrs

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.message import News
from wes_rules.counting import opened
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.status import Status


def as_last_known(news: News, latest: Judgement | None) -> News:
    """Return news of what is undecided now as what was last known, with what came since, and what decides."""
    undecided = latest is not None and latest.status is Status.UNDECIDED and latest.due
    if latest is None or news.numbers is None or not (undecided and news.open and news.kind is AlertKind.OFF_TRACK):
        return news
    row = latest.row
    since = row.last.since_then if row.last is not None else ""
    newer = [f"Since then {since}."] if since and row.newest not in news.line else []
    waits = f" ({row.waits_words})" if row.waits_words else ""
    decides = [f"The figure for {latest.period} decides{waits}."] if latest.period is not None else []
    if row.has_come:
        decides = [f"{opened(row.not_known)}."]
    numbers = attrs.evolve(news.numbers, status=Status.UNDECIDED.value)
    return attrs.evolve(news, numbers=numbers, line=" ".join((news.line, *newer, *decides)))
