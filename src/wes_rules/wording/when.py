"""The phrases that say when: a day that is due, a span, what a promise starts from."""

from __future__ import annotations

import re

from wes_rules.wording.amounts import amount_read
from wes_rules.wording.holding import A, Build, named, nothing
from wes_rules.wording.items import Is
from wes_rules.wording.lexicon import either, maybe
from wes_rules.wording.times import DAY, MONTH, PERIOD, SPLIT_YEAR, YEAR

_WHEN = rf"(?:{DAY}|{PERIOD}|FY ?(?:20)?\d\d(?:/\d\d)?)"
_ENDS = r"(?:(?:the )?(?P<part>end|close|start|beginning) of )?(?:the )?"
_SOME_END = (
    r"(?:end of (?:the )?)?(?:this |next )?(?:plan|strategy|programme|decade|generation|(?:financial |academic |school |calendar )?"
    r"year|quarter|term|parliament|spring|summer|autumn|winter)(?: end|-end| period)?"
)
BASE = r"(?:baselines?|levels?|figures?|position|outturn|rates?|averages?|results?|performance|totals?|values?|emissions|actuals?|total|numbers?)"
_COMPARED = r"(?:compared (?:to|with)|in comparison (?:to|with)|relative to|versus|against)"
_AT = r"(?:in |at |as at |as of |for |baseline )?"
_PER = r"(?: per (?:\d[\d,]* )?\w+)?"


def _based(found: re.Match[str]) -> dict[str, object]:
    groups = found.groupdict()
    return {"amounts": (amount_read(found["a"]),), "when": groups.get("w") or groups.get("v") or ""}


def _due(found: re.Match[str]) -> dict[str, object]:
    part = (found["part"] or "").lower()
    return {"when": found["w"], "name": part, "side": "before" if found["by"].lower() == "before" else ""}


