"""The contract of sources, as tests to subclass."""

from __future__ import annotations

from typing import Any, ClassVar

from wes_rules.plugins.api import Context, SourceType
from wes_rules.plugins.checking import exposed, undescribed
from wes_rules.plugins.watching import watched
from wes_rules.testing.contract import assert_described, plain_list
from wes_rules.testing.sources.claims import Claims
from wes_rules.testing.sources.fixtures import Broken, Known, wanted
from wes_rules.testing.sources.reading import ReadingFigures
from wes_rules.testing.sources.refusing import Refusing

__all__ = ["Broken", "Known", "SourceContract", "wanted"]


class SourceContract(ReadingFigures, Refusing, Claims):
    """
    Tests for a source. Override `source_type`, `config`, `indicators`, `known`, `bad_settings`, `broken` and `changed`.

    By capability of its `SourceType`: "revisions" (a figure may come again, with the day it was published),
    "suppression" (hidden numbers stay hidden), "versions" (the data set and its version are named), "network"
    (override `failing`). What has no rows has nothing "broken", what never changes no "changes", what tells no
    groups apart no "groups", what passes over rows without a value no "blanks", what can hold no number below 0 no "negatives", what numbers its areas no "codes", and what
    cannot list the indicators it has no "unused": `does_not` says so.
    """

    optional: ClassVar[frozenset[str]] = frozenset(
        {
            "blanks",
            "broken",
            "changes",
            "codes",
            "groups",
            "negatives",
            "network",
            "revisions",
            "suppression",
            "unused",
            "versions",
        }
    )

    def test_it_is_described(self, source_type: SourceType) -> None:
        assert_described(undescribed(source_type))

    def test_its_secrets_are_names_of_environment_variables(self, source_type: SourceType) -> None:
        assert_described(exposed(source_type))

    def test_opening_neither_reads_nor_connects(self, source_type: SourceType, config: Any, context: Context) -> None:
        with watched() as seen:
            source_type.open(config, context)
        assert not seen, f"open() did {plain_list(seen)}; leave everything to read()"
