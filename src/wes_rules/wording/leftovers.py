"""What no promise has taken: it says what is counted, or it is a question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wes_rules.rules.better import Better
from wes_rules.values.quantity import Unit
from wes_rules.wording.beside import TOLD, ask_about_what_stands_beside
from wes_rules.wording.clause import Clause
from wes_rules.wording.dues import start_from
from wes_rules.wording.items import Is, Item
from wes_rules.wording.lexicon import any_of
from wes_rules.wording.limits import ask_if_worse
from wes_rules.wording.result import Asks, Within

# What says nothing of how much is promised, wherever it stands.
_BENIGN = frozenset((Is.HARMLESS, Is.MODAL, Is.AND, Is.ALL, Is.DO, Is.DONE, Is.IN, Is.SUFFICIENT))
# What only joins a promise to what is counted.
_JOINING = re.compile(
    r"(?:(?:^|\s+)(?:and|then|to|will|be|is|are|shall|should|must|has|have|with|the|an?|for|at|on|in|by|of|so that))+$"
    r"|^(?:(?:and|then|to|will|be|is|are|shall|should|must|the|an?)\s+)+",
    re.IGNORECASE,
)
_EDGES = " ,.;:()-=\"'/"

# What makes a time the figure, and no limit of each case.
_AVERAGE = re.compile(
    r"\b(?:on average|average (?:of|under|below|over)|(?:mean|average|median)\b[^.;,]{0,40}\btimes?|averaging)\b",
    re.IGNORECASE,
)
# Words that say how much only beside a number.
_BESIDE_A_NUMBER = ("target", "targets", "additional", "extra", "further", "another", "within", "reach", "reaches", "reached", "both",
                    "respectively")  # fmt: skip
_OF_A_TARGET = re.compile(
    r"\s*of(?: (?:the|our|its|this|last|annual|overall|original|revised|national|years?|year's|phase|stage|quarter|one|two|three|\d\S*))*\s*",
    re.IGNORECASE,
)
# How words are read that leave nothing open, and what else they could have meant.
_NOTED = {
    "hedge": ("the number as it is written", "a band around it"),
    "old": ("an earlier target, and no part of this one", "what it starts from"),
    "old stretch": ("a stretch target beside this one, and no part of it", "a promise of its own"),
    "prices": ("the figures are published in those prices", "figures in the prices of their own time"),
}
# What it asks, what is open, the field of the context that answers it, and what may be meant.
_ASKED: Mapping[str, tuple[Any, ...]] = {
    "vague": (Asks.HOW_MUCH, "how much that is is not said", "", "any change", "a stated amount"),
    "vague nearly": (Asks.HOW_MUCH, "how near is near enough is not said", "", "exactly that", "a stated amount"),
    "added": (Asks.HOW_MUCH, "whether the figure counts those alone, or is to be so much more, is not said", "", "those that are added", "so many more than at the start"),
    "condition": (Asks.CONDITION, "which cases count is not settled", "", "those it names alone", "all"),
    "condition unsettled": (Asks.NO_PROMISE, "whether it is a target that is agreed is not said", "", "a promise like any other", "no target yet"),
    "condition footnote": (Asks.CONDITION, "what the footnote says is not in the sentence", "", "nothing that changes the promise", "a condition of it"),
    "quality": (Asks.QUALITY, "whether it is part of the test is not said", "", "part of the test", "description only"),
    "parts": (Asks.PARTS, "which figure stands for each of them is not said", "parts", "each must keep the promise", "one figure for all"),
    "relative": (Asks.DATE, "the day is not said", "deadline"),
    "relative year-end": (Asks.EVERY_PERIOD, "whether only the figure at that time is promised is not said", "", "the last figure of each year", "each figure"),
    "relative now": (Asks.TOTAL, "which year or period that is, and whether it is all promised together, is not said", "", "all of it together", "each figure by itself"),
    "begins": (Asks.DATE, "whether it is promised from then on, or is what it starts from, is not said", "deadline", "from then on", "the start of the promise"),
}  # fmt: skip


def look_at_the_rest(clause: Clause) -> None:
    """Note what no promise has taken, and ask about what may be part of one."""
    asked = ask_about_what_stands_beside(clause)
    for item in clause.defining:
        if item not in asked:
            _counted(clause, item)
    if clause.purpose:
        _purpose(clause)
    for item in list(clause.items):
        if item.what is Is.HARMLESS and re.search(r"\bper \d", item.text):
            clause.draft.reads(item.text, "the figure is published so", "worked out from counts and a population")
        if item in clause.taken or item in asked or item.what in _BENIGN or _says_nothing(clause, item):
            continue
        if item.what is Is.FROM:
            start_from(clause.draft, item)
            _ask_if_worse(clause)
            continue
        if item.measures and item.what in (Is.OF, Is.LEVEL, Is.VALUE):
            _counted(clause, item)
            continue
        _ask_about(clause, item)


def _ask_if_worse(clause: Clause) -> None:
    """Ask about a value that is worse than the start beside it; what is only kept may be."""
    values = [one for one in clause.taken if one.what in (Is.LEVEL, Is.VALUE, Is.TO, Is.OF) and one.amounts]
    if len(values) == 1 and not any(one.what is Is.KEEP for one in clause.taken):
        ask_if_worse(clause.draft, values[0])


def _says_nothing(clause: Clause, item: Item) -> bool:
    """Whether a word that may say how much is no part of it here, where a number that nothing doubts does."""
    if item.name in ("year-end", "now") and clause.draft.context.a_year == 1:
        # "Homes built this year: 50" names what each figure counts.
        return item.name == "year-end" or any(one.amounts and one.start > item.end for one in clause.taken)
    amounts = [one for one in clause.items if one.amounts and not one.measures and one.what is not Is.FROM]
    if not amounts or not clause.taken.issuperset(amounts):
        return False
    if item.what is Is.VAGUE and item.name != "nearly":
        how_far = any(one.side and not clause.text[item.end : one.start].strip() for one in amounts)
        return not how_far and not item.text.lower().startswith(("sustained", "as ", "minim", "maxim"))
    if item.what is Is.KEEP:
        return bool(clause.words(item.end, clause.end)) and not any(one.start > item.start for one in amounts)
    if item.what not in (Is.LOOSE, Is.REACH, Is.ADDED) or item.text.lower() not in _BESIDE_A_NUMBER:
        return False
    if item.text.lower() in ("both", "respectively"):
        return len(amounts) < 2
    if item.text.lower().startswith(("target", "reach")):
        # "95% of target" is a share of another number.
        return not any(_OF_A_TARGET.fullmatch(clause.text, one.end, item.start) for one in amounts)
    return not any(_beside(clause, one, item) for one in amounts)


def _beside(clause: Clause, amount: Item, item: Item) -> bool:
    """Whether nothing but small words stands between a word and an amount."""
    one, other = sorted((amount, item), key=lambda each: each.start)
    return not clause.between(one, other)


def counted(clauses: Iterable[Clause]) -> tuple[str, ...]:
    """List the passages that no promise uses and no question or reading mentions."""
    return tuple(one for clause in clauses for one in _unused(clause))


def _unused(clause: Clause) -> Iterator[str]:
    draft = clause.draft
    named = {*(one.phrase for one in draft.readings), *(one.phrase for one in draft.questions)}
    named |= {one.phrase for one in draft.no_rule}
    spans = [(one.start, one.end) for one in (*clause.taken, *draft.dues)]
    spans += [found.span() for one in named - {""} if (found := re.search(any_of([one]), clause.text, re.IGNORECASE))]
    signs = (
        "\n" if any(start <= place < end for start, end in spans) else clause.text[place]
        for place in range(clause.start, clause.end)
    )
    for stretch in "".join(signs).split("\n"):
        words = " ".join(_JOINING.sub("", stretch.strip(_EDGES)).strip(_EDGES).split())
        if re.search(r"\w", words) and words.lower() != "or":
            yield f"{words})" if words.count("(") > words.count(")") else words


def _counted(clause: Clause, item: Item) -> None:
    average = item.is_time and item.what is not Is.WITHIN and _AVERAGE.search(clause.text) is not None
    if average:
        what = "it may be a target of its own for an average, which needs a measure of its own"
        clause.draft.ask(Asks.SEVERAL, item.text, what, "a target of its own", "description only")
        return
    numbered = item.what is Is.LOOSE and any(sign.isdigit() for sign in item.text)
    if numbered or item.what in TOLD:
        clause.draft.reads(item.text, "says what is counted, and is no part of the promise", "part of the promise")
    if item.limits_each_case:
        _within(clause, item)


def _purpose(clause: Clause) -> None:
    """Note what the promise is for; an amount in it may be a second promise."""
    first, *_ = clause.purpose
    said = clause.text[first.start : clause.end].strip(" .")
    if any(one.amounts or one.what in (Is.BENCHMARK, Is.RANK, Is.TOP, Is.BAND) for one in clause.purpose):
        clause.draft.ask(
            Asks.SEVERAL, said, "whether that is promised as well is not said", "the reason", "a promise of its own"
        )
    else:
        clause.draft.reads(said, "the reason, and no promise of its own", "a promise of its own")


def _within(clause: Clause, item: Item) -> None:
    if not item.is_time:
        return
    if _AVERAGE.search(clause.text):
        what = "it may be a target of its own for an average, which needs a measure of its own"
        clause.draft.ask(Asks.SEVERAL, item.text, what, "a target of its own", "a limit for each case")
        return
    said = any(one.side in ("at_most", "below") and not one.measures for one in clause.taken)
    if not said and clause.draft.better is Better.LOWER and clause.draft.unit is Unit.PERCENT:
        what = "a share of cases that were in time is better when it is more, and the measure says lower"
        clause.draft.ask(Asks.CONFLICT, item.text, what, "the share in time", "the share that was late", by="better")
        return
    if clause.draft.better is Better.LOWER and clause.draft.unit not in (Unit.PERCENT, Unit.COUNT):
        what = "the figure is itself a time, of which there are several"
        clause.draft.ask(Asks.SEVERAL, item.text, what, "a measure for each")
        return
    if said or clause.draft.context.unit is Unit.COUNT:
        clause.draft.reads(item.text, "says what is counted, and is no part of the promise", "a limit for each case")
        return
    _limit_of_each(clause, item)


def _limit_of_each(clause: Clause, item: Item) -> None:
    """Note the time for each case, and how it is read."""
    draft, unit = clause.draft, f"{item.amount.measured_in.rstrip('s')}s"
    edge: Any = "excluded" if item.side == "below" else "included"
    limit = Within(amount=item.amount.value, unit=unit, days=item.amount.days or "calendar", edge=edge)  # type: ignore[arg-type] # a time
    if draft.within not in (None, limit):
        what = "there are two limits of each case, and a share within each of them is a number of its own"
        draft.ask(Asks.SEVERAL, item.text, what, "a measure for each")
    draft.within = limit
    if limit.in_days is None:
        kept = "took less" if item.side == "below" else "kept it"
        draft.reads(item.text, f"what the figure counts: the share of cases that {kept}")
    elif item.side == "below":
        most = f"at most {limit.in_days} {limit.days} days, the most that is less"
        draft.reads(item.text, most, "the last day included")
    elif not item.amount.days:
        draft.reads(item.text, "calendar days, the last one included", "working days", "school days")


def _ask_about(clause: Clause, item: Item) -> None:
    """Ask what words of this kind always leave open, or note how they are read; report the rest as not understood."""
    name = f"{item.what} {item.name}".strip()
    if item.what is Is.WITHIN:
        _within(clause, item)
    elif (noted := _NOTED.get(name)) is not None:
        clause.draft.reads(item.text, *noted)
    elif (asked := _ASKED.get(name)) is not None:
        asks, what, by, *choices = asked
        phrase = (
            clause.text[item.start : clause.end].strip()
            if name.removesuffix(" unsettled") == "condition"
            else item.text
        )
        clause.draft.ask(asks, phrase, what, *choices, by=by)
    else:
        clause.draft.unread(item)
