"""What was promised: rules, measures and plans."""
