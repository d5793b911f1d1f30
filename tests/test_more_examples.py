"""The examples beside the first one: a monthly standard, and a council's quarterly report in red, amber and green."""

from datetime import date
from pathlib import Path

import pytest

from wes_rules import Period, PeriodKind, Reason, Status, judge, load_plan

EXAMPLES = Path(__file__).parents[1] / "examples"
ON, RISK, OFF = Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK


@pytest.fixture(scope="module")
def standard():
    return load_plan(EXAMPLES / "nhs-four-hours" / "plan.toml")


def of_month(loaded, name, label):
    """Judge one measure for one month, by all that is known."""
    day = date(2026, 4, 30)
    history = loaded.read(as_of=day).history.with_areas(
        loaded.plan.area_sets, loaded.plan.areas, loaded.plan.ended_areas
    )
    return judge(loaded.plan.measure(name), history, as_of=day, period=Period.parse(label, PeriodKind.MONTH))


def test_the_four_hour_standard_in_march_2026(standard):
    found = {one.measure.id: (one.status, str(one.observed)) for one in standard.judge(as_of=date(2026, 4, 30))}
    assert found == {
        "four-hour-standard": (OFF, "77.1"),
        "four-hour-standard-major": (OFF, "64.1"),
        "recovery": (RISK, "77.1"),
        "better-than-last-year": (ON, "77.1"),
    }


def test_the_quarters_come_out_as_published_but_for_the_councils_own_slip():
    loaded = load_plan(EXAMPLES / "council-quarterly" / "plan.toml")
    days = (date(2025, 3, 26), date(2025, 7, 2), date(2025, 10, 1), date(2026, 1, 28))
    colours = {ON: "G", RISK: "A", OFF: "R"}
    found = {}
    for day in days:
        for one in loaded.judge(as_of=day):
            found[one.measure.id] = found.get(one.measure.id, "") + colours[one.status]
    assert found == {
        "admission-appeals-upheld": "GGGG",
        "look-out-visits": "RGGG",
        "ehcp-annual-reviews": "GGGG",
        "youth-service-participants": "RGGG",  # published as amber: 222 of 258 is 14% off
        "supported-at-home": "GGGG",
    }


def test_no_month_is_compared_across_the_field_tests(standard):
    for label in ("May 2019", "April 2020", "June 2023", "May 2024"):
        assert Reason.SERIES_BREAK in of_month(standard, "better-than-last-year", label).reasons, label
    assert of_month(standard, "better-than-last-year", "June 2024").status is not Status.UNDECIDED
    assert of_month(standard, "four-hour-standard", "June 2023").status is OFF


def test_the_recovery_is_a_straight_line_from_march_to_march(standard):
    found = of_month(standard, "recovery", "September 2024")
    assert "at least 77.0%" in found.required
    assert not of_month(standard, "recovery", "February 2024").due
