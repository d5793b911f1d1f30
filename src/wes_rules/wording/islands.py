"""
The phrases that mean something in a target, each as a pattern made of the tables of words: islands among words that say what is counted.

At each place of a sentence the longest phrase counts, and of those that are as long the one whose pattern stands first in the list: what is
said in so many words stands before what may be anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from wes_rules.values.quantity import Unit
from wes_rules.wording import lexicon
from wes_rules.wording.amounts import NUMBER, TIME, UNENDING, WHICH_DAYS, Amount, amount_read, unnamed
from wes_rules.wording.holding import (  # fmt: skip
    BEFORE,
    HARMLESS,
    IN_WORDS,
    LEVELLED,
    OF_WHAT,
    THE,
    A,
    Build,
    band_of_values,
    compiled,
    forbidden,
    levelled,
    named,
    nothing,
    side_of,
)
from wes_rules.wording.items import Is
from wes_rules.wording.lexicon import any_of, either, maybe
from wes_rules.wording.times import PERIOD, SPLIT_YEAR, STARTS, TIMES, YEAR

_CHANGES = r"(?:rise|increase|growth|decline|fall|decrease|reduction)"
# An adverb that no other word follows says how the whole is meant: "ideally 90%", "at least 90%, typically".
_ADVERB = rf"(?!{any_of(lexicon.PLAIN_LY)})[a-z]{{2,}}ly(?= ?(?:[.,;:()]|$|[£\d]|{BEFORE}))"
_ALONE = r"(?=\s*(?:$|[.,;:()])| (?:from|by|to|until|in|against|and|over|at|or|on|with|for)(?!\w))"
_EACH = r"(?:single |financial |calendar |school |one |given )?(?P<n>year|quarter|month|term|week)"
_ADVERBS = r"(?P<n>year|quarter|month|term|week)ly"
_TAKEN = "average|mean|total|sum|pattern|period|basis"
# Right behind a number.
_BEHIND = r"(?:(?<=\d )|(?<=% )|(?<=cent ))"
_PERIODS = "(?:years?|quarters?|months?|terms?|weeks?|periods?)"
_RATES = r"(?:annual|yearly|full[ -]year|quarterly|monthly|termly|weekly)"
_STANDARD = "(?:expectation|target|standard|requirement|threshold|ambition)s?"


def _of_a_standard(found: re.Match[str]) -> dict[str, object]:
    return {"amounts": (amount_read(found["a"]),), "side": "meet"}


def _so_many_of(found: re.Match[str]) -> dict[str, object]:
    of, whole = amount_read(found["n"]).value, amount_read(found["m"]).value
    share = 100 * of / whole if whole else whole
    return {**side_of(found), "amounts": (Amount(share, Unit.PERCENT, part=True),), "name": "so many of"}


def _time_limit(found: re.Match[str]) -> dict[str, object]:
    said = " ".join(one for one in found.group("n", "d", "t") if one)
    return {"amounts": (amount_read(said),), "side": "below" if found["less"] else ""}


def _nought(_: re.Match[str]) -> dict[str, object]:
    return {"amounts": (Amount(Decimal(0)),), "side": "equals", "name": "net"}


def _over(found: re.Match[str]) -> dict[str, object]:
    groups = found.groupdict()
    take = groups["take"] or groups.get("took") or ""
    return {"name": f"{found['n'].lower()}/{found['of'].lower().replace('mth', 'month')}/{take.lower()}"}


def _cadence(found: re.Match[str]) -> dict[str, object]:
    return {"name": (found.groupdict().get("n") or "year").lower()}


def _longer(way: str) -> Build:
    return lambda found: {"way": way, "amounts": (amount_read(found["a"]),)}


def _way(way: str) -> Build:
    return lambda _: {"way": way}


def _pole(words: Sequence[str]) -> str:
    """Return the pattern of saying which way is good, by the words for that end."""
    good, end = any_of(lexicon.GOOD), any_of(words)
    is_ = r"(?: performance)?(?: (?:is|are|to be|if|when)|:| =)*"
    said = (
        rf"{good}{is_} {end}", rf"{end}{is_} {good}", rf"the {end}(?: it is)?,? the {good}", rf"polarity{is_} {end}",
        # A cell of a table that begins with the plainest of them.
        rf"^{any_of(words[:2])}(?= ?[-:;,]? ?[£\d])",
    )  # fmt: skip
    return rf"\(?(?:{'|'.join(said)})\)?"


_TIME_LIMIT = either("timescales?", "time ?frames?", "timetables?", "target", "limits?", "deadline", "standard")
_WITHIN = (
    rf"(?:(?:with)?in|inside) {maybe('(?P<less>under|less than|fewer than)', 'no more than', 'at most', 'a maximum of')}{maybe('the')}{maybe('statutory')}(?P<n>{unnamed(NUMBER)})[ -]"
    rf"(?:(?P<d>{WHICH_DAYS})[ -])?(?P<t>{TIME})(?: {_TIME_LIMIT})?(?: or (?:less|fewer|under))?"
)
_NET_ZERO = r"(?:net[- ]zero|(?:carbon|climate)[- ]neutral(?:ity)?|zero[- ]carbon)"
_NET_OF = "by|before|in|for|across|from|and|carbon|co2|greenhouse|ghg|emissions?|organi[sz]ation|council|authority|borough|city|county|district"
_SO_MANY = unnamed(NUMBER)
# The name of a goal, "a city-wide canopy cover" target: a word that has a meaning of its own is never part of one.
_MEANS = any_of((
    "the", "a", "an", "our", "its", "their", *lexicon.KEEP, *lexicon.REACH, *lexicon.ATTAIN, *lexicon.UP, *lexicon.DOWN,
    *lexicon.NARROW, *lexicon.BETTER, *lexicon.VAGUE, *lexicon.HEDGES, *lexicon.NEARLY, *lexicon.ALWAYS, *lexicon.NO_MORE, *lexicon.TOWARDS,
    *(one for one in lexicon.LOOSE if one not in ("target", "targets", "stretch", "zero")),
))  # fmt: skip
_NAME = rf"(?:(?!{either(_MEANS, *lexicon.SIDES.values(), *lexicon.FACTORS.values())})[a-z-]+ ){{0,4}}"
_GOAL = rf"(?:{THE}{_NAME}{_STANDARD} of )?"
_RANGE = rf"(?!{YEAR} ?- ?\d\d?(?:\.\d+)? ?%)(?:(?:between )?(?P<a>{A})(?: ?- ?| to )(?P<b>{A})|between (?P<c>{A}) and (?P<d>{A}))"
_VALUES: list[tuple[Is, str, Build]] = [
    (Is.INSTEAD, rf"(?P<w>{PERIOD}) target (?:of |is |: ?)?(?P<a>{A})(?P<why> (?:due to|because of|owing to) [^.;]+)?",
     lambda f: {"amounts": (amount_read(f["a"]),), "when": f["w"], "name": (f["why"] or "").strip()}),
    (Is.HALT, rf"halt(?:ed|s)? (?:in|by) (?P<w>{PERIOD}),? and then (?:starts? to |begins? to |will )?(?:decrease|fall|narrow|reduce|decline|close)",
     lambda f: {"when": f["w"]}),
    (Is.LOOSE, r"halt(?:ed|s|ing)?", nothing),
    (Is.TO, rf"(?:(?:down |up )?to (?:be )?|(?:→|->) ?){_GOAL}{LEVELLED}", levelled),
    (Is.BY, rf"by (?:another |a further |an additional )?{LEVELLED}", levelled),
    (Is.BY, rf"(?:at least )?by (?:at least )?{UNENDING}", named("unending")),
    (Is.BY, rf"(?P<pre>at least) by (?P<a>{A})", levelled),
    (Is.BY, rf"by {_RANGE}", band_of_values),
    (Is.OF, rf"of {LEVELLED}(?= (?:in|on|at|from|for|by|of|to|compared|per|a|every|each)(?!\w)|[.,;)]|$)", levelled),
    (Is.WITHIN, _WITHIN, _time_limit),
    (Is.LEVEL, rf"(?:= ?)?{_RANGE}", band_of_values),
    (Is.LEVEL, LEVELLED, levelled),
    (Is.LEVEL, rf"{lexicon.FORBIDS}(?P<over>{lexicon.SIDES['above']}|{lexicon.SIDES['below']}) (?P<a>{A})", forbidden),
    (Is.LEVEL, rf"(?:(?P<pre>{BEFORE})\s*)?{THE}{OF_WHAT}(?P<a>\d+\.\d+)(?:/(?:5|10|100)| out of (?:5|10|five|ten))(?!\w)", levelled),
    (Is.REACH, rf"{any_of(lexicon.REACH)} {_GOAL}{LEVELLED}", levelled),
    (Is.LEVEL, rf"{any_of(lexicon.ATTAIN)} {LEVELLED}", levelled),
    (Is.LEVEL, rf"(?:meet|meets|meeting|achieve)(?: or exceed)? (?:the |our |its )?(?!{_RATES}){_NAME}{_STANDARD} ?(?:of |: ?|\()(?P<a>{A})\)?", _of_a_standard),
    (Is.LEVEL, rf"(?:{any_of(('reach', 'achieve', 'become', 'be'))} )?(?:an? )?{_NET_ZERO}(?= ?$| ?[.,;(]| (?:{_NET_OF})(?!\w))", _nought),
    (Is.HARMLESS, _NET_ZERO, nothing),
    (Is.LEVEL, rf"(?:meet|meets|meeting)(?: or exceed)? the (?P<a>{A})(?!-)", _of_a_standard),
    (Is.VALUE, rf"targets?(?: (?:of|is(?: that)?))?:? ?{LEVELLED}", levelled),
    (Is.VALUE, rf"{LEVELLED} targets?(?!\w|:? ?[£\d])", levelled),
    (Is.VALUE, rf"(?:targets?(?: for| in)? (?P<w>{PERIOD})(?::| is(?: that)?)?|(?P<v>{PERIOD}) targets?:?) ?{LEVELLED}",
     lambda f: {**levelled(f), "when": f["w"] or f["v"]}),
    (Is.FACTOR, rf"(?<!\w){either(*lexicon.FACTORS.values())}(?!\w)", nothing),
]  # fmt: skip
_IS_MET = r"(?:achiev|meet|deliver|reach|hit|be |score|at |above |below |over |under |exceed|\d)"
_MOVES = either("reductions?", "increases?", "decreases?", "improvements?")
_IN_OVER = maybe("for", "in", "over")
_VERBS: list[tuple[Is, str, Build]] = [
    *((Is.CHANGED, rf"(?P<a>{A})(?<! day)(?<! week)(?<! month)(?<! year) {any_of(words)}(?: than)?", _longer(way)) for way, words in lexicon.LONGER.items()),
    # Of a percentage only: "25% fewer", "60% below 1990".
    (Is.CHANGED, rf"(?P<a>(?![£$€]){_SO_MANY}) more(?! than)(?= [a-z])", _longer("up")),
    (Is.CHANGED, rf"(?P<a>(?![£$€]){_SO_MANY}) fewer(?! than)(?= [a-z])", _longer("down")),
    (Is.CHANGED, rf"(?<!take )(?<!taken )(?<!taking )up (?:by )?(?!{YEAR}(?![\d,]))(?P<a>{A})", _longer("up")),
    (Is.CHANGED, rf"down (?:by )?(?!{YEAR}(?![\d,]))(?P<a>{A})", _longer("down")),
    (Is.CHANGED, rf"(?P<a>{A})(?<=[%t]) (?:more|above(?= (?:the )?(?:{PERIOD}|current|present|baseline)))", _longer("up")),
    (Is.CHANGED, rf"(?P<a>{A})(?<=[%t]) (?:fewer|less|below(?= (?:the )?(?:{PERIOD}|current|present|baseline)))(?! than)", _longer("down")),
    (Is.CHANGE, any_of(lexicon.UP) + r"(?! (?:sectors?|areas?|deal|plan|hubs?|strategy))", _way("up")),
    (Is.CHANGE, any_of(lexicon.DOWN), _way("down")),
    (Is.CHANGE, any_of(lexicon.NARROW), _way("narrow")),
    (Is.CHANGE, any_of(lexicon.BETTER), _way("better")),
    (Is.CHANGE, r"(?:closed?|closes|closing)(?= the[ \w]* gap)|(?<=gap will )(?:be closed|close)", _way("close")),
    (Is.KEEP, rf"(?<!length of ){any_of(lexicon.KEEP)}", nothing),
    (Is.KEEP, rf"{_BEHIND}(?:sustained|held)(?= ?(?:$|[.;,)]))|(?:sustained|held)(?= ?[£\d])", nothing),
    (Is.KEEP, rf"{any_of(lexicon.KEEP)} or (?:improve (?:up)?on|improve|exceed|better|beat)(?= £?\d)", nothing),
    (Is.KEEP, rf"{any_of(lexicon.ALWAYS)}(?= {_IS_MET})", nothing),
    # A school holds an award; a number is held at or below a value.
    (Is.KEEP, r"(?<!\w)hold(?= (?:the|our) [^.;,]*(?:at or (?:below|above)|below|above|no more than|at least) \d)", nothing),
    (Is.EVERY, any_of(lexicon.AT_ALL_TIMES), named("period")),
    (Is.EVERY, r"(?:in|for|of|during|on) (?:any|all) (?:one |single |given |calendar |financial )?(?:quarter|month|term|week|day|period)s?(?!\w)", named("period")),
    (Is.EVERY, rf"(?:in |for |during |on )?(?:each and )?(?:each|every) {_EACH[:-1]}|day|weekday|working day|weekend|night|shift|period)(?!\w)|from year to year", _cadence),
    (Is.EVERY, r"(?:on an? )?(?P<n>year|quarter|month|term|week)[- ](?:on|over|by)[- ](?P=n)(?: basis)?", _cadence),
    (Is.EVERY, rf"(?:(?:surveyed|measured|reported|collected|published|assessed) )?(?:annually|{_ADVERBS}{_ALONE})|annual(?= ?(?:$|[.,;:()]|-(?!\w)))", _cadence),
    (Is.EVERY, rf"{maybe('an?')}(?:annual|yearly|year[- ]on[- ]year|(?P<n>quarter)ly)(?= {maybe('percentage point')}(?:\d|{_MOVES}|fall|rise|growth))", _cadence),
    (Is.RATE, rf"(?:per|(?:in )?an?|in any(?: one)?|(?:in|for|over|during|across|within) the|for) {_EACH}(?!\w)|per annum(?!\w)|p\.a\.|pa(?!\w)", _cadence),
    (Is.RATE, rf"{_BEHIND}(?:per|an?|each|every) (?P<n>day)(?!\w)", _cadence),
    (Is.RATE, r"/ ?(?P<n>year|quarter|month|term|week)(?!\w)|(?:/ ?|per |an? )(?:yr|annum)(?!\w)", _cadence),
    # Before a noun it only says which ones: "in year admissions".
    (Is.RATE, r"(?<!\w)in[ -]year(?!\w| (?!collection|recovery|savings|income)[a-z\d])", named("year")),
    (Is.RATE, rf"(?:annual|fy|full[ -]year|{_ADVERBS})(?= (?:\S+ )?(?:targets?|averages?|totals?|limits?|quotas?)(?!\w))", _cadence),
    (Is.PARTS, rf"(?:in |at |for |across |by the end of )?(?:each|every|all|both)(?: of)?(?: the)? (?:[a-z]+ ){{0,3}}{any_of(lexicon.EVERY_PART)}(?: \([^)]*\))?", nothing),
    (Is.PARTS, r"(?:in |at |for |after leaving )?(?:ks|key stage) ?\d(?: \(\w+\))? (?:and|or|&) (?:ks|key stage) ?\d(?: \(\w+\))?", nothing),
    (Is.PARTS, rf"by (?!an? |the |our |its )(?:[a-z]+ )?{any_of((*lexicon.EVERY_PART, *lexicon.GROUPINGS))}(?= ?(?:$|[.,;:)]|-(?!\w)))", nothing),
    (Is.PARTS, r"by the end of P\d(?:, P\d)*(?:,? and S\d)?", nothing),
    (Is.PARTS, rf"per {any_of(lexicon.PLACES)}|(?:in|at|on|for) all (?:of )?(?:the |our |its )?(?:[a-z]+ ){{0,2}}{any_of(f'{one}s' for one in lexicon.PLACES)}|{_BEHIND}(?:in|at|for) both [a-z]+ and [a-z]+", nothing),
    (Is.PARTS, rf"{_BEHIND}(?:for|across|by) (?:all|each|every ?(?:one|body))(?= ?(?:$|[.,;:)]|-(?!\w)))|(?<!\w)each(?= ?(?:$|[.,;:)]|-(?!\w)))", nothing),
    (Is.PARTS, rf"(?:for|in|at|by|to|from|on|across) (?:every|each)(?: of (?:the|our|its))? [a-z]+|(?:each|every) [a-z]+(?=:)|all {maybe('the', 'our')}{any_of(f'{one}s' for one in lexicon.PLACES)}(?=:)", nothing),
    (Is.ALL, rf"all (?:of )?(?:the |our |its )?{unnamed(NUMBER)}(?= (?!{TIME}|per ?cent)[a-z])|{any_of(lexicon.ALL)}(?!-)", nothing),
    (Is.NONE, any_of(lexicon.NONE) + rf"(?!-)(?! {any_of(lexicon.NO_MORE)})", nothing),
    (Is.END, rf"(?<!the )(?<!by )(?<!at )(?<!year )(?<!month ){any_of(lexicon.END)}(?! of | smoking )", nothing),
    (Is.HARMLESS, r"(?:month|quarter|week)[- ]?end(?!\w)|end of (?:the )?(?:quarter|month)(?!\w)", nothing),
    (Is.RELATIVE, rf"(?:in|by|during|at the end of) year (?:one|two|three|four|five)(?!\w)|{_BEHIND}(?:in|by|during) year \d(?!\w)", nothing),
    (Is.RELATIVE, rf"{maybe('financial', 'academic', 'school', 'calendar')}(?:year|yr)[- ]?end(?!\w)|end of {maybe('the')}{maybe('financial', 'academic', 'school', 'calendar')}(?:year|yr)(?!\w)|eoy(?!\w)", named("year-end")),
    (Is.CONDITION, rf"{any_of(lexicon.UNSETTLED)}|{any_of(lexicon.UNSETTLED_AT_END)}(?= ?(?:$|[.,;)]|-(?!\w)|target))", named("unsettled")),
    (Is.DONE, any_of(lexicon.DONE), nothing),
    (Is.DO, any_of(lexicon.DO), nothing),
    (Is.SUFFICIENT, r"(?:sufficient|enough)", nothing),
    (Is.AVERAGE, rf"(?:(?:an?|the) )?(?:on an? )?(?:rolling |moving )(?P<n>\d+|[a-z]+)[- ]?(?P<of>year|month|mth|quarter)s?(?:[- ](?P<take>{_TAKEN}))?", _over),
    (Is.AVERAGE, rf"(?:(?:an?|the) )?(?P<n>\d+|[a-z]+)[- ]?(?P<of>year|month|mth|quarter)s?[- ](?:(?:rolling|moving)(?:[- ](?P<take>{_TAKEN}))?|(?P<took>{_TAKEN}))", _over),
    (Is.AVERAGE, r"(?:(?:in )?(?:the )?)?(?:(?P<y>financial|calendar|academic) )?(?:year[- ]to[- ]date|ytd)(?!\w)",
     lambda f: {"name": "year-to-date", "when": (f["y"] or "").lower()}),
    (Is.AVERAGE, r"cumulative(?:ly)?", named("cumulative")),
    (Is.AVERAGE, r"rolling(?: (?!stock)\w+|(?= ?(?:$|[.,;)]|-(?!\w))))", named("//")),
    (Is.LOOSE, r"based on (?:the |an? )?(?:\w+[- ](?:year|month|quarter) )?(?:rolling )?(?:average|mean)(?!\w)", nothing),
    (Is.EVENLY, r"(?:in |by )?(?:equal (?:annual |yearly )?steps|a straight line|linearly|evenly)", named("linear")),
    (Is.EVENLY, r"by (?:the same|an equal) percentage (?:each|every|a) (?:year|quarter|month)|at a constant rate", named("compound")),
    (Is.CHANGE, r"(?:more|higher)(?= (?:each|every) (?:year|quarter))", _way("up")),
    (Is.CHANGE, r"(?:fewer|less|lower)(?= (?:each|every) (?:year|quarter))", _way("down")),
    # The way that is better, as tables say it beside a number.
    (Is.HARMLESS, r"\(?minimi[sz]e(?:\)|(?= £?\d))", _way("down")),
    (Is.HARMLESS, r"\(?maximi[sz]e(?:\)|(?= £?\d))", _way("up")),
    *((Is.HARMLESS, _pole(words), _way(way)) for way, words in (("down", lexicon.LOW), ("up", lexicon.HIGH))),
    (Is.OLD, rf"\(?(?:with )?(?:an? )?(?:stretch|aspirational)(?: (?:target|goal|aim))?(?: (?:of|is))?:? ?{A}\)?|\({A} stretch(?: (?:target|goal|aim))?\)", named("stretch")),
    (Is.PRICES, rf"(?:(?:in|at) )?(?:{PERIOD}|constant|current|today's) prices|{any_of(lexicon.PRICES)}", nothing),
    (Is.UNSAID, rf"{lexicon.GREATER_OF}(?!\w)", named("greater-of")),
    (Is.UNSAID, rf"{lexicon.SMALLER_OF}(?!\w)", named("smaller-of")),
    (Is.UNSAID, rf"(?:in |for )?(?:{BEFORE} )?{_SO_MANY} (?:(?:out )?of {maybe('the', 'every', 'each', 'any')}{_SO_MANY} {_PERIODS}|{_PERIODS} (?:out )?of (?:(?:{_SO_MANY}|the|every|each|any)(?: year)?(?!\w)))", named("so-many-periods")),
    (Is.VAGUE, any_of(lexicon.VAGUE), nothing),
    (Is.VAGUE, rf"(?:well|far|much)(?= {IN_WORDS})", nothing),
    (Is.VAGUE, rf"{any_of(lexicon.NEARLY)}(?= (?:{any_of((*lexicon.END, *lexicon.NONE, *lexicon.ALL))}|[£\d]|{A}|(?:over|under|above|below)(?!\w)))", named("nearly")),
    (Is.HEDGE, rf"{any_of(lexicon.HEDGES)}(?= ?£?\d| {A}| (?:over|under|above|below)(?!\w))", nothing),
    (Is.CONDITION, any_of(lexicon.CONDITIONS) + r"|provided(?! (?:with|by|to|for|in|at|from|through|under|via|as|on|within|and|or|free)(?!\w)| ?(?:$|[.,;)]))", nothing),
    (Is.CONDITION, r"(?<=[\d%])\?|\?(?=\d| ?$)", named("unsettled")),
    # A label that makes a number no target.
    (Is.CONDITION, rf"{any_of(lexicon.NO_TARGET_LABELS)}(?: (?:figure|value|result))?(?::|(?= [\d£<>≥≤]))", named("unsettled")),
    (Is.CONDITION, r"(?:allowing|where [a-z]+)(?= ?(?:$|[.,;:)]|-(?!\w)))", nothing),
    (Is.CONDITION, r"(?<=%)[*†‡]+", named("footnote")),
    (Is.QUALITY, any_of(lexicon.QUALITIES), nothing),
    (Is.TOWARDS, any_of(lexicon.TOWARDS), nothing),
    (Is.AIM, any_of(lexicon.AIMS), nothing),
    (Is.MODAL, r"(?:will|shall|should|must|are to|is to|to)(?: be)?(?!\w)", nothing),
    (Is.AND, r"and(?!\w)|;|, but(?!\w)|& (?=[a-z])", nothing),
    (Is.SIDE, rf"(?!{any_of(('over', 'under', 'beyond', '='))}){BEFORE}", nothing),
    (Is.LOOSE, r"\d+,\d{1,2}(?!\d)%?", nothing),
    # Which periods count, and whether they count together.
    (Is.LOOSE, rf"{_IN_OVER}(?:\w+ )?(?:consecutive|successive) {_PERIODS}", nothing),
    (Is.LOOSE, rf"{_IN_OVER}\w+ {_PERIODS} (?:running|in a row|in succession)", nothing),
    (Is.LOOSE, rf"{_BEHIND}for {maybe('at least')}{_SO_MANY} {_PERIODS}(?!\w)", nothing),
    # "Above 90% or improving", "10 by 2030 and hold".
    (Is.LOOSE, rf"{_BEHIND}or {maybe('an?')}{any_of((*lexicon.BETTER, *lexicon.UP, *lexicon.DOWN))}(?!\w)", nothing),
    (Is.LOOSE, rf"{_BEHIND}and {maybe('then')}(?:stable|steady|unchanged|static|holding)(?!\w| [a-z])", nothing),
    (Is.LOOSE, rf"and {maybe('then')}(?:hold|{any_of(lexicon.KEEP)})(?= ?(?:$|[.;,]|(?:it|this|that|there)(?!\w)))|{_BEHIND}(?:sustained|held|maintained)(?= (?:it|this|that|there)(?!\w))", nothing),
    (Is.LOOSE, rf"(?:in )?every (?:other|second|third|{_SO_MANY}) {_PERIODS}|Q[1-4](?![\w,/-])(?! ?\d)", nothing),
    (Is.ADDED, any_of(lexicon.ADDED), nothing),
    (Is.LOOSE, any_of(lexicon.LOOSE), nothing),
    # "A rating of C or above": an edge of a category.
    (Is.HARMLESS, r"or (?:above|more|higher|better|over|below|lower|worse|greater)(?!\w| than)|and (?:above|below|over)(?!\w)", nothing),
    # "For more than a year" says how long; it is no amount of the figure.
    (Is.HARMLESS, rf"{IN_WORDS} (?:an?|one) (?:hour|day|week|month|year)(?!\w)(?! on)", nothing),
    (Is.LOOSE, _ADVERB, nothing),
    (Is.LOOSE, rf"{unnamed(NUMBER)} (?:more|fewer|less)(?! than)(?!\w)|(?:minus|plus|less)(?= ?[£\d])", nothing),
    (Is.LOOSE, r"every (?:other|second|third) \w+", nothing),
    (Is.LOOSE, rf"in line(?: with)?(?!\w)|of {THE}(?:[a-z-]+ ){{0,2}}(?:profile|trajectory|forecast|plan|level)(?= ?(?:$|[.,;)]|-(?!\w)))", nothing),
    (Is.LOOSE, r"\d(?:[,.]?\d)*%?", nothing),
    (Is.LEVEL, rf"(?:(?P<pre>{BEFORE}) )?(?P<n>{_SO_MANY}) (?P<post>or more )?(?:out of|in)(?: every)? (?!{YEAR})(?P<m>{_SO_MANY})(?! ?(?:%|{TIME}))(?!\w)(?P<last> or (?:more|better)(?!\w| than))?", _so_many_of),
    (Is.LOOSE, rf"(?:{BEFORE} )?{unnamed(NUMBER)} (?:(?:out )?of|in) (?:(?:the|our|its|all|every) )+(?!{YEAR}){unnamed(NUMBER)}(?! ?(?:%|{TIME}))", nothing),
    (Is.LOOSE, rf"(?:{BEFORE}|better than|worse than) (?:the |in |a )*{SPLIT_YEAR}", nothing),
    (Is.LOOSE, r"\w+[ -]?fold(?!\w)", nothing),
    (Is.LOOSE, rf"(?:stop|prevent|limit|slow|curb|reverse|contain|arrest|stem|halt|cap|freez)\w* (?:\w+ ){{0,3}}{_CHANGES}s?(?!\w)", nothing),
    (Is.LOOSE, rf"no (?:further )?{_CHANGES}|(?:will|shall|should|must|does|do|is|are|to|be) not(?!\w)|less than or equal to", nothing),
    (Is.LOOSE, rf"{_BEHIND}(?:more|fewer|less|higher|lower|better|greater)(?!\w)", nothing),
    (Is.LOOSE, r"\d+(?:\.\d+)? times|\d+:\d+|\+(?= [a-z])|[↑↓▲▼⬆⬇⇧⇩]", nothing),
]  # fmt: skip


RULES = compiled([*((Is.HARMLESS, one, nothing) for one in HARMLESS), *TIMES, *STARTS, *_VALUES, *_VERBS])
