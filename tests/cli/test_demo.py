"""The demonstration: one screen, and where its page is."""

import json
import sys

import pytest

from wes_rules.cli.main import main

DAY = ("--as-of", "2026-04-01")


SHOWN = {}


@pytest.fixture
def demo(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)

    def demo(*words, anew=False):
        """Return what it prints, and the files that it writes; what was asked for before is remembered."""
        if anew or words not in SHOWN:
            assert main(["demo", *DAY, *words]) == 0
            SHOWN[words] = (*capsys.readouterr(), {path.name: path.read_text() for path in tmp_path.iterdir()})
        return SHOWN[words]

    return demo


def test_it_fits_one_screen(demo):
    out, err, _ = demo("-o", "page.html")
    lines = out.splitlines()
    assert len(lines) <= 45
    assert max(len(line) for line in lines if "/" not in line) <= 80
    assert err == ""


def test_it_says_how_the_plan_stands_and_what_is_worst(demo):
    out, _, _ = demo("-o", "page.html")
    assert "10 of 40 measures are off track, 13 are on track and 17 cannot be judged." in out
    assert "Championing Employability: 1 off track, 1 undecided, 5 on track" in out
    assert "  1. EHC plans issued within 20 weeks: 42.9% in 2023, target at least 90.0%," in out
    assert "47.1 points short, since 2021; then 21.3% (2024, worse than in 2023)" in " ".join(out.split())
    assert " ".join(out.split()).count(" since ") == 7


def test_it_says_what_cannot_be_judged_who_holds_it_and_who_would_be_told(demo):
    flat = " ".join(demo("-o", "page.html")[0].split())
    assert "What cannot be judged: no figure has ever come (16); figures used to come, and are overdue (1). Who" in flat
    lines = demo("-o", "page.html")[0].splitlines()
    assert "  ABP Steering Group: 4 not judged; told of 2 off track, 4 overdue" in lines
    assert "  Corporate Parenting Panel: told of 3 off track" in lines
    assert "2 more rest on made-up figures." in flat


def test_it_writes_the_page_where_asked_and_says_where(demo):
    out, _, written = demo("-o", "page.html")
    assert written["page.html"].startswith("<!DOCTYPE html>")
    assert out.startswith("page.html: written"), "whoever asks for a page asks for it first"
    assert "add -o scorecard.html" in demo()[0]


def test_it_says_how_to_see_all_and_shows_it(demo):
    assert "All 42 measures: add --all." in demo()[0]
    out, _, _ = demo("--all", "--layout", "list")
    assert out.count("\n  Id: ") == 42
    assert "\x1b" not in out


def test_it_is_there_as_data(demo):
    out, err, written = demo("--format", "json", "-o", "page.csv")
    assert len(json.loads(out)["judgements"]) == 42
    assert err == f"note: page.csv: written, {len(written['page.csv'].encode()) / 1000:.0f} kB\n"
    assert written["page.csv"].count("ehcp-20-weeks") == 1


def test_it_works_with_the_three_dependencies_alone(demo, monkeypatch):
    with_all, _, _ = demo()
    for name in ("rich", "shtab", "jinja2", "openpyxl"):
        monkeypatch.setitem(sys.modules, name, None)
    found, _, _ = demo(anew=True)
    assert found.splitlines()[:-1] == with_all.splitlines()[:-1]
