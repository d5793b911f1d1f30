"""The scorecard from the command line: what it needs is told before anything is read for it."""

import sys

import pytest

from wes_rules.cli.main import main
from wes_rules.pages import html

PACKAGES = {"page.html": "jinja2", "page.xlsx": "openpyxl"}


@pytest.fixture
def without_packages(monkeypatch):
    """Neither package is installed, whatever was made with them before."""
    html._environment.cache_clear()
    for name in PACKAGES.values():
        monkeypatch.setitem(sys.modules, name, None)
    yield
    html._environment.cache_clear()


@pytest.mark.usefixtures("without_packages")
@pytest.mark.parametrize("words", [["-o", name] for name in PACKAGES] + [["--areas", "all"]])
def test_without_its_package_it_says_what_to_install_before_it_reads_the_plan(words, capsys):
    assert main(["scorecard", "no-such-plan.toml", *words]) == 2
    package = PACKAGES.get(words[1], "jinja2")
    remedy = 'pip install "wes-rules[pages]", or write -o scorecard.csv, which needs no package'
    assert f"needs the package {package}, which is not installed; {remedy}" in capsys.readouterr().err


@pytest.mark.usefixtures("without_packages")
def test_csv_needs_no_package(tmp_path):
    plan = "examples/nhs-four-hours/plan.toml"
    assert main(["scorecard", plan, "--as-of", "2026-04-01", "-o", str(tmp_path / "page.csv")]) == 0
    assert (tmp_path / "page.csv").read_text(encoding="utf-8-sig").count("better-than-last-year") == 1
