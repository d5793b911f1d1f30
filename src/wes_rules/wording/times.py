"""Days and periods as people write them in a sentence, and the phrases that say when: a day that is due, a span, what a promise starts from."""

from __future__ import annotations

import re
from datetime import date

from wes_rules.errors import PeriodError
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.period_kind import MONTHS
from wes_rules.wording.amounts import NUMBER, amount_read, unnamed
from wes_rules.wording.holding import A, Build, named, nothing
from wes_rules.wording.items import Is
from wes_rules.wording.lexicon import ADDS, CONDITIONS, DOWN, UP, any_of, either, maybe

MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
YEAR = r"(?:1[89]\d\d|2[01]\d\d)"
_ORDINAL = r"(?:st|nd|rd|th)?"
# A day, with the parts in the groups of each way to write it.
DAY = (
    rf"(?:{_DAY}{_ORDINAL}(?: of)? {MONTH},? {YEAR}|{MONTH} {_DAY}{_ORDINAL},? {YEAR}"
    rf"|{YEAR}-[01]\d-[0-3]\d|{_DAY}/[01]?\d/{YEAR})"
)
SPLIT_YEAR = r"(?:(?:19|20)\d\d[/-](?:(?:19|20)\d\d|\d\d)|\d\d/\d\d)(?![\d/])"
_KIND_WORDS = {kind.value.replace("-", " "): kind for kind in PeriodKind} | {
    "school year": PeriodKind.ACADEMIC_YEAR,
    "fiscal year": PeriodKind.FINANCIAL_YEAR,
    "year": PeriodKind.CALENDAR_YEAR,
}
_KINDS = "|".join(sorted(map(re.escape, _KIND_WORDS), key=len, reverse=True))
_PART = r"[ -]?[QH]\d"
PERIOD = (
    rf"(?:(?:{_KINDS}) )?(?:{SPLIT_YEAR}(?:{_PART})?|[QH]\d,? (?:{SPLIT_YEAR}|{YEAR})|{MONTH} {YEAR}|{MONTH}-\d\d(?!\d)"
    rf"|(?:autumn|spring|summer)(?: term)? {SPLIT_YEAR}|{YEAR} week \d+|{YEAR}(?:{_PART})?)(?!\w)(?!,\d{{3}})"
)
_NUMBERED = {month[:3].lower(): place for place, month in enumerate(MONTHS, 1)}


