"""A first run that fails leaves nothing behind and says why; what is made can be read by its owner alone."""

import os
import resource
import stat
import subprocess
import sys

import pytest

from wes_rules.cli.exits import Exit
from wes_rules.cli.main import main
from wes_rules.running import one_pass

PLAN = """\
[plan]
id = "p"
title = "P"
area = "937"
[[sources]]
kind = "csv"
path = "figures.csv"
[[notifiers]]
kind = "jsonl"
path = "told.jsonl"
[calendars.y]
kind = "calendar-year"
lag = "6 months"
[[measures]]
id = "m"
title = "M"
owner = "B"
unit = "percent"
decimals = 1
better = "higher"
calendar = "y"
number = {indicator = "i"}
rule = {kind = "threshold", at_least = 50}
"""
FIGURES = "indicator,group,area,period,value,unit,source\ni,all,937,2019,40,percent,s\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "plan.toml").write_text(PLAN)
    (tmp_path / "figures.csv").write_text(FIGURES)
    return tmp_path


def first_run(folder, *more):
    return main(
        ["run", str(folder / "plan.toml"), "--init", "--store", str(folder / "a.db"), "--as-of", "2020-08-01", *more]
    )


def modes(folder):
    made = [one for one in folder.iterdir() if one.name not in ("plan.toml", "figures.csv")]
    return {one.name: stat.filemode(one.stat().st_mode) for one in made}


def test_what_is_made_can_be_read_by_its_owner_alone(folder, monkeypatch):
    seen = {}
    monkeypatch.setattr("wes_rules.running.run.moment", lambda _name: seen.update(modes(folder)))
    before = os.umask(0)
    try:
        assert first_run(folder) == 0
    finally:
        os.umask(before)
    assert {"a.db", "a.db-wal", "a.db-shm"} <= seen.keys()
    assert set(modes(folder)) == {"a.db", "told.jsonl"}
    assert set((seen | modes(folder)).values()) == {"-rw-------"}


def test_an_empty_file_that_becomes_a_store_is_closed_to_others(folder):
    (folder / "a.db").touch(mode=0o644)
    assert first_run(folder) == 0
    assert modes(folder)["a.db"] == "-rw-------"


@pytest.mark.parametrize("size", [0, 20_000, 90_000])
def test_a_disk_that_is_full_leaves_nothing_behind_and_says_so(folder, size):
    """So many bytes are all that any file may have."""
    done = subprocess.run(
        [sys.executable, "-m", "wes_rules", "run", "plan.toml", "--init", "--store", "a.db", "--as-of", "2020-08-01"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )
    assert "Traceback" not in done.stderr
    if done.returncode == 0:
        assert size >= 90_000
        return
    assert "full" in done.stderr or "could not be written" in done.stderr
    if done.returncode == 2:
        assert modes(folder) == {}
        assert done.stderr.splitlines()[-1] == "1 problem; nobody was told anything."


@pytest.mark.parametrize(
    ("before", "after"),
    [('kind = "jsonl"\npath', 'kind = "jsonl"\nfile'), ('kind = "csv"\npath', 'kind = "csv"\nfile')],
)
def test_a_first_run_of_a_wrong_plan_can_be_made_again(folder, capsys, before, after):
    (folder / "plan.toml").write_text(PLAN.replace(before, after))
    assert first_run(folder) == 2
    assert 'unknown key "file"' in capsys.readouterr().err
    assert modes(folder) == {}
    (folder / "plan.toml").write_text(PLAN)
    assert first_run(folder) == 0


def test_a_first_run_that_is_refused_leaves_a_store_that_is_there_alone(folder):
    assert first_run(folder) == 0
    content = (folder / "a.db").read_bytes()
    assert first_run(folder) == 2
    assert (folder / "a.db").read_bytes() == content


@pytest.mark.parametrize(("command", "code"), [("check plan.toml", 1), ("run plan.toml --init --dry-run", 0)])
def test_what_nobody_keeps_needs_no_room_on_a_disk(folder, command, code):
    environ = {**os.environ, "TMPDIR": "/nowhere"}
    done = subprocess.run(
        [sys.executable, "-m", "wes_rules", *command.split(), "--as-of", "2020-08-01"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env=environ,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),
    )
    assert (done.returncode, done.stderr) == (code, "")
    assert sorted(modes(folder)) == []


def test_a_first_run_that_somebody_stops_leaves_nothing_behind(folder, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(one_pass, "judge", stopped)
    assert first_run(folder) == Exit.INTERRUPTED
    assert not modes(folder)
