"""Days in place of periods, as whoever counts on some day of each month writes them."""

import pytest

from wes_rules import PeriodKind, Unit

from .conftest import KINDS, wanted

MONTHS = {"waiting": wanted(kind=PeriodKind.MONTH)}
SETTINGS = {
    "columns": {"Archive date": "period", "Hospital": "area", "Total": "value"},
    "fixed": {"indicator": "waiting"},
    "publication": "s",
}
ROWS = [
    ["Archive date", "Hospital", "Total"],
    ["26/01/2023", "Cork", 3],
    ["27/02/2023", "Cork", 4],
    ["30/03/2023", "Cork", 5],
]


def said(found):
    return [(str(one.period), int(one.quantity.low)) for one in found.observations]


@pytest.mark.parametrize("kind", KINDS)
def test_a_snapshot_is_the_figure_of_the_month_that_its_day_lies_in(folder, kind):
    found = folder.read_as(kind, ROWS, MONTHS, dates="day-month-year", snapshots=True, **SETTINGS)
    assert said(found) == [("January 2023", 3), ("February 2023", 4), ("March 2023", 5)]


def test_a_snapshot_on_the_first_or_the_last_day_of_a_week_or_a_quarter_is_no_figure_of_another_rhythm(folder):
    text = "Archive date,Hospital,Total\n2023-01-30,Cork,3\n2023-02-28,Cork,4\n2023-03-26,Cork,5\n"
    assert len(said(folder.read(text, MONTHS, snapshots=True, **SETTINGS))) == 3


def test_snapshots_side_by_side_are_read(folder):
    text = "Hospital,26/01/2023,27/02/2023\nCork,3,4\n"
    settings = {"columns": {"Hospital": "area"}, "fixed": {"indicator": "waiting"}, "publication": "s"}
    found = folder.read(text, MONTHS, across="period", dates="day-month-year", snapshots=True, **settings)
    assert said(found) == [("January 2023", 3), ("February 2023", 4)]


def test_two_snapshots_of_one_month_contradict_each_other(folder):
    text = "Archive date,Hospital,Total\n2023-01-05,Cork,3\n2023-01-26,Cork,4\n"
    (fault,) = folder.faults(text, MONTHS, snapshots=True, **SETTINGS)
    assert "stands in row 2 already" in fault


def test_which_of_two_kinds_of_period_a_snapshot_is_of_has_to_be_said(folder):
    text = "Archive date,Hospital,Total\n2023-01-26,Cork,3\n"
    both = {"waiting": wanted(Unit.COUNT, PeriodKind.MONTH, PeriodKind.CALENDAR_QUARTER)}
    (fault,) = folder.faults(text, both, snapshots=True, **SETTINGS)
    assert "2023-01-26" in fault
    settings = {**SETTINGS, "fixed": {"indicator": "waiting", "kind": "calendar-quarter"}}
    assert said(folder.read(text, both, snapshots=True, **settings)) == [("2023 Q1", 3)]


def test_a_day_within_a_month_names_the_setting_once_for_each_line(folder):
    settings = {**SETTINGS, "indicators": {"Total": "waiting", "Long": "long"}, "fixed": {}}
    settings["columns"] = {"Archive date": "period", "Hospital": "area"}
    request = {**MONTHS, "long": wanted(kind=PeriodKind.MONTH)}
    (fault,) = folder.faults("Archive date,Hospital,Total,Long\n2023-01-26,Cork,3,1\n", request, **settings)
    assert "figure of January 2023, say snapshots = true" in fault
