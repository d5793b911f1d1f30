"""Requirements for what a source claims that it can."""

from __future__ import annotations

from wes_rules.plugins.api import SourceType
from wes_rules.series.observation import Observation
from wes_rules.testing.sources.fixtures import SourceFixtures


class Claims(SourceFixtures):
    """Tests of capabilities."""

    def test_revisions_come_with_the_day_they_were_published(
        self, source_type: SourceType, figures: tuple[Observation, ...]
    ) -> None:
        self.claims(source_type, "revisions")
        days: dict[tuple[object, ...], set[object]] = {}
        for one in figures:
            days.setdefault((*one.series, one.period), set()).add(one.published)
        revised = [found for found in days.values() if len(found) > 1]
        what = 'it claims "revisions", and no figure comes with two days of publication'
        assert revised, f"{what}; fill `published`, and let the test data hold a revision"
        assert not any(None in found for found in revised), f"{what}; fill `published` of each vintage"

    def test_hidden_numbers_stay_hidden(self, source_type: SourceType, figures: tuple[Observation, ...]) -> None:
        self.claims(source_type, "suppression")
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
        self.claims(source_type, "versions")
        for one in figures:
            named = one.origin.data_set and one.origin.version
            assert named, f'it claims "versions"; {one.origin} names none: fill Origin.data_set and Origin.version'
