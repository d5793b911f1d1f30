"""What is judged, when, and what one figure says: the parts that every kind of promise shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from tests.oracle.completing import Filling
from tests.oracle.counting import SHARES, may_be
from tests.oracle.grid import half_up
from tests.oracle.numbers import NUMBERS, NoNumberError, made_of, unrounded, worked_out
from tests.oracle.periods import start_of
from tests.oracle.versions import in_force, report_of
from tests.oracle.worlds import World

OFF, UNDECIDED, RISK, ON = range(4)
# Undecided like the other, and at best at risk: a period that compares with none, after a miss within the tolerance.
AT_BEST_RISK = 4
STATUS = ("off_track", "undecided", "at_risk", "on_track")


@dataclass(frozen=True)
class Promise:
    """One rule about one number, as one completion has it."""

    world: World
    rule: dict
    fill: Filling

    @property
    def cal(self):
        return self.world.cal

    @property
    def up(self) -> bool:
        return self.world.better == "higher"

    def has_number(self, period: int) -> bool:
        """Whether what its number takes together for a period compares: else it has none, and is no period of a run."""
        return all(self.cal.comparable(one, period) for one in made_of(self, period) if one != period)

    def rule_for(self, period: int) -> dict:
        """The promise as it holds for one of the periods that are looked at."""
        return in_force(self.world, self.rule, period)

    def series(self, area: str | None = None) -> tuple[str, str, str]:
        number = self.world.number
        return number.get("indicator", "rate"), area or self.world.area, number.get("group", "all")

    def others(self, area: str | None = None) -> list[tuple[str, str, str]]:
        """All the series that the number is made of."""
        indicator, area, group = first = self.series(area)
        match self.world.number:
            case {"kind": "gap"} as gap:
                return [first, (indicator, gap.get("from_area", area), gap.get("from_group", group))]
            case {"kind": "rate", "population": people} as rate:
                return [first, (people, area, rate.get("population_group", group))]
        return [first]

    def exact(self, series: tuple[str, str, str], period: int) -> Fraction:
        """The figure of a period as it was published, in ticks that are not rounded yet."""
        figure, row = self.fill.figure(series, period), self.fill.file.known(series, period)
        fine = self.world.decimals < 0 or not self.world.whole or series[0] == self.world.number.get("population")
        match row.what if row and fine else figure:
            case ("fine", tenths):
                return Fraction(tenths, 10)
            case ("low", amount) if figure in (0, amount // 2):
                return Fraction(1, 1000) if figure == 0 else Fraction(amount, 2) - Fraction(1, 1000)
            case ("rounded", middle, amount):
                low, high = self.world.bounds_of_rows()
                ends = [Fraction(2 * middle + sign * amount, 2) for sign in (-1, 1)]
                least, most = (
                    (ends[0] if low is None else max(ends[0], low)),
                    ends[1] if high is None else min(ends[1], high),
                )
                low, high = max(figure - Fraction(1, 2), least), min(figure + Fraction(499, 1000), most)
                return (
                    self.fill.choose(("exactly", self.fill.name(series, period, row)), [low, high])
                    if low < high
                    else low
                )
        return Fraction(figure)

    def counted(self, period: int, area: str | None = None) -> tuple[int, int] | None:
        """The counts of a share: those of the cases, or those published with the figures that it is made of."""
        if self.world.number.get("kind") in SHARES:
            options = may_be(self.world, period)
            return options and self.fill.choose(("counts", period), options)
        rows = [self.fill.file.known(self.series(area), one) for one in made_of(self, period)]
        total = self.world.number.get("take") == "share"
        counts = [(0, 0) if total and row and row.what == ("z",) else row and row.counts for row in rows]
        if not all(counts):
            return None
        return sum(above for above, _ in counts), sum(below for _, below in counts)

    def own(self, period: int, area: str | None = None) -> int:
        """The number of a period: the figure, or what is worked out from several, or counted."""
        kind = self.world.number.get("kind")
        if kind in SHARES and (found := self.counted(period)):
            if not found[1]:
                raise NoNumberError
            return half_up(100 * 10**self.world.decimals * found[0], found[1])
        return (
            worked_out(self, period, area or self.world.area)
            if kind in NUMBERS
            else self.fill.figure(self.series(area), period)
        )

    def as_published(self, period: int) -> Fraction:
        """The number of a period with whatever decimals were published, or come out of working it out."""
        kind = self.world.number.get("kind")
        return unrounded(self, period, self.world.area) if kind in NUMBERS else self.exact(self.series(), period)

    def definitions(self, period: int, area: str | None = None) -> set[str]:
        """The ways of counting that the figures of a period state."""
        return self.stated(self.others(area), period)

    def stated(self, several: list[tuple[str, str, str]], period: int) -> set[str]:
        """The ways of counting that the figures of several series state for a period."""
        rows = [self.fill.file.known(series, period) for series in several]
        return {row.definition for row in rows if row and row.definition}

    def as_counted_for(self, period: int, other: int) -> int:
        """
        The figure of a period as it is held against another one.

        One that is not known, and that comes after one of another definition than the other, is another number to each of them.
        """
        row, before = self.fill.file.known(self.series(), period), self.cal.before(period)
        while before is not None and not self._stated(before) and before >= self.fill.file.earliest:
            before = self.cal.before(before)
        if (
            self.world.number.get("kind") in NUMBERS
            or self._stated(period)
            or before is None
            or self.one_definition((before,), (other,))
        ):
            return self.own(period)
        options = self.fill.file.may_be(row)
        return options[0] if len(options) == 1 else self.fill.choose(("as counted later", period), options)

    def _stated(self, period: int) -> bool:
        """Whether a figure is known, or at least says how it is counted."""
        row = self.fill.file.known(self.series(), period)
        return row is not None and (bool(row.definition) or len(self.fill.file.may_be(row)) == 1)

    def one_definition(self, *points: tuple[int] | tuple[int, str]) -> bool:
        """Whether figures state no two ways of counting."""
        return len(set().union(*(self.definitions(*point) for point in points))) < 2

    def first_on_file(self) -> int | None:
        """The first period with anything on file for all that its number is made of; what does not apply is nothing."""
        held = [
            {q for q in self.fill.file.on_file(series) if self.fill.file.what(series, q) != ("z",)}
            for series in self.others()
        ]
        both = set.intersection(*held)
        told = (q for q in both if self.cal.holds(q) and min(made_of(self, q), default=q) >= min(both))
        return min(told, default=None)

    def told_from(self) -> int | None:
        """The first period with a number: it takes in nothing from before the calendar's first, nor from before `since`."""
        match self.world.number, self.cal.begins():
            case {"since": since}, _:
                return since
            case _, None:
                return None
            case number, first:
                least = 2 if number.get("kind") == "change" else 1
                made = ((q, made_of(self, q)) for q in self.cal.between(first, first + 60))
                return next((q for q, of in made if len(of) >= least and min(of) >= first), None)

    def begin(self, period: int) -> int:
        """The first period promised: that of the plan's start, or the calendar's first, or the first on file."""
        told = self.told_from()
        if self.world.starts is not None:
            starts = self.cal.containing(self.world.starts)
            return starts if told is None else max(starts, told)
        first = self.first_on_file() if told is None else told
        return period if first is None else min(first, period)


