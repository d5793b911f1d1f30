"""What is kept for good has no outlook that is not known."""

from datetime import date

from tests.numbers.world import measure, rows_of

import wes_rules as w

QUARTERS = w.Calendar(kind="financial-quarter", lag_months=1)


def explained(at_least):
    total = w.RunningTotal(indicator="homes", since=w.Period.parse("2024/25 Q1"))
    one = measure(total, w.Threshold(at_least=at_least, by=date(2027, 3, 31)), calendar=QUARTERS)
    history = w.History(rows_of([300, 300], "2024/25 Q1", kind="financial-quarter"))
    found = w.judge(one, history, as_of=date(2024, 11, 15))
    assert found.outlook.status is None
    return found.course, found.explain()


def test_what_is_kept_already_whatever_is_still_to_come_says_no_unknown_outlook():
    course, said = explained(500)
    assert course is w.Course.ALREADY_KEPT
    assert "Outlook" not in said


def test_of_what_is_open_it_is_said_that_the_outlook_is_unknown():
    course, said = explained(900)
    assert course is w.Course.OPEN
    assert "Outlook: unknown by its recent course" in said
