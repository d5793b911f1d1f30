"""The phrases that hold a figure against other areas: benchmarks, places and bands."""

from __future__ import annotations

import re
from collections.abc import Mapping

from wes_rules.wording import lexicon
from wes_rules.wording.amounts import amount_read
from wes_rules.wording.holding import A, Build, compiled
from wes_rules.wording.items import Is
from wes_rules.wording.lexicon import any_of, either, key_of, maybe

# How a figure is to stand to a benchmark.
_OR_BETTER = r"(?:better|above|higher|lower|exceed(?:s|ing)?|beat)(?: than| with| to)?"
_RELATIONS: Mapping[str, str] = {
    "strict": r"(?:better than|outperform(?:s|ing)?|surpass(?:es|ing)?)",
    "at-least": rf"(?:{lexicon.SIDES['at_least']}|in line with or above|{lexicon.SIGNS['at_least']})",
    "at-most": rf"(?:{lexicon.SIDES['at_most']}|in line with or below|{lexicon.SIGNS['at_most']})",
    "above": rf"(?:{lexicon.SIDES['above']}|better \(higher\) than|>)",
    "below": rf"(?:{lexicon.SIDES['below']}|better \(lower\) than|<)",
    "in-line": (
        r"(?:(?:at least )?(?:in line|on a par|on par|level|equal|comparable|similar)(?: with| to)?|at least as good as|(?:at least )?(?:match|meet)(?:e?s|ing)?"
        rf"|the same as|reach|achieve|(?:no|not) worse than|at|better than)(?:,? (?:or|and|if not) (?:{_OR_BETTER}|in line(?: with)?|equal(?: to)?))?"
        r"|(?:better|above)(?: than)? or (?:in line|equal)(?: with| to)?"
    ),
}
_REGIONS = (
    "regional", "region", "north east", "north west", "yorkshire and the humber", "east midlands", "west midlands", "east of england", "london",
    "south east", "south west", "scottish", "scotland", "welsh", "wales", "northern ireland", "uk", "great britain", "gb", "eu",
)  # fmt: skip
_NAMES = {"national": lexicon.NATIONAL, "neighbours": lexicon.NEIGHBOURS, "region": _REGIONS}
_ANY_NAME = any_of([*lexicon.NATIONAL, *lexicon.NEIGHBOURS, *_REGIONS])
_AVERAGE = any_of(lexicon.AVERAGES)
_SAME = any_of(lexicon.SAME_GROUP)
_THE = r"(?:(?:the|our|its|their|all|both|that|those|of|for|most recent|latest) )*"
_PREVIOUS = r"(?:(?P<prev>last year's|the previous year's) )?"
_OF = rf"(?:(?P<stat>median|each|every|{_AVERAGE})(?: \w+)?(?: of| for| in)? )?"
_FOR = r"(?: for (?:the same|this|that|these)(?: \w+)?)?"
# "The national target of 95%" is a value.
_NO_TARGET = r"(?!(?:'s?)? (?:[a-z]+ )?(?:expectation|target|standard|requirement|threshold|ambition)s?(?!\w))"
_WHO = (
    rf"{_PREVIOUS}{_THE}{_OF}{_THE}(?:(?P<same>{_SAME}) )?(?P<who>{_ANY_NAME})(?:'s?)?(?: (?P<stat2>median|average|mean))?"
    rf"(?: (?P<and>and|or|and/or|&|/) {_THE}(?P<who2>{_ANY_NAME})(?:'s?)?)?(?: (?:local authority |authority |LA |{_SAME} )?{_AVERAGE})*(?P<worth> \((?:currently )?{A}\)| of {A})?{_FOR}{_NO_TARGET}"
)
_REL = rf"(?<!\w){either(*_RELATIONS.values())}(?!\w)"
_BANDS = "|".join(lexicon.BANDS)


def _name_of(text: str) -> str:
    plain = " ".join(text.lower().split())
    key = next(key for key, words in _NAMES.items() if plain in words)
    return plain if key == "region" else key


