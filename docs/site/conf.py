"""How Sphinx builds the site; `docs/site/build.py` puts the pages together and runs it."""

from __future__ import annotations

import attrs
from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

import wes_rules
from wes_rules.rules.schema import meanings

project = "wes_rules"
author = "The wes_rules authors"
copyright = "2026, The wes_rules authors"  # noqa: A001 - Sphinx's name
version = release = wes_rules.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_heading_anchors = 4
highlight_language = "none"
default_role = "literal"

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented_params"
autodoc_inherit_docstrings = False
python_maximum_signature_line_length = 88

html_theme = "furo"
html_title = f"wes_rules {wes_rules.__version__}"
html_copy_source = False
html_show_sphinx = False


def setup(app: Sphinx) -> None:
    """Show CSV as plain text, as no lexer knows it, and the fields that a class has from another one."""
    app.add_lexer("csv", TextLexer)
    app.connect("autodoc-process-docstring", _inherited, priority=100)


def _inherited(_app: Sphinx, what: str, _name: str, value: object, _options: object, lines: list[str]) -> None:
    """Add what is said of inherited fields to a class that says nothing of them."""
    if what == "class" and isinstance(value, type) and attrs.has(value) and "Args:" not in lines:
        lines += ["", "Args:", *(f"    {field}: {said}" for field, said in meanings(value).items())]
