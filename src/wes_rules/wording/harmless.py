"""Words with a number or a comparison in them that say what is counted, and nothing of how much it should be."""

from __future__ import annotations

from wes_rules.wording.amounts import NUMBER, unnamed
from wes_rules.wording.holding import IN_WORDS
from wes_rules.wording.lexicon import either, maybe

_AGES = r"(?:aged?|ages)"
_PEOPLE = (
    r"(?:population|people|residents|inhabitants|births|live births|children|adults|households|pupils|users|patients|days"
    r"|prisoners|employees)"
)
_WHICH_PEOPLE = either("live", "total", "adult", "resident", "eligible", "registered", "of")
_NAMED = (
    r"(?:years?|levels?|grades?|bands?|categor(?:y|ies)|phases?|stages?|tiers?|types?|steps?|wards?|class|forms?|articles?"
    r"|sections?|outcomes?|goals?|priorit(?:y|ies)|parts?|groups?|rated)"
)

_WHO = (
    r"(?:people|persons?|girls?|boys?|child(?:ren)?|wom[ae]n|m[ae]n|adults?|residents?|those|pupils?|students?|patients?|workers?|carers?"
    r"|claimants?|drivers?|clients?|tenants?|leavers?|anyone|everyone|babies|infants|males|females)"
)
_TIMES = r"(?:days|weeks|months|minutes|hours|seconds|homes|cases)"
_OF_AGE = r"(?:over|under|above|below|[<>]=?)"
# What follows a noun, and no adjective.
_NO_NOUN = either(
    "of", "in", "on", "at", "by", "to", "for", "from", "with", "and", "or", "per", "a", "an", "the", "will", "is", "are", "be", "each", "every",
    "more", "less", "fewer", "average", "mean", "pattern", "period", "rolling", "total", "moving",
)  # fmt: skip
_SO_MANY = unnamed(NUMBER)
_A_TIME = r"(?:second|minute|hour|day|week|month|term|year|quarter|night)"

HARMLESS = (
    # Ages.
    rf"\(?{_AGES} (?:{_OF_AGE} ?|between )?\d+(?:\+| ?(?:-|to|and) ?\d+)?(?: years?(?: of age)?)?(?: (?:and|or) (?:over|older|under|above))?\)?",
    r"(?:under |over )?\d+(?: ?(?:-|to|and|or) ?\d+)?[- ]years?[- ]olds?|at age (?:five|\d+)|under \d+ years of age",
    r"\(\d+-\d+ years?\)|(?:under|over)[- ]\d+s?(?=[ ),])(?! (?:days|weeks|hours|minutes|months|per|%|cent|homes|people))(?<=s)|under-\d+",
    rf"{_WHO} \(?(?:aged? )?{_OF_AGE} ?(?:the age of )?\d\d?(?![\d.,]|\w| ?%| ?per ?cent| {_TIMES})\)?",
    rf"(?<!\w){_WHO},? \(?(?:aged? )?\d\d(?:\+| (?:and|or) (?:over|older|above)| ?- ?\d\d)(?!\w| ?%| ?per ?cent)\)?",
    rf"(?<=the )(?:over|under|above|below)[- ]\d\d?s?(?= [a-z])(?! ?%| per ?cent| {_TIMES})",
    # Names with a number in them.
    rf"{_NAMED}[ -]\d+\+?(?:(?:, \d+)*,? (?:and|or|to|&) \d+)?(?: or (?:above|below|equivalent|higher))?(?![\w]|[.,]\d| ?%| per ?cent)",
    r"(?:key stages?|ks) ?\d(?: \(\w+\))?|attainment 8|progress 8|24/7|SIMD \d(?: and \d)?",
    # A number that a hyphen or a singular makes an adjective: "four-hour", "12 month programme".
    rf"{_SO_MANY}-(?!fold|point|per|{_A_TIME}s?[- ](?:average|mean|rolling|moving|pattern|period|total))[a-z]{{2,}}(?:-[a-z]+)*(?!\w)",
    rf"(?!(?:a|an|one|1)(?!\w)){_SO_MANY} (?:{_A_TIME}|bed|bedroom)(?= (?!{_NO_NOUN}(?!\w))[a-z])|(?:first|second|third)[- ](?:time|choice|term|year)",
    # As many as are known: "across the 5 programmes"; how often: "three times a week".
    rf"(?:in|across|at|for|of|from|among|within|over) (?:all (?:of )?)?(?:the|our|its|their|these) (?![£$€]){_SO_MANY}(?= (?!{_NO_NOUN}(?!\w)|{_A_TIME}|per ?cent)[a-z])",
    rf"(?:{IN_WORDS} )?(?:{_SO_MANY} times|once|twice) (?:an?|per|each|every) {_A_TIME}|\d{{1,2}}(?:[.:]\d\d)? ?[ap]m(?!\w)|\d\*(?:/\d\*)*|\d\+ (?=[A-Z]\*?-[A-Z])|\((?:aged )?\d\d\+\)",
    r"(?!Q[1-4](?!\d))[A-Z]{1,6}\d[\d.]*(?![\w/%])(?! ?%)(?! \d)",
    r"\d+(?:st|nd|rd|th)(?!\w)",
    # What a figure is a share or a rate of.
    rf"{maybe('cases', 'deaths', 'number')}per \d[\d,]*(?: {_WHICH_PEOPLE})?(?: the)? {_PEOPLE}",
    rf"{maybe('cases', 'deaths')}per \d[\d,]*|per (?:capita|person|household|pupil|head|dwelling)",
    r"\d[\d,]*[ -](?:hours?|minutes?|metres?|miles?) (?:a|per) (?:week|day)",
    r"within (?:the|our|its) (?:district|borough|city|county|area|local area|authority|town|region|community|parish)(?!\w)",
    r"within \d[\d,.]* ?(?:miles?|metres?|km|kilometres?|m)(?!\w)",
    # After a comma or "and" it is a promise of its own.
    r"(?<!, )(?<!and )with no [a-z]+",
    r"at least (?:two|three|one) terms|no more than one|more than one",
    r"(?<!\w)NEW(?!\w)|[a-z]+-(?:friendly|based|led)",
)
