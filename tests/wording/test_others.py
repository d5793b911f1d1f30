"""Sentences of other plans, with the rules that were written down before the reader saw them."""

import pytest
from tests.wording.scoring import sentences, verdict


@pytest.mark.parametrize("use", ["develop", "measure", "council", "published"])
def test_no_sentence_of_another_plan_is_read_wrongly_without_a_question(use):
    assert [one["text"] for one in sentences(use) if verdict(one) == ("wrong", True)] == []


@pytest.mark.parametrize(("use", "share", "share_settled"), [
    ("develop", 0.95, 0.5), ("measure", 0.95, 0.5), ("council", 0.95, 0.6), ("published", 0.97, 0.59),
])  # fmt: skip
def test_most_sentences_of_other_plans_come_out_right_and_many_without_a_question(use, share, share_settled):
    verdicts = [verdict(one) for one in sentences(use)]
    right = [one for one in verdicts if one[0] == "right"]
    assert len(right) >= share * len(verdicts)
    assert sum(settled for _, settled in right) >= share_settled * len(verdicts)
