"""Reason codes: why a measure is undecided, or what qualifies its verdict."""

from __future__ import annotations

import enum
from typing import Self


class Reason(enum.StrEnum):
    """
    A reason code with its sentence for people.

    The first group leaves a measure undecided; the second only qualifies a verdict.
    """

    def __new__(cls, code: str, sentence: str) -> Self:  # noqa: D102
        member = str.__new__(cls, code)
        member._value_ = code
        member.sentence = sentence
        return member

    sentence: str

    NOT_DUE = "not_due", "The promise is not due yet."
    AWAITING_PUBLICATION = "awaiting_publication", "The figure is not due to be published yet."
    NO_FIGURES = "no_figures", "No figure for this measure has been published or supplied."
    NOT_HELD = "not_held", "It needs the figure of an earlier period than any on file."
    AREA_ENDED = "area_ended", "An area that it depends on had ended by then."
    OVERDUE = "overdue", "A figure that should have been published is overdue."
    SUPPRESSED = "suppressed", "A figure it depends on is suppressed."
    NOT_AVAILABLE = "not_available", "A figure it depends on was published as not available."
    NOT_APPLICABLE = "not_applicable", "The figure does not apply here."
    LOW_RELIABILITY = "low_reliability", "A figure it depends on is too unreliable to publish."
    UNREADABLE = "unreadable", "A row that may hold a figure it depends on was left out, as it cannot be read."
    CONTRADICTED = "contradicted", "A figure it depends on was given twice, with different values."
    OUTSIDE_UNIT = (
        "outside_unit",
        "A number it depends on was left out, as it lies outside what its unit allows: the number or the unit is wrong.",
    )
    ROUNDED = "rounded", "A figure it depends on is only known between bounds."
    FORECAST_ONLY = "forecast_only", "Only a forecast is known, and a forecast never meets a target."
    NOT_COLLECTED = "not_collected", "Nobody collected a figure that it depends on."
    SERIES_BREAK = "series_break", "The series changed, so the periods do not compare."
    ISOLATED = "isolated", "A figure it depends on compares with no other period."
    STANDS_IN = "stands_in", "It stands in for the period of the halt, and nothing is asked of it alone."
    DEFINITION_DIFFERS = (
        "definition_differs",
        "The figures are counted by different definitions, so they do not compare.",
    )
    NO_BASELINE = "no_baseline", "The promise needs a baseline, and its figure is not known."
    NO_PREVIOUS = "no_previous", "There is no earlier figure to compare with."
    NO_BASE = "no_base", "The earlier figure is 0 or less, and nothing is a percentage of it."
    BENCHMARK_PENDING = "benchmark_pending", "The figure to compare with is not published yet."
    BENCHMARK_MISSING = "benchmark_missing", "The figure to compare with is missing."
    TOO_FEW_AREAS = "too_few_areas", "Too few areas of the comparison set have a figure."
    NO_CASES = "no_cases", "There was no case to judge."
    CASES_OPEN = "cases_open", "Cases that are still open within the limit may go either way."
    COUNTS_NEEDED = "counts_needed", "It is decided on counts, which are not known."
    COUNTS_UNCLEAR = (
        "counts_unclear",
        "It is decided on counts, and what they count, people or events, or per how many, is not certain.",
    )
    COUNTS_CONTRADICT = "counts_contradict", "Its counts contradict each other: more are inside than there are."
    MORE_THAN_ALL = (
        "more_than_all",
        'It comes to more than 100%, which its unit does not allow; write unit = "ratio" where that can be.',
    )
    AREAS_AWAITED = (
        "areas_awaited",
        "Areas of the comparison set that are on file for earlier periods have no figure yet.",
    )
    NOT_REPORTED = "not_reported", "A report up to the day by which it was to be done is missing."
    EITHER_SIDE = "either_side", "It may have been done on either side of the day by which it was to be done."
    ENOUGH_NOT_SAID = "enough_not_said", "More than one is reported, and the plan does not say how many are enough."
    BENCHMARK_INTERVAL = "benchmark_interval", "The interval of the figure to compare with is not known."
    NOT_IN_CALENDAR = "not_in_calendar", "The period is not one this measure is collected for."
    NONE_ENDED = "none_ended", "No period had ended by the day on which the promise was due."
    NO_RULE = "no_rule", "The promise starts after this period."
    DATA_ONLY = "data_only", "No target is set."

    TOO_FEW_FIGURES = "too_few_figures", "Too few figures compare with each other."
    TOO_FEW_YEARS = "too_few_years", "There are too few figures of each season to tell a course from it."

    NO_TARGET = "no_target", "The promise names no single value for its last day."
    ACROSS_NOTHING = "across_nothing", "The method divides by the baseline, and takes no figures at 0 or across it."

    NO_CHANGE = "no_change", "The figure did not change."
    AT_BOUND = "at_bound", "The figure is at the limit of its unit and can go no further."
    SPANS_A_GAP = "spans_a_gap", "The figure before is more than one period away."
    OVERLAPPING = "overlapping", "The windows of the figures overlap, so they share most of what they count."
    NOT_COMPARED = "not_compared", "A period whose figures do not compare is passed over."
    RESTARTED = "restarted", "The comparison starts again after a break in the series."
    BASELINE_DIFFERS = "baseline_differs", "The stated baseline is not the published figure."
    SUBSTITUTED = "substituted", "A later period stands in for one without figures."
    PROVISIONAL = "provisional", "It rests on a provisional figure."
    REVISED = "revised", "It rests on a revised figure."
    ESTIMATE = "estimate", "It rests on an estimate."
    MADE_UP = "made_up", "It rests on made-up figures."
    TIED = "tied", "The rank is shared."
    AREAS_DIFFER = (
        "areas_differ",
        "The number of areas ranked differs from the stated one, so places count as shares of it.",
    )
    AREAS_MISSING = "areas_missing", "Some areas of the comparison set have no figure."
    POPULATION_DIFFERS = "population_differs", "The figure to compare with counts other people."
    LEVELLING_DOWN = "levelling_down", "The gap closed because the comparison group fell."
    PRESUPPOSITION_FAILED = "presupposition_failed", "It was missed in the first period promised already."
    REACHED_NOT_HELD = "reached_not_held", "The target was reached once and not held."
    TARGET_REPLACED = "target_replaced", "A stated target replaces the rule for a period."
    INTERPOLATED = "interpolated", "The target lies between two stated ones, as the plan says."
    ADVISORY = "advisory", "It is shown for information and never alerted."
    STALE = "stale", "An earlier figure is the latest known."


# What only qualifies a verdict, and leaves none undecided.
QUALIFIES = frozenset(tuple(Reason)[tuple(Reason).index(Reason.NO_CHANGE) :])
# The figures are there, and nothing compares with them.
NOT_ALIKE = frozenset({Reason.SERIES_BREAK, Reason.ISOLATED})
# What was left out is unknown: what it would have said may be anything.
LEFT_OUT = frozenset({Reason.UNREADABLE, Reason.CONTRADICTED, Reason.OUTSIDE_UNIT})
