"""What stands beside a promise: a condition, an exception, an average, a span or a second number is asked about, and never swallowed by a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

import attrs

from wes_rules.values.quantity import Unit
from wes_rules.wording import lexicon
from wes_rules.wording.amounts import NUMBER, amount_read, is_number, unnamed
from wes_rules.wording.clause import Clause
from wes_rules.wording.following import ask_about_the_past, not_accounted_for, of_what_lasts
from wes_rules.wording.items import Is, Item
from wes_rules.wording.lexicon import any_of, either
from wes_rules.wording.result import Asks

# What denies; behind a noun it only says which are counted: "people not in work and not known".
_DENIES = re.compile(r"(?<![\w-])(?:(?<!and )(?<!or )not|not(?! known)|no longer|\w+n't)(?![\w-])", re.IGNORECASE)
_CORRELATES = re.compile(r"(?<!\w)not(?: [a-z]+){1,4} $", re.IGNORECASE)
_NO_NOUN = re.compile(r"(?:but|until|where|if|when|while|unless|whether|though|because)$", re.IGNORECASE)
# What adds a condition, an exception or a second promise behind a promise, wherever it stands; and what does so unless a noun before it has it.
_ADDS = re.compile(
    rf"{any_of(lexicon.ADDS)}|(?<!\w)with (?:less|fewer)(?!\w| than)|(?<!\w)less(?= (?:planned|agreed|any|all|the|those)(?!\w))|(?<!\w)once(?= (?:[a-z]+ed|the|all|in)(?!\w))|(?<=[a-z]s )(?:bar|save)(?= (?!staff|of)[a-z])"
    rf"|(?<!\w)(?:using|under|on|by|with)(?= (?:[a-z]+ ){{1,3}}(?:method|methodology|definition|basis|formula|approach|criteria)s?(?!\w))"
    rf"|(?:(?<=\()|(?<=, )(?=with [a-z]))(?:with|in|for|at|on|across|among|during|outside|from|under)(?!\w)(?! average| time| target| budget)",
    re.IGNORECASE,
)
_MAY_ADD = re.compile(
    rf"{any_of(lexicon.MAY_ADD)}|(?<!\w)with(?= {any_of(lexicon.COMPARATIVES)})|(?<!\w)(?:this|next|last)(?= (?:year|quarter|month)(?!\w))",
    re.IGNORECASE,
)
# What ends an exception.
_EXEMPTS = re.compile(r"(?<!\w)(?:excepted|exempt(?:ed)?|aside|disregarded|discounted)(?!\w)", re.IGNORECASE)
_FROM_WHEN = re.compile(r"(?:after|before|following|from)$", re.IGNORECASE)
# A remark behind an amount; one in brackets may be its name.
_REMARK = re.compile(
    rf"\s*(?:[,;]|-(?!\w))\s*(?!on average)(?=[a-z])|\s*\((?!{either(*lexicon.KINDS_OF_TARGET)}+\)|\w+\))\s*(?=[a-z])",
    re.IGNORECASE,
)
# Where a remark may begin, and what shows that it only goes on with a list.
_SIGNS = re.compile(r"(?:[,.;](?=\s)|(?<=\s)-(?=\s))(?!\s*on average)", re.IGNORECASE)
_NAMES = re.compile(r"\s*(?:the|our|its|their)\s", re.IGNORECASE)
_LISTS = re.compile(r"(?<!\w)(?:and|or|nor)(?!\w)|[&/]", re.IGNORECASE)
# What could have promised something, so that a reading says that it does not.
TOLD = (
    Is.LEVEL, Is.VALUE, Is.TO, Is.BY, Is.OF, Is.CHANGE, Is.KEEP, Is.SIDE, Is.RANK, Is.FROM, Is.SINCE, Is.BENCHMARK, Is.BAND, Is.TOP,
)  # fmt: skip
# Where what is said of the promise ends, and something else may begin.
_PARTS_AT = re.compile(r"[;:()]|[,.](?=\s|$)|(?<=\s)-(?=\s)")
# What says only when, or from what.
_ONLY_WHEN = (Is.DUE, Is.UNTIL, Is.IN, Is.SPAN, Is.FROM, Is.SINCE, Is.BEFORE, Is.EVERY, Is.RATE, Is.AIM, Is.AVERAGE)
# What may stand anywhere in the name of what is counted.
_PLAIN = (Is.HARMLESS, Is.MODAL, Is.AND, Is.ALL, Is.DO, Is.DONE, Is.WITHIN)
# What makes a number an average, or says over which time; and what limits or compares without a phrase of its own.
_OF_TIME = re.compile(
    rf"{any_of((*lexicon.AVERAGED, 'none', 'no-one', 'no one', 'nobody'))}|{lexicon.SEASONS}", re.IGNORECASE
)
_LIMITS = re.compile(any_of(lexicon.LIMITS), re.IGNORECASE)
# How a promise begins that needs no name before it: "in rural areas - increase recycling to 60%", and no "after school clubs - 60%".
_WHOLE = rf"(?:{any_of((*lexicon.UP, *lexicon.DOWN, *lexicon.BETTER, *lexicon.ATTAIN, *lexicon.KEEP, 'by', 'ensure'))}|(?:at least |at most )?[\d.,]+% of )"
# What is said of the whole of a promise that follows.
_OPENING = re.compile(
    rf"\W*(?:{_ADDS.pattern}|{any_of((*lexicon.TOGETHER, 'on average', 'averaged', 'with', 'none'))}|{lexicon.SEASONS}"
    rf"|(?!as ){any_of(lexicon.PREPOSITIONS)}(?:(?! - |\. )[^,;:])*(?=,|(?: -|\.)\s+{_WHOLE}))",
    re.IGNORECASE,
)
_SPAN = re.compile(rf"{lexicon.SPAN}|{lexicon.YEARS}", re.IGNORECASE)
_PAIR = re.compile(
    rf"(?<![\w.,])(?P<low>{unnamed(NUMBER)})(?: ?- ?| (?:to|and|or) )(?P<high>{unnamed(NUMBER)})(?![\w%])",
    re.IGNORECASE,
)
# "Waiting over 12 months" is more than that.
_LASTING = re.compile(r"\b(?:wait|last|remain|open|overdue|outstanding|unemployed|claiming)[a-z]* $", re.IGNORECASE)
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
# What leads a number into a name, "in work for 6 months", and what goes on with one behind it: "91 days after discharge", "15 hours free childcare".
_LEADS = re.compile(rf"{any_of(lexicon.LEADS)}\s*(?:the |an? |their |its )?$", re.IGNORECASE)
_TIME_TAKEN = re.compile(r"(?:within|in) \w$", re.IGNORECASE)
_GOES_ON = re.compile(
    rf" (?:after|before|prior|later|earlier)(?!\w)| (?!{any_of(lexicon.NO_NOUNS)})[a-z]", re.IGNORECASE
)


@attrs.frozen
class _Stretch:
    """
    What stands between two signs.

    Args:
        inside: Its parts.
        own: Those of them that the promise took.
        opens: Whether it opens the clause, before any promise.
        follows: Whether a part of the promise stands before it.
        joined: Whether an "and" leads to it.
    """

    start: int
    end: int
    inside: list[Item]
    own: list[Item]
    opens: bool
    follows: bool
    joined: bool

    @property
    def behind(self) -> int:
        """Where what is said of the promise's own amount begins; all of it behind another part of the promise."""
        if self.follows:
            return self.start
        return max(
            (one.end for one in self.own if one.amounts), default=max((one.end for one in self.own), default=self.start)
        )


