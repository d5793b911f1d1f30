"""Fixtures for the tests of a source: those that its author overrides, and the known figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import attrs
import pytest

from wes_rules.errors import PeriodError
from wes_rules.plugins.api import Context, Figures, Source, SourceType
from wes_rules.plugins.asking import Request, Wanted
from wes_rules.series.calendar import Calendar
from wes_rules.series.observation import Observation
from wes_rules.testing.contract import Contract, context_of, missing, with_secrets
from wes_rules.values.fields import Declared
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import Unit

# What the tests are given: how each indicator is to be read, and a function that opens a configuration.
Indicators = Mapping[str, Wanted]
Opener = Callable[[Any], Source]
Reader = Callable[[Indicators], Figures]


class SourceFixtures(Contract):
    """The fixtures of a source."""

    unseen: ClassVar[Mapping[str, str]] = {}

    @pytest.fixture
    def source_type(self) -> SourceType:
        """Return the source: what its hook returns."""
        missing("source_type", "the SourceType that your hook `wes_rules_sources` returns")

    @pytest.fixture
    def config(self) -> Any:
        """Return a configuration that reads the known figures; files go under `tmp_path`, where paths start."""
        missing("config", "an instance of your configuration class")

    @pytest.fixture
    def indicators(self) -> Indicators:
        """Return how each known indicator is to be read."""
        missing("indicators", 'a dictionary such as {"gld": wanted("percent", "academic-year")}')

    @pytest.fixture
    def known(self) -> Sequence[Known]:
        """Return some figures that must be read, by heart and not by the source itself."""
        missing("known", 'a list such as [Known("gld", "937", "2018/19", "71.8")]')

    @pytest.fixture
    def bad_settings(self) -> Mapping[str, Any]:
        """Return settings, as a plan file would have them, that cannot work: a file or table that is not there."""
        missing("bad_settings", 'settings that cannot work, such as {"path": "missing.csv"}')

    @pytest.fixture
    def failing(self) -> Sequence[Any]:
        """Return a configuration for each way in which the other side fails: refuses, 500, cut off, another schema."""
        missing("failing", "a list of configurations, one for each way in which the other side can fail")

    @pytest.fixture
    def broken(self) -> Broken:
        """Return something to read that has a fault in two rows or more, two of them of one sort, and where they are."""
        missing(
            "broken",
            'what is broken in several rows, such as Broken(config, places=[("figures.csv", 3), ("figures.csv", 5)])',
            only_if="broken",
        )

    @pytest.fixture
    def changed(self) -> Callable[[], Known]:
        """Return a function that changes what `config` reads, and returns a figure that must be read from then on."""
        missing(
            "changed",
            "a function that writes the file anew with another number, and returns that number as Known",
            only_if="changes",
        )

    @pytest.fixture
    def context(self, source_type: SourceType, config: Any, tmp_path: Path, planted: str) -> Context:
        """Return the context: relative paths start at `tmp_path`, and every secret is the planted one."""
        return context_of(source_type, config, tmp_path, self.as_of, planted)

    @pytest.fixture
    def opened(self, source_type: SourceType, context: Context, planted: str) -> Opener:
        """Return a function that opens a source by a configuration, each of whose secrets is the planted one."""
        return lambda config: source_type.open(config, with_secrets(context, source_type, config, planted))

    @pytest.fixture
    def read(self, opened: Opener, config: Any) -> Reader:
        """Return a function that opens the source and reads it."""
        return lambda indicators: self.read_by(opened(config), indicators)

    @pytest.fixture
    def figures(self, read: Reader, indicators: Indicators) -> tuple[Observation, ...]:
        """Return what is read."""
        return tuple(read(indicators).observations)

    def read_by(self, source: Source, indicators: Indicators) -> Figures:
        """Return what a source reads; skip the test if it is not `Figures`, which another test reports."""
        found = source.read(Request(indicators))
        if not isinstance(found, Figures):
            pytest.skip("it returned no Figures; see test_it_returns_figures")
        return found

    def claims(self, source_type: SourceType, name: str) -> None:
        """Continue a test of a capability, or skip it with the reason why it is not claimed."""
        how = f'put "{name}" into the capabilities of its SourceType'
        self.needs(name, claimed=name in source_type.capabilities, how=how)


@attrs.frozen
class Known(Declared):
    """
    One figure that a source must read.

    Args:
        indicator: What is measured.
        area: The code of its area.
        period: Its period, as `Period`, or as text that is read as a period of the kind that the source returns.
        value: The number as it was published, as text; None for a number that is hidden.
        group: The group it is about.
        row: The row of its file that it stands in, counted as an editor counts lines.
        published: The day on which it was published.
        interval: The ends of its published interval, as text.
    """

    indicator: str
    area: str
    period: Period | str
    value: str | None
    group: str = "all"
    row: int | None = attrs.field(default=None, kw_only=True)
    published: date | None = attrs.field(default=None, kw_only=True)
    interval: tuple[str, str] | None = attrs.field(default=None, kw_only=True)

    def __str__(self) -> str:
        return f"{self.indicator} of {self.area} ({self.group}) in {self.period}"

    def matches(self, one: Observation) -> bool:
        """Whether an observation is of this series and period."""
        return one.series == (self.indicator, self.area, self.group) and one.period == self._as(one.period.kind)

    def _as(self, kind: PeriodKind) -> Period | None:
        if isinstance(self.period, Period):
            return self.period
        try:
            return Period.parse(self.period, kind)
        except PeriodError:
            return None

    def equals(self, one: Observation) -> bool:
        """Whether an observation has this number."""
        if self.value is None:
            return not one.quantity.is_exact
        # By its text, so that a number of a wrong type is told as that, and not as a wrong number.
        return one.quantity.is_exact and Decimal(str(one.quantity.low)) == Decimal(self.value)

    def differs(self, one: Observation) -> Iterator[tuple[str, Any, Any]]:
        """Return the other known facts that were read differently: name, right value, value read."""
        interval = None if self.interval is None else tuple(map(Decimal, self.interval))
        for name, right, found in (
            ("row", self.row, one.origin.row),
            ("publication day", self.published, one.published),
            ("interval", interval, one.interval),
        ):
            if right is not None and right != found:
                yield name, right, found


@attrs.frozen
class Broken(Declared):
    """
    Something to read that is broken in more than one place.

    Args:
        config: A configuration that reads it.
        places: Where each fault is: its file as the plan names it, and the row, counted as an editor counts lines.
    """

    config: Any
    places: tuple[tuple[str, int], ...]


def text_of(file: Path) -> str:
    """Return the text of a file; empty where it is none."""
    try:
        text = file.read_bytes().decode()
    except UnicodeDecodeError:
        return ""
    return "" if "\0" in text else text


def wanted(unit: str, kind: str, decimals: int = 1) -> Wanted:
    """
    Return how an indicator is to be read.

    Args:
        unit: Its unit, as plan files write it: "percent", "count".
        kind: The kind of period it is judged by: "academic-year", "calendar-quarter".
        decimals: The precision at which it is compared.
    """
    units, kinds = {one.value: one for one in Unit}, {one.value: one for one in PeriodKind}
    return Wanted(units[unit], decimals, (Calendar(kind=kinds[kind]),))