def judged_period(world: World, rule: dict) -> tuple[int | None, bool]:
    """The period that is judged, and whether it is settled: by the promise's own day, or else by the deadline."""
    period = world.period if world.period is not None else _latest(world)
    said = in_force(world, rule, period)
    own = said.get("by")
    day = own or world.deadline
    if day is None or world.as_of <= day:
        return period, False
    decides = world.cal.ended_by(day)
    if rule["kind"] == "milestone":
        decides = report_of(world, day)
        if decides is None or world.as_of < world.cal.due(decides):
            return period, False
    if world.period is None:
        return decides, True
    # A period after the day of the promise is answered by the one that decides; after a deadline it speaks for itself.
    return period, period == decides or (own is not None and (decides is None or period > decides))


def _latest(world: World) -> int | None:
    """The latest period that is due, or a later one that has begun and for which all that is judged is out."""
    due = world.cal.latest_due(world.as_of)
    begun = world.cal.containing(world.as_of)
    early = [p for p in _published(world) if (due is None or p > due) and p <= begun]
    return max(early, default=due)


def _published(world: World) -> set[int]:
    """The periods of the calendar for which all that is judged is out, if only as a symbol; or a case failed, of all that may not."""
    if world.number.get("kind") in SHARES:
        seen = range(world.cal.containing(world.as_of) - world.cal.lag - 1, world.cal.containing(world.as_of) + 1)
        counted = {period: may_be(world, period) or [(1, 1)] for period in seen if world.rule["kind"] == "everyone"}
        said = {period: in_force(world, world.rule, period) for period in counted}
        return {
            period
            for period, found in counted.items()
            if all(above < below and miss(said[period], below - above, below) == OFF for above, below in found)
        }
    return set.intersection(*(_out(world, one) for one in Promise(world, world.rule, None).others()))


