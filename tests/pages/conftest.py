"""What the tests of pages share: the example judged once, and pages read as a browser without script would."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

import attrs
import pytest

from wes_rules import load_plan
from wes_rules.cli.demo_command import example_plan
from wes_rules.pages.html import page_of
from wes_rules.pages.scorecard import scorecard_of

DAY = date(2026, 11, 28)
_EMPTY = {"meta", "br", "use", "line", "path", "rect", "circle", "input"}


@attrs.define
class Element:
    name: str
    given: dict[str, str | None]
    inside: list[Element | str] = attrs.field(factory=list)

    @property
    def text(self) -> str:
        parts = (one if isinstance(one, str) else one.text for one in self.inside)
        return " ".join(" ".join(parts).split())

    def all(self, name, **given):
        for one in self.inside:
            if isinstance(one, Element):
                if one.name == name and all(one.given.get(key) == value for key, value in given.items()):
                    yield one
                yield from one.all(name, **given)

    def one(self, name, **given):
        (found,) = self.all(name, **given)
        return found


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, name, given):
        one = Element(name, dict(given))
        self.open[-1].inside.append(one)
        if name not in _EMPTY:
            self.open.append(one)

    def handle_startendtag(self, name, given):
        self.open[-1].inside.append(Element(name, dict(given)))

    def handle_endtag(self, name):
        if name not in _EMPTY:
            assert self.open.pop().name == name, name

    def handle_data(self, text):
        self.open[-1].inside.append(text)


def read(page: str) -> Element:
    reader = _Reader()
    reader.feed(page)
    (root,) = reader.open
    return root


@pytest.fixture(scope="session")
def example():
    """The example's plan and its judgements."""
    loaded = load_plan(example_plan())
    return loaded.plan, loaded.judge(as_of=DAY)


@pytest.fixture(scope="session")
def card(example):
    plan, verdicts = example
    return scorecard_of(plan, verdicts, as_of=DAY)


@pytest.fixture(scope="session")
def page(card):
    return page_of(card)
