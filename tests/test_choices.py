"""Choices of the public API are texts: they print, compare, sort and serialise as what plan files say."""

from __future__ import annotations

import enum
import json

import pytest

import wes_rules
from wes_rules import Better, DefinitionError, Marker, PeriodKind, Reason, Standing, Status, Unit, WesRulesError
from wes_rules.alerts import wire
from wes_rules.alerts.message import Change
from wes_rules.alerts.records import Delivery
from wes_rules.plugins.api import Dedup

PUBLIC = [one for name in wes_rules.__all__ if isinstance(one := getattr(wes_rules, name), type)]
CHOICES = [*(one for one in PUBLIC if issubclass(one, enum.Enum)), Change, Delivery, Dedup]


@pytest.mark.parametrize("choice", CHOICES, ids=lambda one: one.__name__)
def test_a_choice_is_its_text_wherever_it_is_printed_or_sent(choice):
    for one in choice:
        assert isinstance(one, str)
        assert str(one) == f"{one}" == one.value == one
        assert json.loads(json.dumps(one)) == one.value
        assert json.loads(wire.dump([one])) == [one.value]
        assert type(wire.plain(one)) is str
        assert choice(one.value) is one


def test_choices_with_more_than_a_text_keep_it():
    assert Unit("percent").high == 100
    assert PeriodKind("term").per_year == 3
    assert Reason("suppressed").sentence == "A figure it depends on is suppressed."
    assert Better("lower").sign == -1
    assert Change("recovered").heading == "Recovered"
    assert (Marker("c"), Standing("")) == (Marker.SUPPRESSED, Standing.FINAL)


def test_statuses_are_in_the_order_of_the_verdicts_and_not_of_the_alphabet():
    assert sorted(Status) == [Status.OFF_TRACK, Status.UNDECIDED, Status.AT_RISK, Status.ON_TRACK]
    assert Status.OFF_TRACK < "undecided" <= Status.UNDECIDED
    assert "on_track" > Status.AT_RISK >= "at_risk"


@pytest.mark.parametrize("compare", ["__lt__", "__le__", "__gt__", "__ge__"])
def test_a_status_is_in_no_order_with_a_text_that_is_none(compare):
    with pytest.raises(DefinitionError, match='"on track" is no status; did you mean "on_track"'):
        getattr(Status.AT_RISK, compare)("on track")
    with pytest.raises(WesRulesError):
        getattr(Status.AT_RISK, compare)("")
