"""
The laws that hold for every rule, each as a function that checks one.

::

    from wes_rules.testing import laws


    def test_most_periods_keeps_every_law():
        laws.check_all(MostPeriods)

Each law takes a rule, or a class of rules, which is then drawn by its strategy. It judges the rule on
histories drawn around the values where its verdicts turn, and raises AssertionError with the smallest
history it can find that breaks the law. A law that cannot apply to a rule raises `LawDoesNotApply`,
which test runners report as a skipped test.
"""

from __future__ import annotations

import warnings
from collections.abc import Collection

from wes_rules.errors import DefinitionError, Problem
from wes_rules.quoting import shortened
from wes_rules.rules.measure import Measure, Rule
from wes_rules.testing.laws.cases import AREAS
from wes_rules.testing.laws.holding import Law, LawDoesNotApply, NumbersAreBound
from wes_rules.testing.laws.of_figures import (
    a_better_latest_value_never_worsens_the_status,
    a_mirror_changes_nothing,
    a_row_that_cannot_be_read_decides_nothing,
    filling_unknowns_never_flips_a_definite_status,
    later_publications_are_invisible,
    nothing_is_met_by_silence,
    the_order_of_observations_is_irrelevant,
    the_unit_changes_nothing,
)
from wes_rules.testing.laws.of_runs import (
    a_margin_is_all_there_is_to_spare,
    a_version_that_does_not_count_changes_nothing,
    before_its_day_a_promise_is_not_due,
    every_verdict_is_explained,
    judging_twice_gives_equal_answers,
    nothing_is_promised_before_the_plan,
    parity_is_reflexive_unless_it_is_strict,
    the_status_agrees_with_the_margin,
    what_is_written_reads_back,
    what_was_missed_stays_missed,
)

__all__ = [
    "ALL", "AREAS", "Law", "LawDoesNotApply", "NumbersAreBound", "a_better_latest_value_never_worsens_the_status",
    "a_margin_is_all_there_is_to_spare", "a_mirror_changes_nothing", "a_row_that_cannot_be_read_decides_nothing",
    "a_version_that_does_not_count_changes_nothing", "before_its_day_a_promise_is_not_due", "check_all",
    "every_verdict_is_explained", "filling_unknowns_never_flips_a_definite_status",
    "judging_twice_gives_equal_answers", "later_publications_are_invisible", "nothing_is_met_by_silence",
    "nothing_is_promised_before_the_plan", "parity_is_reflexive_unless_it_is_strict",
    "the_order_of_observations_is_irrelevant", "the_status_agrees_with_the_margin", "the_unit_changes_nothing",
    "what_is_written_reads_back", "what_was_missed_stays_missed",
]  # fmt: skip

#: The laws about numbers that are written otherwise.
OF_NUMBERS: tuple[Law, ...] = (a_mirror_changes_nothing, the_unit_changes_nothing)

#: Every law, in the order in which `check_all` checks them.
ALL: tuple[Law, ...] = (
    a_better_latest_value_never_worsens_the_status,
    *OF_NUMBERS,
    the_order_of_observations_is_irrelevant,
    later_publications_are_invisible,
    filling_unknowns_never_flips_a_definite_status,
    a_row_that_cannot_be_read_decides_nothing,
    nothing_is_met_by_silence,
    the_status_agrees_with_the_margin,
    a_margin_is_all_there_is_to_spare,
    every_verdict_is_explained,
    judging_twice_gives_equal_answers,
    what_is_written_reads_back,
    before_its_day_a_promise_is_not_due,
    a_version_that_does_not_count_changes_nothing,
    nothing_is_promised_before_the_plan,
    what_was_missed_stays_missed,
    parity_is_reflexive_unless_it_is_strict,
)


def check_all(
    rule: Rule | type[Rule],
    *,
    measure: Measure | None = None,
    examples: int | None = None,
    without: Collection[Law] = (),
) -> None:
    """
    Check every law that applies to a rule, and warn where its numbers should perhaps not be bound to their unit.

    Args:
        rule: A rule, or a class of rules to draw from.
        measure: A measure the rule fits; by default several are tried.
        examples: How many histories to draw for each law; by default as many as the Hypothesis profile says.
        without: Laws that say nothing of it by its nature, such as the mirror of a promise that goes one way only.

    Raises:
        AssertionError: A history breaks a law.
        DefinitionError: The rule fits no measure that was tried, or an argument is invalid.
    """
    for one in without:
        if one not in ALL:
            what = f"without: {shortened(repr(one))} is no law"
            raise DefinitionError(Problem(what, "give laws, such as [laws.a_mirror_changes_nothing]"))
    for law in (one for one in ALL if one not in without):
        try:
            law(rule, measure=measure, examples=examples)
        except NumbersAreBound as why:
            warnings.warn(
                f"{law.__name__} was not checked: {why}; else leave it out: check_all(..., without=[laws.{law.__name__}])",
                stacklevel=2,
            )
        except LawDoesNotApply:
            continue
