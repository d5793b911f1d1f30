"""
The forms of controlled English: for each kind of rule and of number a head, and a clause for each field beside it.

A form is said and read by the same table, so that what is said reads back. `{field:slot}` is the place of a field; the
constants beside it hold wherever the words do. Heads that begin alike stand longest first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs


@attrs.frozen(init=False)
class Form:
    """
    Words for one or more fields of a rule.

    Args:
        words: What is said, with a place for each field.
        constants: The values that other fields have where this is said.
    """

    words: str
    constants: Mapping[str, Any]

    def __init__(self, words: str, **constants: Any) -> None:
        self.__attrs_init__(words, constants)


_BY = Form("by {by:day}")
# What every promise about figures may say.
_EDGES = {"less than": {"edge": "excluded"}, "up to": {}}
_BANDS = {"met_within": ("counts as met", "what is met"), "tolerance": ("is at risk", "the tolerance")}


def _bands(name: str, counts: str, called: str) -> tuple[Form, ...]:
    """Say how far from the target a band reaches, and whether its edge is included."""
    of_target: Mapping[str, str] = {f"{name}_in": "percent-of-target"}
    edges = [(said, {f"{name}_{key}": value for key, value in edge.items()}) for said, edge in _EDGES.items()]
    return (
        *(
            Form(f"a miss of {said} {{{name}:percent}} of the target {counts}", **of_target, **edge)
            for said, edge in edges
        ),
        *(
            Form(f"a miss of {said} {{{name}:distance}} {counts}", **{f"{name}_in": "points"}, **edge)
            for said, edge in edges
        ),
        Form(f"{called} in percent of the target", **of_target),
    )


_EVERY = (
    *(form for name, said in _BANDS.items() for form in _bands(name, *said)),
    *(
        Form(f"{than} {{exceeded_by:{slot}}}{of} is exceeded", exceeded_by_in=unit, exceeded_by_edge=edge)
        for than, edge in (("kept by at least", "included"), ("kept by more than", "excluded"))
        for slot, of, unit in (("percent", " of the target", "percent-of-target"), ("distance", "", "points"))
    ),
    Form("a move of up to {unchanged_within:percent} of a figure counts as unchanged", unchanged_within_in="percent"),
    Form("a move of up to {unchanged_within:distance} counts as unchanged", unchanged_within_in="points"),
    Form("unchanged in percent", unchanged_within_in="percent"),
    Form("at risk at best", at_best="at-risk"),
)
_STEPS = (
    Form("over the same period of the year before", against="same-period-last-year"),
    Form("where a tie keeps it", strict=False),
    Form("by the latest step alone", scope="latest"),
    Form("with a target of {instead:instead} instead"),
    _BY,
)
_LIMITS = (
    Form("at least {at_least:value}"),
    Form("at most {at_most:value}"),
    Form("above {above:value}"),
    Form("below {below:value}"),
    Form("exactly {equals:value}"),
    Form("between {between:pair}"),
)

HEADS: Mapping[str, tuple[Form, ...]] = {
    "threshold": _LIMITS,
    "everyone": (Form("all cases"),),
    "annual-increase": (Form("higher every year"),),
    "annual-decrease": (Form("lower every year"),),
    "quarterly-increase": (Form("higher every quarter"),),
    "quarterly-decrease": (Form("lower every quarter"),),
    "from-baseline": (
        Form("better than the baseline", direction=None),
        Form("above the baseline", direction="increase"),
        Form("below the baseline", direction="decrease"),
    ),
    "benchmark-parity": (
        Form("at least as good as {against:against}", strict=False),
        Form("better than {against:against}", strict=True),
    ),
    "rank-improvement": (Form("a better place among {among:name} than {from_rank:nth} of {from_of:whole}"),),
    "quantile-band": (Form("in the best {best:whole} of {of:whole} bands of {among:name}"),),
    "halt-then-decrease": (Form("halted in {halt:period} and then lower"),),
    "maintain": (Form("maintained at {at_least:value} or above"), Form("maintained at {at_most:value} or below")),
    "milestone": (Form("done by {by:day}"),),
    "trajectory": (Form("a target of {points:points}"),),
}

_CLAUSES: Mapping[str, tuple[Form, ...]] = {
    "threshold": (Form("once is enough", reach=True), _BY),
    "everyone": (_BY,),
    "annual-increase": _STEPS,
    "annual-decrease": _STEPS,
    "quarterly-increase": _STEPS,
    "quarterly-decrease": _STEPS,
    "from-baseline": (
        Form("a change of at least {change:percent} of it", change_in="percent"),
        Form("a change of at least {change:distance}", change_in="points"),
        Form("in percent of it", change_in="percent"),
        Form("for each year since", each="year"),
        Form("each a percentage of the year before", change_of="year-before"),
        Form("each a percentage of the baseline", change_of="baseline"),
        _BY,
    ),
    "benchmark-parity": (
        Form("where not significantly worse is in line", in_line="not-significantly-worse"),
        Form("where significantly better is needed", in_line="significantly-better"),
        Form("in every period", scope="every"),
        Form("from {from_period:period} on"),
        Form("by its figure of the period before", benchmark_of="period-before"),
        Form("where people are counted", counts="people"),
        Form("where events are counted", counts="events"),
        Form("by the intervals of both", intervals="both"),
        Form("by the own interval alone", intervals="own-alone"),
        _BY,
    ),
    "rank-improvement": (_BY,),
    "quantile-band": (_BY,),
    "halt-then-decrease": (_BY,),
    "maintain": (Form("since {since:period}"), _BY),
    "milestone": (
        Form("at least {at_least:value} of them"),
        Form("where no report leaves it undecided", unreported="undecided"),
    ),
    "trajectory": (
        Form("in steps", between="step"),
        Form("by an equal percentage in each period", between="compound"),
        Form("and the same in each year", each_year=True),
        _BY,
    ),
}
CLAUSES: Mapping[str, tuple[Form, ...]] = {
    # The day comes last.
    kind: (*(one for one in forms if one is not _BY), *_EVERY, *(one for one in forms if one is _BY))
    for kind, forms in _CLAUSES.items()
}

# What a version changes: the field alone, whatever the others are.
CHANGES: tuple[Form, ...] = (
    *_LIMITS,
    Form("a tolerance of {tolerance:value}"),
    Form("the tolerance in points", tolerance_in="points"),
    Form("the tolerance in percent of the target", tolerance_in="percent-of-target"),
    Form("the edge of the tolerance at risk", tolerance_edge="included"),
    Form("the edge of the tolerance off track", tolerance_edge="excluded"),
    Form("the edge of what is met included", met_within_edge="included"),
    Form("the edge of what is met excluded", met_within_edge="excluded"),
    Form("{exceeded_by:value} exceeded"),
    Form("what is exceeded in points", exceeded_by_in="points"),
    Form("what is exceeded in percent of the target", exceeded_by_in="percent-of-target"),
    Form("the edge of what is exceeded included", exceeded_by_edge="included"),
    Form("the edge of what is exceeded excluded", exceeded_by_edge="excluded"),
    Form("{unchanged_within:value} still unchanged"),
    Form("unchanged in points", unchanged_within_in="points"),
    Form("unchanged in percent", unchanged_within_in="percent"),
    Form("a change of {change:value}"),
    Form("the change in points", change_in="points"),
    Form("the change in percent", change_in="percent"),
    Form("{met_within:value} still met"),
    Form("what is met in points", met_within_in="points"),
    Form("what is met in percent of the target", met_within_in="percent-of-target"),
    Form("a better place than {from_rank:nth}"),
    Form("of {from_of:whole} areas"),
    Form("{best:whole} bands"),
    Form("of {of:whole} bands"),
    Form("a target of {points:points}"),
    Form("by {by:day}"),
)

_GROUP = Form("of the group {group:name}")
NUMBER_HEADS: Mapping[str, tuple[Form, ...]] = {
    "observed": (Form("the figures {indicator:name}"),),
    "gap": (Form("the gap in {indicator:name}"),),
    "change": (
        Form("the change of {indicator:name} since the period before", against="previous"),
        Form("the change of {indicator:name} since the same period last year", against="same-period-last-year"),
    ),
    "place": (
        Form("the place by {indicator:name} among {among:name}, the highest first", best="highest"),
        Form("the place by {indicator:name} among {among:name}, the lowest first", best="lowest"),
    ),
    "rate": (Form("{indicator:name} per {per:whole} of {population:name}"),),
    "rolling": (Form("the {take:word} of {indicator:name} over the latest {periods:whole} periods"),),
    "year-to-date": (Form("the {take:word} of {indicator:name} over the {year:word} year so far"),),
    "running-total": (Form("the {take:word} of {indicator:name} since {since:period}"),),
    "share-within": (Form("the share of the cases {indicator:name} within {days:whole} {day_count:word} days"),),
    "share-improved": (
        Form("the share of {indicator:name} that were graded again and are now {good:whole} or better"),
    ),
}
NUMBER_CLAUSES: Mapping[str, tuple[Form, ...]] = {
    **dict.fromkeys(NUMBER_HEADS, (_GROUP,)),
    "gap": (_GROUP, Form("to the group {from_group:name}"), Form("to the area {from_area:name}")),
    "change": (_GROUP, Form("in percent of it", change_in="percent"), Form("of figures in {figures_in:unit}")),
    "place": (_GROUP, Form("of figures in {figures_in:unit}")),
    "rate": (
        _GROUP,
        Form("over the latest {periods:whole} periods"),
        Form("over the {year:word} year so far"),
        Form("since {since:period}"),
        Form("by the population of the last of them", population_take="last"),
        Form("by the population of the group {population_group:name}"),
        Form("of figures in {figures_in:unit}"),
        Form("by a population in {population_in:unit}"),
    ),
    "share-improved": (),
    "share-within": (Form("by the day on which they closed", by="closed"), Form("not counting {days_off:days}")),
}
