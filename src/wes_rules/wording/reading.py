"""The words of a target, read as a typed rule with its readings, or as the questions that they leave open."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import attrs

from wes_rules.errors import DefinitionError, Problem, WesRulesError
from wes_rules.rules.kinds.composites import Advisory, All, Each
from wes_rules.rules.measure import Rule
from wes_rules.values.quantity import Unit
from wes_rules.wording import changes, comparisons, keeping, levels, numbers, promises
from wes_rules.wording.clause import HEADS, Clause, carried_on
from wes_rules.wording.colours import coloured
from wes_rules.wording.context import Context
from wes_rules.wording.draft import Draft
from wes_rules.wording.either import each_by_name, lifted_to_amber, one_or_other
from wes_rules.wording.items import Is, Item
from wes_rules.wording.keys import blanked, key_in, way_of
from wes_rules.wording.leftovers import counted, look_at_the_rest
from wes_rules.wording.lexicon import NO_TARGET, SHOWN, any_of
from wes_rules.wording.numbers import ask_when_it_is_all_due, note_number
from wes_rules.wording.profiles import profile, profile_in
from wes_rules.wording.result import Asks, Target, Unsaid
from wes_rules.wording.scanning import items_in, plain
from wes_rules.wording.sentences import exact_in
from wes_rules.wording.trajectories import evenly, from_then_on, pairs_in, steps_in, trajectory

# Longer than any target, and short enough to be read at once.
MOST_CHARACTERS = 2000
_AIMED_AT = re.compile(r"\b(?:so that|ensuring(?: that)?|for) *$", re.IGNORECASE)
_HOPED_FOR = re.compile(r"\baspirational\b", re.IGNORECASE)
_LEVELS = (Is.LEVEL, Is.VALUE, Is.TO, Is.OF)
_SHOWN = re.compile(rf"(?:{any_of(SHOWN)}(?: (?:set|only|indicator|measure))*[\s,;:.()/\u2013-]*)+", re.IGNORECASE)
_NO_TARGET = re.compile(rf"(?:[^\d]{{0,30}}[-:;(,] ?)?{any_of(NO_TARGET)}", re.IGNORECASE)
# In the order in which they are asked: what is more particular first.
_FRAMES: tuple[Callable[[Clause], Rule | None], ...] = (
    promises.unsaid,
    promises.named_by_a_benchmark,
    promises.halted,
    comparisons.place,
    numbers.place,
    comparisons.band,
    comparisons.parity,
    evenly,
    from_then_on,
    trajectory,
    keeping.kept,
    levels.reached,
    changes.changed,
    promises.sufficient,
    promises.event,
    promises.none,
    promises.everyone,
    levels.level,
)


def read(sentence: str, *, context: Context | None = None) -> Target:
    """
    Read the words of a target.

    Nothing is guessed in silence: what the words do not settle is a question, what is chosen between several readings is
    named, and what was not understood is given.

    Raises:
        DefinitionError: It is no text, or longer than any target is.
    """
    if not isinstance(sentence, str) or len(sentence) > MOST_CHARACTERS:
        what = "a target is a text" if not isinstance(sentence, str) else f"it has {len(sentence):,} characters"
        raise DefinitionError(Problem(what, f"give one sentence of at most {MOST_CHARACTERS:,} characters"))
    known = context or Context()
    text = plain(sentence)
    exact = exact_in(text, known)
    found = _read(text, known)
    found = (
        lifted_to_amber(text, known, _read)
        or each_by_name(text, known, _read)
        or one_or_other(text, known, found, _read)
        or found
    )
    if exact is not None and found.rule == exact.rule:
        # What the words say beside the rule, such as which way is better, is said by both.
        exact = attrs.evolve(exact, better=found.better, unit=found.unit, readings=found.readings)
    return attrs.evolve(exact or found, sentence=sentence)


def _read(text: str, context: Context) -> Target:
    return _Sentence(text, context).target()


class _Sentence:
    """One sentence: its parts, split into clauses that each promise something."""

    def __init__(self, text: str, context: Context) -> None:
        self.draft = Draft(context)
        self.own: list[Mapping[str, Any] | None] = []
        self.key = key_in(text)
        self.text = blanked(text, self.key)
        self.items = items_in(self.text)
        if not any(one.what in _LEVELS for one in self.items):
            # "Green 95%, amber 90%": the value from which on it is green is the target.
            green = next((one for one in self.key if one.colour == "green" and one.amounts and not one.far_off), None)
            self.key = self.key if green is not None or self.items else ()
            self.text = blanked(text, self.key, keeping=green)
            self.items = items_in(self.text)

    def target(self) -> Target:
        """Return what it says."""
        draft = self.draft
        draft.better = draft.better or way_of(self.key)
        if _SHOWN.fullmatch(self.text.strip(' "')):
            return self._made(Advisory(), [])
        if _NO_TARGET.match(self.text.strip()) or not self.text.strip():
            draft.ask(Asks.NO_PROMISE, self.text, "it promises nothing that figures can decide")
            return self._made(None, [])
        if (found_profile := profile_in(self.text)) is not None:
            before = Clause(self.text, [], 0, found_profile.start(), draft)
            quarters = profile(draft, found_profile)
            look_at_the_rest(before)
            return self._made(quarters, [before])
        clauses = self._clauses()
        self._share_days(clauses)
        found = [self._promise(one) for one in clauses]
        if any(one != self.own[0] for one in self.own):
            what = "its parts are about numbers of different kinds, and one measure has one"
            draft.ask(Asks.SEVERAL, self.text, what, "a measure for each")
        rules = [one for one in found if one is not None]
        if self.draft.context.parts and len(rules) == len(found) == 1 and clauses[0].take(Is.PARTS) is not None:
            rules = [Each(rule=rules[0], over=self.draft.context.parts)]
        for clause, rule in zip(clauses, found, strict=True):
            if rule is None and not draft.questions and not draft.no_rule and (day := clause.take(Is.DUE)) is not None:
                rest = f"{self.text[clause.start : day.start]} {self.text[day.end : clause.end]}".strip(" .")
                draft.ask(Asks.NO_PROMISE, rest, "what is promised by that day was not understood")
            look_at_the_rest(clause)
        if len(clauses) > 1:
            self._one_number(clauses)
        if not rules and not draft.questions and not draft.no_rule:
            draft.ask(Asks.NO_PROMISE, self.text, "it promises nothing that figures can decide")
        several = len(rules) > 1 and len(rules) == len(found)
        if several and not levels.told_apart(rules):
            what = "when, or of what, each of the values is promised is not said"
            draft.ask(Asks.SEVERAL, self.text, what, "a measure for each")
        rule = All(of=tuple(rules)) if several else rules[0] if rules and len(found) == len(rules) else None
        return self._made(coloured(draft, self.key, rule), clauses)

    def _made(self, rule: Rule | None, clauses: list[Clause]) -> Target:
        draft = self.draft
        if draft.unit is None and clauses:
            draft.unit = Unit.PERCENT if clauses[0].is_share else Unit.COUNT if clauses[0].is_count else None
        return Target(
            sentence=self.text,
            rule=rule,
            readings=tuple(draft.readings),
            questions=tuple(draft.questions),
            not_understood=tuple(draft.not_understood),
            no_rule=tuple(draft.no_rule),
            better=draft.better,
            unit=draft.unit,
            baseline=draft.baseline,
            until=draft.until,
            within=draft.within,
            number=draft.number,
            counted=counted(clauses),
        )

    def _clauses(self) -> list[Clause]:
        """Split the sentence at each "and" that has a promise on both sides."""
        whole = Clause(self.text, self.items, 0, len(self.text), self.draft)
        if pairs_in(whole) or steps_in(whole):
            return [whole]
        kept = whole.items
        cuts: list[Item] = []
        for place, one in enumerate(kept):
            if one.what is not Is.AND:
                continue
            left = [each for each in kept[:place] if not cuts or each.start >= cuts[-1].end]
            right = kept[place + 1 :]
            opened = right[:1] and not whole.between(one, right[0])
            if _AIMED_AT.search(self.text[one.end : right[0].start] if right else "") and not any(
                each.amounts for each in left
            ):
                # "Improve screening in wards and homes so that 90% are seen" has one promise.
                continue
            if self._promises(left, opened=True) and self._promises(right, opened=bool(opened)):
                cuts.append(one)
        if not cuts:
            return [whole]
        edges = [0, *(one.end for one in cuts)], [*(one.start for one in cuts), len(self.text)]
        spans = list(zip(*edges, strict=True))
        items = [[one for one in self.items if start <= one.start < end] for start, end in spans]
        carried = [items[0], *(carried_on(before, one) for before, one in pairwise(items))]
        return [
            Clause(self.text, one, start, end, self.draft) for one, (start, end) in zip(carried, spans, strict=True)
        ]

    @staticmethod
    def _promises(items: list[Item], *, opened: bool) -> bool:
        """Whether these parts are a promise; "all", "no" and "remain" count only at the start."""
        heads = HEADS - {Is.TO, Is.KEEP}
        towards = {after for one, after in pairwise(items) if one.what is Is.TOWARDS}
        return (
            any(one.what in heads and not one.measures and one not in towards for one in items)
            or (opened and any(one.what in (Is.NONE, Is.ALL, Is.KEEP) for one in items[:1]))
            or (opened and [one.what for one in items[:2]] == [Is.TO, Is.DUE])
        )

    def _share_days(self, clauses: list[Clause]) -> None:
        """Apply a day at the start or end of the sentence to every clause without one."""
        if len(clauses) < 2:
            return
        if all(clause.all(Is.DUE) for clause in clauses):
            return
        first, last = clauses[0], clauses[-1]
        for clause in (first, last):
            for item in clause.all(Is.DUE):
                opens = clause is first and not clause.words(clause.start, item.start)
                ends = clause is last and not clause.words(item.end, clause.end) and not self._steps(clauses)
                if opens or ends:
                    self.draft.dues.append(item)
                    clause.taken.add(item)
                    self.draft.reads(item.text, "the day of every part of the sentence", "of the part beside it alone")
                    return

    @staticmethod
    def _steps(clauses: list[Clause]) -> bool:
        """Whether a later part only gives the same number another level: "90% now, and 95% by 2027"."""
        later = [one for clause in clauses[1:] for one in clause.words(clause.start, clause.end)]
        sides = [{one.side for one in clause.all(*_LEVELS)} for clause in clauses]
        return not later and all(one and one == sides[0] for one in sides)

    def _promise(self, clause: Clause) -> Rule | None:
        """Return the promise of one clause, by the first frame that it fills."""
        for item in clause.all(Is.HARMLESS):
            if item.way:
                clause.taken.add(item)
                self.draft.goes(changes.WAYS[item.way], item.text)
        note_number(clause)
        before = len(self.draft.questions) + len(self.draft.no_rule)
        towards, aim = self._aspires(clause), clause.take(Is.AIM)
        hope = aim.text if aim is not None and "aspir" in aim.text.lower() else _HOPED_FOR.search(clause.said)
        if hope is not None:
            phrase = hope if isinstance(hope, str) else hope[0]
            what = "whether it is promised, or only hoped for, is not said"
            self.draft.ask(Asks.QUALITY, phrase, what, "a promise like any other", "for information only")
        elif aim is not None:
            self.draft.reads(aim.text, "a promise like any other", "for information only")
        rule, noted = None, self.draft.number
        for frame in _FRAMES:
            try:
                rule = frame(clause)
            except WesRulesError as error:
                self.draft.ask(Asks.CONFLICT, clause.said, str(error))
            if rule is not None or len(self.draft.questions) + len(self.draft.no_rule) > before:
                break
        ask_when_it_is_all_due(self.draft, rule)
        # A place or a gap that the promise itself is about is another number than the figure.
        self.own.append(None if self.draft.number is noted else self.draft.number)
        if towards is None or rule is None:
            return rule
        if clause.all(*HEADS):
            self.draft.cannot(Unsaid.ADVICE_BESIDE, clause.said)
            return None
        self.draft.reads(towards.text, "for information only", "a promise like any other")
        return Advisory(rule=rule)

    def _aspires(self, clause: Clause) -> Item | None:
        """Return a "towards" that a value follows at once."""
        item = clause.one(Is.TOWARDS)
        following = [one for one in clause.items if item is not None and one.start > item.start][:1]
        if (
            item is None
            or not following
            or following[0].what not in (Is.LEVEL, Is.VALUE)
            or clause.between(item, following[0])
        ):
            return None
        clause.taken.add(item)
        return item

    def _one_number(self, clauses: list[Clause]) -> None:
        """Ask about a sentence about different numbers, as a measure has one."""
        for clause in clauses[1:]:
            own = [
                one for one in clause.words(clause.start, clause.end) if not one.lower().endswith(("'s", "position"))
            ]
            # "Progress 8" is the name of another number, if it stands nowhere before.
            named = [one for one in (*clause.items, *clause.defining) if one.what is Is.HARMLESS and not one.way]
            own += [one.text for one in named if one.text not in clause.text[: clause.start]]
            own += [one.text for one in (*clause.items, *clause.defining) if one.limits_each_case]
            if own and not any(one.what is Is.RANK for one in clause.items):
                what = "it may be about another number, which needs a measure of its own"
                self.draft.ask(Asks.SEVERAL, clause.said, what, "the same number", "a number of its own")
