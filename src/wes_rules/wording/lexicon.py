"""Tables of words with the same meaning; add missing words here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

Key = TypeVar("Key")

# Which way is better, as tables say it beside a number; "Good to be low", "higher is better", "the smaller the better".
LOW = ("low", "lower", "lowest", "small", "smaller", "less", "fewer", "down")
HIGH = ("high", "higher", "highest", "big", "bigger", "large", "larger", "more", "up")
GOOD = ("good", "better", "best", "preferred", "desirable", "desired")
# Which side of a value keeps the promise, said before it: a comparative, with "or equal to" or a negation it is the other side's edge.
_OVER = (
    r"(?:(?:more|greater|higher|larger|longer|wider) than|above|over|beyond|in excess of|upwards of|exceed(?:s|ing)?|beat(?:s|ing)?"
    r"|surpass(?:es|ing)?|outperform(?:s|ing)?)"
)
_UNDER = r"(?:(?:less|fewer|lower|smaller|shorter|narrower) than|below|under)"
_NOT = (
    r"(?:(?:will|shall|should|must|can|is|are|does|do|to|be) )*(?:no|not|never|cannot)"
    r"(?: (?:to|be|been|ever|go|going|fall|falling|drop|dropping|rise|rising|allowed|permitted))*"
)
# What forbids a side of a value: "do not let vacancies exceed", "keep waits from rising above".
_NAMED = r"(?:[a-z'-]+ ){0,8}?"
_GOING = r"(?:(?:to|be|being|go|going|fall|falling|drop|dropping|rise|rising) )*"
FORBIDS = (
    rf"(?:(?:(?:do|must|should|shall|will) not|don't|not|never) (?:let|allow|permit) {_NAMED}{_GOING}"
    rf"|(?:prevent|stop|keep)(?:s|ing|ping)? {_NAMED}from {_GOING}|avoid(?:s|ing)? {_NAMED}{_GOING})"
)
_OR_EQUAL = r" or (?:equal to|at)"
SIDES: Mapping[str, str] = {
    "at_least": rf"(?:at least|(?:a )?min(?:imum|\.)?(?: of)?|{_OVER}{_OR_EQUAL}|(?:at|equal to) or (?:above|over|more than)|{_NOT} {_UNDER}|(?:a )?floor of)",
    "at_most": rf"(?:at most|within(?= (?:the |our |its |an? )?£| an average of)|(?:a )?max(?:imum|\.)?(?: of)?|{_UNDER}{_OR_EQUAL}|(?:at|equal to) or (?:below|under|less than)|{_NOT} {_OVER}|capped at|limited to|(?:a )?(?:cap|ceiling|limit) of)",
    "above": _OVER,
    "below": _UNDER,
    "equals": r"(?:exactly|equal to)",
    # Which side that is says the measure.
    "beyond": r"better than",
    "no worse": r"(?:no|not|never) worse than",
}
# The same as signs, which people write with a slash or in words: "</= 5", "> or = 5".
SIGNS: Mapping[str, str] = {
    "at_least": r"(?:> ?(?:/|or)? ?=|= ?>|≥|more than or =)",
    "at_most": r"(?:< ?(?:/|or)? ?=|= ?<|≤|less than or =)",
    "above": ">",
    "below": "<",
    "equals": "=",
}
# The same, said after the value.
SIDES_AFTER: Mapping[str, str] = {
    "at_least": r"(?:or (?:above|more|higher|over|greater|upwards)|and (?:above|over)|min(?:imum)?(?! of(?!\w)| ?£?\d)|(?:floor|lower limit)(?= ?(?:$|[.,;:()]|-(?!\w)))|(?<=\S)\+|\+(?! \w)|plus(?= ?(?:$|[.,;:()]|-(?!\w))))",
    "at_most": r"(?:or (?:below|less|fewer|lower|under)|and (?:below|under)|max(?:imum)?(?! of(?!\w)| ?£?\d)|(?:ceiling|cap|(?:upper )?limit)(?= ?(?:$|[.,;:()]|-(?!\w)))|minus(?= ?(?:$|[.,;:()]|-(?!\w))))",
    "better": r"or better",
}
# Verbs and nouns of change, and the way they go; "better" is the way that the measure calls so.
UP = ("increase", "increases", "increased", "increasing", "rise", "rises", "rising", "raise", "raises", "raised", "raising", "grow", "grows", "growing", "growth", "boost", "recover", "upward trend", "expand", "expansion", "uplift")  # fmt: skip
DOWN = ("reduce", "reduces", "reduced", "reducing", "reduction", "reductions", "decrease", "decreases", "decreased", "decreasing", "fall", "falls", "falling", "cut", "cuts", "cutting", "decline", "declines", "drop", "drops", "lowered", "lowering", "downward trend")  # fmt: skip
NARROW = ("narrow", "narrows", "narrowed", "narrowing")
BETTER = ("improve", "improves", "improved", "improving", "improvement", "improvements")
NOUNS_OF_CHANGE = ("increase", "rise", "growth", "expansion", "uplift", "reduction", "decrease", "fall", "cut", "decline", "drop",
                   "improvement")  # fmt: skip
FINITE = ("increases", "rises", "grows", "reduces", "decreases", "falls", "declines", "drops", "improves", "narrows")
MORE_AT_START = ("greater", "more", "higher", "increased", "improved")
LESS_AT_START = ("fewer", "less", "lower", "reduced")
# How much a word says that something changes, in percent.
FACTORS: Mapping[tuple[str, int], str] = {
    ("down", 50): r"halv(?:e|es|ed|ing)|cut in half", ("up", 100): r"doubl(?:e|es|ed|ing)|two-?fold increase",
    ("up", 200): r"(?:treb|trip)l(?:e|es|ed|ing)|three-?fold increase", ("up", 300): r"quadrupl(?:e|es|ed|ing)|four-?fold increase",
    ("up", 400): r"five-?fold increase", ("up", 900): r"ten-?fold increase",
}  # fmt: skip
KEEP = (
    "maintain", "maintains", "maintained", "maintaining", "remain", "remains", "remaining", "sustain", "sustains",
    "stay", "stays", "keep", "keeps", "kept", "held at", "hold at", "sustained at", "continue to be", "continues to be",
)  # fmt: skip
REACH = ("reach", "reaches", "reaching", "reached", "hit")
ATTAIN = ("achieve", "achieves", "achieving", "attain", "secure", "obtain", "have")
NONE = ("no", "no one", "no-one", "zero", "zero tolerance", "none of", "not one", "nobody", "not a single", "nil")
# After "no" they are part of another promise: "no worse than last year".
NO_MORE = ("worse", "better", "more", "less", "fewer", "lower", "higher", "greater", "later", "longer", "change", "changes", "deterioration", "further")  # fmt: skip
END = ("eliminate", "eliminates", "eliminated", "eliminating", "eradicate", "eradicated", "end", "ending", "stop")
ALL = ("all of", "all", "every one of", "every", "each")
# Words by which a promise is one of every moment.
AT_ALL_TIMES = ("at all times", "at any time", "at any one time", "at any point", "throughout", "throughout the year", "all year round", "at every point")  # fmt: skip
ALWAYS = ("consistently", "always", "routinely", "regularly", "continually", "continuously", "at all times")
# A change, said by a comparative after the amount.
LONGER = {"up": ("longer", "higher", "up", "ahead", "faster"), "down": ("shorter", "lower", "down", "quicker", "earlier")}  # fmt: skip
# The prices in which an amount of money is meant.
PRICES = ("in real terms", "real-terms", "in cash terms", "adjusted for inflation", "after inflation", "net of inflation", "in constant prices", "at constant prices", "inflation-adjusted", "index-linked")  # fmt: skip
# What may say that several figures count as one.
TOGETHER = ("in total", "altogether", "in aggregate", "combined total", "averaged", "a total of", "total of", "grand total", "overall total", "all told")  # fmt: skip
IN_ALL = (
    r"(?:in all|(?<=[a-z] )total|(?<=\()total)(?= ?(?:$|[.,;:()]|-(?!\w)))|sum of (?=£?\d)|(?<!\w)totals?:? (?=£?\d)"
)
NATIONAL = ("national", "nationally", "england", "english", "nation's", "country's")
NEIGHBOURS = (
    "neighbours", "statistical neighbour", "statistical neighbours", "statistical neighbor", "statistical neighbors", "stat neighbour", "stat neighbours",
    "nearest neighbour", "nearest neighbours", "cipfa nearest neighbours", "cipfa neighbours", "cipfa family group", "family group", "comparator group",
    "most similar group", "most similar forces", "similar authorities", "similar councils", "comparable authorities", "comparator authorities",
)  # fmt: skip
SAME_GROUP = ("equivalent cohort", "equivalent cohorts", "same cohort", "same group")
AVERAGES = (
    "average", "averages", "mean", "figure", "figures", "level", "levels", "rate", "rates", "data", "result", "results",
    "benchmark", "benchmarks", "performance", "outcomes", "comparator", "comparators", "position",
)  # fmt: skip
BANDS = {"quartile": 4, "quarter": 4, "quintile": 5, "fifth": 5, "third": 3, "half": 2, "decile": 10, "tenth": 10}
DONE = ("built", "opened", "completed", "launched", "published", "established", "in place", "implemented", "adopted", "approved", "introduced", "operational", "set up", "constructed", "delivered", "created", "developed", "signed")  # fmt: skip
DO = (
    "build", "open", "complete", "launch", "publish", "establish", "implement", "adopt", "introduce", "set up", "construct",
    "deliver", "create", "develop", "provide", "install", "plant", "recruit", "train", "support", "make", "support a further",
    "prepare", "write", "produce", "agree", "approve", "draft", "submit", "review",
)  # fmt: skip
VAGUE = (
    "significantly", "significant", "substantially", "substantial", "considerably", "considerable", "steady", "steadily",
    "gradually", "gradual", "sustained reduction", "sustained improvement", "as low as possible", "as high as possible",
    "minimise", "maximise", "appropriate", "adequate", "as many as possible", "marked", "markedly",
)  # fmt: skip
HEDGES = ("about", "approximately", "approx", "around", "circa", "c.", "roughly", "some", "up to", "in the region of", "just", "of the order of")  # fmt: skip
# What makes a number, none or all less than that.
NEARLY = (
    "virtually", "practically", "nearly", "almost", "effectively", "essentially", "largely", "all but", "as good as", "close to", "near", "approaching",
    "just short of", "not far short of", "not far off", "verging on",
)  # fmt: skip
CONDITIONS = (
    "unless", "ideally", "hopefully", "preferably", "permitting", "all but", "except where", "except", "excluding", "subject to", "provided that", "depending on", "depending",
    "if", "when", "where possible", "where practicable", "where appropriate", "where feasible", "as far as possible", "so far as possible", "normally",
    "in most cases", "only", "otherwise", "at any time", "as long as", "or an agreed", "or agreed", "or within an agreed",
    "or any agreed", "or an extended", "or within any agreed", "or such longer", "whichever", "or a longer", "or the extended", "as agreed", "as appropriate",
    "as necessary", "as required", "in principle", "by default", "in exceptional circumstances", "in normal circumstances",
    "in most", "for most", "most of the time", "for the most part", "in exceptional cases", "at best", "on current", "with the usual", "with exceptions", "with some exceptions",
)  # fmt: skip
# What adds a condition, an exception or a second promise to one before it; and what does so unless it says more of a noun: "left without a job".
ADDS = (
    "although", "though", "albeit", "despite", "in spite of", "regardless of", "irrespective of", "notwithstanding", "save for", "save that", "save where",
    "apart from", "aside from", "other than", "assuming", "pending", "barring", "contingent on", "conditional on", "dependent on", "dependent upon",
    "as well as", "together with", "along with", "in addition to", "rather than", "instead of", "balanced against", "balanced with", "weighed against",
    "allowing for", "having regard to", "taking account of", "taking into account", "on condition that", "on the condition that", "on the understanding that",
    "so long as", "in the event of", "in the event that", "at the expense of", "at the cost of", "to the detriment of", "however", "nevertheless", "even if",
    "allowing", "with the exception of", "but", "not counting", "not including", "not applying to", "leaving out", "omitting", "discounting", "disregarding",
    "net of", "plus a", "plus an", "plus the", "plus all", "plus no", "including all", "including every", "including each", "including both", "including no", "including at least", "because", "due to", "owing to", "wherever", "as far as", "so far as", "insofar as",
)  # fmt: skip
MAY_ADD = (
    "without", "while", "whilst", "whereas", "where", "once", "after", "before", "following", "until", "till", "during", "outside", "under", "plus",
    "minus", "less", "yet", "still", "but", "from", "then", "or", "nor", "so long", "now", "since", "bar", "given", "so that", "at lower cost", "at no extra cost",
)  # fmt: skip
# Behind a number they say of which cases it is, or under which condition; and those that go on with a name before it.
PREPOSITIONS = (
    "about", "above", "across", "after", "against", "along", "alongside", "amid", "among", "amongst", "around", "as", "at", "before", "behind",
    "below", "beneath", "beside", "between", "beyond", "by", "concerning", "despite", "during", "excluding", "following", "for", "from", "given",
    "in", "including", "inside", "into", "near", "net of", "on", "onto", "out of", "outside", "over", "past", "regarding", "since", "through",
    "throughout", "toward", "towards", "under", "unlike", "until", "upon", "via", "with", "within", "without",
)  # fmt: skip
PLACING = ("for", "in", "at", "on", "across", "among", "amongst", "between", "by", "from", "over", "into", "through", "within", "including")  # fmt: skip
# What is said of cases without "-ed"; and what is measured, as a noun.
STATES = (
    "seen", "given", "met", "paid", "made", "let", "done", "kept", "sent", "held", "known", "shown", "taken", "built", "found", "born", "free", "good",
    "outstanding", "compliant", "clean", "safe", "available", "complete", "positive", "accurate", "up to date", "happy", "better",
)  # fmt: skip
MEASURED = (
    "compliance", "coverage", "satisfaction", "attendance", "occupancy", "uptake", "take-up", "completion", "availability", "collection", "participation",
    "achievement", "accuracy", "rate", "overall", "fill rate", "response rate", "collection rate", "rent collection", "recycling", "success", "budget", "recovery", "cost recovery",
)  # fmt: skip
# What makes a number an average; over which time it is, where no year says; what limits or compares; and what leads a number into a name.
AVERAGED = ("on average", "average", "averages", "averaged", "averaging", "mean", "median", "medians", "percentile", "centile", "typically", "per head")  # fmt: skip
SEASONS = (
    r"(?:over|during|through|throughout|across|in) (?:the |each |every |this |next |last )?(?:[a-z]+ )?"
    r"(?:winter|summer|autumn|spring|season|pandemic|period|months?|quarters?|terms?|weekends?|holidays?)(?!\w)"
    r"|(?<!\w)(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|weekday|weekend|bank holiday)s?(?!\w)"
)
# A year or so many months over which something is counted; and a year as a word for itself.
SPAN = (
    r"(?:in|over|within|during|across|throughout) (?:the |any |an? )?(?:last |past |next |previous |preceding |coming |first |full |whole )*"
    r"(?P<n>[\w,.]+ )??(?P<of>year|quarter|month)s?(?!\w)"
)
YEARS = r"annual(?:ised)? (?:figure|measure|basis)(?!\w)|(?:full|whole|entire|in)[- ]year(?!\w)|course of (?:the|a) year(?!\w)|(?<!\w)year(?= (?:target|total|figure)s?(?!\w)|\)|:| -)"
LIMITS = (
    "at least", "at most", "no more than", "no fewer than", "not less than", "more than", "less than", "fewer than", "above", "below", "under", "over",
    "minimum", "maximum", "min", "max", "up to", "none", "no", "nil", "zero", "only", "each", "whichever", "better", "worse", "higher", "lower",
    "rising", "falling", "double", "twice", "daily", "weekly", "fortnightly", "monthly", *TOGETHER,
)  # fmt: skip
LEADS = (
    "for", "in", "of", "over", "within", "at", "after", "by", "to", "from", "until", "under", "above", "below", "more than", "less than", "or", "last",
    "first", "next", "every", "than", "with",
)  # fmt: skip
# What no noun is, behind a number with a unit.
NO_NOUNS = (
    "of", "in", "on", "at", "by", "to", "for", "from", "with", "and", "or", "per", "a", "an", "the", "will", "is", "are", "be", "each", "every", "average",
    "mean", "median", "less", "more", "but", "while", "when", "unless", "if", "this", "last", "next", "so",
)  # fmt: skip
COMPARATIVES = (
    "no", "fewer", "less", "lower", "more", "higher", "better", "reduced", "improved", "reducing", "improving", "minimal",
)  # fmt: skip
# What a target in brackets is called.
KINDS_OF_TARGET = ("statutory ?", "national ?", "local ?", "internal ?", "government ?", "corporate ?", "annual ?", "contractual ?", "target ?", "standard ?",
                   "requirement ?", "measure ?")  # fmt: skip
# What says that a target is not agreed.
UNSETTLED = ("tbc", "tbd", "to be confirmed", "to be agreed", "to be decided", "to be determined", "to be reviewed", "to be set", "under review", "see note",
             "see notes", "see below", "see comment", "see comments", "at present", "at the moment", "in future", "for now", "consulting on")  # fmt: skip
UNSETTLED_AT_END = (
    "expected", "forecast", "projected", "anticipated", "predicted", "actual", "outturn", "provisional", "provisionally", "proposed", "draft",
    "indicative", "interim", "estimate", "estimated", "suggested", "tentative",
)  # fmt: skip
NO_TARGET_LABELS = (
    *(one for one in UNSETTLED_AT_END if one != "expected"), "trigger", "result", "results", "benchmark", "red", "amber", "current performance", "current position", "current level",
)  # fmt: skip
GREATER_OF = r"(?:whichever (?:is |are )?(?:the )?(?:greater|greatest|higher|highest|larger|largest|more)|the (?:greater|higher|larger) of)"
SMALLER_OF = r"(?:whichever (?:is |are )?(?:the )?(?:less|lesser|least|lower|lowest|smaller|smallest|fewer)|the (?:smaller|lower|lesser) of)"
QUALITIES = ("high quality", "high-quality", "good quality", "reliable and affordable", "good outcome", "successful")
TOWARDS = (
    "towards", "toward", "on the path towards", "on the way to", "with the goal of", "with an ambition", "stretch target",
)  # fmt: skip
AIMS = (
    "strive for", "strive to", "strives to", "striving for", "striving to",
    "aim to", "aims to", "aim for", "aiming to", "aiming for", "aspire to", "an aspiration", "aspiration", "ambition",
)  # fmt: skip
EVERY_PART = (
    "key stages", "key stage", "stages", "phases", "phase", "year groups", "wards", "districts", "localities", "regions",
    "subjects", "groups", "domains", "areas",
)  # fmt: skip
GROUPINGS = ("group", "line", "tenure", "gender", "sex", "ethnicity", "age", "quintile", "ward", "locality", "district", "region", "sector", "school")  # fmt: skip
# Places that each have a figure of their own, where a number is "per" one of them.
PLACES = (
    "site", "school", "ward", "team", "area", "locality", "hospital", "trust", "branch", "library", "centre", "district", "service",
    "department", "directorate", "practice", "surgery", "home", "authority", "council", "station", "depot", "clinic", "unit", "region",
    "neighbourhood", "parish", "town", "provider", "contractor", "office", "park", "route", "line", "class", "college",
)  # fmt: skip
# Words in -ly that are no adverbs, or take nothing from what is promised.
PLAIN_LY = (
    "family", "elderly", "early", "supply", "assembly", "reply", "july", "italy", "friendly", "daily", "likely", "timely",
)  # fmt: skip
# What is counted, where a change in percent can be no change in points; and what is itself a percentage.
COUNTS = (
    "number of", "numbers of", "total", "amount of", "volume of", "emissions", "cost of", "costs", "spend", "expenditure",
    "jobs", "cases of", "tonnes", "consumption",
)  # fmt: skip
# Of money, where the whole may be exceeded.
MONEY = ("rent", "rents", "income", "budget", "savings", "saving", "arrears", "turnover", "revenue", "fees")
SHARES = ("percentage", "percent of", "proportion", "share of")
# Words that are part of how much is promised, where no phrase has them; those of them that may count what is added.
ADDED = ("additional", "extra", "further", "another")
LOOSE = (
    "exceed", "exceeds", "exceeding", "than", "versus", "compared to", "compared with", "relative to",
    "tolerance", "baseline", "target", "targets", "amber", "stretch", "half", "halfway", "half way", "midway", "third", "quarter", "twice",
    "majority", "zero", "nil", "percent", "per cent", "percentage points", "better", "worse", "lowest", "highest", "best", "worst", "average of",
    "within", "plus or minus", "+/-", "±", "variance", "both", "respectively", "never", "cannot", "won't",
    "one third", "a third", "two thirds", "fold",
)  # fmt: skip
# That there is no target, and what may yet become one.
SHOWN = (
    "no specific target", "no target", "no targets", "for information", "for info", "monitor only", "monitoring only", "for monitoring",
    "information only", "data only", "no set target", "no formal target", "no official target", "no agreed target",
)  # fmt: skip
NO_TARGET = (
    *SHOWN, "not applicable", "n/a", "tbc", "to be confirmed", "contextual", "none set", "not set", "to be set", "tbd",
    "to be determined", "no national target", "to be agreed", "baseline year", "baselining",
)  # fmt: skip


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of these phrases, longest first, with any space between words."""
    ordered = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(_spaced(one) for one in ordered) + ")"


def either(*parts: str) -> str:
    """Return a pattern for one of several patterns."""
    return f"(?:{'|'.join(parts)})"


def maybe(*parts: str) -> str:
    """Return a pattern for one of several patterns and a space, or for nothing."""
    return f"(?:{either(*parts)} )?"


def _spaced(words: str) -> str:
    head = r"(?<!\w)" if words[0].isalnum() else ""
    tail = r"(?!\w)" if words[-1].isalnum() else ""
    return head + r"\s+".join(map(re.escape, words.split())) + tail


def key_of(table: Mapping[Key, str], text: str) -> Key | None:
    """Return the key whose pattern a text is; None where it is none of them."""
    plain = " ".join(text.split())
    return next((key for key, pattern in table.items() if re.fullmatch(pattern, plain, re.IGNORECASE)), None)
