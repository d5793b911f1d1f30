"""Draw cases that a rule fits, and check a law on each."""

from __future__ import annotations

import functools
import math
import unittest
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

import attrs
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable, UnsatisfiedAssumption
from hypothesis.reporting import report, with_reporter

from wes_rules import strategies
from wes_rules.errors import DefinitionError, Problem
from wes_rules.quoting import shortened
from wes_rules.rules.better import Better
from wes_rules.rules.measure import Measure, Rule
from wes_rules.testing.laws.cases import Case, draw_figures, shapes
from wes_rules.values.period import PeriodKind
from wes_rules.values.quantity import Unit


class LawDoesNotApply(unittest.SkipTest):
    """A law says nothing about a rule; the message says why."""


class NumbersAreBound(LawDoesNotApply):
    """No rule says the same of numbers that are written otherwise; the message says what to do if one should."""


class Law(Protocol):
    """A function that checks one law."""

    __name__: str

    def __call__(self, rule: Rule | type[Rule], *, measure: Measure | None = None, examples: int | None = None) -> None:
        """
        Check the law.

        Args:
            rule: A rule, or a class of rules to draw from.
            measure: A measure the rule fits; by default several are tried.
            examples: How many histories to draw; by default as many as the Hypothesis profile says.

        Raises:
            AssertionError: A history breaks the law.
            LawDoesNotApply: The law says nothing about such rules.
            DefinitionError: The rule fits no measure that was tried.
        """


Check = Callable[[Case, st.DataObject], None]


def law(
    *,
    says_nothing_of: Callable[[type[Rule]], str] = lambda _: "",
    where_nothing_fits: str = "",
    unchecked: type[LawDoesNotApply] = LawDoesNotApply,
    fits: Callable[[Measure], bool] = lambda _: True,
    plain: bool = False,
    share: int = 1,
) -> Callable[[Check], Law]:
    """
    Make a law of a function that checks one case.

    Args:
        says_nothing_of: Says why the law says nothing of a class of rules; empty where it does.
        where_nothing_fits: Why it says nothing of a class of which no drawn case can be checked; empty where that is an error.
        unchecked: What is raised then.
        fits: Whether it can be checked of a measure; what it raises says why not.
        plain: Leave out what a plan may add to a measure.
        share: Draw so many times fewer histories: a check that is slow.
    """

    def make(check: Check) -> Law:
        @functools.wraps(check)
        def holds(rule: Rule | type[Rule], *, measure: Measure | None = None, examples: int | None = None) -> None:
            kind = _kind_of(rule)
            if why := says_nothing_of(kind):
                raise LawDoesNotApply(f"{kind.__name__} {why}")
            count = math.ceil((examples or settings().max_examples) / share)
            try:
                hold(check, rule, measure, count, fits, plain=plain)
            except NothingFitsError as error:
                if not where_nothing_fits:
                    raise
                why = f": {error.__cause__}" if error.__cause__ else ""
                raise unchecked(f"{kind.__name__} {where_nothing_fits}{why}") from None

        del holds.__wrapped__  # which takes a case; its own arguments are those of a law
        return holds

    return make


class NothingFitsError(DefinitionError):
    """No measure that was tried takes the rule."""


class _GivenUp(unittest.SkipTest):
    """Nothing to check was found for a while; Hypothesis passes it on at once."""


@attrs.define
class _Patience:
    """How many more cases may be unusable before a law that has found none gives up."""

    left: int
    found: bool = False
    # Why the last measure did not take the rule, or the law.
    why: DefinitionError | None = None

    def lose(self) -> None:
        self.left -= 1
        if self.left < 0 and not self.found:
            raise _GivenUp("nothing to check was found")


