"""A skeleton of each kind, written, installed in an environment of its own, tested and verified there."""

import subprocess
from pathlib import Path

import pytest

from wes_rules.cli.main import main

TEMPLATES = Path(__file__).parents[1] / "plugins" / "_template"
KINDS = {"source": "finance-ledger", "notifier": "town-crier", "rule": "at-least-so-much"}


def run(*command, cwd):
    done = subprocess.run([str(one) for one in command], capture_output=True, text=True, check=False, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def workshop(tmp_path_factory, environment):
    """Write a skeleton of each kind and install it."""
    folder = tmp_path_factory.mktemp("workshop")
    python, install = environment
    for kind, name in KINDS.items():
        assert main(["plugins", "new", name, "--kind", kind, "--into", str(folder)]) == 0
    install(*(folder / f"wes-rules-{name}" for name in KINDS.values()))
    return folder, python


@pytest.mark.parametrize("kind", KINDS)
def test_a_skeleton_passes_its_own_tests(workshop, kind):
    folder, python = workshop
    project = folder / f"wes-rules-{KINDS[kind]}"
    said = run(python, "-W", "error", "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", project, cwd=project)
    assert " passed" in said


@pytest.mark.parametrize("kind", KINDS)
def test_a_skeleton_is_listed_and_verified(workshop, kind):
    folder, python = workshop
    assert f"{KINDS[kind]:<16} wes-rules-{KINDS[kind]} 0.1.0  not needed" in run(
        python, "-m", "wes_rules", "plugins", cwd=folder
    )
    said = run(python, "-m", "wes_rules", "plugins", "verify", KINDS[kind], cwd=folder)
    assert "FAILED" not in said


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_the_template_s_own_name_is_left(workshop, kind):
    folder, _ = workshop
    files = [one for one in (folder / f"wes-rules-{KINDS[kind]}").rglob("*") if one.suffix in (".py", ".toml", ".md")]
    assert len(files) == 4
    for one in files:
        assert "skeleton" not in f"{one.relative_to(folder)} {one.read_text()}".lower()


def test_there_is_a_template_for_each_kind():
    assert {one.name for one in TEMPLATES.iterdir() if one.is_dir() and one.name != "__pycache__"} == set(KINDS)
