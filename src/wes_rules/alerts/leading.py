"""The leading part of a promise in a message: what is new to its reader, and the latest known of that."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from wes_rules.alerts.figures_said import known_since, lines_of
from wes_rules.alerts.signals import missed_parts
from wes_rules.alerts.told import Told, of_one_time
from wes_rules.alerts.truth import Truth
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.status import Status


def lines_led_by(truth: Truth, judgement: Judgement | None, lead: Judgement | None) -> list[str]:
    """Return a line for each part of an open alert, the leading one first; empty if one line says it all."""
    if judgement is None or lead is None or truth.line not in lines_of(judgement):
        return []
    return lines_of(judgement, lead)


def leading(truth: Truth, told: Told | None, judgement: Judgement) -> Judgement | None:
    """Return the part that a message begins with; None if no single part is missed."""
    missed, decisive = list(missed_parts(judgement)), judgement.decisive
    if not missed:
        return None
    if told is None or not told.margins or not of_one_time(told, truth):
        # To whom all is new the part leads that leads everywhere else.
        return next((one for _, one in missed if one is decisive), missed[0][1])
    first = [one for place, one in missed if place not in told.margins]
    worse = [one for place, one in missed if _is_worse(told.distances, place, one.margin)]
    news = first or worse or [one for _, one in missed]
    return max(news, key=lambda one: (known_since(one) or date.min, one is decisive))


def kept_again(told: Told, judgement: Judgement) -> list[Judgement]:
    """Return the parts that are kept now and were announced as missed, the leading one first."""
    missed = (one for place, one in enumerate(judgement.leaves) if str(place) in told.margins)
    kept = [one for one in missed if one.status is Status.ON_TRACK]
    return sorted(kept, key=lambda one: one is not judgement.decisive)


def _is_worse(before: dict[str, Decimal | None], place: str, now: Decimal | None) -> bool:
    was = before.get(place)
    return now is not None and was is not None and now < was
