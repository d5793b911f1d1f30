"""Requirements for the figures that a source reads."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from wes_rules.plugins.api import Context, Figures, SourceType
from wes_rules.plugins.asking import Request
from wes_rules.series.calendar import Calendar
from wes_rules.series.observation import Observation
from wes_rules.testing.contract import noisy, plain_list, raised, texts_of
from wes_rules.testing.sources.fixtures import Indicators, Known, Opener, Reader, SourceFixtures, text_of
from wes_rules.values.period import PeriodKind

_NOBODY = "an-indicator-that-nobody-publishes"
_LATER = timedelta(days=500)
_REMEDIES = {
    "row": "count as an editor does, from 1, the header included",
    "publication day": "take it from the publication, and never from the day of reading",
    "interval": "take its ends from their own columns",
}


class ReadingFigures(SourceFixtures):
    """Tests of what is read."""

    def test_it_returns_figures(self, opened: Opener, config: Any, indicators: Indicators) -> None:
        found = opened(config).read(Request(indicators))
        kind = type(found).__name__
        assert isinstance(found, Figures), f"read() returned a {kind}; return Figures(observations=(...,))"

    def test_known_figures_are_read_exactly(
        self, figures: tuple[Observation, ...], known: Sequence[Known], context: Context
    ) -> None:
        assert known, "the fixture `known` is empty; give at least one figure that is known by heart"
        for one in known:
            same = [other for other in figures if one.matches(other)]
            assert same, f"{one} was not read; check how indicator, area, group and period are spelt"
            wrong = _values(same)
            right = "hidden" if one.value is None else one.value
            equal = [other for other in same if one.equals(other)]
            assert equal, f"{one} is {right}, and was read as {wrong}"
            if (
                one.row is None
                and equal[0].origin.row
                and (row := _row_in_file(context.base / equal[0].origin.file, one.value))
            ):
                one = attrs.evolve(one, row=row)  # noqa: PLW2901 - what its file says is known too
            if all(any(one.differs(other)) for other in equal):
                what, is_so, found = next(one.differs(equal[0]))
                pytest.fail(f"the {what} of {one} is {is_so}, and was read as {found}; {_REMEDIES[what]}")

    def test_what_is_known_covers_rows_days_and_intervals(
        self, figures: tuple[Observation, ...], known: Sequence[Known]
    ) -> None:
        for name, read in (
            ("row", any(one.origin.file and one.origin.row for one in figures)),
            ("published", any(one.published for one in figures)),
            ("interval", any(one.interval for one in figures)),
        ):
            said = any(getattr(one, name) is not None for one in known)
            assert said or not read, (
                f"figures have a {name}, and no figure of `known` says which; give one its {name}=..."
            )

    def test_groups_are_kept_apart(self, known: Sequence[Known]) -> None:
        groups: dict[tuple[str, str, str], set[str]] = {}
        for one in known:
            groups.setdefault((one.indicator, one.area, str(one.period)), set()).add(one.group)
        several = any(len(found) > 1 for found in groups.values())
        self.needs(
            "groups",
            claimed=several,
            how="let `known` have a figure of two groups of one series: Known(..., group=...)",
        )

    def test_codes_are_read_as_they_are_spelt(self, known: Sequence[Known]) -> None:
        spelt = any(one.area.startswith("0") for one in known) and any(one.area != one.area.lower() for one in known)
        how = "let `known` have an area whose code begins with 0, which int() loses, and one with a capital letter, as 0A1"
        self.needs("codes", claimed=spelt, how=how)

    def test_numbers_below_zero_keep_their_sign(self, known: Sequence[Known]) -> None:
        below = any((one.value or "").startswith("-") for one in known)
        self.needs("negatives", claimed=below, how='let `known` have a number below 0: Known(..., "-0.5")')

    def test_numbers_are_read_as_published_whatever_the_precision(self, read: Reader, indicators: Indicators) -> None:
        coarse = {name: attrs.evolve(one, decimals=0) for name, one in indicators.items()}
        fine, rounded = read(indicators).observations, read(coarse).observations
        assert fine == rounded, (
            "a measure with no decimal place gets other numbers; read them as published: rounding is left to judging"
        )

    def test_letters_are_read_as_they_are_spelt(self, read: Reader, indicators: Indicators, context: Context) -> None:
        for name, how in indicators.items():
            spelt = f"{name}é"
            wrong = {spelt.encode().decode(one, "replace") for one in ("latin-1", "cp1252", "ascii")}
            texts = {file: text_of(file) for file in context.base.rglob("*") if file.is_file()}
            for file, text in texts.items():
                if text:
                    new = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", spelt, text)
                    file.write_bytes(new.encode())
            found: list[Observation] = []
            raised(lambda: found.extend(read(dict.fromkeys((spelt, *wrong), how)).observations))  # noqa: B023 # called at once
            for file, text in texts.items():
                if text:
                    file.write_bytes(text.encode())
            misread = sorted(repr(one) for one in wrong & {figure.indicator for figure in found})
            assert not misread, (
                f"a file holds {spelt!r} in UTF-8, and it was read as {plain_list(misread)}; read text as UTF-8: "
                'read_text(encoding="utf-8-sig")'
            )

    def test_each_setting_makes_a_difference(
        self, source_type: SourceType, config: Any, opened: Opener, indicators: Indicators
    ) -> None:
        usual = self._outcome(opened, config, indicators)
        for name, why in self.unseen.items():
            assert len(why.split()) > 2, f'unseen["{name}"] = {why!r}: say in a sentence why nothing of it is seen'
        for name, text in texts_of(config).items():
            if name in {*self.unseen, *source_type.secrets}:
                continue
            found = self._outcome(opened, config, indicators, **{name: f"{text}-another"})
            assert found != usual, (
                f"another {name} changes nothing of what is read; use the setting, or take it out, or say in "
                f'unseen = {{"{name}": "..."}} why nothing of it is seen'
            )

    def _outcome(self, opened: Opener, config: Any, indicators: Indicators, **changes: str) -> object:
        """Return what is read with other settings, or the error."""
        found: list[Figures] = []
        error = raised(lambda: found.append(opened(attrs.evolve(config, **changes)).read(Request(indicators))))
        return str(error) if error else found[0]

    def test_paths_start_at_the_folder_of_the_plan(
        self,
        read: Reader,
        indicators: Indicators,
        context: Context,
        tmp_path_factory: pytest.TempPathFactory,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        found: list[object] = []
        for folder in (context.base, tmp_path_factory.mktemp("elsewhere")):
            monkeypatch.chdir(folder)
            try:
                found.append(read(indicators).observations)
            except Exception as error:  # noqa: BLE001 - whether it depends on the folder, is what is tested
                found.append(f"{type(error).__name__}: {error}")
        assert found[0] == found[1], (
            f"another working directory changes what is read ({plain_list(found[1:])[:200]}); a path starts at the folder of "
            "the plan: context.base / path"
        )

    def test_publication_days_do_not_follow_the_day_of_knowing(
        self, source_type: SourceType, config: Any, context: Context, indicators: Indicators
    ) -> None:
        later = attrs.evolve(context, as_of=self.as_of + _LATER)
        first, second = (
            self.read_by(source_type.open(config, one), indicators).observations for one in (context, later)
        )
        days = {(*one.series, one.period, one.published) for one in second}
        moved = [one for one in first if (*one.series, one.period, one.published) not in days]
        assert not moved, (
            f"{plain_list(f'{one.indicator} in {one.period}' for one in moved)}: the publication day moves with the day of "
            "knowing; take it from the publication, or leave `published` empty"
        )

    def test_a_change_is_read_anew(
        self, opened: Opener, config: Any, indicators: Indicators, request: pytest.FixtureRequest
    ) -> None:
        self.can("changes")
        change: Callable[[], Known] = request.getfixturevalue("changed")
        source = opened(config)
        source.read(Request(indicators))
        known = change()
        for one in (source, opened(config)):
            found = [other for other in self.read_by(one, indicators).observations if known.matches(other)]
            if not found:
                pytest.skip(f"{known} was not read; see test_known_figures_are_read_exactly")
            assert any(known.equals(other) for other in found), (
                f"{known} has changed to {known.value}, and was read as {_values(found)}; read anew each time, and keep nothing by its path"
            )

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

    def test_reading_twice_gives_equal_figures(self, opened: Opener, config: Any, indicators: Indicators) -> None:
        source = opened(config)
        first, second = source.read(Request(indicators)), source.read(Request(indicators))
        assert first == second, "a second read() gave other figures; keep no state between reads"

    def test_periods_are_those_that_were_asked_for(
        self, figures: tuple[Observation, ...], indicators: Indicators
    ) -> None:
        for one in figures:
            wanted = indicators.get(one.indicator)
            if wanted is None:
                continue
            kinds = plain_list(kind.value for kind in wanted.kinds)
            what = f"{one.indicator} has {one.period}, {one.period.kind.a}"
            assert one.period.kind in wanted.kinds, f"{what}; it is judged by {kinds}: read it as that, or refuse it"
            assert wanted.collected(one.period), f"{what}, which its calendar says nobody collected; refuse it"

    def test_periods_of_every_calendar_of_an_indicator_are_read(
        self, figures: tuple[Observation, ...], opened: Opener, config: Any, indicators: Indicators
    ) -> None:
        judged = {kind for one in indicators.values() for kind in one.kinds}
        other = Calendar(
            kind=next(kind for kind in (PeriodKind.TERM, PeriodKind.MONTH, PeriodKind.WEEK) if kind not in judged)
        )
        both = {name: attrs.evolve(one, calendars=(other, *one.calendars)) for name, one in indicators.items()}
        found: list[Observation] = []
        error = raised(lambda: found.extend(self.read_by(opened(config), both).observations))
        lost = sorted({f"{one.indicator} in {one.period}" for one in figures if one not in found})
        assert not lost, (
            f"{plain_list(lost)} is not read where the plan judges the indicator by {other.kind.a} as well"
            f"{f' ({error})' if error else ''}; read each period of any kind that was asked for: wanted.period(text)"
        )

    def test_every_figure_names_its_origin(self, figures: tuple[Observation, ...]) -> None:
        for one in figures:
            origin = one.origin
            place = (origin.file and origin.row) or (origin.data_set and origin.version)
            what = f"{one.indicator} in {one.period} comes from {origin}"
            remedy = "fill Origin: publication, and file with row, or data_set with version"
            assert place, f"{what}; {remedy}"

    def test_only_what_is_asked_for_is_returned(self, read: Reader, indicators: Indicators) -> None:
        name, known = next(iter(indicators.items()))
        for asked in ({_NOBODY: known}, {name: known, _NOBODY: known}, indicators):
            found = read(asked)
            others = sorted({one.indicator for one in found.observations} - set(asked))
            assert not others, f"{plain_list(others)}: not asked for; leave it out, or name it in Figures.unused"
            needed = sorted(set(found.unused) & set(asked))
            assert not needed, f"{plain_list(needed)}: asked for, and yet in Figures.unused; name only what is not"

    def test_what_nobody_asked_for_is_named_as_unused(
        self, figures: tuple[Observation, ...], read: Reader, indicators: Indicators
    ) -> None:
        told = set(read({_NOBODY: next(iter(indicators.values()))}).unused)
        lost = sorted({one.indicator for one in figures} - told)
        how = f"{plain_list(lost)}: there, not asked for, and not in Figures.unused, by which a misspelt indicator is found; name it"
        self.needs("unused", claimed=not lost, how=how)


def _values(figures: Iterable[Observation]) -> str:
    return plain_list(one.quantity.low if one.quantity.is_exact else "hidden" for one in figures)


def _row_in_file(file: Path, value: str | None) -> int | None:
    """Return the line of a text file that a value stands in, if it is just one; a whole of JSON has no rows."""
    text = text_of(file) if file.is_file() else ""
    if raised(lambda: json.loads(text)) is None or "." not in (value or ""):
        return None
    found = re.compile(rf"(?<![\w./:-]){re.escape(value or '')}(?![\w./:-])")
    lines = [number for number, line in enumerate(text.split("\n"), 1) for _ in found.finditer(line)]
    # A cell over several lines makes it doubtful which of them is its row.
    return lines[0] if len(lines) == 1 and not any(line.count('"') % 2 for line in text.split("\n")) else None
