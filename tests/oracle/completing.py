"""
Everything that the figures may turn out to be.

A world is judged again and again with every unknown figure that the judge asks for filled in: a choice for each, tried in
every combination. Only what is asked for is filled in, so that a figure nobody needs costs nothing.
"""

from __future__ import annotations

from datetime import date
from math import prod
from random import Random

from tests.oracle.grid import ends_first, grid, half_up, named
from tests.oracle.worlds import Row, World

MOST = 2_000
# So many will not all be tried, and lots tell more than the first some of them.
HOPELESS = 10 * MOST
SAMPLED = 200


class NoNumberError(Exception):
    """There is no such number, whatever the figures are."""


class Filling:
    """One completion: what is known as known, the rest as chosen."""

    def __init__(self, files: Files, file: OnFile, chosen: list[list[int]], made: dict, apart: object = None) -> None:
        self.file = file
        self._files = files
        self._chosen = chosen
        self._made = made
        # Of which number it fills in the figures, where each number has its own.
        self._apart = apart

    def of(self, part: World) -> Filling:
        """The same completion for a part of the world, which may have a calendar of its own."""
        return Filling(self._files, self._files.of(part), self._chosen, self._made, self._apart)

    def for_number(self, period: int, area: str) -> Filling:
        """The same completion for one number, which may have a filling of its own."""
        if self._apart is None:
            return self
        return Filling(self._files, self.file, self._chosen, self._made, (period, area))

    def known_alone(self) -> Filling:
        """The same figures with nothing filled in."""
        return Known(self._files, self.file, [], {})

    def choose(self, name: object, options: list) -> object:
        """Take one of several possibilities, the same one each time the same name asks."""
        if name not in self._made:
            place = len(self._made)
            if place == len(self._chosen):
                self._chosen.append([0, len(options)])
            self._made[name] = options[self._chosen[place][0]]
        return self._made[name]

    def figure(self, series: tuple[str, str, str], period: int) -> int:
        """The figure of a series that has one for each period of the calendar: known, or anything."""
        row = self.file.known(series, period)
        options = self.file.may_be(row, people=series[0] == self.file.world.number.get("population"))
        if len(options) == 1:
            return options[0]
        return self.choose(self.name(series, period, row), options)

    def member(self, series: tuple[str, str, str], period: int) -> int | None:
        """The figure of one of several areas, which may have none."""
        row = self.file.known(series, period)
        if self.file.world.has_ended(series[1], period) or (row is not None and row.what in (("z",), ("x",))):
            return None
        options = self.file.may_be(row)
        if row is None and not self.file.awaited(series, period):
            return None
        if row is None or row.what == ("lost",):
            options = [*options, None]
        return options[0] if len(options) == 1 else self.choose(self.name(series, period, row), options)

    def name(self, series: tuple[str, str, str], period: int, row: Row | None) -> tuple:
        """What is unknown; to parts that know something else of it, it may be another number."""
        return self.file.world.cal.kind, series, period, row and row.what, self._apart


class Known(Filling):
    """What is known alone."""

    def choose(self, name: object, options: list) -> object:
        raise NoNumberError


class Drawn(list):
    """Choices made by lot, every other one of the ends or of there being no figure: these are the first two and the last."""

    def __init__(self, rng: Random) -> None:
        super().__init__()
        self._rng = rng

    def append(self, choice: list[int]) -> None:
        number = choice[1]
        ends = (0, min(1, number - 1), number - 1)
        super().append([self._rng.choice(ends) if self._rng.random() < 0.5 else self._rng.randrange(number), number])