_SO_MANY = either("next", "coming", "two", "three", "four", "five", "ten", r"\d+", "few")
_THE_PLANS = maybe("the", "this", "our")
_SPANS = "(?:years?|quarters?|months?|terms?)"
# Not "the first year of life".
_OF_A_PLAN = rf"(?!\w)(?! of (?!{_THE_PLANS}(?:plan|strategy|programme|contract|project|scheme)))"
THE_SAME = r"(?:same|corresponding) (?:period|quarter|month|point|time)"
_THAN, _PART = either("on", "over", "than", "with"), either("period", "quarter", "month")
TIMES: list[tuple[Is, str, Build]] = [
    (Is.DUE, rf"(?P<by>on or before|by|before|no later than|not later than|(?:as )?at(?= (?:the )?end of)) {_ENDS}(?P<w>{_WHEN})", _due),
    (Is.RELATIVE, rf"(?:by|before|within) (?:the )?{_SOME_END}(?!\w)", nothing),
    (Is.RELATIVE, rf"(?:within|over|in|for) {maybe('the')}{maybe('next', 'coming')}{_SO_MANY} years?(?! olds?)(?!\w)", nothing),
    (Is.RELATIVE, rf"(?:{either('in', 'for', 'over', 'during', 'within')} {maybe('the', 'its')})?(?:first|initial) {_SO_MANY} (?:days|weeks|{_SPANS}){_OF_A_PLAN}", nothing),
    (Is.RELATIVE, rf"(?:in|for|over|during|within) {maybe('the', 'its')}(?:first|second|third|initial) {_SPANS}{_OF_A_PLAN}", nothing),
    (Is.RELATIVE, rf"(?:over|across|during|throughout) {_THE_PLANS}(?:(?:life(?:time)?|course|duration|term|period|whole) of {_THE_PLANS})?(?:plan|strategy|programme)(?: period| term| lifetime)?(?!\w)", nothing),
    (Is.RELATIVE, r"(?:by|in|for|at) (?:the )?(?:end of )?Q[1-4](?![\w/-])(?!,? ?\d{4}|,? ?\d\d/)", nothing),
    (Is.RELATIVE, r"by (?:spring|summer|autumn|winter)(?: term)?(?: (?P<w>\d{4}))?", nothing),
    (Is.RELATIVE, rf"(?:by|before|until|till|from|since|in|for|at) {_ENDS}(?:\d{{1,2}}(?:st|nd|rd|th)? )?{MONTH}(?!\w|,? ?\d| (?:19|20)\d\d)", nothing),
    (Is.RELATIVE, r"(?:by|before|until|from|at) (?:easter|christmas|michaelmas|half[- ]term)(?! \d)", nothing),
    (Is.UNTIL, rf"(?:until|till|up to|through to|to) {_ENDS}(?P<w>{_WHEN})(?!\w| ?%)", lambda f: {"when": f["w"], "name": (f["part"] or "").lower()}),
    (Is.SPAN, rf"(?:from|between) (?P<w>{PERIOD}) (?:to|and|until|through) (?P<v>{PERIOD})", lambda f: {"when": f["w"], "name": f["v"]}),
    (Is.IN, rf"(?:in|for|during|across|throughout) (?:the )?(?P<w>{_WHEN})|\((?P<v>{PERIOD})\)|(?P<x>{YEAR})(?= ?[-:] ?£?\d)|(?P<u>(?<!\w)(?:19|20)\d\d[-/]\d\d)(?!\w|[-/]\d| ?%)", lambda f: {"when": f["w"] or f["v"] or f["x"] or f["u"]}),
    (Is.SINCE, rf"(?:on|over|from|above|below|{_COMPARED}) (?P<w>FY ?\d\d(?:\d\d)?)|on (?P<v>{PERIOD})", lambda f: {"when": f["w"] or f["v"]}),
    (Is.BEFORE, rf"(?:(?:{_COMPARED}|on|over|than|from) )?(?:the )?(?:previous|last|prior|preceding) (?:year|quarter|month|period)(?:'s \w+)?", nothing),
    (Is.BEFORE, rf"{maybe(f'{_THAN}(?: in)?')}{maybe('the')}{THE_SAME} {maybe('of', 'in')}{maybe('the')}(?:last|previous) year", named("a year before")),
    (Is.BEFORE, rf"{_THAN} {maybe('in')}the same {_PART} a year (?:before|earlier)", named("a year before")),
]  # fmt: skip
_WHOSE, _CURRENT = maybe("a", "the", "its", "our"), maybe("current", "existing")
_OF_WHEN = rf"(?:\s*[(,]?\s*{_AT}(?P<w>{PERIOD})\)?)?"
_IMPROVED = either(*(f"(?<=mprov{end} )" for end in ("e", "es", "ed", "ing", "ement")))
_IMPROVE_ON = rf"{_IMPROVED}(?:up)?on {maybe('the', 'our', 'its', 'this', 'that')}"
# "From a baseline of 20 (2019)", "against the 2020 baseline of 20".
_FROMBASELINE = (
    rf"(?:{maybe('up', 'down')}(?:from|on|over|against) |\(?)?{_WHOSE}{_CURRENT}(?:(?P<v>{PERIOD}) )?"
    rf"baseline {maybe('figure', 'level', 'value')}(?:of |is |was |: ?)?(?P<a>{A}){_PER}{_OF_WHEN}"
)
# What ends the noun behind a number: "from 31.9 conceptions per 1,000 women in 2014".
_NO_UNIT = r"(?:to|by|and|or|from|in|at|as|for|but|until)(?!\w)"
# "From 41% (Sept 2019)", "up from the 2019 level of 41%".
_FROM_VALUE = (
    rf"{maybe('up', 'down')}from {_WHOSE}(?:(?P<v>{PERIOD}) )?{_CURRENT}{maybe('(?:level|figure|average|position|rate)s? of')}"
    rf"(?P<a>{A})(?! {MONTH})(?:(?: (?!{_NO_UNIT})[\w,]+){{0,6}}?\s*(?:\({_AT}|(?:in|at|as at|for) )(?P<w>{PERIOD})(?: baseline)?\)?)?"
)
STARTS: list[tuple[Is, str, Build]] = [
    # A bare year, which an amount could be as well.
    (Is.BEGINS, rf"(?:from|starting|beginning|as of|effective) (?:{DAY}|{MONTH} {YEAR})(?: (?:on|onwards))?(?! to)", nothing),
    (Is.SINCE, r"from (?P<w>(?:19|20)\d\d)(?: (?:on|onwards))?(?![\w%-]|[.,]\d| (?:to|and) \d)", lambda f: {"when": f["w"], "name": "year"}),
    (Is.FROM, _FROMBASELINE, _based),
    (Is.FROM, rf"(?:from )?\(?(?:a |the )?base(?:line)?(?: of|:| is| was)? ?(?P<a>{A}){_OF_WHEN}", _based),
    (Is.FROM, _FROM_VALUE, _based),
    (Is.SINCE, rf"{_IMPROVE_ON}(?P<w>{PERIOD})(?: (?:census|survey))?(?: {BASE})?", lambda f: {"when": f["w"]}),
    (Is.FROM, rf"{_IMPROVE_ON}(?:(?P<w>{PERIOD})(?:'s)? {BASE} of )?(?P<a>{A})", _based),
    (Is.OLD, rf"\(?(?:adjusted|revised|changed|amended|rebased|restated|corrected)(?: (?:up|down|upwards?|downwards?))? from {A}[^();.]*\)?", nothing),
    (Is.FROM, rf"(?:which (?:is|stands at) |- ?|\()?(?:currently|presently)(?: (?:at|stands at|stood at))? (?P<a>{A})\)?", _based),
    (Is.SINCE, rf"(?:(?:at(?: or (?:above|below|better than))? )?(?:the )?(?P<w>{PERIOD})(?:'s)?) (?:levels?|position|performance)", lambda f: {"when": f["w"], "name": "level"}),
    (Is.SINCE, rf"(?:from|on|over|above|below|{_COMPARED}|than(?: in)?|based on) (?:the |a |an )?(?P<w>{PERIOD})(?:'s)? {BASE}", lambda f: {"when": f["w"]}),
    (Is.SINCE, rf"(?<=(?:below|above) )(?:the )?(?P<w>{PERIOD})(?: {BASE})?", lambda f: {"when": f["w"]}),
    (Is.SINCE, rf"(?:{_COMPARED}|since|than in)(?: the)?(?: {BASE} (?:of|in))? (?P<w>{PERIOD})", lambda f: {"when": f["w"]}),
    (Is.FROM, rf"(?P<a>{A})(?: \((?P<w>{PERIOD})\))?(?= ?(?:→|->))", _based),
    (Is.SINCE, rf"(?:from|against|over) (?:a|the) baseline (?:of|in|year of) (?P<w>{YEAR}|{SPLIT_YEAR})(?![\w%])", lambda f: {"when": f["w"]}),
    (Is.SINCE, rf"of (?:the )?(?:(?P<w>{PERIOD}) (?:baselines?|figures?|levels?)|baseline)(?: (?:figures?|levels?))?", lambda f: {"when": f["w"] or "", "name": "baseline"}),
]  # fmt: skip
