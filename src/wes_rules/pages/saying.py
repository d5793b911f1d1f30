"""The sentences of a page that no judgement says."""

from __future__ import annotations

from collections.abc import Iterable

from wes_rules.counting import counted, from_to
from wes_rules.pages.counts import counted_apart
from wes_rules.pages.values import Place, Series, Shown

_BETTER = {"higher": "Higher is better.", "lower": "Lower is better."}


def caption(series: Series) -> str:
    """Say what a chart shows, as its heading."""
    known = [place for place in series.places if place.figure is not None]
    if not known:
        return "No figure is known."
    span = known[0].name if len(known) == 1 else f"{known[0].name} to {known[-1].name}"
    # A part that is called by its area is in bold before it.
    whose = "" if series.whose == series.title else f"{series.whose}, "
    return " ".join(filter(None, (f"{whose}{span}.", _BETTER.get(series.better), left_out(series))))


def order_of(missed: Iterable[Shown]) -> str:
    """Say in which order cards stand, those that are not counted left aside; nothing where there is none to speak of."""
    known = [one.known_best.shortfall for one in missed if not counted_apart(one)]
    apart = known.count(None)
    if len(known) < 2 or apart == len(known):
        return ""
    rest = f"; then {apart} whose shortfall is no share of a target" if apart else ""
    return f"The largest shortfall first, as a share of the target{rest}."


def left_out(series: Series) -> str:
    """Say of how many periods with a figure only the latest are shown; nothing where all are."""
    shown = sum(place.figure is not None or place.hidden for place in series.places)
    total = counted(shown + series.left_out, series.called)
    return f"The latest {shown} of {total} with a figure." if series.left_out else ""


def spoken(series: Series) -> str:
    """Say in words what a chart shows; the table below it has every figure."""
    known = [place for place in series.places if place.figure is not None]
    if not known:
        return "Chart without figures."
    first, last = known[0], known[-1]
    said = (
        [f"Chart of {series.whose}, {_at(first)}"]
        if first is last
        else [f"Chart of {series.whose}, {from_to(_at(first), _at(last))}"]
    )
    judged = next((place for place in reversed(series.places) if place.decides is not None and place.figure), None)
    if judged is not None and judged.decides is not None:
        required = f", required {series.required}" if series.required else ""
        said.append(f"judged on {_at(judged)}: {judged.decides.words.lower()}{required}")
    if series.benchmark and last.benchmark is not None:
        said.append(f"{series.benchmark} {last.benchmark.said} in {last.name}")
    return "; ".join(said) + ". The figures are in the table below."


def _at(place: Place) -> str:
    return f"{place.figure.said if place.figure else ''} in {place.name}"


def noted(place: Place) -> str:
    """Say what else has to be said of a period."""
    notes = list(place.notes)
    if not place.counts:
        notes.append("after the deadline")
    return "; ".join(notes)