class OnFile:
    """What was published by the day of knowing, and what each of it may mean."""

    def __init__(self, world: World, values: list[int]) -> None:
        self.world = world
        self.newest: dict = {}
        self.forecast: set = set()
        self.every = world.of_figures()
        for row in map(self._once, world.rows):
            key = row.series, row.period
            day = row.published or world.cal.due(row.period)
            if day > world.as_of or not self.every.holds(row.period):
                continue
            if row.standing == "f":
                self.forecast.add(key)
                continue
            if key not in self.newest or self.newest[key][0] < day:
                self.newest[key] = day, row
        self._grid = values
        self.named = named(world)
        # What a number may be that nobody knows, once somebody asked.
        self.anything: list[int] = []
        self._options: dict = {}
        self._known: dict = {}
        self.earliest = min((period for _, period in self.newest), default=10**9)

    def _once(self, row: Row) -> Row:
        """A row; of a figure that is given twice with different values, what it says is lost."""
        same = {one for one in self.world.rows if one.edition == row.edition}
        return row if len(same) == 1 else Row(row.period, ("lost",), *row.series[1:], row.indicator, row.published)

    def known(self, series: tuple[str, str, str], period: int) -> Row | None:
        """The newest row of a series for a period that is no forecast."""
        key = series, period
        if key not in self._known and self.world.has_ended(series[1], period):
            self._known[key] = None
        if key not in self._known:
            day, row = self.newest.get(key, (None, None))
            lost = self._in_doubt(series, period, day)
            self._known[key] = Row(period, ("lost",), *series[1:], series[0]) if lost else row
        return self._known[key]

    def _in_doubt(self, series: tuple[str, str, str], period: int, newest: date | None) -> bool:
        """Whether something that was left out may be the newest figure."""
        for lost in self.world.lost:
            day = lost.published or self.world.cal.due(period)
            late = lost.any_edition or (day <= self.world.as_of and (newest is None or day >= newest))
            if lost.may_be(series, period) and late:
                return True
        return False

    def awaited(self, series: tuple[str, str, str], period: int) -> bool:
        """Whether a series has begun by a period, be it with a forecast or a symbol, or in a period that nobody collected."""
        rows = (row for row in self.world.rows if row.series == series and row.period <= period)
        known = any((row.published or self.world.cal.due(row.period)) <= self.world.as_of for row in rows)
        lost = (one for one in self.world.lost if one.period is not None and one.period <= period)
        return known or any(one.may_be(series, one.period) for one in lost)

    def on_file(self, series: tuple[str, str, str]) -> set[int]:
        """The periods of a series of which anything is on file, if only a forecast."""
        found = {period for key, period in {*self.newest, *self.forecast} if key == series}
        lost = {one.period for one in self.world.lost if one.period and one.may_be(series, one.period)}
        return found | {period for period in lost if self.every.holds(period)}

    def what(self, series: tuple[str, str, str], period: int) -> object:
        """What stands on file for a period."""
        row = self.known(series, period)
        return row and row.what

    def periods(self, series: tuple[str, str, str]) -> list[int]:
        """The periods a series has rows for."""
        return sorted(period for key, period in self.newest if key == series)

    def may_be(self, row: Row | None, *, people: bool = False) -> list[int]:
        """All values, in ticks, that a row leaves open; the ends first, as they differ most."""
        what = ("x",) if row is None else row.what
        if (what, people) not in self._options:
            self._options[what, people] = self._left_open_by(what, people=people)
        return self._options[what, people]

    def _left_open_by(self, what: int | tuple, *, people: bool) -> list[int]:
        low, high = self.world.bounds_of_people() if people else self.world.bounds_of_rows()
        match what:
            case int():
                return [what]
            case ("fine", tenths):
                return [half_up(tenths, 10)]
            case ("c", low, high):
                return ends_first(range(low, high + 1))
            case ("rounded", middle, amount):
                least, most = middle - amount // 2, middle + amount // 2
                if not self.world.whole:
                    least, most = half_up(2 * middle - amount, 2), half_up(2 * middle + amount, 2)
                return ends_first(range(least if low is None else max(low, least), most + 1))
            case ("low", amount):
                return ends_first(range(amount // 2 + 1))
            case ("low",):
                low = 1 if self.world.whole else 0
        values = sorted({*self._grid, -1, 1, *filter(None, (low, high))}) if people else self._grid
        return ends_first([v for v in values if (low is None or v >= low) and (high is None or v <= high)])


class Files:
    """What is on file for a world and for its parts: what is known goes by the calendar."""

    def __init__(self, world: World) -> None:
        self._found: dict = {}
        self._whole = self._key(world), grid(world)

    def of(self, world: World) -> OnFile:
        key = self._key(world)
        if key not in self._found:
            # In another unit or precision other numbers are near.
            values = self._whole[1] if key[2:] == self._whole[0][2:] else grid(world)
            self._found[key] = OnFile(world, values)
        return self._found[key]

    def _key(self, world: World) -> tuple:
        return world.cal, world.area, world.unit, world.decimals


def outcomes(world: World, verdict, *, enough=lambda found: len(found) > 1, apart: object = None) -> tuple[set, bool]:
    """
    Judge every completion; stop when no further one could tell more: by default when the verdict is open.

    Returns what was found, and whether that was all: of very many completions some are drawn. Apart, each number that is
    worked out has figures of its own, as if none rested on the same ones as another.
    """
    files = Files(world)
    file = files.of(world)
    chosen: list[list[int]] = []
    found = set()
    tried, most = 0, MOST
    while tried < most:
        found.add(verdict(Filling(files, file, chosen, {}, apart)))
        tried += 1
        if enough(found):
            return found, True
        if tried == 1 and prod(options for _, options in chosen) > HOPELESS:
            most = SAMPLED
        while chosen and chosen[-1][0] == chosen[-1][1] - 1:
            chosen.pop()
        if not chosen:
            return found, True
        chosen[-1][0] += 1
    rng = Random(len(world.rows))
    return found | {verdict(Filling(files, file, Drawn(rng), {}, apart)) for _ in range(SAMPLED)}, False
