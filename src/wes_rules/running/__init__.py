"""A run of a plan: reading sources, judging, deciding what to send, and delivering it."""