def ask_about_what_stands_beside(clause: Clause) -> list[Item]:
    """Ask about words beside a promise that may limit it, or promise something else; return the parts that are asked about."""
    until, asked = _ask_about_additions(clause), []
    _ask_about_denials(clause, until)
    _ask_about_spans(clause)
    _ask_about_scales(clause)
    for one in _stretches(clause):
        odd = [part for part in one.inside if _is_odd(clause, one, part)]
        places = [part.start for part in odd] + _odd_words(clause, one)
        if one.start < until and places:
            asked += odd
            at = min(places) if one.own or one.opens else one.start
            what = "whether that is part of the promise, or of what is counted, is not said"
            choices = "a promise of its own", "part of the promise", "description only"
            clause.draft.ask(Asks.SEVERAL, clause.text[at : one.end].strip(" .,;:()-"), what, *choices)
    return asked


def _ask_about_spans(clause: Clause) -> None:
    """Ask about a year or so many months, where each figure counts what was done in another time."""
    draft, a_year = clause.draft, clause.draft.context.a_year
    if a_year is None or draft.unit in (Unit.PERCENT, Unit.POINTS) or clause.is_share:
        return
    # "120 readmissions within 30 days" limits each case, and "156 homes in 12 months" does not.
    known = [one for one in (*clause.items, *clause.defining) if not (one.is_time and one.text[:3].lower() == "in ")]
    held = [*clause.taken, *(one for one in known if not one.measures or one.limits_each_case)]
    for found in _SPAN.finditer(clause.text, clause.start, clause.end):
        count = (found["n"] or "one").strip()
        if _LASTING.search(clause.text, clause.start, found.start()):
            continue
        months = _MONTHS[(found["of"] or "year").lower()] * (amount_read(count).value if is_number(count) else 1)
        if months * a_year != 12 and not any(one.start < found.end() and one.end > found.start() for one in held):
            what = "whether all of that time together is meant, or each figure, is not said"
            draft.ask(Asks.TOTAL, found[0], what, "all of it together", "each figure by itself")


