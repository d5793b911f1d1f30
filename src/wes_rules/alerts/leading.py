"""Which part of a promise a message is about first: what is new to its reader leads, and the latest known of that."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import cast

from wes_rules.alerts.figures_said import known_since, lines_of
from wes_rules.alerts.signals import missed_parts
from wes_rules.alerts.told import Told, of_one_time
from wes_rules.alerts.truth import Truth
from wes_rules.counting import opened
from wes_rules.judging.judgement import Judgement
from wes_rules.rules.rule import Finding
from wes_rules.rules.words import Words


def lines_led_by(truth: Truth, judgement: Judgement | None, lead: Judgement | None) -> list[str]:
    """
    Return what decided an alert that is open, in a line for each part, the leading one first; nothing where one line says all.

    Args:
        truth: What is true of the alert.
        judgement: The verdict that the message is about.
        lead: The part it begins with.
    """
    if judgement is None or lead is None or truth.line not in lines_of(judgement):
        return []
    return lines_of(judgement, lead)


def leading(truth: Truth, told: Told | None, judgement: Judgement) -> Judgement | None:
    """
    Return the part of a verdict that a message begins with; None where no single one is missed.

    Args:
        truth: What is true of the alert.
        told: What the reader was told of it.
        judgement: The verdict that the message is about.
    """
    missed = list(missed_parts(judgement))
    if not missed:
        return None
    before = told if told is not None and told.margins and of_one_time(told, truth) else None
    first = [one for place, one in missed if before is not None and place not in before.margins]
    worse = [one for place, one in missed if before is not None and _is_worse(before.distances, place, one.margin)]
    news = first or worse or [one for _, one in missed]
    decisive = judgement.decisive
    return max(news, key=lambda one: (known_since(one) or date.min, one is decisive))


def last_to_break(truth: Truth, judgement: Judgement) -> Judgement | None:
    """
    Return the verdict on the last period that broke a promise of every period, where others broke it before.

    Where an earlier period decides, the verdict shows the first that broke it; what is news is the last.
    """
    if not truth.open or judgement.parts or judgement.decided_in is None:
        return None
    broke = [truth.judged[one] for one in truth.breaches if one in truth.judged]
    own = [one for one in broke if one.decided_in is None and one.status is judgement.status]
    return own[-1] if own and own[-1].period != judgement.decided_in else None


def since_then(judgement: Judgement) -> str:
    """Say the figure of the judged period, where earlier ones decide."""
    fact = cast("Finding", judgement.finding).facts[0]
    said = Words.of(judgement.measure).fact(fact)
    if fact.figure.is_missing:
        return f"{opened(said)}, and no figure could mend what was broken before."
    return f"Since then {said}, which cannot mend what was broken before."


def _is_worse(before: dict[str, Decimal | None], place: str, now: Decimal | None) -> bool:
    was = before.get(place)
    return now is not None and was is not None and now < was
