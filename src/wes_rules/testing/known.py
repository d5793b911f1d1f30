"""Judging a kind's known cases, and checking that they suffice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import attrs

from wes_rules.errors import DefinitionError, PluginError, WesRulesError
from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.rules.better import Better
from wes_rules.rules.known import NOTHING, KnownCase, KnownCases
from wes_rules.rules.measure import Measure, Rule
from wes_rules.rules.words import Words
from wes_rules.series.areas import AreaSet
from wes_rules.series.calendar import Calendar
from wes_rules.series.fractions import Values
from wes_rules.series.history import History
from wes_rules.series.observation import Observation, Origin
from wes_rules.series.observed import Observed
from wes_rules.values.period import Period
from wes_rules.values.quantity import Quantity, Unit, ticks

AREA = "937"
# The set of all other areas of a case.
OTHERS = "near"
_LATE, _END = date(2040, 1, 1), date(2024, 12, 31)
_ORIGIN = Origin(publication="a known case", made_up=True)
_COUNTED = 'if its margin counts periods, places or cases, say so in the class: counted = ("period", "periods")'
_BLOCKED = "return Finding.blocked(Reason.NO_PREVIOUS, facts=(cells.latest(),))"


@attrs.frozen
class Stated:
    """One known case, ready to be judged."""

    kind: type[Rule]
    cases: KnownCases
    name: str
    case: KnownCase

    def __str__(self) -> str:
        return f'{self.kind.__name__}: {self.name} = "{self.case.text}"'

    @cached_property
    def measure(self) -> Measure:
        """The measure that is judged."""
        period = Period.containing(_END, self.cases.periods)
        given: dict[str, Any] = {
            "unit": Unit.PERCENT,
            "decimals": 1,
            "better": Better.HIGHER,
            "calendar": Calendar(
                kind=self.cases.periods,
                breaks=frozenset(period - (len(self.case.own) - 1 - place) for place in self.case.breaks),
            ),
            **self.cases.measure,
        }
        if given["unit"] in (Unit.PERCENT, Unit.PERCENT.value):
            given.setdefault("values", Values.PERCENT)
        rule = self.kind(**self.cases.fields)
        return Measure(id="known", title="Known", number=Observed(indicator="known"), area=AREA, rule=rule, **given)

    def judge(self, period: Period | None = None) -> Judgement:
        """Judge it, or the figure of an earlier period."""
        last = Period.containing(_END, self.cases.periods)
        return judge(self.measure, self.history, as_of=_LATE, period=period or last)

    @property
    def rows(self) -> dict[str, tuple[str, ...]]:
        """The figures of each area as text, those of the measure's own first."""
        return {AREA: self.case.own, **self.case.others}

    @property
    def figures(self) -> list[tuple[str, Period, str]]:
        """Its figures as text, each with its area and its period."""
        return [
            (area, self.period_of(area, place), text)
            for area, row in self.rows.items()
            for place, text in enumerate(row)
            if text != NOTHING
        ]

    def period_of(self, area: str, place: int) -> Period:
        """Return the period of a figure."""
        return Period.containing(_END, self.cases.periods) - (len(self.rows[area]) - 1 - place)

    @property
    def area_sets(self) -> tuple[AreaSet, ...]:
        """The set of all other areas, where there are any."""
        others = tuple(self.case.others)
        return (AreaSet(OTHERS, date(2000, 1, 1), others),) if others else ()

    @cached_property
    def history(self) -> History:
        """Its figures, as `judge` takes them."""
        measure = self.measure
        return History([_observation(*one, measure) for one in self.figures], area_sets=self.area_sets)

    def outcome(self) -> tuple[str, Decimal | None]:
        """Return the verdict in words, and its margin."""
        found = self.judge()
        return found.words, found.margin

    def turned(self, area: str, place: int, by: int) -> Stated:
        """Return the same with another figure: so many ticks higher."""
        text = self.rows[area][place]
        if text == NOTHING or not is_number(text):
            return self
        return self.with_figure(area, place, stepped(text, by, self.measure.decimals))

    def with_figure(self, area: str, place: int, text: str) -> Stated:
        """Return the same with another figure in a place."""
        rows = self.rows
        rows[area] = (*rows[area][:place], text, *rows[area][place + 1 :])
        own = rows.pop(AREA)
        return attrs.evolve(self, case=attrs.evolve(self.case, own=own, others=rows))

    def said(self, area: str, place: int) -> str:
        """Return a figure as explanations say it."""
        text = self.rows[area][place]
        if "/" in text:
            return text.partition("/")[0]
        measure = self.measure
        return Words.of(measure).value(ticks(Decimal(text), measure.decimals))


def is_number(text: str) -> bool:
    """Whether a figure of a case is a number, and no symbol."""
    return text[-1].isdigit()


def stepped(text: str, by: int, decimals: int) -> str:
    """Return a figure raised by a number of ticks; a count, by a number of cases."""
    inside, slash, total = text.partition("/")
    if slash:
        return f"{int(inside) + by}/{total}"
    return str(Decimal(text) + by * Decimal(1).scaleb(-decimals))


def stated_of(kind: type[Rule]) -> list[Stated]:
    """List the known cases of a kind of rule."""
    return [Stated(kind, cases, name, case) for cases in kind.known for name, case in cases]


def judged_of(kind: type[Rule]) -> Iterator[Stated]:
    """Go through the known cases of a kind of rule that can be judged."""
    for one in stated_of(kind):
        try:
            one.outcome()
        except WesRulesError:
            continue
        yield one