def _benchmark(found: re.Match[str]) -> dict[str, object]:
    groups = found.groupdict()
    side = key_of(_RELATIONS, groups.get("rel") or "") or ""
    names = [_name_of(one) for one in (found["who"], found["who2"]) if one]
    joined = "|" if found["and"] in ("or", "and/or") else "&"
    stat = (groups.get("stat") or "").lower() + (groups.get("stat2") or "").lower()
    odd = "!" if any(one in stat for one in ("each", "every")) else ""
    if "median" in stat:
        odd = "~" if names == ["neighbours"] else "!"
    way = "same" if groups.get("same") else "previous" if groups.get("prev") else ""
    return {"side": side, "name": joined.join(names) + odd, "way": way, "when": groups.get("worth") or ""}


def _quartile(found: re.Match[str]) -> dict[str, object]:
    side, percent = key_of(_RELATIONS, found["rel"]), 75 if found["end"].lower() in ("upper", "top") else 25
    return {"side": side or "", "name": f"neighbours/{percent}"}


def _of_the_budget(found: re.Match[str]) -> dict[str, object]:
    name = "budget" if found["d"] or found["way"] else "budget?"
    return {"side": "within", "name": name, "amounts": (amount_read(found["d"] or found["e"]),)}


def _unnamed(found: re.Match[str]) -> dict[str, object]:
    return {"name": "?", "side": "in-line"}


def _kept_apart(side: str) -> Build:
    def build(found: re.Match[str]) -> dict[str, object]:
        amount = found.groupdict().get("d")
        return {**_benchmark(found), "side": side, "amounts": (amount_read(amount),) if amount else ()}

    return build


def _band(found: re.Match[str]) -> dict[str, object]:
    way = "best" if found["end"].lower() in ("top", "upper", "best", "highest") else "worst"
    name = "national" if found["nation"] else "neighbours" if found["near"] else ""
    return {"name": name, "side": f"{'not ' if found['neg'] else ''}{found['band'].lower()}", "way": way}


