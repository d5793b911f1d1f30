"""What an item holds of the phrase that was found, the pattern of a number with the side that keeps it, and words with numbers that promise nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

from wes_rules.wording.amounts import AMOUNT, NUMBER, Amount, amount_read, unnamed
from wes_rules.wording.items import Is
from wes_rules.wording.lexicon import NO_NOUNS, SIDES, SIDES_AFTER, SIGNS, either, key_of, maybe

# What an item holds of a phrase; None where it is no such phrase.
Build = Callable[[re.Match[str]], dict[str, object] | None]

A = unnamed(AMOUNT)
IN_WORDS = rf"(?<!\w){either(*SIDES.values())}(?!\w)"
BEFORE = either(IN_WORDS, *SIGNS.values())
_AFTER = rf"{either(*SIDES_AFTER.values())}(?!\w)"
THE = maybe("the", "a", "an", "our", "its", "their")
OF_WHAT = maybe(
    rf"{maybe('average')}{either('score', 'average', 'rate', 'total', 'target', 'level', 'mean', 'median')} of"
)
# What makes a number part of something else: of a longer number, a compound, "3 of the 5", "the 2019 level".
_NO_LEVEL = either(
    r"\w", r"\.\d", r"/\d", " ?%", " per ?cent", "-[a-z]", "[- ]thirds?", r" of the \d(?:\d\d?)?(?!\d)", r"(?<!%)\*", r" ?[ap]m(?!\w)",
    r" ?(?:(?:-|to|and|or) ?\d+)? ?-?years?[- ]olds?",
    r" (?:levels?|baselines?|figures?|outturn)(?!\w| of)",
)  # fmt: skip
# Behind a comma "minimum" may begin what comes next: "wait 2 minutes, minimum of 150 homes".
_COMMA = rf"(?:,(?=\s*(?:(?:or|and) |{_AFTER} ?(?:$|[.,;:()]))))?"
LEVELLED = rf"(?:(?P<pre>{BEFORE})\s*)?{THE}{OF_WHAT}(?P<a>{A})(?!{_NO_LEVEL})(?:{_COMMA}\s*\(?(?P<post>{_AFTER})\)?|(?: (?!or(?!\w))[a-z]+){{1,2}} (?P<last>or (?:more|fewer|less))(?!\w| than))?"


def nothing(_: re.Match[str]) -> dict[str, object]:
    """Hold nothing but the words."""
    return {}


def levelled(found: re.Match[str]) -> dict[str, object]:
    """Hold a number and its side."""
    return {**side_of(found), "amounts": (amount_read(found["a"]),)}


def forbidden(found: re.Match[str]) -> dict[str, object]:
    """Hold a number beyond which nothing may go, and its other side."""
    side = "at_most" if re.fullmatch(SIDES["above"], found["over"], re.IGNORECASE) else "at_least"
    return {"side": side, "amounts": (amount_read(found["a"]),)}


def side_of(found: re.Match[str]) -> dict[str, object]:
    """Hold the side of a number, said before it or after it."""
    pre, post, last = map(found.groupdict().get, ("pre", "post", "last"))
    post = post or last
    sides = {key_of(SIDES, pre) or key_of(SIGNS, pre)} if pre and pre != "=" else set()
    sides |= {key_of(SIDES_AFTER, post)} if post else set()
    return {"side": "clash" if len(sides) > 1 else next(iter(sides), "")}


def band_of_values(found: re.Match[str]) -> dict[str, object] | None:
    """Hold both ends of a range; the unit of the second applies to both; two units, or one behind the first alone, make none."""
    low, high = amount_read(found["a"] or found["c"]), amount_read(found["b"] or found["d"])
    first, second = ((one.unit, one.measured_in) for one in (low, high))
    if (first != second and (None, "") not in (first, second)) or (low.measured_in and second == (None, "")):
        return None
    return {"amounts": (low if low.unit or low.measured_in else Amount(low.value, high.unit, high.measured_in), high)}


def named(key: str) -> Build:
    """Hold a name."""
    return lambda _: {"name": key}


def compiled(rules: list[tuple[Is, str, Build]]) -> list[tuple[Is, re.Pattern[str], Build]]:
    """Compile patterns in which a space stands for any space."""
    return [(what, re.compile(pattern, re.IGNORECASE), build) for what, pattern, build in rules]


_AGES = r"(?:aged?|ages)"
_PEOPLE = (
    r"(?:population|people|residents|inhabitants|births|live births|children|adults|households|pupils|users|patients|days"
    r"|prisoners|employees)"
)
_WHICH_PEOPLE = either("live", "total", "adult", "resident", "eligible", "registered", "of")
_NAMED = (
    r"(?:years?|levels?|grades?|bands?|cat(?:egor(?:y|ies))?|phases?|stages?|tiers?|types?|steps?|wards?|class|forms?|articles?"
    r"|sections?|outcomes?|goals?|priorit(?:y|ies)|parts?|groups?|rated)"
)

_WHO = (
    r"(?:people|persons?|girls?|boys?|child(?:ren)?|wom[ae]n|m[ae]n|adults?|residents?|those|pupils?|students?|patients?|workers?|carers?"
    r"|claimants?|drivers?|clients?|tenants?|leavers?|anyone|everyone|babies|infants|males|females)"
)
_TIMES = r"(?:days|weeks|months|minutes|hours|seconds|homes|cases)"
_OF_AGE = r"(?:over|under|above|below|[<>]=?)"
# What follows a noun, and no adjective.
_NO_NOUN = either(*NO_NOUNS, "fewer", "pattern", "period", "rolling", "total", "moving")
_SO_MANY = unnamed(NUMBER)
_A_TIME = r"(?:second|minute|hour|day|week|month|term|year|quarter|night)"

HARMLESS = (
    # Ages.
    rf"\(?{_AGES} (?:of )?(?:{_OF_AGE} ?|between )?\d+(?:\+| ?(?:-|to|and) ?\d+)?(?!\d| ?%| ?per ?cent)(?: years?(?: of age)?)?(?: (?:and|or) (?:over|older|under|above))?\)?",
    r"(?:under |over )?\d+(?: ?(?:-|to|and|or) ?\d+)?[- ]years?[- ]olds?|at age (?:five|\d+)|under \d+ years of age",
    r"\(\d+-\d+ years?\)|(?:under|over)[- ]\d+s?(?=[ ),])(?! (?:days|weeks|hours|minutes|months|per|%|cent|homes|people))(?<=s)|under-\d+",
    rf"{_WHO} (?!\(over \d years\))\(?(?:{_AGES} {_OF_AGE}|(?:over|under)) ?(?:the age of )?\d\d?(?![\d.,]|\w| ?%| ?per ?cent| {_TIMES}|,? and {_WHO} (?!over|under){BEFORE} ?\d)\)?",
    rf"(?<!\w){_WHO},? \(?(?:aged? )?\d\d(?:\+| (?:and|or) (?:over|older|above)| ?- ?\d\d)(?!\w| ?%| ?per ?cent)\)?",
    rf"(?<=the )(?:over|under|above|below)[- ]\d\d?s?(?= [a-z])(?! ?%| per ?cent| {_TIMES})",
    # Names with a number in them.
    rf"{_NAMED}[ -](?:\d+\+?|one|two|three|four|five|six)(?:(?:, \d+)*,? (?:and|or|to|&) \d+)?(?: or (?:above|below|equivalent|higher))?(?![\w]|[.,]\d| ?%| per ?cent)",
    r"(?:key stages?|ks) ?\d(?: \(\w+\))?|attainment 8|progress 8|24/7|SIMD \d(?: and \d)?",
    # A number that a hyphen or a singular makes an adjective: "four-hour", "12 month programme".
    rf"{_SO_MANY}-(?!fold|point|per|{_A_TIME}s?[- ](?:average|mean|rolling|moving|pattern|period|total))[a-z]{{2,}}(?:-[a-z\d]+)*(?!\w)",
    rf"(?!(?:a|an|one|1)(?!\w)){_SO_MANY} (?:{_A_TIME}|bed|bedroom)(?= (?!{_NO_NOUN}(?!\w))[a-z])|(?:first|second|third)[- ](?:time|choice|term|year)",
    # As many as are known: "across the 5 programmes"; how often: "three times a week".
    rf"(?:in|across|at|for|of|from|among|within|over) (?:all (?:of )?)?(?:the|our|its|their|these) (?![£$€]){_SO_MANY}(?= (?!{_NO_NOUN}(?!\w)|{_A_TIME}|per ?cent)[a-z])",
    rf"(?:{IN_WORDS} )?(?:{_SO_MANY} times|once|twice) (?:an?|per|each|every) {_A_TIME}|\d{{1,2}}(?:[.:]\d\d)? ?[ap]m(?!\w)|\d\*(?:/\d\*)*|\d\+ (?=[A-Z]\*?-[A-Z])|\((?:aged )?\d\d\+\)",
    r"(?!Q[1-4](?!\d))[A-Z]{1,6}\d[\d.]*(?![\w/%])(?! ?%)(?! \d)",
    r"\d+(?:st|nd|rd|th)(?!\w)",
    r"(?:999|101|111|112|911|311)(?= (?:emergency )?(?:calls?|service|line|abandon\w+)(?!\w))|\((?:999|101|111|911)\)|(?:by |on )?day \d+(?![\w,.%])",
    r"under[- ]\d\ds? (?=(?:conceptions?|pregnanc(?:y|ies))(?!\w))",
    r"never events?|one of (?:the|their|its|our)(?= )|(?<=[a-z] )\(\d\d ?- ?\d\d\)(?= [a-z]|:)|(?:by |at )?\d\d? weeks? ?(?:\+|and) ?\d days?",
    r"no recourse to public funds|no[- ]fault(?!\w)|zero[- ](?:emission|hours?)(?= [a-z])",
    r"(?:(?<=\d )|(?<=[mkn] ))raised(?!\w)|relative to the size of the landlord|(?:that|who|which) (?:do|does|did|are|is|have|has) not(?!\w)|(?<!\d )percent of|once is enough|from (?:annual|quarterly|termly|monthly|weekly) figures|best (?:available|practice|value|interests?)(?!\w)|maximum sustainable yield",
    # What a figure is a share or a rate of.
    rf"{maybe('cases', 'deaths', 'number')}per \d(?:,?\d)*(?: {_WHICH_PEOPLE})?(?: the)? {_PEOPLE}",
    rf"{maybe('cases', 'deaths')}per \d(?:,?\d)*|per (?:capita|person|household|pupil|head|dwelling)",
    r"\d(?:,?\d)*[ -](?:hours?|minutes?|metres?|miles?) (?:a|per) (?:week|day)",
    r"within (?:the|our|its) (?:district|borough|city|county|area|local area|authority|town|region|community|parish)(?!\w)",
    r"within (?:the |our |its |their )?(?:(?:statutory|target|set|required) )*(?:times?(?:scales?|frames?| limits?)?|timetables?|deadlines?|budget)(?!\w| of)",
    r"within \d(?:[,.]?\d)* ?(?:miles?|metres?|km|kilometres?|m)(?!\w)",
    # After a comma or "and" it is a promise of its own.
    r"(?<=[a-z)] with )(?<!and with )no [a-z]+",
    r"(?<!\w)NEW(?!\w)|[a-z]+-(?:friendly|based|led)",
)