def _out(world: World, series: tuple[str, str, str]) -> set[int]:
    """The periods of which something is out; what was left out was published, too."""
    cal, as_of = world.cal, world.as_of
    rows = [row for row in world.rows if row.series == series and row.standing != "f"]
    out = {row.period for row in rows if cal.holds(row.period) and (row.published or cal.due(row.period)) <= as_of}
    lost = [one for one in world.lost if one.period and one.may_be(series, one.period) and cal.holds(one.period)]
    days = ((one.period, start_of(cal.kind, one.period) if one.any_edition else one.published) for one in lost)
    return out | {period for period, day in days if (day or cal.due(period)) <= as_of}


def miss(rule: dict, short: Fraction | int, target: Fraction | int, *, strict: bool = False) -> int:
    """What it means to be short of a target: nothing up to 0 (under 0 for a strict promise) or near enough, at risk within a tolerance."""
    if short < 0 or (short == 0 and not strict) or within(rule, "met_within", short, target):
        return ON
    return RISK if within(rule, "tolerance", short, target) else OFF


def all_of(found: list[int]) -> int:
    """What several verdicts come to that all count: a miss within the tolerance stays one, whatever else is open."""
    if OFF not in found and UNDECIDED in found and RISK in found:
        return AT_BEST_RISK
    return min(found, default=ON)


def within(rule: dict, name: str, short: Fraction | int, target: Fraction | int) -> bool:
    """Whether a miss is no more than an amount forgives; one whose edge is left out forgives less than that."""
    off = distance(rule, name, target)
    return bool(rule.get(name)) and (short < off if rule.get(f"{name}_edge") == "excluded" else short <= off)


def distance(rule: dict, name: str, target: Fraction | int) -> Fraction:
    """How far off a target counts as met, or is at risk."""
    amount = Fraction(rule.get(name, 0))
    return abs(target) * amount / 100 if rule.get(f"{name}_in") == "percent-of-target" else amount


def lenient(rule: dict) -> dict:
    """The same promise if what is at risk counted as met, and nothing else did."""
    plain = {name: value for name, value in rule.items() if not name.startswith("met_within")}
    found = {name.replace("tolerance", "met_within"): value for name, value in plain.items()}
    return {**found, "versions": [lenient(one) for one in rule["versions"]]} if "versions" in rule else found


def twice(judged: Callable[[Promise], int], p: Promise) -> int:
    """The verdict by a distance, from whether it is met, and whether it would be if what is at risk counted as met."""
    met = judged(p)
    if met != OFF:
        return met
    near = judged(replace(p, rule=lenient(p.rule)))
    return {ON: RISK, UNDECIDED: AT_BEST_RISK}.get(near, OFF)