def _ask_about_scales(clause: Clause) -> None:
    """Ask whether "million" behind the second of two numbers is said of the first as well: "between 1 and 2 million"."""
    for found in _PAIR.finditer(clause.text, clause.start, clause.end):
        low, high = amount_read(found["low"]), amount_read(found["high"])
        if high.times > low.times == 0 < low.value < high.value.scaleb(-high.times):
            both, alone = (f"{one:,f}" for one in (low.value.scaleb(high.times), low.value))
            clause.draft.ask(Asks.HOW_MUCH, found[0], "how much the first number is is not said", both, alone)


def _stretches(clause: Clause) -> Iterator[_Stretch]:
    """Cut a clause at each sign, and each "and", that no phrase holds."""
    known = [*clause.items, *clause.defining]
    promised = [one for one in clause.taken if one.what not in _ONLY_WHEN]
    first = min((one.start for one in promised), default=clause.end)
    cuts = [(one.start, one.end, one.text[:1] in "aA&") for one in known if one.what is Is.AND]
    cuts += [
        (*found.span(), False)
        for found in _PARTS_AT.finditer(clause.text, clause.start, clause.end)
        if not any(one.start < found.end() and one.end > found.start() for one in known)
    ]
    at, joined = clause.start, False
    for start, end, by_and in [*sorted(cuts), (clause.end, clause.end, False)]:
        inside = [one for one in known if at <= one.start < start]
        own = [one for one in inside if one in promised]
        yield _Stretch(at, start, inside, own, at == clause.start and start <= first, first < at, joined)
        at, joined = end, by_and


def _odd_words(clause: Clause, stretch: _Stretch) -> list[int]:
    """Return where words stand that make an average or a limit, and that no promise took and no other question holds."""
    held = [*clause.taken, *(one for one in clause.items if one.what is not Is.AND)]
    held += [one for one in clause.defining if not one.measures and one.what is not Is.NONE]
    if stretch.opens and not stretch.own:
        opening = _OPENING.match(clause.text, stretch.start, clause.end)
        found = [] if opening is None or not clause.words(stretch.start, stretch.end) else [opening]
    else:
        found = [*_OF_TIME.finditer(clause.text, stretch.behind, stretch.end)]
    if clause.draft.unit is Unit.DAYS or any(one.is_time for one in clause.taken):
        # A time that is promised of all cases together is their mean.
        found = [one for one in found if one[0].strip().lower() != "on average"]
    if not (stretch.own or stretch.opens):
        found += [
            each for words in (_LIMITS, _ADDS) for each in words.finditer(clause.text, stretch.start, stretch.end)
        ]
    return [one.start() for one in found if not any(each.start <= one.start() < each.end for each in held)]


def _is_odd(clause: Clause, stretch: _Stretch, item: Item) -> bool:
    """Whether a part could promise something else, and no other question holds it."""
    apart = not (stretch.own or stretch.opens)
    # A count has no share of cases in time.
    if item in clause.taken or (item.limits_each_case and not (apart and clause.draft.context.unit is Unit.COUNT)):
        return False
    numbered = item.what is Is.LOOSE and item.text[:1].isdigit()
    if (item.what in (Is.LEVEL, Is.VALUE, Is.OF) or numbered) and (item.measures or item in clause.defining):
        if "(" in item.text:
            return True  # an amount in brackets behind a name: "achieve standards (17 tonnes)"
        if len(item.amounts) > 1 and item.is_time and _TIME_TAKEN.search(clause.text, clause.start, item.start + 1):
            return True
        named = clause.counts(item) or _LEADS.search(clause.text[: item.start]) or _GOES_ON.match(clause.text, item.end)
        beside = any(one.end < item.start and not clause.between(one, item) for one in clause.taken)
        return apart or (beside if item.side else not named)
    return item.what in (Is.IN, Is.WITHIN) or (
        apart
        and item in clause.defining
        and item.what not in _PLAIN
        and not (stretch.joined and _says_more(clause, stretch, item))
    )