def wrong_verdicts(kind: type[Rule]) -> Iterator[str]:
    """Report each case whose verdict differs from the stated one."""
    for one in stated_of(kind):
        try:
            words, margin = one.outcome()
        except DefinitionError as error:
            yield f"{one} cannot be judged: {error}"
            continue
        expected = (one.case.words, one.case.margin)
        if (words, margin if one.case.margin is not None else None) != expected:
            found = _why(one) if margin is None else f" {margin}{_in_ticks(one, margin)}"
            yield f"{one}, and it is judged {words}{found}"


def _in_ticks(one: Stated, margin: Decimal) -> str:
    """Return the remedy for a margin stated in periods but returned in ticks."""
    if one.kind.counted or one.case.margin is None or margin != one.case.margin.scaleb(-one.measure.decimals):
        return ""
    return f"; {_COUNTED}"


def _why(one: Stated) -> str:
    """Say why a case has its verdict, if it has no margin."""
    reasons = " ".join(reason.sentence for reason in one.judge().reasons)
    return f" ({reasons})" if reasons else ""


def not_enough(kind: type[Rule]) -> Iterator[str]:
    """Report known cases that do not show whether periods and breaks count."""
    for cases in kind.known:
        found = {name: Stated(kind, cases, name, case) for name, case in cases}
        line, start, broken = found["line"], found["at_a_start"], found["across_a_break"]
        earlier = line.case.own[:-1]
        if len(earlier) < 2 or len(set(earlier)) < len(earlier):
            yield f"{line}; give two earlier figures or more, no two of them alike, so that each shows whether it counts"
        if len(start.case.own) != 1:
            yield f"{start}; give one figure, as at the start of a series"
        if not broken.case.breaks:
            yield f'{broken}; put "|" before the first figure that does not compare with those before it'


def off_the_line(kind: type[Rule], *, margins: bool) -> Iterator[str]:
    """Say where the cases on and beside the line do not differ by one tick of the latest figure, or of their margins."""
    for cases in kind.known:
        found = {name: Stated(kind, cases, name, case) for name, case in cases}
        line, best = found["line"], _best(found["line"])
        lower = line.measure.better is Better.LOWER
        sign = -1 if lower else 1
        better = line.turned(AREA, len(line.case.own) - 1, sign)
        if not best and better.outcome()[0] == "off track":
            yield (
                f'{line}, and {better.case.own[-1]} is off track, though better: let "line" be the other edge, which a better '
                f'figure keeps; state this one in KnownCases of their own, with measure={{"better": "{"higher" if lower else "lower"}"}}'
            )
            continue
        tick = Decimal(1).scaleb(-line.measure.decimals)
        for name, by in (("kept", 1), ("missed", -1)):
            if name not in found:
                if not best:
                    yield f'{line}; state "{name}" as well: the same with {stepped(line.case.own[-1], sign * by, line.measure.decimals)}'
                continue
            one = found[name]
            beside = line.turned(AREA, len(line.case.own) - 1, sign * by).case
            if (one.case.own, one.case.others) != (beside.own, beside.others):
                yield f'{one}; make it the case "line" with {beside.own[-1]} for the latest figure: a tick beside it'
            elif margins and None not in (one.case.margin, line.case.margin):
                apart = one.case.margin - line.case.margin  # type: ignore[operator] # neither is None
                if apart != by * tick:
                    what = (
                        f"{one}; a tick beside the line changes the margin by a tick, {by * tick}, and not by {apart}"
                    )
                    yield f'{what}; {_COUNTED}; else, if that is meant, say in does_not = {{"a margin in ticks": "..."}} why'


def _best(line: Stated) -> bool:
    inside, slash, total = line.case.own[-1].partition("/")
    return bool(slash) and inside == total


def at_the_first_period(kind: type[Rule]) -> Iterator[str]:
    """Say which cases of one figure cannot be judged where their period is the first of the calendar, as after `first`."""
    for one in stated_of(kind):
        if one.name != "at_a_start":
            continue
        measure = one.measure
        first = attrs.evolve(measure.calendar, first=one.period_of(AREA, len(one.case.own) - 1))
        try:
            judge(attrs.evolve(measure, calendar=first), one.history, as_of=_LATE).explain()
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a kind raises is its fault
            own = error.__cause__ if isinstance(error, PluginError) and error.__cause__ is not None else error
            what = f"{one}, and it raises {type(own).__name__}: {own}, where the calendar begins with that period"
            # Only what stumbles over None is sure to come of the period before, which is None there.
            if isinstance(own, AttributeError | TypeError) and "None" in str(own):
                yield f"{what}; calendar.previous(period) is None there: {_BLOCKED}"
            else:
                yield f"{what}; mend what it says; where that comes of calendar.previous(period), which is None there, {_BLOCKED}"


def _observation(area: str, period: Period, text: str, measure: Measure) -> Observation:
    inside, slash, total = text.partition("/")
    if slash:
        share = Decimal(inside) * 100 / Decimal(total)
        quantity = Quantity.exact(round(share, measure.decimals))
        counts: dict[str, Any] = {"numerator": int(inside), "denominator": int(total)}
    else:
        quantity, counts = Quantity.read(text, unit=measure.unit), {}
    return Observation(indicator="known", area=area, period=period, quantity=quantity, origin=_ORIGIN, **counts)
