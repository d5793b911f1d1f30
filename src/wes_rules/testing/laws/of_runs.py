"""Laws about promises of every period: where they begin, and what was missed."""

from __future__ import annotations

import attrs
from hypothesis import assume, reject
from hypothesis import strategies as st

from wes_rules.errors import DefinitionError
from wes_rules.judging.status import Status
from wes_rules.rules.kinds.maintain import Maintain
from wes_rules.rules.measure import Measure
from wes_rules.series.observed import Observed
from wes_rules.testing.laws.cases import OWN_WAYS, WAYS, Case, values_near, with_hidden
from wes_rules.testing.laws.holding import law
from wes_rules.values.period import Period
from wes_rules.values.quantity import Quantity

_OTHERS = "looks at no period but the latest"


def _looks_back(measure: Measure) -> bool:
    return isinstance(measure.rule, Maintain) or hasattr(measure.rule, "scope")


def _of_every_period(measure: Measure) -> bool:
    return isinstance(measure.rule, Maintain) or getattr(measure.rule, "scope", "") == "every"


@law(fits=_of_every_period, where_nothing_fits=_OTHERS)
def what_was_missed_stays_missed(case: Case, data: st.DataObject) -> None:
    """What is off track for an earlier period is off track for the latest, whatever is hidden, unless the series broke between them."""
    last, calendar = case.last, case.measure.calendar
    then = data.draw(st.sampled_from(_run(case)[:-1]), label="missed in")
    assume(not any(then < one <= last for one in calendar.breaks))
    hidden = data.draw(
        st.lists(st.sampled_from(sorted(case.figures, key=str)), max_size=2, unique=True), label="hidden"
    )
    ways = {key: (OWN_WAYS if key[0] == case.measure.area else WAYS)[0] for key in hidden}
    known = list(with_hidden(case, ways))
    # What a deadline settles says nothing of other periods.
    plain = attrs.evolve(case.measure, deadline=None)
    assume(case.judge(observations=known, measure=plain, period=then).status is Status.OFF_TRACK)
    now = case.judge(observations=known, measure=plain).status
    assert now is Status.OFF_TRACK, f"off track in {then}, and {now.words} in {last}"


@law(fits=_looks_back, where_nothing_fits=_OTHERS)
def nothing_is_promised_before_the_plan(case: Case, data: st.DataObject) -> None:
    """
    Let the plan start later: what is on track stays on track, and what lies before all that a step may come from changes nothing.

    The figures that the first steps come from are on file.
    """
    assume(isinstance(case.measure.number, Observed))
    run = _run(case)
    some = [(start, source) for start in run if (source := _comes_from(case.measure, run, start)) is not None]
    assume(some)
    start, source = data.draw(st.sampled_from(some), label="the plan starts")
    try:
        plain, started = (attrs.evolve(case.measure, starts=day) for day in (None, start.start))
    except DefinitionError:
        # No period may be left before a day or a deadline.
        reject()
    before, after = (case.judge(figures=case.figures, measure=one).status for one in (plain, started))
    said = f"with a start in {start}"
    assert before is not Status.ON_TRACK or after is before, f"on track, and {after.words} {said}"
    values = values_near(case.measure)
    others = {key: Quantity.exact(data.draw(values)) for key in case.figures if key[1] < source}
    again = case.judge(figures={**case.figures, **others}, measure=started).status
    assert again is after, f"{after.words}, and {again.words} by figures before {source} {said}"


def _run(case: Case) -> list[Period]:
    return sorted({period for _, period in case.figures}, key=lambda one: one.index)


def _comes_from(measure: Measure, run: list[Period], start: Period) -> Period | None:
    """Return the earliest period that something after a start may be held against; None where that is not on file."""
    stated, rule = measure.baseline, measure.rule
    alike = [one for one in run if one < start and one in measure.calendar and one not in measure.calendar.isolated]
    if not alike or (stated is not None and stated.period is not None) or getattr(rule, "from_period", None):
        return None
    if getattr(rule, "against", "") == "same-period-last-year":
        return fellow if (fellow := start.same_period_last_year) >= run[0] else None
    return None if getattr(rule, "since", None) is not None else alike[-1]
