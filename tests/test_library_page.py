"""The examples of docs/library.md, each run as it stands."""

import asyncio
import re
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
PARTS = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


@pytest.fixture
def run(monkeypatch):
    monkeypatch.chdir(ROOT)

    def run(title):
        ((needs, code),) = re.findall(r"^```python([^\n]*)\n(.*?)^```", PARTS[title], re.MULTILINE | re.DOTALL)
        for name in needs.split():
            pytest.importorskip(name, reason=f"{name} is not installed; it is in the dev extra")
        names = {"__name__": "example"}
        exec(compile(code, f"docs/library.md: {title}", "exec", dont_inherit=True), names)
        return names

    return run


def test_judge_a_plan(run, capsys):
    run("Judge a plan")
    assert "EHC plans issued within 20 weeks off track 42.9 90.0" in capsys.readouterr().out


def test_figures_from_a_data_frame(run):
    assert [one.quantity.is_missing for one in run("Figures from a data frame")["history"]] == [False, False, True]


def test_a_measure_without_a_file(run, capsys):
    run("A measure without a file")
    assert capsys.readouterr().out.startswith("Off track: EHC plans issued within 20 weeks (937, 2019")


def test_verdicts_as_json_in_a_service(run):
    app = run("Verdicts as JSON in a service")["app"]
    import httpx

    async def ask():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service") as client:
            return await client.get("/verdicts/2026-04-01"), await client.get("/verdicts/tomorrow")

    found, wrong = asyncio.run(ask())
    assert (found.status_code, len(found.json())) == (200, 42)
    assert wrong.status_code == 422


def test_values_to_another_program_and_back(run):
    run("Values to another program, and back")


def test_a_nightly_job_that_judges_and_alerts(run, tmp_path):
    nightly = run("A nightly job that judges and alerts")["nightly"]
    store = tmp_path / "store.db"
    plan = "examples/warwickshire/plan.toml"
    assert nightly(plan, str(store), date(2026, 4, 1), first=True)
    assert store.exists()
    assert nightly(plan, str(store), date(2026, 4, 2))
    with pytest.raises(RuntimeError, match=r"no\.toml"):
        nightly("no.toml", str(store), date(2026, 4, 2))


def test_the_page_is_linked_and_its_errors_are_all_there_are():
    import wes_rules

    assert "(docs/library.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(\w+)`", PARTS["What to catch, and when"], re.MULTILINE))
    direct = {one.__name__ for one in wes_rules.WesRulesError.__subclasses__() if one.__module__ == "wes_rules.errors"}
    assert told == direct
