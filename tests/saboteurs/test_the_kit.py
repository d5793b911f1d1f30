"""The kit is seen to fail: for each requirement there is a plugin that breaks it, and nothing else fails with it."""

import importlib.util
import inspect
from pathlib import Path

import pytest

from wes_rules.testing import NotifierContract, RuleKindContract, SourceContract

HERE = Path(__file__).parent
CONTRACTS = {
    "bad_sources.py": SourceContract,
    "bad_notifiers.py": NotifierContract,
    "bad_rule_kinds.py": RuleKindContract,
}


@pytest.fixture(scope="module")
def ended(run_contracts):
    return {file: run_contracts(HERE / file) for file in CONTRACTS}


def classes(file):
    spec = importlib.util.spec_from_file_location(file.removesuffix(".py"), HERE / file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {name: one for name, one in vars(module).items() if inspect.isclass(one) and name.startswith("Test")}


def broken_by(saboteur):
    """Name the requirements that a saboteur breaks."""
    return {saboteur.breaks} if isinstance(saboteur.breaks, str) else set(saboteur.breaks or ())


SABOTEURS = [(file, name, one) for file in CONTRACTS for name, one in classes(file).items()]


@pytest.mark.parametrize(("file", "name", "saboteur"), SABOTEURS, ids=lambda one: one if isinstance(one, str) else "")
def test_what_a_saboteur_breaks_fails_with_a_sentence_and_nothing_else_does(ended, file, name, saboteur):
    mine = {test: how for (cls, test), how in ended[file].items() if cls == name}
    failed = {test: said for test, (outcome, said) in mine.items() if outcome == "failed"}
    if saboteur.breaks is None:
        assert failed == {}
        assert any(outcome == "passed" for outcome, _ in mine.values())
        return
    assert {test.partition("[")[0] for test in failed} == broken_by(saboteur), failed
    for said in failed.values():
        assert saboteur.says in said


@pytest.mark.parametrize("file", CONTRACTS)
def test_each_requirement_has_a_saboteur(file):
    required = {name for name in dir(CONTRACTS[file]) if name.startswith("test_")}
    assert set().union(*(broken_by(one) for of, _, one in SABOTEURS if of == file)) >= required
