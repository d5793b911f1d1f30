"""From the outbox to the notifiers, and what their answers mean."""