def hold(
    check: Check,
    rule: Rule | type[Rule],
    measure: Measure | None,
    examples: int,
    fits: Callable[[Measure], bool] = lambda _: True,
    *,
    plain: bool = False,
) -> None:
    """
    Draw cases for every shape of measure the rule fits, plain or with a plan's additions, and check each.

    What is drawn, kept and shrunk is as the Hypothesis profile and its seed say.
    """
    kind = rule if isinstance(rule, type) else type(rule)
    tried = [measure] if measure is not None else list(shapes())
    # Tens of draws show whether anything can be checked, however few examples are asked for: of two measures one may be no fit.
    patience = _Patience(max(3 * examples, 40))
    cases = _cases(_measures(rule, tried, fits, patience), plain=plain)

    checked = _counted(check, patience, f"{check.__name__.strip('<>')}_{kind.__name__}")
    drawn = settings(
        max_examples=examples,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        # To explain is to trace every line of the library.
        phases=[one for one in settings().phases if one is not Phase.explain],
    )
    try:
        with _told_of_failures():
            drawn(given(cases, st.data())(checked))()
    except (Unsatisfiable, _GivenUp):
        what = f"the law found nothing to check for {kind.__name__}: it fits none of the measures that were tried, or is never decided"
        raise NothingFitsError(
            Problem(what, "give a `measure` that it fits, or look why its verdicts are undecided")
        ) from patience.why


@contextmanager
def _told_of_failures() -> Iterator[None]:
    """Let Hypothesis report failures alone: that a law has nothing to check is an error to it, and it says how to reproduce it."""
    said: list[object] = []
    try:
        with with_reporter(said.append):
            yield
    except (Unsatisfiable, _GivenUp):
        raise
    except BaseException:
        for one in said:
            report(str(one))
        raise


def _kind_of(rule: object) -> type[Rule]:
    kind = rule if isinstance(rule, type) else type(rule)
    if issubclass(kind, Rule):
        return kind
    what = f"rule: {shortened(repr(rule))} is no rule"
    raise DefinitionError(Problem(what, "give a rule, such as measure.rule, or a class of rules"))


def _counted(check: Check, patience: _Patience, name: str) -> Callable[[Case, st.DataObject], None]:
    """Return a check that counts the cases it could use, under the name by which Hypothesis stores its examples."""

    def checked(case: Case, data: st.DataObject) -> None:
        try:
            check(case, data)
        except UnsatisfiedAssumption:
            patience.lose()
            raise
        patience.found = True

    checked.__name__ = name
    return checked


def _measures(
    rule: Rule | type[Rule], shapes: Sequence[Measure], fits: Callable[[Measure], bool], patience: _Patience
) -> st.SearchStrategy[Measure]:
    """Draw measures of some shape that take the rule; nothing when none does."""
    if isinstance(rule, Rule):
        fitting = [one for shape in shapes if (one := _fitted(shape, rule, fits, patience)) is not None]
        return st.sampled_from(fitting) if fitting else st.nothing()
    drawn = [(shape, _drawn(rule, shape.unit, shape.decimals, shape.better, shape.calendar.kind)) for shape in shapes]
    some = [one for one in drawn if not one[1].is_empty]

    @st.composite
    def measures(draw: st.DrawFn) -> Measure:
        shape, rules = draw(st.sampled_from(some))
        one = _fitted(shape, draw(rules), fits, patience)
        if one is None:
            patience.lose()
            reject()
        return one

    return measures() if some else st.nothing()


@st.composite
def _cases(draw: st.DrawFn, measures: st.SearchStrategy[Measure], *, plain: bool) -> Case:
    return draw_figures(draw, draw(measures), plain=plain)


@functools.lru_cache(maxsize=256)
def _drawn(kind: type[Rule], unit: Unit, decimals: int, better: Better, period: PeriodKind) -> st.SearchStrategy[Rule]:
    """Return the strategy of a kind of rule, made once: making it takes longer than drawing from it."""
    return strategies.rules(of=(kind,), unit=unit, decimals=decimals, better=better, period=period)


def _fitted(shape: Measure, rule: Rule, fits: Callable[[Measure], bool], patience: _Patience) -> Measure | None:
    try:
        fitted = attrs.evolve(shape, rule=rule)
        return fitted if fits(fitted) else None
    except DefinitionError as error:
        patience.why = error
        return None