_EITHER_WAY = either(r"\+ ?/ ?-", "±", "plus or minus")
_SOME_BENCHMARK = either(
    "benchmarks?", "comparators?", "(?:budget )?(?:forecast|budget|profile)",
    "(?:sector|family|peer|peer group|group|industry|benchmark) (?:average|mean|median)",
)  # fmt: skip
_PLACES = either("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", r"\d+")
# After a place it begins something else: "in the top 10 by 2030".
_GOES_ON = either(*lexicon.NO_NOUNS, "where", "without", "whichever", "only", "subject", "until", "among")
_AMONG = either("of", "among", "amongst", "for", "compared (?:to|with|against)", "when compared (?:to|with)")
_NATION = either(
    "nationally", "england", r"national(?: \w+)?", "all (?:local )?authorities", "local authorities", "authorities"
)
# "In the top three of our neighbours".
_TOP = (
    rf"{maybe('in', 'within', 'among', 'amongst')}{maybe('the')}(?:top|best|lowest|highest) (?P<n>{_PLACES})(?!\w| ?%| ?per ?cent)(?: (?!{_GOES_ON}(?!\w))\w+)?"
    rf"(?: {_THE}{any_of(lexicon.NEIGHBOURS)})?"
)
# "Out of the bottom quartile of authorities".
_IN_BAND = (
    rf"(?:(?P<neg>out of|not in|not be in|avoid|above|leave) |(?:in|into|within|to|reach|be in|enter) )?{maybe('the')}"
    rf"(?P<end>top|upper|best|highest|bottom|lowest|worst)(?:[- ]performing)? (?P<band>{_BANDS}|\d+ ?(?:%|per ?cent))(?!\w)"
    r"(?: (?:performance|position))?"
)
_OF_WHOM = (
    rf"(?:(?: {_AMONG})? (?:all |its |our |the )*(?:(?P<nation>{_NATION})|(?P<near>{any_of(lexicon.NEIGHBOURS)})))?"
)
_NOT_WORSE = (
    r"(?:not (?:statistically )?significantly (?:worse|different|lower|higher|below|above)(?: than| to| from)?"
    r"|statistically (?:similar|comparable|in line|no (?:different|worse))(?: to| than| from| with)?"
    r"(?: or (?:significantly )?(?:better|above|higher|below|lower)(?: than)?)?)"
)
_RULES: list[tuple[Is, str, Build]] = [
    (Is.BENCHMARK, rf"(?P<rel>{_REL}) {_THE}{any_of(lexicon.NEIGHBOURS)}(?:'s?)? (?P<end>upper|top|lower|bottom) quartile", _quartile),
    (Is.BENCHMARK, rf"(?:within )?{_EITHER_WAY} ?(?P<d>{A}) of {_THE}budget|within (?P<e>{A}) of {_THE}budget(?P<way>,? (?:either way|in either direction|above or below(?: it)?)(?!\w))?", _of_the_budget),
    (Is.BENCHMARK, rf"(?P<rel>{_REL}) {_WHO}", _benchmark),
    (Is.BENCHMARK, rf"{_THE}(?P<who>{_ANY_NAME})(?:'s?)?(?: (?P<and>and|or) {_THE}(?P<who2>{_ANY_NAME})(?:'s?)?)? {any_of(lexicon.AVERAGES[:11])}", _benchmark),
    (Is.BENCHMARK, rf"(?:up )?to (?:at least |reach |match |meet )?{_WHO}(?: or (?:above|better|higher|below|lower))?", _kept_apart("in-line")),
    (Is.BENCHMARK, rf"{_NOT_WORSE} {_WHO}", _kept_apart("not-significantly-worse")),
    (Is.BENCHMARK, rf"(?:statistically )?significantly (?:better|above|higher|below|lower)(?: than)? {_WHO}", _kept_apart("significantly-better")),
    (Is.BENCHMARK, rf"within (?P<d>{A}) of {_WHO}", _kept_apart("within")),
    (Is.BENCHMARK, rf"(?:no|not) more than (?P<d>{A}) (?:below|above|worse than|lower than|higher than) {_WHO}", _kept_apart("within")),
    (Is.BENCHMARK, rf"(?:at least )?(?P<d>{A}) (?:below|above|better than|lower than|higher than) {_WHO}", _kept_apart("better-by")),
    (Is.BENCHMARK, rf"(?P<rel>{_REL}) {_THE}(?:[a-z]+ )?{_SOME_BENCHMARK}(?!\w)", _unnamed),
    (Is.GAP_TO, rf"(?:gap|difference) (?:to|with|against|from|between [^.;]{{0,60}}? and) {_WHO}", _benchmark),
    (Is.RANK, r"from (?P<n>\d+)(?:st|nd|rd|th)?(?: place)? ?(?:out of|of|/) (?P<of>\d+)(?: \((?P<w>[^)]*)\))?",
     lambda f: {"name": f"{f['n']}/{f['of']}", "when": f["w"] or ""}),
    (Is.TOP, _TOP, lambda f: {"name": f["n"]}),
    (Is.TOP, r"rank(?:ed|ing)? (?P<n>\d+)(?:st|nd|rd|th)?(?!\w)|(?P<m>\d+)(?:st|nd|rd|th) (?:place )?(?:out )?of \d+(?!\w)", lambda f: {"name": f["n"] or f["m"]}),
    (Is.TOP, r"one of the (?P<n>\d+) (?:\w+ ){1,3}with the (?:lowest|highest|best)(?: (?:levels?|rates?|numbers?))?", lambda f: {"name": f["n"]}),
    (Is.TOP, r"(?:the )?(?:top|best)[- ]performing (?:\w+ ){0,2}(?:authority|council|county|district|borough)(?!\w)", lambda _: {"name": "1"}),
    (Is.BAND, _IN_BAND + _OF_WHOM, _band),
]  # fmt: skip
COMPARING = compiled(_RULES)
