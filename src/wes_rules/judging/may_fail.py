"""How many more cases of a share may fail before its target is missed."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import attrs

from wes_rules.counting import counted
from wes_rules.judging.target import enough_for
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.kinds.everyone import Everyone
from wes_rules.rules.view import View
from wes_rules.values.fields import Declared
from wes_rules.values.period import Period
from wes_rules.values.quantity import Unit
from wes_rules.values.reason import Reason


@attrs.frozen(kw_only=True)
class MayFail(Declared):
    """
    How many more cases of a period may fail, if no case is added.

    Args:
        cases: How many cases there are.
        failed: How many of them have failed.
        open: How many of them may still go either way.
        more: How many more may fail; below 0 it is how many are too many.
        to_come: More cases may still come, be they kept or not.
        running: Cases are open or may still come, or the period has not ended.
    """

    period: Period
    cases: int
    failed: int
    open: int
    more: int
    to_come: bool
    running: bool

    def sentence(self) -> str:
        """Say how many failed, and how many more may."""
        what = f"of {counted(self.cases, 'case')} in {self.period} {self.failed or 'none'} failed"
        if self.more < 0:
            said = f"{what}, {-self.more} too many"
        elif self.open and not self.to_come and self.more >= self.open:
            said = f"{what}, and {'all' if self.open > 1 else 'the one'} still open may, too"
        else:
            said = f"{what}, and {self.more or 'no'} more may"
        return f"{said}, by the cases so far" if self.to_come else said

    def to_json(self) -> dict[str, Any]:
        """Return the documented JSON form."""
        return {
            "period": str(self.period),
            "cases": self.cases,
            "failed": self.failed,
            "open": self.open,
            "more": self.more,
            "running": self.running,
        }


def may_fail_of(one: Verdict) -> MayFail | None:
    """Return how many more cases may fail in the latest period with known cases, due or not; None where some are unread, or no share is promised."""
    if one.measure.unit is not Unit.PERCENT:
        return None
    calendar, day = one.measure.calendar, one.as_of
    now = Period.containing(day, calendar.kind)
    view = View(one.measure, one.history, one.area, one.period or now, day)
    # Who asks for an earlier period asks about that one.
    later: tuple[Period, ...] = ()
    if one.period is None:
        later = calendar.between(now, now)
    elif one.period == calendar.latest_due(day):
        later = calendar.between(one.period + 1, now)
    promised = [each for each in later if one.settles is None or each.last_day <= one.settles]
    found = (_of(view.of(each)) for each in reversed(promised))
    return next((each for each in found if each is not None), None if one.period is None else _of(view))


def _of(view: View) -> MayFail | None:
    figure, sign = view.own(view.period), view.measure.better.sign
    if figure.counts is not None:
        inside, cases = figure.counts
        failed, still = cases - inside if sign > 0 else inside, 0
    elif figure.cases is not None and figure.failed is not None and sign > 0:
        (cases, still), failed = figure.cases, int(figure.failed.low)
    else:
        return None
    allowed = _allowed(view, cases) if 0 <= failed <= cases and cases else None
    if allowed is None:
        return None
    to_come = Reason.AWAITING_PUBLICATION in figure.why
    running = bool(still) or to_come or view.period.last_day >= view.as_of
    return MayFail(
        period=view.period,
        cases=cases,
        failed=failed,
        open=still,
        more=allowed - failed,
        to_come=to_come,
        running=running,
    )


def _allowed(view: View, cases: int) -> int | None:
    """Return how many cases may fail while the rounded share still meets its target."""
    rule = view.measure.rule
    if isinstance(rule, Everyone):
        return int(rule.at(view.period, view.as_of, view.calendar).forgiven(view, cases))
    enough, sign, whole = enough_for(view, view.period), view.measure.better.sign, 100 * 10**view.measure.decimals
    if enough is None:
        return None
    # Half of a tick is rounded up, to the better side of a share that should be high.
    least = math.ceil(Fraction(cases * (2 * enough - sign), 2 * whole))
    return cases - max(0, least) if sign > 0 else min(cases, least - 1)
