"""Whether it came true: statuses, judgements and their explanations."""
