"""Every promise of a store is kept by a test: a store that breaks it fails that test, with a sentence."""

import importlib.util
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from wes_rules.testing.stores import StoreContract

FILE = Path(__file__).with_name("saboteurs.py")
_SPEC = importlib.util.spec_from_file_location("saboteurs", FILE)
_MODULE = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_MODULE)
SABOTEURS = [(one.__name__, law, said) for one, law, said in _MODULE.SABOTEURS]


def law_named(beginning):
    (law,) = [one for one in dir(StoreContract) if one.startswith(beginning)]
    return law


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """Run the contract as an author would; return what each test of each class said when it failed."""
    report = tmp_path_factory.mktemp("contract") / "report.xml"
    laws = {law_named(beginning) for _, beginning, _ in SABOTEURS}
    wanted = [f"{FILE}::TestBent::{law}" for law in laws]
    wanted += [f"{FILE}::Test{name}::{law_named(law)}" for name, law, _ in SABOTEURS]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *wanted]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert report.exists(), done.stdout + done.stderr
    found = {}
    for case in ET.parse(report).iter("testcase"):
        key = case.get("classname").rpartition(".")[2], case.get("name").partition("[")[0]
        faults = [one.get("message") for one in case if one.tag in ("failure", "error")]
        found.setdefault(key, []).extend(faults)
    return found


@pytest.mark.parametrize(("name", "law", "sentence"), SABOTEURS, ids=lambda one: one)
def test_a_broken_promise_is_caught_with_a_sentence(said, name, law, sentence):
    faults = said[f"Test{name}", law_named(law)]
    assert faults, f"{name} passed {law}"
    assert re.search(sentence, "\n".join(faults)), faults


def test_a_store_that_breaks_none_fails_none(said):
    kept = {law: faults for (name, law), faults in said.items() if name == "TestBent"}
    assert len(kept) == len({law for _, law, _ in SABOTEURS})
    assert not any(kept.values()), kept
