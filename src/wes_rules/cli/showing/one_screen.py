"""A plan on one screen: how it stands, what is worst, what cannot be judged, and who would be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from wes_rules.cli.showing.around import amounts, title
from wes_rules.cli.showing.as_list import wrapped
from wes_rules.cli.showing.screen import Screen
from wes_rules.counting import running_on
from wes_rules.judging.row import Row
from wes_rules.judging.status import Answer
from wes_rules.pages.counts import Tally, binding, counted_apart, in_all, lead, tallies, undecided, with_last_known
from wes_rules.rules.plan import Plan
from wes_rules.running.replay import Preview

_WORST = 5


def one_screen(plan: Plan, rows: Sequence[Row], first: Preview, screen: Screen, today: str = "") -> Iterator[str]:
    """Give the lines of a screen; `today` says what the newest figures would decide of what a deadline has settled."""
    width = screen.width
    yield from title(plan, rows, screen)
    yield from wrapped(" ".join(filter(None, (lead(in_all("", rows)), today))), width)
    for one in tallies(binding(rows), "objective"):
        yield from wrapped(f"{one.name or 'No objective'}: {_counts(one)}", width, "  ", "    ")
    missed = (one for one in rows if one.known_best.verdict is Answer.OFF_TRACK)
    worst = sorted(missed, key=lambda one: (counted_apart(one), one.badness))
    if worst:
        yield ""
        yield (
            "Furthest from target:"
            if len(worst) <= _WORST
            else f"The {_WORST} furthest from target, of {_missed(binding(worst))}:"
        )
        for place, row in enumerate(worst[:_WORST], 1):
            yield from wrapped(f"{place}. {row.labelled}: {_worst(row)}", width, "  ", "     ")
    yield from _not_judged(rows, first, width)


def _worst(row: Row) -> str:
    known = row.known_best
    part = f"{known.part}: " if known.part else ""
    said = f"{part}{known.judged_on} in {known.judged_on_period}, target {known.required}, {known.margin_words}, since {known.since_words}"
    if row.last is not None:
        return f"{said}; {row.not_known}"
    return (
        f"{said}; then {row.newest} ({', '.join(filter(None, (row.newest_period, row.than)))})" if row.newest else said
    )


def _missed(rows: Sequence[Row]) -> str:
    last_known = sum(one.last is not None for one in rows)
    also = f" and {last_known} last known off track" if last_known else ""
    return f"{len(rows) - last_known} off track{also}"


def _not_judged(rows: Sequence[Row], first: Preview, width: int) -> Iterator[str]:
    """Say what cannot be judged, and board by board who holds it and what it would be told, a line each."""
    reasons = undecided(rows)
    held = Counter(one.owner or "nobody" for _, some in reasons for one in some)
    told = {one.recipient: amounts(one) for one in first.messages}
    if held or told:
        yield ""
    if held:
        why = "; ".join(f"{running_on(reason.rstrip('.'))} ({len(some)})" for reason, some in reasons)
        yield from wrapped(f"What cannot be judged: {why}. Who holds it, and what each would be told:", width)
    elif told:
        yield from wrapped("What each would be told:", width)
    for name in sorted({*held, *told}):
        said = [f"{held[name]} not judged"] if held[name] else []
        said += [f"told of {told[name]}"] if name in told else []
        yield from wrapped(f"{name}: {'; '.join(said)}", width, "  ", "    ")


def _counts(one: Tally) -> str:
    counts = {answer: f"{number} {answer.words.lower()}" for answer, number in one.counts if number}
    if Answer.UNDECIDED in counts:
        counts[Answer.UNDECIDED] = with_last_known(counts[Answer.UNDECIDED], one.last_known)
    return ", ".join(counts.values())
