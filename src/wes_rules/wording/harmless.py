"""Words with a number or a comparison in them that say what is counted, and nothing of how much it should be."""

from __future__ import annotations

from wes_rules.wording.lexicon import either, maybe

_AGES = r"(?:aged?|ages)"
_PEOPLE = (
    r"(?:population|people|residents|inhabitants|births|live births|children|adults|households|pupils|users|patients|days"
    r"|prisoners|employees)"
)
_WHICH_PEOPLE = either("live", "total", "adult", "resident", "eligible", "registered", "of")
_NAMED = (
    r"(?:years?|levels?|grades?|bands?|categor(?:y|ies)|phases?|stages?|tiers?|types?|steps?|wards?|class|forms?|articles?"
    r"|sections?|outcomes?|goals?|priorit(?:y|ies)|parts?|groups?)"
)

_WHO = (
    r"(?:people|persons|girls|boys|children|women|men|adults|residents|those|pupils|students|patients|workers|carers|claimants|drivers"
    r"|clients|tenants|anyone|everyone)"
)
_TIMES = r"(?:days|weeks|months|minutes|hours|seconds|homes|cases)"

HARMLESS = (
    # Ages.
    rf"\(?{_AGES} (?:(?:over|under|above|between) )?\d+(?:\+| ?(?:-|to|and) ?\d+)?(?: years?(?: of age)?)?(?: (?:and|or) (?:over|older|under|above))?\)?",
    r"(?:under |over )?\d+(?: ?(?:-|to|and|or) ?\d+)?[- ]years?[- ]olds?|at age (?:five|\d+)|under \d+ years of age",
    r"\(\d+-\d+ years?\)|(?:under|over)[- ]\d+s?(?=[ ),])(?! (?:days|weeks|hours|minutes|months|per|%|cent|homes|people))(?<=s)|under-\d+",
    rf"{_WHO} (?:aged? )?(?:over|under|above|below) (?:the age of )?\d\d?(?![\d.,]|\w| ?%| ?per ?cent| {_TIMES})",
    rf"(?<=the )(?:over|under|above|below)[- ]\d\d?s?(?= [a-z])(?! ?%| per ?cent| {_TIMES})",
    # Names with a number in them.
    rf"{_NAMED}[ -]\d+(?:(?:, \d+)*,? (?:and|or|to|&) \d+)?(?: or (?:above|below|equivalent|higher))?(?![\w]|[.,]\d| ?%| per ?cent)",
    r"(?:key stages?|ks) ?\d(?: \(\w+\))?|attainment 8|progress 8|24/7|SIMD \d(?: and \d)?|net[- ]zero",
    r"(?:first|second|one|two|three|four|two|six|12|24|18)[- ](?:hour|week|month|time|choice|term|year)(?!s)(?! average| mean| pattern| period| rolling)(?= )",
    r"(?!Q[1-4](?!\d))[A-Z]{1,6}\d[\d.]*(?![\w/%])(?! ?%)(?! \d)",
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
