"""Tells the news of wes_rules through Apprise: Slack, Teams, Matrix and a hundred others."""
