"""The base of the contracts of sources, notifiers and kinds of rule."""

from __future__ import annotations

import io
import traceback
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from decimal import Context as Precision
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar, Literal, NoReturn, get_origin, get_type_hints

import attrs
import pytest

from wes_rules.errors import Problem, WesRulesError, near_miss
from wes_rules.plugins.api import Context
from wes_rules.plugins.checking import Described
from wes_rules.rules.reading import Path as KeyPath
from wes_rules.rules.reading import Reader

#: The value that every secret has during a contract's tests.
PLANTED = "planted-5ecret-a61f"


class Contract:
    """
    A class of tests to subclass, with one test for each requirement, named as a sentence.

    Fixtures are the only contact: override those that a failing test asks for. What every plugin has to do
    cannot be left out. What only some can do is tested where the plugin claims it; where it does not, `does_not`
    says why in a sentence, which then stands beside the skipped test.
    """

    does_not: ClassVar[Mapping[str, str]] = {}
    optional: ClassVar[frozenset[str]] = frozenset()
    as_of: ClassVar[date] = date(2026, 1, 1)

    @pytest.fixture
    def planted(self) -> str:
        """Return the value of every secret; override it if your secrets have a special form."""
        return PLANTED

    def test_what_it_does_not_do_is_said_in_a_sentence(self) -> None:
        for name, why in self.does_not.items():
            assert name in self.optional, f'does_not: nothing is called "{name}"; {near_miss(name, self.optional)}'
            assert len(why.split()) > 2, f'does_not["{name}"] = {why!r}: say in a sentence why it does not'

    def needs(self, name: str, *, claimed: bool, how: str) -> None:
        """
        Continue a test of an optional capability, or skip it with the sentence that says why not.

        Args:
            name: What it is called in `does_not`.
            claimed: Whether the plugin says it can.
            how: How a plugin claims it.
        """
        if claimed:
            assert name not in self.does_not, (
                f'it claims "{name}", and does_not says it does not; remove one of the two'
            )
        else:
            self.can(name)
            pytest.fail(f"{how}, or {say_why_not(name)}")

    def can(self, name: str) -> None:
        """Continue a test, or skip it with the sentence in `does_not`."""
        if name in self.does_not:
            pytest.skip(f"does not {name}: {self.does_not[name]}")


def missing(name: str, what: str, *, only_if: str = "") -> NoReturn:
    """Fail because a fixture was not overridden, which only some plugins need: those that do what is called `only_if`."""
    pytest.fail(f"override the fixture `{name}` to return {what}{f', or {say_why_not(only_if)}' if only_if else ''}")


def say_why_not(name: str) -> str:
    """Return the remedy for a plugin without an optional capability."""
    return f'say in does_not = {{"{name}": "..."}} why it does not'


def noisy(number: Decimal | None) -> bool:
    """Return whether a number looks like a sum of binary floats, such as 0.30000000000000004."""
    if number is None:
        return False
    # Four zeros or nines stand before its end.
    short = number.normalize(Precision(prec=14))
    return short != number and len(short.as_tuple().digits) <= 10


def context_of(kind: Described, config: Any, base: Path, as_of: date, planted: str) -> Context:
    """Return a context in which each secret that a configuration names is set to the planted one."""
    return with_secrets(Context(as_of=as_of, base=base, output=io.StringIO()), kind, config, planted)


def with_secrets(context: Context, kind: Described, config: Any, planted: str) -> Context:
    """Return a context with the secrets of another configuration as well."""
    named = texts_of(config)
    secrets = {value: planted for name, value in named.items() if name in kind.secrets}
    return attrs.evolve(context, environ=_Environment({**context.environ, **secrets}, named))


def texts_of(config: Any) -> dict[str, str]:
    """Return the settings of a configuration that may be any text; of some words each means something else."""
    kinds = get_type_hints(type(config)) if attrs.has(type(config)) else {}
    found = {name: getattr(config, name) for name, kind in kinds.items() if get_origin(kind) not in (Literal, ClassVar)}
    return {name: text for name, text in found.items() if isinstance(text, str) and text}


class _Environment(dict[str, str]):
    """The variables of a test; whoever asks for one that a setting names, and that is not listed as a secret, is told."""

    def __init__(self, variables: Mapping[str, str], settings: Mapping[str, str]) -> None:
        super().__init__(variables)
        self._settings = {value: name for name, value in settings.items() if value not in variables}

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self or name in self._settings else default

    def __missing__(self, name: str) -> NoReturn:
        if name in self._settings:
            setting = self._settings[name]
            pytest.fail(
                f'the variable {name} is read, which the setting "{setting}" names; list it: secrets=["{setting}"], so that '
                "no message, error or log shows what it holds"
            )
        raise KeyError(name)


def read_settings(cls: type[Any], settings: Mapping[str, Any]) -> tuple[Any, list[Problem]]:
    """Read settings as a plan file would have them onto a configuration class; return it and what is wrong."""
    problems: list[Problem] = []

    def fault(path: KeyPath, what: str, remedy: str) -> None:
        problems.append(Problem(what, remedy, subject=".".join(map(str, path))))

    return Reader(fault=fault).read(cls, settings, ()), problems


def raised(call: Callable[[], object]) -> BaseException | None:
    """Return the exception that a call raises, of any kind; None if it raises nothing."""
    try:
        call()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - which kind it is, is what is tested
        return error
    return None


def said_by(error: BaseException | None) -> str:
    """Return everything that an error shows, its causes included."""
    return "" if error is None else "".join(traceback.format_exception(error))


def is_sentence(text: str) -> bool:
    """Whether a text is a sentence, and no bare code or name."""
    return len(text.split()) >= 3 and text.isprintable()


def assert_told(error: BaseException, expected: type[WesRulesError], *, remedy: bool) -> None:
    """Assert that an error is of the right kind and says what is wrong and what to do."""
    name = expected.__name__
    assert isinstance(error, expected), f"it raised {type(error).__name__}: {error}; raise {name} with a sentence"
    for problem in error.problems:
        assert is_sentence(problem.what), f"{name} says {problem.what!r}; say in a sentence what is wrong"
        assert not remedy or problem.remedy, f'{name} says "{problem}"; say what to do too: Problem(what, remedy)'


def assert_hidden(planted: str, shown: Mapping[str, str]) -> None:
    """Assert that a secret is in none of some texts."""
    for where, text in shown.items():
        assert planted not in text, (
            f"the secret is in {where}; keep it out: attrs.field(repr=False), and name the variable"
        )


def printed(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> dict[str, str]:
    """Return what a test has printed and logged so far."""
    out, err = capsys.readouterr()
    logged = "\n".join(f"{one.getMessage()} {one.exc_text or ''} {one.args!r}" for one in caplog.records)
    return {"standard output": out, "standard error": err, "the log": logged}


def plain_list(names: Iterable[object], most: int = 5) -> str:
    """Return some names as a list for a sentence, and how many more there are."""
    listed = list(names)
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(map(str, listed[:most])) + more


def assert_described(problems: Collection[Problem]) -> None:
    """Assert that a description has no faults."""
    assert not problems, "\n".join(str(one) for one in problems)
