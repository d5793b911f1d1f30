"""Removing secrets, in any spelling, from everything that is shown or stored."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

import attrs

from wes_rules.errors import Problem

HIDDEN = "***"
# A variable of such a name holds a secret, whether or not a plan says so.
_SECRETIVE = re.compile(r"PASS|PWD|SECRET|TOKEN|CREDENTIAL|AUTH|(?:^|_)KEY(?:$|_)", re.IGNORECASE)
# What is shorter would hide half of any text.
_FEWEST = 6


@attrs.frozen
class Secrets:
    """Texts that must not appear anywhere; empty ones are none."""

    texts: tuple[str, ...] = attrs.field(default=(), repr=False)

    @classmethod
    def of(cls, settings: object, fields: Iterable[str], environ: Mapping[str, str]) -> Secrets:
        """Return the secrets of a plugin."""
        names: list[Any] = [getattr(settings, field) for field in fields]
        return cls(tuple(environ.get(str(one), "").strip() for one in names))

    @classmethod
    def by_name(cls, environ: Mapping[str, str]) -> Secrets:
        """Return what the environment holds under names such as `API_KEY`: all that is known before a plan names its own."""
        return cls(
            tuple(text for name, text in environ.items() if _SECRETIVE.search(name) and len(text.strip()) >= _FEWEST)
        )

    def hidden(self, text: str) -> str:
        """Return a text without the secrets, as they are, as addresses quote them, and as Python and JSON do."""
        spellings = {
            spelt
            for one in self.texts
            if one
            for spelt in (one, quote(one, safe=""), quote(one), quote_plus(one), repr(one)[1:-1], json.dumps(one)[1:-1])
        }
        # The longest first: one may be part of another.
        for spelt in sorted(spellings, key=len, reverse=True):
            text = text.replace(spelt, HIDDEN)
        return text

    def hidden_in(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Return problems without the secrets."""
        return tuple(
            attrs.evolve(one, what=self.hidden(one.what), remedy=self.hidden(one.remedy), file=self.hidden(one.file))
            for one in problems
        )
