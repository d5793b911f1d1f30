"""Judging each of 1,000 periods costs at most 15 times as much as judging each of 100, for every kind of rule; counted, not timed."""

import sys

import pytest
from tests.rules.test_costs import MOST, RULES, judging, versioned


def calls_of(do):
    """Count the calls of functions that a call makes, those of Python itself as well."""
    count = 0

    def counted(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        do()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(("vague", "changing"), [(False, False), (True, True)], ids=["exact", "vague and changing"])
@pytest.mark.parametrize("name", RULES)
def test_ten_times_the_periods_are_about_ten_times_the_work(name, vague, changing):
    rule, more = RULES[name]
    rule = versioned(rule) if changing else rule
    few, many = (calls_of(judging(rule, count, vague, more)) for count in (100, 1000))
    assert many <= MOST * few, f"{many / few:.1f} times the work"
