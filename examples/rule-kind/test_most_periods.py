"""Every law, in one line."""

from most_periods import MostPeriods

from wes_rules.testing import laws


def test_most_periods_keeps_every_law():
    # It asks for so much at least, and so goes one way only.
    laws.check_all(MostPeriods, without=[laws.a_mirror_changes_nothing])
