"""What is told where rows were left out is what would be told whatever those rows turn out to say."""

from datetime import date

from hypothesis import event, given, settings
from hypothesis import strategies as st
from tests.alerts.world import YEARS, D, at_least, measure, plan_of

from wes_rules import Marker, Observation, Origin, Period, PeriodKind, Quantity, Unit, judge
from wes_rules.alerts.changes import change_of
from wes_rules.alerts.condition import current_alerts_of
from wes_rules.alerts.last_told import LastTold
from wes_rules.alerts.left_out import is_certain
from wes_rules.alerts.message import Change
from wes_rules.rules.policy import Policy
from wes_rules.series.history import History
from wes_rules.series.left_out import UnreadFigure

DAY = date(2030, 1, 1)
UNREAD = "unread"
# At least 90, with 3 of tolerance: off track, at risk, on track, and a figure that there is none of.
SAYS = {
    "off": Quantity.exact(80),
    "risk": Quantity.exact(88),
    "on": Quantity.exact(95),
    "none": Quantity.missing(Unit.PERCENT, Marker.NOT_APPLICABLE),
}
POLICIES = st.builds(Policy, after=st.integers(1, 2), close_after=st.integers(1, 2))


def year(place):
    return Period(PeriodKind.CALENDAR_YEAR, 2010 + place)


def current(says, policy):
    plan = plan_of(measure(rule=at_least(90, tolerance=D(3))), policy=policy)
    figures = [
        Observation(
            indicator="rate",
            area="937",
            period=year(place),
            quantity=SAYS[one],
            published=YEARS.due(year(place)),
            origin=Origin(publication="a publication"),
        )
        for place, one in enumerate(says)
        if one != UNREAD
    ]
    unread = [
        UnreadFigure(indicator="rate", area="937", period=year(place))
        for place, one in enumerate(says)
        if one == UNREAD
    ]
    history = History(figures, left_out=unread).with_areas(plan.area_sets, plan.areas, plan.ended_areas)
    found, _ = current_alerts_of(plan, judge(plan.measures[0], history, as_of=YEARS.due(year(len(says) - 1))))
    return found


@settings(max_examples=2 * settings.default.max_examples)
@given(
    st.lists(st.sampled_from(["off", "on", "on", "risk"]), max_size=2),
    st.lists(st.sampled_from(["on", "on", "off"]), max_size=2),
    st.sampled_from(["off", "on", "risk"]),
    POLICIES,
)
def test_what_is_certain_is_so_whatever_is_filled_in(before, between, latest, policy):
    holes = [*before, UNREAD, *between, "off", "off", latest]
    was, now = current(holes[:-1], policy), current(holes, policy)
    known = LastTold.of(was, Change.NEW, None, DAY)
    certain = is_certain(known, now, policy)
    found = change_of(known, now, policy)
    event(f"{found}, {'certain' if certain else 'waits'}")
    if not certain:
        return
    for what in SAYS:
        filled = [what if one == UNREAD else one for one in holes]
        really = change_of(known, current(filled, policy), policy)
        # That it goes on may be that it began anew.
        assert really == found or (really == "new" and found is not None and found.opens), what
