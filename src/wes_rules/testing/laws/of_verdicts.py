"""Laws about what a verdict says of itself."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import assume
from hypothesis import strategies as st

from wes_rules.judging.status import Status
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.kinds.composites import leaves
from wes_rules.rules.measure import Rule
from wes_rules.rules.reading import Reader
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.versions import forms
from wes_rules.rules.writing import write
from wes_rules.testing.laws.cases import Case
from wes_rules.testing.laws.holding import law
from wes_rules.values.quantity import Marker, Quantity


@law(where_nothing_fits="has no margin")
def the_status_agrees_with_the_margin(case: Case, data: st.DataObject) -> None:
    """A positive margin is on track, or what is best, a negative one is not, unless near enough; 0 is on the line, and the rule decides."""
    found = case.judge()
    margin = found.margin
    assume(margin is not None and margin != 0 and found.status is not Status.UNDECIDED)
    assert margin is not None
    rules = [rule for one in leaves(case.measure) for rule in _forms(one.rule)]
    assume(margin > 0 or not any(getattr(rule, "met_within", 0) for rule in rules))
    best = Status.AT_RISK if any(getattr(rule, "at_best", "") == "at-risk" for rule in rules) else Status.ON_TRACK
    agrees = best <= found.status if margin > 0 else found.status is not Status.ON_TRACK
    assert agrees, f"{found.status.words} with a margin of {margin}"


def _is_made_of_rules(kind: type[Rule]) -> str:
    return "" if issubclass(kind, FigureRule) else "is made of other rules, which have margins of their own"


@law(says_nothing_of=_is_made_of_rules, where_nothing_fits="has no margin that alone decides", plain=True)
def a_margin_is_all_there_is_to_spare(case: Case, data: st.DataObject) -> None:
    """
    Take the whole margin from the latest figure, less what it has to be beyond the target: the promise is kept by just that.

    So "0.3 better than needed" is true: the figure could be 0.3 worse and still keep it, and not one tick more.
    """
    found, measure, key = case.judge(), case.measure, (case.measure.area, case.last)
    rule, margin, value = found.promise_then, found.margin, case.figures[key].low
    assert isinstance(rule, FigureRule)
    assume(margin is not None and margin > 0 and found.status is Status.ON_TRACK and found.decided_in is None)
    assume(rule.margin_decides and rule.counted is None and not rule.met_within)
    assert margin is not None
    assert value is not None
    tick, beyond = Decimal(1).scaleb(-measure.decimals), rule.beyond(case.last)
    spare, better = margin - beyond * tick, measure.better.sign
    # Of what lies between two limits the margin may be spare on the better side, where it can only grow.
    assume(better and rule.monotone)
    said = found.explain()
    assert ("better than needed" in said) is (not beyond), f"{beyond} ticks beyond the target: {said}"
    for more in (0, 1):
        other = value - better * (spare + more * tick)
        assume(
            (measure.unit.low is None or other >= measure.unit.low)
            and (measure.unit.high is None or other <= measure.unit.high)
        )
        after = case.judge(figures={**case.figures, key: Quantity.exact(other)}).status
        assert (after is found.status) is (more == 0), f"{value} is {margin} better; {other} is {after.words}"


def _forms(rule: Rule) -> list[Rule]:
    return [rule, *(form for _, form in forms(rule))] if isinstance(rule, FigureRule) else [rule]


# Explaining is judging over and over.
@law(share=3)
def every_verdict_is_explained(case: Case, data: st.DataObject) -> None:
    """With any figures hidden, the verdict has an explanation that names it, and a JSON form."""
    hidden = data.draw(st.sets(st.sampled_from(sorted(case.figures, key=str)), max_size=3), label="hidden")
    unknown = Quantity.missing(case.measure.unit, Marker.SUPPRESSED)
    found = case.judge(figures={**case.figures, **dict.fromkeys(hidden, unknown)})
    assert found.explain().lower().startswith(found.words)
    assert found.to_json()["status"] == found.status.value
    assert found.reading, "the rule does not say how its wording is read"


@law(share=3)
def judging_twice_gives_equal_answers(case: Case, data: st.DataObject) -> None:
    """Judge the same figures twice: the judgements and their explanations are equal."""
    one, other = case.judge(), case.judge()
    assert one == other
    assert one.explain() == other.explain()


@law()
def what_is_written_reads_back(case: Case, data: st.DataObject) -> None:
    """Write the rule as a table of a plan file and read it again: it is equal."""
    faults: list[str] = []
    kinds = {**KINDS, case.measure.rule.kind: type(case.measure.rule)}
    kind = case.measure.calendar.kind

    def fault(path: tuple[str | int, ...], what: str, remedy: str) -> None:
        faults.append(f"{path}: {what}; {remedy}")

    # A part with a calendar of its own names it.
    calendars = {f"calendar {n}": leaf.calendar for n, leaf in enumerate(leaves(case.measure))}
    reader = Reader(fault=fault, calendars=calendars, kinds=kinds, kind=kind)
    read = reader.value(Rule, write(case.measure.rule, calendars), ())
    assert read == case.measure.rule, "; ".join(faults)
