"""What every source has to do, as tests to subclass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import attrs
import pytest

from wes_rules.errors import PeriodError, SourceError
from wes_rules.plugins.api import Context, Figures, Request, SourceType, Wanted
from wes_rules.plugins.describing import exposed, undescribed
from wes_rules.plugins.watching import watched
from wes_rules.series.calendar import Calendar
from wes_rules.series.observation import Observation
from wes_rules.testing.contract import (
    Contract,
    assert_described,
    assert_hidden,
    assert_told,
    context_of,
    is_sentence,
    missing,
    noisy,
    plain_list,
    printed,
    raised,
    read_settings,
    said_by,
    with_secrets,
)
from wes_rules.values.fields import Declared
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import Unit

_CLAIM = 'put "{0}" into the capabilities of its SourceType'
_NOBODY = "an-indicator-that-nobody-publishes"


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
    """

    indicator: str
    area: str
    period: Period | str
    value: str | None
    group: str = "all"

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


class SourceContract(Contract):
    """
    Tests for a source. Override the fixtures `source_type`, `config`, `indicators`, `known` and `bad_settings`.

    By capability of its `SourceType`: "revisions" (a figure may come again, with the day it was published),
    "suppression" (hidden numbers stay hidden), "versions" (the data set and its version are named), "network"
    (override `failing`).
    """

    optional: ClassVar[frozenset[str]] = frozenset({"network", "revisions", "suppression", "versions"})

    @pytest.fixture
    def source_type(self) -> SourceType:
        """Return the source: what its hook returns."""
        missing("source_type", "the SourceType that your hook `wes_rules_sources` returns")

    @pytest.fixture
    def config(self) -> Any:
        """Return a configuration that reads the known figures; files go under `tmp_path`, where paths start."""
        missing("config", "an instance of your configuration class")

    @pytest.fixture
    def indicators(self) -> Mapping[str, Wanted]:
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
    def context(self, source_type: SourceType, config: Any, tmp_path: Path, planted: str) -> Context:
        """Return the context: relative paths start at `tmp_path`, and every secret is the planted one."""
        return context_of(source_type, config, tmp_path, self.as_of, planted)

    @pytest.fixture
    def read(self, source_type: SourceType, config: Any, context: Context) -> Callable[[Mapping[str, Wanted]], Figures]:
        """Return a function that opens the source and reads it."""

        def read(indicators: Mapping[str, Wanted]) -> Figures:
            found = source_type.open(config, context).read(Request(indicators))
            if not isinstance(found, Figures):
                pytest.skip("it returned no Figures; see test_it_returns_figures")
            return found

        return read

    @pytest.fixture
    def figures(
        self, read: Callable[[Mapping[str, Wanted]], Figures], indicators: Mapping[str, Wanted]
    ) -> tuple[Observation, ...]:
        """Return what is read."""
        return tuple(read(indicators).observations)

    def test_it_is_described(self, source_type: SourceType) -> None:
        assert_described(undescribed(source_type))

    def test_its_secrets_are_names_of_environment_variables(self, source_type: SourceType) -> None:
        assert_described(exposed(source_type))

    def test_opening_neither_reads_nor_connects(self, source_type: SourceType, config: Any, context: Context) -> None:
        with watched() as seen:
            source_type.open(config, context)
        assert not seen, f"open() did {plain_list(seen)}; leave everything to read()"

    def test_it_returns_figures(
        self, source_type: SourceType, config: Any, context: Context, indicators: Mapping[str, Wanted]
    ) -> None:
        found = source_type.open(config, context).read(Request(indicators))
        kind = type(found).__name__
        assert isinstance(found, Figures), f"read() returned a {kind}; return Figures(observations=(...,))"

    def test_known_figures_are_read_exactly(self, figures: tuple[Observation, ...], known: Sequence[Known]) -> None:
        assert known, "the fixture `known` is empty; give at least one figure that is known by heart"
        for one in known:
            same = [other for other in figures if one.matches(other)]
            place = f"{one.indicator} of {one.area} ({one.group}) in {one.period}"
            assert same, f"{place} was not read; check how indicator, area, group and period are spelt"
            wrong = plain_list(other.quantity.low if other.quantity.is_exact else "hidden" for other in same)
            right = "hidden" if one.value is None else one.value
            assert any(one.equals(other) for other in same), f"{place} is {right}, and was read as {wrong}"

    def test_no_number_carries_the_noise_of_a_binary_float(self, figures: tuple[Observation, ...]) -> None:
        for one in figures:
            for end in (one.quantity.low, one.quantity.high):
                what = f"{one.indicator} in {one.period} is {end}"
                assert not noisy(end), f"{what}; read numbers from their text: Quantity.read(text, unit=...)"

    def test_no_figure_comes_twice(self, figures: tuple[Observation, ...]) -> None:
        keys = Counter((*one.series, str(one.period), one.published) for one in figures)
        twice = [" ".join(map(str, key[:4])) for key, number in keys.items() if number > 1]
        assert not twice, (
            f"{plain_list(twice)}: given more than once; tell vintages apart by `published`, and drop repeats"
        )

    def test_reading_twice_gives_equal_figures(
        self, source_type: SourceType, config: Any, context: Context, indicators: Mapping[str, Wanted]
    ) -> None:
        source = source_type.open(config, context)
        first, second = source.read(Request(indicators)), source.read(Request(indicators))
        assert first == second, "a second read() gave other figures; keep no state between reads"

    def test_periods_are_those_that_were_asked_for(
        self, figures: tuple[Observation, ...], indicators: Mapping[str, Wanted]
    ) -> None:
        for one in figures:
            wanted = indicators.get(one.indicator)
            if wanted is None:
                continue
            kinds = plain_list(kind.value for kind in wanted.kinds)
            what = f"{one.indicator} has {one.period}, {one.period.kind.a}"
            assert one.period.kind in wanted.kinds, f"{what}; it is judged by {kinds}: read it as that, or refuse it"
            assert wanted.collected(one.period), f"{what}, which its calendar says nobody collected; refuse it"

    def test_every_figure_names_its_origin(self, figures: tuple[Observation, ...]) -> None:
        for one in figures:
            origin = one.origin
            place = (origin.file and origin.row) or (origin.data_set and origin.version)
            what = f"{one.indicator} in {one.period} comes from {origin}"
            remedy = "fill Origin: publication, and file with row, or data_set with version"
            assert place, f"{what}; {remedy}"

    def test_only_what_is_asked_for_is_returned(
        self, read: Callable[[Mapping[str, Wanted]], Figures], indicators: Mapping[str, Wanted]
    ) -> None:
        name, known = next(iter(indicators.items()))
        for asked in ({_NOBODY: known}, {name: known, _NOBODY: known}, indicators):
            found = read(asked)
            others = sorted({one.indicator for one in found.observations} - set(asked))
            assert not others, f"{plain_list(others)}: not asked for; leave it out, or name it in Figures.unused"
            needed = sorted(set(found.unused) & set(asked))
            assert not needed, f"{plain_list(needed)}: asked for, and yet in Figures.unused; name only what is not"

    def test_settings_that_cannot_work_are_refused_with_a_remedy(
        self,
        source_type: SourceType,
        bad_settings: Mapping[str, Any],
        context: Context,
        indicators: Mapping[str, Wanted],
    ) -> None:
        config, problems = read_settings(source_type.config, bad_settings)
        for problem in problems:
            assert is_sentence(problem.what), f"the settings are refused with {problem.what!r}; say it in a sentence"
        if problems:
            return
        error = raised(lambda: source_type.open(config, context).read(Request(indicators)))
        assert error, "settings that cannot work were accepted; raise SourceError(Problem(what, remedy)) from read()"
        assert_told(error, SourceError, remedy=True)

    def test_the_secret_appears_nowhere(
        self,
        source_type: SourceType,
        config: Any,
        context: Context,
        indicators: Mapping[str, Wanted],
        bad_settings: Mapping[str, Any],
        planted: str,
        capsys: pytest.CaptureFixture[str],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(0)
        source = source_type.open(config, context)
        found = source.read(Request(indicators))
        shown = {
            "the repr of its configuration": repr(config),
            "the repr of the source": repr(source),
            "the figures": repr(found),
            "what it wrote to the context's output": context.output.getvalue(),  # type: ignore[attr-defined]
        }
        bad, problems = read_settings(source_type.config, bad_settings)
        shown["what it says of bad settings"] = "\n".join(map(str, problems))
        if bad is not None:
            named = with_secrets(context, source_type, bad, planted)
            shown["the error for bad settings"] = said_by(
                raised(lambda: source_type.open(bad, named).read(Request(indicators)))
            )
        assert_hidden(planted, {**shown, **printed(capsys, caplog)})

    def test_revisions_come_with_the_day_they_were_published(
        self, source_type: SourceType, figures: tuple[Observation, ...]
    ) -> None:
        self._claims(source_type, "revisions")
        days: dict[tuple[object, ...], set[object]] = {}
        for one in figures:
            days.setdefault((*one.series, one.period), set()).add(one.published)
        revised = [found for found in days.values() if len(found) > 1]
        what = 'it claims "revisions", and no figure comes with two days of publication'
        assert revised, f"{what}; fill `published`, and let the test data hold a revision"
        assert not any(None in found for found in revised), f"{what}; fill `published` of each vintage"

    def test_hidden_numbers_stay_hidden(self, source_type: SourceType, figures: tuple[Observation, ...]) -> None:
        self._claims(source_type, "suppression")
        hidden = [one.quantity for one in figures if one.quantity.marker is not None]
        what = 'it claims "suppression"'
        assert hidden, (
            f"{what}, and no figure has a marker; keep the symbol, and let the test data hold a hidden number"
        )
        guessed = [one for one in hidden if one.is_exact]
        assert not guessed, (
            f"{what}, and {guessed[0].marker} became {guessed[0].low}; use Quantity.read or Quantity.missing"
        )

    def test_the_data_set_and_its_version_are_named(
        self, source_type: SourceType, figures: tuple[Observation, ...]
    ) -> None:
        self._claims(source_type, "versions")
        for one in figures:
            named = one.origin.data_set and one.origin.version
            assert named, f'it claims "versions"; {one.origin} names none: fill Origin.data_set and Origin.version'

    def test_another_side_that_fails_gives_an_error_and_no_figures(
        self,
        source_type: SourceType,
        context: Context,
        indicators: Mapping[str, Wanted],
        request: pytest.FixtureRequest,
        planted: str,
    ) -> None:
        self._claims(source_type, "network")
        for number, config in enumerate(request.getfixturevalue("failing")):
            source = source_type.open(config, with_secrets(context, source_type, config, planted))
            error = raised(lambda source=source: source.read(Request(indicators)))  # type: ignore[misc]
            assert error, f"failing[{number}] was read as if nothing were wrong; what is not whole raises SourceError"
            assert_told(error, SourceError, remedy=False)

    def _claims(self, source_type: SourceType, name: str) -> None:
        self.needs(name, claimed=name in source_type.capabilities, how=_CLAIM.format(name))


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
