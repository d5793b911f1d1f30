"""From alert states to messages."""
