"""Judging: statuses, judgements and their explanations."""
