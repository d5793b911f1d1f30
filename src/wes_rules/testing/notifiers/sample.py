"""A message with news of two alerts, to try a notifier with."""

from __future__ import annotations

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.message import Change, Message, News


def sample_message(**changes: object) -> Message:
    """Return a message with news of two alerts; what is given replaces a field of it."""
    news = (
        _news("gld", "Good level of development", "68.9% in 2022/23, at least 70.0% is needed.", Change.NEW),
        _news("ehcp", "Plans issued in time", "91.0% in 2022, at least 90.0% is needed.", Change.RECOVERED),
    )
    given: dict[str, object] = {
        "plan": "strategy",
        "plan_title": "Education strategy",
        "recipient": "Early Years Board",
        "notifier": "sample",
        "address": "board@council.example",
        "subject": "1 new and 1 recovered on Education strategy",
        "text": "\n".join(f"- {one.headline}\n  {one.line}" for one in news),
        "news": news,
        **changes,
    }
    return Message.of(**given)


def _news(name: str, title: str, line: str, change: Change) -> News:
    return News(
        alert=f"strategy/{name}/937/off_track",
        episode=f"strategy/{name}/937/off_track/2021",
        kind=AlertKind.OFF_TRACK,
        change=change,
        open=not change.closes,
        severity="off_track",
        title=title,
        measure=name,
        area="937",
        area_name="Warwickshire",
        owner="Early Years Board",
        period="2022/23",
        line=line,
    )
