"""What the library says of targets that their publishers judged themselves, by the publishers' own methods."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from tests.against.plans import CANADA, COUNCIL, GERMANY, NORTHERN_IRELAND, judged, needs_collection

from wes_rules import Grade, Period, Status, Trajectory, judge

pytestmark = needs_collection
LATE = date(2027, 1, 1)


@pytest.fixture(scope="module")
def canada(tmp_path_factory):
    measures, history = judged(CANADA, tmp_path_factory.mktemp("canada"), LATE)
    found = []
    for measure, target in measures:
        last = int(target["figures"][-1]["period"])
        found.append((target, judge(measure, history, as_of=date(last + 1, 1, 1))))
    return found


WORDS = {
    "target_achieved": Grade.ACHIEVED,
    "substantial_progress": Grade.SUBSTANTIAL,
    "moderate_progress": Grade.MODERATE,
    "limited_progress": Grade.LIMITED,
    "deterioration": Grade.DETERIORATION,
}


def test_every_status_of_canada_follows_by_the_method_it_uses(canada):
    wrong, counted = [], Counter()
    for target, one in canada:
        counted[one.measure.outlook_method] += 1
        assert one.outlook is not None, target["title"]
        if one.outlook.graded is None or one.outlook.graded.grade is not WORDS[target["published_verdict"]]:
            wrong.append((target["series"], target["published_verdict"], one.outlook))
    assert wrong == []
    assert counted == {"cagr-ratio": 39, "cagr-direction": 86}


# The verdicts of Germany that its own method does not give; docs/methods.md says why each.
GERMAN_DISAGREEMENTS = {
    ("12.1.bb", 2019): ("thunderstorm", "sun"),
    ("12.3.b", 2021): ("thunderstorm", "cloud"),
    ("12.3.b", 2022): ("cloud", "sun"),
    ("12.4", 2021): ("cloud", "slightly cloudy"),
    ("14.1.b", 2016): ("cloud", "thunderstorm"),
    ("14.1.b", 2018): ("thunderstorm", "cloud"),
    ("14.1.b", 2019): ("cloud", "thunderstorm"),
    ("16.3.a", 2017): ("thunderstorm", "slightly cloudy"),
    ("3.1.a", 2015): ("thunderstorm", "cloud"),
    ("7.1.b", 2017): ("thunderstorm", "cloud"),
    ("7.2.a", 2018): ("sun", "slightly cloudy"),
    ("7.2.a", 2019): ("sun", "slightly cloudy"),
    ("7.2.b", 2020): ("slightly cloudy", "cloud"),
    ("8.3", 2016): ("cloud", "sun"),
}


def test_the_symbols_of_germany_follow_by_its_own_method(tmp_path, capsys):
    measures, history = judged(GERMANY, tmp_path, LATE)
    counted, apart = Counter(), {}
    for measure, target in measures:
        for one in target["published_verdicts"]:
            year = int(one["period"])
            if one["symbol"] in ("Keine", "Ende"):
                continue
            found = judge(measure, history, as_of=date(year + 1, 1, 1)).outlook
            if found is None:
                counted["the year has come"] += 1
                continue
            counted["compared"] += 1
            said = None if found.graded is None else found.graded.words
            counted["agree"] += said == one["symbol"]
            if said != one["symbol"]:
                apart[target["title"].split()[0], year] = (one["symbol"], said)
    with capsys.disabled():
        print(f"\nGermany: {counted['agree'] / counted['compared']:.1%} agree; {dict(counted)}; {apart}")
    assert counted["compared"] == 288
    assert counted["agree"] >= 0.9 * counted["compared"]
    assert apart == GERMAN_DISAGREEMENTS


def test_what_northern_ireland_calls_improving_has_improved(tmp_path):
    """All 46; a move of the interval itself is a change there, and `unchanged_within` counts it as none."""
    ways = {"improving": "improved", "no change": "unchanged", "worsening": "worsened"}
    measures, history = judged(NORTHERN_IRELAND, tmp_path, LATE)
    apart = []
    for measure, target in measures:
        last = history.periods((measure.id, "here", "all"))[-1]
        one = judge(measure, history, as_of=LATE, period=last)
        assert one.observed == Decimal(str(target["figures"][-1]["value"]))
        if one.direction.way != ways[target["published_verdict"].lower()]:
            apart.append((target["title"], target["published_verdict"], one.direction.way))
    assert apart == []
    assert len(measures) == 46


@pytest.mark.skipif(not hasattr(Trajectory, "met_within"), reason="no promise has a green band yet")
def test_red_amber_and_green_of_a_council_are_as_published_but_for_one_slip(tmp_path):
    """It calls 222 against a target of 258 amber, which is 14% off."""
    colours = {Status.ON_TRACK: "Green", Status.AT_RISK: "Amber", Status.OFF_TRACK: "Red"}
    measures, history = judged(COUNCIL, tmp_path, LATE)
    apart, compared = {}, 0
    for measure, target in measures:
        for one in target["published_verdicts"]:
            period = Period.parse(one["period"], measure.calendar.kind)
            said = colours[judge(measure, history, as_of=LATE, period=period).status]
            compared += 1
            if said != one["rag"]:
                apart[target["title"], one["period"]] = (one["rag"], said)
    assert compared == 20
    assert apart == {("Young people in universal youth service activities", "2024/25 Q3"): ("Amber", "Red")}
