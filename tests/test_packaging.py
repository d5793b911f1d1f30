"""The wheel, built here and installed alone, judges the example."""

import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

import wes_rules

ROOT = Path(__file__).parents[1]


def run(*command, **more):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_carries_types_the_example_and_no_tests(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "wes_rules/py.typed",
        "wes_rules/examples/warwickshire/plan.toml",
        "wes_rules/examples/warwickshire/figures.csv",
        "wes_rules/plugin_templates/source/pyproject.toml",
        "wes_rules/plugin_templates/notifier/src/wes_rules_skeleton/py.typed",
        "wes_rules/plugin_templates/rule/tests/test_skeleton.py",
    ):
        assert needed in names
    assert not any(name.startswith("tests/") for name in names)


def test_the_wheel_alone_judges_the_example(wheel, tmp_path):
    uv = shutil.which("uv")
    python = tmp_path / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if uv:
        run(uv, "venv", "--quiet", "--python", sys.executable, tmp_path / "env")
        run(uv, "pip", "install", "--quiet", "--python", python, wheel)
    else:
        venv.create(tmp_path / "env", with_pip=True)
        run(python, "-m", "pip", "install", "--quiet", wheel)
    out = run(python, "-m", "wes_rules", "demo", "--as-of", "2026-04-01", "--format", "json", cwd=tmp_path)
    assert len(json.loads(out)["judgements"]) == 42
    assert run(python.parent / "wes-rules", "--version", cwd=tmp_path).strip() == f"wes-rules {wes_rules.__version__}"
