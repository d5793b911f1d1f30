"""A verdict with everything that decided it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

import attrs

from wes_rules.judging.asking import asked
from wes_rules.judging.decisive import deciding_of, picks
from wes_rules.judging.status import ANYTHING, AT_BEST, Answer, Course, Ends, Status
from wes_rules.rules.facts import Fact, Finding
from wes_rules.rules.measure import Measure, Rule
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.series.history import History
from wes_rules.series.observation import Observation
from wes_rules.values.fields import Declared
from wes_rules.values.period import Period
from wes_rules.values.quantity import AnyUnit, Span, from_ticks
from wes_rules.values.reason import Reason
from wes_rules.values.ticks import EXACT_SPANS, VALUES

if TYPE_CHECKING:
    from wes_rules.judging.evidence import Evidence
    from wes_rules.rules.words import Words

V = TypeVar("V", bound="Verdict")


@attrs.frozen(kw_only=True, init=False, eq=False)
class Verdict(Declared):
    """
    The verdict on one measure, area and period, as known on one day.

    Args:
        measure: The measure that was judged.
        area: The area it was judged for.
        period: The period; None when no period is due yet.
        as_of: The day of knowing.
        status: The verdict.
        settled: It is the one that the deadline, or the promise's own day, has settled: only revisions can change it.
        finding: What the rule found; None for a rule made of parts.
        parts: The verdicts of the parts, for a rule made of parts.
        outcomes: The worst and the best verdict that the unknown figures leave open; equal for a definite one.
        due: False while the promise is not due, which is another thing than undecided: nothing is missing.
        as_it_stands: The same as `outcomes` as if the figures of the period decided, be it due or not.
        possible: The worst and the best verdict that the day by which it must be so may bring, whatever is still to come.
        since: Verdict-free facts on periods after the deadline.
        advisory: Shown, never alerted.
        history: What it was judged on, for the questions that go further: evidence, outlook, turning points.
    """

    measure: Measure
    area: str
    period: Period | None
    as_of: date
    status: Status
    settled: bool
    reasons: tuple[Reason, ...]
    finding: Finding | None = None
    parts: tuple[Verdict, ...] = ()
    outcomes: Ends = ANYTHING
    due: bool = True
    as_it_stands: Ends = ANYTHING
    possible: Ends = ANYTHING
    since: tuple[Fact, ...] = ()
    advisory: bool = False
    history: History = attrs.field(factory=History, eq=False, repr=False)
    # Its slack and its margin in ticks, where figures that are known exactly decided it.
    exactly: tuple[int, int] | None = attrs.field(default=None, init=False, eq=False, repr=False)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Make the finding and the reasons on first access, if exact figures decided by their distances."""
            if name not in ("finding", "reasons"):
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)
            from wes_rules.judging.told_why import found_of

            object.__setattr__(self, name, found := found_of(self, name))
            return found

    @property
    def area_name(self) -> str:
        """The name of the area, or its code."""
        return self.history.name(self.area)

    @property
    def course(self) -> Course | None:
        """What the figures would decide of a promise that is not due, and whether that is certain; None for one that is due."""
        leads = self.measure.rule.promises and not self.due
        return Course.of(self.as_it_stands, self.possible, self.highest) if leads else None

    @property
    def course_words(self) -> str:
        """The course in words; empty if due."""
        return "" if self.course is None else self.course.words

    @property
    def words(self) -> str:
        """The verdict as people read it: its status, or that it is not due."""
        return self.answer.words.lower()

    @property
    def answer(self) -> Answer:
        """The verdict as counted and shown."""
        return Answer.of(self.status, due=self.due, promised=self.measure.rule.promises)

    @property
    def promise(self) -> Rule:
        """The rule for the judged period, by the versions agreed on the day of knowing."""
        return self._promise_for(self.period)

    @property
    def promise_then(self) -> Rule:
        """The rule for the period that decided, which may not be the judged one."""
        return self._promise_for(self.decided_in or self.period)

    @property
    def settles(self) -> date | None:
        """The day after which the verdict is settled; for a whole, the last of its parts'."""
        if not self.parts:
            return self._own_day or self.measure.settles(self.period, self.as_of)
        days = [part.settles for part in self.parts]
        return None if None in days else max(day for day in days if day is not None)

    @property
    def last_day(self) -> str:
        """The name of the day after which the verdict is settled: the deadline, or the due day."""
        if self.parts:
            last = next((part.last_day for part in self.parts if part.settles == self.settles), "")
            return last if len({part.settles for part in self.leaves}) < 2 else last.replace("its due", "its last due")
        return "its due day" if self.promise.settles or self._own_day else "the deadline"

    @property
    def is_kept_for_good(self) -> bool:
        """Whether it is kept once and for all: a level reached, or a milestone done."""
        return self.status is Status.ON_TRACK and isinstance(self.promise, FigureRule) and self.promise.latched

    @property
    def _own_day(self) -> date | None:
        """The day of its own promise that has settled it: that of a milestone settles it once its report has fallen due."""
        return self.promise.by if self.settled and isinstance(self.promise, FigureRule) else None

    @property
    def in_words(self) -> Words:
        """The words of its measure, with unit and precision."""
        from wes_rules.rules.words import Words

        return Words.of(self.measure)

    @property
    def unit(self) -> AnyUnit:
        """The unit of the deciding figures; margins of percentages are in points."""
        return (self.decisive or self).measure.unit

    @property
    def observed(self) -> Decimal | None:
        """The own figure that decided it, at the measure's precision; None if it is not exact."""
        one, found = self.decisive, self.decided
        fact = found.facts[0] if found is not None and found.facts else None
        if one is None or fact is None or fact.figure.is_missing or not fact.figure.span.exact:
            return None
        return from_ticks(int(fact.figure.span.low), one.measure.decimals)

    @property
    def required(self) -> str:
        """What the figure has to be, in words; empty when nothing is required."""
        one, found = self.decisive, self.decided
        rule = None if one is None else one.promise_then
        if one is None or found is None or not isinstance(rule, FigureRule):
            return ""
        from wes_rules.judging.target import required_of

        return asked(one.measure, lambda: required_of(one, rule, found))

    @property
    def required_value(self) -> Decimal | None:
        """The limit of the figure; None without one, if the figure is unknown, or in another unit."""
        one, found, value = self.decisive, self.decided, self.observed
        rule = None if one is None else one.promise_then
        if one is None or found is None or value is None or not isinstance(rule, FigureRule) or rule.counted:
            return None
        own, margin, sign = found.facts[0].figure.span, found.margin, one.measure.better.sign
        if margin is None or not margin.exact or not sign:
            return None
        limits = asked(one.measure, lambda: tuple(rule.held_against(found, one.measure.decimals)))
        # A margin is the distance from one of two limits, and a band has one that counts the other way.
        limit = next((end for end in limits if end.exact and sign * (own.low - end.low) == margin.low), None)
        return None if limit is None else from_ticks(int(limit.low), one.measure.decimals)

    @property
    def slack(self) -> Span | None:
        """By how many whole ticks it is kept, at worst and at best (kept from 0 up); None if nothing is asked."""
        if (exactly := self.exactly) is not None:
            return EXACT_SPANS[exactly[0]]
        if (one := self.decisive) is not None and one is not self:
            return one.slack
        return None if one is None or one.finding is None else one.finding.slack

    @property
    def margin(self) -> Decimal | None:
        """By how much it is kept, in the measure's unit; positive is good, None if undecided or not exact."""
        if (exactly := self.exactly) is not None:
            return VALUES[self.measure.decimals][exactly[1]]
        if (one := self.decisive) is not None and one is not self:
            return one.margin
        margin = None if self.decided is None else self.decided.margin
        if one is None or one.status is Status.UNDECIDED or margin is None or not margin.exact:
            return None
        return from_ticks(int(margin.low), one.measure.decimals if one.measure.rule.counted is None else 0)

    @property
    def decided(self) -> Finding | None:
        """The finding that decided it, for the judged period or another one."""
        found = self.decisive.finding if self.decisive is not None else None
        return found if found is None or found.decided is None else found.decided

    @property
    def decided_in(self) -> Period | None:
        """The period that decided it, if it is not the judged one; else None."""
        one, found = self.decisive, self.decided
        period = found.facts[0].period if found is not None and found.facts else None
        return None if one is None or period == one.period else period

    @property
    def decisive(self) -> Self | None:
        """The judgement whose figures decide this one: itself, or the one among its parts that is kept or missed the most."""
        return self._deciding[1] if self.parts else self

    @property
    def made_by(self) -> list[Self]:
        """Those of its parts that make it what it is."""
        return self._deciding[0]

    @cached_property
    def _deciding(self) -> tuple[list[Self], Self]:
        return deciding_of(self)

    def name_in(self, whole: Verdict) -> str:
        """Return its name among the parts of a whole; empty without one."""
        return "" if self.measure.title == whole.measure.title else self.measure.title

    @property
    def leaves(self) -> tuple[Self, ...]:
        """The judgements of its single figures: itself, or those of its parts."""
        parts = cast("tuple[Self, ...]", self.parts)
        return tuple(leaf for part in parts for leaf in part.leaves) if parts else (self,)

    @property
    def reading(self) -> str:
        """How the wording is read."""
        return asked(self.measure, lambda: self.measure.rule.wording(self.measure, self.as_of))

    @property
    def observations(self) -> tuple[Observation, ...]:
        """The published figures it depends on."""
        mine = [one for fact in (self.finding or ()) for one in fact.figure.observations]
        return tuple(dict.fromkeys((*mine, *(one for part in self.parts for one in part.observations))))

    @property
    def passed_over(self) -> tuple[Observation, ...]:
        """The published entries without a figure, which a mean or a rank leaves out."""
        mine = [one for fact in (self.finding or ()) for one in fact.figure.passed_over]
        return tuple(dict.fromkeys((*mine, *(one for part in self.parts for one in part.passed_over))))

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of its figures, each publication or file row once."""
        return tuple(dict.fromkeys(str(one.origin) for one in self.observations))

    @cached_property
    def evidence(self) -> Evidence | None:
        """Whether the movement of the own figures is more than noise; None for a whole, or without a period."""
        if self.parts or self.period is None:
            return None
        from wes_rules.judging.evidence import evidence_for

        return evidence_for(View(self.measure, self.history, self.area, self.period, self.as_of))

    @cached_property
    def others(self) -> dict[Period | None, Any]:
        """Cached verdicts on other periods."""
        return {}

    @property
    def highest(self) -> Status:
        """The best verdict that it gives at all."""
        if self.parts:
            return Status(picks(self.measure.rule)(part.highest for part in self.parts))
        return AT_BEST[getattr(self.measure.rule, "at_best", "on-track")]

    def _promise_for(self, period: Period | None) -> Rule:
        return self.measure.promised(period, self.as_of, kept=self.status is Status.ON_TRACK)
