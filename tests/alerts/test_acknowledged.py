"""An acknowledgement: when it stands no longer, and how an alert is listed while it does."""

from datetime import UTC, date, datetime

import attrs
import pytest

from wes_rules import DefinitionError
from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.deciding import cleared
from wes_rules.alerts.fold import State
from wes_rules.alerts.handling import Acknowledgement, Silence
from wes_rules.alerts.last_told import LastTold
from wes_rules.alerts.message import Change
from wes_rules.rules.policy import Policy
from wes_rules.running.telling.outbox import context
from wes_rules.values.days import said_day

NOON = datetime(2021, 7, 1, 12, tzinfo=UTC)
RISK = CurrentAlert(
    alert="a", kind=AlertKind.OFF_TRACK, state=State.OPEN, title="A", opened="2019", breaches=("2019", "2020"),
    past=frozenset({"2019", "2020"}), period="2020", order=2020, severity="at_risk", rule="r",
)  # fmt: skip
SEEN = Acknowledgement(
    alert="a", by="Ada", note="", at=NOON, told=LastTold.of(RISK, Change.NEW, None, date(2021, 7, 1)), until=None
)


@pytest.mark.parametrize(
    ("current", "until", "why"),
    [
        (RISK, None, ""),
        (RISK, NOON, "its time is over"),
        (attrs.evolve(RISK, state=State.QUIET, opened="", breaches=(), severity=""), None, "the alert is closed"),
        (
            attrs.evolve(RISK, opened="2021", breaches=("2021",), past=frozenset({"2021"})),
            None,
            "the alert has been closed, and is open for another time",
        ),
        (attrs.evolve(RISK, severity="off_track"), None, "the alert got worse"),
    ],
)
def test_an_acknowledgement_ends_and_says_why(current, until, why):
    assert cleared(attrs.evolve(SEEN, until=until), current, Policy(), NOON) == why


@pytest.mark.parametrize(
    ("seen", "change", "details"),
    [
        (None, Change.STILL_OPEN, ()),
        (SEEN, Change.ACKNOWLEDGED, ("Acknowledged by Ada.",)),
        (attrs.evolve(SEEN, note="new panel"), Change.ACKNOWLEDGED, ("Acknowledged by Ada: new panel.",)),
    ],
)
def test_an_alert_that_is_listed_beside_news_says_who_looks_after_it(seen, change, details):
    news = context(RISK, SEEN.told, seen)
    assert (news.change, news.repeated) == (change, True)
    assert tuple(line for line in news.details if "cknowledged" in line) == details


@pytest.mark.parametrize(("field", "needed"), [("author", "an author"), ("reason", "a reason")])
def test_a_silence_says_what_it_needs_and_why(field, needed):
    given = {
        "author": "Ada",
        "reason": "audit",
        "matchers": {"measure": "m"},
        "starts": NOON,
        "ends": NOON.replace(day=2),
    }
    with pytest.raises(DefinitionError) as error:
        Silence(id="S", **{**given, field: " "})
    (problem,) = error.value.problems
    assert (problem.what, problem.remedy) == (f"a silence needs {needed}", "say it: the log keeps it")


def test_what_was_recorded_to_be_done_is_told_with_what_got_worse_and_not_with_another_time(world):
    world.publish(2015, 80)
    world.run()
    day = said_day(world.wall.date())
    assert world.acknowledge(note="Two caseworkers hired.")
    for number, value in ((2016, 70), (2017, 95), (2018, 60)):
        world.until(f"{number + 1}-07-01")
        world.publish(number, value)
        world.run()
    said = [[one for one in news.details if "Recorded" in one] for _, news in world.news()]
    assert world.heard() == ["new", "worse", "recovered", "new"]
    assert said == [[], [f"Recorded by Ann on {day}: Two caseworkers hired."], [], []]
