"""What a page says of one period of a number: what was required, the verdict, and what else has to be said of it."""

from __future__ import annotations

from collections.abc import Sequence

from wes_rules.judging.asking import asked
from wes_rules.judging.decisive import picks
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.status import Answer
from wes_rules.pages.targets import keeps
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.words import Words
from wes_rules.series.figure import Figure
from wes_rules.values.reason import Reason

# A number that is made of several periods is not isolated itself where one of them is.
NOTES = {Reason.ISOLATED: "made of a figure that compares with no other"}


def required_in(judged: Sequence[Judgement], whole: Judgement | None) -> str:
    """
    Say what a figure had to be, by each promise about it.

    Args:
        whole: The verdict on all of them, if they are all about this figure; of some one is enough.
    """
    said = dict.fromkeys(one for one in map(_required, judged) if one)
    return ("; or " if whole is not None and picks(whole.measure.rule) is max else "; ").join(said)


def _required(one: Judgement) -> str:
    """Say what the figure of the judged period had to be, also where another one decided."""
    rule, found = one.promise, one.finding
    if one.decided_in is None or found is None or not isinstance(rule, FigureRule):
        return one.required
    return asked(one.measure, lambda: rule.required(found, Words.of(one.measure)))


def elsewhere(judged: Sequence[Judgement], verdict: Answer | None) -> dict[str, None]:
    """Say which other periods decided a verdict, and that this one keeps all that is promised where another broke it."""
    made = [one for one in judged if one.answer is verdict and one.decided_in is not None]
    itself = "kept here, " if all(map(keeps, judged)) else ""
    said = {Answer.ON_TRACK: "kept in ", Answer.OFF_TRACK: f"{itself}broken in "}
    return dict.fromkeys(f"{said[verdict]}{one.decided_in}" for one in made if verdict in said)


def worst(judged: Sequence[Judgement]) -> Answer | None:
    """Return the worst of several verdicts; None of none."""
    shown = [one.answer for one in judged]
    return min(shown, key=list(Answer).index, default=None)


def notes_on(own: Figure) -> list[str]:
    """Say why a figure is not known, or what has to be said of it."""
    if not own.observations and own.why == (Reason.OVERDUE,):
        return ["overdue"]
    return [NOTES.get(reason, reason.value.replace("_", " ")) for reason in dict.fromkeys((*own.why, *own.notes))]
