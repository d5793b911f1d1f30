"""A plan on one screen: how it stands, what is worst, what nobody can judge, and who would be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from wes_rules.cli.showing.around import amounts, title
from wes_rules.cli.showing.as_list import wrapped
from wes_rules.cli.showing.screen import Screen
from wes_rules.counting import counted
from wes_rules.judging.row import Row
from wes_rules.judging.status import Answer
from wes_rules.pages.counts import Tally, lead, tallies, tally, undecided, with_last_known
from wes_rules.rules.plan import Plan
from wes_rules.running.preview import Preview

_WORST = 5
# The counts of an objective take no more than this.
_COUNTS = 42


def one_screen(plan: Plan, rows: Sequence[Row], first: Preview, screen: Screen, today: str = "") -> Iterator[str]:
    """
    Give the lines of a screen.

    Args:
        today: What the newest figures would decide of what a deadline has settled, in a sentence.
    """
    width = screen.width
    yield from title(plan, rows, screen)
    yield from wrapped(" ".join(filter(None, (lead(tally("", rows)), today, _made_up(rows)))), width)
    for one in tallies(rows, "objective"):
        yield from wrapped(
            f"{_shortened(one.name or 'No objective', max(width - _COUNTS, 20))}: {_counts(one)}", width, "  ", "    "
        )
    worst = sorted((one for one in rows if one.known_best.verdict is Answer.OFF_TRACK), key=lambda one: one.badness)
    if worst:
        yield ""
        yield (
            "Furthest from target:"
            if len(worst) <= _WORST
            else f"The {_WORST} furthest from target, of {_missed(worst)}:"
        )
        for place, row in enumerate(worst[:_WORST], 1):
            yield from wrapped(f"{place}. {row.labelled}: {_worst(row)}", width, "  ", "     ")
    yield from _nobody_can_judge(rows, width)
    if first.messages:
        yield ""
        told = "; ".join(f"{one.recipient.replace('; ', ' / ')} ({amounts(one)})" for one in first.messages)
        yield from wrapped(f"A first run would tell {told}.", width, "", "  ")


def _made_up(rows: Sequence[Row]) -> str:
    number = sum("made up" in one.labels for one in rows)
    return f"{counted(number, 'verdict')} {'rests' if number == 1 else 'rest'} on made-up figures." if number else ""


def _worst(row: Row) -> str:
    known = row.known_best
    part = f"{known.part}: " if known.part else ""
    said = f"{part}{known.judged_on} in {known.judged_on_period}, target {known.required}, {known.margin_words}, since {known.since}"
    if row.last is not None:
        return f"{said}; {row.not_known}"
    return (
        f"{said}; then {row.newest} ({', '.join(filter(None, (row.newest_period, row.than)))})" if row.newest else said
    )


def _missed(rows: Sequence[Row]) -> str:
    last_known = sum(one.last is not None for one in rows)
    also = f" and {last_known} last known off track" if last_known else ""
    return f"{len(rows) - last_known} off track{also}"


def _nobody_can_judge(rows: Sequence[Row], width: int) -> Iterator[str]:
    for number, (reason, some) in enumerate(undecided(rows)):
        if not number:
            yield ""
            yield "What nobody can judge, and who holds it:"
        owners = Counter(one.owner or "nobody" for one in some)
        held = "; ".join(f"{owner.replace('; ', ' / ')} {count}" for owner, count in owners.most_common())
        yield from wrapped(f"{reason.rstrip('.')} ({len(some)}): {held}", width, "  ", "    ")


def _counts(one: Tally) -> str:
    counts = {answer: f"{number} {answer.words.lower()}" for answer, number in one.counts if number}
    if Answer.UNDECIDED in counts:
        counts[Answer.UNDECIDED] = with_last_known(counts[Answer.UNDECIDED], one.last_known)
    return ", ".join(counts.values())


def _shortened(name: str, most: int) -> str:
    """Return so much of a long name as tells it from the others; the list has the whole."""
    if len(name) <= most:
        return name
    return f"{name[:most].rsplit(' ', 1)[0]}..."
