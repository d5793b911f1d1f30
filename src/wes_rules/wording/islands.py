"""The phrases that mean something in a target, each as a pattern made of the tables of words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from wes_rules.wording import lexicon
from wes_rules.wording.amounts import AMOUNT, NUMBER, TIME, UNENDING, Amount, amount_read, unnamed
from wes_rules.wording.harmless import HARMLESS
from wes_rules.wording.items import Is
from wes_rules.wording.lexicon import SIDES, SIDES_AFTER, any_of, key_of
from wes_rules.wording.times import DAY, MONTH, PERIOD, SPLIT_YEAR, YEAR

Build = Callable[[re.Match[str]], dict[str, object]]

A = unnamed(AMOUNT)
_BEFORE = any_of([one for words in SIDES.values() for one in words])
_AFTER = any_of([one for words in SIDES_AFTER.values() for one in words])
_THE = r"(?:(?:the|a|an|our|its|their) )?"
_OF_WHAT = r"(?:(?:average )?(?:score|average|rate|total|target|level|mean|median) of )?"
LEVELLED = rf"(?:(?P<pre>{_BEFORE})\s*)?{_THE}{_OF_WHAT}(?P<a>{A})(?!\d|\.\d|/\d| ?%| per ?cent|-[a-z]|[- ]thirds?| of the \d(?:\d\d?)?(?!\d)| (?:levels?|baselines?|figures?|outturn)(?!\w))(?:,?\s*(?P<post>{_AFTER}))?"
_WHEN = rf"(?:{DAY}|{PERIOD}|FY ?\d\d(?:/\d\d)?)"
_ENDS = r"(?:(?:the )?(?P<part>end|close|start|beginning) of )?(?:the )?"
_SOME_END = (
    r"(?:end of (?:the )?)?(?:this |next )?(?:plan|strategy|programme|decade|generation|(?:financial |academic |school |calendar )?"
    r"year|quarter|term|parliament|spring|summer|autumn|winter)(?: end|-end| period)?"
)
_BASE = (
    r"(?:baselines?|levels?|figures?|position|outturn|rates?|averages?|results?|performance|totals?|values?|emissions)"
)
_COMPARED = r"(?:compared (?:to|with)|in comparison (?:to|with)|relative to|versus|against)"
_AT = r"(?:in |at |as at |as of |for |baseline )?"
_PER = r"(?: per (?:\d[\d,]* )?\w+)?"
_CHANGES = r"(?:rise|increase|growth|decline|fall|decrease|reduction)"
# An adverb that no other word follows says how the whole is meant: "ideally 90%", "at least 90%, typically".
_ADVERB = rf"(?!{any_of(lexicon.PLAIN_LY)})[a-z]{{2,}}ly(?= ?(?:[.,;:()]|$|[£\d]|{_BEFORE}))"
# Words that are adjectives as well, as in "weekly pay": there they promise nothing of every week.
_ADJECTIVES = frozenset(("weekly", "monthly", "termly", "yearly", "quarterly"))
_ALONE = r"(?=\s*(?:$|[.,;:()])| (?:from|by|to|until|in|against|and|over|at|or|on|with|for)(?!\w))"
_TAKEN = "average|mean|total|sum|pattern|period|basis"
_PERIODS = "(?:years?|quarters?|months?|terms?|weeks?|periods?)"
_RATES = any_of([one for words in lexicon.RATES_OF_TARGETS.values() for one in words])
_STANDARD = "(?:expectation|target|standard|requirement|threshold|ambition)s?"


def nothing(_: re.Match[str]) -> dict[str, object]:
    """Hold nothing but the words."""
    return {}


def levelled(found: re.Match[str]) -> dict[str, object]:
    """Hold a number and its side, said before it or after it."""
    pre, post = found["pre"], found["post"]
    sides = {key_of(SIDES, pre)} if pre else set()
    sides |= {key_of(SIDES_AFTER, post)} if post else set()
    return {"side": "clash" if len(sides) > 1 else next(iter(sides), ""), "amounts": (amount_read(found["a"]),)}


def _of_a_standard(found: re.Match[str]) -> dict[str, object]:
    return {"amounts": (amount_read(found["a"]),), "side": "meet"}


def _based(found: re.Match[str]) -> dict[str, object]:
    return {"amounts": (amount_read(found["a"]),), "when": found["w"] or found["v"] or ""}


def _due(found: re.Match[str]) -> dict[str, object]:
    part = (found["part"] or "").lower()
    return {"when": found["w"], "name": part, "side": "before" if found["by"].lower() == "before" else ""}


def _band_of_values(found: re.Match[str]) -> dict[str, object]:
    low, high = amount_read(found["a"]), amount_read(found["b"])
    low = low if low.unit or low.measured_in else Amount(low.value, high.unit, high.measured_in)
    return {"amounts": (low, high)}


def _over(found: re.Match[str]) -> dict[str, object]:
    groups = found.groupdict()
    take = groups["take"] or groups.get("took") or ""
    return {"name": f"{found['n'].lower()}/{found['of'].lower().replace('mth', 'month')}/{take.lower()}"}


def _named(key: str) -> Build:
    return lambda _: {"name": key}


def _longer(way: str) -> Build:
    return lambda found: {"way": way, "amounts": (amount_read(found["a"]),)}


def _way(way: str) -> Build:
    return lambda _: {"way": way}


def _pole(words: Iterable[str]) -> str:
    """Return the pattern of saying which way is good, by the words for that end."""
    good, end = any_of(lexicon.GOOD), any_of(words)
    is_ = r"(?: performance)?(?: (?:is|are|to be|if|when)|:| =)*"
    said = (
        rf"{good}{is_} {end}", rf"{end}{is_} {good}", rf"the {end}(?: it is)?,? the {good}", rf"polarity{is_} {end}",
        # A cell of a table that begins so.
        rf"^{end}(?= ?[-:;,]? ?[£\d])",
    )  # fmt: skip
    return rf"\(?(?:{'|'.join(said)})\)?"


_TIMES: list[tuple[Is, str, Build]] = [
    (Is.DUE, rf"(?P<by>on or before|by|before|no later than|not later than) {_ENDS}(?P<w>{_WHEN})", _due),
    (Is.DUE, rf"(?P<by>at|as at) (?:the )?(?P<part>end) of (?:the )?(?P<w>{_WHEN})", _due),
    (Is.RELATIVE, rf"(?:by|before|within) (?:the )?{_SOME_END}(?!\w)", nothing),
    (Is.RELATIVE, r"(?:within|over|in|for) (?:the )?(?:next |coming )?(?:next|coming|two|three|four|five|ten|\d+|few) years?(?! olds?)(?!\w)|within (?:the )?(?:next|coming) \w+ \w+", nothing),
    (Is.RELATIVE, r"(?:by|in|for|at) (?:the )?(?:end of )?Q[1-4](?![\w,/-])(?! ?\d)", nothing),
    (Is.RELATIVE, r"by (?:spring|summer|autumn|winter)(?: term)?(?: (?P<w>\d{4}))?", nothing),
    (Is.RELATIVE, rf"(?:by|before|until|till|from|since|in|for|at) {_ENDS}(?:\d{{1,2}}(?:st|nd|rd|th)? )?{MONTH}(?!\w|,? ?\d| (?:19|20)\d\d)", nothing),
    (Is.RELATIVE, r"(?:by|before|until|from|at) (?:easter|christmas|michaelmas|half[- ]term)(?! \d)", nothing),
    (Is.UNTIL, rf"(?:until|till|up to|through to|to) {_ENDS}(?P<w>{_WHEN})(?!\w| ?%)", lambda f: {"when": f["w"], "name": (f["part"] or "").lower()}),
    (Is.SPAN, rf"(?:from|between) (?P<w>{PERIOD}) (?:to|and|until) (?P<v>{PERIOD})", lambda f: {"when": f["w"], "name": f["v"]}),
    (Is.IN, rf"(?:in|for|during|across|throughout) (?:the )?(?P<w>{_WHEN})|\((?P<v>{PERIOD})\)", lambda f: {"when": f["w"] or f["v"]}),
    (Is.BEFORE, rf"(?:(?:{_COMPARED}|on|over|than|from) )?(?:the )?(?:previous|last|prior|preceding) (?:year|quarter|month|period)(?:'s \w+)?", nothing),
    (Is.BEFORE, r"(?:(?:on|over|than|with)(?: in)? )?(?:the )?(?:same|corresponding) (?:period|quarter|month) (?:of |in )?(?:the )?(?:last|previous) year|(?:than|with|on|over) (?:in )?the same (?:period|quarter|month) a year (?:before|earlier)", _named("a year before")),
]  # fmt: skip
_STARTS: list[tuple[Is, str, Build]] = [
    # A bare year, which an amount could be as well.
    (Is.SINCE, r"from (?P<w>(?:19|20)\d\d)(?: (?:on|onwards))?(?![\w%-]|[.,]\d| (?:to|and) \d)", lambda f: {"when": f["w"], "name": "year"}),
    (
        Is.FROM,
        rf"(?:(?:up |down )?(?:from|on|over|against) |\(?)?(?:(?:a|the|its|our) )?(?:current |existing )?(?:(?P<v>{PERIOD}) )?baseline (?:figure |level |value )?(?:of |is |was |: ?)?(?P<a>{A}){_PER}(?:\s*[(,]?\s*{_AT}(?P<w>{PERIOD})\)?)?",
        _based,
    ),
    (Is.FROM, rf"\(?baseline(?: of|:| is| was)? ?(?P<a>{A})(?:\s*[(,]?\s*{_AT}(?P<w>{PERIOD})\)?)?(?P<v>)", _based),
    (
        Is.FROM,
        rf"(?:up |down )?from (?:(?:a|the|its|our) )?(?:(?P<v>{PERIOD}) )?(?:current |existing )?(?:(?:level|figure|average|position|rate)s? of )?(?P<a>{A})(?:\s*(?:\({_AT}|(?:in|at|as at|for) )(?P<w>{PERIOD})(?: baseline)?\)?)?",
        _based,
    ),
    (Is.SINCE, rf"(?:(?<=mprove )|(?<=mproves )|(?<=mproved )|(?<=mproving )|(?<=mprovement ))(?:up)?on (?:(?:the|our|its|this|that) )?(?P<w>{PERIOD})(?: (?:census|survey))?(?: {_BASE})?", lambda f: {"when": f["w"]}),
    (Is.FROM, rf"(?:(?<=mprove )|(?<=mproves )|(?<=mproved )|(?<=mproving )|(?<=mprovement ))(?:up)?on (?:(?:the|our|its|this|that) )?(?P<a>{A})(?P<w>)(?P<v>)", _based),
    (Is.OLD, rf"\(?(?:adjusted|revised|changed|amended|rebased|restated|corrected)(?: (?:up|down|upwards?|downwards?))? from {A}[^();.]*\)?", nothing),
    (Is.FROM, rf"(?:which (?:is|stands at) |- ?|\()?(?:currently|presently)(?: (?:at|stands at|stood at))? (?P<a>{A})(?P<w>)(?P<v>)\)?", _based),
    (Is.SINCE, rf"(?:(?:at(?: or (?:above|below|better than))? )?(?:the )?(?P<w>{PERIOD})(?:'s)?) (?:levels?|position|performance)", lambda f: {"when": f["w"], "name": "level"}),
    (Is.SINCE, rf"(?:from|on|over|above|below|{_COMPARED}|than(?: in)?|based on) (?:the |a |an )?(?P<w>{PERIOD})(?:'s)? {_BASE}", lambda f: {"when": f["w"]}),
    (Is.SINCE, rf"(?<=(?:below|above) )(?:the )?(?P<w>{PERIOD})(?: {_BASE})?", lambda f: {"when": f["w"]}),
    (Is.SINCE, rf"(?:{_COMPARED}|since|than in)(?: the)?(?: {_BASE} (?:of|in))? (?P<w>{PERIOD})", lambda f: {"when": f["w"]}),
    (Is.FROM, rf"(?P<a>{A})(?: \((?P<w>{PERIOD})\))?(?P<v>)(?= ?(?:→|->))", _based),
    (Is.SINCE, rf"(?:from|against|over) (?:a|the) baseline (?:of|in|year of) (?P<w>{YEAR}|{SPLIT_YEAR})(?![\w%])", lambda f: {"when": f["w"]}),
    (Is.SINCE, rf"of (?:the )?(?:(?P<w>{PERIOD}) (?:baselines?|figures?|levels?)|baseline)(?: (?:figures?|levels?))?", lambda f: {"when": f["w"] or "", "name": "baseline"}),
]  # fmt: skip
_VALUES: list[tuple[Is, str, Build]] = [
    (
        Is.INSTEAD,
        rf"(?P<w>{PERIOD}) target (?:of |is |: ?)?(?P<a>{A})(?P<why> (?:due to|because of|owing to) [^.;]+)?",
        lambda f: {"amounts": (amount_read(f["a"]),), "when": f["w"], "name": (f["why"] or "").strip()},
    ),
    (
        Is.HALT,
        rf"halt(?:ed|s)? (?:in|by) (?P<w>{PERIOD}),? and then (?:starts? to |begins? to |will )?(?:decrease|fall|narrow|reduce|decline|close)",
        lambda f: {"when": f["w"]},
    ),
    (Is.LOOSE, r"halt(?:ed|s|ing)?", nothing),
    (Is.TO, rf"(?:down |up )?to (?:be )?{LEVELLED}", levelled),
    (Is.TO, rf"(?:→|->) ?{LEVELLED}", levelled),
    (Is.TO, rf"(?:down |up )?to (?:the |our |its )?(?:[a-z]+ ){{0,3}}{_STANDARD} of (?P<a>{A})(?P<pre>)(?P<post>)", levelled),
    (Is.BY, rf"by (?:another |a further |an additional )?{LEVELLED}", levelled),
    (Is.BY, rf"(?:at least )?by (?:at least )?{UNENDING}", _named("unending")),
    (Is.BY, rf"(?P<pre>at least) by (?P<a>{A})(?P<post>)", levelled),
    (Is.BY, rf"by between (?P<a>{A}) and (?P<b>{A})", _band_of_values),
    (Is.BY, rf"by (?P<a>{A}) ?(?:-|to) ?(?P<b>{A})", _band_of_values),
    (Is.OF, rf"of {LEVELLED}(?= (?:in|on|at|from|for|by|of|to|compared|per|a|every|each)(?!\w)|[.,;)]|$)", levelled),
    (
        Is.WITHIN,
        rf"(?:with)?in (?:under )?(?:the )?(?:statutory )?(?P<n>{unnamed(NUMBER)})[ -](?P<d>(?:working|school|calendar|clear)[ -])?(?P<t>{TIME})(?: (?:timescales?|time ?frames?|timetables?|target|limits?|deadline|standard))?",
        lambda f: {"amounts": (Amount(amount_read(f["n"]).value, None, f["t"].lower()),), "name": (f["d"] or "").strip(" -").lower()},
    ),
    (Is.LEVEL, rf"between (?P<a>{A}) and (?P<b>{A})", _band_of_values),
    (Is.LEVEL, rf"(?P<a>{A})(?: ?- ?| to )(?P<b>{A})", _band_of_values),
    (Is.LEVEL, LEVELLED, levelled),
    (Is.LEVEL, rf"(?:(?P<pre>{_BEFORE})\s*)?{_THE}{_OF_WHAT}(?P<a>\d+\.\d+)(?:/(?:5|10|100)| out of (?:5|10|five|ten))(?P<post>)(?!\w)", levelled),
    (Is.REACH, rf"{any_of(lexicon.REACH)} (?:{_THE}(?:[a-z-]+ ){{0,4}}{_STANDARD} of )?{LEVELLED}", levelled),
    (Is.LEVEL, rf"{any_of(lexicon.ATTAIN)} {LEVELLED}", levelled),
    (Is.LEVEL, rf"(?:meet|meets|meeting|achieve)(?: or exceed)? (?:the |our |its )?(?:(?!{_RATES})[a-z]+ ){{0,4}}{_STANDARD} ?(?:of |: ?|\()(?P<a>{A})\)?", _of_a_standard),
    (Is.LEVEL, rf"(?:meet|meets|meeting)(?: or exceed)? the (?P<a>{A})", _of_a_standard),
    (Is.VALUE, rf"targets?(?: (?:of|is(?: that)?))?:? ?{LEVELLED}", levelled),
    (Is.VALUE, rf"{LEVELLED} targets?(?!\w)", levelled),
    (Is.VALUE, rf"targets?(?: for| in)? (?P<w>{PERIOD})(?::| is(?: that)?)? ?{LEVELLED}", lambda f: {**levelled(f), "when": f["w"]}),
    (Is.VALUE, rf"(?P<w>{PERIOD}) targets?:? ?{LEVELLED}", lambda f: {**levelled(f), "when": f["w"]}),
    (Is.FACTOR, any_of(lexicon.FACTORS), lambda f: {"name": " ".join(f[0].lower().split())}),
]  # fmt: skip
_VERBS: list[tuple[Is, str, Build]] = [
    *((Is.CHANGED, rf"(?P<a>{A}) {any_of(words)}(?: than)?", _longer(way)) for way, words in lexicon.LONGER.items()),
    # Of a percentage only: "25% fewer", "60% below 1990".
    (Is.CHANGED, rf"(?P<a>{A})(?<=[%t]) (?:more|above(?= (?:the )?(?:{PERIOD}|current|present|baseline)))", _longer("up")),
    (Is.CHANGED, rf"(?P<a>{A})(?<=[%t]) (?:fewer|less|below(?= (?:the )?(?:{PERIOD}|current|present|baseline)))(?! than)", _longer("down")),
    (Is.CHANGE, any_of(lexicon.UP) + r"(?! (?:sectors?|areas?|deal|plan|hubs?|strategy))", _way("up")),
    (Is.CHANGE, any_of(lexicon.DOWN), _way("down")),
    (Is.CHANGE, any_of(lexicon.NARROW), _way("narrow")),
    (Is.CHANGE, any_of(lexicon.BETTER), _way("better")),
    (Is.CHANGE, r"(?:closed?|closes|closing)(?= the[ \w]* gap)|(?<=gap will )(?:be closed|close)", _way("close")),
    (Is.KEEP, rf"(?<!length of ){any_of(lexicon.KEEP)}", nothing),
    (Is.KEEP, r"(?:consistently|always|routinely|regularly|continually|continuously|at all times)(?= (?:achiev|meet|deliver|reach|hit|be |score|at |above |below |over |under |exceed|\d))", nothing),
    # A school holds an award; a number is held at or below a value.
    (Is.KEEP, r"(?<!\w)hold(?= (?:the|our) [^.;,]*(?:at or (?:below|above)|below|above|no more than|at least) \d)", nothing),
    (Is.EVERY, any_of(lexicon.AT_ALL_TIMES), _named("period")),
    (Is.EVERY, r"(?:in|for|of|during|on) (?:any|each|every|all)(?: (?:one|single|given|calendar|financial))? (?P<n>month|quarter|week|term|day|period)s?(?!\w)", lambda f: {"name": f["n"].lower()}),
    *((Is.EVERY, any_of({*words} - _ADJECTIVES), _named(key)) for key, words in lexicon.CADENCES.items()),
    *((Is.EVERY, any_of({*words} & _ADJECTIVES) + _ALONE, _named(key)) for key, words in lexicon.CADENCES.items()),
    *((Is.RATE, any_of(words), _named(key)) for key, words in lexicon.RATES.items()),
    # Before a noun it only says which ones: "in year admissions".
    (Is.RATE, r"(?<!\w)in[ -]year(?!\w| [a-z])", _named("year")),
    *((Is.RATE, rf"{any_of(words)}(?= (?:\S+ )?(?:targets?|averages?|totals?|limits?|quotas?)(?!\w))", _named(key)) for key, words in lexicon.RATES_OF_TARGETS.items()),
    (Is.EVERY, r"(?:an? )?(?:annual|year-on-year|year on year|yearly)(?= (?:percentage point )?(?:\d|reductions?|increases?|decreases?|improvements?|fall|rise|growth))", _named("year")),
    (Is.EVERY, r"quarterly(?= (?:reductions?|increases?|decreases?|improvements?))", _named("quarter")),
    (
        Is.PARTS,
        rf"(?:in |at |for |across |by the end of )?(?:each|every|all|both)(?: of)?(?: the)? (?:[a-z]+ ){{0,3}}{any_of(lexicon.EVERY_PART)}(?: \([^)]*\))?",
        nothing,
    ),
    (Is.PARTS, r"(?:in |at |for |after leaving )?(?:ks|key stage) ?\d(?: \(\w+\))? (?:and|or|&) (?:ks|key stage) ?\d(?: \(\w+\))?", nothing),
    (Is.PARTS, r"by the end of P\d(?:, P\d)*(?:,? and S\d)?", nothing),
    (Is.PARTS, rf"per {any_of(lexicon.PLACES)}", nothing),
    (Is.PARTS, r"(?:for|in|at|by) (?:every|each)(?: of (?:the|our|its))? [a-z]+", nothing),
    (Is.ALL, any_of(lexicon.ALL), nothing),
    (Is.NONE, any_of(lexicon.NONE) + rf"(?!-)(?! {any_of(lexicon.NO_MORE)})", nothing),
    (Is.END, any_of(lexicon.END), nothing),
    (Is.DONE, any_of(lexicon.DONE), nothing),
    (Is.DO, any_of(lexicon.DO), nothing),
    (Is.SUFFICIENT, r"(?:sufficient|enough)", nothing),
    (Is.AVERAGE, rf"(?:(?:an?|the) )?(?:on an? )?(?:rolling |moving )(?P<n>\d+|[a-z]+)[- ]?(?P<of>year|month|mth|quarter)s?(?:[- ](?P<take>{_TAKEN}))?", _over),
    (Is.AVERAGE, rf"(?:(?:an?|the) )?(?P<n>\d+|[a-z]+)[- ]?(?P<of>year|month|mth|quarter)s?[- ](?:(?:rolling|moving)(?:[- ](?P<take>{_TAKEN}))?|(?P<took>{_TAKEN}))", _over),
    (Is.AVERAGE, r"(?:(?:in )?(?:the )?)?(?:year[- ]to[- ]date|ytd)(?!\w)", _named("year-to-date")),
    (Is.AVERAGE, r"cumulative(?:ly)?", _named("cumulative")),
    (Is.AVERAGE, r"rolling \w+", _named("//")),
    (Is.EVENLY, r"(?:in |by )?(?:equal (?:annual |yearly )?steps|a straight line|linearly|evenly)", _named("linear")),
    (Is.EVENLY, r"by (?:the same|an equal) percentage (?:each|every|a) (?:year|quarter|month)|at a constant rate", _named("compound")),
    (Is.CHANGE, r"(?:more|higher)(?= (?:each|every) (?:year|quarter))", _way("up")),
    (Is.CHANGE, r"(?:fewer|less|lower)(?= (?:each|every) (?:year|quarter))", _way("down")),
    # The way that is better, as tables say it beside a number.
    (Is.HARMLESS, r"\(?minimi[sz]e(?:\)|(?= £?\d))", _way("down")),
    (Is.HARMLESS, r"\(?maximi[sz]e(?:\)|(?= £?\d))", _way("up")),
    *((Is.HARMLESS, _pole(words), _way(way)) for way, words in (("down", lexicon.LOW), ("up", lexicon.HIGH))),
    (Is.PRICES, rf"(?:(?:in|at) )?(?:{PERIOD}|constant|current|today's) prices|{any_of(lexicon.PRICES)}", nothing),
    (Is.GREATER_OF, any_of(lexicon.GREATER_OF), nothing),
    (Is.VAGUE, any_of(lexicon.VAGUE), nothing),
    (Is.VAGUE, rf"{any_of(lexicon.NEARLY)}(?= (?:{any_of((*lexicon.END, *lexicon.NONE, *lexicon.ALL))}|100))", _named("nearly")),
    (Is.HEDGE, any_of(lexicon.HEDGES) + r"(?= ?£?\d)", nothing),
    (Is.CONDITION, any_of(lexicon.CONDITIONS), nothing),
    (Is.QUALITY, any_of(lexicon.QUALITIES), nothing),
    (Is.TOWARDS, any_of(lexicon.TOWARDS), nothing),
    (Is.AIM, any_of(lexicon.AIMS), nothing),
    (Is.MODAL, r"(?:will|shall|should|must|are to|is to|to)(?: be)?(?!\w)", nothing),
    (Is.AND, r"and(?!\w)|;|, but(?!\w)|& (?=[a-z])", nothing),
    (Is.SIDE, any_of([one for words in SIDES.values() for one in words if one not in ("over", "under")]), nothing),
    (Is.LOOSE, r"\d+,\d{1,2}(?!\d)%?", nothing),
    # Which periods count, and whether they count together.
    (Is.LOOSE, rf"(?:for |in |over )?(?:\w+ )?(?:consecutive|successive) {_PERIODS}|(?:for |in |over )?\w+ {_PERIODS} (?:running|in a row|in succession)", nothing),
    (Is.LOOSE, rf"(?:in )?every (?:other|second|third) {_PERIODS}|Q[1-4](?![\w,/-])(?! ?\d)", nothing),
    (Is.LOOSE, r"(?:over|across|during|throughout) (?:the |this |our )?(?:(?:life(?:time)?|course|duration|term|period|whole) of (?:the |this |our )?)?(?:plan|strategy|programme)(?: period| term| lifetime)?(?!\w)", nothing),
    (Is.LOOSE, any_of(lexicon.LOOSE), nothing),
    (Is.LOOSE, r"reach(?:es)?(?= (?:\w+ ){0,3}[£\d])", nothing),
    (Is.HARMLESS, r"(?<=will )target(?= [a-z])", nothing),
    (Is.LOOSE, _ADVERB, nothing),
    (Is.LOOSE, any_of([one for one in lexicon.IN_LINE if one.startswith("in line")]), nothing),
    (Is.LOOSE, r"\d[\d,.]*%?", nothing),
    (Is.LOOSE, rf"(?:{_BEFORE} )?{unnamed(NUMBER)} (?:(?:out )?of|in) (?:(?:the|our|its|all|every) )*(?!{YEAR}){unnamed(NUMBER)}(?! ?(?:%|{TIME}))", nothing),
    (Is.LOOSE, rf"(?:{_BEFORE}|better than|worse than) (?:the |in |a )*{SPLIT_YEAR}", nothing),
    (Is.LOOSE, r"\w+[ -]?fold(?!\w)", nothing),
    (Is.LOOSE, rf"(?:stop|prevent|limit|slow|curb|reverse|contain|arrest|stem|halt|cap|freez)\w* (?:\w+ ){{0,3}}{_CHANGES}s?(?!\w)", nothing),
    (Is.LOOSE, rf"no (?:further )?{_CHANGES}|(?:will|shall|should|must|does|do|is|are|to|be) not(?!\w)|less than or equal to", nothing),
    (Is.LOOSE, r"(?:(?<=\d )|(?<=% )|(?<=cent ))(?:more|fewer|less|higher|lower|better|greater)(?!\w)", nothing),
    (Is.LOOSE, r"\d+(?:\.\d+)? times|\d+:\d+", nothing),
]  # fmt: skip


def compiled(rules: list[tuple[Is, str, Build]]) -> list[tuple[Is, re.Pattern[str], Build]]:
    """Compile patterns in which a space stands for any space."""
    return [(what, re.compile(pattern, re.IGNORECASE), build) for what, pattern, build in rules]


RULES = compiled([*((Is.HARMLESS, one, nothing) for one in HARMLESS), *_TIMES, *_STARTS, *_VALUES, *_VERBS])