def day_said(day: date) -> str:
    """Say a day."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_read(text: str) -> date | None:
    """Read a day; None where there is no such day."""
    if found := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(r"(\d+)/(\d+)/(\d{4})", text):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    year, name = re.search(YEAR + r"$", text), re.search(MONTH, text, re.IGNORECASE)
    rest = re.search(rf"(?<!\d){_DAY}(?!\d)", text)
    if year is None or name is None or rest is None:
        return None
    return _day(int(year[0]), _NUMBERED[name[0][:3].lower()], int(rest[0]))


def month_read(text: str) -> int:
    """Read the name of a month."""
    return _NUMBERED[text[:3].lower()]


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def period_said(period: Period) -> str:
    """Write a period, with its kind if the spelling alone would be read as another kind."""
    said = str(period)
    try:
        plain = Period.parse(said) == period
    except PeriodError:
        plain = False
    return said if plain else f"{period.kind.value.replace('-', ' ')} {said}"


def period_read(text: str, kind: PeriodKind | None = None) -> Period:
    """
    Read a period.

    Args:
        text: Such as 2019/20, Sept 2019, Q3 2023/24 or "financial year 2019/20".
        kind: The kind that it is where the text does not say; without it the spelling decides.

    Raises:
        PeriodError: It is none, or of another kind.
    """
    text = " ".join(text.split())
    named = re.match(rf"({_KINDS}) (?=[\dQHASa-z])", text, re.IGNORECASE)
    if named is not None:
        own = _KIND_WORDS[named[1].lower()]
        return Period.parse(_plain(text[named.end() :]), own)
    return Period.parse(_plain(text), kind)


def _plain(text: str) -> str:
    """Write a month without its full stop and a quarter without its comma."""
    return re.sub(r"(?<=[a-zA-Z])\.|(?<=\d),(?= )", "", text)


_WHEN = rf"(?:{DAY}|{PERIOD}|FY ?(?:20)?\d\d(?:/\d\d)?)"
_ENDS = r"(?:(?:the )?(?P<part>end|close|start|beginning) of )?(?:the )?"
_SOME_END = (
    r"(?:end of (?:the )?)?(?:this |next )?(?:plan|strategy|programme|decade|generation|(?:financial |academic |school |calendar )?"
    r"year|quarter|term|parliament|spring|summer|autumn|winter)(?: end|-end| period)?"
)
_BASE = r"(?:baselines?|levels?|figures?|position|outturn|rates?|averages?|results?|performance|totals?|values?|emissions)(?!\w)"
_COMPARED = r"(?:compared (?:to|with)|in comparison (?:to|with)|relative to|versus|against)"
_AT = r"(?:in |at |as at |as of |for |baseline )?"
_PER = r"(?: per (?:\d(?:,?\d)* )?\w+)?"


def _based(found: re.Match[str]) -> dict[str, object]:
    groups = found.groupdict()
    return {"amounts": (amount_read(found["a"]),), "when": groups.get("w") or groups.get("v") or ""}


def _due(found: re.Match[str]) -> dict[str, object]:
    part = (found["part"] or "").lower()
    return {"when": found["w"], "name": part, "side": "before" if found["by"].lower() == "before" else ""}


def _so_far(found: re.Match[str]) -> dict[str, object]:
    year = found["y"] or found["z"]
    of_year = "year" in found[0].lower()
    return {"name": "year-to-date" if of_year else "cumulative", "when": (year or "").strip().lower()}


_SO_MANY = either("next", "coming", "few", unnamed(NUMBER))
_NOW = "(?:this|the current|the present|the coming|next)"
_IN_NOW = f"(?:(?:in |of |for )?(?:{_NOW}|the))"
_THE_PLANS = maybe("the", "this", "our")
_SPANS = "(?:years?|quarters?|months?|terms?)"
# Not "the first year of life".
_OF_A_PLAN = rf"(?!\w)(?! of (?!{_THE_PLANS}(?:plan|strategy|programme|contract|project|scheme)))"
_THAN, _PART = either("on", "over", "than", "with"), either("period", "quarter", "month")
TIMES: list[tuple[Is, str, Build]] = [
    (Is.DUE, rf"(?:in|during|over|for|of) the (?:(?:financial |calendar |academic )?year|(?:12|twelve)[ -]months?) (?:to|ending|ended)(?: in| on)? {_ENDS}(?P<w>{_WHEN})", lambda f: {"when": f["w"], "name": "year to"}),
    (Is.EVERY, rf"(?:in )?(?:each|every) year from (?P<w>{MONTH}) to {MONTH}(?! ?\d)", lambda f: {"name": "year", "when": f["w"]}),
    (Is.DUE, rf"(?P<by>on or before|by|before|no later than|not later than|(?:as )?at(?= (?:the )?end of)) {_ENDS}(?P<w>{_WHEN})", _due),
    (Is.RELATIVE, rf"(?:by|before|within) (?:the )?{_SOME_END}(?!\w)", nothing),
    (Is.RELATIVE, rf"at (?:the )?(?:financial |academic |school |calendar )?(?:year[- ]?end|end of (?:the )?(?:financial |academic |school |calendar )?year)(?!\w)(?! {YEAR}(?![\d,]))", named("year-end")),
    (Is.RELATIVE, rf"(?:within|over|in|for) {maybe('the')}{maybe('next', 'coming')}{_SO_MANY} years?(?! olds?)(?!\w)", nothing),
    (Is.RELATIVE, rf"(?:{either('in', 'for', 'over', 'during', 'within')} {maybe('the', 'its')})?(?:first|initial) {_SO_MANY} (?:days|weeks|{_SPANS}){_OF_A_PLAN}", nothing),
    (Is.RELATIVE, rf"(?:in|for|over|during|within) {maybe('the', 'its')}(?:first|second|third|initial) {_SPANS}{_OF_A_PLAN}", nothing),
    (Is.RELATIVE, rf"(?:over|across|during|throughout) {_THE_PLANS}(?:(?:life(?:time)?|course|duration|term|period|whole) of {_THE_PLANS})?(?:plan|strategy|programme|parliament|mandate|decade|contract)(?: period| term| lifetime)?(?!\w)", nothing),
    (Is.RELATIVE, r"(?:by|in|for|at) (?:the )?(?:end of )?(?:Q[1-4]|M\d\d?)(?![\w/-])(?!,? ?\d{4}|,? ?\d\d/)", nothing),
    (Is.RELATIVE, rf"(?:(?:in|for|during|over|of) )?{_NOW} (?:(?:financial|academic|school|calendar) )?(?:year|quarter|month|term|week|period|winter|spring|summer|autumn|season)(?!\w)", named("now")),
    (Is.RELATIVE, r"(?:at|by|in|from) the (?:next|following) (?:[a-z]+ )?(?:survey|inspection|census|review|round|wave)(?!\w)", nothing),
    (Is.RELATIVE, r"(?:in |over )?(?:the )?(?:long|longer|medium|short)[- ]term(?= ?(?:$|[.,;)]|targets?|goals?|aims?))", nothing),
    (Is.AVERAGE, rf"(?:(?:in |for )?{_NOW} (?P<y>financial |academic |calendar )?year )?so far(?: {_IN_NOW} (?P<z>financial |academic |calendar )?year)?(?!\w)(?! as)", _so_far),
    (Is.AVERAGE, r"(?<!up )(?<!up-)to date(?!\w)", named("cumulative")),
    (Is.RELATIVE, r"by (?:spring|summer|autumn|winter)(?: term)?(?: (?P<w>\d{4}))?", nothing),
    (Is.RELATIVE, rf"(?:by|before|until|till|from|since|in|for|at) {_ENDS}(?:\d{{1,2}}(?:st|nd|rd|th)? )?{MONTH}(?!\w|,? ?(?:19|20)\d\d|[ -]\d)", nothing),
    (Is.RELATIVE, r"(?:by|before|until|from|at) (?:easter|christmas|michaelmas|half[- ]term)(?! \d)", nothing),
    (Is.UNTIL, rf"(?:until|till|up to|through to|to) {_ENDS}(?P<w>{_WHEN})(?!\w| ?%)", lambda f: {"when": f["w"], "name": (f["part"] or "").lower()}),
    (Is.SPAN, rf"(?:from|between) (?P<w>{PERIOD}) (?:to|and|until|through) (?P<v>{PERIOD})", lambda f: {"when": f["w"], "name": f["v"]}),
    (Is.SPAN, rf"(?:over|in|during|across|for) (?:the )?(?P<n>{unnamed(NUMBER)}) years? (?:to|until|ending(?: in)?) {_ENDS}(?P<w>{_WHEN})", lambda f: {"amounts": (amount_read(f["n"]),), "name": f["w"], "side": "years"}),
    (Is.IN, rf"(?:in|for|during|across|throughout) (?:the )?(?P<w>{_WHEN})|\((?P<v>{PERIOD})\)|(?P<x>{YEAR})(?= ?[-:] ?£?\d)|(?P<u>(?<!\w)(?:19|20)\d\d[-/]\d\d)(?!\w|[-/]\d| ?%)", lambda f: {"when": f["w"] or f["v"] or f["x"] or f["u"]}),
    (Is.SINCE, rf"(?:on|over|from|above|below|{_COMPARED}) (?P<w>FY ?\d\d(?:\d\d)?)|on (?P<v>{PERIOD})", lambda f: {"when": f["w"] or f["v"]}),
    (Is.BEFORE, rf"(?:(?:{_COMPARED}|on|over|than|from) )?(?:the )?(?:previous|last|prior|preceding) (?:year|quarter|month|period)(?:'s \w+)?", nothing),
    (Is.BEFORE, rf"{maybe(f'{_THAN}(?: in)?')}{maybe('the')}(?:same|corresponding) {_PART} {maybe('of', 'in')}{maybe('the')}(?:last|previous) year", named("a year before")),
    (Is.BEFORE, rf"{_THAN} {maybe('in')}the same {_PART} a year (?:before|earlier)", named("a year before")),
]  # fmt: skip
_NO_YEAR = rf"(?!{YEAR}(?![\d,.%]))"
_WHOSE, _CURRENT = maybe("a", "the", "its", "our"), maybe("current", "existing")
_OF_WHEN = rf"(?:\s*[(,]?\s*{_AT}(?P<w>{PERIOD})\)?)?"
_OF_GOAL = "(?: (?:for|of|in|on)(?: [a-z]+){1,5}?)?"
_IMPROVED = either(*(f"(?<=mprov{end} )" for end in ("e", "es", "ed", "ing", "ement")))
_IMPROVE_ON = rf"{_IMPROVED}(?:up)?on {maybe('the', 'our', 'its', 'this', 'that')}"
# "From a baseline of 20 (2019)", "against the 2020 baseline of 20".
_FROM_BASELINE = (
    rf"(?:{maybe('up', 'down')}(?:from|on|over|against) |\(?)?{_WHOSE}{_CURRENT}(?:(?P<v>{PERIOD}) )?"
    rf"baseline {maybe('figure', 'level', 'value')}(?:of |is |was |: ?)?{_NO_YEAR}(?P<a>{A}){_PER}{_OF_WHEN}"
)
# What ends the noun behind a number: "from 31.9 conceptions per 1,000 women in 2014".
_NO_UNIT = rf"(?:to|by|and|or|from|in|at|as|for|but|until|{any_of((*CONDITIONS, *ADDS))})(?!\w)"
# "From 41% (Sept 2019)", "up from the 2019 level of 41%".
_FROM_VALUE = (
    rf"{maybe('up', 'down')}from {_WHOSE}(?:(?P<v>{PERIOD}) )?{_CURRENT}{maybe('(?:level|figure|average|position|rate)s? of')}"
    rf"(?P<a>{A})(?! {MONTH})(?:(?: (?!{_NO_UNIT})(?:\d(?:,?\d)*|\w+)){{0,6}}?\s*(?:\({_AT}|(?:in|at|as at|for) )(?P<w>{PERIOD})(?: baseline)?\)?)?"
)
STARTS: list[tuple[Is, str, Build]] = [
    # A bare year, which an amount could be as well.
    (Is.BEGINS, rf"(?:from|starting|beginning|as of|effective) (?:{DAY}|{MONTH} {YEAR})(?: (?:on|onwards))?(?! to)", nothing),
    (Is.SINCE, r"from (?P<w>(?:19|20)\d\d)(?: (?:on|onwards))?(?![\w%-]|[.,]\d| (?:to|and) \d)", lambda f: {"when": f["w"], "name": "year"}),
    (Is.FROM, _FROM_BASELINE, _based),
    (Is.FROM, rf"(?:from )?\(?(?:a |the )?base(?:line)?(?: of|:| is| was)? ?{_NO_YEAR}(?P<a>{A}){_OF_WHEN}", _based),
    (Is.FROM, _FROM_VALUE, _based),
    (Is.SINCE, rf"{_IMPROVE_ON}(?P<w>{PERIOD})(?: (?:census|survey))?(?: {_BASE})?", lambda f: {"when": f["w"]}),
    (Is.FROM, rf"{_IMPROVE_ON}(?:(?P<w>{PERIOD})(?:'s)? {_BASE} of )?(?P<a>{A})", _based),
    (Is.OLD, rf"\(?(?:adjusted|revised|changed|amended|rebased|restated|corrected)(?: (?:up|down|upwards?|downwards?))? from {A}[^();.]*\)?", nothing),
    # What is said of the target, and not of the figure: "increase the target from 87% to 93%", "against a previous target of 87%".
    (Is.OLD, rf"(?<!against )(?<!against the )(?<!against our )targets?{_OF_GOAL} {maybe('to')}{maybe('is', 'was', 'be', 'been', 'has been', 'will be', 'will')}{maybe(r'[a-z]+(?:s|ed)', *UP, *DOWN, 'go')}{maybe('up', 'down')}from {A}", nothing),
    (Is.OLD, rf"(?:(?:{_COMPARED}|from|on|over) )?{_WHOSE}(?:previous|former|old|earlier|prior|original) (?:[a-z]+ )?targets?(?: of|:)? {A}", nothing),
    (Is.FROM, rf"(?:which (?:is|stands at) |- ?|\()?(?:currently|presently)(?: (?:at|stands at|stood at))? (?P<a>{A})\)?", _based),
    (Is.SINCE, rf"(?:(?:at(?: or (?:above|below|better than))? )?(?:the )?(?P<w>{PERIOD})(?:'s)?) (?:levels?|position|performance)", lambda f: {"when": f["w"], "name": "level"}),
    (Is.SINCE, rf"(?:from|on|over|above|below|{_COMPARED}|than(?: in)?|based on) (?:the |a |an )?(?P<w>{PERIOD})(?:'s)? {_BASE}", lambda f: {"when": f["w"]}),
    (Is.SINCE, rf"(?<=(?:below|above) )(?:the )?(?P<w>{PERIOD})(?: {_BASE})?", lambda f: {"when": f["w"]}),
    (Is.SINCE, rf"(?:{_COMPARED}|since|than in)(?: the)?(?: {_BASE} (?:of|in))? (?P<w>{PERIOD})", lambda f: {"when": f["w"]}),
    (Is.FROM, rf"(?P<a>{A})(?: \((?P<w>{PERIOD})\))?(?= ?(?:→|->))", _based),
    (Is.SINCE, rf"(?:(?:from|on|over|against|{_COMPARED}) )?\(?(?:(?:a|the|its|our) )?base(?:line)?(?: year)?(?: of| in| is|:)? ?\(?(?P<w>{YEAR}|{SPLIT_YEAR})(?![\w%])\)?", lambda f: {"when": f["w"]}),
    (Is.SINCE, rf"of (?:the )?(?:(?P<w>{PERIOD}) (?:baselines?|figures?|levels?)|baseline)(?: (?:figures?|levels?))?", lambda f: {"when": f["w"] or "", "name": "baseline"}),
]  # fmt: skip
