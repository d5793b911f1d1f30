"""A replay lists exactly the messages that a run on each and every day would have sent."""

from datetime import date, timedelta

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from tests.alerts.world import D, at_least, measure, plan_of

from wes_rules import All, Calendar, Maintain, Marker, Observation, Origin, Period, PeriodKind, Quantity, Unit, judge
from wes_rules.alerts.condition import current_alerts_of
from wes_rules.rules.policy import Escalation, Inhibition, Policy, PolicyFor
from wes_rules.rules.versions import Version
from wes_rules.running.opening import scratch_store
from wes_rules.running.replay import reconciled, replay
from wes_rules.series.history import History
from wes_rules.values.quantity import Standing

FIRST, DAYS = date(2016, 1, 1), 70
MONTHS = [Period(PeriodKind.MONTH, 2015 * 12 + 9 + place) for place in range(4)]
VALUES = st.sampled_from(
    [*map(Quantity.exact, (95, 95, 88, 80, 70)), Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)]
)
DATES = st.integers(0, DAYS - 1).map(lambda days: FIRST + timedelta(days=days))


@st.composite
def rules(draw):
    """A promise, perhaps with a day from which on it is due, with another version, or with parts."""
    versions = ()
    if draw(st.booleans()):
        starting, agreed = draw(st.sampled_from(MONTHS)), draw(DATES)
        versions = (
            Version(starting=starting, agreed=agreed, changes={"at_least": D(draw(st.sampled_from([75, 93])))}),
        )
    by = (
        None
        if versions
        else draw(st.none() | st.sampled_from([FIRST + timedelta(days=place) for place in (31, 40, 50)]))
    )
    one = at_least(90, tolerance=D(3), versions=versions, by=by)
    return draw(st.sampled_from([one, Maintain(at_least=D(85)), All(of=(at_least(90), one))]))


@st.composite
def plans(draw):
    calendar = Calendar(kind=PeriodKind.MONTH, lag_months=1)
    more = {
        "calendar": calendar,
        "deadline": draw(st.none() | st.just(FIRST + timedelta(days=DAYS - 9))),
        "starts": draw(st.none() | st.just(FIRST)),
    }
    found = [measure("rate", rule=draw(rules()), **more)]
    if draw(st.booleans()):
        found.append(measure("slow", rule=draw(rules()), calendar=calendar))
    policy = Policy(
        after=draw(st.integers(1, 2)),
        close_after=draw(st.integers(1, 2)),
        severity=draw(st.sampled_from(["off_track", "at_risk"])),
        provisional=draw(st.sampled_from(["tell", "hold"])),
        grace_days=draw(st.sampled_from([0, 0, 9, 40])),
        worse_by=draw(st.sampled_from([None, 0, D(3)])),
        remind=draw(st.sampled_from(["period", "never"])),
        escalate=draw(st.sampled_from([(), (Escalation(to="Director", after_days=11),)])),
        question_jumps_over=draw(st.sampled_from([None, D(6)])),
        max_unjudged=draw(st.integers(1, 2)),
    )
    hides = (Inhibition(parent="rate", children=("slow",)),) if len(found) > 1 and draw(st.booleans()) else ()
    others = (PolicyFor(measures=("slow",), after=2),) if len(found) > 1 else ()
    announced = draw(st.sampled_from([None, date(2016, 2, 1)]))
    weekdays = {"working_days": True, "holidays": (date(2016, 2, 1),)} if draw(st.booleans()) else {}
    return plan_of(*found, policy=policy, policies=others, inhibitions=hides, announce_from=announced, **weekdays)


@st.composite
def histories(draw):
    """Figures of some months, each published on any day or on its own, some of them revised, some provisional."""
    rows = {}
    months, whose = st.sampled_from(MONTHS), st.sampled_from(["rate", "rate", "slow"])
    published = st.none() | DATES
    drawn = st.tuples(whose, months, published, VALUES, st.sampled_from([Standing.FINAL, Standing.PROVISIONAL]))
    for name, month, day, quantity, standing in draw(st.lists(drawn, min_size=2, max_size=8)):
        rows[name, month, day] = Observation(
            indicator=name,
            area="937",
            period=month,
            quantity=quantity,
            published=day,
            standing=standing,
            origin=Origin(publication="a publication"),
        )
    return History(rows.values())


def daily(plan, history, last):
    """The messages of a run on each day, until nothing more is told on it."""
    history = plan.with_areas(history)
    with scratch_store() as store:
        day = FIRST
        while day <= last:
            current_alerts = [
                one for each in plan.measures for one in current_alerts_of(plan, judge(each, history, as_of=day))
            ]
            while messages := reconciled(store, plan, current_alerts, day).messages:
                yield day, messages
            day += timedelta(days=1)


def the_same(plan, history):
    last = FIRST + timedelta(days=DAYS - 1)
    expected = list(daily(plan, history, last))
    event(f"{min(len(expected), 8)} messages or more")
    assert [(one.day, one.messages) for one in replay(plan, history, first=FIRST, last=last)] == expected


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans(), histories())
def test_a_replay_tells_what_a_run_on_every_day_tells(plan, history):
    the_same(plan, history)
