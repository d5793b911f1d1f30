"""Targets in words: read as typed rules with what they leave open, and said so that they read back."""

from wes_rules.wording.context import Context, HasWords
from wes_rules.wording.reading import read
from wes_rules.wording.result import Asks, NoRule, Question, Target, Unsaid, Within, Words
from wes_rules.wording.sentences import say

__all__ = [
    "Asks",
    "Context",
    "HasWords",
    "NoRule",
    "Question",
    "Target",
    "Unsaid",
    "Within",
    "Words",
    "read",
    "say",
]
