"""Every law, in one line."""

from most_periods import MostPeriods

from wes_rules.testing import laws


def test_most_periods_keeps_every_law():
    laws.check_all(MostPeriods)
