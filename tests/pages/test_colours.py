"""Contrast by arithmetic, of every colour on every ground it stands on, in both themes and in print."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

STYLE = (files("wes_rules.pages") / "templates" / "style.css").read_text(encoding="utf-8")
# Text needs 4.5 to 1; lines and shapes that carry meaning 3 to 1.
TEXT = ("ink", "soft", "link", "own", "bench", "on-track", "at-risk", "off-track", "undecided", "not-due")


def themes():
    found = re.findall(r":root\{[^}]*?(--ink:#[^}]*)\}", STYLE)
    assert len(found) == 3
    light, dark, print_ = (dict(re.findall(r"--([\w-]+):(#[0-9a-f]+)", one)) for one in found)
    return {"light": light, "dark": dark, "print": {**light, **print_}}


def channels(colour):
    digits = colour.lstrip("#")
    digits = "".join(2 * one for one in digits) if len(digits) in (3, 4) else digits
    return [int(digits[at : at + 2], 16) / 255 for at in range(0, len(digits), 2)]


def over(colour, ground):
    *top, alpha = (*channels(colour), 1.0)[:4]
    return [alpha * a + (1 - alpha) * b for a, b in zip(top, ground, strict=True)]


def luminance(colour):
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(colour, ground):
    a, b = sorted((luminance(colour), luminance(ground)), reverse=True)
    return (a + 0.05) / (b + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
@pytest.mark.parametrize("name", TEXT)
def test_text_can_be_read_on_paper_on_a_panel_and_on_the_shades_of_a_chart(theme, name):
    colours = themes()[theme]
    paper = channels(colours["paper"])[:3]
    grounds = [paper, channels(colours["panel"])[:3], over(colours["zone"], paper), over(colours["band"], paper)]
    text = channels(colours[name])[:3]
    assert min(contrast(text, ground) for ground in grounds) >= 4.5


def test_contrast_is_what_the_guideline_says():
    assert round(contrast([0, 0, 0], [1, 1, 1]), 1) == 21.0
    assert round(contrast(channels("#777"), [1, 1, 1]), 2) == 4.48
