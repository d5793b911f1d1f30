"""The example plan's own words: the decisive ones that it quotes, and the whole sentences where they are at hand."""

import re
from pathlib import Path

import attrs
import pytest

from wes_rules import Milestone
from wes_rules.planfiles.planfile import read_plan
from wes_rules.rules.kinds.composites import Each
from wes_rules.wording import Context, read

ROOT = Path(__file__).resolve().parents[2]
PLAN = read_plan(ROOT / "examples" / "warwickshire" / "plan.toml")
SENTENCES = ROOT.parent / "shared" / "plan" / "measures.yaml"

# What the plan's own record asks of each sentence that does not settle its rule, and what the reader asks.
ASKED = {
    "ap-neet-16-17": {"points-or-percent", "baseline"},
    "ap-free-school-built": {"quality"},
    "disadvantaged-attainment-each-key-stage": {"parts"},
    "fsm-absence": {"baseline"},
    "looked-after-attainment": {"parts"},
    "looked-after-fixed-term-exclusions": {"baseline-period"},
    "attainment-8-sen-support": {"baseline"},
    "attainment-8-ehcp": {"baseline"},
    "progress-8-sen-support": {"baseline"},
    "progress-8-ehcp": {"baseline"},
    "less-than-good-schools-reinspected": {"condition"},
    "attainment-each-key-stage": {"parts"},
    "sufficient-school-places": {"compared-with"},
    "sustained-destinations": {"parts"},
}


def known_of(measure, **more):
    """What the plan knows of a measure before its words are read: not what they say."""
    known = {
        "baseline": None,
        "parts": (),
        "national": "970",
        "neighbours": "statistical-neighbours-2021-04",
        "minimum": 8,
    }
    return Context.of(measure, **known | more)


def whole_sentences():
    """Read the sentences of the plan, one line each or folded over several."""
    if not SENTENCES.exists():
        pytest.skip("the plan's sentences are not at hand")
    text = SENTENCES.read_text(encoding="utf-8")
    found = re.findall(r"^  id: (\S+)$.*?^  text: (.*?)^  \w+:", text, re.MULTILINE | re.DOTALL)
    assert len(found) == len(PLAN.measures)
    return {name: " ".join(words.split()).strip("'") for name, words in found}


def same(found, measure):
    """Whether a rule is the plan's, but for what no sentence says: who moved a target and why, and what it means if nobody reports."""
    rule = measure.rule
    if isinstance(rule, Milestone):
        return isinstance(found.rule, Milestone) and found.rule.by == rule.by
    if getattr(rule, "instead", ()):
        said = found.rule.instead[0].reason
        rule = attrs.evolve(rule, instead=tuple(attrs.evolve(one, author="", reason=said) for one in rule.instead))
    return found.rule == rule


def test_of_the_plans_sentences_most_settle_its_rule_and_the_others_ask_its_own_questions():
    sentences = whole_sentences()
    settled, wrong = set(), {}
    for measure in PLAN.measures:
        found = read(sentences[measure.id], context=known_of(measure))
        if found.settled and same(found, measure):
            settled.add(measure.id)
        elif found.settled or not {one.asks.value for one in found.questions} & ASKED.get(measure.id, set()):
            wrong[measure.id] = found
    assert wrong == {}
    assert len(settled) == 28


@pytest.mark.parametrize("measure", PLAN.measures, ids=lambda one: one.id)
def test_the_decisive_words_give_the_rule_of_the_example_or_ask(measure):
    if isinstance(measure.rule, Each):
        found = read(measure.text, context=known_of(measure, parts=measure.rule.over))
        assert found.rule in (measure.rule, measure.rule.rule)
        return
    found = read(measure.text, context=known_of(measure))
    assert same(found, measure) or not found.settled
