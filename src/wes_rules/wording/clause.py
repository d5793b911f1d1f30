"""Split a sentence into the parts that mean something and the words between them, and hold the parts of one promise."""

from __future__ import annotations

import re
from collections.abc import Iterable

import attrs

from wes_rules.values.quantity import Unit
from wes_rules.wording import lexicon
from wes_rules.wording.draft import Draft
from wes_rules.wording.holding import BEFORE
from wes_rules.wording.items import Is, Item
from wes_rules.wording.lexicon import NO_NOUNS, any_of

# What makes a promise, each with others that say how much.
HEADS = frozenset((
    Is.CHANGE, Is.CHANGED, Is.FACTOR, Is.BENCHMARK, Is.RANK, Is.TOP, Is.BAND, Is.KEEP, Is.REACH, Is.LEVEL, Is.VALUE, Is.HALT, Is.END,
    Is.GAP_TO, Is.TO,
))  # fmt: skip
# What may stand before "will" and still be part of the promise.
_OPENING = frozenset((Is.DUE, Is.UNTIL, Is.IN, Is.SPAN, Is.PARTS, Is.WITHIN, Is.AIM, Is.RELATIVE, Is.CONDITION, Is.QUALITY,
                      Is.GAP_TO, Is.EVERY, Is.RATE, Is.AVERAGE, Is.UNSAID))  # fmt: skip
# What belongs to the promise even behind what it is for.
_WHEN = (Is.DUE, Is.UNTIL, Is.FROM, Is.SINCE, Is.EVERY, Is.RATE, Is.SPAN, Is.IN, Is.AND)
# What may stand in the name of what is counted, where it promises nothing: "schools above the national average".
_NAMING = frozenset((
    Is.BENCHMARK, Is.BAND, Is.TOP, Is.RANK, Is.KEEP, Is.CHANGE, Is.SIDE, Is.LOOSE, Is.VAGUE, Is.NONE, Is.ALL, Is.END, Is.DO, Is.DONE, Is.REACH,
    Is.SUFFICIENT, Is.TOWARDS, Is.QUALITY, Is.OF, Is.LEVEL,
))  # fmt: skip
_BESIDE_OTHERS = (Is.BENCHMARK, Is.BAND, Is.TOP, Is.RANK)
# What compares, wherever it stands.
_COMPARES = re.compile(r"than|versus|compared|relative|in line|respectively|baseline|every|\d", re.IGNORECASE)
_ENDS_NAME = re.compile(r"[,;:]|\.(?!\d)")
LABEL = re.compile(r"\w.*(?::| -) *(?:(?:goal|target|aim)s?\W*)?$", re.IGNORECASE)
_OF_SHARE = re.compile(
    r"\W*(?:the )?(?:%|percent|per cent|percentage|proportion|share|number) (?:of )?[a-z]", re.IGNORECASE
)
# The name follows a number at once.
_NO_NAME = (*NO_NOUNS, *lexicon.LIMITS, "than", "fewer", "within", "after", "before", "until", "between", "against", "compared", "since", "across", "during")  # fmt: skip
_NAME = re.compile(rf" of (?!the \d)| (?!{any_of(_NO_NAME)})[a-z-]+ (?=[a-z])", re.IGNORECASE)
_FIRM = re.compile(r"(?:will|shall|should|must|are to|is to|to be)\b", re.IGNORECASE)
# What is counted, in the plural.
_NO_THING = rf"(?!{any_of((*_NO_NAME, 'always'))})"
_THINGS = re.compile(
    rf" (?:{_NO_THING}[a-z-]+ ){{0,2}}?{_NO_THING}(?:[a-z-]+[^s\W]s|people|children|m[ae]n|wom[ae]n)(?!\w)",
    re.IGNORECASE,
)
_TOGETHER = re.compile(rf"{any_of(lexicon.TOGETHER)}|{lexicon.IN_ALL}", re.IGNORECASE)
_SMALL = re.compile(
    r"(?:and|then|to|the|a|an|of|at|in|by|will|be|on|for|with|also|it|its|their|this|these|our|or|is|are|that|as|so|has|have"
    r"|from|must|should|both|reducing|increasing|rising|falling)$",
    re.IGNORECASE,
)


