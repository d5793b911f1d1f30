"""What follows the number of a promise: it says what is counted, or is a part that is known; other words are asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wes_rules.values.quantity import Unit
from wes_rules.wording import lexicon
from wes_rules.wording.amounts import AMOUNT, unnamed
from wes_rules.wording.clause import LABEL, Clause
from wes_rules.wording.items import Is, Item
from wes_rules.wording.lexicon import any_of, either
from wes_rules.wording.result import Asks

_GAP = re.compile(r"\s*\(?\s*")
# Of which cases it is, or under which condition: "with full staffing", "pre-appeal", "in rural areas"; "in work" says what they are.
_STATE = r"(?:in|at|on|within)"
_LED = re.compile(
    rf"(?!{_STATE}(?!\w)|as a m(?:in|ax)imum|against (?:an?|the|our|its)(?!\w)){any_of(lexicon.PREPOSITIONS)}|{_STATE} (?:[a-z-]+ ){{0,2}}[a-z-]+[^s\W]s(?!\w)|(?:ex|pre|post|non|sub)[- ][a-z-]+\W*$",
    re.IGNORECASE,
)
# Behind a name that has no sign of its own, these go on with it: "a detection rate of 27% for violent crime".
_PLACES = re.compile(any_of(lexicon.PLACING), re.IGNORECASE)
# From when a time runs.
_RUNS = re.compile(r"(?:after|before|following|from)(?!\w)", re.IGNORECASE)
_LASTS = re.compile(
    r"surviv|retention|retained|remission|relapse|recurr|reoffend|re-offend|still|tenanc[a-z]+ sustain", re.IGNORECASE
)
_AFTER_A_TIME = re.compile(rf"(?:after|at) (?:an? )?{unnamed(AMOUNT)}", re.IGNORECASE)
# What a count is of follows it; these have their name before them, or "of" behind them.
_WITH_A_NAME = (Unit.PERCENT, Unit.POUNDS, Unit.POINTS)
_NO_NAME = ("we", "our", "i", "you", "us", "who", "which")
_THINGS = r"(?:[a-z-]+[^s\W]s|people|children|staff|women|men)"
_DONE = rf"(?:[a-z]{{2,}}(?:ed|ing)|{any_of(lexicon.STATES)})"
# What follows a name and its number as a verb or a noun of measuring: "Stroke: 85% admitted within 4 hours", "95% compliance".
_STATES = re.compile(
    rf"(?:(?:is|are|be|being) )?(?:of|per|times|{_STATE}|{any_of(lexicon.MEASURED)}|(?:(?:[a-z-]+ )?{_THINGS} |[a-z]+ly )?{_DONE}|{either(*lexicon.KINDS_OF_TARGET)}+)(?!\w)|[a-z]+-wide|would ",
    re.IGNORECASE,
)
_IS_SHARE = re.compile(r"%|\brates?\b", re.IGNORECASE)
# "And" behind a time or a verb, before a noun with a verb of its own: "repairs in time and tenants happy".
_TIMELY = r"(?:in|on|first) time|(?:with)?in (?:[a-z]+ )?[\w.]+ (?:working |calendar |school )?(?:minutes|hours|days|weeks|months)"
_NO_NOUN = (*lexicon.PREPOSITIONS, *lexicon.STATES, "to", "of", "well", "very", "not", "no", "who", "that", "their", "still")  # fmt: skip
_AND = re.compile(
    rf"(?<!\w)(?:{_TIMELY}|{_THINGS} {_DONE}) and(?= (?!(?:{any_of(_NO_NOUN)}|[a-z]+(?:ed|ly|ing)(?!\w)))[a-z-]+ [a-z])",
    re.IGNORECASE,
)
# A verb in the past tells what happened, unless it says which cases are counted: before a number, and behind it.
_TOLD = re.compile(
    r"(?<!\w)(?:was|were|stood|fell|rose|dropped|grew|averaged|(?<!will )(?<!to )(?<!should )(?<!must )(?:has|have|had) (?:been|[a-z]+(?:ed|en|wn)))(?: from [^,;]*)?(?: at| to)? $"
    r"|^\W*(?:we|it|they) (?:(?:have|has|had) )?(?:[a-z]+(?<!e)ed|met|saw|made|kept|paid)(?!\w)|(?<!\w)(?:missed(?: the| our| its)?|likely|expected|estimated|projected|predicted|anticipated)(?: to)?(?: be| reach)? $",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\W*(?P<missed>targets? )?(?:was |were |not )*(?:achieved|reached|met|exceeded|(?P<miss>missed))(?= ?(?:$|[.,;:)])| (?:in|by|last)(?!\w))",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"(?<!\w)(?:were|was|(?:have|has|had) been|said|felt|thought|believed|voted|graduated|scored|had|did|went|got|took|came|remained|stayed"
    r"|passed(?! (?:to|on)(?!\w))|achieved(?= (?!by|in|on|within|at|for|across)[a-z\d])|(?:attended|responded)(?! (?:to|by|with|in|on|within|inside)(?!\w)))(?!\w)",
    re.IGNORECASE,
)
_OF_THOSE = re.compile(r"(?<!\w)(?:who|that|which|whose|where|when|if|than)(?!\w)", re.IGNORECASE)
_MAY_BE = re.compile(r"(?<!\w)(?:to|will|shall|should|would|must|may|can|not) $", re.IGNORECASE)


def not_accounted_for(clause: Clause, promised: list[Item], known: list[Item]) -> Iterator[int]:
    """Return where words begin behind a number that neither say what is counted nor are known."""
    for one in promised:
        if not one.amounts or one.what is Is.FROM:
            continue
        gap = _GAP.match(clause.text, one.end, clause.end)
        at = one.end if gap is None else gap.end()
        held = any(each.start <= at < each.end for each in known)
        if not held and clause.words(at, clause.end) and _leads_elsewhere(clause, one, at):
            yield at
        yield from (found.end() for found in _AND.finditer(clause.text, one.end, clause.end))


def _leads_elsewhere(clause: Clause, item: Item, at: int) -> bool:
    named = [one for one in clause.words(clause.start, item.start) if one.lower() not in _NO_NAME]
    before = clause.text[clause.start : item.start]
    labelled = bool(named) and LABEL.search(before.replace("(", ":")) is not None
    if item.is_time and _RUNS.match(clause.text, at):
        return False
    if of_what_lasts(clause, at):
        return False
    if _LED.match(clause.text, at):
        return labelled or not named or not _PLACES.match(clause.text, at)
    inside = clause.text[at - 1] == "("
    if not (named or inside) or not (item.amount.unit in _WITH_A_NAME or (inside and item.measures)):
        return False
    states = _STATES.match(clause.text, at)
    of_share = labelled and (clause.is_share or _IS_SHARE.search(before) is not None)
    return states is None or (of_share and states[0].lower() not in ("of", "per"))


def of_what_lasts(clause: Clause, at: int) -> bool:
    """Whether a time from which on something lasts begins here: "a survival rate of 75% after five years"."""
    return _LASTS.search(clause.text, clause.start, at) is not None and _AFTER_A_TIME.match(clause.text, at) is not None


def ask_about_the_past(clause: Clause, promised: list[Item]) -> None:
    """Ask whether a number beside a verb in the past is a target or a result: "90% of calls were answered", "it fell to 82%"."""
    first = min(
        (one for one in promised if one.amounts and one.what is not Is.FROM), key=lambda one: one.start, default=None
    )
    if first is not None and _is_told(clause, first):
        what = "whether it is a target, or tells what was reached or is expected, is not said"
        clause.draft.ask(Asks.NO_PROMISE, clause.said, what, "a target", "no target")


def _is_told(clause: Clause, item: Item) -> bool:
    before = clause.text[clause.start : item.start]
    reported = _REPORTED.match(clause.text, item.end, clause.end)
    named = clause.words(clause.start, item.start)
    if _TOLD.search(before) or (reported and not (named and not reported["missed"] and not reported["miss"])):
        return True
    return any(
        not (_OF_THOSE.search(said) or _MAY_BE.search(said))
        for found in _PAST.finditer(clause.text, item.end, clause.end)
        if (said := clause.text[item.end : found.start()]) is not None
    )
