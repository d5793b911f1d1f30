"""The sentences of a page that no judgement says."""

from __future__ import annotations

from datetime import date

from wes_rules.pages.values import Place, Scorecard, Series, Verdict
from wes_rules.values.period_kind import MONTHS

_BETTER = {"higher": "Higher is better.", "lower": "Lower is better."}


def said_day(day: date) -> str:
    """Say a day as people write it."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def lead(card: Scorecard) -> str:
    """Say how a plan stands, the worst first."""
    counts = dict(card.whole.counts)
    total = card.whole.total
    said = [f"{counts[Verdict.OFF_TRACK]} of {total} measures {_are(counts[Verdict.OFF_TRACK])} off track"]
    if counts[Verdict.AT_RISK]:
        said.append(f"{counts[Verdict.AT_RISK]} {_are(counts[Verdict.AT_RISK])} at risk")
    said.append(f"{counts[Verdict.ON_TRACK]} {_are(counts[Verdict.ON_TRACK])} on track")
    if counts[Verdict.NOT_DUE]:
        said.append(f"{counts[Verdict.NOT_DUE]} {_are(counts[Verdict.NOT_DUE])} not due yet")
    if counts[Verdict.UNDECIDED]:
        said.append(f"{counts[Verdict.UNDECIDED]} cannot be judged")
    *before, last = said
    return f"{', '.join(before)} and {last}." if before else f"{last}."


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def caption(series: Series) -> str:
    """Say what a chart shows, as its heading."""
    known = [place for place in series.places if place.figure is not None]
    if not known:
        return "No figure is known."
    span = known[0].name if len(known) == 1 else f"{known[0].name} to {known[-1].name}"
    return f"{series.whose}, {span}. {_BETTER.get(series.better, '')}".rstrip()


def spoken(series: Series) -> str:
    """Say in words what a chart shows; the table below it has every figure."""
    known = [place for place in series.places if place.figure is not None]
    if not known:
        return "Chart without figures."
    first, last = known[0], known[-1]
    said = (
        [f"Chart of {series.whose}, {_at(first)}"]
        if first is last
        else [f"Chart of {series.whose}, from {_at(first)} to {_at(last)}"]
    )
    judged = next((place for place in reversed(series.places) if place.verdict is not None and place.figure), None)
    if judged is not None:
        required = f", required {judged.required}" if judged.required else ""
        said.append(f"{judged.name}: {judged.verdict.words.lower()}{required}")  # type: ignore[union-attr]
    if series.benchmark and last.benchmark is not None:
        said.append(f"{series.benchmark} {last.benchmark.said} in {last.name}")
    return "; ".join(said) + ". The figures are in the table below."


def _at(place: Place) -> str:
    return f"{place.figure.said if place.figure else ''} in {place.name}"


def noted(place: Place) -> str:
    """Say what else has to be said of a period."""
    notes = list(place.notes)
    if not place.compares:
        notes.append("does not compare with what is above")
    if not place.counts:
        notes.append("after the deadline")
    return "; ".join(notes)
