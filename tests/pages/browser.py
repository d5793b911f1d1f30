"""A real browser, and axe-core in it: what the tests of pages and the proof over whole pages share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

WIDTHS = (320, 768, 1280)
LOOKS: dict[str, dict[str, Any]] = {
    **{f"light-{width}": {"width": width, "color_scheme": "light"} for width in WIDTHS},
    **{f"dark-{width}": {"width": width, "color_scheme": "dark"} for width in WIDTHS},
    "forced-colours": {"width": 768, "forced_colors": "active"},
    "print": {"width": 768, "media": "print"},
}
_PLAIN = dict.fromkeys(("color_scheme", "forced_colors", "media"), "null")
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium; where there is none the test is skipped, but not in CI."""
    path = next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("there is no Chromium: .ci/run installs it")
        pytest.skip("there is no Chromium: apt install chromium")
    with sync_playwright() as playwright:
        # Chromium refuses to run as root inside its sandbox; the pages are our own files.
        yield playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])


@contextmanager
def looking(browser: Browser, file: Path, *, width: int = 1280, script: bool = True, **media: Any) -> Iterator[Page]:
    """Open a page at a width, in a theme; anything it complains of or tries to load fails the test."""
    # All look by one window, as to open one takes longer than to load a page; one without scripts is another.
    context = browser.contexts[0] if script and browser.contexts else browser.new_context(java_script_enabled=script)
    # How long a page takes on a machine with much to do says nothing of it.
    context.set_default_timeout(180_000)
    page = context.pages[0] if context.pages else context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(reduced_motion="reduce", **{**_PLAIN, **media})
    wrong: list[str] = []
    heard = {
        "console": lambda one: wrong.append(one.text),
        "pageerror": lambda one: wrong.append(str(one)),
        "request": lambda one: None if one.url.startswith("file:") else wrong.append(one.url),
    }
    for name, hear in heard.items():
        page.on(name, hear)
    page.goto(file.as_uri())
    yield page
    assert not wrong
    for name, hear in heard.items():
        page.remove_listener(name, hear)
    if not script:
        context.close()


def unfold(page: Page) -> None:
    """Open all that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def violations(page: Page) -> list[str]:
    """Return what axe-core finds wrong with a page, each with its first element."""
    # Nobody points at paper: how far apart links are says nothing there.
    rules = {"target-size": {"enabled": not page.evaluate("matchMedia('print').matches")}}
    options = {"runOnly": {"type": "tag", "values": _TAGS}, "rules": rules}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {one['help']}: {one['nodes'][0]['html']}" for one in found]


def overflow(page: Page) -> list[str]:
    """List what reaches beyond the window: the page itself, and texts of charts, which would be cut off."""
    return page.evaluate("""() => {
        const width = document.documentElement.clientWidth;
        const wide = (one) => one.getBoundingClientRect().right > width + 1 || one.getBoundingClientRect().left < -1;
        const texts = [...document.querySelectorAll("svg text")].filter(wide).map((one) => one.textContent);
        return document.documentElement.scrollWidth > width ? ["the page", ...texts] : texts;
    }""")