def _says_more(clause: Clause, stretch: _Stretch, item: Item) -> bool:
    """Whether a part behind "and" goes on with a name, "trained and improved"; "and costs reduced" is about something else."""
    words = clause.words(stretch.start, item.start)
    return item.what not in (Is.CHANGE, Is.KEEP) or not words or words[-1].lower() == "well"


def _ask_about_denials(clause: Clause, until: int) -> None:
    """Ask about each "not" up to a place that no phrase holds, unless it says which of those that a noun names are counted."""
    known = [*clause.items, *clause.defining, *clause.purpose]
    for found in _DENIES.finditer(clause.text, clause.start, until):
        start, end = found.span()
        if any(one.start < end and one.end > start for one in known):
            continue
        word = re.search(r"[\w']+ $", clause.text[clause.start : start])
        noun = word is not None and clause.words(start - len(word[0]), start) and not _NO_NOUN.match(word[0].strip())
        noun = noun or any(one.what is Is.HARMLESS and one.end == start - 1 for one in known)
        later = min((one.start for one in known if one.start >= end), default=clause.end)
        if not noun or not clause.words(end, later):
            clause.draft.unread(Item(what=Is.LOOSE, start=start, end=end, text=found[0]))


def _ask_about_additions(clause: Clause) -> int:
    """Ask about words behind a promise that may add a condition, an exception or a second promise to it; return where they begin."""
    known = [*clause.items, *clause.defining, *clause.purpose]
    promised = [
        one for one in clause.taken if clause.start <= one.start and (one.amounts or one.what not in _ONLY_WHEN)
    ]
    first = min((one.end for one in promised), default=clause.end)
    spans = [found.span() for found in _ADDS.finditer(clause.text, first, clause.end)]
    spans += [
        found.span()
        for found in _MAY_ADD.finditer(clause.text, first, clause.end)
        if not _of_a_noun(clause, found, known)
    ]
    spans += [(found.end(),) * 2 for one in promised if (found := _REMARK.match(clause.text, one.end, clause.end))]
    spans += [(start, start) for start in not_accounted_for(clause, promised, known)]
    ask_about_the_past(clause, promised)
    spans += [(found.start(),) * 2 for found in _EXEMPTS.finditer(clause.text, first, clause.end)]
    spans += [(start, start) for start in _remarks(clause, first, known)]
    for start, end in sorted(spans):
        if clause.text[start:end].lower() == "but" and _CORRELATES.search(clause.text, first, start):
            continue
        more = clause.words(end, clause.end) or any(one.start >= end for one in known)
        if more and not any(one.start <= start < one.end for one in known):
            what = "whether that is part of the promise, or takes something back, is not said"
            said = clause.text[start : clause.end].strip(" .)")
            clause.draft.ask(Asks.CONDITION, said, what, "part of the promise", "description only")
            return start
    return clause.end


def _remarks(clause: Clause, first: int, known: Iterable[Item]) -> Iterator[int]:
    """Return where plain words begin behind a sign that neither go on with a list nor belong to the promise: "special schools excepted"."""
    # "Reduce, year on year, the number of vacancies" has its name behind a sign.
    named = any(one.what is not Is.CHANGE and one.what not in _ONLY_WHEN for one in clause.taken)
    signs = [*(found.end() for found in _SIGNS.finditer(clause.text, first, clause.end)), clause.end]
    for start, end in pairwise(signs):
        inside = [one for one in known if one.what not in _PLAIN and start <= one.start < end]
        plain = not (inside or _LISTS.search(clause.text, start, clause.end)) and clause.words(start, end)
        if plain and (named or not _NAMES.match(clause.text, start)):
            yield start


def _of_a_noun(clause: Clause, found: re.Match[str], known: Iterable[Item]) -> bool:
    """Whether a joining word says more of a noun, or from when a time runs: "left without a job", "within 4 weeks after referral"."""
    before = max((one for one in known if one.end <= found.start()), key=lambda one: one.end, default=None)
    if of_what_lasts(clause, found.start()):
        return True
    if before is not None and (before.what is Is.WITHIN or before.is_time) and _FROM_WHEN.match(found[0]):
        return True
    if before is not None and before.what is Is.HARMLESS and before.end == found.start() - 1:
        return True
    begins = [clause.text.rfind(sign, 0, found.start()) for sign in ",;:("]
    return bool(clause.words(max(clause.start, before.end if before is not None else 0, *begins), found.start()))
