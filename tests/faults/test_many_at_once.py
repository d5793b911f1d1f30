"""Ten thousand alerts at once: one message that a person can read, with all of them in its data."""

from wes_rules import Plan
from wes_rules.alerts import wire
from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.digest import MOST_LISTED, digest
from wes_rules.alerts.last_told import Route
from wes_rules.alerts.message import Change, Message, News

PLAN = Plan(id="p", title="P", area="937", measures=())
CHANGES = (Change.NEW, Change.WORSE, Change.CORRECTED, Change.RECOVERED)


def news(number):
    change = CHANGES[number % len(CHANGES)]
    return News(
        alert=f"p/m{number}/937/off_track",
        episode=f"p/m{number}/937/off_track@2019",
        kind=AlertKind.OFF_TRACK,
        change=change,
        open=not change.closes,
        severity="off_track",
        title=f"Measure {number:05}",
        measure=f"m{number}",
        period="2019",
        line="80.0% in 2019; target: at least 90.0%; 10.0 points short.",
    )


def test_ten_thousand_alerts_are_one_bounded_message():
    (made,) = digest(PLAN, Route("Board", "post"), map(news, range(10_000)))
    listed = [line for line in made.text.splitlines() if line.startswith("- Measure")]
    assert len(listed) == len(CHANGES) * MOST_LISTED
    assert made.text.count("- and 2400 more") == len(CHANGES)
    assert made.text.endswith("\nwes-rules alerts list shows all of them.\n")
    assert "(MEASURE is an id that wes-rules alerts list shows)" in made.text
    assert len(made.text) < 100_000
    assert made.subject == "Off track: Measure 00000 (2019), and 9999 more - P"
    assert len(made.news) == 10_000
    assert wire.load(Message, wire.dump(made)) == made


def test_the_order_in_which_news_is_found_does_not_change_the_message():
    forth = digest(PLAN, Route("Board", "post"), map(news, range(300)))
    back = digest(PLAN, Route("Board", "post"), map(news, reversed(range(300))))
    assert forth == back
