"""What the tests of a source are given: the fixtures that its author overrides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from wes_rules.plugins.api import Context, Figures, Source, SourceType
from wes_rules.plugins.asking import Request, Wanted
from wes_rules.series.observation import Observation
from wes_rules.testing.contract import Contract, context_of, missing, with_secrets
from wes_rules.testing.sources.known import Broken, Known

# What the tests are given: how each indicator is to be read, and a function that opens a configuration.
Indicators = Mapping[str, Wanted]
Opener = Callable[[Any], Source]
Reader = Callable[[Indicators], Figures]


class SourceFixtures(Contract):
    """The fixtures of a source."""

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
        """Return something to read that has a fault in two rows or more, and where they are."""
        missing(
            "broken",
            'what is broken in several rows, such as Broken(config, places=[("figures.csv", 3), ("figures.csv", 5)])',
            only_if="broken",
        )

    @pytest.fixture
    def changed(self) -> Callable[[], Known]:
        """Return a function that changes what `config` reads, and returns a figure that is known of it from then on."""
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
        """Return what a source reads; a test is skipped where that is no figures, as another one says so."""
        found = source.read(Request(indicators))
        if not isinstance(found, Figures):
            pytest.skip("it returned no Figures; see test_it_returns_figures")
        return found

    def claims(self, source_type: SourceType, name: str) -> None:
        """Go on with a test of a capability, or skip it with the sentence that says why it is not claimed."""
        how = f'put "{name}" into the capabilities of its SourceType'
        self.needs(name, claimed=name in source_type.capabilities, how=how)
