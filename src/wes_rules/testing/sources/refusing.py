"""What a source does if its settings, its input or the other side are faulty."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import attrs
import pytest

from wes_rules.errors import Problem, SourceError
from wes_rules.plugins.api import Context, Figures, SourceType
from wes_rules.plugins.asking import Request
from wes_rules.quoting import quoted
from wes_rules.testing.contract import (
    assert_hidden,
    assert_told,
    is_sentence,
    plain_list,
    printed,
    raised,
    read_settings,
    said_by,
    say_why_not,
    with_secrets,
)
from wes_rules.testing.sources.fixtures import Broken, Indicators, Known, Opener, SourceFixtures, text_of

# What two faults of one sort do not share: what was given, and numbers.
_VARYING = re.compile(r"""["'][^"']*["']|\w*\d\w*""")
# What no source can take for figures.
_NO_FIGURES = (b"null", b"\xff\xfe\xff", b"<html>not found</html>\n")
_PLACED = "Problem(what, remedy, file, line), with lines counted as an editor does"


class Refusing(SourceFixtures):
    """Tests of what is refused."""

    def test_settings_that_cannot_work_are_refused_with_a_remedy(
        self, source_type: SourceType, bad_settings: Mapping[str, Any], opened: Opener, indicators: Indicators
    ) -> None:
        config, problems = read_settings(source_type.config, bad_settings)
        for problem in problems:
            assert is_sentence(problem.what), f"the settings are refused with {problem.what!r}; say it in a sentence"
        if problems:
            return
        error = raised(lambda: opened(config).read(Request(indicators)))
        assert error, "settings that cannot work were accepted; raise SourceError(Problem(what, remedy)) from read()"
        assert_told(error, SourceError, remedy=True)

    def test_the_secret_appears_nowhere(
        self,
        source_type: SourceType,
        config: Any,
        context: Context,
        opened: Opener,
        indicators: Indicators,
        bad_settings: Mapping[str, Any],
        planted: str,
        capsys: pytest.CaptureFixture[str],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(0)
        source = opened(config)
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
            shown["the error for bad settings"] = said_by(raised(lambda: opened(bad).read(Request(indicators))))
        assert_hidden(planted, {**shown, **printed(capsys, caplog)})

    def test_another_side_that_fails_gives_an_error_and_no_figures(
        self, source_type: SourceType, opened: Opener, indicators: Indicators, request: pytest.FixtureRequest
    ) -> None:
        self.claims(source_type, "network")
        for number, config in enumerate(request.getfixturevalue("failing")):
            source = opened(config)
            error = raised(lambda source=source: source.read(Request(indicators)))  # type: ignore[misc]
            assert error, f"failing[{number}] was read as if nothing were wrong; what is not whole raises SourceError"
            assert_told(error, SourceError, remedy=False)

    def test_a_file_of_another_shape_is_refused_with_a_sentence(
        self, opened: Opener, config: Any, indicators: Indicators, context: Context
    ) -> None:
        files = [one for one in context.base.rglob("*") if one.is_file()]
        if not files:
            pytest.skip("it reads no file in the folder of the plan")
        figures = self.read_by(opened(config), indicators)
        for file in files:
            usual = file.read_bytes()
            for content in _of_another_shape(usual):
                file.write_bytes(content)
                read: list[Figures] = []
                error = raised(lambda: read.append(self.read_by(opened(config), indicators)))  # noqa: B023 # called at once
                assert error is None or isinstance(error, SourceError), (
                    f"{file.name} held {content[:60]!r}, and it raised {type(error).__name__}: {error}; look what was read "
                    "before it is taken apart, and raise SourceError([Problem(what, remedy, file)])"
                )
                lost = error is None and len(read[0].observations) < len(figures.observations)
                assert not lost or content not in _NO_FIGURES or _told(read[0]) != _told(figures), (
                    f"{file.name} held {content!r}, and its figures are gone without a word; "
                    "raise SourceError([Problem(what, remedy, file)]) where what is read is none"
                )
            file.write_bytes(usual)

    def test_a_figure_whose_cell_is_blank_is_not_left_out_in_silence(
        self, opened: Opener, config: Any, indicators: Indicators, context: Context, known: Sequence[Known]
    ) -> None:
        usual = self.read_by(opened(config), indicators)
        blanked = [
            (file, file.read_bytes(), one, content)
            for file in context.base.rglob("*")
            if file.is_file()
            for one in known
            for content in _blanked(file, one.value or "")
        ]
        if not blanked:
            pytest.skip("no value of `known` stands just once in a text file in the folder of the plan")
        self.can("blanks")
        for file, whole, one, content in blanked:
            file.write_bytes(content)
            read: list[Figures] = []
            error = raised(lambda: read.append(self.read_by(opened(config), indicators)))  # noqa: B023 # called at once
            file.write_bytes(whole)
            if error is not None:
                assert_told(error, SourceError, remedy=False)
                continue
            made = [other for other in read[0].observations if one.matches(other) and other not in usual.observations]
            guessed = [other.quantity.low for other in made if other.quantity.is_exact]
            assert not guessed, (
                f"the value of {one} was blank, and was read as {guessed[0]}; read it as missing: Quantity.read(text, unit=...)"
            )
            if _told(read[0]) == _told(usual):
                lost = sum(map(one.matches, usual.observations)) - sum(map(one.matches, read[0].observations))
                assert not lost, (
                    f"the value of {one} was blank, and nothing tells that it is not there; read it as missing: "
                    f"Quantity.read(text, unit=...), or report its row in Figures.notes, or {say_why_not('blanks')}"
                )

    def test_every_fault_of_a_broken_file_is_told_with_its_place(
        self, opened: Opener, indicators: Indicators, request: pytest.FixtureRequest
    ) -> None:
        broken = self._broken(request)
        source = opened(broken.config)
        error = raised(lambda: source.read(Request(indicators)))
        assert error, "`broken` was read as if nothing were wrong; what cannot be read raises SourceError"
        how = f"it raised {type(error).__name__}: {error}; raise SourceError([Problem(what, remedy, file, line), ...])"
        assert isinstance(error, SourceError), how
        assert_told(error, SourceError, remedy=True)
        _assert_placed(broken, error.problems)
        sorts = Counter(_VARYING.sub("", one.what) for one in error.problems)
        assert max(sorts.values()) > 1, (
            "each fault of `broken` is of a sort of its own; let two rows have the same one, as a source may stop after the first of a sort"
        )

    def test_rows_that_are_left_out_are_told(
        self,
        source_type: SourceType,
        context: Context,
        indicators: Indicators,
        request: pytest.FixtureRequest,
        planted: str,
    ) -> None:
        broken = self._broken(request)
        lenient = attrs.evolve(with_secrets(context, source_type, broken.config, planted), skip_bad_rows=True)
        try:
            found = self.read_by(source_type.open(broken.config, lenient), indicators)
        except SourceError:
            pytest.skip("it refuses the whole file, also with skip_bad_rows")
        _assert_placed(broken, found.skipped)

    def _broken(self, request: pytest.FixtureRequest) -> Broken:
        self.can("broken")
        broken: Broken = request.getfixturevalue("broken")
        assert len(set(broken.places)) > 1, "`broken` has one fault; let it have a fault in two rows or more"
        return broken


def _told(figures: Figures) -> object:
    return figures.skipped, figures.left_out, figures.notes


def _of_another_shape(usual: bytes) -> Iterator[bytes]:
    """Yield what a file may contain by mistake: nothing, something else, or JSON with null for one of its values."""
    yield from (b"", b"[]", *_NO_FIGURES)
    with suppress(ValueError):
        if isinstance(whole := json.loads(usual), dict):
            yield from (json.dumps({**whole, name: None}).encode() for name in whole)


def _blanked(file: Path, value: str) -> Iterator[bytes]:
    """Yield a text file without a value that stands in it once: with nothing there, or in JSON null and an empty text."""
    text = text_of(file)
    places = [*re.finditer(rf'(?<![\w.\-])"?{re.escape(value)}"?(?![\w.\-])', text)] if value else []
    if len(places) == 1:
        blanks = ("null", '""') if text.lstrip()[:1] in ("{", "[") else ("",)
        yield from (f"{text[: places[0].start()]}{one}{text[places[0].end() :]}".encode() for one in blanks)


def _assert_placed(broken: Broken, problems: tuple[Problem, ...]) -> None:
    told = {(one.file, one.line) for one in problems}
    lost = [f"{file}:{row}" for file, row in broken.places if (file, row) not in told]
    unplaced = [one.what for one in problems if not one.file or one.line is None]
    assert not lost or not unplaced, (
        f"{plain_list(map(quoted, unplaced))} is told without its place, and nothing of {plain_list(lost)}; {_PLACED}"
    )
    said = plain_list(f"{file}:{row}" for file, row in sorted(told, key=str)) or "nothing"
    assert not lost, (
        f"nothing is told of {plain_list(lost)}, and something of {said}; go on after a fault and gather all, and count lines from 1, the header included: {_PLACED}"
    )
