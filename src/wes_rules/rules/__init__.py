"""Rules, measures and plans."""