def _aside(item: Item, *, of_change: bool = False, counts: bool = False) -> bool:
    """Whether something promises nothing inside a name."""
    if item.what is Is.CONDITION:
        return of_change and item.text.lower().startswith("or ")
    if item.what not in _NAMING or _COMPARES.search(item.text if item.what in (Is.LOOSE, Is.SIDE) else ""):
        return False
    return item.what not in (Is.OF, Is.LEVEL) or counts or (bool(item.side) and (item.measures or of_change))


def _opens_another(after: Item | None) -> bool:
    """Whether an "and" introduces another promise: "90% of calls and all complaints"."""
    return after is not None and (bool(after.amounts) or after.what in (Is.ALL, Is.NONE))


class Clause:
    """The parts of one promise; each is taken by what understands it."""

    def __init__(self, text: str, items: Iterable[Item], start: int, end: int, draft: Draft) -> None:
        self.text = text
        self.items = list(items)
        self.start, self.end = start, end
        self.draft = draft
        self.taken: set[Item] = set()
        self.defining: list[Item] = []
        self.purpose: list[Item] = []
        self._set_aside()

    def _set_aside(self) -> None:
        """Set aside what only names the things counted: the words before "will" if the promise follows it, and measurements."""
        self._set_purpose_aside()
        modal = next((place for place, one in enumerate(self.items) if self._leads(place)), None)
        for place, one in enumerate(self.items):
            # "Children from 5 schools" names them.
            starts = one.what is Is.FROM and not (one.text[:5].lower() == "from " and self.words(self.start, one.start))
            opens = one.what in (*_OPENING, Is.AND) or starts or self._opens(one)
            if modal is not None and place < modal and not opens:
                self.defining.append(one)
        rest = [one for one in self.items if one not in self.defining]
        if any((one.what in HEADS and not one.measures) or self._opens(one) for one in rest):
            self.defining += [one for one in rest if one.what in (Is.LEVEL, Is.VALUE) and one.measures]
        self.defining += self._named()
        self.items = [one for one in self.items if one not in self.defining]

    def _named(self) -> list[Item]:
        """Return what stands in the name of what is counted, and promises nothing there."""
        rest = [one for one in self.items if one not in self.defining]
        head, start, end = self._name(rest)
        if head is None:
            return []
        behind = {one: self._behind(one) for one in rest}
        ends = [one.start for one in rest if one.what is Is.AND and _opens_another(behind[one]) and one.start > start]
        if start >= head.end and (found := _ENDS_NAME.search(self.text, start, end)):
            ends.append(found.start())
        inside = [one for one in rest if one is not head and start <= one.start and one.end <= min((end, *ends))]
        joined = next((one.start for one in inside if one.what is Is.AND), end)
        titled = start < head.start
        changes = titled or head.what is Is.CHANGE
        return [
            one
            for one in inside
            if _aside(one, of_change=changes, counts=self.counts(one))
            # "70% more places", "80% of the national average" are other amounts; "90% of pupils and attendance above it" is a second promise.
            and (one.what not in (Is.LOOSE, *_BESIDE_OTHERS) or self.between(head, one))
            and (one.what not in _BESIDE_OTHERS or one.start < joined)
            # "Increasing every year" goes on.
            and not (
                one.what in (Is.CHANGE, Is.KEEP) and (after := behind[one]) and after.what in (Is.EVERY, Is.TO, Is.BY)
            )
        ]

    def _name(self, items: list[Item]) -> tuple[Item | None, int, int]:
        """Return what a name belongs to and where it stands: between a change and its amount, after "90% of", or before ": 90%"."""
        heads = [one for one in items if one.what in HEADS and one.amounts and not (one.measures or self.counts(one))]
        if (
            heads
            and LABEL.search(self.text[self.start : heads[-1].start])
            and (len(heads) == 1 or self._titles(heads))
            and not self._promises_first(items, heads[-1])
        ):
            return heads[-1], self.start, heads[-1].start
        for place, one in enumerate(items):
            later = items[place + 1 :]
            after = next((each for each in later if each.what in (Is.TO, Is.BY)), None)
            if one.what is Is.CHANGE and after is not None:
                return one, one.end, after.start
            share = one.what in (Is.LEVEL, Is.VALUE) and one.amounts and one.amount.unit is Unit.PERCENT
            after = self._behind(one, Is.EVERY, Is.RATE)
            if share and after is not None and after.what is Is.CHANGE:
                return after, after.end, self.end
            if (share or one.what is Is.NONE) and _NAME.match(self.text[one.end :]):
                return one, one.end, self.end
            if one.what in HEADS and not one.measures and not _aside(one):
                break
        return None, self.end, self.end

    def _titles(self, heads: list[Item]) -> bool:
        """Whether all but the last are limits in the name of a share: "% of pupils with attendance below 90%: 8%"."""
        *inside, last = heads
        name = self.text[self.start : last.start]
        return _OF_SHARE.match(name) is not None and all(one.side and one.what is Is.LEVEL for one in inside)

    def _promises_first(self, items: list[Item], head: Item) -> bool:
        """Whether a count of its own stands first: "fewer than 12 complaints: 95%", and no name as "3 or more placements: 8%" has."""
        opening = (one for one in items if one.what is Is.NONE or self.counts(one))
        first = next((one for one in opening if not self.words(self.start, one.start)), None)
        sided = first is not None and first.what is not Is.NONE and re.match(BEFORE, first.text, re.IGNORECASE)
        return first is not None and (bool(sided) or "," in self.text[first.end : head.start])

    def counts(self, item: Item) -> bool:
        """Whether a number says how many of what a noun behind it names: "with three or more placements"."""
        plain = item.what is Is.LEVEL and len(item.amounts) == 1 and item.amount.unit is None
        leads = item.side or re.search(r"(?: (?:with|for|in|of)|ing) $", self.text[: item.start])
        leads = leads or re.match(r"[a-z]+ing ", item.text, re.IGNORECASE)
        return bool(leads) and plain and self.text[item.end : item.end + 2].strip().isalpha()

    def _behind(self, item: Item, *but: Is) -> Item | None:
        """Return the part that follows another with only small words between them; some kinds are skipped."""
        after = next((one for one in self.items if one.start >= item.end and one.what not in but), None)
        return None if after is None or self.between(item, after) else after

    def _set_purpose_aside(self) -> None:
        """Set aside what a promise is for: "reduce emissions by 40% to improve air quality"."""
        for place, one in enumerate(self.items):
            verb = self._behind(one) if one.text.lower() == "to" else None
            if verb is not None and verb.what is Is.CHANGE and self._is_promise(self.items[:place]):
                self.purpose = [each for each in self.items[place:] if each.what not in _WHEN]
                self.items = [each for each in self.items if each not in self.purpose]
                return

    def _is_promise(self, items: list[Item]) -> bool:
        """Whether these parts are a promise: a verb of change opens the clause or has an amount."""
        verb = next((one for one in items if one.what in (Is.CHANGE, Is.FACTOR)), None)
        if verb is None:
            return False
        amounts = any(one.what in (Is.BY, Is.TO) and one.start > verb.start for one in items)
        opens = not self.words(self.start, verb.start) and not verb.text.lower().endswith(("ed", "ing"))
        return amounts or opens

    def _leads(self, place: int) -> bool:
        item, later = self.items[place], self.items[place + 1 :]
        if item.what is Is.CHANGE and item.text.lower() in lexicon.FINITE and place:
            return not any(one.what in HEADS and not one.measures for one in self.items[:place])
        after = self._behind(item) if item.what is Is.MODAL else None
        firm = after is not None and after.what in (Is.CHANGE, Is.KEEP, Is.FACTOR)
        return (
            (item.what is Is.MODAL or item.what in HEADS)
            and (firm or _FIRM.match(item.text) is not None)
            and any(one.what in HEADS | {Is.SUFFICIENT, Is.DONE} and not one.measures for one in later)
        )

    def _opens(self, item: Item) -> bool:
        """Whether a number, "all" or "no" opens the clause; only a day and small words may precede it."""
        if item.what not in (Is.LEVEL, Is.VALUE, Is.ALL, Is.NONE) or item.measures:
            return False
        if item.what in (Is.ALL, Is.NONE) and self.text[: item.start].endswith(" of "):
            return False
        before = [
            one
            for one in self.items
            if self.start <= one.start < item.start and one.what not in (Is.DUE, Is.AIM, Is.HARMLESS, Is.MODAL, Is.AND)
        ]
        return not before and len(self.words(self.start, item.start)) <= 1

    def words(self, start: int, end: int) -> list[str]:
        """Return the words of a passage that are neither small words nor part of something understood."""
        inside = [one for one in self.items if one.end > start and one.start < end]
        text = "".join(
            " " if any(one.start <= place < one.end for one in inside) else self.text[place]
            for place in range(start, end)
        )
        return [word for word in re.findall(r"[\w'%£]+", text) if not _SMALL.match(word)]

    def between(self, one: Item, other: Item) -> list[str]:
        """Return the words that stand between two parts."""
        return self.words(one.end, other.start)

    def all(self, *what: Is) -> list[Item]:
        """Return the parts of some kinds that nothing has taken."""
        return [one for one in self.items if one.what in what and one not in self.taken]

    def one(self, *what: Is) -> Item | None:
        """Return the first part of some kinds that nothing has taken."""
        return next(iter(self.all(*what)), None)

    def take(self, *what: Is) -> Item | None:
        """Return the first part of some kinds, and take it."""
        found = self.one(*what)
        if found is not None:
            self.taken.add(found)
        return found

    def opening(self, *what: Is) -> Item | None:
        """Return the part of some kinds that opens the clause."""
        return next((one for one in self.all(*what) if self._opens(one)), None)

    def says(self, *words: str) -> bool:
        """Whether some phrases stand anywhere in the clause."""
        return re.search(any_of(words), self.text[self.start : self.end], re.IGNORECASE) is not None

    @property
    def says_together(self) -> bool:
        """Whether it may say that several figures count as one."""
        return re.search(_TOGETHER, self.text[self.start : self.end]) is not None

    @property
    def is_share(self) -> bool:
        """Whether what is counted is called a percentage."""
        return self.says(*lexicon.SHARES)

    @property
    def is_count(self) -> bool:
        """Whether what is counted is called a number, an amount or the like."""
        return self.says(*lexicon.COUNTS) and not self.is_share

    def is_number_of_things(self, item: Item) -> bool:
        """Whether an amount counts things, as "250 homes" does."""
        return item.amount.unit is None and not item.amount.measured_in and self.draft.unit in (None, Unit.COUNT)

    def is_so_many(self, item: Item) -> bool:
        """Whether a noun behind an amount without a unit says of what it is so many: "at least three GCSEs"."""
        bare = item.amount.unit is None and not item.amount.measured_in
        things = _THINGS.match(self.text, item.end, self.end)
        return bare and things is not None and bool(self.words(item.end, things.end()))

    @property
    def said(self) -> str:
        """Its words."""
        return self.text[self.start : self.end].strip()


def carried_on(before: list[Item], items: list[Item]) -> list[Item]:
    """Return the parts of a clause that continues the change of the previous one: "by 15% by 2030 and 50% by 2050"."""
    verb = next((one for one in before if one.what is Is.CHANGE), None)
    amount = next((one for one in before if one.what is Is.BY), None)
    if verb is None or amount is None or not items or any(one.what in (Is.CHANGE, Is.FACTOR) for one in items):
        return items
    first, *rest = items
    again = first.what is Is.BY or (
        first.what is Is.LEVEL and not first.side and first.amount.unit is amount.amount.unit
    )
    if not again:
        return items
    return [attrs.evolve(verb, start=first.start, end=first.start), attrs.evolve(first, what=Is.BY), *rest]
