"""To be reached once: which period is told beside the latest one, and by how much it was reached or missed."""

from decimal import Decimal as D

import pytest
from tests.conftest import Desk

from wes_rules import Quantity, Status, Threshold

ON, OFF, OPEN = Status.ON_TRACK, Status.OFF_TRACK, Status.UNDECIDED
REACH = Threshold(at_least=D(90), reach=True)
UP_TO = Quantity.between


@pytest.mark.parametrize(
    ("values", "status", "told", "margin"),
    [
        # On the line in an earlier year, a tick short of it, and a tick beyond.
        ((90, 80), ON, [("latest", 2019), ("reached", 2018)], "0.0"),
        (("89.9", 80), OFF, [("latest", 2019), ("closest", 2018)], "-0.1"),
        (("90.1", 80), ON, [("latest", 2019), ("reached", 2018)], "0.1"),
        # As close as the latest one, a tick closer, and less close.
        (("89.9", "89.9"), OFF, [("latest", 2019)], "-0.1"),
        (("89.9", "89.8"), OFF, [("latest", 2019), ("closest", 2018)], "-0.1"),
        (("89.8", "89.9"), OFF, [("latest", 2019)], "-0.1"),
        # What may just have been reached is not told as what came closest; what surely was not is.
        ((UP_TO(85, 90), 80), OPEN, [("latest", 2019)], None),
        ((UP_TO(85, D("89.9")), 80), OFF, [("latest", 2019), ("closest", 2018)], None),
        # Reached and held, and reached by the latest figure alone.
        ((95, 90), ON, [("latest", 2019)], "0.0"),
        (("89.9", 90), ON, [("latest", 2019)], "0.0"),
        # The first of several that reached it, and the first of several that are as close.
        ((91, 95, "89.9"), ON, [("latest", 2020), ("reached", 2018)], "1.0"),
        ((89, 89, 88), OFF, [("latest", 2020), ("closest", 2018)], "-1.0"),
        ((88, 89, 87), OFF, [("latest", 2020), ("closest", 2019)], "-1.0"),
    ],
)
def test_a_period_is_told_beside_the_latest_one_where_that_is_not_the_one_that_decides(values, status, told, margin):
    found = Desk().judge(REACH, {2018 + n: value for n, value in enumerate(values)})
    assert found.status is status
    assert [(fact.role, fact.period.index) for fact in found.finding.facts] == told
    assert found.margin == (None if margin is None else D(margin))
