"""A figure that is named as overdue is one that is missing: once that very figure has come, it is named no more."""

from __future__ import annotations

from datetime import date

import attrs
from tests.conftest import Desk
from tests.oracle.adapter import stated
from tests.oracle.drawing import KINDS_DRAWN, world_of

from wes_rules import AreaFigure, BenchmarkParity, Calendar, Observation, Observed, Origin, Quantity, judge
from wes_rules.alerts.told_figures import Awaited
from wes_rules.judging.late import has_come, late_figures
from wes_rules.rules.view import View


def series_of(found, late):
    """Return the series of a figure that is named; None where it is that of several areas, or of several figures."""
    number, against = found.measure.number, getattr(found.measure.rule, "against", None)
    several = {" ".join(one): one for one in number.series(found.area)}
    if late.code in several:
        return several[late.code]
    if not late.compared:
        return None if number.of_rows else number.series(found.area)[0]
    if not isinstance(against, AreaFigure):
        return None
    if isinstance(number, Observed):
        return number.indicator, against.area, against.group or number.group
    theirs = number.series(against.area)
    return theirs[0] if len(theirs) == 1 else {" ".join((against.area, *one)): one for one in theirs}.get(late.code)


def cases():
    for kind in sorted(set(KINDS_DRAWN) - {"cases"}):
        for seed, (world, measure, history) in enumerate(stated([world_of(seed, (kind,)) for seed in range(40)])):
            found = judge(measure, history, as_of=world.as_of)
            yield from ((kind, seed, leaf, one) for leaf in found.leaves for one in late_figures(leaf))


def test_what_is_named_as_overdue_is_missing_and_named_no_more_once_it_has_come():
    seen, named = set(), set()
    for kind, seed, found, late in cases():
        series = series_of(found, late)
        if series is None:
            continue
        told, view = Awaited.of(late), View(found.measure, found.history, found.area, late.period, found.as_of)
        assert not has_come(view, told.whose, compared=told.compared), (kind, seed, str(late))
        indicator, area, group = series
        one = Observation(
            indicator=indicator, area=area, group=group, period=late.period, quantity=Quantity.exact(1),
            published=found.as_of, origin=Origin(publication="a list"),
        )  # fmt: skip
        came = found.history.supposing(one)
        again = judge(found.measure, came, as_of=found.as_of, period=found.period, area=found.area)
        left = {Awaited.of(each) for each in late_figures(again)}
        assert attrs.evolve(told, place=0) not in left, (kind, seed, str(late))
        assert has_come(
            View(found.measure, came, found.area, late.period, found.as_of), told.whose, compared=told.compared
        )
        seen.add(kind)
        named.add(bool(late.whose))
    assert len(seen) > 8
    assert named == {True, False}


def test_how_many_figures_are_overdue_changes_on_no_day_on_which_none_comes():
    """The only figure is of a later period, undated, and counts from the day it is due."""
    desk, years = Desk(), Calendar(kind="calendar-year", lag_months=6)
    rule = BenchmarkParity(against=AreaFigure(area="970"))
    history = desk.history({2022: 40}, {2022: 41})
    measure = desk.measure(rule, calendar=years, starts=date(2020, 1, 1))
    days = [date(2022, 8, 1), date(2022, 12, 31), date(2023, 1, 1), date(2023, 6, 30)]
    found = [[str(one) for one in late_figures(judge(measure, history, as_of=day))] for day in days]
    assert found == [["2020", "2020 (England)", "2021", "2021 (England)"]] * 4
